//! The TCB status of a platform whose quote is gone, under newer collateral of its family.
//!
//! The same rules as at verification: "TCB Recovery" levels of Intel's PCS API version 4, converged as in Intel's quote
//! verification library (`convergeTcbStatuses`, `checkForRelaunch`). A test compares with `dcap-qvl`'s verdict.

use crate::{
    collateral::{CollateralClaims, DcapCollateral},
    facts::{DcapTcb, TcbFacts, TcbLevel},
    proven::tags,
    x509::RevocationList,
    Error, Flaw, TcbStatus,
};
use alloc::{string::String, vec::Vec};
use core::cmp::Ordering;
use dcap_qvl::{QeIdentity, TcbInfo, TcbLevel as Listed, TcbStatus as DcapStatus, TcbStatusWithAdvisory};

/// Collateral of Intel's, read once.
pub(crate) struct Reading<'a> {
    tcb: TcbInfo,
    qe: QeIdentity,
    root_list: RevocationList<'a>,
    machine_list: RevocationList<'a>,
    claims: CollateralClaims,
}

impl<'a> Reading<'a> {
    pub(crate) fn of(collateral: &'a DcapCollateral) -> Result<Self, Error> {
        let list = |der: &'a [u8]| RevocationList::parse(der).ok_or(Error::MalformedCollateral);
        let (mut tcb, qe) = collateral.infos()?;
        let claims = collateral.claims_of(&tcb, &qe)?;
        tcb.tcb_levels.sort_by(highest_first);
        let (root_list, machine_list) = (list(&collateral.root_ca_crl)?, list(&collateral.pck_crl)?);
        Ok(Reading { tcb, qe, root_list, machine_list, claims })
    }

    /// The facts as this collateral, already verified, has them.
    pub(crate) fn update(&self, facts: &TcbFacts, platform: &DcapTcb) -> Result<TcbFacts, Error> {
        if self.machine_list.revokes(&facts.machine_serial) || self.root_list.revokes(&facts.issuer_serial) {
            return Err(Error::NotProven(Flaw::CertificateRevoked));
        }
        let (found, advisories) = judge(&self.tcb, &self.qe, platform)?;
        Ok(TcbFacts {
            status: status(found)?,
            advisories: tags(&advisories)?,
            evaluation_number: self.claims.evaluation_number,
            level: TcbLevel::Dcap(*platform),
            collateral_until_ms: self.claims.expires_ms,
            ..facts.clone()
        })
    }
}

/// Status and advisories of a platform, its TDX module and its quoting enclave together.
fn judge(tcb: &TcbInfo, qe: &QeIdentity, platform: &DcapTcb) -> Result<(DcapStatus, Vec<String>), Error> {
    let enclave = qe
        .tcb_levels
        .iter()
        .find(|level| platform.qe_svn >= level.tcb.isvsvn)
        .map(|level| TcbStatusWithAdvisory::new(level.tcb_status, level.advisory_ids.clone()))
        .ok_or(Error::NotProven(Flaw::QuotingEnclaveTooOld))?;
    let at_launch = listed(tcb, platform, platform.tdx_at_launch.as_ref())?.merge(&enclave);
    let TcbStatusWithAdvisory { status, advisory_ids } = at_launch;
    let Some(svns) = &platform.tdx_now else { return Ok((status, advisory_ids)) };
    let now = listed(tcb, platform, Some(svns))?.merge(&enclave);
    if now.status == DcapStatus::Revoked {
        return Ok((DcapStatus::Revoked, advisory_ids));
    }
    let advisory_ids = TcbStatusWithAdvisory::new(status, advisory_ids).merge(&now).advisory_ids;
    Ok((relaunch(status, now.status), advisory_ids))
}

/// The first level whose SVNs the platform all reaches, with that of the TDX module.
fn listed(tcb: &TcbInfo, platform: &DcapTcb, tdx: Option<&[u8; 16]>) -> Result<TcbStatusWithAdvisory, Error> {
    let unlisted = || Error::NotProven(Flaw::UnlistedTcb);
    let reaches = |level: &&Listed| {
        level.shortfalls(&platform.cpu_svn, platform.pce_svn, tdx).is_ok_and(|short| short.is_empty())
    };
    let level = tcb.tcb_levels.iter().find(reaches).ok_or_else(unlisted)?;
    let level = TcbStatusWithAdvisory::new(level.tcb_status, level.advisory_ids.clone());
    let Some(svns) = tdx else { return Ok(level) };
    let Some(module) = tcb.tdx_module_identity(svns).map_err(|_| unlisted())? else { return Ok(level) };
    let module =
        module.tcb_levels.iter().find(|level| level.shortfall(svns).is_none()).ok_or_else(unlisted)?;
    Ok(level.merge(&TcbStatusWithAdvisory::new(module.tcb_status, module.advisory_ids.clone())))
}

/// Status of a TD 1.5 that was launched on one firmware and runs on another.
fn relaunch(at_launch: DcapStatus, now: DcapStatus) -> DcapStatus {
    use DcapStatus::*;
    let was_old = matches!(at_launch, OutOfDate | OutOfDateConfigurationNeeded);
    let is_new =
        matches!(now, UpToDate | SWHardeningNeeded | ConfigurationNeeded | ConfigurationAndSWHardeningNeeded);
    let needs_configuration = at_launch == OutOfDateConfigurationNeeded
        || matches!(now, ConfigurationNeeded | ConfigurationAndSWHardeningNeeded);
    match (was_old && is_new, needs_configuration) {
        (true, true) => TDRelaunchAdvisedConfigurationNeeded,
        (true, false) => TDRelaunchAdvised,
        _ => at_launch,
    }
}

/// Intel's order of levels, which the order in the file need not be.
fn highest_first(one: &Listed, other: &Listed) -> Ordering {
    let key = |level: &Listed| {
        (level.tcb.sgx_components.clone(), level.tcb.pce_svn, level.tcb.tdx_components.clone())
    };
    key(other).cmp(&key(one))
}

/// A status in our words.
pub(super) fn status(status: DcapStatus) -> Result<TcbStatus, Error> {
    Ok(match status {
        DcapStatus::UpToDate => TcbStatus::UpToDate,
        DcapStatus::SWHardeningNeeded => TcbStatus::SWHardeningNeeded,
        DcapStatus::ConfigurationNeeded => TcbStatus::ConfigurationNeeded,
        DcapStatus::ConfigurationAndSWHardeningNeeded => TcbStatus::ConfigurationAndSWHardeningNeeded,
        DcapStatus::OutOfDate => TcbStatus::OutOfDate,
        DcapStatus::OutOfDateConfigurationNeeded => TcbStatus::OutOfDateConfigurationNeeded,
        DcapStatus::TDRelaunchAdvised => TcbStatus::TDRelaunchAdvised,
        DcapStatus::TDRelaunchAdvisedConfigurationNeeded => TcbStatus::TDRelaunchAdvisedConfigurationNeeded,
        DcapStatus::Revoked => return Err(Error::NotProven(Flaw::RevokedTcb)),
    })
}
