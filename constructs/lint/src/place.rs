//! Where a check stands: a path that costs nothing until something is found there.

use ferrocdk_template::{Entry, Node, Position};

use crate::{Path, Step};

/// A place in a template, linked to the one around it. Made on the way down, on the stack; [`Place::path`] makes the path of a finding.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'p> {
    parent: Option<&'p Place<'p>>,
    step: Option<StepRef<'p>>,
    at: Position,
    assumption: Option<(&'p str, bool)>,
    /// The place whose assumptions hold here; otherwise those of the parent do.
    below: Option<&'p Place<'p>>,
}

#[derive(Clone, Copy, Debug)]
enum StepRef<'p> {
    Key(&'p str),
    Item(usize),
}

impl<'p> Place<'p> {
    /// The template itself.
    pub(crate) fn root(at: Position) -> Self {
        Self {
            parent: None,
            step: None,
            at,
            assumption: None,
            below: None,
        }
    }

    /// The value of a key below this place. Findings point at the value when it begins in the key's line, else at the key.
    pub(crate) fn key(&'p self, entry: &'p Entry) -> Self {
        let at = if entry.value.at.line == entry.key_at.line {
            entry.value.at
        } else {
            entry.key_at
        };
        self.step(StepRef::Key(&entry.key), at)
    }

    /// The key itself, for findings about its name.
    pub(crate) fn name(&'p self, entry: &'p Entry) -> Self {
        self.step(StepRef::Key(&entry.key), entry.key_at)
    }

    /// An item of the list at this place.
    pub(crate) fn item(&'p self, index: usize, node: &Node) -> Self {
        self.step(StepRef::Item(index), node.at)
    }

    /// A value below this place whose key is known without its entry.
    pub(crate) fn under(&'p self, key: &'p str, at: Position) -> Self {
        self.step(StepRef::Key(key), at)
    }

    /// A place inside a text at this place, whose own positions mean nothing in the file.
    pub(crate) fn within(&'p self) -> Self {
        Self {
            parent: Some(self),
            step: None,
            at: self.at,
            assumption: None,
            below: None,
        }
    }

    fn step(&'p self, step: StepRef<'p>, at: Position) -> Self {
        Self {
            parent: Some(self),
            step: Some(step),
            // What was never a text has no place of its own.
            at: if at.line == 0 { self.at } else { at },
            assumption: None,
            below: None,
        }
    }

    /// This place, reached only when the condition has the value.
    pub(crate) fn assuming(mut self, condition: &'p str, value: bool) -> Self {
        self.assumption = Some((condition, value));
        self
    }

    /// The same place, looked at as if the condition had the value.
    pub(crate) fn supposing(&'p self, condition: &'p str, value: bool) -> Self {
        Self {
            parent: Some(self),
            step: None,
            at: self.at,
            assumption: Some((condition, value)),
            below: None,
        }
    }

    /// This place again, with what is assumed at a place below it.
    pub(crate) fn beside(&'p self, below: &'p Place<'p>) -> Self {
        Self {
            parent: Some(self),
            step: None,
            at: self.at,
            assumption: None,
            below: Some(below),
        }
    }

    /// Values that conditions must have for this place to be in the stack: the resource's own, and those of every `Fn::If` on the way; innermost first.
    pub(crate) fn assumptions(&self) -> impl Iterator<Item = (&'p str, bool)> {
        std::iter::successors(Some(self), |place| place.below.or(place.parent)).filter_map(|place| place.assumption)
    }

    /// The keys on the way, innermost first.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &'p str> {
        std::iter::successors(Some(self), |place| place.parent).filter_map(|place| match place.step {
            Some(StepRef::Key(key)) => Some(key),
            _ => None,
        })
    }

    /// The key that leads here, when it is no item of a list.
    pub(crate) fn last_key(&self) -> Option<&'p str> {
        match std::iter::successors(Some(self), |place| place.parent).find_map(|place| place.step)? {
            StepRef::Key(key) => Some(key),
            StepRef::Item(_) => None,
        }
    }

    /// Where it stands in the file.
    pub(crate) fn at(&self) -> Position {
        self.at
    }

    /// The path from the template's root.
    pub(crate) fn path(&self) -> Path {
        let mut steps: Vec<Step> = std::iter::successors(Some(self), |place| place.parent)
            .filter_map(|place| place.step)
            .map(|step| match step {
                StepRef::Key(key) => Step::Key(key.to_owned()),
                StepRef::Item(index) => Step::Item(index),
            })
            .collect();
        steps.reverse();
        Path(steps)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_has_every_step_and_the_assumptions_on_the_way() {
        let root = Place::root(Position::default());
        let resources = root.under("Resources", Position::default());
        let resource = resources.under("Hot", Position::default()).assuming("IsProd", true);
        let item = resource.item(3, &Node::from_json(&serde_json::json!(1)));
        assert_eq!(item.path().to_string(), "Resources/Hot/3");
        assert_eq!(item.assumptions().collect::<Vec<_>>(), [("IsProd", true)]);
    }
}
