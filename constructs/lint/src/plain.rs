//! Scalars without quotes that YAML 1.1 reads otherwise than they look: `010`, `1:30`, `yes`.
//!
//! Some surprise wherever they stand. Others only where text is wanted: `yes` for a boolean and `0x1F` for a number say what they mean. So the checks
//! that know what is wanted somewhere tell it to [`Plains`](crate::plains::Plains), and what is told in the end depends on it.

use std::collections::BTreeSet;

use ferrocdk_template::{Entry, Node, Position, Surprise, Value};

use crate::context::Context;
use crate::findings::Findings;
use crate::place::Place;
use crate::plains::Wanted;
use crate::rules;

/// Reports each once, after all else has told what is wanted.
pub(crate) fn check(context: &Context<'_>, findings: &mut Findings) {
    let root = context.template.root;
    let mut told = BTreeSet::new();
    if let Some(sections) = root.as_map() {
        let place = Place::root(root.at);
        for section in sections {
            let walk = &mut Walk {
                context,
                findings,
                told: &mut told,
            };
            walk.entry(section, &place, &[]);
        }
    }
}

struct Walk<'w, 'c> {
    context: &'w Context<'c>,
    findings: &'w mut Findings,
    /// Loops and aliases repeat what stands in the text once.
    told: &'w mut BTreeSet<Position>,
}

impl Walk<'_, '_> {
    /// `keys` are those on the way, without indices.
    fn entry(&mut self, entry: &Entry, place: &Place<'_>, keys: &[&str]) {
        // Keys that are no text at all are an error of their own.
        if let Some(Surprise::LeadingZero) = entry.key_surprise()
            && self.is_new(entry.key_at)
        {
            let number = entry.key_written().trim_start_matches(['0', '+']);
            self.tell(&place.name(entry), entry.key_written(), Surprise::LeadingZero, number);
        }
        let keys: Vec<&str> = keys.iter().copied().chain([entry.key.as_str()]).collect();
        self.node(&entry.value, &place.key(entry), &keys);
    }

    fn node(&mut self, node: &Node, place: &Place<'_>, keys: &[&str]) {
        match &node.value {
            Value::Map(map) => map.iter().for_each(|entry| self.entry(entry, place, keys)),
            Value::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.node(item, &place.item(index, item), keys);
                }
            }
            _ => {
                let Some((plain, wanted)) = self.context.plains.get(node.at) else {
                    return;
                };
                let wanted = self.wanted(keys, wanted);
                if surprises(plain.surprise, wanted) && self.is_new(node.at) {
                    let read = match &node.value {
                        Value::Number(number) => number.to_string(),
                        Value::Bool(value) => value.to_string(),
                        _ => plain.written.trim_start_matches(['0', '+']).to_owned(),
                    };
                    self.tell(place, &plain.written, plain.surprise, &read);
                }
            }
        }
    }

    fn is_new(&mut self, at: Position) -> bool {
        self.told.insert(at)
    }

    /// Kind that is wanted, also where no schema says it.
    fn wanted(&self, keys: &[&str], wanted: Wanted) -> Wanted {
        const TEXT: Wanted = Wanted {
            text: true,
            number: false,
            boolean: false,
        };
        match keys {
            ["Parameters", name, "Default" | "AllowedValues"] => {
                let parameters = self.context.template.root.get("Parameters");
                let ty = parameters.and_then(|all| all.get(name)?.get("Type")?.as_str());
                match ty {
                    Some("Number" | "List<Number>") => Wanted { number: true, ..wanted },
                    _ => TEXT,
                }
            }
            [
                "Parameters",
                _,
                "AllowedPattern" | "Description" | "ConstraintDescription",
            ]
            | ["Outputs", _, "Value" | "Description"]
            | ["Outputs", _, "Export", "Name"]
            | ["Description"] => TEXT,
            [
                ..,
                "Fn::Equals" | "Fn::Join" | "Fn::Sub" | "Fn::Split" | "Fn::FindInMap" | "Fn::ImportValue"
                | "Fn::Base64",
            ] => TEXT,
            _ => wanted,
        }
    }

    fn tell(&mut self, place: &Place<'_>, written: &str, surprise: Surprise, read: &str) {
        let (message, number) = match surprise {
            Surprise::Octal => (
                format!("the number {read} to YAML, as a zero before digits means base 8"),
                Some(read),
            ),
            Surprise::Hexadecimal => (format!("the number {read} to YAML, written with base 16"), Some(read)),
            Surprise::Binary => (format!("the number {read} to YAML, written with base 2"), Some(read)),
            Surprise::Sexagesimal => (format!("the number {read} to YAML, as colons mean base 60"), Some(read)),
            Surprise::Underscores => (
                format!("the number {read} to YAML, which takes the underscores away"),
                Some(read),
            ),
            Surprise::LeadingZero => (
                format!("text only as it has a digit above 7, and the number {read} to other readers of YAML"),
                None,
            ),
            Surprise::NumberElsewhere => (
                "text to YAML 1.1, and a number to other readers of YAML".to_owned(),
                None,
            ),
            Surprise::NotFinite => ("a number to YAML that CloudFormation cannot have".to_owned(), None),
            Surprise::Word => (format!("the boolean {read} to YAML"), Some(read)),
            Surprise::Huge => (
                "a number of more than 64 bits, whose digits not every reader keeps".to_owned(),
                None,
            ),
            Surprise::Digits => (format!("the number {read} to YAML"), Some(read)),
        };
        let message = format!("`{written}` without quotes is {message}");
        let or = number.map_or_else(String::new, |read| format!(", or `{read}` where that is meant"));
        self.findings
            .add(&rules::W1103, place, message)
            .help(format!("write `\"{written}\"` for the text{or}"));
    }
}

/// Whether the reading is not what is wanted.
fn surprises(surprise: Surprise, wanted: Wanted) -> bool {
    match surprise {
        Surprise::Octal | Surprise::Sexagesimal | Surprise::LeadingZero | Surprise::NotFinite => true,
        // They say the number that they mean.
        Surprise::Hexadecimal | Surprise::Binary | Surprise::Underscores | Surprise::Huge => !wanted.number,
        Surprise::NumberElsewhere | Surprise::Digits => wanted.text && !wanted.number,
        Surprise::Word => wanted.text && !wanted.boolean,
    }
}
