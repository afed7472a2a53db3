//! What requests carry.

use super::{Address, Bytes, Hash, Quantity};
use crate::error::RpcError;
use jsonrpsee::types::Params;
use messages::{limits::MAX_FILTER_VALUES, query::Simulation, H160, H256, U256};
use serde::{de::DeserializeOwned, Deserialize};
use serde_json::Value;

/// Arguments of a request, by position.
pub struct Arguments(Vec<Value>);

impl Arguments {
    /// From a request.
    ///
    /// # Errors
    /// [`RpcError::InvalidParams`] if they are no list.
    pub fn new(params: &Params<'_>) -> Result<Self, RpcError> {
        match params.parse::<Option<Vec<Value>>>() {
            Ok(values) => Ok(Self(values.unwrap_or_default())),
            Err(_) => Err(RpcError::InvalidParams("non-array args".into())),
        }
    }

    /// An argument that must be there.
    ///
    /// # Errors
    /// [`RpcError::InvalidParams`].
    pub fn required<T: DeserializeOwned>(&self, index: usize) -> Result<T, RpcError> {
        self.optional(index)?.ok_or_else(|| RpcError::missing_argument(index))
    }

    /// An argument that may be missing or null.
    ///
    /// # Errors
    /// [`RpcError::InvalidParams`] if it does not parse.
    pub fn optional<T: DeserializeOwned>(&self, index: usize) -> Result<Option<T>, RpcError> {
        match self.0.get(index) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => {
                T::deserialize(value).map(Some).map_err(|error| RpcError::invalid_argument(index, error))
            }
        }
    }

    /// A small number that must be there.
    ///
    /// # Errors
    /// [`RpcError::InvalidParams`].
    pub fn number(&self, index: usize) -> Result<u64, RpcError> {
        let quantity: Quantity = self.required(index)?;
        quantity.small().map_err(|error| RpcError::invalid_argument(index, error))
    }
}

/// Which block is meant.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum BlockTag {
    /// The last executed one. Blocks are executed once they are final, so `safe`, `finalized` and `pending` are it too.
    #[default]
    Latest,
    /// By number.
    Number(u64),
    /// By hash.
    Hash(H256),
}

impl<'de> Deserialize<'de> for BlockTag {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Form {
            Text(String),
            Number(u64),
            #[serde(rename_all = "camelCase")]
            Object {
                block_number: Option<Quantity>,
                block_hash: Option<Hash>,
            },
        }
        let number = |quantity: Quantity| quantity.small().map(Self::Number);
        let tag = match Form::deserialize(deserializer)? {
            Form::Number(number) => Ok(Self::Number(number)),
            Form::Text(text) => match text.as_str() {
                "latest" | "pending" | "safe" | "finalized" => Ok(Self::Latest),
                "earliest" => Ok(Self::Number(0)),
                text if text.len() == 66 => super::fixed(text).map(|hash| Self::Hash(H256(hash))),
                text => Quantity::parse(text).and_then(number),
            },
            Form::Object { block_hash: Some(hash), .. } => Ok(Self::Hash(hash.0)),
            Form::Object { block_number: Some(quantity), .. } => number(quantity),
            Form::Object { .. } => Ok(Self::Latest),
        };
        tag.map_err(serde::de::Error::custom)
    }
}

/// A transaction before it is signed, or a call.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TransactionRequest {
    /// Who sends it.
    pub from: Option<Address>,
    /// Whom it calls.
    pub to: Option<Address>,
    /// Gas it may use.
    pub gas: Option<Quantity>,
    /// Price of gas, for those who know no base fee.
    pub gas_price: Option<Quantity>,
    /// Highest price of gas.
    pub max_fee_per_gas: Option<Quantity>,
    /// Highest tip.
    pub max_priority_fee_per_gas: Option<Quantity>,
    /// Wei sent along.
    pub value: Option<Quantity>,
    /// Calldata, as it is called now.
    pub input: Option<Bytes>,
    /// Calldata, as it was called before.
    pub data: Option<Bytes>,
    /// Nonce.
    pub nonce: Option<Quantity>,
}

impl TransactionRequest {
    /// Its calldata, passed through untouched: it may be encrypted, or hold a signed query.
    pub fn call_data(&self) -> Vec<u8> {
        self.input.as_ref().or(self.data.as_ref()).map(|bytes| bytes.0.clone()).unwrap_or_default()
    }

    /// Who it claims to be from; nobody if it does not say.
    pub fn sender(&self) -> H160 {
        self.from.map(|from| from.0).unwrap_or_default()
    }

    /// As a question. The caller of an unsigned query is address zero, so `from` does not count.
    pub fn simulation(&self) -> Simulation {
        let gas_limit = self.gas.map(|gas| gas.small().unwrap_or(u64::MAX));
        Simulation {
            to: self.to.map(|to| to.0),
            data: self.call_data(),
            value: self.value.unwrap_or_default().0,
            gas_limit,
        }
    }

    /// Highest price offered, and tip, given what is usual now.
    ///
    /// # Errors
    /// If a price is out of range.
    pub fn fees(&self, base_fee: u64) -> Result<(u128, u128), String> {
        let tip = self.max_priority_fee_per_gas.unwrap_or_default().price()?;
        match (self.gas_price, self.max_fee_per_gas) {
            (Some(price), _) => Ok((price.price()?, price.price()?)),
            (None, Some(most)) => Ok((most.price()?, tip)),
            (None, None) => Ok((u128::from(base_fee).saturating_mul(2).saturating_add(tip), tip)),
        }
    }

    /// Value sent along, in wei.
    pub fn wei(&self) -> U256 {
        self.value.unwrap_or_default().0
    }
}

/// Which logs are wanted.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LogRequest {
    /// First block.
    pub from_block: Option<BlockTag>,
    /// Last block.
    pub to_block: Option<BlockTag>,
    /// The only block.
    pub block_hash: Option<Hash>,
    #[serde(default)]
    address: OneOrMany<Address>,
    #[serde(default)]
    topics: Option<Vec<OneOrMany<Hash>>>,
}

#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(untagged)]
enum OneOrMany<T> {
    #[default]
    Any,
    One(T),
    Many(Vec<T>),
}

impl<T: Copy> OneOrMany<T> {
    fn values(&self) -> Vec<T> {
        match self {
            Self::Any => vec![],
            Self::One(value) => vec![*value],
            Self::Many(values) => values.clone(),
        }
    }
}

impl LogRequest {
    /// Contracts and topics wanted; empty means all.
    ///
    /// # Errors
    /// [`RpcError`] if they are more than one question may name.
    pub fn matching(&self) -> Result<Matching, RpcError> {
        let addresses: Vec<H160> = self.address.values().into_iter().map(|address| address.0).collect();
        let topics: Vec<Vec<H256>> = self
            .topics
            .iter()
            .flatten()
            .map(|topic| topic.values().into_iter().map(|hash| hash.0).collect())
            .collect();
        if topics.len() > 4 {
            return Err(RpcError::InvalidParams("exceed max topics".into()));
        }
        if addresses.len() > MAX_FILTER_VALUES || topics.iter().any(|topic| topic.len() > MAX_FILTER_VALUES) {
            return Err(RpcError::LimitExceeded(format!(
                "a filter names at most {MAX_FILTER_VALUES} addresses, and as many topics for each place"
            )));
        }
        Ok(Matching { addresses, topics })
    }
}

/// Contracts and topics wanted.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Matching {
    /// Contracts; empty for all.
    pub addresses: Vec<H160>,
    /// Topics by place; empty for all.
    pub topics: Vec<Vec<H256>>,
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    fn tag(value: Value) -> Result<BlockTag, String> {
        serde_json::from_value(value).map_err(|error| error.to_string())
    }

    #[test]
    fn blocks_are_named_in_every_form_that_clients_use() {
        let hash = super::super::data(&[7; 32]);
        for (value, expected) in [
            (json!("latest"), BlockTag::Latest),
            (json!("pending"), BlockTag::Latest),
            (json!("finalized"), BlockTag::Latest),
            (json!("earliest"), BlockTag::Number(0)),
            (json!("0x10"), BlockTag::Number(16)),
            (json!(16), BlockTag::Number(16)),
            (json!(hash), BlockTag::Hash(H256([7; 32]))),
            (json!({ "blockHash": hash }), BlockTag::Hash(H256([7; 32]))),
            (json!({ "blockNumber": "0x10" }), BlockTag::Number(16)),
        ] {
            assert_eq!(tag(value), Ok(expected));
        }
        assert_eq!(tag(json!("newest")), Err("hex string without 0x prefix".into()));
    }

    #[test]
    fn filters_take_single_values_lists_and_nothing() {
        let address = super::super::data(&[1; 20]);
        let topic = super::super::data(&[2; 32]);
        let request: LogRequest =
            serde_json::from_value(json!({ "address": address, "topics": [null, topic, [topic, topic]] }))
                .unwrap();
        let matching = request.matching().unwrap();
        assert_eq!(matching.addresses, [H160([1; 20])]);
        assert_eq!(matching.topics, [vec![], vec![H256([2; 32])], vec![H256([2; 32]); 2]]);
        let empty: LogRequest = serde_json::from_value(json!({})).unwrap();
        assert_eq!(empty.matching().unwrap(), Matching::default());
    }

    #[test]
    fn filters_are_bounded() {
        let topic = super::super::data(&[2; 32]);
        let five: LogRequest = serde_json::from_value(json!({ "topics": vec![&topic; 5] })).unwrap();
        assert_eq!(five.matching(), Err(RpcError::InvalidParams("exceed max topics".into())));
        let wide: LogRequest = serde_json::from_value(json!({ "topics": [vec![&topic; 65]] })).unwrap();
        assert!(matches!(wide.matching(), Err(RpcError::LimitExceeded(_))));
    }

    #[test]
    fn a_call_from_somebody_is_asked_as_nobody_with_its_data_untouched() {
        let request: TransactionRequest = serde_json::from_value(json!({
            "from": super::super::data(&[1; 20]),
            "to": super::super::data(&[2; 20]),
            "data": "0xdeadbeef",
            "gas": "0x5208",
        }))
        .unwrap();
        let simulation = request.simulation();
        assert_eq!((simulation.to, simulation.data), (Some(H160([2; 20])), vec![0xde, 0xad, 0xbe, 0xef]));
        assert_eq!(simulation.gas_limit, Some(21_000));
    }
}
