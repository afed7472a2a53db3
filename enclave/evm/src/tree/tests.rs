//! The tree against its definition: the root of a set of entries is the same however the set came about.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::store::Store;
use jmt::{
    storage::{LeafNode, NodeKey, TreeReader},
    JellyfishMerkleTree, KeyHash, SimpleHasher,
};
use proptest::prelude::*;
use std::collections::BTreeMap;
use zeroize::Zeroizing;

struct Grove {
    store: Store,
    tree: Tree,
    keys: Arc<RootKey>,
}

type Entries = BTreeMap<Vec<u8>, Vec<u8>>;

fn keys(number: u8) -> Arc<RootKey> {
    Arc::new(RootKey::new(Zeroizing::new([number; 32])))
}

fn change(keys: &RootKey, key: &[u8], value: &Option<Vec<u8>>) -> Change {
    match value {
        Some(value) => Change::put(keys, key, value).unwrap(),
        None => Change::remove(keys, key),
    }
}

impl Grove {
    fn new() -> Self {
        Self::under(keys(3))
    }

    fn under(keys: Arc<RootKey>) -> Self {
        let store = Store::open(redb::backends::InMemoryBackend::new(), &[1; 32], [2; 32]).unwrap();
        Self { store, tree: Tree::new(keys.clone(), EMPTY_ROOT), keys }
    }

    fn of(entries: &Entries) -> Self {
        Self::of_under(entries, keys(3))
    }

    fn of_under(entries: &Entries, keys: Arc<RootKey>) -> Self {
        let mut grove = Self::under(keys);
        let changes: Vec<_> = entries.iter().map(|(key, value)| (key.clone(), Some(value.clone()))).collect();
        grove.apply(&changes);
        grove
    }

    fn apply(&mut self, changes: &[(Vec<u8>, Option<Vec<u8>>)]) {
        let rows = self.store.rows().unwrap();
        let changes = changes.iter().map(|(key, value)| change(&self.keys, key, value));
        let update = self.tree.prepare(&rows, changes.collect()).unwrap();
        let mut writer = self.store.write().unwrap();
        self.tree.write(&update, &mut writer).unwrap();
        writer.commit().unwrap();
        self.tree.adopt(update);
    }

    /// Moves the entries, with these changes, under other keys.
    fn rekey(&mut self, changes: &[(Vec<u8>, Option<Vec<u8>>)], keys: Arc<RootKey>) {
        let rows = self.store.rows().unwrap();
        let changes: Vec<_> = changes.iter().map(|(key, value)| change(&self.keys, key, value)).collect();
        let mut writer = self.store.write().unwrap();
        self.tree = self.tree.rekey(&rows, &changes, keys.clone(), &mut writer).unwrap();
        writer.commit().unwrap();
        self.keys = keys;
    }

    /// The same rows under an empty cache.
    fn forget(&mut self) {
        self.tree = Tree::new(self.keys.clone(), self.tree.root());
    }

    fn node_rows(&self) -> usize {
        let rows = self.store.rows().unwrap();
        let nodes = rows.from(Table::Nodes, Bound::Unbounded).unwrap().count();
        nodes
    }
}

fn batches() -> impl Strategy<Value = Vec<BTreeMap<u8, Option<u8>>>> {
    let batch = proptest::collection::btree_map(0..48u8, proptest::option::of(any::<u8>()), 0..24);
    proptest::collection::vec(batch, 1..8)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn the_root_depends_on_the_entries_alone(batches in batches(), forgetful in any::<bool>()) {
        let mut grove = Grove::new();
        let mut entries = Entries::new();
        for batch in batches {
            let changes: Vec<_> = batch.iter().map(|(key, value)| (vec![*key], value.map(|value| vec![value]))).collect();
            grove.apply(&changes);
            for (key, value) in changes {
                match value {
                    Some(value) => entries.insert(key, value),
                    None => entries.remove(&key),
                };
            }
            if forgetful {
                grove.forget();
            }
            let fresh = Grove::of(&entries);
            prop_assert_eq!(grove.tree.root(), fresh.tree.root());
            prop_assert_eq!(grove.node_rows(), fresh.node_rows(), "no stale node stays behind");
            let rows = grove.store.rows().unwrap();
            for key in 0..48 {
                prop_assert_eq!(grove.tree.get(&rows, &[key]).unwrap(), entries.get(&vec![key]).cloned());
            }
        }
    }
}

/// BLAKE3 for the reference library.
struct Blake3(blake3::Hasher);

impl SimpleHasher for Blake3 {
    fn new() -> Self {
        Self(blake3::Hasher::new())
    }

    fn update(&mut self, data: &[u8]) {
        self.0.update(data);
    }

    fn finalize(self) -> [u8; 32] {
        self.0.finalize().into()
    }
}

/// What the reference finds below a new tree.
struct Nothing;

impl TreeReader for Nothing {
    fn get_node_option(&self, _: &NodeKey) -> anyhow::Result<Option<jmt::storage::Node>> {
        Ok(None)
    }

    fn get_value_option(&self, _: jmt::Version, _: KeyHash) -> anyhow::Result<Option<jmt::OwnedValue>> {
        Ok(None)
    }

    fn get_rightmost_leaf(&self) -> anyhow::Result<Option<(NodeKey, LeafNode)>> {
        Ok(None)
    }
}

/// The root as the library `jmt` computes it.
fn reference_root(entries: &Entries) -> [u8; 32] {
    let keys = keys(3);
    let leaf = |(key, value): (&Vec<u8>, &Vec<u8>)| {
        (KeyHash(keys.place(key)), keys.value_commitment(key, value).to_vec())
    };
    let leaves = entries.iter().map(leaf).collect();
    let tree = JellyfishMerkleTree::<_, Blake3>::new(&Nothing);
    tree.batch_put_value_sets(vec![leaves], None, 0).unwrap().0[0].0
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn the_root_is_that_of_a_jellyfish_merkle_tree(counts in proptest::collection::vec(0..700u32, 1..5), forgetful in any::<bool>()) {
        let mut grove = Grove::new();
        let mut last = 0;
        for (round, count) in (0u8..).zip(counts) {
            let (low, high) = (last.min(count), last.max(count));
            let row = |key: u32| (key.to_le_bytes().to_vec(), (key < count).then(|| vec![round]));
            // Buckets fill and split, or shrink and grow together; a few others change.
            grove.apply(&(low / 2..high).step_by(1 + usize::from(round)).chain(low..high).map(row).collect::<BTreeMap<_, _>>().into_iter().collect::<Vec<_>>());
            last = count;
            if forgetful {
                grove.forget();
            }
            let rows = grove.store.rows().unwrap();
            let mut entries = Entries::new();
            for row in rows.from(Table::State, Bound::Unbounded).unwrap() {
                let (_, row) = row.unwrap();
                let (key, value) = split_row(&row).unwrap();
                entries.insert(key.to_vec(), value.to_vec());
            }
            prop_assert_eq!(entries.len(), count as usize);
            if count > 0 {
                prop_assert_eq!(grove.tree.root(), reference_root(&entries));
            }
            prop_assert_eq!(grove.node_rows(), Grove::of(&entries).node_rows(), "no stale node stays behind");
            for (key, value) in &entries {
                prop_assert_eq!(grove.tree.get(&rows, key).unwrap(), Some(value.clone()));
            }
        }
    }
}

/// Moves `before`, with changes that make it `after`, and compares with a tree that never was under other keys.
fn assert_moves(before: &Entries, after: &Entries) {
    let mut moved = Grove::of(before);
    moved.forget();
    let put = after.iter().filter(|(key, value)| before.get(*key) != Some(*value));
    let put = put.map(|(key, value)| (key.clone(), Some(value.clone())));
    let removed = before.keys().filter(|key| !after.contains_key(*key)).map(|key| (key.clone(), None));
    moved.rekey(&put.chain(removed).collect::<Vec<_>>(), keys(4));
    let fresh = Grove::of_under(after, keys(4));
    assert_eq!(moved.tree.root(), fresh.tree.root());
    assert_eq!(moved.node_rows(), fresh.node_rows(), "no node of the old tree stays behind");
    moved.forget();
    let rows = moved.store.rows().unwrap();
    for key in before.keys().chain(after.keys()) {
        assert_eq!(moved.tree.get(&rows, key).unwrap(), after.get(key).cloned());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn a_moved_tree_is_the_tree_of_its_entries(before in any::<BTreeMap<u8, u8>>(), after in any::<BTreeMap<u8, u8>>()) {
        let entries = |map: BTreeMap<u8, u8>| map.into_iter().map(|(key, value)| (vec![key % 64], vec![value % 4]));
        assert_moves(&entries(before).collect(), &entries(after).collect());
    }
}

#[test]
fn a_tree_of_several_batches_moves() {
    let entries =
        |count: u32| (0..count).map(|key| (key.to_le_bytes().to_vec(), vec![1])).collect::<Entries>();
    assert_moves(&entries(9_000), &entries(8_500));
}

#[test]
fn an_emptied_tree_is_an_empty_tree() {
    let mut grove = Grove::new();
    assert_eq!(grove.tree.root(), EMPTY_ROOT);
    for count in [1, 2, 30] {
        let keys: Vec<_> = (0..count).map(|key| vec![key]).collect();
        grove.apply(&keys.iter().map(|key| (key.clone(), Some(vec![1]))).collect::<Vec<_>>());
        assert_ne!(grove.tree.root(), EMPTY_ROOT);
        grove.apply(&keys.iter().map(|key| (key.clone(), None)).collect::<Vec<_>>());
        assert_eq!((grove.tree.root(), grove.node_rows()), (EMPTY_ROOT, 0));
    }
    // Also together with what was never there, wherever that would stand.
    for absent in 1..9 {
        grove.apply(&[(vec![0], Some(vec![1]))]);
        grove.apply(&[(vec![0], None), (vec![absent], None)]);
        assert_eq!((grove.tree.root(), grove.node_rows()), (EMPTY_ROOT, 0));
    }
}

/// Whether a leaf with this place and commitment is under the tree's root: follows nodes whose hashes their parents name.
fn holds(grove: &mut Grove, place: KeyHash, commitment: [u8; 32]) -> bool {
    let rows = grove.store.rows().unwrap();
    grove.tree.leaf(&rows, &place.0).unwrap() == Some(Leaf::new(place.0, &commitment))
}

#[test]
fn the_key_of_a_contract_checks_its_storage_and_nothing_else() {
    use crate::state::key::StateKey;
    use revm::primitives::{Address, U256};
    let slot = |contract: u8, slot: u64| {
        StateKey::slot(&Address::repeat_byte(contract), &U256::from(slot)).as_ref().to_vec()
    };
    let account = StateKey::account(&Address::repeat_byte(1)).as_ref().to_vec();
    let slots = (1..4).flat_map(|contract| (0..9).map(move |number| (contract, number)));
    let mut entries: Entries =
        slots.map(|(contract, number)| (slot(contract, number), vec![7; 32])).collect();
    entries.insert(account.clone(), vec![8; 72]);
    let mut grove = Grove::of(&entries);
    let key = grove.keys.leaf_key(&slot(1, 0));
    let mut checked = |entry: &[u8], value: &[u8]| {
        holds(&mut grove, KeyHash(key.place(entry)), key.commitment(entry, value))
    };
    for number in 0..9 {
        assert!(checked(&slot(1, number), &[7; 32]));
        assert!(!checked(&slot(1, number), &[9; 32]), "another value");
        assert!(!checked(&slot(2, number), &[7; 32]), "the storage of another contract");
    }
    assert!(!checked(&slot(1, 9), &[7; 32]), "an empty slot");
    assert!(!checked(&account, &[8; 72]), "the contract's account");
}

#[test]
fn absence_needs_no_row_and_presence_needs_the_right_one() {
    let mut grove = Grove::of(&(0..50u8).map(|key| (vec![key], vec![key])).collect());
    grove.forget();
    let rows = grove.store.rows().unwrap();
    assert_eq!(grove.tree.get(&rows, b"absent").unwrap(), None);
    // A row outside the tree is not an entry.
    let stray = join_row(b"absent", b"!").unwrap();
    let place = grove.keys.place(b"absent");
    let mut writer = grove.store.write().unwrap();
    writer.table(Table::State).unwrap().put(&place, &stray).unwrap();
    writer.commit().unwrap();
    let rows = grove.store.rows().unwrap();
    grove.forget();
    assert!(!matches!(grove.tree.get(&rows, b"absent"), Ok(Some(_))));
}
