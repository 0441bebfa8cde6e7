//! The MQTT topic that devices publish to, with the device's name in it.

/// Placeholder for the name of the device's thing.
const THING: &str = "{thing}";
/// Placeholder for the name of the plant.
const PLANT: &str = "{plant}";
/// Placeholder for what makes the names of a deployment unique.
const SUFFIX: &str = "{suffix}";
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
    /// Another placeholder, or a brace alone.
    #[error("{0:?} must have no braces beside those of {THING}, {PLANT} and {SUFFIX}")]
    Placeholder(String),
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
        let (Some(index), None, 1) = (places.next(), places.next(), pattern.matches(THING).count()) else {
            return Err(TopicError::Thing(owned()));
        };
        if pattern.replace(THING, "").contains(['{', '}']) {
            return Err(TopicError::Placeholder(owned()));
        }
        if levels.len() > MAX_SLASHES + 1 || pattern.len() - THING.len() + MAX_THING_BYTES > MAX_BYTES {
            return Err(TopicError::TooLong(owned()));
        }
        Ok(Self {
            pattern: owned(),
            level: index + 1,
        })
    }

    /// The pattern itself, for whoever tells devices where to publish.
    pub fn pattern(&self) -> &str {
        &self.pattern
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

/// A topic that may also name the plant and the deployment, such as `{plant}/{suffix}/data/{thing}`, so that deployments of
/// one account and region do not receive each other's messages.
///
/// ```
/// use ferrocdk_plant::TopicPattern;
/// let pattern = TopicPattern::new("{plant}/{suffix}/data/{thing}").unwrap();
/// assert_eq!(pattern.topic("sao-paulo", "dev").unwrap().filter(), "sao-paulo/dev/data/+");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopicPattern(String);

impl TopicPattern {
    /// Checks a pattern, with the shortest names that a plant and a deployment can have.
    ///
    /// # Errors
    /// When no names make a [`Topic`] of it.
    pub fn new(pattern: &str) -> Result<Self, TopicError> {
        let named = Self(pattern.to_owned());
        // The error shows what was written, not what was tried.
        let written = |_| pattern.to_owned();
        match named.topic("p", "s") {
            Ok(_) => Ok(named),
            Err(TopicError::Thing(tried)) => Err(TopicError::Thing(written(tried))),
            Err(TopicError::Placeholder(tried)) => Err(TopicError::Placeholder(written(tried))),
            Err(TopicError::Level(tried)) => Err(TopicError::Level(written(tried))),
            Err(TopicError::TooLong(tried)) => Err(TopicError::TooLong(written(tried))),
        }
    }

    /// The pattern as it was written.
    pub fn pattern(&self) -> &str {
        &self.0
    }

    /// The topic of one deployment.
    ///
    /// # Errors
    /// When the names make it longer than the broker takes, or bring a character that no level may have.
    pub fn topic(&self, plant: &str, suffix: &str) -> Result<Topic, TopicError> {
        Topic::new(&self.0.replace(PLANT, plant).replace(SUFFIX, suffix))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_names_plant_and_deployment() {
        let topic = |pattern: &str| TopicPattern::new(pattern).and_then(|pattern| pattern.topic("sao-paulo", "pr-17"));
        let named = topic("{plant}-{suffix}/{thing}/data").unwrap();
        assert_eq!(
            (named.filter().as_str(), named.thing_level()),
            ("sao-paulo-pr-17/+/data", 2)
        );
        assert_eq!(topic("sensor/data/{thing}").unwrap().pattern(), "sensor/data/{thing}");
        for (pattern, message) in [
            (
                "{plant}/{suffix}",
                "exactly one level of \"{plant}/{suffix}\" must be {thing}",
            ),
            (
                "{plant}/{site}/{thing}",
                "\"{plant}/{site}/{thing}\" must have no braces",
            ),
            ("{plant/{thing}", "must have no braces"),
            ("{plant}//{thing}", "no empty level"),
        ] {
            let error = topic(pattern).unwrap_err().to_string();
            assert!(error.contains(message), "{error}");
        }
        let long = format!("{}/{{plant}}/{{thing}}", "x".repeat(122));
        assert!(matches!(topic(&long), Err(TopicError::TooLong(named)) if named.contains("sao-paulo")));
    }

    #[test]
    fn only_whole_levels_within_the_limits() {
        let thing = |pattern: &str| assert_eq!(Topic::new(pattern), Err(TopicError::Thing(pattern.to_owned())));
        thing("sensor/data");
        thing("sensor/x{thing}");
        thing("{thing}/{thing}");
        thing("x{thing}/{thing}");
        assert!(matches!(Topic::new("{plant}/{thing}"), Err(TopicError::Placeholder(_))));
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
