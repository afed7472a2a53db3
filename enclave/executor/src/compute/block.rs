//! Executing one block: messages in, receipts, effects and a state root out. Every outcome is a function of the
//! messages and the state alone.

use super::{
    envelopes,
    items::{decode_item, refund_key, Refund, EPOCHS, VERSION},
    position::Opened,
    signer::Signers,
};
use crate::{network::Network, rules::Rules};
use codec::{DecodeAll, Encode};
use evm::{BlockBuilder, StoreError};
use keys::{KeyRing, StateKeys};
use messages::{
    channel::{Message, Notice, Sender, UserPayload},
    commit::EffectIndex,
    committee::LostEpochs,
    ids::*,
    keys::InputKey,
    limits::LIVE_EPOCHS,
    receipt::{Receipt, Refusal},
    H256, U256,
};
use std::collections::BTreeMap;
use thiserror::Error;

/// Why a block cannot be executed now. Nothing of it is kept.
#[derive(Debug, Error)]
pub enum BlockError {
    /// A call of this live epoch waits for its key; gatekeepers will deliver it.
    #[error("waiting for the input key of epoch {0}")]
    KeyMissing(Epoch),
    /// The state is to be moved under the keys of this generation; gatekeepers will deliver them.
    #[error("waiting for the state keys of generation {0}")]
    StateKeysMissing(Generation),
    /// The committee runs a program version this binary does not know.
    #[error("program version {0} is unknown to this worker; start a newer one")]
    UnknownVersion(u32),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a block is executed with.
pub struct Context<'a> {
    /// The committee.
    pub network: Network,
    /// Height of the block.
    pub height: Height,
    /// Finds out who signed.
    pub signers: &'a Signers,
    /// Input keys held.
    pub ring: &'a KeyRing,
    /// State keys held of generations that have not begun.
    pub next_keys: &'a BTreeMap<Generation, StateKeys>,
    /// Epochs that the chain declared lost.
    pub lost: Option<LostEpochs>,
    /// Generation that the state is under before the block.
    pub generation: Generation,
}

/// One block being executed.
pub struct BlockRun<'a, 'b> {
    pub(super) context: &'a Context<'a>,
    pub(super) builder: BlockBuilder<'b>,
    pub(super) rules: Rules,
    /// Input keys of the live epochs.
    pub(super) epochs: Vec<InputKey>,
    /// Results that were encrypted to callers, each for an envelope: they number each one's nonce.
    pub(super) sealed_results: u32,
    pub(super) done: Done,
}

/// What the messages of a block come to, beside the changes of state.
pub struct Done {
    /// Messages executed.
    pub messages: usize,
    /// Channel digest after the last one.
    pub digest: H256,
    /// Generation that the state is under after the block.
    pub generation: Generation,
    /// Epochs whose calls were opened.
    pub opened: Opened,
    /// Epochs that began, with the seq of the notice.
    pub epoch_starts: Vec<(Seq, Epoch)>,
    /// Whether a developer ordered something.
    pub was_ordered: bool,
}

impl<'a, 'b> BlockRun<'a, 'b> {
    /// Begins a block on top of `digest`, under `rules`, with the live epochs of before.
    pub fn begin(
        context: &'a Context<'a>,
        builder: BlockBuilder<'b>,
        rules: Rules,
        epochs: Vec<InputKey>,
        digest: H256,
    ) -> Self {
        let done = Done {
            messages: 0,
            digest,
            generation: context.generation,
            opened: Opened::new(),
            epoch_starts: Vec::new(),
            was_ordered: false,
        };
        Self { context, builder, rules, epochs, sealed_results: 0, done }
    }

    /// Whether further messages form another block: the gas limit is reached, the state is to be moved under other keys,
    /// which takes a block's end, or a developer ordered something.
    pub fn is_closed(&self) -> bool {
        self.builder.gas_used() >= self.rules.block_gas
            || self.done.generation > self.context.generation
            || self.done.was_ordered
    }

    /// Executes one message.
    pub fn execute(&mut self, message: &Message) -> Result<(), BlockError> {
        self.done.messages += 1;
        self.done.digest = crypto::hash::next_digest(self.done.digest, message);
        match message.sender {
            Sender::Account(_) => match UserPayload::decode_all(&mut message.payload.as_slice()) {
                Ok(UserPayload::Call(call)) => return self.calls(message.seq, &[call]),
                Ok(UserPayload::Batch(calls)) => return self.calls(message.seq, &calls),
                Err(_) => {}
            },
            Sender::Chain => {
                if let Ok(notice) = Notice::decode_all(&mut message.payload.as_slice()) {
                    return self.notice(message.seq, &notice);
                }
            }
            // No program of version 1 gives meaning to what other committees and workers say.
            Sender::Committee(_) | Sender::Worker(_) => {}
        }
        self.builder.store_receipt(message.seq, 0, &Receipt::Refused(Refusal::Malformed));
        Ok(())
    }

    /// Ends the block: its changes, not yet kept, and what else it came to.
    ///
    /// # Errors
    /// If the store fails.
    pub fn finish(mut self) -> Result<(BlockBuilder<'b>, Done), StoreError> {
        envelopes::forget(&mut self.builder, &self.epochs, self.sealed_results as usize)?;
        Ok((self.builder, self.done))
    }

    fn notice(&mut self, seq: Seq, notice: &Notice) -> Result<(), BlockError> {
        match notice {
            Notice::Deposit { to, amount } => self.builder.credit(*to, units_to_wei(*amount))?,
            Notice::EpochStarted(key) => self.begin_epoch(seq, *key)?,
            Notice::GenerationSet(generation) => self.begin_generation(*generation)?,
            Notice::ProgramSet(version) => self.builder.set_item(VERSION, &version.encode())?,
            Notice::EffectsSettled { height, failed } => self.settle(*height, failed)?,
            // Who votes is the chain's affair; execution does not depend on it.
            Notice::MemberJoined(_) | Notice::MemberLeft(_) | Notice::ThresholdSet(_) => {}
        }
        Ok(())
    }

    fn begin_epoch(&mut self, seq: Seq, key: InputKey) -> Result<(), BlockError> {
        self.done.epoch_starts.push((seq, key.epoch));
        self.epochs.retain(|older| older.epoch.saturating_add(LIVE_EPOCHS.into()) > key.epoch);
        self.epochs.push(key);
        Ok(self.builder.set_item(EPOCHS, &self.epochs.encode())?)
    }

    /// From the end of the block on the state is under the keys of this generation. There is no way back to an older one.
    fn begin_generation(&mut self, generation: Generation) -> Result<(), BlockError> {
        if generation <= self.context.generation {
            return Ok(());
        }
        if !self.context.next_keys.contains_key(&generation) {
            return Err(BlockError::StateKeysMissing(generation));
        }
        self.done.generation = generation;
        Ok(())
    }

    /// Gives failed pay-outs back and forgets all refund records of that height.
    fn settle(&mut self, height: Height, failed: &[EffectIndex]) -> Result<(), BlockError> {
        let refunds: Vec<Refund> = decode_item(self.builder.item(&refund_key(height))?).unwrap_or_default();
        for refund in refunds.iter().filter(|r| failed.contains(&r.index)) {
            self.builder.credit(refund.to, units_to_wei(refund.amount))?;
        }
        Ok(self.builder.remove_item(&refund_key(height))?)
    }
}

fn units_to_wei(amount: Balance) -> U256 {
    U256::from(amount).saturating_mul(U256::from(evm::WEI_PER_UNIT))
}
