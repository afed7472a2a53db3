//! The little DER (X.690) that the development certificates need.

use alloc::vec::Vec;

/// Tag, length, content. Content is below 64 KiB in every use.
pub(crate) fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let [high, low] = (content.len() as u16).to_be_bytes();
    let header = match content.len() {
        0..=0x7f => alloc::vec![tag, low],
        0x80..=0xff => alloc::vec![tag, 0x81, low],
        _ => alloc::vec![tag, 0x82, high, low],
    };
    [header.as_slice(), content].concat()
}

/// SEQUENCE of encoded parts.
pub(crate) fn sequence(parts: &[Vec<u8>]) -> Vec<u8> {
    tlv(0x30, &parts.concat())
}

/// SET of one encoded part.
pub(crate) fn set(part: &[u8]) -> Vec<u8> {
    tlv(0x31, part)
}

/// Context-specific, constructed, explicit tag.
pub(crate) fn explicit(number: u8, content: &[u8]) -> Vec<u8> {
    tlv(0xa0 | number, content)
}

/// OBJECT IDENTIFIER from its encoded arcs.
pub(crate) fn oid(arcs: &[u8]) -> Vec<u8> {
    tlv(0x06, arcs)
}

/// INTEGER from an unsigned big-endian number without leading zeros.
pub(crate) fn integer(magnitude: &[u8]) -> Vec<u8> {
    let positive = magnitude.first().is_some_and(|first| *first < 0x80);
    let sign: &[u8] = if positive { &[] } else { &[0] };
    tlv(0x02, &[sign, magnitude].concat())
}

/// ENUMERATED below 128.
pub(crate) fn enumerated(value: u8) -> Vec<u8> {
    tlv(0x0a, &[value])
}

/// BOOLEAN true.
pub(crate) fn yes() -> Vec<u8> {
    tlv(0x01, &[0xff])
}

/// BIT STRING; the last `unused` bits do not count.
pub(crate) fn bits(unused: u8, bytes: &[u8]) -> Vec<u8> {
    tlv(0x03, &[&[unused], bytes].concat())
}

/// OCTET STRING.
pub(crate) fn octets(bytes: &[u8]) -> Vec<u8> {
    tlv(0x04, bytes)
}

/// UTF8String.
pub(crate) fn utf8(text: &str) -> Vec<u8> {
    tlv(0x0c, text.as_bytes())
}

/// UTCTime, for years before 2050 (RFC 5280 4.1.2.5).
pub(crate) fn utc_time(text: &str) -> Vec<u8> {
    tlv(0x17, text.as_bytes())
}

/// GeneralizedTime, for years from 2050 on.
pub(crate) fn generalized_time(text: &str) -> Vec<u8> {
    tlv(0x18, text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_take_as_many_bytes_as_they_need() {
        for (length, header) in
            [(0x7f, &[0x04, 0x7f][..]), (0x80, &[0x04, 0x81, 0x80]), (0x1234, &[0x04, 0x82, 0x12, 0x34])]
        {
            let encoded = octets(&alloc::vec![0; length]);
            assert_eq!(encoded.get(..header.len()), Some(header));
            assert_eq!(encoded.len(), header.len() + length);
        }
    }

    #[test]
    fn integers_stay_positive() {
        assert_eq!(integer(&[0x7f]), [0x02, 1, 0x7f]);
        assert_eq!(integer(&[0x80]), [0x02, 2, 0, 0x80]);
        assert_eq!(integer(&[]), [0x02, 1, 0]);
    }
}
