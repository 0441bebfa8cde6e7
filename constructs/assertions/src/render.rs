//! JSON with marks at the places that differ from a pattern.

use serde_json::Value as Json;

use crate::difference::{Difference, Mismatch, Step, shorten};

/// How many neighbours that are as expected stand in a row before they are summed up.
const NEIGHBOURS: usize = 4;
/// The longest form of a neighbour that stands on its line as it is.
const WIDTH: usize = 72;

/// Draws a value: parts that hold a difference are spread out and marked with `!`, all else is kept short.
///
/// Without colour on purpose: a panic's message is caught, stored and compared as often as it is read in a terminal.
pub(crate) fn marked(value: &Json, mismatch: &Mismatch) -> String {
    let mut page = Page::default();
    let differences: Vec<&Difference> = mismatch.differences().iter().collect();
    page.node("", Some(value), &differences, 0, "");
    page.out
}

/// A part of a value with the differences in it.
struct Branch<'a> {
    label: String,
    value: Option<&'a Json>,
    differences: Vec<&'a Difference>,
}

#[derive(Default)]
struct Page {
    out: String,
    indent: usize,
}

impl Page {
    fn line(&mut self, mark: char, text: &str) {
        let line = format!("  {mark} {:indent$}{text}", "", indent = self.indent * 2);
        self.out.push_str(line.trim_end());
        self.out.push('\n');
    }

    fn notes(&mut self, differences: &[&Difference]) {
        for difference in differences {
            self.line('!', &format!("^ {difference}"));
        }
    }

    fn node(&mut self, label: &str, value: Option<&Json>, differences: &[&Difference], depth: usize, comma: &str) {
        let (here, below): (Vec<&Difference>, Vec<&Difference>) = differences
            .iter()
            .partition(|difference| difference.steps.len() == depth);
        let Some(value) = value else {
            self.line('!', &format!("{label}(missing)"));
            return self.notes(&here);
        };
        if below.is_empty() {
            let mark = if here.is_empty() { ' ' } else { '!' };
            self.line(mark, &format!("{label}{}{comma}", brief(value)));
            return self.notes(&here);
        }
        let (open, close, parts) = match value {
            Json::Object(map) => {
                let keys = map.keys().cloned().map(Step::Key);
                let parts = parts(value, keys.collect(), &below, depth);
                ("{", "}", parts)
            }
            Json::Array(items) => {
                let indices = (0..items.len()).map(Step::Index);
                let parts = parts(value, indices.collect(), &below, depth);
                ("[", "]", parts)
            }
            Json::String(text) => {
                // The comparison went through this string as JSON, so it parses.
                let json: Json = serde_json::from_str(text).unwrap_or_default();
                return self.node(
                    &format!("{label}(JSON in a string) "),
                    Some(&json),
                    &below,
                    depth + 1,
                    comma,
                );
            }
            _ => return self.notes(&below),
        };
        self.line(' ', &format!("{label}{open}"));
        self.notes(&here);
        self.indent += 1;
        self.all(&parts, depth + 1);
        self.indent -= 1;
        self.line(' ', &format!("{close}{comma}"));
    }

    fn all(&mut self, parts: &[Branch<'_>], depth: usize) {
        let mut rest = parts;
        while let [part, others @ ..] = rest {
            let plain = rest.iter().take_while(|part| part.differences.is_empty()).count();
            if plain > NEIGHBOURS {
                self.line(' ', &format!("… {plain} more"));
                rest = &rest[plain..];
                continue;
            }
            let comma = if others.is_empty() { "" } else { "," };
            self.node(&part.label, part.value, &part.differences, depth, comma);
            rest = others;
        }
    }
}

/// Entries of an object or a list, then those that are missing there.
fn parts<'a>(value: &'a Json, mut steps: Vec<Step>, below: &[&'a Difference], depth: usize) -> Vec<Branch<'a>> {
    for difference in below {
        if let Some(step) = difference.steps.get(depth)
            && !steps.contains(step)
        {
            steps.push(step.clone());
        }
    }
    let part = |step: Step| {
        let differences = below
            .iter()
            .copied()
            .filter(|difference| difference.steps.get(depth) == Some(&step));
        let differences: Vec<&Difference> = differences.collect();
        let (label, value) = match &step {
            Step::Key(key) => (format!("{key:?}: "), value.get(key)),
            Step::Index(index) => (String::new(), value.get(*index)),
            Step::Json => (String::new(), None),
        };
        Branch {
            label,
            value,
            differences,
        }
    };
    steps.into_iter().map(part).collect()
}

/// A value on one line: as it is where it fits, else what it holds.
fn brief(value: &Json) -> String {
    let text = value.to_string();
    match value {
        _ if text.chars().count() <= WIDTH => text,
        Json::Object(map) => format!("{{ … {}{} }}", map.len(), if map.len() == 1 { " key" } else { " keys" }),
        Json::Array(items) => format!(
            "[ … {}{} ]",
            items.len(),
            if items.len() == 1 { " item" } else { " items" }
        ),
        _ => shorten(&text, WIDTH),
    }
}
