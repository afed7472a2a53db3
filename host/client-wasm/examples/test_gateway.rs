//! A gateway for the tests of `@adyton/client`: a synthetic chain with a committee of one worker, real finality proofs and
//! real encryption, and every lie that a hostile gateway could try (`test_lie`).
//!
//! Speaks JSON by line: `{"method": .., "params": [..]}` on standard input, `{"result": ..}` or `{"error": ..}` on standard
//! output. The worker executes nothing: it answers from what was pushed, as far as the asker may see it.

use codec::{DecodeAll, Encode};
use crypto::{
    caller,
    hash::blake2_256,
    identity::WorkerIdentity,
    sealing::{InputSecret, OpenError},
};
use light_client::testing::{
    justification::{assemble, block_ref, vote},
    TestChain, Validators, BLOCK_MS, GENESIS_MS,
};
use messages::{
    abi::{self, Development},
    bundle::{JustifiedHeader, SyncBundle},
    call::{EthereumCall, InnerCall},
    channel::SealedCall,
    committee::{CommitPoint, Committee, Program, ProgramKind},
    ethereum::{ExecutedTransaction, TransactionStatus},
    ids::{AccountId, BlockRef, BootId, CommitteeId, TimeMs},
    keys::InputKey,
    query::{Answer, AsOf, Query, QueryRefusal, Question, Reply, SealedQuery},
    receipt::{ExecutionReceipt, Log, Refusal},
    registration::{Attested, Measurement, TeeKind, TrustRoot, WorkerRecord},
    worker::Wants,
    H160, H256, U256,
};
use serde_json::{json, Value};
use sp_core::Bytes;
use std::{
    collections::BTreeMap,
    error::Error,
    io::{stdin, stdout, BufRead, Write},
};

const COMMITTEE: CommitteeId = 1;
const EPOCH: u64 = 1;
const CHAIN_ID: u64 = 0x5afd;
const VALIDATORS: u32 = 3;
const MEASUREMENT: Measurement = Measurement([6; 32]);

type Fallible<T> = Result<T, Box<dyn Error>>;

struct Gateway {
    chain: TestChain,
    foreign: TestChain,
    input: InputSecret,
    worker: WorkerIdentity,
    pushed: BTreeMap<H256, EthereumCall>,
    lie: String,
}

fn main() -> Fallible<()> {
    let mut gateway = Gateway::new();
    for line in stdin().lock().lines() {
        let request: Value = serde_json::from_str(&line?)?;
        let response = match gateway.answer(&request) {
            Ok(result) => json!({ "result": result }),
            Err(error) => json!({ "error": { "code": -32000, "message": error.to_string() } }),
        };
        writeln!(stdout(), "{response}")?;
    }
    Ok(())
}

/// A chain on which the committee's newest input key is that of `input`.
fn chain(validators: Validators, worker: &WorkerIdentity, input: &InputSecret) -> TestChain {
    let development = Development { evm_chain_id: CHAIN_ID };
    let mut chain = TestChain::with_state(validators, vec![(abi::development(), development.encode())]);
    chain.set(abi::committee(COMMITTEE), Some(committee(worker, input).encode()));
    chain.set(abi::worker(&worker.id()), Some(record().encode()));
    chain.set(abi::evidence_policy(), Some(policy().encode()));
    chain.seal_many(3);
    chain
}

fn committee(worker: &WorkerIdentity, input: &InputSecret) -> Committee {
    let key = InputKey {
        committee: COMMITTEE,
        epoch: EPOCH,
        key_version: 0,
        public: input.public(),
        call_data: [7; 32],
    };
    Committee {
        program: Program { kind: ProgramKind::Evm, version: 1 },
        members: vec![worker.id()].try_into().unwrap_or_default(),
        threshold: 1,
        key_version: 0,
        epoch: EPOCH,
        lost: None,
        input_keys: vec![key].try_into().unwrap_or_default(),
        commit: CommitPoint { height: 5, state_root: H256([5; 32]), ..Default::default() },
    }
}

fn record() -> WorkerRecord {
    let attested = Attested {
        kind: TeeKind::Tdx,
        root: TrustRoot::Simulated,
        measurement: MEASUREMENT,
        platform: H256::zero(),
        valid_until_ms: TimeMs::MAX,
    };
    WorkerRecord {
        encryption_key: [0; 32],
        operator: AccountId::new([0; 32]),
        boot_id: BootId([0; 16]),
        last_seq: 0,
        attested,
        lease: None,
        endpoint: Default::default(),
    }
}

fn policy() -> attestation::Policy {
    let allowed = attestation::AllowedMeasurement {
        kind: TeeKind::Tdx,
        measurement: MEASUREMENT,
        version: Default::default(),
        from_ms: 0,
        until_ms: None,
    };
    let measurements = vec![allowed].try_into().unwrap_or_default();
    attestation::Policy { measurements, ..Default::default() }
}

impl Gateway {
    fn new() -> Self {
        let worker = WorkerIdentity::from_sealing_secret(&[1; 32]);
        let input = InputSecret::from_seed(&[2; 32]);
        let chain = |validators| chain(validators, &worker, &input);
        let (chain, foreign) = (chain(Validators::of(0..VALIDATORS)), chain(Validators::of(50..53)));
        Self { chain, foreign, input, worker, pushed: BTreeMap::new(), lie: String::new() }
    }

    fn answer(&mut self, request: &Value) -> Fallible<Value> {
        let parameter = &request["params"][0];
        match request["method"].as_str().unwrap_or_default() {
            "adyton_network" => Ok(self.network()),
            "adyton_bundle" => Ok(hex(&self.bundle(&decode(parameter)?))),
            "adyton_push" => self.push(&decode(parameter)?),
            "adyton_query" => Ok(serde_json::to_value(Bytes(self.query(&decode(parameter)?)?))?),
            "test_lie" => {
                self.lie = serde_json::from_value(parameter.clone())?;
                Ok(Value::Null)
            }
            "test_advance" => Ok(json!(self.chain.seal().number)),
            "test_now" => Ok(json!(self.now())),
            // What an Ethereum gateway has to say is of no concern here: the tests see which questions reach it.
            method => Ok(json!(method)),
        }
    }

    fn now(&self) -> TimeMs {
        GENESIS_MS + TimeMs::from(self.chain.tip().number) * BLOCK_MS
    }

    fn network(&self) -> Value {
        let chain = if self.lie == "foreignNetwork" { &self.foreign } else { &self.chain };
        json!({ "genesis": chain.genesis_hash(), "committee": COMMITTEE, "chainId": U256::from(CHAIN_ID) })
    }

    fn bundle(&self, wants: &Wants) -> SyncBundle {
        let honest = self.chain.bundle(wants);
        match self.lie.as_str() {
            "foreignChain" => self.foreign.bundle(wants),
            "forgedJustification" => SyncBundle { head: Some(self.forged_head()), ..honest },
            "foreignValidators" => SyncBundle { head: Some(self.foreign_head()), ..honest },
            "wrongInputKey" => SyncBundle { proof: self.with_own_key().bundle(wants).proof, ..honest },
            "alteredState" => altered(honest),
            "truncatedState" => SyncBundle { proof: honest.proof.into_iter().take(1).collect(), ..honest },
            _ => honest,
        }
    }

    /// The head with a vote whose signature is for another block.
    fn forged_head(&self) -> JustifiedHeader {
        let header = self.chain.header(self.chain.tip().number);
        let (set, block) = (self.chain.set_id(), block_ref(header));
        let pairs = self.chain.validators(set).pairs();
        let mut votes: Vec<_> = pairs.iter().map(|pair| vote(pair, block, set)).collect();
        let other = BlockRef { hash: H256::zero(), ..block };
        if let (Some(first), Some(pair)) = (votes.first_mut(), pairs.first()) {
            first.signature = vote(pair, other, set).signature;
        }
        JustifiedHeader { header: header.encode(), justification: assemble(block, votes, vec![]) }
    }

    /// A head of the gateway's own, finalized by validators of its own.
    fn foreign_head(&self) -> JustifiedHeader {
        self.foreign.justified(self.foreign.tip().number)
    }

    /// The same chain with a state in which the input key is the gateway's.
    fn with_own_key(&self) -> TestChain {
        chain(Validators::of(0..VALIDATORS), &self.worker, &InputSecret::from_seed(&[99; 32]))
    }

    fn push(&mut self, sealed: &SealedCall) -> Fallible<Value> {
        let plaintext = self.input.open_call(&self.chain.genesis_hash(), COMMITTEE, sealed)?;
        match InnerCall::decode_all(&mut plaintext.as_slice())? {
            InnerCall::Ethereum(call) => {
                let hash = H256(sp_crypto_hashing::keccak_256(&call.raw));
                self.pushed.insert(hash, call);
                Ok(json!(hash))
            }
            _ => Err("only Ethereum transactions are pushed in these tests".into()),
        }
    }

    fn query(&self, sealed: &SealedQuery) -> Fallible<Vec<u8>> {
        let genesis = self.chain.genesis_hash();
        let (plaintext, key) = self.input.open_query(&genesis, sealed).map_err(unknown_epoch)?;
        let query = Query::decode_all(&mut plaintext.as_slice())?;
        let query_hash = match self.lie.as_str() {
            "otherQuestion" => H256::zero(),
            _ => blake2_256(&plaintext),
        };
        let block = self.chain.tip();
        let as_of = AsOf {
            block,
            time_ms: if self.lie == "oldAnswer" { self.now() - 61_000 } else { self.now() },
            height: 5,
            state_root: H256(if self.lie == "otherState" { [4; 32] } else { [5; 32] }),
            simulated: true,
        };
        let reply = self.reply(&query, block);
        let stranger = WorkerIdentity::from_sealing_secret(&[3; 32]);
        let worker = if self.lie == "stranger" { &stranger } else { &self.worker };
        let answer = Answer { genesis, committee: COMMITTEE, worker: worker.id(), query_hash, as_of, reply };
        let mut sealed = key.seal([0; 12], &worker.sign_answer(answer).encode())?;
        if let ("alteredAnswer", Some(last)) = (self.lie.as_str(), sealed.last_mut()) {
            *last ^= 1;
        }
        Ok(sealed)
    }

    fn reply(&self, query: &Query, block: BlockRef) -> Reply {
        let genesis = &self.chain.genesis_hash();
        let place = caller::Place { genesis, committee: COMMITTEE, block: block.number, time_ms: self.now() };
        let asker = match caller::verify(&place, query) {
            Ok(asker) => asker.unwrap_or_default(),
            Err(error) => return Reply::Refused(error.into()),
        };
        match &query.body.question {
            // A contract that returns its caller, or reverts with its input where it has any.
            Question::Call(call) if call.data.is_empty() => {
                Reply::Returned([&[0; 12], &asker.0[..]].concat())
            }
            Question::Call(call) => Reply::Reverted(call.data.clone()),
            Question::Estimate(_) => Reply::Gas(21_000),
            Question::AccountOf(address) => {
                let nonce = self.pushed.len() as u64;
                Reply::Account { address: *address, balance: U256::exp10(18), nonce }
            }
            Question::Code(_) => Reply::Bytes(vec![0xfe]),
            Question::Transaction { hash, secret } => Reply::Transaction(self.status(hash, secret)),
            _ => Reply::Refused(QueryRefusal::TooMuch),
        }
    }

    fn status(&self, hash: &H256, secret: &Option<H256>) -> TransactionStatus {
        let shown = secret.map(|secret| blake2_256(&secret.0));
        let Some(call) = self.pushed.get(hash).filter(|call| call.viewer.is_none() || call.viewer == shown)
        else {
            return TransactionStatus::Unknown;
        };
        if self.lie == "refusal" {
            return TransactionStatus::Refused(Refusal::BadNonce { expected: 9 });
        }
        let log = Log { address: H160([8; 20]), topics: vec![H256([9; 32])], data: vec![1, 2] };
        let receipt = ExecutionReceipt {
            caller: H160([3; 20]),
            success: true,
            gas_used: 21_000,
            output: vec![],
            created: None,
            height: 5,
            logs: vec![log],
        };
        let executed = ExecutedTransaction {
            raw: call.raw.clone(),
            block_number: 5,
            block_hash: H256([5; 32]),
            index: 0,
            first_log: 0,
            cumulative_gas_used: 21_000,
            effective_gas_price: 1_000_000_000,
            receipt,
            sealed: None,
        };
        TransactionStatus::Executed(Box::new(executed))
    }
}

/// A proof in which one bit of a value is another.
fn altered(mut bundle: SyncBundle) -> SyncBundle {
    let largest = bundle.proof.iter_mut().max_by_key(|node| node.len());
    if let Some(last) = largest.and_then(|node| node.last_mut()) {
        *last ^= 1;
    }
    bundle
}

fn unknown_epoch(_: OpenError) -> &'static str {
    "query 3 UnknownEpoch: this worker holds no key of that epoch"
}

fn decode<T: DecodeAll>(parameter: &Value) -> Fallible<T> {
    let bytes: Bytes = serde_json::from_value(parameter.clone())?;
    Ok(T::decode_all(&mut &bytes.0[..])?)
}

fn hex(value: &impl Encode) -> Value {
    json!(Bytes(value.encode()))
}
