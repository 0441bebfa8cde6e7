//! Keys of a plant file: how each is read, and how the page about them is written, from one declaration.

use std::cell::Cell;
use std::ops::Range;

use ferrocdk_core::Diagnostic;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::source::{Source, nearest};
use crate::diagnostic_ids;

/// A value with its place.
#[derive(Clone, Copy)]
pub(super) struct Given<'v> {
    pub(super) value: &'v DeValue<'v>,
    span: (usize, usize),
}

impl<'v> Given<'v> {
    pub(super) fn new(value: &'v Spanned<DeValue<'v>>) -> Self {
        let Range { start, end } = value.span();
        Self {
            value: value.get_ref(),
            span: (start, end),
        }
    }

    pub(super) fn at(self) -> usize {
        self.span.0
    }

    pub(super) fn span(self) -> Range<usize> {
        self.span.0..self.span.1
    }
}

/// Mistake in a value.
pub(super) enum Wrong {
    /// Another form, unit or word than the key takes; with what was probably meant.
    Form(Option<String>),
    /// Beyond the range of the key.
    Range,
}

/// A key with one value.
pub(super) trait Setting: Sized {
    /// Unit of the value, for the page; empty where it has none.
    const UNIT: &'static str;

    /// The values that are taken, in words.
    fn allowed() -> String;

    /// Reads the value.
    fn parse(value: &DeValue<'_>) -> Result<Self, Wrong>;

    /// The value as a file writes it.
    fn show(&self) -> String;
}

/// A line of the page about plant files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The key with its section, such as `ingest.topic`.
    pub key: String,
    /// Unit of the value.
    pub unit: &'static str,
    /// The value that holds when the key is left out; `required` where there is none.
    pub default: String,
    /// The values that are taken.
    pub allowed: String,
    /// Meaning of the key.
    pub says: String,
}

/// Something that a key holds: a value or a section of further keys.
pub(super) trait Entry: Sized {
    /// Reads it. Mistakes are reported, and then there is nothing.
    fn read(source: &Source<'_>, key: &str, given: Given<'_>) -> Option<Self>;

    /// Reads a section from its keys; nothing for a value.
    fn read_keys(_: &Keys<'_>) -> Option<Self> {
        None
    }

    /// The lines of the page.
    fn rows(key: &str, default: &str, says: &str) -> Vec<Row>;
}

impl<T: Setting> Entry for T {
    fn read(source: &Source<'_>, key: &str, given: Given<'_>) -> Option<Self> {
        source.note(key, given.at());
        let wrong = match T::parse(given.value) {
            Ok(value) => return Some(value),
            Err(wrong) => wrong,
        };
        let (id, message, near) = match wrong {
            Wrong::Form(near) => (
                diagnostic_ids::VALUE_FORM,
                format!("`{key}` has a value that it does not take"),
                near,
            ),
            Wrong::Range => (diagnostic_ids::VALUE_RANGE, format!("`{key}` is out of range"), None),
        };
        let diagnostic = Diagnostic::error(id, message)
            .found(source.written(given.span()))
            .allowed(T::allowed());
        let diagnostic = match near {
            Some(near) => diagnostic.help(format!("did you mean {near}?")),
            None => diagnostic,
        };
        source.mistake(given.at(), diagnostic);
        None
    }

    fn rows(key: &str, default: &str, says: &str) -> Vec<Row> {
        vec![Row {
            key: key.to_owned(),
            unit: T::UNIT,
            default: default.to_owned(),
            allowed: T::allowed(),
            says: says.to_owned(),
        }]
    }
}

/// Tells what holds when a key is left out.
pub(super) trait Shown {
    fn shown(&self) -> String;
}

impl<T: Setting> Shown for T {
    fn shown(&self) -> String {
        self.show()
    }
}

/// The keys of a table that is being read.
pub(super) struct Keys<'k> {
    source: &'k Source<'k>,
    section: &'k str,
    at: usize,
    table: &'k DeTable<'k>,
    is_whole: Cell<bool>,
}

/// The key with its section.
pub(super) fn path(section: &str, key: &str) -> String {
    match section {
        "" => key.to_owned(),
        section => format!("{section}.{key}"),
    }
}

impl<'k> Keys<'k> {
    pub(super) fn new(source: &'k Source<'k>, section: &'k str, at: usize, table: &'k DeTable<'k>) -> Self {
        Self {
            source,
            section,
            at,
            table,
            is_whole: Cell::new(true),
        }
    }

    /// The keys of a section; nothing where it is no section.
    pub(super) fn of(source: &'k Source<'k>, section: &'k str, given: Given<'k>) -> Option<Self> {
        source.note(section, given.at());
        let Some(table) = given.value.as_table() else {
            let diagnostic = Diagnostic::error(diagnostic_ids::VALUE_FORM, format!("`{section}` is a section"))
                .found(source.written(given.span()))
                .allowed(format!("[{section}] with keys below it, or {section} = {{ ... }}"));
            source.mistake(given.at(), diagnostic);
            return None;
        };
        Some(Self::new(source, section, given.at(), table))
    }

    /// Every key that is there, with its value.
    pub(super) fn all(&self) -> impl Iterator<Item = (String, usize, Given<'k>)> {
        self.table
            .iter()
            .map(|(key, value)| (key.get_ref().to_string(), key.span().start, Given::new(value)))
    }

    /// Reports keys that do not exist.
    pub(super) fn only(&self, known: &[&'static str]) {
        for (key, value) in self.table {
            let name = key.get_ref().as_ref();
            if known.contains(&name) {
                continue;
            }
            self.is_whole.set(false);
            let is_section = value.get_ref().is_table() && self.section.is_empty();
            let kind = if is_section { "section" } else { "key" };
            let message = format!("there is no {kind} `{}`", path(self.section, name));
            let diagnostic = Diagnostic::error(diagnostic_ids::UNKNOWN_KEY, message)
                .found(name)
                .allowed(known.join(", "));
            let diagnostic = match nearest(name, known.iter().copied()) {
                Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
                None => diagnostic,
            };
            self.source.mistake(key.span().start, diagnostic);
        }
    }

    /// A value that may be left out.
    pub(super) fn optional<T: Entry>(&self, key: &str) -> Option<T> {
        let given = self.table.get(key)?;
        let read = T::read(self.source, &path(self.section, key), Given::new(given));
        if read.is_none() {
            self.is_whole.set(false);
        }
        read
    }

    /// A value that has to be there.
    pub(super) fn required<T: Entry>(&self, key: &str) -> Option<T> {
        if self.table.contains_key(key) {
            return self.optional(key);
        }
        self.is_whole.set(false);
        // A key that was nearly right is told of as an unknown one.
        let is_misspelt = |other: &str| nearest(other, [key]).is_some();
        if !self.table.keys().any(|other| is_misspelt(other.get_ref())) {
            let path = path(self.section, key);
            let diagnostic = Diagnostic::error(diagnostic_ids::MISSING_KEY, format!("`{path}` is missing"));
            let rows = T::rows(&path, "", "");
            let diagnostic = match rows.as_slice() {
                [row] => diagnostic.allowed(row.allowed.as_str()),
                _ => diagnostic.allowed(format!("a section [{path}]")),
            };
            self.source.mistake(self.at, diagnostic);
        }
        None
    }

    /// A section that is as if empty where it is left out.
    pub(super) fn section<T: Entry>(&self, key: &str) -> Option<T> {
        if self.table.contains_key(key) {
            return self.optional(key);
        }
        let empty = DeTable::new();
        T::read_keys(&Keys::new(self.source, key, self.at, &empty))
    }

    /// Whether everything that was there could be read.
    pub(super) fn is_whole(&self) -> bool {
        self.is_whole.get()
    }

    pub(super) fn source(&self) -> &'k Source<'k> {
        self.source
    }
}

/// Declares a section: a struct with a field for each key, how it is read, and its lines of the page.
///
/// | field | when the key is left out |
/// |---|---|
/// | `name: T [required]` | a mistake |
/// | `name: T [or "default"]` | `None`; the text says on the page what holds then |
/// | `name: T [default value]` | the value |
/// | `name: T [section]` | the section as if it were empty |
macro_rules! section {
    ($(#[$doc:meta])* $vis:vis $name:ident { $($(#[doc = $says:literal])+ $field:ident : $type:ty [$($form:tt)*],)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        $vis struct $name {
            $($(#[doc = $says])+ pub $field: $crate::file::entry::section!(@type $type; $($form)*),)*
        }

        impl $crate::file::entry::Entry for $name {
            fn read(
                source: &$crate::file::source::Source<'_>,
                key: &str,
                given: $crate::file::entry::Given<'_>,
            ) -> Option<Self> {
                Self::read_keys(&$crate::file::entry::Keys::of(source, key, given)?)
            }

            fn read_keys(keys: &$crate::file::entry::Keys<'_>) -> Option<Self> {
                keys.only(&[$(stringify!($field),)*]);
                $(let $field = $crate::file::entry::section!(@read keys, stringify!($field), $type; $($form)*);)*
                if !keys.is_whole() {
                    return None;
                }
                Some(Self { $($field: $crate::file::entry::section!(@take $field; $($form)*),)* })
            }

            fn rows(section: &str, _: &str, _: &str) -> Vec<$crate::file::entry::Row> {
                let mut rows = Vec::new();
                $(
                    let key = $crate::file::entry::path(section, stringify!($field));
                    let default = $crate::file::entry::section!(@default $type; $($form)*);
                    let says = concat!($($says,)+).trim();
                    rows.extend(<$type as $crate::file::entry::Entry>::rows(&key, &default, says));
                )*
                rows
            }
        }
    };
    (@type $type:ty; or $default:literal) => { Option<$type> };
    (@type $type:ty; $($form:tt)*) => { $type };
    (@read $keys:ident, $key:expr, $type:ty; required) => { $keys.required::<$type>($key) };
    (@read $keys:ident, $key:expr, $type:ty; or $default:literal) => { $keys.optional::<$type>($key) };
    (@read $keys:ident, $key:expr, $type:ty; default $value:expr) => {{
        let default: $type = $value;
        Some($keys.optional::<$type>($key).unwrap_or(default))
    }};
    (@read $keys:ident, $key:expr, $type:ty; section) => { $keys.section::<$type>($key) };
    (@take $field:ident; or $default:literal) => { $field };
    (@take $field:ident; $($form:tt)*) => { $field? };
    (@default $type:ty; required) => { "required".to_owned() };
    (@default $type:ty; or $default:literal) => { $default.to_owned() };
    (@default $type:ty; default $value:expr) => {{
        let value: $type = $value;
        $crate::file::entry::Shown::shown(&value)
    }};
    (@default $type:ty; section) => { String::new() };
}

pub(super) use section;
