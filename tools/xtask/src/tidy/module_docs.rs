//! Every Rust file opens with `//!` docs: the first thing a reader sees is what the file is for.

use crate::findings::Finding;
use crate::repository::Repository;

pub(crate) fn check(repository: &Repository) -> Vec<Finding> {
    repository
        .with_extension("rs")
        .filter(|file| !file.text.trim_start().starts_with("//!"))
        .map(|file| {
            Finding::new(&file.path, 1, "no module docs", "begin the file with `//!` and what it is for")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{places, repository};
    use super::*;

    #[test]
    fn files_that_do_not_open_with_docs_are_found() {
        let repository = repository(&[
            ("a/src/documented.rs", "//! What it is for.\n"),
            ("a/src/late.rs", "use b;\n//! Too late.\n"),
            ("a/src/item.rs", "/// Docs of an item.\nfn f() {}"),
            ("a/readme.md", "# a"),
        ]);
        assert_eq!(places(check(&repository)), ["a/src/late.rs:1", "a/src/item.rs:1"]);
    }
}
