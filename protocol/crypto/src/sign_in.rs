//! Sign-in messages: EIP-4361 text that a wallet shows and signs once, and that proves who asks until it expires.
//!
//! The message names the committee by its URI, `adyton://<genesis hash, 64 hex digits>/<committee>`, so it counts in no other
//! place. Optional fields other than the expiration time are not accepted: nothing in a message may be without effect.

use crate::{caller::BadProof, caller::Place, eip712};
use alloc::{format, string::String, vec::Vec};
use messages::{
    call::EthSignature,
    ids::{CommitteeId, GenesisHash, TimeMs},
    H160, H256,
};
use sp_crypto_hashing::keccak_256;

/// Longest message, in bytes.
pub const MAX_SIGN_IN: usize = 2048;
/// Longest session: from "Issued At" to "Expiration Time".
pub const MAX_SESSION_MS: u64 = 24 * 3600 * 1000;

const GREETING: &str = " wants you to sign in with your Ethereum account:";

/// The URI that names a committee.
pub fn uri(genesis: &GenesisHash, committee: CommitteeId) -> String {
    format!("adyton://{}/{committee}", &format!("{genesis:?}")[2..])
}

/// The proven signer of a message that counts there and then.
pub(crate) fn verify(place: &Place<'_>, message: &[u8], signature: &EthSignature) -> Result<H160, BadProof> {
    let claim = Claim::parse(message).ok_or(BadProof::BadSignIn)?;
    if claim.uri != uri(place.genesis, place.committee) {
        return Err(BadProof::BadSignIn);
    }
    if claim.expires_ms <= place.time_ms || claim.expires_ms > claim.issued_ms.saturating_add(MAX_SESSION_MS)
    {
        return Err(BadProof::Expired);
    }
    let signer = eip712::recover(&signing_hash(message), signature).map_err(|_| BadProof::BadSignature)?;
    (signer == claim.address).then_some(signer).ok_or(BadProof::BadSignature)
}

/// Hash that wallets sign for a text (EIP-191, version 0x45).
pub fn signing_hash(message: &[u8]) -> H256 {
    let prefix = format!("\x19Ethereum Signed Message:\n{}", message.len());
    H256(keccak_256(&[prefix.as_bytes(), message].concat()))
}

/// What a message says.
struct Claim<'a> {
    address: H160,
    uri: &'a str,
    issued_ms: TimeMs,
    expires_ms: TimeMs,
}

impl<'a> Claim<'a> {
    fn parse(message: &'a [u8]) -> Option<Self> {
        let text = core::str::from_utf8(message).ok().filter(|text| text.len() <= MAX_SIGN_IN)?;
        let mut lines = text.split('\n');
        lines.next()?.strip_suffix(GREETING).filter(|domain| !domain.is_empty())?;
        let address = address(lines.next()?)?;
        lines.next().filter(|line| line.is_empty())?;
        // The statement is for people; with one, an empty line follows it.
        let mut next = lines.next()?;
        if !next.is_empty() && !next.starts_with("URI: ") {
            lines.next().filter(|line| line.is_empty())?;
            next = lines.next()?;
        } else if next.is_empty() {
            next = lines.next()?;
        }
        let uri = next.strip_prefix("URI: ")?;
        lines.next().filter(|line| *line == "Version: 1")?;
        lines.next()?.strip_prefix("Chain ID: ")?.parse::<u64>().ok()?;
        lines.next()?.strip_prefix("Nonce: ").filter(|nonce| nonce.len() >= 8)?;
        let issued_ms = time_ms(lines.next()?.strip_prefix("Issued At: ")?)?;
        let expires_ms = time_ms(lines.next()?.strip_prefix("Expiration Time: ")?)?;
        lines.next().is_none().then_some(Self { address, uri, issued_ms, expires_ms })
    }
}

fn address(text: &str) -> Option<H160> {
    let digits = text.strip_prefix("0x").filter(|digits| digits.len() == 40)?;
    let nibbles: Option<Vec<u8>> = digits.chars().map(|c| c.to_digit(16).map(|digit| digit as u8)).collect();
    let mut address = H160::zero();
    for (byte, pair) in address.0.iter_mut().zip(nibbles?.chunks(2)) {
        *byte = pair.iter().fold(0, |byte, nibble| byte << 4 | nibble);
    }
    Some(address)
}

/// Milliseconds since the Unix epoch of an RFC 3339 time in UTC, `2026-01-31T23:59:59Z` or with a fraction of a second.
fn time_ms(text: &str) -> Option<TimeMs> {
    let text = text.strip_suffix('Z')?;
    let (date, time) = text.split_once('T')?;
    let (time, fraction) = time.split_once('.').map_or((time, ""), |(time, fraction)| (time, fraction));
    let [year, month, day] = numbers(date, '-', [4, 2, 2])?;
    let [hour, minute, second] = numbers(time, ':', [2, 2, 2])?;
    let in_range = (1970..=9999).contains(&year)
        && (1..=12).contains(&month)
        && (1..=days_in_month(year, month)).contains(&day)
        && hour < 24
        && minute < 60
        && second < 60
        && fraction.len() <= 9
        && fraction.bytes().all(|byte| byte.is_ascii_digit());
    if !in_range {
        return None;
    }
    let seconds = ((days_before(year, month) + day - 1) * 24 + hour) * 3600 + minute * 60 + second;
    let millis: u64 = fraction
        .chars()
        .chain("000".chars())
        .take(3)
        .filter_map(|c| c.to_digit(10))
        .fold(0, |millis, digit| millis * 10 + u64::from(digit));
    Some(seconds * 1000 + millis)
}

/// Three numbers of these many digits.
fn numbers(text: &str, separator: char, digits: [usize; 3]) -> Option<[u64; 3]> {
    let mut parts = text.split(separator);
    let mut numbers = [0; 3];
    for (number, digits) in numbers.iter_mut().zip(digits) {
        let part = parts.next().filter(|part| part.len() == digits)?;
        *number = part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse().ok())??;
    }
    parts.next().is_none().then_some(numbers)
}

fn is_leap(year: u64) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

fn days_in_month(year: u64, month: u64) -> u64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970 to the first of a month.
fn days_before(year: u64, month: u64) -> u64 {
    let leap_days = |year: u64| (year - 1) / 4 - (year - 1) / 100 + (year - 1) / 400;
    let years = (year - 1970) * 365 + leap_days(year) - leap_days(1970);
    years + (1..month).map(|month| days_in_month(year, month)).sum::<u64>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eip712::CallerKey;

    const GENESIS: GenesisHash = H256([0xab; 32]);
    /// 2026-11-22T12:00:00Z.
    const NOON: TimeMs = 1_795_348_800_000;

    fn place() -> Place<'static> {
        Place { genesis: &GENESIS, committee: 1, block: 10, time_ms: NOON }
    }

    fn message(key: &CallerKey) -> String {
        format!(
            "app.example wants you to sign in with your Ethereum account:\n{:?}\n\nRead my balances.\n\nURI: {}\n\
             Version: 1\nChain ID: 23293\nNonce: 32891756\nIssued At: 2026-11-22T11:00:00.5Z\n\
             Expiration Time: 2026-11-22T13:00:00Z",
            key.address(),
            uri(&GENESIS, 1)
        )
    }

    fn outcome(key: &CallerKey, place: &Place<'_>, text: &str) -> Result<H160, BadProof> {
        verify(place, text.as_bytes(), &key.sign_hash(&signing_hash(text.as_bytes())))
    }

    #[test]
    fn one_signature_counts_until_it_expires() {
        let key = CallerKey::from_secret(&[3; 32]).unwrap();
        let text = message(&key);
        assert_eq!(outcome(&key, &place(), &text), Ok(key.address()));
        let without_statement = text.replace("Read my balances.\n\n", "");
        assert_eq!(outcome(&key, &place(), &without_statement), Ok(key.address()));
        let end = Place { time_ms: NOON + 3_600_000, ..place() };
        assert_eq!(outcome(&key, &end, &text), Err(BadProof::Expired));
        let too_long = text.replace("22T13:00:00Z", "23T11:00:01Z");
        assert_eq!(outcome(&key, &place(), &too_long), Err(BadProof::Expired));
    }

    #[test]
    fn it_counts_in_its_place_and_for_its_signer_only() {
        let (key, other) =
            (CallerKey::from_secret(&[3; 32]).unwrap(), CallerKey::from_secret(&[4; 32]).unwrap());
        let text = message(&key);
        assert_eq!(outcome(&other, &place(), &text), Err(BadProof::BadSignature));
        assert_eq!(outcome(&key, &Place { committee: 2, ..place() }, &text), Err(BadProof::BadSignIn));
        let elsewhere = H256([1; 32]);
        assert_eq!(outcome(&key, &Place { genesis: &elsewhere, ..place() }, &text), Err(BadProof::BadSignIn));
    }

    #[test]
    fn messages_of_another_form_are_refused() {
        let key = CallerKey::from_secret(&[3; 32]).unwrap();
        let text = message(&key);
        let changes = [
            ("app.example", ""),
            ("Version: 1", "Version: 2"),
            ("Nonce: 32891756", "Nonce: 1"),
            ("Chain ID: 23293", "Chain ID: x"),
            ("\nExpiration Time: 2026-11-22T13:00:00Z", ""),
            ("13:00:00Z", "13:00:00+01:00"),
            ("13:00:00Z", "13:00:00Z\nResources:\n- a"),
            ("2026-11-22T13", "2026-02-30T13"),
            ("0x", "0y"),
        ];
        for (from, to) in changes {
            assert_eq!(
                outcome(&key, &place(), &text.replacen(from, to, 1)),
                Err(BadProof::BadSignIn),
                "{from}"
            );
        }
        assert_eq!(verify(&place(), &[0xff; 40], &[0; 65]), Err(BadProof::BadSignIn));
        assert_eq!(verify(&place(), &[b'a'; MAX_SIGN_IN + 1], &[0; 65]), Err(BadProof::BadSignIn));
    }

    #[test]
    fn times_are_read_as_the_calendar_has_them() {
        let cases = [
            ("1970-01-01T00:00:00Z", Some(0)),
            ("2000-02-29T00:00:00.25Z", Some(951_782_400_250)),
            ("2026-11-22T12:00:00Z", Some(NOON)),
            ("2100-03-01T00:00:00Z", Some(4_107_542_400_000)),
            ("2100-02-29T00:00:00Z", None),
            ("2026-1-22T12:00:00Z", None),
            ("2026-11-22T24:00:00Z", None),
            ("2026-11-22", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(time_ms(text), expected, "{text}");
        }
    }
}
