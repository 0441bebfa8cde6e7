//! Types that SAM makes of its own.

use ferrocdk_spec::{Database, Schema};
use serde_json::{Map, Value as Json};

use super::global_properties::UNLISTED;

/// Types that become one resource of the same logical id, whose attributes and name are theirs, with the words behind which other resources stand
/// that SAM makes beside it: `Function.Version.Arn`.
const GENERATED: [(&str, &str, &[&str]); 14] = [
    (
        "Api",
        "AWS::ApiGateway::RestApi",
        &[
            "ApiKey",
            "Deployment",
            "DomainName",
            "DomainNameV2",
            "Stage",
            "UsagePlan",
            "UsagePlanKey",
        ],
    ),
    ("Application", "AWS::CloudFormation::Stack", &[]),
    ("CapacityProvider", "AWS::Lambda::CapacityProvider", &[]),
    (
        "Function",
        "AWS::Lambda::Function",
        &["Alias", "DestinationQueue", "DestinationTopic", "Version"],
    ),
    ("GraphQLApi", "AWS::AppSync::GraphQLApi", &[]),
    ("HttpApi", "AWS::ApiGatewayV2::Api", &["DomainName", "Stage"]),
    ("LayerVersion", "AWS::Lambda::LayerVersion", &[]),
    ("MicrovmImage", "AWS::Lambda::MicrovmImage", &[]),
    ("NetworkConnector", "AWS::Lambda::NetworkConnector", &[]),
    ("SimpleTable", "AWS::DynamoDB::Table", &[]),
    (
        "StateMachine",
        "AWS::StepFunctions::StateMachine",
        &["Alias", "Version"],
    ),
    ("WebFunction", "AWS::Lambda::WebFunction", &[]),
    ("WebSocketApi", "AWS::ApiGatewayV2::Api", &["DomainName", "Stage"]),
    // Only policies come of it.
    ("Connector", "", &[]),
];

/// Properties that SAM passes on as they are, to a property of the same name of what it makes: the schema of that one says more.
const PASSED_ON: [(&str, &[&str]); 6] = [
    (
        "Api",
        &[
            "ApiKeySourceType",
            "BinaryMediaTypes",
            "Description",
            "DisableExecuteApiEndpoint",
            "MinimumCompressionSize",
            "Mode",
            "Name",
        ],
    ),
    (
        "Function",
        &[
            "Architectures",
            "CodeSigningConfigArn",
            "Description",
            "DurableConfig",
            "Environment",
            "EphemeralStorage",
            "FileSystemConfigs",
            "FunctionName",
            "FunctionScalingConfig",
            "Handler",
            "ImageConfig",
            "LoggingConfig",
            "RecursiveLoop",
            "ReservedConcurrentExecutions",
            "Runtime",
            "RuntimeManagementConfig",
            "TenancyConfig",
        ],
    ),
    (
        "GraphQLApi",
        &[
            "IntrospectionConfig",
            "Name",
            "OwnerContact",
            "QueryDepthLimit",
            "ResolverCountLimit",
            "Visibility",
            "XrayEnabled",
        ],
    ),
    ("HttpApi", &["Description", "DisableExecuteApiEndpoint", "Name"]),
    (
        "LayerVersion",
        &[
            "CompatibleArchitectures",
            "CompatibleRuntimes",
            "Description",
            "LayerName",
            "LicenseInfo",
        ],
    ),
    ("SimpleTable", &["PointInTimeRecoverySpecification", "TableName"]),
];

/// The properties of a type that go on as they are.
fn passed_on(ty: &str) -> &'static [&'static str] {
    let name = ty.strip_prefix("AWS::Serverless::").unwrap_or_default();
    PASSED_ON
        .iter()
        .find(|(serverless, _)| *serverless == name)
        .map(|(_, properties)| *properties)
        .unwrap_or_default()
}

/// The schema of a type of SAM, with what it lacks: properties that the model takes all the same, and of those that go on as they are the schema
/// that they are held to in the end. Schemas of other types stay as they are.
pub(crate) fn completed(database: &Database<'_>, ty: &str, schema: Schema) -> Schema {
    let mut unlisted = UNLISTED.iter().filter(|(of, _)| *of == ty).peekable();
    let has_policy = schema.definitions().any(|name| name == RESOURCE_POLICY);
    if !is_serverless(ty) || (unlisted.peek().is_none() && passed_on(ty).is_empty() && !has_policy) {
        return schema;
    }
    let Ok(mut value) = schema.to_value() else {
        return schema;
    };
    if let Generated::Type(made) = generated(ty)
        && let Some(made) = database.schema(made).ok().and_then(|schema| schema.to_value().ok())
    {
        take_over(&mut value, made, passed_on(ty));
    }
    // One statement may stand there without a list around it.
    if let Some(statements) = value.pointer_mut(&format!("/definitions/{RESOURCE_POLICY}/properties/CustomStatements"))
    {
        *statements = Json::Bool(true);
    }
    if let Some(properties) = value.get_mut("properties").and_then(Json::as_object_mut) {
        properties.extend(unlisted.map(|(_, name)| ((*name).to_owned(), Json::Bool(true))));
    }
    Schema::from_value(value)
}

/// Puts the schemas of properties into another schema, with the definitions that they refer to under names of their own.
fn take_over(schema: &mut Json, mut from: Json, names: &[&str]) {
    rename(&mut from);
    let (Some(properties), Some(given)) = (
        schema.get_mut("properties").and_then(Json::as_object_mut),
        from.get_mut("properties").and_then(Json::as_object_mut),
    ) else {
        return;
    };
    for name in names {
        if let (Some(property), Some(given)) = (properties.get_mut(*name), given.shift_remove(*name)) {
            *property = given;
        }
    }
    if let (Some(Json::Object(given)), Some(schema)) = (from.get_mut("definitions"), schema.as_object_mut()) {
        let definitions = schema.entry("definitions").or_insert_with(|| Json::Object(Map::new()));
        if let Some(definitions) = definitions.as_object_mut() {
            definitions.extend(
                std::mem::take(given)
                    .into_iter()
                    .map(|(name, value)| (format!("{MADE}{name}"), value)),
            );
        }
    }
}

/// The definition of who may call an API.
const RESOURCE_POLICY: &str = "ResourcePolicy";
/// Stands before the names of definitions that were taken over.
const MADE: &str = "made.";

fn rename(schema: &mut Json) {
    match schema {
        Json::Object(members) => {
            for (keyword, value) in members {
                match value {
                    Json::String(reference) if keyword == "$ref" => {
                        *reference = reference.replacen("#/definitions/", &format!("#/definitions/{MADE}"), 1);
                    }
                    value => rename(value),
                }
            }
        }
        Json::Array(items) => items.iter_mut().for_each(rename),
        _ => {}
    }
}

/// Resource that stands in the stack under the logical id of a SAM resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Generated {
    /// A resource of this type.
    Type(&'static str),
    /// None: what SAM makes has other ids.
    Nothing,
    /// It is no type of SAM, or one of which this is not known.
    Unknown,
}

/// Whether a type is one of SAM.
pub(crate) fn is_serverless(ty: &str) -> bool {
    ty.starts_with("AWS::Serverless::")
}

fn row(ty: &str) -> Option<&'static (&'static str, &'static str, &'static [&'static str])> {
    let name = ty.strip_prefix("AWS::Serverless::")?;
    GENERATED.iter().find(|(serverless, ..)| *serverless == name)
}

/// Type that `Ref` and `Fn::GetAtt` find under the logical id of a resource of the type.
pub(crate) fn generated(ty: &str) -> Generated {
    match row(ty) {
        Some((_, "", _)) => Generated::Nothing,
        Some((_, made, _)) => Generated::Type(made),
        None => Generated::Unknown,
    }
}

/// Whether an attribute speaks of what SAM makes beside a resource of the type.
pub(crate) fn is_beside(ty: &str, attribute: &str) -> bool {
    let first = attribute.split('.').next().unwrap_or_default();
    row(ty).is_some_and(|(_, _, others)| others.contains(&first))
}

#[cfg(test)]
mod tests {
    use ferrocdk_spec::Database;

    use super::*;

    #[test]
    fn what_goes_on_stands_in_both_types() {
        let database = Database::bundled().unwrap();
        for (name, properties) in PASSED_ON {
            let ty = format!("AWS::Serverless::{name}");
            let Generated::Type(made) = generated(&ty) else {
                panic!("{ty}")
            };
            for of in [ty.as_str(), made] {
                let schema = database.schema(of).unwrap();
                let missing: Vec<_> = properties
                    .iter()
                    .filter(|name| schema.root()["properties"].get(**name).is_none())
                    .collect();
                assert!(missing.is_empty(), "{of}: {missing:?}");
            }
            let completed = completed(&database, &ty, database.schema(&ty).unwrap());
            for property in properties {
                let text = completed.root()["properties"][*property].to_string();
                let reference = text.split("\"$ref\":\"").nth(1).and_then(|rest| rest.split('"').next());
                assert!(
                    reference.is_none_or(|reference| completed.resolve(reference).is_ok()),
                    "{text}"
                );
            }
        }
    }

    /// A type that came to the database later has no row here, and then nothing is known of its attributes; it ought to have one.
    #[test]
    fn every_type_of_sam_has_its_row_and_what_comes_of_it_exists() {
        let database = Database::bundled().unwrap();
        let missing: Vec<&str> = database
            .names()
            .filter(|name| is_serverless(name) && row(name).is_none())
            .collect();
        assert!(missing.is_empty(), "no row for {missing:?}");
        for (name, made, _) in GENERATED {
            assert!(database.contains(&format!("AWS::Serverless::{name}")), "{name}");
            // Newer than the database's sources.
            let is_new = made == "AWS::Lambda::WebFunction";
            assert!(made.is_empty() || is_new || database.contains(made), "{made}");
        }
    }
}
