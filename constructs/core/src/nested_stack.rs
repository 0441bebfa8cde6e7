//! `NestedStack`: a stack within another, for parts that are many times over or that outgrow the limits of one template.

use std::panic::Location;

use crate::diagnostic::{Diagnostic, ids};
use crate::expr::Expr;
use crate::node_data::{Element, NestedData, StackData};
use crate::resource::{CfnResource, RemovalPolicy};
use crate::shape::{TagShape, TagSpec};
use crate::stack::Stack;
use crate::tree::{Construct, Scope};
use crate::value::{Document, Map, Value};

/// How the resource carries tags, which CloudFormation puts on everything in the stack.
const TAGS: TagSpec = TagSpec {
    property: "Tags",
    shape: TagShape::List,
};

/// Settings of a nested stack; all optional.
///
/// ```
/// use ferrocdk_core::{App, NestedStack, NestedStackProps, RemovalPolicy, Stack, StackProps};
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let props = NestedStackProps::default().removal_policy(RemovalPolicy::Retain).timeout_minutes(30);
/// NestedStack::new(&stack, "Line1", props);
/// let assembly = app.synth().unwrap();
/// let template = assembly.template("plant").unwrap();
/// let line = template["Resources"].as_object().unwrap().values().next().unwrap();
/// assert_eq!(line["DeletionPolicy"], "Retain");
/// assert_eq!(line["Properties"]["TimeoutInMinutes"], 30);
/// ```
#[derive(Clone, Debug)]
pub struct NestedStackProps {
    /// Purpose of the stack, at most 1,024 bytes; it stands in the nested template.
    pub description: Option<String>,
    /// Values for parameters that the stack declares itself. What crosses the border by reference needs none.
    pub parameters: Map<Value<String>>,
    /// Fate of the stack with its resources when it leaves its parent. Default: it is deleted, as CDK has it.
    pub removal_policy: RemovalPolicy,
    /// After how many minutes, from 1 on, CloudFormation gives up making it. Default: never.
    pub timeout_minutes: Option<u32>,
    /// ARNs of the topics that receive its events.
    pub notification_arns: Vec<Value<String>>,
}

impl Default for NestedStackProps {
    fn default() -> Self {
        Self {
            description: None,
            parameters: Map::new(),
            removal_policy: RemovalPolicy::Destroy,
            timeout_minutes: None,
            notification_arns: Vec::new(),
        }
    }
}

impl NestedStackProps {
    /// Says what the stack is for.
    ///
    /// ```
    /// # use ferrocdk_core::{App, NestedStack, NestedStackProps, Stack, StackProps};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// NestedStack::new(&stack, "Line1", NestedStackProps::default().description("the first line"));
    /// let assembly = app.synth().unwrap();
    /// assert!(assembly.templates().any(|(_, template)| template["Description"] == "the first line"));
    /// ```
    #[must_use]
    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.description = Some(text.into());
        self
    }

    /// Gives a value for a parameter that the stack declares.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnParameter, NestedStack, NestedStackProps, Stack, StackProps};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// let line = NestedStack::new(&stack, "Line1", NestedStackProps::default().parameter("Shift", "2"));
    /// CfnParameter::new(&line, "Shift", "Number");
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// let resource = template["Resources"].as_object().unwrap().values().next().unwrap();
    /// assert_eq!(resource["Properties"]["Parameters"]["Shift"], "2");
    /// ```
    #[must_use]
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<Value<String>>) -> Self {
        self.parameters.insert(name.into(), value.into());
        self
    }

    /// Says what happens to the stack when it leaves its parent.
    ///
    /// ```
    /// # use ferrocdk_core::{NestedStackProps, RemovalPolicy};
    /// assert_eq!(NestedStackProps::default().removal_policy, RemovalPolicy::Destroy);
    /// let props = NestedStackProps::default().removal_policy(RemovalPolicy::Retain);
    /// assert_eq!(props.removal_policy, RemovalPolicy::Retain);
    /// ```
    #[must_use]
    pub fn removal_policy(mut self, policy: RemovalPolicy) -> Self {
        self.removal_policy = policy;
        self
    }

    /// Says after how many minutes CloudFormation gives up making it.
    ///
    /// ```
    /// # use ferrocdk_core::NestedStackProps;
    /// assert_eq!(NestedStackProps::default().timeout_minutes(30).timeout_minutes, Some(30));
    /// ```
    #[must_use]
    pub fn timeout_minutes(mut self, minutes: u32) -> Self {
        self.timeout_minutes = Some(minutes);
        self
    }

    /// Adds a topic that receives its events.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnResource, NestedStack, NestedStackProps, Stack, StackProps, doc};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// let events = CfnResource::untyped(&stack, "Events", "AWS::SNS::Topic", doc!({}));
    /// NestedStack::new(&stack, "Line1", NestedStackProps::default().notification_arn(events.reference()));
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// let resources = template["Resources"].as_object().unwrap();
    /// let line = resources.values().find(|resource| resource["Type"] == "AWS::CloudFormation::Stack").unwrap();
    /// assert_eq!(line["Properties"]["NotificationARNs"][0]["Ref"], "Events");
    /// ```
    #[must_use]
    pub fn notification_arn(mut self, topic_arn: impl Into<Value<String>>) -> Self {
        self.notification_arns.push(topic_arn.into());
        self
    }

    /// The properties of the resource, in the order of their names.
    fn resource_properties(&mut self) -> Document {
        let list = std::mem::take(&mut self.notification_arns);
        let arns = (!list.is_empty()).then(|| Expr::Array(list.into_iter().map(Value::into_expr).collect()));
        let given = std::mem::take(&mut self.parameters);
        let parameters =
            (!given.is_empty()).then(|| Expr::object(given.into_iter().map(|(name, value)| (name, value.into_expr()))));
        let timeout = self.timeout_minutes.map(|minutes| Expr::Number(minutes.into()));
        let all = [
            ("NotificationARNs", arns),
            ("Parameters", parameters),
            ("TimeoutInMinutes", timeout),
        ];
        Document::new(Expr::object(
            all.into_iter().filter_map(|(name, value)| Some((name, value?))),
        ))
    }
}

/// A stack that is a resource of another. Values cross its border by themselves, as parameters and outputs.
///
/// ```
/// use ferrocdk_core::{App, CfnResource, NestedStack, NestedStackProps, Stack, StackProps, doc};
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let queue = CfnResource::untyped(&stack, "Queue", "AWS::SQS::Queue", doc!({}));
/// let line = NestedStack::new(&stack, "Line1", NestedStackProps::default().description("the first line"));
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
    /// Makes a nested stack.
    /// Its template is an asset, so the stack around it needs the default synthesizer.
    ///
    /// ```
    /// # use ferrocdk_core::{App, NestedStack, NestedStackProps, Stack, StackProps};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// NestedStack::new(&stack, "Line1", NestedStackProps::default());
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// let line = template["Resources"].as_object().unwrap().values().next().unwrap();
    /// assert_eq!(line["Type"], "AWS::CloudFormation::Stack");
    /// ```
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, mut props: NestedStackProps) -> Self {
        let location = Location::caller();
        let parent = scope.scope();
        // Both ids are CDK's, since the logical id of the resource follows from them.
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
            props.resource_properties(),
            location,
        );
        resource.edit(|data| data.tags = Some(TAGS));
        resource.apply_removal_policy(props.removal_policy);
        let (environment, synthesizer) = match parent.stack() {
            Some(outer) => outer.read(|data| (data.environment.clone(), data.synthesizer.clone())),
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
            description: props.description,
            environment,
            synthesizer,
            nested,
            ..StackData::default()
        };
        let scope = parent.add(id, Element::Stack(Box::new(data)), "ferrocdk.NestedStack", location);
        let nested_stack = Some(scope.node_id());
        resource
            .scope()
            .edit_details(|details| details.nested_stack = nested_stack);
        Self {
            stack: Stack::from_scope(scope),
            resource,
        }
    }

    /// The stack, for its settings.
    ///
    /// ```
    /// # use ferrocdk_core::{App, NestedStack, NestedStackProps, Stack, StackProps};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// let line = NestedStack::new(&stack, "Line1", NestedStackProps::default());
    /// line.stack().add_transform("AWS::LanguageExtensions");
    /// let assembly = app.synth().unwrap();
    /// assert!(assembly.templates().any(|(_, template)| template["Transform"] == "AWS::LanguageExtensions"));
    /// ```
    pub fn stack(&self) -> &Stack {
        &self.stack
    }

    /// The resource that stands for this stack in its parent.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnResource, NestedStack, NestedStackProps, Stack, StackProps, doc};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// # let queue = CfnResource::untyped(&stack, "Queue", "AWS::SQS::Queue", doc!({}));
    /// let line = NestedStack::new(&stack, "Line1", NestedStackProps::default());
    /// line.resource().add_depends_on(&queue);
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// let resources = template["Resources"].as_object().unwrap();
    /// assert!(resources.values().any(|resource| resource["DependsOn"][0] == "Queue"));
    /// ```
    pub fn resource(&self) -> &CfnResource {
        &self.resource
    }
}
