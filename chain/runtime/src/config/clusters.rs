//! What clusters pay, and what ties it to committees and their workers.

use super::{economy::Period, governance::ClusterAdmin};
use crate::*;
use frame_support::weights::Weight;
use messages::{
    committee::ProgramKind,
    ids::{CommitteeId, WorkerId},
};

impl pallet_clusters::Config for Runtime {
    type Currency = Balances;
    type Committees = PaidCommittees;
    type GovernanceOrigin = ClusterAdmin;
    /// A week: who has a worker in another cluster can move it.
    type Notice = Period<{ 7 * config::DAY }, 20>;
    type Period = Period<{ config::DAY }, 120>;
    type WeightInfo = weights::pallet_clusters::WeightInfo<Runtime>;
}

/// Committees as their paymaster sees them.
pub struct PaidCommittees;

impl pallet_clusters::Committees for PaidCommittees {
    fn is_cluster(id: CommitteeId) -> bool {
        let committee = pallet_committees::Committees::<Runtime>::get(id);
        committee.is_some_and(|committee| committee.program.kind == ProgramKind::Evm)
    }

    fn owner(id: CommitteeId) -> Option<AccountId> {
        pallet_committees::Owners::<Runtime>::get(id)
    }

    fn operator(worker: &WorkerId) -> Option<AccountId> {
        Registry::operator(worker)
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn make(owner: &AccountId, workers: &[(WorkerId, AccountId)]) -> CommitteeId {
        let id = 1;
        benchmarks::begin_epoch(id, 1);
        pallet_committees::Owners::<Runtime>::insert(id, owner);
        workers.iter().for_each(|(worker, operator)| Registry::make_live(worker, operator));
        id
    }
}

/// Committees tell who served, so that it is paid.
pub struct PaidService;

impl pallet_committees::OnCommitApplied for PaidService {
    fn applied(committee: CommitteeId, voters: &[WorkerId]) -> Weight {
        Clusters::commit_applied(committee, voters)
    }

    fn seconded(committee: CommitteeId, worker: &WorkerId) {
        Clusters::commit_seconded(committee, worker);
    }

    fn applied_weight() -> Weight {
        Clusters::applied_weight()
    }

    fn seconded_weight() -> Weight {
        Clusters::seconded_weight()
    }
}
