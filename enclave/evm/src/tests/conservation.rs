//! No wei comes from nowhere.

use super::{contracts::*, *};
use proptest::prelude::*;

#[derive(Clone, Debug)]
enum Step {
    Credit(u8, u64),
    Transfer {
        from: u8,
        to: u8,
        value: u64,
        tip: u64,
    },
    Withdraw {
        from: u8,
        units: u64,
    },
    /// Creates a contract that stays, ends in favour of another account, ends in favour of itself, or reverts.
    Create {
        from: u8,
        end: u8,
        value: u64,
        tip: u64,
    },
    Fail {
        from: u8,
        value: u64,
        gas_limit: u64,
    },
}

fn account(number: u8) -> H160 {
    H160([0x30 + number % 3; 20])
}

fn steps() -> impl Strategy<Value = Vec<Vec<Step>>> {
    let tip = 0..5 * GWEI;
    let step =
        prop_oneof![
            (any::<u8>(), 0..1u64 << 50).prop_map(|(to, wei)| Step::Credit(to, wei)),
            (any::<u8>(), any::<u8>(), 0..1u64 << 40, tip.clone())
                .prop_map(|(from, to, value, tip)| Step::Transfer { from, to, value, tip }),
            (any::<u8>(), 0..1000u64).prop_map(|(from, units)| Step::Withdraw { from, units }),
            (any::<u8>(), 0..4u8, 0..1u64 << 40, tip).prop_map(|(from, end, value, tip)| Step::Create {
                from,
                end,
                value,
                tip
            }),
            (any::<u8>(), 0..1u64 << 40, 21_000..200_000u64)
                .prop_map(|(from, value, gas_limit)| Step::Fail { from, value, gas_limit }),
        ];
    proptest::collection::vec(proptest::collection::vec(step, 0..10), 1..6)
}

/// What a step did to the sum of all balances beyond what the supply knows: wei that a contract destroyed with itself.
fn apply(block: &mut BlockBuilder<'_>, step: &Step, endless: H160) -> U256 {
    let mut run = |from: u8, tip: u64, call: Call| {
        let caller = account(from);
        let nonce = block.account(caller).unwrap().1;
        let max_fee_per_gas = (tip + 2 * GWEI).into();
        let call = Call { caller, nonce, max_fee_per_gas, priority_fee: tip.into(), ..call };
        matches!(block.execute(&call).unwrap(), Receipt::Executed(receipt) if receipt.success)
    };
    match *step {
        Step::Credit(to, wei) => block.credit(account(to), wei.into()).unwrap(),
        Step::Transfer { from, to, value, tip } => {
            run(from, tip, call(account(to), value.into(), vec![]));
        }
        Step::Withdraw { from, units } => {
            let value = U256::from(units) * U256::from(WEI_PER_UNIT);
            run(from, 0, call(SYSTEM_ADDRESS, value, withdraw([9; 32])));
        }
        Step::Create { from, end, value, tip } => {
            let init = match end {
                0 => deploying(REGISTER),
                1 => [&[0x73][..], &account(from).0, &[0xff]].concat(),
                2 => vec![0x30, 0xff],
                _ => vec![0x5f, 0x5f, 0xfd],
            };
            let creation = Call { value: value.into(), gas_limit: 200_000, ..create(init) };
            if run(from, tip, creation) && end == 2 {
                return value.into();
            }
        }
        Step::Fail { from, value, gas_limit } => {
            run(from, 0, Call { gas_limit, ..call(endless, value.into(), vec![]) });
        }
    }
    U256::zero()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn balances_fees_and_withdrawals_are_what_came_in(history in steps()) {
        let mut world = World::new();
        world.block(|block| (0..3).for_each(|number| block.credit(account(number), ether(1)).unwrap()));
        let endless = world.deploy(account(0), deploying(LOOP));
        let (mut credited, mut withdrawn, mut destroyed) = (ether(3), U256::zero(), U256::zero());
        for steps in &history {
            world.block(|block| {
                for step in steps {
                    destroyed += apply(block, step, endless);
                    if let Step::Credit(_, wei) = step {
                        credited += U256::from(*wei);
                    }
                }
                for outgoing in block.outgoing() {
                    withdrawn += outgoing.wei();
                }
            });
            prop_assert_eq!(world.evm.supply(), credited - withdrawn);
            prop_assert_eq!(world.sum_of_balances() + destroyed, world.evm.supply());
        }
    }
}
