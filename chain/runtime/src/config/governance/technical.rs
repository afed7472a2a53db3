//! The technical committee: it can stop admission at once, and whitelist calls for the shortest track. It decides nothing
//! else.

use super::origins::EnclaveAdmin;
use crate::{
    config::{economy::Period, DAY},
    *,
};
use frame_support::{
    parameter_types,
    traits::{ConstU32, EitherOf},
    weights::Weight,
};
use frame_system::EnsureRoot;
use pallet_collective::{DefaultVote, EnsureProportionAtLeast, MemberCount};
use sp_runtime::Perbill;

/// Which of the possible collectives the technical committee is.
pub type TechnicalInstance = pallet_collective::Instance1;
/// Admits two thirds of the technical committee.
pub type TwoThirds = EnsureProportionAtLeast<AccountId, TechnicalInstance, 2, 3>;
/// Admits who may stop admission at once: the track `enclave_admin` or two thirds of the technical committee.
pub type Emergency = EitherOf<EnclaveAdmin, TwoThirds>;

/// Members at most: enough for several time zones, few enough to know each other.
const MAX_MEMBERS: u32 = 15;

parameter_types! {
    /// A motion may use half a block.
    pub MaxMotionWeight: Weight = Perbill::from_percent(50) * config::Weights::get().max_block;
}

impl pallet_collective::Config<TechnicalInstance> for Runtime {
    type RuntimeOrigin = RuntimeOrigin;
    type Proposal = RuntimeCall;
    type RuntimeEvent = RuntimeEvent;
    /// An emergency that waited for three days is for a referendum.
    type MotionDuration = Period<{ 3 * DAY }, 240>;
    type MaxProposals = ConstU32<20>;
    type MaxMembers = ConstU32<MAX_MEMBERS>;
    type DefaultVote = SilenceIsNay;
    type SetMembersOrigin = EnsureRoot<AccountId>;
    type MaxProposalWeight = MaxMotionWeight;
    type DisapproveOrigin = EnsureRoot<AccountId>;
    type KillOrigin = EnsureRoot<AccountId>;
    /// Members are few, and appointed.
    type Consideration = ();
    type WeightInfo = pallet_collective::weights::SubstrateWeight<Runtime>;
}

/// Who does not vote has not agreed.
pub struct SilenceIsNay;

impl DefaultVote for SilenceIsNay {
    fn default_vote(_: Option<bool>, _: MemberCount, _: MemberCount, _: MemberCount) -> bool {
        false
    }
}
