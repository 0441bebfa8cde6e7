//! Messages of simulated devices: all but their time follows from the seed, and each tells who it is wherever it ends up.

/// Load of one run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Load {
    pub(super) seed: u64,
    /// Shares of the messages, 0 to 1.
    pub(super) anomalies: f64,
    pub(super) bad: f64,
}

/// Kind of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Normal,
    Anomaly,
    /// No JSON, so that it can only be put into quarantine.
    Bad,
}

const SENSORS: [&str; 3] = ["temperature", "pressure", "humidity"];
/// The digits behind the point are the message's number.
const DIGITS: usize = 7;
/// The most messages of one device.
pub(super) const MOST: u64 = 9_999_999;

impl Load {
    fn random(&self, device: usize, number: u64) -> u64 {
        // SplitMix64: the same on every machine, and independent of the order in which messages are made.
        let mut z = self
            .seed
            .wrapping_add((device as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15))
            .wrapping_add(number.wrapping_mul(0xd1b5_4a32_d192_ed03));
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(super) fn kind(&self, device: usize, number: u64) -> Kind {
        #[expect(clippy::cast_precision_loss, reason = "53 bits are kept")]
        let share = (self.random(device, number) >> 11) as f64 / (1_u64 << 53) as f64;
        if share < self.bad {
            Kind::Bad
        } else if share < self.bad + self.anomalies {
            Kind::Anomaly
        } else {
            Kind::Normal
        }
    }

    /// The message with that number of a device, counted from 1.
    pub(super) fn message(&self, name: &str, device: usize, number: u64, at_ms: u64) -> String {
        let whole = 20 + self.random(device, number) % 40;
        let whole = match self.kind(device, number) {
            Kind::Normal => whole,
            Kind::Anomaly => 5000 + whole,
            Kind::Bad => return format!(r#"{{"deviceId":"{name}","value":{whole}.{number:07},"cut short"#),
        };
        let sensor = SENSORS[usize::try_from(number).unwrap_or_default() % SENSORS.len()];
        format!(r#"{{"deviceId":"{name}","sensorType":"{sensor}","value":{whole}.{number:07},"timestamp":{at_ms}}}"#)
    }
}

/// The number in a value, as it was sent or without the zeros at its end.
pub(super) fn number(value: &str) -> Option<u64> {
    let (_, digits) = value.split_once('.')?;
    if digits.is_empty() || digits.len() > DIGITS || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    format!("{digits:0<DIGITS$}").parse().ok().filter(|number| *number > 0)
}

/// Device and number of a message, from its bytes.
pub(super) fn identify(bytes: &[u8]) -> Option<(String, u64)> {
    let text = String::from_utf8_lossy(bytes);
    let (_, rest) = text.split_once(r#""deviceId":""#)?;
    let (name, rest) = rest.split_once('"')?;
    let (_, rest) = rest.split_once(r#""value":"#)?;
    let end = rest
        .find(|c: char| c != '.' && !c.is_ascii_digit())
        .unwrap_or(rest.len());
    Some((name.to_owned(), number(&rest[..end])?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_tells_who_it_is() {
        let load = Load {
            seed: 7,
            anomalies: 0.2,
            bad: 0.2,
        };
        let mut kinds = [0, 0, 0];
        for at in 1..1000 {
            let message = load.message("sim-1", 3, at, 17);
            assert_eq!(message, load.message("sim-1", 3, at, 17));
            assert_eq!(
                identify(message.as_bytes()),
                Some(("sim-1".to_owned(), at)),
                "{message}"
            );
            let kind = load.kind(3, at);
            assert_eq!(
                serde_json::from_str::<serde_json::Value>(&message).is_err(),
                kind == Kind::Bad
            );
            kinds[kind as usize] += 1;
        }
        assert!(
            (150..250).contains(&kinds[1]) && (150..250).contains(&kinds[2]),
            "{kinds:?}"
        );
        assert_eq!(
            (number("21.000012"), number("21.0000120"), number("21"), number("21.0")),
            (Some(120), Some(120), None, None)
        );
        assert_ne!(
            load.message("d", 1, 1, 0),
            Load { seed: 8, ..load }.message("d", 1, 1, 0)
        );
    }
}
