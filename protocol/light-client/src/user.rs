//! What a user checks beyond what enclaves check: the age of the head by the user's own clock, the committee that is
//! encrypted to, and whether an answer is to be believed.
//!
//! The command line and the browser share it. Enclaves have [`crate::lease`] in place of a clock.

use crate::{Error, Facts, VerifiedHead};
use alloc::{collections::BTreeMap, vec::Vec};
use codec::{Decode, DecodeAll, Encode};
use core::fmt;
use crypto::identity::verify_answer;
use messages::{
    abi,
    committee::Committee,
    ids::{CommitteeId, GenesisHash, TimeMs, WorkerId},
    keys::InputKey,
    query::{Answer, AsOf, Reply, SignedAnswer},
    registration::{Measurement, TrustRoot, WorkerRecord},
    H256,
};

/// Greatest age of the newest finalized block by the user's clock, in milliseconds. Covers a slow network and a clock a
/// little off; a node that hides newer blocks is noticed after it.
pub const MAX_HEAD_AGE_MS: u64 = 120_000;
/// How much older than the user's own verified head the state of an answer may be, in milliseconds.
pub const MAX_ANSWER_LAG_MS: u64 = 60_000;
/// Blocks after the verified head for which a signed question may be answered.
pub const QUESTION_LIFE: u64 = 100;

/// Whether a head is recent by the user's clock.
///
/// # Errors
/// Its age in milliseconds, if that is more than [`MAX_HEAD_AGE_MS`].
pub fn check_age(head: &VerifiedHead, now_ms: TimeMs) -> Result<(), u64> {
    let age = now_ms.saturating_sub(head.time_ms());
    if age > MAX_HEAD_AGE_MS {
        return Err(age);
    }
    Ok(())
}

/// A committee proven at a finalized block, with the records of its members at that block or a little later.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct ProvenCommittee {
    /// Its number.
    pub id: CommitteeId,
    /// The block.
    pub head: VerifiedHead,
    /// What the chain says of it.
    pub committee: Committee,
    /// What the chain says of its members; those that never registered are left out.
    pub members: BTreeMap<WorkerId, WorkerRecord>,
    /// Programs that the chain's policy allows there. A denied one ends at once, whatever its workers' records say.
    pub measurements: Vec<Measurement>,
}

impl ProvenCommittee {
    /// The key to encrypt to now; `None` before the committee has its first.
    pub fn input_key(&self) -> Option<InputKey> {
        self.committee.input_keys.last().copied()
    }

    /// The record of a member whose evidence is valid at the head and whose program was not denied since.
    pub fn live_member(&self, worker: &WorkerId) -> Option<&WorkerRecord> {
        let is_live = |record: &&WorkerRecord| {
            record.attested.valid_until_ms > self.head.time_ms()
                && self.measurements.contains(&record.attested.measurement)
        };
        self.members.get(worker).filter(is_live)
    }
}

/// Reads the records of `members`; those that never registered are left out. [`abi::worker`] of each has to be proven.
///
/// # Errors
/// As [`Facts::read`].
pub fn read_members(facts: &Facts, members: &[WorkerId]) -> Result<BTreeMap<WorkerId, WorkerRecord>, Error> {
    let records = members.iter().map(|member| Ok((*member, facts.read(&abi::worker(member))?)));
    let records = records.collect::<Result<Vec<_>, Error>>()?;
    Ok(records.into_iter().filter_map(|(member, record)| Some((member, record?))).collect())
}

/// What is wrong with an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerFault {
    /// It does not open under the key of its question, or does not decode.
    Unreadable,
    /// The worker's signature is missing or wrong.
    BadSignature,
    /// It belongs to another network, committee or question.
    OtherQuestion,
    /// The worker is no member with valid evidence.
    NotAMember,
    /// It is true of a state long past.
    Old {
        /// How much older, in seconds.
        seconds: u64,
    },
    /// It claims a block of the chain that was verified otherwise.
    OtherChain,
    /// It is taken from another state than the committee agreed on.
    OtherState,
    /// It hides that the worker's hardware is simulated.
    HidesSimulation,
}

impl fmt::Display for AnswerFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable => write!(f, "it does not open under the key of the question"),
            Self::BadSignature => write!(f, "its signature is not the worker's"),
            Self::OtherQuestion => write!(f, "it answers another question"),
            Self::NotAMember => write!(f, "its worker is no attested member of the committee"),
            Self::Old { seconds } => {
                write!(f, "it is true of a state {seconds} s before the newest finalized block")
            }
            Self::OtherChain => write!(f, "it is taken from another chain than the one verified here"),
            Self::OtherState => {
                write!(f, "its state is not the one that the committee agreed on at that height")
            }
            Self::HidesSimulation => write!(f, "it hides that its worker runs on simulated hardware"),
        }
    }
}

impl core::error::Error for AnswerFault {}

/// An answer that proved itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VerifiedAnswer {
    /// The answer itself.
    pub reply: Reply,
    /// State it is true of.
    pub as_of: AsOf,
    /// Who gave it.
    pub worker: WorkerId,
    /// Root of trust of that worker's evidence.
    pub trust_root: TrustRoot,
}

/// Verifies an opened answer (SCALE of [`SignedAnswer`]) against the committee as it was proven. `query_hash` is
/// blake2b-256 of the question's plaintext.
///
/// # Errors
/// [`AnswerFault`].
pub fn verify(
    mut answer: &[u8],
    genesis: GenesisHash,
    query_hash: H256,
    committee: &ProvenCommittee,
) -> Result<VerifiedAnswer, AnswerFault> {
    let signed = SignedAnswer::decode_all(&mut answer).map_err(|_| AnswerFault::Unreadable)?;
    if !verify_answer(&signed) {
        return Err(AnswerFault::BadSignature);
    }
    let Answer { worker, as_of, reply, .. } = signed.answer;
    if (signed.answer.genesis, signed.answer.committee, signed.answer.query_hash)
        != (genesis, committee.id, query_hash)
    {
        return Err(AnswerFault::OtherQuestion);
    }
    let record = committee.live_member(&worker).ok_or(AnswerFault::NotAMember)?;
    let trust_root = record.attested.root;
    if trust_root == TrustRoot::Simulated && !as_of.simulated {
        return Err(AnswerFault::HidesSimulation);
    }
    verify_state(&as_of, committee)?;
    Ok(VerifiedAnswer { reply, as_of, worker, trust_root })
}

/// Verifies that an answer's state is recent and, where both are known, the one that the chain knows.
fn verify_state(as_of: &AsOf, committee: &ProvenCommittee) -> Result<(), AnswerFault> {
    let lag = committee.head.time_ms().saturating_sub(as_of.time_ms);
    if lag > MAX_ANSWER_LAG_MS {
        return Err(AnswerFault::Old { seconds: lag / 1000 });
    }
    if as_of.block.number == committee.head.number() && as_of.block.hash != committee.head.hash() {
        return Err(AnswerFault::OtherChain);
    }
    let agreed = &committee.committee.commit;
    if as_of.height == agreed.height && as_of.state_root != agreed.state_root && agreed.height > 0 {
        return Err(AnswerFault::OtherState);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crypto::identity::WorkerIdentity;
    use messages::{
        committee::{CommitPoint, Program, ProgramKind},
        ids::{AccountId, BlockRef, BootId},
        registration::{Attested, TeeKind},
    };

    const GENESIS: GenesisHash = H256([9; 32]);
    const QUERY_HASH: H256 = H256([8; 32]);
    const HEAD_MS: TimeMs = 1_000_000;

    fn member() -> WorkerIdentity {
        WorkerIdentity::from_sealing_secret(&[1; 32])
    }

    fn head() -> VerifiedHead {
        let encoded = (100u32, H256([5; 32]), H256([6; 32]), HEAD_MS).encode();
        VerifiedHead::decode(&mut &encoded[..]).unwrap()
    }

    fn committee() -> ProvenCommittee {
        let attested = Attested {
            kind: TeeKind::Tdx,
            root: TrustRoot::Simulated,
            measurement: Measurement([0; 32]),
            platform: H256::zero(),
            valid_until_ms: HEAD_MS + 1,
        };
        let record = WorkerRecord {
            encryption_key: [0; 32],
            operator: AccountId::new([0; 32]),
            boot_id: BootId([0; 16]),
            last_seq: 0,
            attested,
            lease: None,
            endpoint: Default::default(),
        };
        let commit = CommitPoint { height: 7, state_root: H256([7; 32]), ..Default::default() };
        let committee = Committee {
            program: Program { kind: ProgramKind::Evm, version: 1 },
            members: alloc::vec![member().id()].try_into().unwrap(),
            threshold: 1,
            key_version: 0,
            epoch: 1,
            lost: None,
            input_keys: Default::default(),
            commit,
        };
        let members = [(member().id(), record)].into();
        let measurements = alloc::vec![Measurement([0; 32])];
        ProvenCommittee { id: 1, head: head(), committee, members, measurements }
    }

    fn answer() -> Answer {
        let as_of = AsOf {
            block: BlockRef { number: 100, hash: H256([5; 32]) },
            time_ms: HEAD_MS,
            height: 7,
            state_root: H256([7; 32]),
            simulated: true,
        };
        let reply = Reply::Returned(alloc::vec![1]);
        Answer { genesis: GENESIS, committee: 1, worker: member().id(), query_hash: QUERY_HASH, as_of, reply }
    }

    fn outcome(committee: &ProvenCommittee, answer: Answer) -> Result<VerifiedAnswer, AnswerFault> {
        verify(&member().sign_answer(answer).encode(), GENESIS, QUERY_HASH, committee)
    }

    #[test]
    fn a_head_is_fresh_up_to_its_bound() {
        let bound = HEAD_MS + MAX_HEAD_AGE_MS;
        assert_eq!(check_age(&head(), bound), Ok(()));
        assert_eq!(check_age(&head(), bound + 1), Err(MAX_HEAD_AGE_MS + 1));
        assert_eq!(check_age(&head(), 0), Ok(()), "a clock that is behind does not matter");
    }

    #[test]
    fn a_members_answer_is_believed() {
        let verified = outcome(&committee(), answer()).unwrap();
        assert_eq!((verified.reply, verified.worker), (Reply::Returned(alloc::vec![1]), member().id()));
        assert_eq!(verified.trust_root, TrustRoot::Simulated);
    }

    #[test]
    fn an_answer_is_bound_to_its_question() {
        for wrong in [
            Answer { genesis: H256::zero(), ..answer() },
            Answer { committee: 2, ..answer() },
            Answer { query_hash: H256::zero(), ..answer() },
        ] {
            assert_eq!(outcome(&committee(), wrong), Err(AnswerFault::OtherQuestion));
        }
    }

    #[test]
    fn only_attested_members_are_believed() {
        let stranger = WorkerIdentity::from_sealing_secret(&[2; 32]);
        let foreign = stranger.sign_answer(Answer { worker: stranger.id(), ..answer() });
        let found = verify(&foreign.encode(), GENESIS, QUERY_HASH, &committee());
        assert_eq!(found, Err(AnswerFault::NotAMember));
        let mut expired = committee();
        expired.members.values_mut().for_each(|record| record.attested.valid_until_ms = HEAD_MS);
        assert_eq!(outcome(&expired, answer()), Err(AnswerFault::NotAMember));
        let denied = ProvenCommittee { measurements: alloc::vec![Measurement([1; 32])], ..committee() };
        assert_eq!(outcome(&denied, answer()), Err(AnswerFault::NotAMember), "its program was denied");
        let forged = SignedAnswer { answer: answer(), signature: [0; 64] };
        let found = verify(&forged.encode(), GENESIS, QUERY_HASH, &committee());
        assert_eq!(found, Err(AnswerFault::BadSignature));
        let found = verify(b"noise", GENESIS, QUERY_HASH, &committee());
        assert_eq!(found, Err(AnswerFault::Unreadable));
    }

    #[test]
    fn the_state_of_an_answer_is_recent_and_the_agreed_one() {
        let with = |as_of: AsOf| outcome(&committee(), Answer { as_of, ..answer() }).map(drop);
        let as_of = answer().as_of;
        let oldest = HEAD_MS - MAX_ANSWER_LAG_MS;
        assert_eq!(with(AsOf { time_ms: oldest, ..as_of }), Ok(()));
        assert_eq!(with(AsOf { time_ms: oldest - 1, ..as_of }), Err(AnswerFault::Old { seconds: 60 }));
        let fork = BlockRef { hash: H256::zero(), ..as_of.block };
        assert_eq!(with(AsOf { block: fork, ..as_of }), Err(AnswerFault::OtherChain));
        assert_eq!(with(AsOf { state_root: H256::zero(), ..as_of }), Err(AnswerFault::OtherState));
        assert_eq!(with(AsOf { height: 8, state_root: H256::zero(), ..as_of }), Ok(()), "not agreed on yet");
        assert_eq!(with(AsOf { simulated: false, ..as_of }), Err(AnswerFault::HidesSimulation));
    }
}
