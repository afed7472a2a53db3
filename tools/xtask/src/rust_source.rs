//! Just enough Rust syntax for text rules: code without comments and literals, and code without its tests.
//!
//! Both functions keep every line break, so that line numbers stay true, and replace what they remove by spaces.

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
            out.extend(token.chars().map(blank));
        }
        rest = tail;
    }
    out
}

/// Blanks every item under `#[cfg(test)]` in code that [`code_only`] made.
pub(crate) fn without_tests(code: &str) -> String {
    let mut out = String::with_capacity(code.len());
    let mut rest = code;
    while let Some(start) = next_test_attribute(rest) {
        let (before, item) = rest.split_at(start);
        let (test, tail) = item.split_at(item_length(item));
        out.push_str(before);
        out.extend(test.chars().map(blank));
        rest = tail;
    }
    out.push_str(rest);
    out
}

/// Names of modules declared as `#[cfg(test)] mod name;`: their files hold tests only.
pub(crate) fn test_modules(code: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut rest = code;
    while let Some(start) = next_test_attribute(rest) {
        let (item, tail) = rest[start..].split_at(item_length(&rest[start..]));
        if let Some((declaration, "")) = item.split_once(';') {
            let mut words = declaration.split_whitespace().rev();
            if let (Some(name), Some("mod")) = (words.next(), words.next()) {
                names.push(name.to_owned());
            }
        }
        rest = tail;
    }
    names
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

fn next_test_attribute(code: &str) -> Option<usize> {
    ["#[cfg(test)]", "#[cfg(all(test,", "#[cfg(any(test,"].iter().filter_map(|it| code.find(it)).min()
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

fn blank(it: char) -> char {
    if it == '\n' {
        it
    } else {
        ' '
    }
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
        let code = "use a;\n#[cfg(test)]\nmod tests {\n  fn f() { std::fs::read(); }\n}\nfn g() {}";
        let kept = without_tests(code);
        assert!(!kept.contains("std::fs"));
        assert!(kept.contains("fn g()"));
        assert_eq!(kept.lines().count(), code.lines().count());
        assert_eq!(without_tests("#[cfg(test)] use a::{b, c}; d").trim(), "; d");
    }

    #[test]
    fn test_only_modules_are_named() {
        assert_eq!(test_modules("mod a;\n#[cfg(test)]\n#[path = \"\"]\nmod mock;\nmod b;"), ["mock"]);
        assert!(test_modules("#[cfg(test)] mod tests { mod c; }").is_empty());
    }
}
