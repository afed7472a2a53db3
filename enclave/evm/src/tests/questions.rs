//! Estimates, traces, code and storage.

use super::{contracts::*, *};
use messages::{
    ethereum::{Frame, FrameKind},
    limits::MAX_TRACE_FRAMES,
    query::QueryRefusal,
};

const MAX_GAS: u64 = 30_000_000;

fn simulation(to: H160, data: Vec<u8>) -> Simulation {
    Simulation { to: Some(to), data, value: U256::zero(), gas_limit: None }
}

fn estimate(world: &World, asker: H160, simulation: &Simulation) -> Reply {
    world.evm.view().estimate(asker, simulation, MAX_GAS, &query_env()).unwrap()
}

fn gas(reply: Reply) -> u64 {
    match reply {
        Reply::Gas(gas) => gas,
        other => panic!("{other:?}"),
    }
}

fn trace(world: &World, asker: H160, simulation: &Simulation) -> Vec<Frame> {
    match world.evm.view().trace(asker, simulation, MAX_GAS, &query_env()).unwrap() {
        Reply::Trace(frames) => frames,
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_estimate_is_enough_and_little_more() {
    let mut world = World::funded();
    let register = world.deploy(ALICE, deploying(REGISTER));
    let deep = (0..8).fold(register, |target, _| {
        world.deploy(ALICE, deploying(&forwarder(target, Opcode::Call, Then::ReturnSuccess)))
    });
    let store = [word(1), word(2)].concat();
    let cases = [
        simulation(BOB, vec![]),
        simulation(register, store.clone()),
        simulation(deep, store),
        Simulation { to: None, ..simulation(BOB, deploying(REGISTER)) },
    ];
    for simulation in cases {
        let estimate = gas(estimate(&world, BOB, &simulation));
        let nonce = world.evm.view().account(BOB).unwrap().1;
        let call = |gas_limit| Call {
            caller: BOB,
            nonce,
            gas_limit,
            to: simulation.to,
            ..super::call(BOB, U256::zero(), simulation.data.clone())
        };
        let mut block = world.begin();
        let little = executed(block.execute(&call(estimate)).unwrap());
        assert!(little.success && (simulation.to != Some(deep) || little.output == word(1)));
        drop(block);
        assert!(estimate <= little.gas_used * 11 / 10 + 10_000, "{estimate} for {}", little.gas_used);
    }
}

#[test]
fn who_asks_unsigned_learns_nothing_of_errors() {
    let mut world = World::funded();
    let reverter = world.deploy(ALICE, deploying(REVERTER));
    let why = simulation(reverter, b"why".to_vec());
    assert_eq!(estimate(&world, ALICE, &why), Reply::Reverted(b"why".to_vec()));
    let used = gas(estimate(&world, H160::zero(), &why));
    assert!((2_021_000..2_100_000).contains(&used));
    let endless = simulation(world.deploy(ALICE, deploying(LOOP)), vec![]);
    assert_eq!(estimate(&world, ALICE, &endless), Reply::Refused(QueryRefusal::OutOfGas));
    assert_eq!(gas(estimate(&world, H160::zero(), &endless)), MAX_GAS, "never more than queries may use");
}

#[test]
fn a_payment_is_estimated_exactly() {
    let world = World::funded();
    assert_eq!(gas(estimate(&world, H160::zero(), &simulation(BOB, vec![]))), 21_000);
}

#[test]
fn unsigned_estimates_leave_room_for_what_a_contract_does_for_somebody() {
    let mut world = World::funded();
    let register = world.deploy(ALICE, deploying(REGISTER));
    let store = simulation(register, [word(1), word(2)].concat());
    let [signed, unsigned] = [BOB, H160::zero()].map(|asker| gas(estimate(&world, asker, &store)));
    assert_eq!(unsigned, signed + 100_000);
    // A constructor that fails for address zero has not come to storing its code.
    let creation = Simulation { to: None, ..simulation(BOB, [REVERTER, &[0; 10_000]].concat()) };
    assert!(gas(estimate(&world, H160::zero(), &creation)) >= 2_000_000 + 200 * 10_000);
}

#[test]
fn a_question_uses_the_gas_it_names_and_no_more_than_it_may() {
    let mut world = World::funded();
    // Returns the gas that is left.
    let meter = world.deploy(ALICE, deploying(&[0x5a, 0x5f, 0x52, 0x60, 0x20, 0x5f, 0xf3]));
    let left = |gas_limit, max_gas| {
        let simulation = Simulation { gas_limit, ..simulation(meter, vec![]) };
        match world.evm.view().call(ALICE, &simulation, max_gas, &query_env()).unwrap() {
            Reply::Returned(left) => U256::from_big_endian(&left).as_u64(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(left(None, 50_000), 50_000 - 21_000 - 2);
    assert_eq!(left(Some(40_000), 50_000), 40_000 - 21_000 - 2);
    assert_eq!(left(Some(u64::MAX), 50_000), 50_000 - 21_000 - 2);
}

#[test]
fn a_creation_can_be_asked_for() {
    let world = World::funded();
    let creation = Simulation { to: None, ..simulation(BOB, deploying(REGISTER)) };
    let reply = world.evm.view().call(ALICE, &creation, MAX_GAS, &query_env()).unwrap();
    assert_eq!(reply, Reply::Returned(REGISTER.to_vec()));
}

#[test]
fn a_trace_shows_its_own_call_and_the_askers_contracts() {
    let mut world = World::funded();
    let register = world.deploy(ALICE, deploying(REGISTER));
    let outer = world.deploy(BOB, deploying(&forwarder(register, Opcode::Call, Then::ReturnSuccess)));
    let data = [word(1), word(2)].concat();
    let simulation = simulation(outer, data.clone());

    let frames = trace(&world, ALICE, &simulation);
    assert_eq!(frames.len(), 2);
    let outermost = &frames[0];
    assert_eq!((outermost.depth, outermost.kind, outermost.success), (0, FrameKind::Call, true));
    assert_eq!((outermost.from, outermost.to), (Some(ALICE), Some(outer)));
    assert_eq!((outermost.input.as_ref(), outermost.output.as_ref()), (Some(&data), Some(&word(1))));
    let inner = &frames[1];
    assert_eq!((inner.depth, inner.from, inner.to), (1, Some(outer), Some(register)));
    assert_eq!((inner.value, inner.input.as_ref()), (Some(U256::zero()), Some(&data)));
    assert_eq!(inner.output, Some(word(2)));
    assert!(inner.gas_used > 20_000 && inner.gas_used < outermost.gas_used);

    for asker in [BOB, H160([0xcc; 20]), H160::zero()] {
        let frames = trace(&world, asker, &simulation);
        assert_eq!(frames[0].output, Some(word(1)));
        let hidden = Frame {
            depth: 1,
            kind: FrameKind::Call,
            from: None,
            to: None,
            value: None,
            input: None,
            output: None,
            gas_used: 0,
            success: true,
        };
        assert_eq!(frames[1], hidden, "the called contract is Alice's");
    }
}

#[test]
fn code_that_others_use_shows_its_deployer_nothing_of_them() {
    let mut world = World::funded();
    let library = world.deploy(ALICE, deploying(REGISTER));
    let proxy = world.deploy(BOB, deploying(&forwarder(library, Opcode::DelegateCall, Then::ReturnSuccess)));
    let simulation = simulation(proxy, word(1));
    let seen = |asker| trace(&world, asker, &simulation)[1].clone();
    assert_eq!((seen(ALICE).kind, seen(ALICE).input), (FrameKind::DelegateCall, None));
    assert_eq!((seen(BOB).from, seen(BOB).to, seen(BOB).input), (Some(proxy), Some(library), Some(word(1))));
}

#[test]
fn contracts_that_contracts_create_are_nobodys() {
    let mut world = World::funded();
    // Creates a contract from its calldata and returns the address.
    let factory =
        [&[0x36, 0x5f, 0x5f, 0x37, 0x36, 0x5f, 0x5f, 0xf0][..], &[0x5f, 0x52, 0x60, 0x20, 0x5f, 0xf3]];
    let factory = world.deploy(ALICE, deploying(&factory.concat()));
    let made = world.execute(BOB, call(factory, U256::zero(), deploying(REGISTER)));
    let register = H160::from_slice(&made.output[12..]);
    let outer = world.deploy(ALICE, deploying(&forwarder(register, Opcode::Call, Then::ReturnSuccess)));
    let simulation = simulation(outer, word(1));
    for asker in [ALICE, BOB] {
        assert_eq!(trace(&world, asker, &simulation)[1].output, None, "anybody may have asked the factory");
    }
}

#[test]
fn a_failed_call_shows_its_own_reason() {
    let mut world = World::funded();
    let reverter = world.deploy(ALICE, deploying(REVERTER));
    let frames = trace(&world, BOB, &simulation(reverter, b"why".to_vec()));
    assert_eq!((frames[0].success, frames[0].output.as_deref()), (false, Some(&b"why"[..])));
    let creation = Simulation { to: None, ..simulation(BOB, deploying(REGISTER)) };
    let frames = trace(&world, BOB, &creation);
    assert_eq!((frames[0].kind, frames[0].output.as_deref()), (FrameKind::Create, Some(REGISTER)));
    assert!(frames[0].to.is_some());
}

#[test]
fn a_trace_is_bounded() {
    let mut world = World::funded();
    // Calls itself until the gas is used up.
    let recursive = world.deploy(
        ALICE,
        deploying(&[0x5b, 0x5f, 0x5f, 0x5f, 0x5f, 0x5f, 0x30, 0x61, 0xff, 0xff, 0xf1, 0x50, 0x5f, 0x56]),
    );
    let frames = trace(&world, ALICE, &simulation(recursive, vec![]));
    assert_eq!(frames.len(), MAX_TRACE_FRAMES);
    // Large calldata is cut, not the frames.
    let passer =
        world.deploy(ALICE, deploying(&forwarder(recursive, Opcode::StaticCall, Then::ReturnSuccess)));
    let frames = trace(&world, ALICE, &simulation(passer, vec![0; 100_000]));
    assert!(frames[0].input.is_some() && frames[1].input.is_none() && frames[1].to == Some(recursive));
}

/// Calldata is not copied when one contract hands it to another, and costs nothing: neither may a trace copy it, or it takes
/// minutes, and the runner's limit of time ends the test.
#[test]
fn frames_beyond_the_bound_cost_a_trace_nothing() {
    let mut world = World::funded();
    // Calls address zero with a megabyte of memory until the gas is used up.
    let code = [0x5b, 0x5f, 0x5f, 0x62, 0x10, 0, 0, 0x5f, 0x5f, 0x5f, 0x5a, 0xf1, 0x50, 0x5f, 0x56];
    let flooder = world.deploy(ALICE, deploying(&code));
    let frames = trace(&world, BOB, &simulation(flooder, vec![]));
    assert_eq!(frames.len(), MAX_TRACE_FRAMES);
}

#[test]
fn code_is_public_and_storage_is_not() {
    let mut world = World::funded();
    let register = world.deploy(ALICE, deploying(REGISTER));
    let slot = "360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc";
    let slot = H256::from_slice(&hex::decode(slot).unwrap());
    world.execute(ALICE, call(register, U256::zero(), [word(1), word(2)].concat()));
    world.execute(ALICE, call(register, U256::zero(), [slot.0.to_vec(), word(7)].concat()));
    let view = world.evm.view();
    assert_eq!(view.code(register).unwrap(), REGISTER);
    assert_eq!(view.code(ALICE).unwrap(), [0u8; 0]);
    assert_eq!(view.storage(register, H256::from_low_u64_be(1)).unwrap(), H256::zero());
    assert_eq!(view.storage(register, slot).unwrap(), H256::from_low_u64_be(7), "EIP-1967");
}
