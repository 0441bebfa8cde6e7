//! Documents as code, laid out: what stands within `doc!`, which rustfmt leaves as it is.

use crate::literal;

/// Where a line should end, as in the project's rustfmt.toml.
const WIDTH: usize = 120;
/// Columns of a line that stays whole: code within them stays on one line even where there is room for more; rustfmt's own width for calls.
const SHORT: usize = 60;
const STEP: usize = 4;
/// The macro of documents.
const DOCUMENT: &str = "doc!";
/// The compiler expands macros 128 deep; what stands within a document may be macros too.
const MOST_RECURSION: usize = 80;

/// A piece of code that may take several lines.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Layout {
    /// Code that is never broken.
    Code(String),
    /// A string literal of this text.
    Text(String),
    /// `{ "key": value }`.
    Map(Vec<(String, Self)>),
    /// `[item, item]`.
    List(Vec<Self>),
    /// `name(argument, argument)`.
    Call(String, Vec<Self>),
    /// Piece that follows another: `.cast()`.
    Then(Box<Self>, String),
}

impl Layout {
    /// A map or a list as a `Document`, anything else too.
    pub(crate) fn document(self) -> Self {
        if self.recursion() <= MOST_RECURSION {
            return Self::Call(DOCUMENT.to_owned(), vec![self]);
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
            other => Self::Call(DOCUMENT.to_owned(), vec![other]),
        }
    }

    /// How deep `doc!` recurses: once for every entry, and for those of the entry that has most.
    fn recursion(&self) -> usize {
        match self {
            Self::Code(_) | Self::Text(_) => 0,
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
            Self::Text(text) => literal::text(text),
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
        self.flat().len() <= SHORT
    }

    /// Whether a text in it is read better on several lines.
    fn has_lines(&self) -> bool {
        match self {
            Self::Code(_) => false,
            Self::Text(text) => text.trim_end_matches('\n').contains('\n') && !self.is_short(),
            Self::Map(entries) => entries.iter().any(|(_, value)| value.has_lines()),
            Self::List(items) | Self::Call(_, items) => items.iter().any(Self::has_lines),
            Self::Then(first, _) => first.has_lines(),
        }
    }

    /// Whether a part of it is within `doc!`.
    pub(crate) fn has_document(&self) -> bool {
        match self {
            Self::Code(_) | Self::Text(_) => false,
            Self::Map(entries) => entries.iter().any(|(_, value)| value.has_document()),
            Self::List(items) => items.iter().any(Self::has_document),
            Self::Call(name, items) => name == DOCUMENT || items.iter().any(Self::has_document),
            Self::Then(first, _) => first.has_document(),
        }
    }

    /// Laid out for a line that is indented by `indent` and has `before` columns in front of it already.
    pub(crate) fn render(&self, indent: usize, before: usize, in_document: bool) -> String {
        let flat = self.flat();
        if before + flat.len() < WIDTH && !self.has_lines() {
            return flat;
        }
        let inner = indent + STEP;
        let in_document = in_document || matches!(self, Self::Call(name, _) if name == DOCUMENT);
        match self {
            Self::Code(code) => code.clone(),
            Self::Text(_) if !self.has_lines() => flat,
            Self::Text(text) => match literal::raw_lines(text).filter(|_| !in_document) {
                Some(raw) => raw,
                None => literal::continued_lines(text, inner),
            },
            Self::Map(entries) => {
                let lines = entries.iter().map(|(key, value)| {
                    let key = format!("{}: ", literal::text(key));
                    let value = value.render(inner, inner + key.len(), in_document);
                    format!("{key}{value}")
                });
                broken("{", lines, "}", indent)
            }
            Self::List(items) => broken(
                "[",
                items.iter().map(|item| item.render(inner, inner, in_document)),
                "]",
                indent,
            ),
            // What is the only argument hugs the brackets, as rustfmt has it; `doc!` takes no comma behind it.
            Self::Call(name, arguments) => match arguments.as_slice() {
                [only] if name == DOCUMENT || matches!(only, Self::Map(_) | Self::List(_) | Self::Call(..)) => {
                    format!("{name}({})", only.render(indent, before + name.len() + 1, in_document))
                }
                many => broken(
                    &format!("{name}("),
                    many.iter().map(|item| item.render(inner, inner, in_document)),
                    ")",
                    indent,
                ),
            },
            Self::Then(first, rest) => format!("{}{rest}", first.render(indent, before, in_document)),
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
        assert_eq!(map.render(0, 0, false), r#"doc!({ "a": [1, 2] })"#);
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
    fn texts_of_several_lines_within_a_document_may_be_moved() {
        let text = Layout::Text(format!("{}\n  two", "x".repeat(60)));
        assert_eq!(text.render(4, 20, false), format!("r\"{}\n  two\"", "x".repeat(60)));
        assert_eq!(
            Layout::List(vec![text]).document().render(4, 4, false),
            format!(
                "doc!([\n        \"{}\\n\\\n            \\x20 two\",\n    ])",
                "x".repeat(60)
            )
        );
        assert_eq!(Layout::Text("a\nb".to_owned()).render(4, 4, false), r#""a\nb""#);
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
        assert_eq!(map.document().render(4, 30, false), expected);
    }
}
