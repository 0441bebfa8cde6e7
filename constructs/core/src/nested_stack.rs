//! `NestedStack`: a stack within another, for parts that are many times over or that outgrow the limits of one template.

use std::panic::Location;

use indexmap::IndexMap;

use crate::diagnostic::Diagnostic;
use crate::ids;
use crate::resource::{CfnResource, RemovalPolicy};
use crate::stack::Stack;
use crate::tree::{Construct, Element, NestedData, Scope, StackData};
use crate::value::{Document, Expr, Value};

/// A stack that is a resource of another. Values cross its border by themselves, as parameters and outputs.
///
/// ```
/// use ferrocdk_core::{App, CfnResource, NestedStack, Stack, StackProps, doc};
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let queue = CfnResource::untyped(&stack, "Queue", "AWS::SQS::Queue", doc!({}));
/// let line = NestedStack::new(&stack, "Line1");
/// CfnResource::untyped(&line, "Reader", "Custom::Reader", doc!({ "Queue": queue.attr::<String>("Arn") }));
///
/// let assembly = app.synth().unwrap();
/// let nested = &assembly.template("plant").unwrap()["Resources"]["Line1NestedStackLine1NestedStackResourceA28489B2"];
/// assert_eq!(nested["Properties"]["Parameters"]["referencetoplantQueue5F0F397EArn"]["Fn::GetAtt"][0], "Queue");
/// ```
#[derive(Clone, Debug)]
pub struct NestedStack {
    stack: Stack,
    resource: CfnResource,
}

impl Construct for NestedStack {
    fn scope(&self) -> &Scope {
        self.stack.scope()
    }
}

impl NestedStack {
    /// Makes a nested stack, which goes with its parent.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str) -> Self {
        Self::make(
            scope,
            id,
            Document::new(Expr::Object(IndexMap::new())),
            Location::caller(),
        )
    }

    /// Makes a nested stack with parameters of your own, given by name.
    #[track_caller]
    pub fn with_parameters<V: Into<Value<String>>>(
        scope: &dyn Construct,
        id: &str,
        parameters: impl IntoIterator<Item = (String, V)>,
    ) -> Self {
        let parameters = parameters
            .into_iter()
            .map(|(name, value)| (name, value.into().into_expr()));
        let properties = Expr::object([("Parameters", Expr::object(parameters))]);
        Self::make(scope, id, Document::new(properties), Location::caller())
    }

    fn make(scope: &dyn Construct, id: &str, properties: Document, location: &'static Location<'static>) -> Self {
        let parent = scope.scope();
        let holder = parent.add(
            &format!("{id}.NestedStack"),
            Element::Plain,
            "ferrocdk.Construct",
            location,
        );
        let resource_id = format!("{id}.NestedStackResource");
        let resource = CfnResource::make(
            &holder,
            &resource_id,
            "AWS::CloudFormation::Stack".into(),
            properties,
            location,
        );
        resource.apply_removal_policy(RemovalPolicy::Destroy);
        let (environment, synthesizer) = match parent.stack() {
            Some(outer) => {
                let mut synthesizer = Default::default();
                outer.edit(|data| synthesizer = data.synthesizer.clone());
                (outer.environment(), synthesizer)
            }
            None => {
                let help = "make it below a Stack";
                parent
                    .report(Diagnostic::error(ids::NO_STACK, "a nested stack stands outside of any stack").help(help));
                Default::default()
            }
        };
        let nested = Some(NestedData {
            resource: resource.scope().node_id(),
        });
        let data = StackData {
            environment,
            synthesizer,
            nested,
            ..StackData::default()
        };
        let scope = parent.add(id, Element::Stack(Box::new(data)), "ferrocdk.NestedStack", location);
        Self {
            stack: Stack::from_scope(scope),
            resource,
        }
    }

    /// The stack, for its settings.
    pub fn stack(&self) -> &Stack {
        &self.stack
    }

    /// The resource that stands for this stack in its parent.
    pub fn resource(&self) -> &CfnResource {
        &self.resource
    }
}
