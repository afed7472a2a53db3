//! Evaluates SPDX licence expressions against a set of allowed licences.
//!
//! `AND` binds tighter than `OR`, as SPDX annex D says; the `/` of old manifests means `OR`. A licence with an exception
//! is allowed if the pair is, or if the licence is without it, since an exception only grants more.

use std::collections::BTreeSet;
use std::iter::Peekable;
use std::vec::IntoIter;

/// True if the licences in `allowed` suffice for `expression`; false also for what is not an expression.
pub(super) fn allows(allowed: &BTreeSet<String>, expression: &str) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let tokens: Vec<&str> = spaced.split_whitespace().collect();
    let mut reader = Reader { allowed, tokens: tokens.into_iter().peekable() };
    reader.any() && reader.tokens.next().is_none()
}

/// A recursive-descent reader; each method evaluates what it reads.
struct Reader<'a> {
    allowed: &'a BTreeSet<String>,
    tokens: Peekable<IntoIter<&'a str>>,
}

impl Reader<'_> {
    fn any(&mut self) -> bool {
        let mut allowed = self.all();
        while self.tokens.next_if_eq(&"OR").is_some() {
            allowed |= self.all();
        }
        allowed
    }

    fn all(&mut self) -> bool {
        let mut allowed = self.one();
        while self.tokens.next_if_eq(&"AND").is_some() {
            allowed &= self.one();
        }
        allowed
    }

    fn one(&mut self) -> bool {
        match self.tokens.next() {
            Some("(") => {
                let allowed = self.any();
                self.tokens.next_if_eq(&")").is_some() && allowed
            }
            Some(licence) if self.tokens.next_if_eq(&"WITH").is_some() => {
                let exception = self.tokens.next().unwrap_or_default();
                self.allowed.contains(&format!("{licence} WITH {exception}"))
                    || self.allowed.contains(licence)
            }
            Some(licence) => self.allowed.contains(licence),
            None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(expression: &str, expected: bool) {
        let allowed = ["MIT", "Apache-2.0", "GPL-3.0-or-later WITH Classpath-exception-2.0"];
        assert_eq!(allows(&allowed.map(String::from).into(), expression), expected, "{expression}");
    }

    #[test]
    fn expressions_follow_spdx() {
        check("MIT", true);
        check("MIT/Apache-2.0", true);
        check("GPL-3.0-only OR MIT", true);
        check("GPL-3.0-only AND MIT", false);
        check("(MIT OR GPL-3.0-only) AND Apache-2.0", true);
        check("MIT OR GPL-3.0-only AND GPL-3.0-only", true);
        check("GPL-3.0-or-later WITH Classpath-exception-2.0", true);
        check("GPL-3.0-or-later", false);
        check("Apache-2.0 WITH LLVM-exception", true);
    }

    #[test]
    fn what_is_no_expression_is_not_allowed() {
        check("", false);
        check("(MIT", false);
        check("MIT MIT", false);
        check("MIT OR", true);
        check("AND MIT", false);
    }
}
