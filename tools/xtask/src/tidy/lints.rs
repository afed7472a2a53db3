//! Every crate inherits the workspace's lints; a crate that forgets the line is checked for nothing.

use crate::findings::Finding;
use crate::repository::Repository;

pub(crate) fn check(repository: &Repository) -> Vec<Finding> {
    repository
        .members
        .iter()
        .map(|member| format!("{}/Cargo.toml", member.folder))
        .filter(|path| !repository.file(path).is_some_and(|file| inherits(&file.text)))
        .map(|path| {
            Finding::new(
                path,
                1,
                "workspace lints are not inherited",
                "add `[lints]` with `workspace = true`",
            )
        })
        .collect()
}

fn inherits(manifest: &str) -> bool {
    let mut lines = manifest.lines().map(str::trim).skip_while(|line| *line != "[lints]");
    lines.next();
    lines.find(|line| !line.is_empty()) == Some("workspace = true")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_lints_table_counts() {
        assert!(inherits("[package]\n\n[lints]\nworkspace = true\n"));
        assert!(!inherits("[package]\nversion.workspace = true\n"));
        assert!(!inherits("[lints]\n[dependencies]\nworkspace = true\n"));
    }
}
