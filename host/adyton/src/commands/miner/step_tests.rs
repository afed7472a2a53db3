//! From bare machine to withdrawal: which step comes when, and what is said.
#![allow(clippy::unwrap_used)]

use super::super::chain::{Assignment, Commission, PendingSlash, Pool, Queue, WorkerState};
use super::*;
use economy::{Fixed, Ledger, Offence};
use messages::{
    capacity::{Challenge, Measurement},
    ids::BootId,
    registration::{Attested, TeeKind, TrustRoot, WorkerRecord},
    H256,
};

const OPERATOR: AccountId = AccountId::new([1; 32]);
const SOMEBODY: AccountId = AccountId::new([2; 32]);
const NOW: BlockNumber = 1_000;

pub(in super::super) fn wishes() -> Wishes {
    Wishes { operator: OPERATOR, pool: None, stake: None, stopped: false }
}

/// A rich operator whose worker the chain does not know.
fn bare() -> Snapshot {
    Snapshot {
        block: NOW,
        time_ms: 1,
        slot_ms: 6_000,
        balance: 10_000 * PHA,
        books: Ledger::default(),
        rules: Default::default(),
        pool: None,
        worker: WorkerState::default(),
    }
}

fn record(operator: AccountId) -> WorkerRecord {
    WorkerRecord {
        encryption_key: [0; 32],
        operator,
        boot_id: BootId([0; 16]),
        last_seq: 0,
        attested: Attested {
            kind: TeeKind::Tdx,
            root: TrustRoot::Simulated,
            measurement: messages::registration::Measurement([0; 32]),
            platform: H256::zero(),
            valid_until_ms: 2,
        },
        lease: None,
        endpoint: Default::default(),
    }
}

fn registered() -> Snapshot {
    let worker = WorkerState { record: Some(record(OPERATOR)), attested: true, ..Default::default() };
    Snapshot { worker, ..bare() }
}

fn measured() -> Snapshot {
    let mut chain = registered();
    chain.worker.score = Some(1_000);
    chain
}

pub(in super::super) fn in_session(state: State) -> Snapshot {
    let mut chain = measured();
    let rules = chain.rules;
    let stake = 4_000 * PHA;
    let opened = Position::open(
        &rules.stake,
        rules.rates.current.v_max,
        1_000,
        stake,
        Confidence::Full,
        Fixed::ZERO,
        NOW - 10,
    );
    let position = Position { state, ..opened.unwrap() };
    let free_from = (state == State::CoolingDown).then_some(NOW + 100);
    chain.worker.session =
        Some(Session { staker: OPERATOR, stake, position, free_from, work: None, measured_from_ms: 0 });
    chain
}

fn challenged(state: State, block: BlockNumber) -> Snapshot {
    let mut chain = in_session(state);
    chain.worker.challenge = Some(Challenge { block, time_ms: 0, seed: H256::zero() });
    chain
}

fn measuring(until: BlockNumber) -> Snapshot {
    let mut chain = registered();
    chain.worker.measurement = Some(Measurement { block: 1, until, time_ms: 0, seed: H256::zero() });
    chain
}

fn pool(owner: AccountId, free: Balance) -> Pool {
    Pool {
        kind: Kind::Workers,
        owner,
        deposit: PHA,
        commission: Commission { rate: 0, raise: None },
        cap: None,
        open: true,
        allowed: 0,
        workers: 0,
        shares: free,
        free,
        staked: 0,
        releasing: 0,
        at_risk: 0,
        mark: 0,
        queue: Queue::default(),
    }
}

fn in_pool(pool: Pool, assigned: Option<PoolId>) -> Snapshot {
    let mut chain = measured();
    chain.pool = Some(pool);
    chain.worker.assignment =
        assigned.map(|pool| Assignment { pool, standing: Standing::Idle, stake: 0, at_risk: 0 });
    chain
}

fn check(chain: &Snapshot, wishes: &Wishes, name: &str, part: &str, calls: bool) {
    let step = Step::next(chain, wishes);
    let sentence = step.sentence();
    assert_eq!(step.name(), name, "{sentence}");
    assert!(sentence.contains(part), "`{part}` is not in: {sentence}");
    assert_eq!(step.call(&WorkerId([9; 32])).is_some(), calls, "{sentence}");
}

#[test]
fn a_miner_with_its_own_stake_is_led_from_step_to_step() {
    let poor = Snapshot { balance: PHA / 2, ..bare() };
    let mut foreign = registered();
    foreign.worker.record = Some(record(SOMEBODY));
    let mut void = registered();
    void.worker.attested = false;
    let mut slow = measured();
    slow.worker.score = Some(10);
    let short = Snapshot { balance: 3_000 * PHA, ..measured() };
    let rich = Wishes { stake: Some(5_000 * PHA), ..wishes() };
    let stingy = Wishes { stake: Some(100 * PHA), ..wishes() };
    let greedy = Wishes { stake: Some(100_000 * PHA), ..wishes() };
    let stopped = Wishes { stopped: true, ..wishes() };
    let cases = [
        (&poor, wishes(), "fund", "put 0.5 PHA or more on", false),
        (&bare(), wishes(), "register", "logs/pherry.log", false),
        (&void, wishes(), "register", "attested on the chain", false),
        (&foreign, wishes(), "other_operator", "that account's key", false),
        (&registered(), wishes(), "measure", "measure the worker", true),
        (&measuring(NOW + 60), wishes(), "await_score", "60 blocks (6 min) from now", false),
        (&measuring(10), wishes(), "measure", "measure the worker", true),
        (&slow, wishes(), "refused", "too slow to mine", false),
        (&measured(), stingy, "refused", "the least stake 3,162.2776 PHA", false),
        (&measured(), greedy, "refused", "spread it over several", false),
        (&short, wishes(), "fund", "put 163.2776 PHA more on", false),
        (&measured(), wishes(), "stake", "stake 3,162.2776 PHA", true),
        (&measured(), rich, "stake", "stake 5,000 PHA (the least for a score of 1000 is 3,162.2776)", true),
        (&measured(), stopped, "stopped", "--again", false),
    ];
    for (chain, wishes, name, part, calls) in cases {
        check(chain, &wishes, name, part, calls);
    }
}

#[test]
fn a_session_is_told_as_it_is() {
    let mut void = in_session(State::Idle);
    void.worker.attested = false;
    let mut slashed = in_session(State::CoolingDown);
    slashed.worker.slash = Some(PendingSlash { offence: Offence::Severe, amount: 400 * PHA, due: NOW + 5 });
    let free = Snapshot { block: NOW + 100, ..in_session(State::CoolingDown) };
    let answer = challenged(State::Idle, NOW - 5);
    let cases = [
        (in_session(State::Idle), "mine", "paid with its next heartbeat"),
        (answer, "answer", "challenge of block 995 by itself, within 15 blocks (1 min 30 s)"),
        (challenged(State::Unresponsive, 900), "silent", "challenge of block 900"),
        (in_session(State::Unresponsive), "silent", "comes by itself"),
        (void, "unattested", "adyton attest"),
        (slashed, "slash", "400 PHA of the stake are at risk"),
        (in_session(State::CoolingDown), "cool_down", "free from block 1100, 100 blocks (10 min) from now"),
        (free, "withdraw", "4,000 PHA back: `adyton miner withdraw`"),
    ];
    for (chain, name, part) in cases {
        check(&chain, &wishes(), name, part, false);
        // A stopped miner with a session, and a poor one, is told the same.
        check(&Snapshot { balance: 0, ..chain }, &Wishes { stopped: true, ..wishes() }, name, part, false);
    }
}

#[test]
fn a_miner_of_a_pool_is_told_what_its_owner_has_to_do() {
    let wishes = Wishes { pool: Some(7), ..wishes() };
    let (own, foreign) = (pool(OPERATOR, 9_000 * PHA), pool(SOMEBODY, 9_000 * PHA));
    let vault = Pool { kind: Kind::Vault, ..own.clone() };
    let half = own.shares / 2;
    let claimed = Pool { queue: Queue { shares: half + half / 2, ..Queue::default() }, ..own.clone() };
    let cases = [
        (measured(), "no_pool", "no pool 7", false),
        (in_pool(vault, None), "no_pool", "no pool 7 for workers", false),
        (in_pool(foreign, None), "ask_owner", "pool 7 belongs to", false),
        (in_pool(own.clone(), None), "join_pool", "pool 7", true),
        (in_pool(own.clone(), Some(8)), "other_pool", "belongs to pool 8", false),
        (in_pool(claimed, Some(7)), "pool_funds", "has 2,249.9999 PHA to stake", false),
        (in_pool(own, Some(7)), "stake", "stake 3,162.2776 PHA of pool 7", true),
    ];
    for (chain, name, part, calls) in cases {
        check(&chain, &wishes, name, part, calls);
    }
}

#[test]
fn amounts_are_rounded_down_for_people() {
    assert_eq!(pha(1_234_567_890_123_456), "1,234.5678");
    assert_eq!(pha(99), "0");
}
