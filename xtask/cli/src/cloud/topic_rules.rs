//! Keeps deployments of one account and region from receiving each other's messages.

use std::collections::BTreeSet;

use anyhow::Result;
use ferrocdk_toolkit::{
    assembly::{Assembly, Stack},
    stack::DescribeStacks,
    topic_rules::{self, StandingRule},
};
use serde::Deserialize;

use crate::{aws::Aws, deployment, failure::Failure, ui};

/// The rule by which the local AWS itself listens to every topic.
const LOCAL_TAP: &str = "ferrocdk_local_tap";

/// Refuses an assembly with a topic rule that would select messages which another deployment's rule selects as well, before anything is made.
/// A filter that the deployment has already is no news.
pub(crate) fn refuse_overlaps(aws: &Aws, assembly: &Assembly) -> Result<()> {
    for stack in &assembly.stacks {
        let new = topic_rules::rules(&stack.template);
        if new.is_empty() {
            continue;
        }
        let aws = deployment::for_stack(aws, stack);
        let Some(standing) = standing(&aws) else { continue };
        let own = own_rules(&aws, assembly);
        let (own, others): (Vec<_>, Vec<_>) = standing.into_iter().partition(|rule| own.contains(&rule.rule_name));
        for rule in new {
            let Some(filter) = &rule.filter else {
                ui::warning(format!(
                    "the topic of rule {} in stack {} is known at deployment only: whether another deployment receives it too is not checked",
                    rule.logical_id, stack.name
                ));
                continue;
            };
            if own.iter().any(|rule| rule.topic_pattern.as_ref() == Some(filter)) {
                continue;
            }
            let overlaps = |rule: &&StandingRule| {
                let pattern = rule.topic_pattern.as_deref();
                pattern.is_some_and(|pattern| topic_rules::overlap(pattern, filter))
            };
            let found: Vec<String> = others
                .iter()
                .filter(overlaps)
                .map(|rule| described(&aws, rule))
                .collect();
            if !found.is_empty() {
                return Err(refusal(&aws, stack, &rule.logical_id, filter, &found).into());
            }
        }
    }
    Ok(())
}

fn refusal(aws: &Aws, stack: &Stack, logical_id: &str, filter: &str, found: &[String]) -> Failure {
    let path = stack.paths.get(logical_id).map_or(logical_id, String::as_str);
    Failure::new(format!(
        "stack `{}` would share messages with another deployment: its rule {path} selects `{filter}`, and so does {} in {} of this account; \
         nothing was deployed",
        stack.name,
        found.join(", and "),
        aws.region()
    ))
    .hint(
        "name the deployment in the topic of the plant file, such as topic = \"{plant}/{suffix}/data/{thing}\"; or pass --share-topic if each \
         shall receive the messages of both",
    )
}

/// The rules that stand in the region; `None`, with a warning, where they may not be listed.
fn standing(aws: &Aws) -> Option<Vec<StandingRule>> {
    #[derive(Deserialize)]
    struct Answer {
        #[serde(default)]
        rules: Vec<StandingRule>,
    }
    match aws.read::<Answer>(&["iot", "list-topic-rules"]) {
        Ok(answer) => Some(
            answer
                .rules
                .into_iter()
                .filter(|rule| !(aws.is_local() && rule.rule_name == LOCAL_TAP))
                .collect(),
        ),
        Err(error) => {
            ui::warning(format!(
                "cannot list the topic rules in {}, so whether another deployment receives the same messages is not checked: {error}",
                aws.region()
            ));
            None
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Resources {
    stack_resources: Vec<Resource>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Resource {
    #[serde(default)]
    stack_name: String,
    #[serde(default)]
    physical_resource_id: String,
    resource_type: String,
}

/// The topic rules of a stack; a stack that does not exist yet has made none.
fn rules_of(aws: &Aws, stack: &str) -> Vec<String> {
    let args = ["cloudformation", "describe-stack-resources", "--stack-name", stack];
    let resources = aws.read::<Resources>(&args).map(|answer| answer.stack_resources);
    let rules = resources.unwrap_or_default().into_iter();
    rules
        .filter(|resource| resource.resource_type == "AWS::IoT::TopicRule")
        .map(|resource| resource.physical_resource_id)
        .collect()
}

/// The rules that the assembly's stacks have made.
fn own_rules(aws: &Aws, assembly: &Assembly) -> BTreeSet<String> {
    let with_rules = |stack: &&Stack| !topic_rules::rules(&stack.template).is_empty();
    let stacks = assembly.stacks.iter().filter(with_rules);
    stacks.flat_map(|stack| rules_of(aws, &stack.name)).collect()
}

/// A rule with its filter, and the stack that it belongs to, if it has one.
fn described(aws: &Aws, rule: &StandingRule) -> String {
    let stack = stack_of(aws, &rule.rule_name).map_or_else(String::new, |stack| format!(" of stack `{stack}`"));
    let resting = if rule.rule_disabled { ", disabled now" } else { "" };
    let filter = rule.topic_pattern.as_deref().unwrap_or_default();
    format!("rule `{}`{stack} (`{filter}`{resting})", rule.rule_name)
}

fn stack_of(aws: &Aws, rule: &str) -> Option<String> {
    let args = [
        "cloudformation",
        "describe-stack-resources",
        "--physical-resource-id",
        rule,
    ];
    if let Ok(answer) = aws.read::<Resources>(&args)
        && let Some(resource) = answer.stack_resources.into_iter().next()
    {
        return Some(resource.stack_name);
    }
    // The local AWS looks nothing up by its physical id. A rule has the words of its stack in its name, whoever made the name up.
    let stacks: DescribeStacks = aws.read(&["cloudformation", "describe-stacks"]).ok()?;
    let names = stacks.stacks.into_iter().map(|stack| stack.stack_name);
    names
        .filter(|name| name.split('-').all(|word| rule.contains(word)))
        .find(|name| rules_of(aws, name).iter().any(|own| own == rule))
}
