//! YAML with the place of every key and value.

use std::collections::BTreeMap;
use std::ops::Range;

use granit_parser::{ErrorKind, Event, Marker, Parser, ScalarStyle, Span, StrInput, StructureStyle, Tag, options};

use crate::error::{MAX_ERRORS, SyntaxError, SyntaxErrors};
use crate::flow_tabs::FlowTabs;
use crate::scalar::{self, Reading};
use crate::short_form::{self, Meaning};
use crate::{Document, Entry, KeyKind, Language, MAX_DEPTH, Map, Node, Plain, Position, Surprise, Value, keys};

/// The most values that anchors may keep and aliases repeat: a text of some lines must not grow without bound by them. As cfn-lint has it.
const MAX_VALUES: usize = 250_000;

/// The most text that anchors may keep and aliases repeat, in bytes.
const MAX_BYTES: usize = 16 << 20;

/// The document, read as libyaml reads it.
pub(crate) fn parse(text: &str) -> Result<Document, SyntaxErrors> {
    let mut tabs = FlowTabs::new(text);
    loop {
        let Attempt { read, flows, tab } = attempt(tabs.text());
        match (read, tab) {
            (Err(errors), Some(offset)) => tabs.replace(offset, errors)?,
            (read, _) => return tabs.misplaced(&flows).map_or(read, Err),
        }
    }
}

struct Attempt {
    read: Result<Document, SyntaxErrors>,
    /// Where the outermost flow collections stand, in bytes.
    flows: Vec<Range<usize>>,
    /// Where a tab in front of a line kept the text from being read.
    tab: Option<usize>,
}

fn attempt(text: &str) -> Attempt {
    let options = options! {
        bom_inside_document_as_content: true,
        block_scalar_eof_without_line_feed: true,
    };
    let mut reader = Reader {
        events: Parser::new_from_str_with_options(text, options),
        anchors: BTreeMap::new(),
        repeated: Size::default(),
        aliases: Vec::new(),
        surprises: Vec::new(),
        mistakes: Vec::new(),
        flows: Vec::new(),
        open: Vec::new(),
        tab: None,
    };
    let read = reader.document();
    let document = read.map(|root| Document {
        root,
        language: Language::Yaml,
        aliases: reader.aliases,
        surprises: reader.surprises,
    });
    Attempt {
        read: SyntaxErrors::unless(reader.mistakes, document),
        flows: reader.flows,
        tab: reader.tab,
    }
}

/// How much a value holds.
#[derive(Clone, Copy, Default)]
struct Size {
    values: usize,
    /// Of keys and text.
    bytes: usize,
    /// Levels below the value.
    height: usize,
}

impl Size {
    fn of(node: &Node) -> Self {
        let mut size = Self {
            values: 1,
            ..Self::default()
        };
        let mut add = |bytes, below: Self| {
            size.values += below.values;
            size.bytes += bytes + below.bytes;
            size.height = size.height.max(below.height + 1);
        };
        match &node.value {
            Value::List(items) => items.iter().for_each(|item| add(0, Self::of(item))),
            Value::Map(map) => map
                .iter()
                .for_each(|entry| add(entry.key.len(), Self::of(&entry.value))),
            Value::String(text) => size.bytes = text.len(),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
        size
    }
}

/// Value in place of a key.
enum Key {
    Text(String),
    /// One without quotes that is a number or a boolean, or surprises: what it is, how it was written, and in which way it surprises.
    Plain(String, KeyKind, String, Option<Surprise>),
    /// `<<`
    Merge,
    /// A mistake, which is noted already.
    None,
}

struct Reader<'a> {
    events: Parser<'a, StrInput<'a>>,
    anchors: BTreeMap<usize, (Node, Size)>,
    /// Nodes that aliases have repeated so far.
    repeated: Size,
    aliases: Vec<Position>,
    surprises: Vec<Plain>,
    /// Mistakes that do not stop the reading.
    mistakes: Vec<SyntaxError>,
    flows: Vec<Range<usize>>,
    /// The collections around, each with whether it is the outermost one in flow style.
    open: Vec<bool>,
    tab: Option<usize>,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Result<(Event<'a>, Position), SyntaxError> {
        match self.events.next() {
            Some(Ok((event, span))) => {
                self.note_flow(&event, span);
                Ok((event, place(span.tag_span().unwrap_or(span).start)))
            }
            Some(Err(problem)) => {
                if *problem.kind() == ErrorKind::TabInBlockIndentation {
                    self.tab = problem.marker().byte_offset();
                }
                let help = "see the indentation, and whether a quote or a bracket is missing; a tab cannot indent";
                Err(SyntaxError::new(place(*problem.marker()), problem.info(), help))
            }
            None => Err(SyntaxError::new(
                Position::default(),
                "the text ends early",
                "close what is open",
            )),
        }
    }

    fn note_flow(&mut self, event: &Event<'_>, span: Span) {
        match event {
            Event::SequenceStart(style, ..) | Event::MappingStart(style, ..) => {
                let is_outermost = *style == StructureStyle::Flow && !self.open.contains(&true);
                self.open.push(is_outermost);
                if is_outermost {
                    // Until it ends, all that follows is within.
                    self.flows
                        .push(span.start.byte_offset().unwrap_or_default()..usize::MAX);
                }
            }
            Event::SequenceEnd | Event::MappingEnd => {
                if self.open.pop() == Some(true)
                    && let Some(flow) = self.flows.last_mut()
                {
                    flow.end = span.end.byte_offset().unwrap_or_default();
                }
            }
            _ => {}
        }
    }

    fn document(&mut self) -> Result<Node, SyntaxError> {
        let mut root = None;
        loop {
            let (event, at) = self.next()?;
            match event {
                Event::StreamEnd => break,
                Event::DocumentStart(..) if root.is_some() => {
                    return Err(SyntaxError::new(
                        at,
                        "a second document starts here",
                        "keep one template in a file",
                    ));
                }
                Event::DocumentStart(..) => {
                    let (event, at) = self.next()?;
                    root = Some(self.node(event, at, 0)?);
                }
                _ => {}
            }
        }
        let empty = || {
            let at = Position { line: 1, column: 1 };
            SyntaxError::new(at, "the document is empty", "write a template with at least Resources")
        };
        root.filter(|root| root.value != Value::Null).ok_or_else(empty)
    }

    fn node(&mut self, event: Event<'a>, at: Position, depth: usize) -> Result<Node, SyntaxError> {
        if let Event::Alias(anchor) = event {
            return self.alias(anchor, at, depth);
        }
        let (tag, anchor) = match &event {
            Event::Scalar(_, _, anchor, tag)
            | Event::SequenceStart(_, anchor, tag)
            | Event::MappingStart(_, anchor, tag) => (tag.clone(), *anchor),
            _ => return Err(SyntaxError::new(at, "a value is missing here", "write one")),
        };
        let meaning = self.meaning(tag.as_deref(), at);
        // The long form of a function is a level more.
        let depth = depth + usize::from(matches!(meaning, Meaning::Function(_)));
        if depth > MAX_DEPTH {
            return Err(SyntaxError::too_deep(at));
        }
        let value = match event {
            Event::Scalar(text, style, ..) => {
                let is_read = match meaning {
                    Meaning::Nothing => style == ScalarStyle::Plain,
                    Meaning::Scalar => true,
                    Meaning::Text | Meaning::Function(_) => false,
                };
                if is_read {
                    self.plain(&text, at)
                } else {
                    Value::String(text.into_owned())
                }
            }
            Event::SequenceStart(..) => {
                let mut items = Vec::new();
                loop {
                    match self.next()? {
                        (Event::SequenceEnd, _) => break,
                        (event, at) => items.push(self.node(event, at, depth + 1)?),
                    }
                }
                Value::List(items)
            }
            _ => Value::Map(self.map(depth)?),
        };
        let value = match meaning {
            Meaning::Function(name) => {
                short_form::call(name, value, at).unwrap_or_else(|error| self.mistake(error, Value::Null))
            }
            _ => value,
        };
        let node = Node { value, at };
        self.keep(anchor, &node)?;
        Ok(node)
    }

    /// A plain scalar.
    fn plain(&mut self, text: &str, at: Position) -> Value {
        let Reading { value, surprise } = scalar::plain(text);
        self.surprises.extend(surprise.map(|surprise| Plain {
            at,
            written: text.to_owned(),
            surprise,
        }));
        value
    }

    /// Keeps a value for aliases, when it has an anchor, whose number is not 0.
    fn keep(&mut self, anchor: usize, node: &Node) -> Result<(), SyntaxError> {
        if anchor > 0 {
            let size = Size::of(node);
            self.count(size, node.at)?;
            self.anchors.insert(anchor, (node.clone(), size));
        }
        Ok(())
    }

    fn alias(&mut self, anchor: usize, at: Position, depth: usize) -> Result<Node, SyntaxError> {
        self.aliases.push(at);
        let Some((_, size)) = self.anchors.get(&anchor) else {
            return Err(SyntaxError::new(
                at,
                "an alias to something that contains it",
                "name what ends before it",
            ));
        };
        let size = *size;
        if depth + size.height > MAX_DEPTH {
            return Err(SyntaxError::too_deep(at));
        }
        self.count(size, at)?;
        let node = self.anchors.get(&anchor).map(|(node, _)| node.clone());
        Ok(node.unwrap_or(Node { value: Value::Null, at }))
    }

    fn count(&mut self, size: Size, at: Position) -> Result<(), SyntaxError> {
        self.repeated.values += size.values;
        self.repeated.bytes += size.bytes;
        if self.repeated.values <= MAX_VALUES && self.repeated.bytes <= MAX_BYTES {
            return Ok(());
        }
        let message = format!("anchors and aliases grow to more than {MAX_VALUES} values or {MAX_BYTES} bytes of text");
        Err(SyntaxError::new(
            at,
            message,
            "write out what is repeated, or repeat less",
        ))
    }

    fn map(&mut self, depth: usize) -> Result<Map, SyntaxError> {
        let mut own = Vec::new();
        let mut merged = Vec::new();
        loop {
            let (event, key_at) = self.next()?;
            if event == Event::MappingEnd {
                break;
            }
            let key = self.key(event, key_at, depth)?;
            let (event, at) = self.next()?;
            let value = self.node(event, at, depth + 1)?;
            match key {
                Key::Text(key) => own.push(Entry::new(key, key_at, value)),
                Key::Plain(key, kind, written, surprise) => {
                    own.push(Entry::of_plain((key, kind), written, surprise, key_at, value));
                }
                Key::Merge => self.merge(value, &mut merged),
                Key::None => {}
            }
        }
        let own = keys::unique(own, &mut self.mistakes);
        if merged.is_empty() {
            return Ok(own);
        }
        // What stands in the map itself goes before what is merged into it, and what is merged first before what is merged later.
        let all = own.into_iter().chain(merged).collect();
        Ok(keys::unique(all, &mut Vec::new()))
    }

    fn key(&mut self, event: Event<'a>, at: Position, depth: usize) -> Result<Key, SyntaxError> {
        if let Event::Scalar(text, ScalarStyle::Plain, 0, None) = event {
            if text == "<<" {
                return Ok(Key::Merge);
            }
            let Reading { value, surprise } = scalar::plain(&text);
            return Ok(match value {
                Value::Null => self.mistake(
                    SyntaxError::new(at, "null in place of a key", "write a key, or put it into quotes"),
                    Key::None,
                ),
                Value::Number(number) => Key::Plain(number.to_string(), KeyKind::Number, text.into_owned(), surprise),
                Value::Bool(value) => Key::Plain(value.to_string(), KeyKind::Boolean, text.into_owned(), surprise),
                _ if surprise.is_some() => Key::Plain(text.to_string(), KeyKind::Text, text.into_owned(), surprise),
                _ => Key::Text(text.into_owned()),
            });
        }
        let node = self.node(event, at, depth + 1)?;
        Ok(match node.value {
            Value::String(text) => Key::Text(text),
            Value::Number(number) => Key::Plain(number.to_string(), KeyKind::Number, number.to_string(), None),
            Value::Bool(value) => Key::Plain(value.to_string(), KeyKind::Boolean, value.to_string(), None),
            other => {
                let message = format!("{} in place of a key, which is a string", other.kind());
                self.mistake(SyntaxError::new(at, message, "write a string"), Key::None)
            }
        })
    }

    /// YAML 1.1's merge: `<<: *anchor`.
    fn merge(&mut self, value: Node, merged: &mut Vec<Entry>) {
        let maps = match value.value {
            Value::List(items) => items,
            _ => vec![value],
        };
        for map in maps {
            match map.value {
                Value::Map(map) => merged.extend(map),
                other => {
                    let message = format!("<< takes a map or a list of maps, found {}", other.kind());
                    self.mistake(
                        SyntaxError::new(map.at, message, "merge maps, or put << into quotes"),
                        (),
                    );
                }
            }
        }
    }

    fn meaning(&mut self, tag: Option<&Tag>, at: Position) -> Meaning {
        let Some(tag) = tag else { return Meaning::Nothing };
        short_form::meaning(tag, at).unwrap_or_else(|error| self.mistake(error, Meaning::Text))
    }

    /// Notes a mistake, and goes on with something in place of what it spoilt.
    fn mistake<T>(&mut self, error: SyntaxError, instead: T) -> T {
        if self.mistakes.len() < MAX_ERRORS {
            self.mistakes.push(error);
        }
        instead
    }
}

fn place(marker: Marker) -> Position {
    let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
    Position {
        line: number(marker.line()),
        column: number(marker.col()).saturating_add(1),
    }
}
