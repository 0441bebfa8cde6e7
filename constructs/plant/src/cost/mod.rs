//! Usage of the parts of a plant in a month of its load, for whoever puts prices to it.
//!
//! Constructs know no price. Each notes how much of what it uses (`kinesis.shard-hour`, 2,920) in the metadata of its node, under [`METADATA`]; `cargo xtask cost` multiplies that
//! by a table of prices, and `diff` does so twice.
//!
//! The month is one at the busiest load of the plant file, day and night: an upper bound. What depends on people or on mistakes (queries, alerts, failures, reads of the table) is left
//! out, and so is what is free of charge up to a limit.

mod parts;
mod resources;
mod traffic;

use ferrocdk_core::{Construct, Scope};
use serde_json::json;

pub use traffic::Traffic;

/// Kind of the metadata that usages stand in.
pub const METADATA: &str = "ferrocdk:usage";

/// Hours of a month, as AWS counts them.
pub const HOURS: f64 = 730.0;

/// Something that a construct uses, and how much of it in a month.
#[derive(Clone, Debug, PartialEq)]
pub struct Usage {
    /// Name of the price: `service.unit`, as the table of prices has it.
    pub price: String,
    /// How the quantity comes about, in words.
    pub driver: String,
    /// Quantity in a month, in the unit of the price.
    pub quantity: f64,
}

impl Usage {
    /// So much of something.
    ///
    /// ```
    /// use ferrocdk_plant::cost::{HOURS, Usage};
    /// let shards = Usage::new("kinesis.shard-hour", "4 shards", 4.0 * HOURS);
    /// assert_eq!(shards.quantity, 2_920.0);
    /// ```
    pub fn new(price: impl Into<String>, driver: impl Into<String>, quantity: f64) -> Self {
        Self {
            price: price.into(),
            driver: driver.into(),
            quantity,
        }
    }
}

/// Something that uses what is paid for; implement it for your constructs to have them in the report.
pub trait Costs: Construct {
    /// Usage of it in a month of a traffic.
    fn usage(&self, traffic: &Traffic) -> Vec<Usage>;
}

/// Notes what a construct uses in its metadata.
///
/// ```
/// use ferrocdk_core::{App, Construct, Scope, Stack, StackProps};
/// use ferrocdk_plant::cost::{self, Costs, Traffic, Usage};
/// use ferrocdk_plant::Load;
///
/// struct Gateway(Scope);
/// impl Construct for Gateway {
///     fn scope(&self) -> &Scope {
///         &self.0
///     }
/// }
/// impl Costs for Gateway {
///     fn usage(&self, traffic: &Traffic) -> Vec<Usage> {
///         vec![Usage::new("gateway.message", "one a reading", traffic.records_per_month())]
///     }
/// }
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let load = Load { devices: 10, messages_per_second: 1.0, bytes_per_message: 500, readers: 1 };
/// cost::note(&Gateway(stack.scope().child("Gateway")), &Traffic::new(load));
/// # assert!(app.synth().is_ok());
/// ```
pub fn note(part: &dyn Costs, traffic: &Traffic) {
    write(part.scope(), &part.usage(traffic));
}

/// Notes the resources below a construct that cost by being there, each at itself: keys, alarms, dashboards, secrets, endpoints.
pub fn note_resources(construct: &dyn Construct) {
    resources::note(construct.scope());
}

/// Notes the load, to which a report compares the sum.
pub fn note_load(construct: &dyn Construct, traffic: &Traffic) {
    let readings = json!({ "readings": whole(traffic.records_per_month()) });
    construct.scope().add_metadata(METADATA, readings);
}

fn write(scope: &Scope, usages: &[Usage]) {
    let usages = usages.iter().filter(|usage| usage.quantity > 0.0);
    let usages: Vec<_> = usages
        .map(|usage| json!({ "price": usage.price, "driver": usage.driver, "quantity": whole(usage.quantity) }))
        .collect();
    if !usages.is_empty() {
        scope.add_metadata(METADATA, json!({ "uses": usages }));
    }
}

/// Three digits behind the point: more would say more than a model knows.
fn whole(number: f64) -> f64 {
    (number * 1_000.0).round() / 1_000.0
}
