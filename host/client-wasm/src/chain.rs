//! Following the chain, and proving a committee.

use crate::{failure::Failure, request::decode};
use alloc::vec::Vec;
use codec::{Decode, DecodeAll, Encode};
use light_client::{
    user::{check_age, read_members, ProvenCommittee},
    Facts, LightClient, VerifiedHead,
};
use messages::{
    abi,
    bundle::SyncBundle,
    committee::Committee,
    ids::{BlockNumber, CommitteeId, Epoch, GenesisHash, Height, TimeMs, WorkerId},
    registration::TrustRoot,
    H256, U256,
};
use serde::{Deserialize, Serialize};
use sp_core::Bytes;

/// A committee to prove, and its members as far as they are known: all is proven at one head once they are.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Known {
    /// Its number.
    pub id: CommitteeId,
    /// Members as [`CommitteeView::members`] named them last; none at first.
    pub members: Vec<H256>,
}

impl Known {
    fn workers(&self) -> Vec<WorkerId> {
        self.members.iter().map(|member| WorkerId(member.0)).collect()
    }

    fn keys(&self) -> Vec<Vec<u8>> {
        let members = self.workers();
        let records = members.iter().map(abi::worker);
        [abi::committee(self.id), abi::evidence_policy()].into_iter().chain(records).collect()
    }
}

/// What a bundle proved.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Verified {
    /// The light client afterwards.
    pub client: Bytes,
    /// The head; `None` if the bundle brought only changes of the authority set, and more follow.
    pub head: Option<Head>,
    /// Values of the keys, in their order.
    pub values: Vec<Option<Bytes>>,
    /// The committee, if one was asked for and there is a head.
    pub committee: Option<CommitteeView>,
}

/// A finalized block.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Head {
    /// Its number.
    pub number: BlockNumber,
    /// Hash of its header.
    pub hash: H256,
    /// Root of the state after it.
    pub state_root: H256,
    /// Its timestamp, milliseconds since the Unix epoch.
    pub time_ms: TimeMs,
}

impl From<&VerifiedHead> for Head {
    fn from(head: &VerifiedHead) -> Self {
        let (number, hash) = (head.number(), head.hash());
        Self { number, hash, state_root: head.state_root(), time_ms: head.time_ms() }
    }
}

/// A committee as the chain has it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CommitteeView {
    /// Its members. Where `proven` is `None`, ask again with these.
    pub members: Vec<Member>,
    /// The committee in the form that sealing takes.
    pub proven: Option<Bytes>,
    /// Chain id of its EVM.
    pub chain_id: U256,
    /// Whether genesis marks a development chain.
    pub development: bool,
    /// Epoch of the input key.
    pub epoch: Epoch,
    /// Key that transactions and questions are encrypted to.
    pub input_key: H256,
    /// Key that calldata alone is encrypted to, in Sapphire's form.
    pub call_data_key: H256,
    /// Height of the last state that its members agreed on.
    pub height: Height,
    /// Root of that state.
    pub state_root: H256,
}

/// A member of a committee.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Member {
    /// Its name.
    pub worker: H256,
    /// Root of trust of its evidence; `None` if it has no valid evidence, or it is not proven yet.
    pub trust_root: Option<&'static str>,
}

/// A proven committee with the network it belongs to: what sealing needs.
#[derive(Encode, Decode)]
pub(crate) struct Place {
    pub(crate) genesis: GenesisHash,
    pub(crate) committee: ProvenCommittee,
}

pub(crate) fn new_client(genesis: GenesisHash) -> Bytes {
    Bytes(LightClient::new(genesis, None).encode())
}

pub(crate) fn wants(client: &Bytes, keys: Vec<Bytes>, known: Option<&Known>) -> Result<Bytes, Failure> {
    let client: LightClient = decode(client, "the light client")?;
    Ok(Bytes(client.wants(all_keys(&keys, known)).encode()))
}

pub(crate) fn verify(
    client: &Bytes,
    keys: &[Bytes],
    known: Option<&Known>,
    bundle: &Bytes,
    now_ms: TimeMs,
) -> Result<Verified, Failure> {
    let mut client: LightClient = decode(client, "the light client")?;
    // The bundle is the gateway's doing, not the caller's.
    let bundle = SyncBundle::decode_all(&mut &bundle.0[..]).map_err(|_| Failure::malformed_bundle())?;
    let batch = client.verify(&bundle, &all_keys(keys, known))?;
    client.apply(&batch);
    let applied = Bytes(client.encode());
    let Some(view) = batch.into_view() else {
        return Ok(Verified { client: applied, head: None, values: Vec::new(), committee: None });
    };
    check_age(view.head(), now_ms).map_err(Failure::stale)?;
    let facts = view.facts();
    let value = |key: &Bytes| Ok(facts.raw(&key.0)?.map(|value| Bytes(value.to_vec())));
    let values = keys.iter().map(value).collect::<Result<_, Failure>>()?;
    let committee = known.map(|known| view_committee(&client, view.head(), facts, known)).transpose()?;
    Ok(Verified { client: applied, head: Some(view.head().into()), values, committee })
}

fn all_keys(keys: &[Bytes], known: Option<&Known>) -> Vec<Vec<u8>> {
    keys.iter().map(|key| key.0.clone()).chain(known.into_iter().flat_map(Known::keys)).collect()
}

fn view_committee(
    client: &LightClient,
    head: &VerifiedHead,
    facts: &Facts,
    known: &Known,
) -> Result<CommitteeView, Failure> {
    let id = known.id;
    let committee: Committee = facts.read(&abi::committee(id))?.ok_or_else(|| Failure::no_committee(id))?;
    let key = committee.input_keys.last().copied().ok_or_else(|| Failure::no_input_key(id))?;
    let development = client.development();
    let proven = prove(head, facts, known, committee.clone())?;
    let trust_root =
        |worker: &WorkerId| proven.as_ref()?.live_member(worker).map(|record| name_of(record.attested.root));
    let member = |worker: &WorkerId| Member { worker: H256(worker.0), trust_root: trust_root(worker) };
    Ok(CommitteeView {
        members: committee.members.iter().map(member).collect(),
        chain_id: U256::from(abi::evm_chain_id(&client.genesis(), id, development)),
        development: development.is_some(),
        epoch: key.epoch,
        input_key: H256(key.public),
        call_data_key: H256(key.call_data),
        height: committee.commit.height,
        state_root: committee.commit.state_root,
        proven: proven.map(|committee| Bytes(Place { genesis: client.genesis(), committee }.encode())),
    })
}

/// The committee with its members' records, if all of them were asked for.
fn prove(
    head: &VerifiedHead,
    facts: &Facts,
    known: &Known,
    committee: Committee,
) -> Result<Option<ProvenCommittee>, Failure> {
    let asked = known.workers();
    if !committee.members.iter().all(|member| asked.contains(member)) {
        return Ok(None);
    }
    let members = read_members(facts, &committee.members)?;
    let policy: attestation::Policy = facts.read(&abi::evidence_policy())?.unwrap_or_default();
    let measurements = policy.measurements.iter().map(|allowed| allowed.measurement).collect();
    Ok(Some(ProvenCommittee { id: known.id, head: *head, committee, members, measurements }))
}

pub(crate) fn name_of(root: TrustRoot) -> &'static str {
    match root {
        TrustRoot::Intel => "Intel",
        TrustRoot::Amd => "AMD",
        TrustRoot::Simulated => "Simulated",
    }
}
