//! The verdict on a worker's evidence, and how it reads.

use super::{
    explain::{date, Dates, Exhibit, Link},
    files::Rules,
};
use attestation::{Standing, TcbLevel, VerifiedAttestation};
use crypto::hash::report_data;
use messages::{
    ids::TimeMs,
    registration::{Registration, TrustRoot, WorkerRecord},
};
use serde::Serialize;
use std::fmt::Write;

/// What is judged.
pub(super) struct Case<'a> {
    pub(super) evidence: &'a Registration,
    pub(super) rules: &'a Rules,
    /// What the chain says of the worker; unknown offline.
    pub(super) record: Option<Option<&'a WorkerRecord>>,
    pub(super) time_ms: TimeMs,
}

/// What is said about one worker.
#[derive(Default, Serialize)]
pub(super) struct Report {
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    accepted: bool,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(flatten)]
    claimed: Option<Claimed>,
    /// What was proven; only if accepted.
    #[serde(flatten)]
    proven: Option<Proven>,
    /// What the evidence says, proven or not.
    evidence: Exhibit,
    collateral: Vec<Dates>,
}

/// What the worker says of itself.
#[derive(Serialize)]
struct Claimed {
    worker: String,
    boot: String,
    operator: String,
    kind: String,
    /// Whether the chain has a record of it; unknown offline.
    #[serde(skip_serializing_if = "Option::is_none")]
    registered: Option<bool>,
    /// Whether the chain counts it now: not suspended, not run out.
    #[serde(skip_serializing_if = "Option::is_none")]
    counts: Option<bool>,
    /// Block and time of the rules, and time of judgement.
    rules_block: u32,
    rules_time_ms: TimeMs,
    judged_at_ms: TimeMs,
}

#[derive(Serialize)]
struct Proven {
    trust_root: String,
    simulated: bool,
    measurement: String,
    platform: String,
    tcb_status: String,
    tcb_level: String,
    evaluation_number: u32,
    advisories: Vec<String>,
    standing: String,
    valid_until_ms: TimeMs,
}

impl Case<'_> {
    /// Verifies the evidence under the rules.
    pub(super) fn judge(&self, url: Option<String>) -> Report {
        let verdict = self.verify();
        let quote = &self.evidence.quote;
        let family = attestation::unverified_family(quote).ok();
        let of_family = self.rules.collateral.iter().filter(|(_, collateral)| {
            family.is_some() && collateral.unverified_claims().ok().map(|claims| claims.family) == family
        });
        Report {
            url,
            accepted: verdict.is_ok(),
            reason: verdict.as_ref().err().cloned(),
            claimed: Some(self.claimed()),
            proven: verdict.ok().as_ref().map(Proven::new),
            evidence: Exhibit::of(quote, self.time_ms),
            collateral: of_family
                .filter_map(|(root, collateral)| Dates::of(format!("{root:?}"), collateral, self.time_ms))
                .collect(),
        }
    }

    fn verify(&self) -> Result<VerifiedAttestation, String> {
        let (claim, rules) = (&self.evidence.claim, self.rules);
        if claim.genesis != rules.genesis {
            return Err(format!("the evidence is made for another network ({:?})", claim.genesis));
        }
        let verified = attestation::verify(
            &self.evidence.quote,
            &report_data(claim),
            &rules.anchors,
            &rules.collateral,
            &rules.policy,
            self.time_ms,
        )
        .map_err(|error| error.to_string())?;
        match self.record.flatten() {
            Some(record) if record.boot_id != claim.boot_id => {
                Err("the chain knows another boot of this worker; \
                 this one is a copy, or has not registered yet"
                    .into())
            }
            Some(record) if record.encryption_key != claim.encryption_key => {
                Err("the chain knows another encryption key of this worker".into())
            }
            _ => Ok(verified),
        }
    }

    fn is_live(&self, record: &WorkerRecord) -> bool {
        record.attested.valid_until_ms > self.rules.time_ms
    }

    fn claimed(&self) -> Claimed {
        let claim = &self.evidence.claim;
        Claimed {
            worker: hex_of(&claim.worker.0),
            boot: hex_of(&claim.boot_id.0),
            operator: claim.operator.to_string(),
            kind: format!("{:?}", self.evidence.quote.kind).to_lowercase(),
            registered: self.record.map(|record| record.is_some()),
            counts: self.record.map(|record| record.is_some_and(|record| self.is_live(record))),
            rules_block: self.rules.block,
            rules_time_ms: self.rules.time_ms,
            judged_at_ms: self.time_ms,
        }
    }
}

impl Proven {
    fn new(verified: &VerifiedAttestation) -> Self {
        Proven {
            trust_root: format!("{:?}", verified.root()).to_lowercase(),
            simulated: verified.root() == TrustRoot::Simulated,
            measurement: hex_of(&verified.measurement().0),
            platform: hex_of(&verified.platform().0),
            tcb_status: format!("{:?}", verified.tcb_status()),
            tcb_level: level(&verified.tcb_facts().level),
            evaluation_number: verified.evaluation_number(),
            advisories: verified.advisories().to_vec(),
            standing: standing(verified.standing()),
            valid_until_ms: verified.valid_until_ms(),
        }
    }
}

fn level(level: &TcbLevel) -> String {
    match level {
        TcbLevel::Dcap(tcb) => {
            let tdx = tcb.tdx_now.or(tcb.tdx_at_launch);
            let tdx = tdx.map(|svn| format!(", TDX module {}", hex::encode(svn))).unwrap_or_default();
            format!("CPU {}, PCE {}, QE {}{tdx}", hex::encode(tcb.cpu_svn), tcb.pce_svn, tcb.qe_svn)
        }
        TcbLevel::Snp(tcb) => format!(
            "boot loader {}, TEE {}, SNP {}, microcode {}",
            tcb.bootloader, tcb.tee, tcb.snp, tcb.microcode
        ),
    }
}

fn standing(standing: &Standing) -> String {
    match standing {
        Standing::Good => "good".into(),
        Standing::InGrace { until_ms, reason } => format!("in grace until {}: {reason}", date(*until_ms)),
        Standing::Refused(refusal) => format!("refused: {refusal}"),
    }
}

fn hex_of(bytes: &[u8]) -> String {
    format!("0x{}", hex::encode(bytes))
}

impl Report {
    /// A worker that could not be asked.
    pub(super) fn unheard(url: String, reason: String) -> Self {
        Report { url: Some(url), reason: Some(reason), ..Report::default() }
    }

    /// Whether the evidence is acceptable.
    pub(super) fn is_accepted(&self) -> bool {
        self.accepted
    }

    /// For people.
    pub(super) fn describe(&self) -> String {
        let mut text = String::new();
        // Writing to a string cannot fail.
        let _ = self.write(&mut text);
        text
    }

    fn write(&self, to: &mut String) -> std::fmt::Result {
        let name = self.url.as_deref().unwrap_or("kept evidence");
        match &self.reason {
            None => write!(to, "{name}  accepted")?,
            Some(reason) => write!(to, "{name}  REFUSED: {reason}")?,
        }
        if let Some(claimed) = &self.claimed {
            claimed.write(to)?;
        }
        if let Some(proven) = &self.proven {
            proven.write(to)?;
        }
        for register in &self.evidence.registers {
            write!(to, "\n    {:<13}  {}", register.name, register.value)?;
        }
        write_chain(to, "certificates, machine first", &self.evidence.chain)?;
        for dates in &self.collateral {
            let Dates { root, issued, expires, evaluation_number, in_date, signers } = dates;
            let mark = if *in_date { "" } else { "  OUT OF DATE" };
            write!(
                to,
                "\n  collateral   under {root}: {issued} to {expires}, evaluation {evaluation_number}{mark}"
            )?;
            write_chain(to, "signers of the TCB info", signers)?;
        }
        Ok(())
    }
}

impl Claimed {
    fn write(&self, to: &mut String) -> std::fmt::Result {
        write!(to, "\n  worker       {}", self.worker)?;
        write!(to, "\n  operator     {}", self.operator)?;
        match (self.registered, self.counts) {
            (Some(true), Some(true)) => write!(to, "\n  registered   yes")?,
            (Some(true), _) => write!(to, "\n  registered   yes, but SUSPENDED or run out: it has to renew")?,
            (Some(false), _) => write!(to, "\n  registered   no")?,
            (None, _) => {}
        }
        write!(
            to,
            "\n  judged       at {} by the rules of block {} ({})",
            date(self.judged_at_ms),
            self.rules_block,
            date(self.rules_time_ms)
        )?;
        write!(to, "\n  hardware     {}", self.kind)
    }
}

impl Proven {
    fn write(&self, to: &mut String) -> std::fmt::Result {
        let warning =
            if self.simulated { "  simulated hardware: its owner can read everything in it" } else { "" };
        let advisories =
            if self.advisories.is_empty() { "none".to_owned() } else { self.advisories.join(", ") };
        write!(to, "\n  trust root   {}{warning}", self.trust_root)?;
        write!(to, "\n  firmware     {} ({})", self.tcb_status, self.tcb_level)?;
        write!(to, "\n  advisories   {advisories}; evaluation {}", self.evaluation_number)?;
        write!(to, "\n  platform     {}", self.platform)?;
        write!(
            to,
            "\n  standing     {}; evidence counts until {}",
            self.standing,
            date(self.valid_until_ms)
        )?;
        write!(to, "\n  measurement  {}", self.measurement)
    }
}

fn write_chain(to: &mut String, title: &str, chain: &[Link]) -> std::fmt::Result {
    if !chain.is_empty() {
        write!(to, "\n  {title}")?;
    }
    for link in chain {
        let mark = if link.in_date { "" } else { "  OUT OF DATE" };
        write!(to, "\n    {} to {}  {}{mark}", link.from, link.until, link.subject)?;
    }
    Ok(())
}
