//! Simulated machines: registering them, and what they say.

use crate::chain::{account, signed, Chain};
use adyton_runtime::Runtime;
use attestation::development::SimulatedTd;
use crypto::{hash, identity::WorkerIdentity, simulated::machine_secret};
use frame_support::BoundedVec;
use messages::{
    ids::*,
    registration::{Claim, Registration},
    worker::{Statement, WorkerMessage},
};
use sp_keyring::Sr25519Keyring::Alice;

pub(crate) const BOOT: BootId = BootId([7; 16]);

pub(crate) fn machine(number: u32) -> WorkerIdentity {
    WorkerIdentity::from_sealing_secret(&machine_secret(number))
}

pub(crate) fn genesis(chain: &mut Chain) -> GenesisHash {
    chain.state(|| frame_system::Pallet::<Runtime>::block_hash(0))
}

/// Registers a simulated machine with its quote, as its host would.
pub(crate) fn register(chain: &mut Chain, number: u32) -> WorkerId {
    let identity = machine(number);
    let claim = Claim {
        genesis: genesis(chain),
        worker: identity.id(),
        encryption_key: identity.encryption_key(),
        operator: account(Alice),
        boot_id: BOOT,
        challenge: BlockRef { number: chain.height(), hash: chain.head().hash() },
        relay_checkpoint: None,
    };
    let quote = SimulatedTd::new(number).quote(&hash::report_data(&claim)).unwrap();
    let registration = Registration { claim, quote };
    chain.call(signed(Alice), pallet_registry::Call::register { registration });
    identity.id()
}

/// Carries the next statement of a registered machine to the chain.
pub(crate) fn say(chain: &mut Chain, number: u32, statement: Statement) {
    let call = saying(chain, number, statement);
    chain.call(signed(Alice), call);
}

/// The call that carries it.
pub(crate) fn saying(chain: &mut Chain, number: u32, statement: Statement) -> pallet_registry::Call<Runtime> {
    let worker = machine(number).id();
    let record = chain.state(|| pallet_registry::Workers::<Runtime>::get(worker)).unwrap();
    let (genesis, seq) = (genesis(chain), record.last_seq + 1);
    let message = WorkerMessage { genesis, worker, boot_id: BOOT, seq, statement };
    let messages = BoundedVec::truncate_from(vec![machine(number).sign_message(message)]);
    pallet_registry::Call::submit { messages }
}
