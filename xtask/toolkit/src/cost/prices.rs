//! `Prices`: a table of prices by name and region.

use std::collections::BTreeMap;

/// The region whose prices stand in for those of regions that have none in the table.
pub(super) const BASE: &str = "us-east-1";
/// Part of this program, so that it works wherever it stands.
const TABLE: &str = include_str!("../../prices.tsv");
const COLUMNS: [&str; 6] = ["name", "unit", "region", "price", "month", "page"];

/// A price.
#[derive(Debug, Clone, PartialEq)]
pub struct Price {
    /// Unit that it is for.
    pub unit: String,
    /// US dollars for one unit.
    pub dollars: f64,
    /// When it was looked up, as `2025-06`.
    pub month: String,
    /// Page that has it.
    pub page: String,
}

/// A table of prices.
#[derive(Debug, Clone, PartialEq)]
pub struct Prices(BTreeMap<(String, String), Price>);

/// A line of a table that is no price.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: found {found}, expected {expected}")]
pub struct PriceError {
    /// Line, from 1.
    pub line: usize,
    /// Text that stands there.
    pub found: String,
    /// Values that are allowed.
    pub expected: String,
}

impl Prices {
    /// The table of this program.
    ///
    /// # Errors
    /// It is not valid; a test sees to it that it is.
    pub fn own() -> Result<Self, PriceError> {
        Self::parse(TABLE)
    }

    /// Reads a table of six columns between tabs; lines that begin with `#` and empty lines say nothing.
    ///
    /// # Errors
    /// The first line that is no price.
    ///
    /// ```
    /// use ferrocdk_toolkit::cost::Prices;
    ///
    /// let table = "kms.key-month\tkey and month\tus-east-1\t1.00\t2025-06\thttps://aws.amazon.com/kms/pricing/";
    /// let prices = Prices::parse(table).unwrap();
    /// assert_eq!(prices.find("kms.key-month", "us-east-1").unwrap().0.dollars, 1.0);
    /// let error = Prices::parse(&table.replace("1.00", "one")).unwrap_err();
    /// assert_eq!(error.to_string(), "line 1: found `one`, expected a price in dollars, such as 0.015");
    /// ```
    pub fn parse(text: &str) -> Result<Self, PriceError> {
        let mut prices = BTreeMap::new();
        for (index, row) in text.lines().enumerate() {
            if row.trim().is_empty() || row.starts_with('#') {
                continue;
            }
            let wrong = |found: String, expected: &str| PriceError {
                line: index + 1,
                found,
                expected: expected.to_owned(),
            };
            let cells: Vec<&str> = row.split('\t').collect();
            let [name, unit, region, dollars, month, page] = cells.as_slice() else {
                let expected = format!("{} between tabs", COLUMNS.join(", "));
                return Err(wrong(format!("{} columns", cells.len()), &expected));
            };
            let Some(dollars) = dollars
                .parse()
                .ok()
                .filter(|price: &f64| price.is_finite() && *price >= 0.0)
            else {
                return Err(wrong(format!("`{dollars}`"), "a price in dollars, such as 0.015"));
            };
            let is_month = month.len() == 7 && month.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
            if !is_month {
                return Err(wrong(format!("`{month}`"), "a month such as 2025-06"));
            }
            let price = Price {
                unit: (*unit).to_owned(),
                dollars,
                month: (*month).to_owned(),
                page: (*page).to_owned(),
            };
            let key = ((*name).to_owned(), (*region).to_owned());
            if prices.insert(key, price).is_some() {
                return Err(wrong(format!("{name} of {region} twice"), "each price once"));
            }
        }
        Ok(Self(prices))
    }

    /// The price of a name in a region, and whether it is that of another region, since the table has none for this one.
    pub fn find(&self, name: &str, region: &str) -> Option<(&Price, bool)> {
        let of = |region: &str| self.0.get(&(name.to_owned(), region.to_owned()));
        of(region)
            .map(|price| (price, false))
            .or_else(|| of(BASE).map(|price| (price, true)))
    }

    /// Names that the table has, for a message about one that it has not.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(|(name, _)| name.as_str())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by it")]

    use super::*;

    #[test]
    fn the_own_table_is_whole() {
        let prices = Prices::own().unwrap();
        for ((name, region), price) in &prices.0 {
            assert!(price.page.starts_with("https://aws.amazon.com/"), "{name} {region}");
            assert!(
                prices.find(name, BASE).is_some(),
                "{name} has no price to stand in for others"
            );
            assert!(price.dollars > 0.0, "{name} {region}");
        }
    }

    #[test]
    fn what_is_no_table_is_told() {
        let row = "a.b\tunit\tus-east-1\t1\t2025-06\tpage";
        for (table, message) in [
            (
                "a.b\t1",
                "line 1: found 2 columns, expected name, unit, region, price, month, page between tabs",
            ),
            (
                &format!("# of it\n\n{row}\n{row}"),
                "line 4: found a.b of us-east-1 twice, expected each price once",
            ),
            (
                &row.replace("2025-06", "June"),
                "line 1: found `June`, expected a month such as 2025-06",
            ),
            (
                &row.replace("\t1\t", "\t-1\t"),
                "line 1: found `-1`, expected a price in dollars, such as 0.015",
            ),
        ] {
            assert_eq!(Prices::parse(table).unwrap_err().to_string(), message);
        }
    }

    #[test]
    fn another_region_stands_in_and_says_so() {
        let prices = Prices::own().unwrap();
        assert!(!prices.find("s3.standard-gb-month", "sa-east-1").unwrap().1);
        assert!(prices.find("kms.key-month", "sa-east-1").unwrap().1);
        assert!(prices.find("kms.lock-month", "sa-east-1").is_none());
    }
}
