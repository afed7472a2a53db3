//! Arguments of a decoded call, by name and type. A missing one, or one of another type, makes the reader fall back to
//! showing the call as it is.

use crate::commands::amount::pha;
use messages::ids::AccountId;
use subxt::ext::scale_value::{At, Composite, Value, ValueDef, Variant};

/// Arguments of a call.
#[derive(Clone, Copy)]
pub struct Args<'a>(pub &'a Composite<()>);

impl<'a> Args<'a> {
    /// An argument as it was decoded.
    pub fn value(self, name: &str) -> Option<&'a Value> {
        self.0.at(name)
    }

    /// A number.
    pub fn number(self, name: &str) -> Option<u128> {
        number(self.value(name)?)
    }

    /// An amount of PHA.
    pub fn pha(self, name: &str) -> Option<String> {
        self.number(name).map(pha)
    }

    /// A truth.
    pub fn truth(self, name: &str) -> Option<bool> {
        self.value(name)?.as_bool()
    }

    /// Bytes, in hex.
    pub fn hex(self, name: &str) -> Option<String> {
        bytes(self.value(name)?).map(|bytes| format!("0x{}", hex::encode(bytes)))
    }

    /// A worker, a hash or another name of 32 bytes, shortened: its first and last digits.
    pub fn short(self, name: &str) -> Option<String> {
        bytes(self.value(name)?).map(|bytes| shortened(&bytes))
    }

    /// An account id, or an address that is one.
    pub fn account(self, name: &str) -> Option<String> {
        account(self.value(name)?)
    }

    /// Name of a variant.
    pub fn name(self, name: &str) -> Option<&'a str> {
        variant(self.value(name)?).map(|variant| variant.name.as_str())
    }

    /// What is in an option.
    pub fn option(self, name: &str) -> Option<Option<&'a Value>> {
        option(self.value(name)?)
    }

    /// Items of a list.
    pub fn list(self, name: &str) -> Option<Vec<&'a Value>> {
        match &self.value(name)?.value {
            ValueDef::Composite(items) => Some(items.values().collect()),
            _ => None,
        }
    }
}

/// A number, also in wrappers of one field.
pub fn number(value: &Value) -> Option<u128> {
    match &value.value {
        ValueDef::Composite(fields) if fields.len() == 1 => number(fields.values().next()?),
        _ => value.as_u128(),
    }
}

/// Bytes, also in wrappers of one field.
pub fn bytes(value: &Value) -> Option<Vec<u8>> {
    let ValueDef::Composite(fields) = &value.value else { return None };
    let only = fields.values().next().filter(|_| fields.len() == 1);
    if let Some(inner) = only.filter(|inner| matches!(inner.value, ValueDef::Composite(_))) {
        return bytes(inner);
    }
    fields.values().map(|byte| byte.as_u128().and_then(|byte| u8::try_from(byte).ok())).collect()
}

/// An account id, or an address that is one.
pub fn account(value: &Value) -> Option<String> {
    let id = match variant(value) {
        Some(Variant { name, values }) if name == "Id" => values.at(0)?,
        Some(_) => return None,
        None => value,
    };
    let bytes: [u8; 32] = bytes(id)?.try_into().ok()?;
    Some(AccountId::new(bytes).to_string())
}

/// The variant of an enum.
pub fn variant(value: &Value) -> Option<&Variant<()>> {
    match &value.value {
        ValueDef::Variant(variant) => Some(variant),
        _ => None,
    }
}

/// What is in an option.
pub fn option(value: &Value) -> Option<Option<&Value>> {
    let variant = variant(value)?;
    match variant.name.as_str() {
        "None" => Some(None),
        "Some" => variant.values.at(0).map(Some),
        _ => None,
    }
}

/// First and last digits of a name of 32 bytes.
pub fn shortened(bytes: &[u8]) -> String {
    let digits = hex::encode(bytes);
    match (digits.get(..8), digits.get(digits.len().saturating_sub(6)..)) {
        (Some(first), Some(last)) if digits.len() > 16 => format!("0x{first}…{last}"),
        _ => format!("0x{digits}"),
    }
}
