//! The store's file.

use executor::enclave::StoreFactory;
use redb::backends::FileBackend;
use std::{
    fs::{self, File, OpenOptions},
    path::PathBuf,
};

/// One redb file in the worker's data folder.
pub struct StoreFile {
    path: PathBuf,
}

impl StoreFile {
    /// The store of a committee under `folder`, which must exist.
    pub fn new(folder: &std::path::Path, committee: u32) -> Self {
        Self { path: folder.join(format!("committee-{committee}.redb")) }
    }

    fn open_file(&self) -> std::io::Result<File> {
        OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&self.path)
    }

    fn sentence(&self, error: impl std::fmt::Display) -> String {
        format!(
            "cannot use the store {}: {error}; check that the disk is not full and that no other worker uses this folder",
            self.path.display()
        )
    }
}

impl StoreFactory for StoreFile {
    type Backend = FileBackend;

    fn open(&mut self) -> Result<FileBackend, String> {
        let file = self.open_file().map_err(|e| self.sentence(e))?;
        FileBackend::new(file).map_err(|e| self.sentence(e))
    }

    fn discard(&mut self) -> Result<(), String> {
        match fs::remove_file(&self.path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(self.sentence(error)),
            _ => Ok(()),
        }
    }
}
