//! The member's side of key requests: which keys it lacks, and what it makes of gatekeepers' grants.

use crate::keeper::grant_signing_bytes;
use codec::{DecodeAll, Encode};
use crypto::{
    identity::{verify_raw, WorkerIdentity},
    sealing::DecryptionKey,
    threshold::{combine, verify_partial, CombineError},
};
use keys::DerivedSecret;
use messages::{committee::Committee, ids::*, keys::*};
use std::collections::BTreeMap;
use thiserror::Error;

/// Why a grant is refused. Nothing of it is kept then.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum GrantError {
    /// It does not open, does not decode, or is meant for another worker or boot.
    #[error("the grant is not for this boot of this worker")]
    NotForUs,
    /// It is not signed by a gatekeeper that holds the shares it speaks of.
    #[error("the grant is not signed by a gatekeeper of this network")]
    ForeignKeeper,
    /// A partial is false: the signed grant is evidence against the gatekeeper.
    #[error("the gatekeeper signed a false partial; it is reported to the chain")]
    False(Box<KeyGrant>),
}

/// Partials collected towards keys. Those of different sharings of a secret do not mix.
#[derive(Default)]
pub struct Collector {
    partials: BTreeMap<(KeyLabel, CeremonyId), Vec<Partial>>,
}

impl Collector {
    /// Takes in a grant and returns those of the `wanted` keys that are complete with it. Keys that nobody here asked
    /// for are left out: anyone can ask a gatekeeper in this worker's name, for example for keys of another committee
    /// that it serves too. So are partials of sharings that are not live (any more, or yet).
    ///
    /// # Errors
    /// [`GrantError`].
    pub fn accept(
        &mut self,
        reader: &Reader<'_>,
        keys: &KeeperKeys,
        wanted: &[KeyLabel],
        sealed: &SealedKeyGrant,
    ) -> Result<Vec<(KeyLabel, DerivedSecret)>, GrantError> {
        let grant = reader.open(sealed)?;
        let live = |granted: &GrantedPartial| {
            let sharing = keys.sharing(&granted.label.secret())?;
            (sharing.ceremony == granted.ceremony).then_some(sharing)
        };
        for granted in &grant.partials {
            let Some(sharing) = live(granted) else { continue };
            let holder = sharing.held_by(&grant.keeper).ok_or(GrantError::ForeignKeeper)?;
            let is_true = granted.partial.index == holder.index
                && verify_partial(&granted.label, &granted.partial, &holder.public);
            if !is_true {
                return Err(GrantError::False(Box::new(grant)));
            }
        }
        self.forget_all_but(wanted);
        let mut complete = Vec::new();
        for granted in grant.partials.iter().filter(|granted| wanted.contains(&granted.label)) {
            let Some(sharing) = live(granted) else { continue };
            complete.extend(self.add(granted, sharing));
        }
        Ok(complete)
    }

    /// Adds a verified partial; the key, if it is complete with it.
    fn add(&mut self, granted: &GrantedPartial, sharing: &Sharing) -> Option<(KeyLabel, DerivedSecret)> {
        let (label, partial) = (granted.label, &granted.partial);
        let partials = self.partials.entry((label, granted.ceremony)).or_default();
        if !partials.iter().any(|other| other.index == partial.index) {
            partials.push(partial.clone());
        }
        match combine(&label, partials, sharing) {
            Ok(secret) => {
                self.partials.retain(|(other, _), _| *other != label);
                Some((label, secret))
            }
            // Every partial was verified when it came, so what is missing are further ones.
            Err(
                CombineError::TooFew { .. } | CombineError::FalsePartial(_) | CombineError::UnknownShare(_),
            ) => None,
        }
    }

    /// Drops partials of keys that are not wanted any more: an epoch that is over leaves nothing behind.
    pub fn forget_all_but(&mut self, wanted: &[KeyLabel]) {
        self.partials.retain(|(label, _), _| wanted.contains(label));
    }
}

/// Who reads grants, and with what.
pub struct Reader<'a> {
    /// The worker, with this boot's key.
    pub identity: &'a WorkerIdentity,
    /// The boot.
    pub boot_id: BootId,
    /// The other side of the request's `response_key`.
    pub response: &'a DecryptionKey,
}

impl Reader<'_> {
    fn open(&self, sealed: &SealedKeyGrant) -> Result<KeyGrant, GrantError> {
        let grant = self.decrypt(sealed).ok_or(GrantError::NotForUs)?;
        if grant.worker != self.identity.id() || grant.boot_id != self.boot_id {
            return Err(GrantError::NotForUs);
        }
        let signing_bytes = grant_signing_bytes(&grant);
        if !verify_raw(&grant.keeper, KEY_GRANT_DOMAIN, &signing_bytes, &grant.signature) {
            return Err(GrantError::ForeignKeeper);
        }
        Ok(grant)
    }

    fn decrypt(&self, sealed: &SealedKeyGrant) -> Option<KeyGrant> {
        let aad = (self.identity.id(), self.boot_id).encode();
        let (key, ciphertext) = (&sealed.encapsulated_key, &sealed.ciphertext);
        let outer = self.identity.open(KEY_GRANT_DOMAIN, &aad, key, ciphertext).ok()?;
        let (key, ciphertext) = <([u8; 32], Vec<u8>)>::decode_all(&mut outer.as_slice()).ok()?;
        let inner = self.response.open(KEY_GRANT_DOMAIN, &aad, &key, &ciphertext).ok()?;
        KeyGrant::decode_all(&mut inner.as_slice()).ok()
    }
}

/// The epoch whose input key the committee may begin with next, if the gatekeepers are ahead of it.
pub fn next_epoch(committee: &Committee, keys: &KeeperKeys) -> Option<Epoch> {
    keys.epoch().filter(|epoch| *epoch > committee.epoch)
}

/// Labels of the input keys that a member should hold and gatekeepers can give: the live epochs, and the next one.
pub fn input_labels(
    genesis: GenesisHash,
    id: CommitteeId,
    committee: &Committee,
    keys: &KeeperKeys,
) -> Vec<KeyLabel> {
    let label = |epoch, key_version| KeyLabel {
        genesis,
        committee: id,
        key_version,
        purpose: Purpose::Input { epoch },
    };
    let live = committee.input_keys.iter().map(|key| label(key.epoch, key.key_version));
    let next = next_epoch(committee, keys).map(|epoch| label(epoch, committee.key_version));
    live.chain(next).filter(|label| keys.sharing(&label.secret()).is_some()).collect()
}

/// Label of a committee's state keys.
pub fn state_label(genesis: GenesisHash, id: CommitteeId, generation: Generation) -> KeyLabel {
    KeyLabel { genesis, committee: id, key_version: 0, purpose: Purpose::State { generation } }
}
