//! Which Rust files hold tests or their helpers, and so may do what shipped code may not.

use std::collections::BTreeSet;

use crate::repository::Repository;
use crate::rust_source::test_modules;

/// Folders and files that hold no shipped code wherever they stand.
const FOLDERS: [&str; 4] = ["tests", "benches", "fuzz", "examples"];
const FILES: [&str; 2] = ["build.rs", "benchmarking.rs"];

/// The test files of a repository.
pub(super) struct TestFiles {
    /// Paths, without `.rs`, of modules declared under `#[cfg(test)]` or a feature for tests.
    modules: BTreeSet<String>,
}

impl TestFiles {
    pub(super) fn of(repository: &Repository) -> Self {
        let mut modules = BTreeSet::new();
        for file in repository.with_extension("rs") {
            for name in test_modules(&file.text) {
                modules.insert(format!("{}/{name}", module_folder(&file.path)));
            }
        }
        Self { modules }
    }

    pub(super) fn contain(&self, path: &str) -> bool {
        let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
        FILES.contains(&name)
            || folders.split('/').any(|folder| FOLDERS.contains(&folder))
            || self.modules.iter().any(|module| is_file_of(path, module))
    }
}

/// True for the file of `module` and for those of its submodules.
fn is_file_of(path: &str, module: &str) -> bool {
    path.strip_prefix(module).is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
}

/// Where the submodules of the file at `path` are.
fn module_folder(path: &str) -> &str {
    let stem = path.strip_suffix(".rs").unwrap_or(path);
    ["/lib", "/main", "/mod"].iter().find_map(|root| stem.strip_suffix(root)).unwrap_or(stem)
}

#[cfg(test)]
mod tests {
    use super::super::tests::repository;
    use super::*;

    #[test]
    fn test_files_are_known_by_folder_or_declaration() {
        let tests = TestFiles::of(&repository(&[
            ("a/src/lib.rs", "#[cfg(test)]\nmod vectors;\n#[cfg(feature = \"testing\")]\npub mod testing;\n"),
            ("a/src/b.rs", "#[cfg(test)]\nmod tests;\n"),
        ]));
        for path in ["a/src/vectors.rs", "a/src/vectors/x.rs", "a/src/b/tests.rs", "a/src/testing/y.rs"] {
            assert!(tests.contain(path), "{path}");
        }
        for path in ["a/tests/x.rs", "a/src/benchmarking.rs", "a/build.rs", "fuzz/x.rs"] {
            assert!(tests.contain(path), "{path}");
        }
        for path in ["a/src/lib.rs", "a/src/b.rs", "a/src/vectorsets.rs", "b/src/vectors.rs"] {
            assert!(!tests.contain(path), "{path}");
        }
    }
}
