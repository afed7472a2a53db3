//! Accounts acting together or for each other, and sudo where genesis names a key.

use crate::*;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::traits::{ConstU128, ConstU32, InstanceFilter};
use scale_info::TypeInfo;
use sp_runtime::traits::BlakeTwo256;

impl pallet_utility::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type RuntimeCall = RuntimeCall;
    type PalletsOrigin = OriginCaller;
    type WeightInfo = pallet_utility::weights::SubstrateWeight<Runtime>;
}

impl pallet_multisig::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type RuntimeCall = RuntimeCall;
    type Currency = Balances;
    type DepositBase = ConstU128<{ config::storage_deposit(1, 88) }>;
    type DepositFactor = ConstU128<{ config::storage_deposit(0, 32) }>;
    type MaxSignatories = ConstU32<100>;
    type BlockNumberProvider = System;
    type WeightInfo = pallet_multisig::weights::SubstrateWeight<Runtime>;
}

/// What a proxy may do for the account behind it.
#[derive(
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Debug,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
)]
pub enum ProxyType {
    /// Everything.
    #[default]
    Any,
    /// Take part in consensus: rotate and remove session keys.
    Validate,
    /// Operate workers: register them, relay what they say, have them measured, join and leave committees. Not: put money at
    /// stake for them.
    Operate,
    /// Take part in governance: propose, vote, delegate, curate bounties, sit on the technical committee. Not: transfer.
    Governance,
    /// Put PHA at stake and take it back: of workers, pools and vaults. Not: transfer.
    Stake,
}

impl InstanceFilter<RuntimeCall> for ProxyType {
    fn filter(&self, call: &RuntimeCall) -> bool {
        match self {
            Self::Any => true,
            Self::Validate => matches!(call, RuntimeCall::Session(_)),
            Self::Operate => matches!(
                call,
                RuntimeCall::Registry(_)
                    | RuntimeCall::Computation(pallet_computation::Call::measure { .. })
                    | RuntimeCall::Committees(
                        pallet_committees::Call::join { .. }
                            | pallet_committees::Call::leave { .. }
                            | pallet_committees::Call::submit_body { .. }
                            | pallet_committees::Call::advance { .. }
                    )
                    | RuntimeCall::Gatekeepers(
                        pallet_gatekeepers::Call::resign { .. } | pallet_gatekeepers::Call::advance { .. }
                    )
            ),
            Self::Governance => matches!(
                call,
                RuntimeCall::ConvictionVoting(_)
                    | RuntimeCall::Referenda(_)
                    | RuntimeCall::Preimage(_)
                    | RuntimeCall::Whitelist(_)
                    | RuntimeCall::TechnicalCommittee(_)
                    | RuntimeCall::Treasury(_)
                    | RuntimeCall::Bounties(_)
                    | RuntimeCall::ChildBounties(_)
            ),
            Self::Stake => matches!(call, RuntimeCall::Computation(_) | RuntimeCall::StakePools(_)),
        }
    }

    fn is_superset(&self, other: &Self) -> bool {
        self == other || *self == Self::Any
    }
}

impl pallet_proxy::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type RuntimeCall = RuntimeCall;
    type Currency = Balances;
    type ProxyType = ProxyType;
    type ProxyDepositBase = ConstU128<{ config::storage_deposit(1, 8) }>;
    type ProxyDepositFactor = ConstU128<{ config::storage_deposit(0, 33) }>;
    type MaxProxies = ConstU32<32>;
    type MaxPending = ConstU32<32>;
    type CallHasher = BlakeTwo256;
    type AnnouncementDepositBase = ConstU128<{ config::storage_deposit(1, 8) }>;
    type AnnouncementDepositFactor = ConstU128<{ config::storage_deposit(0, 66) }>;
    type BlockNumberProvider = System;
    type WeightInfo = pallet_proxy::weights::SubstrateWeight<Runtime>;
}

/// Inert unless genesis names a key, which only the presets for development do.
impl pallet_sudo::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type RuntimeCall = RuntimeCall;
    type WeightInfo = pallet_sudo::weights::SubstrateWeight<Runtime>;
}
