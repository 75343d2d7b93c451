//! Just enough reading of Rust text for the rules: no parser, no understanding.

/// The `//!` lines at the head of a file, joined by spaces.
#[must_use]
pub fn module_docs(text: &str) -> String {
    text.lines()
        .map_while(|line| line.strip_prefix("//!"))
        .map(str::trim)
        .collect::<Vec<_>>()
        .join(" ")
}

/// The part of a file before its unit tests.
#[must_use]
pub fn without_tests(text: &str) -> &str {
    text.split_once("#[cfg(test)]\nmod tests {").map_or(text, |(before, _)| before)
}

/// Each call of a macro with what stands between its parentheses, and the line it begins on.
/// `name` is given with its exclamation mark: `println!`.
#[must_use]
pub fn calls<'a>(text: &'a str, name: &str) -> Vec<(usize, &'a str)> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices(name) {
        let (before, after) = text.split_at(at);
        let part_of_longer_name = before.ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let Some(inside) = after.get(name.len()..).and_then(|rest| rest.strip_prefix('(')) else {
            continue;
        };
        if !part_of_longer_name {
            found.push((before.lines().count().max(1), up_to_close(inside)));
        }
    }
    found
}

/// Text up to the parenthesis that closes the one before it. Parentheses in strings are passed over.
fn up_to_close(text: &str) -> &str {
    let (mut depth, mut quoted, mut escaped) = (1_usize, false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return text.get(..at).unwrap_or(text);
        }
    }
    text
}

/// The names that a call shows: everything outside its strings, and what the strings capture in
/// braces.
#[must_use]
pub fn shown_names(call: &str) -> Vec<String> {
    let (mut kept, mut quoted, mut braces) = (String::new(), false, 0_usize);
    for c in call.chars() {
        match c {
            '"' => quoted = !quoted,
            '{' if quoted => braces += 1,
            '}' if quoted => braces = braces.saturating_sub(1),
            _ => {}
        }
        kept.push(if quoted && braces == 0 { ' ' } else { c });
    }
    kept.split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_read_to_its_end_and_only_its_names_count() {
        let text = "fn f() {\n    info!(rows, \"a ) surname {nhs_number} b\", g(1));\n    x();\n}";
        let found = calls(text, "info!");
        assert_eq!(found.len(), 1);
        let (line, call) = found[0];
        assert_eq!(line, 2);
        assert!(call.ends_with("g(1)"), "{call}");
        let names = shown_names(call);
        assert!(names.contains(&"nhs_number".to_owned()) && names.contains(&"rows".to_owned()));
        assert!(!names.contains(&"surname".to_owned()), "a word of the message is no value");
        assert!(calls("eprintln!(\"x\")", "println!").is_empty());
    }

    #[test]
    fn module_docs_end_with_the_head_of_the_file() {
        assert_eq!(module_docs("//! Takes.\n//! Gives.\n\nmod a;\n//! not this"), "Takes. Gives.");
    }
}
