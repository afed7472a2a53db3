//! Calls that leave no trace. Their data may be encrypted, or a query signed by its caller, both in Sapphire's form.

use super::{question::Asking, QueryError};
use crate::{
    compute::{call_data, envelopes},
    rules::rules,
};
use crypto::eip712::recover;
use messages::{
    ids::Epoch,
    query::{BlockId, QueryRefusal, Reply, Simulation},
    H160, H256, U256,
};
use sapphire::{CallResult, Envelope, LeashError, QueryCall, QueryData, ReplyKey, SignedQuery};

/// Gas limit that clients sign if they do not say one.
const SIGNED_GAS: u64 = 30_000_000;
/// Price of gas that clients sign if they do not say one, in wei.
const SIGNED_GAS_PRICE: u64 = 100_000_000_000;

/// A simulation with plain calldata.
struct Plain {
    simulation: Simulation,
    /// Encrypts the result to who encrypted the calldata.
    reply: Option<ReplyKey>,
}

impl Asking<'_> {
    pub(super) fn call(&self, simulation: &Simulation) -> Result<Reply, QueryError> {
        self.run(self.caller.unwrap_or_default(), self.opened(simulation)?)
    }

    /// A call whose data its caller signed, within the leash that the signature names.
    pub(super) fn call_as(
        &self,
        simulation: &Simulation,
        from: H160,
        gas_price: Option<U256>,
    ) -> Result<Reply, QueryError> {
        let Some(query) = SignedQuery::parse(&simulation.data) else {
            return Ok(Reply::Refused(QueryRefusal::BadEnvelope));
        };
        let plain = match &query.data {
            QueryData::Plain(body) => {
                Ok(Plain { simulation: with_data(simulation, body.to_vec()), reply: None })
            }
            QueryData::Encrypted(envelope) => self.out_of(envelope, simulation)?,
        };
        let plain = match plain {
            Ok(plain) => plain,
            Err(refusal) => return Ok(Reply::Refused(refusal)),
        };
        let signed = QueryCall {
            from: from.0,
            to: simulation.to.unwrap_or_default().0,
            gas_limit: simulation.gas_limit.unwrap_or(SIGNED_GAS),
            gas_price: gas_price.unwrap_or(SIGNED_GAS_PRICE.into()).to_big_endian(),
            value: simulation.value.to_big_endian(),
        };
        let chain_id = self.answerer.network.chain_id();
        let hash = H256(query.signing_hash(&signed, &plain.simulation.data, chain_id));
        if recover(&hash, &query.signature) != Ok(from) {
            return Ok(Reply::Refused(QueryRefusal::BadSignature));
        }
        match self.check_leash(&query, from)? {
            Ok(()) => self.run(from, Ok(plain)),
            Err(refusal) => Ok(Reply::Refused(refusal)),
        }
    }

    pub(super) fn estimate(&self, simulation: &Simulation) -> Result<Reply, QueryError> {
        let Plain { simulation, reply } = match self.opened(simulation)? {
            Ok(plain) => plain,
            Err(refusal) => return Ok(Reply::Refused(refusal)),
        };
        let asker = self.caller.unwrap_or_default();
        let estimated = self.view().estimate(asker, &simulation, self.max_gas(), &self.env())?;
        Ok(match (estimated, reply) {
            (Reply::Reverted(data), Some(key)) => {
                Reply::Reverted(self.seal(&key, &CallResult::Reverted(&data)))
            }
            (estimated, _) => estimated,
        })
    }

    /// What is encrypted is not traced: frames have no form in which only the caller could read them.
    pub(super) fn trace(&self, simulation: &Simulation) -> Result<Reply, QueryError> {
        if Envelope::parse(&simulation.data).is_some() {
            return Ok(Reply::Refused(QueryRefusal::BadEnvelope));
        }
        let asker = self.caller.unwrap_or_default();
        Ok(self.view().trace(asker, simulation, self.max_gas(), &self.env())?)
    }

    fn run(&self, asker: H160, plain: Result<Plain, QueryRefusal>) -> Result<Reply, QueryError> {
        let Plain { simulation, reply } = match plain {
            Ok(plain) => plain,
            Err(refusal) => return Ok(Reply::Refused(refusal)),
        };
        let came_to = self.view().call(asker, &simulation, self.max_gas(), &self.env())?;
        let Some(key) = reply else { return Ok(came_to) };
        let result = match &came_to {
            Reply::Returned(output) => CallResult::Returned(output),
            Reply::Reverted(data) => CallResult::Reverted(data),
            _ => return Ok(came_to),
        };
        Ok(Reply::Returned(self.seal(&key, &result)))
    }

    fn seal(&self, key: &ReplyKey, result: &CallResult<'_>) -> Vec<u8> {
        key.seal(&super::drawn(self.entropy, b"adyton/query-result-nonce/v1"), result)
    }

    /// Gas that a simulation may use at most.
    fn max_gas(&self) -> u64 {
        rules(self.answerer.settings.version).map_or(0, |rules| rules.query_gas)
    }

    fn opened(&self, simulation: &Simulation) -> Result<Result<Plain, QueryRefusal>, QueryError> {
        Ok(match Envelope::parse(&simulation.data) {
            Some(envelope) => self.out_of(&envelope, simulation)?,
            // Its signature covers what only `Question::CallAs` tells.
            None if SignedQuery::parse(&simulation.data).is_some() => Err(QueryRefusal::BadEnvelope),
            None => Ok(Plain { simulation: simulation.clone(), reply: None }),
        })
    }

    /// The calldata of an envelope that no transaction has used: what came with one, others may have seen.
    fn out_of(
        &self,
        envelope: &Envelope<'_>,
        simulation: &Simulation,
    ) -> Result<Result<Plain, QueryRefusal>, QueryError> {
        let keys = &self.answerer.settings.input_keys;
        let live: Vec<Epoch> = keys.iter().rev().map(|key| key.epoch).collect();
        let secret = |epoch| self.answerer.ring.call_data(epoch).ok_or(QueryRefusal::BadEnvelope);
        let Ok(Ok(opened)) = call_data::open(envelope, &live, secret) else {
            return Ok(Err(QueryRefusal::BadEnvelope));
        };
        if envelopes::is_used(self.view(), &opened.id)? {
            return Ok(Err(QueryRefusal::BadEnvelope));
        }
        let simulation = with_data(simulation, opened.calldata.to_vec());
        Ok(Ok(Plain { simulation, reply: Some(opened.reply) }))
    }

    fn check_leash(
        &self,
        query: &SignedQuery<'_>,
        from: H160,
    ) -> Result<Result<(), QueryRefusal>, QueryError> {
        let view = self.view();
        let (_, nonce) = view.account(from)?;
        let base = view.block(BlockId::Number(query.leash.block_number))?;
        let checked = query.leash.check(nonce, view.number(), |_| base.map(|block| block.hash.0));
        Ok(checked.map_err(|error| match error {
            LeashError::StaleNonce { .. }
            | LeashError::OutOfRange { .. }
            | LeashError::UnknownBaseBlock(_) => QueryRefusal::LeashOver,
            LeashError::OtherBaseBlock(_) => QueryRefusal::BadEnvelope,
        }))
    }
}

fn with_data(simulation: &Simulation, data: Vec<u8>) -> Simulation {
    Simulation { to: simulation.to, data, value: simulation.value, gas_limit: simulation.gas_limit }
}
