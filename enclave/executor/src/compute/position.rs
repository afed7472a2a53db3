//! Where a replica stands: kept in the same transaction as the state it describes.

use codec::{Decode, Encode};
use crypto::hash::commit_hash;
use messages::{
    channel::Head,
    commit::Commit,
    committee::{CommitPoint, LostEpochs},
    ids::{BlockNumber, Epoch, Generation, Height, Seq},
    H256,
};
use std::collections::BTreeMap;

/// Name of the record among the store's metadata.
pub const POSITION: &[u8] = b"executor/position/v2";

/// For each epoch, the last message of which a call of that epoch was opened.
pub type Opened = BTreeMap<Epoch, Seq>;

/// What is stored beside the state.
#[derive(Encode, Decode)]
enum Record {
    /// With an executed block. The last commit's state root is left out: it is known only once the block is written,
    /// and it is the store's own root.
    Executed { digest: H256, pending: Vec<Commit>, opened: Opened },
    /// With an imported snapshot.
    Joined { point: CommitPoint, digest: H256 },
}

/// The last executed block, and the commits the chain has not applied yet.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Position {
    /// Height of the last executed block.
    pub height: Height,
    /// Hash of its commit; zero at height 0.
    pub commit: H256,
    /// Chain block of its messages.
    pub block: BlockNumber,
    /// Seq of its last message.
    pub seq: u64,
    /// Channel digest after that message.
    pub digest: H256,
    /// Its state root.
    pub state_root: H256,
    /// Generation of the state keys that the root is under.
    pub generation: Generation,
    /// Executed and not known to be applied, ascending by height; at most `MAX_PENDING_COMMITS`.
    pub pending: Vec<Commit>,
    /// Calls opened in blocks that are not known to be applied.
    pub opened: Opened,
}

impl Position {
    /// Before the first message of a channel.
    pub fn start(digest: H256, state_root: H256, generation: Generation) -> Self {
        Self { digest, state_root, generation, ..Self::default() }
    }

    /// Where a snapshot of an applied commit leaves off.
    fn joined(applied: &CommitPoint, digest: H256) -> Self {
        Self {
            height: applied.height,
            commit: applied.hash,
            block: applied.upto_block,
            seq: applied.upto_seq,
            digest,
            state_root: applied.state_root,
            generation: applied.generation,
            ..Self::default()
        }
    }

    /// The record to store with `commit`, whose state root is not known yet, and in whose block these calls were opened.
    pub fn record(&self, commit: &Commit, digest: H256, opened: &Opened) -> Vec<u8> {
        let pending = self.pending.iter().chain([commit]).cloned().collect();
        Record::Executed { digest, pending, opened: self.opened_with(opened) }.encode()
    }

    fn opened_with(&self, opened: &Opened) -> Opened {
        self.opened.iter().chain(opened).map(|(epoch, seq)| (*epoch, *seq)).collect()
    }

    /// Moves on to `commit`, now complete.
    pub fn advance(&mut self, commit: Commit, digest: H256, opened: &Opened) {
        *self = Self {
            height: commit.height,
            commit: commit_hash(&commit),
            block: commit.upto_block,
            seq: commit.upto_seq,
            digest,
            state_root: commit.state_root,
            generation: commit.generation,
            pending: core::mem::take(&mut self.pending),
            opened: self.opened_with(opened),
        };
        self.pending.push(commit);
    }

    /// The record to store with a snapshot.
    pub fn joined_record(point: CommitPoint, digest: H256) -> Vec<u8> {
        Record::Joined { point, digest }.encode()
    }

    /// Reads a stored record over a store with `state_root`; `None` if it does not decode.
    pub fn restore(record: &[u8], state_root: H256) -> Option<Self> {
        match Record::decode(&mut &record[..]).ok()? {
            Record::Joined { point, digest } => Some(Self::joined(&point, digest)),
            Record::Executed { digest, mut pending, opened } => {
                let last = Commit { state_root, ..pending.pop()? };
                let mut position = Self { pending, ..Self::default() };
                position.advance(last, digest, &opened);
                Some(position)
            }
        }
    }

    /// Generation of the state that a stored record describes; `None` if it does not decode.
    pub fn generation_of(record: &[u8]) -> Option<Generation> {
        // The root does not matter here.
        Self::restore(record, H256::zero()).map(|position| position.generation)
    }

    /// The channel position to go on from.
    pub fn cursor(&self) -> Head {
        Head { seq: self.seq, digest: self.digest }
    }

    /// Drops commits that the chain has applied.
    ///
    /// # Errors
    /// [`Diverged`] if the chain applied another commit at a height this replica executed.
    pub fn settle(&mut self, applied: &CommitPoint) -> Result<(), Diverged> {
        let own = self.pending.iter().find(|c| c.height == applied.height).map(commit_hash);
        let own = own.or((self.height == applied.height).then_some(self.commit));
        if applied.height > 0 && own.is_some_and(|hash| hash != applied.hash) {
            return Err(Diverged { height: applied.height });
        }
        self.pending.retain(|c| c.height > applied.height);
        if own.is_some() {
            self.opened.retain(|_, seq| *seq > applied.upto_seq);
        }
        Ok(())
    }

    /// Compares with what the chain declared lost.
    ///
    /// # Errors
    /// [`Diverged`] if this replica opened a call that nobody may open. What is applied never covers one: calls are lost
    /// only after the last applied commit.
    pub fn check_lost(&self, lost: &LostEpochs) -> Result<(), Diverged> {
        let first =
            self.opened.iter().filter(|(epoch, seq)| lost.covers(**epoch, **seq)).map(|(_, seq)| *seq);
        let Some(seq) = first.min() else { return Ok(()) };
        let commit = self.pending.iter().find(|c| c.upto_seq >= seq);
        Err(Diverged { height: commit.map_or(self.height, |c| c.height) })
    }
}

/// This replica's result lost the vote, or cannot win it any more: it must discard its state and join by snapshot.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Diverged {
    /// Where.
    pub height: Height,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn commit(height: Height, root: u8) -> Commit {
        Commit {
            committee: 1,
            height,
            parent: H256::zero(),
            upto_block: 1,
            upto_seq: height,
            state_root: H256([root; 32]),
            generation: 1,
            effects: Default::default(),
        }
    }

    fn applied(commit: &Commit) -> CommitPoint {
        CommitPoint {
            height: commit.height,
            hash: commit_hash(commit),
            upto_seq: commit.upto_seq,
            ..Default::default()
        }
    }

    #[test]
    fn a_stored_position_is_restored_with_the_stores_own_root() {
        let digest = H256([7; 32]);
        let mut position = Position::start(H256::zero(), H256::zero(), 1);
        position.advance(commit(1, 1), H256([6; 32]), &[(4, 1)].into());
        let second = Commit { generation: 2, ..commit(2, 2) };
        let opened = [(5, 2)].into();
        let record = position.record(&Commit { state_root: H256::zero(), ..second.clone() }, digest, &opened);
        position.advance(second, digest, &opened);
        assert_eq!((position.generation, &position.opened), (2, &[(4, 1), (5, 2)].into()));
        assert_eq!(Position::generation_of(&record), Some(2));
        assert_eq!(Position::restore(&record, H256([2; 32])), Some(position));
        assert_eq!(Position::restore(&record[1..], H256([2; 32])), None);
    }

    #[test]
    fn applied_commits_leave_and_a_lost_vote_is_noticed() {
        let commits = [commit(1, 1), commit(2, 2), commit(3, 3)];
        let start = Position {
            height: 3,
            commit: commit_hash(&commits[2]),
            pending: commits.to_vec(),
            ..Default::default()
        };
        let mut position = start.clone();
        assert_eq!(position.settle(&applied(&commits[1])), Ok(()));
        assert_eq!(position.pending, [commits[2].clone()]);
        assert_eq!(position.settle(&applied(&commits[2])), Ok(()));
        assert_eq!(position.settle(&applied(&commit(3, 9))), Err(Diverged { height: 3 }));
        assert_eq!(start.clone().settle(&applied(&commit(2, 9))), Err(Diverged { height: 2 }));
        assert_eq!(start.clone().settle(&applied(&commit(7, 9))), Ok(()), "ahead of us: not comparable yet");
        assert_eq!(start.clone().settle(&CommitPoint::default()), Ok(()));
    }
    #[test]
    fn a_call_opened_after_the_applied_commit_is_a_loss_if_its_epoch_is_lost() {
        let mut position = Position::default();
        for (height, opened) in [(1, [(3, 1)].into()), (2, [(3, 2), (4, 2)].into()), (3, Opened::new())] {
            position.advance(commit(height, 1), H256::zero(), &opened);
        }
        let lost = |upto, after| LostEpochs { upto, after };
        assert_eq!(position.check_lost(&lost(3, 1)), Err(Diverged { height: 2 }));
        assert_eq!(position.check_lost(&lost(3, 2)), Ok(()), "the call is not after it");
        assert_eq!(position.check_lost(&lost(2, 0)), Ok(()), "another epoch");
        let first = position.pending[0].clone();
        assert_eq!(position.settle(&applied(&first)), Ok(()));
        assert_eq!(position.opened, [(3, 2), (4, 2)].into());
        let last = position.pending[1].clone();
        assert_eq!(position.settle(&applied(&last)), Ok(()));
        assert_eq!(position.check_lost(&lost(9, 0)), Ok(()), "what is applied stays");
    }
}
