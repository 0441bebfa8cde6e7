//! The MQTT topic that devices publish to, with the device's name in it.

/// Placeholder for the name of the device's thing.
const THING: &str = "{thing}";
/// Source: "AWS IoT Core message broker and protocol limits": 7 slashes, 256 bytes; a thing's name has up to 128.
const MAX_SLASHES: usize = 7;
const MAX_BYTES: usize = 256;
const MAX_THING_BYTES: usize = 128;

/// A topic such as `sensor/data/{thing}`, where each device has its own level.
///
/// ```
/// use ferrocdk_plant::Topic;
/// let topic = Topic::new("sensor/data/{thing}").unwrap();
/// assert_eq!(topic.filter(), "sensor/data/+");
/// assert_eq!(topic.thing_level(), 3);
/// assert_eq!(topic.with_thing("press-7"), "sensor/data/press-7");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic {
    pattern: String,
    level: usize,
}

/// Why a topic cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TopicError {
    /// No level, or more than one, is the thing's name; or it is only a part of a level.
    #[error("exactly one level of {0:?} must be {THING}, as in \"sensor/data/{THING}\"")]
    Thing(String),
    /// A wildcard, an empty level or the reserved `$` at the start.
    #[error("{0:?} must have no wildcard (+, #), no empty level and no $ at its start")]
    Level(String),
    /// Longer or deeper than the broker takes.
    #[error(
        "{0:?} must have at most {MAX_SLASHES} slashes and, with a thing's name of {MAX_THING_BYTES} bytes, {MAX_BYTES} bytes"
    )]
    TooLong(String),
}

impl Topic {
    /// Checks a pattern.
    ///
    /// # Errors
    /// When the broker or the device policy could not use it.
    pub fn new(pattern: &str) -> Result<Self, TopicError> {
        let owned = || pattern.to_owned();
        let levels: Vec<&str> = pattern.split('/').collect();
        if pattern.starts_with('$') || pattern.contains(['+', '#']) || levels.contains(&"") {
            return Err(TopicError::Level(owned()));
        }
        let mut places = levels
            .iter()
            .enumerate()
            .filter(|(_, level)| **level == THING)
            .map(|(index, _)| index);
        let (Some(index), None, 1) = (places.next(), places.next(), pattern.matches(['{', '}']).count() / 2) else {
            return Err(TopicError::Thing(owned()));
        };
        if levels.len() > MAX_SLASHES + 1 || pattern.len() - THING.len() + MAX_THING_BYTES > MAX_BYTES {
            return Err(TopicError::TooLong(owned()));
        }
        Ok(Self {
            pattern: owned(),
            level: index + 1,
        })
    }

    /// The topic filter that matches all devices.
    pub fn filter(&self) -> String {
        self.with_thing("+")
    }

    /// The level that holds the thing's name, counted from 1 as the rules engine's `topic(n)` does.
    pub fn thing_level(&self) -> usize {
        self.level
    }

    /// The topic of one device.
    pub fn with_thing(&self, thing: &str) -> String {
        self.pattern.replace(THING, thing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_levels_within_the_limits() {
        let thing = |pattern: &str| assert_eq!(Topic::new(pattern), Err(TopicError::Thing(pattern.to_owned())));
        thing("sensor/data");
        thing("sensor/x{thing}");
        thing("{thing}/{thing}");
        thing("{plant}/{thing}");
        for pattern in ["sensor/+/{thing}", "#", "/{thing}", "a//{thing}", "$aws/{thing}"] {
            assert_eq!(Topic::new(pattern), Err(TopicError::Level(pattern.to_owned())));
        }
        assert!(Topic::new("1/2/3/4/5/6/7/{thing}").is_ok());
        assert!(matches!(
            Topic::new("1/2/3/4/5/6/7/8/{thing}"),
            Err(TopicError::TooLong(_))
        ));
        assert!(matches!(
            Topic::new(&format!("{}/{{thing}}", "x".repeat(128))),
            Err(TopicError::TooLong(_))
        ));
    }
}
