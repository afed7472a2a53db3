//! Our sharing and FROST's are the same: each accepts what the other made.

use crypto::threshold::{combine, evaluate};
use curve25519_dalek::Scalar;
use frost_ristretto255::{
    keys::{
        refresh, repairable, split, IdentifierList, KeyPackage, PublicKeyPackage, SecretShare, SigningShare,
        VerifiableSecretSharingCommitment,
    },
    rand_core::SeedableRng,
    Identifier, SigningKey,
};
use keys::Judge;
use keys_checks::*;
use messages::{
    ceremony::{CeremonyMessage, PerKeeper},
    keys::{Holder, Partial, Secret, Sharing},
};
use rand_chacha::ChaCha20Rng;
use std::collections::BTreeMap;

/// A ceremony in which every receiver accuses dealer 1, so that it publishes all its shares.
#[test]
fn frost_verifies_the_shares_of_our_dealings() {
    let ceremony = ceremony(5, 3, None);
    let mut judge = Judge::new(GENESIS, ceremony.clone());
    let mut all: Vec<_> = (1..=5).map(|keeper| (keeper, participant(&ceremony, keeper, None, 0))).collect();
    let mut seq = 0;
    let mut hear = |judge: &mut Judge, keeper: u8, message: &CeremonyMessage| {
        seq += 1;
        judge.hear(&worker(keeper), seq, 1, message).unwrap();
    };
    for _joining_and_dealing in 0..2 {
        let said: Vec<_> = all.iter_mut().map(|(k, p)| (*k, speak(p, *k, &judge).unwrap())).collect();
        if let CeremonyMessage::Dealing { commitments, .. } = &said[0].1 {
            assert_eq!(commitments.len(), 3);
        }
        said.iter().for_each(|(keeper, message)| hear(&mut judge, *keeper, message));
    }
    let accused = PerKeeper::truncate_from(vec![1]);
    for keeper in 1..=5 {
        hear(&mut judge, keeper, &CeremonyMessage::Verdict { ceremony: 1, accused: accused.clone() });
    }
    let Some(CeremonyMessage::Answer { shares, .. }) = speak(&mut all[0].1, 1, &judge) else { panic!() };
    assert_eq!(shares.len(), 5);
    let commitments = commitments_of_dealer_1(&ceremony);
    for (index, share) in &shares {
        let commitment = VerifiableSecretSharingCommitment::deserialize(&commitments).unwrap();
        let identifier = Identifier::try_from(*index).unwrap();
        let other = Identifier::try_from(index + 1).unwrap();
        let share = SigningShare::deserialize(share).unwrap();
        assert!(SecretShare::new(identifier, share, commitment.clone()).verify().is_ok());
        assert!(SecretShare::new(other, share, commitment).verify().is_err());
    }
}

/// The dealing depends on seeds alone, so it can be asked for again.
fn commitments_of_dealer_1(ceremony: &messages::ceremony::Ceremony) -> Vec<[u8; 32]> {
    let mut judge = Judge::new(GENESIS, ceremony.clone());
    for keeper in 1..=5 {
        let join = speak(&mut participant(ceremony, keeper, None, 0), keeper, &judge).unwrap();
        judge.hear(&worker(keeper), keeper.into(), 1, &join).unwrap();
    }
    match speak(&mut participant(ceremony, 1, None, 0), 1, &judge) {
        Some(CeremonyMessage::Dealing { commitments, .. }) => commitments.to_vec(),
        other => panic!("{other:?}"),
    }
}

fn rng() -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(1)
}

/// A secret that FROST's trusted dealer split among five, three of whom are needed.
fn frost_sharing() -> (Scalar, BTreeMap<Identifier, KeyPackage>, PublicKeyPackage) {
    let key = SigningKey::new(&mut rng());
    let (shares, public) = split(&key, 5, 3, IdentifierList::Default, &mut rng()).unwrap();
    let packages = shares.into_iter().map(|(id, share)| (id, KeyPackage::try_from(share).unwrap())).collect();
    (scalar(&key.serialize()), packages, public)
}

fn scalar(bytes: &[u8]) -> Scalar {
    Scalar::from_canonical_bytes(bytes.try_into().unwrap()).unwrap()
}

/// The sharing as our chain would list it.
fn listed(public: &PublicKeyPackage) -> Sharing {
    let holder = |(index, share): (u16, Vec<u8>)| Holder {
        keeper: worker(index as u8),
        index,
        public: share.try_into().unwrap(),
        lost: false,
    };
    let shares = (1u16..=5).map(|index| {
        let identifier = Identifier::try_from(index).unwrap();
        (index, public.verifying_shares()[&identifier].serialize().unwrap())
    });
    Sharing {
        secret: Secret::Generation(1),
        ceremony: 1,
        group: public.verifying_key().serialize().unwrap().try_into().unwrap(),
        threshold: 3,
        holders: shares.map(holder).collect::<Vec<_>>().try_into().unwrap(),
        since: 0,
    }
}

fn partial(package: &KeyPackage, index: u16) -> Partial {
    evaluate(&scalar(&package.signing_share().serialize()), index, &label())
}

/// The key as one gatekeeper with the whole secret would derive it.
fn expected(secret: &Scalar, sharing: &Sharing) -> [u8; 32] {
    let whole = Holder { keeper: worker(1), index: 1, public: sharing.group, lost: false };
    let alone = Sharing { threshold: 1, holders: vec![whole].try_into().unwrap(), ..sharing.clone() };
    *combine(&label(), &[evaluate(secret, 1, &label())], &alone).unwrap()
}

#[test]
fn shares_that_frost_dealt_serve_in_our_prf() {
    let (secret, packages, public) = frost_sharing();
    let sharing = listed(&public);
    for chosen in [[1u16, 2, 3], [5, 3, 1], [2, 4, 5]] {
        let partials = chosen.map(|index| partial(&packages[&Identifier::try_from(index).unwrap()], index));
        assert_eq!(*combine(&label(), &partials, &sharing).unwrap(), expected(&secret, &sharing));
    }
}

#[test]
fn a_share_that_frost_repaired_serves_in_our_prf() {
    let (secret, packages, public) = frost_sharing();
    let id = |index: u16| Identifier::try_from(index).unwrap();
    let helpers = [id(1), id(2), id(3)];
    let mut deltas: BTreeMap<Identifier, Vec<_>> = BTreeMap::new();
    for helper in &helpers {
        let sent = repairable::repair_share_part1::<frost_ristretto255::Ristretto255Sha512, _>(
            &helpers,
            &packages[helper],
            &mut rng(),
            id(4),
        );
        sent.unwrap().into_iter().for_each(|(to, delta)| deltas.entry(to).or_default().push(delta));
    }
    let sigmas: Vec<_> = deltas.values().map(|deltas| repairable::repair_share_part2(deltas)).collect();
    let repaired = repairable::repair_share_part3(&sigmas, id(4), &public).unwrap();
    let partials = [partial(&repaired, 4), partial(&packages[&id(5)], 5), partial(&packages[&id(1)], 1)];
    let sharing = listed(&public);
    assert_eq!(*combine(&label(), &partials, &sharing).unwrap(), expected(&secret, &sharing));
}

#[test]
fn shares_that_frost_refreshed_give_the_same_key() {
    let (secret, packages, public) = frost_sharing();
    let ids: Vec<_> = packages.keys().copied().collect();
    let (zeros, public) = refresh::compute_refreshing_shares(public, &ids, &mut rng()).unwrap();
    let partials: Vec<_> = (1u16..)
        .zip(packages.values().zip(zeros))
        .map(|(index, (old, zero))| partial(&refresh::refresh_share(zero, old).unwrap(), index))
        .collect();
    let sharing = listed(&public);
    assert_eq!(*combine(&label(), &partials[1..4], &sharing).unwrap(), expected(&secret, &sharing));
}
