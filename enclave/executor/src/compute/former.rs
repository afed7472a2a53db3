//! Forming executed blocks: the same messages give the same blocks, however they were batched on the way.

use messages::{channel::Message, ids::BlockNumber};
use std::collections::VecDeque;

/// Last chain block all of whose messages are in the queue: the proven head's block once the queue reaches the proven
/// channel head, else the block before the queue's last message.
pub fn closed_up_to(queue: &VecDeque<Message>, reaches_head: bool, head: BlockNumber) -> BlockNumber {
    match queue.back() {
        _ if reaches_head => head,
        Some(last) => last.block.saturating_sub(1),
        None => 0,
    }
}

/// How many messages at the front of the queue belong to the next closed chain block; 0 if none is closed.
pub fn next_group(queue: &VecDeque<Message>, closed: BlockNumber) -> usize {
    match queue.front() {
        Some(first) if first.block <= closed => queue.iter().take_while(|m| m.block == first.block).count(),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use messages::channel::Sender;

    fn queue(blocks: &[BlockNumber]) -> VecDeque<Message> {
        let message = |(i, block): (usize, &BlockNumber)| Message {
            channel: 1,
            seq: i as u64 + 1,
            sender: Sender::Chain,
            block: *block,
            time_ms: 0,
            payload: Default::default(),
        };
        blocks.iter().enumerate().map(message).collect()
    }

    #[test]
    fn a_chain_block_is_executed_only_when_it_is_whole() {
        let cases: [(&[BlockNumber], bool, usize); 6] = [
            (&[], true, 0),
            (&[5, 5, 6], true, 2),
            (&[5, 5], false, 0),
            (&[5, 5, 6], false, 2),
            (&[5, 5], true, 2),
            (&[5, 6, 6], false, 1),
        ];
        for (blocks, reaches_head, expected) in cases {
            let queue = queue(blocks);
            assert_eq!(next_group(&queue, closed_up_to(&queue, reaches_head, 9)), expected, "{blocks:?}");
        }
    }
}
