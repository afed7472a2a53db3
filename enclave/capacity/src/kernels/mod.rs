//! What a round runs. Each kernel stands for something that workers do all day, and takes a quarter of a unit on the
//! machine that the unit was calibrated on (`docs/protocol/capacity.md`); how much of it is a constant, so that a unit is
//! the same work everywhere.
//!
//! A kernel is a function of the lane's state alone: no clock, no randomness, and nothing of what its memory held before.

mod crypto;
mod evm;
mod integer;
mod memory;

/// A kernel: what it computes from a lane's state.
pub(crate) type Kernel = fn(&[u8; 32], &mut Scratch) -> [u8; 32];

/// All kernels with their names, in the order of a round.
pub(crate) const ALL: [(&str, Kernel); 4] =
    [("integer", integer::run), ("crypto", crypto::run), ("memory", memory::run), ("evm", evm::run)];

/// Memory that a thread computes in: about 9 MiB.
pub struct Scratch {
    words: Vec<u64>,
    bytes: Vec<u8>,
    lines: Vec<memory::Line>,
}

impl Default for Scratch {
    fn default() -> Self {
        Self {
            words: vec![0; integer::WORDS],
            bytes: vec![0; crypto::BYTES],
            lines: vec![Default::default(); memory::LINES],
        }
    }
}

/// Words that follow from a state, as many as are asked for.
fn words<const N: usize>(state: &[u8; 32]) -> [u64; N] {
    let mut stream = blake3::Hasher::new_keyed(state).finalize_xof();
    core::array::from_fn(|_| {
        let mut bytes = [0; 8];
        stream.fill(&mut bytes);
        u64::from_le_bytes(bytes)
    })
}

/// Digest of words.
fn digest(words: &[u64]) -> [u8; 32] {
    let mut digest = blake3::Hasher::new();
    words.iter().for_each(|word| {
        digest.update(&word.to_le_bytes());
    });
    digest.finalize().into()
}
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use messages::H256;

    /// The vectors of `docs/protocol/capacity.md`.
    #[test]
    fn outputs_are_those_of_the_vectors() {
        let scratch = &mut Scratch::default();
        let vectors = [
            "0x6de2c6fde0f7819a8fe20b9dc5c190fc288b644224659bc400a09feaa38e578b",
            "0x020a1c984e1870ec9866927bde032c70bb332866702bede0cdbf4d4c714d1809",
            "0xb30638dff74c7909e1b3f4eb809fc57b4d4c11d2da6cb21834655b15cefb984c",
            "0x9710feab6fdf7c51f1c37b8902af8c86ae3851e6e69568611704f1744943b06e",
        ];
        for ((name, kernel), output) in ALL.into_iter().zip(vectors) {
            assert_eq!(H256(kernel(&[7; 32], scratch)), output.parse().unwrap(), "{name}");
        }
    }
}
