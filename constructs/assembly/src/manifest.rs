//! `manifest.json`: the artifacts of an assembly.

use indexmap::IndexMap;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::{Extra, SCHEMA_VERSION, StackProperties};

/// The root of an assembly. `Default` is an assembly of the current schema without artifacts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AssemblyManifest {
    /// Schema version, such as `48.0.0`.
    pub version: String,
    /// Oldest CDK CLI that reads this assembly, when the writer knows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum_cli_version: Option<String>,
    /// Artifacts by id; the order is the order of writing.
    #[serde(default)]
    pub artifacts: IndexMap<String, Artifact>,
    /// Context that has to be looked up before the assembly is complete. An assembly with entries here must not be deployed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<MissingContext>,
    /// Libraries the writer was made of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub runtime: Option<Runtime>,
    /// Fields not named above.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Default for AssemblyManifest {
    fn default() -> Self {
        Self {
            version: SCHEMA_VERSION.to_owned(),
            minimum_cli_version: None,
            artifacts: IndexMap::new(),
            missing: Vec::new(),
            runtime: None,
            extra: Extra::new(),
        }
    }
}

/// One artifact: a stack, its asset manifest, the construct tree, or a nested assembly.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(into = "RawArtifact", try_from = "RawArtifact")]
pub struct Artifact {
    /// Kind of the artifact, with the properties of that kind.
    pub properties: Properties,
    /// Where it is deployed to: `aws://<account>/<region>`, with `unknown-account` and `unknown-region` for what is decided at deployment.
    pub environment: Option<String>,
    /// Ids of the artifacts that are deployed before this one.
    pub dependencies: Vec<String>,
    /// Remarks by construct path (`/Plant/Stream/Resource`): logical ids, warnings and the like.
    pub metadata: IndexMap<String, Vec<MetadataEntry>>,
    /// Name shown to people, unique within the assembly.
    pub display_name: Option<String>,
    /// Fields not named above.
    pub extra: Extra,
}

impl Artifact {
    /// An artifact with everything but its properties left out.
    pub fn new(properties: Properties) -> Self {
        Self {
            properties,
            environment: None,
            dependencies: Vec::new(),
            metadata: IndexMap::new(),
            display_name: None,
            extra: Extra::new(),
        }
    }

    /// The stack's properties, if the artifact is a stack.
    pub fn as_stack(&self) -> Option<&StackProperties> {
        match &self.properties {
            Properties::Stack(stack) => Some(stack),
            _ => None,
        }
    }
}

/// The kind of an artifact with that kind's properties.
#[derive(Debug, Clone, PartialEq)]
pub enum Properties {
    /// `aws:cloudformation:stack`; boxed, for it is many times the size of the others.
    Stack(Box<StackProperties>),
    /// `cdk:asset-manifest`.
    AssetManifest(AssetManifestProperties),
    /// `cdk:tree`.
    Tree(TreeProperties),
    /// `cdk:cloud-assembly`.
    NestedAssembly(NestedAssemblyProperties),
    /// Any other kind, kept as found.
    Other {
        /// The artifact's `type`.
        kind: String,
        /// Its properties, if it has any.
        properties: Option<Value>,
    },
}

impl Properties {
    /// `type` of a stack.
    pub const STACK: &str = "aws:cloudformation:stack";
    /// `type` of an asset manifest.
    pub const ASSET_MANIFEST: &str = "cdk:asset-manifest";
    /// `type` of the construct tree.
    pub const TREE: &str = "cdk:tree";
    /// `type` of a nested assembly.
    pub const NESTED_ASSEMBLY: &str = "cdk:cloud-assembly";

    /// The artifact's `type` as it is written.
    pub fn kind(&self) -> &str {
        match self {
            Self::Stack(_) => Self::STACK,
            Self::AssetManifest(_) => Self::ASSET_MANIFEST,
            Self::Tree(_) => Self::TREE,
            Self::NestedAssembly(_) => Self::NESTED_ASSEMBLY,
            Self::Other { kind, .. } => kind,
        }
    }
}

/// Properties of an asset manifest artifact.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AssetManifestProperties {
    /// The asset manifest's file name within the assembly.
    pub file: String,
    /// Lowest version of the bootstrap stack that can take the assets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requires_bootstrap_stack_version: Option<u32>,
    /// SSM parameter that holds the bootstrap stack's version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bootstrap_stack_version_ssm_parameter: Option<String>,
    /// Fields not named above.
    #[serde(flatten)]
    pub extra: Extra,
}

impl AssetManifestProperties {
    /// Properties that name the file only.
    pub fn new(file: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            requires_bootstrap_stack_version: None,
            bootstrap_stack_version_ssm_parameter: None,
            extra: Extra::new(),
        }
    }
}

/// Properties of the construct tree artifact.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TreeProperties {
    /// The tree's file name within the assembly.
    pub file: String,
    /// Fields not named above.
    #[serde(flatten)]
    pub extra: Extra,
}

impl TreeProperties {
    /// Properties that name the file only.
    pub fn new(file: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            extra: Extra::new(),
        }
    }
}

/// Properties of a nested assembly (a stage).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NestedAssemblyProperties {
    /// The nested assembly's folder, relative to this one.
    pub directory_name: String,
    /// Name shown to people; the artifact id when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// Fields not named above.
    #[serde(flatten)]
    pub extra: Extra,
}

/// One remark on a construct.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MetadataEntry {
    /// Kind of the remark; the known ones stand in [`metadata_type`].
    #[serde(rename = "type")]
    pub kind: String,
    /// The remark: a string for most kinds.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub data: Option<Value>,
    /// Where in the source it was made, innermost line first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trace: Option<Vec<String>>,
    /// Fields not named above.
    #[serde(flatten)]
    pub extra: Extra,
}

impl MetadataEntry {
    /// A remark without a trace.
    pub fn new(kind: impl Into<String>, data: impl Into<Value>) -> Self {
        Self {
            kind: kind.into(),
            data: Some(data.into()),
            trace: None,
            extra: Extra::new(),
        }
    }
}

/// The kinds of metadata that AWS CDK knows and this project writes.
pub mod metadata_type {
    /// The logical id of the resource at this path.
    pub const LOGICAL_ID: &str = "aws:cdk:logicalId";
    /// A message that asks for nothing.
    pub const INFO: &str = "aws:cdk:info";
    /// A message that should be looked at before deploying.
    pub const WARNING: &str = "aws:cdk:warning";
    /// A message that forbids deploying.
    pub const ERROR: &str = "aws:cdk:error";
    /// The stack's tags, as a list of `Key` and `Value`.
    pub const STACK_TAGS: &str = "aws:cdk:stack-tags";
}

/// A piece of context that has to be looked up in the account.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MissingContext {
    /// Key under which the value is expected.
    pub key: String,
    /// Who finds it, such as `availability-zones`.
    pub provider: String,
    /// Question to the provider.
    pub props: Extra,
    /// Fields not named above.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Libraries the writer was made of.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Runtime {
    /// Versions by library name.
    pub libraries: IndexMap<String, String>,
    /// Fields not named above.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Tells a field that is `null` from one that is absent, which `Option` alone does not.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

/// An artifact as it stands in the file. The kind of `properties` is known only once `type` has been read, and serde's own tagged enums
/// can neither keep unknown kinds beside flattened fields nor write the fields in AWS CDK's order.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawArtifact {
    #[serde(rename = "type")]
    kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    environment: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    properties: Option<Value>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    dependencies: Vec<String>,
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    metadata: IndexMap<String, Vec<MetadataEntry>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    display_name: Option<String>,
    #[serde(flatten)]
    extra: Extra,
}

impl TryFrom<RawArtifact> for Artifact {
    type Error = String;

    fn try_from(raw: RawArtifact) -> Result<Self, String> {
        fn typed<T: for<'de> Deserialize<'de>>(kind: &str, value: Option<Value>) -> Result<T, String> {
            let value = value.ok_or_else(|| format!("artifact of type `{kind}` without `properties`"))?;
            T::deserialize(value).map_err(|error| format!("properties of an artifact of type `{kind}`: {error}"))
        }
        let properties = match raw.kind.as_str() {
            Properties::STACK => Properties::Stack(typed(&raw.kind, raw.properties)?),
            Properties::ASSET_MANIFEST => Properties::AssetManifest(typed(&raw.kind, raw.properties)?),
            Properties::TREE => Properties::Tree(typed(&raw.kind, raw.properties)?),
            Properties::NESTED_ASSEMBLY => Properties::NestedAssembly(typed(&raw.kind, raw.properties)?),
            _ => Properties::Other {
                kind: raw.kind,
                properties: raw.properties,
            },
        };
        Ok(Self {
            properties,
            environment: raw.environment,
            dependencies: raw.dependencies,
            metadata: raw.metadata,
            display_name: raw.display_name,
            extra: raw.extra,
        })
    }
}

impl From<Artifact> for RawArtifact {
    fn from(artifact: Artifact) -> Self {
        // Structs of strings, numbers and maps with string keys always have a JSON form, so nothing is lost in `ok`.
        let kind = artifact.properties.kind().to_owned();
        let properties = match artifact.properties {
            Properties::Stack(properties) => serde_json::to_value(properties).ok(),
            Properties::AssetManifest(properties) => serde_json::to_value(properties).ok(),
            Properties::Tree(properties) => serde_json::to_value(properties).ok(),
            Properties::NestedAssembly(properties) => serde_json::to_value(properties).ok(),
            Properties::Other { properties, .. } => properties,
        };
        Self {
            kind,
            environment: artifact.environment,
            properties,
            dependencies: artifact.dependencies,
            metadata: artifact.metadata,
            display_name: artifact.display_name,
            extra: artifact.extra,
        }
    }
}
