//! Mistakes of functions, beside their events and policies, that the transform refuses.

use ferrocdk_template::{Entry, Map, Node, Value};

use super::{function, refuse};
use crate::compare::as_number;
use crate::rules;
use crate::schema::{Evaluation, Frame, Sink, is_open};

/// Properties that need another one.
const NEEDS: [(&str, &str); 4] = [
    ("DeploymentPreference", "AutoPublishAlias"),
    ("FunctionScalingConfig", "CapacityProviderConfig"),
    ("ProvisionedConcurrencyConfig", "AutoPublishAlias"),
    ("VersionDeletionPolicy", "AutoPublishAlias"),
];
/// Properties that cannot stand together.
const EXCLUDES: [(&str, &str); 5] = [
    ("CapacityProviderConfig", "ProvisionedConcurrencyConfig"),
    ("CapacityProviderConfig", "VpcConfig"),
    ("TenancyConfig", "FunctionUrlConfig"),
    ("TenancyConfig", "ProvisionedConcurrencyConfig"),
    ("TenancyConfig", "SnapStart"),
];
/// Properties from which SAM makes ids, so that they are text or a parameter.
const LITERAL: [&str; 2] = ["AutoPublishAlias", "AutoPublishCodeSha256"];
/// Seconds that a function may take on Lambda's own capacity.
const TIMEOUT: f64 = 900.0;
/// Events that a function with tenants can have.
const OF_TENANTS: [&str; 2] = ["Api", "HttpApi"];

/// Checks the properties of a function.
pub(super) fn check(evaluation: &Evaluation<'_>, node: &Node, frame: Frame<'_>, sink: &mut Sink<'_>) {
    let Some(map) = node.as_map().filter(|map| !is_open(map)) else {
        return;
    };
    for (name, need) in NEEDS {
        if let (Some(entry), None) = (there(map, name), there(map, need))
            && !is_off(entry)
        {
            sink.add(&rules::E3021, &frame.place.name(entry), || {
                (format!("`{name}` needs `{need}`, which is missing"), None)
            });
        }
    }
    for (name, other) in EXCLUDES {
        if let (Some(_), Some(entry)) = (there(map, name), there(map, other)) {
            sink.add(&rules::E3020, &frame.place.name(entry), || {
                (format!("`{other}` may not stand beside `{name}`"), None)
            });
        }
    }
    if let (Some(entry), None) = (map.entry("Timeout"), there(map, "CapacityProviderConfig"))
        && as_number(&entry.value).is_some_and(|seconds| seconds > TIMEOUT)
    {
        sink.add(&rules::E3717, &frame.place.key(entry), || {
            let message = format!("without `CapacityProviderConfig` a function has at most {TIMEOUT} seconds");
            (message, None)
        });
    }
    for name in LITERAL {
        if let Some(entry) = map.entry(name) {
            frame.property(entry, |frame| literal(evaluation, entry, frame, sink));
        }
    }
    if let (Some(_), Some(events)) = (there(map, "TenancyConfig"), map.entry("Events")) {
        frame.property(events, |frame| {
            for event in events.value.as_map().into_iter().flatten() {
                let ty = event.value.get("Type").and_then(Node::as_str);
                if let Some(ty) = ty.filter(|ty| !OF_TENANTS.contains(ty)) {
                    frame.property(event, |frame| {
                        refuse(
                            sink,
                            frame,
                            format!("a function with `TenancyConfig` has no events of type `{ty}`"),
                            || Some("it can have Api and HttpApi".to_owned()),
                        );
                    });
                }
            }
        });
    }
}

/// A property that says something: SAM takes an empty map for none.
fn there<'m>(map: &'m Map, name: &str) -> Option<&'m Entry> {
    map.entry(name)
        .filter(|entry| entry.value.as_map().is_none_or(|map| !map.is_empty()))
}

/// Whether a property may be switched off: by itself, or by what a function gives.
fn is_off(entry: &Entry) -> bool {
    let enabled = entry.value.get("Enabled");
    function(&entry.value).is_some()
        || enabled.is_some_and(|enabled| matches!(enabled.value, Value::Bool(false)) || function(enabled).is_some())
}

fn literal(evaluation: &Evaluation<'_>, entry: &Entry, frame: Frame<'_>, sink: &mut Sink<'_>) {
    let Some(function) = function(&entry.value) else { return };
    let template = evaluation.context.template;
    let is_parameter = entry.value.function().is_some_and(|(name, argument)| {
        name == "Ref"
            && argument
                .as_str()
                .is_some_and(|name| template.parameters.contains_key(name) || name == "AWS::NoValue")
    });
    if !is_parameter && !template.transforms.has(crate::template::LANGUAGE_EXTENSIONS) {
        refuse(
            sink,
            frame,
            format!(
                "`{}` is text or `Ref` to a parameter; SAM reads it before `{function}` is run",
                entry.key
            ),
            || None,
        );
    }
}
