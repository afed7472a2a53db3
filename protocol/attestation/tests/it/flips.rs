//! Hostile forms of honest quotes: every byte flipped, every length.

use crate::support::*;
use attestation::Error;
use messages::registration::Quote;

/// Hands `judge` the quote with one byte flipped, at every `step`th position: all bits, or one bit that moves along.
/// Positions are shared out among two threads.
pub(crate) fn every_flip(quote: &Quote, step: usize, judge: impl Fn(usize, &Quote) + Sync) {
    let judge = &judge;
    std::thread::scope(|scope| {
        for half in 0..2 {
            scope.spawn(move || {
                let mut bytes = quote.bytes.to_vec();
                for position in (0..bytes.len()).step_by(step).skip(half).step_by(2) {
                    let mask = if position % 2 == 0 { 0xff } else { 1 << (position / 2 % 8) };
                    bytes[position] ^= mask;
                    judge(position, &with_bytes(quote, bytes.clone()));
                    bytes[position] ^= mask;
                }
            });
        }
    });
}

/// Every byte is covered by a signature, compared with the anchor, or fixed by the format. The only exception are line
/// breaks of the PEM chain that become other white space.
#[test]
fn no_flipped_byte_of_a_tdx_quote_is_accepted() {
    let network = Network::development();
    every_flip(&honest(), 1, |position, quote| {
        assert!(network.verify(quote).is_err(), "byte {position}");
    });
}

#[test]
fn every_truncation_of_a_tdx_quote_is_refused() {
    let network = Network::development();
    let quote = honest();
    for length in 0..quote.bytes.len() {
        let truncated = with_bytes(&quote, quote.bytes[..length].to_vec());
        assert_eq!(network.verify(&truncated), Err(Error::MalformedQuote), "length {length}");
    }
}
