//! What a boot keeps, seals and erases.

use super::network::*;
use crate::{Share, UnsealError, Vault};
use crypto::threshold::group::scalar_from_wide;
use messages::{
    ceremony::Ceremonies,
    ids::CeremonyId,
    keys::{KeeperKeys, Secret, Sharing},
    H256,
};
use zeroize::Zeroizing;

const KEY: [u8; 32] = [5; 32];

fn share(secret: Secret, ceremony: CeremonyId) -> Share {
    let scalar = scalar_from_wide(b"test", &[&ceremony.to_le_bytes()]);
    Share::new(secret, ceremony, 2, Zeroizing::new(scalar))
}

fn vault(shares: &[(Secret, CeremonyId)]) -> Vault {
    let mut vault = Vault::default();
    shares.iter().for_each(|(secret, ceremony)| vault.insert(share(*secret, *ceremony)));
    vault
}

fn listed(secret: Secret, ceremony: CeremonyId) -> Sharing {
    Sharing { secret, ceremony, group: [0; 32], threshold: 1, holders: Default::default(), since: 0 }
}

fn keys(sharings: &[(Secret, CeremonyId)]) -> KeeperKeys {
    let mut keys = KeeperKeys::default();
    for (secret, ceremony) in sharings {
        match secret {
            Secret::Generation(_) => keys.generations.try_push(listed(*secret, *ceremony)).unwrap(),
            Secret::Epoch(_) => keys.epochs.try_push(listed(*secret, *ceremony)).unwrap(),
        }
    }
    keys
}

use Secret::{Epoch, Generation};

#[test]
fn sealed_shares_come_back_to_the_same_worker_only() {
    let sealed = vault(&[(Generation(1), 1), (Generation(2), 7)]).seal(&KEY, GENESIS, worker(1), [9; 12]);
    let back = Vault::unseal(&KEY, GENESIS, worker(1), &sealed).unwrap();
    for (secret, ceremony) in [(Generation(1), 1), (Generation(2), 7)] {
        let (old, new) = (share(secret, ceremony), back.get(&secret, ceremony).unwrap());
        assert_eq!((old.public(), old.index(), old.ceremony()), (new.public(), new.index(), new.ceremony()));
    }
    let fails =
        |key, genesis, worker, bytes: &[u8]| Vault::unseal(key, genesis, worker, bytes).err().unwrap();
    assert_eq!(fails(&[6; 32], GENESIS, worker(1), &sealed), UnsealError::HostMisbehaved);
    assert_eq!(fails(&KEY, H256([1; 32]), worker(1), &sealed), UnsealError::HostMisbehaved);
    assert_eq!(fails(&KEY, GENESIS, worker(2), &sealed), UnsealError::HostMisbehaved);
    for at in 0..sealed.len() {
        let mut altered = sealed.clone();
        altered[at] ^= 1;
        assert_eq!(fails(&KEY, GENESIS, worker(1), &altered), UnsealError::HostMisbehaved);
        assert_eq!(fails(&KEY, GENESIS, worker(1), &sealed[..at]), UnsealError::HostMisbehaved);
    }
}

#[test]
fn nothing_of_an_epoch_is_ever_sealed() {
    let empty = Vault::default().seal(&KEY, GENESIS, worker(1), [9; 12]);
    assert_eq!(vault(&[(Epoch(1), 1), (Epoch(2), 2)]).seal(&KEY, GENESIS, worker(1), [9; 12]), empty);
    let mixed = vault(&[(Epoch(1), 1), (Generation(1), 2)]).seal(&KEY, GENESIS, worker(1), [9; 12]);
    let back = Vault::unseal(&KEY, GENESIS, worker(1), &mixed).unwrap();
    assert_eq!(back.secrets(), [Generation(1)]);
}

#[test]
fn what_is_neither_listed_nor_about_to_be_is_erased() {
    let held = [(Generation(1), 1), (Generation(1), 2), (Epoch(3), 3), (Epoch(4), 4)];
    let pending = |ids: &[CeremonyId]| {
        let open = ids.iter().map(|id| ceremony(*id, Generation(1), &[1], 1, None)).collect::<Vec<_>>();
        Ceremonies::try_from(open).unwrap()
    };
    let check = |keys: KeeperKeys, open: Ceremonies, stays: &[CeremonyId], changed: bool| {
        let mut vault = vault(&held);
        assert_eq!(vault.reconcile(&keys, &open), changed);
        let left: Vec<_> = held.iter().filter(|(s, c)| vault.get(s, *c).is_some()).map(|(_, c)| *c).collect();
        assert_eq!(left, stays);
    };
    let both = [(Generation(1), 1), (Epoch(3), 3)];
    check(keys(&held[1..]), pending(&[1]), &[1, 2, 3, 4], false);
    check(keys(&both), pending(&[2, 4]), &[1, 2, 3, 4], false);
    check(keys(&both), pending(&[2]), &[1, 2, 3], false);
    check(keys(&both), pending(&[]), &[1, 3], true);
    check(keys(&[(Generation(1), 2), (Epoch(4), 4)]), pending(&[]), &[2, 4], true);
    check(keys(&[(Generation(1), 9)]), pending(&[]), &[], true);
    check(KeeperKeys::default(), pending(&[1, 2]), &[1, 2], false);
}

#[test]
fn an_old_disk_brings_back_nothing_that_is_over() {
    let old = vault(&[(Generation(1), 1)]).seal(&KEY, GENESIS, worker(1), [9; 12]);
    let mut back = Vault::unseal(&KEY, GENESIS, worker(1), &old).unwrap();
    assert!(back.reconcile(&keys(&[(Generation(1), 5), (Generation(2), 6)]), &Ceremonies::default()));
    assert!(back.secrets().is_empty());
}
