//! What a bundle brings. Pure: given what a worker wants and what the chain says, which parts come next.

use messages::{
    ids::{BlockNumber, ChannelId, Seq},
    limits::{MAX_BUNDLE_MESSAGES, MAX_SET_CHANGES},
    worker::Wants,
};
use std::ops::RangeInclusive;

/// What the state at a justified head says, as far as the bundle of one worker depends on it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChainFacts {
    /// Number of the head.
    pub head: BlockNumber,
    /// Last blocks of the authority sets from [`Wants::set_id`] on, as far as they ended.
    pub set_ends: Vec<BlockNumber>,
    /// Last seq of the channel that the worker follows; 0 if there is none.
    pub channel_seq: Seq,
}

/// The parts of a bundle.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Plan {
    /// Whether it carries the trust root.
    pub genesis: bool,
    /// Ends of authority sets, ascending: (set, its last block).
    pub set_changes: Vec<(u64, BlockNumber)>,
    /// What it says about the head.
    pub head: HeadStep,
    /// Messages to bring, as far as they fit.
    pub messages: Option<(ChannelId, RangeInclusive<Seq>)>,
}

/// What a bundle says about the head.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum HeadStep {
    /// Nothing: it brings set changes only, because more of them follow.
    Later,
    /// The head, with its justification.
    New,
    /// The head is the one that the worker has; state there is proven again.
    Known,
}

/// Plans the next bundle; `None` while the head is below the one that the worker has.
pub fn plan(wants: &Wants, facts: &ChainFacts) -> Option<Plan> {
    if facts.head < wants.head {
        return None;
    }
    // A set end that is the head itself goes as the head: its state can be proven.
    let ended_below = facts.set_ends.iter().copied().filter(|end| *end < facts.head);
    let mut set_changes: Vec<_> = (wants.set_id..).zip(ended_below).collect();
    let more_follow = set_changes.len() > MAX_SET_CHANGES;
    set_changes.truncate(MAX_SET_CHANGES);
    let head = match (more_follow, facts.head > wants.head) {
        (true, _) => HeadStep::Later,
        (false, true) => HeadStep::New,
        (false, false) => HeadStep::Known,
    };
    let messages = if more_follow { None } else { messages(wants, facts.channel_seq) };
    Some(Plan { genesis: wants.genesis, set_changes, head, messages })
}

fn messages(wants: &Wants, channel_seq: Seq) -> Option<(ChannelId, RangeInclusive<Seq>)> {
    let (channel, seq) = wants.channel?;
    let last = channel_seq.min(seq.saturating_add(MAX_BUNDLE_MESSAGES as u64));
    (last > seq).then(|| (channel, seq + 1..=last))
}

/// What stands open after a bundle was delivered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Backlog {
    /// The worker has everything up to the head.
    None,
    /// More set changes or messages follow at once.
    More,
    /// The next message left chain state: the worker needs a snapshot of its committee.
    Pruned {
        /// Seq of that message.
        seq: Seq,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wants(set_id: u64, head: BlockNumber, channel: Option<(ChannelId, Seq)>) -> Wants {
        Wants { genesis: false, set_id, head, channel, keys: vec![] }
    }

    fn facts(head: BlockNumber, set_ends: &[BlockNumber], channel_seq: Seq) -> ChainFacts {
        ChainFacts { head, set_ends: set_ends.to_vec(), channel_seq }
    }

    #[test]
    fn a_new_head_without_changes_brings_the_head_only() {
        let plan = plan(&wants(3, 10, None), &facts(12, &[], 0)).unwrap();
        assert_eq!(plan, Plan { genesis: false, set_changes: vec![], head: HeadStep::New, messages: None });
    }

    #[test]
    fn a_node_that_is_behind_brings_nothing() {
        assert_eq!(plan(&wants(3, 10, None), &facts(9, &[], 0)), None);
    }

    #[test]
    fn a_fresh_worker_gets_the_trust_root_and_every_set_change() {
        let fresh = Wants { genesis: true, ..wants(0, 0, Some((1, 0))) };
        let plan = plan(&fresh, &facts(100, &[10, 20, 30], 2)).unwrap();
        assert!(plan.genesis);
        assert_eq!(plan.set_changes, [(0, 10), (1, 20), (2, 30)]);
        assert_eq!(plan.head, HeadStep::New);
        assert_eq!(plan.messages, Some((1, 1..=2)));
    }

    #[test]
    fn a_set_end_that_is_the_head_goes_as_the_head() {
        let plan = plan(&wants(4, 15, None), &facts(20, &[20], 0)).unwrap();
        assert_eq!(plan.set_changes, []);
        assert_eq!(plan.head, HeadStep::New);
    }

    #[test]
    fn too_many_set_changes_travel_in_several_bundles() {
        let ends: Vec<_> = (1..=MAX_SET_CHANGES as u32 + 1).collect();
        let plan = plan(&wants(0, 0, Some((1, 0))), &facts(1_000, &ends, 5)).unwrap();
        assert_eq!(plan.set_changes.len(), MAX_SET_CHANGES);
        assert_eq!(plan.set_changes.last(), Some(&(255, 256)));
        assert_eq!((plan.head, plan.messages), (HeadStep::Later, None));
    }

    #[test]
    fn messages_continue_after_the_last_one_and_are_bounded() {
        let known = plan(&wants(0, 10, Some((2, 7))), &facts(10, &[], 9)).unwrap();
        assert_eq!((known.head, known.messages), (HeadStep::Known, Some((2, 8..=9))));
        let many = plan(&wants(0, 10, Some((2, 7))), &facts(11, &[], 100_000)).unwrap();
        assert_eq!(many.messages, Some((2, 8..=7 + MAX_BUNDLE_MESSAGES as u64)));
        let none = plan(&wants(0, 10, Some((2, 7))), &facts(11, &[], 7)).unwrap();
        assert_eq!(none.messages, None);
    }
}
