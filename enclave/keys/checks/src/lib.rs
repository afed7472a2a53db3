//! Gatekeepers for the checks: those whose boots and seeds anybody can compute.

use crypto::sealing::DecryptionKey;
use keys::{Judge, Participant, Share};
use messages::{
    ceremony::{Ceremony, CeremonyMessage, Outcome, PerKeeper, Receiver, SHARE_DOMAIN},
    channel::Head,
    ids::{BlockNumber, BootId, GenesisHash, WorkerId},
    keys::{Holder, KeyLabel, Purpose, Secret, Sharing},
    H256,
};
use std::collections::BTreeMap;

/// The network.
pub const GENESIS: GenesisHash = H256([7; 32]);
/// Blocks that a round waits.
pub const PATIENCE: BlockNumber = 10;
const BOOT: BootId = BootId([1; 16]);

/// A gatekeeper's name.
pub fn worker(keeper: u8) -> WorkerId {
    WorkerId([keeper; 32])
}

/// A ceremony for the gatekeepers from 1 to `n`.
pub fn ceremony(n: u8, threshold: u16, source: Option<Sharing>) -> Ceremony {
    let receiver = |keeper: u8| Receiver {
        keeper: worker(keeper),
        boot_id: BOOT,
        encryption_key: DecryptionKey::from_seed(&[keeper; 32]).public(),
    };
    Ceremony {
        id: if source.is_some() { 2 } else { 1 },
        secret: Secret::Generation(1),
        threshold,
        receivers: PerKeeper::truncate_from((1..=n).map(receiver).collect()),
        source,
        opened: Head { seq: 0, digest: H256([0; 32]) },
        opened_at: 0,
        patience: PATIENCE,
    }
}

/// A gatekeeper at the beginning of the ceremony; its dealing is `variant`.
pub fn participant(ceremony: &Ceremony, keeper: u8, held: Option<&Share>, variant: u8) -> Participant {
    let judge = Judge::new(GENESIS, ceremony.clone());
    Participant::new(&judge, worker(keeper), BOOT, held, [keeper + 16 * variant; 32]).unwrap()
}

/// What the gatekeeper says now.
pub fn speak(participant: &mut Participant, keeper: u8, judge: &Judge) -> Option<CeremonyMessage> {
    let key = DecryptionKey::from_seed(&[keeper; 32]);
    participant.speak(judge, &|aad, from, text| key.open(SHARE_DOMAIN, aad, from, text).ok())
}

/// The gatekeeper's new share.
pub fn finish(participant: &Participant, keeper: u8, judge: &Judge) -> Option<Share> {
    let key = DecryptionKey::from_seed(&[keeper; 32]);
    participant.finish(judge, &|aad, from, text| key.open(SHARE_DOMAIN, aad, from, text).ok())
}

/// What the chain makes of an outcome.
pub fn sharing(ceremony: &Ceremony, outcome: &Outcome) -> Option<Sharing> {
    let shared = outcome.shared.as_ref()?;
    let pairs = (1..).zip(&ceremony.receivers).zip(&shared.publics);
    let holder = |((index, receiver), public): ((u16, &Receiver), &[u8; 32])| Holder {
        keeper: receiver.keeper,
        index,
        public: *public,
        lost: false,
    };
    Some(Sharing {
        secret: ceremony.secret,
        ceremony: ceremony.id,
        group: shared.group,
        threshold: ceremony.threshold,
        holders: pairs.map(holder).collect::<Vec<_>>().try_into().ok()?,
        since: 0,
    })
}

/// The state key of committee 1.
pub fn label() -> KeyLabel {
    KeyLabel { genesis: GENESIS, committee: 1, key_version: 0, purpose: Purpose::State { generation: 1 } }
}

/// A fresh secret among gatekeepers that are all honest.
pub fn shared(n: u8, threshold: u16) -> (Sharing, BTreeMap<u8, Share>) {
    let ceremony = ceremony(n, threshold, None);
    let mut judge = Judge::new(GENESIS, ceremony.clone());
    let mut all: BTreeMap<u8, Participant> =
        (1..=n).map(|keeper| (keeper, participant(&ceremony, keeper, None, 0))).collect();
    let mut seq = 0;
    while judge.outcome().is_none() {
        let said: Vec<_> =
            all.iter_mut().filter_map(|(keeper, p)| Some((*keeper, speak(p, *keeper, &judge)?))).collect();
        assert!(!said.is_empty(), "nobody has anything to say in {:?}", judge.round());
        for (keeper, message) in said {
            seq += 1;
            judge.hear(&worker(keeper), seq, 1, &message).unwrap();
        }
    }
    let shares = all.iter().map(|(keeper, p)| (*keeper, finish(p, *keeper, &judge).unwrap())).collect();
    (sharing(&ceremony, judge.outcome().unwrap()).unwrap(), shares)
}
