//! How a pattern and a value are compared.

use serde_json::{Map, Number, Value as Json};

use crate::capture::Capture;
use crate::difference::{Difference, Mismatch, Step, distance};
use crate::matcher::{Kind, Match};

/// Pattern that a plain object stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Objects {
    /// They may hold more keys.
    Like,
    /// They hold just these keys.
    Equal,
}

/// One comparison: where it is, what it found to differ, and what it captured.
#[derive(Clone, Debug, Default)]
pub(crate) struct Run {
    path: Vec<Step>,
    differences: Vec<Difference>,
    captured: Vec<(Capture, Json)>,
}

impl Run {
    /// Hands the captured values over when nothing differs.
    pub(crate) fn finish(self) -> Result<(), Mismatch> {
        if !self.holds() {
            return Err(Mismatch::new(self.differences));
        }
        for (capture, value) in self.captured {
            capture.push(value);
        }
        Ok(())
    }

    fn differ(&mut self, expected: impl Into<String>, found: Option<&Json>) {
        self.differences
            .push(Difference::new(self.path.clone(), expected.into(), found));
    }

    fn at(&mut self, step: Step, compare: impl FnOnce(&mut Self)) {
        self.path.push(step);
        compare(self);
        self.path.pop();
    }

    /// Compares aside: the result counts only if the caller takes it.
    fn aside(&self, step: Option<Step>, compare: impl FnOnce(&mut Self)) -> Self {
        let mut run = Self {
            path: self.path.clone(),
            ..Self::default()
        };
        run.path.extend(step);
        compare(&mut run);
        run
    }

    pub(crate) fn holds(&self) -> bool {
        self.differences.is_empty()
    }

    fn take(&mut self, other: Self) {
        self.differences.extend(other.differences);
        self.captured.extend(other.captured);
    }
}

impl Match {
    /// Compares; `objects` is how plain objects are meant here.
    pub(crate) fn compare(&self, actual: Option<&Json>, objects: Objects, run: &mut Run) {
        match (&self.0, actual) {
            (Kind::Absent, None) => {}
            (Kind::Any, Some(value)) if !value.is_null() => {}
            (Kind::Scalar(expected), Some(found)) if same_scalar(expected, found) => {}
            (Kind::Object(entries, own), Some(Json::Object(map))) => {
                object(entries, map, own.unwrap_or(objects), run);
            }
            (Kind::Array(patterns, own), Some(Json::Array(items))) => {
                array(patterns, items, own.unwrap_or(objects), run);
            }
            (Kind::ArrayWith(patterns), Some(Json::Array(items))) => array_with(patterns, items, run),
            (Kind::Not(pattern), _) => {
                let inner = run.aside(None, |run| pattern.compare(actual, Objects::Equal, run));
                if inner.holds() {
                    run.differ(self.to_string(), actual);
                }
            }
            (Kind::SerializedJson(pattern), Some(Json::String(text))) => match serde_json::from_str::<Json>(text) {
                Ok(json) => run.at(Step::Json, |run| pattern.compare(Some(&json), Objects::Equal, run)),
                Err(error) => run.differ(format!("a string holding JSON ({error})"), actual),
            },
            (Kind::Regex(regex), Some(Json::String(text))) if regex.is_match(text) => {}
            (Kind::Containing(part), Some(Json::String(text))) if text.contains(part) => {}
            (Kind::Capture(capture), Some(value)) if !value.is_null() => {
                let before = run.differences.len();
                if let Some(pattern) = capture.pattern() {
                    pattern.compare(actual, Objects::Like, run);
                }
                if run.differences.len() == before {
                    run.captured.push((capture.clone(), value.clone()));
                }
            }
            _ => run.differ(self.to_string(), actual),
        }
    }
}

fn object(entries: &[(String, Match)], map: &Map<String, Json>, objects: Objects, run: &mut Run) {
    for (key, pattern) in entries {
        run.at(Step::Key(key.clone()), |run| match map.get(key) {
            Some(value) => pattern.compare(Some(value), objects, run),
            None if pattern.is_absent() => {}
            // Even `not` asks for the key, as in CDK: a misspelt key must not pass.
            None => run.differ(pattern.to_string(), None),
        });
    }
    if objects == Objects::Equal {
        let unexpected = map
            .iter()
            .filter(|(key, _)| !entries.iter().any(|(expected, _)| expected == *key));
        for (key, value) in unexpected {
            run.at(Step::Key(key.clone()), |run| run.differ("nothing", Some(value)));
        }
    }
}

fn array(patterns: &[Match], items: &[Json], objects: Objects, run: &mut Run) {
    for index in 0..patterns.len().max(items.len()) {
        run.at(Step::Index(index), |run| {
            match (patterns.get(index), items.get(index)) {
                (Some(pattern), Some(item)) => pattern.compare(Some(item), objects, run),
                (Some(pattern), None) => run.differ(pattern.to_string(), None),
                (None, item) => run.differ("no more items", item),
            }
        });
    }
}

/// Takes for each pattern the first item that matches after the one taken before: a later one could only leave fewer for the rest.
fn array_with(patterns: &[Match], items: &[Json], run: &mut Run) {
    let mut next = 0;
    for (number, pattern) in patterns.iter().enumerate() {
        let base = &*run;
        let compare = |index: usize| {
            let inner = |run: &mut Run| pattern.compare(items.get(index), Objects::Equal, run);
            (index, base.aside(Some(Step::Index(index)), inner))
        };
        if let Some((index, inner)) = (next..items.len()).map(compare).find(|(_, inner)| inner.holds()) {
            run.take(inner);
            next = index + 1;
            continue;
        }
        let after = next.checked_sub(1).map(|last| format!(" after item {last}"));
        let name = format!("item {number} of array_with(){}", after.unwrap_or_default());
        let early = (0..next).map(compare).find(|(_, inner)| inner.holds());
        let nearest = (next..items.len())
            .map(compare)
            .min_by_key(|(_, inner)| distance(&inner.differences));
        let depth = run.path.len() + 1;
        match (early, nearest) {
            (Some((early, _)), _) => run.at(Step::Index(early), |run| {
                run.differ(format!("{pattern} later, as {name}"), items.get(early));
            }),
            // Part of that item is as expected, so its own differences tell more than the whole list.
            (None, Some((_, mut inner))) if inner.differences.iter().any(|inner| inner.steps.len() > depth) => {
                inner.differences.iter_mut().for_each(|inner| inner.meant_for(&name));
                run.take(inner);
            }
            (None, _) => run.differ(format!("{pattern} as {name}"), Some(&Json::Array(items.to_vec()))),
        }
        return;
    }
}

fn same_scalar(expected: &Json, found: &Json) -> bool {
    match (expected, found) {
        (Json::Number(expected), Json::Number(found)) => same_number(expected, found),
        _ => expected == found,
    }
}

/// By value, as in JavaScript; but integers beyond 2^53, which it cannot tell apart, are told apart.
fn same_number(expected: &Number, found: &Number) -> bool {
    if (expected.is_f64() || found.is_f64()) && expected != found {
        return expected.as_f64() == found.as_f64();
    }
    expected == found
}
