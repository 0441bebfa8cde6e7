//! Where the evaluation stands: in the template, and below the rules of a type.

use ferrocdk_template::{Entry, Node};

use super::checks::Checks;
use crate::place::Place;

/// Levels of nesting, of values and of schemas in schemas together, at which the evaluation stops. Templates nest at most 100 deep and the deepest
/// schema takes 5 steps a level; what is below counts as not known.
const DEPTH: u16 = 512;

/// Handed down with every value.
#[derive(Clone, Copy)]
pub(crate) struct Frame<'f> {
    pub(crate) place: &'f Place<'f>,
    /// The rules beside the schema that hold here and below, while the path is still one of the type's properties.
    pub(crate) checks: Option<&'f Checks>,
    /// Whether the answer decides what else holds (`anyOf`, `if`, `not` ...). There a value that becomes known at deployment makes the answer unknown.
    pub(crate) deciding: bool,
    /// Whether functions are compared as they stand.
    pub(crate) literal: bool,
    /// Whether the value was put together from several resources, so that null says that there is none.
    pub(crate) gathered: bool,
    depth: u16,
}

impl<'f> Frame<'f> {
    /// The first one.
    pub(crate) fn new(place: &'f Place<'f>, checks: Option<&'f Checks>) -> Self {
        Self {
            place,
            checks,
            deciding: false,
            literal: false,
            gathered: false,
            depth: 0,
        }
    }

    /// The same value under the schema that stands in place of this one.
    pub(crate) fn referred(self) -> Self {
        Self {
            depth: self.depth + 1,
            ..self
        }
    }

    /// The same value under another schema, which is part of this one.
    pub(crate) fn within(self) -> Self {
        Self {
            checks: None,
            depth: self.depth + 1,
            ..self
        }
    }

    /// The same value under a schema whose answer decides what else holds.
    pub(crate) fn deciding(self) -> Self {
        Self {
            deciding: true,
            ..self.within()
        }
    }

    /// The same value under a schema that compares functions as they stand.
    pub(crate) fn literal(self) -> Self {
        Self {
            literal: true,
            ..self.within()
        }
    }

    /// A value that was put together from several resources.
    pub(crate) fn gathered(self) -> Self {
        Self {
            gathered: true,
            ..self.deciding()
        }
    }

    /// The same value, reached another way.
    pub(crate) fn at<'g>(self, place: &'g Place<'g>) -> Frame<'g>
    where
        'f: 'g,
    {
        Frame {
            place,
            depth: self.depth + 1,
            ..self
        }
    }

    /// Whether it went deeper than any schema of a real template does.
    pub(crate) fn is_too_deep(&self) -> bool {
        self.depth > DEPTH
    }

    /// Goes on with the value of a property.
    pub(crate) fn property(self, entry: &Entry, go_on: impl FnOnce(Frame<'_>)) {
        let place = self.place.key(entry);
        go_on(Frame {
            place: &place,
            checks: self.checks.and_then(|checks| checks.property(&entry.key)),
            depth: self.depth + 1,
            ..self
        });
    }

    /// Goes on with the value of a key that the schema does not name.
    pub(crate) fn any_key(self, entry: &Entry, go_on: impl FnOnce(Frame<'_>)) {
        let place = self.place.key(entry);
        go_on(Frame {
            place: &place,
            checks: self.checks.and_then(Checks::each),
            depth: self.depth + 1,
            ..self
        });
    }

    /// Goes on with an item of the list.
    pub(crate) fn item(self, index: usize, node: &Node, go_on: impl FnOnce(Frame<'_>)) {
        let place = self.place.item(index, node);
        go_on(Frame {
            place: &place,
            checks: self.checks.and_then(Checks::each),
            depth: self.depth + 1,
            ..self
        });
    }
}
