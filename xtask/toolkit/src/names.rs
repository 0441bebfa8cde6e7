//! Names that people give: suffixes and things, checked before anything is built.

use std::{fmt, str::FromStr};

/// The string that makes one deployment's names unique, such as `prod` or `pr-17`.
///
/// It becomes part of names of many services, so it keeps to what the strictest of them (S3 buckets) takes: lower case letters, digits,
/// and single hyphens inside. 20 characters leave room for plant, purpose, account and region in a bucket's 63.
///
/// ```
/// use ferrocdk_toolkit::names::Suffix;
///
/// assert_eq!("pr-17".parse::<Suffix>()?.as_str(), "pr-17");
/// let error = "Dev".parse::<Suffix>().unwrap_err();
/// assert_eq!(error.to_string(), "`D` at position 1 is not allowed in a suffix: use 1 to 20 of a-z, 0-9 and single hyphens inside, such as `dev` or `pr-17`");
/// # Ok::<(), ferrocdk_toolkit::names::NameError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suffix(String);

/// Most characters a suffix may have.
const SUFFIX_MAX: usize = 20;
const SUFFIX_RULE: &str = "use 1 to 20 of a-z, 0-9 and single hyphens inside, such as `dev` or `pr-17`";

/// Most characters the name of a thing may have in AWS IoT.
const THING_MAX: usize = 128;
const THING_RULE: &str = "use 1 to 128 of a-z, A-Z, 0-9, `:`, `_` and `-`, such as `press-01`";

/// Why a name is refused, with what is allowed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing was given.
    #[error("the {what} is empty: {rule}")]
    Empty {
        /// Thing that the name is for.
        what: &'static str,
        /// Names that are allowed.
        rule: &'static str,
    },
    /// Too many characters.
    #[error("the {what} has {found} characters: {rule}")]
    TooLong {
        /// Thing that the name is for.
        what: &'static str,
        /// Number of characters given.
        found: usize,
        /// Names that are allowed.
        rule: &'static str,
    },
    /// A character that is not allowed, or not there.
    #[error("`{found}` at position {position} is not allowed in a {what}: {rule}")]
    Character {
        /// Thing that the name is for.
        what: &'static str,
        /// The first wrong character.
        found: char,
        /// Where it stands, counted from 1.
        position: usize,
        /// Names that are allowed.
        rule: &'static str,
    },
}

impl Suffix {
    /// The suffix of the assembly that is checked in, where a project names no other.
    pub(crate) fn reference() -> Self {
        Self("prod".to_owned())
    }

    /// The suffix as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Suffix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Suffix {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        check(text, "suffix", SUFFIX_MAX, SUFFIX_RULE, |c| {
            c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'
        })?;
        let chars: Vec<char> = text.chars().collect();
        let wrong_hyphen = chars.iter().enumerate().position(|(index, c)| {
            *c == '-' && (index == 0 || index + 1 == chars.len() || chars.get(index - 1) == Some(&'-'))
        });
        match wrong_hyphen {
            Some(index) => Err(NameError::Character {
                what: "suffix",
                found: '-',
                position: index + 1,
                rule: SUFFIX_RULE,
            }),
            None => Ok(Self(text.to_owned())),
        }
    }
}

/// The name of a device in AWS IoT, which is also its MQTT client id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThingName(String);

impl ThingName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ThingName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for ThingName {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        check(text, "thing name", THING_MAX, THING_RULE, |c| {
            c.is_ascii_alphanumeric() || matches!(c, ':' | '_' | '-')
        })?;
        Ok(Self(text.to_owned()))
    }
}

fn check(
    text: &str,
    what: &'static str,
    max: usize,
    rule: &'static str,
    allowed: impl Fn(char) -> bool,
) -> Result<(), NameError> {
    if text.is_empty() {
        return Err(NameError::Empty { what, rule });
    }
    if let Some((index, found)) = text.chars().enumerate().find(|(_, c)| !allowed(*c)) {
        return Err(NameError::Character {
            what,
            found,
            position: index + 1,
            rule,
        });
    }
    match text.chars().count() {
        found if found > max => Err(NameError::TooLong { what, found, rule }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suffixes() {
        for good in ["a", "7", "dev", "pr-17", "a-b-c", "abcdefghij0123456789"] {
            assert_eq!(
                good.parse::<Suffix>().map(|suffix| suffix.to_string()),
                Ok(good.to_owned())
            );
        }
        let position = |text: &str| match text.parse::<Suffix>() {
            Err(NameError::Character { position, .. }) => position,
            other => panic!("{text}: {other:?}"),
        };
        assert_eq!(position("-dev"), 1);
        assert_eq!(position("dev-"), 4);
        assert_eq!(position("a--b"), 3);
        assert_eq!(position("a_b"), 2);
        assert_eq!(position("über"), 1);
        assert!(matches!("".parse::<Suffix>(), Err(NameError::Empty { .. })));
        let long = "abcdefghij01234567890".parse::<Suffix>().unwrap_err();
        assert!(
            long.to_string()
                .starts_with("the suffix has 21 characters: use 1 to 20")
        );
    }

    #[test]
    fn things() {
        for good in ["press-01", "a:b_c", "A"] {
            assert_eq!(
                good.parse::<ThingName>().map(|name| name.to_string()),
                Ok(good.to_owned())
            );
        }
        let error = "press 1".parse::<ThingName>().unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("` ` at position 6 is not allowed in a thing name")
        );
        assert!("x".repeat(129).parse::<ThingName>().is_err());
        assert!("a/b".parse::<ThingName>().is_err());
    }
}
