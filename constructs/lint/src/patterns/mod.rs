//! Regular expressions of the schemas: compiled when first used, kept, and bounded in what they may cost.

mod dialect;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// Steps of backtracking that one match may take. Patterns without look-around take none; the others need a few hundred on real values.
const BACKTRACK_LIMIT: usize = 100_000;

/// Bytes of a compiled pattern. Repetitions of classes of Unicode letters, such as `\p{L}{1,128}`, need a few megabytes; the few patterns above this
/// say little more than how long the text may be.
const SIZE_LIMIT: usize = 10 << 20;

/// Text above this many bytes is not matched: nothing that long has a pattern, and cost grows with it.
const TEXT_LIMIT: usize = 64 << 10;

/// The patterns that were used so far.
#[derive(Default)]
pub(crate) struct Patterns(Mutex<BTreeMap<String, Option<Arc<fancy_regex::Regex>>>>);

impl fmt::Debug for Patterns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Patterns")
    }
}

impl Patterns {
    /// Whether the text has a match. What cannot be decided counts as one: a pattern that no engine here compiles, a text that is too long, a
    /// match that costs too much.
    pub(crate) fn matches(&self, pattern: &str, text: &str) -> bool {
        if text.len() > TEXT_LIMIT {
            return true;
        }
        match self.compiled(pattern) {
            Some(regex) => regex.is_match(text).unwrap_or(true),
            None => true,
        }
    }

    fn compiled(&self, pattern: &str) -> Option<Arc<fancy_regex::Regex>> {
        // A panic while the lock was held leaves the map whole: each entry is put in by one call.
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(regex) = kept.get(pattern) {
            return regex.clone();
        }
        let regex = compile(pattern).map(Arc::new);
        kept.insert(pattern.to_owned(), regex.clone());
        regex
    }
}

/// Compiles a pattern of a schema, which is written for ECMAScript: there `\d` and `\w` mean ASCII and `$` the very end.
///
/// `None` where the translation or the engine refuses it.
pub(crate) fn compile(pattern: &str) -> Option<fancy_regex::Regex> {
    let pattern = dialect::rewrite(pattern);
    let translated = jsonschema_regex::to_rust_regex(&pattern).ok()?;
    fancy_regex::RegexBuilder::new(&translated)
        .backtrack_limit(BACKTRACK_LIMIT)
        .delegate_size_limit(SIZE_LIMIT)
        .build()
        .ok()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use ferrocdk_spec::Database;
    use serde_json::Value as Json;

    use super::*;

    /// Patterns of the database that are not used, because they take too much room, or pair surrogates and repeat look-aheads, which no engine here
    /// knows. What has them is not held to them.
    const UNUSABLE: [&str; 7] = [
        r"[\p{L}\p{M}\p{Z}\p{N}\p{P}]{0,1024}",
        r"[a-zA-Z 0-9_\-+'&amp;\uD83C-\uDBFF\uDC00-\uDFFF\u2000-\u3300]+",
        r"^(\/|(\/(?!\.)+[^$#<>;;`|&?{}^*/\n]+){1,4})$",
        r"^(\/|(\/(?!\.)+[^$#<>;`|&?{}^*/\n]+){1,4})$",
        r"^.{1,65535}$",
        r"^[\P{C}\r\n\t]{1,250}$",
        r"^[^\p{C}]{1,2048}$",
    ];

    fn collect(schema: &Json, patterns: &mut BTreeSet<String>) {
        match schema {
            Json::Object(members) => {
                for (keyword, value) in members {
                    match (keyword.as_str(), value) {
                        ("pattern", Json::String(pattern)) => {
                            patterns.insert(pattern.clone());
                        }
                        ("patternProperties", Json::Object(schemas)) => patterns.extend(schemas.keys().cloned()),
                        _ => {}
                    }
                    collect(value, patterns);
                }
            }
            Json::Array(items) => items.iter().for_each(|item| collect(item, patterns)),
            _ => {}
        }
    }

    #[test]
    fn the_list_of_unusable_patterns_is_true() {
        let database = Database::bundled().unwrap();
        let mut patterns = BTreeSet::new();
        for name in database.names() {
            collect(&database.schema(name).unwrap().to_value().unwrap(), &mut patterns);
        }
        for extension in database.extensions().unwrap().values().flatten() {
            for part in database.extension_parts(extension) {
                let schema = database.extension_schema(extension, part).unwrap().unwrap();
                collect(&schema.to_value().unwrap(), &mut patterns);
            }
        }
        assert!(patterns.len() > 1000, "{}", patterns.len());
        let unusable: BTreeSet<&str> = patterns
            .iter()
            .map(String::as_str)
            .filter(|pattern| compile(pattern).is_none())
            .collect();
        assert_eq!(unusable, BTreeSet::from(UNUSABLE));
    }

    #[test]
    fn classes_mean_what_ecmascript_means() {
        let patterns = Patterns::default();
        assert!(patterns.matches(r"^\d+$", "42"));
        assert!(!patterns.matches(r"^\d+$", "٤٢"));
        assert!(!patterns.matches(r"^a$", "a\n"));
        assert!(patterns.matches(r"^(?!aws:).+$", "name"));
    }

    #[test]
    fn a_match_that_costs_too_much_counts_as_one() {
        let patterns = Patterns::default();
        // A pattern of CloudFormation's own, which takes exponential time where an engine backtracks.
        let pattern = "^([A-Za-z0-9]+[A-Za-z0-9-.]*)*[A-Za-z0-9-]*[A-Za-z0-9]$";
        assert!(!patterns.matches(pattern, &format!("{}_", "a".repeat(60))));
        assert!(patterns.matches(r"^(?!x)((a+)\2?)+b$", &"a".repeat(60)));
        assert!(patterns.matches("^[0-9]$", &"a".repeat(TEXT_LIMIT + 1)));
    }
}
