//! The member's side of key requests: which keys it lacks, and what it makes of gatekeepers' grants.

use crate::keeper::grant_signing_bytes;
use codec::{Decode, Encode};
use crypto::{identity::verify_raw, identity::WorkerIdentity};
use keys::{combine, combine::verify_partial, CombineError, DerivedSecret};
use messages::{committee::Committee, ids::*, keys::*, limits::MAX_KEY_LABELS};
use std::collections::BTreeMap;
use thiserror::Error;

/// Why a grant is refused. Nothing of it is kept then.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub enum GrantError {
    /// It does not open, does not decode, or is meant for another worker or boot.
    #[error("the grant is not for this boot of this worker")]
    NotForUs,
    /// It is not signed by a gatekeeper that published a share.
    #[error("the grant is not signed by a gatekeeper of this network")]
    ForeignKeeper,
    /// The gatekeepers' public keys are not proven yet.
    #[error("the gatekeepers' keys are not known yet; sync first")]
    KeepersUnknown,
    /// A partial does not stand up to its proof.
    #[error(transparent)]
    Combine(#[from] CombineError),
}

/// Partials collected towards keys.
#[derive(Default)]
pub struct Collector {
    partials: BTreeMap<KeyLabel, Vec<Partial>>,
}

impl Collector {
    /// Takes in a grant and returns those of the `wanted` keys that are complete with it. Keys that nobody here asked
    /// for are left out: anyone can ask a gatekeeper in this worker's name, for example for keys of another committee
    /// that it serves too.
    pub fn accept(
        &mut self,
        identity: &WorkerIdentity,
        boot_id: &BootId,
        keepers: Option<&KeeperKeys>,
        wanted: &[KeyLabel],
        sealed: &SealedKeyGrant,
    ) -> Result<Vec<(KeyLabel, DerivedSecret)>, GrantError> {
        let keepers = keepers.ok_or(GrantError::KeepersUnknown)?;
        let grant = open_grant(identity, boot_id, keepers, sealed)?;
        for (label, partial) in &grant.partials {
            verify_partial(label, partial, keepers)?;
        }
        self.forget_all_but(wanted);
        let mut complete = Vec::new();
        for (label, partial) in grant.partials.into_iter().filter(|(label, _)| wanted.contains(label)) {
            let partials = self.partials.entry(label).or_default();
            if !partials.iter().any(|p| p.index == partial.index) {
                partials.push(partial);
            }
            match combine(&label, partials, keepers) {
                Ok(secret) => complete.push((label, secret)),
                Err(CombineError::TooFew { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        for (label, _) in &complete {
            self.partials.remove(label);
        }
        Ok(complete)
    }

    /// Drops partials of keys that are not wanted any more: an epoch that is over leaves nothing behind.
    pub fn forget_all_but(&mut self, wanted: &[KeyLabel]) {
        self.partials.retain(|label, _| wanted.contains(label));
    }
}

fn open_grant(
    identity: &WorkerIdentity,
    boot_id: &BootId,
    keepers: &KeeperKeys,
    sealed: &SealedKeyGrant,
) -> Result<KeyGrant, GrantError> {
    let aad = (identity.id(), *boot_id).encode();
    let plaintext = identity
        .open(KEY_GRANT_DOMAIN, &aad, &sealed.encapsulated_key, &sealed.ciphertext)
        .map_err(|_| GrantError::NotForUs)?;
    let grant = KeyGrant::decode(&mut plaintext.as_slice()).map_err(|_| GrantError::NotForUs)?;
    if grant.worker != identity.id() || grant.boot_id != *boot_id || grant.partials.len() > MAX_KEY_LABELS {
        return Err(GrantError::NotForUs);
    }
    let published = |(_, partial): &(KeyLabel, Partial)| {
        keepers.shares.iter().any(|(keeper, index, _)| *keeper == grant.keeper && *index == partial.index)
    };
    let signed = verify_raw(&grant.keeper, KEY_GRANT_DOMAIN, &grant_signing_bytes(&grant), &grant.signature);
    if !signed || !grant.partials.iter().all(published) {
        return Err(GrantError::ForeignKeeper);
    }
    Ok(grant)
}

/// Whether the next epoch may begin at this head.
pub fn epoch_due(committee: &Committee, head: BlockNumber) -> bool {
    committee.epoch == 0 || head >= committee.epoch_started.saturating_add(committee.epoch_length)
}

/// Labels of the input keys a member should hold: the live epochs, and the next one when it is due.
pub fn input_labels(
    genesis: GenesisHash,
    id: CommitteeId,
    committee: &Committee,
    head: BlockNumber,
) -> Vec<KeyLabel> {
    let label = |epoch, key_version| KeyLabel {
        genesis,
        committee: id,
        key_version,
        purpose: Purpose::Input { epoch },
    };
    let next =
        epoch_due(committee, head).then(|| label(committee.epoch.saturating_add(1), committee.key_version));
    committee.input_keys.iter().map(|k| label(k.epoch, k.key_version)).chain(next).collect()
}

/// Label of a committee's state keys.
pub fn state_label(genesis: GenesisHash, id: CommitteeId, committee: &Committee) -> KeyLabel {
    let purpose = Purpose::State { generation: committee.generation };
    KeyLabel { genesis, committee: id, key_version: 0, purpose }
}
