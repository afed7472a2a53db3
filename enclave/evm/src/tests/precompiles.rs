//! Sapphire's precompiles and the system precompile as contracts see them.

use super::{contracts::*, *};
use alloy_sol_types::{sol, SolCall, SolValue};
use messages::keys::InputKey;
use revm::primitives::{Bytes, U256 as Word};
use sapphire::Precompile;

const SYSTEM: H160 = SYSTEM_ADDRESS;
const GAS_LIMIT: u64 = 2_000_000;

mod system {
    super::sol! {
        function deriveKey(bytes label) external view returns (bytes32 key);
        function attestation() external view
            returns (bytes32 genesis, uint32 committee, uint32 programVersion, bool simulated);
    }
}

fn at(precompile: Precompile) -> H160 {
    H160(precompile.address())
}

fn derive_key(label: &[u8]) -> Vec<u8> {
    system::deriveKeyCall { label: Bytes::copy_from_slice(label) }.abi_encode()
}

/// Passes calldata and value on to `target` and returns or reverts with what comes back.
fn relay(target: H160, opcode: Opcode) -> Vec<u8> {
    let mut code = forwarder(target, opcode, Then::ReturnSuccess);
    code.truncate(code.len() - 6);
    // RETURNDATACOPY; if it succeeded jump to RETURN, else REVERT.
    code.extend([0x3d, 0x5f, 0x5f, 0x3e, 0x60]);
    let success = code.len() as u8 + 5;
    code.extend([success, 0x57, 0x3d, 0x5f, 0xfd, 0x5b, 0x3d, 0x5f, 0xf3]);
    assert_eq!(code[usize::from(success)], 0x5b);
    code
}

/// Code that calls `target` without calldata and forgets how it went.
fn calling(target: H160) -> Vec<u8> {
    [&[0x5f, 0x5f, 0x5f, 0x5f, 0x5f, 0x73][..], &target.0, &[0x5a, 0xf1, 0x50]].concat()
}

/// Code that pads the transaction to `target` gas and ends at once. Nothing after the padding costs gas.
fn padding(target: u64) -> Vec<u8> {
    let pad = at(Precompile::PadGas);
    let memory = [&[0x67][..], &target.to_be_bytes(), &[0x5f, 0x52]].concat();
    [&memory[..], &[0x5f, 0x5f, 0x60, 0x20, 0x5f, 0x73], &pad.0, &[0x5a, 0xfa, 0x00]].concat()
}

fn ask(world: &World, asker: H160, to: H160, data: Vec<u8>) -> Reply {
    query(&world.evm.view(), asker, to, data, U256::zero(), GAS_LIMIT)
}

fn returned(reply: Reply) -> Vec<u8> {
    match reply {
        Reply::Returned(output) => output,
        other => panic!("not returned: {other:?}"),
    }
}

fn refuses(reply: Reply, reason: &str) -> bool {
    matches!(reply, Reply::Reverted(output) if String::from_utf8_lossy(&output).contains(reason))
}

// ---- gas of the whole transaction ----

#[test]
fn padding_from_any_depth_ends_at_the_same_total() {
    const TARGET: u64 = 200_000;
    let mut world = World::funded();
    let pad = call(at(Precompile::PadGas), U256::zero(), word(TARGET));
    assert_eq!(world.execute(ALICE, pad).gas_used, TARGET);

    // What a forwarder does after its call costs 10 gas.
    let opcodes = [Opcode::Call, Opcode::StaticCall, Opcode::CallCode, Opcode::DelegateCall, Opcode::Call];
    let mut target = at(Precompile::PadGas);
    for (depth, opcode) in (1..).zip(opcodes) {
        target = world.deploy(ALICE, deploying(&forwarder(target, opcode, Then::ReturnSuccess)));
        let receipt = world.execute(ALICE, call(target, U256::zero(), word(TARGET)));
        assert_eq!(receipt.output, word(1), "depth {depth}");
        assert_eq!(receipt.gas_used, TARGET + 10 * depth, "depth {depth}");
    }
}

#[test]
fn a_stipend_does_not_disturb_the_total() {
    let mut world = World::funded();
    let payer =
        world.deploy(ALICE, deploying(&forwarder(at(Precompile::PadGas), Opcode::Call, Then::ReturnSuccess)));
    let receipt = world.execute(ALICE, call(payer, U256::one(), word(200_000)));
    assert_eq!((receipt.output, receipt.gas_used), (word(1), 200_010));
}

#[test]
fn whatever_ran_before_the_total_is_that_of_the_padding() {
    const TARGET: u64 = 400_000;
    let mut world = World::funded();
    let store = world.deploy(ALICE, deploying(&[0x5a, 0x5f, 0x55])); // sstore(0, gas())
    let deep = world.deploy(ALICE, deploying(&[calling(store), calling(store)].concat()));
    let failing = world.deploy(ALICE, deploying(&[calling(store), vec![0x5f, 0x5f, 0xfd]].concat()));
    let paths =
        [vec![], calling(store), calling(deep), calling(failing), [calling(failing), calling(deep)].concat()];
    for path in paths {
        let contract = world.deploy(ALICE, deploying(&[path, padding(TARGET)].concat()));
        assert_eq!(world.execute(ALICE, call(contract, U256::zero(), vec![])).gas_used, TARGET);
    }
}

#[test]
fn constructors_pad_too() {
    const TARGET: u64 = 300_000;
    let mut world = World::funded();
    assert_eq!(world.execute(ALICE, create(padding(TARGET))).gas_used, TARGET);
    // CREATE with the calldata as init code, then STOP.
    let factory = world.deploy(ALICE, deploying(&[0x36, 0x5f, 0x5f, 0x37, 0x36, 0x5f, 0x5f, 0xf0, 0x00]));
    let receipt = world.execute(ALICE, call(factory, U256::zero(), padding(TARGET)));
    assert_eq!(receipt.gas_used, TARGET);
}

#[test]
fn gas_used_is_that_of_the_transaction() {
    let mut world = World::funded();
    let direct = world.execute(ALICE, call(at(Precompile::GasUsed), U256::zero(), vec![]));
    assert_eq!((direct.output, direct.gas_used), (word(21_010), 21_010));
    let asking = world.deploy(ALICE, deploying(&relay(at(Precompile::GasUsed), Opcode::StaticCall)));
    let asked = world.execute(ALICE, call(asking, U256::zero(), vec![]));
    let told = U256::from_big_endian(&asked.output).as_u64();
    // The relay then copies one word and returns it.
    assert!(asked.gas_used > told && asked.gas_used < told + 100, "{told} of {}", asked.gas_used);
}

#[test]
fn padding_below_what_is_used_fails_the_call_alone() {
    let mut world = World::funded();
    let contract = world.deploy(
        ALICE,
        deploying(&forwarder(at(Precompile::PadGas), Opcode::StaticCall, Then::ReturnSuccess)),
    );
    let receipt = world.execute(ALICE, call(contract, U256::zero(), word(21_000)));
    assert_eq!((receipt.success, receipt.output), (true, word(0)));
}

// ---- Sapphire's functions ----

#[test]
fn errors_take_all_gas_and_reverts_leave_it() {
    let mut world = World::funded();
    let malformed = world.execute(ALICE, call(at(Precompile::DeriveKey), U256::zero(), vec![1; 63]));
    assert_eq!((malformed.success, malformed.gas_used), (false, GAS_LIMIT));

    let sealed = ([1_u8; 32], [2_u8; 32], Bytes::from(vec![3; 40]), Bytes::new()).abi_encode_params();
    let reverted = world.execute(ALICE, call(at(Precompile::Open), U256::zero(), sealed));
    assert!(!reverted.success && reverted.output.is_empty());
    assert!(reverted.gas_used < 30_000);
}

#[test]
fn random_bytes_are_equal_on_replicas_and_differ_between_calls() {
    let random = || {
        let request = (Word::from(32), Bytes::from_static(b"label")).abi_encode_params();
        call(at(Precompile::RandomBytes), U256::zero(), request)
    };
    let (mut world, mut replica) = (World::funded(), World::funded());
    let first = world.execute(ALICE, random()).output;
    assert_eq!(first.len(), 32);
    assert_eq!(first, replica.execute(ALICE, random()).output);
    assert_ne!(first, world.execute(ALICE, random()).output, "another block");

    let mut block = world.begin();
    let nonce = block.account(ALICE).unwrap().1;
    let outputs = [nonce, nonce + 1]
        .map(|nonce| executed(block.execute(&Call { caller: ALICE, nonce, ..random() }).unwrap()).output);
    assert_ne!(outputs[0], outputs[1], "another call of the same block");
    block.finish().unwrap();

    let view = world.evm.view();
    let ask = |entropy| {
        let env = QueryEnv { entropy, ..query_env() };
        let simulation =
            Simulation { to: random().to, data: random().data, value: U256::zero(), gas_limit: None };
        returned(view.call(ALICE, &simulation, GAS_LIMIT, &env).unwrap())
    };
    assert_ne!(ask([1; 32]), ask([2; 32]));
    assert_eq!(ask([1; 32]), ask([1; 32]));
}

#[test]
fn the_key_for_calldata_is_that_of_the_newest_epoch() {
    let mut world = World::funded();
    let input_key =
        InputKey { committee: COMMITTEE, epoch: 9, key_version: 1, public: [1; 32], call_data: [0xcd; 32] };
    let request =
        (Bytes::from_static(b"core.CallDataPublicKey"), Bytes::from_static(&[0xf6])).abi_encode_params();
    let env = QueryEnv { input_key: Some(input_key), ..query_env() };
    let simulation = Simulation {
        to: Some(at(Precompile::Subcall)),
        data: request.clone(),
        value: U256::zero(),
        gas_limit: None,
    };
    let answer = returned(world.evm.view().call(H160::zero(), &simulation, GAS_LIMIT, &env).unwrap());
    let (status, data) = <(u64, Bytes)>::abi_decode_params(&answer).unwrap();
    assert_eq!(status, 0);
    assert!(data.windows(32).any(|window| window == [0xcd; 32]));

    let delegate = world.deploy(
        ALICE,
        deploying(&forwarder(at(Precompile::Subcall), Opcode::DelegateCall, Then::ReturnSuccess)),
    );
    assert_eq!(returned(ask(&world, BOB, delegate, request)), word(0));
}

#[test]
fn signatures_of_p_256_are_verified_at_their_own_address() {
    // The first vector of RIP-7212's tests.
    let input = hex::decode(concat!(
        "4cee90eb86eaa050036147a12d49004b6b9c72bd725d39d4785011fe190f0b4d",
        "a73bd4903f0ce3b639bbbf6e8e80d16931ff4bcf5993d58468e8fb19086e8cac",
        "36dbcd03009df8c59286b162af3bd7fcc0450c9aa81be5d10d312af6c66b1d60",
        "4aebd3099c618202fcfe16ae7770b0c49ab5eadf74b754204a3bb6060e44eff3",
        "7618b065f9832de4ca6ca971a7a1adc826d0f7c00181a5fb2ddf79ae00b4e10e",
    ))
    .unwrap();
    let address = H160::from_low_u64_be(0x100);
    let world = World::funded();
    assert_eq!(returned(ask(&world, BOB, address, input.clone())), word(1));
    let mut altered = input;
    altered[0] ^= 1;
    assert_eq!(returned(ask(&world, BOB, address, altered)), Vec::<u8>::new());
}

// ---- the system precompile ----

#[test]
fn a_contract_has_keys_of_its_own_the_same_for_ever() {
    let mut world = World::funded();
    let contracts = [Opcode::StaticCall, Opcode::Call]
        .map(|opcode| world.deploy(ALICE, deploying(&relay(SYSTEM, opcode))));
    let [one, other] = contracts;
    let key = world.execute(ALICE, call(one, U256::zero(), derive_key(b"label"))).output;
    assert_eq!(key.len(), 32);
    assert_eq!(world.execute(BOB, call(one, U256::zero(), derive_key(b"label"))).output, key);
    assert_eq!(returned(ask(&world, H160::zero(), one, derive_key(b"label"))), key, "in queries too");
    let others = [
        returned(ask(&world, BOB, one, derive_key(b"other"))),
        returned(ask(&world, BOB, one, derive_key(b""))),
        returned(ask(&world, BOB, other, derive_key(b"label"))),
    ];
    for (index, different) in others.iter().enumerate() {
        assert!(*different != key && !others[..index].contains(different));
    }
    let world = world.reopened();
    assert_eq!(returned(ask(&world, BOB, one, derive_key(b"label"))), key);
}

#[test]
fn nobody_asks_for_the_key_of_another() {
    let mut world = World::funded();
    let own_name = "in your own name";
    for opcode in [Opcode::DelegateCall, Opcode::CallCode] {
        let delegate = world.deploy(ALICE, deploying(&relay(SYSTEM, opcode)));
        assert!(refuses(ask(&world, BOB, delegate, derive_key(b"label")), own_name));
    }
    assert!(refuses(ask(&world, BOB, SYSTEM, derive_key(b"label")), "only a contract"));
    let receipt = world.execute(ALICE, call(SYSTEM, U256::zero(), derive_key(b"label")));
    assert!(!receipt.success);
}

/// Else a deployer could pretend a deployment of other code at the address, and so learn the key of what comes there.
#[test]
fn a_contract_has_no_keys_in_the_transaction_that_creates_it() {
    let mut world = World::funded();
    // Init code asks itself: deriveKey("") from the end of the code, reverting with the answer.
    let question = derive_key(b"");
    let asking = |end: u8| {
        let mut code = vec![0x60, question.len() as u8, 0x60, 0, 0x5f, 0x39]; // CODECOPY
        code.extend([0x5f, 0x5f, 0x60, question.len() as u8, 0x5f, 0x73]);
        code.extend(SYSTEM.0);
        code.extend([0x5a, 0xfa, 0x50, 0x3d, 0x5f, 0x5f, 0x3e, 0x3d, 0x5f, end]);
        code[3] = code.len() as u8;
        code.extend(&question);
        code
    };
    let pretended = Simulation { to: None, data: asking(0xf3), value: U256::zero(), gas_limit: None };
    let reply = world.evm.view().call(ALICE, &pretended, GAS_LIMIT, &query_env()).unwrap();
    assert!(String::from_utf8_lossy(&returned(reply)).contains("earlier transaction"));
    let receipt = world.execute(ALICE, create(asking(0xfd)));
    assert!(String::from_utf8_lossy(&receipt.output).contains("earlier transaction"));

    // A factory deploys a relay to the system precompile and asks it at once.
    let child = deploying(&relay(SYSTEM, Opcode::StaticCall));
    let child_size = child.len() as u8;
    let mut factory = vec![0x60, child_size, 0x60, 0, 0x5f, 0x39, 0x60, child_size, 0x5f, 0x5f, 0xf0]; // CREATE
    let question_size = question.len() as u8;
    factory.extend([0x60, question_size, 0x60, 0, 0x5f, 0x39]); // CODECOPY of the question
    factory.extend([0x5f, 0x5f, 0x60, question_size, 0x5f, 0x84, 0x5a, 0xfa, 0x50]); // STATICCALL
    factory.extend([0x3d, 0x5f, 0x5f, 0x3e, 0x3d, 0x5f, 0xf3]);
    factory[3] = factory.len() as u8;
    factory[14] = factory.len() as u8 + child_size;
    factory.extend(&child);
    factory.extend(&question);
    let factory = world.deploy(ALICE, deploying(&factory));
    let receipt = world.execute(ALICE, call(factory, U256::zero(), vec![]));
    assert!(String::from_utf8_lossy(&receipt.output).contains("earlier transaction"));
}

#[test]
fn an_attestation_tells_where_the_contract_runs() {
    let world = World::funded();
    let answer = returned(ask(&world, BOB, SYSTEM, system::attestationCall {}.abi_encode()));
    let told = system::attestationCall::abi_decode_returns(&answer).unwrap();
    assert_eq!(
        (told.genesis.0, told.committee, told.programVersion, told.simulated),
        (config(1, 1).genesis.0, COMMITTEE, 1, true)
    );
}

#[test]
fn only_withdrawals_take_value() {
    let mut world = World::funded();
    for data in [derive_key(b"label"), system::attestationCall {}.abi_encode()] {
        let receipt = world.execute(ALICE, call(SYSTEM, U256::one(), data));
        assert!(!receipt.success);
        assert!(String::from_utf8_lossy(&receipt.output).contains("only withdraw takes value"));
    }
    assert_eq!(world.sum_of_balances(), ether(2000));
}

/// Calldata is handed on without being copied, and costs nothing. With a precompile that copies it before it is paid for,
/// one transaction takes minutes: the runner's limit of time ends the test.
#[test]
fn large_calldata_costs_a_precompile_that_is_not_paid_nothing() {
    for target in [SYSTEM, at(Precompile::KeyPair), at(Precompile::RandomBytes), at(Precompile::Verify)] {
        let mut world = World::funded();
        // Two arguments (the second is bytes) over a megabyte of memory, handed on without gas until there is none left.
        let arguments = [0x60, 0x40, 0x60, 0x20, 0x52, 0x62, 0x0f, 0xff, 0x00, 0x60, 0x40, 0x52];
        let before = [0x5b, 0x5f, 0x5f, 0x62, 0x10, 0, 0, 0x5f, 0x5f, 0x73];
        let after = [0x5f, 0xf1, 0x50, 0x60, arguments.len() as u8, 0x56];
        let code = [&arguments[..], &before, &target.0, &after].concat();
        let flooder = world.deploy(ALICE, deploying(&code));
        let flood = call(flooder, U256::zero(), vec![]);
        let receipt = world.execute(ALICE, Call { gas_limit: 12_000_000, ..flood });
        assert!(!receipt.success, "{target:?}: out of gas");
    }
}
