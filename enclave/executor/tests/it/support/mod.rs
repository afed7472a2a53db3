//! The world of the tests: a chain, gatekeepers, compute members, callers, and a host that carries everything.

pub mod caller;
pub mod contracts;
pub mod disk;
pub mod ethereum;
pub mod gatekeepers;
pub mod ledger;
pub mod machine;
pub mod mining;
pub mod replica;

use caller::Caller;
use codec::{DecodeAll, Encode};
use crypto::{
    hash::blake2_256,
    identity::verify_answer,
    sealing::{seal_call, seal_query},
};
use evm::{Evm, EvmConfig};
use executor::{
    keeper::{KeyRefusal, KeyReply},
    network::Network,
    query::QueryError,
    requester::state_label,
    snapshot::{SnapshotRefusal, SnapshotReply},
};
use gatekeepers::Gatekeepers;
use keys::{combine, DerivedSecret, StateKeys, Vault};
use ledger::Ledger;
use light_client::{lease::Ticks, testing::TestChain};
use machine::{sealing_key, store_key, Machine};
use messages::{
    abi::Development,
    call::{CallBody, DevelopmentCall, EthereumCall, InnerCall},
    channel::{SealedCall, Sender, UserPayload},
    ids::*,
    keys::{KeyLabel, KeyRequest, Partial, SealedKeyGrant},
    limits::MAX_BUNDLE_MESSAGES,
    query::{Answer, Query, QueryBody, Question, Reply, SignedAnswer, Simulation},
    receipt::Receipt,
    snapshot::{SealedChunk, SnapshotRequest},
    H160, H256, U256,
};

/// The compute committee.
pub const COMMITTEE: CommitteeId = 1;
/// How genesis marks a development chain.
pub const DEVELOPMENT: Development = Development { evm_chain_id: 0x5afd };
/// Place of the first gatekeeper among the machines; members follow from 1, further gatekeepers after them.
pub const KEEPER: usize = 0;
/// Number of the second gatekeeper's machine; further ones count up.
const MORE_KEEPERS: u32 = 101;
/// A minute, in ticks and in chain time: the distance of blocks.
pub const MINUTE: Ticks = 60_000;
/// Blocks within which whatever is going on has to come to an end.
const PATIENCE: usize = 80;

/// Everything.
pub struct World {
    pub ledger: Ledger,
    /// The first gatekeeper, the members, further gatekeepers.
    pub machines: Vec<Machine>,
    members: usize,
    development: Option<Development>,
    /// Every machine's clock.
    pub now: Ticks,
    draws: u64,
}

impl World {
    /// Machines that were just started, on a chain with only a genesis block and one gatekeeper.
    pub fn new(members: u32, threshold: u16, epoch_length: BlockNumber) -> Self {
        Self::with_keepers((1, 1), (members, threshold), epoch_length)
    }

    /// The same, with gatekeepers: how many, and how many are needed.
    pub fn with_keepers(keepers: (u32, u16), members: (u32, u16), epoch_length: BlockNumber) -> Self {
        Self::founded(keepers, members, epoch_length, None)
    }

    /// A world whose genesis marks a development chain, otherwise as [`Self::ready_with`].
    pub fn development(members: u32, threshold: u16, epoch_length: BlockNumber) -> Self {
        let mut world = Self::founded((1, 1), (members, threshold), epoch_length, Some(DEVELOPMENT));
        world.until_first_epoch();
        world
    }

    fn founded(
        (keepers, keeper_threshold): (u32, u16),
        (members, threshold): (u32, u16),
        epoch_length: BlockNumber,
        development: Option<Development>,
    ) -> Self {
        let keeper_numbers: Vec<_> =
            core::iter::once(1).chain(MORE_KEEPERS..MORE_KEEPERS + keepers - 1).collect();
        let ids =
            |numbers: &mut dyn Iterator<Item = u32>| numbers.map(|n| machine::identity(n).id()).collect();
        let gatekeepers =
            Gatekeepers::new(ids(&mut keeper_numbers.iter().copied()), keeper_threshold, epoch_length);
        let ledger = Ledger::new(gatekeepers, (ids(&mut (2..2 + members)), threshold), development);
        let genesis = ledger.chain.genesis_hash();
        let mut keepers =
            keeper_numbers.into_iter().map(|number| Machine::new(number, KEEPER_COMMITTEE, genesis));
        let mut machines: Vec<_> = keepers.next().into_iter().collect();
        machines.extend((2..2 + members).map(|number| Machine::new(number, COMMITTEE, genesis)));
        machines.extend(keepers);
        Self { ledger, machines, members: members as usize, development, now: 0, draws: 0 }
    }

    /// A world in which the first epoch began and every member executed its notice. Epochs last longer than any test.
    pub fn ready(members: u32, threshold: u16) -> Self {
        Self::ready_with(members, threshold, BlockNumber::MAX)
    }

    /// The same, with epochs of `epoch_length` blocks.
    pub fn ready_with(members: u32, threshold: u16, epoch_length: BlockNumber) -> Self {
        let mut world = Self::new(members, threshold, epoch_length);
        world.until_first_epoch();
        world
    }

    fn until_first_epoch(&mut self) {
        self.until("the first epoch", |world| world.ledger.committee().commit.height == 1);
    }

    /// Starts another gatekeeper, which the others are to take in.
    pub fn add_keeper(&mut self) -> usize {
        let machine = Machine::new(MORE_KEEPERS + 50, KEEPER_COMMITTEE, self.genesis());
        self.ledger.gatekeepers.wanted.push(machine.id());
        self.ledger.gatekeepers.wanted.sort();
        self.machines.push(machine);
        self.machines.len() - 1
    }

    pub fn chain(&self) -> &TestChain {
        &self.ledger.chain
    }

    pub fn genesis(&self) -> GenesisHash {
        self.chain().genesis_hash()
    }

    /// The compute committee as its trust root has it.
    pub fn network(&self) -> Network {
        Network { genesis: self.genesis(), committee: COMMITTEE, development: self.development }
    }

    /// Places of the members.
    pub fn members(&self) -> core::ops::Range<usize> {
        1..self.machines.len().min(self.members + 1)
    }

    /// Places of the gatekeepers.
    pub fn keepers(&self) -> impl Iterator<Item = usize> {
        core::iter::once(KEEPER).chain(self.members + 1..self.machines.len())
    }

    // --- time ---

    /// Seals a block, delivers it to every machine that is online, and carries back what they say.
    pub fn advance(&mut self) {
        self.seal();
        for place in 0..self.machines.len() {
            if self.machines[place].online {
                self.deliver(place);
                self.machines[place].work();
            }
        }
        self.carry();
    }

    pub fn advance_by(&mut self, blocks: usize) {
        (0..blocks).for_each(|_| self.advance());
    }

    /// Advances until something is the case.
    pub fn until(&mut self, what: &str, is_so: impl Fn(&Self) -> bool) {
        for _ in 0..PATIENCE {
            if is_so(self) {
                return;
            }
            self.advance();
        }
        let statuses: Vec<_> = self.machines.iter().map(Machine::status).collect();
        panic!("still not {what}; applied: {:?}; {statuses:#?}", self.ledger.committee().commit);
    }

    /// Advances until every message is executed by every member, and every commit applied.
    pub fn settle(&mut self) {
        self.until("settled", |world| {
            let applied = world.ledger.committee().commit;
            let sent = world.chain().messages(COMMITTEE).len() as Seq;
            let member_is_done = |place: usize| world.machines[place].status().height == applied.height;
            applied.upto_seq == sent && world.members().all(member_is_done)
        });
    }

    /// Only seals a block: nobody hears of it yet.
    pub fn seal(&mut self) {
        self.ledger.seal();
        self.now += MINUTE;
    }

    /// Delivers everything up to the last block to one machine.
    pub fn deliver(&mut self, place: usize) {
        self.deliver_part(place, MAX_BUNDLE_MESSAGES);
    }

    /// Delivers the last block, with at most `max_messages` messages. Those that left chain state are not to be had.
    pub fn deliver_part(&mut self, place: usize, max_messages: usize) {
        let (chain, machine) = (&self.ledger.chain, &mut self.machines[place]);
        let has_next = machine.enclave.wants().channel.is_none_or(|(_, seq)| seq >= self.ledger.pruned);
        let max_messages = if has_next { max_messages } else { 0 };
        machine.sync(chain, chain.tip().number, max_messages, self.now).expect("an honest bundle");
    }

    /// Carries what every online machine says: statements to the chain, key requests to the gatekeeper and back.
    pub fn carry(&mut self) {
        for place in 0..self.machines.len() {
            if self.machines[place].online {
                self.carry_from(place);
            }
        }
    }

    fn carry_from(&mut self, place: usize) {
        let egress = self.machines[place].enclave.egress();
        self.ledger.submit(&egress);
        let keepers: Vec<_> = self.keepers().filter(|keeper| self.machines[*keeper].online).collect();
        let keys_flow = self.machines[place].keys_flow;
        for request in egress.key_requests.iter().filter(|_| keys_flow) {
            for keeper in &keepers {
                if let Ok(grant) = self.ask_keys_of(*keeper, request) {
                    self.machines[place].enclave.key_grant(&grant, self.now).expect("an honest grant");
                    self.machines[place].work();
                }
            }
        }
        self.carry_snapshot(place);
    }

    /// Carries parts of the state from other members to one that joins.
    fn carry_snapshot(&mut self, place: usize) {
        while let Some(request) = self.machines[place].enclave.egress().snapshot_request {
            let others = self.members().filter(|other| *other != place && self.machines[*other].online);
            let Some(chunk) =
                others.collect::<Vec<_>>().into_iter().find_map(|other| self.ask_state(other, &request).ok())
            else {
                return;
            };
            self.machines[place].enclave.snapshot_chunk(&chunk).expect("an honest chunk");
            self.machines[place].work();
        }
    }

    /// Asks a member for a part of the state; if it has to see more of the chain first, the host asks again later.
    pub fn ask_state(
        &mut self,
        place: usize,
        request: &SnapshotRequest,
    ) -> Result<SealedChunk, Option<SnapshotRefusal>> {
        match self.machines[place].enclave.snapshot(request, self.now).map_err(Some)? {
            SnapshotReply::Chunk(chunk) => Ok(chunk),
            SnapshotReply::Pending => Err(None),
        }
    }

    /// Restarts a machine from what is on its disk.
    pub fn kill(&mut self, place: usize) {
        let now = self.now;
        self.machines[place].kill(now);
    }

    /// A restarted member up to the point where it asks for its keys, and what it asks.
    pub fn restarted_and_asking(&mut self, place: usize) -> KeyRequest {
        self.kill(place);
        for _ in 0..2 {
            self.seal();
            self.deliver(KEEPER);
            self.deliver(place);
            self.ledger.submit(&self.machines[place].enclave.egress());
        }
        let mut requests = self.machines[place].enclave.egress().key_requests;
        requests.pop().expect("a live member without keys asks for them")
    }

    /// Asks the first gatekeeper.
    pub fn ask_keys(&mut self, request: &KeyRequest) -> Result<SealedKeyGrant, KeyRefusal> {
        self.ask_keys_of(KEEPER, request)
    }

    /// Asks a gatekeeper as a host does: when it has to see more of the chain first, shows it and asks again.
    pub fn ask_keys_of(&mut self, keeper: usize, request: &KeyRequest) -> Result<SealedKeyGrant, KeyRefusal> {
        for _ in 0..2 {
            match self.machines[keeper].enclave.key_request(request, self.now)? {
                KeyReply::Grant(grant) => return Ok(grant),
                KeyReply::Pending => self.deliver(keeper),
            }
        }
        panic!("the gatekeeper saw everything it asked for and still waits")
    }

    // --- users ---

    /// Thirty-two bytes that were not drawn before.
    pub fn draw(&mut self) -> [u8; 32] {
        self.draws += 1;
        blake2_256(&self.draws.to_le_bytes()).0
    }

    /// Public input key of a live epoch.
    pub fn input_key(&self, epoch: Epoch) -> [u8; 32] {
        let keys = &self.ledger.committee().input_keys;
        keys.iter().find(|key| key.epoch == epoch).expect("a live epoch").public
    }

    /// Encrypts bytes as a call of the current epoch.
    pub fn seal_bytes(&mut self, plaintext: &[u8]) -> SealedCall {
        let epoch = self.ledger.committee().epoch;
        let (public, seed) = (self.input_key(epoch), self.draw());
        seal_call(&self.genesis(), COMMITTEE, epoch, &public, plaintext, seed).unwrap()
    }

    /// Signs a call and encrypts it to the current epoch.
    pub fn seal_signed(&mut self, caller: &Caller, body: CallBody) -> SealedCall {
        let signed = caller.sign(&self.genesis(), body);
        self.seal_bytes(&InnerCall::Signed(signed).encode())
    }

    /// Puts any payload into the channel, in the name of an account.
    pub fn push_bytes(&mut self, payload: &[u8]) -> Seq {
        self.ledger.chain.push_from(COMMITTEE, Sender::Account([7; 32].into()), payload)
    }

    pub fn push_sealed(&mut self, call: SealedCall) -> Seq {
        self.push_bytes(&UserPayload::Call(call).encode())
    }

    /// Signs, encrypts and pushes a call.
    pub fn push(&mut self, caller: &Caller, body: CallBody) -> Seq {
        let call = self.seal_signed(caller, body);
        self.push_sealed(call)
    }

    /// Encrypts and pushes an Ethereum transaction.
    pub fn push_ethereum(&mut self, raw: Vec<u8>, viewer: Option<H256>) -> Seq {
        let call = self.seal_bytes(&InnerCall::Ethereum(EthereumCall { raw, viewer }).encode());
        self.push_sealed(call)
    }

    /// Encrypts and pushes a developer's order.
    pub fn order(&mut self, order: DevelopmentCall) -> Seq {
        let call = self.seal_bytes(&InnerCall::Development(order).encode());
        self.push_sealed(call)
    }

    /// The same with many calls in one message.
    pub fn push_batch(&mut self, caller: &Caller, bodies: Vec<CallBody>) -> Seq {
        let calls: Vec<_> = bodies.into_iter().map(|body| self.seal_signed(caller, body)).collect();
        self.push_bytes(&UserPayload::Batch(calls.try_into().unwrap()).encode())
    }

    /// A caller with 1,000 PHA in the EVM, from the next block on.
    pub fn funded(&mut self, number: u8) -> Caller {
        let caller = Caller::new(number);
        self.ledger.deposit(caller.address(), 1_000 * caller::PHA);
        caller
    }

    /// Asks a member, in the name of `caller` or of nobody. The signature is good for the present head.
    pub fn ask(
        &mut self,
        place: usize,
        caller: Option<&Caller>,
        question: Question,
    ) -> Result<Answer, QueryError> {
        let not_after_block = self.chain().tip().number.into();
        let body = QueryBody { committee: COMMITTEE, not_after_block, question };
        let query = match caller {
            Some(caller) => caller.sign_query(&self.genesis(), body),
            None => Query { body, proof: None },
        };
        self.ask_query(place, &query)
    }

    /// Encrypts a query, has it answered, and checks everything about the answer that a client checks.
    pub fn ask_query(&mut self, place: usize, query: &Query) -> Result<Answer, QueryError> {
        let epoch = self.ledger.committee().epoch;
        let (genesis, public, seed) = (self.genesis(), self.input_key(epoch), self.draw());
        let (sealed, key) = seal_query(&genesis, COMMITTEE, epoch, &public, &query.encode(), seed).unwrap();
        let entropy = self.draw();
        let bytes = self.machines[place].enclave.answerer()?.answer(&sealed, self.now, entropy)?;
        let signed = SignedAnswer::decode_all(&mut key.open(&bytes).unwrap().as_slice()).unwrap();
        assert!(verify_answer(&signed));
        let answer = signed.answer;
        assert_eq!(answer.query_hash, blake2_256(&query.encode()));
        assert_eq!((answer.genesis, answer.worker), (genesis, self.machines[place].id()));
        Ok(answer)
    }

    /// Calls a contract read-only.
    pub fn view(&mut self, place: usize, caller: Option<&Caller>, to: H160, data: Vec<u8>) -> Reply {
        self.ask(place, caller, Question::Call(Simulation::of(to, data))).unwrap().reply
    }

    /// What became of a call; every member has to say the same.
    pub fn receipt(&mut self, caller: &Caller, seq: Seq, index: u32) -> Option<Receipt> {
        let members: Vec<_> = self.members().collect();
        let receipts = members.into_iter().map(|place| {
            match self.ask(place, Some(caller), Question::Receipt { seq, index }).unwrap().reply {
                Reply::Receipt(receipt) => receipt,
                other => panic!("not a receipt: {other:?}"),
            }
        });
        let receipts: Vec<_> = receipts.collect();
        assert!(receipts.windows(2).all(|pair| pair[0] == pair[1]), "replicas differ: {receipts:?}");
        receipts.into_iter().next().unwrap()
    }

    /// A caller's own balance, as a member tells it.
    pub fn balance(&mut self, place: usize, caller: &Caller) -> U256 {
        match self.ask(place, Some(caller), Question::Account).unwrap().reply {
            Reply::Account { balance, .. } => balance,
            other => panic!("not an account: {other:?}"),
        }
    }

    // --- what nobody outside can see ---

    /// A derived secret of the committee, from what all gatekeepers sealed: long-lived ones only.
    pub fn secret(&self, label: &KeyLabel) -> DerivedSecret {
        let sharing = self.ledger.gatekeepers.keys.sharing(&label.secret()).expect("a live secret");
        let partials: Vec<_> = self.keepers().filter_map(|place| self.sealed_share(place, label)).collect();
        combine(label, &partials, sharing).unwrap()
    }

    /// What a thief with a gatekeeper's disk and its sealing key can evaluate.
    pub fn sealed_share(&self, place: usize, label: &KeyLabel) -> Option<Partial> {
        let machine = &self.machines[place];
        let key = sealing_key(machine.number);
        let vault = Vault::unseal(&key, self.genesis(), machine.id(), &machine.disk.shares()?).unwrap();
        let sharing = self.ledger.gatekeepers.keys.sharing(&label.secret())?;
        vault.get(&sharing.secret, sharing.ceremony)?.evaluate(label)
    }

    /// The state on a member's disk, opened with the committee's own key.
    pub fn state(&self, place: usize) -> Evm {
        let generation = self.ledger.committee().commit.generation;
        let label = state_label(self.genesis(), COMMITTEE, generation);
        let config = EvmConfig {
            committee: COMMITTEE,
            chain_id: self.network().chain_id(),
            genesis: self.genesis(),
            simulated: true,
            development: self.network().is_development(),
            store_key: store_key(place as u32 + 1),
            root_key: StateKeys::new(&self.secret(&label)).root,
            nonce_seed: [9; 32],
        };
        Evm::open(self.machines[place].disk.copy(), config).unwrap()
    }
}
