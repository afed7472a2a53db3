//! A gatekeeper's part in ceremonies, and the shares it comes to hold (`docs/protocol/keys.md`).
//!
//! Everything is decided by what was proven at a finalized head and by the gatekeepers' channel up to it. The private
//! side of a ceremony lives in this boot's memory only: a boot takes part in ceremonies that were opened after the first
//! head it saw, and sits out those before, so that it never deals twice. It deals only to receivers whose evidence it has
//! verified itself: whatever a captured chain writes into a ceremony, no share leaves for a key that no attested gatekeeper
//! holds.

use codec::DecodeAll;
use crypto::identity::WorkerIdentity;
use keys::{Judge, Participant, Round, Vault};
use messages::{
    ceremony::{Ceremonies, Ceremony, CeremonyMessage, Receiver, SHARE_DOMAIN},
    channel::{Head, Message, Sender},
    ids::*,
    keys::{Beacon, KeeperKeys, KeyLabel, Secret},
    limits::BEACON_PERIOD,
    worker::Statement,
};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use zeroize::Zeroizing;

/// This boot, as ceremonies know it.
pub struct Boot<'a> {
    /// The network.
    pub genesis: GenesisHash,
    /// The gatekeeper; opens what is encrypted to this boot.
    pub identity: &'a WorkerIdentity,
    /// The boot.
    pub id: BootId,
}

impl Boot<'_> {
    fn open(&self, aad: &[u8], encapsulated_key: &[u8; 32], ciphertext: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        self.identity.open(SHARE_DOMAIN, aad, encapsulated_key, ciphertext).ok()
    }
}

/// What was proven at a finalized head.
pub struct Seen<'a> {
    /// The block.
    pub head: BlockNumber,
    /// What gatekeepers share.
    pub keys: &'a KeeperKeys,
    /// Ceremonies that are open.
    pub ceremonies: &'a Ceremonies,
    /// The last beacon.
    pub beacon: Option<Beacon>,
    /// Further messages of the gatekeepers' channel.
    pub messages: &'a [Message],
    /// Whether none is missing up to this block.
    pub complete: bool,
    /// Whether the receiver's evidence was proven at this head and verified here.
    pub is_attested: &'a dyn Fn(&Receiver) -> bool,
}

/// A ceremony that this boot follows.
struct Running {
    judge: Judge,
    /// Its private part in it, unless it sits it out.
    participant: Option<Participant>,
    /// Whether every receiver's evidence was verified here.
    attested: bool,
    /// Whether it has drawn its conclusions from the outcome.
    concluded: bool,
}

impl Running {
    /// A dealing waits until every receiver is known to be attested; everything else gives nothing away.
    fn may_speak(&mut self, is_attested: &dyn Fn(&Receiver) -> bool) -> bool {
        if !self.attested && self.participant.is_some() {
            self.attested = self.judge.ceremony().receivers.iter().all(is_attested);
        }
        self.attested || !matches!(self.judge.round(), Round::Dealing { .. })
    }
}

/// All ceremonies and shares of one boot.
#[derive(Default)]
pub struct Keeping {
    vault: Vault,
    /// Whether the vault holds sealable shares that the platform has not kept yet.
    unsaved: bool,
    running: BTreeMap<CeremonyId, Running>,
    /// First head this boot saw.
    born: Option<BlockNumber>,
    due: VecDeque<Statement>,
    /// Sharings whose loss this boot has reported.
    reported: BTreeSet<CeremonyId>,
    /// Last beacon round it spoke in.
    round: BeaconRound,
    ignored: u64,
}

impl Keeping {
    /// Goes on with shares that an earlier boot sealed.
    pub fn restore(vault: Vault) -> Self {
        Self { vault, ..Self::default() }
    }

    /// The shares.
    pub fn vault(&self) -> &Vault {
        &self.vault
    }

    /// Messages of the channel that counted for nothing: malformed, out of time, or from who has no part in it.
    pub fn ignored(&self) -> u64 {
        self.ignored
    }

    /// Where to begin with the channel: at the first ceremony that is open, if none is followed yet.
    pub fn entrance(&self, ceremonies: &Ceremonies) -> Option<Head> {
        ceremonies.first().filter(|_| self.running.is_empty()).map(|ceremony| ceremony.opened)
    }

    /// Whose evidence this boot has to see before it deals.
    pub fn unverified(&self) -> impl Iterator<Item = WorkerId> + '_ {
        let waiting = |running: &&Running| running.participant.is_some() && !running.attested;
        let receivers = |running: &Running| running.judge.ceremony().receivers.clone();
        self.running.values().filter(waiting).flat_map(receivers).map(|receiver| receiver.keeper)
    }

    /// Whether any ceremony is followed.
    pub fn is_idle(&self) -> bool {
        self.running.is_empty()
    }

    /// Takes over what was proven, and finds what there is to say. `draw` gives fresh secret entropy.
    pub fn observe(&mut self, boot: &Boot<'_>, seen: &Seen<'_>, draw: &mut dyn FnMut() -> [u8; 32]) {
        let born = *self.born.get_or_insert(seen.head);
        for ceremony in seen.ceremonies {
            if !self.running.contains_key(&ceremony.id) {
                let running = self.enter(boot, ceremony, ceremony.opened_at > born, draw());
                self.running.insert(ceremony.id, running);
            }
        }
        seen.messages.iter().for_each(|message| self.hear(message));
        self.close_rounds(seen);
        self.conclude(boot, seen);
        if seen.complete {
            self.running.retain(|id, _| seen.ceremonies.iter().any(|ceremony| ceremony.id == *id));
            self.unsaved |= self.vault.reconcile(seen.keys, seen.ceremonies);
            self.report_losses(boot, seen.keys);
        }
        self.speak_beacon(boot, seen);
    }

    fn enter(&self, boot: &Boot<'_>, ceremony: &Ceremony, takes_part: bool, seed: [u8; 32]) -> Running {
        let judge = Judge::new(boot.genesis, ceremony.clone());
        let source = ceremony.source.as_ref();
        let held = source.and_then(|source| self.vault.get(&source.secret, source.ceremony));
        let participant =
            takes_part.then(|| Participant::new(&judge, boot.identity.id(), boot.id, held, seed)).flatten();
        Running { judge, participant, attested: false, concluded: false }
    }

    fn hear(&mut self, message: &Message) {
        let Sender::Worker(sender) = &message.sender else { return };
        let heard = CeremonyMessage::decode_all(&mut message.payload.as_slice()).ok().and_then(|said| {
            let running = self.running.get_mut(&said.ceremony())?;
            running.judge.hear(sender, message.seq, message.block, &said).ok()
        });
        if heard.is_none() {
            self.ignored = self.ignored.saturating_add(1);
        }
    }

    /// Rounds end by blocks that are known to have no further messages.
    fn close_rounds(&mut self, seen: &Seen<'_>) {
        let closed = match (seen.complete, seen.messages.last()) {
            (true, _) => seen.head,
            (false, Some(last)) => last.block.saturating_sub(1),
            (false, None) => return,
        };
        self.running.values_mut().for_each(|running| running.judge.close(closed));
    }

    /// Says what is due in each ceremony; takes its share of those that ended.
    fn conclude(&mut self, boot: &Boot<'_>, seen: &Seen<'_>) {
        let open = |aad: &[u8], key: &[u8; 32], ciphertext: &[u8]| boot.open(aad, key, ciphertext);
        for running in self.running.values_mut() {
            if running.may_speak(seen.is_attested) {
                let said = running.participant.as_mut().and_then(|p| p.speak(&running.judge, &open));
                self.due.extend(said.as_ref().and_then(to_channel));
            }
            let Some(outcome) = running.judge.outcome().filter(|_| !running.concluded) else { continue };
            running.concluded = true;
            let share = running.participant.as_ref().and_then(|p| p.finish(&running.judge, &open));
            if let Some(share) = share {
                self.unsaved |= matches!(share.secret(), Secret::Generation(_));
                self.vault.insert(share);
            }
            // Its one-time keys end here: from now on nobody can open what was sent.
            running.participant = None;
            let ceremony = running.judge.ceremony();
            // Who says that a secret is shared has its share: so `threshold` shares exist once the chain believes it.
            let is_lost = outcome.shared.is_some() && self.vault.get(&ceremony.secret, ceremony.id).is_none();
            let is_receiver = ceremony.receivers.iter().any(|receiver| receiver.keeper == boot.identity.id());
            if is_receiver && !is_lost && seen.ceremonies.iter().any(|open| open.id == ceremony.id) {
                self.due.push_back(Statement::Outcome(outcome.clone()));
            }
        }
    }

    /// Says which listed shares this boot does not have: the others then hand the secret on again.
    fn report_losses(&mut self, boot: &Boot<'_>, keys: &KeeperKeys) {
        for sharing in keys.all() {
            let is_holder = sharing.held_by(&boot.identity.id()).is_some_and(|holder| !holder.lost);
            let lacks = self.vault.get(&sharing.secret, sharing.ceremony).is_none()
                && !self.running.contains_key(&sharing.ceremony);
            if is_holder && lacks && self.reported.insert(sharing.ceremony) {
                self.due.push_back(Statement::ShareLost { ceremony: sharing.ceremony });
            }
        }
    }

    /// Speaks once in each round, with the current generation's share.
    fn speak_beacon(&mut self, boot: &Boot<'_>, seen: &Seen<'_>) {
        let round = seen.head / BEACON_PERIOD;
        let is_done = seen.beacon.is_some_and(|beacon| beacon.round >= round);
        let (Some(sharing), false) = (seen.keys.generations.last(), is_done || round <= self.round) else {
            return;
        };
        let Secret::Generation(generation) = sharing.secret else { return };
        let Some(share) = self.vault.get(&sharing.secret, sharing.ceremony) else { return };
        let label = KeyLabel::beacon(boot.genesis, generation, round);
        if let Some(partial) = share.evaluate(&label) {
            self.round = round;
            // One that was not even sent yet is of no use any more.
            self.due.retain(|said| !matches!(said, Statement::Beacon { .. }));
            self.due.push_back(Statement::Beacon { round, ceremony: sharing.ceremony, partial });
        }
    }

    /// Seals what has to survive this boot and has `save` keep it; nothing is said that rests on shares which are not
    /// kept. Without a sealing key nothing survives: shares then come back by a ceremony.
    ///
    /// # Errors
    /// What `save` says.
    pub fn keep(
        &mut self,
        boot: &Boot<'_>,
        sealing_key: Option<&[u8; 32]>,
        nonce: [u8; 12],
        save: &mut dyn FnMut(&[u8]) -> Result<(), String>,
    ) -> Result<(), String> {
        if !self.unsaved {
            return Ok(());
        }
        if let Some(key) = sealing_key {
            save(&self.vault.seal(key, boot.genesis, boot.identity.id(), nonce))?;
        }
        self.unsaved = false;
        Ok(())
    }

    /// The next thing to say. It is gone when `say` took it.
    pub fn speak(&mut self, mut say: impl FnMut(&Statement) -> bool) {
        while !self.unsaved && self.due.front().is_some_and(&mut say) {
            self.due.pop_front();
        }
    }
}

fn to_channel(said: &CeremonyMessage) -> Option<Statement> {
    let payload = codec::Encode::encode(said).try_into().ok()?;
    Some(Statement::ToChannel { channel: KEEPER_COMMITTEE, payload })
}
