//! Amounts and times as people write and read them. No floats.

use super::{format_pha, parse_pha};
use anyhow::{bail, Result};
use economy::Fixed;
use messages::{
    ids::{AccountId, Balance, BlockNumber, TimeMs},
    U256,
};
use std::str::FromStr;

/// Decimals of PHA on the chain.
pub const PHA_DECIMALS: usize = 12;
/// Decimals with which a [`Fixed`] is read: its steps are 5.4·10⁻²⁰.
const FIXED_DECIMALS: usize = 20;

/// Reads an amount of PHA, for example `12.5` or `1,000`, into chain units.
///
/// # Errors
/// If it is no amount, is zero, or has more than 12 decimals.
pub fn amount(text: &str) -> Result<Balance> {
    match amount_or_zero(text)? {
        0 => bail!("an amount must be above zero"),
        units => Ok(units),
    }
}

/// As [`amount`], zero among it.
///
/// # Errors
/// As there.
pub fn amount_or_zero(text: &str) -> Result<Balance> {
    let digits = text.trim().replace([',', '_'], "");
    if digits.starts_with('.') || digits.ends_with('.') || digits.is_empty() {
        bail!("`{text}` is no amount of PHA; write for example 1.5");
    }
    let units = parse_pha(&digits, PHA_DECIMALS)?;
    Balance::try_from(units).map_err(|_| anyhow::anyhow!("there is not that much PHA"))
}

/// Chain units as PHA for people: `1,234.5 PHA`.
pub fn pha(units: Balance) -> String {
    format!("{} PHA", grouped(&plain(units)))
}

/// Chain units as PHA for programs: `1234.5`.
pub fn plain(units: Balance) -> String {
    format_pha(units.into(), PHA_DECIMALS)
}

/// A decimal number with its thousands apart.
pub fn grouped(number: &str) -> String {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let mut text = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

/// Reads a decimal number into a [`Fixed`], rounded down.
///
/// # Errors
/// If it is none, or too large or too fine.
pub fn fixed(text: &str) -> Result<Fixed> {
    let digits = text.trim().replace([',', '_'], "");
    if !digits.starts_with(|first: char| first.is_ascii_digit()) {
        bail!("`{text}` is no number; write for example 1.5");
    }
    let bad = || anyhow::anyhow!("`{text}` is no number below 2⁶⁴ with up to {FIXED_DECIMALS} decimals");
    let scaled = parse_pha(&digits, FIXED_DECIMALS).map_err(|_| bad())?;
    // Below 2¹⁹² it does not overflow when shifted; a larger one is far above 2⁶⁴ anyhow.
    let bits = Some(scaled)
        .filter(|scaled| scaled.bits() <= 192)
        .map(|scaled| (scaled << 64) / ten_to(FIXED_DECIMALS));
    let bits = bits.and_then(|bits| u128::try_from(bits).ok()).ok_or_else(bad)?;
    Ok(Fixed::from_bits(bits))
}

/// A [`Fixed`] as a decimal number for people, rounded to the nearest of 18 decimals.
pub fn decimal(number: Fixed) -> String {
    const SHOWN: usize = 18;
    let half = U256::one() << 63;
    let scaled = (U256::from(number.to_bits()) * ten_to(SHOWN) + half) >> 64;
    grouped(&format_pha(scaled, SHOWN))
}

/// A [`Fixed`] as a decimal number that [`fixed`] reads as the same; as [`decimal`] where that does.
pub fn exact(number: Fixed) -> String {
    let short = decimal(number).replace(',', "");
    if fixed(&short).is_ok_and(|read| read == number) {
        return short;
    }
    let below_one = (U256::one() << 64) - 1;
    let scaled = (U256::from(number.to_bits()) * ten_to(FIXED_DECIMALS) + below_one) >> 64;
    format_pha(scaled, FIXED_DECIMALS)
}

fn ten_to(decimals: usize) -> U256 {
    U256::exp10(decimals)
}

/// Parts of a million as percent: `12.5 %`.
pub fn percent_of_million(parts: u32) -> String {
    format!("{} %", format_pha(parts.into(), 4))
}

/// Parts of a billion as percent, rounded to two decimals: `66.67 %`.
pub fn percent_of_billion(parts: u128) -> String {
    format!("{} %", format_pha((parts.saturating_add(50_000) / 100_000).into(), 2))
}

/// Reads percent, for example `12.5` or `12.5%`, into parts of a million.
///
/// # Errors
/// If it is none, above 100, or has more than four decimals.
pub fn parts_of_million(text: &str) -> Result<u32> {
    let digits = text.trim().trim_end_matches('%').trim();
    let parts =
        parse_pha(digits, 4).ok().filter(|_| digits.starts_with(|first: char| first.is_ascii_digit()));
    match parts {
        Some(parts) if parts <= 1_000_000.into() => Ok(parts.as_u32()),
        _ => bail!("`{text}` is no percentage; write a number from 0 to 100 with up to four decimals"),
    }
}

/// A length of time, in its two largest units: `3 d 4 h`.
pub fn duration(ms: TimeMs) -> String {
    let seconds = ms / 1_000;
    let units = [
        (seconds / 86_400, "d"),
        (seconds / 3_600 % 24, "h"),
        (seconds / 60 % 60, "min"),
        (seconds % 60, "s"),
    ];
    let told: Vec<_> =
        units.iter().skip_while(|(count, _)| *count == 0).take(2).filter(|(count, _)| *count > 0).collect();
    match told.is_empty() {
        true => "less than a second".into(),
        false => told.iter().map(|(count, unit)| format!("{count} {unit}")).collect::<Vec<_>>().join(" "),
    }
}

/// A number of blocks, with the time they take.
pub fn blocks(count: BlockNumber, block_ms: TimeMs) -> String {
    format!(
        "{} blocks ({})",
        grouped(&count.to_string()),
        duration(u64::from(count).saturating_mul(block_ms))
    )
}

/// Reads an account: an address (SS58), 32 bytes of hex, or a URI such as `//Alice`.
///
/// # Errors
/// If it is none of them.
pub fn account(text: &str) -> Result<AccountId, String> {
    if text.starts_with("//") {
        let key = client::submit::keypair(text).map_err(|error| error.to_string())?;
        return Ok(AccountId::new(key.public_key().0));
    }
    AccountId::from_str(text).map_err(|reason| format!("`{text}` is no account ({reason}); give its address"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_exact_and_refused_where_they_are_none() {
        let cases = [("12.5", 12_500_000_000_000), ("1,000", 1_000_000_000_000_000), ("0.000000000001", 1)];
        for (text, units) in cases {
            assert_eq!(amount(text).unwrap(), units, "{text}");
        }
        for text in ["", ".", "-1", "1e3", "0", "0.0", "1.", ".5", "1.0000000000001", "PHA", "1 000"] {
            assert!(amount(text).is_err(), "{text}");
        }
        assert!(amount("340282366920938463463374608").is_err(), "more than 128 bits");
        assert_eq!(amount_or_zero("0").unwrap(), 0);
        assert_eq!(pha(1_234_567_500_000_000_000), "1,234,567.5 PHA");
        assert_eq!(pha(1), "0.000000000001 PHA");
        assert_eq!(plain(100_000_000_000_000), "100");
    }

    #[test]
    fn fixed_numbers_read_back_as_they_were_written() {
        for text in ["0", "1", "1.3", "0.75", "30,000", "16,777,216", "0.00000033330006", "0.1"] {
            assert_eq!(decimal(fixed(text).unwrap()), text);
        }
        for bits in [0, 1, 2, 3, 6_148_914, u128::MAX] {
            assert_eq!(
                fixed(&exact(Fixed::from_bits(bits))).unwrap().to_bits(),
                bits,
                "every step has a decimal number"
            );
        }
        for text in ["", "-1", "x", "18446744073709551616", "0.123456789012345678901"] {
            assert!(fixed(text).is_err(), "{text}");
        }
    }

    #[test]
    fn percentages_are_exact() {
        assert_eq!(parts_of_million("12.5").unwrap(), 125_000);
        assert_eq!(parts_of_million("100 %").unwrap(), 1_000_000);
        assert_eq!(percent_of_million(125_000), "12.5 %");
        assert_eq!(percent_of_billion(666_666_666), "66.67 %");
        for text in ["101", "-1", "", "%", "0.00001"] {
            assert!(parts_of_million(text).is_err(), "{text}");
        }
    }

    #[test]
    fn times_are_told_in_their_two_largest_units() {
        let cases =
            [(0, "less than a second"), (61_000, "1 min 1 s"), (86_400_000, "1 d"), (93_600_000, "1 d 2 h")];
        for (ms, text) in cases {
            assert_eq!(duration(ms), text);
        }
        assert_eq!(blocks(14_400, 6_000), "14,400 blocks (1 d)");
    }

    #[test]
    fn accounts_are_addresses_hex_or_development_names() {
        let alice = account("//Alice").unwrap();
        assert_eq!(account(&alice.to_string()).unwrap(), alice);
        assert_eq!(account("5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY").unwrap(), alice);
        assert!(account("5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQX").is_err(), "a slip of the pen");
    }
}
