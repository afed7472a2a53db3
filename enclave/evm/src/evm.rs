//! The EVM of one committee on one worker.

use crate::{
    anchor::Anchor,
    block::{BlockBuilder, BlockEnv},
    convert,
    error::StoreError,
    keys::RootKey,
    snapshot::Import,
    state::{overlay::Overlay, reader::Reader, Head},
    store::Store,
    tree::EMPTY_ROOT,
    view::View,
};
use messages::{
    ids::{CommitteeId, GenesisHash, Height},
    H256, U256,
};
use redb::StorageBackend;
use std::sync::Arc;
use zeroize::Zeroizing;

/// What an [`Evm`] is opened with.
pub struct EvmConfig {
    /// The committee whose state it is.
    pub committee: CommitteeId,
    /// Chain id of its EVM.
    pub chain_id: u64,
    /// The network.
    pub genesis: GenesisHash,
    /// Whether the network's genesis trusts a simulated root of attestation.
    pub simulated: bool,
    /// Whether it is a development chain by its genesis: orders of developers count.
    pub development: bool,
    /// Key of this worker's store, derived from its platform's sealing key. Another worker has another.
    pub store_key: Zeroizing<[u8; 32]>,
    /// K_root of the committee's generation: keys the commitments under the state root.
    pub root_key: Zeroizing<[u8; 32]>,
    /// Fresh randomness at every opening; nonces of the store come from it.
    pub nonce_seed: [u8; 32],
}

impl EvmConfig {
    pub(crate) fn network(&self) -> Network {
        Network {
            committee: self.committee,
            chain_id: self.chain_id,
            genesis: self.genesis,
            simulated: self.simulated,
            development: self.development,
        }
    }
}

/// Where an EVM runs; the same for all replicas and all times. See [`EvmConfig`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Network {
    pub(crate) committee: CommitteeId,
    pub(crate) chain_id: u64,
    pub(crate) genesis: GenesisHash,
    pub(crate) simulated: bool,
    pub(crate) development: bool,
}

/// A committee's confidential EVM: its store, and caches over it.
pub struct Evm {
    network: Network,
    store: Store,
    reader: Reader,
    anchor: Anchor,
    head: Head,
    /// A write failed half-way; what is in memory may differ from the disk.
    failed: bool,
}

/// The parts of an [`Evm`] that a block changes when it is finished.
pub(crate) struct Parts<'a> {
    pub(crate) network: Network,
    pub(crate) store: &'a mut Store,
    pub(crate) anchor: &'a mut Anchor,
    pub(crate) head: &'a mut Head,
    pub(crate) failed: &'a mut bool,
}

impl Evm {
    /// Opens the store on `backend`, at the last block that was finished; an empty backend becomes the empty state.
    pub fn open(backend: impl StorageBackend, config: EvmConfig) -> Result<Self, StoreError> {
        let store = Store::open(backend, &config.store_key, config.nonce_seed)?;
        let rows = store.rows()?;
        let anchor = match Anchor::read(&rows)? {
            Some(anchor) => anchor,
            None if Import::is_under_way(&rows)? => return Err(StoreError::ImportUnfinished),
            None => Anchor::new(EMPTY_ROOT),
        };
        let network = config.network();
        Self::over(store, Arc::new(RootKey::new(config.root_key)), network, anchor)
    }

    /// A record beside the state of the store on `backend`, read without the state's own key: it may say which key that is.
    /// `None` if the store holds no state, or none with such a record.
    pub fn peek(
        backend: impl StorageBackend,
        store_key: &[u8; 32],
        name: &[u8],
    ) -> Result<Option<Vec<u8>>, StoreError> {
        // Nothing is encrypted here, so no nonce is drawn.
        let rows = Store::open(backend, store_key, [0; 32])?.rows()?;
        Anchor::read(&rows)?.map_or(Ok(None), |anchor| anchor.meta(&rows, name))
    }

    /// An EVM over a store that holds the anchored state.
    pub(crate) fn over(
        store: Store,
        keys: Arc<RootKey>,
        network: Network,
        anchor: Anchor,
    ) -> Result<Self, StoreError> {
        let rows = Arc::new(store.rows()?);
        let mut reader = Reader::new(rows, keys, anchor.state_root, Arc::default());
        let head = reader.head()?;
        Ok(Self { network, store, reader, anchor, head, failed: false })
    }

    /// Starts the next block.
    pub fn begin_block(&mut self, env: BlockEnv) -> Result<BlockBuilder<'_>, StoreError> {
        self.check()?;
        if env.height != self.head.height + 1 {
            return Err(StoreError::Internal("blocks are executed one height after the other"));
        }
        let parent = self.head;
        let parts = Parts {
            network: self.network,
            store: &mut self.store,
            anchor: &mut self.anchor,
            head: &mut self.head,
            failed: &mut self.failed,
        };
        BlockBuilder::new(Overlay::new(&mut self.reader), parts, &parent, env)
    }

    fn check(&self) -> Result<(), StoreError> {
        if self.failed {
            return Err(StoreError::Internal("an earlier write failed; the store must be opened again"));
        }
        Ok(())
    }

    /// The state as it is now, readable on other threads while execution goes on.
    pub fn view(&self) -> View {
        View::new(self.network, &self.reader, self.head)
    }

    /// The committee.
    pub fn committee(&self) -> CommitteeId {
        self.network.committee
    }

    /// Chain id of its EVM.
    pub fn chain_id(&self) -> u64 {
        self.network.chain_id
    }

    /// Height of the last finished block; 0 before the first.
    pub fn height(&self) -> Height {
        self.head.height
    }

    /// State root after the last finished block.
    pub fn state_root(&self) -> H256 {
        H256(self.anchor.state_root)
    }

    /// Price of a unit of gas in the next block, in wei.
    pub fn base_fee(&self) -> u64 {
        self.head.base_fee
    }

    /// Credits less withdrawals, in wei: at least the sum of all balances.
    pub fn supply(&self) -> U256 {
        convert::number(self.head.supply())
    }

    /// A record that was kept beside the state.
    pub fn meta(&self, name: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.anchor.meta(&self.reader.rows, name)
    }

    /// Keeps records beside the state between blocks, in one transaction.
    pub fn put_meta<'m>(
        &mut self,
        records: impl IntoIterator<Item = (&'m [u8], &'m [u8])>,
    ) -> Result<(), StoreError> {
        self.check()?;
        self.failed = true;
        let mut anchor = self.anchor.clone();
        let mut writer = self.store.write()?;
        for (name, bytes) in records {
            anchor.set_meta(&mut writer, name, bytes)?;
        }
        anchor.write(&mut writer)?;
        writer.commit()?;
        self.reader.rows = Arc::new(self.store.rows()?);
        self.anchor = anchor;
        self.failed = false;
        Ok(())
    }
}
