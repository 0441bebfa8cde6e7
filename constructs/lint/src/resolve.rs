//! Values of functions, as far as the template alone says.

use std::borrow::Cow;
use std::cell::Cell;

use ferrocdk_facts::Partition;
use ferrocdk_template::{Node, Value};

use crate::compare::scalar_text;
use crate::context::Context;

/// How many values of one function are followed. A parameter with more allowed values than that is rare, and products of several grow quickly.
const VALUES: usize = 64;
/// How many functions are followed for one value, so that functions in functions cannot take for ever.
const STEPS: usize = 4_000;
/// The same for what a condition compares, which is looked at for every value that stands under it.
const COMPARED: usize = 200;
/// How long a text may get, in bytes; a longer one counts as not known. CloudFormation's own limit for a value is 4,096.
const TEXT: usize = 64 * 1024;

/// One value that a function can give.
#[derive(Clone, Debug)]
pub(crate) struct Outcome<'t> {
    /// The value; a literal, perhaps a list or a map with functions inside.
    pub(crate) value: Cow<'t, Node>,
    /// The choices that it came from: parameters, each with its default or an allowed value, and the region.
    pub(crate) choices: Vec<Choice<'t>>,
    /// Whether a parameter among them has a value that is assumed, and no default.
    pub(crate) is_assumed: bool,
    /// Which conditions lead to this value.
    pub(crate) assumptions: Vec<(&'t str, bool)>,
}

/// A parameter or `AWS::Region`, and the value that it has.
pub(crate) type Choice<'t> = (&'t str, String);

impl<'t> Outcome<'t> {
    /// Whether the template alone says the value. Whoever deploys can give parameters another one.
    pub(crate) fn is_settled(&self) -> bool {
        self.choices.iter().all(|(name, _)| *name == REGION)
    }

    /// Whether both can come about in one deployment: no parameter has two values.
    fn agrees(&self, other: &Outcome<'t>) -> bool {
        other.choices.iter().all(|(name, value)| {
            self.choices
                .iter()
                .all(|(known, other)| known != name || other == value)
        })
    }

    fn literal(value: Cow<'t, Node>) -> Self {
        Self {
            value,
            choices: Vec::new(),
            is_assumed: false,
            assumptions: Vec::new(),
        }
    }

    fn with<'n>(&self, value: Cow<'n, Node>, other: Option<&Outcome<'t>>) -> Outcome<'n>
    where
        't: 'n,
    {
        let mut assumptions: Vec<(&'n str, bool)> = self.assumptions.clone();
        let mut choices: Vec<Choice<'n>> = self.choices.clone();
        if let Some(other) = other {
            assumptions.extend(other.assumptions.iter().copied());
            for choice in &other.choices {
                if !choices.contains(choice) {
                    choices.push(choice.clone());
                }
            }
        }
        Outcome {
            value,
            choices,
            is_assumed: self.is_assumed || other.is_some_and(|other| other.is_assumed),
            assumptions,
        }
    }
}

impl<'c> Context<'c> {
    /// The values that a node can have at deployment: itself when it is no function, those of the function when the template settles them,
    /// none when it does not. `AWS::NoValue` gives none.
    pub(crate) fn resolve(&self, node: &'c Node) -> Vec<Outcome<'c>> {
        Resolver::new(*self, None).resolve(node)
    }

    /// Whether the conditions can have these values in a deployment in which the choices were made.
    pub(crate) fn is_possible<'n>(
        &self,
        choices: &[Choice<'_>],
        assumptions: impl IntoIterator<Item = (&'n str, bool)>,
    ) -> bool {
        let conditions = &self.template.conditions;
        if choices.is_empty() {
            return conditions.possible(assumptions);
        }
        conditions.possible_when(assumptions, &|subject| self.chosen(subject, choices))
    }

    /// Whether they can in a deployment that leads to an outcome, with all the values that are assumed where it came from one of them.
    pub(crate) fn is_possible_for<'n>(
        &self,
        outcome: &Outcome<'_>,
        assumptions: impl IntoIterator<Item = (&'n str, bool)>,
    ) -> bool {
        if !outcome.is_assumed {
            return self.is_possible(&outcome.choices, assumptions);
        }
        let mut choices: Vec<Choice<'_>> = self.assumed_texts();
        choices.extend(outcome.choices.iter().cloned());
        self.is_possible(&choices, assumptions)
    }

    /// The text that a condition compares, when the choices settle it.
    fn chosen(&self, subject: &'c Node, choices: &[Choice<'_>]) -> Option<String> {
        if let Some(("Ref", name)) = subject.function()
            && let Some((_, value)) = choices.iter().find(|(known, _)| Some(*known) == name.as_str())
        {
            return Some(value.clone());
        }
        let outcomes = Resolver::new(*self, Some(choices)).resolve(subject);
        match outcomes.as_slice() {
            [outcome] => scalar_text(&outcome.value).map(Cow::into_owned),
            _ => None,
        }
    }
}

struct Resolver<'r, 'c> {
    context: Context<'c>,
    left: Cell<usize>,
    /// The values of parameters when nothing else is to be looked at.
    chosen: Option<&'r [Choice<'r>]>,
}

impl<'r, 'c> Resolver<'r, 'c> {
    fn new(context: Context<'c>, chosen: Option<&'r [Choice<'r>]>) -> Self {
        let left = Cell::new(if chosen.is_some() { COMPARED } else { STEPS });
        Self { context, left, chosen }
    }

    fn resolve(&self, node: &'c Node) -> Vec<Outcome<'c>> {
        let outcomes = self.outcomes(node);
        // What was cut short is not known.
        if self.left.get() == 0 { Vec::new() } else { outcomes }
    }

    fn outcomes(&self, node: &'c Node) -> Vec<Outcome<'c>> {
        let Some((function, argument)) = node.function() else {
            return vec![Outcome::literal(Cow::Borrowed(node))];
        };
        let Some(left) = self.left.get().checked_sub(1) else {
            return Vec::new();
        };
        self.left.set(left);
        let mut outcomes = self.call(node, function, argument);
        outcomes.truncate(VALUES);
        outcomes
    }

    fn call(&self, node: &'c Node, function: &str, argument: &'c Node) -> Vec<Outcome<'c>> {
        let items = argument.as_list().unwrap_or_default();
        match (function, items) {
            ("Ref", _) => argument
                .as_str()
                .map(|name| self.reference(name, node))
                .unwrap_or_default(),
            ("Fn::If", [condition, yes, no]) => self.branches(condition, yes, no),
            ("Fn::Join", [delimiter, parts]) => self.join(delimiter, parts),
            ("Fn::Select", [index, list]) => self.select(index, list),
            ("Fn::Split", [delimiter, text]) => self.split(delimiter, text),
            ("Fn::FindInMap", [map, first, second, ..]) => self.find_in_map([map, first, second], items.get(3)),
            ("Fn::Sub", [text, names]) => self.substitute(text, Some(names)),
            ("Fn::Sub", []) => self.substitute(argument, None),
            _ => Vec::new(),
        }
    }

    /// Value that `Ref` gives, for parameters and pseudo parameters; nothing for resources, whose names are made at deployment.
    fn reference(&self, name: &'c str, at: &Node) -> Vec<Outcome<'c>> {
        if let Some(outcomes) = self.pseudo(name, at) {
            return outcomes;
        }
        let Some(parameter) = self.context.template.parameters.get(name) else {
            return Vec::new();
        };
        if self.chosen.is_none()
            && let Some(value) = self.context.assumed(name)
        {
            return vec![Outcome {
                choices: vec![(name, joined(&value))],
                is_assumed: true,
                ..Outcome::literal(Cow::Owned(value))
            }];
        }
        if parameter.is_stored() {
            return Vec::new();
        }
        let values: Vec<Cow<'c, Node>> = match self.chosen {
            Some(choices) => {
                let chosen = choices.iter().find(|(known, _)| *known == name);
                chosen
                    .map(|(_, value)| Cow::Owned(text_node(value.clone(), at)))
                    .into_iter()
                    .collect()
            }
            None => parameter.known_values().take(VALUES).map(Cow::Borrowed).collect(),
        };
        let mut outcomes: Vec<Outcome<'c>> = Vec::new();
        for value in values {
            let Some(text) = scalar_text(&value).map(Cow::into_owned) else {
                continue;
            };
            let value = if parameter.is_list() {
                let items = text.split(',').map(|item| text_node(item.trim().to_owned(), &value));
                Cow::Owned(Node {
                    value: Value::List(items.collect()),
                    at: value.at,
                })
            } else {
                value
            };
            let choice = (name, text);
            // The default is among the allowed values too.
            if outcomes.iter().any(|outcome| outcome.choices.contains(&choice)) {
                continue;
            }
            let mut outcome = Outcome::literal(value);
            outcome.choices.push(choice);
            outcomes.push(outcome);
        }
        outcomes
    }

    /// The values of a pseudo parameter in the regions that the template is checked for. The account is not known, so an example stands for it.
    fn pseudo(&self, name: &str, at: &Node) -> Option<Vec<Outcome<'c>>> {
        let given: fn(&str) -> &str = match name {
            REGION => |region| region,
            "AWS::Partition" => |region| partition(region).name,
            "AWS::URLSuffix" => |region| partition(region).dns_suffix,
            "AWS::AccountId" | "AWS::StackName" => {
                let example = if name == "AWS::StackName" {
                    "stack"
                } else {
                    "123456789012"
                };
                let outcome = Outcome::literal(Cow::Owned(text_node(example.to_owned(), at)));
                return Some(self.chosen.is_none().then_some(outcome).into_iter().collect());
            }
            _ => return None,
        };
        let chosen = |choices: &[Choice<'_>]| {
            let regions = choices.iter().filter(|(name, _)| *name == REGION);
            regions.map(|(_, region)| region.clone()).collect()
        };
        let regions: Vec<String> = self.chosen.map_or_else(|| self.context.options.regions.clone(), chosen);
        let outcome = |region: String| {
            let mut outcome = Outcome::literal(Cow::Owned(text_node(given(&region).to_owned(), at)));
            outcome.choices.push((REGION, region));
            outcome
        };
        Some(regions.into_iter().map(outcome).collect())
    }

    fn branches(&self, condition: &'c Node, yes: &'c Node, no: &'c Node) -> Vec<Outcome<'c>> {
        let mut all = Vec::new();
        for (branch, value) in [(yes, true), (no, false)] {
            for mut outcome in self.outcomes(branch) {
                outcome.assumptions.extend(condition.as_str().map(|name| (name, value)));
                let assumptions = outcome.assumptions.iter().copied();
                let is_possible = match self.chosen {
                    // A condition is being looked at already.
                    Some(_) => self.context.template.conditions.possible(assumptions),
                    None => self.context.is_possible_for(&outcome, assumptions),
                };
                if is_possible {
                    all.push(outcome);
                }
            }
        }
        all
    }

    fn join(&self, delimiter: &'c Node, parts: &'c Node) -> Vec<Outcome<'c>> {
        let Some(delimiter) = delimiter.as_str() else {
            return Vec::new();
        };
        let Some(items) = parts.as_list() else {
            return self.join_list(delimiter, parts);
        };
        let mut texts: Vec<(String, Outcome<'c>)> = vec![(String::new(), Outcome::literal(Cow::Borrowed(parts)))];
        for (index, item) in items.iter().enumerate() {
            let outcomes = self.outcomes(item);
            texts = product(&texts, &outcomes, |text, piece| {
                if index == 0 {
                    piece.to_owned()
                } else {
                    format!("{text}{delimiter}{piece}")
                }
            });
        }
        finish(texts, parts)
    }

    /// Joins a list that a function gives.
    fn join_list(&self, delimiter: &str, parts: &'c Node) -> Vec<Outcome<'c>> {
        let lists = self.outcomes(parts);
        let joined = lists.iter().filter_map(|list| {
            let items = list.value.as_list()?.iter().map(scalar_text);
            let text = items.collect::<Option<Vec<_>>>()?.join(delimiter);
            Some((text.len() <= TEXT).then(|| list.with(Cow::Owned(text_node(text, parts)), None)))
        });
        joined.collect::<Option<Vec<_>>>().unwrap_or_default()
    }

    fn substitute(&self, text: &'c Node, names: Option<&'c Node>) -> Vec<Outcome<'c>> {
        let Some(source) = text.as_str() else { return Vec::new() };
        let mut texts: Vec<(String, Outcome<'c>)> = vec![(String::new(), Outcome::literal(Cow::Borrowed(text)))];
        for piece in pieces(source) {
            let outcomes = match piece {
                Piece::Text(piece) => vec![Outcome::literal(Cow::Owned(text_node(piece.to_owned(), text)))],
                Piece::Name(name) => match names.and_then(|names| names.get(name)) {
                    Some(node) => self.outcomes(node),
                    None => self.reference(name, text),
                },
            };
            texts = product(&texts, &outcomes, |text, piece| format!("{text}{piece}"));
        }
        finish(texts, text)
    }

    fn select(&self, index: &'c Node, list: &'c Node) -> Vec<Outcome<'c>> {
        let mut all = Vec::new();
        let lists = self.outcomes(list);
        for index in self.outcomes(index) {
            let Some(number) = scalar_text(&index.value).and_then(|text| text.parse::<usize>().ok()) else {
                continue;
            };
            for list in lists.iter().filter(|list| index.agrees(list)) {
                match &list.value {
                    Cow::Borrowed(node) => {
                        let Some(item) = node.as_list().and_then(|items| items.get(number)) else {
                            continue;
                        };
                        let way = index.with(index.value.clone(), Some(list));
                        all.extend(
                            self.outcomes(item)
                                .iter()
                                .filter(|item| way.agrees(item))
                                .map(|item| way.with(item.value.clone(), Some(item))),
                        );
                    }
                    Cow::Owned(node) => {
                        let Some(item) = node.as_list().and_then(|items| items.get(number)) else {
                            continue;
                        };
                        all.push(index.with(Cow::Owned(item.clone()), Some(list)));
                    }
                }
                if all.len() > VALUES {
                    return all;
                }
            }
        }
        all
    }

    fn split(&self, delimiter: &'c Node, text: &'c Node) -> Vec<Outcome<'c>> {
        let Some(delimiter) = delimiter.as_str().filter(|delimiter| !delimiter.is_empty()) else {
            return Vec::new();
        };
        let mut all = Vec::new();
        for outcome in self.outcomes(text) {
            let Some(source) = outcome.value.as_str() else { continue };
            let items = source
                .split(delimiter)
                .map(|piece| text_node(piece.to_owned(), text))
                .collect();
            let node = Node {
                value: Value::List(items),
                at: text.at,
            };
            all.push(outcome.with(Cow::Owned(node), None));
        }
        all
    }

    fn find_in_map(&self, keys: [&'c Node; 3], options: Option<&'c Node>) -> Vec<Outcome<'c>> {
        let mut all: Vec<Outcome<'c>> = Vec::new();
        let [maps, firsts, seconds] = keys.map(|key| self.outcomes(key));
        for map in &maps {
            let Some(entry) = map
                .value
                .as_str()
                .and_then(|name| self.context.template.mappings.get(name))
            else {
                continue;
            };
            for first in &firsts {
                let Some(row) = scalar_text(&first.value).and_then(|key| entry.value.get(&key)) else {
                    continue;
                };
                for second in seconds.iter().filter(|second| first.agrees(second)) {
                    let Some(value) = scalar_text(&second.value).and_then(|key| row.get(&key)) else {
                        continue;
                    };
                    let path = first.with(Cow::Borrowed(value), Some(second));
                    all.push(path.with(Cow::Borrowed(value), Some(map)));
                    if all.len() > VALUES {
                        return all;
                    }
                }
            }
        }
        if let Some(default) = options.and_then(|options| options.get("DefaultValue")) {
            all.extend(self.outcomes(default));
        }
        all
    }
}

/// The name of the pseudo parameter that partition and suffix follow from.
const REGION: &str = "AWS::Region";

/// A value as conditions compare it: of a list, the text that was given for it.
fn joined(value: &Node) -> String {
    match value.as_list() {
        Some(items) => items.iter().filter_map(scalar_text).collect::<Vec<_>>().join(","),
        None => scalar_text(value).map(Cow::into_owned).unwrap_or_default(),
    }
}

/// The partition of a region; that of all public accounts where the name is not that of a region.
fn partition(region: &str) -> &'static Partition {
    Partition::of(region).unwrap_or(Partition::PUBLIC)
}

/// A piece of the text of `Fn::Sub`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Piece<'s> {
    /// Stands as it is.
    Text(&'s str),
    /// The name between `${` and `}`, without the spaces around it.
    Name(&'s str),
}

/// Cuts the text of `Fn::Sub`. `${!Literal}` is text; so is a `${` that nothing closes.
pub(crate) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut all = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find("${") {
        let (before, after) = rest.split_at(start);
        let inside = after.get(2..).unwrap_or_default();
        let Some(end) = inside.find('}') else { break };
        let (name, tail) = inside.split_at(end);
        if !before.is_empty() {
            all.push(Piece::Text(before));
        }
        match name.strip_prefix('!') {
            // CloudFormation takes the mark out and leaves the rest; for every check that is text all the same.
            Some(_) => all.push(Piece::Text(after.get(..end + 3).unwrap_or_default())),
            None => all.push(Piece::Name(name.trim())),
        }
        rest = tail.get(1..).unwrap_or_default();
    }
    if !rest.is_empty() {
        all.push(Piece::Text(rest));
    }
    all
}

fn text_node(text: String, at: &Node) -> Node {
    Node {
        value: Value::String(text),
        at: at.at,
    }
}

type Text<'t> = (String, Outcome<'t>);

/// Every text so far with every piece that can follow; none when a piece is not known.
fn product<'t>(texts: &[Text<'t>], pieces: &[Outcome<'t>], put: impl Fn(&str, &str) -> String) -> Vec<Text<'t>> {
    let mut all = Vec::new();
    for (text, origin) in texts {
        for outcome in pieces.iter().filter(|outcome| origin.agrees(outcome)) {
            let Some(piece) = scalar_text(&outcome.value) else {
                return Vec::new();
            };
            if all.len() > VALUES {
                return all;
            }
            let text = put(text, &piece);
            if text.len() > TEXT {
                return Vec::new();
            }
            all.push((text, origin.with(origin.value.clone(), Some(outcome))));
        }
    }
    all
}

fn finish<'t>(texts: Vec<Text<'t>>, at: &Node) -> Vec<Outcome<'t>> {
    texts
        .into_iter()
        .map(|(text, origin)| origin.with(Cow::Owned(text_node(text, at)), None))
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::Options;
    use crate::template::Template;

    fn values(value: &serde_json::Value) -> Vec<serde_json::Value> {
        let root = Node::from_json(&json!({
            "Parameters": {
                "Stage": { "Type": "String", "Default": "dev", "AllowedValues": ["dev", "prod"] },
                "Zones": { "Type": "CommaDelimitedList", "Default": "a, b" },
                "Image": { "Type": "AWS::SSM::Parameter::Value<String>", "Default": "/image" },
            },
            "Conditions": { "IsProd": { "Fn::Equals": [{ "Ref": "Stage" }, "prod"] } },
            "Mappings": { "Sizes": { "dev": { "Size": 1 }, "prod": { "Size": 4 } } },
        }));
        let template = Template::new(&root);
        let options = Options {
            regions: vec!["us-east-1".to_owned()],
            ..Options::default()
        };
        let context = Context {
            options: &options,
            template: &template,
            facts: &crate::facts::Facts::new(&[]),
            patterns: &crate::patterns::Patterns::default(),
            plains: &crate::plains::Plains::default(),
        };
        let node = Node::from_json(value);
        context
            .resolve(&node)
            .iter()
            .map(|outcome| outcome.value.to_json())
            .collect()
    }

    #[test]
    fn functions_give_what_the_template_settles() {
        assert_eq!(values(&json!({ "Ref": "AWS::Region" })), [json!("us-east-1")]);
        assert_eq!(values(&json!({ "Ref": "Zones" })), [json!(["a", "b"])]);
        assert_eq!(values(&json!({ "Fn::Select": [1, { "Ref": "Zones" }] })), [json!("b")]);
        assert_eq!(
            values(&json!({ "Fn::If": ["IsProd", "a", "b"] })),
            [json!("a"), json!("b")]
        );
        assert_eq!(
            values(&json!({ "Fn::Join": ["-", ["x", { "Ref": "AWS::Region" }, 3]] })),
            [json!("x-us-east-1-3")]
        );
        assert_eq!(
            values(&json!({ "Fn::Sub": "${AWS::Partition}:${!Left}" })),
            [json!("aws:${!Left}")]
        );
        assert_eq!(values(&json!({ "Fn::Sub": ["${A}!", { "A": "b" }] })), [json!("b!")]);
        assert_eq!(values(&json!({ "Fn::Split": [",", "a,b"] })), [json!(["a", "b"])]);
        let sizes = values(&json!({ "Fn::FindInMap": ["Sizes", { "Ref": "Stage" }, "Size"] }));
        assert_eq!(sizes, [json!(1), json!(4)]);
        // A parameter has one value at a time.
        assert_eq!(
            values(&json!({ "Fn::Sub": "${Stage}-${Stage}" })),
            [json!("dev-dev"), json!("prod-prod")]
        );
        assert_eq!(
            values(&json!({ "Fn::If": ["IsProd", { "Ref": "Stage" }, "other"] })),
            [json!("prod"), json!("other")]
        );
    }

    #[test]
    fn what_only_the_deployment_knows_is_not_made_up() {
        for unknown in [
            json!({ "Ref": "Image" }),
            json!({ "Ref": "SomeResource" }),
            json!({ "Ref": "AWS::NoValue" }),
            json!({ "Fn::GetAtt": ["A", "Arn"] }),
            json!({ "Fn::Sub": "x-${SomeResource}" }),
            json!({ "Fn::Join": ["-", ["x", { "Ref": "SomeResource" }]] }),
        ] {
            assert!(values(&unknown).is_empty(), "{unknown}");
        }
    }

    #[test]
    fn texts_of_sub_are_cut_at_their_names() {
        use Piece::{Name, Text};
        assert_eq!(pieces("a${ B }c"), [Text("a"), Name("B"), Text("c")]);
        assert_eq!(pieces("${A}${!B}"), [Name("A"), Text("${!B}")]);
        assert_eq!(pieces("open ${A"), [Text("open ${A")]);
    }
}
