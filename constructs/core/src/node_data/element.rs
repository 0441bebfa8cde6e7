//! The element of a node: its part of a template.

use std::borrow::Cow;
use std::collections::BTreeMap;

use ferrocdk_assembly::{FileAsset, MissingContext};
use indexmap::IndexMap;
use serde_json::Value as Json;

use crate::environment::Environment;
use crate::expr::ReferenceStrength;
use crate::expr::{Expr, ExprMap};
use crate::node_id::NodeId;
use crate::shape::TagSpec;
use crate::synthesizer::Synthesizer;

#[derive(Debug)]
pub(crate) enum Element {
    /// Nothing of its own: an app or a construct that groups others.
    Plain,
    /// Stacks that are deployed together.
    Stage(Box<StageData>),
    Stack(Box<StackData>),
    Resource(Box<ResourceData>),
    Parameter(Box<ParameterData>),
    Output(Box<OutputData>),
    Condition(Box<Expr>),
    Mapping(Box<Expr>),
    Rule(Box<Expr>),
    /// An entry of an included template, of a section other than its resources.
    Verbatim {
        section: &'static str,
        body: Box<Expr>,
    },
}

impl Element {
    /// Whether it stands in a template under a logical id.
    pub(crate) fn has_logical_id(&self) -> bool {
        self.section().is_some()
    }

    /// The section of the template that it stands in.
    pub(crate) fn section(&self) -> Option<&'static str> {
        match self {
            Self::Plain | Self::Stage(_) | Self::Stack(_) => None,
            Self::Resource(_) => Some("Resources"),
            Self::Parameter(_) => Some("Parameters"),
            Self::Output(_) => Some("Outputs"),
            Self::Condition(_) => Some("Conditions"),
            Self::Mapping(_) => Some("Mappings"),
            Self::Rule(_) => Some("Rules"),
            Self::Verbatim { section, .. } => Some(section),
        }
    }

    /// Elements of one namespace must differ in their logical ids; a `Ref` cannot tell a parameter from a resource.
    pub(crate) fn namespace(&self) -> &'static str {
        match self.section() {
            Some("Parameters") => "Resources",
            Some(section) => section,
            None => "",
        }
    }

    /// Calls `visit` on every expression that the element holds itself.
    pub(crate) fn each_expr(&self, visit: &mut dyn FnMut(&Expr)) {
        match self {
            Self::Plain | Self::Stage(_) | Self::Parameter(_) => {}
            Self::Stack(data) => data
                .metadata
                .values()
                .chain(data.verbatim.values())
                .chain(&data.exports)
                .for_each(visit),
            Self::Condition(expr) | Self::Mapping(expr) | Self::Rule(expr) | Self::Verbatim { body: expr, .. } => {
                visit(expr);
            }
            Self::Output(data) => data.export.iter().chain([&data.value]).for_each(visit),
            Self::Resource(data) => {
                let overrides = data.overrides.iter().filter_map(|(_, value)| value.as_ref());
                data.properties
                    .values()
                    .chain(data.metadata.values())
                    .chain(overrides)
                    .for_each(visit);
            }
        }
    }
}

impl Element {
    /// Whether a `Ref` or `Fn::GetAtt` of the element names a node.
    pub(crate) fn refers_to(&self, id: NodeId) -> bool {
        let mut found = false;
        self.each_expr(&mut |expr| expr.each_reference(&mut |reference| found |= reference.node == id));
        found
    }
}

/// The data of one kind of element.
pub(crate) trait ElementData: Sized {
    /// The data of an element; `None` for one of another kind.
    fn of(element: &Element) -> Option<&Self>;

    /// As [`of`](Self::of), to be changed.
    fn of_mut(element: &mut Element) -> Option<&mut Self>;
}

macro_rules! element_data {
    ($($kind:ident has $data:ty;)*) => {$(
        impl ElementData for $data {
            fn of(element: &Element) -> Option<&Self> {
                match element {
                    Element::$kind(data) => Some(data),
                    _ => None,
                }
            }

            fn of_mut(element: &mut Element) -> Option<&mut Self> {
                match element {
                    Element::$kind(data) => Some(data),
                    _ => None,
                }
            }
        }
    )*};
}

element_data! {
    Stage has StageData;
    Stack has StackData;
    Resource has ResourceData;
    Parameter has ParameterData;
    Output has OutputData;
}

#[derive(Debug, Default)]
pub(crate) struct StageData {
    pub(crate) environment: Environment,
    /// Prefix of the names of its stacks.
    pub(crate) name: String,
}

#[derive(Debug, Default)]
pub(crate) struct StackData {
    pub(crate) stack_name: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) format_version: Option<String>,
    pub(crate) environment: Environment,
    pub(crate) tags: IndexMap<String, String>,
    pub(crate) termination_protection: bool,
    pub(crate) notification_arns: Vec<String>,
    pub(crate) file_assets: IndexMap<String, FileAsset>,
    /// Parts of an included template that are no sections of elements, such as its description and transforms.
    pub(crate) verbatim: ExprMap,
    pub(crate) transforms: Vec<String>,
    pub(crate) metadata: ExprMap,
    /// Context that has to be looked up first, by key.
    pub(crate) missing: IndexMap<String, MissingContext>,
    /// References that are exported whether or not something uses them.
    pub(crate) exports: Vec<Expr>,
    /// Logical ids that are written differently, for adopting a stack that exists.
    pub(crate) renames: BTreeMap<String, String>,
    pub(crate) synthesizer: Synthesizer,
    /// Set for a stack within another.
    pub(crate) nested: Option<NestedData>,
}

#[derive(Debug)]
pub(crate) struct NestedData {
    /// The resource that stands for the stack in its parent.
    pub(crate) resource: NodeId,
}

#[derive(Debug)]
pub(crate) struct ResourceData {
    pub(crate) type_name: Cow<'static, str>,
    pub(crate) properties: ExprMap,
    /// Changes to the rendered resource, in order: a path below it, and the new value or `None` to delete.
    pub(crate) overrides: Vec<(Vec<String>, Option<Expr>)>,
    pub(crate) deletion_policy: Option<&'static str>,
    pub(crate) update_replace_policy: Option<&'static str>,
    pub(crate) condition: Option<NodeId>,
    /// Names that `DependsOn` has whether or not a reference says the same, in this order.
    pub(crate) depends_on: Vec<NodeId>,
    pub(crate) metadata: ExprMap,
    pub(crate) strength: Option<ReferenceStrength>,
    pub(crate) tags: Option<TagSpec>,
    /// Set for a resource of an included template: its attributes besides type, properties and metadata, as they are written.
    pub(crate) verbatim: Option<Box<ExprMap>>,
}

impl ResourceData {
    /// A resource of a type, with nothing set.
    pub(crate) fn new(type_name: Cow<'static, str>) -> Self {
        Self {
            type_name,
            properties: ExprMap::default(),
            overrides: Vec::new(),
            deletion_policy: None,
            update_replace_policy: None,
            condition: None,
            depends_on: Vec::new(),
            metadata: ExprMap::default(),
            strength: None,
            tags: None,
            verbatim: None,
        }
    }
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
