//! Topics and topic filters as the broker takes them.

use ferrocdk_core::Diagnostic;

use crate::diagnostic_ids;

/// Bytes of a topic or a topic filter. Source: "AWS IoT Core message broker and protocol limits and quotas".
const MAX_BYTES: usize = 256;
/// Slashes of a topic or a topic filter. Source: as above.
const MAX_SLASHES: usize = 7;

/// The mistake of a topic filter, if it is none that the broker takes.
///
/// A substitution template such as `${topic(3)}` stands for a text that nobody knows here, so it counts neither by its length nor by its slashes.
pub(super) fn check_filter(filter: &str) -> Option<Diagnostic> {
    let refuse = |found: String, allowed: &str| {
        Diagnostic::error(
            diagnostic_ids::TOPIC_FILTER,
            "a topic filter that the broker does not take",
        )
        .found(found)
        .allowed(allowed)
    };
    let plain = without_templates(filter);
    // The first three levels of Basic Ingest do not count, nor do those of a shared subscription.
    let counted = match plain.split('/').next() {
        Some("$aws") if plain.starts_with("$aws/rules/") => skip_levels(&plain, 3),
        Some("$share") => skip_levels(&plain, 2),
        _ => &plain,
    };
    if filter.is_empty() {
        return Some(refuse("an empty text".to_owned(), "a filter such as `sensors/+/data`"));
    }
    if counted.len() > MAX_BYTES {
        let found = format!("{} bytes", counted.len());
        return Some(refuse(found, &format!("{MAX_BYTES} bytes")));
    }
    let slashes = counted.matches('/').count();
    if slashes > MAX_SLASHES {
        let found = format!("{slashes} slashes in `{filter}`");
        return Some(refuse(found, &format!("{MAX_SLASHES} slashes")));
    }
    let levels: Vec<&str> = plain.split('/').collect();
    let is_misplaced = |(index, level): (usize, &&str)| {
        (level.contains('+') && *level != "+") || (level.contains('#') && (*level != "#" || index + 1 < levels.len()))
    };
    if levels.iter().enumerate().any(is_misplaced) {
        let allowed = "`+` for a whole level, and `#` for all further levels at the end";
        return Some(refuse(format!("`{filter}`"), allowed));
    }
    None
}

fn skip_levels(filter: &str, number: usize) -> &str {
    filter.splitn(number + 1, '/').nth(number).unwrap_or_default()
}

fn without_templates(filter: &str) -> String {
    let mut plain = String::new();
    let mut rest = filter;
    while let Some((before, template)) = rest.split_once("${") {
        plain.push_str(before);
        // Something has to stand there, or the level would look empty.
        plain.push('x');
        rest = template.split_once('}').map_or("", |(_, after)| after);
    }
    plain + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_those_of_the_broker() {
        let cases = [
            ("sensors/+/data", true, "a level by wildcard"),
            ("#", true, "everything"),
            ("a/b/#", true, "what is below"),
            ("a/b/c/d/e/f/g/h", true, "seven slashes"),
            ("a/b/c/d/e/f/g/h/i", false, "eight slashes"),
            (
                "$aws/rules/Press/a/b/c/d/e/f/g/h",
                true,
                "Basic Ingest counts from the fourth level",
            ),
            (
                "$aws/things/${iot:Connection.Thing.ThingName}/shadow/update",
                true,
                "a template",
            ),
            ("a/${get(topic(2) / 3)}/c", true, "a slash within a template"),
            ("a/b+/c", false, "a wildcard for a part of a level"),
            ("a/#/c", false, "what is below, in the middle"),
            ("", false, "nothing"),
        ];
        for (filter, is_right, reason) in cases {
            assert_eq!(check_filter(filter).is_none(), is_right, "{filter}: {reason}");
        }
        assert!(check_filter(&"a".repeat(256)).is_none());
        assert!(check_filter(&"a".repeat(257)).is_some());
    }
}
