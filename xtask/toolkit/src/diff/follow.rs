//! Consequences of a difference: a resource that is made anew gives its name and attributes to others, which may be made anew for it, and so on
//! until nothing changes any more, through nested stacks and to other stacks.

use std::collections::{BTreeMap, VecDeque};

use ferrocdk_spec::ResourceType;
use serde_json::{Map, Value};

use super::{
    facts::Facts,
    model::{Action, Change, Data, EntryDiff, PropertyDiff, ResourceDiff},
    names::function,
    resources::{Pair, settle},
    side::type_of,
    walk::{Place, Walk},
};
use crate::review::Replacement;

/// A stack at work: its sides, and the differences found so far.
pub(super) struct Work<'a> {
    pub(super) pair: Pair<'a>,
    pub(super) resources: BTreeMap<String, ResourceDiff>,
    pub(super) entries: Vec<EntryDiff>,
    /// The stack it is nested in, with the logical id of its resource there.
    pub(super) parent: Option<(usize, String)>,
    /// Texts that CloudFormation does not give back readably.
    pub(super) unreadable: usize,
}

/// Thing that may change and be referred to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Target {
    /// A resource of a stack; of its attributes that one, or all where it is made anew.
    Resource(usize, String, Option<String>),
    /// A parameter of a nested stack.
    Parameter(usize, String),
    /// An export, by its name.
    Export(String),
    /// An output that others read from the stack, by the names of stack and output.
    Output(String, String),
}

/// A place that refers to a target.
#[derive(Debug, Clone)]
struct Use {
    work: usize,
    owner: Owner,
    path: String,
    replacement: Replacement,
}

#[derive(Debug, Clone)]
enum Owner {
    Resource(String),
    Output(String),
}

/// Attributes that another version of the resource gives a new value, though no property has their name.
const VERSIONS: [(&str, &str); 2] = [
    ("AWS::EC2::LaunchTemplate", "LatestVersionNumber"),
    ("AWS::EC2::LaunchTemplate", "DefaultVersionNumber"),
];

/// Lets everything follow from what was found. The result does not depend on the order in which things follow: effects only ever grow.
pub(super) fn all(works: &mut [Work<'_>], facts: &Facts<'_>) {
    let mut open = VecDeque::new();
    for (index, work) in works.iter().enumerate() {
        for diff in work.resources.values() {
            open.extend(seeds(index, diff, facts));
        }
        for entry in work
            .entries
            .iter()
            .filter(|entry| entry.section == "Outputs" && entry.change == Change::Changed)
        {
            open.extend(
                outward(works, index, &entry.name)
                    .into_iter()
                    .map(|target| (target, Replacement::Yes, said(&entry.name))),
            );
        }
    }
    if open.is_empty() {
        return;
    }
    let uses = uses(works, facts);
    let mut done: BTreeMap<Target, Replacement> = BTreeMap::new();
    while let Some((target, certainty, cause)) = open.pop_front() {
        if done.get(&target).is_some_and(|done| *done >= certainty) {
            continue;
        }
        done.insert(target.clone(), certainty);
        for found in matching(&uses, &target) {
            match &found.owner {
                Owner::Resource(id) => open.extend(touch(works, found, id, certainty, &cause, facts)),
                Owner::Output(name) => open.extend(output(works, found.work, name, certainty, &cause)),
            }
        }
    }
}

type Open = (Target, Replacement, String);

fn said(name: &str) -> String {
    format!("output `{name}`")
}

/// Changes that a resource that differs brings to others.
fn seeds(index: usize, diff: &ResourceDiff, facts: &Facts<'_>) -> Vec<Open> {
    let id = &diff.logical_id;
    match diff.action {
        // Others refer to another logical id, or to nothing: that is a difference of their own.
        Action::Add | Action::Remove | Action::Move => Vec::new(),
        Action::Replace | Action::MayReplace => {
            let certainty = match diff.action {
                Action::Replace => Replacement::Yes,
                _ => Replacement::Maybe,
            };
            vec![(Target::Resource(index, id.clone(), None), certainty, diff.path.clone())]
        }
        Action::Modify => attributes(diff, facts)
            .into_iter()
            .map(|(name, certainty)| {
                (
                    Target::Resource(index, id.clone(), Some(name)),
                    certainty,
                    diff.path.clone(),
                )
            })
            .collect(),
    }
}

/// Attributes of a resource that get new values by a change in place.
fn attributes(diff: &ResourceDiff, facts: &Facts<'_>) -> Vec<(String, Replacement)> {
    let ty = diff.resource_type.as_str();
    let of_properties = diff.changes.iter().filter(|change| !is_attribute(&change.path));
    let mut names: Vec<String> = of_properties.map(|change| top(&change.path).to_owned()).collect();
    names.dedup();
    if names.is_empty() {
        return Vec::new();
    }
    let known = facts.of(ty);
    let Some(known) = known else {
        // The function behind a custom resource may answer with anything.
        return vec![("*".to_owned(), Replacement::Maybe)];
    };
    let versions = VERSIONS
        .iter()
        .filter(|(of, _)| *of == ty)
        .map(|(_, name)| (*name).to_owned());
    let told = |name: &String| {
        let under = |attribute: &String| attribute == name || attribute.starts_with(&format!("{name}."));
        known.readable.keys().any(under) || known.attributes.keys().any(under)
    };
    names
        .into_iter()
        .filter(told)
        .chain(versions)
        .map(|name| (name, Replacement::Yes))
        .collect()
}

fn is_attribute(path: &str) -> bool {
    matches!(
        top(path),
        "Condition"
            | "CreationPolicy"
            | "DeletionPolicy"
            | "DependsOn"
            | "Metadata"
            | "UpdatePolicy"
            | "UpdateReplacePolicy"
    )
}

fn top(path: &str) -> &str {
    path.split(['.', '[', '(']).next().unwrap_or(path)
}

/// Targets outside of a stack that an output of it is.
fn outward(works: &[Work<'_>], index: usize, name: &str) -> Vec<Target> {
    let Some(work) = works.get(index) else {
        return Vec::new();
    };
    if let Some((parent, id)) = &work.parent {
        return vec![Target::Resource(*parent, id.clone(), Some(format!("Outputs.{name}")))];
    }
    let mut targets = vec![Target::Output(work.pair.new.name.clone(), name.to_owned())];
    let export = work.pair.new.template.pointer(&format!("/Outputs/{name}/Export/Name"));
    if let Some(Value::String(export)) = export.map(|export| work.pair.new_names.resolve(export)) {
        targets.push(Target::Export(export));
    }
    targets
}

fn uses(works: &[Work<'_>], facts: &Facts<'_>) -> BTreeMap<Target, Vec<Use>> {
    let mut found: BTreeMap<Target, Vec<Use>> = BTreeMap::new();
    for (index, work) in works.iter().enumerate() {
        for (id, resource) in work.pair.new.section("Resources") {
            let Some(Value::Object(properties)) = resource
                .get("Properties")
                .map(|value| work.pair.new_names.resolve(value))
            else {
                continue;
            };
            let ty = type_of(resource).unwrap_or_default();
            let mut gather = Gather {
                index,
                work,
                found: &mut found,
                owner: Owner::Resource(id.clone()),
                walk: None,
            };
            gather.properties(ty, &properties, facts);
        }
        for (name, output) in work.pair.new.section("Outputs") {
            if let Some(value) = output.get("Value").map(|value| work.pair.new_names.resolve(value)) {
                let mut gather = Gather {
                    index,
                    work,
                    found: &mut found,
                    owner: Owner::Output(name.clone()),
                    walk: None,
                };
                gather.value("Value", NOWHERE, &value);
            }
        }
    }
    found
}

const NOWHERE: Place<'static> = Place {
    ty: None,
    replacement: Replacement::No,
};

/// Collects the references of one resource or output.
struct Gather<'g, 'w, 'f> {
    index: usize,
    work: &'g Work<'w>,
    found: &'g mut BTreeMap<Target, Vec<Use>>,
    owner: Owner,
    walk: Option<Walk<'f>>,
}

impl<'f> Gather<'_, '_, 'f> {
    fn properties(&mut self, ty: &str, properties: &Map<String, Value>, facts: &Facts<'_>) {
        // Decoding a type is the dear part: it is done for resources that refer to something.
        if !properties.values().any(refers) {
            return;
        }
        let known = facts.of(ty);
        let mut inner = Gather {
            index: self.index,
            work: self.work,
            found: self.found,
            owner: self.owner.clone(),
            walk: Some(Walk::new(ty, known.as_deref(), false)),
        };
        inner.each(properties);
    }

    fn each(&mut self, properties: &Map<String, Value>) {
        for (key, value) in properties {
            let place = self.walk.as_ref().map_or(NOWHERE, |walk| walk.property(key));
            self.value(key, place, value);
        }
    }

    fn value(&mut self, path: &str, place: Place<'f>, value: &Value) {
        if let Some(target) = self.target(value) {
            self.found.entry(target).or_default().push(Use {
                work: self.index,
                owner: self.owner.clone(),
                path: path.to_owned(),
                replacement: place.replacement,
            });
            return;
        }
        match value {
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.value(&format!("{path}[{index}]"), Walk::item(place), item);
                }
            }
            // Within a function the property as a whole changes.
            Value::Object(_) if function(value).is_some() => self.inside(path, place, value),
            Value::Object(map) => {
                for (key, inner) in map {
                    let place = self.walk.as_ref().map_or(place, |walk| walk.within(place, key));
                    self.value(&format!("{path}.{key}"), place, inner);
                }
            }
            _ => {}
        }
    }

    fn inside(&mut self, path: &str, place: Place<'f>, value: &Value) {
        if self.target(value).is_some() {
            return self.value(path, place, value);
        }
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.inside(path, place, item)),
            Value::Object(map) => map.values().for_each(|inner| self.inside(path, place, inner)),
            _ => {}
        }
    }

    fn target(&self, value: &Value) -> Option<Target> {
        let (name, argument) = function(value)?;
        match (name, argument) {
            ("Ref", Value::String(name)) => {
                if self.work.pair.new.resource(name).is_some() {
                    Some(Target::Resource(self.index, name.clone(), None))
                } else {
                    Some(Target::Parameter(self.index, name.clone()))
                }
            }
            ("Fn::GetAtt", Value::Array(parts)) => match parts.as_slice() {
                [Value::String(id), attribute] => Some(Target::Resource(
                    self.index,
                    id.clone(),
                    Some(attribute.as_str().unwrap_or("*").to_owned()),
                )),
                _ => None,
            },
            ("Fn::ImportValue", Value::String(name)) => Some(Target::Export(name.clone())),
            ("Fn::GetStackOutput", Value::Object(map)) => {
                let text = |key: &str| map.get(key).and_then(Value::as_str).map(str::to_owned);
                Some(Target::Output(text("StackName")?, text("OutputName")?))
            }
            _ => None,
        }
    }
}

fn refers(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.iter().any(refers),
        Value::Object(map) => {
            matches!(
                function(value),
                Some(("Ref" | "Fn::GetAtt" | "Fn::ImportValue" | "Fn::GetStackOutput", _))
            ) || map.values().any(refers)
        }
        _ => false,
    }
}

/// The places that a change of `target` reaches: of a resource that is made anew all that refer to it, of an attribute those that read it.
fn matching<'u>(uses: &'u BTreeMap<Target, Vec<Use>>, target: &Target) -> Vec<&'u Use> {
    let Target::Resource(work, id, attribute) = target else {
        return uses.get(target).into_iter().flatten().collect();
    };
    let all = uses.range(Target::Resource(*work, id.clone(), None)..);
    all.take_while(|(found, _)| matches!(found, Target::Resource(of, name, _) if of == work && name == id))
        .filter(|(found, _)| match (attribute.as_deref(), found) {
            (None, _) => true,
            (Some("*"), Target::Resource(.., read)) => read.is_some(),
            (Some(changed), Target::Resource(.., Some(read))) => {
                read == changed || read == "*" || read.strip_prefix(changed).is_some_and(|rest| rest.starts_with('.'))
            }
            _ => false,
        })
        .flat_map(|(_, uses)| uses)
        .collect()
}

/// Notes at a resource that a value it refers to changes; gives what follows from that.
fn touch(
    works: &mut [Work<'_>],
    at: &Use,
    id: &str,
    certainty: Replacement,
    cause: &str,
    facts: &Facts<'_>,
) -> Vec<Open> {
    // A resource within a nested stack that is a child of this one gets the value by its parameter.
    let child = works.iter().position(|work| {
        work.parent
            .as_ref()
            .is_some_and(|(parent, of)| *parent == at.work && of == id)
    });
    let Some(work) = works.get_mut(at.work) else {
        return Vec::new();
    };
    let (Some(_), Some(new)) = (work.pair.old.resource(id), work.pair.new.resource(id)) else {
        return Vec::new();
    };
    let path = work.pair.new.path_of(id);
    let diff = work.resources.entry(id.to_owned()).or_insert_with(|| ResourceDiff {
        logical_id: id.to_owned(),
        path,
        resource_type: type_of(new).unwrap_or_default().to_owned(),
        action: Action::Modify,
        data: Data::Untouched,
        before: None,
        changes: Vec::new(),
        notes: Vec::new(),
    });
    if matches!(diff.action, Action::Add | Action::Remove | Action::Move) {
        return Vec::new();
    }
    let effect = at.replacement.min(certainty);
    match diff.changes.iter_mut().find(|change| change.path == at.path) {
        Some(change) => change.replacement = change.replacement.max(effect),
        None => diff.changes.push(PropertyDiff {
            path: at.path.clone(),
            old: None,
            new: None,
            replacement: effect,
            follows: Some(cause.to_owned()),
            asset: None,
        }),
    }
    settle(diff, new, facts);
    let mut open = seeds(at.work, diff, facts);
    for (_, weaker, _) in &mut open {
        *weaker = (*weaker).min(certainty.max(Replacement::Maybe));
    }
    if let (Some(child), Some(parameter)) = (child, at.path.strip_prefix("Parameters.")) {
        open.push((
            Target::Parameter(child, parameter.to_owned()),
            certainty,
            cause.to_owned(),
        ));
    }
    open
}

/// Notes that the value of an output changes; gives what follows from that.
fn output(works: &mut [Work<'_>], index: usize, name: &str, certainty: Replacement, cause: &str) -> Vec<Open> {
    let Some(work) = works.get_mut(index) else {
        return Vec::new();
    };
    let known = work
        .entries
        .iter()
        .any(|entry| entry.section == "Outputs" && entry.name == name);
    if !known {
        work.entries.push(EntryDiff {
            section: "Outputs".to_owned(),
            name: name.to_owned(),
            change: Change::Changed,
            old: None,
            new: None,
            follows: Some(cause.to_owned()),
        });
    }
    outward(works, index, name)
        .into_iter()
        .map(|target| (target, certainty, cause.to_owned()))
        .collect()
}

/// A resource that is made anew under a name that it keeps: CloudFormation makes the new one first, and finds the name taken.
pub(super) fn name_is_taken(diff: &ResourceDiff, facts: &ResourceType, pair: &Pair<'_>) -> Option<String> {
    if !matches!(diff.action, Action::Replace | Action::MayReplace) || diff.before.is_some() {
        return None;
    }
    let [identifier] = facts.primary_identifier.as_slice() else {
        return None;
    };
    facts.properties.get(identifier)?;
    let of = |side: &super::Side| {
        side.resource(&diff.logical_id)?
            .get("Properties")?
            .get(identifier)
            .cloned()
    };
    let old = pair.old_names.resolve(&of(pair.old)?);
    let new = pair.new_names.resolve(&of(pair.new)?);
    let follows = diff.changes.iter().any(|change| top(&change.path) == identifier);
    (old == new && !follows).then(|| {
        format!(
            "keeps the name in `{identifier}`, which the old one still has when the new one is made: give it another"
        )
    })
}
