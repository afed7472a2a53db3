//! The ABI is stated, and every set's end recorded, where enclaves look.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::{mock::*, Abi, LastSetId, SetEnds};
use codec::Decode;
use frame_support::traits::Hooks;
use messages::{
    abi::{self, EnclaveAbi, ABI_VERSION},
    ids::BlockNumber,
};

/// Recorded ends, by set.
fn ends() -> Vec<(u64, BlockNumber)> {
    let mut ends: Vec<_> = SetEnds::<Test>::iter().collect();
    ends.sort_unstable();
    ends
}

#[test]
fn genesis_states_the_abi_under_the_raw_key() {
    ExtBuilder.build_and_execute(|| {
        let raw = sp_io::storage::get(&abi::enclave_abi()).unwrap();
        assert_eq!(EnclaveAbi::decode(&mut &raw[..]), Ok(EnclaveAbi { version: ABI_VERSION }));
    });
}

#[test]
fn genesis_alone_marks_a_development_chain() {
    let development = |evm_chain_id| {
        let genesis =
            crate::GenesisConfig::<Test> { development_evm_chain_id: evm_chain_id, ..Default::default() };
        let storage = sp_runtime::BuildStorage::build_storage(&genesis).unwrap();
        sp_io::TestExternalities::new(storage).execute_with(|| sp_io::storage::get(&abi::development()))
    };
    assert_eq!(development(None), None);
    let stated = development(Some(7)).unwrap();
    assert_eq!(abi::Development::decode(&mut &stated[..]), Ok(abi::Development { evm_chain_id: 7 }));
}

#[test]
fn an_upgrade_restates_the_abi() {
    ExtBuilder.build_and_execute(|| {
        Abi::<Test>::put(EnclaveAbi { version: ABI_VERSION - 1 });
        assert_eq!(
            Anchors::do_try_state(),
            Err("abi: not the version of this runtime".into()),
            "the invariant notices an old version"
        );
        Anchors::on_runtime_upgrade();
        assert_eq!(Abi::<Test>::get(), Some(EnclaveAbi { version: ABI_VERSION }));
    });
}

#[test]
fn a_set_ends_with_the_block_that_raises_the_set_id() {
    ExtBuilder.build_and_execute(|| {
        for (block, set) in [(1, 0), (2, 0), (3, 1), (4, 1), (5, 2), (6, 3), (7, 3)] {
            run_block(block, set);
        }
        assert_eq!(ends(), [(0, 3), (1, 5), (2, 6)]);
        assert_eq!(LastSetId::<Test>::get(), 3);
    });
}

#[test]
fn a_skipped_set_ends_with_the_same_block() {
    ExtBuilder.build_and_execute(|| {
        run_block(4, 2);
        assert_eq!(ends(), [(0, 4), (1, 4)]);
    });
}

#[test]
fn nothing_is_written_while_the_set_stays() {
    ExtBuilder.build_and_execute(|| {
        run_block(1, 0);
        run_block(2, 0);
        assert_eq!(ends(), []);
    });
}

#[test]
fn ends_stand_under_the_raw_key() {
    ExtBuilder.build_and_execute(|| {
        run_block(9, 1);
        let raw = sp_io::storage::get(&abi::set_end(0)).unwrap();
        assert_eq!(BlockNumber::decode(&mut &raw[..]), Ok(9));
    });
}
