//! The limits that a parameter sets to its values, for its default and for what is assumed.

use ferrocdk_template::{Map, Node};

use crate::compare::scalar_text;
use crate::functions::Walk;

/// Why the limits of a parameter refuse a value.
pub(super) fn refused(walk: &Walk<'_, '_>, map: &Map, text: &str) -> Option<String> {
    let limit = |key: &str| map.get(key).and_then(number);
    if let Some(allowed) = map.get("AllowedValues").and_then(Node::as_list) {
        let allowed: Vec<_> = allowed.iter().filter_map(scalar_text).collect();
        if !allowed.is_empty() && !allowed.iter().any(|value| value == text) {
            return Some(format!("is not one of the allowed values {}", allowed.join(", ")));
        }
    }
    let length = f64::from(u32::try_from(text.chars().count()).unwrap_or(u32::MAX));
    if let Some(least) = limit("MinLength").filter(|least| length < *least) {
        return Some(format!("is shorter than `MinLength`, {least}"));
    }
    if let Some(most) = limit("MaxLength").filter(|most| length > *most) {
        return Some(format!("is longer than `MaxLength`, {most}"));
    }
    let value = text.trim().parse::<f64>().ok();
    if let Some(least) = limit("MinValue").filter(|least| value.is_some_and(|value| value < *least)) {
        return Some(format!("is less than `MinValue`, {least}"));
    }
    if let Some(most) = limit("MaxValue").filter(|most| value.is_some_and(|value| value > *most)) {
        return Some(format!("is more than `MaxValue`, {most}"));
    }
    let pattern = map.get("AllowedPattern").and_then(Node::as_str)?;
    // CloudFormation looks from the beginning.
    let is_right = walk.context.patterns.matches(&format!("^(?:{pattern})"), text);
    (!is_right).then(|| format!("does not match `AllowedPattern`, {pattern}"))
}

/// A limit that is a number, or a text that is one.
pub(super) fn number(node: &Node) -> Option<f64> {
    scalar_text(node)?.trim().parse().ok()
}
