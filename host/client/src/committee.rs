//! A user's own verified view of the chain: finality and storage proofs, never a node's or a gateway's word.

use crate::{
    bundle::{fragments::write_atomically, BundleBuilder, BundleError},
    node::{
        heads::{self, JustifiedHead},
        NodeError, NodePool,
    },
};
use codec::{DecodeAll, Encode};
pub use light_client::{user::ProvenCommittee, Facts, VerifiedHead};
use light_client::{
    user::{check_age, read_members},
    LightClient,
};
use messages::{
    abi::{self, Development},
    bundle::JustifiedHeader,
    committee::Committee,
    ids::{BlockNumber, CommitteeId, GenesisHash, TimeMs, WorkerId},
    keys::InputKey,
    registration::{Measurement, WorkerRecord},
};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};
use tokio::sync::Mutex;

/// How long a proven committee is used before it is proven anew: input keys live for several epochs.
const COMMITTEE_REUSE: Duration = Duration::from_secs(5);
/// Patience with a node that is behind what was verified before.
const BEHIND_PATIENCE: Duration = Duration::from_secs(10);
/// Name of the light client's file in the cache.
const CLIENT_FILE: &str = "light-client.scale";

/// Why something could not be verified, and what to do about it.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ViewError {
    /// The chain could not be asked.
    #[error(transparent)]
    Bundle(#[from] BundleError),
    /// What the node delivered does not verify.
    #[error("what the node delivers does not verify: {0}; ask another node")]
    Refused(light_client::Error),
    /// The node is behind what was verified before.
    #[error(
        "the node is at block {found}, but block {verified} was verified before; wait, or name another node"
    )]
    Behind {
        /// Newest finalized block of the node.
        found: BlockNumber,
        /// Newest block verified.
        verified: BlockNumber,
    },
    /// The newest finalized block is old.
    #[error(
        "the newest finalized block is {seconds} s old; the node is cut off, finality has stalled, or this \
         machine's clock is wrong"
    )]
    Stale {
        /// Age in seconds.
        seconds: u64,
    },
    /// There is no such committee.
    #[error("there is no committee {0} on this chain; check its number")]
    NoCommittee(CommitteeId),
    /// The committee has no input key yet.
    #[error("committee {0} has no input key yet; wait until its members and the gatekeepers run")]
    NoInputKey(CommitteeId),
}

impl From<NodeError> for ViewError {
    fn from(error: NodeError) -> Self {
        Self::Bundle(error.into())
    }
}

/// A light client with the means to feed it. Cloning shares it.
#[derive(Clone)]
pub struct ChainView {
    inner: Arc<Inner>,
}

struct Inner {
    pool: NodePool,
    genesis: GenesisHash,
    builder: BundleBuilder,
    folder: Option<PathBuf>,
    client: Mutex<LightClient>,
    committees: Mutex<BTreeMap<CommitteeId, (Instant, ProvenCommittee)>>,
}

/// What one bundle brought.
enum Step {
    /// The keys, at this head.
    Proven(VerifiedHead, Facts),
    /// Changes of the authority set; more follow.
    MoreFollows,
    /// Nothing: the node is behind what was verified before.
    NodeBehind { verified: BlockNumber },
}

impl ChainView {
    /// A view of the network `genesis`. With `cache`, what was verified is kept there, so that the next program start
    /// goes on from it.
    pub fn new(pool: NodePool, genesis: GenesisHash, cache: Option<&Path>) -> Self {
        let folder = cache.map(|path| path.join(hex::encode(genesis)));
        let client = folder.as_deref().and_then(|folder| load(folder, genesis));
        let client = client.unwrap_or_else(|| LightClient::new(genesis, None));
        let builder = BundleBuilder::new(pool.clone(), genesis, cache);
        let (client, committees) = (Mutex::new(client), Mutex::default());
        Self { inner: Arc::new(Inner { pool, genesis, builder, folder, client, committees }) }
    }

    /// The network.
    pub fn genesis(&self) -> GenesisHash {
        self.inner.genesis
    }

    /// How genesis marks a development chain; `None` on any other.
    ///
    /// # Errors
    /// Any [`ViewError`] but those about committees.
    pub async fn development(&self) -> Result<Option<Development>, ViewError> {
        if self.inner.client.lock().await.authority_set().is_none() {
            self.prove(&[]).await?;
        }
        Ok(self.inner.client.lock().await.development())
    }

    /// The chain it looks at.
    pub fn pool(&self) -> &NodePool {
        &self.inner.pool
    }

    /// Proves keys at the newest finalized block, whose age is checked against this machine's clock.
    ///
    /// # Errors
    /// Any [`ViewError`] but those about committees.
    pub async fn prove(&self, keys: &[Vec<u8>]) -> Result<(VerifiedHead, Facts), ViewError> {
        let mut client = self.inner.client.lock().await;
        let deadline = Instant::now() + BEHIND_PATIENCE;
        loop {
            let head = heads::newest(&self.inner.pool).await?;
            match self.step(&mut client, &head, keys).await? {
                Step::Proven(head, facts) => return Ok((head, facts)),
                Step::MoreFollows => {}
                Step::NodeBehind { verified } if Instant::now() > deadline => {
                    return Err(ViewError::Behind { found: head.block.number, verified });
                }
                Step::NodeBehind { .. } => tokio::time::sleep(Duration::from_millis(200)).await,
            }
        }
    }

    /// Proves keys at a head that [`Self::prove`] has verified before, or at a newer one if somebody who shares this view
    /// has gone on.
    ///
    /// # Errors
    /// As [`Self::prove`].
    pub async fn prove_at(&self, head: &VerifiedHead, keys: &[Vec<u8>]) -> Result<Facts, ViewError> {
        let mut client = self.inner.client.lock().await;
        // Verified already, so it needs no justification.
        let known = JustifiedHead {
            block: head.block(),
            proof: JustifiedHeader { header: vec![], justification: vec![] },
        };
        match self.step(&mut client, &known, keys).await? {
            Step::Proven(_, facts) => Ok(facts),
            // Somebody else who shares this view went on to a newer head.
            Step::MoreFollows | Step::NodeBehind { .. } => {
                drop(client);
                self.prove(keys).await.map(|(_, facts)| facts)
            }
        }
    }

    /// One bundle.
    async fn step(
        &self,
        client: &mut LightClient,
        head: &JustifiedHead,
        keys: &[Vec<u8>],
    ) -> Result<Step, ViewError> {
        let wants = client.wants(keys.to_vec());
        let Some(built) = self.inner.builder.build(&wants, head).await? else {
            return Ok(Step::NodeBehind { verified: wants.head });
        };
        let batch = client.verify(&built.bundle, keys).map_err(ViewError::Refused)?;
        client.apply(&batch);
        self.save(client);
        // Without a view the bundle brought set changes only.
        let Some(view) = batch.into_view() else { return Ok(Step::MoreFollows) };
        let head = *view.head();
        check_age(&head, now_ms()).map_err(|age_ms| ViewError::Stale { seconds: age_ms / 1000 })?;
        Ok(Step::Proven(head, view.into_parts().0))
    }

    /// A committee with its members, proven; not older than a few seconds.
    ///
    /// # Errors
    /// Any [`ViewError`].
    pub async fn committee(&self, id: CommitteeId) -> Result<ProvenCommittee, ViewError> {
        let mut known = self.inner.committees.lock().await;
        if let Some((since, committee)) = known.get(&id) {
            if since.elapsed() < COMMITTEE_REUSE {
                return Ok(committee.clone());
            }
        }
        let committee = self.prove_committee(id).await?;
        known.insert(id, (Instant::now(), committee.clone()));
        Ok(committee)
    }

    /// The key to encrypt to a committee with now, proven.
    ///
    /// # Errors
    /// Any [`ViewError`].
    pub async fn input_key(&self, id: CommitteeId) -> Result<InputKey, ViewError> {
        self.committee(id).await?.input_key().ok_or(ViewError::NoInputKey(id))
    }

    /// Forgets what was proven of committees, so that the next look proves it anew.
    pub async fn refresh(&self) {
        self.inner.committees.lock().await.clear();
    }

    async fn prove_committee(&self, id: CommitteeId) -> Result<ProvenCommittee, ViewError> {
        self.prove_committee_and(id, &[]).await.map(|(committee, _)| committee)
    }

    /// Proves a committee, and further keys at the same head.
    pub(crate) async fn prove_committee_and(
        &self,
        id: CommitteeId,
        keys: &[Vec<u8>],
    ) -> Result<(ProvenCommittee, Facts), ViewError> {
        let key = abi::committee(id);
        let (head, facts) = self.prove(&[std::slice::from_ref(&key), keys].concat()).await?;
        let committee = facts.read::<Committee>(&key).map_err(ViewError::Refused)?;
        let committee = committee.ok_or(ViewError::NoCommittee(id))?;
        let (members, measurements) = self.prove_members(&head, &committee).await?;
        Ok((ProvenCommittee { id, head, committee, members, measurements }, facts))
    }

    /// Members' records, and the programs that the policy allows.
    async fn prove_members(
        &self,
        head: &VerifiedHead,
        committee: &Committee,
    ) -> Result<(BTreeMap<WorkerId, WorkerRecord>, Vec<Measurement>), ViewError> {
        let records = committee.members.iter().map(abi::worker);
        let keys: Vec<_> = records.chain([abi::evidence_policy()]).collect();
        let facts = self.prove_at(head, &keys).await?;
        let members = read_members(&facts, &committee.members).map_err(ViewError::Refused)?;
        let policy =
            facts.read::<attestation::Policy>(&abi::evidence_policy()).map_err(ViewError::Refused)?;
        let allowed = policy.unwrap_or_default().measurements;
        Ok((members, allowed.iter().map(|allowed| allowed.measurement).collect()))
    }

    fn save(&self, client: &LightClient) {
        let Some(folder) = &self.inner.folder else { return };
        if let Err(error) = write_atomically(folder, CLIENT_FILE, &client.encode()) {
            tracing::warn!("cannot keep {CLIENT_FILE} in {}: {error}", folder.display());
        }
    }
}

fn load(folder: &Path, genesis: GenesisHash) -> Option<LightClient> {
    let bytes = std::fs::read(folder.join(CLIENT_FILE)).ok()?;
    // A damaged file costs nothing but time: the view begins at genesis again.
    LightClient::decode_all(&mut &bytes[..]).ok().filter(|client| client.genesis() == genesis)
}

/// This machine's clock.
pub(crate) fn now_ms() -> TimeMs {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use messages::H256;

    #[test]
    fn a_kept_client_is_used_for_its_own_network_only() {
        let folder = tempfile::tempdir().unwrap();
        let network = H256([1; 32]);
        let client = LightClient::new(network, None);
        write_atomically(folder.path(), CLIENT_FILE, &client.encode()).unwrap();
        assert_eq!(load(folder.path(), network), Some(client));
        assert_eq!(load(folder.path(), H256([2; 32])), None);
        std::fs::write(folder.path().join(CLIENT_FILE), b"damaged").unwrap();
        assert_eq!(load(folder.path(), network), None);
    }
}
