//! `Environment`: an account and a region.

use std::fmt;

use ferrocdk_facts::Partition;

use crate::diagnostic::{Diagnostic, ids};

/// Where a stack is deployed. What is left out is decided at deployment.
///
/// An account is twelve digits. A region has the form of one (`sa-east-1`: an area, a direction, a number), whether or not this version knows it: a
/// region that AWS opens tomorrow must work. Whether it is one of those known today, the rules of `ferrocdk::checks` say, as a warning.
///
/// ```
/// use ferrocdk_core::Environment;
/// assert_eq!(Environment::new("111122223333", "sa-east-1").to_string(), "aws://111122223333/sa-east-1");
/// assert_eq!(Environment::region("sa-east-1").to_string(), "aws://unknown-account/sa-east-1");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Environment {
    /// Twelve digits.
    pub account: Option<String>,
    /// Such as `sa-east-1`.
    pub region: Option<String>,
}

impl Environment {
    /// A known account and region.
    pub fn new(account: impl Into<String>, region: impl Into<String>) -> Self {
        Self {
            account: Some(account.into()),
            region: Some(region.into()),
        }
    }

    /// A known account, in whatever region the deployment is for.
    pub fn account(account: impl Into<String>) -> Self {
        Self {
            account: Some(account.into()),
            region: None,
        }
    }

    /// A known region in whatever account the deployment's credentials belong to.
    ///
    /// ```
    /// # use ferrocdk_core::Environment;
    /// let environment = Environment::region("sa-east-1");
    /// assert_eq!((environment.account, environment.region.as_deref()), (None, Some("sa-east-1")));
    /// ```
    pub fn region(region: impl Into<String>) -> Self {
        Self {
            account: None,
            region: Some(region.into()),
        }
    }

    /// Takes what is left open from an outer environment.
    pub(crate) fn inherit(&mut self, outer: &Self) {
        self.account = self.account.take().or_else(|| outer.account.clone());
        self.region = self.region.take().or_else(|| outer.region.clone());
    }

    /// Accounts and regions that are none, as mistakes of the stack or stage that it is given to.
    pub(crate) fn mistakes(&self) -> Vec<Diagnostic> {
        let is_account = |text: &String| text.len() == 12 && text.chars().all(|character| character.is_ascii_digit());
        let account = self
            .account
            .iter()
            .filter(|account| !is_account(account))
            .map(|account| {
                Diagnostic::error(ids::ACCOUNT, "the environment names an account that is none")
                    .found(account)
                    .allowed("twelve digits, such as 111122223333")
                    .help("mend it, or leave the account open: Environment::region(...)")
            });
        let region = self.region.iter().filter(|region| !is_region(region)).map(|region| {
            let help = match nearest_region(region) {
                Some(near) => format!("did you mean {near}?"),
                None => "write the region's name in the API, not the one in the console".to_owned(),
            };
            Diagnostic::error(ids::REGION, "the environment names a region that is none")
                .found(region)
                .allowed("an area, a direction and a number, such as eu-central-1")
                .help(help)
        });
        account.chain(region).collect()
    }
}

/// The directions in the names of regions; `northwest` and `southwest` have no region yet.
const DIRECTIONS: [&str; 9] = [
    "central",
    "east",
    "north",
    "northeast",
    "northwest",
    "south",
    "southeast",
    "southwest",
    "west",
];

/// Whether a text has the form of a region's name: an area of one or two words, a direction, and a number.
fn is_region(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let word =
        |part: &&str| (2..=4).contains(&part.len()) && part.chars().all(|character| character.is_ascii_lowercase());
    let number = |part: &str| !part.is_empty() && part.chars().all(|character| character.is_ascii_digit());
    match parts.as_slice() {
        [area @ .., direction, last] if (1..=2).contains(&area.len()) => {
            area.iter().all(word) && DIRECTIONS.contains(direction) && number(last)
        }
        _ => false,
    }
}

/// A name of the right form that differs by a slip from one of the wrong form, in an area that there is.
fn nearest_region(text: &str) -> Option<String> {
    let text = text.to_lowercase().replace(['_', ' '], "-");
    let (words, number) = match text.rsplit_once('-').filter(|(_, last)| last.parse::<u32>().is_ok()) {
        Some((words, number)) => (words, number),
        None => text.split_at(
            text.trim_end_matches(|character: char| character.is_ascii_digit())
                .len(),
        ),
    };
    let number = if number.is_empty() { "1" } else { number };
    let areas = Partition::all().iter().flat_map(|partition| partition.areas());
    let names = areas.flat_map(|area| DIRECTIONS.map(|direction| format!("{area}-{direction}")));
    let distance = |name: &String| strsim::osa_distance(name, words);
    names
        .filter(|name| distance(name) <= 2)
        .min_by_key(distance)
        .map(|name| format!("{name}-{number}"))
}

impl fmt::Display for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let account = self.account.as_deref().unwrap_or("unknown-account");
        let region = self.region.as_deref().unwrap_or("unknown-region");
        write!(f, "aws://{account}/{region}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_has_a_form() {
        for right in [
            "eu-central-1",
            "us-gov-west-1",
            "us-isob-east-1",
            "eu-isoe-west-1",
            "eusc-de-east-1",
            "cn-northwest-1",
            "mx-central-1",
            "zz-southwest-12",
        ] {
            assert!(is_region(right), "{right}");
        }
        for (wrong, near) in [
            ("eu-centrall-1", Some("eu-central-1")),
            ("eu-central1", Some("eu-central-1")),
            ("eu-central", Some("eu-central-1")),
            ("EU-Central-1", Some("eu-central-1")),
            ("us_east_1", Some("us-east-1")),
            ("us-eats-1", Some("us-east-1")),
            ("us-east-1a", None),
            ("ap-southest-2", Some("ap-southeast-2")),
            ("us-gov-wst-1", Some("us-gov-west-1")),
            ("eu-central-", Some("eu-central-1")),
            ("Frankfurt", None),
            ("Brazil", None),
            ("", None),
            ("-", None),
        ] {
            assert!(!is_region(wrong), "{wrong}");
            assert_eq!(nearest_region(wrong).as_deref(), near, "{wrong}");
        }
    }
}
