//! Literals of Rust.

use ferrocdk_template::Number;

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
