//! Nothing in the tree is half done: no placeholder macros, no notes about work still to do.

use super::{line_of, whole_words};
use crate::findings::Finding;
use crate::repository::{Repository, SourceFile};
use crate::rust_source::code_only;

/// Macros that stand for missing code, without their `!`.
const MACROS: [&str; 2] = ["todo", "unimplemented"];

/// Marks of unfinished work in comments. Split, so that this file passes its own rule.
const MARKS: [&str; 3] = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X")];

const EXTENSIONS: [&str; 6] = ["rs", "ts", "js", "sol", "sh", "toml"];

pub(crate) fn check(repository: &Repository) -> Vec<Finding> {
    EXTENSIONS
        .into_iter()
        .flat_map(|extension| repository.with_extension(extension))
        .flat_map(|file| macros(file).into_iter().chain(marks(file)))
        .collect()
}

fn macros(file: &SourceFile) -> Vec<Finding> {
    if !file.path.ends_with(".rs") {
        return Vec::new();
    }
    let code = code_only(&file.text);
    let mut findings = Vec::new();
    for name in MACROS {
        for at in whole_words(&code, name).filter(|at| code[at + name.len()..].starts_with('!')) {
            findings.push(Finding::new(
                &file.path,
                line_of(&code, at),
                format!("`{name}!` stands for missing code"),
                "write it, or take out what calls it",
            ));
        }
    }
    findings
}

fn marks(file: &SourceFile) -> Vec<Finding> {
    let mut findings = Vec::new();
    for mark in MARKS {
        for at in whole_words(&file.text, mark) {
            findings.push(Finding::new(
                &file.path,
                line_of(&file.text, at),
                format!("{mark} marks unfinished work"),
                "finish it, or describe it in an issue",
            ));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::super::tests::{places, repository};
    use super::*;

    #[test]
    fn macros_count_in_code_and_marks_everywhere() {
        let marked = format!("// a\n// {}: b\n", MARKS[1]);
        let repository = repository(&[
            ("a/src/a.rs", "fn f() {\n    todo!()\n}\n// not todo!() here\nfn todo() {}\n"),
            ("a/src/b.rs", &marked),
            ("docs/a.md", MARKS[0]),
        ]);
        assert_eq!(places(check(&repository)), ["a/src/a.rs:2", "a/src/b.rs:2"]);
    }
}
