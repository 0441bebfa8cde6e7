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
pub(crate) struct Comparison {
    path: Vec<Step>,
    differences: Vec<Difference>,
    captured: Vec<(Capture, Json)>,
}

impl Comparison {
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
        let mut comparison = Self {
            path: self.path.clone(),
            ..Self::default()
        };
        comparison.path.extend(step);
        compare(&mut comparison);
        comparison
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
    pub(crate) fn compare(&self, actual: Option<&Json>, objects: Objects, comparison: &mut Comparison) {
        match (&self.0, actual) {
            (Kind::Absent, None) => {}
            (Kind::Any, Some(value)) if !value.is_null() => {}
            (Kind::Scalar(expected), Some(found)) if same_scalar(expected, found) => {}
            (Kind::Object(entries, own), Some(Json::Object(map))) => {
                object(entries, map, own.unwrap_or(objects), comparison);
            }
            (Kind::Array(patterns, own), Some(Json::Array(items))) => {
                array(patterns, items, own.unwrap_or(objects), comparison);
            }
            (Kind::ArrayWith(patterns), Some(Json::Array(items))) => array_with(patterns, items, comparison),
            (Kind::Not(pattern), _) => {
                let inner = comparison.aside(None, |comparison| pattern.compare(actual, Objects::Equal, comparison));
                if inner.holds() {
                    comparison.differ(self.to_string(), actual);
                }
            }
            (Kind::SerializedJson(pattern), Some(Json::String(text))) => match serde_json::from_str::<Json>(text) {
                Ok(json) => comparison.at(Step::Json, |comparison| {
                    pattern.compare(Some(&json), Objects::Equal, comparison);
                }),
                Err(error) => comparison.differ(format!("a string holding JSON ({error})"), actual),
            },
            (Kind::Regex(regex), Some(Json::String(text))) if regex.is_match(text) => {}
            (Kind::Containing(part), Some(Json::String(text))) if text.contains(part) => {}
            (Kind::Capture(capture), Some(value)) if !value.is_null() => {
                let before = comparison.differences.len();
                if let Some(pattern) = capture.pattern() {
                    pattern.compare(actual, Objects::Like, comparison);
                }
                if comparison.differences.len() == before {
                    comparison.captured.push((capture.clone(), value.clone()));
                }
            }
            _ => comparison.differ(self.to_string(), actual),
        }
    }
}

fn object(entries: &[(String, Match)], map: &Map<String, Json>, objects: Objects, comparison: &mut Comparison) {
    for (key, pattern) in entries {
        comparison.at(Step::Key(key.clone()), |comparison| match map.get(key) {
            Some(value) => pattern.compare(Some(value), objects, comparison),
            None if pattern.is_absent() => {}
            // Even `not` asks for the key, as in CDK: a misspelt key must not pass.
            None => comparison.differ(pattern.to_string(), None),
        });
    }
    if objects == Objects::Equal {
        let unexpected = map
            .iter()
            .filter(|(key, _)| !entries.iter().any(|(expected, _)| expected == *key));
        for (key, value) in unexpected {
            comparison.at(Step::Key(key.clone()), |comparison| {
                comparison.differ("nothing", Some(value));
            });
        }
    }
}

fn array(patterns: &[Match], items: &[Json], objects: Objects, comparison: &mut Comparison) {
    for index in 0..patterns.len().max(items.len()) {
        comparison.at(Step::Index(index), |comparison| {
            match (patterns.get(index), items.get(index)) {
                (Some(pattern), Some(item)) => pattern.compare(Some(item), objects, comparison),
                (Some(pattern), None) => comparison.differ(pattern.to_string(), None),
                (None, item) => comparison.differ("no more items", item),
            }
        });
    }
}

/// Takes for each pattern the first item that matches after the one taken before: a later one could only leave fewer for the rest.
fn array_with(patterns: &[Match], items: &[Json], comparison: &mut Comparison) {
    let mut next = 0;
    for (number, pattern) in patterns.iter().enumerate() {
        let base = &*comparison;
        let compare = |index: usize| {
            let inner = |comparison: &mut Comparison| pattern.compare(items.get(index), Objects::Equal, comparison);
            (index, base.aside(Some(Step::Index(index)), inner))
        };
        if let Some((index, inner)) = (next..items.len()).map(compare).find(|(_, inner)| inner.holds()) {
            comparison.take(inner);
            next = index + 1;
            continue;
        }
        let after = next.checked_sub(1).map(|last| format!(" after item {last}"));
        let name = format!("item {number} of array_with(){}", after.unwrap_or_default());
        let early = (0..next).map(compare).find(|(_, inner)| inner.holds());
        let nearest = (next..items.len())
            .map(compare)
            .min_by_key(|(_, inner)| distance(&inner.differences));
        let depth = comparison.path.len() + 1;
        match (early, nearest) {
            (Some((early, _)), _) => comparison.at(Step::Index(early), |comparison| {
                comparison.differ(format!("{pattern} later, as {name}"), items.get(early));
            }),
            // Part of that item is as expected, so its own differences tell more than the whole list.
            (None, Some((_, mut inner))) if inner.differences.iter().any(|inner| inner.steps.len() > depth) => {
                inner.differences.iter_mut().for_each(|inner| inner.meant_for(&name));
                comparison.take(inner);
            }
            (None, _) => comparison.differ(format!("{pattern} as {name}"), Some(&Json::Array(items.to_vec()))),
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
