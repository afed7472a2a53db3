//! What a precompile may know beside the state.

use crate::evm::Network;
use messages::{keys::InputKey, limits::LIVE_EPOCHS};
use sapphire::{CallDataKey, RandomStream};
use zeroize::Zeroizing;

// What Sapphire's interface tells of a key's life must be what the protocol keeps.
const _: () = assert!(sapphire::CALL_DATA_EPOCHS == LIVE_EPOCHS as u64);

/// What surrounds one call. Equal on all replicas where the call is executed; of its own where it answers a query.
#[derive(Clone)]
pub(crate) struct CallSurroundings {
    /// Where the EVM runs.
    pub(crate) network: Network,
    /// Input keys of the newest live epoch.
    pub(crate) input_key: Option<InputKey>,
    /// Version of the committee's program.
    pub(crate) program_version: u32,
    /// Seed of the call's randomness: no other call's, and never that of a query in an executed call or the reverse.
    pub(crate) random_seed: Zeroizing<[u8; 32]>,
    /// Seed of contracts' keys; `None` before the first block.
    pub(crate) contract_seed: Option<Zeroizing<[u8; 32]>>,
}

impl CallSurroundings {
    pub(super) fn random_stream(&self) -> RandomStream {
        RandomStream::new(self.random_seed.clone())
    }

    pub(super) fn call_data_key(&self) -> Option<CallDataKey> {
        self.input_key.map(|key| CallDataKey { epoch: key.epoch, public: key.call_data })
    }
}
