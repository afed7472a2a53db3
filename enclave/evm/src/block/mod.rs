//! An executed block in the making.

mod fees;
mod finish;

use crate::{
    convert,
    error::StoreError,
    evm::Parts,
    execute,
    history::{receipts::NewReceipt, NewTransaction},
    machine::{machine, Machine},
    precompile::{CallSurroundings, Outgoing},
    state::{block_hash, key::StateKey, overlay::Overlay, Head},
    Call,
};
use crypto::prf::prf;
use messages::{
    ids::{Height, Seq},
    keys::InputKey,
    receipt::{Receipt, Refusal},
    H160, H256, U256,
};
use revm::{
    context::BlockEnv as EthereumBlock,
    context::{ContextTr, JournalTr},
    primitives::{address, Address, B256, U256 as Word},
    Database, ExecuteEvm,
};
use std::collections::BTreeMap;
use zeroize::Zeroizing;

pub(crate) const FEES: Address = address!("0x0000000000000000000000000000000000000ad0");
/// Account that collects the fees of a committee until they are paid out ([`BlockBuilder::pay_out_fees`]). Nobody has its
/// key.
pub const FEE_ACCOUNT: H160 = H160(FEES.0 .0);

/// What a block is executed in. Equal on all replicas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlockEnv {
    /// Height; exactly the next.
    pub height: Height,
    /// Seconds since the Unix epoch: the time of its last message.
    pub timestamp: u64,
    /// Gas after which the block is to be closed, which is the caller's matter; also the most that a single call may use.
    /// The price of gas is measured by it.
    pub gas_limit: u64,
    /// Secret seed of the block's randomness. Each call sees its own value in `PREVRANDAO`.
    pub seed: [u8; 32],
    /// Input keys of the newest live epoch.
    pub input_key: Option<InputKey>,
    /// Version of the committee's program.
    pub program_version: u32,
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
    pub(crate) parts: Parts<'a>,
    pub(crate) env: BlockEnv,
    /// The head before the block, with what the block has changed of it so far.
    pub(crate) head: Head,
    /// Number and time that the block has if it takes a number, and how it goes on from there.
    pub(crate) place: Place,
    pub(crate) fees: Word,
    pub(crate) gas_used: u64,
    executed: u64,
    contract_seed: Zeroizing<[u8; 32]>,
    pub(crate) outgoing: Vec<Outgoing>,
    receipts: Vec<NewReceipt>,
    pub(crate) transactions: Vec<NewTransaction>,
    meta: BTreeMap<Vec<u8>, Vec<u8>>,
}

/// Where a block stands among the numbered ones.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub(crate) number: u64,
    pub(crate) parent_hash: H256,
    pub(crate) timestamp: u64,
    /// Something in the block needs a number. A block of mere orders takes none.
    pub(crate) used: bool,
    /// Empty blocks that a developer ordered after it, and the seconds from one to the next.
    pub(crate) mined: (u64, u64),
    /// An order was given; nothing follows it in its block.
    pub(crate) ordered: bool,
    /// An order brought this number back; later ones never were.
    pub(crate) reverted_to: Option<u64>,
}

impl<'a> BlockBuilder<'a> {
    pub(crate) fn new(
        mut overlay: Overlay<'a>,
        parts: Parts<'a>,
        parent: &Head,
        env: BlockEnv,
    ) -> Result<Self, StoreError> {
        let chain_id = parts.network.chain_id;
        for number in parent.numbers_to_hash() {
            overlay.set_block_hash(number, block_hash(chain_id, number, &parts.anchor.state_root));
        }
        let contract_seed = match overlay.entry(&StateKey::contract_seed())? {
            Some(stored) => contract_seed(Some(stored))?,
            None => {
                let seed = prf(&env.seed, b"adyton/evm/contract-keys/v1", &[]);
                overlay.set_entry(StateKey::contract_seed(), Some(seed.to_vec()));
                seed
            }
        };
        let place = Place {
            number: parent.number.saturating_add(1),
            parent_hash: H256(overlay.block_hash(parent.number)?.0),
            timestamp: parent.clock.at(env.timestamp).max(parent.timestamp),
            used: false,
            mined: (0, 0),
            ordered: false,
            reverted_to: None,
        };
        let block = EthereumBlock {
            number: Word::from(place.number),
            beneficiary: FEES,
            timestamp: Word::from(place.timestamp),
            gas_limit: env.gas_limit,
            basefee: parent.base_fee,
            ..EthereumBlock::default()
        };
        let mut head = *parent;
        (head.height, head.gas_limit, head.unhashed) = (env.height, env.gas_limit, 0);
        let mut machine = machine(chain_id, overlay, block);
        // Developers call in the name of contracts, too.
        machine.ctx.cfg.disable_eip3607 = parts.network.development;
        Ok(Self {
            machine,
            parts,
            env,
            head,
            place,
            fees: Word::ZERO,
            gas_used: 0,
            executed: 0,
            contract_seed: Zeroizing::new(contract_seed),
            outgoing: Vec::new(),
            receipts: Vec::new(),
            transactions: Vec::new(),
            meta: BTreeMap::new(),
        })
    }

    /// Executes a call whose caller is proven. A refused call changes nothing; a reverted one pays its fee. Nothing is
    /// executed after an order of a developer in the same block: such a call is refused as malformed.
    /// After an error the block cannot go on: drop it.
    pub fn execute(&mut self, call: &Call) -> Result<Receipt, StoreError> {
        if self.place.ordered {
            return Ok(Receipt::Refused(Refusal::Malformed));
        }
        let transaction = match call.transaction(self.parts.network.chain_id) {
            Ok(transaction) => transaction,
            Err(refusal) => return Ok(Receipt::Refused(refusal)),
        };
        self.machine.ctx.block.prevrandao = Some(self.randomness());
        let surroundings = self.surroundings();
        self.machine.precompiles.begin(surroundings);
        self.machine.precompiles.effects = self.outgoing.len();
        let caller = transaction.caller;
        let outcome = match self.machine.transact(transaction) {
            Ok(outcome) => outcome,
            Err(error) => return execute::refusal(error).map(Receipt::Refused),
        };
        self.executed += 1;
        self.use_place();
        self.overlay().apply(outcome.state, caller);
        if outcome.result.is_success() {
            self.take_withdrawals(outcome.result.logs())?;
        }
        let receipt = execute::receipt(call.caller, self.env.height, outcome.result);
        self.gas_used = self.gas_used.saturating_add(receipt.gas_used);
        // The base fee is what revm takes off the caller's balance and credits to nobody; the rest went to the fee account
        // as the block's beneficiary.
        self.fees += Word::from(receipt.gas_used) * Word::from(self.head.base_fee);
        Ok(Receipt::Executed(receipt))
    }

    /// What a call pays for a unit of gas in this block, in wei.
    pub fn effective_gas_price(&self, call: &Call) -> u128 {
        let base_fee = U256::from(self.head.base_fee);
        let price = call.max_fee_per_gas.min(base_fee.saturating_add(call.priority_fee));
        u128::try_from(price).unwrap_or(u128::MAX)
    }

    /// A value per call that nobody outside can foresee.
    fn randomness(&self) -> B256 {
        prf(&self.env.seed, b"adyton/evm/randomness/v1", &[&self.executed.to_le_bytes()]).into()
    }

    /// What precompiles know of the next call.
    fn surroundings(&self) -> CallSurroundings {
        let seed = prf(&self.env.seed, b"adyton/evm/random-stream/v1", &[&self.executed.to_le_bytes()]);
        CallSurroundings {
            network: self.parts.network,
            input_key: self.env.input_key,
            program_version: self.env.program_version,
            random_seed: Zeroizing::new(seed),
            contract_seed: Some(self.contract_seed.clone()),
        }
    }

    pub(crate) fn overlay(&mut self) -> &mut Overlay<'a> {
        self.machine.ctx.journal_mut().db_mut()
    }

    /// Something in the block needs its number and its time.
    pub(crate) fn use_place(&mut self) {
        if !self.place.used {
            self.place.used = true;
            self.head.clock = self.head.clock.passed(self.env.timestamp);
        }
    }

    fn take_withdrawals(&mut self, logs: &[revm::primitives::Log]) -> Result<(), StoreError> {
        logs.iter().filter_map(Outgoing::from_log).try_for_each(|withdrawal| self.send_out(withdrawal))
    }

    /// Notes that what an account has lost already leaves the EVM.
    fn send_out(&mut self, outgoing: Outgoing) -> Result<(), StoreError> {
        let supply = self.head.supply().checked_sub(convert::word(outgoing.wei()));
        self.head.set_supply(supply.ok_or(StoreError::Internal("more leaves the EVM than came in"))?);
        self.outgoing.push(outgoing);
        Ok(())
    }

    /// Adds wei from outside to an account: a deposit or a refund. Runs no code.
    pub fn credit(&mut self, to: H160, wei: U256) -> Result<(), StoreError> {
        let wei = convert::word(wei);
        let supply =
            self.head.supply().checked_add(wei).ok_or(StoreError::Internal("the supply overflows"))?;
        self.use_place();
        self.overlay().add_balance(convert::address(to), wei)?;
        self.head.set_supply(supply);
        Ok(())
    }

    /// Balance in wei and next nonce of an account, as the block stands.
    pub fn account(&mut self, address: H160) -> Result<(U256, u64), StoreError> {
        let account = self.overlay().account(&convert::address(address))?.unwrap_or_default();
        Ok((convert::number(account.balance), account.nonce))
    }

    /// Number that the block has in the EVM.
    pub fn number(&self) -> u64 {
        self.place.number
    }

    /// Gas used so far.
    pub fn gas_used(&self) -> u64 {
        self.gas_used
    }

    /// What leaves the EVM so far, in order: withdrawals, and fees that are paid out; at most [`messages::limits::MAX_EFFECTS`].
    pub fn outgoing(&self) -> &[Outgoing] {
        &self.outgoing
    }

    /// Credits less withdrawals, in wei: at least the sum of all balances.
    pub fn supply(&self) -> U256 {
        convert::number(self.head.supply())
    }

    /// Seed of the keys that contracts ask for. Made once, by the first block, and the same for ever.
    pub fn contract_seed(&mut self) -> Result<[u8; 32], StoreError> {
        self.overlay().entry(&StateKey::contract_seed()).and_then(contract_seed)
    }

    /// An item of the executor under the state root, as the block stands.
    pub fn item(&mut self, name: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.overlay().entry(&StateKey::item(name)?)
    }

    /// Sets an item under the state root; names have at most [`crate::MAX_ITEM_NAME`] bytes.
    pub fn set_item(&mut self, name: &[u8], value: &[u8]) -> Result<(), StoreError> {
        self.overlay().set_entry(StateKey::item(name)?, Some(value.to_vec()));
        Ok(())
    }

    /// Removes an item from under the state root.
    pub fn remove_item(&mut self, name: &[u8]) -> Result<(), StoreError> {
        self.overlay().set_entry(StateKey::item(name)?, None);
        Ok(())
    }

    /// Stores the receipt of the call at (seq, index), outside the state root, for [`crate::RECEIPT_BLOCKS`] blocks.
    pub fn store_receipt(&mut self, seq: Seq, index: u32, receipt: &Receipt) {
        self.receipts.push(NewReceipt::new(seq, index, receipt.clone()));
    }

    /// Stores an Ethereum transaction and its receipt likewise, found by hash and by (seq, index).
    pub fn store_transaction(&mut self, transaction: NewTransaction) {
        self.use_place();
        self.transactions.push(transaction);
    }

    /// Keeps a record beside the state, in the same transaction as the block. At most [`crate::MAX_META`] names.
    pub fn put_meta(&mut self, name: &[u8], bytes: &[u8]) {
        self.meta.insert(name.to_vec(), bytes.to_vec());
    }
}

/// The seed of contracts' keys as it is stored.
pub(crate) fn contract_seed(stored: Option<Vec<u8>>) -> Result<[u8; 32], StoreError> {
    let seed = stored.and_then(|seed| seed.try_into().ok());
    seed.ok_or(StoreError::Internal("the seed of contracts' keys is missing"))
}
