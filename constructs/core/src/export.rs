//! How values of one stack reach another: the strength of a reference, and exports.

use crate::diagnostic::{Diagnostic, ids};
use crate::elements::CfnOutput;
use crate::expr::{Expr, Reference};
use crate::shape::Bind;
use crate::stack::Stack;
use crate::tree::Construct;
use crate::value::Value;

/// How a value of one stack reaches another of the same app.
///
/// Source: context `@aws-cdk/core:defaultCrossStackReferences` of aws-cdk-lib, with the same words.
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

impl<T: Bind> Value<T> {
    /// Says how this one use reaches another stack, whatever its resource or the app's context says. Within a stack it changes nothing.
    ///
    /// ```
    /// use ferrocdk_core::{App, CfnOutput, CfnResource, ReferenceStrength, Stack, StackProps, doc};
    /// let app = App::new();
    /// let store = Stack::new(&app, "store", StackProps::default());
    /// let table = CfnResource::untyped(&store, "Table", "AWS::DynamoDB::Table", doc!({}));
    /// let ingest = Stack::new(&app, "ingest", StackProps::default());
    /// CfnOutput::new(&ingest, "Table", table.reference().consume(ReferenceStrength::Strong));
    ///
    /// let assembly = app.synth().unwrap();
    /// let value = &assembly.template("ingest").unwrap()["Outputs"]["Table"]["Value"];
    /// assert_eq!(value["Fn::ImportValue"], "store:ExportsOutputRefTable36F13FCE");
    /// ```
    #[must_use]
    pub fn consume(self, strength: ReferenceStrength) -> Self {
        match self {
            Self::Intrinsic(expr) => Self::Intrinsic(Expr::Consumed(Box::new(expr), strength)),
            other => other,
        }
    }
}

impl Stack {
    /// Exports a value of this stack under a name, for stacks that this app does not know; gives the value that imports it.
    #[track_caller]
    pub fn export_value(&self, name: &str, value: impl Into<Value<String>>) -> Value<String> {
        CfnOutput::new(self, &format!("Export{name}"), value).export_name(name);
        Value::import(name)
    }

    /// Exports an attribute or the reference of a resource of this stack under the name that a strong reference would give it, whether or not another
    /// stack uses it. So a strong reference can be taken back in two deployments: first export by hand and drop the use, then drop the export.
    ///
    /// Gives the value to use in other stacks of the app.
    #[track_caller]
    pub fn export_reference<T: Bind>(&self, value: impl Into<Value<T>>) -> Value<T> {
        let value = value.into();
        match &value {
            Value::Intrinsic(expr) if Reference::of(expr, None).is_some() => {
                self.edit(|data| data.exports.push(expr.clone()));
            }
            _ => {
                let diagnostic = Diagnostic::error(ids::NOT_EXPORTABLE, "only a reference gives an export its name")
                    .found("a literal or a composed value")
                    .allowed("the reference or an attribute of a resource of this stack")
                    .help("export it under a name of your own: export_value(name, value)");
                self.scope().report(diagnostic);
            }
        }
        value.consume(ReferenceStrength::Strong)
    }
}
