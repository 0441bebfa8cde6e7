//! Exports: values of one stack under a name that others read them by.

use crate::diagnostic::{Diagnostic, ids};
use crate::elements::CfnOutput;
use crate::expr::{Reference, ReferenceStrength};
use crate::shape::Bind;
use crate::stack::Stack;
use crate::tree::Construct;
use crate::value::Value;

impl Stack {
    /// Exports a value of this stack under a name, for stacks that this app does not know; gives the value that imports it.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnResource, Stack, StackProps, Value, doc};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// # let queue = CfnResource::untyped(&stack, "Queue", "AWS::SQS::Queue", doc!({}));
    /// let elsewhere = stack.export_value("PlantQueue", queue.reference());
    /// assert_eq!(elsewhere, Value::import("PlantQueue"));
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// let output = &template["Outputs"]["ExportPlantQueue"];
    /// assert_eq!(output["Value"]["Ref"], "Queue");
    /// assert_eq!(output["Export"]["Name"], "PlantQueue");
    /// ```
    #[track_caller]
    pub fn export_value(&self, name: &str, value: impl Into<Value<String>>) -> Value<String> {
        CfnOutput::new(self, &format!("Export{name}"), value).export_name(name);
        Value::import(name)
    }

    /// Exports an attribute or the reference of a resource of this stack under the name that a strong reference would give it, whether or not another
    /// stack uses it. So a strong reference can be taken back in two deployments: first export by hand and drop the use, then drop the export.
    ///
    /// Gives the value to use in other stacks of the app.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnResource, Stack, StackProps, doc};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// # let queue = CfnResource::untyped(&stack, "Queue", "AWS::SQS::Queue", doc!({}));
    /// stack.export_reference(queue.attr::<String>("Arn"));
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// let outputs = template["Outputs"].as_object().unwrap();
    /// assert_eq!(outputs.values().next().unwrap()["Value"]["Fn::GetAtt"][0], "Queue");
    /// ```
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
