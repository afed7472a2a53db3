//! The part of CBOR (RFC 8949) that Oasis messages use: maps with text keys in canonical order (shorter keys first),
//! byte strings, texts and unsigned integers, all of definite length.

use minicbor::{data::Type, Decoder};

/// Reads one message of known shape; every mismatch is `None`.
pub(crate) struct Reader<'b>(Decoder<'b>);

impl<'b> Reader<'b> {
    pub(crate) fn new(bytes: &'b [u8]) -> Self {
        Self(Decoder::new(bytes))
    }

    pub(crate) fn position(&self) -> usize {
        self.0.position()
    }

    /// Back to an earlier position.
    pub(crate) fn rewind(&mut self, position: usize) {
        self.0.set_position(position);
    }

    /// The head of a map; its number of entries.
    pub(crate) fn map(&mut self) -> Option<u64> {
        self.0.map().ok()?
    }

    /// The head of an array; its number of items.
    pub(crate) fn items(&mut self) -> Option<u64> {
        self.0.array().ok()?
    }

    /// A key of a map.
    pub(crate) fn key(&mut self, name: &str) -> Option<()> {
        (self.0.str().ok()? == name).then_some(())
    }

    /// A key of a map, if it is the next one.
    pub(crate) fn optional_key(&mut self, name: &str) -> bool {
        let start = self.position();
        let found = self.key(name).is_some();
        if !found {
            self.rewind(start);
        }
        found
    }

    pub(crate) fn bytes(&mut self) -> Option<&'b [u8]> {
        self.0.bytes().ok()
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.bytes()?.try_into().ok()
    }

    pub(crate) fn text(&mut self) -> Option<&'b str> {
        self.0.str().ok()
    }

    pub(crate) fn uint(&mut self) -> Option<u64> {
        self.0.u64().ok()
    }

    /// An unsigned integer, or nothing in the two ways that libraries write it.
    pub(crate) fn optional_uint(&mut self) -> Option<Option<u64>> {
        match self.0.datatype().ok()? {
            Type::Null => self.0.null().ok().map(|()| None),
            Type::Undefined => self.0.undefined().ok().map(|()| None),
            _ => self.uint().map(Some),
        }
    }

    /// Whether a byte string comes next.
    pub(crate) fn is_bytes(&self) -> bool {
        matches!(self.0.datatype(), Ok(Type::Bytes))
    }

    /// That nothing follows.
    pub(crate) fn end(&self) -> Option<()> {
        (self.0.position() == self.0.input().len()).then_some(())
    }
}

/// Writes one message; the caller keeps to the canonical order of keys.
#[derive(Default)]
pub(crate) struct Writer(Vec<u8>);

impl Writer {
    const UINT: u8 = 0;
    const BYTES: u8 = 2;
    const TEXT: u8 = 3;
    const ARRAY: u8 = 4;
    const MAP: u8 = 5;

    /// Room for `len` bytes of content and the heads around them, so that secrets are not left behind in buffers that
    /// were too small.
    pub(crate) fn with_room_for(len: usize) -> Self {
        Self(Vec::with_capacity(len.saturating_add(64)))
    }

    pub(crate) fn map(self, entries: usize) -> Self {
        self.head(Self::MAP, entries as u64)
    }

    pub(crate) fn array(self, items: usize) -> Self {
        self.head(Self::ARRAY, items as u64)
    }

    pub(crate) fn uint(self, value: u64) -> Self {
        self.head(Self::UINT, value)
    }

    pub(crate) fn text(self, text: &str) -> Self {
        self.string(Self::TEXT, text.as_bytes())
    }

    pub(crate) fn bytes(self, bytes: &[u8]) -> Self {
        self.string(Self::BYTES, bytes)
    }

    pub(crate) fn finish(self) -> Vec<u8> {
        self.0
    }

    fn string(self, major: u8, content: &[u8]) -> Self {
        let mut writer = self.head(major, content.len() as u64);
        writer.0.extend_from_slice(content);
        writer
    }

    /// Major type and the shortest form of its argument.
    fn head(mut self, major: u8, argument: u64) -> Self {
        let major = major << 5;
        match argument {
            0..=23 => self.0.push(major | argument as u8),
            24..=0xff => self.0.extend([major | 24, argument as u8]),
            0x100..=0xffff => {
                self.0.push(major | 25);
                self.0.extend((argument as u16).to_be_bytes());
            }
            0x1_0000..=0xffff_ffff => {
                self.0.push(major | 26);
                self.0.extend((argument as u32).to_be_bytes());
            }
            _ => {
                self.0.push(major | 27);
                self.0.extend(argument.to_be_bytes());
            }
        }
        self
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn heads_have_the_shortest_form() {
        let cases: [(u64, &str); 8] = [
            (0, "00"),
            (23, "17"),
            (24, "1818"),
            (255, "18ff"),
            (256, "190100"),
            (65_536, "1a00010000"),
            (1 << 32, "1b0000000100000000"),
            (u64::MAX, "1bffffffffffffffff"),
        ];
        for (value, expected) in cases {
            let written = Writer::default().uint(value).finish();
            assert_eq!(hex::encode(&written), expected);
            assert_eq!(Reader::new(&written).uint(), Some(value));
        }
    }

    #[test]
    fn what_was_written_is_read() {
        let written =
            Writer::default().map(2).text("a").bytes(&[7; 300]).text("long").array(1).uint(5).finish();
        let mut reader = Reader::new(&written);
        assert_eq!(reader.map(), Some(2));
        assert!(!reader.optional_key("b"));
        assert!(reader.optional_key("a"));
        assert_eq!(reader.bytes(), Some(&[7; 300][..]));
        reader.key("long").unwrap();
        assert_eq!(reader.end(), None);
        assert_eq!((reader.items(), reader.uint()), (Some(1), Some(5)));
        assert_eq!(reader.end(), Some(()));
    }

    #[test]
    fn a_length_beyond_the_input_is_refused_without_reserving_memory() {
        assert_eq!(Reader::new(&hex::decode("5bffffffffffffffff00").unwrap()).bytes(), None);
        assert_eq!(Reader::new(&hex::decode("5f4100ff").unwrap()).bytes(), None, "indefinite length");
        assert_eq!(Reader::new(&hex::decode("bf").unwrap()).map(), None, "indefinite length");
    }
}
