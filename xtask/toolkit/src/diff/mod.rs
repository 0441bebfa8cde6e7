//! Two sides of a project's stacks, compared: what would happen to each resource, and to its data.
//!
//! - `side`: what is compared; `names`: values with parameters, conditions and mappings put in, so that two ways to write one value are one value;
//! - `walk`: properties, with the effect of each difference; `resources`: resources by themselves; `moved`: those that only stand elsewhere;
//! - `follow`: what follows from a replacement, until nothing changes any more;
//! - `exports`: what CloudFormation refuses because another stack imports it;
//! - `permissions`, `network`: what is gained and lost; `assets`: hashes by name;
//! - `text`, `markdown`: the forms for people. JSON is `model` as it is.
//!
//! ```
//! use ferrocdk_toolkit::diff::{Action, Data, Side, compare};
//! use serde_json::json;
//!
//! let table = |name: &str| json!({ "Resources": { "Hot": { "Type": "AWS::DynamoDB::Table", "Properties": { "TableName": name } } } });
//! let side = |name| vec![Side::of_template("plant", table(name))];
//! let database = ferrocdk_spec::Database::bundled()?;
//! let found = compare(&side("readings"), &side("recent"), &database, false);
//! let hot = &found.stacks[0].resources[0];
//! assert_eq!((hot.action, hot.data), (Action::Replace, Data::Lost));
//! assert_eq!(found.losses[0].path, "Hot");
//! # Ok::<(), ferrocdk_spec::Error>(())
//! ```

mod assets;
mod entries;
mod exports;
mod facts;
mod follow;
mod markdown;
mod model;
mod moved;
mod names;
mod network;
mod permissions;
mod resources;
mod shown;
mod side;
mod text;
mod walk;

use std::collections::BTreeSet;

use ferrocdk_spec::Database;
use serde_json::Value;

use self::{facts::Facts, follow::Work, resources::Pair};
pub use self::{
    model::{
        Action, Before, Change, Data, Difference, EntryDiff, FORMAT_VERSION, Loss, NetworkDiff, PermissionDiff,
        PropertyDiff, ResourceDiff, StackDiff,
    },
    side::Side,
};

/// Compares the stacks of two sides, which belong together by their names. `strict` also shows what never matters to a resource: where it comes from,
/// and what the AWS CDK counts its users by.
pub fn compare(old: &[Side], new: &[Side], database: &Database<'_>, strict: bool) -> Difference {
    let facts = Facts::new(database);
    let nothing = Side::of_template("", Value::Object(serde_json::Map::new()));
    let mut names: Vec<&str> = Vec::new();
    for side in new.iter().chain(old) {
        if !names.contains(&side.name.as_str()) {
            names.push(&side.name);
        }
    }
    let find = |sides: &'_ [Side], name: &str| sides.iter().position(|side| side.name == name);
    let mut works = Vec::new();
    let mut presence = Vec::new();
    for name in names {
        let (before, after) = (find(old, name), find(new, name));
        let pair = (before.and_then(|at| old.get(at)), after.and_then(|at| new.get(at)));
        add(&mut works, &mut presence, pair, &nothing, None, &facts, strict);
    }
    across(&mut works);
    follow::all(&mut works, &facts);
    let mut diffs: Vec<Option<StackDiff>> = Vec::new();
    let mut losses = Vec::new();
    let imported = exports::imported(&works);
    for (work, (has_old, has_new)) in works.iter().zip(&presence) {
        let (mut diff, lost) = finish(work, *has_old, *has_new, &facts);
        diff.notes.extend(exports::refused(work, &imported));
        losses.extend(lost);
        diffs.push(Some(diff));
    }
    // Those within others come behind them, so going backwards each is complete when it is put in.
    for index in (0..works.len()).rev() {
        let Some((parent, _)) = works.get(index).and_then(|work| work.parent.clone()) else {
            continue;
        };
        let child = diffs.get_mut(index).and_then(Option::take).filter(StackDiff::differs);
        if let (Some(child), Some(Some(parent))) = (child, diffs.get_mut(parent)) {
            if parent.change == Change::Same {
                parent.change = Change::Changed;
            }
            parent.nested.insert(0, child);
        }
    }
    let stacks: Vec<StackDiff> = diffs.into_iter().flatten().collect();
    Difference {
        version: FORMAT_VERSION,
        differs: stacks.iter().any(StackDiff::differs),
        losses,
        stacks,
    }
}

fn add<'a>(
    works: &mut Vec<Work<'a>>,
    presence: &mut Vec<(bool, bool)>,
    (old, new): (Option<&'a Side>, Option<&'a Side>),
    nothing: &'a Side,
    parent: Option<(usize, String)>,
    facts: &Facts<'_>,
    strict: bool,
) {
    let pair = Pair::new(old.unwrap_or(nothing), new.unwrap_or(nothing), strict);
    let (resources, unreadable) = pair.resources(facts);
    let entries = entries::compare(&pair);
    let index = works.len();
    let (old_side, new_side) = (pair.old, pair.new);
    works.push(Work {
        pair,
        resources,
        entries,
        parent,
        unreadable,
    });
    presence.push((old.is_some(), new.is_some()));
    let ids: BTreeSet<&String> = old_side.nested.keys().chain(new_side.nested.keys()).collect();
    for id in ids {
        // What CloudFormation has of a nested stack is known only where somebody asked for it.
        let unasked =
            old.is_some_and(|old| old.deployed) && old_side.resource(id).is_some() && !old_side.nested.contains_key(id);
        if !unasked {
            let pair = (old_side.nested.get(id), new_side.nested.get(id));
            add(works, presence, pair, nothing, Some((index, id.clone())), facts, strict);
        }
    }
}

/// Recognises resources that moved from one stack to another.
fn across(works: &mut [Work<'_>]) {
    for to in 0..works.len() {
        for from in 0..works.len() {
            let (Some(source), Some(sink)) = (works.get(from), works.get(to)) else {
                continue;
            };
            if from == to {
                continue;
            }
            let of = |work: &Work<'_>, action: Action| -> Vec<String> {
                let resources = work.resources.values().filter(|diff| diff.action == action);
                resources.map(|diff| diff.logical_id.clone()).collect()
            };
            let (removed, added) = (of(source, Action::Remove), of(sink, Action::Add));
            if removed.is_empty() || added.is_empty() {
                continue;
            }
            let between = Pair::new(source.pair.old, sink.pair.new, false);
            let removed: Vec<&str> = removed.iter().map(String::as_str).collect();
            let added: Vec<&str> = added.iter().map(String::as_str).collect();
            for (old_id, new_id) in moved::pairs(&between, &removed, &added) {
                let gone = works.get_mut(from).and_then(|work| work.resources.remove(old_id));
                let come = works.get_mut(to).and_then(|work| work.resources.get_mut(new_id));
                if let (Some(gone), Some(come)) = (gone, come) {
                    come.action = Action::Move;
                    come.data = gone.data;
                    come.before = Some(Before {
                        stack: between.old.name.clone(),
                        logical_id: old_id.to_owned(),
                        path: gone.path,
                    });
                }
            }
        }
    }
}

/// The differences of a stack as they are shown, and what data they lose.
fn finish(work: &Work<'_>, has_old: bool, has_new: bool, facts: &Facts<'_>) -> (StackDiff, Vec<Loss>) {
    let (old, new) = (work.pair.old, work.pair.new);
    let mut name = if has_new { new } else { old }.name.clone();
    if let Some((_, id)) = &work.parent {
        name.clone_from(id);
    }
    let mut resources: Vec<ResourceDiff> = work.resources.values().cloned().collect();
    for diff in &mut resources {
        if let Some(note) = facts
            .of(&diff.resource_type)
            .and_then(|known| follow::name_is_taken(diff, &known, &work.pair))
        {
            diff.notes.push(note);
        }
    }
    resources.sort_by(|one, other| (&one.path, &one.logical_id).cmp(&(&other.path, &other.logical_id)));
    let losses = resources
        .iter()
        .filter(|diff| matches!(diff.data, Data::Lost | Data::MayBeLost))
        .map(|diff| Loss {
            stack: name.clone(),
            // Of one that moved, the old one goes.
            path: match (&diff.before, diff.action) {
                (Some(before), Action::Move) => before.path.clone(),
                _ => diff.path.clone(),
            },
            resource_type: diff.resource_type.clone(),
            certain: diff.data == Data::Lost,
            removed: matches!(diff.action, Action::Remove | Action::Move),
        })
        .collect();
    let mut notes = Vec::new();
    if work.unreadable > 0 {
        let texts = if work.unreadable == 1 { "text is" } else { "texts are" };
        notes.push(format!(
            "{} {texts} taken as unchanged: CloudFormation gives `?` for each character that is not ASCII",
            work.unreadable
        ));
    }
    let (one, other) = (has_old.then_some(old), has_new.then_some(new));
    let mut diff = StackDiff {
        name,
        change: match (has_old, has_new) {
            (false, _) => Change::Added,
            (_, false) => Change::Removed,
            _ => Change::Changed,
        },
        permissions: permissions::compare(one, other),
        network: network::compare(one, other),
        entries: work.entries.clone(),
        resources,
        notes,
        nested: Vec::new(),
    };
    let same = diff.resources.is_empty() && diff.entries.is_empty();
    if diff.change == Change::Changed && same {
        diff.change = Change::Same;
        diff.permissions.clear();
        diff.network.clear();
    }
    (diff, losses)
}
