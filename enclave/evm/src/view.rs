//! Read-only access to the state at one height: queries and snapshots.

use crate::{
    convert,
    error::StoreError,
    keys::RootKey,
    machine::{chain_id, query_machine},
    receipts,
    snapshot::{self, Chunk},
    state::{
        reader::{Codes, Reader},
        Head,
    },
    store::Rows,
};
use messages::{
    ids::{CommitteeId, Height, Seq},
    query::{QueryRefusal, Reply},
    receipt::Receipt,
    H160, H256, U256,
};
use revm::{
    context::{
        result::{EVMError, ExecutionResult, HaltReason},
        transaction::AccessList,
        BlockEnv, TxEnv,
    },
    primitives::{Bytes, TxKind, U256 as Word},
    ExecuteEvm,
};
use std::sync::Arc;

/// The state after one block. Cheap to make and to clone; later blocks do not change it, and it does not delay them.
/// While it lives, the store cannot reuse the space of what later blocks replace. It ends with its [`crate::Evm`]: once
/// that is dropped, and with it the database closed, reads fail.
#[derive(Clone)]
pub struct View {
    committee: CommitteeId,
    keys: Arc<RootKey>,
    rows: Arc<Rows>,
    codes: Codes,
    root: [u8; 32],
    head: Head,
}

impl View {
    pub(crate) fn new(committee: CommitteeId, reader: &Reader, head: Head) -> Self {
        let (rows, codes) = (reader.rows.clone(), reader.codes());
        Self { committee, keys: reader.tree.keys(), rows, codes, root: reader.tree.root(), head }
    }

    fn reader(&self) -> Reader {
        Reader::new(self.rows.clone(), self.keys.clone(), self.root, self.codes.clone())
    }

    /// Height of the block.
    pub fn height(&self) -> Height {
        self.head.height
    }

    /// State root after the block.
    pub fn state_root(&self) -> H256 {
        H256(self.root)
    }

    /// Runs a call without keeping its changes, in the environment of the block itself. `PREVRANDAO` is zero: a query
    /// must not tell the randomness of calls that were executed.
    pub fn call(
        &self,
        caller: H160,
        to: H160,
        data: Vec<u8>,
        value: U256,
        gas_limit: u64,
    ) -> Result<Reply, StoreError> {
        let block = BlockEnv {
            number: Word::from(self.head.height),
            timestamp: Word::from(self.head.timestamp),
            gas_limit: self.head.gas_limit.max(gas_limit),
            basefee: self.head.base_fee,
            ..BlockEnv::default()
        };
        let query = TxEnv {
            tx_type: 0,
            caller: convert::address(caller),
            gas_limit,
            gas_price: 0,
            kind: TxKind::Call(convert::address(to)),
            value: convert::word(value),
            data: Bytes::from(data),
            nonce: 0,
            chain_id: Some(chain_id(self.committee)),
            access_list: AccessList::default(),
            gas_priority_fee: None,
            blob_hashes: Vec::new(),
            max_fee_per_blob_gas: 0,
            authorization_list: Vec::new(),
        };
        match query_machine(self.committee, self.reader(), block).transact(query) {
            Ok(outcome) => Ok(reply(outcome.result)),
            // The only check that applies to a query is whether its gas covers its calldata.
            Err(EVMError::Transaction(_)) => Ok(Reply::Refused(QueryRefusal::OutOfGas)),
            Err(EVMError::Database(error)) => Err(error),
            Err(_) => Err(StoreError::Internal("the EVM refuses the environment of a query")),
        }
    }

    /// Balance in wei and next nonce of an account.
    pub fn account(&self, address: H160) -> Result<(U256, u64), StoreError> {
        let account = self.reader().account(&convert::address(address))?.unwrap_or_default();
        Ok((convert::number(account.balance), account.nonce))
    }

    /// The receipt of the call at (seq, index), if it is still kept.
    pub fn receipt(&self, seq: Seq, index: u32) -> Result<Option<Receipt>, StoreError> {
        receipts::read(&self.rows, seq, index)
    }

    /// An item of the executor under the state root.
    pub fn item(&self, name: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.reader().item(name)
    }

    /// Entries under the state root after `after` in the order of the tree, about `max_bytes` of them, at least one.
    /// The order is the same on all replicas, so a joiner may take each chunk from another member.
    pub fn export_chunk(&self, after: Option<[u8; 32]>, max_bytes: usize) -> Result<Chunk, StoreError> {
        snapshot::export_chunk(&self.rows, after, max_bytes)
    }
}

fn reply(result: ExecutionResult) -> Reply {
    match result {
        ExecutionResult::Success { output, .. } => Reply::Returned(output.into_data().into()),
        ExecutionResult::Revert { output, .. } => Reply::Reverted(output.into()),
        ExecutionResult::Halt { reason: HaltReason::OutOfGas(_), .. } => {
            Reply::Refused(QueryRefusal::OutOfGas)
        }
        ExecutionResult::Halt { .. } => Reply::Reverted(Vec::new()),
    }
}
