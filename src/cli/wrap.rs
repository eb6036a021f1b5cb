//! Texts in columns. A character counts as one column.

/// Fewer columns than these are no room for a text.
const LEAST_ROOM: usize = 40;

/// How far a text stands in that has no room beside what it belongs to.
const BELOW: usize = 6;

/// Words in lines of at most `room` characters, with `gap` between them; a word that is longer stands alone.
pub(super) fn wrapped<'a>(words: impl Iterator<Item = &'a str>, gap: &str, room: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words {
        match lines.last_mut() {
            Some(line) if length(line) + length(gap) + length(word) <= room => line.extend([gap, word]),
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// `left` with `text` beside it, further lines below the first; all below `left` where there is no room beside it.
pub(super) fn hang(left: &str, text: &str, width: usize) -> String {
    let beside = length(left) + LEAST_ROOM <= width;
    let indent = if beside { length(left) } else { BELOW };
    let lines = wrapped(text.split_whitespace(), " ", width.saturating_sub(indent));
    let text = lines.join(&format!("\n{:indent$}", ""));
    if beside { format!("{left}{text}") } else { format!("{}\n{:indent$}{text}", left.trim_end(), "") }
}

/// A line of at most `width` characters, with an ellipsis where more was to come.
pub(super) fn cut(line: &str, width: usize) -> String {
    if length(line) <= width {
        return line.to_owned();
    }
    let kept: String = line.chars().take(width.saturating_sub(1)).collect();
    kept.trim_end().to_owned() + "\u{2026}"
}

fn length(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_kept_whole() {
        assert_eq!(wrapped("a bb ccc dddddddd e".split(' '), " ", 5), ["a bb", "ccc", "dddddddd", "e"]);
        assert!(wrapped("".split_whitespace(), " ", 5).is_empty());
    }

    #[test]
    fn a_long_line_is_cut() {
        assert_eq!(cut("gr\u{fc}n und blau", 20), "gr\u{fc}n und blau");
        assert_eq!(cut("gr\u{fc}n und blau", 9), "gr\u{fc}n und\u{2026}");
    }

    #[test]
    fn a_text_hangs_beside_or_below() {
        let text = "one two three four five six seven eight nine ten";
        assert_eq!(hang("  id  ", text, 46), "  id  one two three four five six seven eight\n      nine ten");
        assert_eq!(
            hang("  long id  ", text, 46),
            "  long id\n      one two three four five six seven eight\n      nine ten"
        );
    }
}
