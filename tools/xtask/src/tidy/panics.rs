//! Pallets have no `unwrap` and no `expect`: no transaction may stop a block.
//!
//! Everywhere else clippy says so. In pallets its lint is off, because FRAME's macros expand to `expect`.

use super::test_files::TestFiles;
use super::{is_generated, line_of};
use crate::findings::Finding;
use crate::repository::{Repository, SourceFile};
use crate::rust_source::shipped_code;

const PALLETS: &str = "chain/pallets/";

const PANICS: [&str; 2] = [".unwrap()", ".expect("];

pub(crate) fn check(repository: &Repository) -> Vec<Finding> {
    let tests = TestFiles::of(repository);
    repository
        .with_extension("rs")
        .filter(|file| file.path.starts_with(PALLETS))
        .filter(|file| !is_generated(&file.path) && !tests.contain(&file.path))
        .flat_map(check_file)
        .collect()
}

fn check_file(file: &SourceFile) -> Vec<Finding> {
    let code = shipped_code(&file.text);
    let mut findings = Vec::new();
    for panic in PANICS {
        for (at, _) in code.match_indices(panic) {
            let what = format!("`{panic}` can stop a block");
            let fix = "return an error of the pallet, or use a form that cannot fail";
            findings.push(Finding::new(&file.path, line_of(&code, at), what, fix));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::super::tests::{places, repository};
    use super::*;

    #[test]
    fn panics_are_found_in_shipped_code_of_pallets() {
        let repository = repository(&[
            ("chain/pallets/a/src/lib.rs", "a.unwrap_or(b).expect(\"c\");\n#[cfg(test)]\nmod mock;\n"),
            ("chain/pallets/a/src/mock.rs", "a.unwrap()"),
            ("chain/pallets/a/src/weights.rs", "a.unwrap()"),
            ("chain/pallets/a/src/benchmarking.rs", "a.unwrap()"),
            ("host/pherry/src/main.rs", "a.unwrap()"),
        ]);
        assert_eq!(places(check(&repository)), ["chain/pallets/a/src/lib.rs:1"]);
    }
}
