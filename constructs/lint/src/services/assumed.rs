//! Assumptions about conditions at a place, kept to compare it with another place.

use crate::context::Context;
use crate::place::Place;

/// Conditions with the values that they have where something stands.
#[derive(Clone, Debug)]
pub(super) struct Assumed(Vec<(String, bool)>);

impl Assumed {
    pub(super) fn at(place: &Place<'_>) -> Self {
        Self(
            place
                .assumptions()
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
        )
    }

    /// Whether both can stand in one stack.
    pub(super) fn meets(&self, other: &Self, context: Context<'_>) -> bool {
        let both = self
            .0
            .iter()
            .chain(&other.0)
            .map(|(name, value)| (name.as_str(), *value));
        context.template.conditions.possible(both)
    }
}
