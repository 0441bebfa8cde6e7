//! The cloud assembly: the files that `synth` writes and that every deployment tool reads.
//!
//! An assembly is a folder (`cdk.out`) holding
//!
//! | file | type |
//! |---|---|
//! | `manifest.json` | [`AssemblyManifest`]: which artifacts there are and how they depend on each other |
//! | `<stack>.assets.json` | [`AssetManifest`]: which files have to stand where before the stack is deployed |
//! | `tree.json` | [`Tree`]: the construct tree, for people and for tools that draw it |
//! | `<stack>.template.json` | the CloudFormation template, plain JSON |
//!
//! The types follow the schema that AWS publishes as `@aws-cdk/cloud-assembly-schema`, version [`SCHEMA_VERSION`]. They hold data and no
//! logic. Optional fields that are `None` and optional collections that are empty are left out when written, as AWS CDK does. Fields
//! that the types do not name are kept in `extra` and written back, so an assembly made by another tool survives reading and writing.
//! Map order is kept, so the same value always gives the same bytes.
//!
//! ```
//! use ferrocdk_assembly::{Artifact, AssemblyManifest, Properties, StackProperties};
//!
//! let mut manifest = AssemblyManifest::default();
//! let stack = StackProperties { stack_name: Some("plant-dev".into()), ..StackProperties::new("Plant.template.json") };
//! let artifact = Artifact { environment: Some("aws://unknown-account/sa-east-1".into()), ..Artifact::new(Properties::Stack(Box::new(stack))) };
//! manifest.artifacts.insert("Plant".into(), artifact);
//!
//! let text = serde_json::to_string(&manifest)?;
//! let back: AssemblyManifest = serde_json::from_str(&text)?;
//! assert_eq!(back, manifest);
//! # Ok::<(), serde_json::Error>(())
//! ```

mod assets;
mod manifest;
mod stack;
mod tree;

pub use assets::{
    AssetManifest, DockerImageAsset, DockerImageDestination, FileAsset, FileDestination, FilePackaging, FileSource,
};
pub use manifest::{
    Artifact, AssemblyManifest, AssetManifestProperties, MetadataEntry, MissingContext, NestedAssemblyProperties,
    Properties, Runtime, TreeProperties, metadata_type,
};
pub use stack::{LookupRole, StackProperties};
pub use tree::{ConstructInfo, Tree, TreeNode};

/// Fields of a file that its type does not name, in their order.
pub type Extra = serde_json::Map<String, serde_json::Value>;

/// Version of the assembly schema that is written.
///
/// The CDK CLI accepts every version up to its own; 48 is the first whose asset destinations carry a hash, and old enough for each CLI 2.x
/// that is still in use.
pub const SCHEMA_VERSION: &str = "48.0.0";

/// Version of `tree.json` that is written; AWS CDK has never had another.
pub const TREE_VERSION: &str = "tree-0.1";

/// Name of the assembly's root file.
pub const MANIFEST_FILE: &str = "manifest.json";

/// Name of the construct tree's file.
pub const TREE_FILE: &str = "tree.json";
