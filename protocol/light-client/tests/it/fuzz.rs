//! The bodies of the fuzz targets, run on mutated honest inputs from a seeded generator.

use codec::{Decode, Encode};
use light_client::testing::fuzz::Arena;
use messages::bundle::SyncBundle;

const ROUNDS: usize = 2000;

/// A small deterministic generator (splitmix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % sides.max(1) as u64) as usize
    }

    /// Flips, cuts, repeats or overwrites some bytes.
    fn mutate(&mut self, bytes: &mut Vec<u8>) {
        for _ in 0..=self.roll(2) {
            let at = self.roll(bytes.len());
            let span = at..(at + self.roll(40)).min(bytes.len());
            match self.roll(5) {
                0 => bytes.truncate(at),
                1 => drop(bytes.drain(span)),
                2 => bytes.extend_from_within(span),
                3 => bytes[span].fill(0xff),
                _ if at < bytes.len() => bytes[at] ^= 1 << self.roll(8),
                _ => {}
            }
        }
    }

    /// Mutates one part of a bundle, so that it still decodes.
    fn mutate_bundle(&mut self, bundle: &mut SyncBundle) {
        let (node, message) = (self.roll(bundle.proof.len()), self.roll(bundle.messages.len()));
        match (self.roll(7), &mut bundle.head, &mut bundle.genesis) {
            (0, Some(head), _) => self.mutate(&mut head.header),
            (1, Some(head), _) => self.mutate(&mut head.justification),
            (2, _, Some(genesis)) => self.mutate(&mut genesis.header),
            (3, _, Some(genesis)) => self.mutate(&mut genesis.proof[0]),
            (4, ..) => drop(bundle.messages.remove(message)),
            (5, ..) => bundle.messages[message].seq ^= 1 << self.roll(4),
            _ => self.mutate(&mut bundle.proof[node]),
        }
    }
}

#[test]
fn hostile_bytes_neither_panic_nor_deceive() {
    let arena = Arena::default();
    let targets = [Arena::sync_bundle, Arena::justification, Arena::header];
    let mut dice = Dice(1);
    for (run, inputs) in targets.into_iter().zip(arena.seeds()) {
        for round in 0..ROUNDS {
            let mut input = inputs[round % inputs.len()].clone();
            run(&arena, &input);
            dice.mutate(&mut input);
            run(&arena, &input);
        }
    }
}

#[test]
fn bundles_with_one_hostile_part_neither_panic_nor_deceive() {
    let arena = Arena::default();
    let [bundles, ..] = arena.seeds();
    let mut dice = Dice(2);
    for round in 0..ROUNDS {
        let mut bundle = SyncBundle::decode(&mut &bundles[round % bundles.len()][..]).unwrap();
        dice.mutate_bundle(&mut bundle);
        arena.sync_bundle(&bundle.encode());
    }
}
