//! `Projection`: partitions that are worked out and not listed.

/// How the values of a partition key are worked out from a query, so that nobody has to add partitions.
///
/// Source: "Supported types for partition projection" of the Athena user guide.
///
/// ```
/// use ferrocdk_aws::glue::Projection;
///
/// let day = Projection::date("yyyy/MM/dd", "2026/01/01", "NOW");
/// let line = Projection::values(["press", "paint"]);
/// let shift = Projection::integer(1, 3);
/// let thing = Projection::injected();
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Projection(Vec<(&'static str, String)>);

impl Projection {
    /// One of these.
    pub fn values<V: Into<String>>(values: impl IntoIterator<Item = V>) -> Self {
        let values: Vec<String> = values.into_iter().map(Into::into).collect();
        Self(vec![("type", "enum".to_owned()), ("values", values.join(","))])
    }

    /// A whole number between two, both included.
    pub fn integer(least: i64, most: i64) -> Self {
        Self(vec![
            ("type", "integer".to_owned()),
            ("range", format!("{least},{most}")),
        ])
    }

    /// A whole number between two with so many digits, zeros in front.
    pub fn integer_with_digits(least: i64, most: i64, digits: u8) -> Self {
        let Self(mut settings) = Self::integer(least, most);
        settings.push(("digits", digits.to_string()));
        Self(settings)
    }

    /// A time between two, written in a format of Java's `DateTimeFormatter`; `NOW` is the time of the query, also as `NOW-3YEARS`.
    pub fn date(format: &str, from: &str, to: &str) -> Self {
        Self(vec![
            ("type", "date".to_owned()),
            ("format", format.to_owned()),
            ("range", format!("{from},{to}")),
        ])
    }

    /// A time between two, in steps such as 1 `HOURS`, where the format tells less than a step by itself.
    pub fn date_with_interval(format: &str, from: &str, to: &str, interval: u32, unit: &str) -> Self {
        let Self(mut settings) = Self::date(format, from, to);
        settings.push(("interval", interval.to_string()));
        settings.push(("interval.unit", unit.to_owned()));
        Self(settings)
    }

    /// Whatever a query says: each has to name one.
    pub fn injected() -> Self {
        Self(vec![("type", "injected".to_owned())])
    }

    /// The table's parameters for a key.
    pub(super) fn parameters(&self, key: &str) -> impl Iterator<Item = (String, String)> {
        self.0
            .iter()
            .map(move |(setting, value)| (format!("projection.{key}.{setting}"), value.clone()))
    }
}
