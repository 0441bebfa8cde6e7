//! Alerts that last, as the router's table has them (`functions/contracts/src/alert_table.rs`).

use serde_json::{Value, json};

/// Partition keys of the table.
#[derive(Clone, Copy, Debug)]
pub struct Kinds {
    /// Alerts that last.
    pub active: &'static str,
    /// Planned stops.
    pub stop: &'static str,
}

/// Partition keys of the table.
pub const KINDS: Kinds = Kinds {
    active: "active",
    stop: "stop",
};

/// An alert that lasts, or whose end is still to be told.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// Name of the anomaly.
    pub anomaly: String,
    /// `critical`, `warning` or `notice`.
    pub severity: String,
    /// The alert itself.
    pub alert: Value,
    /// Who has acknowledged it.
    pub acknowledged_by: Option<String>,
}

impl Case {
    /// Reads an item as `aws dynamodb query` prints it; `None` for one of another form.
    #[must_use]
    pub fn read(item: &Value) -> Option<Self> {
        let text = |name: &str| item[name]["S"].as_str().map(str::to_owned);
        Some(Self {
            anomaly: text("name")?,
            severity: text("severity")?,
            alert: serde_json::from_str(&text("alert")?).ok()?,
            acknowledged_by: text("acknowledgedBy"),
        })
    }

    /// The alert with what is known of it beside.
    #[must_use]
    pub fn to_json(&self) -> Value {
        json!({ "anomaly": self.anomaly, "severity": self.severity, "acknowledgedBy": self.acknowledged_by, "alert": self.alert })
    }

    /// The alert on one line.
    #[must_use]
    pub fn line(&self) -> String {
        let text = |name: &str| self.alert[name].as_str().unwrap_or("?");
        let limit = &self.alert["limit"];
        let side = limit["side"].as_str().unwrap_or("beyond");
        let labels = self.alert["labels"].as_object().into_iter().flatten();
        let labels: String = labels
            .map(|(name, value)| format!(" {name}={}", value.as_str().unwrap_or("?")))
            .collect();
        let acknowledged = match &self.acknowledged_by {
            Some(by) => format!(" acknowledged by {by}"),
            None => String::new(),
        };
        format!(
            "{:<8}  {}  {} {} {} ({side} {}){labels}{acknowledged}",
            self.severity,
            self.anomaly,
            text("device"),
            text("sensorType"),
            self.alert["value"],
            limit["value"],
        )
    }
}

/// The place of an alert in a list: what is critical and not acknowledged first, then the oldest.
#[must_use]
pub fn order(case: &Case) -> (bool, u8, u64, &str) {
    let severity = match case.severity.as_str() {
        "critical" => 0,
        "warning" => 1,
        _ => 2,
    };
    let opened = case.alert["openedAt"].as_u64().unwrap_or_default();
    (case.acknowledged_by.is_some(), severity, opened, &case.anomaly)
}

/// How many there are.
#[must_use]
pub fn summary(cases: &[Case]) -> String {
    let open = cases.iter().filter(|case| case.acknowledged_by.is_none()).count();
    match (cases.len(), open) {
        (0, _) => "no alert lasts".to_owned(),
        (1, 0) => "1 alert lasts, and is acknowledged".to_owned(),
        (1, _) => "1 alert lasts, and nobody has acknowledged it".to_owned(),
        (all, open) => format!("{all} alerts last, {open} not acknowledged"),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by it")]
mod tests {
    use super::*;

    fn case(anomaly: &str, severity: &str, opened: u64, by: Option<&str>) -> Case {
        let alert = json!({
            "device": "press-7", "sensorType": "temperature", "value": 101.3, "limit": { "side": "above", "value": 100.0 },
            "openedAt": opened, "labels": { "line": "A" }
        });
        let mut item =
            json!({ "name": { "S": anomaly }, "severity": { "S": severity }, "alert": { "S": alert.to_string() } });
        if let Some(by) = by {
            item["acknowledgedBy"] = json!({ "S": by });
        }
        Case::read(&item).unwrap()
    }

    #[test]
    fn a_line_says_sensor_value_limit_and_asset() {
        let line = case("4f0c", "warning", 1, Some("Ana")).line();
        assert_eq!(
            line,
            "warning   4f0c  press-7 temperature 101.3 (above 100.0) line=A acknowledged by Ana"
        );
        assert_eq!(Case::read(&json!({ "name": { "S": "x" } })), None);
    }

    #[test]
    fn what_needs_somebody_stands_first() {
        let mut cases = [
            case("a", "critical", 1, Some("Ana")),
            case("b", "warning", 2, None),
            case("c", "warning", 1, None),
            case("d", "critical", 9, None),
        ];
        cases.sort_by(|one, other| order(one).cmp(&order(other)));
        assert_eq!(cases.each_ref().map(|case| case.anomaly.as_str()), ["d", "c", "b", "a"]);
        assert_eq!(summary(&cases), "4 alerts last, 3 not acknowledged");
    }
}
