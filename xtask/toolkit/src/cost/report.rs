//! `Report`: the cost of a stack, by construct and driver.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::prices::{BASE, Prices};
use crate::assembly::{AssemblyError, Stack, read_json};

/// Kind of the metadata that usages stand in; `ferrocdk_plant::cost::METADATA`.
const METADATA: &str = "ferrocdk:usage";

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub enum CostError {
    /// The manifest cannot be read.
    #[error(transparent)]
    Assembly(#[from] AssemblyError),
    /// A usage has another form.
    #[error("the usage of `{construct}` cannot be read: {reason}")]
    Usage {
        /// Path of the construct.
        construct: String,
        /// The reader's words.
        reason: String,
    },
    /// The table has no such price.
    #[error("there is no price `{0}`")]
    NoPrice(String),
}

/// Usage of one construct, and its cost in a month.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Path of the construct below its stack.
    pub construct: String,
    /// Name of the price.
    pub price: String,
    /// How the quantity comes about.
    pub driver: String,
    /// Quantity in a month.
    pub quantity: f64,
    /// Unit of the quantity.
    pub unit: String,
    /// US dollars in a month.
    pub dollars: f64,
    /// Whether the price is that of another region, since the table has none for this one.
    pub stands_in: bool,
}

/// The cost of a stack in a month.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// Name of the stack.
    pub stack: String,
    /// Region of the prices.
    pub region: String,
    /// Lines, the dearest first.
    pub lines: Vec<Line>,
    /// Readings in a month; `None` where the stack does not say.
    pub readings: Option<f64>,
    /// Months in which the prices were looked up: the oldest and the newest.
    pub months: Option<(String, String)>,
}

#[derive(Deserialize)]
struct Noted {
    #[serde(default)]
    uses: Vec<Use>,
    readings: Option<f64>,
}

#[derive(Deserialize)]
struct Use {
    price: String,
    driver: String,
    quantity: f64,
}

#[derive(Deserialize)]
struct Manifest {
    artifacts: BTreeMap<String, Artifact>,
}

#[derive(Deserialize)]
struct Artifact {
    #[serde(default)]
    metadata: BTreeMap<String, Vec<Entry>>,
}

#[derive(Deserialize)]
struct Entry {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    data: Value,
}

impl Report {
    /// The cost of a stack, at the prices of its region; of one that is deployed anywhere, at those of us-east-1.
    ///
    /// # Errors
    /// The assembly cannot be read, or uses what the table has no price for.
    pub fn of(stack: &Stack, prices: &Prices) -> Result<Self, CostError> {
        let manifest: Manifest = read_json(&stack.dir.join(ferrocdk_assembly::MANIFEST_FILE))?;
        let metadata = manifest.artifacts.get(&stack.id).map(|artifact| &artifact.metadata);
        let notes = metadata.into_iter().flatten().flat_map(|(path, entries)| {
            let entries = entries.iter().filter(|entry| entry.kind == METADATA);
            entries.map(move |entry| (path.as_str(), &entry.data))
        });
        Self::of_notes(&stack.name, stack.region.as_deref(), notes, prices)
    }

    fn of_notes<'a>(
        stack: &str,
        region: Option<&str>,
        notes: impl Iterator<Item = (&'a str, &'a Value)>,
        prices: &Prices,
    ) -> Result<Self, CostError> {
        let region = region.unwrap_or(BASE);
        let (mut lines, mut readings, mut months) = (Vec::new(), None, Vec::new());
        for (path, data) in notes {
            let construct = shown(path);
            let noted = Noted::deserialize(data).map_err(|error| CostError::Usage {
                construct: construct.clone(),
                reason: error.to_string(),
            })?;
            readings = readings.or(noted.readings);
            for Use {
                price: name,
                driver,
                quantity,
            } in noted.uses
            {
                let Some((price, stands_in)) = prices.find(&name, region) else {
                    return Err(CostError::NoPrice(name));
                };
                months.push(price.month.clone());
                lines.push(Line {
                    construct: construct.clone(),
                    driver,
                    quantity,
                    unit: price.unit.clone(),
                    dollars: quantity * price.dollars,
                    stands_in,
                    price: name,
                });
            }
        }
        lines.sort_by(|one, other| {
            let by_dollars = other.dollars.total_cmp(&one.dollars);
            by_dollars.then_with(|| (&one.construct, &one.price).cmp(&(&other.construct, &other.price)))
        });
        let months = months.iter().min().cloned().zip(months.iter().max().cloned());
        Ok(Self {
            stack: stack.to_owned(),
            region: region.to_owned(),
            lines,
            readings,
            months,
        })
    }

    /// US dollars in a month.
    pub fn total(&self) -> f64 {
        self.lines.iter().map(|line| line.dollars).sum()
    }

    /// US dollars for a million readings.
    pub fn per_million_readings(&self) -> Option<f64> {
        self.readings
            .filter(|readings| *readings > 0.0)
            .map(|readings| self.total() / readings * 1e6)
    }

    /// Parts of the plant with their dollars, the dearest first: constructs by the first word of their path.
    pub fn parts(&self) -> Vec<(String, f64)> {
        let mut parts: Vec<(String, f64)> = Vec::new();
        for line in &self.lines {
            let part = line.construct.split('/').next().unwrap_or_default();
            match parts.iter_mut().find(|(known, _)| known == part) {
                Some((_, dollars)) => *dollars += line.dollars,
                None => parts.push((part.to_owned(), line.dollars)),
            }
        }
        parts.sort_by(|(one, dollars), (other, more)| more.total_cmp(dollars).then_with(|| one.cmp(other)));
        parts
    }

    /// Dollars that each part costs more than in another report, or less; parts that cost the same are left out.
    pub fn difference(&self, before: &Self) -> Vec<(String, f64)> {
        let (new, old) = (self.parts(), before.parts());
        let of = |parts: &[(String, f64)], name: &str| -> f64 {
            parts
                .iter()
                .find(|(part, _)| part == name)
                .map_or(0.0, |(_, dollars)| *dollars)
        };
        let gone = old
            .iter()
            .filter(|(part, _)| !new.iter().any(|(other, _)| other == part));
        let all = new.iter().chain(gone).map(|(part, _)| part.clone());
        let differences = all.map(|part| {
            let difference = of(&new, &part) - of(&old, &part);
            (part, difference)
        });
        differences
            .filter(|(_, difference)| difference.abs() >= 0.005)
            .collect()
    }
}

/// The path below the stack, without words that say nothing.
fn shown(path: &str) -> String {
    let words = path.trim_start_matches('/').split('/').skip(1);
    let mut words: Vec<&str> = words.filter(|word| *word != "Default").collect();
    if words.len() > 1 && words.last() == Some(&"Resource") {
        words.pop();
    }
    words.join("/")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by it")]

    use serde_json::json;

    use super::*;

    fn report(region: Option<&str>, notes: &[(&str, Value)]) -> Result<Report, CostError> {
        let notes = notes.iter().map(|(path, data)| (*path, data));
        Report::of_notes("plant-prod", region, notes, &Prices::own().unwrap())
    }

    fn plant(shards: f64) -> Report {
        let stream = json!({ "uses": [
            { "price": "kinesis.shard-hour", "driver": "shards", "quantity": shards * 730.0 },
            { "price": "kinesis.put-unit", "driver": "records", "quantity": 1e9 },
        ] });
        let key = json!({ "uses": [{ "price": "kms.key-month", "driver": "by being there", "quantity": 1.0 }] });
        let notes = [
            ("/plant-prod/Default", json!({ "readings": 1e9 })),
            ("/plant-prod/Default/Ingest", stream),
            ("/plant-prod/Default/Key/Resource", key),
        ];
        report(Some("us-east-1"), &notes).unwrap()
    }

    #[test]
    fn lines_are_usages_times_prices_and_the_dearest_first() {
        let report = plant(4.0);
        let lines: Vec<(&str, &str, f64)> = report
            .lines
            .iter()
            .map(|line| {
                (
                    line.construct.as_str(),
                    line.price.as_str(),
                    (line.dollars * 100.0).round() / 100.0,
                )
            })
            .collect();
        assert_eq!(
            lines,
            [
                ("Ingest", "kinesis.shard-hour", 43.8),
                ("Ingest", "kinesis.put-unit", 14.0),
                ("Key", "kms.key-month", 1.0)
            ]
        );
        assert_eq!((report.total() * 100.0).round(), 5_880.0);
        assert_eq!((report.per_million_readings().unwrap() * 1e4).round(), 588.0);
        assert_eq!(report.parts().len(), 2);
    }

    #[test]
    fn reports_differ_by_part() {
        let difference = plant(8.0).difference(&plant(4.0));
        assert_eq!(difference.len(), 1);
        assert_eq!(
            (difference[0].0.as_str(), (difference[0].1 * 100.0).round()),
            ("Ingest", 4_380.0)
        );
        assert!(plant(4.0).difference(&plant(4.0)).is_empty());
    }

    #[test]
    fn what_has_no_price_is_told() {
        let unknown = json!({ "uses": [{ "price": "quantum.bit", "driver": "", "quantity": 1.0 }] });
        let error = report(None, &[("/plant-prod/X", unknown)]).unwrap_err();
        assert_eq!(error.to_string(), "there is no price `quantum.bit`");
        let error = report(None, &[("/plant-prod/X", json!({ "uses": 7 }))]).unwrap_err();
        assert!(
            error.to_string().starts_with("the usage of `X` cannot be read"),
            "{error}"
        );
    }
}
