//! MQTT topic filters as AWS IoT matches them.

/// Whether `topic` lies within `filter`.
///
/// Differs from plain MQTT where AWS IoT does: `a/#` does not match `a` itself. A filter that starts with a wildcard
/// does not reach the reserved topics that start with `$`.
pub(crate) fn matches(filter: &str, topic: &str) -> bool {
    if topic.starts_with('$') && (filter.starts_with('#') || filter.starts_with('+')) {
        return false;
    }
    let mut levels = topic.split('/');
    let mut wanted = filter.split('/');
    loop {
        match (wanted.next(), levels.next()) {
            (Some("#"), Some(_)) => return wanted.next().is_none(),
            (Some("+"), Some(_)) => {}
            (Some(want), Some(level)) if want == level => {}
            (None, None) => return true,
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn filters_match_as_on_aws() {
        for (filter, topic, expected) in [
            ("sensor/data/+", "sensor/data/press-1", true),
            ("sensor/data/+", "sensor/data/press-1/x", false),
            ("sensor/data/+", "sensor/data", false),
            ("sensor/data/+", "sensor/data/", true),
            ("sensor/#", "sensor/data/press-1", true),
            ("sensor/#", "sensor", false),
            ("sensor/#", "sensor/", true),
            ("sensor/data", "sensor/data", true),
            ("sensor/data", "sensor/Data", false),
            ("#", "a/b/c", true),
            ("#", "$aws/things/x/shadow/update", false),
            ("+/things/#", "$aws/things/x", false),
            ("$aws/things/+/shadow/update", "$aws/things/x/shadow/update", true),
            ("+/+", "a/b", true),
            ("+", "a/b", false),
            ("a/#/b", "a/x/b", false),
        ] {
            assert_eq!(matches(filter, topic), expected, "{filter} against {topic}");
        }
    }
}
