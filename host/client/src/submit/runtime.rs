//! What is needed to build extrinsics for the runtime as it is now.

use super::{call::Call, SubmitError};
use crate::node::{wire::RuntimeVersion, NodePool};
use messages::{
    ids::{BlockNumber, BlockRef, GenesisHash},
    H256,
};
use sp_crypto_hashing::twox_128;
use subxt::{
    client::{OfflineClient, OfflineClientAtBlock},
    config::{
        substrate::{AccountId32, MultiSignature, SpecVersionForRange, SubstrateConfig},
        DefaultExtrinsicParamsBuilder,
    },
    error::DispatchError,
    events::Phase,
    metadata::{ArcMetadata, Metadata},
    tx::Signer,
};
use subxt_signer::sr25519::Keypair;

/// Blocks for which an extrinsic is valid. Long enough for a congested chain, short enough that a lost one is certain
/// to be lost within a minute on a fast chain.
pub const MORTALITY: u64 = 64;

/// Metadata and versions of a runtime.
#[derive(Clone)]
pub struct Runtime {
    version: RuntimeVersion,
    client: OfflineClientAtBlock<SubstrateConfig>,
    metadata: ArcMetadata,
}

/// An event of the chain.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChainEvent {
    /// Name of the pallet.
    pub pallet: String,
    /// Name of the event.
    pub name: String,
    /// SCALE of its fields, one after the other.
    pub fields: Vec<u8>,
}

impl Runtime {
    /// Fetches what the node says of its newest block's runtime.
    ///
    /// # Errors
    /// [`SubmitError::Node`], [`SubmitError::UnknownRuntime`].
    pub async fn fetch(pool: &NodePool, genesis: GenesisHash) -> Result<Self, SubmitError> {
        let (version, metadata) = futures::try_join!(pool.runtime_version(), pool.metadata())?;
        Self::new(version, &metadata, genesis)
    }

    fn new(version: RuntimeVersion, metadata: &[u8], genesis: GenesisHash) -> Result<Self, SubmitError> {
        let unknown = |reason: String| SubmitError::UnknownRuntime { reason };
        let metadata = Metadata::decode_from(metadata).map_err(|error| unknown(error.to_string()))?.arc();
        let RuntimeVersion { spec_version, transaction_version } = version;
        let always = SpecVersionForRange { block_range: 0..u64::MAX, spec_version, transaction_version };
        let config = SubstrateConfig::builder()
            .set_genesis_hash(genesis)
            .set_metadata_for_spec_versions([(spec_version, metadata.clone())])
            .set_spec_version_for_block_ranges([always])
            .build();
        let client = OfflineClient::new_with_config(config)
            .at_block(0u64)
            .map_err(|error| unknown(error.to_string()))?;
        Ok(Self { version, client, metadata })
    }

    /// Versions it was made for.
    pub fn version(&self) -> RuntimeVersion {
        self.version
    }

    /// Its metadata.
    pub fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// Builds and signs an extrinsic that is valid for [`MORTALITY`] blocks after `birth`.
    ///
    /// # Errors
    /// [`SubmitError::NoSuchCall`], [`SubmitError::UnknownRuntime`].
    pub fn sign(
        &self,
        call: &Call,
        signer: &Keypair,
        nonce: u64,
        birth: BlockRef,
    ) -> Result<Vec<u8>, SubmitError> {
        let payload = call.payload(&self.metadata)?;
        let params = DefaultExtrinsicParamsBuilder::<SubstrateConfig>::new()
            .nonce(nonce)
            .mortal_from_unchecked(MORTALITY, birth.number.into(), birth.hash)
            .build();
        let build = || self.client.tx().create_signable_offline(&payload, params)?.sign(&Sr25519(signer));
        let signed = build().map_err(|error| SubmitError::UnknownRuntime { reason: error.to_string() })?;
        Ok(signed.encoded().to_vec())
    }

    /// The events that the extrinsic at `index` of a block caused; `encoded` is `System.Events` there.
    ///
    /// # Errors
    /// [`SubmitError::UnknownRuntime`] if the events do not decode.
    pub fn events_of(&self, encoded: Vec<u8>, index: u32) -> Result<Vec<ChainEvent>, SubmitError> {
        self.events_in(encoded, |phase| phase == Phase::ApplyExtrinsic(index))
    }

    /// All events of a block, whatever caused them; `encoded` is `System.Events` there.
    ///
    /// # Errors
    /// [`SubmitError::UnknownRuntime`] if the events do not decode.
    pub fn events(&self, encoded: Vec<u8>) -> Result<Vec<ChainEvent>, SubmitError> {
        self.events_in(encoded, |_| true)
    }

    fn events_in(
        &self,
        encoded: Vec<u8>,
        wanted: impl Fn(Phase) -> bool,
    ) -> Result<Vec<ChainEvent>, SubmitError> {
        let events = self.client.events().from_bytes(encoded);
        let mut found = vec![];
        for event in events.iter() {
            let event = event.map_err(|error| SubmitError::UnknownRuntime { reason: error.to_string() })?;
            if wanted(event.phase()) {
                found.push(ChainEvent {
                    pallet: event.pallet_name().into(),
                    name: event.event_name().into(),
                    fields: event.field_bytes().to_vec(),
                });
            }
        }
        Ok(found)
    }

    /// A dispatch error's name as the runtime has it, for example `Channels::ChannelFull`, and what the runtime says of it.
    /// Bytes after the error are ignored.
    pub fn name_of_error(&self, encoded: &[u8]) -> String {
        // The decoder of module errors takes the rest of its input, so cut to their fixed size.
        const MODULE_ERROR: usize = 6;
        let error = match encoded.first() {
            Some(3) => encoded.get(..MODULE_ERROR).unwrap_or(encoded),
            _ => encoded,
        };
        match DispatchError::decode_from(error, self.metadata.clone()) {
            Ok(DispatchError::Module(module)) => match module.details() {
                Ok(known) if !known.variant.docs.is_empty() => {
                    let docs = known.variant.docs.join(" ");
                    format!("{}: {}", module.details_string(), docs.trim().trim_end_matches('.'))
                }
                _ => module.details_string(),
            },
            Ok(error) => error.to_string(),
            Err(_) => format!("error 0x{}", hex::encode(error)),
        }
    }
}

/// Keys in the form that the extrinsic builder takes.
struct Sr25519<'a>(&'a Keypair);

impl Signer<SubstrateConfig> for Sr25519<'_> {
    fn account_id(&self) -> AccountId32 {
        AccountId32(self.0.public_key().0)
    }

    fn sign(&self, payload: &[u8]) -> MultiSignature {
        MultiSignature::Sr25519(self.0.sign(payload).0)
    }
}

/// Key of `System.Events`.
pub(super) fn events_key() -> Vec<u8> {
    [twox_128(b"System"), twox_128(b"Events")].concat()
}

/// Number of the last block in which an extrinsic born at `birth` is valid.
pub(super) fn last_valid(birth: BlockNumber) -> BlockNumber {
    birth.saturating_add(MORTALITY as u32)
}

/// Hash by which pool and blocks name an extrinsic.
pub(super) fn extrinsic_hash(extrinsic: &[u8]) -> H256 {
    crypto::hash::blake2_256(extrinsic)
}
