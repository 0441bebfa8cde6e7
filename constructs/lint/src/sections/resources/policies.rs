//! Policies for a resource that is made, changed, replaced or removed.

use ferrocdk_template::{Entry, Node, Value};

use crate::compare::scalar_text;
use crate::functions::{Ground, Walk};
use crate::nearest::suggestion;
use crate::place::Place;
use crate::rules::{self, Rule};
use crate::template::{LANGUAGE_EXTENSIONS, Resource};
use crate::words::kind;

/// Functions that `DeletionPolicy` and `UpdateReplacePolicy` may be: those that give text and need no resource.
const FUNCTIONS: [&str; 7] = [
    "Fn::FindInMap",
    "Fn::If",
    "Fn::Join",
    "Fn::Select",
    "Fn::Sub",
    "Fn::Transform",
    "Ref",
];

/// `DeletionPolicy` and `UpdateReplacePolicy`.
pub(super) fn on_removal<'c>(walk: &mut Walk<'_, 'c>, ty: &str, entry: &'c Entry, place: &Place<'_>) {
    let (rule, mut allowed) = match entry.key.as_str() {
        "DeletionPolicy" => (&rules::E3035, vec!["Delete", "Retain", "RetainExceptOnCreate"]),
        _ => (&rules::E3036, vec!["Delete", "Retain"]),
    };
    if ferrocdk_facts::takes_snapshots(ty) {
        allowed.push("Snapshot");
    }
    choice(walk, rule, &allowed, &entry.value, place, 0);
    if entry
        .value
        .function()
        .is_some_and(|(name, _)| FUNCTIONS.contains(&name))
    {
        walk.ground = Ground::Removal;
        walk.value(&entry.value, place);
        walk.ground = Ground::Values;
    }
}

fn choice<'c>(
    walk: &mut Walk<'_, 'c>,
    rule: &'static Rule,
    allowed: &[&str],
    node: &'c Node,
    place: &Place<'_>,
    depth: usize,
) {
    match node.function() {
        Some(("Fn::If", argument)) if depth < 16 => {
            for branch in argument.as_list().and_then(|items| items.get(1..)).unwrap_or_default() {
                choice(walk, rule, allowed, branch, place, depth + 1);
            }
            return;
        }
        Some((name, _)) if FUNCTIONS.contains(&name) => {
            settled(walk, rule, allowed, (name, node), place);
            return;
        }
        _ => {}
    }
    match node.as_str() {
        Some(text) if allowed.contains(&text) => {}
        Some(text) => {
            walk.findings
                .add(rule, place, format!("`{text}` is no policy of this type"))
                .help(format!("there are {}", allowed.join(", ")));
        }
        None => {
            walk.findings
                .add(rule, place, format!("a policy is text; this is {}", kind(node)))
                .help(format!("there are {}", allowed.join(", ")));
        }
    }
}

/// Judges the value of a function that the template alone settles, unless some value of a parameter makes it a policy.
fn settled<'c>(
    walk: &mut Walk<'_, 'c>,
    rule: &'static Rule,
    allowed: &[&str],
    (name, node): (&str, &'c Node),
    place: &Place<'_>,
) {
    let outcomes: Vec<_> = walk
        .context
        .resolve(node)
        .into_iter()
        .filter(|outcome| {
            let assumptions = place.assumptions().chain(outcome.assumptions.iter().copied());
            walk.context.is_possible(&outcome.choices, assumptions)
        })
        .collect();
    let misfits = |value: &Node| value.as_str().is_none_or(|text| !allowed.contains(&text));
    if outcomes.iter().any(|outcome| !misfits(&outcome.value)) {
        return;
    }
    if let Some(outcome) = outcomes.iter().find(|outcome| outcome.is_settled()) {
        walk.findings
            .add(
                rule,
                place,
                format!(
                    "`{name}` gives {}, which is no policy of this type",
                    kind(&outcome.value)
                ),
            )
            .help(format!("there are {}", allowed.join(", ")));
    }
}

/// Both policies, or neither: one alone protects half of the ways to lose a resource.
pub(super) fn both(walk: &mut Walk<'_, '_>, resource: &Resource<'_>, place: &Place<'_>) {
    if resource
        .ty
        .is_some_and(|ty| matches!(ty, "AWS::Lambda::Version" | "AWS::Lambda::LayerVersion"))
    {
        return;
    }
    let (one, other) = match (
        resource.attribute("DeletionPolicy"),
        resource.attribute("UpdateReplacePolicy"),
    ) {
        (Some(entry), None) => (entry, "UpdateReplacePolicy"),
        (None, Some(entry)) => (entry, "DeletionPolicy"),
        _ => return,
    };
    if one.value.as_str() != Some("Delete") {
        walk.findings
            .add(
                &rules::W3011,
                &place.name(one),
                format!(
                    "`{}` without `{other}` protects from one way of losing the resource only",
                    one.key
                ),
            )
            .help(format!("add `{other}`"));
    }
}

/// The form of a policy.
enum Form {
    /// Two sources say different things.
    Any,
    Boolean,
    /// Whole numbers between the two.
    Whole(i64, i64),
    Text,
    OneOf(&'static [&'static str]),
    ListOf(&'static Form),
    Map(&'static [(&'static str, Form)]),
}

const SIGNAL: Form = Form::Map(&[("Count", Form::Whole(i64::MIN, i64::MAX)), ("Timeout", Form::Text)]);
const FLEET: Form = Form::Map(&[("Type", Form::Boolean)]);

/// From AWS's reference of the `CreationPolicy` attribute.
const CREATION: &[(&[&str], Form)] = &[
    (&["AWS::AppStream::Fleet"], Form::Map(&[("StartFleet", Form::Any)])),
    (
        &["AWS::AutoScaling::AutoScalingGroup"],
        Form::Map(&[
            (
                "AutoScalingCreationPolicy",
                Form::Map(&[("MinSuccessfulInstancesPercent", Form::Whole(0, 100))]),
            ),
            ("ResourceSignal", SIGNAL),
        ]),
    ),
    (
        &["AWS::CloudFormation::WaitCondition", "AWS::EC2::Instance"],
        Form::Map(&[("ResourceSignal", SIGNAL)]),
    ),
];

/// From AWS's reference of the `UpdatePolicy` attribute.
const UPDATE: &[(&[&str], Form)] = &[
    (
        &["AWS::AppStream::Fleet"],
        Form::Map(&[("StartAfterUpdate", FLEET), ("StopBeforeUpdate", FLEET)]),
    ),
    (
        &["AWS::AutoScaling::AutoScalingGroup"],
        Form::Map(&[
            (
                "AutoScalingInstanceRefresh",
                Form::Map(&[
                    ("Strategy", Form::OneOf(&["ReplaceRootVolume", "Rolling"])),
                    ("Preferences", REFRESH),
                ]),
            ),
            (
                "AutoScalingReplacingUpdate",
                Form::Map(&[("WillReplace", Form::Boolean)]),
            ),
            ("AutoScalingRollingUpdate", ROLLING),
            (
                "AutoScalingScheduledAction",
                Form::Map(&[("IgnoreUnmodifiedGroupSizeProperties", Form::Boolean)]),
            ),
        ]),
    ),
    (
        &["AWS::ElastiCache::ReplicationGroup"],
        Form::Map(&[("UseOnlineResharding", Form::Boolean)]),
    ),
    (
        &["AWS::Elasticsearch::Domain", "AWS::OpenSearchService::Domain"],
        Form::Map(&[("EnableVersionUpgrade", Form::Boolean)]),
    ),
    (
        &["AWS::Lambda::Alias"],
        Form::Map(&[(
            "CodeDeployLambdaAliasUpdate",
            Form::Map(&[
                ("AfterAllowTrafficHook", Form::Text),
                ("ApplicationName", Form::Text),
                ("BeforeAllowTrafficHook", Form::Text),
                ("DeploymentGroupName", Form::Text),
            ]),
        )]),
    ),
];
const REFRESH: Form = Form::Map(&[
    (
        "AlarmSpecification",
        Form::Map(&[("Alarms", Form::ListOf(&Form::Text))]),
    ),
    ("BakeTime", Form::Whole(0, 172_800)),
    ("CheckpointDelay", Form::Whole(0, 172_800)),
    ("CheckpointPercentages", Form::ListOf(&Form::Whole(1, 100))),
    ("InstanceWarmup", Form::Whole(0, i64::MAX)),
    ("MaxHealthyPercentage", Form::Whole(100, 200)),
    ("MinHealthyPercentage", Form::Whole(0, 100)),
    ("ScaleInProtectedInstances", Form::OneOf(&["Ignore", "Refresh", "Wait"])),
    ("SkipMatching", Form::Boolean),
    ("StandbyInstances", Form::OneOf(&["Ignore", "Terminate", "Wait"])),
]);
const ROLLING: Form = Form::Map(&[
    ("MaxBatchSize", Form::Whole(1, i64::MAX)),
    ("MinActiveInstancesPercent", Form::Whole(0, 100)),
    ("MinInstancesInService", Form::Whole(0, i64::MAX)),
    ("MinSuccessfulInstancesPercent", Form::Whole(0, 100)),
    ("PauseTime", Form::Text),
    (
        "SuspendProcesses",
        Form::ListOf(&Form::OneOf(&[
            "Launch",
            "Terminate",
            "AddToLoadBalancer",
            "AlarmNotification",
            "AZRebalance",
            "HealthCheck",
            "InstanceRefresh",
            "ReplaceUnhealthy",
            "ScheduledActions",
        ])),
    ),
    ("WaitOnResourceSignals", Form::Boolean),
]);

pub(super) fn creation<'c>(walk: &mut Walk<'_, 'c>, ty: &str, entry: &'c Entry, place: &Place<'_>) {
    walk.value(&entry.value, place);
    // CloudFormation takes a creation policy on any type, and waits for signals that the type never sends.
    match CREATION.iter().find(|(types, _)| types.contains(&ty)) {
        Some((_, wanted)) => form(walk, &rules::E3055, wanted, &entry.value, place),
        None => map(walk, &rules::E3055, entry, place),
    }
}

pub(super) fn update<'c>(walk: &mut Walk<'_, 'c>, ty: &str, entry: &'c Entry, place: &Place<'_>) {
    walk.value(&entry.value, place);
    match UPDATE.iter().find(|(types, _)| types.contains(&ty)) {
        Some((_, wanted)) => form(walk, &rules::E3016, wanted, &entry.value, place),
        None => {
            let types: Vec<&str> = UPDATE.iter().flat_map(|(types, _)| types.iter().copied()).collect();
            walk.findings
                .add(&rules::E3016, place, format!("`{ty}` has no update policy"))
                .help(format!("these have: {}", types.join(", ")));
        }
    }
}

fn map(walk: &mut Walk<'_, '_>, rule: &'static Rule, entry: &Entry, place: &Place<'_>) {
    if entry.value.as_map().is_none() {
        walk.findings.add(
            rule,
            place,
            format!("`{}` is a map; this is {}", entry.key, kind(&entry.value)),
        );
    }
}

/// Checks a value against a form. Functions are let through where CloudFormation resolves them before it reads the policy.
fn form(walk: &mut Walk<'_, '_>, rule: &'static Rule, wanted: &Form, node: &Node, place: &Place<'_>) {
    if let Some((name, _)) = node.function() {
        let whole = matches!(wanted, Form::Map(_))
            && matches!(name, "Fn::Select" | "Ref" | "Fn::Sub" | "Fn::Join" | "Fn::GetAtt");
        if whole && !walk.context.template.transforms.has(LANGUAGE_EXTENSIONS) {
            walk.findings
                .add(rule, place, format!("a map is wanted here, and `{name}` gives none"));
        }
        return;
    }
    let text = scalar_text(node);
    let problem = match wanted {
        Form::Any => None,
        Form::Boolean => match text.as_deref() {
            Some(text) if text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false") => None,
            _ => Some("a boolean".to_owned()),
        },
        Form::Whole(least, most) => match text.as_deref().map(str::parse::<i64>) {
            Some(Ok(number)) if (*least..=*most).contains(&number) => None,
            _ if *least == i64::MIN => Some("a whole number".to_owned()),
            _ if *most == i64::MAX => Some(format!("a whole number from {least}")),
            _ => Some(format!("a whole number from {least} to {most}")),
        },
        Form::Text => text.is_none().then(|| "text".to_owned()),
        Form::OneOf(allowed) => match text.as_deref() {
            Some(text) if allowed.contains(&text) => None,
            _ => Some(format!("one of {}", allowed.join(", "))),
        },
        Form::ListOf(item) => match &node.value {
            Value::List(items) => {
                for (index, node) in items.iter().enumerate() {
                    form(walk, rule, item, node, &place.item(index, node));
                }
                None
            }
            _ => Some("a list".to_owned()),
        },
        Form::Map(keys) => match &node.value {
            Value::Map(map) => {
                for entry in map {
                    match keys.iter().find(|(key, _)| *key == entry.key) {
                        Some((_, wanted)) => form(walk, rule, wanted, &entry.value, &place.key(entry)),
                        None if entry.key.starts_with("Fn::") => {}
                        None => {
                            let note = walk.findings.add(
                                rule,
                                &place.name(entry),
                                format!("there is no `{}` here", entry.key),
                            );
                            if let Some(help) = suggestion(&entry.key, keys.iter().map(|(key, _)| *key)) {
                                note.help(help);
                            }
                        }
                    }
                }
                None
            }
            _ => Some("a map".to_owned()),
        },
    };
    if let Some(wanted) = problem {
        walk.findings
            .add(rule, place, format!("{wanted} is wanted here; this is {}", kind(node)));
    }
}
