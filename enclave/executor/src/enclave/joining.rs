//! Snapshots on both sides: what this joiner asks for, and what it gives to one.

use super::*;

impl<S: StoreFactory> Enclave<S> {
    /// What this joiner asks another member for.
    pub(super) fn snapshot_request(&self) -> Option<SnapshotRequest> {
        let joining = self.joining.as_ref()?;
        Some(joining.request(self.config.genesis, self.config.committee, self.identity.id(), self.boot_id))
    }

    /// Gives a joining member the next part of an accepted state.
    ///
    /// # Errors
    /// [`SnapshotRefusal`].
    pub fn snapshot(
        &mut self,
        request: &SnapshotRequest,
        now: Ticks,
    ) -> Result<SnapshotReply, SnapshotRefusal> {
        if request.genesis != self.config.genesis || request.committee != self.config.committee {
            return Err(SnapshotRefusal::WrongCommittee);
        }
        let view = self.view.as_ref().ok_or(SnapshotRefusal::NotServing)?;
        let (head, time_ms) = (view.head.number, view.time_ms);
        if self.live_membership().is_none() {
            return Err(SnapshotRefusal::NotServing);
        }
        let members = view.committee.as_ref().map(|c| c.members.as_slice()).unwrap_or_default();
        if !members.contains(&request.worker) {
            return Err(SnapshotRefusal::NotAMember);
        }
        let record = match self.facts.read::<WorkerRecord>(&abi::worker(&request.worker)) {
            Ok(record) => record.filter(|r| is_live(r, &request.boot_id, time_ms)),
            Err(_) => {
                if let Some(compute) = &mut self.compute {
                    compute.shelf().pin(request.height, head);
                }
                let held = self.pending_joiners.hold(request.worker, request.committee, head);
                return held.map(|()| SnapshotReply::Pending).map_err(|_| SnapshotRefusal::NotServing);
            }
        };
        record.ok_or(SnapshotRefusal::NotAMember)?;
        let compute = self.compute.as_mut().ok_or(SnapshotRefusal::NotServing)?;
        if !self.lease.spend(now) {
            return Err(SnapshotRefusal::NotServing);
        }
        // Keeps the joiner's record proven while it goes on asking.
        let _ = self.pending_joiners.hold(request.worker, request.committee, head);
        let chunk = compute.shelf().serve(request, head, draw(&mut self.rng))?;
        Ok(SnapshotReply::Chunk(chunk))
    }

    /// Takes in the chunk this joiner asked for.
    ///
    /// # Errors
    /// [`ChunkError`]; a refused chunk changes nothing, a false whole is discarded.
    pub fn snapshot_chunk(&mut self, sealed: &SealedChunk) -> Result<(), ChunkError> {
        let asked = self.snapshot_request().ok_or(ChunkError::NotAsked)?;
        let head = self.view.as_ref().map_or(0, |v| v.head.number);
        let (Some(joining), Some((_, keys))) = (&mut self.joining, &self.state_keys) else {
            return Err(ChunkError::NotAsked);
        };
        if !joining.accept(&keys.snapshot, &asked, sealed, head)? {
            return Ok(());
        }
        let network = self.network().ok_or(ChunkError::NotAsked)?;
        let (Some(joining), Some((_, keys))) = (self.joining.take(), self.state_keys.take()) else {
            return Ok(());
        };
        match joining.finish().and_then(|joined| Ok(Compute::join(network, joined, keys)?)) {
            Ok(compute) => {
                self.must_join = false;
                self.trouble = None;
                self.start(compute);
                Ok(())
            }
            Err(error) => {
                self.discard();
                Err(error.into())
            }
        }
    }

    pub(super) fn begin_join(
        &mut self,
        keys: &StateKeys,
        point: CommitPoint,
        head: BlockNumber,
    ) -> Result<(), String> {
        // Whatever an earlier attempt left behind belongs to another snapshot.
        self.stores.discard()?;
        let network = self.network().ok_or(opening::NO_TRUST_ROOT)?;
        let config = self.evm_config(&network, keys);
        let joining = Joining::begin(self.stores.open()?, config, point, head).map_err(|e| e.to_string())?;
        self.joining = Some(joining);
        Ok(())
    }
}
