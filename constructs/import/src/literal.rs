//! Literals of Rust.

use serde_json::Number;

/// A string literal. Text of several lines, or full of quotes, is a raw one, as a person would write it.
pub(crate) fn text(text: &str) -> String {
    // What Rust would escape does not show, or changes how the text around it shows.
    let shows = |c: char| matches!(c, '\n' | '"' | '\'' | '\\') || c.escape_debug().len() == 1;
    let raw_fits = text.chars().all(shows);
    let lines = text.trim_end_matches('\n').contains('\n');
    let escapes = text.chars().filter(|c| matches!(c, '"' | '\\')).count();
    if raw_fits && (lines || escapes > 1) {
        let fence = "#".repeat(longest_fence(text));
        return format!("r{fence}\"{text}\"{fence}");
    }
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push('"');
    for character in text.chars() {
        match character {
            // Valid as they are; `escape_debug` would write them as escapes.
            '\'' => literal.push(character),
            other => literal.extend(other.escape_debug()),
        }
    }
    literal.push('"');
    literal
}

/// How many `#` the literal needs so that none of its own quotes ends it.
fn longest_fence(text: &str) -> usize {
    let mut quotes = text.match_indices('"').map(|(at, _)| {
        let rest = &text[at + 1..];
        rest.len() - rest.trim_start_matches('#').len() + 1
    });
    let first = quotes.next().unwrap_or(0);
    quotes.fold(first, usize::max)
}

/// A number where JSON stands, and its Rust type; `None` for one that no type holds as it is written.
pub(crate) fn number(number: &Number) -> Option<(String, &'static str)> {
    if let Some(whole) = number.as_i64() {
        return Some(match i32::try_from(whole) {
            Ok(small) => (small.to_string(), "i32"),
            Err(_) => (format!("{whole}_i64"), "i64"),
        });
    }
    let fraction = number.as_f64().filter(|_| number.is_f64())?;
    // Debug keeps the point of a whole number and is the shortest text that reads back equal.
    (Number::from_f64(fraction).as_ref() == Some(number)).then(|| (format!("{fraction:?}"), "f64"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_read_as_a_person_writes_them() {
        for (given, expected) in [
            ("a'b", r#""a'b""#),
            ("say \"x\"", r##"r#"say "x""#"##),
            ("a\nb", "r\"a\nb\""),
            ("one line\n", r#""one line\n""#),
            ("\"#", r##""\"#""##),
            ("\"\"#", "r##\"\"\"#\"##"),
            ("tab\there\nx", r#""tab\there\nx""#),
            ("\r\n\r\n", r#""\r\n\r\n""#),
            ("\u{202e}\n\"\"\n\"", r#""\u{202e}\n\"\"\n\"""#),
        ] {
            assert_eq!(text(given), expected);
        }
    }

    #[test]
    fn numbers_keep_how_they_are_written() {
        let of = |text: &str| number(&serde_json::from_str(text).unwrap()).map(|(code, ty)| format!("{code} {ty}"));
        assert_eq!(of("5").as_deref(), Some("5 i32"));
        assert_eq!(of("5000000000").as_deref(), Some("5000000000_i64 i64"));
        assert_eq!(of("1.0").as_deref(), Some("1.0 f64"));
        assert_eq!(of("0.1").as_deref(), Some("0.1 f64"));
        assert_eq!(of("18446744073709551615"), None);
    }
}
