//! A PCCS for tests. It serves Intel's real collateral that comes in the package of `dcap-qvl`.

use attestation::{Collateral, Family};
use axum::{
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode},
    routing::get,
    Router,
};
use cargo_metadata::MetadataCommand;
use messages::registration::{Quote, TeeKind};
use percent_encoding::{utf8_percent_encode, NON_ALPHANUMERIC};
use std::{
    collections::BTreeMap,
    fs,
    path::PathBuf,
    sync::{
        atomic::{AtomicU32, Ordering},
        Arc, OnceLock,
    },
};
use tokio::net::TcpListener;

/// A real quote with its collateral.
#[derive(Clone)]
pub(super) struct Sample {
    pub(super) quote: Quote,
    pub(super) collateral: Collateral,
    fields: serde_json::Map<String, serde_json::Value>,
}

impl Sample {
    pub(super) fn sgx() -> Self {
        Self::read("sgx_quote", TeeKind::Sgx)
    }

    pub(super) fn tdx() -> Self {
        Self::read("tdx_quote", TeeKind::Tdx)
    }

    fn read(name: &str, kind: TeeKind) -> Self {
        let folder = samples();
        let bytes = fs::read(folder.join(name)).unwrap();
        let json = fs::read_to_string(folder.join(format!("{name}_collateral.json"))).unwrap();
        Sample {
            quote: attestation::without_padding(kind, &bytes).unwrap(),
            collateral: serde_json::from_str(&json).unwrap(),
            fields: serde_json::from_str(&json).unwrap(),
        }
    }

    fn text(&self, field: &str) -> &str {
        self.fields[field].as_str().unwrap()
    }
}

/// Where the package of `dcap-qvl` keeps its samples.
fn samples() -> &'static PathBuf {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        // Packages for other systems need not be there.
        let options = ["--offline", "--filter-platform", "x86_64-unknown-linux-gnu"].map(Into::into);
        let metadata = MetadataCommand::new().other_options(options).exec().unwrap();
        let package = metadata.packages.iter().find(|package| package.name.as_str() == "dcap-qvl").unwrap();
        package.manifest_path.parent().unwrap().join("sample").into()
    })
}

/// The server.
pub(super) struct FakePccs {
    url: String,
}

struct Inner {
    sample: Sample,
    family: Family,
    stumbles: AtomicU32,
}

type Reply = Result<(HeaderMap, Vec<u8>), StatusCode>;

impl FakePccs {
    /// A server with the collateral of one family, whose first `stumbles` answers are failures.
    pub(super) async fn start(sample: &Sample, stumbles: u32) -> Self {
        let family = sample.collateral.unverified_claims().unwrap().family;
        let inner = Inner { sample: sample.clone(), family, stumbles: stumbles.into() };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new()
            .route("/{kind}/certification/v4/tcb", get(tcb))
            .route("/{kind}/certification/v4/qe/identity", get(identity))
            .route("/sgx/certification/v4/pckcrl", get(pck_crl))
            .route("/sgx/certification/v4/rootcacrl", get(root_crl))
            .with_state(Arc::new(inner));
        tokio::spawn(async { axum::serve(listener, router).await.unwrap() });
        FakePccs { url }
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }
}

type Server = State<Arc<Inner>>;
type Questions = Query<BTreeMap<String, String>>;

async fn tcb(State(server): Server, Path(kind): Path<String>, Query(questions): Questions) -> Reply {
    server.stumble()?;
    let fmspc = hex::encode_upper(server.family.fmspc);
    if questions.get("fmspc") != Some(&fmspc) || !server.is_kind(&kind) {
        return Err(StatusCode::NOT_FOUND);
    }
    server.signed("tcbInfo", "tcb_info", "TCB-Info-Issuer-Chain")
}

async fn identity(State(server): Server, Path(kind): Path<String>) -> Reply {
    if !server.is_kind(&kind) {
        return Err(StatusCode::NOT_FOUND);
    }
    server.signed("enclaveIdentity", "qe_identity", "SGX-Enclave-Identity-Issuer-Chain")
}

async fn pck_crl(State(server): Server, Query(questions): Questions) -> Reply {
    let known = ["processor", "platform"].map(|ca| Some(ca.to_owned()));
    if !known.contains(&questions.get("ca").cloned()) || questions.get("encoding").is_none_or(|e| e != "der")
    {
        return Err(StatusCode::BAD_REQUEST);
    }
    let list = hex::decode(server.sample.text("pck_crl")).unwrap();
    Ok((server.issuer("SGX-PCK-CRL-Issuer-Chain", "pck_crl_issuer_chain"), list))
}

/// As the reference server: hex.
async fn root_crl(State(server): Server) -> Reply {
    Ok((HeaderMap::new(), server.sample.text("root_ca_crl").as_bytes().to_vec()))
}

impl Inner {
    fn stumble(&self) -> Result<(), StatusCode> {
        let count = |left: u32| left.checked_sub(1);
        match self.stumbles.fetch_update(Ordering::SeqCst, Ordering::SeqCst, count) {
            Ok(_) => Err(StatusCode::BAD_GATEWAY),
            Err(_) => Ok(()),
        }
    }

    fn is_kind(&self, kind: &str) -> bool {
        kind == if self.family.kind == TeeKind::Sgx { "sgx" } else { "tdx" }
    }

    fn issuer(&self, header: &'static str, field: &str) -> HeaderMap {
        let chain = utf8_percent_encode(self.sample.text(field), NON_ALPHANUMERIC).to_string();
        HeaderMap::from_iter([(header.parse().unwrap(), chain.parse().unwrap())])
    }

    fn signed(&self, name: &str, field: &str, header: &'static str) -> Reply {
        let (signed, signature) = (self.sample.text(field), self.sample.text(&format!("{field}_signature")));
        let body = format!(r#"{{"{name}":{signed},"signature":"{signature}"}}"#);
        Ok((self.issuer(header, &format!("{field}_issuer_chain")), body.into_bytes()))
    }
}
