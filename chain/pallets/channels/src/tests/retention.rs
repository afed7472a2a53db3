//! When bodies leave state, and who removes them.

use super::*;

/// Messages of block 1 are due from this block on.
const DUE: u32 = 11;

fn push_many(channel: ChannelId, count: u32) {
    for _ in 0..count {
        notice(channel, 10).unwrap();
    }
}

fn idle(limit: Weight) -> Weight {
    Channels::on_idle(System::block_number(), limit)
}

/// Enough for one step of `on_idle`, not for two.
fn one_step() -> Weight {
    <() as WeightInfo>::visit_channel(PRUNES_PER_VISIT)
}

#[test]
fn a_body_stays_until_it_is_both_acknowledged_and_old() {
    // (acknowledged, block, what is stored afterwards)
    let table: [(Seq, u32, &[Seq]); 4] =
        [(0, DUE + 100, &[1, 2]), (2, DUE - 1, &[1, 2]), (1, DUE, &[2]), (2, DUE, &[])];
    for (acknowledged, block, left) in table {
        ExtBuilder::default().build_and_execute(|| {
            push_many(CLUSTER, 2);
            Channels::acknowledge(CLUSTER, acknowledged);
            run_to_block(block);
            idle(Weight::MAX);
            assert_eq!(stored(CLUSTER), left, "acknowledged {acknowledged} at block {block}");
        });
    }
}

#[test]
fn each_push_prunes_two() {
    ExtBuilder::default().build_and_execute(|| {
        push_many(CLUSTER, 5);
        Channels::acknowledge(CLUSTER, 5);
        run_to_block(DUE);
        events();
        push_many(CLUSTER, 1);
        assert_eq!(stored(CLUSTER), [3, 4, 5, 6]);
        assert_eq!(events()[0], Event::Pruned { channel: CLUSTER, upto: 2 });
        push_many(CLUSTER, 2);
        assert_eq!(stored(CLUSTER), [6, 7, 8]);
    });
}

#[test]
fn a_full_channel_frees_itself_without_on_idle() {
    ExtBuilder::default().build_and_execute(|| {
        let spam = || Channels::push(RuntimeOrigin::signed(alice()), CLUSTER, sealed(5, 1));
        while spam().is_ok() {}
        Channels::acknowledge(CLUSTER, 96);
        assert_noop!(spam(), Refusal::ChannelFull);
        run_to_block(DUE);
        for _ in 0..200 {
            assert_ok!(spam());
            if info(CLUSTER).oldest > 96 {
                return;
            }
        }
        panic!("old messages are still there: {:?}", info(CLUSTER));
    });
}

#[test]
fn pruning_stands_when_the_push_behind_it_is_refused() {
    ExtBuilder::default().build_and_execute(|| {
        push_many(CLUSTER, 128);
        Channels::acknowledge(CLUSTER, 128);
        run_to_block(DUE);
        // As from a hook of another pallet, where no transaction rolls back.
        let refused = <Channels as ChannelQueue>::push(CLUSTER, Sender::Chain, payload(1), Tier::Account);
        assert_eq!(refused, Err(Refusal::ChannelFull.into()));
        assert_eq!(stored(CLUSTER).first(), Some(&3));
    });
}

#[test]
fn the_head_outlives_the_bodies() {
    ExtBuilder::default().build_and_execute(|| {
        push_many(CLUSTER, 3);
        let head = Channels::head(CLUSTER);
        Channels::acknowledge(CLUSTER, 3);
        run_to_block(DUE);
        idle(Weight::MAX);
        assert_eq!((stored(CLUSTER), Channels::head(CLUSTER)), (vec![], head));
        assert_eq!(notice(CLUSTER, 1), Ok(4));
    });
}

#[test]
fn on_idle_keeps_to_its_weight() {
    ExtBuilder::default().build_and_execute(|| {
        push_many(CLUSTER, 20);
        Channels::acknowledge(CLUSTER, 20);
        run_to_block(DUE);
        let too_little = one_step().saturating_sub(Weight::from_parts(1, 0));
        assert_eq!(idle(too_little), Weight::zero());
        assert_eq!(stored(CLUSTER).len(), 20);
        for steps in [1, 2, 3] {
            let limit = one_step().saturating_mul(steps);
            assert!(idle(limit).all_lte(limit));
        }
    });
}

#[test]
fn on_idle_visits_channels_in_turn_across_blocks() {
    ExtBuilder::default().build_and_execute(|| {
        for channel in [CLUSTER, OTHER_CLUSTER] {
            push_many(channel, 20);
            Channels::acknowledge(channel, 20);
        }
        run_to_block(DUE);
        let left = || [stored(CLUSTER).len(), stored(OTHER_CLUSTER).len()];
        // The gatekeepers' channel is first and has nothing to prune: three steps make a tour.
        let mut seen = vec![];
        for _ in 0..6 {
            let channel = Channels::channel_after_last_visited().unwrap();
            Channels::visit_channel(channel);
            seen.push((channel, left()));
        }
        assert_eq!(
            seen,
            [
                (KEEPERS, [20, 20]),
                (CLUSTER, [12, 20]),
                (OTHER_CLUSTER, [12, 12]),
                (KEEPERS, [12, 12]),
                (CLUSTER, [4, 12]),
                (OTHER_CLUSTER, [4, 4]),
            ]
        );
        idle(Weight::MAX);
        assert_eq!(left(), [0, 0]);
    });
}

#[test]
fn on_idle_ends_after_a_tour_without_anything_to_prune() {
    ExtBuilder::default().build_and_execute(|| {
        let tour = <() as WeightInfo>::visit_channel(0).saturating_mul(3);
        assert_eq!(idle(Weight::MAX), tour);
    });
    ExtBuilder::channels(vec![], vec![]).build_and_execute(|| {
        assert_eq!(idle(Weight::MAX), Weight::zero());
    });
}
