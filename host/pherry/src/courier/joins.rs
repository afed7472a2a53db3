//! Which member a joining worker's snapshot request goes to when. Pure.
//!
//! A state comes in many chunks; each chunk that arrives makes the worker offer the request for the next. One member is
//! asked at a time, and asked on for as long as it delivers; when it refuses, the next one is tried. When all have
//! refused, they are asked again at the next head.

use messages::{
    ids::{BlockNumber, CommitteeId, WorkerId},
    snapshot::SnapshotRequest,
};
use std::collections::BTreeMap;

/// Blocks after which a delivered chunk that is still asked for is fetched again.
pub const PATIENCE_BLOCKS: BlockNumber = 4;

/// Something to do: put this request to this member.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct JoinErrand {
    /// The member.
    pub member: WorkerId,
    /// The request.
    pub request: SnapshotRequest,
}

/// What became of an errand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum JoinReply {
    /// The joiner has the chunk.
    Delivered,
    /// The member has to prove the joiner first.
    Held,
    /// The member refuses or cannot be reached.
    Refused,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Progress {
    Due,
    Asking,
    /// Until the member, or the chain, has advanced.
    Waiting {
        since: BlockNumber,
    },
    Delivered {
        again_at: BlockNumber,
    },
}

#[derive(Debug)]
struct Join {
    request: SnapshotRequest,
    progress: Progress,
    /// Which member is asked, counted from any.
    turn: usize,
    /// Members that refused this request.
    refusals: usize,
}

/// All joins under way.
#[derive(Debug, Default)]
pub struct Joins {
    joins: BTreeMap<WorkerId, Join>,
    members: BTreeMap<CommitteeId, Vec<WorkerId>>,
}

impl Joins {
    /// The members of a committee.
    pub fn set_members(&mut self, committee: CommitteeId, members: Vec<WorkerId>) {
        self.members.insert(committee, members);
    }

    /// Committees that somebody joins.
    pub fn committees(&self) -> Vec<CommitteeId> {
        let mut committees: Vec<_> = self.joins.values().map(|join| join.request.committee).collect();
        committees.sort_unstable();
        committees.dedup();
        committees
    }

    /// Takes what a worker asks for now, in place of what it asked for before.
    pub fn offer(&mut self, worker: WorkerId, request: Option<&SnapshotRequest>) {
        let Some(request) = request else {
            self.joins.remove(&worker);
            return;
        };
        let fresh = || Join { request: request.clone(), progress: Progress::Due, turn: 0, refusals: 0 };
        let join = self.joins.entry(worker).or_insert_with(fresh);
        if join.request != *request {
            *join = Join { turn: join.turn, ..fresh() };
        }
    }

    /// A worker of the fleet was fed up to `head`.
    pub fn advanced(&mut self, worker: WorkerId, head: BlockNumber) {
        for (joiner, join) in &mut self.joins {
            let asked = member(&self.members, joiner, join);
            let again = match join.progress {
                Progress::Waiting { since } => head > since || asked == Some(worker),
                Progress::Delivered { again_at } => head >= again_at,
                Progress::Due | Progress::Asking => false,
            };
            if again {
                join.progress = Progress::Due;
            }
        }
    }

    /// What to do now. Each errand is handed out once, until [`Self::settle`].
    pub fn errands(&mut self) -> Vec<JoinErrand> {
        let mut errands = vec![];
        for (joiner, join) in &mut self.joins {
            let Some(member) = member(&self.members, joiner, join) else { continue };
            if join.progress == Progress::Due {
                join.progress = Progress::Asking;
                errands.push(JoinErrand { member, request: join.request.clone() });
            }
        }
        errands
    }

    /// Learns how an errand went, at chain head `head`.
    pub fn settle(&mut self, errand: &JoinErrand, reply: JoinReply, head: BlockNumber) {
        let Some(join) = self.joins.get_mut(&errand.request.worker) else { return };
        if join.request != errand.request {
            return;
        }
        let others = others(&self.members, &errand.request.worker, join).len();
        join.progress = match reply {
            JoinReply::Delivered => Progress::Delivered { again_at: head.saturating_add(PATIENCE_BLOCKS) },
            JoinReply::Held => Progress::Waiting { since: head },
            JoinReply::Refused => {
                join.turn += 1;
                join.refusals += 1;
                if join.refusals.is_multiple_of(others.max(1)) {
                    Progress::Waiting { since: head }
                } else {
                    Progress::Due
                }
            }
        };
    }
}

fn others(members: &BTreeMap<CommitteeId, Vec<WorkerId>>, joiner: &WorkerId, join: &Join) -> Vec<WorkerId> {
    let members = members.get(&join.request.committee).into_iter().flatten();
    members.filter(|member| *member != joiner).copied().collect()
}

/// The member whose turn it is.
fn member(
    members: &BTreeMap<CommitteeId, Vec<WorkerId>>,
    joiner: &WorkerId,
    join: &Join,
) -> Option<WorkerId> {
    let others = others(members, joiner, join);
    others.get(join.turn.checked_rem(others.len())?).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use messages::{ids::BootId, H256};

    const JOINER: WorkerId = WorkerId([1; 32]);
    const MEMBERS: [WorkerId; 3] = [WorkerId([1; 32]), WorkerId([2; 32]), WorkerId([3; 32])];

    fn request(after: Option<u8>) -> SnapshotRequest {
        SnapshotRequest {
            genesis: H256::zero(),
            committee: 1,
            worker: JOINER,
            boot_id: BootId([0; 16]),
            height: 7,
            after: after.map(|byte| [byte; 32]),
        }
    }

    fn joins() -> Joins {
        let mut joins = Joins::default();
        joins.set_members(1, MEMBERS.to_vec());
        joins.offer(JOINER, Some(&request(None)));
        joins
    }

    fn next(joins: &mut Joins) -> Option<JoinErrand> {
        joins.errands().pop()
    }

    #[test]
    fn one_other_member_is_asked_at_a_time() {
        let mut joins = joins();
        let errand = next(&mut joins).unwrap();
        assert_eq!((errand.member, errand.request), (MEMBERS[1], request(None)));
        joins.offer(JOINER, Some(&request(None)));
        assert_eq!(next(&mut joins), None, "it is being asked already");
    }

    #[test]
    fn a_member_that_delivers_is_asked_for_the_next_chunk() {
        let mut joins = joins();
        let first = next(&mut joins).unwrap();
        joins.settle(&first, JoinReply::Refused, 10);
        let second = next(&mut joins).unwrap();
        assert_eq!(second.member, MEMBERS[2]);
        joins.settle(&second, JoinReply::Delivered, 10);
        assert_eq!(next(&mut joins), None);
        joins.offer(JOINER, Some(&request(Some(9))));
        assert_eq!(next(&mut joins), Some(JoinErrand { member: MEMBERS[2], request: request(Some(9)) }));
    }

    #[test]
    fn when_all_refused_they_are_asked_again_at_the_next_head() {
        let mut joins = joins();
        for _ in 0..2 {
            let errand = next(&mut joins).unwrap();
            joins.settle(&errand, JoinReply::Refused, 10);
        }
        assert_eq!(next(&mut joins), None);
        joins.advanced(JOINER, 10);
        assert_eq!(next(&mut joins), None, "nothing is new");
        joins.advanced(JOINER, 11);
        assert_eq!(next(&mut joins).unwrap().member, MEMBERS[1]);
    }

    #[test]
    fn a_held_request_is_put_again_when_that_member_was_fed() {
        let mut joins = joins();
        let errand = next(&mut joins).unwrap();
        joins.settle(&errand, JoinReply::Held, 10);
        joins.advanced(MEMBERS[2], 10);
        assert_eq!(next(&mut joins), None);
        joins.advanced(MEMBERS[1], 10);
        assert_eq!(next(&mut joins).unwrap().member, MEMBERS[1]);
    }

    #[test]
    fn a_delivered_chunk_that_got_lost_is_fetched_again() {
        let mut joins = joins();
        let errand = next(&mut joins).unwrap();
        joins.settle(&errand, JoinReply::Delivered, 10);
        joins.advanced(JOINER, 10 + PATIENCE_BLOCKS - 1);
        assert_eq!(next(&mut joins), None);
        joins.advanced(JOINER, 10 + PATIENCE_BLOCKS);
        assert!(next(&mut joins).is_some());
    }

    #[test]
    fn a_joined_worker_is_forgotten_and_a_lonely_one_waits() {
        let mut joins = joins();
        joins.offer(JOINER, None);
        assert!(joins.committees().is_empty());
        joins.set_members(1, vec![JOINER]);
        joins.offer(JOINER, Some(&request(None)));
        assert_eq!(joins.errands(), []);
    }
}
