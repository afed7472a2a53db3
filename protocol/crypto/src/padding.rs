//! Sizes that tell little: plaintexts are padded to classes before they are encrypted.
//!
//! Layout: length (u32, little-endian) ‖ plaintext ‖ zeros, up to a power of two of bytes, at least [`SMALLEST_CLASS`]. The
//! largest class is what its message may carry. Anything else than the padding of its plaintext does not open, so that
//! nobody can mark a message by an odd one.

use alloc::vec::Vec;
use zeroize::Zeroizing;

/// Bytes of the smallest class: a transfer of a token fits it.
pub const SMALLEST_CLASS: usize = 256;

const PREFIX: usize = 4;

/// Bytes that a plaintext of `length` bytes is padded to, where at most `largest` fit; `None` if it does not.
pub fn class(length: usize, largest: usize) -> Option<usize> {
    let needed = length.checked_add(PREFIX).filter(|needed| *needed <= largest)?;
    Some(needed.checked_next_power_of_two()?.clamp(SMALLEST_CLASS, largest.max(SMALLEST_CLASS)))
}

/// Pads a plaintext to its class; `None` if it does not fit.
pub fn pad(plaintext: &[u8], largest: usize) -> Option<Zeroizing<Vec<u8>>> {
    let class = class(plaintext.len(), largest)?;
    let length = u32::try_from(plaintext.len()).ok()?;
    let mut padded = Zeroizing::new(Vec::with_capacity(class));
    padded.extend_from_slice(&length.to_le_bytes());
    padded.extend_from_slice(plaintext);
    padded.resize(class, 0);
    Some(padded)
}

/// The plaintext of a padded one; `None` if it is not the padding that [`pad`] makes.
pub fn unpad(padded: &[u8], largest: usize) -> Option<&[u8]> {
    let (length, rest) = padded.split_first_chunk::<PREFIX>()?;
    let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
    let (plaintext, zeros) = rest.split_at_checked(length)?;
    let canonical = class(length, largest)? == padded.len() && zeros.iter().all(|byte| *byte == 0);
    canonical.then_some(plaintext)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_fall_into_few_classes() {
        let cases = [(0, 256), (252, 256), (253, 512), (508, 512), (509, 1024), (1000, 1024), (1996, 2000)];
        for (length, expected) in cases {
            assert_eq!(class(length, 2000), Some(expected), "{length}");
            let plaintext = alloc::vec![7; length];
            let padded = pad(&plaintext, 2000).unwrap();
            assert_eq!((padded.len(), unpad(&padded, 2000)), (expected, Some(&plaintext[..])));
        }
        assert_eq!(class(1997, 2000), None);
        assert_eq!(class(usize::MAX, 2000), None);
    }

    #[test]
    fn only_the_padding_of_its_plaintext_opens() {
        let padded = pad(b"hello", 2000).unwrap();
        let mut marked = padded.to_vec();
        *marked.last_mut().unwrap() = 1;
        let mut longer = padded.to_vec();
        longer.resize(512, 0);
        let mut beyond = padded.to_vec();
        beyond[..4].copy_from_slice(&253u32.to_le_bytes());
        for bad in [&marked[..], &longer, &beyond, &padded[..255], b"", b"abc"] {
            assert_eq!(unpad(bad, 2000), None);
        }
    }
}
