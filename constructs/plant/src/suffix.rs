//! `Suffix`: the string that makes one deployment's names unique.

use std::fmt;

/// Characters that a suffix may have; buckets are the strictest, with 63 for plant, purpose, account, region and suffix.
const MOST: usize = 20;

/// The end of a deployment's names, such as `prod` or `pr-17`: lower-case letters and digits, with single hyphens between them, 20 characters at most.
///
/// ```
/// use ferrocdk_plant::Suffix;
/// assert_eq!(Suffix::new("pr-17").unwrap().as_str(), "pr-17");
/// assert!(Suffix::new("Prod_1").is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suffix(String);

/// A suffix that cannot be part of a resource's name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the suffix {0:?} cannot be part of a resource's name\n  allowed: lower-case letters and digits, with single hyphens between them, {MOST} characters at most\n  help: choose another, such as dev, prod or pr-17"
)]
pub struct SuffixError(String);

impl Suffix {
    /// Checks a suffix.
    ///
    /// # Errors
    /// When it has another form.
    pub fn new(text: &str) -> Result<Self, SuffixError> {
        let is_word =
            |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
        if text.len() <= MOST && text.split('-').all(is_word) {
            return Ok(Self(text.to_owned()));
        }
        Err(SuffixError(text.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Suffix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
