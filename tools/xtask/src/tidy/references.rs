//! What documents say about the code is there: functions and tests they name, files they link to.
//!
//! A document refers to code as `` `path/file.rs::name` ``. SECURITY.md names so the test behind every claim, and
//! ARCHITECTURE.md the functions that a message passes through; neither may outlive what it refers to.

use super::{line_of, whole_words};
use crate::findings::Finding;
use crate::repository::{Repository, SourceFile};
use crate::rust_source::code_only;

/// Keywords before the name of what they define.
const DEFINITIONS: [&str; 9] =
    ["fn", "struct", "enum", "trait", "const", "static", "type", "mod", "macro_rules!"];

pub(crate) fn check(repository: &Repository) -> Vec<Finding> {
    repository
        .with_extension("md")
        .flat_map(|document| code(document, repository).into_iter().chain(links(document, repository)))
        .collect()
}

fn code(document: &SourceFile, repository: &Repository) -> Vec<Finding> {
    code_references(&document.text)
        .filter(|(_, path, name)| !repository.file(path).is_some_and(|file| defines(&file.text, name)))
        .map(|(at, path, name)| {
            let what = format!("there is no `{name}` in {path}");
            let fix = "name what is there now; if a claim lost its test, say that it is not backed";
            Finding::new(&document.path, line_of(&document.text, at), what, fix)
        })
        .collect()
}

/// Offset, path and last name of every `` `path.rs::name` ``.
fn code_references(text: &str) -> impl Iterator<Item = (usize, &str, &str)> {
    text.match_indices(".rs::").filter_map(|(at, separator)| {
        let start = text[..at].rfind('`')? + 1;
        let end = at + text[at..].find('`')?;
        let name = text[at + separator.len()..end].trim_end_matches("()");
        Some((start, &text[start..at + ".rs".len()], name.rsplit("::").next()?))
    })
}

fn defines(source: &str, name: &str) -> bool {
    let code = code_only(source);
    let mut words = whole_words(&code, name);
    words.any(|at| {
        let before = code[..at].trim_end();
        DEFINITIONS.iter().any(|keyword| before.ends_with(keyword))
    })
}

fn links(document: &SourceFile, repository: &Repository) -> Vec<Finding> {
    let folder = document.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    local_links(&document.text)
        .filter(|(_, target)| !resolve(folder, target).is_some_and(|path| exists(repository, &path)))
        .map(|(at, target)| {
            let what = format!("the link to {target} leads nowhere");
            Finding::new(
                &document.path,
                line_of(&document.text, at),
                what,
                "link to a file of this repository",
            )
        })
        .collect()
}

/// Offset and target, without its `#anchor`, of every `](target)` inside this repository.
fn local_links(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.match_indices("](").filter_map(|(at, opening)| {
        let target = text[at + opening.len()..].split(')').next()?;
        let path = target.split('#').next()?;
        (!path.is_empty() && !target.contains("://")).then_some((at, path))
    })
}

/// `target` as seen from `folder`; `None` if it leaves the repository.
fn resolve(folder: &str, target: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

/// True for files and for folders that hold some.
fn exists(repository: &Repository, path: &str) -> bool {
    let is_below = |file: &SourceFile| file.path.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'));
    path.is_empty() || repository.file(path).is_some() || repository.files.iter().any(is_below)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{places, repository};
    use super::*;

    #[test]
    fn names_that_the_code_lacks_are_found() {
        let document = "# Claims\n- `a/src/a.rs::refuses`\n- `a/src/a.rs::tests::gone`\n- `b.rs::refuses`\n- `a/src/a.rs::A::refuses()`\n- `a/src/a.rs::A`\n";
        let repository = repository(&[
            ("SECURITY.md", document),
            (
                "a/src/a.rs",
                "struct A;\n#[test]\nfn refuses() {}\n// fn gone() {}\nfn gone_again() { gone() }\n",
            ),
        ]);
        assert_eq!(places(check(&repository)), ["SECURITY.md:3", "SECURITY.md:4"]);
    }

    #[test]
    fn links_that_lead_nowhere_are_found() {
        let document =
            "[a](../a/a.rs)\n[a](../a#b)\n[web](https://a.example/x)\n[b](#b)\n[c](c.md)\n[d](../../d.md)\n";
        let repository = repository(&[("docs/x.md", document), ("a/a.rs", "")]);
        assert_eq!(places(check(&repository)), ["docs/x.md:5", "docs/x.md:6"]);
    }
}
