//! Every way that a small ceremony can go: the real `Judge` and `Participant` under a model checker.
//!
//! The channel includes what honest gatekeepers say in any order, late, twice or never; one gatekeeper lies in each
//! round as it likes, from a finite set of lies. Time passes when nobody does anything: the step `Wait` goes to the end
//! of the round. Messages are told apart by content, and a state by which of them counted, in which round, and which are
//! on their way.

use crypto::threshold::{combine, group::point, lagrange_at_zero};
use curve25519_dalek::RistrettoPoint;
use keys::{Judge, Round, Share, Unheard};
use keys_checks::*;
use messages::{
    ceremony::{Ceremony, CeremonyMessage, Fault, PerKeeper},
    keys::Sharing,
};
use stateright::{Checker, Model, Property};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    hash::{Hash, Hasher},
    sync::{Arc, Mutex},
};

const LIAR: u8 = 1;
type MessageId = u16;
/// Messages that counted: round, sender, message, and whether it was held against its sender.
type Counted = BTreeSet<(u8, u8, MessageId, bool)>;
/// What the judge has come to: by the messages that counted, the block, and the round.
type Course = (Counted, u32, u8);

/// What a state is told apart by.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
struct Key {
    counted: Counted,
    /// Said by honest gatekeepers, but not included yet.
    on_the_way: BTreeMap<u8, Vec<MessageId>>,
    spoke: BTreeSet<(u8, u8)>,
    lied: BTreeSet<u8>,
    equivocated: bool,
    repeated: bool,
    block: u32,
    round: u8,
}

#[derive(Clone)]
struct State {
    key: Key,
    judge: Arc<Judge>,
    /// The judge as honest dealers saw it when they dealt.
    at_dealing: BTreeMap<u8, Arc<Judge>>,
    /// Place, sender, block and message, as included. A message that did not count leaves its place to the next.
    channel: Vec<(u64, u8, u32, MessageId)>,
}

impl PartialEq for State {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Hash for State {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        self.key.hash(hasher);
    }
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {:?} {:?}", self.key, self.judge.round(), self.judge.outcome())
    }
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum Lie {
    /// What an honest one would say.
    None,
    /// A dealing in bad form.
    Malformed,
    /// A share that does not open, for this gatekeeper.
    BadShare(u8),
    /// A second dealing.
    Another,
    /// Accuses all dealings.
    AccuseAll,
    /// Accuses the dealing of the last gatekeeper.
    AccuseLast,
    /// Accuses nobody.
    Forgive,
    /// Publishes something else than the share.
    FalseShare,
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum Action {
    Speak(u8),
    Include(u8),
    Repeat(u8),
    Lie(Lie),
    Wait,
}

struct Network {
    ceremony: Ceremony,
    n: u8,
    old: Option<(Sharing, BTreeMap<u8, Share>)>,
    /// Whether what is said may be included late or twice, or else at once or never.
    lags: bool,
    messages: Mutex<Vec<CeremonyMessage>>,
    /// What a gatekeeper says.
    said: Mutex<BTreeMap<(u8, Course), Option<MessageId>>>,
    /// What the judge makes of a gatekeeper's message, or of the end of the round; with whether it counted.
    heard: Mutex<BTreeMap<(Course, Option<(u8, MessageId)>), (Arc<Judge>, Option<bool>)>>,
    /// Whether everybody finds this.
    agreed: Mutex<BTreeMap<Course, bool>>,
    /// Whether the shares are right.
    shared: Mutex<BTreeMap<Counted, bool>>,
}

/// What was computed for `key`, now or before: the costly part of a step depends on little of the state.
fn once<K: Ord, V: Clone>(known: &Mutex<BTreeMap<K, V>>, key: K, compute: impl FnOnce() -> V) -> V {
    if let Some(value) = known.lock().unwrap().get(&key) {
        return value.clone();
    }
    let value = compute();
    known.lock().unwrap().insert(key, value.clone());
    value
}

fn number(round: Round) -> u8 {
    match round {
        Round::Joining { .. } => 0,
        Round::Dealing { .. } => 1,
        Round::Verdicts { .. } => 2,
        Round::Answers { .. } => 3,
        Round::Ended => 4,
    }
}

impl Network {
    fn new(n: u8, threshold: u16, handed_on: bool, lags: bool) -> Self {
        let old = handed_on.then(|| shared(n, threshold));
        let ceremony = ceremony(n, threshold, old.as_ref().map(|(sharing, _)| sharing.clone()));
        Self {
            ceremony,
            n,
            old,
            lags,
            messages: Mutex::default(),
            said: Mutex::default(),
            heard: Mutex::default(),
            agreed: Mutex::default(),
            shared: Mutex::default(),
        }
    }

    fn intern(&self, message: CeremonyMessage) -> MessageId {
        let mut messages = self.messages.lock().unwrap();
        let place = messages.iter().position(|known| *known == message).unwrap_or_else(|| {
            messages.push(message);
            messages.len() - 1
        });
        place as MessageId
    }

    fn message(&self, id: MessageId) -> CeremonyMessage {
        self.messages.lock().unwrap()[usize::from(id)].clone()
    }

    fn held(&self, keeper: u8) -> Option<&Share> {
        self.old.as_ref().map(|(_, shares)| &shares[&keeper])
    }

    /// What a gatekeeper that is honest so far says now.
    fn honest(&self, state: &State, keeper: u8) -> Option<MessageId> {
        once(&self.said, (keeper, Self::course(state)), || {
            let mut participant = participant(&self.ceremony, keeper, self.held(keeper), 0);
            if let Some(before) = state.at_dealing.get(&keeper) {
                speak(&mut participant, keeper, before);
            }
            speak(&mut participant, keeper, &state.judge).map(|message| self.intern(message))
        })
    }

    fn lie(&self, state: &State, lie: Lie) -> Option<MessageId> {
        if lie == Lie::Another {
            let mut other = participant(&self.ceremony, LIAR, self.held(LIAR), 1);
            let before = state.at_dealing.get(&LIAR)?;
            return speak(&mut other, LIAR, before).map(|message| self.intern(message));
        }
        let mut message = self.message(self.honest(state, LIAR)?);
        match (lie, &mut message) {
            (Lie::None, _) => {}
            (Lie::Malformed, CeremonyMessage::Dealing { commitments, .. }) => drop(commitments.pop()),
            (Lie::BadShare(to), CeremonyMessage::Dealing { shares, .. }) => {
                shares.get_mut(usize::from(to) - 1)?.ciphertext[0] ^= 1;
            }
            (Lie::AccuseAll | Lie::AccuseLast | Lie::Forgive, CeremonyMessage::Verdict { accused, .. }) => {
                let dealt = |dealer: &u16| {
                    state.key.counted.iter().any(|(round, by, _, guilty)| {
                        (*round, u16::from(*by), *guilty) == (1, *dealer, false)
                    })
                };
                let dealers = (1..=u16::from(self.n)).filter(dealt);
                let chosen: Vec<u16> = match lie {
                    Lie::AccuseAll => dealers.collect(),
                    Lie::AccuseLast => dealers.last().into_iter().collect(),
                    _ => Vec::new(),
                };
                *accused = PerKeeper::truncate_from(chosen);
            }
            (Lie::FalseShare, CeremonyMessage::Answer { shares, .. }) => shares.get_mut(0)?.1 = [1; 32],
            _ => return None,
        }
        Some(self.intern(message))
    }

    fn course(state: &State) -> Course {
        (state.key.counted.clone(), state.key.block, state.key.round)
    }

    fn include(&self, state: &mut State, keeper: u8, id: MessageId) {
        let seq = state.key.counted.len() as u64 + 1;
        let (block, round) = (state.key.block, state.key.round);
        state.channel.push((seq, keeper, block, id));
        let (judge, guilty) = self.judged(state, Some((keeper, id)), |judge| {
            match judge.hear(&worker(keeper), seq, block, &self.message(id)) {
                Ok(()) => Some(false),
                Err(Unheard::Guilty(_)) => Some(true),
                Err(_) => None,
            }
        });
        if let Some(guilty) = guilty {
            state.key.counted.insert((round, keeper, id, guilty));
        }
        self.set_judge(state, judge);
    }

    /// Has the judge of this state do something; only once for each course that it took.
    fn judged(
        &self,
        state: &State,
        what: Option<(u8, MessageId)>,
        act: impl FnOnce(&mut Judge) -> Option<bool>,
    ) -> (Arc<Judge>, Option<bool>) {
        once(&self.heard, (Self::course(state), what), || {
            let mut judge = Judge::clone(&state.judge);
            let counted = act(&mut judge);
            (Arc::new(judge), counted)
        })
    }

    fn set_judge(&self, state: &mut State, judge: Arc<Judge>) {
        state.key.round = number(judge.round());
        state.judge = judge;
    }

    /// Whether a result is right: everybody finds it, and who should has a share.
    fn is_sound(&self, state: &State) -> bool {
        if state.judge.outcome().is_none() {
            return true;
        }
        once(&self.agreed, Self::course(state), || self.is_agreed(state))
            && once(&self.shared, state.key.counted.clone(), || self.is_shared(state))
    }

    /// Whether a result rests on enough dealings and verdicts, every honest gatekeeper whose verdict counted has a share,
    /// and any threshold of these the same secret.
    fn is_shared(&self, state: &State) -> bool {
        let Some(outcome) = state.judge.outcome() else { return true };
        let Some(sharing) = sharing(&self.ceremony, outcome) else { return true };
        let in_round = |number: u8| state.key.counted.iter().filter(move |(round, ..)| *round == number);
        let stands = |dealer: &u8| outcome.faults.iter().all(|(worker, _)| worker.0[0] != *dealer);
        let dealings = in_round(1).map(|(_, by, ..)| *by).filter(stands).collect::<BTreeSet<_>>().len();
        let has_enough = dealings >= usize::from(self.ceremony.dealings_needed())
            && in_round(2).count() >= usize::from(self.ceremony.threshold);
        let is_kept = self.old.as_ref().is_none_or(|(old, _)| old.group == sharing.group);
        let witnesses: BTreeSet<u8> = in_round(2).map(|(_, by, ..)| *by).filter(|by| *by != LIAR).collect();
        let share = |keeper: &u8| {
            let participant = participant(&self.ceremony, *keeper, self.held(*keeper), 0);
            finish(&participant, *keeper, &state.judge)
        };
        let Some(shares) = witnesses.iter().map(share).collect::<Option<Vec<_>>>() else { return false };
        let partials: Vec<_> = shares.iter().filter_map(|share| share.evaluate(&label())).collect();
        let threshold = usize::from(sharing.threshold);
        let keys: BTreeSet<[u8; 32]> = partials
            .windows(threshold)
            .map(|some| combine(&label(), some, &sharing).map(|key| *key).unwrap_or_default())
            .collect();
        let indices: Vec<u16> = sharing.holders.iter().map(|holder| holder.index).take(threshold).collect();
        let group: RistrettoPoint = indices
            .iter()
            .filter_map(|index| {
                Some(lagrange_at_zero(*index, &indices) * point(&sharing.holder(*index)?.public)?)
            })
            .sum();
        has_enough
            && is_kept
            && keys.len() <= 1
            && !keys.contains(&[0; 32])
            && group.compress().to_bytes() == sharing.group
    }

    fn dealt_in_time(state: &State, keeper: u8) -> bool {
        state.key.counted.iter().any(|(round, by, _, guilty)| (*round, *by, *guilty) == (1, keeper, false))
    }

    /// Honest dealers that spoke in time stand, unless they were accused and could not answer in time.
    fn is_just(&self, state: &State) -> bool {
        let Some(outcome) = state.judge.outcome() else { return true };
        let answered = |keeper| state.key.counted.iter().any(|(round, by, ..)| (*round, *by) == (3, keeper));
        let accused = |keeper: u8| {
            state.key.counted.iter().any(|(_, _, id, _)| match self.message(*id) {
                CeremonyMessage::Verdict { accused, .. } => accused.contains(&u16::from(keeper)),
                _ => false,
            })
        };
        outcome.faults.iter().map(|(worker, fault)| (worker.0[0], fault)).all(|(keeper, fault)| {
            let is_excused = !Self::dealt_in_time(state, keeper) || (accused(keeper) && !answered(keeper));
            keeper == LIAR || (*fault == Fault::Silent && is_excused)
        })
    }

    /// Another judge that hears the channel message by message, each twice, and learns of time only at the end.
    fn is_agreed(&self, state: &State) -> bool {
        let mut other = Judge::new(GENESIS, self.ceremony.clone());
        for (seq, keeper, block, id) in &state.channel {
            for _twice in 0..2 {
                let _ = other.hear(&worker(*keeper), *seq, *block, &self.message(*id));
            }
        }
        other.close(u32::MAX);
        other.outcome() == state.judge.outcome()
    }

    fn has_fault(state: &State, fault: Fault) -> bool {
        state.judge.outcome().is_some_and(|outcome| outcome.faults.iter().any(|(_, found)| *found == fault))
    }
}

impl Model for Network {
    type State = State;
    type Action = Action;

    fn init_states(&self) -> Vec<State> {
        let judge = Arc::new(Judge::new(GENESIS, self.ceremony.clone()));
        let key = Key {
            counted: BTreeSet::new(),
            on_the_way: BTreeMap::new(),
            spoke: BTreeSet::new(),
            lied: BTreeSet::new(),
            equivocated: false,
            repeated: false,
            block: 1,
            round: 0,
        };
        vec![State { key, judge, at_dealing: BTreeMap::new(), channel: Vec::new() }]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Action>) {
        let key = &state.key;
        if key.round == 4 {
            return;
        }
        actions.push(Action::Wait);
        for keeper in (1..=self.n).filter(|keeper| *keeper != LIAR) {
            if !key.spoke.contains(&(key.round, keeper)) {
                actions.push(Action::Speak(keeper));
            }
            if key.on_the_way.get(&keeper).is_some_and(|waiting| !waiting.is_empty()) {
                actions.push(Action::Include(keeper));
                if !key.repeated {
                    actions.push(Action::Repeat(keeper));
                }
            }
        }
        if !key.lied.contains(&key.round) {
            let lies: &[Lie] = match key.round {
                0 => &[Lie::None],
                1 => &[Lie::None, Lie::Malformed, Lie::BadShare(2)],
                2 => &[Lie::AccuseAll, Lie::AccuseLast, Lie::Forgive],
                _ => &[Lie::None, Lie::FalseShare],
            };
            actions.extend(lies.iter().map(|lie| Action::Lie(*lie)));
        }
        if !key.equivocated && key.lied.contains(&1) {
            actions.push(Action::Lie(Lie::Another));
        }
    }

    fn next_state(&self, last: &State, action: Action) -> Option<State> {
        let mut state = last.clone();
        match action {
            Action::Speak(keeper) => {
                let id = self.honest(last, keeper)?;
                state.key.spoke.insert((last.key.round, keeper));
                if last.key.round == 1 {
                    state.at_dealing.insert(keeper, last.judge.clone());
                }
                if self.lags {
                    state.key.on_the_way.entry(keeper).or_default().push(id);
                } else {
                    self.include(&mut state, keeper, id);
                }
            }
            Action::Include(keeper) => {
                let id = state.key.on_the_way.get_mut(&keeper)?.remove(0);
                self.include(&mut state, keeper, id);
            }
            Action::Repeat(keeper) => {
                let id = *state.key.on_the_way.get(&keeper)?.first()?;
                state.key.repeated = true;
                self.include(&mut state, keeper, id);
            }
            Action::Lie(Lie::Another) => {
                let id = self.lie(last, Lie::Another)?;
                state.key.equivocated = true;
                self.include(&mut state, LIAR, id);
            }
            Action::Lie(lie) => {
                let id = self.lie(last, lie)?;
                state.key.lied.insert(last.key.round);
                if last.key.round == 1 {
                    state.at_dealing.insert(LIAR, last.judge.clone());
                }
                self.include(&mut state, LIAR, id);
            }
            Action::Wait => {
                let until = last.judge.round().until()?;
                let (judge, _) = self.judged(last, None, |judge| {
                    judge.close(until);
                    None
                });
                state.key.block = until + 1;
                self.set_judge(&mut state, judge);
            }
        }
        Some(state)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::eventually("every ceremony ends", |_, state: &State| state.key.round == 4),
            Property::always("honest dealers that spoke in time are not blamed", |model: &Self, state| {
                model.is_just(state)
            }),
            Property::always("witnesses hold shares of one secret", |model: &Self, state| {
                model.is_sound(state)
            }),
            Property::sometimes("it succeeds", |_, state: &State| {
                state.judge.outcome().is_some_and(|outcome| outcome.shared.is_some())
            }),
            Property::sometimes("it fails", |_, state: &State| {
                state.judge.outcome().is_some_and(|outcome| outcome.shared.is_none())
            }),
            Property::sometimes("silence is found", |_, state| Self::has_fault(state, Fault::Silent)),
            Property::sometimes("bad form is found", |_, state| Self::has_fault(state, Fault::Malformed)),
            Property::sometimes("equivocation is found", |_, state| {
                Self::has_fault(state, Fault::Equivocated)
            }),
            Property::sometimes("a false share is found", |_, state| {
                Self::has_fault(state, Fault::FalseShare)
            }),
        ]
    }
}

fn check(network: Network) {
    let began = std::time::Instant::now();
    let checker = network.checker().threads(2).spawn_bfs().join();
    eprintln!(
        "{} states, {} found again, {:?}",
        checker.unique_state_count(),
        checker.state_count(),
        began.elapsed()
    );
    checker.assert_properties();
}

#[test]
fn a_fresh_secret_of_three_with_lags_and_repetition() {
    check(Network::new(3, 2, false, true));
}

#[test]
fn a_secret_handed_on_among_three() {
    check(Network::new(3, 2, true, false));
}

#[test]
fn a_fresh_secret_of_four() {
    check(Network::new(4, 3, false, false));
}
