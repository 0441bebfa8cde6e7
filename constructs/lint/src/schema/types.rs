//! Facts of resource types: read from the database when first used, and kept.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use ferrocdk_spec::{Extension, Schema};
use serde_json::Value as Json;

use super::checks::{Check, Checks, Code};
use crate::facts::Facts;
use crate::{rules, serverless};

/// Where a path on this machine may stand instead of what the schema says: `aws cloudformation package` uploads it and puts the place there.
const LOCAL_PATHS: [(&str, &str); 12] = [
    ("AWS::ApiGateway::RestApi", "BodyS3Location"),
    (
        "AWS::AppSync::FunctionConfiguration",
        "RequestMappingTemplateS3Location",
    ),
    (
        "AWS::AppSync::FunctionConfiguration",
        "ResponseMappingTemplateS3Location",
    ),
    ("AWS::AppSync::GraphQLSchema", "DefinitionS3Location"),
    ("AWS::AppSync::Resolver", "RequestMappingTemplateS3Location"),
    ("AWS::AppSync::Resolver", "ResponseMappingTemplateS3Location"),
    ("AWS::CloudFormation::Stack", "TemplateURL"),
    ("AWS::CodeCommit::Repository", "Code/S3"),
    ("AWS::ElasticBeanstalk::ApplicationVersion", "SourceBundle"),
    ("AWS::Lambda::Function", "Code"),
    ("AWS::Lambda::LayerVersion", "Content"),
    ("AWS::StepFunctions::StateMachine", "DefinitionS3Location"),
];

/// The checks of a type that are code, each with the property that it looks at; given by whoever makes [`Types`], since they stand above.
pub(crate) type CodeOf = fn(resource_type: &str, has_tags: bool) -> Vec<(&'static str, Code)>;

/// The types that were used so far.
#[derive(Debug)]
pub(crate) struct Types {
    code: CodeOf,
    kept: Mutex<BTreeMap<String, Option<Arc<TypeFacts>>>>,
    extensions: OnceLock<BTreeMap<String, Vec<Extension>>>,
}

/// A resource type.
#[derive(Debug)]
pub(crate) struct TypeFacts {
    /// The schema of its properties, with the definitions that it refers to.
    pub(crate) schema: Schema,
    /// The rules beside the schema.
    pub(crate) checks: Checks,
}

impl Types {
    /// None so far.
    pub(crate) fn new(code: CodeOf) -> Self {
        Self {
            code,
            kept: Mutex::default(),
            extensions: OnceLock::new(),
        }
    }

    /// A type, when it is known.
    pub(crate) fn get(&self, facts: &Facts, name: &str) -> Option<Arc<TypeFacts>> {
        // A panic while the lock was held leaves the map whole: each entry is put in by one call.
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(facts) = kept.get(name) {
            return facts.clone();
        }
        let known = self.read(facts, name).map(Arc::new);
        kept.insert(name.to_owned(), known.clone());
        known
    }

    fn read(&self, facts: &Facts, name: &str) -> Option<TypeFacts> {
        let database = facts.database()?;
        let schema = match facts.registered(name) {
            Some(registered) => registered.schema().clone(),
            None => serverless::completed(database, name, database.schema(name).ok()?),
        };
        let mut checks = Checks::default();
        let read_only = schema.root().get("readOnlyProperties").and_then(Json::as_array);
        for pointer in read_only.into_iter().flatten().filter_map(Json::as_str) {
            if let Some(path) = pointer.strip_prefix("/properties/") {
                checks.entry(path).read_only = true;
            }
        }
        for (_, path) in LOCAL_PATHS.iter().filter(|(ty, _)| *ty == name) {
            checks.entry(path).is_local_path = true;
        }
        let extensions = self
            .extensions
            .get_or_init(|| database.extensions().unwrap_or_default());
        for extension in extensions.get(name).into_iter().flatten() {
            let Some(rule) = rules::rule(&extension.rule) else {
                continue;
            };
            checks.entry(&extension.path).here.push(Check::Schema {
                rule,
                extension: extension.clone(),
                parts: Mutex::default(),
            });
        }
        let has_tags = schema
            .root()
            .get("properties")
            .is_some_and(|properties| properties.get("Tags").is_some());
        for (path, code) in (self.code)(name, has_tags) {
            checks.entry(path).here.push(Check::Code(code));
        }
        Some(TypeFacts { schema, checks })
    }
}

impl TypeFacts {
    /// The schema of a property by its path, through `$ref`; an item of a list is `*`.
    pub(crate) fn property<'p>(&self, path: impl IntoIterator<Item = &'p str>) -> Option<&Json> {
        let mut schema = self.schema.root();
        for step in path {
            let object = self.referred(schema);
            schema = match object.get("properties").and_then(|properties| properties.get(step)) {
                Some(schema) => schema,
                None => object.get("items").filter(|_| step == "*")?,
            };
        }
        Some(self.referred(schema))
    }

    /// The path of the property that `Ref` gives: the identifier, when there is one alone.
    pub(crate) fn identifier(&self) -> Option<&str> {
        let [pointer] = self.schema.root().get("primaryIdentifier")?.as_array()?.as_slice() else {
            return None;
        };
        pointer.as_str()?.strip_prefix("/properties/")
    }

    fn referred<'s>(&'s self, schema: &'s Json) -> &'s Json {
        let mut schema = schema;
        for _ in 0..8 {
            match schema
                .get("$ref")
                .and_then(Json::as_str)
                .and_then(|reference| self.schema.resolve(reference).ok())
            {
                Some(referred) => schema = referred,
                None => break,
            }
        }
        schema
    }
}
