//! What a worker keeps on disk: the store of its committee's state, and the sealed shares of a gatekeeper.

use executor::enclave::StoreFactory;
use redb::backends::FileBackend;
use std::{
    fs::{self, File, OpenOptions},
    io::{self, ErrorKind, Write},
    path::{Path, PathBuf},
};

/// Name of the file with a gatekeeper's sealed shares.
const SHARES_FILE: &str = "gatekeeper-shares.sealed";
/// Name under which that file is written before it takes its place.
const UNFINISHED_SHARES_FILE: &str = "gatekeeper-shares.sealed.unfinished";

/// A worker's data folder: one redb file for the committee's state, one file for sealed shares. What stands in either is
/// encrypted and authenticated by the enclave.
pub struct StoreFile {
    folder: PathBuf,
    path: PathBuf,
}

impl StoreFile {
    /// The store of a committee under `folder`, which must exist.
    pub fn new(folder: &Path, committee: u32) -> Self {
        Self { folder: folder.to_owned(), path: folder.join(format!("committee-{committee}.redb")) }
    }

    fn open_file(&self) -> io::Result<File> {
        OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&self.path)
    }

    /// Replaces the file as a whole. It is on disk when this returns: a power cut leaves the old file or the new one.
    fn replace_shares(&self, sealed: &[u8]) -> io::Result<()> {
        let unfinished = self.folder.join(UNFINISHED_SHARES_FILE);
        let mut file = File::create(&unfinished)?;
        file.write_all(sealed)?;
        file.sync_all()?;
        fs::rename(&unfinished, self.folder.join(SHARES_FILE))?;
        // The new name is an entry of the folder, which has a life of its own on disk.
        File::open(&self.folder)?.sync_all()
    }
}

/// What the operator is told when `file` cannot be used.
fn sentence(file: &Path, error: impl std::fmt::Display) -> String {
    format!(
        "cannot use {}: {error}; check that the disk is not full and that no other worker uses this folder",
        file.display()
    )
}

impl StoreFactory for StoreFile {
    type Backend = FileBackend;

    fn open(&mut self) -> Result<FileBackend, String> {
        let file = self.open_file().map_err(|error| sentence(&self.path, error))?;
        FileBackend::new(file).map_err(|error| sentence(&self.path, error))
    }

    fn discard(&mut self) -> Result<(), String> {
        match fs::remove_file(&self.path) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(sentence(&self.path, error)),
            _ => Ok(()),
        }
    }

    fn load_shares(&mut self) -> Result<Option<Vec<u8>>, String> {
        let path = self.folder.join(SHARES_FILE);
        match fs::read(&path) {
            Ok(sealed) => Ok(Some(sealed)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(sentence(&path, error)),
        }
    }

    fn save_shares(&mut self, sealed: &[u8]) -> Result<(), String> {
        self.replace_shares(sealed).map_err(|error| sentence(&self.folder.join(SHARES_FILE), error))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_last_saved_shares_are_loaded_after_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(StoreFile::new(folder.path(), 0).load_shares(), Ok(None));
        for sealed in [&b"first, and longer"[..], b"second"] {
            StoreFile::new(folder.path(), 0).save_shares(sealed).unwrap();
            assert_eq!(StoreFile::new(folder.path(), 0).load_shares(), Ok(Some(sealed.to_vec())));
        }
        let names: Vec<_> =
            fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, [SHARES_FILE], "nothing else is left");
    }

    #[test]
    fn a_save_that_was_cut_off_leaves_the_old_shares() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = StoreFile::new(folder.path(), 0);
        store.save_shares(b"old").unwrap();
        fs::write(folder.path().join(UNFINISHED_SHARES_FILE), b"half of the n").unwrap();
        assert_eq!(store.load_shares(), Ok(Some(b"old".to_vec())));
        store.save_shares(b"new").unwrap();
        assert_eq!(store.load_shares(), Ok(Some(b"new".to_vec())));
    }

    #[test]
    fn shares_survive_a_discarded_state() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = StoreFile::new(folder.path(), 0);
        store.save_shares(b"shares").unwrap();
        drop(store.open().unwrap());
        store.discard().unwrap();
        store.discard().unwrap();
        assert_eq!(store.load_shares(), Ok(Some(b"shares".to_vec())));
    }

    #[test]
    fn a_folder_that_is_gone_is_told_with_the_next_step() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = StoreFile::new(&folder.path().join("gone"), 0);
        let error = store.save_shares(b"shares").unwrap_err();
        assert!(error.contains(SHARES_FILE) && error.contains("check that the disk"), "{error}");
    }
}
