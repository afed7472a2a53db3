//! Random pushes, acknowledgements and blocks keep every invariant, against a model that forgets nothing.

use super::*;
use messages::{ids::BlockNumber, H256};
use proptest::prelude::*;

#[derive(Clone, Debug)]
enum Step {
    Call { bytes: usize },
    Push { channel: ChannelId, tier: Tier, bytes: u32 },
    Acknowledge { channel: ChannelId, upto: Seq },
    Advance { blocks: u32 },
    Idle { visits: u64 },
}

fn any_step() -> impl Strategy<Value = Step> {
    let channel = prop_oneof![Just(KEEPERS), Just(CLUSTER)];
    let tier = prop_oneof![Just(Tier::Account), Just(Tier::Committee), Just(Tier::Notice)];
    let bytes = prop_oneof![4 => 0u32..100, 2 => Just(MAX_PAYLOAD), 1 => 0..=MAX_PAYLOAD];
    prop_oneof![
        2 => (0usize..200).prop_map(|bytes| Step::Call { bytes }),
        8 => (channel.clone(), tier, bytes)
            .prop_map(|(channel, tier, bytes)| Step::Push { channel, tier, bytes }),
        2 => (channel, 0u64..60).prop_map(|(channel, upto)| Step::Acknowledge { channel, upto }),
        2 => (1u32..8).prop_map(|blocks| Step::Advance { blocks }),
        1 => (0u64..4).prop_map(|visits| Step::Idle { visits }),
    ]
}

/// What must be true of one channel, whatever was pruned.
struct Model {
    channel: ChannelId,
    /// Block of each message.
    blocks: Vec<BlockNumber>,
    digest: H256,
    acknowledged: Seq,
}

impl Model {
    fn new(channel: ChannelId) -> Self {
        let digest = crypto::hash::channel_genesis_digest(channel);
        Self { channel, blocks: vec![], digest, acknowledged: 0 }
    }

    fn pushed(&mut self) {
        self.blocks.push(System::block_number());
        let seq = self.blocks.len() as Seq;
        let stored = crate::Messages::<Test>::get(self.channel, seq).unwrap();
        self.digest = crypto::hash::next_digest(self.digest, &stored.message);
    }

    fn acknowledged(&mut self, upto: Seq) {
        self.acknowledged = self.acknowledged.max(upto.min(self.blocks.len() as Seq));
    }

    fn check(&self) {
        let seq = self.blocks.len() as Seq;
        assert_eq!(Channels::head(self.channel), Some(Head { seq, digest: self.digest }));
        assert_eq!(info(self.channel).acknowledged, self.acknowledged);
        let now = System::block_number();
        let pruned = info(self.channel).oldest - 1;
        assert!(pruned <= self.acknowledged, "an unacknowledged body was pruned");
        let too_young = |block: &BlockNumber| block + Retention::get() > now;
        assert!(!self.blocks.iter().take(pruned as usize).any(too_young), "a young body was pruned");
    }
}

fn apply(step: &Step, keepers: &mut Model, cluster: &mut Model) {
    let mut push = |channel, bytes, tier, push: &dyn Fn() -> Result<(), DispatchError>| {
        let room = Channels::has_room(channel, tier, bytes);
        match push() {
            Ok(()) if channel == KEEPERS => keepers.pushed(),
            Ok(()) => cluster.pushed(),
            Err(error) => {
                assert!(!room, "there was room, but: {error:?}");
                assert_eq!(error, Refusal::ChannelFull.into());
            }
        }
    };
    match step.clone() {
        Step::Call { bytes } => {
            let size = UserPayload::Call(sealed(5, bytes)).encoded_size() as u32;
            push(CLUSTER, size, Tier::Account, &|| {
                Channels::push(RuntimeOrigin::signed(alice()), CLUSTER, sealed(5, bytes))
            })
        }
        Step::Push { channel, tier, bytes } => push(channel, bytes, tier, &|| {
            <Channels as ChannelQueue>::push(channel, Sender::Chain, payload(bytes), tier).map(drop)
        }),
        Step::Acknowledge { channel, upto } => {
            Channels::acknowledge(channel, upto);
            if channel == KEEPERS { keepers } else { cluster }.acknowledged(upto);
        }
        Step::Advance { blocks } => run_to_block(System::block_number() + blocks),
        Step::Idle { visits } => {
            let limit = <() as WeightInfo>::visit_channel(PRUNES_PER_VISIT).saturating_mul(visits);
            assert!(Channels::on_idle(System::block_number(), limit).all_lte(limit));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn any_sequence_keeps_the_invariants(steps in prop::collection::vec(any_step(), 1..80)) {
        ExtBuilder::default().build_and_execute(|| {
            let (mut keepers, mut cluster) = (Model::new(KEEPERS), Model::new(CLUSTER));
            for step in &steps {
                apply(step, &mut keepers, &mut cluster);
                keepers.check();
                cluster.check();
                Channels::do_try_state().unwrap();
            }
        });
    }
}
