//! The envelope: which statements count, in which order.

use crate::{pallet::*, traits::*, weights::WeightInfo};
use alloc::vec::Vec;
use frame_support::{pallet_prelude::*, storage::with_storage_layer};
use messages::{
    ids::*,
    limits::*,
    registration::{Lease, WorkerRecord},
    worker::{SignedWorkerMessage, Statement, WorkerMessage},
};
use sp_core::ed25519;

/// What becomes of a message that is not refused.
enum Verdict {
    /// It is the next one.
    Accepted,
    /// It was accepted before; relayers may send twice.
    Known,
}

impl<T: Config> Pallet<T> {
    pub(crate) fn do_submit(
        messages: BoundedVec<SignedWorkerMessage, ConstU32<MAX_WORKER_MESSAGES>>,
    ) -> DispatchResult {
        let mut refused: Vec<WorkerId> = Vec::new();
        let mut reason: DispatchError = Error::<T>::NothingNew.into();
        let mut accepted = false;
        for signed in messages {
            let (worker, seq) = (signed.message.worker, signed.message.seq);
            if refused.contains(&worker) {
                continue;
            }
            match Self::accept(signed) {
                Ok(Verdict::Accepted) => accepted = true,
                Ok(Verdict::Known) => {}
                Err(error) => {
                    let error = DispatchError::from(error);
                    if refused.is_empty() {
                        reason = error;
                    }
                    refused.push(worker);
                    Self::deposit_event(Event::MessageRefused { worker, seq, error });
                }
            }
        }
        ensure!(accepted, reason);
        Ok(())
    }

    /// Upper bound of the weight of a submission.
    pub(crate) fn submit_weight(
        messages: &BoundedVec<SignedWorkerMessage, ConstU32<MAX_WORKER_MESSAGES>>,
    ) -> Weight {
        let envelopes = T::WeightInfo::submit(messages.len() as u32);
        let statements = messages.iter().map(|signed| T::Statements::weight(&signed.message.statement));
        statements.fold(envelopes, Weight::saturating_add)
    }

    fn accept(signed: SignedWorkerMessage) -> Result<Verdict, Error<T>> {
        let message = &signed.message;
        ensure!(message.genesis == Self::genesis_hash(), Error::<T>::ForeignNetwork);
        let mut record = Workers::<T>::get(message.worker).ok_or(Error::<T>::UnknownWorker)?;
        ensure!(message.boot_id == record.boot_id, Error::<T>::WrongBoot);
        if message.seq <= record.last_seq {
            return Ok(Verdict::Known);
        }
        ensure!(record.last_seq.checked_add(1) == Some(message.seq), Error::<T>::SequenceGap);
        ensure!(Self::counts(&record), Error::<T>::NotLive);
        ensure!(is_signed(&signed), Error::<T>::BadSignature);
        record.last_seq = message.seq;
        Self::carry_out(record, signed.message);
        Ok(Verdict::Accepted)
    }

    fn carry_out(mut record: WorkerRecord, message: WorkerMessage) {
        let WorkerMessage { worker, seq, statement, .. } = message;
        match statement {
            Statement::Lease(nonce) => record.lease = Some(Lease { nonce, block: Self::now() }),
            Statement::Endpoint(endpoint) => record.endpoint = endpoint,
            statement => {
                if let Err(error) = with_storage_layer(|| T::Statements::handle(worker, statement)) {
                    Self::deposit_event(Event::StatementFailed { worker, seq, error });
                }
            }
        }
        Workers::<T>::insert(worker, record);
    }
}

fn is_signed(signed: &SignedWorkerMessage) -> bool {
    let signature = ed25519::Signature::from_raw(signed.signature);
    let public = ed25519::Public::from_raw(signed.message.worker.0);
    let bytes = crypto::identity::message_signing_bytes(&signed.message);
    sp_io::crypto::ed25519_verify(&signature, &bytes, &public)
}
