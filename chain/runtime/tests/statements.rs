//! What becomes of workers' statements in the real runtime.

use crate::{
    chain::Chain,
    workers::{register, say},
};
use adyton_runtime::{Channels, Runtime, RuntimeOrigin};
use messages::{ids::*, worker::*};
use pallet_channels::ChannelQueue;
use pallet_registry::OnRemoved;

/// Says something into the gatekeepers' channel, and returns how many messages stand there then.
fn speak(chain: &mut Chain, number: u32) -> Seq {
    let payload = Default::default();
    say(chain, number, Statement::ToChannel { channel: KEEPER_COMMITTEE, payload });
    chain.state(|| <Channels as ChannelQueue>::head(KEEPER_COMMITTEE)).unwrap().seq
}

#[test]
fn a_worker_speaks_in_the_channel_of_its_own_committee_only() {
    let said_by = |number| {
        let chain = &mut Chain::new("development");
        chain.advance();
        register(chain, number);
        speak(chain, number)
    };
    assert_eq!(said_by(101), 1, "a gatekeeper");
    assert_eq!(said_by(2), 0, "a member of another committee");
    assert_eq!(said_by(9), 0, "a machine that anybody may register");
}

#[test]
fn who_takes_part_in_a_ceremony_speaks_before_it_is_a_gatekeeper() {
    let chain = &mut Chain::new("development");
    chain.advance();
    for number in [101, 102, 103] {
        register(chain, number);
    }
    let newcomer = register(chain, 104);
    assert_eq!(speak(chain, 104), 0);
    // As if a ceremony were open in which it receives a share.
    chain.state(|| {
        pallet_gatekeepers::Ceremonies::<Runtime>::mutate(|open| {
            let ceremony = open.iter_mut().next().unwrap();
            let receiver = messages::ceremony::Receiver {
                keeper: newcomer,
                boot_id: BootId([7; 16]),
                encryption_key: [1; 32],
            };
            ceremony.receivers.try_push(receiver).unwrap();
            ceremony.receivers.sort_by_key(|receiver| receiver.keeper);
        });
    });
    assert_eq!(speak(chain, 104), 1);
}

#[test]
fn a_worker_that_the_registry_removed_leaves_its_committee() {
    let chain = &mut Chain::new("development");
    let worker = crate::workers::machine(2).id();
    chain.block(|| <Runtime as pallet_registry::Config>::OnRemoved::on_removed(&worker));
    let cluster = chain.state(|| pallet_committees::Committees::<Runtime>::get(1)).unwrap();
    assert_eq!((cluster.members.len(), cluster.members.contains(&worker)), (2, false));
}

#[test]
fn membership_of_the_gatekeepers_is_their_own_pallets_matter() {
    let chain = &mut Chain::new("development");
    let worker = WorkerId([1; 32]);
    let refused = chain.block(|| {
        adyton_runtime::Committees::invite(RuntimeOrigin::root(), KEEPER_COMMITTEE, worker).unwrap_err()
    });
    assert_eq!(refused, pallet_committees::Error::<Runtime>::KeepersAreAppointed.into());
    chain.call(RuntimeOrigin::root(), pallet_gatekeepers::Call::appoint { worker });
}
