//! Which crate may depend on which: the arrows of ARCHITECTURE.md. A trust border is only as good as what crosses it.

use crate::findings::Finding;
use crate::repository::{Dependency, Member, Repository};

/// Who may depend on what. Folders; `/*` at the end covers all below. The first row that covers a crate holds.
const ARROWS: &[(&str, &[&str])] = &[
    ("protocol/messages", &[]),
    ("protocol/crypto", &["protocol/messages"]),
    ("protocol/*", &["protocol/messages", "protocol/crypto"]),
    ("chain/pallets/*", &["protocol/*"]),
    ("chain/runtime", &["chain/pallets/*", "protocol/*"]),
    ("chain/node", &["chain/runtime", "protocol/*"]),
    ("enclave/keys", &["protocol/*"]),
    ("enclave/sapphire", &[]),
    ("enclave/evm", &["enclave/sapphire", "protocol/messages", "protocol/crypto"]),
    ("enclave/capacity", &["protocol/messages"]),
    (
        "enclave/executor",
        &["enclave/keys", "enclave/evm", "enclave/capacity", "enclave/sapphire", "protocol/*"],
    ),
    ("enclave/worker", &["enclave/*", "protocol/*"]),
    ("host/client", &["protocol/*"]),
    ("host/*", &["host/client", "protocol/*"]),
    ("tools/xtask", &[]),
    ("tools/*", &["chain/*", "enclave/*", "host/*", "protocol/*", "tools/*"]),
];

pub(crate) fn check(repository: &Repository) -> Vec<Finding> {
    repository.members.iter().flat_map(|member| check_member(member, repository)).collect()
}

fn check_member(member: &Member, repository: &Repository) -> Vec<Finding> {
    let path = format!("{}/Cargo.toml", member.folder);
    let Some(allowed) = allowed(&member.folder) else {
        let fix = "add a row to ARROWS in tools/xtask/src/tidy/arrows.rs, and to ARCHITECTURE.md";
        return vec![Finding::new(path, 1, "no rule says what this crate may depend on", fix)];
    };
    let forbidden = |dependency: &&Dependency| {
        dependency.folder.as_deref().is_some_and(|folder| !is_allowed(member, dependency, folder, allowed))
    };
    member
        .dependencies
        .iter()
        .filter(forbidden)
        .map(|dependency| {
            let what = format!("{} must not depend on {}", member.folder, dependency.name);
            let fix = format!("allowed are {}", list(allowed));
            Finding::new(&path, manifest_line(repository, &path, &dependency.name), what, fix)
        })
        .collect()
}

fn allowed(folder: &str) -> Option<&'static [&'static str]> {
    ARROWS.iter().find(|(who, _)| covers(who, folder)).map(|(_, allowed)| *allowed)
}

/// Tests may also use the protocol and their own trust domain; the borders between domains hold for them too.
fn is_allowed(member: &Member, dependency: &Dependency, folder: &str, allowed: &[&str]) -> bool {
    let as_test = dependency.for_tests
        && (covers("protocol/*", folder) || trust_domain(folder) == trust_domain(&member.folder));
    as_test || allowed.iter().any(|pattern| covers(pattern, folder))
}

/// The top folder.
fn trust_domain(folder: &str) -> Option<&str> {
    folder.split('/').next()
}

fn covers(pattern: &str, folder: &str) -> bool {
    match pattern.strip_suffix("/*") {
        Some(parent) => folder.strip_prefix(parent).is_some_and(|rest| rest.starts_with('/')),
        None => pattern == folder,
    }
}

fn list(allowed: &[&str]) -> String {
    match allowed {
        [] => "no crates of this workspace".to_owned(),
        _ => allowed.join(", "),
    }
}

fn manifest_line(repository: &Repository, path: &str, dependency: &str) -> usize {
    let names_it =
        |line: &str| line.strip_prefix(dependency).is_some_and(|rest| rest.starts_with([' ', '=', '.']));
    let line = repository.file(path).and_then(|file| file.text.lines().position(names_it));
    line.map_or(1, |index| index + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repository(folder: &str, name: &str, to: &str, for_tests: bool) -> Repository {
        let dependency = Dependency { name: name.into(), folder: Some(to.into()), for_tests };
        let member = Member { folder: folder.into(), dependencies: vec![dependency] };
        Repository { members: vec![member], ..Repository::default() }
    }

    #[track_caller]
    fn check_arrow(from: &str, to: &str, allowed: bool) {
        assert_eq!(check(&repository(from, "it", to, false)).is_empty(), allowed, "{from} -> {to}");
    }

    #[track_caller]
    fn check_test_arrow(from: &str, to: &str, allowed: bool) {
        assert_eq!(check(&repository(from, "it", to, true)).is_empty(), allowed, "tests of {from} -> {to}");
    }

    #[test]
    fn arrows_follow_the_architecture() {
        check_arrow("enclave/executor", "enclave/evm", true);
        check_arrow("enclave/worker", "protocol/light-client", true);
        check_arrow("host/pherry", "host/client", true);
        check_arrow("tools/e2e", "enclave/worker", true);
        check_arrow("enclave/worker", "enclave/capacity", true);
        check_arrow("enclave/evm", "enclave/keys", false);
        check_arrow("enclave/capacity", "enclave/evm", false);
        check_arrow("enclave/worker", "chain/runtime", false);
        check_arrow("chain/pallets/channels", "chain/pallets/registry", false);
        check_arrow("chain/runtime", "enclave/evm", false);
        check_arrow("host/adyton", "enclave/worker", false);
        check_arrow("protocol/messages", "protocol/crypto", false);
        check_arrow("host/client", "host/pherry", false);
    }

    #[test]
    fn tests_stay_inside_their_trust_domain() {
        check_test_arrow("chain/pallets/committees", "chain/pallets/channels", true);
        check_test_arrow("enclave/evm", "protocol/light-client", true);
        check_test_arrow("enclave/worker", "chain/runtime", false);
        check_test_arrow("host/pherry", "enclave/worker", false);
    }

    #[test]
    fn a_crate_without_a_row_is_found() {
        check_arrow("console", "protocol/messages", false);
    }

    #[test]
    fn the_finding_names_the_manifest_line() {
        let mut repository = repository("enclave/evm", "keys", "enclave/keys", false);
        repository.files = super::super::tests::repository(&[(
            "enclave/evm/Cargo.toml",
            "[dependencies]\nkeys-of-others = \"1\"\nkeys = { workspace = true }\n",
        )])
        .files;
        let findings: Vec<String> = check(&repository).iter().map(ToString::to_string).collect();
        assert_eq!(
            findings,
            ["enclave/evm/Cargo.toml:3: enclave/evm must not depend on keys; \
             allowed are enclave/sapphire, protocol/messages, protocol/crypto"]
        );
    }
}
