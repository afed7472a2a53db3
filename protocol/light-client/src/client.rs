//! The client itself: `verify` decides and never changes anything, `apply` changes and never fails.

use crate::{
    authorities::AuthoritySet,
    channel::Position,
    error::{CallerFault, ChainFault, Error, HostFault},
    facts::{Facts, Proof},
    header::Header,
    justification,
};
use alloc::vec::Vec;
use codec::{Decode, Encode};
use messages::{
    abi::{self, Development, EnclaveAbi, ABI_VERSION},
    bundle::{GenesisProof, JustifiedHeader, SyncBundle},
    channel::{Head, Message},
    ids::{BlockNumber, BlockRef, ChannelId, GenesisHash, TimeMs},
    limits::MAX_WANTED_KEYS,
    worker::Wants,
    H256,
};
use sp_consensus_grandpa::{AuthorityList, SetId};

/// Keys that every bundle proves anyway: ABI version, time and the head of the followed channel.
const STANDARD_KEYS: usize = 3;
/// Keys a caller may want in one bundle: what the shared bound leaves beside the standard ones.
pub const MAX_CALLER_KEYS: usize = MAX_WANTED_KEYS - STANDARD_KEYS;

/// A light client of one network, following at most one channel.
///
/// Everything in it is proven or was given by its owner. It encodes, so that a worker can seal it and go on later.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct LightClient {
    genesis: GenesisHash,
    trusted: Option<Trusted>,
    head: Option<VerifiedHead>,
    position: Option<Position>,
}

/// What the trust root proved, and the authority set that grew out of it.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
struct Trusted {
    set: AuthoritySet,
    /// Value of `abi::trust_anchors` in genesis state. A chain that has none attests nobody.
    anchors: Option<Vec<u8>>,
    /// Value of `abi::development` in genesis state.
    development: Option<Development>,
}

/// A finalized block, with what is read of every one.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
pub struct VerifiedHead {
    number: BlockNumber,
    hash: H256,
    state_root: H256,
    time_ms: TimeMs,
}

/// What a bundle proved. Only [`LightClient::verify`] makes one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VerifiedBatch {
    trusted: Trusted,
    view: Option<HeadView>,
}

/// What a bundle proved at one finalized head.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HeadView {
    head: VerifiedHead,
    facts: Facts,
    messages: Vec<Message>,
    cursor: Option<Head>,
    complete: bool,
}

impl LightClient {
    /// A client that trusts nothing but `genesis` and has seen nothing; it follows `channel` from its first message.
    pub fn new(genesis: GenesisHash, channel: Option<ChannelId>) -> Self {
        Self { genesis, trusted: None, head: None, position: channel.map(Position::start) }
    }

    /// Follows `channel` from `cursor` on. The caller vouches for the cursor: it has to be the chain's, for example
    /// the seq of an accepted commit with the digest from a snapshot that was verified against that commit.
    pub fn follow(&mut self, channel: ChannelId, cursor: Head) {
        self.position = Some(Position { channel, cursor });
    }

    /// Follows no channel any more.
    pub fn unfollow(&mut self) {
        self.position = None;
    }

    /// What the next bundle has to bring. `keys` (at most [`MAX_CALLER_KEYS`]) are to be proven beside the standard
    /// ones; pass the same keys to [`Self::verify`].
    pub fn wants(&self, keys: Vec<Vec<u8>>) -> Wants {
        Wants {
            genesis: self.trusted.is_none(),
            set_id: self.authority_set().map_or(0, AuthoritySet::id),
            head: self.head.map_or(0, |head| head.number),
            channel: self.position.map(|position| (position.channel, position.cursor.seq)),
            keys: self.standard_keys().chain(keys).collect(),
        }
    }

    /// Verifies a bundle against what is known; changes nothing.
    ///
    /// # Errors
    /// Every refusal of `docs/protocol/light-client.md`, by name. A refused bundle has no effect at all.
    pub fn verify(&self, bundle: &SyncBundle, keys: &[Vec<u8>]) -> Result<VerifiedBatch, Error> {
        self.verify_with(bundle, keys, &[])
    }

    /// As [`Self::verify`], with `optional` keys beside those that have to be proven: as far as the proof decides them they
    /// become facts, the others stay unproven. For what a caller would like to know on behalf of others, so that a
    /// list of wishes which grew meanwhile voids no bundle.
    ///
    /// # Errors
    /// As [`Self::verify`].
    pub fn verify_with(
        &self,
        bundle: &SyncBundle,
        keys: &[Vec<u8>],
        optional: &[Vec<u8>],
    ) -> Result<VerifiedBatch, Error> {
        if keys.len().saturating_add(optional.len()) > MAX_CALLER_KEYS {
            return Err(CallerFault::TooManyKeys.into());
        }
        if !bundle.within_bounds() {
            return Err(HostFault::Oversize.into());
        }
        let Trusted { set, anchors, development } = self.trust_root(bundle.genesis.as_ref())?;
        let mut finality = Finality::new(set, self.head.as_ref());
        for justified in &bundle.set_changes {
            finality.end_set(justified)?;
        }
        let head = match &bundle.head {
            Some(justified) => Some(self.new_head(justified, &mut finality)?),
            None => self.head.map(|head| (head.block(), head.state_root)),
        };
        let set_changes_only = bundle.head.is_none() && bundle.proof.is_empty() && bundle.messages.is_empty();
        let view = match head {
            _ if set_changes_only => None,
            Some((block, state_root)) => Some(self.view(block, state_root, bundle, (keys, optional))?),
            None => return Err(HostFault::HeadMissing.into()),
        };
        Ok(VerifiedBatch { trusted: Trusted { set: finality.set, anchors, development }, view })
    }

    /// Takes over what [`Self::verify`] proved, on this client and since its last change.
    pub fn apply(&mut self, batch: &VerifiedBatch) {
        self.trusted = Some(batch.trusted.clone());
        if let Some(view) = &batch.view {
            self.head = Some(view.head);
            if let (Some(position), Some(cursor)) = (&mut self.position, view.cursor) {
                position.cursor = cursor;
            }
        }
    }

    /// The network.
    pub fn genesis(&self) -> GenesisHash {
        self.genesis
    }

    /// The last verified head.
    pub fn head(&self) -> Option<&VerifiedHead> {
        self.head.as_ref()
    }

    /// The authority set in force, once the trust root is proven.
    pub fn authority_set(&self) -> Option<&AuthoritySet> {
        self.trusted.as_ref().map(|trusted| &trusted.set)
    }

    /// The value of [`abi::trust_anchors`] in genesis state, once the trust root is proven, if there is one. Whatever
    /// later state says there, no vote can add a root of trust.
    pub fn trust_anchors(&self) -> Option<&[u8]> {
        self.trusted.as_ref()?.anchors.as_deref()
    }

    /// How genesis marks a development chain, once the trust root is proven; `None` on any other chain. No vote can change it.
    pub fn development(&self) -> Option<Development> {
        self.trusted.as_ref()?.development
    }

    /// The channel that is followed, and the last message verified of it.
    pub fn channel(&self) -> Option<(ChannelId, Head)> {
        self.position.map(|position| (position.channel, position.cursor))
    }

    fn standard_keys(&self) -> impl Iterator<Item = Vec<u8>> {
        let channel = self.position.map(|position| abi::channel_head(position.channel));
        [abi::enclave_abi(), abi::timestamp()].into_iter().chain(channel)
    }

    /// What to start from: what is known, or what the genesis state says.
    fn trust_root(&self, offered: Option<&GenesisProof>) -> Result<Trusted, Error> {
        let genesis = match (&self.trusted, offered) {
            (Some(trusted), None) => return Ok(trusted.clone()),
            (Some(_), Some(_)) => return Err(HostFault::GenesisUnexpected.into()),
            (None, None) => return Err(HostFault::GenesisMissing.into()),
            (None, Some(genesis)) => genesis,
        };
        let header = Header::decode(&genesis.header)?;
        if header.hash != self.genesis {
            return Err(HostFault::ForeignGenesis.into());
        }
        let proof = Proof::new(header.state_root, &genesis.proof);
        let [authorities, anchors, development] = abi::genesis_keys();
        let Some(list) = proof.read(&authorities)? else {
            return Err(ChainFault::ValueMissing { key: authorities }.into());
        };
        let set = AuthoritySet::genesis(AuthoritySet::decode_list(&list)?)?;
        let anchors = proof.read(&anchors)?;
        let development = Facts::prove(&proof, [development.clone()])?.read(&development)?;
        Ok(Trusted { set, anchors, development })
    }

    /// Verifies an offered head. The last verified head may be offered again; it needs no second verification.
    fn new_head(
        &self,
        justified: &JustifiedHeader,
        finality: &mut Finality,
    ) -> Result<(BlockRef, H256), Error> {
        let header = Header::decode(&justified.header)?;
        let offered = BlockRef { number: header.number, hash: header.hash };
        if let Some(last) = &self.head {
            if offered == last.block() {
                return Ok((offered, header.state_root));
            }
            if offered.number == last.number {
                return Err(HostFault::HeadConflicts { number: offered.number }.into());
            }
            if offered.number < last.number {
                return Err(HostFault::HeadGoesBackwards { last: last.number, found: offered.number }.into());
            }
        }
        finality.extend(&header, &justified.justification)?;
        Ok((offered, header.state_root))
    }

    /// Reads state at a finalized head and verifies the messages that it vouches for.
    fn view(
        &self,
        block: BlockRef,
        state_root: H256,
        bundle: &SyncBundle,
        (keys, optional): (&[Vec<u8>], &[Vec<u8>]),
    ) -> Result<HeadView, Error> {
        let proof = Proof::new(state_root, &bundle.proof);
        verify_abi(&proof)?;
        let mut facts = Facts::prove(&proof, self.standard_keys().chain(keys.iter().cloned()))?;
        facts.prove_more(&proof, optional);
        let time_ms = facts
            .read(&abi::timestamp())?
            .ok_or_else(|| ChainFault::ValueMissing { key: abi::timestamp() })?;
        let (cursor, complete) = match (&self.position, bundle.messages.first()) {
            (Some(position), _) => {
                let (cursor, complete) = position.verify(&bundle.messages, block.number, &facts, &proof)?;
                (Some(cursor), complete)
            }
            (None, Some(message)) => {
                return Err(HostFault::ForeignMessage { channel: message.channel }.into())
            }
            (None, None) => (None, true),
        };
        let head = VerifiedHead { number: block.number, hash: block.hash, state_root, time_ms };
        Ok(HeadView { head, facts, messages: bundle.messages.clone(), cursor, complete })
    }
}

/// Nothing else of the state is interpreted before this holds.
fn verify_abi(proof: &Proof) -> Result<(), Error> {
    let key = abi::enclave_abi();
    let found = Facts::prove(proof, [key.clone()])?.read::<EnclaveAbi>(&key)?;
    match found {
        Some(EnclaveAbi { version: ABI_VERSION }) => Ok(()),
        other => Err(ChainFault::UnknownAbi { found: other.map(|abi| abi.version) }.into()),
    }
}

/// The finalized chain as it grows within one bundle.
struct Finality {
    set: AuthoritySet,
    /// Highest block known to be final.
    last: BlockNumber,
}

impl Finality {
    fn new(set: AuthoritySet, head: Option<&VerifiedHead>) -> Self {
        let last = set.since().max(head.map_or(0, |head| head.number));
        Self { set, last }
    }

    /// Takes a header that the set in force finalized; if it is the set's last, the next set is in force afterwards.
    fn extend(&mut self, header: &Header, justification: &[u8]) -> Result<(), Error> {
        if header.number <= self.last {
            return Err(HostFault::StaleHeader { last: self.last, found: header.number }.into());
        }
        let block = BlockRef { number: header.number, hash: header.hash };
        justification::verify(justification, block, &self.set)?;
        if let Some(authorities) = &header.next_authorities {
            self.set = self.set.next(authorities.clone(), header.number)?;
        }
        self.last = header.number;
        Ok(())
    }

    fn end_set(&mut self, justified: &JustifiedHeader) -> Result<(), Error> {
        let header = Header::decode(&justified.header)?;
        if header.next_authorities.is_none() {
            return Err(HostFault::NotASetEnd { number: header.number }.into());
        }
        self.extend(&header, &justified.justification)
    }
}

impl VerifiedHead {
    /// Its number.
    pub fn number(&self) -> BlockNumber {
        self.number
    }

    /// Hash of its header.
    pub fn hash(&self) -> H256 {
        self.hash
    }

    /// Number and hash.
    pub fn block(&self) -> BlockRef {
        BlockRef { number: self.number, hash: self.hash }
    }

    /// Root of the state after it.
    pub fn state_root(&self) -> H256 {
        self.state_root
    }

    /// Its timestamp, as validators agreed on it.
    pub fn time_ms(&self) -> TimeMs {
        self.time_ms
    }
}

impl VerifiedBatch {
    /// Number of the authority set in force after it.
    pub fn set_id(&self) -> SetId {
        self.trusted.set.id()
    }

    /// That set's keys and weights.
    pub fn authorities(&self) -> &AuthorityList {
        self.trusted.set.authorities()
    }

    /// What it proves about state and messages; `None` if it only brought changes of the authority set.
    pub fn view(&self) -> Option<&HeadView> {
        self.view.as_ref()
    }

    /// The same, by value.
    pub fn into_view(self) -> Option<HeadView> {
        self.view
    }
}

impl HeadView {
    /// The head at which everything else is proven: a new one, or the last one again.
    pub fn head(&self) -> &VerifiedHead {
        &self.head
    }

    /// State there.
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// The next messages of the followed channel, in order and without gaps.
    pub fn messages(&self) -> &[Message] {
        &self.messages
    }

    /// Where the followed channel stands after them; `None` if none is followed.
    pub fn cursor(&self) -> Option<Head> {
        self.cursor
    }

    /// Whether the messages reach the channel's head: none is missing up to this block.
    pub fn complete(&self) -> bool {
        self.complete
    }

    /// Facts and messages, by value.
    pub fn into_parts(self) -> (Facts, Vec<Message>) {
        (self.facts, self.messages)
    }
}
