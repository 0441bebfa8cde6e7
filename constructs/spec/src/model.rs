//! Facts of a resource type: properties, limits, attributes, identifiers, tags.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Number;

use crate::Metric;

/// Properties of a resource type or of a property type, by their CloudFormation name.
pub type Properties = BTreeMap<String, Property>;

/// The facts of one CloudFormation resource type.
///
/// ```
/// let database = ferrocdk_spec::Database::bundled()?;
/// let stream = database.resource("AWS::Kinesis::Stream")?;
/// assert!(stream.properties["Name"].update.replaces());
/// # Ok::<(), ferrocdk_spec::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResourceType {
    /// The type's full name, such as `AWS::Kinesis::Stream`.
    pub name: String,
    /// Properties that a template may set.
    pub properties: Properties,
    /// Property types that properties or attributes refer to by [`Kind::Object`].
    pub property_types: BTreeMap<String, Properties>,
    /// Values that `Fn::GetAtt` returns, by attribute name; nested ones have dots (`Endpoint.Address`).
    pub attributes: BTreeMap<String, Type>,
    /// Properties that `Fn::GetAtt` returns as well, though no source calls them attributes; nested ones have dots.
    pub readable: BTreeMap<String, Type>,
    /// The properties or attributes that together identify one resource of the type; nested ones have dots.
    pub primary_identifier: Vec<String>,
    /// The properties or attributes that `Ref` gives, mostly the primary identifier; several stand in one text with `|` between them.
    pub ref_identifier: Vec<String>,
    /// How resources of the type carry tags; `None` when they cannot be tagged.
    pub tags: Option<Tagging>,
    /// The ARN as a template over `${Partition}`, `${Region}`, `${Account}` and the type's own parts.
    pub arn: Option<String>,
    /// Whether replacing or deleting a resource of the type loses data.
    pub stateful: bool,
    /// Metrics that CloudWatch keeps of resources of the type, sorted by namespace and name; empty where the sources name nothing.
    pub metrics: Vec<Metric>,
}

/// The facts of one property.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Property {
    /// Kind and limits of the property's value.
    #[serde(rename = "type")]
    pub ty: Type,
    /// Whether a template must set it.
    pub required: bool,
    /// Effect of a change on the resource.
    pub update: Update,
    /// Whether it can be written but not read back, as passwords are.
    pub write_only: bool,
    /// Whether AWS advises against it.
    pub deprecated: bool,
    /// Value that CloudFormation takes when it is left out, as JSON text.
    pub default: Option<String>,
    /// Texts of other resources that this one is, or each item of the list; empty where the sources name none.
    pub references: Vec<Reference>,
}

/// A kind of text that names a resource: an attribute or an identifier of its type.
///
/// ```
/// let function = ferrocdk_spec::Database::bundled()?.resource("AWS::Lambda::Function")?;
/// let role = &function.properties["Role"].references[0];
/// assert_eq!((role.resource_type.as_str(), role.attribute.as_str()), ("AWS::IAM::Role", "Arn"));
/// # Ok::<(), ferrocdk_spec::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Reference {
    /// The type of the resource, such as `AWS::IAM::Role`.
    pub resource_type: String,
    /// One of the type's attributes, or of what identifies a resource of it, such as `Arn`.
    pub attribute: String,
}

/// Effect that the change of a property has on the resource. Of a property of a property type: by itself; the property above it may say more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Update {
    /// The resource stays; whether its service is interrupted is not known to the sources.
    #[default]
    InPlace,
    /// A new resource takes the place of the old one.
    Replacement,
    /// Some changes replace the resource, others do not.
    Conditional,
}

impl Update {
    /// Whether a change may replace the resource.
    #[must_use]
    pub fn replaces(self) -> bool {
        self != Self::InPlace
    }
}

/// A kind of value, with the limits put on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Type {
    /// Kind of the value.
    pub kind: Kind,
    /// Limits that it must keep.
    pub limits: Limits,
}

/// Kind of a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Text. Timestamps are text too, with [`Limits::format`] `date-time`.
    String,
    /// `true` or `false`.
    Boolean,
    /// A whole number.
    Integer,
    /// Any number.
    Number,
    /// Free-form JSON, such as a policy document.
    Json,
    /// A `Key` with its `Value`.
    Tag,
    /// A list.
    List(Box<Type>),
    /// Values under names that the template chooses.
    Map(Box<Type>),
    /// A property type, named in [`ResourceType::property_types`].
    Object(String),
    /// Any one of several.
    Union(Vec<Type>),
}

/// Limits that a value must keep, beyond being of its kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// The allowed values, in the form a template writes them; empty when any is allowed.
    pub values: Vec<String>,
    /// A regular expression that some part of the text must match. Most are ECMA 262, as the registry demands; eight of 2,283 have the
    /// inline flags `(?s)` or `(?i)` of other dialects.
    pub pattern: Option<String>,
    /// The meaning of the text, such as `date-time`, `ipv4-network` or `AWS::IAM::Role.Arn`.
    pub format: Option<String>,
    /// The least number of characters of a text, items of a list, entries of a map or an object.
    pub min_size: Option<u64>,
    /// The greatest number of characters, items or entries.
    pub max_size: Option<u64>,
    /// The least number.
    #[serde(with = "number")]
    pub minimum: Option<Number>,
    /// The greatest number.
    #[serde(with = "number")]
    pub maximum: Option<Number>,
    /// Whether the items of a list must differ.
    pub unique: bool,
}

impl Limits {
    /// Whether nothing is limited.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// How resources of a type carry tags.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tagging {
    /// The property that holds the tags, mostly `Tags`.
    pub property: String,
    /// How the tags are written.
    pub shape: TagShape,
}

/// How tags are written in a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TagShape {
    /// A list of `{"Key": .., "Value": ..}`.
    List,
    /// An object of keys and values.
    Map,
    /// A list of `{"Key": .., "Value": .., "PropagateAtLaunch": ..}`, as Auto Scaling groups have it.
    AutoScaling,
}

impl ResourceType {
    /// The second and third part of the name: `("Kinesis", "Stream")` of `AWS::Kinesis::Stream`.
    ///
    /// A vendor other than `AWS` is part of the first: `("AlexaASK", "Skill")` of `Alexa::ASK::Skill`.
    #[must_use]
    pub fn service_and_resource(&self) -> (String, String) {
        service_and_resource(&self.name)
    }

    /// The attribute that is the ARN of the resource itself, if it has one: `Arn`, the type's name or the end of it with `Arn` behind, or what identifies it and is an ARN.
    ///
    /// ```
    /// let database = ferrocdk_spec::Database::bundled()?;
    /// assert_eq!(database.resource("AWS::DynamoDB::Table")?.arn_attribute(), Some("Arn"));
    /// assert_eq!(database.resource("AWS::SNS::Topic")?.arn_attribute(), Some("TopicArn"));
    /// assert_eq!(database.resource("AWS::S3::BucketPolicy")?.arn_attribute(), None);
    /// # Ok::<(), ferrocdk_spec::Error>(())
    /// ```
    #[must_use]
    pub fn arn_attribute(&self) -> Option<&str> {
        let (_, resource) = self.service_and_resource();
        let called = |wanted: &str| {
            let mut names = self.attributes.keys().map(String::as_str);
            names.find(|name| name.eq_ignore_ascii_case(wanted))
        };
        // Whole, then without one word after the other from the front.
        let words = resource
            .char_indices()
            .filter(|(_, letter)| letter.is_ascii_uppercase());
        let mut ends = words.filter_map(|(start, _)| resource.get(start..));
        // The URL of a function is identified by the function's ARN, `TargetFunctionArn` when it is made.
        let is_given = |name: &str| self.properties.keys().any(|property| property.ends_with(name));
        let identifier = || match self.primary_identifier.as_slice() {
            [identifier] if identifier.to_ascii_lowercase().ends_with("arn") && !is_given(identifier) => {
                called(identifier)
            }
            _ => None,
        };
        called("Arn")
            .or_else(|| ends.find_map(|end| called(&format!("{end}Arn"))))
            .or_else(identifier)
            .or_else(|| {
                let (_, identifier) = ARN_IDENTIFIERS.iter().find(|(ty, _)| *ty == self.name)?;
                called(identifier)
            })
    }

    /// The address of the type's page in the CloudFormation template reference.
    ///
    /// ```
    /// let database = ferrocdk_spec::Database::bundled()?;
    /// assert_eq!(
    ///     database.resource("AWS::Kinesis::Stream")?.documentation(),
    ///     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kinesis-stream.html"
    /// );
    /// # Ok::<(), ferrocdk_spec::Error>(())
    /// ```
    #[must_use]
    pub fn documentation(&self) -> String {
        let mut parts = self.name.split("::").skip(1).map(str::to_lowercase);
        let (service, resource) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        if service == "serverless" {
            return format!(
                "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-{resource}.html"
            );
        }
        format!("{REFERENCE}/aws-resource-{service}-{resource}.html")
    }

    /// The address of the page of one of the type's property types.
    #[must_use]
    pub fn property_type_documentation(&self, property_type: &str) -> String {
        let mut parts = self.name.split("::").skip(1).map(str::to_lowercase);
        let (service, resource) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let property_type = property_type.to_lowercase();
        if service == "serverless" {
            return format!(
                "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-{resource}-{property_type}.html"
            );
        }
        format!("{REFERENCE}/aws-properties-{service}-{resource}-{property_type}.html")
    }
}

/// Attributes that are the resource's ARN though their names do not say so, by the types' pages.
const ARN_IDENTIFIERS: [(&str, &str); 4] = [
    ("AWS::CloudFormation::ChangeSet", "ChangeSetId"),
    ("AWS::CloudFormation::GeneratedTemplate", "GeneratedTemplateId"),
    ("AWS::SecretsManager::Secret", "Id"),
    ("AWS::ServerlessRepo::Application", "ApplicationId"),
];

const REFERENCE: &str = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference";

/// Splits a type name into service and resource; see [`ResourceType::service_and_resource`].
#[must_use]
pub fn service_and_resource(name: &str) -> (String, String) {
    let parts: Vec<&str> = name.split("::").collect();
    match parts.as_slice() {
        ["AWS", service, resource] => ((*service).to_owned(), (*resource).to_owned()),
        [vendor, service, resource] => (format!("{vendor}{service}"), (*resource).to_owned()),
        _ => (String::new(), name.to_owned()),
    }
}

/// Numbers as their text: [`Number`] asks its reader what comes next, which the records' format cannot say.
mod number {
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
    use serde_json::Number;

    pub(super) fn serialize<S: Serializer>(number: &Option<Number>, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            return number.serialize(serializer);
        }
        number.as_ref().map(ToString::to_string).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Number>, D::Error> {
        if deserializer.is_human_readable() {
            return Option::deserialize(deserializer);
        }
        let text = Option::<String>::deserialize(deserializer)?;
        text.map(|text| text.parse().map_err(D::Error::custom)).transpose()
    }
}
