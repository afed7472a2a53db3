//! A call as the EVM executes it, whichever form its caller signed.

use crate::{convert, machine::MAX_CALLDATA};
use messages::{call::CallBody, receipt::Refusal, H160, H256, U256};
use revm::{
    context::{
        transaction::{AccessList, AccessListItem},
        TxEnv,
    },
    primitives::{Bytes, TxKind, B256},
};

/// Transaction type of EIP-1559. Older types are executed as this one: with a priority fee equal to the highest price they
/// cost what they offer.
const DYNAMIC_FEE: u8 = 2;

/// A call whose caller is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Call {
    /// Who calls.
    pub caller: H160,
    /// The caller's account nonce.
    pub nonce: u64,
    /// Gas it may use.
    pub gas_limit: u64,
    /// Highest price of a unit of gas, in wei.
    pub max_fee_per_gas: U256,
    /// Highest part of that price above the base fee, in wei.
    pub priority_fee: U256,
    /// The contract or account called; `None` creates a contract.
    pub to: Option<H160>,
    /// Value sent along, in wei.
    pub value: U256,
    /// Calldata, or init code.
    pub data: Vec<u8>,
    /// Addresses and slots that are loaded at its start (EIP-2930).
    pub access_list: Vec<(H160, Vec<H256>)>,
}

impl Call {
    /// A call that was signed as typed data. It gives no priority fee.
    pub fn from_body(caller: H160, body: CallBody) -> Self {
        Self {
            caller,
            nonce: body.nonce,
            gas_limit: body.gas_limit,
            max_fee_per_gas: body.max_fee_per_gas,
            priority_fee: U256::zero(),
            to: body.to,
            value: body.value,
            data: body.data,
            access_list: Vec::new(),
        }
    }

    /// The transaction that it is. What the EVM itself checks is not checked here.
    pub(crate) fn transaction(&self, chain_id: u64) -> Result<TxEnv, Refusal> {
        if self.data.len() > MAX_CALLDATA {
            return Err(Refusal::Oversize);
        }
        // No account can hold what a price above 128 bits would cost.
        let gas_price = u128::try_from(self.max_fee_per_gas).map_err(|_| Refusal::InsufficientFunds)?;
        let priority_fee = u128::try_from(self.priority_fee).map_err(|_| Refusal::Underpriced)?;
        Ok(TxEnv {
            tx_type: DYNAMIC_FEE,
            caller: convert::address(self.caller),
            gas_limit: self.gas_limit,
            gas_price,
            gas_priority_fee: Some(priority_fee),
            kind: self.to.map_or(TxKind::Create, |to| TxKind::Call(convert::address(to))),
            value: convert::word(self.value),
            data: Bytes::from(self.data.clone()),
            nonce: self.nonce,
            chain_id: Some(chain_id),
            access_list: AccessList(self.access_list.iter().map(listed).collect()),
            blob_hashes: Vec::new(),
            max_fee_per_blob_gas: 0,
            authorization_list: Vec::new(),
        })
    }
}

fn listed((address, slots): &(H160, Vec<H256>)) -> AccessListItem {
    AccessListItem {
        address: convert::address(*address),
        storage_keys: slots.iter().map(|slot| B256::from(slot.0)).collect(),
    }
}
