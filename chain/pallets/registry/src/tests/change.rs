//! What the chain calls stricter is stricter: random histories of a policy, judged by the verifier.

use crate::{Acceptance, Effect, PolicyChange};
use attestation::{
    re_evaluate, AdvisoryTag, AllowedMeasurement, DcapTcb, Family, Policy, SnpProduct, SnpTcb, Standing,
    TcbFacts, TcbLevel, TcbStatus,
};
use messages::{
    ids::TimeMs,
    registration::{Attested, Measurement, TeeKind, TrustRoot},
    BoundedVec, H256,
};

/// Numbers that look random and are the same each time (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }

    fn time(&mut self) -> TimeMs {
        10 * self.below(4)
    }

    fn maybe_time(&mut self) -> Option<TimeMs> {
        (self.below(3) > 0).then(|| self.time())
    }

    fn machine(&mut self) -> H256 {
        H256::repeat_byte(self.below(2) as u8)
    }

    fn change(&mut self) -> PolicyChange {
        match self.below(9) {
            0 => PolicyChange::Measurement {
                kind: TeeKind::Tdx,
                measurement: Measurement([0; 32]),
                until_ms: self.maybe_time(),
            },
            1 => {
                let status = if self.below(2) == 0 { TcbStatus::UpToDate } else { TcbStatus::OutOfDate };
                let accepted = match self.maybe_time() {
                    Some(0) => Acceptance::Refused,
                    Some(time) => Acceptance::Before(time),
                    None => Acceptance::Always,
                };
                PolicyChange::Status { status, accepted }
            }
            2 => {
                let id = format!("INTEL-SA-0000{}", self.below(2)).into_bytes().try_into().unwrap();
                PolicyChange::Advisory { id, from_ms: self.maybe_time() }
            }
            3 => PolicyChange::MinimumEvaluation { number: self.below(4) as u32 },
            4 => {
                let number = self.below(4) as u32;
                PolicyChange::FamilyEvaluation { family: INTEL, number, from_ms: self.maybe_time() }
            }
            5 => {
                let minimum = SnpTcb { microcode: self.below(4) as u8, ..Default::default() };
                PolicyChange::SnpLevel { product: SnpProduct::Milan, minimum, from_ms: self.maybe_time() }
            }
            6 => PolicyChange::Platform { platform: self.machine(), denied: self.below(2) == 0 },
            7 => {
                let machines = (0..self.below(3)).map(|_| self.machine()).collect();
                let only = (self.below(2) == 0).then(|| BoundedVec::truncate_from(machines));
                PolicyChange::PlatformList { only }
            }
            _ => PolicyChange::MaxAge { max_age_ms: self.time() },
        }
    }
}

const INTEL: Family = Family { kind: TeeKind::Tdx, fmspc: [1; 6] };

/// A worker of each sort that the rules tell apart.
fn workers() -> Vec<(Attested, TcbFacts)> {
    let intel = DcapTcb { cpu_svn: [0; 16], pce_svn: 0, qe_svn: 0, tdx_at_launch: None, tdx_now: None };
    let amd = SnpTcb { microcode: 2, ..Default::default() };
    let kinds = [
        (INTEL, TcbStatus::UpToDate, TcbLevel::Dcap(intel)),
        (INTEL, TcbStatus::OutOfDate, TcbLevel::Dcap(intel)),
        (SnpProduct::Milan.family(), TcbStatus::UpToDate, TcbLevel::Snp(amd)),
    ];
    let worker = |(family, status, level): (Family, _, _), machine| {
        let attested = Attested {
            kind: family.kind,
            root: TrustRoot::Simulated,
            measurement: Measurement([0; 32]),
            platform: H256::repeat_byte(machine),
            valid_until_ms: TimeMs::MAX,
        };
        let facts = TcbFacts {
            family,
            status,
            advisories: BoundedVec::truncate_from(vec![AdvisoryTag::of(b"INTEL-SA-00001")]),
            evaluation_number: 2,
            level,
            machine_serial: Default::default(),
            issuer_serial: Default::default(),
            certificates_until_ms: TimeMs::MAX,
            collateral_until_ms: TimeMs::MAX,
        };
        (attested, facts)
    };
    kinds.into_iter().flat_map(|kind| [worker(kind, 0), worker(kind, 1)]).collect()
}

/// How long each worker counts at each time: 0 is not at all.
fn verdicts(policy: &Policy) -> Vec<TimeMs> {
    let until =
        |(attested, facts): &(Attested, TcbFacts), now_ms| match re_evaluate(attested, facts, policy, now_ms)
        {
            Standing::Good => TimeMs::MAX,
            Standing::InGrace { until_ms, .. } => until_ms,
            Standing::Refused(_) => 0,
        };
    workers().iter().flat_map(|worker| (0..40).step_by(5).map(move |now_ms| until(worker, now_ms))).collect()
}

fn first_policy() -> Policy {
    let allowed = |kind| AllowedMeasurement {
        kind,
        measurement: Measurement([0; 32]),
        version: Default::default(),
        from_ms: 0,
        until_ms: None,
    };
    let measurements = BoundedVec::truncate_from(vec![allowed(TeeKind::Tdx), allowed(TeeKind::Snp)]);
    Policy { measurements, ..Policy::default() }
}

#[test]
fn a_change_that_tightens_lets_no_worker_count_longer() {
    let mut tightened = 0;
    for seed in 1..=32 {
        let (mut dice, mut policy) = (Dice(seed), first_policy());
        for _ in 0..64 {
            let (change, mut changed) = (dice.change(), policy.clone());
            change.clone().apply(&mut changed).unwrap();
            let pairs = || verdicts(&policy).into_iter().zip(verdicts(&changed));
            match change.effect(&policy).unwrap() {
                Effect::Tightens => {
                    assert!(pairs().all(|(before, after)| after <= before), "{change:?} of {policy:?}");
                    tightened += usize::from(pairs().any(|(before, after)| after < before));
                }
                Effect::Nothing => {
                    assert!(pairs().all(|(before, after)| after == before), "{change:?} of {policy:?}");
                }
                Effect::Loosens => {}
            }
            assert_eq!(change.effect(&changed), Ok(Effect::Nothing), "{change:?} of {policy:?}");
            policy = changed;
        }
    }
    assert!(tightened > 100, "the histories must show something: {tightened}");
}
