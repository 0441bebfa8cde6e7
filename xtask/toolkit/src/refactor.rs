//! Moves of deployed resources to other logical ids and stacks, as CloudFormation's refactor API takes them: nothing is made anew, nothing is changed.
//!
//! The templates of a move are those in force, with the moved resources under their new names and every reference to them rewritten. What changes besides is the
//! business of the deployment that follows.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::diff::{Action, Difference, Side, StackDiff};

/// Stacks that one refactoring may touch.
///
/// Source: "Stack refactoring" of the CloudFormation user guide.
pub const STACKS_MAX: usize = 5;

/// Types whose logical id follows what they hold: under another id they are another resource.
const BY_CONTENT: [&str; 4] = [
    "AWS::ApiGateway::Deployment",
    "AWS::ApiGatewayV2::Deployment",
    "AWS::Lambda::LayerVersion",
    "AWS::Lambda::Version",
];

/// A resource by its stack and its logical id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Place {
    /// The stack.
    pub stack_name: String,
    /// Its logical id there.
    pub logical_resource_id: String,
}

impl Place {
    /// Reads `stack.LogicalId`.
    ///
    /// ```
    /// use ferrocdk_toolkit::refactor::Place;
    /// assert_eq!(Place::parse("plant-dev.Hot").unwrap().logical_resource_id, "Hot");
    /// assert!(Place::parse("Hot").is_none());
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        let (stack, id) = text.rsplit_once('.')?;
        let is_id = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
        (!stack.is_empty() && is_id).then(|| Self {
            stack_name: stack.to_owned(),
            logical_resource_id: id.to_owned(),
        })
    }
}

/// A move.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Move {
    /// Where it stands.
    pub source: Place,
    /// Where it shall stand.
    pub destination: Place,
}

/// One call of the API.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Step {
    /// Templates of the stacks that it touches, by name.
    pub templates: BTreeMap<String, Value>,
    /// Its moves.
    pub moves: Vec<Move>,
}

/// Why moves cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RefactorError {
    /// Nothing stands there.
    #[error("there is no resource `{id}` in stack `{stack}` as it is deployed")]
    Missing {
        /// The stack.
        stack: String,
        /// The logical id.
        id: String,
    },
    /// Something stands there.
    #[error("stack `{stack}` has a resource `{id}` already")]
    Taken {
        /// The stack.
        stack: String,
        /// The logical id.
        id: String,
    },
    /// A reference would have to cross stacks.
    #[error("`{from}` of stack `{stack}` refers to `{to}`, and only one of them moves to another stack")]
    Torn {
        /// The stack.
        stack: String,
        /// The place that refers.
        from: String,
        /// The place that is referred to.
        to: String,
    },
}

/// The moves that a comparison of what is deployed with what shall be recognised.
pub fn moves(difference: &Difference) -> Vec<Move> {
    let mut found = Vec::new();
    difference.stacks.iter().for_each(|stack| collect(stack, &mut found));
    found.sort();
    found
}

fn collect(stack: &StackDiff, found: &mut Vec<Move>) {
    for diff in &stack.resources {
        let renamed = diff.action == Action::Replace
            && diff.changes.is_empty()
            && !BY_CONTENT.contains(&diff.resource_type.as_str());
        let Some(before) = diff.before.as_ref().filter(|_| diff.action == Action::Move || renamed) else {
            continue;
        };
        found.push(Move {
            source: Place {
                stack_name: before.stack.clone(),
                logical_resource_id: before.logical_id.clone(),
            },
            destination: Place {
                stack_name: stack.name.clone(),
                logical_resource_id: diff.logical_id.clone(),
            },
        });
    }
}

/// The calls that make the moves, each of at most [`STACKS_MAX`] stacks.
///
/// # Errors
///
/// When a move begins where nothing stands, ends where something does, or tears a reference apart.
pub fn steps(deployed: &[Side], moves: &[Move]) -> Result<Vec<Step>, RefactorError> {
    let mut templates: BTreeMap<String, Value> = deployed
        .iter()
        .map(|side| (side.name.clone(), side.template.clone()))
        .collect();
    let mut steps = Vec::new();
    for moves in batches(moves) {
        let mut touched = BTreeSet::new();
        for planned in &moves {
            touched.insert(planned.source.stack_name.clone());
            touched.insert(planned.destination.stack_name.clone());
        }
        check(&templates, &moves)?;
        let mut next: BTreeMap<String, Value> = touched
            .iter()
            .map(|name| {
                (
                    name.clone(),
                    templates
                        .get(name)
                        .cloned()
                        .unwrap_or_else(|| json!({ "Resources": {} })),
                )
            })
            .collect();
        let mut taken = Vec::new();
        for planned in &moves {
            let (stack, id) = (&planned.source.stack_name, &planned.source.logical_resource_id);
            let resources = next
                .get_mut(stack)
                .and_then(|template| template.get_mut("Resources")?.as_object_mut());
            let resource =
                resources
                    .and_then(|resources| resources.remove(id))
                    .ok_or_else(|| RefactorError::Missing {
                        stack: stack.clone(),
                        id: id.clone(),
                    })?;
            taken.push((planned, resource));
        }
        for (planned, resource) in taken {
            let (stack, id) = (
                &planned.destination.stack_name,
                &planned.destination.logical_resource_id,
            );
            if let Some(template) = next.get_mut(stack).and_then(Value::as_object_mut) {
                let resources = template.entry("Resources").or_insert_with(|| Value::Object(Map::new()));
                if let Some(resources) = resources.as_object_mut() {
                    resources.insert(id.clone(), resource);
                }
            }
        }
        for (stack, template) in &mut next {
            let names: BTreeMap<&str, &str> = moves
                .iter()
                .filter(|planned| planned.destination.stack_name == *stack)
                .map(|planned| {
                    (
                        planned.source.logical_resource_id.as_str(),
                        planned.destination.logical_resource_id.as_str(),
                    )
                })
                .collect();
            rename(template, &names);
        }
        templates.extend(next.clone());
        steps.push(Step { templates: next, moves });
    }
    Ok(steps)
}

/// Moves in groups that touch few enough stacks. Those between the same two stacks stay together: they may refer to each other.
fn batches(moves: &[Move]) -> Vec<Vec<Move>> {
    let mut pairs: BTreeMap<(&str, &str), Vec<Move>> = BTreeMap::new();
    for planned in moves {
        let pair = (
            planned.source.stack_name.as_str(),
            planned.destination.stack_name.as_str(),
        );
        pairs.entry(pair).or_default().push(planned.clone());
    }
    let mut batches: Vec<(BTreeSet<&str>, Vec<Move>)> = Vec::new();
    for ((from, to), moves) in pairs {
        let fits = |stacks: &BTreeSet<&str>| {
            let further = [from, to].into_iter().collect::<BTreeSet<_>>();
            stacks.union(&further).count() <= STACKS_MAX
        };
        match batches.last_mut() {
            Some((stacks, batch)) if fits(stacks) => {
                stacks.extend([from, to]);
                batch.extend(moves);
            }
            _ => batches.push(([from, to].into(), moves)),
        }
    }
    batches.into_iter().map(|(_, batch)| batch).collect()
}

fn check(templates: &BTreeMap<String, Value>, moves: &[Move]) -> Result<(), RefactorError> {
    let has = |stack: &str, id: &str| {
        templates
            .get(stack)
            .is_some_and(|template| template.pointer(&format!("/Resources/{id}")).is_some())
    };
    let leaving: BTreeSet<&Place> = moves.iter().map(|planned| &planned.source).collect();
    for Move { source, destination } in moves {
        let (stack, id) = (&source.stack_name, &source.logical_resource_id);
        if !has(stack, id) {
            return Err(RefactorError::Missing {
                stack: stack.clone(),
                id: id.clone(),
            });
        }
        if has(&destination.stack_name, &destination.logical_resource_id) && !leaving.contains(destination) {
            return Err(RefactorError::Taken {
                stack: destination.stack_name.clone(),
                id: destination.logical_resource_id.clone(),
            });
        }
    }
    let goes_to = |stack: &str, id: &str| -> Option<&str> {
        let at = moves
            .iter()
            .find(|planned| planned.source.stack_name == stack && planned.source.logical_resource_id == id);
        at.map(|planned| planned.destination.stack_name.as_str())
    };
    for (stack, template) in templates {
        for section in ["Resources", "Outputs"] {
            for (name, value) in template.get(section).and_then(Value::as_object).into_iter().flatten() {
                let from = if section == "Resources" {
                    goes_to(stack, name)
                } else {
                    None
                }
                .unwrap_or(stack);
                let mut referred = BTreeSet::new();
                references(value, &mut referred);
                for id in referred.iter().filter(|id| has(stack, id)) {
                    if goes_to(stack, id).unwrap_or(stack) != from {
                        return Err(RefactorError::Torn {
                            stack: stack.clone(),
                            from: name.clone(),
                            to: id.clone(),
                        });
                    }
                }
            }
        }
    }
    Ok(())
}

/// Names that a value refers to, whatever they stand for.
fn references(value: &Value, found: &mut BTreeSet<String>) {
    visit(&mut value.clone(), &mut |name| {
        found.insert(name.to_owned());
        None
    });
}

/// Rewrites references; `names` has the new name for each old one.
fn rename(template: &mut Value, names: &BTreeMap<&str, &str>) {
    for section in ["Resources", "Outputs"] {
        if let Some(entries) = template.get_mut(section) {
            visit(entries, &mut |name| names.get(name).map(|name| (*name).to_owned()));
        }
    }
}

/// Calls `each` with every name that is referred to, and puts what it gives in its place.
fn visit(value: &mut Value, each: &mut impl FnMut(&str) -> Option<String>) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| visit(item, each)),
        Value::Object(map) => {
            for (key, inner) in map.iter_mut() {
                match key.as_str() {
                    "Ref" => replace(inner, each),
                    "DependsOn" => match inner {
                        Value::Array(names) => names.iter_mut().for_each(|name| replace(name, each)),
                        name => replace(name, each),
                    },
                    "Fn::GetAtt" => match inner {
                        Value::Array(parts) => parts.first_mut().into_iter().for_each(|name| replace(name, each)),
                        Value::String(text) => {
                            if let Some((name, rest)) = text.split_once('.')
                                && let Some(new) = each(name)
                            {
                                *text = format!("{new}.{rest}");
                            }
                        }
                        _ => {}
                    },
                    "Fn::Sub" => {
                        let text = match inner {
                            Value::Array(parts) => {
                                parts.iter_mut().skip(1).for_each(|part| visit(part, each));
                                parts.first_mut()
                            }
                            text => Some(text),
                        };
                        if let Some(Value::String(text)) = text {
                            *text = substitute(text, each);
                        }
                    }
                    _ => visit(inner, each),
                }
            }
        }
        _ => {}
    }
}

fn replace(value: &mut Value, each: &mut impl FnMut(&str) -> Option<String>) {
    if let Value::String(name) = value
        && let Some(new) = each(name)
    {
        *name = new;
    }
}

fn substitute(text: &str, each: &mut impl FnMut(&str) -> Option<String>) -> String {
    let mut done = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        done.push_str(before);
        done.push_str("${");
        let end = after.find(['.', '}']).unwrap_or(after.len());
        let (name, behind) = after.split_at(end);
        done.push_str(&each(name).unwrap_or_else(|| name.to_owned()));
        rest = behind;
    }
    done.push_str(rest);
    done
}

#[cfg(test)]
mod tests {
    use ferrocdk_spec::Database;

    use super::*;
    use crate::diff::compare;

    fn side(name: &str, resources: Value) -> Side {
        Side::of_template(name, json!({ "Resources": resources }))
    }

    fn planned(text: &str) -> Move {
        let (source, destination) = text.split_once(" > ").unwrap();
        Move {
            source: Place::parse(source).unwrap(),
            destination: Place::parse(destination).unwrap(),
        }
    }

    #[test]
    fn what_the_comparison_recognised_moves_with_its_references() {
        let queue =
            |id: &str, path: &str| json!({ id: { "Type": "AWS::SQS::Queue", "Metadata": { "aws:cdk:path": path } } });
        let mut old = queue("A", "s/A/Q/Resource");
        old["P"] = json!({ "Type": "AWS::SSM::Parameter", "DependsOn": "A", "Properties": { "Type": "String",
            "Value": { "Fn::Sub": ["${A.Arn} ${X} ${!A}", { "X": { "Fn::GetAtt": "A.Arn" } }] } } });
        let mut new = queue("B", "s/B/Q/Resource");
        new["P"] = json!({ "Type": "AWS::SSM::Parameter", "DependsOn": "B", "Properties": { "Type": "String",
            "Value": { "Fn::Sub": ["${B.Arn} ${X} ${!A}", { "X": { "Fn::GetAtt": "B.Arn" } }] } } });
        let (old, new) = ([side("s", old)], [side("s", new)]);
        let database = Database::bundled().unwrap();
        let moves = moves(&compare(&old, &new, &database, false));
        assert_eq!(moves, [planned("s.A > s.B")]);
        let steps = steps(&old, &moves).unwrap();
        let moved = &steps[0].templates["s"];
        assert_eq!(moved["Resources"]["P"], new[0].template["Resources"]["P"]);
        assert_eq!(
            moved["Resources"]["B"]["Metadata"]["aws:cdk:path"], "s/A/Q/Resource",
            "nothing else changes"
        );
        // Afterwards nothing moves any more.
        let after = [Side::of_template("s", moved.clone())];
        let left = compare(&after, &new, &database, false);
        assert!(super::moves(&left).is_empty() && !left.differs, "{left:?}");
    }

    #[test]
    fn resources_that_hold_each_other_go_to_another_stack_together() {
        let old = [
            side(
                "a",
                json!({ "D": { "Type": "AWS::SQS::Queue" }, "Q": { "Type": "AWS::SQS::Queue", "Properties": { "RedrivePolicy": { "deadLetterTargetArn": { "Fn::GetAtt": ["D", "Arn"] } } } } }),
            ),
            side("b", json!({ "T": { "Type": "AWS::SNS::Topic" } })),
        ];
        let both = [planned("a.D > b.Dead"), planned("a.Q > b.Work")];
        let steps = steps(&old, &both).unwrap();
        assert_eq!(steps.len(), 1);
        let b = &steps[0].templates["b"]["Resources"];
        assert_eq!(
            b["Work"]["Properties"]["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0],
            "Dead"
        );
        assert_eq!(steps[0].templates["a"]["Resources"], json!({}));
        let torn = super::steps(&old, &both[..1]).unwrap_err().to_string();
        assert_eq!(
            torn,
            "`Q` of stack `a` refers to `D`, and only one of them moves to another stack"
        );
    }

    #[test]
    fn wrong_moves_are_told() {
        let old = [side(
            "a",
            json!({ "Q": { "Type": "AWS::SQS::Queue" }, "R": { "Type": "AWS::SQS::Queue" } }),
        )];
        let error = |text: &str| steps(&old, &[planned(text)]).unwrap_err().to_string();
        assert_eq!(
            error("a.X > a.Y"),
            "there is no resource `X` in stack `a` as it is deployed"
        );
        assert_eq!(error("a.Q > a.R"), "stack `a` has a resource `R` already");
        let swapped = steps(&old, &[planned("a.Q > a.R"), planned("a.R > a.Q")]).unwrap();
        assert_eq!(swapped[0].moves.len(), 2, "two may change their names");
    }

    #[test]
    fn many_stacks_are_refactored_in_steps() {
        let old: Vec<Side> = (0..8)
            .map(|at| side(&format!("s{at}"), json!({ "Q": { "Type": "AWS::SQS::Queue" } })))
            .collect();
        let moves: Vec<Move> = (0..8).map(|at| planned(&format!("s{at}.Q > s{at}.Moved"))).collect();
        let steps = steps(&old, &moves).unwrap();
        assert_eq!(
            steps.iter().map(|step| step.templates.len()).collect::<Vec<_>>(),
            [5, 3]
        );
    }

    #[test]
    fn what_follows_its_content_does_not_move() {
        let version = |id: &str| {
            [side(
                "s",
                json!({ id: { "Type": "AWS::Lambda::Version", "Metadata": { "aws:cdk:path": "s/F/Version/Resource" }, "Properties": { "FunctionName": "f" } } }),
            )]
        };
        assert!(
            moves(&compare(
                &version("V1"),
                &version("V2"),
                &Database::bundled().unwrap(),
                false
            ))
            .is_empty()
        );
    }
}
