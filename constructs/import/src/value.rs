//! Values in their typed form, and what does not fit it as a document.

use ferrocdk_spec::rust::{Enum, RustType, snake};
use ferrocdk_spec::{Properties, Property};
use ferrocdk_template::{Entry, Map, Node, Value};

use crate::blocks::Blocks;
use crate::known::{Binding, Known};
use crate::layout::Layout;
use crate::literal;
use crate::template::function;

/// Writes values of one element.
pub(crate) struct Writer<'a> {
    pub(crate) known: &'a Known,
    pub(crate) blocks: &'a mut Blocks,
    /// The binding of the resource whose properties are written.
    pub(crate) binding: Option<&'a Binding>,
    /// The enum of the property whose value is written, if it has one.
    choice: Option<&'a Enum>,
    /// Where the value stands, below the resource.
    path: Vec<String>,
    /// Value that the binding has no field for, with its path.
    pub(crate) overrides: Vec<(String, Layout)>,
}

/// Whether the compiler knows which type a value must have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Inference {
    /// An argument of a setter: it does.
    Argument,
    /// A receiver of a method or a part of a document: it does not.
    Free,
}

/// Code and the Rust type of what it gives, as far as items of a list must be alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) code: String,
    pub(crate) class: String,
}

impl Piece {
    pub(crate) fn new(code: impl Into<String>, class: &str) -> Self {
        Self {
            code: code.into(),
            class: class.to_owned(),
        }
    }

    /// A `Value<_>`.
    pub(crate) fn value(code: impl Into<String>) -> Self {
        Self::new(code, VALUE)
    }
}

const VALUE: &str = "Value";

impl<'a> Writer<'a> {
    pub(crate) fn new(known: &'a Known, blocks: &'a mut Blocks, binding: Option<&'a Binding>) -> Self {
        Self {
            known,
            blocks,
            binding,
            choice: None,
            path: Vec::new(),
            overrides: Vec::new(),
        }
    }

    /// Writes below a key or an index.
    pub(crate) fn at<R>(&mut self, key: &str, write: impl FnOnce(&mut Self) -> R) -> R {
        self.path.push(literal::step(key));
        let result = write(self);
        self.path.pop();
        result
    }

    /// Argument of a setter, by type.
    fn argument(&mut self, node: &Node, ty: &RustType) -> String {
        self.value(node, ty, Inference::Argument).code
    }

    /// Something that converts into `Value<T>` for a type `T`.
    pub(crate) fn value(&mut self, node: &Node, ty: &RustType, inference: Inference) -> Piece {
        if *ty == RustType::Document {
            return Piece::new(self.document_code(node), "Document");
        }
        if function(node).is_some() {
            return self
                .call(node, ty, inference)
                .unwrap_or_else(|| self.cast(node, ty, inference));
        }
        self.literal(node, ty).unwrap_or_else(|| self.cast(node, ty, inference))
    }

    /// A document, as code of its own.
    pub(crate) fn document_code(&mut self, node: &Node) -> String {
        let layout = self.document(node).document();
        self.blocks.put(layout)
    }

    /// Value that does not fit the type, kept as it is written.
    fn cast(&mut self, node: &Node, ty: &RustType, inference: Inference) -> Piece {
        let cast = match inference {
            Inference::Argument => ".cast()".to_owned(),
            Inference::Free => format!(".cast::<{}>()", self.known.code(ty, self.binding)),
        };
        let layout = Layout::Then(Box::new(self.document(node).document()), cast);
        Piece::value(self.blocks.put(layout))
    }

    /// A string literal.
    pub(crate) fn text(&mut self, text: &str) -> String {
        self.blocks.put(Layout::Text(text.to_owned()))
    }

    fn literal(&mut self, node: &Node, ty: &RustType) -> Option<Piece> {
        Some(match (ty, &node.value) {
            (RustType::String, Value::String(text)) => match (self.choice, self.binding) {
                (Some(choice), Some(binding)) if let Some(variant) = choice.variant(text) => {
                    let path = self.known.within(binding, &choice.name);
                    let code = self.blocks.put(Layout::Code(format!("{path}::{variant}")));
                    Piece::new(code, &choice.name)
                }
                _ => Piece::new(self.text(text), "&str"),
            },
            (RustType::Boolean, Value::Bool(value)) => Piece::new(value.to_string(), "bool"),
            (RustType::Integer, Value::Number(number)) => {
                let (code, class) = literal::number(number);
                matches!(class, "i32" | "i64").then(|| Piece::new(code, class))?
            }
            (RustType::Number, Value::Number(number)) => {
                let (code, class) = literal::number(number);
                // As a number of the runtime, 1.0 is written as 1.
                let is_same = class != "u64" && (class != "f64" || number.as_f64()?.fract() != 0.0);
                is_same.then(|| Piece::new(code, class))?
            }
            (RustType::Tag, Value::Map(map)) => {
                let (Some(key), Some(value), 2) = (map.get("Key"), map.get("Value"), map.len()) else {
                    return None;
                };
                let key = self.value(key, &RustType::String, Inference::Argument).code;
                let value = self.value(value, &RustType::String, Inference::Argument).code;
                Piece::new(format!("Tag::new({key}, {value})"), "Tag")
            }
            (RustType::List(element), Value::List(items)) => {
                let items: Vec<Piece> = items
                    .iter()
                    .enumerate()
                    .map(|(index, item)| self.at(&index.to_string(), |w| w.value(item, element, Inference::Argument)))
                    .collect();
                self.list(items, element)
            }
            (RustType::Map(element), Value::Map(map)) => self.map(map, element),
            (RustType::Object(name), Value::Map(map)) => {
                let binding = self.binding?;
                let code = self.object(map, binding.ty.property_types.get(name)?, Some(name))?;
                Piece::new(code, name)
            }
            (RustType::OneOf(types), _) => {
                let fits = types.iter().position(|ty| fits(node, ty, self.binding))?;
                let inner = self.owned(node, types.get(fits)?)?;
                let variant = char::from(b'A' + u8::try_from(fits).ok()?);
                Piece::new(format!("OneOf{}::{variant}({inner})", types.len()), "OneOf")
            }
            _ => return None,
        })
    }

    /// A list of pieces, made alike where they are not.
    pub(crate) fn list(&self, items: Vec<Piece>, element: &RustType) -> Piece {
        let Some(first) = items.first() else {
            let element = self.known.code(element, self.binding);
            return Piece::new(format!("Vec::<Value<{element}>>::new()"), "Vec");
        };
        let alike = items.iter().all(|item| item.class == first.class);
        let items = self.alike(&items, alike, element);
        Piece::new(format!("[{}]", items.join(", ")), "array")
    }

    fn alike(&self, items: &[Piece], alike: bool, element: &RustType) -> Vec<String> {
        let element = self.known.code(element, self.binding);
        let wrap = |item: &Piece| {
            if alike || item.class == VALUE {
                item.code.clone()
            } else {
                format!("Value::<{element}>::from({})", item.code)
            }
        };
        items.iter().map(wrap).collect()
    }

    fn map(&mut self, map: &Map, element: &RustType) -> Piece {
        let items: Vec<Piece> = map
            .iter()
            .map(|entry| self.at(&entry.key, |w| w.value(&entry.value, element, Inference::Argument)))
            .collect();
        let Some(first) = items.first() else {
            let element = self.known.code(element, self.binding);
            return Piece::new(format!("Map::<Value<{element}>>::new()"), "Map");
        };
        let alike = items.iter().all(|item| item.class == first.class);
        let items = self.alike(&items, alike, element);
        let entries: Vec<String> = map
            .iter()
            .zip(items)
            .map(|(entry, item)| format!("({}, {item})", literal::text(&entry.key)))
            .collect();
        Piece::new(format!("[{}]", entries.join(", ")), "array")
    }

    /// A value that is the type itself, as a form of a union holds it.
    fn owned(&mut self, node: &Node, ty: &RustType) -> Option<String> {
        if let (RustType::List(element), Some(items)) = (ty, node.as_list()) {
            let items: Vec<Piece> = items
                .iter()
                .map(|item| self.value(item, element, Inference::Argument))
                .collect();
            return Some(format!("vec![{}]", self.alike(&items, false, element).join(", ")));
        }
        let piece = self.literal(node, ty)?;
        Some(match ty {
            RustType::String => format!("{}.to_owned()", piece.code),
            RustType::Number => format!("Number::from({})", piece.code),
            RustType::Map(_) => return None,
            _ => piece.code,
        })
    }

    /// The struct of a property type, or of the resource's properties, with its setters; `None` where a required property is missing, which the
    /// binding would report.
    pub(crate) fn object(&mut self, map: &Map, properties: &Properties, property_type: Option<&str>) -> Option<String> {
        let binding = self.binding?;
        if !has_required(map, properties) {
            return None;
        }
        let outer = self.choice;
        let mut setters = String::new();
        for entry in map {
            self.choice = binding.enums.get(property_type, &entry.key);
            self.at(&entry.key, |w| match properties.get(&entry.key) {
                // At the top of a resource, the runtime takes away what is null and tags that are none.
                Some(property) if entry.value.value != Value::Null && !w.is_empty_tags(entry) => {
                    let value = w.argument(&entry.value, &RustType::of(&property.ty));
                    setters.extend([".", &snake(&entry.key), "(", &value, ")"]);
                }
                _ => {
                    let value = w.document(&entry.value);
                    let path = w.path.join(".");
                    w.overrides.push((path, value));
                }
            });
        }
        self.choice = outer;
        let path = match property_type {
            Some(name) => self.known.property_type(binding, name),
            None => format!("{}::{}", binding.names.service, binding.names.props),
        };
        Some(format!("{path}::new(){setters}"))
    }
}

impl Writer<'_> {
    fn is_empty_tags(&self, entry: &Entry) -> bool {
        let tags = self.binding.and_then(|binding| binding.ty.tags.as_ref());
        let empty = match &entry.value.value {
            Value::List(items) => items.is_empty(),
            Value::Map(map) => map.is_empty(),
            _ => false,
        };
        empty && self.path.len() == 2 && tags.is_some_and(|tags| tags.property == entry.key)
    }
}

/// Whether all that a struct requires is in the map.
pub(crate) fn has_required(map: &Map, properties: &Properties) -> bool {
    let missing = |(name, property): (&String, &Property)| property.required && map.get(name).is_none();
    !properties.iter().any(missing)
}

/// Whether a value has a type's form throughout, so that no other form of a union is meant.
fn fits(node: &Node, ty: &RustType, binding: Option<&Binding>) -> bool {
    match (ty, &node.value) {
        (RustType::Document, _) => true,
        _ if function(node).is_some() => false,
        (RustType::String, Value::String(_)) | (RustType::Boolean, Value::Bool(_)) => true,
        (RustType::Integer, Value::Number(number)) => number.is_i64(),
        (RustType::Number, Value::Number(number)) => {
            number.as_f64().is_some_and(|n| number.is_i64() || n.fract() != 0.0)
        }
        (RustType::List(element), Value::List(items)) => items
            .iter()
            .all(|item| function(item).is_some() || fits(item, element, binding)),
        (RustType::Tag, Value::Map(map)) => map.len() == 2 && map.get("Key").is_some() && map.get("Value").is_some(),
        (RustType::Object(name), Value::Map(map)) => {
            let properties = binding.and_then(|binding| binding.ty.property_types.get(name));
            properties.is_some_and(|properties| {
                let known = |name: &str| properties.get(name).map(|property| RustType::of(&property.ty));
                has_required(map, properties)
                    && map.iter().all(|entry| {
                        let inner = |ty: RustType| function(&entry.value).is_some() || fits(&entry.value, &ty, binding);
                        known(&entry.key).is_some_and(inner)
                    })
            })
        }
        (RustType::OneOf(types), _) => types.iter().any(|ty| fits(node, ty, binding)),
        _ => false,
    }
}
