//! Memory bandwidth: passes over a buffer that no core's own caches hold. Stands for state in memory, snapshots, proofs.

use super::{digest, words, Scratch};

/// What memory is moved in: a cache line of most processors.
pub(super) type Line = [u64; 8];
/// Lines of the buffer: 8 MiB, several times the second level cache of a core.
pub(super) const LINES: usize = (8 << 20) / size_of::<Line>();
/// Times that the whole buffer is read and written, after it was filled.
const PASSES: usize = 13;

pub(super) fn run(state: &[u8; 32], scratch: &mut Scratch) -> [u8; 32] {
    let mut sums: Line = words(state);
    for line in &mut scratch.lines {
        for (word, sum) in line.iter_mut().zip(&mut sums) {
            *sum = sum.rotate_left(13).wrapping_add(0x9e37_79b9_7f4a_7c15);
            *word = *sum;
        }
    }
    for pass in 0..PASSES {
        // There and back: what was written last is far from what is read first only every other time.
        match pass % 2 {
            0 => scratch.lines.iter_mut().for_each(|line| fold(line, &mut sums)),
            _ => scratch.lines.iter_mut().rev().for_each(|line| fold(line, &mut sums)),
        }
    }
    digest(&sums)
}

/// Adds a line to running sums, which take its place: every word depends on all before it, but neighbours on one line do
/// not depend on each other, so that memory and not arithmetic decides how fast it goes.
fn fold(line: &mut Line, sums: &mut Line) {
    for (word, sum) in line.iter_mut().zip(sums) {
        *sum = sum.rotate_left(9).wrapping_add(*word);
        *word ^= *sum;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_of_the_memory_counts() {
        let mut sums = [0; 8];
        let mut lines = [[1; 8]; 3];
        lines.iter_mut().for_each(|line| fold(line, &mut sums));
        for changed in 0..3 {
            let mut others = [0; 8];
            let mut bent = [[1; 8]; 3];
            bent[changed][5] ^= 1 << 40;
            bent.iter_mut().for_each(|line| fold(line, &mut others));
            assert_ne!(sums, others, "line {changed}");
        }
    }
}
