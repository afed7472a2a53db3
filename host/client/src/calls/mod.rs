//! Confidential calls and queries, from the user's side.
//!
//! Reading order: this file ([`Confidential`]: sealing and pushing calls) → [`query`] (asking, and what an answer has
//! to prove before it is believed) → [`receipt`] (waiting for the outcome of a call).

pub mod query;
pub mod receipt;

use crate::{
    committee::{ChainView, ViewError},
    submit::{Account, Call, SubmitError, Until},
};
use codec::Encode;
use crypto::{eip712::CallerKey, sealing, sealing::SealError};
use messages::{
    call::{CallBody, EthereumCall, InnerCall},
    channel::SealedCall,
    ids::{BlockRef, CommitteeId, Seq},
    H256,
};
pub use query::{QueryError, VerifiedAnswer};
pub use receipt::{ReceiptError, Waiting};

/// Why a call could not be sent, and what to do about it.
#[derive(Debug, Clone, thiserror::Error)]
pub enum CallError {
    /// The committee's input key could not be verified.
    #[error(transparent)]
    View(#[from] ViewError),
    /// The call cannot be encrypted.
    #[error("cannot seal the call: {0}")]
    Seal(SealError),
    /// The machine gives no randomness.
    #[error("the operating system gives no randomness ({0}); nothing can be encrypted here")]
    NoEntropy(String),
    /// The chain did not take it.
    #[error(transparent)]
    Submit(#[from] SubmitError),
    /// The chain took it, but does not say where it put it.
    #[error("block {} has no event that names the message; upgrade this program", block.number)]
    NoPlace {
        /// The block.
        block: BlockRef,
    },
}

/// A message that took its place in a channel.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pushed {
    /// Its place; calls are named (seq, index).
    pub seq: Seq,
    /// Block that included it.
    pub block: BlockRef,
}

/// One committee, as a user deals with it. Cloning shares the view.
#[derive(Clone)]
pub struct Confidential {
    view: ChainView,
    committee: CommitteeId,
}

impl Confidential {
    /// The committee of this number.
    pub fn new(view: ChainView, committee: CommitteeId) -> Self {
        Self { view, committee }
    }

    /// Its number.
    pub fn committee(&self) -> CommitteeId {
        self.committee
    }

    /// The chain as it was verified.
    pub fn view(&self) -> &ChainView {
        &self.view
    }

    /// Signs a call and encrypts it to the committee's proven input key.
    ///
    /// # Errors
    /// Any [`CallError`] but [`CallError::Submit`].
    pub async fn seal(&self, caller: &CallerKey, body: CallBody) -> Result<SealedCall, CallError> {
        self.seal_inner(&InnerCall::Signed(caller.sign_call(&self.view.genesis(), body))).await
    }

    /// Encrypts a signed Ethereum transaction to the committee's proven input key. Without a `viewer` it is public to whoever
    /// knows its hash, as soon as it is executed.
    ///
    /// # Errors
    /// Any [`CallError`] but [`CallError::Submit`].
    pub async fn seal_ethereum(&self, raw: Vec<u8>, viewer: Option<H256>) -> Result<SealedCall, CallError> {
        self.seal_inner(&InnerCall::Ethereum(EthereumCall { raw, viewer })).await
    }

    /// Encrypts what is authorised already to the committee's proven input key.
    ///
    /// # Errors
    /// Any [`CallError`] but [`CallError::Submit`].
    pub async fn seal_inner(&self, call: &InnerCall) -> Result<SealedCall, CallError> {
        let key = self.view.input_key(self.committee).await?;
        let genesis = self.view.genesis();
        sealing::seal_call(&genesis, self.committee, key.epoch, &key.public, &call.encode(), entropy()?)
            .map_err(CallError::Seal)
    }

    /// Pushes a sealed call; `payer` pays for it and gains nothing by it.
    ///
    /// # Errors
    /// [`CallError::Submit`], [`CallError::NoPlace`].
    pub async fn push(&self, payer: &Account, call: &SealedCall, until: Until) -> Result<Pushed, CallError> {
        self.pushed(payer, &Call::push(self.committee, call), until).await
    }

    /// Pushes several sealed calls as one message; the call at index i is named (seq, i).
    ///
    /// # Errors
    /// [`CallError::Submit`], [`CallError::NoPlace`].
    pub async fn push_batch(
        &self,
        payer: &Account,
        calls: &[SealedCall],
        until: Until,
    ) -> Result<Pushed, CallError> {
        self.pushed(payer, &Call::push_batch(self.committee, calls), until).await
    }

    async fn pushed(&self, payer: &Account, call: &Call, until: Until) -> Result<Pushed, CallError> {
        let included = payer.execute(call, until).await?;
        let block = included.block;
        let place = included.pushed().into_iter().find(|(channel, _)| *channel == self.committee);
        place.map(|(_, seq)| Pushed { seq, block }).ok_or(CallError::NoPlace { block })
    }
}

/// Fresh randomness for one encryption.
fn entropy() -> Result<[u8; 32], CallError> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(|error| CallError::NoEntropy(error.to_string()))?;
    Ok(seed)
}
