//! A file has at most [`MAX_LINES`] lines: longer ones hold more than one subject.

use super::is_generated;
use crate::findings::Finding;
use crate::repository::Repository;

/// Ten screens; what a reader can keep in mind as one subject.
const MAX_LINES: usize = 500;

pub(crate) fn check(repository: &Repository) -> Vec<Finding> {
    ["rs", "ts", "js", "sol"]
        .into_iter()
        .flat_map(|extension| repository.with_extension(extension))
        .filter(|file| !is_generated(&file.path))
        .filter_map(|file| {
            let lines = file.text.lines().count();
            (lines > MAX_LINES).then(|| {
                let what = format!("{lines} lines, more than {MAX_LINES}");
                Finding::new(&file.path, MAX_LINES + 1, what, "split it by subject")
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{places, repository};
    use super::*;

    #[test]
    fn only_long_handwritten_files_are_found() {
        let (full, long) = ("\n".repeat(MAX_LINES), "\n".repeat(MAX_LINES + 1));
        let repository = repository(&[
            ("evm/src/full.rs", &full),
            ("evm/src/long.rs", &long),
            ("pallets/a/src/weights.rs", &long),
            ("docs/long.md", &long),
        ]);
        assert_eq!(places(check(&repository)), ["evm/src/long.rs:501"]);
    }
}
