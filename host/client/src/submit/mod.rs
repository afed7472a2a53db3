//! Sends calls to the chain: signs them with nonces that stay right under load and after restarts, follows them into a
//! block, and says by name what the chain made of them.
//!
//! Reading order: [`call`] (what is sent) → this file ([`Account`]: signing and handing in) → [`nonce`] (pure) →
//! [`follow`] (what becomes of it) → [`runtime`] (metadata).

pub mod call;
pub mod follow;
pub mod nonce;
pub mod runtime;

use crate::node::{NodeError, NodePool};
pub use call::Call;
pub use follow::{Included, Submitted, Until};
use messages::{
    ids::{AccountId, BlockRef, GenesisHash},
    H256,
};
use nonce::{Nonces, Refusal};
use runtime::Runtime;
pub use runtime::{ChainEvent, MORTALITY};
use std::{
    path::Path,
    str::FromStr,
    sync::Arc,
    time::{Duration, Instant},
};
use subxt_signer::{sr25519::Keypair, SecretUri};
use tokio::sync::Mutex;

/// Attempts with a nonce read anew, before an account counts as contested.
const ATTEMPTS: usize = 4;
/// Distance of the block from which an extrinsic's life is counted to the newest block: it must not be undone.
const BIRTH_DEPTH: u32 = 8;
/// How long that block is used.
const BIRTH_REUSE: Duration = Duration::from_secs(4);

/// Why a call did not take effect, and what to do about it.
#[derive(Debug, Clone, thiserror::Error)]
pub enum SubmitError {
    /// The chain could not be asked.
    #[error(transparent)]
    Node(#[from] NodeError),
    /// Not a secret key.
    #[error("{reason}; give a secret URI such as //Alice, a mnemonic, or the name of a file that holds one")]
    BadSecret {
        /// What is wrong with it.
        reason: String,
    },
    /// The runtime has no such call.
    #[error("the chain has no call {call}; is the node an Adyton node of this version?")]
    NoSuchCall {
        /// Pallet and call.
        call: String,
    },
    /// The runtime's metadata cannot be worked with.
    #[error("cannot work with the chain's runtime ({reason}); upgrade this program")]
    UnknownRuntime {
        /// What is wrong.
        reason: String,
    },
    /// The node did not take the extrinsic into its pool.
    #[error("the node did not take the extrinsic: {reason}; {}", next_step(reason))]
    Refused {
        /// What the node says.
        reason: String,
    },
    /// Another program keeps using the same account.
    #[error(
        "account {account} is in use by another program that takes its nonces; use an account of your own"
    )]
    Contested {
        /// The account.
        account: AccountId,
    },
    /// The extrinsic left the pool without getting into a block.
    #[error("extrinsic {hash:?} did not get into a block ({reason}); send the call again")]
    NotIncluded {
        /// Hash of the extrinsic.
        hash: H256,
        /// What the node says.
        reason: String,
    },
    /// The call is in a block, but failed there and changed nothing.
    #[error("{call} failed in block {}: {error}", block.number)]
    Failed {
        /// Pallet and call.
        call: String,
        /// Name of the error, for example `Channels::ChannelFull`, and what the runtime says of it.
        error: String,
        /// The block.
        block: BlockRef,
    },
}

fn next_step(reason: &str) -> &'static str {
    if reason.contains("balance too low") || reason.contains("pay some fees") {
        "put PHA on the account that signs"
    } else {
        "check the call and send it again"
    }
}

/// An account that signs extrinsics. Cloning shares its nonces; use one handle for one account.
#[derive(Clone)]
pub struct Account {
    inner: Arc<Inner>,
}

struct Inner {
    pool: NodePool,
    genesis: GenesisHash,
    signer: Keypair,
    nonces: Mutex<Nonces>,
    runtime: Mutex<Option<Runtime>>,
    birth: Mutex<Option<(Instant, BlockRef)>>,
}

impl Account {
    /// An account by its keys.
    pub fn new(pool: NodePool, genesis: GenesisHash, signer: Keypair) -> Self {
        let (nonces, runtime, birth) = Default::default();
        Self { inner: Arc::new(Inner { pool, genesis, signer, nonces, runtime, birth }) }
    }

    /// An account by its secret: a URI such as `//Alice`, a mnemonic, a hexadecimal seed, or the name of a file that
    /// holds one of these.
    ///
    /// # Errors
    /// [`SubmitError::BadSecret`].
    pub fn from_secret(pool: NodePool, genesis: GenesisHash, secret: &str) -> Result<Self, SubmitError> {
        Ok(Self::new(pool, genesis, keypair(secret)?))
    }

    /// The account's name on the chain.
    pub fn id(&self) -> AccountId {
        AccountId::new(self.inner.signer.public_key().0)
    }

    /// The chain it signs for.
    pub fn pool(&self) -> &NodePool {
        &self.inner.pool
    }

    /// Signs a call and hands it in. Calls handed in one after the other are included in that order.
    ///
    /// # Errors
    /// [`SubmitError`], except those that become known only in a block.
    pub async fn submit(&self, call: &Call) -> Result<Submitted, SubmitError> {
        // Held until the pool has the extrinsic: nonces reach the node in order.
        let mut nonces = self.inner.nonces.lock().await;
        for _ in 0..ATTEMPTS {
            let nonce = match nonces.next() {
                Some(nonce) => nonce,
                None => self.inner.pool.next_nonce(&self.id()).await?,
            };
            nonces.read(nonce);
            let (runtime, birth) = (self.runtime().await?, self.birth().await?);
            let extrinsic = runtime.sign(call, &self.inner.signer, nonce, birth)?;
            let watched = self.inner.pool.watch_extrinsic(&extrinsic).await;
            nonces.doubt();
            let status = match watched {
                Ok(status) => Some(status),
                Err(NodeError::Refused { code, message, .. }) => match Refusal::classify(code, &message) {
                    Refusal::AlreadyThere => None,
                    Refusal::NonceTaken => continue,
                    Refusal::Other if self.runtime_changed(&runtime).await? => continue,
                    Refusal::Other => return Err(SubmitError::Refused { reason: message }),
                },
                Err(error) => return Err(error.into()),
            };
            nonces.used(nonce);
            return Ok(Submitted::new(self.clone(), call.name(), extrinsic, birth, status));
        }
        Err(SubmitError::Contested { account: self.id() })
    }

    /// Signs a call, hands it in and waits until it is in a block.
    ///
    /// # Errors
    /// Any [`SubmitError`].
    pub async fn execute(&self, call: &Call, until: Until) -> Result<Included, SubmitError> {
        self.submit(call).await?.wait(until).await
    }

    /// The runtime that extrinsics are built for.
    ///
    /// # Errors
    /// [`SubmitError::Node`], [`SubmitError::UnknownRuntime`].
    pub async fn runtime(&self) -> Result<Runtime, SubmitError> {
        let mut known = self.inner.runtime.lock().await;
        match &*known {
            Some(runtime) => Ok(runtime.clone()),
            None => {
                let runtime = Runtime::fetch(&self.inner.pool, self.inner.genesis).await?;
                *known = Some(runtime.clone());
                Ok(runtime)
            }
        }
    }

    /// All events of a block, as the node tells them.
    ///
    /// # Errors
    /// [`SubmitError::Node`], [`SubmitError::UnknownRuntime`].
    pub async fn events(&self, block: H256) -> Result<Vec<ChainEvent>, SubmitError> {
        let encoded = self.inner.pool.storage(&runtime::events_key(), block).await?;
        self.runtime().await?.events(encoded.unwrap_or_default())
    }

    /// Whether the chain has another runtime by now; forgets the old one then.
    async fn runtime_changed(&self, used: &Runtime) -> Result<bool, SubmitError> {
        let changed = self.inner.pool.runtime_version().await? != used.version();
        if changed {
            *self.inner.runtime.lock().await = None;
        }
        Ok(changed)
    }

    /// The block from which the life of the next extrinsic is counted.
    async fn birth(&self) -> Result<BlockRef, SubmitError> {
        let mut known = self.inner.birth.lock().await;
        match *known {
            Some((since, birth)) if since.elapsed() < BIRTH_REUSE => Ok(birth),
            _ => {
                let best = self.inner.pool.best_header().await?.block.number;
                let number = best.saturating_sub(BIRTH_DEPTH);
                let birth = BlockRef { number, hash: self.inner.pool.block_hash(number).await? };
                *known = Some((Instant::now(), birth));
                Ok(birth)
            }
        }
    }

    /// An extrinsic of this account got lost: nonces after it may be stuck, so they are read anew.
    async fn doubt_nonces(&self) {
        self.inner.nonces.lock().await.doubt();
    }
}

/// Keys by their secret; see [`Account::from_secret`].
///
/// # Errors
/// [`SubmitError::BadSecret`].
pub fn keypair(secret: &str) -> Result<Keypair, SubmitError> {
    let bad = |reason: String| SubmitError::BadSecret { reason };
    let text = if Path::new(secret).is_file() {
        std::fs::read_to_string(secret).map_err(|error| bad(format!("cannot read {secret}: {error}")))?
    } else {
        secret.to_owned()
    };
    let uri = SecretUri::from_str(text.trim()).map_err(|error| bad(error.to_string()))?;
    Keypair::from_uri(&uri).map_err(|error| bad(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_a_uri_or_a_file_that_holds_one() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("key");
        std::fs::write(&file, "//Alice\n").unwrap();
        let by_file = keypair(file.to_str().unwrap()).unwrap().public_key().0;
        assert_eq!(by_file, keypair("//Alice").unwrap().public_key().0);
        assert_ne!(by_file, keypair("//Bob").unwrap().public_key().0);
        let error = keypair("correct horse battery staple").unwrap_err();
        assert!(matches!(error, SubmitError::BadSecret { .. }));
    }

    #[test]
    fn an_account_that_cannot_pay_is_told_so() {
        let reason =
            "Invalid Transaction: \"Inability to pay some fees (e.g. account balance too low)\"".into();
        assert!(SubmitError::Refused { reason }.to_string().ends_with("put PHA on the account that signs"));
    }
}
