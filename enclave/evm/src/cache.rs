//! A bounded cache in two generations.

use core::hash::Hash;
use revm::primitives::HashMap;

/// Keeps at least the `capacity` entries used last and at most twice as many.
///
/// When the young generation is full it becomes the old one, and what was old and unused is dropped: constant cost per
/// use, no list to maintain. Entries are never iterated over, so a hash map's order cannot reach any result.
pub(crate) struct Cache<K, V> {
    capacity: usize,
    young: HashMap<K, V>,
    old: HashMap<K, V>,
}

impl<K: Eq + Hash + Copy, V> Cache<K, V> {
    pub(crate) fn new(capacity: usize) -> Self {
        Self { capacity, young: HashMap::default(), old: HashMap::default() }
    }

    pub(crate) fn get(&mut self, key: &K) -> Option<&V> {
        if !self.young.contains_key(key) {
            let value = self.old.remove(key)?;
            self.insert(*key, value);
        }
        self.young.get(key)
    }

    pub(crate) fn insert(&mut self, key: K, value: V) {
        if self.young.len() >= self.capacity {
            self.old = core::mem::take(&mut self.young);
        }
        self.young.insert(key, value);
    }

    pub(crate) fn remove(&mut self, key: &K) {
        self.young.remove(key);
        self.old.remove(key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recent_entries_stay_and_the_size_is_bounded() {
        let mut cache = Cache::new(2);
        for key in 0..10 {
            cache.insert(key, key);
            assert_eq!(cache.get(&0), Some(&0), "used all the time");
        }
        assert!(cache.young.len() + cache.old.len() <= 4);
        assert_eq!(cache.get(&3), None);
        cache.remove(&0);
        assert_eq!(cache.get(&0), None);
    }

    #[test]
    fn an_older_value_never_comes_back() {
        let mut cache = Cache::new(1);
        cache.insert(1, "before");
        cache.insert(2, "other");
        cache.insert(1, "after");
        cache.insert(3, "other");
        assert_eq!(cache.get(&1), Some(&"after"));
    }
}
