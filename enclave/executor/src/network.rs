//! Which committee of which network a member belongs to.

use messages::{
    abi::{evm_chain_id, Development},
    ids::{CommitteeId, GenesisHash},
};

/// A committee, as the trust root has it for ever: nothing here may change while there is state.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Network {
    /// The network.
    pub genesis: GenesisHash,
    /// The committee.
    pub committee: CommitteeId,
    /// How genesis marks a development chain, if it does.
    pub development: Option<Development>,
}

impl Network {
    /// Chain id of the committee's EVM.
    pub fn chain_id(&self) -> u64 {
        evm_chain_id(&self.genesis, self.committee, self.development)
    }

    /// Whether orders of developers count.
    pub fn is_development(&self) -> bool {
        self.development.is_some()
    }
}
