//! Batches of readings, as Lambda hands them over.

use std::fmt::Write as _;

/// Which sensors a batch has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mix {
    Temperatures,
    Third,
    NoTemperature,
}

impl Mix {
    pub(super) const ALL: [Self; 3] = [Self::Temperatures, Self::Third, Self::NoTemperature];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Temperatures => "temperatures alone",
            Self::Third => "a third temperatures",
            Self::NoTemperature => "no temperature",
        }
    }

    fn sensor(self, at: usize) -> (&'static str, &'static str) {
        match (self, at % 3) {
            (Self::Temperatures, _) | (Self::Third, 0) => ("temperature", "celsius"),
            (_, 1) => ("pressure", "psi"),
            _ => ("vibration", "mm/s"),
        }
    }
}

/// Form of a record of the stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// The reading alone, as the reference's bridge puts it.
    Plain,
    /// In the envelope of our topic rule.
    Enveloped,
}

/// When all of it takes place: 2026-11-21, 08:00 UTC.
const ARRIVED_MS: usize = 1_795_248_000_000;

/// Events of so many records each; 250 devices send in turn, and no reading is like another.
pub(super) fn batches(mix: Mix, form: Form, records: usize, batches: usize) -> Vec<String> {
    (0..batches)
        .map(|batch| event(mix, form, batch * records..(batch + 1) * records))
        .collect()
}

fn event(mix: Mix, form: Form, numbers: std::ops::Range<usize>) -> String {
    let mut event = String::from("{\"Records\":[");
    for (at, number) in numbers.enumerate() {
        let (sensor_type, unit) = mix.sensor(number);
        let (device, time) = (format!("sensor-{:04}", number % 250), ARRIVED_MS + number * 7);
        let value = format!("{}.{:02}", 20 + number % 60, number % 100);
        let reading = format!(
            r#"{{"deviceId":"{device}","sensorType":"{sensor_type}","value":{value},"unit":"{unit}","timestamp":{time},"metadata":{{"location":"assembly-line-1"}}}}"#
        );
        let data = match form {
            Form::Plain => base64(reading.as_bytes()),
            Form::Enveloped => {
                let payload = base64(reading.as_bytes());
                let received = ARRIVED_MS + number * 7 + 90;
                let envelope = format!(
                    r#"{{"payload":"{payload}","thing":"{device}","client":"{device}","ingestedAt":{received}}}"#
                );
                base64(envelope.as_bytes())
            }
        };
        let (sequence, arrival) = (
            format!("4959033827149025660855969253836157{number:022}"),
            (time + 120) as f64 / 1000.0,
        );
        let comma = if at == 0 { "" } else { "," };
        // Cannot fail: a string takes whatever it is given.
        let _ = write!(
            event,
            r#"{comma}{{"kinesis":{{"kinesisSchemaVersion":"1.0","partitionKey":"{device}","sequenceNumber":"{sequence}","data":"{data}","approximateArrivalTimestamp":{arrival}}},"eventSource":"aws:kinesis","eventVersion":"1.0","eventID":"shardId-000000000000:{sequence}","eventName":"aws:kinesis:record","invokeIdentityArn":"arn:aws:iam::000000000000:role/processor","awsRegion":"sa-east-1","eventSourceARN":"arn:aws:kinesis:sa-east-1:000000000000:stream/readings"}}"#
        );
    }
    event.push_str("]}");
    event
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_is_an_event_of_lambda() {
        let events = batches(Mix::Third, Form::Enveloped, 3, 2);
        let event: serde_json::Value = serde_json::from_str(&events[1]).unwrap();
        let records = event["Records"].as_array().unwrap();
        assert_eq!(records.len(), 3);
        assert_eq!(records[0]["kinesis"]["partitionKey"], "sensor-0003");
    }
}
