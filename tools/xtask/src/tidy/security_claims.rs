//! Every test that SECURITY.md names in support of a claim exists: a claim must not outlive its proof.

use super::{line_of, whole_words};
use crate::findings::Finding;
use crate::repository::Repository;
use crate::rust_source::code_only;

const DOCUMENT: &str = "SECURITY.md";

pub(crate) fn check(repository: &Repository) -> Vec<Finding> {
    let Some(document) = repository.file(DOCUMENT) else { return Vec::new() };
    references(&document.text)
        .filter(|(_, path, test)| !repository.file(path).is_some_and(|file| has_test(&file.text, test)))
        .map(|(at, path, test)| {
            let what = format!("there is no test `{test}` in {path}");
            let fix = "name the test that proves the claim, or list the claim as not yet backed";
            Finding::new(DOCUMENT, line_of(&document.text, at), what, fix)
        })
        .collect()
}

/// Offset, path and test name of every `` `path.rs::test` ``.
fn references(text: &str) -> impl Iterator<Item = (usize, &str, &str)> {
    text.match_indices(".rs::").filter_map(|(at, separator)| {
        let start = text[..at].rfind('`')? + 1;
        let end = at + text[at..].find('`')?;
        let test = &text[at + separator.len()..end];
        Some((start, &text[start..at + ".rs".len()], test.rsplit("::").next()?))
    })
}

fn has_test(source: &str, test: &str) -> bool {
    let code = code_only(source);
    let mut words = whole_words(&code, test);
    words.any(|at| code[..at].trim_end().ends_with("fn"))
}

#[cfg(test)]
mod tests {
    use super::super::tests::repository;
    use super::*;

    #[test]
    fn a_claim_without_its_test_is_found() {
        let claims =
            "# Claims\n- A: `a/src/a.rs::refuses`\n- B: `a/src/a.rs::tests::gone`\n- C: `b.rs::refuses`\n";
        let repository = repository(&[
            (DOCUMENT, claims),
            ("a/src/a.rs", "#[test]\nfn refuses() {}\n// fn gone() {}\nfn gone_again() {}\n"),
        ]);
        let lines: Vec<usize> = check(&repository).iter().map(|it| it.line).collect();
        assert_eq!(lines, [3, 4]);
    }
}
