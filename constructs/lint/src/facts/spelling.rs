//! The names of IAM actions as AWS writes them.
//!
//! IAM does not look at case, and the database has its actions in small letters. The handlers of resource types name some thousand actions in full;
//! the others are made of the same words.

use std::collections::{BTreeMap, BTreeSet};

use ferrocdk_spec::Database;

/// Actions and the words that they are made of.
#[derive(Debug, Default)]
pub(crate) struct Spelling {
    /// By the action in small letters.
    actions: BTreeMap<String, String>,
    /// By the word in small letters.
    words: BTreeMap<String, String>,
}

impl Spelling {
    /// Reads the actions of all types.
    pub(crate) fn new(database: &Database<'_>) -> Self {
        let mut spelling = Self::default();
        for ty in database.names() {
            let Ok(permissions) = database.permissions(ty) else {
                continue;
            };
            for (_, actions) in permissions.handlers() {
                for action in actions {
                    if let Some((_, name)) = action.split_once(':') {
                        spelling.add(name);
                    }
                }
            }
        }
        spelling
    }

    fn add(&mut self, name: &str) {
        if !name.chars().all(|c| c.is_ascii_alphanumeric()) || !name.starts_with(|c: char| c.is_ascii_uppercase()) {
            return;
        }
        self.actions.insert(name.to_lowercase(), name.to_owned());
        for word in words(name) {
            self.words.entry(word.to_lowercase()).or_insert_with(|| word.to_owned());
        }
    }

    /// An action as AWS writes it; as it is, with a capital letter, when it is made of unknown words.
    pub(crate) fn of(&self, small: &str) -> String {
        if let Some(name) = self.actions.get(small) {
            return name.clone();
        }
        self.of_words(small).unwrap_or_else(|| {
            let mut letters = small.chars();
            letters
                .next()
                .map(|first| first.to_ascii_uppercase().to_string() + letters.as_str())
                .unwrap_or_default()
        })
    }

    /// The fewest words that make up the action.
    fn of_words(&self, small: &str) -> Option<String> {
        let mut ways: Vec<Option<(usize, String)>> = vec![None; small.len() + 1];
        *ways.first_mut()? = Some((0, String::new()));
        for end in 1..=small.len() {
            let best = (0..end)
                .filter_map(|start| {
                    let (count, before) = ways.get(start)?.as_ref()?;
                    let word = self.words.get(small.get(start..end)?)?;
                    Some((count + 1, format!("{before}{word}")))
                })
                .min();
            if let Some(way) = ways.get_mut(end) {
                *way = best;
            }
        }
        ways.pop()?.map(|(_, name)| name)
    }
}

/// The words of a name: each begins with a capital letter, and several capitals in a row are one word.
fn words(name: &str) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    let mut start = 0;
    let letters: Vec<(usize, char)> = name.char_indices().collect();
    for pair in letters.windows(2) {
        if let [(_, before), (at, letter)] = pair
            && letter.is_ascii_uppercase()
            && !before.is_ascii_uppercase()
        {
            found.extend(name.get(start..*at));
            start = *at;
        }
    }
    found.extend(name.get(start..));
    // Single letters would make a word of anything.
    found.retain(|word| word.len() > 1);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actions_are_spelt_as_aws_does() {
        let spelling = Spelling::new(&Database::bundled().unwrap());
        for name in [
            "GetObject",
            "PutItem",
            "BatchWriteItem",
            "DescribeStreamSummary",
            "SendMessage",
            "ReEncryptFrom",
            "ListAllMyBuckets",
        ] {
            assert_eq!(spelling.of(&name.to_lowercase()), name);
        }
        assert_eq!(spelling.of("zzzyx"), "Zzzyx");
    }
}
