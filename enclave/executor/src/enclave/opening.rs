//! How a member comes to its state: what is in the store, with which keys it opens, and when to join by snapshot instead.

use super::*;
use codec::DecodeAll;

/// Membership is proven with the trust root or after it, so nobody gets here without one.
pub(super) const NO_TRUST_ROOT: &str = "the trust root is not proven yet";

impl<S: StoreFactory> Enclave<S> {
    /// Opens the state, or begins to join by snapshot, once the state keys are here.
    pub(super) fn open_state(&mut self) -> bool {
        let Some((view, committee)) = self.membership() else { return false };
        let (head, applied) = (view.head.number, committee.commit);
        let Some(wanted) = self.opening_generation(committee) else { return false };
        let Some((generation, keys)) = self.state_keys.take_if(|(held, _)| *held == wanted) else {
            return false;
        };
        // Without an accepted commit there is nothing to join: the channel is executed from its start.
        let result = match self.must_join && applied.height > 0 {
            true => {
                self.begin_join(&keys, applied, head).map(|()| self.state_keys = Some((generation, keys)))
            }
            false => self.open_compute(generation, keys).map(|compute| self.start(compute)),
        };
        if let Err(sentence) = result {
            self.trouble = Some(sentence);
        }
        self.compute.is_some()
    }

    /// Generation of the keys with which this member can begin; `None` while it has nothing to open.
    pub(super) fn opening_generation(&self, committee: &Committee) -> Option<Generation> {
        let is_compute = committee.program.kind == ProgramKind::Evm && self.compute.is_none();
        let stored = self.stored.filter(|_| is_compute)?;
        Some(stored.unwrap_or(committee.commit.generation))
    }

    /// Looks under which keys the store is. Those of a generation that the committee has left are not to be had any
    /// more: such a state is given up for a snapshot.
    pub(super) fn look_at_store(&mut self) {
        let Some((_, committee)) = self.membership() else { return };
        if committee.program.kind != ProgramKind::Evm || self.stored.is_some() {
            return;
        }
        let current = committee.commit.generation;
        let found = self.stores.open().and_then(|backend| {
            stored_generation(backend, &self.config.store_key).map_err(|error| error.to_string())
        });
        match found {
            Ok(Some(generation)) if generation < current => {
                self.trouble =
                    Some("the state is under keys that are retired; this replica joins by snapshot".into());
                self.discard();
            }
            Ok(stored) => self.stored = Some(stored),
            Err(sentence) => self.trouble = Some(sentence),
        }
    }

    /// The committee as the trust root has it; `None` until that is proven.
    pub(super) fn network(&self) -> Option<Network> {
        self.client.trust_anchors()?;
        Some(Network {
            genesis: self.config.genesis,
            committee: self.config.committee,
            development: self.client.development(),
        })
    }

    /// Whether the network takes evidence of simulated machines.
    fn is_simulated(&self) -> bool {
        let anchors = self.client.trust_anchors().unwrap_or_default();
        let anchors = Vec::<attestation::TrustAnchor>::decode_all(&mut &anchors[..]).unwrap_or_default();
        anchors.iter().any(|anchor| anchor.root == TrustRoot::Simulated)
    }

    pub(super) fn evm_config(&mut self, network: &Network, keys: &StateKeys) -> EvmConfig {
        EvmConfig {
            committee: network.committee,
            chain_id: network.chain_id(),
            genesis: network.genesis,
            simulated: self.is_simulated(),
            development: network.is_development(),
            store_key: self.config.store_key.clone(),
            root_key: keys.root.clone(),
            nonce_seed: draw(&mut self.rng),
        }
    }

    fn open_compute(&mut self, generation: Generation, keys: StateKeys) -> Result<Compute, String> {
        let network = self.network().ok_or(NO_TRUST_ROOT)?;
        let config = self.evm_config(&network, &keys);
        let evm = match Evm::open(self.stores.open()?, config) {
            Ok(evm) => evm,
            Err(StoreError::ImportUnfinished) => {
                self.discard();
                return Err("an earlier join was interrupted; it begins again".into());
            }
            Err(error) => return Err(error.to_string()),
        };
        Compute::open(network, evm, generation, keys).map_err(|e| e.to_string())
    }
}
