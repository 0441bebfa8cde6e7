//! Surprising scalars of a text, and what the checks want where they stand.

use std::cell::Cell;
use std::collections::BTreeMap;

use ferrocdk_template::{Plain, Position};

/// The surprising scalars of a text by their places, each with what is wanted there.
#[derive(Debug, Default)]
pub(crate) struct Plains<'d>(BTreeMap<Position, (&'d Plain, Cell<Wanted>)>);

/// Kinds of values that may stand in a place, as far as anybody knows.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Wanted {
    pub(crate) text: bool,
    pub(crate) number: bool,
    pub(crate) boolean: bool,
}

impl<'d> Plains<'d> {
    pub(crate) fn new(plains: &'d [Plain]) -> Self {
        Self(
            plains
                .iter()
                .map(|plain| (plain.at, (plain, Cell::default())))
                .collect(),
        )
    }

    /// The scalar in a place, and what is wanted there.
    pub(crate) fn get(&self, at: Position) -> Option<(&'d Plain, Wanted)> {
        let (plain, wanted) = self.0.get(&at)?;
        Some((plain, wanted.get()))
    }

    /// Notes which types, named as in JSON Schema, are wanted in a place.
    pub(crate) fn want<'t>(&self, at: Position, types: impl Iterator<Item = &'t str>) {
        let Some((_, cell)) = self.0.get(&at) else { return };
        let mut wanted = cell.get();
        for name in types {
            match name {
                "string" => wanted.text = true,
                "number" | "integer" => wanted.number = true,
                "boolean" => wanted.boolean = true,
                // Free: whatever stands here is meant.
                "object" | "array" => (wanted.number, wanted.boolean) = (true, true),
                _ => {}
            }
        }
        cell.set(wanted);
    }
}
