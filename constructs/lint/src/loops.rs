//! Writes `Fn::ForEach` out, as the transform `AWS::LanguageExtensions` does before CloudFormation reads the template.
//!
//! Values keep the places of the text they came from. A loop whose list only the deployment knows is written out once, with a value made up, so
//! that what it makes is checked; it stays in its section beside that, which tells the other checks that there may be more.

use ferrocdk_template::{Entry, Map, Node, Value};

use crate::compare::scalar_text;
use crate::context::Context;
use crate::findings::Findings;
use crate::place::Place;
use crate::resolve::{Piece, pieces};
use crate::rules;
use crate::template::LANGUAGE_EXTENSIONS;
use crate::template::LOOPS;

/// How many values the written out template may have. CloudFormation's limit of 500 resources is far below.
const VALUES: usize = 300_000;
/// Stand-in for a value that only the deployment knows.
const MADE_UP: &str = "Any";

/// The template with its loops written out; nothing when it has none.
pub(crate) fn write_out(context: &Context<'_>, findings: &mut Findings) -> Option<Node> {
    let root = context.template.root;
    if !context.template.transforms.has(LANGUAGE_EXTENSIONS) || !has_loop(root) {
        return None;
    }
    let mut writer = Writer {
        context,
        findings,
        variables: Vec::new(),
        values: 0,
    };
    let place = Place::root(root.at);
    let node = writer.node(root, &place);
    (writer.values <= VALUES).then_some(node)
}

fn has_loop(node: &Node) -> bool {
    match &node.value {
        Value::Map(map) => map
            .iter()
            .any(|entry| entry.key.starts_with("Fn::ForEach::") || has_loop(&entry.value)),
        Value::List(items) => items.iter().any(has_loop),
        _ => false,
    }
}

/// Whether a function stands where the name of a condition must: as `Condition` of a resource or an output, and in conditions.
fn is_condition(entry: &Entry, place: &Place<'_>) -> bool {
    if entry.key != "Condition" || entry.value.function().is_none() {
        return false;
    }
    let mut keys: Vec<&str> = place.keys().filter(|key| !key.starts_with("Fn::ForEach::")).collect();
    keys.reverse();
    match keys.as_slice() {
        ["Conditions", ..] => true,
        [section, _] => matches!(*section, "Resources" | "Outputs"),
        _ => false,
    }
}

struct Writer<'w, 'c> {
    context: &'w Context<'c>,
    findings: &'w mut Findings,
    variables: Vec<(String, String)>,
    values: usize,
}

impl<'c> Writer<'_, 'c> {
    fn node(&mut self, node: &'c Node, place: &Place<'_>) -> Node {
        self.values += 1;
        if let Some(value) = self.variable(node) {
            return Node { value, at: node.at };
        }
        let value = match &node.value {
            _ if self.values > VALUES => Value::Null,
            Value::Map(map) => Value::Map(self.map(map, place)),
            Value::List(items) => Value::List(
                items
                    .iter()
                    .enumerate()
                    .map(|(index, item)| self.node(item, &place.item(index, item)))
                    .collect(),
            ),
            Value::String(text) => Value::String(self.text(text, false)),
            Value::Null => Value::Null,
            Value::Bool(value) => Value::Bool(*value),
            Value::Number(number) => Value::Number(number.clone()),
        };
        Node { value, at: node.at }
    }

    /// The text that `Ref` to a loop's variable gives, or `Fn::Sub` with nothing else in it.
    fn variable(&self, node: &Node) -> Option<Value> {
        match node.function()? {
            ("Ref", name) => {
                let name = name.as_str()?;
                let (_, value) = self.variables.iter().rev().find(|(variable, _)| variable == name)?;
                Some(Value::String(value.clone()))
            }
            ("Fn::Sub", text) => {
                let text = text.as_str()?;
                let written = self.text(text, false);
                let is_plain = written != text && pieces(&written).iter().all(|piece| matches!(piece, Piece::Text(_)));
                is_plain.then_some(Value::String(written))
            }
            _ => None,
        }
    }

    fn map(&mut self, map: &'c Map, place: &Place<'_>) -> Map {
        let mut entries: Vec<Entry> = Vec::with_capacity(map.len());
        for entry in map {
            let at = place.key(entry);
            if entry.key.starts_with("Fn::ForEach::") {
                self.each(entry, &at, &mut entries);
            } else {
                let key = self.text(&entry.key, true);
                let value = if is_condition(entry, place) {
                    entry.value.clone()
                } else if let ("Fn::If", Some([condition, branches @ ..])) = (key.as_str(), entry.value.as_list()) {
                    self.branches(entry, condition, branches, &at)
                } else {
                    self.node(&entry.value, &at)
                };
                self.add(&mut entries, key, entry, value, place);
            }
        }
        Map::new(entries)
    }

    /// The argument of `Fn::If`, in which a function that gives the name of the condition stays: the transform wants the name.
    fn branches(&mut self, entry: &'c Entry, condition: &'c Node, branches: &'c [Node], place: &Place<'_>) -> Node {
        let condition = match condition.as_str() {
            Some(_) => self.node(condition, &place.item(0, condition)),
            None => condition.clone(),
        };
        let mut items = vec![condition];
        for (index, branch) in (1..).zip(branches) {
            items.push(self.node(branch, &place.item(index, branch)));
        }
        Node {
            value: Value::List(items),
            at: entry.value.at,
        }
    }

    fn add(&mut self, entries: &mut Vec<Entry>, key: String, from: &Entry, value: Node, place: &Place<'_>) {
        // Without loops around, a key stands once; the parser has seen to it.
        if !self.variables.is_empty() && entries.iter().any(|entry| entry.key == key) {
            self.findings
                .add(
                    &rules::E1032,
                    &place.name(from),
                    format!("the loop makes `{key}` twice"),
                )
                .help("put the variable of every loop around into the key");
            return;
        }
        entries.push(from.with(key, value));
    }

    /// Results of a loop for each value of its list.
    fn each(&mut self, entry: &'c Entry, place: &Place<'_>, entries: &mut Vec<Entry>) {
        let parts = match entry.value.as_list() {
            Some([variable, list, body]) => variable
                .as_str()
                .zip(body.as_map())
                .map(|(variable, body)| (variable, list, body)),
            _ => None,
        };
        // What is of the wrong shape stays, and the check of functions says so.
        let Some((variable, list, body)) = parts else {
            entries.push(entry.clone());
            return;
        };
        // Where no loop may stand, the section says so.
        let section = place.keys().last();
        if section.is_some_and(|section| !LOOPS.contains(&section)) {
            entries.push(entry.clone());
            return;
        }
        let values = self.list(list);
        if values.is_none() {
            entries.push(entry.with(self.text(&entry.key, true), entry.value.clone()));
        }
        let of_body = place.item(2, &entry.value);
        for value in values.unwrap_or_else(|| vec![MADE_UP.to_owned()]) {
            if self.values > VALUES {
                return;
            }
            self.variables.push((variable.to_owned(), value));
            for made in self.map(body, &of_body) {
                let key = made.key.clone();
                let value = made.value.clone();
                self.add(entries, key, &made, value, place);
            }
            self.variables.pop();
        }
    }

    /// The values of a loop's list, when the template settles them.
    fn list(&self, list: &'c Node) -> Option<Vec<String>> {
        let texts = |items: &[Node]| -> Option<Vec<String>> {
            let mut all = Vec::new();
            for item in items {
                match self.variable(item) {
                    Some(Value::String(text)) => all.push(text),
                    Some(_) => return None,
                    None => match scalar_text(item) {
                        Some(text) => all.push(text.into_owned()),
                        None => all.extend(self.known(item)?),
                    },
                }
            }
            Some(all)
        };
        match list.as_list() {
            Some(items) => texts(items),
            None => self.known(list),
        }
    }

    /// The texts that a function gives: one, or a list of them.
    fn known(&self, node: &'c Node) -> Option<Vec<String>> {
        let outcomes = self.context.resolve(node);
        outcomes
            .iter()
            .map(|outcome| outcome.value.as_ref())
            .chain(self.any_row(node))
            .find_map(|value| match value.as_list() {
                Some(items) => items
                    .iter()
                    .map(|item| scalar_text(item).map(std::borrow::Cow::into_owned))
                    .collect::<Option<Vec<String>>>(),
                None => scalar_text(value).map(|text| vec![text.into_owned()]),
            })
    }

    /// The value of `Fn::FindInMap` in whatever row has it, when the row is not known.
    fn any_row(&self, node: &Node) -> Option<&'c Node> {
        let (_, argument) = node.function().filter(|(name, _)| *name == "Fn::FindInMap")?;
        let [map, _, column, ..] = argument.as_list()? else {
            return None;
        };
        let rows = self.context.template.mappings.get(map.as_str()?)?.value.as_map()?;
        rows.iter().find_map(|row| row.value.get(column.as_str()?))
    }

    /// A text with the variables of the loops around put in. In keys, `&{Variable}` leaves out what may not stand in one.
    fn text(&self, text: &str, is_key: bool) -> String {
        let mut written = text.to_owned();
        for (variable, value) in self.variables.iter().rev() {
            if written.contains("${") {
                written = written.replace(&format!("${{{variable}}}"), value);
            }
            if written.contains("&{") {
                let plain: String = value.chars().filter(char::is_ascii_alphanumeric).collect();
                written = written.replace(&format!("&{{{variable}}}"), if is_key { &plain } else { value });
            }
        }
        written
    }
}
