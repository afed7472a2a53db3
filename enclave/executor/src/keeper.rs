//! The gatekeeper's side of key requests: who is entitled to which key (`docs/protocol/keys.md`).
//!
//! A gatekeeper believes finalized state that it has itself proven, and evidence that it has itself verified; a
//! request alone proves nothing.

use crate::{view::is_live, watch::Watch};
use attestation::{Collateral, Policy, TrustAnchor};
use codec::{DecodeAll, Encode};
use crypto::{hash::report_data, identity::WorkerIdentity, prf::derive, sealing::seal_to};
use keys::Vault;
use light_client::Facts;
use messages::{
    abi,
    committee::Committee,
    ids::*,
    keys::*,
    limits::MAX_KEY_LABELS,
    registration::{Registration, WorkerRecord},
};
use thiserror::Error;

/// Blocks for which a request is answered: younger than any sensible relay delay, so that a recorded request is
/// useless later.
pub const MAX_REQUEST_AGE: BlockNumber = 64;

/// Why a gatekeeper does not answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub enum KeyRefusal {
    /// Not a gatekeeper, or not one whose own lease is fresh.
    #[error("this worker does not serve keys now; ask another gatekeeper")]
    NotServing,
    /// The request is for another network.
    #[error("the request names another network")]
    WrongNetwork,
    /// Too old, or from a block far ahead of what this gatekeeper has seen.
    #[error("the request is not recent; sync the worker and ask again")]
    Stale,
    /// More labels than a member needs, or none.
    #[error("the request asks for no key or for too many")]
    BadLabels,
    /// The chain does not know this worker's boot, or its evidence expired.
    #[error("the chain has no live attestation of this boot; register first")]
    NotAttested,
    /// The evidence does not verify here, or is not about this boot.
    #[error("the evidence does not verify under the network's trust roots and policy")]
    BadEvidence,
    /// The worker is not a member of the committee, or the label is not one a member may have now.
    #[error("the worker is not entitled to a key it asks for")]
    NotEntitled,
    /// Too many requests are waiting.
    #[error("too many key requests are waiting; ask again in a few blocks")]
    Busy,
}

/// What happens to a request.
pub enum KeyReply {
    /// The answer, for the requester only.
    Grant(SealedKeyGrant),
    /// Facts about the requester must be proven first: ask again after the next bundle.
    Pending,
}

/// Rules and collateral by which a gatekeeper verifies a requester's evidence: trust roots from genesis state, which no
/// vote can change, the rest as proven at its head.
pub struct EvidenceRules {
    /// Trust roots of the network.
    pub anchors: Vec<TrustAnchor>,
    /// Collateral by trust root.
    pub collateral: Vec<(messages::registration::TrustRoot, Collateral)>,
    /// Policy.
    pub policy: Policy,
}

impl EvidenceRules {
    /// Reads the rules, if they were among the proven facts. `anchors` is what genesis state has of
    /// [`abi::trust_anchors`].
    pub fn read(mut anchors: &[u8], facts: &Facts, watch: &Watch) -> Option<Self> {
        Some(Self {
            anchors: DecodeAll::decode_all(&mut anchors).ok()?,
            collateral: facts.read(&abi::collateral()).ok()??,
            policy: watch.delay(facts.read(&abi::evidence_policy()).ok()??),
        })
    }

    /// Whether evidence verifies at this time and speaks for this boot and its key.
    pub fn vouch_for(&self, evidence: &Registration, subject: &Subject, time_ms: TimeMs) -> bool {
        let claim = &evidence.claim;
        let said = Subject {
            genesis: claim.genesis,
            worker: claim.worker,
            boot_id: claim.boot_id,
            encryption_key: claim.encryption_key,
        };
        let (quote, data) = (&evidence.quote, report_data(claim));
        let verify = || {
            attestation::verify(quote, &data, &self.anchors, &self.collateral, &self.policy, time_ms).is_ok()
        };
        // The quote last: it alone costs more than a request.
        said == *subject && verify()
    }
}

/// Whom evidence has to speak for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Subject {
    /// The network.
    pub genesis: GenesisHash,
    /// The worker.
    pub worker: WorkerId,
    /// Its boot.
    pub boot_id: BootId,
    /// The boot's encryption key.
    pub encryption_key: [u8; 32],
}

/// Checks what a request says of itself, at the gatekeeper's last finalized head.
pub fn check_form(genesis: &GenesisHash, head: BlockNumber, request: &KeyRequest) -> Result<(), KeyRefusal> {
    if request.genesis != *genesis {
        return Err(KeyRefusal::WrongNetwork);
    }
    if request.labels.is_empty() || request.labels.len() > MAX_KEY_LABELS as usize {
        return Err(KeyRefusal::BadLabels);
    }
    if request.at_block.abs_diff(head) > MAX_REQUEST_AGE {
        return Err(KeyRefusal::Stale);
    }
    Ok(())
}

/// Everything the decision rests on.
pub struct Entitlement<'a> {
    /// The network.
    pub genesis: GenesisHash,
    /// Timestamp of the gatekeeper's last finalized head.
    pub time_ms: TimeMs,
    /// Facts proven at that head.
    pub facts: &'a Facts,
    /// Public side of what the gatekeepers share, at that head.
    pub keys: &'a KeeperKeys,
    /// How to verify evidence.
    pub rules: &'a EvidenceRules,
}

impl Entitlement<'_> {
    /// Checks a well-formed request. `Ok(None)` means that facts about the requester are not proven yet.
    pub fn check(&self, request: &KeyRequest) -> Result<Option<WorkerRecord>, KeyRefusal> {
        let committee_id = request.labels.first().ok_or(KeyRefusal::BadLabels)?.committee;
        let (worker_key, committee_key) = (abi::worker(&request.worker), abi::committee(committee_id));
        if self.facts.raw(&worker_key).is_err() || self.facts.raw(&committee_key).is_err() {
            return Ok(None);
        }
        let record: Option<WorkerRecord> =
            self.facts.read(&worker_key).map_err(|_| KeyRefusal::NotAttested)?;
        let committee: Option<Committee> =
            self.facts.read(&committee_key).map_err(|_| KeyRefusal::NotEntitled)?;
        let record =
            record.filter(|r| is_live(r, &request.boot_id, self.time_ms)).ok_or(KeyRefusal::NotAttested)?;
        let committee =
            committee.filter(|c| c.members.contains(&request.worker)).ok_or(KeyRefusal::NotEntitled)?;
        let entitled = request.labels.iter().all(|label| {
            label.genesis == self.genesis
                && label.committee == committee_id
                && may_have(&committee, self.keys, label)
        });
        if !entitled {
            return Err(KeyRefusal::NotEntitled);
        }
        let subject = Subject {
            genesis: self.genesis,
            worker: request.worker,
            boot_id: request.boot_id,
            encryption_key: record.encryption_key,
        };
        match self.rules.vouch_for(&request.evidence, &subject, self.time_ms) {
            true => Ok(Some(record)),
            false => Err(KeyRefusal::BadEvidence),
        }
    }
}

/// Whether a member of `committee` may have the key of `label` now: those its state and its live epochs are under, and
/// those that may come next.
fn may_have(committee: &Committee, keys: &KeeperKeys, label: &KeyLabel) -> bool {
    match label.purpose {
        Purpose::State { generation } => {
            let rotates_to = keys.generation().is_some_and(|current| current == generation)
                && generation > committee.commit.generation;
            label.key_version == 0 && (generation == committee.commit.generation || rotates_to)
        }
        Purpose::Input { epoch } => {
            let begins_next = keys.epoch() == Some(epoch) && epoch > committee.epoch;
            let is_live = |key: &InputKey| key.epoch == epoch && key.key_version == label.key_version;
            match begins_next {
                true => label.key_version == committee.key_version,
                false => committee.input_keys.iter().any(is_live),
            }
        }
        Purpose::Beacon { .. } => false,
    }
}

/// Evaluates, signs and encrypts a grant for an entitled requester: a partial for each label whose secret this
/// gatekeeper has a share of. `seed` must be fresh and secret. `None` if that is none of them.
pub fn grant(
    identity: &WorkerIdentity,
    (vault, keys): (&Vault, &KeeperKeys),
    request: &KeyRequest,
    requester: &WorkerRecord,
    seed: [u8; 32],
) -> Option<SealedKeyGrant> {
    let part = |label: &KeyLabel| {
        let sharing = keys.sharing(&label.secret())?;
        let partial = vault.get(&sharing.secret, sharing.ceremony)?.evaluate(label)?;
        Some(GrantedPartial { label: *label, ceremony: sharing.ceremony, partial })
    };
    let partials: Vec<_> = request.labels.iter().filter_map(part).collect();
    let mut grant = KeyGrant {
        worker: request.worker,
        boot_id: request.boot_id,
        keeper: identity.id(),
        partials: partials.try_into().ok()?,
        signature: [0; 64],
    };
    if grant.partials.is_empty() {
        return None;
    }
    grant.signature = identity.sign_raw(KEY_GRANT_DOMAIN, &grant_signing_bytes(&grant));
    let aad = (request.worker, request.boot_id).encode();
    let seal = |key: &[u8; 32], plaintext: &[u8], layer: &[u8]| {
        seal_to(key, KEY_GRANT_DOMAIN, &aad, plaintext, *derive(&seed, layer, b"")).ok()
    };
    // Two layers: the outer one reaches the attested boot alone, the inner one ends with the need it was asked for.
    let inner = seal(&request.response_key, &grant.encode(), b"adyton/grant-inner/v1")?;
    let (encapsulated_key, ciphertext) =
        seal(&requester.encryption_key, &inner.encode(), b"adyton/grant-outer/v1")?;
    Some(SealedKeyGrant { keeper: identity.id(), encapsulated_key, ciphertext })
}

/// What a gatekeeper signs: every field of the grant but the signature.
pub fn grant_signing_bytes(grant: &KeyGrant) -> Vec<u8> {
    (grant.worker, grant.boot_id, grant.keeper, &grant.partials).encode()
}
