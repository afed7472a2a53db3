//! Sealed calls of native clients that wait. Pure.
//!
//! Anybody can hand in anything. What the chain does not take is given up, so that it neither holds up others nor has the
//! gateway pay for it again and again.

use super::rules::native_size;
use crate::error::RpcError;
use messages::{channel::SealedCall, ids::Epoch, limits::LIVE_EPOCHS};
use std::collections::VecDeque;

/// Calls that wait at the same time.
const MAX_WAITING: usize = 1024;
/// Calls of one extrinsic. Each is a message of its own: what gas they use is hidden, and calls of one message share
/// their gas.
const MAX_TOGETHER: usize = 32;
/// Bytes of calls of one extrinsic.
const MAX_BYTES: usize = 512 * 1024;
/// How often a call may fail to get into the chain, whose channel may be full for a while.
const MAX_FAILURES: u8 = 5;

/// A call, and how often it failed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Waiting {
    /// The call.
    pub call: SealedCall,
    failures: u8,
}

/// What waits, in the order of its arrival.
#[derive(Clone, Default, Debug)]
pub struct NativeQueue(VecDeque<Waiting>);

impl NativeQueue {
    /// Adds a call; `newest` is the committee's newest epoch, as far as it is known here.
    ///
    /// # Errors
    /// If too many wait, or if its epoch is over or far from having begun: the chain would refuse it.
    pub fn add(&mut self, call: SealedCall, newest: Epoch) -> Result<(), RpcError> {
        let is_over = call.epoch.saturating_add(LIVE_EPOCHS.into()) <= newest;
        // The next one may have begun a moment ago.
        if is_over || call.epoch == 0 || call.epoch > newest.saturating_add(1) {
            let epoch = call.epoch;
            return Err(RpcError::Refused(format!("epoch {epoch} is not live; seal to epoch {newest}")));
        }
        if self.0.len() >= MAX_WAITING {
            return Err(RpcError::LimitExceeded("too many sealed calls wait; try again in a moment".into()));
        }
        self.0.push_back(Waiting { call, failures: 0 });
        Ok(())
    }

    /// Takes as many as one extrinsic carries.
    pub fn take(&mut self) -> Vec<Waiting> {
        let (mut taken, mut bytes) = (vec![], 0);
        while taken.len() < MAX_TOGETHER {
            let size = self.0.front().map_or(usize::MAX, |waiting| native_size(&waiting.call));
            if size.saturating_add(bytes) > MAX_BYTES {
                break;
            }
            bytes += size;
            taken.extend(self.0.pop_front());
        }
        taken
    }

    /// Calls that could not be handed in wait again, in front.
    pub fn put_back(&mut self, calls: Vec<Waiting>) {
        calls.into_iter().rev().for_each(|waiting| self.0.push_front(waiting));
    }

    /// Calls that did not get into the chain wait again, in front, unless they failed too often. Returns how many were
    /// given up.
    pub fn failed(&mut self, calls: Vec<Waiting>) -> usize {
        let again = calls.into_iter().map(|waiting| Waiting { failures: waiting.failures + 1, ..waiting });
        let (again, given_up): (Vec<_>, Vec<_>) = again.partition(|waiting| waiting.failures < MAX_FAILURES);
        self.put_back(again);
        given_up.len()
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn call(epoch: Epoch, size: usize) -> SealedCall {
        SealedCall { epoch, encapsulated_key: [0; 32], ciphertext: vec![0; size].try_into().unwrap() }
    }

    #[test]
    fn calls_that_the_chain_would_refuse_are_not_taken() {
        let newest = 9;
        let cases =
            [(6, false), (7, true), (9, true), (10, true), (11, false), (0, false), (Epoch::MAX, false)];
        for (epoch, taken) in cases {
            let added = NativeQueue::default().add(call(epoch, 1), newest);
            assert_eq!(added.is_ok(), taken, "epoch {epoch}: {added:?}");
        }
        let mut early = NativeQueue::default();
        assert!(early.add(call(0, 1), 0).is_err() && early.is_empty());
    }

    #[test]
    fn a_call_that_never_gets_into_the_chain_is_given_up_and_holds_up_nobody() {
        let mut queue = NativeQueue::default();
        (0..MAX_TOGETHER).for_each(|_| queue.add(call(1, 1), 1).unwrap());
        queue.add(call(1, 7), 1).unwrap();
        for attempt in 1..=MAX_FAILURES {
            let taken = queue.take();
            assert_eq!(taken.len(), MAX_TOGETHER);
            let given_up = if attempt == MAX_FAILURES { MAX_TOGETHER } else { 0 };
            assert_eq!(queue.failed(taken), given_up);
        }
        let next = queue.take();
        assert_eq!((next.len(), next[0].call.ciphertext.len()), (1, 7));
        // What could not even be handed in is no fault of its own.
        (0..10).for_each(|_| {
            queue.put_back(next.clone());
            assert_eq!(queue.take(), next);
        });
    }

    #[test]
    fn what_waits_and_what_goes_together_is_bounded() {
        let mut queue = NativeQueue::default();
        (0..MAX_WAITING).for_each(|_| queue.add(call(1, 1), 1).unwrap());
        assert!(queue.add(call(1, 1), 1).is_err());
        let mut large = NativeQueue::default();
        (0..9).for_each(|_| large.add(call(1, 100_000), 1).unwrap());
        assert_eq!(large.take().len(), 5);
    }
}
