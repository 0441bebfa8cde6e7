//! Lambda.

use ferrocdk_template::Node;

use crate::rules;
use crate::runtimes::outdated;
use crate::schema::{Code, Evaluation, Frame, Sink, visit};
use crate::words::{names, quote};

pub(super) const FUNCTION: &[(&str, Code)] = &[
    ("Runtime", runtime),
    ("Environment/Variables", environment),
    ("", snap_start),
    ("", zip_file),
];
pub(super) const SERVERLESS_FUNCTION: &[(&str, Code)] = &[("Runtime", runtime)];

/// Bytes that the environment variables of a function may have, names and values together.
const ENVIRONMENT: usize = 4096;

/// Runtimes that can no longer be used to create a function (E2531), to update one (E2533), or that get no more patches (W2531).
fn runtime(evaluation: &Evaluation<'_>, node: &Node, frame: Frame<'_>, sink: &mut Sink<'_>) {
    if let Some((rule, message, help)) = node.as_str().and_then(|name| outdated(evaluation.context, name)) {
        sink.add(rule, frame.place, || (message, help));
    }
}

/// Names and values fit into 4 KB (E3697).
fn environment(_: &Evaluation<'_>, node: &Node, frame: Frame<'_>, sink: &mut Sink<'_>) {
    let entries = node.as_map().into_iter().flatten();
    let size: usize = entries
        .map(|entry| entry.key.len() + entry.value.as_str().map_or(0, str::len))
        .sum();
    if size > ENVIRONMENT {
        sink.add(&rules::E3697, frame.place, || {
            let help = "keep what is large in the parameter store or in a bucket".to_owned();
            (
                format!("the environment variables have {size} bytes, and Lambda takes {ENVIRONMENT}"),
                Some(help),
            )
        });
    }
}

/// SnapStart is for newer Java, Python and .NET (E2530).
fn snap_start(evaluation: &Evaluation<'_>, node: &Node, frame: Frame<'_>, sink: &mut Sink<'_>) {
    let context = evaluation.context;
    visit(
        context,
        node,
        &["SnapStart", "ApplyOn"],
        frame.place,
        &mut |apply, place| {
            if apply.and_then(Node::as_str) != Some("PublishedVersions") {
                return;
            }
            visit(
                context,
                node,
                &["Runtime"],
                &frame.place.beside(place),
                &mut |runtime, _| {
                    let Some(runtime) = runtime.and_then(Node::as_str) else {
                        return;
                    };
                    if !has_snap_start(runtime) {
                        sink.add(&rules::E2530, place, || {
                            let help = "Java from 11, Python from 3.12 and .NET from 8 have it".to_owned();
                            (format!("the runtime {} has no SnapStart", quote(runtime)), Some(help))
                        });
                    }
                },
            );
        },
    );
}

fn has_snap_start(runtime: &str) -> bool {
    let too_old = [
        "dotnet5.0",
        "dotnet6",
        "dotnet7",
        "java8",
        "java8.al2",
        "python2.7",
        "python3.6",
        "python3.7",
        "python3.8",
        "python3.9",
        "python3.10",
        "python3.11",
    ];
    let has_family = ["dotnet", "java", "python"]
        .iter()
        .any(|family| runtime.starts_with(family));
    has_family && !runtime.starts_with("dotnetcore") && !too_old.contains(&runtime)
}

/// A zip file needs a handler and a runtime (W2533).
fn zip_file(_: &Evaluation<'_>, node: &Node, frame: Frame<'_>, sink: &mut Sink<'_>) {
    let Some(map) = node.as_map() else { return };
    let package = map
        .entry("PackageType")
        .filter(|entry| entry.value.as_str() == Some("Zip"));
    let has_zip = |code: &Node| code.get("ZipFile").is_some() || code.get("S3Key").is_some();
    let code = map.entry("Code").filter(|entry| has_zip(&entry.value));
    let Some(entry) = package.or(code) else { return };
    let missing: Vec<&str> = ["Handler", "Runtime"]
        .into_iter()
        .filter(|name| map.get(name).is_none())
        .collect();
    if !missing.is_empty() && map.get("Fn::Transform").is_none() {
        sink.add(&rules::W2533, &frame.place.key(entry), || {
            (format!("a function from a zip file needs {}", names(missing)), None)
        });
    }
}
