//! Documents as code, laid out: what stands within `doc!`, which rustfmt leaves as it is.

use crate::literal;

/// Where a line should end, as in the project's rustfmt.toml.
const WIDTH: usize = 120;
/// What fits into this many columns stays on one line even where there is room for more; rustfmt's own width for calls.
const SHORT: usize = 60;
const STEP: usize = 4;
/// The compiler expands macros 128 deep; what stands within a document may be macros too.
const MOST_RECURSION: usize = 80;

/// A piece of code that may take several lines.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Layout {
    /// Code that is never broken.
    Code(String),
    /// `{ "key": value }`.
    Map(Vec<(String, Self)>),
    /// `[item, item]`.
    List(Vec<Self>),
    /// `name(argument, argument)`.
    Call(String, Vec<Self>),
    /// What follows another piece: `.cast()`.
    Then(Box<Self>, String),
}

impl Layout {
    /// A map or a list as a `Document`, anything else too.
    pub(crate) fn document(self) -> Self {
        if self.recursion() <= MOST_RECURSION {
            return Self::Call("doc!".to_owned(), vec![self]);
        }
        match self {
            Self::Map(entries) => {
                let entries = entries.into_iter().map(|(key, value)| {
                    let key = Self::Code(literal::text(&key));
                    Self::Call(String::new(), vec![key, value.document()])
                });
                Self::Call("Document::map".to_owned(), vec![Self::List(entries.collect())])
            }
            Self::List(items) => {
                let items = items.into_iter().map(Self::document).collect();
                Self::Call("Document::list".to_owned(), vec![Self::List(items)])
            }
            other => Self::Call("doc!".to_owned(), vec![other]),
        }
    }

    /// How deep `doc!` recurses: once for every entry, and for those of the entry that has most.
    fn recursion(&self) -> usize {
        match self {
            Self::Code(_) => 0,
            Self::Map(entries) => {
                2 + entries.len() + entries.iter().map(|(_, value)| value.recursion()).max().unwrap_or(0)
            }
            Self::List(items) | Self::Call(_, items) => {
                2 + items.len() + items.iter().map(Self::recursion).max().unwrap_or(0)
            }
            Self::Then(first, _) => first.recursion(),
        }
    }

    /// On one line.
    pub(crate) fn flat(&self) -> String {
        match self {
            Self::Code(code) => code.clone(),
            Self::Map(entries) if entries.is_empty() => "{}".to_owned(),
            Self::Map(entries) => {
                let entries = entries
                    .iter()
                    .map(|(key, value)| format!("{}: {}", literal::text(key), value.flat()));
                format!("{{ {} }}", join(entries))
            }
            Self::List(items) => format!("[{}]", join(items.iter().map(Self::flat))),
            Self::Call(name, arguments) => format!("{name}({})", join(arguments.iter().map(Self::flat))),
            Self::Then(first, rest) => format!("{}{rest}", first.flat()),
        }
    }

    /// Whether it stands on one line wherever it is.
    pub(crate) fn is_short(&self) -> bool {
        let flat = self.flat();
        flat.len() <= SHORT && !flat.contains('\n')
    }

    /// Laid out for a line that is indented by `indent` and has `before` columns in front of it already.
    pub(crate) fn render(&self, indent: usize, before: usize) -> String {
        let flat = self.flat();
        if before + flat.len() < WIDTH && !flat.contains('\n') {
            return flat;
        }
        let inner = indent + STEP;
        match self {
            Self::Code(code) => code.clone(),
            Self::Map(entries) => {
                let lines = entries.iter().map(|(key, value)| {
                    let key = format!("{}: ", literal::text(key));
                    let value = value.render(inner, inner + key.len());
                    format!("{key}{value}")
                });
                broken("{", lines, "}", indent)
            }
            Self::List(items) => broken("[", items.iter().map(|item| item.render(inner, inner)), "]", indent),
            // What is the only argument hugs the brackets, as rustfmt has it.
            Self::Call(name, arguments) => match arguments.as_slice() {
                [only @ (Self::Map(_) | Self::List(_) | Self::Call(..))] => {
                    format!("{name}({})", only.render(indent, before + name.len() + 1))
                }
                many => broken(
                    &format!("{name}("),
                    many.iter().map(|item| item.render(inner, inner)),
                    ")",
                    indent,
                ),
            },
            Self::Then(first, rest) => format!("{}{rest}", first.render(indent, before)),
        }
    }
}

fn broken(open: &str, lines: impl Iterator<Item = String>, close: &str, indent: usize) -> String {
    let (outer, inner) = (" ".repeat(indent), " ".repeat(indent + STEP));
    let lines: String = lines.map(|line| format!("{inner}{line},\n")).collect();
    format!("{open}\n{lines}{outer}{close}")
}

fn join(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Layout {
        Layout::Code(text.to_owned())
    }

    #[test]
    fn what_fits_stays_on_its_line() {
        let map = Layout::Map(vec![("a".to_owned(), Layout::List(vec![code("1"), code("2")]))]).document();
        assert_eq!(map.render(0, 0), r#"doc!({ "a": [1, 2] })"#);
        assert!(map.is_short());
    }

    #[test]
    fn what_is_too_long_for_a_macro_is_made_by_functions() {
        let many = Layout::List((0..200).map(|number| code(&number.to_string())).collect());
        let map = Layout::Map(vec![("a".to_owned(), many)]).document().flat();
        assert!(
            map.starts_with(r#"Document::map([("a", Document::list([doc!(0), doc!(1), "#),
            "{map}"
        );
    }

    #[test]
    fn what_does_not_fit_is_broken_from_the_outside() {
        let long = code(&format!("\"{}\"", "x".repeat(90)));
        let map = Layout::Map(vec![
            ("a".to_owned(), Layout::List(vec![long.clone(), code("1")])),
            ("b".to_owned(), Layout::Map(Vec::new())),
        ]);
        let expected = format!(
            "doc!({{\n        \"a\": [{}, 1],\n        \"b\": {{}},\n    }})",
            long.flat()
        );
        assert_eq!(map.document().render(4, 30), expected);
    }
}
