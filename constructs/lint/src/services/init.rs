//! Configuration of `cfn-init` on an instance.

use std::sync::LazyLock;

use ferrocdk_spec::Schema;
use serde_json::json;

use crate::context::Context;
use crate::findings::Findings;
use crate::patterns::Patterns;
use crate::rules;
use crate::schema::{Evaluation, Frame, Progress, Sink, Types, each_resource};

/// The form of `AWS::CloudFormation::Init`: sets of configurations, and configurations of up to seven sections.
static FORM: LazyLock<Schema> = LazyLock::new(|| {
    let texts = json!({ "type": "array", "items": { "type": "string" } });
    let named = |entry: serde_json::Value| json!({ "type": "object", "additionalProperties": entry });
    let closed = |properties: serde_json::Value| json!({ "type": "object", "additionalProperties": false, "properties": properties });
    let text = json!({ "type": "string" });
    let package = named(json!({ "type": ["array", "string", "object"] }));
    let service = named(closed(json!({
        "commands": texts, "enabled": { "type": "boolean" }, "ensureRunning": { "type": "boolean" }, "files": texts,
        "packages": named(texts.clone()), "sources": texts,
    })));
    let configuration = json!({
        "type": "object",
        "properties": {
            "packages": closed(json!({
                "apt": package, "msi": package, "python": package, "rpm": package, "rubygems": package, "yum": package, "zypper": package,
            })),
            "groups": named(closed(json!({ "gid": text }))),
            "users": named(closed(json!({ "groups": texts, "homeDir": text, "uid": text }))),
            "sources": named(text.clone()),
            "files": named(closed(json!({
                "authentication": true, "content": { "type": ["string", "object"] }, "context": true,
                "encoding": { "enum": ["plain", "base64"] }, "group": text, "mode": { "type": "string", "minLength": 3, "maxLength": 6 },
                "owner": text, "source": text,
            }))),
            "commands": named(closed(json!({
                "command": { "type": ["array", "string"] }, "cwd": text, "env": named(text.clone()), "ignoreErrors": { "type": "boolean" },
                "test": text, "waitAfterCompletion": text,
            }))),
            "services": closed(json!({ "systemd": service, "sysvinit": service, "windows": service })),
        },
    });
    Schema::from_value(json!({
        "type": "object",
        "properties": { "configSets": { "type": "object" } },
        "additionalProperties": configuration,
    }))
});

/// Configurations have the form that the program on the instance reads (E3009).
pub(super) fn check(context: Context<'_>, types: &Types, patterns: &Patterns, findings: &mut Findings) {
    each_resource(context, &mut |resource, ty, place| {
        let Some(metadata) = resource.attribute("Metadata") else {
            return;
        };
        let Some(init) = metadata
            .value
            .as_map()
            .and_then(|map| map.entry("AWS::CloudFormation::Init"))
        else {
            return;
        };
        let place = place.key(metadata);
        let place = place.key(init);
        let progress = Progress::new();
        let evaluation = Evaluation::new(&FORM, context, patterns, types, ty, &progress);
        let mut found = Findings::default();
        let frame = Frame::new(&place, None).deciding();
        evaluation.check(&init.value, FORM.root(), frame, &mut Sink::into(&mut found));
        for finding in found.into_sorted() {
            findings.pass(&rules::E3009, finding);
        }
    });
}
