//! Values as they are, for calls that this program has no words for. Long ones are cut: who wants all takes `--json`.

use super::args::bytes;
use subxt::ext::scale_value::{Composite, Primitive, Value, ValueDef};

/// Items of a list, or digits of a text, that are shown.
const SHOWN_ITEMS: usize = 8;
/// Bytes that are shown.
const SHOWN_BYTES: usize = 64;
/// Shorter lists of small numbers are taken for numbers, longer ones for bytes.
const LEAST_BYTES: usize = 8;
/// Levels that are shown.
const SHOWN_LEVELS: usize = 12;

/// Arguments: `name: value, …`.
pub fn arguments(args: &Composite<()>) -> String {
    composite(args, SHOWN_LEVELS)
}

/// One value.
pub fn value(of: &Value) -> String {
    at_level(of, SHOWN_LEVELS)
}

fn at_level(value: &Value, levels: usize) -> String {
    let Some(below) = levels.checked_sub(1) else { return "…".into() };
    match &value.value {
        ValueDef::Primitive(primitive) => self::primitive(primitive),
        ValueDef::BitSequence(bits) => format!("{} bits", bits.len()),
        ValueDef::Variant(variant) if variant.values.is_empty() => variant.name.clone(),
        ValueDef::Variant(variant) => format!("{}({})", variant.name, composite(&variant.values, below)),
        ValueDef::Composite(fields) => match as_bytes(value) {
            Some(bytes) => bytes,
            None if fields.len() == 1 && matches!(fields, Composite::Unnamed(_)) => composite(fields, below),
            None => format!("[{}]", composite(fields, below)),
        },
    }
}

fn composite(fields: &Composite<()>, levels: usize) -> String {
    let mut shown: Vec<_> = match fields {
        Composite::Named(named) => named
            .iter()
            .take(SHOWN_ITEMS)
            .map(|(name, value)| format!("{name}: {}", at_level(value, levels)))
            .collect(),
        Composite::Unnamed(values) => {
            values.iter().take(SHOWN_ITEMS).map(|value| at_level(value, levels)).collect()
        }
    };
    if fields.len() > SHOWN_ITEMS {
        shown.push(format!("and {} more", fields.len() - SHOWN_ITEMS));
    }
    shown.join(", ")
}

fn primitive(primitive: &Primitive) -> String {
    match primitive {
        Primitive::Bool(value) => value.to_string(),
        Primitive::Char(value) => format!("{value:?}"),
        Primitive::String(value) => format!("{:?}", value.chars().take(SHOWN_BYTES).collect::<String>()),
        Primitive::U128(value) => value.to_string(),
        Primitive::I128(value) => value.to_string(),
        Primitive::U256(value) | Primitive::I256(value) => format!("0x{}", hex::encode(value)),
    }
}

/// Bytes in hex, or as text where they are that.
fn as_bytes(value: &Value) -> Option<String> {
    let bytes = bytes(value).filter(|bytes| bytes.len() >= LEAST_BYTES)?;
    Some(text_or_hex(&bytes))
}

/// Bytes as text, or in hex where they are none.
pub fn text_or_hex(bytes: &[u8]) -> String {
    let shown = bytes.get(..SHOWN_BYTES).unwrap_or(bytes);
    let more = bytes.len() - shown.len();
    let cut = if more > 0 { format!("… and {more} bytes more") } else { String::new() };
    match std::str::from_utf8(shown) {
        Ok(text) if text.chars().all(|letter| !letter.is_control()) => format!("{text:?}{cut}"),
        _ => format!("0x{}{cut}", hex::encode(shown)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_shown_as_people_can_read_them() {
        let hash = Value::unnamed_composite([Value::from_bytes([0xab; 32])]);
        let many = Value::unnamed_composite((0..20).map(|number| Value::u128(number * 1_000)));
        let cases = [
            (Value::u128(7), "7".to_owned()),
            (hash, format!("0x{}", "ab".repeat(32))),
            (Value::from_bytes(b"a remark of mine"), "\"a remark of mine\"".into()),
            (Value::named_variant("At", [("block", Value::u128(3))]), "At(block: 3)".into()),
            (Value::unnamed_variant("None", []), "None".into()),
            (many, "[0, 1000, 2000, 3000, 4000, 5000, 6000, 7000, and 12 more]".into()),
            (Value::from_bytes([0; 100]), format!("0x{}… and 36 bytes more", "00".repeat(64))),
        ];
        for (given, expected) in cases {
            assert_eq!(value(&given), expected);
        }
    }

    #[test]
    fn a_deep_value_is_cut_and_does_not_exhaust_the_stack() {
        let deep = (0..200).fold(Value::u128(1), |inner, _| Value::unnamed_variant("Some", [inner]));
        assert!(value(&deep).contains('…'));
    }

    #[test]
    fn text_cannot_steer_the_terminal() {
        assert_eq!(
            value(&Value::from_bytes(b"\x1b[2J\x1b[31mred")),
            format!("0x{}", hex::encode(b"\x1b[2J\x1b[31mred"))
        );
    }
}
