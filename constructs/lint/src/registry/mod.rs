//! Schemas of CloudFormation's registry, for types that the database does not know: third-party types, private types, modules.

mod check;

pub(crate) use check::is_type_name;

use std::sync::Arc;

use ferrocdk_spec::Schema;
use ferrocdk_template::{Node, Position};
use serde_json::{Map, Value as Json, json};

use crate::InputError;
use crate::input;
use crate::kinds::{Attribute, Kinds};

/// How deep a read-only value is looked into for what `Fn::GetAtt` names.
const DEPTH: usize = 16;

/// The schema of one type, as the registry has it.
///
/// ```
/// use ferrocdk_lint::{Linter, Options, RegistrySchema};
/// let schema = RegistrySchema::parse(
///     r#"{ "typeName": "Acme::Net::Zone", "properties": { "Name": { "type": "string" } }, "additionalProperties": false }"#,
/// )
/// .unwrap();
/// let linter = Linter::new(Options { schemas: vec![schema], ..Options::default() });
/// let findings = linter.lint_text("Resources:\n  Zone:\n    Type: Acme::Net::Zone\n    Properties: { Nam: a }\n");
/// assert_eq!((findings[0].rule, findings[0].at.line), ("E3002", 4));
/// ```
#[derive(Clone, Debug)]
pub struct RegistrySchema(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    name: String,
    schema: Schema,
    read_only: Vec<String>,
}

impl RegistrySchema {
    /// Reads a schema: the file of a project that `cfn submit` registers, or what `aws cloudformation describe-type` prints, whose key `Schema` has
    /// the schema as text.
    ///
    /// # Errors
    /// Every mistake that keeps it from being a schema, in the order of the text.
    pub fn parse(text: &str) -> Result<Self, Vec<InputError>> {
        let root = input::read(text)?;
        match root.get("Schema") {
            Some(inner) if root.get("typeName").is_none() => {
                let schema = Self::described(inner)?;
                // A public type that was activated under another name is used under that one.
                let name = root
                    .get("TypeName")
                    .and_then(Node::as_str)
                    .filter(|name| is_type_name(name));
                Ok(name.map_or_else(|| schema.clone(), |name| schema.named(name)))
            }
            _ => Self::new(&root),
        }
    }

    fn named(&self, name: &str) -> Self {
        Self(Arc::new(Inner {
            name: name.to_owned(),
            schema: self.0.schema.clone(),
            read_only: self.0.read_only.clone(),
        }))
    }

    /// The schema in the answer of `describe-type`.
    fn described(schema: &Node) -> Result<Self, Vec<InputError>> {
        let Some(text) = schema.as_str() else {
            return match schema.as_map() {
                Some(_) => Self::new(schema),
                None => Err(vec![InputError::new(
                    schema.at,
                    format!("`Schema` is the schema as text; this is {}", schema.value.kind()),
                )]),
            };
        };
        // Places inside the text mean nothing in the file.
        let inside = |error: InputError| InputError {
            message: format!("in the text of `Schema`, {error}"),
            at: schema.at,
            help: error.help,
        };
        let all = |errors: Vec<InputError>| errors.into_iter().map(inside).collect::<Vec<_>>();
        Self::new(&input::read(text).map_err(all)?).map_err(all)
    }

    fn new(root: &Node) -> Result<Self, Vec<InputError>> {
        let mut errors = check::all(root);
        errors.sort_by_key(|error| error.at);
        let name = root.get("typeName").and_then(Node::as_str);
        match name {
            Some(name) if errors.is_empty() => Ok(Self::of(name, root.to_json())),
            _ if errors.is_empty() => Err(vec![InputError::new(
                Position { line: 1, column: 1 },
                "`typeName` is missing",
            )]),
            _ => Err(errors),
        }
    }

    fn of(name: &str, mut schema: Json) -> Self {
        if name.ends_with("::MODULE") {
            schema = of_module(&schema);
        }
        let read_only = schema.get("readOnlyProperties").and_then(Json::as_array);
        let read_only = read_only
            .into_iter()
            .flatten()
            .filter_map(|pointer| Some(pointer.as_str()?.strip_prefix("/properties/")?.replace('/', ".")))
            .collect();
        Self(Arc::new(Inner {
            name: name.to_owned(),
            schema: Schema::from_value(schema),
            read_only,
        }))
    }

    /// The type's name: `Acme::Net::Zone`.
    #[must_use]
    pub fn type_name(&self) -> &str {
        &self.0.name
    }

    pub(crate) fn schema(&self) -> &Schema {
        &self.0.schema
    }

    /// Looks an attribute up: what the schema calls read-only, and what stands in it.
    pub(crate) fn attribute(&self, name: &str) -> Attribute {
        if self.0.name.ends_with("::MODULE") {
            return Attribute::Open;
        }
        let known = &self.0.read_only;
        if let Some(rest) = known.iter().find_map(|path| {
            if path == name {
                Some("")
            } else {
                name.strip_prefix(path.as_str())?.strip_prefix('.')
            }
        }) {
            let own = name.strip_suffix(rest).unwrap_or(name).trim_end_matches('.');
            return match self.at(own.split('.').chain(rest.split('.').filter(|step| !step.is_empty()))) {
                Found::Schema(schema) => Attribute::Known(kinds(schema)),
                Found::Open => Attribute::Open,
                Found::Nothing => Attribute::Unknown(known.clone()),
            };
        }
        // Only parts of it are read-only; whether the whole can be asked for is not known.
        let above = format!("{name}.");
        if known.iter().any(|path| path.starts_with(&above)) {
            return Attribute::Open;
        }
        Attribute::Unknown(known.clone())
    }

    fn at<'p>(&self, path: impl Iterator<Item = &'p str>) -> Found<'_> {
        let mut schema = self.referred(self.0.schema.root());
        for step in path {
            let next = schema.get("properties").and_then(|properties| properties.get(step));
            schema = match next {
                Some(next) => self.referred(next),
                // Without a list of properties, or beside one that is not closed, there may be anything.
                None if is_open(schema) => return Found::Open,
                None => return Found::Nothing,
            };
        }
        Found::Schema(schema)
    }

    fn referred<'s>(&'s self, schema: &'s Json) -> &'s Json {
        let mut schema = schema;
        for _ in 0..DEPTH {
            let reference = schema.get("$ref").and_then(Json::as_str);
            match reference.and_then(|reference| self.0.schema.resolve(reference).ok()) {
                Some(next) => schema = next,
                None => break,
            }
        }
        schema
    }
}

/// Organizations whose types the database has; nobody else can have one of theirs.
const OF_AWS: [&str; 2] = ["aws", "alexa"];

/// Whether a name can be that of a type, or of a module, that somebody else than AWS registered. What it takes is not known without its schema.
pub(crate) fn is_third_party(ty: &str) -> bool {
    let organization = ty.split("::").next().unwrap_or_default().to_lowercase();
    ty.ends_with("::MODULE") || (is_type_name(ty) && !OF_AWS.contains(&organization.as_str()))
}

enum Found<'s> {
    Schema(&'s Json),
    Open,
    Nothing,
}

fn is_open(schema: &Json) -> bool {
    schema.get("additionalProperties") != Some(&Json::Bool(false)) || schema.get("patternProperties").is_some()
}

/// Kind of a value of the schema, for functions that take it.
fn kinds(schema: &Json) -> Kinds {
    let of = |name: &Json| match name.as_str() {
        Some("string" | "boolean" | "integer" | "number") => Kinds::SCALAR,
        Some("array") => Kinds::LIST,
        Some("object") => Kinds::MAP,
        _ => Kinds::ANY,
    };
    match schema.get("type") {
        Some(Json::Array(names)) => names.iter().map(of).reduce(Kinds::or).unwrap_or(Kinds::ANY),
        Some(name) => of(name),
        None => Kinds::ANY,
    }
}

/// The schema of what a template gives a module: its parameters, which the schema of a module lists below `Parameters`. What each takes is up to the
/// resource that it goes to.
fn of_module(schema: &Json) -> Json {
    let parameters = schema
        .pointer("/properties/Parameters/properties")
        .and_then(Json::as_object);
    let Some(parameters) = parameters else {
        return json!({ "typeName": schema["typeName"], "properties": {} });
    };
    let properties: Map<String, Json> = parameters.keys().map(|name| (name.clone(), Json::Bool(true))).collect();
    json!({ "typeName": schema["typeName"], "properties": properties, "additionalProperties": false })
}
