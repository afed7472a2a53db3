//! Just enough Rust syntax for text rules: code without comments and literals, and code without its tests.
//!
//! What is removed becomes spaces, byte by byte, and line breaks stay: offsets and line numbers remain true.

use std::ops::Range;

/// Blanks comments and the contents of string and character literals.
pub(crate) fn code_only(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let in_word = out.chars().next_back().is_some_and(is_word);
        let (length, keep) = match literal_or_comment(rest, in_word) {
            Some(length) => (length, false),
            None => (first.len_utf8(), true),
        };
        let (token, tail) = rest.split_at(length);
        if keep {
            out.push_str(token);
        } else {
            out.extend(blank(token));
        }
        rest = tail;
    }
    out
}

/// The code of `source` as [`code_only`] has it, with every item for tests or benchmarks blanked too.
pub(crate) fn shipped_code(source: &str) -> String {
    let code = code_only(source);
    let mut out = String::with_capacity(code.len());
    let mut end = 0;
    for item in test_items(source, &code) {
        out.push_str(&code[end..item.start]);
        end = item.end;
        out.extend(blank(&code[item]));
    }
    out.push_str(&code[end..]);
    out
}

/// Names of modules that `source` declares as `mod name;` for tests or benchmarks: their files are not shipped.
pub(crate) fn test_modules(source: &str) -> Vec<String> {
    let code = code_only(source);
    test_items(source, &code).filter_map(|item| declared_module(&code[item])).collect()
}

/// What the attribute of an item that is not shipped begins with.
const TEST_CONDITIONS: [&str; 6] = [
    "#[cfg(test)",
    "#[cfg(all(test,",
    "#[cfg(any(test,",
    "#[cfg(feature = \"testing\")",
    "#[cfg(any(feature = \"testing\",",
    "#[cfg(feature = \"runtime-benchmarks\")",
];

/// Places of the items under one of [`TEST_CONDITIONS`], attribute included.
fn test_items<'a>(source: &'a str, code: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
    let mut at = 0;
    std::iter::from_fn(move || loop {
        let start = at + code[at..].find("#[cfg(")?;
        // Strings are blank in `code`, so the condition is read from the source.
        if TEST_CONDITIONS.iter().any(|condition| source[start..].starts_with(condition)) {
            at = start + item_length(&code[start..]);
            return Some(start..at);
        }
        at = start + 1;
    })
}

/// `name` of `… mod name;`.
fn declared_module(item: &str) -> Option<String> {
    let mut words = item.strip_suffix(';')?.split_whitespace().rev();
    let name = words.next()?;
    (words.next()? == "mod").then(|| name.to_owned())
}

/// Byte length of the literal or comment that `text` starts with.
fn literal_or_comment(text: &str, in_word: bool) -> Option<usize> {
    if text.starts_with("//") {
        return Some(text.find('\n').unwrap_or(text.len()));
    }
    if text.starts_with("/*") {
        return Some(block_comment(text));
    }
    if text.starts_with('\'') {
        return character(text);
    }
    // Prefixes b, c, r, br, cr belong to the literal, unless they end a longer word.
    let prefix = if in_word { 0 } else { text.find(|it| !matches!(it, 'b' | 'c' | 'r')).unwrap_or(0) };
    let body = &text[prefix..];
    let hashes = body.bytes().take_while(|byte| *byte == b'#').count();
    let raw = text[..prefix].ends_with('r');
    if raw && body[hashes..].starts_with('"') {
        let end = format!("\"{}", "#".repeat(hashes));
        let content = prefix + hashes + 1;
        return Some(text[content..].find(&end).map_or(text.len(), |at| content + at + end.len()));
    }
    if prefix <= 1 && body.starts_with('"') {
        return Some(prefix + quoted(body));
    }
    if &text[..prefix] == "b" && body.starts_with('\'') {
        return character(body).map(|length| prefix + length);
    }
    None
}

fn block_comment(text: &str) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < text.len() {
        let rest = &text.as_bytes()[at..];
        if rest.starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    text.len()
}

/// Length of a string literal, from its opening quote to its closing one.
fn quoted(text: &str) -> usize {
    let mut escaped = false;
    for (at, it) in text.char_indices().skip(1) {
        match it {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// Length of a character literal; `None` for a lifetime.
fn character(text: &str) -> Option<usize> {
    let mut chars = text.char_indices().skip(1);
    let (_, first) = chars.next()?;
    if first == '\\' {
        chars.next()?;
        return text[3..].find('\'').map(|at| 3 + at + 1);
    }
    chars.next().filter(|(_, it)| *it == '\'').map(|(at, _)| at + 1)
}

/// Length of an attributed item: up to its closing brace, or up to the semicolon if that comes first.
fn item_length(item: &str) -> usize {
    let mut depth = 0usize;
    for (at, it) in item.char_indices() {
        match it {
            ';' if depth == 0 => return at + 1,
            '{' | '(' | '[' => depth += 1,
            '}' | ')' | ']' => {
                depth = depth.saturating_sub(1);
                if it == '}' && depth == 0 {
                    return at + 1;
                }
            }
            _ => {}
        }
    }
    item.len()
}

fn is_word(it: char) -> bool {
    it.is_alphanumeric() || it == '_'
}

/// One space for every byte, so that offsets do not move.
fn blank(text: &str) -> impl Iterator<Item = char> + '_ {
    text.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_code(source: &str, expected: &str) {
        assert_eq!(code_only(source).split_whitespace().collect::<Vec<_>>().join(" "), expected);
    }

    #[test]
    fn comments_and_literals_are_blanked() {
        check_code("a // b\nc", "a c");
        check_code("a /* b /* c */ d */ e", "a e");
        check_code(r#"f("std::fs \" std::net", 1)"#, "f( , 1)");
        check_code("r\"x\\\" y", "y");
        check_code("r#\"x \" y\"# z", "z");
        check_code("br#\"x\"# b\"y\" z", "z");
        check_code("g('\"', '\\'', b'\"', '\\u{1f}')", "g( , , , )");
    }

    #[test]
    fn lifetimes_and_words_survive() {
        check_code("fn f<'a>(it: &'a str, b: bcr) -> r#type", "fn f<'a>(it: &'a str, b: bcr) -> r#type");
    }

    #[test]
    fn line_numbers_survive() {
        let source = "a\n/* x\ny */ \"p\nq\"\nb";
        assert_eq!(code_only(source).lines().count(), source.lines().count());
        assert_eq!(code_only(source).lines().last(), Some("b"));
    }

    #[test]
    fn test_items_are_blanked_up_to_their_end() {
        let source = "use ä;\n#[cfg(test)]\nmod tests {\n  fn f() { std::fs::read(); }\n}\nfn g() {}";
        let kept = shipped_code(source);
        assert!(!kept.contains("std::fs"));
        assert!(kept.contains("fn g()"));
        assert_eq!(kept.lines().count(), source.lines().count());
        assert_eq!(shipped_code("#[cfg(test)] use a::{b, c}; d").trim(), "; d");
        assert_eq!(shipped_code("#[cfg(feature = \"runtime-benchmarks\")]\nfn a() { b() }\nc").trim(), "c");
        assert_eq!(
            shipped_code("#[cfg(feature = \"std\")] mod a {}").trim(),
            "#[cfg(feature =      )] mod a {}"
        );
    }

    #[test]
    fn test_only_modules_are_named() {
        let source = "mod a;\n#[cfg(test)]\n#[path = \"ö\"]\nmod mock;\n#[cfg(feature = \"testing\")]\npub mod c;\nmod b;";
        assert_eq!(test_modules(source), ["mock", "c"]);
        assert!(test_modules("#[cfg(test)] mod tests { mod c; }").is_empty());
        assert!(test_modules("#[cfg(feature = \"std\")] mod c;").is_empty());
    }
}
