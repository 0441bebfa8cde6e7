//! The order of JavaScript's `localeCompare`, in which AWS CDK sorts tags and dependencies.
//!
//! Source: the root collation of the Unicode Common Locale Data Repository, for ASCII. What is not ASCII comes after it, by code point: ids and tags
//! are ASCII nearly always, and the whole table would be larger than this crate.

/// Punctuation and digits in their order; letters follow.
const BEFORE_LETTERS: &str = "\t\n\u{b}\u{c}\r _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$0123456789";

/// Key to sort a text by: first without case; where that ties, a small letter comes before its capital.
pub(crate) fn key(text: &str) -> (Vec<(u8, u32)>, Vec<bool>) {
    let capitals = text.chars().map(|character| character.is_ascii_uppercase());
    (text.chars().map(weight).collect(), capitals.collect())
}

fn weight(character: char) -> (u8, u32) {
    let lower = character.to_ascii_lowercase();
    match BEFORE_LETTERS.chars().position(|known| known == lower) {
        Some(place) => (0, u32::try_from(place).unwrap_or(u32::MAX)),
        None => (1, u32::from(lower)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn punctuation_digits_letters_without_case() {
        let mut words = [
            "z", "own", "B", "_x", "app", "a10", "b", "Ü", "both", "App", "a-1", "10",
        ];
        words.sort_by_key(|word| key(word));
        assert_eq!(
            words,
            [
                "_x", "10", "a-1", "a10", "app", "App", "b", "B", "both", "own", "z", "Ü"
            ]
        );
    }
}
