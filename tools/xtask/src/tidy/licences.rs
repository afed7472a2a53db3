//! Every package we compile carries a licence that deny.toml allows. The same file serves `cargo deny`, where installed.

use std::collections::BTreeSet;

use super::spdx;
use crate::findings::Finding;
use crate::repository::{PackageLicence, Repository};

const POLICY: &str = "deny.toml";

pub(crate) fn check(repository: &Repository) -> Vec<Finding> {
    let Some(policy) = repository.file(POLICY) else {
        return vec![Finding::new(POLICY, 1, "there is no licence policy", "restore the file")];
    };
    let policy = Policy::parse(&policy.text);
    let fix = "replace the package, or allow its licence in this file with a reason";
    repository
        .licences
        .iter()
        .filter_map(|package| policy.objection(package))
        .map(|what| Finding::new(POLICY, 1, what, fix))
        .collect()
}

/// What deny.toml says about licences.
#[derive(Debug, Default)]
struct Policy {
    allowed: BTreeSet<String>,
    /// Packages whose licence text a person has read, because they state no expression.
    clarified: BTreeSet<String>,
}

impl Policy {
    /// Reads `allow = [...]` of `[licenses]` and the names of `[[licenses.clarify]]`. Our file uses no other shapes, so
    /// a TOML parser would be a dependency for one loop.
    fn parse(text: &str) -> Self {
        let mut policy = Self::default();
        let (mut section, mut in_list) = ("", false);
        for line in text.lines().map(|line| line.split('#').next().unwrap_or_default().trim()) {
            if line.starts_with('[') {
                section = line;
            } else if section == "[licenses]" && line.starts_with("allow") {
                in_list = true;
            } else if section == "[[licenses.clarify]]" && line.starts_with("crate") {
                policy.clarified.extend(quoted(line));
            }
            if in_list {
                policy.allowed.extend(quoted(line));
                in_list = !line.ends_with(']');
            }
        }
        policy
    }

    /// Why `package` may not be used, if so.
    fn objection(&self, package: &PackageLicence) -> Option<String> {
        match &package.expression {
            _ if self.clarified.contains(&package.name) => None,
            None => Some(format!("{} {} states no licence", package.name, package.version)),
            Some(expression) if spdx::allows(&self.allowed, expression) => None,
            Some(expression) => Some(format!("{} {} is under `{expression}`", package.name, package.version)),
        }
    }
}

/// The texts between double quotes on a line.
fn quoted(line: &str) -> impl Iterator<Item = String> + '_ {
    line.split('"').skip(1).step_by(2).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"
[bans]
allow = ["Not-A-Licence"]
[licenses]
confidence-threshold = 0.9
allow = [
  "MIT", # short
  "Apache-2.0",
]
[[licenses.clarify]]
crate = "odd"
"#;

    fn objection(name: &str, expression: Option<&str>) -> Option<String> {
        let expression = expression.map(str::to_owned);
        let package = PackageLicence { name: name.into(), version: "1.0.0".into(), expression };
        Policy::parse(TEXT).objection(&package)
    }

    #[test]
    fn only_the_licence_list_counts() {
        assert_eq!(objection("a", Some("Apache-2.0")), None);
        assert_eq!(
            objection("a", Some("Not-A-Licence")).as_deref(),
            Some("a 1.0.0 is under `Not-A-Licence`")
        );
    }

    #[test]
    fn packages_without_a_licence_need_a_clarification() {
        assert_eq!(objection("odd", None), None);
        assert_eq!(objection("other", None).as_deref(), Some("other 1.0.0 states no licence"));
    }
}
