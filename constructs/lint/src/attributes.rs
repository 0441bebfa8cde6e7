//! The attributes of resources, as `Fn::GetAtt` asks for them.

use ferrocdk_spec::Kind;

use crate::context::Context;
use crate::kinds::{Attribute, Kinds};
use crate::serverless::{self, Generated};

/// Types whose attributes are what their stack or function makes of them.
const OPEN: [&str; 4] = [
    "AWS::CloudFormation::CustomResource",
    "AWS::CloudFormation::Stack",
    "AWS::Serverless::Application",
    "AWS::ServiceCatalog::CloudFormationProvisionedProduct",
];

/// Looks an attribute of a resource up.
pub(crate) fn attribute(context: &Context<'_>, resource: &str, name: &str) -> Attribute {
    let Some(ty) = context
        .template
        .resources
        .get(resource)
        .and_then(|resource| resource.ty)
    else {
        return Attribute::Open;
    };
    if OPEN.contains(&ty) || ty.starts_with("Custom::") || ty.ends_with("::MODULE") {
        return Attribute::Open;
    }
    if let Some(schema) = context.facts.registered(ty) {
        return schema.attribute(name);
    }
    let of = match serverless::generated(ty) {
        Generated::Type(_) if serverless::is_beside(ty, name) => return Attribute::Open,
        Generated::Type(made) => made,
        Generated::Nothing => return Attribute::Unknown(Vec::new()),
        Generated::Unknown if serverless::is_serverless(ty) => return Attribute::Open,
        Generated::Unknown => ty,
    };
    let Some(facts) = context.facts.get(of) else {
        return Attribute::Open;
    };
    match facts.attributes.get(name).or_else(|| facts.readable.get(name)) {
        Some(ty) => Attribute::Known(kinds(&ty.kind)),
        None => Attribute::Unknown(facts.attributes.keys().cloned().collect()),
    }
}

fn kinds(kind: &Kind) -> Kinds {
    match kind {
        Kind::String | Kind::Boolean | Kind::Integer | Kind::Number => Kinds::SCALAR,
        Kind::List(_) => Kinds::LIST,
        Kind::Map(_) | Kind::Object(_) | Kind::Tag => Kinds::MAP,
        Kind::Json => Kinds::ANY,
        Kind::Union(types) => types
            .iter()
            .map(|ty| kinds(&ty.kind))
            .reduce(Kinds::or)
            .unwrap_or(Kinds::ANY),
    }
}
