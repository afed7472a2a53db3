//! Typed requests to a node; standard RPC methods only.

use super::{
    wire::{
        finality_proof_justification, Bytes, Header, JsonChangeSet, JsonHeader, JsonSignedBlock, ReadProof,
        RuntimeVersion,
    },
    NodeError, NodePool,
};
use codec::Decode;
use messages::{
    bundle::StorageProof,
    ids::{AccountId, BlockNumber, BlockRef, GenesisHash},
    H256,
};
use sp_core::crypto::Ss58Codec;
use std::collections::BTreeMap;
use subxt::rpcs::client::{rpc_params, RpcSubscription};
pub use subxt::rpcs::methods::legacy::TransactionStatus;

/// Keys that one request reads at most: 32 of the largest messages stay under a node's customary limit of 10 MiB for
/// an answer in hexadecimal.
pub const MAX_KEYS_PER_READ: usize = 32;

/// A block's extrinsics, as bytes.
pub struct BlockBody {
    /// Its header.
    pub header: Header,
    /// Its extrinsics in order, each with its length prefix.
    pub extrinsics: Vec<Vec<u8>>,
}

impl NodePool {
    /// The network.
    ///
    /// # Errors
    /// As [`NodePool::request`], like all functions here.
    pub async fn genesis_hash(&self) -> Result<GenesisHash, NodeError> {
        self.block_hash(0).await
    }

    /// Hash of the newest finalized block.
    pub async fn finalized_head(&self) -> Result<H256, NodeError> {
        self.request("chain_getFinalizedHead", rpc_params![]).await
    }

    /// Header of the newest finalized block.
    pub async fn finalized_header(&self) -> Result<Header, NodeError> {
        self.header(self.finalized_head().await?).await
    }

    /// Header of the newest block, final or not.
    pub async fn best_header(&self) -> Result<Header, NodeError> {
        let json: JsonHeader = self.request("chain_getHeader", rpc_params![]).await?;
        json.try_into().map_err(|reason: String| NodeError::malformed("chain_getHeader", reason))
    }

    /// Hash of the block of this number on the node's best chain.
    pub async fn block_hash(&self, number: BlockNumber) -> Result<H256, NodeError> {
        let hash: Option<H256> = self.request("chain_getBlockHash", rpc_params![number]).await?;
        hash.ok_or_else(|| NodeError::missing(format!("block {number}")))
    }

    /// The header of a block.
    ///
    /// # Errors
    /// Also [`NodeError::Malformed`] if the header does not hash to `hash`.
    pub async fn header(&self, hash: H256) -> Result<Header, NodeError> {
        let json: Option<JsonHeader> = self.request("chain_getHeader", rpc_params![hash]).await?;
        let json = json.ok_or_else(|| NodeError::missing(format!("header {hash:?}")))?;
        let header =
            Header::try_from(json).map_err(|reason| NodeError::malformed("chain_getHeader", reason))?;
        if header.block.hash != hash {
            return Err(NodeError::malformed("chain_getHeader", "the header has another hash"));
        }
        Ok(header)
    }

    /// The extrinsics of a block.
    pub async fn body(&self, hash: H256) -> Result<BlockBody, NodeError> {
        let block = self.signed_block(hash).await?.block;
        let header = block
            .header
            .try_into()
            .map_err(|reason: String| NodeError::malformed("chain_getBlock", reason))?;
        let extrinsics = block.extrinsics.into_iter().map(|bytes| bytes.0).collect();
        Ok(BlockBody { header, extrinsics })
    }

    /// The GRANDPA justification that the node keeps with a block. It keeps those of all, or of some, and always that
    /// of the last block of an authority set.
    pub async fn justification_of(&self, hash: H256) -> Result<Option<Vec<u8>>, NodeError> {
        Ok(self.signed_block(hash).await?.grandpa_justification())
    }

    async fn signed_block(&self, hash: H256) -> Result<JsonSignedBlock, NodeError> {
        let block: Option<JsonSignedBlock> = self.request("chain_getBlock", rpc_params![hash]).await?;
        block.ok_or_else(|| NodeError::missing(format!("block {hash:?}")))
    }

    /// The raw value of a storage key in the state of block `at`; `None` where state holds none.
    pub async fn storage(&self, key: &[u8], at: H256) -> Result<Option<Vec<u8>>, NodeError> {
        let value: Option<Bytes> =
            self.request("state_getStorage", rpc_params![Bytes(key.to_vec()), at]).await?;
        Ok(value.map(|bytes| bytes.0))
    }

    /// Values of several keys in the state of block `at`, in requests of [`MAX_KEYS_PER_READ`]. Keys without a value
    /// are left out.
    pub async fn storage_many(
        &self,
        keys: &[Vec<u8>],
        at: H256,
    ) -> Result<BTreeMap<Vec<u8>, Vec<u8>>, NodeError> {
        let mut values = BTreeMap::new();
        for keys in keys.chunks(MAX_KEYS_PER_READ) {
            let keys: Vec<Bytes> = keys.iter().map(|key| Bytes(key.clone())).collect();
            let sets: Vec<JsonChangeSet> =
                self.request("state_queryStorageAt", rpc_params![keys, at]).await?;
            let changes = sets.into_iter().flat_map(|set| set.changes);
            values.extend(changes.filter_map(|(key, value)| Some((key.0, value?.0))));
        }
        Ok(values)
    }

    /// The value of a storage key, decoded; `None` where state holds none.
    ///
    /// # Errors
    /// Also [`NodeError::Malformed`] if it does not decode.
    pub async fn read<T: Decode>(&self, key: &[u8], at: H256) -> Result<Option<T>, NodeError> {
        let value = self.storage(key, at).await?;
        let decoded = value.map(|bytes| T::decode(&mut &bytes[..])).transpose();
        decoded.map_err(|error| NodeError::malformed("state_getStorage", error))
    }

    /// A proof of `keys`, present or absent, in the state of block `at`.
    pub async fn read_proof(&self, keys: &[Vec<u8>], at: H256) -> Result<StorageProof, NodeError> {
        let keys: Vec<Bytes> = keys.iter().map(|key| Bytes(key.clone())).collect();
        let proof: ReadProof<H256> = self.request("state_getReadProof", rpc_params![keys, at]).await?;
        Ok(proof.proof.into_iter().map(|node| node.0).collect())
    }

    /// A GRANDPA justification that finalizes `number`: that of the last block of its authority set, or, in the
    /// current set, of the newest finalized block. `None` if the node has none yet.
    pub async fn justification_for(&self, number: BlockNumber) -> Result<Option<Vec<u8>>, NodeError> {
        const METHOD: &str = "grandpa_proveFinality";
        let proof: Option<Bytes> = self.request(METHOD, rpc_params![number]).await?;
        proof
            .map(|bytes| {
                finality_proof_justification(&bytes)
                    .ok_or_else(|| NodeError::malformed(METHOD, "not a finality proof"))
            })
            .transpose()
    }

    /// Justifications as the node makes or receives them.
    pub async fn justifications(&self) -> Result<RpcSubscription<Bytes>, NodeError> {
        self.subscribe("grandpa_subscribeJustifications", rpc_params![], "grandpa_unsubscribeJustifications")
            .await
    }

    /// Versions of the runtime of the newest block.
    pub async fn runtime_version(&self) -> Result<RuntimeVersion, NodeError> {
        self.request("state_getRuntimeVersion", rpc_params![]).await
    }

    /// SCALE of the runtime's metadata.
    pub async fn metadata(&self) -> Result<Vec<u8>, NodeError> {
        let metadata: Bytes = self.request("state_getMetadata", rpc_params![]).await?;
        Ok(metadata.0)
    }

    /// The next nonce of an account, transactions that wait in the node's pool included.
    pub async fn next_nonce(&self, account: &AccountId) -> Result<u64, NodeError> {
        self.request("system_accountNextIndex", rpc_params![account.to_ss58check()]).await
    }

    /// Hands in a signed extrinsic and does not follow it. Returns its hash.
    pub async fn submit_extrinsic(&self, extrinsic: &[u8]) -> Result<H256, NodeError> {
        self.request("author_submitExtrinsic", rpc_params![Bytes(extrinsic.to_vec())]).await
    }

    /// Hands in a signed extrinsic and follows it.
    pub async fn watch_extrinsic(
        &self,
        extrinsic: &[u8],
    ) -> Result<RpcSubscription<TransactionStatus<H256>>, NodeError> {
        let params = rpc_params![Bytes(extrinsic.to_vec())];
        self.subscribe("author_submitAndWatchExtrinsic", params, "author_unwatchExtrinsic").await
    }

    /// Number and hash of the block `hash`.
    pub async fn block_ref(&self, hash: H256) -> Result<BlockRef, NodeError> {
        Ok(self.header(hash).await?.block)
    }
}
