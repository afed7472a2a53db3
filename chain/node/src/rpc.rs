//! What the node answers beside the RPC that every Substrate node has: nonces, fees and finality, all standard.

use crate::service::{Backend, Client, Pool};
use adyton_runtime::{opaque::Block, AccountId, BlockNumber, Hash, Nonce};
use jsonrpsee::RpcModule;
use pallet_transaction_payment_rpc::{TransactionPayment, TransactionPaymentApiServer};
use sc_consensus_grandpa::{
    FinalityProofProvider, GrandpaJustificationStream, SharedAuthoritySet, SharedVoterState,
};
use sc_consensus_grandpa_rpc::{Grandpa, GrandpaApiServer};
use sc_rpc::SubscriptionTaskExecutor;
use std::sync::Arc;
use substrate_frame_rpc_system::{System, SystemApiServer};

/// What the answers come from.
pub(crate) struct Sources {
    pub(crate) client: Arc<Client>,
    pub(crate) pool: Arc<Pool>,
    pub(crate) authority_set: SharedAuthoritySet<Hash, BlockNumber>,
    pub(crate) voter_state: SharedVoterState,
    pub(crate) justifications: GrandpaJustificationStream<Block>,
    pub(crate) finality_proofs: Arc<FinalityProofProvider<Backend, Block>>,
}

impl Sources {
    /// All methods beyond the basic ones.
    pub(crate) fn methods(
        &self,
        executor: SubscriptionTaskExecutor,
    ) -> Result<RpcModule<()>, sc_service::Error> {
        let merge =
            |error: jsonrpsee::core::RegisterMethodError| sc_service::Error::Application(error.into());
        let mut module = RpcModule::new(());
        let system = System::new(self.client.clone(), self.pool.clone());
        module.merge(SystemApiServer::<Hash, AccountId, Nonce>::into_rpc(system)).map_err(merge)?;
        let payment = TransactionPayment::new(self.client.clone());
        module.merge(payment.into_rpc()).map_err(merge)?;
        let grandpa = Grandpa::new(
            executor,
            self.authority_set.clone(),
            self.voter_state.clone(),
            self.justifications.clone(),
            self.finality_proofs.clone(),
        );
        module.merge(grandpa.into_rpc()).map_err(merge)?;
        Ok(module)
    }
}
