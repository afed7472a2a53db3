//! Executing one block: messages in, receipts, effects and a state root out. Every outcome is a function of the
//! messages and the state alone.

use super::{
    items::{refund_key, Refund, EPOCHS, VERSION},
    position::Opened,
};
use crate::rules::Rules;
use codec::{Decode, DecodeAll, Encode};
use crypto::eip712;
use evm::{BlockBuilder, StoreError};
use keys::{KeyRing, StateKeys};
use messages::{
    call::{CallBody, InnerCall, SignedCall},
    channel::{Message, Notice, SealedCall, Sender, UserPayload},
    commit::EffectIndex,
    committee::LostEpochs,
    ids::*,
    limits::LIVE_EPOCHS,
    receipt::{Receipt, Refusal},
    H160, H256, U256,
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
    /// The network.
    pub genesis: GenesisHash,
    /// The committee.
    pub committee: CommitteeId,
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
    context: &'a Context<'a>,
    builder: BlockBuilder<'b>,
    rules: Rules,
    epochs: Vec<Epoch>,
    done: Done,
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
}

impl<'a, 'b> BlockRun<'a, 'b> {
    /// Begins a block on top of `digest`, under `rules`.
    pub fn begin(
        context: &'a Context<'a>,
        mut builder: BlockBuilder<'b>,
        rules: Rules,
        digest: H256,
    ) -> Result<Self, BlockError> {
        let epochs = decode_item(builder.item(EPOCHS)?).unwrap_or_default();
        let done = Done {
            messages: 0,
            digest,
            generation: context.generation,
            opened: Opened::new(),
            epoch_starts: Vec::new(),
        };
        Ok(Self { context, builder, rules, epochs, done })
    }

    /// Whether further messages form another block: the gas limit is reached, or the state is to be moved under other
    /// keys, which takes a block's end.
    pub fn is_closed(&self) -> bool {
        self.builder.gas_used() >= self.rules.block_gas || self.done.generation > self.context.generation
    }

    /// Executes one message.
    pub fn execute(&mut self, message: &Message) -> Result<(), BlockError> {
        self.done.messages += 1;
        self.done.digest = crypto::hash::next_digest(self.done.digest, message);
        match message.sender {
            Sender::Account(_) => match UserPayload::decode_all(&mut message.payload.as_slice()) {
                Ok(UserPayload::Call(call)) => self.calls(message.seq, &[call]),
                Ok(UserPayload::Batch(calls)) => self.calls(message.seq, &calls),
                Err(_) => self.refuse(message.seq, 0, Refusal::Malformed),
            },
            Sender::Chain => match Notice::decode_all(&mut message.payload.as_slice()) {
                Ok(notice) => self.notice(message.seq, &notice),
                Err(_) => self.refuse(message.seq, 0, Refusal::Malformed),
            },
            // No program of version 1 gives meaning to what other committees and workers say.
            Sender::Committee(_) | Sender::Worker(_) => self.refuse(message.seq, 0, Refusal::Malformed),
        }
    }

    /// Ends the block: its changes, not yet kept, and what else it came to.
    pub fn finish(self) -> (BlockBuilder<'b>, Done) {
        (self.builder, self.done)
    }

    fn calls(&mut self, seq: Seq, calls: &[SealedCall]) -> Result<(), BlockError> {
        let mut gas_left = self.rules.message_gas;
        for (index, call) in calls.iter().enumerate() {
            let index = index as u32;
            let receipt = match self.open(seq, call)? {
                Ok((caller, body)) => match gas_left.checked_sub(body.gas_limit) {
                    Some(rest) => {
                        gas_left = rest;
                        self.builder.execute(caller, &body)?
                    }
                    None => Receipt::Refused(Refusal::BadGasLimit),
                },
                Err(refusal) => Receipt::Refused(refusal),
            };
            self.builder.store_receipt(seq, index, &receipt);
        }
        Ok(())
    }

    /// Decrypts and authenticates a call. The outer error stalls the replica, the inner one is the call's receipt.
    fn open(&mut self, seq: Seq, call: &SealedCall) -> Result<Result<(H160, CallBody), Refusal>, BlockError> {
        if let Err(refusal) = self.check_epoch(seq, call.epoch) {
            return Ok(Err(refusal));
        }
        let secret = self.context.ring.input(call.epoch).ok_or(BlockError::KeyMissing(call.epoch))?;
        self.done.opened.insert(call.epoch, seq);
        let Ok(plaintext) = secret.open_call(&self.context.genesis, self.context.committee, call) else {
            return Ok(Err(Refusal::Undecryptable));
        };
        let Ok(InnerCall::Signed(SignedCall { body, signature })) =
            InnerCall::decode_all(&mut plaintext.as_slice())
        else {
            return Ok(Err(Refusal::Malformed));
        };
        if body.committee != self.context.committee {
            return Ok(Err(Refusal::WrongCommittee));
        }
        let hash = eip712::call_signing_hash(&self.context.genesis, &body);
        Ok(eip712::recover(&hash, &signature).map(|caller| (caller, body)).map_err(|_| Refusal::BadSignature))
    }

    /// Whether calls of this epoch may be opened, by message order.
    fn check_epoch(&self, seq: Seq, epoch: Epoch) -> Result<(), Refusal> {
        let newest = self.epochs.last().copied().unwrap_or(0);
        let is_over = epoch.saturating_add(LIVE_EPOCHS.into()) <= newest;
        let is_lost = self.context.lost.is_some_and(|lost| lost.covers(epoch, seq));
        match self.epochs.contains(&epoch) {
            true if is_lost => Err(Refusal::EpochErased),
            true => Ok(()),
            false if is_over && epoch > 0 => Err(Refusal::EpochErased),
            // It has not begun, or this committee missed it: nobody was ever given a key to encrypt to.
            false => Err(Refusal::Malformed),
        }
    }

    fn notice(&mut self, seq: Seq, notice: &Notice) -> Result<(), BlockError> {
        match notice {
            Notice::Deposit { to, amount } => self.builder.credit(*to, units_to_wei(*amount))?,
            Notice::EpochStarted(epoch) => self.begin_epoch(seq, *epoch)?,
            Notice::GenerationSet(generation) => self.begin_generation(*generation)?,
            Notice::ProgramSet(version) => self.builder.set_item(VERSION, &version.encode())?,
            Notice::EffectsSettled { height, failed } => self.settle(*height, failed)?,
            // Who votes is the chain's affair; execution does not depend on it.
            Notice::MemberJoined(_) | Notice::MemberLeft(_) | Notice::ThresholdSet(_) => {}
        }
        Ok(())
    }

    fn begin_epoch(&mut self, seq: Seq, epoch: Epoch) -> Result<(), BlockError> {
        self.done.epoch_starts.push((seq, epoch));
        self.epochs.retain(|older| older.saturating_add(LIVE_EPOCHS.into()) > epoch);
        self.epochs.push(epoch);
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

    fn refuse(&mut self, seq: Seq, index: u32, refusal: Refusal) -> Result<(), BlockError> {
        self.builder.store_receipt(seq, index, &Receipt::Refused(refusal));
        Ok(())
    }
}

/// An item of this crate's own, decoded; absent if it was never set.
pub(super) fn decode_item<T: Decode>(bytes: Option<Vec<u8>>) -> Option<T> {
    bytes.and_then(|bytes| T::decode(&mut bytes.as_slice()).ok())
}

fn units_to_wei(amount: Balance) -> U256 {
    U256::from(amount).saturating_mul(U256::from(evm::WEI_PER_UNIT))
}
