//! What hostile gatekeepers say in a ceremony: no panic, no stall, one outcome however it is heard.
#![no_main]

use codec::{DecodeAll, Encode};
use keys::Judge;
use libfuzzer_sys::fuzz_target;
use messages::{
    ceremony::{Ceremony, CeremonyMessage, PerKeeper, Receiver},
    channel::Head,
    ids::{BootId, WorkerId},
    keys::Secret,
    H256,
};

/// Sender (1 to 3 take part), blocks since the message before, and the message.
type Said = Vec<(u8, u8, CeremonyMessage)>;

fn judge() -> Judge {
    let receiver = |keeper: u8| Receiver {
        keeper: WorkerId([keeper; 32]),
        boot_id: BootId([1; 16]),
        encryption_key: [9; 32],
    };
    let ceremony = Ceremony {
        id: 1,
        secret: Secret::Epoch(1),
        threshold: 2,
        receivers: PerKeeper::truncate_from((1..=3).map(receiver).collect()),
        source: None,
        opened: Head { seq: 0, digest: H256([0; 32]) },
        opened_at: 0,
        patience: 100,
    };
    Judge::new(H256([7; 32]), ceremony)
}

fuzz_target!(|data: &[u8]| {
    let Ok(said) = Said::decode_all(&mut &data[..]) else { return };
    assert_eq!(said.encode(), data);
    let (mut once, mut twice, mut block) = (judge(), judge(), 0u32);
    for (seq, (sender, blocks, message)) in (1..).zip(&said) {
        block += u32::from(*blocks);
        let _ = once.hear(&WorkerId([*sender; 32]), seq, block, message);
        once.close(block.saturating_sub(1));
        for _again in 0..2 {
            let _ = twice.hear(&WorkerId([*sender; 32]), seq, block, message);
        }
    }
    once.close(u32::MAX);
    twice.close(u32::MAX);
    assert!(once.outcome().is_some());
    assert_eq!(once.outcome(), twice.outcome());
});
