//! An executed block in the making.

use crate::{
    convert,
    error::StoreError,
    evm::Parts,
    execute,
    keys::RootKey,
    machine::{chain_id, machine, Machine},
    precompile::Outgoing,
    receipts::{self, NewReceipt},
    state::{block_hash, overlay::Overlay, Head},
    store::{Rows, Writer},
    tree::{Change, Tree, TreeUpdate},
};
use crypto::prf::prf;
use messages::{
    call::CallBody,
    ids::{Height, Seq},
    receipt::Receipt,
    H160, H256, U256,
};
use revm::{
    context::BlockEnv as EthereumBlock,
    context::{ContextTr, JournalTr},
    primitives::{address, Address, B256, U256 as Word},
    DatabaseCommit, ExecuteEvm,
};
use std::{collections::BTreeMap, sync::Arc};
use zeroize::Zeroizing;

const FEES: Address = address!("0x0000000000000000000000000000000000000ad0");
/// Account that collects the fees of a committee. Nobody has its key; what becomes of the fees is the chain's matter.
pub const FEE_ACCOUNT: H160 = H160(FEES.0 .0);

/// What a block is executed in. Equal on all replicas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlockEnv {
    /// Height; exactly the next.
    pub height: Height,
    /// Seconds since the Unix epoch: the time of its last message.
    pub timestamp: u64,
    /// Gas that a single call may use. Closing the block in time is the caller's matter.
    pub gas_limit: u64,
    /// Secret seed of the block's randomness. Each call sees its own value in `PREVRANDAO`.
    pub seed: [u8; 32],
}

/// What an executed block came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlockOutcome {
    /// Its height.
    pub height: Height,
    /// State root after it.
    pub state_root: H256,
    /// Gas that its calls used.
    pub gas_used: u64,
}

/// Executes calls over a state. Nothing is kept until [`Self::finish`], everything at once then.
pub struct BlockBuilder<'a> {
    machine: Machine<Overlay<'a>>,
    parts: Parts<'a>,
    env: BlockEnv,
    head: Head,
    fees: Word,
    gas_used: u64,
    executed: u64,
    outgoing: Vec<Outgoing>,
    receipts: Vec<NewReceipt>,
    meta: BTreeMap<Vec<u8>, Vec<u8>>,
}

impl<'a> BlockBuilder<'a> {
    pub(crate) fn new(mut overlay: Overlay<'a>, parts: Parts<'a>, parent: &Head, env: BlockEnv) -> Self {
        let parent_hash = block_hash(chain_id(parts.committee), parent.height, &parts.anchor.state_root);
        overlay.set_parent_hash(parent.height, parent_hash);
        let block = EthereumBlock {
            number: Word::from(env.height),
            timestamp: Word::from(env.timestamp),
            gas_limit: env.gas_limit,
            basefee: parent.base_fee,
            ..EthereumBlock::default()
        };
        let mut head = *parent;
        (head.height, head.timestamp, head.gas_limit) = (env.height, env.timestamp, env.gas_limit);
        Self {
            machine: machine(parts.committee, overlay, block),
            parts,
            env,
            head,
            fees: Word::ZERO,
            gas_used: 0,
            executed: 0,
            outgoing: Vec::new(),
            receipts: Vec::new(),
            meta: BTreeMap::new(),
        }
    }

    /// Executes a call whose signature is verified. A refused call changes nothing; a reverted one pays its fee.
    /// After an error the block cannot go on: drop it.
    pub fn execute(&mut self, caller: H160, body: &CallBody) -> Result<Receipt, StoreError> {
        let transaction = match execute::transaction(self.parts.committee, caller, body) {
            Ok(transaction) => transaction,
            Err(refusal) => return Ok(Receipt::Refused(refusal)),
        };
        self.machine.ctx.block.prevrandao = Some(self.randomness());
        self.machine.precompiles.effects = self.outgoing.len();
        let outcome = match self.machine.transact(transaction) {
            Ok(outcome) => outcome,
            Err(error) => return execute::refusal(error).map(Receipt::Refused),
        };
        self.executed += 1;
        self.overlay().commit(outcome.state);
        if outcome.result.is_success() {
            self.take_withdrawals(outcome.result.logs())?;
        }
        let receipt = execute::receipt(caller, self.env.height, outcome.result);
        self.gas_used = self.gas_used.saturating_add(receipt.gas_used);
        // All that the caller paid beyond the value is the base fee, which revm takes off its balance and credits to none.
        self.fees += Word::from(receipt.gas_used) * Word::from(self.head.base_fee);
        Ok(Receipt::Executed(receipt))
    }

    /// A value per call that nobody outside can foresee.
    fn randomness(&self) -> B256 {
        prf(&self.env.seed, b"adyton/evm/randomness/v1", &[&self.executed.to_le_bytes()]).into()
    }

    fn overlay(&mut self) -> &mut Overlay<'a> {
        self.machine.ctx.journal_mut().db_mut()
    }

    fn take_withdrawals(&mut self, logs: &[revm::primitives::Log]) -> Result<(), StoreError> {
        for withdrawal in logs.iter().filter_map(Outgoing::from_log) {
            let supply = self.head.supply().checked_sub(convert::word(withdrawal.wei()));
            self.head.set_supply(supply.ok_or(StoreError::Internal("more leaves the EVM than came in"))?);
            self.outgoing.push(withdrawal);
        }
        Ok(())
    }

    /// Adds wei from outside to an account: a deposit or a refund. Runs no code.
    pub fn credit(&mut self, to: H160, wei: U256) -> Result<(), StoreError> {
        let wei = convert::word(wei);
        let supply =
            self.head.supply().checked_add(wei).ok_or(StoreError::Internal("the supply overflows"))?;
        self.overlay().add_balance(convert::address(to), wei)?;
        self.head.set_supply(supply);
        Ok(())
    }

    /// Balance in wei and next nonce of an account, as the block stands.
    pub fn account(&mut self, address: H160) -> Result<(U256, u64), StoreError> {
        let account = self.overlay().account(&convert::address(address))?.unwrap_or_default();
        Ok((convert::number(account.balance), account.nonce))
    }

    /// Gas used so far.
    pub fn gas_used(&self) -> u64 {
        self.gas_used
    }

    /// Withdrawals so far, in order; at most [`messages::limits::MAX_EFFECTS`].
    pub fn outgoing(&self) -> &[Outgoing] {
        &self.outgoing
    }

    /// Credits less withdrawals, in wei: at least the sum of all balances.
    pub fn supply(&self) -> U256 {
        convert::number(self.head.supply())
    }

    /// An item of the executor under the state root, as the block stands.
    pub fn item(&mut self, name: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.overlay().item(name)
    }

    /// Sets an item under the state root; names have at most [`crate::MAX_ITEM_NAME`] bytes.
    pub fn set_item(&mut self, name: &[u8], value: &[u8]) -> Result<(), StoreError> {
        self.overlay().set_item(name, Some(value))
    }

    /// Removes an item from under the state root.
    pub fn remove_item(&mut self, name: &[u8]) -> Result<(), StoreError> {
        self.overlay().set_item(name, None)
    }

    /// Stores the receipt of the call at (seq, index), outside the state root, for [`crate::RECEIPT_BLOCKS`] blocks.
    pub fn store_receipt(&mut self, seq: Seq, index: u32, receipt: &Receipt) {
        self.receipts.push(NewReceipt::new(self.env.height, seq, index, receipt));
    }

    /// Keeps a record beside the state, in the same transaction as the block. At most [`crate::MAX_META`] names.
    pub fn put_meta(&mut self, name: &[u8], bytes: &[u8]) {
        self.meta.insert(name.to_vec(), bytes.to_vec());
    }

    /// Writes state, tree, receipts and records in one transaction.
    pub fn finish(self) -> Result<BlockOutcome, StoreError> {
        self.write(None)
    }

    /// The same, and in the same transaction puts the whole state, with what the block changed, under another root key.
    /// Takes time in proportion to the state.
    pub fn finish_under(self, root_key: Zeroizing<[u8; 32]>) -> Result<BlockOutcome, StoreError> {
        self.write(Some(Arc::new(RootKey::new(root_key))))
    }

    fn write(mut self, new_keys: Option<Arc<RootKey>>) -> Result<BlockOutcome, StoreError> {
        // Until everything is written, neither disk nor caches can be relied upon.
        *self.parts.failed = true;
        let fees = self.fees;
        if !fees.is_zero() {
            self.overlay().add_balance(FEES, fees)?;
        }
        let Self { machine, parts, env, head, gas_used, receipts, meta, .. } = self;
        let (reader, changed) = machine.ctx.journaled_state.database.into_parts();
        let changes = changed.tree_changes(&reader.tree.keys(), reader, &head)?;
        let rows = reader.rows.clone();

        let mut writer = parts.store.write()?;
        let next = NextTree::write(&mut reader.tree, &rows, changes, new_keys, &mut writer)?;
        let mut anchor = parts.anchor.moved_to(next.root());
        receipts::write(&receipts, env.height, &mut writer)?;
        for (name, bytes) in &meta {
            anchor.set_meta(&mut writer, name, bytes)?;
        }
        anchor.write(&mut writer)?;
        writer.commit()?;

        next.adopt(&mut reader.tree);
        changed.adopt(reader);
        reader.rows = Arc::new(parts.store.rows()?);
        let state_root = H256(anchor.state_root);
        *parts.anchor = anchor;
        *parts.head = head;
        *parts.failed = false;
        Ok(BlockOutcome { height: env.height, state_root, gas_used })
    }
}

/// The tree after a block, written but not durable yet.
enum NextTree {
    Updated(TreeUpdate),
    Rekeyed(Tree),
}

impl NextTree {
    fn write(
        tree: &mut Tree,
        rows: &Rows,
        changes: Vec<Change>,
        new_keys: Option<Arc<RootKey>>,
        writer: &mut Writer<'_>,
    ) -> Result<Self, StoreError> {
        if let Some(keys) = new_keys {
            return tree.rekey(rows, &changes, keys, writer).map(Self::Rekeyed);
        }
        let update = tree.prepare(rows, changes)?;
        tree.write(&update, writer)?;
        Ok(Self::Updated(update))
    }

    fn root(&self) -> [u8; 32] {
        match self {
            Self::Updated(update) => update.root(),
            Self::Rekeyed(tree) => tree.root(),
        }
    }

    fn adopt(self, tree: &mut Tree) {
        match self {
            Self::Updated(update) => tree.adopt(update),
            Self::Rekeyed(rekeyed) => *tree = rekeyed,
        }
    }
}
