//! The engine of ferrocdk: a construct tree in, a cloud assembly out.
//!
//! - [`App`], [`Stack`], [`Scope`], [`Construct`]: the tree;
//! - [`Value`], [`Document`], [`text!`], [`doc!`]: typed values, with references that are settled at synthesis;
//! - [`CfnResource`], [`CfnOutput`], [`CfnParameter`] …: what stands in a template;
//! - [`Diagnostic`]: every mistake of a run, with its place in the source;
//! - [`Assembly`]: the result, in memory; [`Assembly::write`] puts it into a folder, [`App::synth_to`] writes it there piece by piece.
//!
//! ```
//! use ferrocdk_core::prelude::*;
//! let app = App::new();
//! let stack = Stack::new(&app, "plant", StackProps::default());
//! let queue = CfnResource::untyped(&stack, "Queue", "AWS::SQS::Queue", doc!({ "DelaySeconds": 5 }));
//! CfnOutput::new(&stack, "Url", queue.reference());
//!
//! let assembly = app.synth().unwrap();
//! let template = assembly.template("plant").unwrap();
//! assert_eq!(template["Resources"]["Queue"]["Properties"]["DelaySeconds"], 5);
//! assert_eq!(template["Outputs"]["Url"]["Value"]["Ref"], "Queue");
//! ```
//!
//! Files are read for assets and fingerprints alone, and written by the two calls above. Nothing in this crate prints, reads the environment or a clock,
//! or panics; the same tree gives the same bytes.

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

pub mod bindings;

mod acknowledge;
mod annotations;
mod app;
mod arn;
mod aspects;
mod asset;
mod checks;
mod collation;
mod condition;
mod context;
mod diagnostic;
mod elements;
mod environment;
mod export;
mod expr;
mod extension;
mod file_system;
mod hex;
mod include;
mod logical_id;
mod metric;
mod mixin;
mod nested_stack;
mod node_data;
mod node_id;
mod resource;
mod rule_set;
mod shape;
mod stack;
mod stage;
mod synth;
mod synthesizer;
mod tag;
mod tags;
mod tree;
mod validations;
mod value;

pub use acknowledge::ScannerRule;
pub use annotations::Annotations;
pub use app::App;
pub use arn::{Arn, ArnFormat};
pub use aspects::Aspects;
pub use asset::{Asset, AssetOptions};
pub use checks::Checks;
pub use condition::{CfnCondition, Condition};
pub use context::{ContextProvider, ContextQuery};
pub use diagnostic::{Diagnostic, DiagnosticId, Diagnostics, Format, Place, Severity, ids as diagnostic_ids};
pub use elements::{CfnMapping, CfnOutput, CfnParameter, CfnRule};
pub use environment::Environment;
pub use expr::{Expr, ExprMap, GetAtt, ReferenceStrength, Target};
pub use file_system::{FileSystem, FileSystemError, FingerprintOptions};
pub use include::{CfnInclude, CfnIncludeProps};
pub use logical_id::{LogicalIdError, logical_id};
pub use metric::CannedMetric;
pub use mixin::{Mixin, Mixins, RemovalPolicies};
pub use nested_stack::{NestedStack, NestedStackProps};
pub use node_data::TagProps;
pub use node_id::NodeId;
pub use resource::{CfnResource, RemovalPolicy};
pub use rule_set::{Finding, RenderedResource, RenderedTemplate, RuleSet};
pub use shape::{Bind, Fields, Literal, Problem, ReadError, ResourceProps, Shape, TagShape, TagSpec, Writer};
pub use smol_str::SmolStr;
pub use stack::{FileAssetLocation, Stack, StackProps};
pub use stage::{Stage, StageProps};
pub use synth::{Assembly, SynthError, WriteError};
pub use synthesizer::{DefaultSynthesizer, Synthesizer};
pub use tag::Tag;
pub use tags::Tags;
pub use tree::{Aspect, AspectPriority, Construct, Scope};
#[doc(hidden)]
pub use value::SubPart;
pub use value::{
    Choice, Document, If, IntoDocument, IntoRef, IntoRefs, Map, Number, OneOf2, OneOf3, OneOf4, Value, pseudo,
};

/// Names that most code needs: `use ferrocdk_core::prelude::*;`
pub mod prelude {
    pub use crate::{
        App, CfnOutput, CfnResource, Construct, Document, Environment, RemovalPolicy, Scope, Stack, StackProps, Value,
        doc, pseudo, text,
    };
}
