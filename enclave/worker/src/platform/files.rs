//! The few operations that device files are driven with. A trait, because in tests the kernel behind them is self-made.

use super::PlatformError;
use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Write},
    path::Path,
};

/// Device files.
pub trait Files: Send {
    /// Makes a folder that must not exist.
    ///
    /// # Errors
    /// The system's, as in all functions here.
    fn create_folder(&self, path: &Path) -> io::Result<()>;

    /// Removes a folder of device files.
    fn remove_folder(&self, path: &Path) -> io::Result<()>;

    /// Reads a file of at most `limit` bytes.
    fn read(&self, path: &Path, limit: u64) -> io::Result<Vec<u8>>;

    /// Writes a file, which must exist, in one go.
    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()>;
}

/// The system's.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemFiles;

impl Files for SystemFiles {
    fn create_folder(&self, path: &Path) -> io::Result<()> {
        fs::create_dir(path)
    }

    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        fs::remove_dir(path)
    }

    fn read(&self, path: &Path, limit: u64) -> io::Result<Vec<u8>> {
        let mut bytes = vec![];
        File::open(path)?.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > limit {
            return Err(io::Error::new(io::ErrorKind::InvalidData, format!("more than {limit} bytes")));
        }
        Ok(bytes)
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        OpenOptions::new().write(true).open(path)?.write_all(bytes)
    }
}

/// Names the file and the next step in a system's error.
pub(super) fn failed(
    doing: &'static str,
    path: &Path,
    advice: &'static str,
) -> impl FnOnce(io::Error) -> PlatformError {
    let path = path.to_path_buf();
    move |reason| PlatformError::Device { doing, path, reason, advice }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_up_to_its_limit_and_not_beyond() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        fs::write(&path, [1; 8]).unwrap();
        assert_eq!(SystemFiles.read(&path, 8).unwrap(), [1; 8]);
        assert_eq!(SystemFiles.read(&path, 7).unwrap_err().kind(), io::ErrorKind::InvalidData);
    }

    #[test]
    fn a_missing_device_is_not_made_by_writing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        assert_eq!(SystemFiles.write(&path, &[1]).unwrap_err().kind(), io::ErrorKind::NotFound);
        assert!(!path.exists());
    }
}
