//! PHA, and what transactions cost.

use crate::*;
use frame_support::{
    parameter_types,
    traits::{
        fungible::{Balanced, Credit},
        ConstU128, ConstU32, ConstU8, Imbalance, OnUnbalanced, VariantCountOf,
    },
    weights::{ConstantMultiplier, IdentityFee},
};
use pallet_transaction_payment::{FungibleAdapter, Multiplier, TargetedFeeAdjustment};
use sp_runtime::{traits::Bounded, FixedPointNumber, Perbill, Perquintill};

impl pallet_balances::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type RuntimeHoldReason = RuntimeHoldReason;
    type RuntimeFreezeReason = RuntimeFreezeReason;
    type Balance = Balance;
    type ExistentialDeposit = ConstU128<{ config::EXISTENTIAL_DEPOSIT }>;
    type AccountStore = System;
    type DustRemoval = ();
    type DoneSlashHandler = ();
    type MaxLocks = ConstU32<50>;
    type MaxReserves = ConstU32<50>;
    type ReserveIdentifier = [u8; 8];
    type FreezeIdentifier = RuntimeFreezeReason;
    type MaxFreezes = VariantCountOf<RuntimeFreezeReason>;
    type WeightInfo = pallet_balances::weights::SubstrateWeight<Runtime>;
}

parameter_types! {
    /// Fees stay level while blocks are a quarter full.
    pub const TargetFullness: Perquintill = Perquintill::from_percent(25);
    /// How fast fees follow demand: at most about a quarter a day.
    pub AdjustmentSpeed: Multiplier = Multiplier::saturating_from_rational(75, 1_000_000);
    /// An empty network charges a tenth.
    pub LeastMultiplier: Multiplier = Multiplier::saturating_from_rational(1, 10);
    /// No upper bound but the type's.
    pub GreatestMultiplier: Multiplier = Bounded::max_value();
}

/// Price of a byte of a transaction: a channel's largest message costs 0.13 PHA to carry.
const BYTE_FEE: Balance = PHA / 1_000_000;

/// The treasury's part of every fee. It pays for what all who pay fees use.
const TREASURY_PART: Perbill = Perbill::from_percent(20);

/// Pays the treasury its part of fees, and the block's author the rest and all tips: a tip buys the author's favour, and one
/// that was taxed would be paid outside the chain.
pub struct SplitFees;

impl OnUnbalanced<Credit<AccountId, Balances>> for SplitFees {
    /// The fee, then the tip.
    fn on_unbalanceds(mut amounts: impl Iterator<Item = Credit<AccountId, Balances>>) {
        if let Some(fee) = amounts.next() {
            Self::on_unbalanced(fee);
        }
        amounts.for_each(ToAuthor::on_unbalanced);
    }

    fn on_nonzero_unbalanced(fee: Credit<AccountId, Balances>) {
        let part = TREASURY_PART * fee.peek();
        let (treasury, author) = fee.split(part);
        // The treasury's account exists from genesis on, so it takes any amount.
        drop(Balances::resolve(&config::governance::TreasuryAccount::get(), treasury));
        ToAuthor::on_unbalanced(author);
    }
}

/// What the block's author gets; without one it is burnt.
struct ToAuthor;

impl OnUnbalanced<Credit<AccountId, Balances>> for ToAuthor {
    fn on_nonzero_unbalanced(credit: Credit<AccountId, Balances>) {
        if let Some(author) = Authorship::author() {
            // A fee below the existential deposit cannot open the author's account; it is burnt then.
            drop(Balances::resolve(&author, credit));
        }
    }
}

/// One second of computing costs 1 PHA: weight is counted in picoseconds, PHA has 12 decimals.
impl pallet_transaction_payment::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type OnChargeTransaction = FungibleAdapter<Balances, SplitFees>;
    type OperationalFeeMultiplier = ConstU8<5>;
    type WeightToFee = IdentityFee<Balance>;
    type LengthToFee = ConstantMultiplier<Balance, ConstU128<BYTE_FEE>>;
    type FeeMultiplierUpdate =
        TargetedFeeAdjustment<Runtime, TargetFullness, AdjustmentSpeed, LeastMultiplier, GreatestMultiplier>;
    type WeightInfo = pallet_transaction_payment::weights::SubstrateWeight<Runtime>;
}
