//! A chain of one process: executes blocks as a node would, without consensus or network.

use adyton_runtime::{
    genesis_config_presets, AccountId, Anchors, BlockNumber, Channels, Clusters, Committees, Computation,
    Executive, Gatekeepers, Header, Registry, RuntimeCall, RuntimeOrigin, StakePools, UncheckedExtrinsic,
};
use codec::Encode;
use frame_support::{assert_ok, traits::UnfilteredDispatchable};
use sp_consensus_aura::AURA_ENGINE_ID;
use sp_io::TestExternalities;
use sp_keyring::Sr25519Keyring;
use sp_runtime::{traits::Header as _, BuildStorage, Digest, DigestItem};

/// Slot length of the development preset.
const SLOT_MS: u64 = 500;
/// Time at which the chains of these tests begin: in 2026, when the development root's certificates hold.
const START_MS: u64 = 1_790_000_000_000;

/// A chain and its newest header.
pub(crate) struct Chain {
    state: TestExternalities,
    head: Header,
    /// Time that was skipped.
    skipped_ms: u64,
}

impl Chain {
    /// A chain with the genesis of a preset.
    pub(crate) fn new(preset: &str) -> Self {
        let genesis = genesis_config_presets::preset(preset).unwrap();
        let state = TestExternalities::new(genesis.build_storage().unwrap());
        let head =
            Header::new(0, Default::default(), Default::default(), Default::default(), Default::default());
        Self { state, head, skipped_ms: 0 }
    }

    /// Runs code on the state after the newest block.
    pub(crate) fn state<R>(&mut self, run: impl FnOnce() -> R) -> R {
        self.state.execute_with(run)
    }

    /// What stands under a raw key.
    pub(crate) fn raw(&mut self, key: &[u8]) -> Option<Vec<u8>> {
        self.state(|| sp_io::storage::get(key)).map(Into::into)
    }

    /// The newest header.
    pub(crate) fn head(&self) -> &Header {
        &self.head
    }

    /// Number of the newest block.
    pub(crate) fn height(&self) -> BlockNumber {
        *self.head.number()
    }

    /// Lets time pass, a multiple of the slot length, in which no block is made.
    pub(crate) fn skip(&mut self, ms: u64) {
        self.skipped_ms += ms;
    }

    /// Adds an empty block.
    pub(crate) fn advance(&mut self) {
        self.block(|| ());
    }

    /// Adds a block with one call that succeeds.
    pub(crate) fn call(&mut self, origin: RuntimeOrigin, call: impl Into<RuntimeCall>) {
        let call = call.into();
        self.block(|| {
            assert_ok!(call.dispatch_bypass_filter(origin));
        });
    }

    /// Adds a block in which `run` runs as a transaction would, and returns what it returned.
    pub(crate) fn block<R>(&mut self, run: impl FnOnce() -> R) -> R {
        let number = self.height() + 1;
        let parent = self.head.hash();
        let now = START_MS + self.skipped_ms + SLOT_MS * u64::from(number);
        let slot = DigestItem::PreRuntime(AURA_ENGINE_ID, (now / SLOT_MS).encode());
        let (head, result) = self.state.execute_with(|| {
            let digest = Digest { logs: vec![slot] };
            Executive::initialize_block(&Header::new(
                number,
                Default::default(),
                Default::default(),
                parent,
                digest,
            ));
            let set_time = RuntimeCall::Timestamp(pallet_timestamp::Call::set { now });
            Executive::apply_extrinsic(UncheckedExtrinsic::new_bare(set_time)).unwrap().unwrap();
            let result = run();
            let head = Executive::finalize_block();
            check_invariants();
            (head, result)
        });
        self.head = head;
        result
    }
}

/// What has to hold after every block, whatever a test did in it.
fn check_invariants() {
    let checks = [
        ("anchors", Anchors::do_try_state()),
        ("channels", Channels::do_try_state()),
        ("registry", Registry::do_try_state()),
        ("committees", Committees::do_try_state()),
        ("gatekeepers", Gatekeepers::do_try_state()),
        ("computation", Computation::do_try_state()),
        ("stake pools", StakePools::do_try_state()),
        ("clusters", Clusters::do_try_state()),
    ];
    for (pallet, outcome) in checks {
        assert_eq!(outcome, Ok(()), "an invariant of {pallet}");
    }
}

/// The account of a well-known person.
pub(crate) fn account(who: Sr25519Keyring) -> AccountId {
    who.to_account_id()
}

/// A well-known person's signature.
pub(crate) fn signed(who: Sr25519Keyring) -> RuntimeOrigin {
    RuntimeOrigin::signed(account(who))
}
