//! Dialect of patterns in schemas that the translation of ECMAScript does not take.

use std::borrow::Cow;

/// Pairs of surrogates that stand for everything outside the basic plane: as they should be written, and as they often are.
const ASTRAL: [&str; 2] = [r"\uD800\uDC00-\uDBFF\uDFFF", r"\uD800\uDBFF-\uDC00\uDFFF"];

/// Rewrites a pattern so that it means what its author meant:
///
/// - `\A` and `\Z` are `^` and `$`: schemas that Python reads have them;
/// - a `-` after a class such as `\w` is itself, also inside brackets;
/// - a `{` that begins no repetition is itself, and so is an escaped `<` or `>`;
/// - a range of surrogates is the planes that it stands for.
pub(super) fn rewrite(pattern: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(pattern);
    for pair in ASTRAL {
        if text.contains(pair) {
            text = Cow::Owned(text.replace(pair, r"\u{10000}-\u{10FFFF}"));
        }
    }
    if !text.contains(['\\', '{']) {
        return text;
    }
    let mut written = String::with_capacity(text.len() + 8);
    let mut rest = text.as_ref();
    while let Some(char) = rest.chars().next() {
        let after = rest.get(char.len_utf8()..).unwrap_or_default();
        let taken = match char {
            '\\' => escape(after, &mut written),
            '{' if !is_repetition(after) => {
                written.push_str(r"\{");
                0
            }
            _ => {
                written.push(char);
                0
            }
        };
        rest = after.get(taken..).unwrap_or_default();
    }
    Cow::Owned(written)
}

/// Writes an escape, of which the text after the backslash is given; how many bytes of it were read.
fn escape(after: &str, written: &mut String) -> usize {
    let Some(char) = after.chars().next() else {
        written.push('\\');
        return 0;
    };
    let length = char.len_utf8();
    match char {
        'A' => written.push('^'),
        // Elsewhere these escapes are themselves; to the engine they are ends of words.
        '<' | '>' => written.push(char),
        'Z' => written.push('$'),
        'w' | 'd' | 's' | 'W' | 'D' | 'S' => {
            written.push('\\');
            written.push(char);
            let next = after.get(length..).unwrap_or_default();
            if next.starts_with('-') && !next.starts_with("-]") {
                written.push_str(r"\-");
                return length + 1;
            }
        }
        // The braces after these are theirs.
        'p' | 'P' | 'u' | 'x' if after.get(length..).is_some_and(|next| next.starts_with('{')) => {
            let end = after.find('}').map_or(after.len(), |end| end + 1);
            written.push('\\');
            written.push_str(after.get(..end).unwrap_or_default());
            return end;
        }
        _ => {
            written.push('\\');
            written.push(char);
        }
    }
    length
}

/// Whether the text after a `{` makes it a repetition: `3}`, `3,}`, `3,5}`.
fn is_repetition(after: &str) -> bool {
    let Some((inside, _)) = after.split_once('}') else {
        return false;
    };
    let (least, most) = inside.split_once(',').unwrap_or((inside, ""));
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    !least.is_empty() && is_number(least) && is_number(most)
}

#[cfg(test)]
mod tests {
    use super::rewrite;

    #[test]
    fn what_authors_meant_is_written_so() {
        for (pattern, meant) in [
            (r"\A[a-z]+\Z", "^[a-z]+$"),
            (r"[\w-.~]+", r"[\w\-.~]+"),
            (r"[\w-]+", r"[\w-]+"),
            (r"^a{1-3}b{2,3}c{4}$", r"^a\{1-3}b{2,3}c{4}$"),
            (r"\p{L}{1,2}", r"\p{L}{1,2}"),
            (
                r"[\u0020-\uD7FF\uD800\uDC00-\uDBFF\uDFFF]",
                r"[\u0020-\uD7FF\u{10000}-\u{10FFFF}]",
            ),
            (r"\\A\{", r"\\A\{"),
            (r"[\<\>]", "[<>]"),
        ] {
            assert_eq!(rewrite(pattern), meant);
        }
    }
}
