//! JSON with the place of every key and value.
//!
//! The structure is read here and texts by `serde_json`. Readers that keep places take more than JSON (comments, trailing commas) or stop at
//! the first duplicate key; a YAML reader refuses what JSON allows, such as a tab or a new line behind a key, or a surrogate pair.

use crate::error::{SyntaxError, SyntaxErrors};
use crate::{Entry, MAX_DEPTH, Node, Number, Position, Value, keys};

pub(crate) fn parse(text: &str) -> Result<Node, SyntaxErrors> {
    let mut reader = Reader {
        text,
        offset: 0,
        line: 1,
        counted: 0,
        column: 1,
        repeated: Vec::new(),
    };
    let read = reader.document();
    SyntaxErrors::unless(reader.repeated, read)
}

struct Reader<'a> {
    text: &'a str,
    /// The byte that is read next.
    offset: usize,
    line: u32,
    /// The byte up to which columns are counted, and the column there.
    counted: usize,
    column: u32,
    /// Mistakes that do not stop the reading.
    repeated: Vec<SyntaxError>,
}

impl<'a> Reader<'a> {
    fn document(&mut self) -> Result<Node, SyntaxError> {
        let root = self.value(0)?;
        self.blanks();
        if self.offset < self.text.len() {
            return Err(self.unexpected("the end of the template"));
        }
        Ok(root)
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.offset).copied()
    }

    /// Passes over what may stand between two tokens.
    fn blanks(&mut self) {
        while let Some(byte @ (b' ' | b'\t' | b'\r' | b'\n')) = self.peek() {
            self.offset += 1;
            if byte == b'\n' {
                self.line = self.line.saturating_add(1);
                self.counted = self.offset;
                self.column = 1;
            }
        }
    }

    /// The place of the byte that is read next. Each character is counted once, also in a text of one line.
    fn at(&mut self) -> Position {
        let passed = self.text.get(self.counted..self.offset).unwrap_or_default();
        let passed = u32::try_from(passed.chars().count()).unwrap_or(u32::MAX);
        self.column = self.column.saturating_add(passed);
        self.counted = self.offset;
        Position {
            line: self.line,
            column: self.column,
        }
    }

    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.offset += usize::from(found);
        found
    }

    fn unexpected(&mut self, wanted: &str) -> SyntaxError {
        let at = self.at();
        let rest = self.text.get(self.offset..).unwrap_or_default();
        let (found, help) = match rest.chars().next() {
            None => (
                "the end of the text".to_owned(),
                "close what is open: a string, a list or a map",
            ),
            Some('/' | '#') => ("a comment".to_owned(), "leave it out: JSON has no comments, YAML has"),
            Some('}' | ']') => (
                format!("{:?}", rest.chars().next().unwrap_or_default()),
                "JSON has no comma after the last item, and closes what was opened last first",
            ),
            Some('\'') => ("a single quote".to_owned(), "put strings into double quotes"),
            Some(other) => (
                format!("{other:?}"),
                "see whether a comma, a colon or a quote is missing before it",
            ),
        };
        SyntaxError::new(at, format!("{found} where {wanted} is wanted"), help)
    }

    fn value(&mut self, depth: usize) -> Result<Node, SyntaxError> {
        self.blanks();
        let at = self.at();
        if depth > MAX_DEPTH {
            return Err(SyntaxError::too_deep(at));
        }
        let value = match self.peek() {
            Some(b'{') => self.map(depth)?,
            Some(b'[') => self.list(depth)?,
            Some(b'"') => Value::String(self.string(at)?),
            Some(b'-' | b'0'..=b'9') => Value::Number(self.number(at)?),
            _ => self.word()?,
        };
        Ok(Node { value, at })
    }

    fn map(&mut self, depth: usize) -> Result<Value, SyntaxError> {
        let mut entries = Vec::new();
        self.offset += 1;
        self.blanks();
        if !self.take(b'}') {
            loop {
                self.blanks();
                let key_at = self.at();
                if self.peek() != Some(b'"') {
                    return Err(self.unexpected("a key in double quotes"));
                }
                let key = self.string(key_at)?;
                self.blanks();
                if !self.take(b':') {
                    return Err(self.unexpected("a colon after the key"));
                }
                let value = self.value(depth + 1)?;
                entries.push(Entry::new(key, key_at, value));
                self.blanks();
                if self.take(b'}') {
                    break;
                }
                if !self.take(b',') {
                    return Err(self.unexpected("a comma or the end of the map"));
                }
            }
        }
        Ok(Value::Map(keys::unique(entries, &mut self.repeated)))
    }

    fn list(&mut self, depth: usize) -> Result<Value, SyntaxError> {
        let mut items = Vec::new();
        self.offset += 1;
        self.blanks();
        if !self.take(b']') {
            loop {
                items.push(self.value(depth + 1)?);
                self.blanks();
                if self.take(b']') {
                    break;
                }
                if !self.take(b',') {
                    return Err(self.unexpected("a comma or the end of the list"));
                }
            }
        }
        Ok(Value::List(items))
    }

    /// Takes the bytes that `belongs` holds for.
    fn run(&mut self, belongs: impl Fn(u8) -> bool) -> &'a str {
        let start = self.offset;
        let rest = self.text.as_bytes().get(start..).unwrap_or_default();
        self.offset += rest.iter().position(|byte| !belongs(*byte)).unwrap_or(rest.len());
        self.text.get(start..self.offset).unwrap_or_default()
    }

    fn string(&mut self, at: Position) -> Result<String, SyntaxError> {
        let start = self.offset;
        self.offset += 1;
        loop {
            self.run(|byte| byte != b'"' && byte != b'\\' && byte >= b' ');
            match self.peek() {
                Some(b'"') => break,
                // Whatever is escaped, it does not end the string.
                Some(b'\\') if self.offset + 1 < self.text.len() => self.offset += 2,
                Some(b'\n' | b'\r') => {
                    let message = "a string without an end on its line";
                    return Err(SyntaxError::new(
                        at,
                        message,
                        "close the string, or write a new line in it as \\n",
                    ));
                }
                Some(byte) if byte < b' ' => {
                    return Err(SyntaxError::new(
                        self.at(),
                        format!("the control character {byte:#04x} in a string"),
                        "write it as an escape, such as \\t",
                    ));
                }
                _ => {
                    let message = "a string without an end";
                    return Err(SyntaxError::new(at, message, "close the string with a double quote"));
                }
            }
        }
        self.offset += 1;
        let token = self.text.get(start..self.offset).unwrap_or_default();
        if !token.contains('\\') {
            return Ok(token.get(1..token.len() - 1).unwrap_or_default().to_owned());
        }
        serde_json::from_str(token).map_err(|error| {
            let help = "see which escapes JSON has: \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u with four digits";
            SyntaxError::new(at, format!("in this string: {}", without_place(&error)), help)
        })
    }

    fn number(&mut self, at: Position) -> Result<Number, SyntaxError> {
        let token = self.run(|byte| byte.is_ascii_alphanumeric() || b"+-._".contains(&byte));
        Number::parse(token).ok_or_else(|| {
            // It knows best in which way.
            let why = match serde_json::from_str::<serde_json::Number>(token) {
                Ok(_) => "number out of range".to_owned(),
                Err(error) => without_place(&error),
            };
            let message = format!("{token} is no number of JSON: {why}");
            SyntaxError::new(at, message, "put it into double quotes when it is text")
        })
    }

    fn word(&mut self) -> Result<Value, SyntaxError> {
        let start = self.offset;
        match self.run(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            "null" => Ok(Value::Null),
            "true" => Ok(Value::Bool(true)),
            "false" => Ok(Value::Bool(false)),
            word => {
                self.offset = start;
                if word.is_empty() {
                    return Err(self.unexpected("a value"));
                }
                let message = format!("{word} is no value of JSON");
                Err(SyntaxError::new(self.at(), message, "put text into double quotes"))
            }
        }
    }
}

/// Message of serde_json, without the place within the token.
fn without_place(error: &serde_json::Error) -> String {
    let message = error.to_string();
    message.split(" at line ").next().unwrap_or_default().to_owned()
}
