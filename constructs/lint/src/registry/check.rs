//! Whether a text is a schema: its own keys, and the keywords in it.

use ferrocdk_template::{Entry, Map, Node, Value};

use crate::InputError;
use crate::nearest::suggestion;
use crate::words::kind;

/// Schemas in schemas that are looked at; deeper ones are left to their use.
const DEPTH: usize = 64;
/// The types of values.
const TYPES: [&str; 7] = ["array", "boolean", "integer", "null", "number", "object", "string"];
/// Keys of a type's schema whose values are lists of pointers to properties.
const POINTERS: [&str; 7] = [
    "conditionalCreateOnlyProperties",
    "createOnlyProperties",
    "deprecatedProperties",
    "nonPublicProperties",
    "primaryIdentifier",
    "readOnlyProperties",
    "writeOnlyProperties",
];

/// All mistakes.
pub(super) fn all(root: &Node) -> Vec<InputError> {
    let mut check = Check {
        root,
        errors: Vec::new(),
    };
    match root.as_map() {
        Some(map) => check.root(map, root),
        None => check.wrong("a schema", "a map", root),
    }
    check.errors
}

struct Check<'n> {
    root: &'n Node,
    errors: Vec<InputError>,
}

impl Check<'_> {
    fn add(&mut self, node: &Node, message: String) {
        self.errors.push(InputError::new(node.at, message));
    }

    fn wrong(&mut self, what: &str, wanted: &str, found: &Node) {
        self.add(found, format!("{what} is {wanted}; this is {}", kind(found)));
    }

    fn root(&mut self, map: &Map, at: &Node) {
        match map.get("typeName") {
            None => self.errors.push(
                InputError::new(at.at, "`typeName` is missing").help(
                    "the schema of a type begins with its name, such as `\"typeName\": \"Acme::Net::Zone\"`; other files do not belong here",
                ),
            ),
            Some(name) => match name.as_str() {
                Some(text) if is_type_name(text) => {}
                Some(text) => self.errors.push(
                    InputError::new(name.at, format!("`{text}` is no name of a type"))
                        .help("a name is `Organization::Service::Type` or `Organization::Service::Type::MODULE`, each of 2 to 64 letters and digits"),
                ),
                None => self.wrong("`typeName`", "text", name),
            },
        }
        if map.get("properties").is_none() {
            self.errors
                .push(InputError::new(at.at, "`properties` is missing").help("it may be `{}`"));
        }
        for entry in map {
            if POINTERS.contains(&entry.key.as_str()) {
                self.pointers(&entry.key, &entry.value);
            } else if entry.key == "additionalIdentifiers" {
                match entry.value.as_list() {
                    Some(items) => items
                        .iter()
                        .for_each(|item| self.pointers("an item of `additionalIdentifiers`", item)),
                    None => self.wrong("`additionalIdentifiers`", "a list of lists of pointers", &entry.value),
                }
            }
        }
        self.keywords(map, 0);
    }

    fn pointers(&mut self, what: &str, node: &Node) {
        let Some(items) = node.as_list() else {
            return self.wrong(&format!("`{}`", what.trim_matches('`')), "a list of pointers", node);
        };
        for item in items {
            match item.as_str() {
                Some(text) if text.starts_with("/properties/") && text.len() > "/properties/".len() => {}
                _ => self.errors.push(
                    InputError::new(
                        item.at,
                        format!("a pointer to a property is text; this is {}", kind(item)),
                    )
                    .help("write `/properties/Name`"),
                ),
            }
        }
    }

    /// A schema below the root.
    fn schema(&mut self, node: &Node, depth: usize) {
        match &node.value {
            Value::Bool(_) => {}
            Value::Map(map) if depth < DEPTH => self.keywords(map, depth),
            Value::Map(_) => {}
            _ => self.wrong("a schema", "a map or a boolean", node),
        }
    }

    fn keywords(&mut self, map: &Map, depth: usize) {
        for entry in map {
            self.keyword(entry, depth + 1);
        }
    }

    fn keyword(&mut self, entry: &Entry, depth: usize) {
        let node = &entry.value;
        let key = entry.key.as_str();
        match key {
            "$ref" => self.reference(node),
            "type" => self.types(node),
            "properties" | "patternProperties" | "definitions" | "$defs" => match node.as_map() {
                Some(map) => map.iter().for_each(|entry| self.schema(&entry.value, depth)),
                None => self.wrong(&format!("`{key}`"), "a map of schemas", node),
            },
            "additionalProperties" | "contains" | "else" | "if" | "not" | "propertyNames" | "then" => {
                self.schema(node, depth);
            }
            "items" => match node.as_list() {
                Some(items) => items.iter().for_each(|item| self.schema(item, depth)),
                None => self.schema(node, depth),
            },
            "allOf" | "anyOf" | "oneOf" => match node.as_list() {
                Some(items) if !items.is_empty() => items.iter().for_each(|item| self.schema(item, depth)),
                _ => self.wrong(&format!("`{key}`"), "a list of schemas", node),
            },
            "required" => match node.as_list() {
                Some(items) => {
                    for item in items.iter().filter(|item| item.as_str().is_none()) {
                        self.wrong("an item of `required`", "the name of a property", item);
                    }
                }
                None => self.wrong("`required`", "a list of names", node),
            },
            "enum" if node.as_list().is_none_or(<[Node]>::is_empty) => self.wrong("`enum`", "a list of values", node),
            "pattern" | "format" | "description" | "title" if node.as_str().is_none() => {
                self.wrong(&format!("`{key}`"), "text", node);
            }
            "maxItems" | "maxLength" | "maxProperties" | "minItems" | "minLength" | "minProperties"
                if !is_count(node) =>
            {
                self.wrong(&format!("`{key}`"), "a whole number from 0", node);
            }
            "exclusiveMaximum" | "exclusiveMinimum" | "maximum" | "minimum" | "multipleOf"
                if !matches!(node.value, Value::Number(_)) =>
            {
                self.wrong(&format!("`{key}`"), "a number", node);
            }
            "insertionOrder" | "uniqueItems" if !matches!(node.value, Value::Bool(_)) => {
                self.wrong(&format!("`{key}`"), "a boolean", node);
            }
            _ => {}
        }
    }

    fn types(&mut self, node: &Node) {
        let names = match &node.value {
            Value::List(items) if !items.is_empty() => items.as_slice(),
            _ => std::slice::from_ref(node),
        };
        for name in names {
            match name.as_str() {
                Some(text) if TYPES.contains(&text) => {}
                Some(text) => {
                    let mut error = InputError::new(name.at, format!("there is no type `{text}` of values"));
                    error.help = suggestion(text, TYPES);
                    self.errors.push(error);
                }
                None => self.wrong("`type`", "the name of a type or a list of such names", name),
            }
        }
    }

    /// A reference stays inside the file. What stands elsewhere is not looked at.
    fn reference(&mut self, node: &Node) {
        let Some(text) = node.as_str() else {
            return self.wrong("`$ref`", "text", node);
        };
        if text.starts_with("https://") || text.starts_with("http://") {
            return;
        }
        let Some(pointer) = text.strip_prefix('#') else {
            self.errors.push(
                InputError::new(node.at, format!("`{text}` leads out of the file")).help(
                    "a reference is `#/definitions/Name` or `#/properties/Name`; put what it means into `definitions`",
                ),
            );
            return;
        };
        let mut target = Some(self.root);
        for step in pointer.split('/').skip(1) {
            let step = step.replace("~1", "/").replace("~0", "~");
            target = target.and_then(|node| match &node.value {
                Value::Map(map) => map.get(&step),
                Value::List(items) => items.get(step.parse::<usize>().ok()?),
                _ => None,
            });
        }
        if target.is_none() {
            let mut error = InputError::new(node.at, format!("`{text}` leads nowhere"));
            if let (Some(name), Some(definitions)) = (
                pointer.strip_prefix("/definitions/"),
                self.root.get("definitions").and_then(Node::as_map),
            ) {
                error.help = suggestion(name, definitions.iter().map(|entry| entry.key.as_str()));
            }
            self.errors.push(error);
        }
    }
}

fn is_count(node: &Node) -> bool {
    matches!(&node.value, Value::Number(number) if number.as_f64().is_some_and(|number| number >= 0.0 && number.fract() == 0.0))
}

/// Whether the registry takes a name.
pub(crate) fn is_type_name(name: &str) -> bool {
    let parts: Vec<&str> = name.split("::").collect();
    let is_part = |part: &&str| (2..=64).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    match parts.as_slice() {
        [parts @ .., "MODULE"] if parts.len() == 3 => parts.iter().all(is_part),
        parts => parts.len() == 3 && parts.iter().all(is_part),
    }
}
