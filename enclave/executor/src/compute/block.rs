//! Executing one block: messages in, receipts, effects and a state root out. Every outcome is a function of the
//! messages and the state alone.

use super::items::{refund_key, Refund, EPOCH, VERSION};
use crate::rules::Rules;
use codec::{Decode, DecodeAll, Encode};
use crypto::eip712;
use evm::{BlockBuilder, StoreError};
use keys::KeyRing;
use messages::{
    call::{CallBody, InnerCall, Receipt, Refusal, SignedCall},
    channel::{Message, Notice, SealedCall, Sender, UserPayload},
    commit::EffectIndex,
    ids::*,
    limits::LIVE_EPOCHS,
    H160, H256, U256,
};
use thiserror::Error;

/// Why a block cannot be executed now. Nothing of it is kept.
#[derive(Debug, Error)]
pub enum BlockError {
    /// A call of this live epoch waits for its key; gatekeepers will deliver it.
    #[error("waiting for the input key of epoch {0}")]
    KeyMissing(Epoch),
    /// The committee runs a program version this binary does not know.
    #[error("program version {0} is unknown to this worker; start a newer one")]
    UnknownVersion(u32),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What stays the same for all blocks of a committee.
pub struct Context<'a> {
    /// The network.
    pub genesis: GenesisHash,
    /// The committee.
    pub committee: CommitteeId,
    /// Input keys held.
    pub ring: &'a KeyRing,
}

/// One block being executed.
pub struct BlockRun<'a, 'b> {
    context: &'a Context<'a>,
    builder: BlockBuilder<'b>,
    rules: Rules,
    epoch: Epoch,
    epoch_starts: Vec<(Seq, Epoch)>,
    digest: H256,
}

/// What a block leaves behind.
pub struct Executed<'b> {
    /// The block's changes, not yet kept.
    pub builder: BlockBuilder<'b>,
    /// Channel digest after its last message.
    pub digest: H256,
    /// Epochs that began in it, with the seq of the notice.
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
        let epoch = decode_item(builder.item(EPOCH)?).unwrap_or(0);
        Ok(Self { context, builder, rules, epoch, epoch_starts: Vec::new(), digest })
    }

    /// Whether the gas limit is reached, so that further messages form another block.
    pub fn is_full(&self) -> bool {
        self.builder.gas_used() >= self.rules.block_gas
    }

    /// Executes one message.
    pub fn execute(&mut self, message: &Message) -> Result<(), BlockError> {
        self.digest = crypto::hash::next_digest(self.digest, message);
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

    /// Ends the block.
    pub fn finish(self) -> Executed<'b> {
        Executed { builder: self.builder, digest: self.digest, epoch_starts: self.epoch_starts }
    }

    fn calls(&mut self, seq: Seq, calls: &[SealedCall]) -> Result<(), BlockError> {
        let mut gas_left = self.rules.message_gas;
        for (index, call) in calls.iter().enumerate() {
            let index = index as u32;
            let receipt = match self.open(call)? {
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
    fn open(&self, call: &SealedCall) -> Result<Result<(H160, CallBody), Refusal>, BlockError> {
        if call.epoch.saturating_add(LIVE_EPOCHS.into()) <= self.epoch {
            return Ok(Err(Refusal::EpochErased));
        }
        if call.epoch == 0 || call.epoch > self.epoch {
            return Ok(Err(Refusal::Malformed));
        }
        let secret = self.context.ring.input(call.epoch).ok_or(BlockError::KeyMissing(call.epoch))?;
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

    fn notice(&mut self, seq: Seq, notice: &Notice) -> Result<(), BlockError> {
        match notice {
            Notice::Deposit { to, amount } => self.builder.credit(*to, units_to_wei(*amount))?,
            Notice::EpochStarted(epoch) => {
                self.epoch = *epoch;
                self.epoch_starts.push((seq, *epoch));
                self.builder.set_item(EPOCH, &epoch.encode())?;
            }
            Notice::ProgramSet(version) => self.builder.set_item(VERSION, &version.encode())?,
            Notice::EffectsSettled { height, failed } => self.settle(*height, failed)?,
            // Who votes is the chain's affair; execution does not depend on it.
            Notice::MemberJoined(_) | Notice::MemberLeft(_) | Notice::ThresholdSet(_) => {}
        }
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
