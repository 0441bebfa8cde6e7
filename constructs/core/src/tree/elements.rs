//! What a node contributes to a template.

use std::borrow::Cow;

use ferrocdk_assembly::FileAsset;
use indexmap::IndexMap;
use serde_json::Value as Json;

use super::NodeId;
use crate::stack::Environment;
use crate::tag::TagSpec;
use crate::value::Expr;

#[derive(Debug)]
pub(crate) enum Element {
    /// Nothing of its own: an app or a construct that groups others.
    Plain,
    Stack(Box<StackData>),
    Resource(Box<ResourceData>),
    Parameter(ParameterData),
    Output(OutputData),
    Condition(Expr),
    Mapping(Json),
    Rule(Expr),
}

impl Element {
    /// Whether it stands in a template under a logical id.
    pub(crate) fn has_logical_id(&self) -> bool {
        !matches!(self, Self::Plain | Self::Stack(_))
    }
}

#[derive(Debug, Default)]
pub(crate) struct StackData {
    pub(crate) stack_name: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) environment: Environment,
    pub(crate) tags: IndexMap<String, String>,
    pub(crate) termination_protection: bool,
    pub(crate) file_assets: IndexMap<String, FileAsset>,
}

#[derive(Debug)]
pub(crate) struct ResourceData {
    pub(crate) type_name: Cow<'static, str>,
    pub(crate) properties: IndexMap<String, Expr>,
    /// Changes to the rendered resource, in order: a path below it, and the new value or `None` to delete.
    pub(crate) overrides: Vec<(Vec<String>, Option<Expr>)>,
    pub(crate) deletion_policy: Option<&'static str>,
    pub(crate) update_replace_policy: Option<&'static str>,
    pub(crate) condition: Option<NodeId>,
    pub(crate) metadata: IndexMap<String, Expr>,
    pub(crate) logical_id: Option<String>,
    pub(crate) tags: Option<TagSpec>,
}

#[derive(Debug, Default)]
pub(crate) struct ParameterData {
    pub(crate) body: IndexMap<String, Json>,
}

#[derive(Debug)]
pub(crate) struct OutputData {
    pub(crate) value: Expr,
    pub(crate) description: Option<String>,
    pub(crate) export: Option<Expr>,
    pub(crate) condition: Option<NodeId>,
}
