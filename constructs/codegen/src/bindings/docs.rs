//! Doc lines of fields and attributes: type, limits, required, what an update does. Facts only.

use ferrocdk_spec::rust::type_name;
use ferrocdk_spec::{Kind, Limits, Property, Type, Update};

/// As many allowed values as a doc line lists; the longest upstream list has 1,500.
const MOST_VALUES: usize = 40;

/// Facts of a property, in one line. `top` tells a resource's own property from one of a property type, whose change may
/// replace the resource because of the property above it: there, only what is certain is said.
pub(super) fn property(name: &str, property: &Property, top: bool, choice: Option<&str>) -> String {
    let mut sentences = vec![format!("{}: {}.", code(name), describe(&property.ty, choice))];
    if property.required {
        sentences.push("Required.".to_owned());
    }
    if let Some(default) = &property.default {
        sentences.push(format!("Default: {}.", code(default)));
    }
    if property.write_only {
        sentences.push("Write-only.".to_owned());
    }
    if property.deprecated {
        sentences.push("Deprecated by AWS.".to_owned());
    }
    match property.update {
        Update::InPlace if top => sentences.push("Update: no replacement.".to_owned()),
        Update::InPlace => {}
        Update::Replacement => sentences.push("Update: replacement.".to_owned()),
        Update::Conditional => sentences.push("Update: replacement, depending on the change.".to_owned()),
    }
    sentences.join(" ")
}

/// Facts of an attribute, in one line.
pub(super) fn attribute(name: &str, ty: &Type) -> String {
    format!("`Fn::GetAtt` of {}: {}.", code(name), describe(ty, None))
}

/// `choice` is the enum that lists the values.
fn describe(ty: &Type, choice: Option<&str>) -> String {
    let kind = match &ty.kind {
        Kind::String => "string".to_owned(),
        Kind::Boolean => "boolean".to_owned(),
        Kind::Integer => "integer".to_owned(),
        Kind::Number => "number".to_owned(),
        Kind::Json => "JSON".to_owned(),
        Kind::Tag => "tag".to_owned(),
        Kind::Object(name) => format!("[`{}`]", type_name(name)),
        Kind::List(element) => format!("list of {}", within(element, choice)),
        Kind::Map(element) => format!("map of {}", within(element, None)),
        Kind::Union(alternatives) => {
            let alternatives: Vec<String> = alternatives.iter().map(|ty| describe(ty, None)).collect();
            alternatives.join(" or ")
        }
    };
    let mut parts = vec![kind];
    parts.extend(limits(&ty.kind, &ty.limits, choice));
    parts.join(", ")
}

/// An element with limits stands in brackets, so that its limits are not read as the list's.
fn within(element: &Type, choice: Option<&str>) -> String {
    let text = describe(element, choice);
    if element.limits.is_empty() {
        text
    } else {
        format!("({text})")
    }
}

fn limits(kind: &Kind, limits: &Limits, choice: Option<&str>) -> Vec<String> {
    let mut parts = Vec::new();
    if let Some(choice) = choice.filter(|_| !limits.values.is_empty()) {
        parts.push(format!("one of [`{choice}`]"));
    } else if !limits.values.is_empty() {
        let shown: Vec<String> = limits
            .values
            .iter()
            .take(MOST_VALUES)
            .map(|value| code(value))
            .collect();
        let more = match limits.values.len().saturating_sub(MOST_VALUES) {
            0 => String::new(),
            rest => format!(" and {rest} more"),
        };
        parts.push(format!("one of {}{more}", shown.join(", ")));
    }
    let unit = match kind {
        Kind::List(_) => " items",
        Kind::Map(_) => " entries",
        _ => " characters",
    };
    parts.extend(range(limits.min_size.as_ref(), limits.max_size.as_ref(), unit));
    parts.extend(range(limits.minimum.as_ref(), limits.maximum.as_ref(), ""));
    if limits.unique {
        parts.push("no two equal".to_owned());
    }
    if let Some(format) = &limits.format {
        parts.push(format!("format {}", code(format)));
    }
    if let Some(pattern) = &limits.pattern {
        parts.push(format!("matching {}", code(pattern)));
    }
    parts
}

fn range<N: PartialEq + ToString>(least: Option<&N>, greatest: Option<&N>, unit: &str) -> Option<String> {
    match (least.map(N::to_string), greatest.map(N::to_string)) {
        (Some(least), Some(greatest)) if least == greatest => Some(format!("exactly {least}{unit}")),
        (Some(least), Some(greatest)) => Some(format!("{least} to {greatest}{unit}")),
        (Some(least), None) => Some(format!("at least {least}{unit}")),
        (None, Some(greatest)) => Some(format!("at most {greatest}{unit}")),
        (None, None) => None,
    }
}

/// Text as a Markdown code span, with a fence longer than any run of back quotes inside. Control characters, which some patterns
/// hold as they are, are written as regular expressions write them.
fn code(text: &str) -> String {
    let text = text.replace('\n', r"\n").replace('\r', r"\r").replace('\t', r"\t");
    let mut fence = "`".to_owned();
    while text.contains(&fence) {
        fence.push('`');
    }
    let space = if text.is_empty() || text.starts_with('`') || text.ends_with('`') {
        " "
    } else {
        ""
    };
    format!("{fence}{space}{text}{space}{fence}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_type_limits_and_update() {
        let text = Type {
            kind: Kind::String,
            limits: Limits {
                min_size: Some(1),
                max_size: Some(128),
                pattern: Some("^[`a-z\t]+$".to_owned()),
                ..Limits::default()
            },
        };
        let list = Type {
            kind: Kind::List(Box::new(text)),
            limits: Limits {
                max_size: Some(7),
                unique: true,
                ..Limits::default()
            },
        };
        let names = Property {
            ty: list,
            required: true,
            update: Update::Replacement,
            write_only: false,
            deprecated: false,
            default: Some("[]".to_owned()),
            references: Vec::new(),
        };
        assert_eq!(
            property("Names", &names, false, None),
            "`Names`: list of (string, 1 to 128 characters, matching ``^[`a-z\\t]+$``), at most 7 items, no two equal. \
             Required. Default: `[]`. Update: replacement."
        );
    }

    #[test]
    fn long_lists_of_values_are_cut() {
        let limits = Limits {
            values: (0..50).map(|n| n.to_string()).collect(),
            ..Limits::default()
        };
        let text = describe(
            &Type {
                kind: Kind::String,
                limits,
            },
            None,
        );
        assert!(
            text.starts_with("string, one of `0`, `1`,") && text.ends_with("`39` and 10 more"),
            "{text}"
        );
    }
}
