//! References in expressions, and how they reach other stacks.

use smol_str::SmolStr;

use super::{Expr, Target};
use crate::node_id::NodeId;

/// How a value of one stack reaches another of the same app.
///
/// Source: context `@aws-cdk/core:defaultCrossStackReferences` of aws-cdk-lib, with the same words.
///
/// ```
/// use ferrocdk_core::{App, CfnOutput, CfnResource, ReferenceStrength, Stack, StackProps, doc};
/// let app = App::new();
/// let store = Stack::new(&app, "store", StackProps::default());
/// let table = CfnResource::untyped(&store, "Table", "AWS::DynamoDB::Table", doc!({}));
/// table.reference_strength(ReferenceStrength::Both);
/// let ingest = Stack::new(&app, "ingest", StackProps::default());
/// CfnOutput::new(&ingest, "Table", table.reference());
/// let assembly = app.synth().unwrap();
/// let (store, ingest) = (assembly.template("store").unwrap(), assembly.template("ingest").unwrap());
/// assert!(store["Outputs"]["ExportsOutputRefTable36F13FCE"]["Export"].is_object());
/// assert!(ingest["Outputs"]["Table"]["Value"]["Fn::GetStackOutput"].is_object());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReferenceStrength {
    /// Read from the producer's outputs when the consumer is deployed (`Fn::GetStackOutput`); the producer stays free to change. The default.
    Weak,
    /// Exported and imported: CloudFormation refuses to change or delete what is in use.
    Strong,
    /// Exported, but read weakly: the step between the two.
    Both,
}

/// The context that says how stacks refer to each other where nothing else does; CDK's key.
pub(crate) const STRENGTH_CONTEXT: &str = "@aws-cdk/core:defaultCrossStackReferences";

impl ReferenceStrength {
    pub(crate) fn from_context(value: &serde_json::Value) -> Option<Self> {
        match value.as_str()? {
            "weak" => Some(Self::Weak),
            "strong" => Some(Self::Strong),
            "both" => Some(Self::Both),
            _ => None,
        }
    }
}

/// A `Ref` (no attribute) or `Fn::GetAtt` to a node of the tree.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Reference {
    pub(crate) node: NodeId,
    pub(crate) attribute: Option<SmolStr>,
    /// Whether it gives a list, which no output can hold as such.
    pub(crate) list: bool,
    /// Set where this use has a strength of its own.
    pub(crate) strength: Option<ReferenceStrength>,
}

impl Reference {
    /// The reference that an expression is, if it is one.
    pub(crate) fn of(expr: &Expr, strength: Option<ReferenceStrength>) -> Option<Self> {
        match expr {
            Expr::Ref(Target::Node(node)) => Some(Self {
                node: *node,
                attribute: None,
                list: false,
                strength,
            }),
            Expr::GetAtt(attribute) => match attribute.target {
                Target::Node(node) => Some(Self {
                    node,
                    attribute: Some(attribute.name.clone()),
                    list: attribute.list,
                    strength,
                }),
                Target::Name(_) => None,
            },
            _ => None,
        }
    }
}

impl Expr {
    /// Calls `visit` on every reference in this expression.
    pub(crate) fn each_reference(&self, visit: &mut dyn FnMut(Reference)) {
        self.each_reference_as(None, visit);
    }

    fn each_reference_as(&self, strength: Option<ReferenceStrength>, visit: &mut dyn FnMut(Reference)) {
        if let Some(reference) = Reference::of(self, strength) {
            return visit(reference);
        }
        match self {
            Self::Array(items) | Self::Concat(items) => {
                items.iter().for_each(|item| item.each_reference_as(strength, visit));
            }
            Self::Object(map) => map.values().for_each(|item| item.each_reference_as(strength, visit)),
            Self::Sub(call) => {
                let (parts, variables) = &**call;
                let inner = parts.iter().chain(variables.values());
                inner.for_each(|item| item.each_reference_as(strength, visit));
            }
            Self::JsonText(inner) | Self::Numeric(inner) | Self::Fn(_, inner) => {
                inner.each_reference_as(strength, visit);
            }
            Self::Consumed(inner, own) => inner.each_reference_as(Some(*own), visit),
            _ => {}
        }
    }
}
