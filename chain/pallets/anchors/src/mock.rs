//! A runtime with this pallet and a GRANDPA set id that tests move.
#![allow(unreachable_pub, missing_docs, clippy::unwrap_used)]

use crate as pallet_anchors;
use frame_support::{
    construct_runtime, derive_impl,
    storage::unhashed,
    traits::{Get, Hooks},
};
use messages::abi::grandpa_set_id;
use sp_runtime::BuildStorage;

type Block = frame_system::mocking::MockBlockU32<Test>;

construct_runtime!(
    pub enum Test {
        System: frame_system,
        Anchors: pallet_anchors,
    }
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = Block;
}

/// GRANDPA's set id, where the enclave ABI says that it stands.
pub struct CurrentSetId;
impl Get<u64> for CurrentSetId {
    fn get() -> u64 {
        unhashed::get_or_default(&grandpa_set_id())
    }
}

impl pallet_anchors::Config for Test {
    type CurrentSetId = CurrentSetId;
    type WeightInfo = ();
}

pub struct ExtBuilder;

impl ExtBuilder {
    pub fn build(self) -> sp_io::TestExternalities {
        sp_io::TestExternalities::new(RuntimeGenesisConfig::default().build_storage().unwrap())
    }

    /// Runs a test and then checks the invariants.
    pub fn build_and_execute(self, test: impl FnOnce()) {
        self.build().execute_with(|| {
            test();
            Anchors::do_try_state().unwrap();
        });
    }
}

/// Runs one whole block in which GRANDPA's set id becomes `set`, after this pallet's `on_initialize`.
pub fn run_block(number: u32, set: u64) {
    System::set_block_number(number);
    Anchors::on_initialize(number);
    unhashed::put(&grandpa_set_id(), &set);
    Anchors::on_finalize(number);
}
