//! Orders of developers, on development chains: what anvil's and Hardhat's methods do, as messages of the channel, so that
//! all replicas follow them alike.
//!
//! An order takes effect at the end of its executed block. A block that holds nothing but orders takes no number, so that
//! numbers and times are those that tools expect; only [`DevelopmentCall::Mine`] makes numbers.

use crate::{
    block::BlockBuilder,
    convert,
    error::StoreError,
    machine::MAX_CODE,
    state::{block_hash, undo::Snapshots, Clock},
};
use alloy_sol_types::{Revert, SolError};
use messages::{
    call::DevelopmentCall,
    receipt::{ExecutionReceipt, Receipt, Refusal},
    H160, U256,
};
use revm::{
    bytecode::Bytecode,
    primitives::{Bytes, U256 as Word},
    state::AccountInfo,
};

/// Last time, and last number, that a developer can bring about: leaves room for those that come by themselves.
const LAST_TIME: u64 = i64::MAX as u64;

/// What becomes of an order: a word, or why not.
type Answer = Result<Option<Word>, &'static str>;

impl BlockBuilder<'_> {
    /// Follows an order. Its receipt names address zero as the caller; an order that cannot be followed changes nothing
    /// and says why as a reverted call does. One order a block: further ones, and an impersonated call, which is to be
    /// executed as any other, are refused as malformed.
    pub fn develop(&mut self, order: &DevelopmentCall) -> Result<Receipt, StoreError> {
        if !self.parts.network.development {
            return Ok(Receipt::Refused(Refusal::NotDevelopment));
        }
        if self.place.ordered || matches!(order, DevelopmentCall::Impersonate { .. }) {
            return Ok(Receipt::Refused(Refusal::Malformed));
        }
        self.place.ordered = true;
        let answer = self.follow(order)?;
        Ok(Receipt::Executed(ExecutionReceipt {
            caller: H160::zero(),
            success: answer.is_ok(),
            gas_used: 0,
            output: match answer {
                Ok(word) => word.map(|word| word.to_be_bytes_vec()).unwrap_or_default(),
                Err(reason) => Revert::from(reason).abi_encode(),
            },
            created: None,
            height: self.env.height,
            logs: Vec::new(),
        }))
    }

    fn follow(&mut self, order: &DevelopmentCall) -> Result<Answer, StoreError> {
        match order {
            DevelopmentCall::Snapshot => self.take_snapshot(),
            DevelopmentCall::Revert { snapshot } => self.revert_to(*snapshot),
            DevelopmentCall::Mine { blocks, interval } => Ok(self.mine(*blocks, *interval)),
            DevelopmentCall::IncreaseTime { seconds } => Ok(self.increase_time(*seconds)),
            DevelopmentCall::SetNextTimestamp { timestamp } => Ok(self.set_next_timestamp(*timestamp)),
            DevelopmentCall::SetBalance { account, balance } => self.set_balance(*account, *balance),
            DevelopmentCall::SetNonce { account, nonce } => {
                self.change(*account, |account| account.nonce = *nonce)
            }
            DevelopmentCall::SetCode { account, code } => self.set_code(*account, code),
            DevelopmentCall::SetStorage { account, slot, word } => {
                let (slot, word) = (Word::from_be_bytes(slot.0), Word::from_be_bytes(word.0));
                self.overlay().set_slot(convert::address(*account), slot, word);
                Ok(Ok(None))
            }
            // Refused above.
            DevelopmentCall::Impersonate { .. } => Ok(Ok(None)),
        }
    }

    /// Numbers of snapshots are heights: unlike numbers of blocks, they never come again.
    fn take_snapshot(&mut self) -> Result<Answer, StoreError> {
        let height = self.env.height;
        let mut snapshots = Snapshots::read(self.overlay())?;
        snapshots.take(self.overlay(), height);
        Ok(Ok(Some(Word::from(height))))
    }

    fn revert_to(&mut self, snapshot: u64) -> Result<Answer, StoreError> {
        let (height, parent) = (self.env.height, (*self.parts.head, self.parts.anchor.state_root));
        let mut snapshots = Snapshots::read(self.overlay())?;
        if !snapshots.contain(snapshot) {
            return Ok(Err("there is no such snapshot, or it is forgotten; take a new one"));
        }
        let chain_id = self.parts.network.chain_id;
        let (mut head, state_root) = snapshots.revert(self.overlay(), snapshot, height)?.unwrap_or(parent);
        // The hashes that awaited the state root of that time.
        let hashes = head.numbers_to_hash().map(|number| (number, block_hash(chain_id, number, &state_root)));
        snapshots.record_hashes(self.overlay(), height, state_root, hashes)?;
        (head.height, head.gas_limit, head.unhashed) = (height, self.env.gas_limit, 0);
        // Time goes on from that of the last block.
        head.clock = Clock::showing(head.timestamp, self.env.timestamp);
        self.head = head;
        self.place.used = false;
        self.place.reverted_to = Some(head.number);
        self.fees = Word::ZERO;
        self.gas_used = 0;
        self.outgoing.clear();
        self.transactions.clear();
        Ok(Ok(Some(Word::from(1))))
    }

    fn mine(&mut self, blocks: u64, interval: u64) -> Answer {
        const TOO_FAR: &str = "numbers and times end at 2^63; mine fewer blocks";
        if blocks == 0 {
            return Ok(None);
        }
        // If nothing has taken this block's number yet, it is the first of those ordered.
        let further = if self.place.used { blocks } else { blocks - 1 };
        let number = self.place.number.checked_add(further);
        let time = further.checked_mul(interval).and_then(|passed| self.place.timestamp.checked_add(passed));
        if number.is_none_or(|number| number > LAST_TIME) || time.is_none_or(|time| time > LAST_TIME) {
            return Err(TOO_FAR);
        }
        self.use_place();
        self.place.mined = (further, interval);
        Ok(None)
    }

    fn increase_time(&mut self, seconds: u64) -> Answer {
        let clock = &mut self.head.clock;
        let ahead = clock.ahead.checked_add_unsigned(seconds);
        let shown = ahead.and_then(|ahead| self.env.timestamp.checked_add_signed(ahead));
        match ahead.filter(|_| shown.is_some_and(|time| time <= LAST_TIME)) {
            Some(ahead) => {
                clock.ahead = ahead;
                Ok(None)
            }
            None => Err("times end at 2^63; move the clock by less"),
        }
    }

    fn set_next_timestamp(&mut self, timestamp: u64) -> Answer {
        let last = if self.place.used { self.place.timestamp } else { self.head.timestamp };
        if timestamp < last || timestamp > LAST_TIME {
            return Err("the time of the next block must not be before that of the last one");
        }
        self.head.clock.next = Some(timestamp);
        Ok(None)
    }

    fn set_balance(&mut self, account: H160, balance: U256) -> Result<Answer, StoreError> {
        let old = self.account(account)?.0;
        let without = self.supply().checked_sub(old);
        let Some(supply) = without.and_then(|supply| supply.checked_add(balance)) else {
            return Ok(Err("the balances would exceed 2^256; set a lower one"));
        };
        self.head.set_supply(convert::word(supply));
        self.change(account, |account| account.balance = convert::word(balance))
    }

    fn set_code(&mut self, account: H160, code: &[u8]) -> Result<Answer, StoreError> {
        if code.len() > MAX_CODE {
            return Ok(Err("the code is larger than contracts may be"));
        }
        let hash = self.overlay().put_code(Bytecode::new_legacy(Bytes::copy_from_slice(code)));
        self.change(account, |account| account.code_hash = hash)
    }

    fn change(&mut self, address: H160, change: impl FnOnce(&mut AccountInfo)) -> Result<Answer, StoreError> {
        let address = convert::address(address);
        let mut account = self.overlay().account(&address)?.unwrap_or_default();
        change(&mut account);
        self.overlay().put_account(address, account);
        Ok(Ok(None))
    }
}
