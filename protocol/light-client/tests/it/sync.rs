//! What an honest host delivers is accepted, however it is cut into bundles and wherever the client restarts.

use crate::support::{sync, World, CHANNEL, HEAD};
use codec::{Decode, Encode};
use light_client::{
    testing::{
        justification::{assemble, block_ref, vote},
        TestChain, Validators, BLOCK_MS, GENESIS_MS,
    },
    CallerFault, ChainFault, LightClient, MAX_CALLER_KEYS,
};
use messages::{
    abi,
    bundle::SyncBundle,
    channel::Message,
    limits::{MAX_BUNDLE_MESSAGES, MAX_SET_CHANGES},
};
use proptest::prelude::*;
use sp_consensus_grandpa::{ConsensusLog, ScheduledChange};

#[test]
fn a_fresh_client_reaches_the_head_with_one_bundle() {
    let world = World::new();
    let mut client = world.fresh();
    let wants = client.wants(world.keys());
    assert!(wants.genesis);
    let bundle = world.chain.bundle(&wants);
    assert_eq!(bundle.set_changes.len(), 2, "one justification a set change, none a block");
    let batch = client.verify(&bundle, &world.keys()).unwrap();
    let view = batch.view().unwrap();
    assert_eq!(view.head().block(), world.head());
    assert_eq!(view.head().time_ms(), GENESIS_MS + u64::from(HEAD) * BLOCK_MS);
    assert_eq!(view.messages(), world.chain.messages(CHANNEL));
    assert!(view.complete());
    client.apply(&batch);
    let wants = client.wants(vec![]);
    assert_eq!((wants.genesis, wants.set_id, wants.head), (false, 2, HEAD));
    assert_eq!(wants.channel, Some((CHANNEL, 6)));
}

#[test]
fn facts_tell_absent_from_unproven_and_undecodable() {
    let world = World::new();
    let client = world.fresh();
    let keys = vec![abi::committee(CHANNEL), abi::committee(2)];
    let batch = client.verify(&world.chain.bundle(&client.wants(keys.clone())), &keys).unwrap();
    let facts = batch.view().unwrap().facts();
    assert!(facts.raw(&keys[0]).unwrap().is_some());
    assert_eq!(facts.read::<u32>(&keys[1]), Ok(None), "proven absent");
    assert_eq!(facts.read::<u32>(&keys[0]), Err(ChainFault::Undecodable { key: keys[0].clone() }.into()));
    let unproven = abi::committee(3);
    assert_eq!(facts.read::<u32>(&unproven), Err(CallerFault::NotProven { key: unproven }.into()));
    assert_eq!(facts.read::<u64>(&abi::grandpa_set_id()), {
        let key = abi::grandpa_set_id();
        Err(CallerFault::NotProven { key }.into())
    });
}

#[test]
fn the_last_head_may_be_repeated_or_left_out_to_bring_more() {
    let world = World::new();
    let mut client = world.fresh();
    let bundle = world.chain.bundle_to(&client.wants(vec![]), HEAD, 2);
    let batch = client.verify(&bundle, &[]).unwrap();
    assert!(!batch.view().unwrap().complete());
    client.apply(&batch);
    for repeat_head in [true, false] {
        let mut bundle = world.chain.bundle_to(&client.wants(world.keys()), HEAD, 2);
        assert!(bundle.head.is_none());
        bundle.head = repeat_head.then(|| world.chain.justified(HEAD));
        let batch = client.verify(&bundle, &world.keys()).unwrap();
        let view = batch.view().unwrap();
        assert_eq!(view.head().block(), world.head());
        assert_eq!(view.messages().len(), 2);
        assert!(view.facts().raw(&world.keys()[0]).unwrap().is_some());
        client.apply(&batch);
    }
    assert_eq!(client.channel().unwrap().1.seq, 6);
}

#[test]
fn a_head_that_ends_its_set_changes_the_set() {
    let world = World::new();
    let client = sync(world.fresh(), &world.chain, 2);
    assert_eq!(client.authority_set().unwrap().id(), 1);
    assert_eq!(client.authority_set().unwrap().since(), 2);
    let client = sync(client, &world.chain, HEAD);
    assert_eq!(client.authority_set().unwrap().id(), 2);
}

#[test]
fn of_two_changes_in_one_block_the_first_counts_as_in_grandpa() {
    let mut chain = TestChain::new(1);
    let [first, second] = [7, 8].map(|number| Validators::of([number]));
    chain.end_set(first.clone());
    let next_authorities = second.authorities();
    chain.log(ConsensusLog::ScheduledChange(ScheduledChange { next_authorities, delay: 0 }));
    chain.seal();
    let client = sync(LightClient::new(chain.genesis_hash(), None), &chain, 1);
    assert_eq!(client.authority_set().unwrap().authorities(), &first.authorities());
}

#[test]
fn more_set_changes_than_a_bundle_holds_come_in_several() {
    let mut chain = TestChain::new(1);
    for set in 0..=MAX_SET_CHANGES as u32 {
        chain.end_set(Validators::of([set + 1]));
        chain.seal();
    }
    chain.push(CHANNEL, b"after all of them");
    chain.seal();
    let mut client = LightClient::new(chain.genesis_hash(), Some(CHANNEL));
    let sets_only = chain.bundle(&client.wants(vec![]));
    assert!(sets_only.head.is_none());
    let batch = client.verify(&sets_only, &[]).unwrap();
    assert!(batch.view().is_none());
    client.apply(&batch);
    assert_eq!(client.head(), None);
    let client = sync(client, &chain, chain.tip().number);
    assert_eq!(client.head().unwrap().block(), chain.tip());
    assert_eq!(client.channel().unwrap().1.seq, 1);
}

#[test]
fn an_empty_bundle_is_harmless() {
    let world = World::new();
    let mut client = world.synced();
    let before = client.clone();
    let batch = client.verify(&SyncBundle::default(), &[]).unwrap();
    client.apply(&batch);
    assert_eq!(client, before);
}

#[test]
fn what_is_only_wished_for_may_stay_unproven() {
    let world = World::new();
    let (present, other) = (abi::committee(CHANNEL), abi::trust_anchors());
    let client = world.fresh();
    let bundle = world.chain.bundle(&client.wants(vec![present.clone()]));
    assert!(client.verify(&bundle, &[present.clone(), other.clone()]).is_err());
    let batch = client.verify_with(&bundle, &[], &[present.clone(), other.clone()]).unwrap();
    let facts = batch.view().unwrap().facts();
    assert!(facts.raw(&present).unwrap().is_some());
    assert_eq!(facts.raw(&other), Err(CallerFault::NotProven { key: other.clone() }.into()), "never absent");
    let too_many = vec![other; MAX_CALLER_KEYS];
    assert!(client.verify_with(&bundle, &[present], &too_many).is_err());
}

#[test]
fn a_proof_may_hold_more_than_was_asked_for() {
    let world = World::new();
    let client = world.synced();
    let mut bundle = world.chain.bundle(&client.wants(vec![]));
    bundle.proof = world.chain.prove(HEAD, &[world.all_keys(), vec![abi::message(9, 1)]].concat());
    bundle.proof.extend(bundle.proof.clone());
    assert!(client.verify(&bundle, &[]).is_ok());
}

#[test]
fn votes_for_later_blocks_count_if_their_ancestry_is_shown() {
    let world = World::new();
    let client = world.synced();
    let child = world.child_of_head();
    let pairs = world.chain.validators(2).pairs();
    let votes = [world.votes(0..2), vec![vote(&pairs[2], block_ref(&child), 2)]].concat();
    let mut bundle = world.chain.bundle(&client.wants(vec![]));
    bundle.head.as_mut().unwrap().justification = assemble(world.head(), votes, vec![child]);
    assert!(client.verify(&bundle, &[]).is_ok());
}

#[test]
fn strangers_votes_do_no_harm() {
    let world = World::new();
    let client = world.synced();
    let stranger = Validators::of([99]);
    let votes = [world.votes(0..3), vec![vote(&stranger.pairs()[0], world.head(), 2)]].concat();
    let mut bundle = world.chain.bundle(&client.wants(vec![]));
    bundle.head.as_mut().unwrap().justification = assemble(world.head(), votes, vec![]);
    assert!(client.verify(&bundle, &[]).is_ok());
}

#[test]
fn pruned_bodies_are_accepted_from_a_cache() {
    let mut world = World::new();
    for seq in 1..=4 {
        world.chain.prune(CHANNEL, seq);
    }
    world.chain.seal();
    let client = world.fresh();
    let batch = client.verify(&world.chain.bundle(&client.wants(vec![])), &[]).unwrap();
    assert_eq!(batch.view().unwrap().messages().len(), 6);
}

#[test]
fn a_snapshot_position_is_followed_from_there() {
    let world = World::new();
    let ahead = sync(world.fresh(), &world.chain, HEAD).channel().unwrap().1;
    let mut client = world.synced();
    client.follow(CHANNEL, ahead);
    let bundle = world.chain.bundle_to(&client.wants(vec![]), 4, MAX_BUNDLE_MESSAGES);
    let batch = client.verify(&bundle, &[]).unwrap();
    assert!(!batch.view().unwrap().complete(), "the head lags behind the snapshot");
    client.apply(&batch);
    let batch = client.verify(&world.chain.bundle(&client.wants(vec![])), &[]).unwrap();
    assert!(batch.view().unwrap().complete());
    assert!(batch.view().unwrap().messages().is_empty());
}

#[test]
fn a_channel_that_does_not_exist_yet_is_empty_and_complete() {
    let world = World::new();
    let client = LightClient::new(world.chain.genesis_hash(), Some(77));
    let batch = client.verify(&world.chain.bundle(&client.wants(vec![])), &[]).unwrap();
    let view = batch.view().unwrap();
    assert_eq!(view.cursor().unwrap().seq, 0);
    assert!(view.complete());
}

/// A step of an honest relay: up to which head, and how many messages at most.
type Step = (u32, usize);

/// Feeds the chain in steps, sealing and restoring the client in between; returns it with everything it was told.
fn feed(world: &World, steps: &[Step]) -> (LightClient, Vec<Message>, Option<Vec<u8>>) {
    let (mut client, keys) = (world.fresh(), world.keys());
    let (mut told, mut fact) = (Vec::new(), None);
    let finish = [(HEAD, usize::MAX)];
    for (head, max_messages) in steps.iter().chain(&finish) {
        let head = (*head).max(client.head().map_or(1, |last| last.number()));
        let bundle = world.chain.bundle_to(&client.wants(keys.clone()), head, *max_messages);
        let batch = client.verify(&bundle, &keys).expect("an honest bundle");
        client.apply(&batch);
        let view = batch.into_view().expect("a head");
        fact = view.facts().raw(&keys[0]).unwrap().map(<[u8]>::to_vec);
        told.extend(view.into_parts().1);
        client = LightClient::decode(&mut &client.encode()[..]).expect("a sealed client");
    }
    (client, told, fact)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_split_into_bundles_with_restarts_leads_to_the_same(
        steps in prop::collection::vec((1..=HEAD, 0usize..4), 0..8)
    ) {
        let world = World::new();
        prop_assert_eq!(feed(&world, &steps), feed(&world, &[]));
    }
}
