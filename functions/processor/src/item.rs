//! The item that a record becomes.

use aws_sdk_dynamodb::types::AttributeValue;
use ferrocdk_contracts::Reading;
use ferrocdk_contracts::table::{self, Clock};

use crate::config::Config;
use crate::error::Permanent;
use crate::judge::judge;
use crate::ports::Row;
use crate::record::Record;

/// A reading ready to be written. Everything in it comes from the record and the configuration, so a record that is
/// delivered twice becomes the same item twice.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Item {
    pub(crate) device_id: String,
    /// The sort key that is this reading's own.
    pub(crate) own_key: String,
    /// The sort key at the whole millisecond, for a reading that may stand there.
    pub(crate) whole_key: Option<String>,
    pub(crate) anomaly: bool,
    pub(crate) clock: Option<Clock>,
    attributes: Row,
}

impl Item {
    /// Decodes and judges a record.
    ///
    /// # Errors
    /// The record is no reading, or its unit contradicts the threshold.
    pub(crate) fn from_record(record: &Record, config: &Config) -> Result<Self, Permanent> {
        let reading = Reading::from_message(&record.message)?;
        let reason = judge(&reading, &config.thresholds)?;
        Ok(Self::new(reading, reason, record, config))
    }

    fn new(reading: Reading, reason: Option<String>, record: &Record, config: &Config) -> Self {
        let ingested_at = reading.ingested_at.unwrap_or(record.arrived_at);
        let event_time = reading.timestamp.unwrap_or(ingested_at);
        let clock = Clock::judge(event_time, ingested_at, config.hot_days);
        let own_key = match reading.timestamp {
            Some(_) => table::reading_key(event_time, &reading),
            None => table::record_key(event_time, &record.shard, &record.sequence_number),
        };
        // Nobody who looks at the whole millisecond knows the time of a reading that names none.
        let primary = reading.timestamp.is_some() && reading.sensor_type == table::PRIMARY_SENSOR_TYPE;
        let anomaly = reason.is_some();

        let s = AttributeValue::S;
        let n = |number: u64| AttributeValue::N(number.to_string());
        let stated = [
            (table::DEVICE_ID, Some(s(reading.device_id.clone()))),
            (table::EVENT_TIME, Some(n(event_time))),
            (table::SENSOR_TYPE, Some(s(reading.sensor_type))),
            (table::SENSOR_ID, reading.sensor_id.map(s)),
            (table::VALUE, Some(AttributeValue::N(reading.value.to_string()))),
            (table::UNIT, reading.unit.map(|unit| s(unit.into()))),
            (table::IS_ANOMALY, Some(AttributeValue::Bool(anomaly))),
            (
                table::STATUS,
                Some(s(if anomaly { "anomaly" } else { "normal" }.to_owned())),
            ),
            (table::REASON, reason.map(s)),
            (table::METADATA, reading.metadata.map(s)),
            (table::EXTRA, reading.extra.map(s)),
            (table::CLOCK, clock.map(|clock| s(clock.as_str().to_owned()))),
            (table::INGESTED_AT, Some(n(ingested_at))),
            (table::PLANT, Some(s(config.plant.clone()))),
            (
                table::EXPIRATION_TIME,
                Some(n(table::expiration_time(ingested_at, config.hot_days))),
            ),
        ];
        let attributes = stated
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value?)))
            .collect();
        Self {
            device_id: reading.device_id,
            own_key,
            whole_key: primary.then(|| table::whole_key(event_time)),
            anomaly,
            clock,
            attributes,
        }
    }

    /// The row at one of the item's sort keys.
    pub(crate) fn at(&self, sort_key: &str) -> Row {
        let mut row = self.attributes.clone();
        row.insert(table::TIMESTAMP.to_owned(), AttributeValue::N(sort_key.to_owned()));
        row
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fakes::{ARRIVED, config, enveloped, record};

    fn item(json: &str) -> Item {
        Item::from_record(&record(1, "d-1", json), &config()).unwrap()
    }

    fn text(item: &Item, name: &str) -> Option<String> {
        item.attributes.get(name).map(|value| match value {
            AttributeValue::S(text) | AttributeValue::N(text) => text.clone(),
            other => format!("{other:?}"),
        })
    }

    #[test]
    fn an_item_holds_what_the_contract_says() {
        let item = item(
            r#"{"deviceId":"d-1","sensorType":"Temperature","value":95.00,"timestamp":1795247999000,"unit":"celsius",
                "metadata":{"line":"A"},"fw":2,"thing":"d-1","client":"d-1","ingestedAt":1795247999500}"#,
        );
        let mut attributes: Vec<String> = item
            .attributes
            .keys()
            .map(|name| format!("{name}={}", text(&item, name).unwrap()))
            .collect();
        attributes.sort();
        assert_eq!(
            attributes,
            [
                "deviceId=d-1",
                "eventTime=1795247999000",
                "expirationTime=1797839999",
                r#"extra={"fw":2}"#,
                "ingestedAt=1795247999500",
                "isAnomaly=Bool(true)",
                r#"metadata={"line":"A"}"#,
                "plant=sao-paulo",
                "reason=above max 80 celsius",
                "sensorType=temperature",
                "status=anomaly",
                "unit=celsius",
                "value=95",
            ]
        );
        assert_eq!(item.whole_key.as_deref(), Some("1795247999000"));
        assert_eq!(
            item.at("1795247999000")["timestamp"],
            AttributeValue::N("1795247999000".to_owned())
        );
    }

    #[test]
    fn without_a_timestamp_the_receipt_is_the_event_and_the_record_the_key() {
        let json = r#"{"deviceId":"d-1","sensorType":"temperature","value":1}"#;
        let by_rule = Item::from_record(&enveloped(1, "d-1", json), &config()).unwrap();
        assert_eq!(text(&by_rule, "eventTime"), Some((ARRIVED - 10).to_string()));
        assert_eq!(by_rule.whole_key, None);
        let by_stream = item(json);
        assert_eq!(text(&by_stream, "eventTime"), Some(ARRIVED.to_string()));
        assert_eq!(text(&by_stream, "ingestedAt"), Some(ARRIVED.to_string()));

        let key = |number| {
            Item::from_record(&record(number, "d-1", json), &config())
                .unwrap()
                .own_key
        };
        assert_eq!(key(1), by_stream.own_key, "delivered again");
        assert_ne!(key(2), by_stream.own_key, "another record of the same millisecond");
    }

    #[test]
    fn a_wrong_clock_is_marked_and_outlives_its_claim() {
        let behind = item(r#"{"deviceId":"d-1","sensorType":"temperature","value":20,"timestamp":1234567890000}"#);
        assert_eq!(behind.clock, Some(Clock::Behind));
        assert_eq!(
            behind.whole_key.as_deref(),
            Some("1234567890000"),
            "it is where the device says it is"
        );
        assert_eq!(
            text(&behind, "expirationTime"),
            Some((ARRIVED / 1000 + 30 * 86_400).to_string())
        );
        let ahead = item(r#"{"deviceId":"d-1","sensorType":"temperature","value":20,"timestamp":9999999999999}"#);
        assert_eq!(text(&ahead, "clock").as_deref(), Some("ahead"));
    }
}
