//! Integers: mixing, sorting, modular arithmetic. Stands for indexes, allocators, codecs and everything else that is neither
//! cryptography nor moving memory.

use super::{digest, words, Scratch};

/// Words of one turn; they fit the first or second level cache.
pub(super) const WORDS: usize = 1 << 13;
/// Turns of a round.
const TURNS: usize = 24;

/// The Mersenne prime 2^61 − 1.
const PRIME: u64 = (1 << 61) - 1;

pub(super) fn run(state: &[u8; 32], scratch: &mut Scratch) -> [u8; 32] {
    let [mut seed, mut point, mut residue] = words(state);
    for _ in 0..TURNS {
        mix(seed, &mut scratch.words);
        scratch.words.sort_unstable();
        seed = polynomial(point, &scratch.words);
        residue = remainders(residue, &scratch.words);
        point ^= residue;
    }
    digest(&[seed, point, residue])
}

/// The sequence SplitMix64 (Steele, Lea and Flood 2014).
fn mix(seed: u64, words: &mut [u64]) {
    let mut state = seed;
    for word in words {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        *word = mixed ^ (mixed >> 31);
    }
}

/// Value at a point of the polynomial with these coefficients, modulo [`PRIME`], by Horner's rule.
fn polynomial(point: u64, coefficients: &[u64]) -> u64 {
    let point = u128::from(point);
    let step = |value: u64, coefficient: &u64| {
        let sum = u128::from(value) * (point & u128::from(PRIME)) + u128::from(*coefficient % PRIME);
        // 2^61 is 1: the high part counts as often as the low one.
        let folded = (sum as u64 & PRIME) + (sum >> 61) as u64;
        if folded >= PRIME {
            folded - PRIME
        } else {
            folded
        }
    };
    coefficients.iter().fold(0, step)
}

/// Divides by each word in turn.
fn remainders(start: u64, words: &[u64]) -> u64 {
    words.iter().fold(start, |value, word| value.rotate_left(17).wrapping_add(*word) % (word >> 16 | 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mixed_sequence_is_the_published_one() {
        let mut words = [0; 3];
        mix(1_234_567, &mut words);
        assert_eq!(words, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
    }

    #[test]
    fn polynomials_are_evaluated_modulo_the_prime() {
        // 3x² + 2x + 1 at 5, and x at −1.
        assert_eq!(polynomial(5, &[3, 2, 1]), 86);
        assert_eq!(polynomial(PRIME - 1, &[1, 0]), PRIME - 1);
        assert_eq!(polynomial(PRIME - 1, &[1, 0, 0]), 1);
        assert_eq!(polynomial(1, &[PRIME, u64::MAX]), u64::MAX % PRIME);
    }
}
