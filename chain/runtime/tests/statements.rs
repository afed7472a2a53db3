//! What becomes of workers' statements in the real runtime.

use crate::{
    chain::{signed, Chain},
    enclave_abi::{genesis, machine, register, BOOT},
};
use adyton_runtime::Channels;
use frame_support::BoundedVec;
use messages::{ids::*, worker::*};
use pallet_channels::ChannelQueue;
use sp_keyring::Sr25519Keyring::Alice;

/// Seq of the gatekeepers' channel after a machine said something into it.
fn after_words_of(number: u32) -> Seq {
    let chain = &mut Chain::new("development");
    chain.advance();
    let worker = register(chain, number);
    let statement = Statement::ToChannel { channel: KEEPER_COMMITTEE, payload: Default::default() };
    let message = WorkerMessage { genesis: genesis(chain), worker, boot_id: BOOT, seq: 1, statement };
    let messages = BoundedVec::truncate_from(vec![machine(number).sign_message(message)]);
    chain.call(signed(Alice), pallet_registry::Call::submit { messages });
    chain.state(|| <Channels as ChannelQueue>::head(KEEPER_COMMITTEE)).unwrap().seq
}

#[test]
fn a_worker_speaks_in_the_channel_of_its_own_committee_only() {
    assert_eq!(after_words_of(1), 1, "a gatekeeper");
    assert_eq!(after_words_of(2), 0, "a member of another committee");
    assert_eq!(after_words_of(9), 0, "a machine that anybody may register");
}
