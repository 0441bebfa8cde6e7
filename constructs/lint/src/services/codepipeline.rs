//! AWS CodePipeline.

use ferrocdk_template::Node;

use super::assumed::Assumed;
use crate::rules;
use crate::schema::{Code, Evaluation, Frame, Sink, visit};
use crate::words::quote;

pub(super) const PIPELINE: &[(&str, Code)] = &[
    ("Stages", sources),
    ("Stages/*/Actions/*", counts),
    ("Stages/*/Actions/*", template_path),
    ("", artifacts),
];

/// Provider, and how many artifacts its actions take and make: at least, at most.
type Counts = (&'static str, &'static str, &'static str, (usize, usize), (usize, usize));

/// Owner, category and provider of actions with a fixed number of artifacts.
const COUNTS: [Counts; 19] = [
    ("AWS", "Source", "S3", (0, 0), (1, 1)),
    ("AWS", "Source", "CodeCommit", (0, 0), (1, 1)),
    ("AWS", "Source", "ECR", (0, 0), (1, 1)),
    ("AWS", "Test", "CodeBuild", (1, 5), (0, 5)),
    ("AWS", "Test", "DeviceFarm", (1, 1), (0, 0)),
    ("AWS", "Build", "CodeBuild", (1, 5), (0, 5)),
    ("AWS", "Approval", "Manual", (0, 0), (0, 0)),
    ("AWS", "Deploy", "S3", (1, 1), (0, 0)),
    ("AWS", "Deploy", "CloudFormation", (0, 10), (0, 1)),
    ("AWS", "Deploy", "CodeDeploy", (1, 1), (0, 0)),
    ("AWS", "Deploy", "ElasticBeanstalk", (1, 1), (0, 0)),
    ("AWS", "Deploy", "OpsWorks", (1, 1), (0, 0)),
    ("AWS", "Deploy", "ECS", (1, 1), (0, 0)),
    ("AWS", "Deploy", "ServiceCatalog", (1, 1), (0, 0)),
    ("AWS", "Invoke", "Lambda", (0, 5), (0, 5)),
    ("ThirdParty", "Source", "GitHub", (0, 0), (1, 1)),
    ("ThirdParty", "Deploy", "AlexaSkillsKit", (0, 2), (0, 0)),
    ("Custom", "Build", "Jenkins", (0, 5), (0, 5)),
    ("Custom", "Test", "Jenkins", (0, 5), (0, 5)),
];

/// Sources stand in the first stage, and nothing else does (E3700).
fn sources(evaluation: &Evaluation<'_>, node: &Node, frame: Frame<'_>, sink: &mut Sink<'_>) {
    // A stage that a condition can take away leaves open which one is the first.
    let stages = node.as_list().unwrap_or_default();
    for (index, stage) in stages
        .iter()
        .enumerate()
        .take_while(|(_, stage)| stage.function().is_none())
    {
        let place = frame.place.item(index, stage);
        let path = ["Actions", "*", "ActionTypeId", "Category"];
        visit(evaluation.context, stage, &path, &place, &mut |category, place| {
            let Some(category) = category.and_then(Node::as_str) else {
                return;
            };
            if (category == "Source") != (index == 0) {
                sink.add(&rules::E3700, place, || {
                    let stage = if index == 0 {
                        "the first stage has source actions only"
                    } else {
                        "source actions stand in the first stage only"
                    };
                    (format!("{stage}, and this is {}", quote(category)), None)
                });
            }
        });
    }
}

/// An action takes and makes as many artifacts as its provider wants (E3702).
fn counts(_: &Evaluation<'_>, node: &Node, frame: Frame<'_>, sink: &mut Sink<'_>) {
    let text = |name| {
        node.get("ActionTypeId")
            .and_then(|id| id.get(name))
            .and_then(Node::as_str)
    };
    let (Some(owner), Some(category), Some(provider)) = (text("Owner"), text("Category"), text("Provider")) else {
        return;
    };
    let known = COUNTS
        .iter()
        .find(|(of, is, by, ..)| (*of, *is, *by) == (owner, category, provider));
    let Some((.., inputs, outputs)) = known else { return };
    for (name, (least, most)) in [("InputArtifacts", *inputs), ("OutputArtifacts", *outputs)] {
        let list = node.get(name);
        // A list with conditions or from a function has as many as the deployment says.
        if list.is_some_and(|list| {
            list.as_list()
                .is_none_or(|items| items.iter().any(|item| item.function().is_some()))
        }) {
            continue;
        }
        let count = list.and_then(Node::as_list).map_or(0, <[Node]>::len);
        if !(least..=most).contains(&count) {
            sink.add(&rules::E3702, frame.place, || {
                let range = if least == most {
                    least.to_string()
                } else {
                    format!("{least} to {most}")
                };
                (format!("{count} `{name}`, and `{provider}` has {range}"), None)
            });
        }
    }
}

/// The template of a stack stands in an artifact that the action takes (E3703).
fn template_path(evaluation: &Evaluation<'_>, node: &Node, frame: Frame<'_>, sink: &mut Sink<'_>) {
    let context = evaluation.context;
    visit(
        context,
        node,
        &["Configuration", "TemplatePath"],
        frame.place,
        &mut |path, place| {
            let Some((artifact, _)) = path.and_then(Node::as_str).and_then(|path| path.split_once("::")) else {
                return;
            };
            let mut is_there = false;
            visit(
                context,
                node,
                &["InputArtifacts", "*", "Name"],
                &frame.place.beside(place),
                &mut |name, _| {
                    // A name that only the deployment knows may be the one.
                    is_there |= name.is_some_and(|name| name.as_str().is_none_or(|name| name == artifact));
                },
            );
            if !is_there {
                sink.add(&rules::E3703, place, || {
                    (format!("the action takes no artifact {}", quote(artifact)), None)
                });
            }
        },
    );
}

/// An artifact is made once, before it is used (E3701).
fn artifacts(evaluation: &Evaluation<'_>, node: &Node, frame: Frame<'_>, sink: &mut Sink<'_>) {
    let context = evaluation.context;
    let mut made: Vec<(&str, Assumed)> = Vec::new();
    visit(
        context,
        node,
        &["Stages", "*", "Actions", "*"],
        frame.place,
        &mut |action, place| {
            let Some(action) = action else { return };
            visit(
                context,
                action,
                &["InputArtifacts", "*", "Name"],
                place,
                &mut |name, place| {
                    let Some(name) = name.and_then(Node::as_str) else {
                        return;
                    };
                    if !made
                        .iter()
                        .any(|(other, assumed)| *other == name && Assumed::at(place).meets(assumed, context))
                    {
                        sink.add(&rules::E3701, place, || {
                            (format!("no action before makes the artifact {}", quote(name)), None)
                        });
                    }
                },
            );
            visit(
                context,
                action,
                &["OutputArtifacts", "*", "Name"],
                place,
                &mut |name, place| {
                    let Some(name) = name.and_then(Node::as_str) else {
                        return;
                    };
                    if made
                        .iter()
                        .any(|(other, assumed)| *other == name && Assumed::at(place).meets(assumed, context))
                    {
                        sink.add(&rules::E3701, place, || {
                            (format!("another action makes the artifact {} too", quote(name)), None)
                        });
                    }
                    made.push((name, Assumed::at(place)));
                },
            );
        },
    );
}
