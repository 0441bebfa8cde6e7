//! Who a change of a stack is made by: a name that travels with the change, so that everybody who looks at the stack can tell.
//!
//! CloudFormation keeps the name of a change set, and with each event of a stack the token of the operation that brought it about. Ours carry
//! process, user and host.

use std::fmt;

/// The words that names of ours begin with.
const PREFIX: &str = "ferrocdk-";
/// The name of every change set before each had its own.
const FORMER: &str = "ferrocdk";
/// The most characters of a user and of a host in a name: with them a name keeps below the 128 that CloudFormation allows.
const USER_MAX: usize = 24;
const HOST_MAX: usize = 40;

/// Who makes a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    /// The user's name.
    pub user: String,
    /// The machine's name.
    pub host: String,
    /// The process, by which a run that goes on is told from one that is over.
    pub process: u32,
}

impl Author {
    /// With names reduced to letters, digits and single hyphens, which is what CloudFormation takes.
    ///
    /// ```
    /// use ferrocdk_toolkit::author::Author;
    ///
    /// let author = Author::new("Zoë.K", "build--7.example", 4711);
    /// assert_eq!((author.user.as_str(), author.host.as_str()), ("Zo-K", "build-7-example"));
    /// ```
    pub fn new(user: &str, host: &str, process: u32) -> Self {
        Self {
            user: plain(user, USER_MAX),
            host: plain(host, HOST_MAX),
            process,
        }
    }

    /// The name of one operation, good as the name of a change set and as a client request token. `unique` is of letters and digits, at most 32.
    ///
    /// ```
    /// use ferrocdk_toolkit::author::Author;
    ///
    /// let author = Author::new("alice", "build-7", 4711);
    /// assert_eq!(author.operation("0a1b"), "ferrocdk-4711-0a1b-alice--build-7");
    /// assert_eq!(Author::of(&author.operation("0a1b")), Some(author));
    /// ```
    pub fn operation(&self, unique: &str) -> String {
        format!("{PREFIX}{}-{unique}-{}--{}", self.process, self.user, self.host)
    }

    /// The author of an operation of ours; `None` for anybody else's.
    pub fn of(operation: &str) -> Option<Self> {
        let mut parts = operation.strip_prefix(PREFIX)?.splitn(3, '-');
        let process = parts.next()?.parse().ok()?;
        let (user, host) = parts.nth(1)?.split_once("--")?;
        Some(Self {
            user: user.to_owned(),
            host: host.to_owned(),
            process,
        })
    }
}

impl fmt::Display for Author {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} on {} (process {})", self.user, self.host, self.process)
    }
}

/// Whoever started an operation, by its client request token, in words.
///
/// ```
/// use ferrocdk_toolkit::author::whoever;
///
/// assert_eq!(whoever(Some("ferrocdk-4711-0a1b-alice--build-7")), "alice on build-7 (process 4711)");
/// assert_eq!(whoever(Some("Console-DeleteStack-5e0c")), "somebody in the AWS console");
/// assert_eq!(whoever(None), "somebody else");
/// ```
pub fn whoever(token: Option<&str>) -> String {
    match token {
        Some(token) if token.starts_with("Console-") => "somebody in the AWS console".to_owned(),
        Some(token) => Author::of(token).map_or_else(
            || format!("somebody else (client request token `{token}`)"),
            |author| author.to_string(),
        ),
        None => "somebody else".to_owned(),
    }
}

/// Whether a change set that waits on a stack was left there by an earlier run of the same user on the same machine. `runs` tells whether a
/// process of this machine is still there.
///
/// Change sets of others are theirs: somebody may be looking at one before agreeing to it.
pub fn is_left_over(name: &str, own: &Author, runs: impl Fn(u32) -> bool) -> bool {
    match Author::of(name) {
        Some(author) => {
            (&author.user, &author.host) == (&own.user, &own.host)
                && (author.process == own.process || !runs(author.process))
        }
        None => name == FORMER,
    }
}

fn plain(text: &str, most: usize) -> String {
    let kept: String = text
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' })
        .collect();
    let parts: Vec<&str> = kept.split('-').filter(|part| !part.is_empty()).collect();
    let mut plain = parts.join("-");
    plain.truncate(most);
    let plain = plain.trim_end_matches('-');
    if plain.is_empty() { "unknown" } else { plain }.to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_what_an_ended_run_of_ours_left_is_left_over() {
        let own = Author::new("alice", "build-7", 5);
        let of = |user: &str, host: &str, process| Author::new(user, host, process).operation("0a");
        let runs = |process| process == 7;
        assert!(is_left_over(&of("alice", "build-7", 6), &own, runs));
        assert!(
            is_left_over(&of("alice", "build-7", 5), &own, runs),
            "an earlier process had the same number"
        );
        assert!(is_left_over("ferrocdk", &own, runs));
        assert!(!is_left_over(&of("alice", "build-7", 7), &own, runs));
        assert!(!is_left_over(&of("bob", "build-7", 6), &own, runs));
        assert!(!is_left_over(&of("alice", "build-8", 6), &own, runs));
        assert!(!is_left_over("cdk-deploy-change-set", &own, runs));
    }

    proptest! {
        /// Whatever the machine says of itself, the name is one that CloudFormation takes, and it leads back to its author.
        #[test]
        fn names_are_taken_and_lead_back(user in ".{0,60}", host in ".{0,90}", process in any::<u32>(), unique in "[0-9a-f]{1,32}") {
            let author = Author::new(&user, &host, process);
            let name = author.operation(&unique);
            prop_assert!(name.len() <= 128, "{}", name);
            prop_assert!(name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'), "{}", name);
            prop_assert_eq!(Author::of(&name), Some(author));
        }
    }
}
