//! Regular expressions of the schemas: compiled when first used, kept, and bounded in what they may cost.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// Steps of backtracking that one match may take. Patterns without look-around take none; the others need a few hundred on real values.
const BACKTRACK_LIMIT: usize = 100_000;

/// Bytes of a compiled pattern. Repetitions of classes of Unicode letters, such as `\p{L}{1,2048}`, need a few megabytes.
const SIZE_LIMIT: usize = 32 << 20;

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
    let translated = jsonschema_regex::to_rust_regex(pattern).ok()?;
    fancy_regex::RegexBuilder::new(&translated)
        .backtrack_limit(BACKTRACK_LIMIT)
        .delegate_size_limit(SIZE_LIMIT)
        .build()
        .ok()
}
