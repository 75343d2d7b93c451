//! Just enough reading of Markdown: links and the anchors of headings.

use crate::File;

/// Each link with its line: where it points, as written. Blocks of code are passed over.
#[must_use]
pub fn links(file: &File) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (number, line) in prose(file) {
        for (_, rest) in line.match_indices("](").map(|(at, mark)| line.split_at(at + mark.len())) {
            if let Some((target, _)) = rest.split_once(')') {
                found.push((number, target.to_owned()));
            }
        }
    }
    found
}

/// The anchors that the headings of a file make: lower case, spaces as hyphens, no punctuation.
#[must_use]
pub fn anchors(file: &File) -> Vec<String> {
    prose(file)
        .filter(|(_, line)| line.starts_with('#'))
        .map(|(_, line)| {
            line.trim_start_matches('#')
                .trim()
                .to_lowercase()
                .chars()
                .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
                .map(|c| if c == ' ' { '-' } else { c })
                .collect()
        })
        .collect()
}

fn prose(file: &File) -> impl Iterator<Item = (usize, &str)> {
    let mut in_code = false;
    file.lines().filter(move |(_, line)| {
        let fence = line.trim_start().starts_with("```");
        in_code ^= fence;
        !in_code && !fence
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_and_anchors() {
        let text = "# Who is *who*?\n[a](b.md#c) and [d](e.md)\n```\n[no](x)\n```\n";
        let file = File { path: "t.md".into(), text: text.into() };
        let found: Vec<_> = links(&file).into_iter().map(|(_, target)| target).collect();
        assert_eq!(found, ["b.md#c", "e.md"]);
        assert_eq!(anchors(&file), ["who-is-who"]);
    }
}
