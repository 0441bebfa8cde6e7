//! Differences as Markdown, for a comment on a pull request.

use std::fmt::Write as _;

use super::{
    model::{Action, Change, Difference, ResourceDiff, StackDiff},
    shown,
};

impl Difference {
    /// The differences in GitHub's Markdown: what matters in tables, each property folded away.
    pub fn to_markdown(&self) -> String {
        let mut page = String::new();
        match self.losses.as_slice() {
            [] if self.differs => line(&mut page, "**No data is lost.**"),
            [] => line(&mut page, "**No differences.**"),
            losses => {
                line(&mut page, "> [!CAUTION]");
                line(&mut page, "> **Data would be lost:**");
                for loss in losses {
                    line(&mut page, &format!("> - {}", shown::loss(loss)));
                }
            }
        }
        for stack in self.stacks.iter().filter(|stack| stack.differs()) {
            show_stack(&mut page, stack, 3);
        }
        page
    }
}

fn show_stack(page: &mut String, stack: &StackDiff, level: usize) {
    let all = match stack.change {
        Change::Added => " (new)",
        Change::Removed => " (removed)",
        _ => "",
    };
    line(page, "");
    line(page, &format!("{} Stack {}{all}", "#".repeat(level), code(&stack.name)));
    for note in &stack.notes {
        line(page, "");
        line(page, &format!("> {note}"));
    }
    if !stack.resources.is_empty() {
        head(page, &["", "resource", "type", "what happens"]);
        for diff in &stack.resources {
            line(
                page,
                &format!(
                    "| {} | {} | {} | {} |",
                    cell(shown::mark(diff)),
                    code(&diff.path),
                    cell(&diff.resource_type),
                    happens(diff)
                ),
            );
        }
        let told: Vec<&ResourceDiff> = stack
            .resources
            .iter()
            .filter(|diff| !(diff.changes.is_empty() && diff.notes.is_empty()))
            .collect();
        if !told.is_empty() {
            line(page, "");
            line(
                page,
                &format!("<details><summary>properties of {} resources</summary>", told.len()),
            );
            line(page, "");
            told.iter().for_each(|diff| show_changes(page, diff));
            line(page, "</details>");
        }
    }
    if !stack.permissions.is_empty() {
        head(page, &["", "effect", "who", "actions", "on", "if"]);
        for row in &stack.permissions {
            let effect = if row.denies { "deny" } else { "allow" };
            let cells = [
                sign(row.gained),
                effect,
                &code(&row.who),
                &code(&row.actions.join(", ")),
                &code(&row.on),
                &code(&row.condition),
            ]
            .join(" | ");
            line(page, &format!("| {cells} |"));
        }
    }
    if !stack.network.is_empty() {
        head(page, &["", "group", "effect", "traffic", "other end"]);
        for row in &stack.network {
            let effect = if row.denies { "deny" } else { "allow" };
            let way = if row.inbound { "from" } else { "to" };
            line(
                page,
                &format!(
                    "| {} | {} | {effect} | {} | {way} {} |",
                    sign(row.gained),
                    code(&row.group),
                    cell(&row.traffic),
                    code(&row.peer)
                ),
            );
        }
    }
    if !stack.entries.is_empty() {
        head(page, &["section", "name", "before", "after"]);
        for entry in &stack.entries {
            let of = |value: &Option<serde_json::Value>| {
                value
                    .as_ref()
                    .map(|value| code(&shown::value(value)))
                    .unwrap_or_default()
            };
            let after = entry
                .follows
                .as_ref()
                .map_or_else(|| of(&entry.new), |cause| format!("follows {}", code(cause)));
            line(
                page,
                &format!(
                    "| {} | {} | {} | {after} |",
                    entry.section,
                    code(&entry.name),
                    of(&entry.old)
                ),
            );
        }
    }
    for nested in &stack.nested {
        show_stack(page, nested, level + 1);
    }
}

fn happens(diff: &ResourceDiff) -> String {
    let mut words = match diff.action {
        Action::Replace | Action::Remove => format!("**{}**", shown::action(diff.action)),
        action => shown::action(action).to_owned(),
    };
    let data = shown::data(diff);
    if !data.is_empty() {
        let _ = write!(words, ", **{data}**");
    }
    if let Some(before) = &diff.before {
        let _ = write!(words, ", was {}", code(&before.path));
        if before.path == diff.path {
            let _ = write!(words, " as {}", code(&before.logical_id));
        }
    }
    words
}

fn show_changes(page: &mut String, diff: &ResourceDiff) {
    line(page, &code(&diff.path));
    line(page, "");
    for change in &diff.changes {
        let effect = match shown::effect(change.replacement) {
            "" => String::new(),
            words => format!(" (**{words}**)"),
        };
        line(
            page,
            &format!("- {}: {}{effect}", code(&change.path), code(&shown::change(change))),
        );
    }
    for note in &diff.notes {
        line(page, &format!("- {note}"));
    }
    line(page, "");
}

fn head(page: &mut String, names: &[&str]) {
    line(page, "");
    line(page, &format!("| {} |", names.join(" | ")));
    line(page, &format!("|{}", " --- |".repeat(names.len())));
}

fn sign(gained: bool) -> &'static str {
    if gained { "+" } else { "−" }
}

/// Text as code: the fence is longer than any run of backquotes in it, and nothing in it ends a cell.
fn code(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{}{pad}{fence}", cell(text))
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

fn line(page: &mut String, text: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(page, "{}", text.trim_end());
}
