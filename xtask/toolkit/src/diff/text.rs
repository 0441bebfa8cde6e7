//! Differences for a terminal.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

use super::{
    model::{Action, Change, Data, Difference, EntryDiff, NetworkDiff, PermissionDiff, ResourceDiff, StackDiff},
    shown,
};
use crate::review::Replacement;

const GREEN: Style = AnsiColor::Green.on_default();
const RED: Style = AnsiColor::Red.on_default();
const YELLOW: Style = AnsiColor::Yellow.on_default();
const CYAN: Style = AnsiColor::Cyan.on_default();
const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

impl Difference {
    /// The differences for people, in styles that a stream may take away. The first line says whether data is lost.
    pub fn to_text(&self) -> String {
        let mut page = String::new();
        let head = match self.losses.as_slice() {
            [] => styled(GREEN.bold(), "no data is lost"),
            losses => {
                let told: Vec<String> = losses.iter().map(shown::loss).collect();
                styled(RED.bold(), &format!("data would be lost: {}", told.join("; ")))
            }
        };
        line(&mut page, &head);
        for stack in self.stacks.iter().filter(|stack| stack.differs()) {
            line(&mut page, "");
            show_stack(&mut page, stack, 0);
        }
        let same = self.stacks.iter().filter(|stack| !stack.differs()).count();
        line(&mut page, "");
        line(&mut page, &summary(self, same));
        page
    }
}

/// One line of numbers.
fn summary(difference: &Difference, same: usize) -> String {
    let mut counts: Vec<(Action, usize)> = [
        Action::Add,
        Action::Modify,
        Action::MayReplace,
        Action::Replace,
        Action::Move,
        Action::Remove,
    ]
    .map(|action| (action, 0))
    .to_vec();
    let mut open: Vec<&StackDiff> = difference.stacks.iter().collect();
    let mut differing = 0;
    while let Some(stack) = open.pop() {
        differing += usize::from(stack.differs());
        for diff in &stack.resources {
            counts
                .iter_mut()
                .filter(|(action, _)| *action == diff.action)
                .for_each(|(_, count)| *count += 1);
        }
        open.extend(&stack.nested);
    }
    let told: Vec<String> = counts
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(action, count)| format!("{count} {}", shown::action(action)))
        .collect();
    let stacks = |count: usize| {
        if count == 1 {
            "1 stack".to_owned()
        } else {
            format!("{count} stacks")
        }
    };
    if differing == 0 {
        return format!("{} without a difference", stacks(same));
    }
    let resources = if told.is_empty() {
        "no resource".to_owned()
    } else {
        told.join(", ")
    };
    let rest = if same > 0 {
        format!("; {} without a difference", stacks(same))
    } else {
        String::new()
    };
    format!("{} with differences: {resources}{rest}", stacks(differing))
}

fn show_stack(page: &mut String, stack: &StackDiff, depth: usize) {
    let gap = "  ".repeat(depth);
    let kind = if depth == 0 { "stack" } else { "nested stack" };
    let all = match stack.change {
        Change::Added => styled(GREEN, " (new)"),
        Change::Removed => styled(RED, " (removed)"),
        _ => String::new(),
    };
    line(
        page,
        &format!("{gap}{} {}{all}", styled(DIM, kind), styled(BOLD, &stack.name)),
    );
    for note in &stack.notes {
        line(page, &format!("{gap}  {} {note}", styled(CYAN, "note:")));
    }
    for diff in &stack.resources {
        show_resource(page, diff, &stack.name, &gap);
    }
    if !stack.permissions.is_empty() {
        line(page, &format!("{gap}  {}", styled(BOLD, "permissions")));
        for row in &stack.permissions {
            line(page, &format!("{gap}    {}", permission(row)));
        }
    }
    if !stack.network.is_empty() {
        line(page, &format!("{gap}  {}", styled(BOLD, "network")));
        for row in &stack.network {
            line(page, &format!("{gap}    {}", network(row)));
        }
    }
    for entry in &stack.entries {
        line(page, &format!("{gap}  {}", show_entry(entry)));
    }
    for nested in &stack.nested {
        show_stack(page, nested, depth + 1);
    }
}

fn show_resource(page: &mut String, diff: &ResourceDiff, stack: &str, gap: &str) {
    let style = match diff.action {
        Action::Add => GREEN,
        Action::Remove | Action::Replace => RED,
        Action::Move => CYAN,
        Action::Modify | Action::MayReplace => YELLOW,
    };
    let mut notes = Vec::new();
    if !matches!(diff.action, Action::Add | Action::Modify) {
        notes.push(styled(style, shown::action(diff.action)));
    }
    match shown::data(diff) {
        "" => {}
        words if matches!(diff.data, Data::Lost | Data::MayBeLost) => notes.push(styled(RED.bold(), words)),
        words => notes.push(words.to_owned()),
    }
    if let Some(before) = &diff.before {
        let place = if before.stack == stack || before.stack.is_empty() {
            before.path.clone()
        } else {
            format!("{} in stack {}", before.path, before.stack)
        };
        notes.push(match diff.action {
            Action::Move => format!("from {place}"),
            _ => format!("was {}", before.logical_id),
        });
    }
    let notes = if notes.is_empty() {
        String::new()
    } else {
        format!("  {}", notes.join(", "))
    };
    line(
        page,
        &format!(
            "{gap}  {} {} {}{notes}",
            styled(style.bold(), shown::mark(diff)),
            styled(BOLD, &diff.path),
            styled(DIM, &diff.resource_type)
        ),
    );
    for change in &diff.changes {
        let effect = match change.replacement {
            Replacement::No => String::new(),
            Replacement::Maybe => styled(YELLOW, &format!("  {}", shown::effect(change.replacement))),
            Replacement::Yes => styled(RED, &format!("  {}", shown::effect(change.replacement))),
        };
        line(
            page,
            &format!("{gap}      {}: {}{effect}", change.path, shown::change(change)),
        );
    }
    for note in &diff.notes {
        line(page, &format!("{gap}      {} {note}", styled(CYAN, "note:")));
    }
}

fn permission(row: &PermissionDiff) -> String {
    let verb = if row.denies { "deny" } else { "allow" };
    let on = if row.on.is_empty() {
        String::new()
    } else {
        format!(" on {}", row.on)
    };
    let condition = if row.condition.is_empty() {
        String::new()
    } else {
        format!(" if {}", row.condition)
    };
    let text = format!("{verb} {} to {}{on}{condition}", row.who, row.actions.join(", "));
    signed(row.gained, &text)
}

fn network(row: &NetworkDiff) -> String {
    let verb = if row.denies { "deny" } else { "allow" };
    let way = if row.inbound { "from" } else { "to" };
    signed(
        row.gained,
        &format!("{}: {verb} {} {way} {}", row.group, row.traffic, row.peer),
    )
}

fn show_entry(entry: &EntryDiff) -> String {
    let name = if entry.name.is_empty() {
        entry.section.clone()
    } else {
        format!("{} {}", entry.section, entry.name)
    };
    if let Some(cause) = &entry.follows {
        return format!("{} {name}: follows {cause}", styled(YELLOW, "~"));
    }
    match (&entry.old, &entry.new) {
        (Some(old), Some(new)) => {
            format!(
                "{} {name}: {} → {}",
                styled(YELLOW, "~"),
                shown::value(old),
                shown::value(new)
            )
        }
        (Some(old), None) => signed(false, &format!("{name}: {}", shown::value(old))),
        (None, Some(new)) => signed(true, &format!("{name}: {}", shown::value(new))),
        (None, None) => name,
    }
}

fn signed(gained: bool, text: &str) -> String {
    match gained {
        true => format!("{} {text}", styled(GREEN, "+")),
        false => format!("{} {text}", styled(RED, "-")),
    }
}

fn styled(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

fn line(page: &mut String, text: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(page, "{}", text.trim_end());
}
