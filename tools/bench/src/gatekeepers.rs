//! What gatekeepers compute: a ceremony among sixteen, one derivation, and how many new clusters they serve.

use crate::{
    machine::timed,
    report::{Goal, Report},
    samples::Samples,
};
use anyhow::{ensure, Context, Result};
use attestation::development::{self, SimulatedTd};
use codec::Encode;
use crypto::{
    hash::{blake2_256, channel_genesis_digest, report_data},
    identity::WorkerIdentity,
    sealing::DecryptionKey,
    threshold::combine,
};
use executor::{
    keeper::{grant, Entitlement, EvidenceRules},
    requester::{state_label, Collector, Reader},
};
use keys::{Judge, Participant, Share, Vault};
use light_client::{
    testing::{TestChain, Validators},
    Facts, LightClient,
};
use messages::{
    abi,
    ceremony::{Ceremony, Receiver, SHARE_DOMAIN},
    channel::Head,
    committee::{CommitPoint, Committee, Program, ProgramKind},
    ids::*,
    keys::*,
    registration::{Claim, Registration, TrustRoot, WorkerRecord},
};
use std::time::{Duration, Instant};

/// Members and threshold of the ceremony that is measured.
const CEREMONY: (u16, u16) = (16, 11);
/// Gatekeepers and threshold that serve clusters, and members of a cluster.
const SERVING: (u16, u16) = (3, 2);
const CLUSTER: u32 = 3;
/// New clusters of the sample.
const CLUSTERS: u32 = 10;
const RUNS: u64 = 20;
const RESPONSE_SEED: [u8; 32] = [8; 32];

/// Measures all three.
pub(crate) fn measure(report: &mut Report) -> Result<()> {
    let (n, t) = CEREMONY;
    let (dealt, time) = ceremony(n, t, Secret::Generation(1))?;
    let member = time.as_secs_f64() * 1e3 / f64::from(n);
    let what = "milliseconds of processor time of one member in a ceremony of 16 (threshold 11)";
    report.figure("dkg16_cpu_ms", member, Goal::AtMost(2_000.0), what);

    let mut samples = Samples::default();
    for run in 0..RUNS {
        let label = state_label(Default::default(), run as CommitteeId, 1);
        let partials: Vec<_> =
            dealt.shares.iter().take(t.into()).filter_map(|share| share.evaluate(&label)).collect();
        let (_, time) = timed(|| Ok(combine(&label, &partials, &dealt.sharing)?))?;
        samples.add(time);
    }
    let what = "milliseconds for a requester to verify and combine 11 partials";
    report.figure("derive_t11_cpu_ms", samples.median() * 1e3, Goal::AtMost(20.0), what);

    let per_cluster = clusters()?.as_secs_f64() / f64::from(CLUSTERS);
    let what = "new clusters of 3 that 3 gatekeepers give their keys to in a minute, evidence verified by each, on one core";
    report.figure("cluster_keys_per_min", 60.0 / per_cluster, Goal::AtLeast(1_000.0), what);
    Ok(())
}

/// A secret that was just shared.
struct Dealt {
    sharing: Sharing,
    shares: Vec<Share>,
}

/// A whole ceremony in which every member computes for itself, and how long all of them took.
fn ceremony(n: u16, threshold: u16, secret: Secret) -> Result<(Dealt, Duration)> {
    let genesis = GenesisHash::default();
    let boot = BootId([1; 16]);
    let mut members: Vec<_> =
        (0..n).map(|i| WorkerIdentity::from_sealing_secret(&[i as u8 + 1; 32])).collect();
    members.sort_by_key(|member| member.id());
    let receiver = |member: &WorkerIdentity| Receiver {
        keeper: member.id(),
        boot_id: boot,
        encryption_key: member.encryption_key(),
    };
    let ceremony = Ceremony {
        id: 1,
        secret,
        threshold,
        receivers: members.iter().map(receiver).collect::<Vec<_>>().try_into().ok().context("too many")?,
        source: None,
        opened: Head { seq: 0, digest: channel_genesis_digest(KEEPER_COMMITTEE) },
        opened_at: 1,
        patience: 10,
    };
    let started = Instant::now();
    let mut judges: Vec<_> = members.iter().map(|_| Judge::new(genesis, ceremony.clone())).collect();
    let mut participants = Vec::new();
    for (judge, member) in judges.iter().zip(&members) {
        let seed = blake2_256(&member.id().0).0;
        let participant = Participant::new(judge, member.id(), boot, None, seed);
        participants.push(participant.context("a receiver takes part")?);
    }
    let mut seq = 0;
    while judges.iter().any(|judge| judge.outcome().is_none()) {
        let before = seq;
        for place in 0..members.len() {
            let Some(said) = participants[place].speak(&judges[place], &opener(&members[place])) else {
                continue;
            };
            seq += 1;
            for judge in &mut judges {
                judge.hear(&members[place].id(), seq, 2, &said).context("an honest message")?;
            }
        }
        ensure!(seq > before, "the ceremony stands still");
    }
    let mut shares = Vec::new();
    for place in 0..members.len() {
        let share = participants[place].finish(&judges[place], &opener(&members[place]));
        shares.push(share.context("every honest member has a share")?);
    }
    let time = started.elapsed();
    let outcome = judges[0].outcome().and_then(|outcome| outcome.shared.clone()).context("no outcome")?;
    let holder = |((index, member), public): ((u16, &WorkerIdentity), &[u8; 32])| Holder {
        keeper: member.id(),
        index,
        public: *public,
        lost: false,
    };
    let holders: Vec<_> = (1..).zip(&members).zip(&outcome.publics).map(holder).collect();
    let holders = holders.try_into().ok().context("too many")?;
    let sharing = Sharing { secret, ceremony: 1, group: outcome.group, threshold, holders, since: 1 };
    Ok((Dealt { sharing, shares }, time))
}

type Opened = Option<zeroize::Zeroizing<Vec<u8>>>;

fn opener(member: &WorkerIdentity) -> impl Fn(&[u8], &[u8; 32], &[u8]) -> Opened + '_ {
    |aad, key, ciphertext| member.open(SHARE_DOMAIN, aad, key, ciphertext).ok()
}

/// Members of new clusters ask three gatekeepers for state and input keys; each gatekeeper verifies evidence and
/// entitlement, each member combines. How long all of it takes one after the other.
fn clusters() -> Result<Duration> {
    let (n, t) = SERVING;
    let (generation, _) = ceremony(n, t, Secret::Generation(1))?;
    let (epoch, _) = ceremony(n, t, Secret::Epoch(1))?;
    let keys = KeeperKeys {
        generations: vec![generation.sharing].try_into().ok().context("one generation")?,
        epochs: vec![epoch.sharing].try_into().ok().context("one epoch")?,
    };
    let keepers: Vec<_> = (0..n).map(|i| WorkerIdentity::from_sealing_secret(&[i as u8 + 1; 32])).collect();
    let vaults: Vec<(WorkerId, Vault)> = generation
        .shares
        .into_iter()
        .zip(epoch.shares)
        .zip(&keys.epochs[0].holders)
        .map(|((generation, epoch), holder)| {
            let mut vault = Vault::default();
            vault.insert(generation);
            vault.insert(epoch);
            (holder.keeper, vault)
        })
        .collect();
    let (rules, time_ms) = (rules(), GENESIS_MS);
    let mut spent = Duration::ZERO;
    for cluster in 1..=CLUSTERS {
        let members: Vec<_> = (0..CLUSTER)
            .map(|i| WorkerIdentity::from_sealing_secret(&blake2_256(&(cluster, i).encode()).0))
            .collect();
        for (place, member) in (1..).zip(&members) {
            let request = request(cluster, place, member)?;
            let facts = facts(cluster, &members, &request)?;
            let started = Instant::now();
            let mut collector = Collector::default();
            let mut derived = 0;
            for (keeper, vault) in &vaults {
                let identity = keepers.iter().find(|it| it.id() == *keeper).context("a known gatekeeper")?;
                let entitlement = Entitlement {
                    genesis: GenesisHash::default(),
                    time_ms,
                    facts: &facts,
                    keys: &keys,
                    rules: &rules,
                };
                let record = entitlement.check(&request)?.context("everything is proven")?;
                let sealed =
                    grant(identity, (vault, &keys), &request, &record, [9; 32]).context("it has shares")?;
                let response = DecryptionKey::from_seed(&RESPONSE_SEED);
                let reader = Reader { identity: member, boot_id: request.boot_id, response: &response };
                derived += collector.accept(&reader, &keys, &request.labels, &sealed)?.len();
            }
            spent += started.elapsed();
            ensure!(derived >= 2, "the keys came together");
        }
    }
    Ok(spent)
}

/// Within the validity of the development certificates.
const GENESIS_MS: TimeMs = 1_795_305_600_000;

fn rules() -> EvidenceRules {
    EvidenceRules {
        anchors: vec![development::trust_anchor()],
        collateral: vec![(TrustRoot::Simulated, development::collateral())],
        policy: development::policy(),
    }
}

fn request(cluster: CommitteeId, machine: u32, member: &WorkerIdentity) -> Result<KeyRequest> {
    let genesis = GenesisHash::default();
    let claim = Claim {
        genesis,
        worker: member.id(),
        encryption_key: member.encryption_key(),
        operator: [1; 32].into(),
        boot_id: BootId([2; 16]),
        challenge: BlockRef { number: 0, hash: Default::default() },
        relay_checkpoint: None,
    };
    let quote = SimulatedTd::new(machine).quote(&report_data(&claim)).ok().context("a quote")?;
    let input =
        KeyLabel { genesis, committee: cluster, key_version: 1, purpose: Purpose::Input { epoch: 1 } };
    Ok(KeyRequest {
        genesis,
        worker: member.id(),
        boot_id: claim.boot_id,
        at_block: 1,
        evidence: Registration { claim, quote },
        response_key: DecryptionKey::from_seed(&RESPONSE_SEED).public(),
        labels: vec![state_label(genesis, cluster, 1), input],
    })
}

/// What a gatekeeper has proven of the requester and its cluster.
fn facts(cluster: CommitteeId, members: &[WorkerIdentity], request: &KeyRequest) -> Result<Facts> {
    let mut ids: Vec<_> = members.iter().map(WorkerIdentity::id).collect();
    ids.sort();
    let committee = Committee {
        program: Program { kind: ProgramKind::Evm, version: 1 },
        members: ids.try_into().ok().context("too many")?,
        threshold: 2,
        key_version: 1,
        epoch: 0,
        input_keys: Default::default(),
        lost: None,
        commit: CommitPoint { generation: 1, ..CommitPoint::default() },
    };
    let verified = attestation::verify(
        &request.evidence.quote,
        &report_data(&request.evidence.claim),
        &rules().anchors,
        &rules().collateral,
        &rules().policy,
        GENESIS_MS,
    );
    let record = WorkerRecord {
        encryption_key: request.evidence.claim.encryption_key,
        operator: [1; 32].into(),
        boot_id: request.boot_id,
        last_seq: 0,
        attested: verified.ok().context("honest evidence")?.summary(),
        lease: None,
        endpoint: Default::default(),
    };
    let mut chain = TestChain::with_state(Validators::of(0..1), Vec::new());
    let wanted = [abi::worker(&request.worker), abi::committee(cluster)];
    chain.set(wanted[0].clone(), Some(record.encode()));
    chain.set(wanted[1].clone(), Some(committee.encode()));
    chain.set(abi::timestamp(), Some(GENESIS_MS.encode()));
    chain.seal();
    let client = LightClient::new(chain.genesis_hash(), None);
    let bundle = chain.bundle(&client.wants(wanted.to_vec()));
    let view = client.verify(&bundle, &wanted)?.into_view().context("a head")?;
    Ok(view.into_parts().0)
}
