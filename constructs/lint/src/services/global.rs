//! Global services: what they take from one region only (F7003), and what only that region hears of (W7003).

use ferrocdk_template::Node;

use crate::context::Context;
use crate::findings::Findings;
use crate::functions::is_region;
use crate::home_region::{EVENTS, HOME, METRICS, ONLY_HOME, has_home};
use crate::place::Place;
use crate::rules;
use crate::schema::{each_resource, visit};

pub(super) fn check(context: Context<'_>, findings: &mut Findings) {
    // The first region that is not the home; where none is said, the linter takes the home itself.
    let regions = &context.options.regions;
    let away = regions
        .iter()
        .map(String::as_str)
        .find(|region| *region != HOME && has_home(region));
    each_resource(context, &mut |resource, ty, place| {
        let Some(properties) = resource.attribute("Properties") else {
            return;
        };
        let place = place.key(properties);
        let properties = &properties.value;
        for (_, path) in ONLY_HOME.iter().filter(|(known, _)| *known == ty) {
            let steps: Vec<&str> = path.split('/').collect();
            visit(context, properties, &steps, &place, &mut |value, place| {
                if let Some(other) = value.and_then(|value| region_of(context, value, away)) {
                    let message = format!("this is taken from `{HOME}` only, and leads to `{other}`");
                    findings.add(&rules::F7003, place, message).help(format!(
                        "make it in a stack for `{HOME}`; a value of that stack may be used here"
                    ));
                }
            });
        }
        match (ty, away) {
            ("AWS::CloudWatch::Alarm", _) => alarm(context, properties, &place, findings),
            ("AWS::Events::Rule", Some(away)) => events(context, properties, &place, away, findings),
            (_, Some(away)) if ty.starts_with("AWS::WAFv2::") => scope(context, properties, &place, away, findings),
            _ => {}
        }
    });
}

/// The region that a value leads to, where that can be told and is not the home.
fn region_of<'n>(context: Context<'n>, value: &'n Node, away: Option<&'n str>) -> Option<&'n str> {
    let is_other = |region: &&str| *region != HOME && is_region(region) && has_home(region);
    if let Some(text) = value.as_str() {
        return text
            .starts_with("arn:")
            .then(|| text.split(':').nth(3))?
            .filter(is_other);
    }
    match value.function()? {
        ("Fn::GetStackOutput", arguments) => arguments.get("Region")?.as_str().filter(is_other),
        ("Ref", name) => away.filter(|_| is_regional(context, name.as_str().unwrap_or_default())),
        ("Fn::GetAtt", arguments) => {
            let name = match arguments.as_list() {
                Some(items) => items.first()?.as_str()?,
                None => arguments.as_str()?.split('.').next()?,
            };
            away.filter(|_| is_regional(context, name))
        }
        ("Fn::Sub", text) => {
            let region = text
                .as_str()?
                .split(':')
                .filter(|part| !part.is_empty())
                .find(|part| is_region(part));
            region.filter(is_other)
        }
        _ => None,
    }
}

/// Whether a resource of the template stands in the stack's region and says no more than that: a custom resource or a nested stack may give ARNs of any region, and
/// of a web access control list its scope is found.
fn is_regional(context: Context<'_>, name: &str) -> bool {
    let ty = context.template.resources.get(name).and_then(|resource| resource.ty);
    let services = [
        "AWS::CertificateManager::",
        "AWS::KMS::",
        "AWS::Lambda::",
        "AWS::Logs::",
    ];
    ty.is_some_and(|ty| services.iter().any(|service| ty.starts_with(service)))
}

/// Protection of CloudFront stands at home.
fn scope(context: Context<'_>, properties: &Node, place: &Place<'_>, away: &str, findings: &mut Findings) {
    visit(context, properties, &["Scope"], place, &mut |scope, place| {
        if scope.and_then(Node::as_str) == Some("CLOUDFRONT") {
            let message = format!("the scope `CLOUDFRONT` exists in `{HOME}` only, and the stack is for `{away}`");
            findings
                .add(&rules::F7003, place, message)
                .help(format!("move it to a stack for `{HOME}`, or take the scope `REGIONAL`"));
        }
    });
}

/// Metrics that stand in one region.
fn alarm(context: Context<'_>, properties: &Node, place: &Place<'_>, findings: &mut Findings) {
    let paths: [&[&str]; 2] = [&["Namespace"], &["Metrics", "*", "MetricStat", "Metric", "Namespace"]];
    for path in paths {
        visit(context, properties, path, place, &mut |namespace, place| {
            let namespace = namespace.and_then(Node::as_str);
            let Some((namespace, home)) = METRICS.iter().find(|(known, _)| Some(*known) == namespace) else {
                return;
            };
            let regions = &context.options.regions;
            if let Some(away) = regions.iter().find(|region| region != home && has_home(region)) {
                let message = format!("the metrics of `{namespace}` stand in `{home}`, and the stack is for `{away}`");
                findings.add(&rules::W7003, place, message).help(format!(
                    "move the alarm to a stack for `{home}`: here it never has data"
                ));
            }
        });
    }
}

/// Events that arrive at home.
fn events(context: Context<'_>, properties: &Node, place: &Place<'_>, away: &str, findings: &mut Findings) {
    let mut sources = Vec::new();
    visit(
        context,
        properties,
        &["EventPattern", "source", "*"],
        place,
        &mut |source, _| {
            sources.push(source.and_then(Node::as_str));
        },
    );
    let is_global = |source: &Option<&str>| source.is_some_and(|source| EVENTS.contains(&source));
    if sources.is_empty() || !sources.iter().all(is_global) {
        return;
    }
    visit(
        context,
        properties,
        &["EventPattern", "source"],
        place,
        &mut |_, place| {
            let message = format!("events of global services arrive in `{HOME}` only, and the stack is for `{away}`");
            findings.add(&rules::W7003, place, message).help(format!(
                "move the rule to a stack for `{HOME}`; if another rule forwards them from there, acknowledge this one"
            ));
        },
    );
}
