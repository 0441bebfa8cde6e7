//! Literals of Rust.

use ferrocdk_template::Number;

use crate::blocks::PREFIX;

/// Escapes this much of what would be taken for a piece of code (see [`Blocks`](crate::blocks::Blocks)).
const UNDERSCORE: &str = "\\u{5f}";

/// A string literal on one line. Text full of quotes is a raw one, as a person would write it.
pub(crate) fn text(text: &str) -> String {
    let escapes = text.chars().filter(|c| matches!(c, '"' | '\\')).count();
    if escapes > 1 && !text.contains('\n') && shows(text) {
        return raw(text);
    }
    format!("\"{}\"", escaped(text))
}

/// A raw string literal of several lines; `None` where a part of the text does not show. Only where rustfmt understands the code around it: what it does
/// not, such as the inside of `doc!`, it moves as a whole, with the lines of raw strings in it.
pub(crate) fn raw_lines(text: &str) -> Option<String> {
    shows(text).then(|| raw(text))
}

/// A key as a step of a path to what is overridden.
pub(crate) fn step(key: &str) -> String {
    key.replace('\\', r"\\").replace('.', r"\.")
}

/// A string literal of several lines that may be moved: blanks at the beginning of a line are none of the text.
pub(crate) fn continued_lines(text: &str, indent: usize) -> String {
    let next = format!("\\n\\\n{}", " ".repeat(indent));
    let mut literal = "\"".to_owned();
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let (line, end) = match line.strip_suffix('\n') {
            Some(line) => (line, true),
            None => (line, false),
        };
        match line.strip_prefix(' ').filter(|_| number > 0) {
            Some(rest) => literal.extend(["\\x20", &escaped(rest)]),
            None => literal += &escaped(line),
        }
        if end {
            literal += &next;
        }
    }
    match literal.strip_suffix(&next) {
        Some(last) => format!("{last}\\n\""),
        None => literal + "\"",
    }
}

/// Whether a raw literal shows all that is in a text. What Rust would escape does not show, or changes how the text around it shows.
fn shows(text: &str) -> bool {
    let shows = |c: char| matches!(c, '\n' | '"' | '\'' | '\\') || c.escape_debug().len() == 1;
    text.chars().all(shows) && !text.contains(PREFIX)
}

fn raw(text: &str) -> String {
    let fence = "#".repeat(longest_fence(text));
    format!("r{fence}\"{text}\"{fence}")
}

/// A text without the quotes around it.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            // Valid as they are; `escape_debug` would write them as escapes.
            '\'' => escaped.push(character),
            other => escaped.extend(other.escape_debug()),
        }
    }
    escaped.replace(PREFIX, &format!("{}{UNDERSCORE}", &PREFIX[..PREFIX.len() - 1]))
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

/// A number where JSON stands, and its Rust type; one that no type holds keeps its digits.
pub(crate) fn number(number: &Number) -> (String, &'static str) {
    if let Some(whole) = number.as_i64() {
        return match i32::try_from(whole) {
            Ok(small) => (small.to_string(), "i32"),
            Err(_) => (format!("{whole}_i64"), "i64"),
        };
    }
    if let Some(whole) = number.as_u64() {
        return (format!("{whole}_u64"), "u64");
    }
    let fraction = number
        .as_f64()
        .filter(|fraction| Number::from_f64(*fraction).as_ref() == Some(number));
    match fraction {
        // Debug keeps the point of a whole number and is the shortest text that reads back equal.
        Some(fraction) => (format!("{fraction:?}"), "f64"),
        None => (format!("Number::exact({})", text(&number.to_string())), "Number"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_read_as_a_person_writes_them() {
        for (given, expected) in [
            ("a'b", r#""a'b""#),
            ("say \"x\"", r##"r#"say "x""#"##),
            ("a\nb", r#""a\nb""#),
            ("one line\n", r#""one line\n""#),
            ("\"#", r##""\"#""##),
            ("\"\"#", "r##\"\"\"#\"##"),
            ("\"\"\n", r#""\"\"\n""#),
            ("tab\there\nx", r#""tab\there\nx""#),
            ("\r\n\r\n", r#""\r\n\r\n""#),
            ("\u{202e}\n\"\"\n\"", r#""\u{202e}\n\"\"\n\"""#),
            ("block_of_code_7_", r#""block_of_code\u{5f}7_""#),
        ] {
            assert_eq!(text(given), expected);
        }
    }

    #[test]
    fn texts_of_several_lines_keep_their_blanks() {
        assert_eq!(raw_lines("a \"b\"\n c").as_deref(), Some("r#\"a \"b\"\n c\"#"));
        assert_eq!(raw_lines("a\tb\nc"), None);
        for (given, expected) in [
            ("a\nb", "\"a\\n\\\n  b\""),
            (" a\n  b\n\n\tc\n", "\" a\\n\\\n  \\x20 b\\n\\\n  \\n\\\n  \\tc\\n\""),
            ("\n\n", "\"\\n\\\n  \\n\""),
        ] {
            assert_eq!(continued_lines(given, 2), expected);
        }
    }

    #[test]
    fn numbers_keep_how_they_are_written() {
        for (text, expected) in [
            ("5", "5 i32"),
            ("5000000000", "5000000000_i64 i64"),
            ("18446744073709551615", "18446744073709551615_u64 u64"),
            ("1.0", "1.0 f64"),
            ("0.1", "0.1 f64"),
            ("1e300", "1e300 f64"),
            ("18446744073709551616", "Number::exact(\"18446744073709551616\") Number"),
            (
                "0.12345678901234567890",
                "Number::exact(\"0.12345678901234567890\") Number",
            ),
        ] {
            let (code, ty) = number(&Number::parse(text).unwrap());
            assert_eq!(format!("{code} {ty}"), expected);
        }
    }
}
