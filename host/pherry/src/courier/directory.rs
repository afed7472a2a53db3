//! Who the members of committees are, and where other hosts reach them.

use client::node::{heads::Heads, NodeError, NodePool};
use messages::{
    abi,
    committee::Committee,
    ids::{CommitteeId, WorkerId},
    registration::WorkerRecord,
};
use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

/// How long an entry is used.
const REUSE: Duration = Duration::from_secs(5);

/// Members of committees as the newest finalized state has them. Not proven: a false entry only costs time.
pub struct Directory {
    pool: NodePool,
    heads: Heads,
    read: BTreeMap<CommitteeId, Instant>,
    endpoints: BTreeMap<WorkerId, String>,
}

impl Directory {
    /// An empty directory of the chain behind `pool`.
    pub fn new(pool: NodePool, heads: Heads) -> Self {
        Self { pool, heads, read: BTreeMap::new(), endpoints: BTreeMap::new() }
    }

    /// The members of a committee, if they were not read lately.
    pub async fn refresh(&mut self, committee: CommitteeId) -> Option<Vec<WorkerId>> {
        if self.read.get(&committee).is_some_and(|since| since.elapsed() < REUSE) {
            return None;
        }
        self.read.insert(committee, Instant::now());
        match self.members(committee).await {
            Ok(endpoints) => {
                let members = endpoints.keys().copied().collect();
                self.endpoints.extend(endpoints);
                Some(members)
            }
            Err(error) => {
                tracing::warn!("cannot read the members of committee {committee}: {error}");
                None
            }
        }
    }

    /// Where a worker says other hosts reach it; empty if it does not say.
    pub fn endpoint(&self, worker: &WorkerId) -> String {
        self.endpoints.get(worker).cloned().unwrap_or_default()
    }

    /// Everybody in the directory.
    pub fn workers(&self) -> impl Iterator<Item = &WorkerId> {
        self.endpoints.keys()
    }

    async fn members(&self, committee: CommitteeId) -> Result<BTreeMap<WorkerId, String>, NodeError> {
        let Some(head) = self.heads.borrow().clone() else { return Ok(BTreeMap::new()) };
        let at = head.block.hash;
        let committee: Option<Committee> = self.pool.read(&abi::committee(committee), at).await?;
        let mut endpoints = BTreeMap::new();
        for member in committee.into_iter().flat_map(|committee| committee.members) {
            let record: Option<WorkerRecord> = self.pool.read(&abi::worker(&member), at).await?;
            let endpoint = record.map(|record| String::from_utf8_lossy(&record.endpoint).into_owned());
            endpoints.insert(member, endpoint.unwrap_or_default());
        }
        Ok(endpoints)
    }
}
