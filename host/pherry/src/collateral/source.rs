//! Where collateral comes from: a PCCS (or Intel's own service) and AMD's key server, or a folder of files.

use super::{
    pccs,
    web::{Web, WebError},
};
use attestation::{Collateral, Family};
use codec::Decode;
use dcap_qvl::{config::PckCa, intel::quote_ca, quote::Quote as DcapQuote};
use messages::registration::{Quote, TeeKind};
use std::{
    fmt, fs, io,
    path::{Path, PathBuf},
    str::FromStr,
};

/// AMD's key server. Its lists are signed, and the only other way to get them is a folder.
const AMD: &str = "https://kdsintf.amd.com";
/// Files looked at in a folder: a few generations of a few processor families.
const MAX_FILES: usize = 256;
/// Largest file: the bounds of all parts of Intel's collateral together, in hex.
const MAX_FILE: u64 = 512 * 1024;

/// Collateral that is looked for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Wanted {
    /// Machines it is about.
    pub family: Family,
    /// Who certifies them; Intel has two authorities, AMD none.
    pub ca: Option<Authority>,
}

/// Intel's authorities for machines.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Authority {
    /// Of single-socket machines.
    Processor,
    /// Of multi-socket machines.
    Platform,
}

impl Authority {
    /// Its name in requests.
    pub fn name(self) -> &'static str {
        match self {
            Authority::Processor => "processor",
            Authority::Platform => "platform",
        }
    }
}

impl Wanted {
    /// What the machine needs that made `quote`.
    ///
    /// # Errors
    /// Those of [`attestation::unverified_family`].
    pub fn by(quote: &Quote) -> Result<Self, attestation::Error> {
        let family = attestation::unverified_family(quote)?;
        let ca = match quote.kind {
            TeeKind::Snp => None,
            TeeKind::Sgx | TeeKind::Tdx => Some(authority(quote)?),
        };
        Ok(Wanted { family, ca })
    }
}

fn authority(quote: &Quote) -> Result<Authority, attestation::Error> {
    let parsed =
        DcapQuote::decode(&mut quote.bytes.as_slice()).map_err(|_| attestation::Error::MalformedQuote)?;
    match quote_ca(&parsed) {
        Ok(PckCa::Platform) => Ok(Authority::Platform),
        Ok(PckCa::Processor) => Ok(Authority::Processor),
        Err(_) => Err(attestation::Error::NoCertificateChain),
    }
}

impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.family.kind {
            TeeKind::Snp => write!(f, "Snp {}", line(&self.family)),
            kind => write!(f, "{kind:?} {}", hex::encode(self.family.fmspc)),
        }
    }
}

/// Name of an AMD product line.
fn line(family: &Family) -> String {
    String::from_utf8_lossy(&family.fmspc).trim_end_matches('\0').to_owned()
}

/// Why there is no collateral.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// A request failed.
    #[error(transparent)]
    Web(#[from] WebError),
    /// An answer is not what it should be.
    #[error("{url} answers in an unknown form ({reason}); is it a PCCS with API version 4?")]
    Malformed {
        /// What was asked.
        url: String,
        /// What is wrong.
        reason: String,
    },
    /// The folder cannot be read.
    #[error("cannot read collateral from {}: {reason}", path.display())]
    Folder {
        /// File or folder.
        path: PathBuf,
        /// What the system says.
        reason: io::Error,
    },
    /// The folder has none for this hardware.
    #[error("{} has no collateral for {wanted}; put a .json file of a PCCS client there", path.display())]
    Missing {
        /// The folder.
        path: PathBuf,
        /// What was looked for.
        wanted: Wanted,
    },
}

impl SourceError {
    /// Whether trying again soon may help.
    pub fn is_passing(&self) -> bool {
        matches!(self, SourceError::Web(error) if error.is_passing())
    }
}

/// A source of collateral.
#[derive(Clone, Debug)]
pub enum Source {
    /// A PCCS or Intel's service, by its base URL.
    Pccs(String),
    /// A folder of JSON files in the form that PCCS clients write (`dcap_qvl::QuoteCollateralV3`), or for AMD
    /// `{"arkCrl": "0x…"}`.
    Folder(PathBuf),
}

impl FromStr for Source {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.starts_with("http://") || text.starts_with("https://") {
            return Ok(Source::Pccs(text.trim_end_matches('/').to_owned()));
        }
        if text.contains("://") {
            return Err("give an http:// or https:// URL, or a folder".into());
        }
        Ok(Source::Folder(text.into()))
    }
}

impl Source {
    /// The newest collateral it has.
    ///
    /// # Errors
    /// [`SourceError`].
    pub async fn fetch(&self, wanted: &Wanted) -> Result<Collateral, SourceError> {
        match (self, wanted.ca) {
            (Source::Folder(folder), _) => newest(folder, wanted),
            (Source::Pccs(base), Some(ca)) => pccs::fetch(&Web::new(), base, &wanted.family, ca).await,
            (Source::Pccs(_), None) => pccs::fetch_amd(&Web::new(), AMD, &line(&wanted.family)).await,
        }
    }
}

/// The newest collateral of a folder. Files that hold something else are passed over.
fn newest(folder: &Path, wanted: &Wanted) -> Result<Collateral, SourceError> {
    let failed = |path: &Path| {
        let path = path.to_path_buf();
        move |reason| SourceError::Folder { path, reason }
    };
    let mut best = None;
    for file in fs::read_dir(folder).map_err(failed(folder))?.take(MAX_FILES) {
        let path = file.map_err(failed(folder))?.path();
        let size = fs::metadata(&path).map_err(failed(&path))?.len();
        if path.extension().is_none_or(|extension| extension != "json") || size > MAX_FILE {
            continue;
        }
        let text = fs::read(&path).map_err(failed(&path))?;
        let Ok(collateral) = serde_json::from_slice::<Collateral>(&text) else { continue };
        let Ok(claims) = collateral.unverified_claims() else { continue };
        let is_newer = best.as_ref().is_none_or(|(issued_ms, _)| claims.issued_ms > *issued_ms);
        if claims.family == wanted.family && is_newer {
            best = Some((claims.issued_ms, collateral));
        }
    }
    let missing = || SourceError::Missing { path: folder.to_path_buf(), wanted: *wanted };
    best.map(|(_, collateral)| collateral).ok_or_else(missing)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::collateral::fake_pccs::Sample;

    #[test]
    fn what_a_quote_needs_is_read_from_it() {
        for (sample, text) in [(Sample::sgx(), "Sgx "), (Sample::tdx(), "Tdx ")] {
            let wanted = Wanted::by(&sample.quote).unwrap();
            assert_eq!(wanted.family, sample.collateral.unverified_claims().unwrap().family);
            assert!(wanted.ca.is_some());
            assert!(wanted.to_string().starts_with(text));
        }
    }

    #[test]
    fn a_source_is_a_url_or_a_folder() {
        assert!(matches!("https://pccs:8081/".parse(), Ok(Source::Pccs(url)) if url == "https://pccs:8081"));
        assert!(matches!("/var/collateral".parse(), Ok(Source::Folder(_))));
        assert!("ftp://pccs".parse::<Source>().is_err());
    }

    #[tokio::test]
    async fn a_folder_gives_the_family_that_is_wanted() {
        let folder = tempfile::tempdir().unwrap();
        let (sgx, tdx) = (Sample::sgx(), Sample::tdx());
        let source = Source::Folder(folder.path().into());
        let wanted = Wanted::by(&tdx.quote).unwrap();
        for (name, text) in [
            ("a.json", serde_json::to_string(&sgx.collateral).unwrap()),
            ("b.json", "{}".into()),
            ("c", "?".into()),
        ] {
            fs::write(folder.path().join(name), text).unwrap();
        }
        assert!(matches!(source.fetch(&wanted).await, Err(SourceError::Missing { .. })));
        fs::write(folder.path().join("d.json"), serde_json::to_string(&tdx.collateral).unwrap()).unwrap();
        assert_eq!(source.fetch(&wanted).await.unwrap(), tdx.collateral);
    }

    #[tokio::test]
    async fn a_folder_that_is_not_there_is_named() {
        let source = Source::Folder("/nowhere/at/all".into());
        let error = source.fetch(&Wanted::by(&Sample::sgx().quote).unwrap()).await.unwrap_err();
        assert!(error.to_string().contains("/nowhere/at/all"), "{error}");
        assert!(!error.is_passing());
    }
}
