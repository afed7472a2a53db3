//! Creating committees, joining and leaving them, and setting their rules.

use crate::{
    mock::*,
    pallet::{Bodies, Error, Event, Invitations, NextCommitteeId, Votes},
    GenesisCommittee, GenesisKind, Tier,
};
use frame_support::{assert_noop, assert_ok, traits::fungible::Inspect};
use frame_system::RawOrigin;
use messages::{
    channel::Notice,
    committee::{Program, ProgramKind},
    limits::MAX_MEMBERS,
};
use sp_runtime::{traits::BadOrigin, DispatchResult};

const EVM: Program = Program { kind: ProgramKind::Evm, version: 1 };

fn root() -> RuntimeOrigin {
    RawOrigin::Root.into()
}

fn invite(number: u8) -> DispatchResult {
    Committees::invite(signed(owner()), CLUSTER, worker(number))
}

fn join(number: u8) -> DispatchResult {
    Committees::join(signed(operator()), CLUSTER, worker(number))
}

fn leave(number: u8) -> DispatchResult {
    Committees::leave(signed(operator()), CLUSTER, worker(number))
}

fn set_threshold(threshold: u16) -> DispatchResult {
    Committees::set_threshold(signed(owner()), CLUSTER, threshold)
}

#[test]
fn genesis_names_committees_with_ordered_members_and_endowed_escrow() {
    ExtBuilder::default().build_and_execute(|| {
        let cluster = cluster();
        assert_eq!(cluster.members.into_inner(), [1, 2, 3].map(worker));
        assert_eq!(NextCommitteeId::<Test>::get(), OTHER + 1);
        assert_eq!(Balances::balance(&Committees::escrow_account(CLUSTER)), ExistentialDeposit::get());
    });
}

#[test]
fn genesis_refuses_inconsistent_committees() {
    ExtBuilder::default().build_and_execute(|| {
        let good = GenesisCommittee {
            id: 9,
            kind: GenesisKind::Evm,
            version: 1,
            threshold: 2,
            members: [71, 72, 73].map(|number| messages::H256(worker(number).0)).to_vec(),
            owner: None,
        };
        let mut keeper_elsewhere = good.clone();
        keeper_elsewhere.kind = GenesisKind::Keeper;
        assert_noop!(Committees::found(&keeper_elsewhere), Error::<Test>::KeepersFromGenesisOnly);
        let mut twice = good.clone();
        twice.members.push(good.members[0]);
        assert_noop!(Committees::found(&twice), Error::<Test>::AlreadyMember);
        let mut minority = good.clone();
        minority.threshold = 1;
        assert_noop!(Committees::found(&minority), Error::<Test>::ThresholdBelowMajority);
        let mut too_many = good.clone();
        too_many.threshold = 4;
        assert_noop!(Committees::found(&too_many), Error::<Test>::ThresholdOutOfRange);
        let taken = GenesisCommittee { id: CLUSTER, ..good.clone() };
        assert_noop!(Committees::found(&taken), Error::<Test>::IdTaken);
        assert_ok!(Committees::found(&good));
    });
}

#[test]
fn create_opens_a_channel_and_takes_the_endowment_from_the_owner() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(Committees::create(root(), owner(), EVM, 2));
        let id = OTHER + 1;
        assert!(Messages::contains_key(id));
        assert_eq!(Balances::balance(&Committees::escrow_account(id)), ExistentialDeposit::get());
        assert_eq!(Balances::balance(&owner()), FUNDS - ExistentialDeposit::get());
        assert_eq!(events(), vec![Event::CommitteeCreated { committee: id, program: EVM }]);
        assert_eq!(NextCommitteeId::<Test>::get(), id + 1);
    });
}

#[test]
fn create_refuses_wrong_origins_and_rules() {
    ExtBuilder::default().build_and_execute(|| {
        let create = |program, threshold| Committees::create(root(), owner(), program, threshold);
        assert_noop!(Committees::create(signed(owner()), owner(), EVM, 2), BadOrigin);
        let keeper = Program { kind: ProgramKind::Keeper, version: 1 };
        assert_noop!(create(keeper, 2), Error::<Test>::KeepersFromGenesisOnly);
        assert_noop!(create(EVM, 0), Error::<Test>::ThresholdOutOfRange);
        assert_noop!(create(EVM, MAX_MEMBERS as u16 + 1), Error::<Test>::ThresholdOutOfRange);
        assert_noop!(create(EVM, 1), Error::<Test>::ThresholdBelowMajority);
    });
}

#[test]
fn joining_takes_an_invitation_the_operators_consent_and_a_live_worker() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(set_threshold(3));
        assert_noop!(join(4), Error::<Test>::NotInvited);
        assert_ok!(invite(4));
        assert_noop!(invite(4), Error::<Test>::AlreadyInvited);
        let uninvolved = Committees::join(signed(stranger()), CLUSTER, worker(4));
        assert_noop!(uninvolved, Error::<Test>::NotTheOperator);
        Dead::set(vec![worker(4)]);
        assert_noop!(join(4), Error::<Test>::WorkerNotLive);
        Dead::set(vec![]);
        assert_ok!(join(4));
        assert_eq!(cluster().members.into_inner(), [1, 2, 3, 4].map(worker));
        assert_eq!(notices().last(), Some(&Notice::MemberJoined(worker(4))));
        assert_noop!(invite(4), Error::<Test>::AlreadyMember);
        assert!(!Invitations::<Test>::contains_key(CLUSTER));
    });
}

#[test]
fn only_owner_and_governance_invite_and_withdraw() {
    ExtBuilder::default().build_and_execute(|| {
        let foreign = Committees::invite(signed(stranger()), CLUSTER, worker(4));
        assert_noop!(foreign, Error::<Test>::NotTheOwner);
        assert_noop!(Committees::invite(root(), 99, worker(4)), Error::<Test>::UnknownCommittee);
        assert_ok!(Committees::invite(root(), CLUSTER, worker(4)));
        assert_ok!(Committees::withdraw_invitation(signed(owner()), CLUSTER, worker(4)));
        assert_noop!(join(4), Error::<Test>::NotInvited);
        let again = Committees::withdraw_invitation(signed(owner()), CLUSTER, worker(4));
        assert_noop!(again, Error::<Test>::NotInvited);
    });
}

#[test]
fn a_production_committee_stays_a_majority_when_it_grows() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(invite(4));
        assert_noop!(join(4), Error::<Test>::ThresholdBelowMajority);
        assert_noop!(set_threshold(1), Error::<Test>::ThresholdBelowMajority);
        assert_noop!(set_threshold(0), Error::<Test>::ThresholdOutOfRange);
        assert_noop!(set_threshold(4), Error::<Test>::ThresholdOutOfRange);
        assert_ok!(set_threshold(3));
        assert_ok!(join(4));
        assert_noop!(set_threshold(2), Error::<Test>::ThresholdBelowMajority);
    });
    ExtBuilder::default().development().build_and_execute(|| {
        assert_ok!(invite(4));
        assert_ok!(join(4));
        assert_ok!(set_threshold(1));
    });
}

#[test]
fn a_worker_computes_for_one_committee() {
    ExtBuilder::default().development().build_and_execute(|| {
        assert_ok!(Committees::invite(signed(owner()), OTHER, worker(3)));
        let join = || Committees::join(signed(operator()), OTHER, worker(3));
        assert_noop!(join(), Error::<Test>::AlreadyMember);
        assert_ok!(leave(3));
        assert_ok!(join());
    });
}

#[test]
fn who_is_no_longer_registered_is_expelled_if_the_committee_can_be_told() {
    ExtBuilder::default().build_and_execute(|| {
        Full::set(vec![(CLUSTER, Tier::Notice)]);
        Committees::expel(&worker(3));
        assert_eq!(cluster().members.len(), 3);
        Full::set(vec![]);
        Committees::expel(&worker(3));
        assert_eq!(cluster().members.into_inner(), [1, 2].map(worker));
        assert_eq!(notices(), vec![Notice::MemberLeft(worker(3))]);
        Committees::expel(&worker(77));
        assert_eq!(cluster().members.len(), 2);
    });
}

#[test]
fn an_upgrade_is_a_join_and_a_leave() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(set_threshold(3));
        assert_noop!(leave(3), Error::<Test>::TooFewMembers);
        assert_ok!(invite(4));
        assert_ok!(join(4));
        assert_ok!(leave(3));
        assert_ok!(set_threshold(2));
        assert_eq!(cluster().members.into_inner(), [1, 2, 4].map(worker));
        assert_eq!(cluster().key_version, 2);
        let told = [
            Notice::ThresholdSet(3),
            Notice::MemberJoined(worker(4)),
            Notice::MemberLeft(worker(3)),
            Notice::ThresholdSet(2),
        ];
        assert_eq!(notices(), told);
    });
}

#[test]
fn leaving_needs_a_member_and_its_operator() {
    ExtBuilder::default().build_and_execute(|| {
        assert_noop!(leave(4), Error::<Test>::NotAMember);
        let foreign = Committees::leave(signed(stranger()), CLUSTER, worker(1));
        assert_noop!(foreign, Error::<Test>::NotTheOperator);
    });
}

#[test]
fn a_leavers_bodies_go_and_its_pending_votes_stay() {
    ExtBuilder::default().build_and_execute(|| {
        let (mine, common) = (chain_of(1, 66), chain_of(2, 7));
        assert_ok!(vote(3, &mine));
        assert_ok!(submit(&mine[0]));
        assert_ok!(vote(1, &common));
        assert_ok!(submit(&common[0]));
        assert_ok!(leave(3));
        let bodies: Vec<_> = Bodies::<Test>::iter_keys().collect();
        assert_eq!(bodies, [(CLUSTER, (1, hash(&common[0])))]);
        let voters: Vec<_> = Votes::<Test>::get(CLUSTER, 1).into_iter().map(|(voter, _)| voter).collect();
        assert_eq!(voters, [worker(3), worker(1)]);
    });
}

#[test]
fn program_versions_only_rise() {
    ExtBuilder::default().build_and_execute(|| {
        let set = |version| Committees::set_program_version(signed(owner()), CLUSTER, version);
        assert_ok!(set(2));
        assert_noop!(set(2), Error::<Test>::VersionNotHigher);
        assert_eq!((cluster().program.version, notices()), (2, vec![Notice::ProgramSet(2)]));
        let foreign = Committees::set_program_version(signed(stranger()), CLUSTER, 3);
        assert_noop!(foreign, Error::<Test>::NotTheOwner);
    });
}

#[test]
fn rules_change_only_when_the_committee_can_be_told() {
    ExtBuilder::default().build_and_execute(|| {
        Full::set(vec![(CLUSTER, Tier::Notice)]);
        let before = cluster();
        assert!(frame_support::storage::with_storage_layer(|| set_threshold(3)).is_err());
        assert_eq!(cluster(), before);
    });
}

#[test]
fn enclaves_find_everything_under_the_keys_of_the_abi() {
    use crate::pallet::Committees as CommitteeMap;
    use messages::abi;
    assert_eq!(CommitteeMap::<Test>::hashed_key_for(CLUSTER), abi::committee(CLUSTER));
}
