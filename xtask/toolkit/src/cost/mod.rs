//! Cost of a deployment in a month: what its constructs say that they use, and a table of prices.
//!
//! Constructs note their usages in the metadata of the assembly (`ferrocdk_plant::cost`). Which construct uses what is theirs to know, and what it costs stands in the table.

mod prices;
mod report;

pub use prices::{Price, PriceError, Prices};
pub use report::{CostError, Line, Report};
