//! The order of JavaScript's `localeCompare`, in which AWS CDK sorts tags and dependencies.
//!
//! Source: the root collation of the Unicode Common Locale Data Repository, for ASCII. What is not ASCII comes after it, by code point: ids and tags
//! are ASCII nearly always, and the whole table would be larger than this crate.

use std::cmp::Ordering;

/// Punctuation and digits in their order; letters follow.
const BEFORE_LETTERS: &str = "\t\n\u{b}\u{c}\r _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$0123456789";

/// Compares without case first; where that ties, a small letter comes before its capital.
pub(crate) fn compare(one: &str, other: &str) -> Ordering {
    let without_case = one.chars().map(weight).cmp(other.chars().map(weight));
    let capitals = |text: &str| text.chars().map(|c| c.is_ascii_uppercase()).collect::<Vec<_>>();
    without_case.then_with(|| capitals(one).cmp(&capitals(other)))
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
        words.sort_by(|one, other| compare(one, other));
        assert_eq!(
            words,
            [
                "_x", "10", "a-1", "a10", "app", "App", "b", "B", "both", "own", "z", "Ü"
            ]
        );
    }
}
