//! Candidates that an assertion looks through, and its message when none is as expected.

use std::borrow::Cow;

use serde_json::Value as Json;

use crate::difference::Mismatch;
use crate::matcher::Match;
use crate::render::marked;

/// Parts of a template (or messages of a synthesis) by name, with words for what they are.
pub(crate) struct Candidates<'a> {
    /// Such as `resource of type AWS::SQS::Queue`; one that is asked for by its own name has that in it: `output "Url"`.
    pub(crate) what: String,
    pub(crate) is_named: bool,
    /// Such as `template`.
    pub(crate) holder: &'static str,
    /// Things that there are instead, for the message when there are none of these.
    pub(crate) others: Vec<String>,
    pub(crate) all: Vec<(Cow<'a, str>, Cow<'a, Json>)>,
}

/// Candidates that match, and those that do not with the reason, nearest first.
pub(crate) struct Search<'c> {
    pub(crate) matches: Vec<&'c str>,
    misses: Vec<(&'c str, &'c Json, Mismatch)>,
}

impl Candidates<'_> {
    /// Tests all of them, so that captures hold every match.
    pub(crate) fn search(&self, pattern: &Match) -> Search<'_> {
        let mut search = Search {
            matches: Vec::new(),
            misses: Vec::new(),
        };
        for (name, json) in &self.all {
            match pattern.test(Some(json)) {
                Ok(()) => search.matches.push(name),
                Err(mismatch) => search.misses.push((name, json, mismatch)),
            }
        }
        search.misses.sort_by_key(|(_, _, mismatch)| mismatch.distance());
        search
    }

    /// Asserts that one matches.
    #[track_caller]
    pub(crate) fn assert_any(&self, pattern: &Match) {
        let search = self.search(pattern);
        if search.matches.is_empty() {
            panic!("{}", self.none_matches(&search));
        }
    }

    /// Asserts that there are some and that all of them match.
    #[track_caller]
    pub(crate) fn assert_all(&self, pattern: &Match) {
        let search = self.search(pattern);
        if search.matches.is_empty() {
            panic!("{}", self.none_matches(&search));
        }
        if !search.misses.is_empty() {
            let (wrong, all) = (search.misses.len(), self.count(self.all.len()));
            let verb = if wrong == 1 { "does" } else { "do" };
            panic!("{wrong} of {all} {verb} not match; the nearest is {}", search.nearest());
        }
    }

    /// Asserts that none matches.
    #[track_caller]
    pub(crate) fn assert_none(&self, pattern: &Match) {
        let search = self.search(pattern);
        if !search.matches.is_empty() {
            let found = self.count(search.matches.len());
            panic!(
                "{found} where none should match: {}\n  pattern: {pattern}",
                search.matches.join(", ")
            );
        }
    }

    /// The name of the only one that matches.
    #[track_caller]
    pub(crate) fn assert_one(&self, pattern: &Match) -> &str {
        let search = self.search(pattern);
        match search.matches.as_slice() {
            [only] => only,
            [] => panic!("{}", self.none_matches(&search)),
            several => panic!(
                "{} match, expected one: {}\nhelp: say more in the pattern",
                self.count(several.len()),
                several.join(", ")
            ),
        }
    }

    /// Asserts how many match.
    #[track_caller]
    pub(crate) fn assert_count(&self, pattern: &Match, count: usize) {
        let search = self.search(pattern);
        let found = search.matches.len();
        if found == count {
            return;
        }
        let names = match found {
            0 => String::new(),
            _ => format!(": {}", search.matches.join(", ")),
        };
        let verb = if found == 1 { "matches" } else { "match" };
        // Too few: what fails nearly matched. Too many: the names say it all.
        let others = match found < count && !search.misses.is_empty() {
            true => format!("\nof the others the nearest is {}", search.nearest()),
            false => String::new(),
        };
        panic!("{} {verb}, expected {count}{names}{others}", self.count(found));
    }

    fn none_matches(&self, search: &Search<'_>) -> String {
        let what = &self.what;
        match self.all.as_slice() {
            [] => format!("the {} has no {what}{}", self.holder, instead(&self.others)),
            [_] if self.is_named => {
                let drawing = search.nearest();
                let (_, drawing) = drawing.split_once('\n').unwrap_or_default();
                format!("the {what} does not match:\n{drawing}")
            }
            [_] => format!("the only {what} does not match: {}", search.nearest()),
            all => format!(
                "none of {} matches; the nearest is {}",
                self.count(all.len()),
                search.nearest()
            ),
        }
    }

    /// Such as `3 resources of type AWS::SQS::Queue`.
    fn count(&self, count: usize) -> String {
        let (noun, rest) = self.what.split_at(self.what.find(' ').unwrap_or(self.what.len()));
        let plural = if count == 1 { "" } else { "s" };
        format!("{count} {noun}{plural}{rest}")
    }
}

/// The help when something is not there: what is.
pub(crate) fn instead(others: &[String]) -> String {
    match others {
        [] => String::new(),
        others => format!("\nhelp: it has {}", others.join(", ")),
    }
}

impl Search<'_> {
    /// The nearest one as marked JSON, and a line about each of the two after it.
    fn nearest(&self) -> String {
        let lines = self
            .misses
            .iter()
            .take(3)
            .enumerate()
            .map(|(rank, (name, json, mismatch))| {
                if rank == 0 {
                    return format!("{name}\n{}", marked(json, mismatch).trim_end());
                }
                let differences = mismatch.differences();
                let first = differences.first().map(ToString::to_string).unwrap_or_default();
                match differences.len() {
                    1 => format!("then {name}: {first}"),
                    count => format!("then {name}: {count} differences, first {first}"),
                }
            });
        lines.collect::<Vec<_>>().join("\n")
    }
}
