//! The tree against its definition: the root of a set of entries is the same however the set came about.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::store::Store;
use proptest::prelude::*;
use std::collections::BTreeMap;
use zeroize::Zeroizing;

struct Grove {
    store: Store,
    tree: Tree,
    keys: Arc<RootKey>,
}

type Entries = BTreeMap<Vec<u8>, Vec<u8>>;

impl Grove {
    fn new() -> Self {
        let store = Store::open(redb::backends::InMemoryBackend::new(), &[1; 32], [2; 32]).unwrap();
        let keys = Arc::new(RootKey::new(Zeroizing::new([3; 32])));
        Self { store, tree: Tree::new(keys.clone(), EMPTY_ROOT), keys }
    }

    fn of(entries: &Entries) -> Self {
        let mut grove = Self::new();
        let changes: Vec<_> = entries.iter().map(|(key, value)| (key.clone(), Some(value.clone()))).collect();
        grove.apply(&changes);
        grove
    }

    fn apply(&mut self, changes: &[(Vec<u8>, Option<Vec<u8>>)]) {
        let rows = self.store.rows().unwrap();
        let changes = changes.iter().map(|(key, value)| match value {
            Some(value) => Change::put(&self.keys, key, value).unwrap(),
            None => Change::remove(&self.keys, key),
        });
        let update = self.tree.prepare(&rows, changes.collect()).unwrap();
        let mut writer = self.store.write().unwrap();
        self.tree.write(&update, &mut writer).unwrap();
        writer.commit().unwrap();
        self.tree.adopt(update);
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
}

#[test]
fn absence_needs_no_row_and_presence_needs_the_right_one() {
    let mut grove = Grove::of(&(0..50u8).map(|key| (vec![key], vec![key])).collect());
    grove.forget();
    let rows = grove.store.rows().unwrap();
    assert_eq!(grove.tree.get(&rows, b"absent").unwrap(), None);
    // A row outside the tree is not an entry.
    let stray = join_row(b"absent", b"!").unwrap();
    let place = grove.keys.key_hash(b"absent").0;
    let mut writer = grove.store.write().unwrap();
    writer.table(Table::State).unwrap().put(&place, &stray).unwrap();
    writer.commit().unwrap();
    let rows = grove.store.rows().unwrap();
    grove.forget();
    assert!(!matches!(grove.tree.get(&rows, b"absent"), Ok(Some(_))));
}
