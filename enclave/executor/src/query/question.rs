//! One reply for each kind of question.

use super::{Answerer, QueryError};
use crypto::hash::blake2_256;
use evm::{QueryEnv, View};
use messages::{
    ids::Seq,
    query::{QueryRefusal, Question, Reply},
    receipt::{ExecutionReceipt, Receipt},
    H160,
};

/// A question, and what it is answered with.
pub(super) struct Asking<'a> {
    pub(super) answerer: &'a Answerer,
    /// Who asks, if that is proven.
    pub(super) caller: Option<H160>,
    /// Secret and new for this answer.
    pub(super) entropy: &'a [u8; 32],
}

impl Asking<'_> {
    pub(super) fn reply(&self, question: &Question) -> Result<Reply, QueryError> {
        let view = self.view();
        Ok(match question {
            Question::Call(simulation) => self.call(simulation)?,
            Question::CallAs { simulation, from, gas_price } => {
                self.call_as(simulation, *from, *gas_price)?
            }
            Question::Estimate(simulation) => self.estimate(simulation)?,
            Question::Trace(simulation) => self.trace(simulation)?,
            Question::Account => match self.caller {
                Some(caller) => account(view, caller)?,
                None => Reply::Refused(QueryRefusal::SignatureNeeded),
            },
            Question::AccountOf(address) => account(view, *address)?,
            Question::Code(address) => Reply::Bytes(view.code(*address)?),
            Question::Storage { address, slot } => {
                Reply::Bytes(view.storage(*address, *slot)?.as_bytes().to_vec())
            }
            Question::Receipt { seq, index } => self.receipt(*seq, *index)?,
            Question::Block(id) => Reply::Block(view.block(*id)?),
            Question::Transaction { hash, secret } => {
                let viewer = secret.map(|secret| blake2_256(secret.as_bytes()));
                Reply::Transaction(view.transaction(*hash, viewer)?)
            }
            Question::Logs(filter) => view.logs(filter)?,
        })
    }

    pub(super) fn view(&self) -> &View {
        &self.answerer.view
    }

    pub(super) fn env(&self) -> QueryEnv {
        let settings = &self.answerer.settings;
        QueryEnv {
            entropy: super::drawn(self.entropy, b"adyton/query-entropy/v1"),
            input_key: settings.newest_key(),
            program_version: settings.version,
        }
    }

    /// A receipt goes to its caller; one whose caller is address zero to anybody. A refused call has no caller that is
    /// proven, and its receipt says nothing private.
    fn receipt(&self, seq: Seq, index: u32) -> Result<Reply, QueryError> {
        let receipt = self.view().receipt(seq, index)?;
        let owner = match &receipt {
            Some(Receipt::Executed(ExecutionReceipt { caller, .. })) => Some(*caller),
            Some(Receipt::Refused(_)) | None => self.caller,
        };
        Ok(match (owner, self.caller) {
            (Some(owner), _) if owner.is_zero() => Reply::Receipt(receipt),
            (_, None) => Reply::Refused(QueryRefusal::SignatureNeeded),
            (owner, caller) if owner == caller => Reply::Receipt(receipt),
            _ => Reply::Refused(QueryRefusal::NotYours),
        })
    }
}

fn account(view: &View, address: H160) -> Result<Reply, QueryError> {
    let (balance, nonce) = view.account(address)?;
    Ok(Reply::Account { address, balance, nonce })
}
