//! From a sealed call to its receipt: open, authenticate, execute. What the outer error stops is the replica, which then
//! waits for a key; everything else is a receipt, and equal on all replicas.

use super::{
    block::{BlockError, BlockRun},
    call_data, envelopes,
};
use codec::DecodeAll;
use crypto::eip712;
use evm::{ethereum, Call, NewTransaction};
use messages::{
    call::{DevelopmentCall, EthereumCall, InnerCall, SignedCall},
    channel::SealedCall,
    ids::*,
    limits::LIVE_EPOCHS,
    receipt::{ExecutionReceipt, Receipt, Refusal},
    H256,
};
use sapphire::{Envelope, Opened, ReplyKey};
use sp_crypto_hashing::keccak_256;

/// Where a call stands in its channel.
#[derive(Clone, Copy)]
struct Place {
    seq: Seq,
    index: u32,
}

/// A transaction as it came, and who may see what becomes of it.
struct Sent {
    raw: Vec<u8>,
    viewer: Option<H256>,
}

/// What a transaction came to.
struct Outcome {
    receipt: Receipt,
    effective_gas_price: u128,
    /// Result for a caller who encrypted the calldata; the receipt then tells neither output nor logs.
    sealed: Option<Vec<u8>>,
}

impl From<Refusal> for Outcome {
    fn from(refusal: Refusal) -> Self {
        Self { receipt: Receipt::Refused(refusal), effective_gas_price: 0, sealed: None }
    }
}

impl BlockRun<'_, '_> {
    /// Executes the calls of one message, which share its gas by their limits.
    pub(super) fn calls(&mut self, seq: Seq, calls: &[SealedCall]) -> Result<(), BlockError> {
        let mut gas_left = self.rules.message_gas;
        for (index, sealed) in (0..).zip(calls) {
            let place = Place { seq, index };
            match self.open(seq, sealed)? {
                Ok(call) => self.call(place, call, &mut gas_left)?,
                Err(refusal) => self.refuse(place, refusal),
            }
        }
        Ok(())
    }

    /// Decrypts a call.
    fn open(&mut self, seq: Seq, call: &SealedCall) -> Result<Result<InnerCall, Refusal>, BlockError> {
        if let Err(refusal) = self.check_epoch(seq, call.epoch) {
            return Ok(Err(refusal));
        }
        let secret = self.context.ring.input(call.epoch).ok_or(BlockError::KeyMissing(call.epoch))?;
        self.done.opened.insert(call.epoch, seq);
        let network = &self.context.network;
        let Ok(plaintext) = secret.open_call(&network.genesis, network.committee, call) else {
            return Ok(Err(Refusal::Undecryptable));
        };
        Ok(InnerCall::decode_all(&mut plaintext.as_slice()).map_err(|_| Refusal::Malformed))
    }

    /// Whether something encrypted to this epoch may be opened, by message order.
    fn check_epoch(&self, seq: Seq, epoch: Epoch) -> Result<(), Refusal> {
        let newest = self.epochs.last().map_or(0, |key| key.epoch);
        let is_over = epoch.saturating_add(LIVE_EPOCHS.into()) <= newest;
        let is_lost = self.context.lost.is_some_and(|lost| lost.covers(epoch, seq));
        match self.epochs.iter().any(|key| key.epoch == epoch) {
            true if is_lost => Err(Refusal::EpochErased),
            true => Ok(()),
            false if is_over && epoch > 0 => Err(Refusal::EpochErased),
            // It has not begun, or this committee missed it: nobody was ever given a key to encrypt to.
            false => Err(Refusal::Malformed),
        }
    }

    fn call(&mut self, place: Place, call: InnerCall, gas_left: &mut u64) -> Result<(), BlockError> {
        match call {
            InnerCall::Signed(signed) => {
                match self.authenticate(signed).and_then(|call| admit(gas_left, call)) {
                    Ok(call) => {
                        let receipt = self.builder.execute(&call)?;
                        self.builder.store_receipt(place.seq, place.index, &receipt);
                    }
                    Err(refusal) => self.refuse(place, refusal),
                }
                Ok(())
            }
            InnerCall::Ethereum(EthereumCall { raw, viewer }) => {
                let call = ethereum::decode(&raw, self.context.network.chain_id()).and_then(|decoded| {
                    let caller = self.context.signers.recover(&decoded.signing_hash, &decoded.signature)?;
                    Ok(Call { caller, ..decoded.call })
                });
                self.transaction(place, Sent { raw, viewer }, call, gas_left)
            }
            InnerCall::Development(order) => self.develop(place, order, gas_left),
        }
    }

    fn authenticate(&self, SignedCall { body, signature }: SignedCall) -> Result<Call, Refusal> {
        let network = &self.context.network;
        if body.committee != network.committee {
            return Err(Refusal::WrongCommittee);
        }
        let hash = eip712::call_signing_hash(&network.genesis, &body);
        let caller = self.context.signers.recover(&hash, &signature)?;
        Ok(Call::from_body(caller, body))
    }

    /// Executes an Ethereum transaction and keeps what became of it under its hash and its place.
    fn transaction(
        &mut self,
        place: Place,
        sent: Sent,
        call: Result<Call, Refusal>,
        gas_left: &mut u64,
    ) -> Result<(), BlockError> {
        let outcome = match call.and_then(|call| admit(gas_left, call)) {
            Ok(call) => self.transact(place.seq, call)?,
            Err(refusal) => refusal.into(),
        };
        self.builder.store_transaction(NewTransaction {
            seq: place.seq,
            index: place.index,
            hash: H256(keccak_256(&sent.raw)),
            raw: sent.raw,
            viewer: sent.viewer,
            effective_gas_price: outcome.effective_gas_price,
            receipt: outcome.receipt,
            sealed: outcome.sealed,
        });
        Ok(())
    }

    fn transact(&mut self, seq: Seq, mut call: Call) -> Result<Outcome, BlockError> {
        let opened = self.open_call_data(seq, &mut call)?;
        let effective_gas_price = self.builder.effective_gas_price(&call);
        let mut receipt = self.builder.execute(&call)?;
        let sealed = match (&mut receipt, opened) {
            (Receipt::Executed(executed), Some(opened)) => {
                envelopes::mark(&mut self.builder, opened.epoch, opened.id)?;
                Some(self.seal_result(&opened.reply, executed))
            }
            _ => None,
        };
        Ok(Outcome { receipt, effective_gas_price, sealed })
    }

    /// Encrypts output and logs to the caller, and leaves none in the receipt.
    fn seal_result(&mut self, key: &ReplyKey, receipt: &mut ExecutionReceipt) -> Vec<u8> {
        let nonce = sapphire::result_nonce(self.context.height, self.sealed_results);
        self.sealed_results += 1;
        let sealed = call_data::seal_receipt(key, &nonce, receipt);
        (receipt.output, receipt.logs) = (Vec::new(), Vec::new());
        sealed
    }

    /// Puts plain calldata in the place of encrypted calldata, and tells what came out of the envelope. Calldata that
    /// does not open, or was used before, turns the call into one that fails, and pays for it: its sender could have known.
    fn open_call_data(&mut self, seq: Seq, call: &mut Call) -> Result<Option<Opened>, BlockError> {
        let Some(envelope) = Envelope::parse(&call.data) else { return Ok(None) };
        let numbers = self.epochs.iter().rev().map(|key| key.epoch);
        let live: Vec<_> = numbers.filter(|epoch| self.check_epoch(seq, *epoch).is_ok()).collect();
        let (ring, opened) = (self.context.ring, &mut self.done.opened);
        let found = call_data::open(&envelope, &live, |epoch| {
            let secret = ring.call_data(epoch).ok_or(BlockError::KeyMissing(epoch))?;
            opened.insert(epoch, seq);
            Ok::<_, BlockError>(secret)
        })?;
        match found {
            Ok(found) if !envelopes::is_used_by_now(&mut self.builder, &found.id)? => {
                call.data = found.calldata.to_vec();
                Ok(Some(found))
            }
            _ => {
                call.to = Some(evm::SYSTEM_ADDRESS);
                call.data = evm::UNREADABLE_CALL_DATA.to_vec();
                Ok(None)
            }
        }
    }

    /// Does what a developer orders. With its message the executed block ends, so that what it remembers, or goes back
    /// to, is the state at the end of a block.
    fn develop(
        &mut self,
        place: Place,
        order: DevelopmentCall,
        gas_left: &mut u64,
    ) -> Result<(), BlockError> {
        if !self.context.network.is_development() {
            self.refuse(place, Refusal::NotDevelopment);
            return Ok(());
        }
        self.done.was_ordered = true;
        if let DevelopmentCall::Impersonate { caller, raw } = order {
            let decoded = ethereum::decode(&raw, self.context.network.chain_id());
            let call = decoded.map(|decoded| Call { caller, ..decoded.call });
            return self.transaction(place, Sent { raw, viewer: None }, call, gas_left);
        }
        let receipt = self.builder.develop(&order)?;
        self.builder.store_receipt(place.seq, place.index, &receipt);
        Ok(())
    }

    fn refuse(&mut self, place: Place, refusal: Refusal) {
        self.builder.store_receipt(place.seq, place.index, &Receipt::Refused(refusal));
    }
}

/// Takes a call's limit off the gas of its message.
fn admit(gas_left: &mut u64, call: Call) -> Result<Call, Refusal> {
    *gas_left = gas_left.checked_sub(call.gas_limit).ok_or(Refusal::BadGasLimit)?;
    Ok(call)
}
