//! Attributes of an item, written once as the text that DynamoDB's requests hold.

use ferrocdk_contracts::{Layout, Time, TimeForm, table};
use serde_json::{Map, Value};

/// An attribute of the items of a plant; its name is the layout's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Attribute {
    Device,
    EventTime,
    SensorType,
    SensorId,
    Value,
    Unit,
    Flag,
    Status,
    Reason,
    Metadata,
    Extra,
    Clock,
    IngestedAt,
    ProcessedAt,
    Labels,
    Plant,
    Expiry,
}

impl Attribute {
    /// The attributes that tell a reading from another one of the same device and moment.
    pub(crate) const SAID: [Self; 7] = [
        Self::SensorType,
        Self::SensorId,
        Self::Value,
        Self::Unit,
        Self::Metadata,
        Self::Extra,
        Self::EventTime,
    ];

    /// Name of the attribute.
    pub(crate) fn name(self, layout: &Layout) -> &str {
        match self {
            Self::Device => &layout.device,
            Self::EventTime => &layout.event_time,
            Self::SensorType => &layout.sensor_type,
            Self::SensorId => &layout.sensor_id,
            Self::Flag => &layout.flag,
            Self::IngestedAt => &layout.ingested_at,
            Self::ProcessedAt => &layout.processed_at,
            Self::Expiry => &layout.expiry,
            Self::Value => table::VALUE,
            Self::Unit => table::UNIT,
            Self::Status => table::STATUS,
            Self::Reason => table::REASON,
            Self::Metadata => table::METADATA,
            Self::Extra => table::EXTRA,
            Self::Clock => table::CLOCK,
            Self::Labels => table::LABELS,
            Self::Plant => table::PLANT,
        }
    }
}

/// The attributes of one item but its sort key, as DynamoDB's JSON, one behind the other.
///
/// One text and where each value ends in it: a string for each would be fifteen allocations an item, and a map of typed
/// values, as the SDK takes it, three times as many.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Attributes {
    text: Vec<u8>,
    ends: Vec<(Attribute, usize)>,
}

impl Attributes {
    pub(crate) fn new() -> Self {
        Self {
            text: Vec::with_capacity(512),
            ends: Vec::with_capacity(17),
        }
    }

    fn end(&mut self, attribute: Attribute) {
        self.ends.push((attribute, self.text.len()));
    }

    /// Adds a string.
    pub(crate) fn string(&mut self, attribute: Attribute, text: &str) {
        string_value(&mut self.text, text);
        self.end(attribute);
    }

    /// Adds a number by its decimal digits.
    pub(crate) fn number(&mut self, attribute: Attribute, digits: &str) {
        number_value(&mut self.text, digits);
        self.end(attribute);
    }

    /// Adds a whole number.
    pub(crate) fn whole(&mut self, attribute: Attribute, number: u64) {
        self.number(attribute, itoa::Buffer::new().format(number));
    }

    /// Adds a time in the form of the sort key.
    pub(crate) fn time(&mut self, attribute: Attribute, form: TimeForm, time: Time) {
        match form {
            TimeForm::Milliseconds => self.whole(attribute, time.ms()),
            TimeForm::Iso => self.string(attribute, &form.text(time)),
        }
    }

    /// Adds a truth value.
    pub(crate) fn flag(&mut self, attribute: Attribute, flag: bool) {
        let text: &[u8] = if flag {
            br#"{"BOOL":true}"#
        } else {
            br#"{"BOOL":false}"#
        };
        self.text.extend_from_slice(text);
        self.end(attribute);
    }

    /// Adds a map of strings.
    pub(crate) fn map<'a>(&mut self, attribute: Attribute, entries: impl Iterator<Item = (&'a String, &'a String)>) {
        self.text.extend_from_slice(br#"{"M":{"#);
        for (at, (name, text)) in entries.enumerate() {
            if at > 0 {
                self.text.push(b',');
            }
            json_string(&mut self.text, name);
            self.text.push(b':');
            string_value(&mut self.text, text);
        }
        self.text.extend_from_slice(b"}}");
        self.end(attribute);
    }

    fn values(&self) -> impl Iterator<Item = (Attribute, &[u8])> {
        let mut start = 0;
        self.ends.iter().map(move |(attribute, end)| {
            let value = self.text.get(start..*end).unwrap_or_default();
            start = *end;
            (*attribute, value)
        })
    }

    /// Writes the item at a sort key, as an object of names and values.
    pub(crate) fn write_item(&self, out: &mut Vec<u8>, layout: &Layout, sort_key: &str) {
        out.push(b'{');
        json_string(out, &layout.time);
        out.push(b':');
        sort_value(out, layout, sort_key);
        for (attribute, value) in self.values() {
            out.extend_from_slice(b",\"");
            out.extend_from_slice(attribute.name(layout).as_bytes());
            out.extend_from_slice(b"\":");
            out.extend_from_slice(value);
        }
        out.push(b'}');
    }

    /// Writes the names as the places of a PartiQL statement: `'a':?,'b':?`, the sort key first.
    pub(crate) fn write_places(&self, out: &mut Vec<u8>, layout: &Layout) {
        let names = self.ends.iter().map(|(attribute, _)| attribute.name(layout));
        for (at, name) in std::iter::once(layout.time.as_str()).chain(names).enumerate() {
            out.extend_from_slice(if at == 0 { b"'" } else { b",'" });
            out.extend_from_slice(name.as_bytes());
            out.extend_from_slice(b"':?");
        }
    }

    /// Writes the values in the order of [`Self::write_places`], with commas between them.
    pub(crate) fn write_values(&self, out: &mut Vec<u8>, layout: &Layout, sort_key: &str) {
        sort_value(out, layout, sort_key);
        for (_, value) in self.values() {
            out.push(b',');
            out.extend_from_slice(value);
        }
    }

    /// An attribute's value.
    pub(crate) fn get(&self, wanted: Attribute) -> Option<Value> {
        let (_, value) = self.values().find(|(attribute, _)| *attribute == wanted)?;
        serde_json::from_slice(value).ok()
    }
}

/// Writes a text as a string of JSON.
pub(crate) fn json_string(out: &mut Vec<u8>, text: &str) {
    if text.bytes().all(|byte| byte >= b' ' && byte != b'"' && byte != b'\\') {
        out.push(b'"');
        out.extend_from_slice(text.as_bytes());
        out.push(b'"');
    } else {
        out.extend_from_slice(Value::from(text).to_string().as_bytes());
    }
}

/// Writes a value of type `S`.
pub(crate) fn string_value(out: &mut Vec<u8>, text: &str) {
    out.extend_from_slice(br#"{"S":"#);
    json_string(out, text);
    out.push(b'}');
}

/// Writes a value of type `N`.
pub(crate) fn number_value(out: &mut Vec<u8>, digits: &str) {
    out.extend_from_slice(br#"{"N":""#);
    out.extend_from_slice(digits.as_bytes());
    out.extend_from_slice(br#""}"#);
}

/// Writes a sort key in the layout's type.
pub(crate) fn sort_value(out: &mut Vec<u8>, layout: &Layout, sort_key: &str) {
    match layout.time_form {
        TimeForm::Milliseconds => number_value(out, sort_key),
        TimeForm::Iso => string_value(out, sort_key),
    }
}

/// An item as DynamoDB gives it back.
#[derive(Debug, Clone, PartialEq, Default, serde::Deserialize)]
#[serde(transparent)]
pub(crate) struct Standing(pub(crate) Map<String, Value>);

impl Standing {
    /// An attribute with its type, such as `{"S": "d"}`.
    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// The text of an attribute that is a string or a number.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        let value = self.0.get(name)?;
        value.get("S").or_else(|| value.get("N"))?.as_str()
    }
}
