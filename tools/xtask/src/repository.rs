//! The only part of xtask that reads the world: git's list of files, their text, and cargo's view of the workspace.

use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{bail, Context, Result};
use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package};

/// The checkout as the rules see it.
#[derive(Debug, Default)]
pub(crate) struct Repository {
    /// Every text file that is tracked or would be, in path order.
    pub(crate) files: Vec<SourceFile>,
    /// The crates of the workspace.
    pub(crate) members: Vec<Member>,
    /// All packages that the workspace compiles on this platform, third-party ones included.
    pub(crate) licences: Vec<PackageLicence>,
}

/// A text file.
#[derive(Debug)]
pub(crate) struct SourceFile {
    /// Path relative to the checkout, with `/`.
    pub(crate) path: String,
    pub(crate) text: String,
}

/// A workspace crate and the workspace crates that it names.
#[derive(Debug)]
pub(crate) struct Member {
    /// Folder relative to the checkout, for example `protocol/messages`.
    pub(crate) folder: String,
    pub(crate) dependencies: Vec<Dependency>,
}

/// A line of a `[dependencies]` table.
#[derive(Debug)]
pub(crate) struct Dependency {
    pub(crate) name: String,
    /// Folder relative to the checkout, for crates of ours.
    pub(crate) folder: Option<String>,
    /// True in `[dev-dependencies]`.
    pub(crate) for_tests: bool,
}

/// The licence that a package states.
#[derive(Debug)]
pub(crate) struct PackageLicence {
    pub(crate) name: String,
    pub(crate) version: String,
    /// SPDX expression; `None` if the package states none.
    pub(crate) expression: Option<String>,
}

impl Repository {
    /// Reads the checkout around the current folder.
    pub(crate) fn load() -> Result<Self> {
        let root = checkout()?;
        let metadata = metadata(&root)?;
        Ok(Self {
            files: read_files(&root)?,
            members: metadata.workspace_packages().into_iter().map(|it| member(it, &root)).collect(),
            licences: metadata.packages.iter().map(licence).collect(),
        })
    }

    /// The file at `path`, if the repository has it.
    pub(crate) fn file(&self, path: &str) -> Option<&SourceFile> {
        self.files.iter().find(|file| file.path == path)
    }

    /// All files with the given extension.
    pub(crate) fn with_extension<'a>(&'a self, extension: &'a str) -> impl Iterator<Item = &'a SourceFile> {
        self.files
            .iter()
            .filter(move |file| file.path.rsplit_once('.').is_some_and(|(_, it)| it == extension))
    }
}

fn checkout() -> Result<PathBuf> {
    let output =
        Command::new("git").args(["rev-parse", "--show-toplevel"]).output().context("cannot run git")?;
    if !output.status.success() {
        bail!("not inside a git checkout; run this from the project's folder");
    }
    Ok(PathBuf::from(String::from_utf8(output.stdout)?.trim_end()))
}

/// Without the filter cargo would want to download the packages of all other platforms.
fn metadata(root: &Path) -> Result<Metadata> {
    let options = ["--locked", "--filter-platform", "x86_64-unknown-linux-gnu"];
    MetadataCommand::new()
        .manifest_path(root.join("Cargo.toml"))
        .other_options(options.map(String::from).to_vec())
        .exec()
        .context("cargo metadata failed")
}

fn read_files(root: &Path) -> Result<Vec<SourceFile>> {
    let listing = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"])
        .current_dir(root)
        .output()
        .context("cannot run git")?;
    let mut files = Vec::new();
    for path in String::from_utf8(listing.stdout)?.split_terminator('\0') {
        match std::fs::read_to_string(root.join(path)) {
            Ok(text) => files.push(SourceFile { path: path.to_owned(), text }),
            // Binary, a folder, or deleted but not yet committed: nothing for a text rule.
            Err(error) if is_not_text(&error) => {}
            Err(error) => return Err(error).with_context(|| format!("cannot read {path}")),
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

fn is_not_text(error: &io::Error) -> bool {
    use io::ErrorKind::{InvalidData, IsADirectory, NotFound};
    matches!(error.kind(), InvalidData | IsADirectory | NotFound)
}

fn member(package: &Package, root: &Path) -> Member {
    let folder =
        package.manifest_path.parent().map(|it| relative(it.as_std_path(), root)).unwrap_or_default();
    let dependencies = package
        .dependencies
        .iter()
        .map(|it| Dependency {
            name: it.name.clone(),
            folder: it.path.as_ref().map(|path| relative(path.as_std_path(), root)),
            for_tests: it.kind == DependencyKind::Development,
        })
        .collect();
    Member { folder, dependencies }
}

fn licence(package: &Package) -> PackageLicence {
    PackageLicence {
        name: package.name.to_string(),
        version: package.version.to_string(),
        expression: package.license.clone(),
    }
}

fn relative(path: &Path, root: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).to_string_lossy().replace('\\', "/")
}
