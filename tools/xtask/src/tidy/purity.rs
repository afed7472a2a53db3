//! Pure crates have no IO, clock, randomness, threads or async: same inputs, same outputs, on every replica.

use super::test_files::TestFiles;
use super::{line_of, whole_words};
use crate::findings::Finding;
use crate::repository::{Dependency, Repository, SourceFile};
use crate::rust_source::shipped_code;

/// Folders of the pure crates.
const PURE: [&str; 6] = [
    "protocol/",
    "enclave/keys/",
    "enclave/capacity/",
    "enclave/evm/",
    "enclave/executor/",
    "enclave/sapphire/",
];

/// Paths and names that reach the world outside.
const BANNED_PATHS: [&str; 14] = [
    "std::fs",
    "std::net",
    "std::time",
    "std::env",
    "std::thread",
    "std::process",
    "tokio",
    "rand::rng",
    "rand::thread_rng",
    "getrandom",
    "OsRng",
    "SystemTime",
    "Instant",
    "async",
];

/// Crates that exist to reach the world outside.
const BANNED_CRATES: [&str; 8] =
    ["tokio", "async-std", "smol", "reqwest", "axum", "jsonrpsee", "getrandom", "rand"];

pub(crate) fn check(repository: &Repository) -> Vec<Finding> {
    let tests = TestFiles::of(repository);
    repository
        .with_extension("rs")
        .filter(|file| is_pure(&file.path) && !tests.contain(&file.path))
        .flat_map(check_file)
        .chain(check_dependencies(repository))
        .collect()
}

fn check_file(file: &SourceFile) -> Vec<Finding> {
    let code = shipped_code(&file.text);
    let mut findings = Vec::new();
    for banned in BANNED_PATHS {
        for at in whole_words(&code, banned) {
            findings.push(Finding::new(
                &file.path,
                line_of(&code, at),
                format!("`{banned}` in a pure crate"),
                "take the value as an argument; only enclave/worker touches the world",
            ));
        }
    }
    findings
}

fn check_dependencies(repository: &Repository) -> Vec<Finding> {
    let banned = |it: &&Dependency| !it.for_tests && BANNED_CRATES.contains(&it.name.as_str());
    let mut findings = Vec::new();
    for member in repository.members.iter().filter(|member| is_pure(&format!("{}/", member.folder))) {
        let path = format!("{}/Cargo.toml", member.folder);
        for dependency in member.dependencies.iter().filter(banned) {
            let what = format!("a pure crate depends on {}", dependency.name);
            findings.push(Finding::new(&path, 1, what, "move what needs it to enclave/worker"));
        }
    }
    findings
}

fn is_pure(path: &str) -> bool {
    PURE.iter().any(|folder| path.starts_with(folder))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{places, repository};
    use super::*;
    use crate::repository::Member;

    #[test]
    fn io_is_found_in_pure_code_only() {
        let repository = repository(&[
            ("enclave/evm/src/store.rs", "//! never std::fs\nuse core::fmt;\nuse std::fs::File;\n"),
            ("enclave/evm/src/clock.rs", "fn f(instant: Instantly) {}\nlet t = Instant::now();\n"),
            ("enclave/worker/src/store.rs", "use std::fs::File;\n"),
        ]);
        assert_eq!(places(check(&repository)), ["enclave/evm/src/store.rs:3", "enclave/evm/src/clock.rs:2"]);
    }

    #[test]
    fn tests_of_pure_crates_may_read_files() {
        let io = "use std::fs;\n";
        let root = "#[cfg(test)]\nmod vectors;\n#[cfg(test)]\nmod tests { use std::fs; }\n";
        let repository = repository(&[
            ("protocol/a/src/lib.rs", root),
            ("protocol/a/src/vectors.rs", io),
            ("protocol/a/src/vectors/more.rs", io),
            ("protocol/a/tests/a.rs", io),
            ("protocol/a/src/vectorsets.rs", io),
        ]);
        assert_eq!(places(check(&repository)), ["protocol/a/src/vectorsets.rs:1"]);
    }

    #[test]
    fn dependencies_that_do_io_are_found() {
        let member = |folder: &str, for_tests| Member {
            folder: folder.into(),
            dependencies: vec![Dependency { name: "tokio".into(), folder: None, for_tests }],
        };
        let members =
            vec![member("enclave/keys", false), member("enclave/evm", true), member("enclave/worker", false)];
        let repository = Repository { members, ..Repository::default() };
        assert_eq!(places(check(&repository)), ["enclave/keys/Cargo.toml:1"]);
    }
}
