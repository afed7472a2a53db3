//! A kernel for tests: report entries as real files in a folder of its own, which it fills and counts as Linux does.

use super::files::{Files, SystemFiles};
use cargo_metadata::{Metadata, MetadataCommand};
use std::{
    fs,
    io::{self, ErrorKind},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, OnceLock},
};

/// What goes wrong.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Trouble {
    /// Another process writes to the same entry in between.
    SomebodyElseAsks,
    /// The kernel drops the question, which it tells nobody.
    WriteIsLost,
    /// The report has no bytes.
    EmptyReport,
    /// Reading the report fails.
    Reading(ErrorKind),
}

type Answer = dyn Fn(&[u8]) -> Vec<u8> + Send;

struct State {
    folder: tempfile::TempDir,
    provider: &'static str,
    answer: Box<Answer>,
    auxiliary: Option<Vec<u8>>,
    trouble: Option<(Trouble, u32)>,
    entries_made: u32,
}

/// The kernel. Cloning shares it.
#[derive(Clone)]
pub(super) struct FakeKernel {
    folder: PathBuf,
    state: Arc<Mutex<State>>,
}

impl FakeKernel {
    pub(super) fn new(
        provider: &'static str,
        answer: impl Fn(&[u8]) -> Vec<u8> + Send + 'static,
        auxiliary: Option<&[u8]>,
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let state = State {
            provider,
            answer: Box::new(answer),
            auxiliary: auxiliary.map(<[u8]>::to_vec),
            trouble: None,
            entries_made: 0,
            folder,
        };
        FakeKernel { folder: state.folder.path().to_path_buf(), state: Arc::new(Mutex::new(state)) }
    }

    /// The next `entries` entries have trouble.
    pub(super) fn trouble(&self, trouble: Trouble, entries: u32) {
        self.state().trouble = Some((trouble, entries));
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(super) fn entries_made(&self) -> u32 {
        self.state().entries_made
    }

    /// Whether no entry is left.
    pub(super) fn is_empty(&self) -> bool {
        fs::read_dir(&self.folder).unwrap().next().is_none()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }
}

impl State {
    fn troubled_by(&self, trouble: Trouble) -> bool {
        self.trouble.is_some_and(|(of, left)| left > 0 && of == trouble)
    }

    fn count(&self, entry: &Path) {
        let path = entry.join("generation");
        let generation: u64 = fs::read_to_string(&path).unwrap().trim().parse().unwrap();
        fs::write(path, format!("{}\n", generation + 1)).unwrap();
    }
}

impl Files for FakeKernel {
    fn create_folder(&self, path: &Path) -> io::Result<()> {
        SystemFiles.create_folder(path)?;
        let mut state = self.state();
        state.entries_made += 1;
        fs::write(path.join("provider"), format!("{}\n", state.provider))?;
        fs::write(path.join("generation"), "0\n")?;
        fs::write(path.join("inblob"), [])?;
        fs::write(path.join("outblob"), [])?;
        if let Some(auxiliary) = &state.auxiliary {
            fs::write(path.join("auxblob"), auxiliary)?;
        }
        Ok(())
    }

    /// As configfs does: the files go with the folder.
    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        let mut state = self.state();
        state.trouble = state.trouble.map(|(trouble, left)| (trouble, left.saturating_sub(1)));
        fs::read_dir(path)?.try_for_each(|file| fs::remove_file(file?.path()))?;
        SystemFiles.remove_folder(path)
    }

    fn read(&self, path: &Path, limit: u64) -> io::Result<Vec<u8>> {
        let state = self.state();
        if path.ends_with("outblob") {
            if let Some((Trouble::Reading(kind), 1..)) = state.trouble {
                return Err(kind.into());
            }
            if state.troubled_by(Trouble::SomebodyElseAsks) {
                state.count(path.parent().unwrap());
            }
        }
        SystemFiles.read(path, limit)
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let state = self.state();
        assert!(path.ends_with("inblob") && bytes.len() <= 64, "the kernel takes nothing else");
        let entry = path.parent().unwrap();
        if !state.troubled_by(Trouble::WriteIsLost) {
            SystemFiles.write(path, bytes)?;
            state.count(entry);
        }
        let answer = if state.troubled_by(Trouble::EmptyReport) { vec![] } else { (state.answer)(bytes) };
        SystemFiles.write(&entry.join("outblob"), &answer)
    }
}

/// One of Intel's real quotes that come in the package of `dcap-qvl`.
pub(super) fn intel_sample(name: &str) -> Vec<u8> {
    fs::read(package("dcap-qvl").join("sample").join(name)).unwrap()
}

/// Folder of a third-party package's source.
pub(super) fn package(name: &str) -> PathBuf {
    static METADATA: OnceLock<Metadata> = OnceLock::new();
    let metadata = METADATA.get_or_init(|| {
        // Packages for other systems need not be there.
        let options = ["--offline", "--filter-platform", "x86_64-unknown-linux-gnu"].map(Into::into);
        MetadataCommand::new().other_options(options).exec().unwrap()
    });
    let package = metadata.packages.iter().find(|package| package.name.as_str() == name).unwrap();
    package.manifest_path.parent().unwrap().into()
}
