//! The page: one HTML file that needs neither network nor script.

use std::{collections::BTreeMap, fmt::Write as _};

use serde_json::Value;

use super::{
    facts,
    graph::{Graph, within},
    svg::escaped,
};
use crate::{
    assembly::Stack,
    diff::{Difference, PermissionDiff, StackDiff},
    lint::{Report, Severity},
};

/// How lines of the sources become links.
#[derive(Debug, Clone, Default)]
pub struct Source {
    /// An address with `{path}` and `{line}` in it; without one, lines are text.
    pub link: Option<String>,
}

impl Source {
    fn html(&self, location: &str) -> String {
        let (path, line) = location.rsplit_once(':').unwrap_or((location, "1"));
        match &self.link {
            Some(link) => format!(
                "<a href=\"{}\">{}</a>",
                escaped(&link.replace("{path}", path).replace("{line}", line)),
                escaped(location)
            ),
            None => format!("<code>{}</code>", escaped(location)),
        }
    }
}

/// Parts of the page.
#[derive(Debug)]
pub struct Page<'a> {
    /// Name of what is reviewed.
    pub title: &'a str,
    /// Its stacks.
    pub stacks: &'a [Stack],
    /// Everything that the stacks permit, in the form of a difference from nothing.
    pub all: &'a Difference,
    /// Differences from a base, with its name.
    pub base: Option<(&'a str, &'a Difference)>,
    /// Findings of the checks.
    pub findings: &'a Report,
    /// How lines of the sources become links.
    pub source: Source,
}

/// Lines of differences from which on they are folded away.
const FOLDED: usize = 80;

const STYLE: &str = include_str!("page.css");

impl Page<'_> {
    /// The page as HTML.
    pub fn to_html(&self) -> String {
        let mut out = String::new();
        let title = escaped(self.title);
        // Writing to a string cannot fail.
        let _ = write!(
            out,
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{title}</title><style>{STYLE}</style></head><body><header><h1>{title}</h1>"
        );
        self.tiles(&mut out);
        out.push_str("</header><nav>");
        for (id, name) in self.sections() {
            let _ = write!(out, "<a href=\"#{id}\">{name}</a>");
        }
        out.push_str("</nav><main>");
        if let Some((base, difference)) = self.base {
            differences(&mut out, base, difference);
        }
        self.architecture(&mut out);
        self.resources(&mut out);
        self.permissions(&mut out);
        self.alarms(&mut out);
        self.capacity(&mut out);
        self.diagnostics(&mut out);
        out.push_str("</main></body></html>\n");
        out
    }

    fn sections(&self) -> Vec<(&'static str, &'static str)> {
        let mut sections = vec![
            ("architecture", "Architecture"),
            ("resources", "Resources"),
            ("permissions", "Permissions"),
            ("alarms", "Alarms"),
            ("capacity", "Capacity and cost"),
            ("diagnostics", "Diagnostics"),
        ];
        if self.base.is_some() {
            sections.insert(0, ("differences", "Differences"));
        }
        sections
    }

    fn tiles(&self, out: &mut String) {
        let resources: usize = self.stacks.iter().map(|stack| ids(stack).count()).sum();
        let stateful = self
            .all
            .stacks
            .iter()
            .flat_map(|stack| &stack.permissions)
            .filter(|row| !row.denies)
            .count();
        let alarms: usize = self.stacks.iter().map(|stack| facts::alarms(stack).len()).sum();
        let mut regions: Vec<&str> = self.stacks.iter().filter_map(|stack| stack.region.as_deref()).collect();
        regions.sort_unstable();
        regions.dedup();
        out.push_str("<ul class=\"tiles\">");
        let mut tile = |value: String, name: &str, style: &str| {
            let _ = write!(
                out,
                "<li class=\"{style}\"><b>{}</b><span>{name}</span></li>",
                escaped(&value)
            );
        };
        tile(self.stacks.len().to_string(), "stacks", "");
        tile(resources.to_string(), "resources", "");
        match regions.as_slice() {
            [] => tile("any".to_owned(), "region", ""),
            [only] => tile((*only).to_owned(), "region", ""),
            several => tile(several.len().to_string(), "regions", ""),
        }
        tile(stateful.to_string(), "permissions", "");
        tile(alarms.to_string(), "alarms", "");
        let errors = self.findings.count(Severity::Error);
        let warnings = self.findings.count(Severity::Warning);
        let style = if errors > 0 {
            "bad"
        } else if warnings > 0 {
            "warn"
        } else {
            "good"
        };
        tile((errors + warnings).to_string(), "findings", style);
        if let Some((_, difference)) = self.base {
            let style = if difference.losses.is_empty() { "good" } else { "bad" };
            tile(difference.losses.len().to_string(), "lose data", style);
        }
        out.push_str("</ul>");
    }

    fn architecture(&self, out: &mut String) {
        out.push_str("<section id=\"architecture\"><h2>Architecture</h2><p>Boxes are resources that do something, arrows what leads to what. Roles, policies and log groups belong to the box that they are for.</p>");
        for stack in self.stacks {
            let graph = Graph::of(stack);
            if graph.nodes.is_empty() {
                continue;
            }
            let _ = write!(
                out,
                "<h3>{}</h3><div class=\"drawing\" tabindex=\"0\">{}</div>",
                escaped(&stack.name),
                graph.to_svg(&stack.name)
            );
        }
        out.push_str("</section>");
    }

    fn resources(&self, out: &mut String) {
        out.push_str("<section id=\"resources\"><h2>Resources by construct</h2>");
        for stack in self.stacks {
            let mut groups: BTreeMap<String, Vec<(&String, &Value)>> = BTreeMap::new();
            for (id, resource) in ids(stack) {
                let inner = within(stack, stack.path_of(id));
                let group = inner.split('/').next().unwrap_or(&inner);
                groups.entry(group.to_owned()).or_default().push((id, resource));
            }
            let _ = write!(out, "<h3>{}</h3>", escaped(&stack.name));
            for (group, mut resources) in groups {
                resources.sort_by_key(|(id, _)| stack.path_of(id));
                let _ = write!(
                    out,
                    "<details{}><summary><b>{}</b> <span>{} resources</span></summary>",
                    if resources.len() <= 12 { " open" } else { "" },
                    escaped(&group),
                    resources.len()
                );
                table(out, &["construct", "type", "source", "when deleted"]);
                for (id, resource) in resources {
                    let path = &within(stack, stack.path_of(id));
                    let ty = resource.get("Type").and_then(Value::as_str).unwrap_or_default();
                    let source = stack
                        .source_of(id)
                        .map(|location| self.source.html(location))
                        .unwrap_or_default();
                    let policy = resource
                        .get("DeletionPolicy")
                        .and_then(Value::as_str)
                        .unwrap_or("Delete");
                    let style = if policy == "Delete" { "" } else { " class=\"good\"" };
                    let _ = write!(
                        out,
                        "<tr><td>{}<small>{}</small></td><td>{}</td><td>{source}</td><td{style}>{}</td></tr>",
                        escaped(path),
                        escaped(id),
                        escaped(ty),
                        escaped(policy)
                    );
                }
                out.push_str("</table></div></details>");
            }
        }
        out.push_str("</section>");
    }

    fn permissions(&self, out: &mut String) {
        out.push_str("<section id=\"permissions\"><h2>Who may do what</h2>");
        for stack in &self.all.stacks {
            permissions(out, stack, false);
        }
        out.push_str("</section>");
    }

    fn alarms(&self, out: &mut String) {
        out.push_str("<section id=\"alarms\"><h2>Alarms</h2>");
        let alarms: Vec<facts::Alarm> = self.stacks.iter().flat_map(facts::alarms).collect();
        if alarms.is_empty() {
            out.push_str("<p>There are none.</p>");
        } else {
            table(out, &["alarm", "watches", "when", "tells"]);
            for alarm in alarms {
                let _ = write!(
                    out,
                    "<tr><td>{}<small>{}</small></td><td>{}</td><td>{}</td><td>{}</td></tr>",
                    escaped(&alarm.path),
                    escaped(&alarm.says).replace('\n', "<br>"),
                    escaped(&alarm.watches),
                    escaped(&alarm.when),
                    if alarm.tells.is_empty() {
                        "<b class=\"warn\">nobody</b>".to_owned()
                    } else {
                        escaped(&alarm.tells)
                    }
                );
            }
            out.push_str("</table></div>");
        }
        out.push_str("</section>");
    }

    fn capacity(&self, out: &mut String) {
        out.push_str("<section id=\"capacity\"><h2>Capacity and cost</h2><p>What the templates set, and what AWS counts for the bill. Prices change and depend on the region: they are not here.</p>");
        table(out, &["construct", "settings", "what is paid"]);
        for capacity in self.stacks.iter().flat_map(facts::capacities) {
            let _ = write!(
                out,
                "<tr><td>{}<small>{}</small></td><td>{}</td><td>{}</td></tr>",
                escaped(&capacity.path),
                escaped(&capacity.resource_type),
                escaped(&capacity.settings),
                capacity.driver
            );
        }
        out.push_str("</table></div></section>");
    }

    fn diagnostics(&self, out: &mut String) {
        out.push_str("<section id=\"diagnostics\"><h2>Diagnostics</h2>");
        if self.findings.entries.is_empty() {
            out.push_str("<p class=\"good\">The checks find nothing.</p>");
        } else {
            table(out, &["", "finding", "where"]);
            for entry in &self.findings.entries {
                let (name, style) = match entry.severity {
                    Severity::Error => ("error", "bad"),
                    Severity::Warning => ("warning", "warn"),
                    Severity::Info => ("info", ""),
                };
                let _ = write!(
                    out,
                    "<tr><td class=\"{style}\">{name}<small>{}</small></td><td>{}</td><td>{}<small>{}:{}</small></td></tr>",
                    escaped(&entry.rule),
                    escaped(&entry.message),
                    escaped(entry.construct.as_deref().unwrap_or(&entry.path)),
                    escaped(&entry.file),
                    entry.line
                );
            }
            out.push_str("</table></div>");
        }
        out.push_str("</section>");
    }
}

fn differences(out: &mut String, base: &str, difference: &Difference) {
    let _ = write!(
        out,
        "<section id=\"differences\"><h2>Differences to {}</h2>",
        escaped(base)
    );
    if !difference.differs {
        out.push_str("<p class=\"good\">There are none.</p>");
    }
    let text = difference.to_text();
    let plain: String = strip(&text);
    let (first, rest) = plain.split_once('\n').unwrap_or((&plain, ""));
    let style = if difference.losses.is_empty() { "good" } else { "bad" };
    let _ = write!(out, "<p class=\"{style}\"><b>{}</b></p>", escaped(first));
    if difference.differs {
        let open = if rest.lines().count() <= FOLDED { " open" } else { "" };
        let _ = write!(
            out,
            "<details{open}><summary>each resource and property</summary><pre class=\"diff\">"
        );
        for line in rest.trim_matches('\n').lines() {
            let style = match line.trim_start().chars().next() {
                Some('+') => "good",
                Some('-' | '±') => "bad",
                Some('~' | '>') => "warn",
                _ => "",
            };
            let _ = writeln!(out, "<span class=\"{style}\">{}</span>", escaped(line));
        }
        out.push_str("</pre></details>");
        for stack in &difference.stacks {
            permissions(out, stack, true);
        }
    }
    out.push_str("</section>");
}

/// The statements of a stack and of those within it.
fn permissions(out: &mut String, stack: &StackDiff, signed: bool) {
    if !stack.permissions.is_empty() {
        let _ = write!(out, "<h3>{}</h3>", escaped(&stack.name));
        let heads: &[&str] = if signed {
            &["", "who", "may", "on", "if"]
        } else {
            &["who", "may", "on", "if"]
        };
        table(out, heads);
        for row in &stack.permissions {
            if signed {
                let (sign, style) = if row.gained {
                    ("gained", "warn")
                } else {
                    ("lost", "good")
                };
                let _ = write!(out, "<tr><td class=\"{style}\">{sign}</td>");
            } else {
                out.push_str("<tr>");
            }
            statement(out, row);
        }
        out.push_str("</table></div>");
    }
    stack.nested.iter().for_each(|nested| permissions(out, nested, signed));
}

fn statement(out: &mut String, row: &PermissionDiff) {
    let wide = |text: &str| {
        if text.contains('*') && !row.denies {
            " class=\"warn\""
        } else {
            ""
        }
    };
    let actions = row.actions.join(", ");
    let verb = if row.denies { "<b class=\"good\">not</b> " } else { "" };
    let everything = row.actions.iter().any(|action| action == "*" || action.ends_with(":*"));
    let _ = write!(
        out,
        "<td>{}</td><td{}>{verb}{}</td><td{}>{}</td><td>{}</td></tr>",
        escaped(&row.who),
        if everything { wide("*") } else { "" },
        escaped(&actions),
        if row.on == "*" { wide("*") } else { "" },
        escaped(&row.on),
        escaped(&row.condition)
    );
}

fn table(out: &mut String, heads: &[&str]) {
    out.push_str("<div class=\"rows\"><table><tr>");
    for head in heads {
        let _ = write!(out, "<th>{head}</th>");
    }
    out.push_str("</tr>");
}

fn ids(stack: &Stack) -> impl Iterator<Item = (&String, &Value)> {
    stack
        .template
        .get("Resources")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
}

/// Text without the styles of a terminal.
fn strip(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        plain.push_str(before);
        rest = after.split_once('m').map_or("", |(_, after)| after);
    }
    plain.push_str(rest);
    plain
}
