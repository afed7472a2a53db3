//! Calls by the names of their arguments, encoded as the chain's metadata says.

use super::lacks;
use anyhow::{Context, Result};
use client::submit::Call;
use messages::ids::AccountId;
use subxt::{
    ext::{
        scale_encode::EncodeAsFields,
        scale_type_resolver::Field,
        scale_value::{Composite, Value},
    },
    metadata::Metadata,
};

/// Arguments of a call, by name.
pub type Args = Vec<(&'static str, Value)>;

/// A call by the names of its pallet, its own, and its arguments'.
///
/// # Errors
/// If the chain has no such call, or one with other arguments.
pub fn call(metadata: &Metadata, pallet: &'static str, name: &'static str, args: Args) -> Result<Call> {
    let in_pallet = metadata.pallet_by_name(pallet).ok_or_else(|| lacks(pallet))?;
    let variant =
        in_pallet.call_variant_by_name(name).ok_or_else(|| lacks(format!("call {pallet}.{name}")))?;
    let mut fields =
        variant.fields.iter().map(|field| Field { name: field.name.as_deref(), id: field.ty.id });
    let mut encoded = vec![];
    Composite::named(args).encode_as_fields_to(&mut fields, metadata.types(), &mut encoded).with_context(
        || format!("{pallet}.{name} takes other arguments; use the program of the chain's version"),
    )?;
    Ok(Call::Plain { pallet, name, args: encoded })
}

/// An account, where a call takes an account id.
pub fn account(account: &AccountId) -> Value {
    Value::from_bytes(<AccountId as AsRef<[u8; 32]>>::as_ref(account))
}

/// An account, where a call takes an address.
pub fn address(of: &AccountId) -> Value {
    Value::unnamed_variant("Id", [account(of)])
}

/// A value, or none.
pub fn option(value: Option<Value>) -> Value {
    match value {
        Some(value) => Value::unnamed_variant("Some", [value]),
        None => Value::unnamed_variant("None", []),
    }
}

/// A hash, a measurement or another name of 32 bytes, from hex.
///
/// # Errors
/// If it is none.
pub fn hash(text: &str) -> Result<Value> {
    let bytes = hex::decode(text.trim_start_matches("0x")).ok().filter(|bytes| bytes.len() == 32);
    let bytes = bytes.with_context(|| format!("`{text}` is not 32 bytes of hex"))?;
    Ok(Value::unnamed_composite([Value::from_bytes(bytes)]))
}

/// A variant without fields.
pub fn unit(name: &str) -> Value {
    Value::unnamed_variant(name, [])
}
