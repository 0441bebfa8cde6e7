//! The text of a plant file, and what is wrong with it: every mistake with its place.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;

use ferrocdk_core::{Diagnostic, Place};

/// A plant file that is being read.
pub(super) struct Source<'t> {
    file: &'t str,
    text: &'t str,
    mistakes: RefCell<Vec<Diagnostic>>,
    places: RefCell<BTreeMap<String, Place>>,
}

impl<'t> Source<'t> {
    pub(super) fn new(file: &'t str, text: &'t str) -> Self {
        Self {
            file,
            text,
            mistakes: RefCell::default(),
            places: RefCell::default(),
        }
    }

    /// The place of a byte.
    pub(super) fn place(&self, at: usize) -> Place {
        let before = self.text.get(..at).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Place {
            file: self.file.to_owned(),
            line: number(line),
            column: number(column),
        }
    }

    /// The text of a value as it was written, on one line.
    pub(super) fn written(&self, span: Range<usize>) -> String {
        let text = self.text.get(span).unwrap_or_default();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    pub(super) fn mistake(&self, at: usize, diagnostic: Diagnostic) {
        let diagnostic = match diagnostic.help {
            Some(_) => diagnostic,
            None => diagnostic.help("docs/plant-file.md describes every key"),
        };
        self.mistakes.borrow_mut().push(diagnostic.placed(self.place(at)));
    }

    /// Remembers where a key's value stands, for what is found out about it later.
    pub(super) fn note(&self, key: &str, at: usize) {
        self.places.borrow_mut().insert(key.to_owned(), self.place(at));
    }

    /// Everything that is wrong, in the order of the file, and the places of all keys.
    pub(super) fn finish(self) -> (Vec<Diagnostic>, BTreeMap<String, Place>) {
        let mut mistakes = self.mistakes.into_inner();
        mistakes.sort_by_key(|mistake| mistake.place.as_ref().map(|place| (place.line, place.column)));
        (mistakes, self.places.into_inner())
    }
}

/// The candidate that was probably meant.
pub(super) fn nearest<'n>(name: &str, candidates: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    // A third of the letters wrong is no longer a slip of the pen. Case and the kind of dash cost nothing.
    let plain = |text: &str| text.to_lowercase().replace(['-', ' '], "_");
    let limit = (name.chars().count() / 3).clamp(1, 4);
    let distance = |candidate: &str| strsim::osa_distance(&plain(name), &plain(candidate));
    candidates
        .into_iter()
        .map(|candidate| (distance(candidate), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}
