//! `CfnResource`: the handle on one resource, behind every generated binding, with the escape hatches.

use std::borrow::Cow;
use std::panic::Location;

use crate::diagnostic::{Diagnostic, ids};
use crate::expr::ReferenceStrength;
use crate::expr::{Expr, ExprMap, GetAtt, Target};
use crate::node_data::{Element, ResourceData};
use crate::shape::{Bind, Problem, ReadError, ResourceProps, Writer};
use crate::tree::{Construct, Content, Scope};
use crate::value::{Document, IntoDocument, Value};

/// Fate of a resource when it leaves its stack or is replaced.
///
/// Source: "DeletionPolicy attribute" of the CloudFormation user guide.
///
/// ```
/// use ferrocdk_core::{App, CfnResource, RemovalPolicy, Stack, StackProps, doc};
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let archive = CfnResource::untyped(&stack, "Archive", "AWS::S3::Bucket", doc!({}));
/// archive.apply_removal_policy(RemovalPolicy::RetainExceptOnCreate);
/// let assembly = app.synth().unwrap();
/// let archive = &assembly.template("plant").unwrap()["Resources"]["Archive"];
/// assert_eq!(archive["DeletionPolicy"], "RetainExceptOnCreate");
/// assert_eq!(archive["UpdateReplacePolicy"], "Retain");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RemovalPolicy {
    /// It is deleted with its data; the default, so that a stack can be taken away whole.
    Destroy,
    /// It stays, outside of the stack.
    Retain,
    /// As `Retain`, but gone when the deployment that made it fails, so that it can be made again.
    RetainExceptOnCreate,
    /// A snapshot is taken first; only for types that have snapshots.
    Snapshot,
}

impl RemovalPolicy {
    const ALL: [Self; 4] = [Self::Destroy, Self::Retain, Self::RetainExceptOnCreate, Self::Snapshot];

    fn word(self) -> &'static str {
        match self {
            Self::Destroy => "Delete",
            Self::Retain => "Retain",
            Self::RetainExceptOnCreate => "RetainExceptOnCreate",
            Self::Snapshot => "Snapshot",
        }
    }
}

/// A resource of any type. Generated bindings (`CfnStream` …) deref to it; use it by itself for types without a binding.
///
/// ```
/// use ferrocdk_core::{App, CfnResource, Stack, StackProps, doc};
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let bell = CfnResource::untyped(&stack, "Bell", "Custom::Bell", doc!({ "Tone": "high" }));
/// bell.add_override("Properties.Tone", "low");
/// let assembly = app.synth().unwrap();
/// assert_eq!(assembly.template("plant").unwrap()["Resources"]["Bell"]["Properties"]["Tone"], "low");
/// ```
#[derive(Clone, Debug)]
pub struct CfnResource {
    scope: Scope,
}

impl Construct for CfnResource {
    fn scope(&self) -> &Scope {
        &self.scope
    }
}

impl CfnResource {
    /// Makes a resource from typed properties. What is required and missing is reported with the caller's line.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnResource, Fields, ResourceProps, Shape, Stack, StackProps, Value, diagnostic_ids};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// #[derive(Default)]
    /// struct AlarmProps { periods: Option<Value<i64>> }
    ///
    /// impl Shape for AlarmProps {
    ///     fn each(&mut self, fields: &mut Fields<'_>) { fields.req("EvaluationPeriods", &mut self.periods); }
    /// }
    ///
    /// impl ResourceProps for AlarmProps { const TYPE_NAME: &'static str = "AWS::CloudWatch::Alarm"; }
    /// CfnResource::new(&stack, "Late", AlarmProps { periods: Some(3.into()) });
    /// CfnResource::new(&stack, "Lost", AlarmProps::default());
    /// let mistakes = app.synth().unwrap_err();
    /// assert_eq!(mistakes.0[0].id, diagnostic_ids::MISSING_PROPERTY);
    /// assert_eq!(mistakes.0[0].construct, "plant/Lost");
    /// ```
    #[track_caller]
    pub fn new<P: ResourceProps>(scope: &dyn Construct, id: &str, props: P) -> Self {
        let resource = Self::make(
            scope,
            id,
            Cow::Borrowed(P::TYPE_NAME),
            Document::new(Expr::Null),
            Location::caller(),
        );
        resource.edit(|data| data.tags = P::TAGS);
        resource.set_props(props);
        resource
    }

    /// Makes a resource of a type that has no binding, with free properties (a map; anything else counts as none).
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnResource, Stack, StackProps, doc};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// CfnResource::untyped(&stack, "Bell", "Custom::Bell", doc!({ "Tone": "high", "Volume": 3 }));
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert_eq!(template["Resources"]["Bell"]["Type"], "Custom::Bell");
    /// ```
    #[track_caller]
    pub fn untyped(scope: &dyn Construct, id: &str, type_name: impl Into<String>, properties: Document) -> Self {
        Self::make(scope, id, Cow::Owned(type_name.into()), properties, Location::caller())
    }

    pub(crate) fn make(
        scope: &dyn Construct,
        id: &str,
        type_name: Cow<'static, str>,
        properties: Document,
        location: &'static Location<'static>,
    ) -> Self {
        let properties = match properties.into_expr() {
            Expr::Object(map) => map,
            _ => ExprMap::default(),
        };
        let data = ResourceData {
            properties,
            ..ResourceData::new(type_name)
        };
        let scope = scope
            .scope()
            .add(id, Element::Resource(Box::new(data)), "ferrocdk.CfnResource", location);
        if scope.stack().is_none() {
            let diagnostic = Diagnostic::error(ids::NO_STACK, "a resource stands outside of any stack")
                .help("make it below a Stack");
            scope.report(diagnostic);
        }
        Self { scope }
    }

    /// The resource that a scope is, if it is one: how aspects and mixins meet resources.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnResource, Construct, Stack, StackProps, doc};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// # CfnResource::untyped(&stack, "Queue", "AWS::SQS::Queue", doc!({}));
    /// let all = app.scope().find_all();
    /// let types: Vec<String> = all.iter().filter_map(CfnResource::of).map(|found| found.type_name()).collect();
    /// assert_eq!(types, ["AWS::SQS::Queue"], "app and stack are no resources");
    /// ```
    pub fn of(scope: &Scope) -> Option<Self> {
        let is_resource = scope.tree().resource(scope.node_id()).is_some();
        is_resource.then(|| Self { scope: scope.clone() })
    }

    /// The properties as their typed form, if the resource has that type.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnResource, Fields, ResourceProps, Shape, Stack, StackProps, Value, doc};
    /// #[derive(Clone, Debug, Default, PartialEq)]
    /// struct QueueProps { delay_seconds: Option<Value<i64>> }
    ///
    /// impl Shape for QueueProps {
    ///     fn each(&mut self, fields: &mut Fields<'_>) { fields.opt("DelaySeconds", &mut self.delay_seconds); }
    /// }
    ///
    /// impl ResourceProps for QueueProps { const TYPE_NAME: &'static str = "AWS::SQS::Queue"; }
    ///
    /// let app = App::new();
    /// let stack = Stack::new(&app, "plant", StackProps::default());
    /// let queue = CfnResource::untyped(&stack, "Queue", "AWS::SQS::Queue", doc!({ "DelaySeconds": 5 }));
    /// let mut props = queue.props::<QueueProps>().unwrap().unwrap();
    /// props.delay_seconds = Some(7.into());
    /// queue.set_props(props);
    /// assert_eq!(app.synth().unwrap().template("plant").unwrap()["Resources"]["Queue"]["Properties"]["DelaySeconds"], 7);
    /// ```
    ///
    /// # Errors
    /// When the resource has a property that the typed form does not know.
    pub fn props<P: ResourceProps>(&self) -> Option<Result<P, ReadError>> {
        let of_type = |data: &ResourceData| (data.type_name == P::TYPE_NAME).then(|| data.properties.clone());
        let properties = self.scope.read(of_type)??;
        Some(P::read(Expr::Object(properties)).map_err(|(_, error)| error))
    }

    /// Puts typed properties in place of all that were there. What is missing in them is reported as at creation.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnResource, Fields, ResourceProps, Shape, Stack, StackProps, Value, doc};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// # #[derive(Default)]
    /// # struct QueueProps { delay_seconds: Option<Value<i64>> }
    /// # impl Shape for QueueProps {
    /// #     fn each(&mut self, fields: &mut Fields<'_>) { fields.opt("DelaySeconds", &mut self.delay_seconds); }
    /// # }
    /// # impl ResourceProps for QueueProps { const TYPE_NAME: &'static str = "AWS::SQS::Queue"; }
    /// let queue = CfnResource::untyped(&stack, "Queue", "AWS::SQS::Queue", doc!({ "QueueName": "jobs" }));
    /// queue.set_props(QueueProps { delay_seconds: Some(5.into()) });
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert_eq!(template["Resources"]["Queue"]["Properties"], serde_json::json!({ "DelaySeconds": 5 }));
    /// ```
    pub fn set_props<P: ResourceProps>(&self, props: P) {
        let properties = lower(&self.scope, props);
        self.edit(|data| data.properties = properties);
    }

    pub(crate) fn edit(&self, change: impl FnOnce(&mut ResourceData)) {
        self.scope.edit(change);
    }

    fn target(&self) -> Target {
        Target::Node(self.scope.node_id())
    }

    /// `Ref`: the physical name or id, as the type's page says under "Return values".
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnOutput, CfnResource, Stack, StackProps, doc};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// # let queue = CfnResource::untyped(&stack, "Queue", "AWS::SQS::Queue", doc!({}));
    /// CfnOutput::new(&stack, "Url", queue.reference());
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert_eq!(template["Outputs"]["Url"]["Value"]["Ref"], "Queue");
    /// ```
    pub fn reference(&self) -> Value<String> {
        Value::Intrinsic(Expr::Ref(self.target()))
    }

    /// `Fn::GetAtt` of an attribute. Bindings have a method for each: `attr_arn()`.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnOutput, CfnResource, Stack, StackProps, doc};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// # let queue = CfnResource::untyped(&stack, "Queue", "AWS::SQS::Queue", doc!({}));
    /// CfnOutput::new(&stack, "Name", queue.attr::<String>("QueueName"));
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert_eq!(template["Outputs"]["Name"]["Value"], serde_json::json!({ "Fn::GetAtt": ["Queue", "QueueName"] }));
    /// ```
    pub fn attr<T: Bind>(&self, name: &str) -> Value<T> {
        let attribute = GetAtt {
            target: self.target(),
            name: name.into(),
            list: T::IS_LIST,
        };
        Value::Intrinsic(Expr::GetAtt(Box::new(attribute)))
    }

    /// Says what happens to the resource and its data on deletion and on replacement.
    /// Without a call nothing is written: CloudFormation deletes, but for databases of RDS, which it takes a snapshot of first.
    /// [`RemovalPolicy::Snapshot`] for a type that has none is reported.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnResource, RemovalPolicy, Stack, StackProps, doc};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// # let queue = CfnResource::untyped(&stack, "Queue", "AWS::SQS::Queue", doc!({}));
    /// queue.apply_removal_policy(RemovalPolicy::Retain);
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert_eq!(template["Resources"]["Queue"]["DeletionPolicy"], "Retain");
    /// assert_eq!(template["Resources"]["Queue"]["UpdateReplacePolicy"], "Retain");
    /// ```
    pub fn apply_removal_policy(&self, policy: RemovalPolicy) {
        self.set_policies(policy, true, true);
    }

    /// Says what happens on deletion only, as `DeletionPolicy`.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnResource, RemovalPolicy, Stack, StackProps, doc};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// # let queue = CfnResource::untyped(&stack, "Queue", "AWS::SQS::Queue", doc!({}));
    /// queue.apply_deletion_policy(RemovalPolicy::Retain);
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert_eq!(template["Resources"]["Queue"]["DeletionPolicy"], "Retain");
    /// assert!(template["Resources"]["Queue"].get("UpdateReplacePolicy").is_none());
    /// ```
    pub fn apply_deletion_policy(&self, policy: RemovalPolicy) {
        self.set_policies(policy, true, false);
    }

    /// Says what happens to the old resource on replacement only, as `UpdateReplacePolicy`. That knows no failed creation, so `RetainExceptOnCreate`
    /// is `Retain` there.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnResource, RemovalPolicy, Stack, StackProps, doc};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// # let queue = CfnResource::untyped(&stack, "Queue", "AWS::SQS::Queue", doc!({}));
    /// queue.apply_update_replace_policy(RemovalPolicy::RetainExceptOnCreate);
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert_eq!(template["Resources"]["Queue"]["UpdateReplacePolicy"], "Retain");
    /// ```
    pub fn apply_update_replace_policy(&self, policy: RemovalPolicy) {
        self.set_policies(policy, false, true);
    }

    /// Fate of the resource when it leaves its stack, where something was said: by a construct, a mixin or an aspect.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnResource, RemovalPolicy, Stack, StackProps, doc};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// let queue = CfnResource::untyped(&stack, "Queue", "AWS::SQS::Queue", doc!({}));
    /// assert_eq!(queue.deletion_policy(), None);
    /// queue.apply_removal_policy(RemovalPolicy::Retain);
    /// assert_eq!(queue.deletion_policy(), Some(RemovalPolicy::Retain));
    /// ```
    pub fn deletion_policy(&self) -> Option<RemovalPolicy> {
        let word = self.scope.read(|data: &ResourceData| data.deletion_policy)??;
        RemovalPolicy::ALL.into_iter().find(|policy| policy.word() == word)
    }

    fn set_policies(&self, policy: RemovalPolicy, deletion: bool, replacement: bool) {
        self.check_snapshot(policy);
        let on_replacement = match policy {
            RemovalPolicy::RetainExceptOnCreate => RemovalPolicy::Retain,
            other => other,
        };
        self.edit(|data| {
            if deletion {
                data.deletion_policy = Some(policy.word());
            }
            if replacement {
                data.update_replace_policy = Some(on_replacement.word());
            }
        });
    }

    fn check_snapshot(&self, policy: RemovalPolicy) {
        let type_name = self.type_name();
        if policy == RemovalPolicy::Snapshot && !ferrocdk_facts::takes_snapshots(&type_name) {
            let diagnostic = Diagnostic::error(ids::REMOVAL_POLICY, "CloudFormation takes no snapshot of this type")
                .found(type_name)
                .allowed(ferrocdk_facts::SNAPSHOT_TYPES.join(", "))
                .help("retain the resource instead");
            self.scope.report(diagnostic);
        }
    }

    /// Changes a top-level property in place, as an expression; [`Expr::Null`] stands for one that was not given.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnResource, Expr, Stack, StackProps, doc};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// let queue = CfnResource::untyped(&stack, "Queue", "AWS::SQS::Queue", doc!({ "QueueName": "jobs" }));
    /// queue.update_property("QueueName", |name| {
    ///     if let Expr::String(text) = name {
    ///         *text = format!("{text}-v2").into();
    ///     }
    /// });
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert_eq!(template["Resources"]["Queue"]["Properties"]["QueueName"], "jobs-v2");
    /// ```
    pub fn update_property(&self, name: &str, change: impl FnOnce(&mut Expr)) {
        self.edit(|data| change(data.properties.get_or_insert_with(name, || Expr::Null)));
    }

    /// Sets any part of the rendered resource, by a path such as `Properties.Tags.0.Value`; a literal dot is `\.`, a backslash `\\`.
    /// Overrides come last, over properties and tags, in the order of the calls.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnResource, Stack, StackProps, doc};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// # let queue = CfnResource::untyped(&stack, "Queue", "AWS::SQS::Queue", doc!({}));
    /// queue.add_override("UpdatePolicy.Wait", true);
    /// queue.add_override(r"Metadata.acme\.com", "reviewed");
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert_eq!(template["Resources"]["Queue"]["UpdatePolicy"]["Wait"], true);
    /// assert_eq!(template["Resources"]["Queue"]["Metadata"]["acme.com"], "reviewed");
    /// ```
    pub fn add_override(&self, path: &str, value: impl IntoDocument) {
        let value = value.into_document().into_expr();
        self.edit(|data| data.overrides.push((split_path(path), Some(value))));
    }

    /// Removes any part of the rendered resource.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnResource, Stack, StackProps, doc};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// let properties = doc!({ "QueueName": "jobs", "DelaySeconds": 5 });
    /// let queue = CfnResource::untyped(&stack, "Queue", "AWS::SQS::Queue", properties);
    /// queue.add_deletion_override("Properties.QueueName");
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert_eq!(template["Resources"]["Queue"]["Properties"], serde_json::json!({ "DelaySeconds": 5 }));
    /// ```
    pub fn add_deletion_override(&self, path: &str) {
        self.edit(|data| data.overrides.push((split_path(path), None)));
    }

    /// Sets a property by its CloudFormation path, such as `StreamModeDetails.StreamMode`.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnResource, Stack, StackProps, doc};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// let stream = CfnResource::untyped(&stack, "Stream", "AWS::Kinesis::Stream", doc!({}));
    /// stream.add_property_override("StreamModeDetails.StreamMode", "ON_DEMAND");
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// let properties = &template["Resources"]["Stream"]["Properties"];
    /// assert_eq!(properties["StreamModeDetails"]["StreamMode"], "ON_DEMAND");
    /// ```
    pub fn add_property_override(&self, path: &str, value: impl IntoDocument) {
        self.add_override(&format!("Properties.{path}"), value);
    }

    /// Sets an entry of the resource's `Metadata`.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnResource, Stack, StackProps, doc};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// # let queue = CfnResource::untyped(&stack, "Queue", "AWS::SQS::Queue", doc!({}));
    /// queue.add_metadata("Owner", doc!({ "Team": "press shop" }));
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert_eq!(template["Resources"]["Queue"]["Metadata"]["Owner"]["Team"], "press shop");
    /// ```
    pub fn add_metadata(&self, key: &str, value: impl IntoDocument) {
        let value = value.into_document().into_expr();
        self.edit(|data| {
            data.metadata.insert(key, value);
        });
    }

    /// Writes another resource of the stack into `DependsOn`, in the order of the calls, also where a reference makes the two wait anyway.
    /// [`Scope::depends_on`] is for constructs and leaves such a repetition out; this is for a template that must come out as it stands.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnResource, Stack, StackProps, doc};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// # let queue = CfnResource::untyped(&stack, "Queue", "AWS::SQS::Queue", doc!({}));
    /// let properties = doc!({ "DisplayName": queue.reference() });
    /// let topic = CfnResource::untyped(&stack, "Topic", "AWS::SNS::Topic", properties);
    /// topic.add_depends_on(&queue);
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert_eq!(template["Resources"]["Topic"]["DependsOn"][0], "Queue");
    /// ```
    pub fn add_depends_on(&self, other: &Self) {
        let other = other.scope.node_id();
        self.edit(|data| {
            if !data.depends_on.contains(&other) {
                data.depends_on.push(other);
            }
        });
    }

    /// The logical id as text, for what names a resource without `Ref`, such as `DependsOn` in an override.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnResource, Stack, StackProps, doc};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// # let queue = CfnResource::untyped(&stack, "Queue", "AWS::SQS::Queue", doc!({}));
    /// let topic = CfnResource::untyped(&stack, "Topic", "AWS::SNS::Topic", doc!({}));
    /// topic.add_metadata("Beside", queue.logical_id());
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert_eq!(template["Resources"]["Topic"]["Metadata"]["Beside"], "Queue");
    /// ```
    pub fn logical_id(&self) -> Document {
        Document::new(Expr::LogicalId(self.scope.node_id()))
    }

    /// Gives the resource a fixed logical id; see [`Scope::override_logical_id`].
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnResource, Stack, StackProps, doc};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// # let queue = CfnResource::untyped(&stack, "Queue", "AWS::SQS::Queue", doc!({}));
    /// queue.override_logical_id("JobsOfOldStack");
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert_eq!(template["Resources"]["JobsOfOldStack"]["Type"], "AWS::SQS::Queue");
    /// ```
    pub fn override_logical_id(&self, logical_id: &str) {
        self.scope.override_logical_id(logical_id);
    }

    /// Makes the resource anew whenever another one changes in type or properties (tags aside): its logical id then ends in a hash of them. Deployments of APIs
    /// are made so, which hold a picture of the API as it was. [`override_logical_id`](Self::override_logical_id) puts an end to it.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnResource, Stack, StackProps, doc};
    /// let deployed_as = |path: &str| {
    ///     let app = App::new();
    ///     let stack = Stack::new(&app, "plant", StackProps::default());
    ///     let route = CfnResource::untyped(&stack, "Route", "Custom::Route", doc!({ "Path": path }));
    ///     let picture = CfnResource::untyped(&stack, "Picture", "Custom::Picture", doc!({}));
    ///     picture.make_anew_with(&route);
    ///     let template = app.synth().unwrap().template("plant").unwrap().clone();
    ///     template["Resources"].as_object().unwrap().keys().find(|id| id.starts_with("Picture")).cloned()
    /// };
    /// assert_eq!(deployed_as("/presses"), deployed_as("/presses"));
    /// assert_ne!(deployed_as("/presses"), deployed_as("/boilers"));
    /// ```
    pub fn make_anew_with(&self, other: &Self) {
        let content = Content::Of(other.scope.node_id());
        self.scope.edit_details(|details| details.made_anew_for.push(content));
    }

    /// Makes the resource anew whenever another one changes, as [`make_anew_with`](Self::make_anew_with) does, but for some properties. Versions of functions are made so, which do
    /// not hold everything that a function has.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnResource, Stack, StackProps, doc};
    /// let published = |size: i64, reserved: i64| {
    ///     let app = App::new();
    ///     let stack = Stack::new(&app, "plant", StackProps::default());
    ///     let properties = doc!({ "Size": size, "Reserved": reserved });
    ///     let function = CfnResource::untyped(&stack, "Function", "Custom::Function", properties);
    ///     let version = CfnResource::untyped(&stack, "Version", "Custom::Version", doc!({}));
    ///     version.make_anew_with_all_but(&function, &["Reserved"]);
    ///     let template = app.synth().unwrap().template("plant").unwrap().clone();
    ///     template["Resources"].as_object().unwrap().keys().find(|id| id.starts_with("Version")).cloned()
    /// };
    /// assert_eq!(published(128, 5), published(128, 7));
    /// assert_ne!(published(128, 5), published(256, 5));
    /// ```
    pub fn make_anew_with_all_but(&self, other: &Self, properties: &'static [&'static str]) {
        let content = Content::AllBut(other.scope.node_id(), properties);
        self.scope.edit_details(|details| details.made_anew_for.push(content));
    }

    /// Makes the resource anew whenever a value changes, as [`make_anew_with`](Self::make_anew_with) does for another resource.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnResource, Stack, StackProps, doc};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// let picture = CfnResource::untyped(&stack, "Picture", "Custom::Picture", doc!({}));
    /// picture.make_anew_on("release 12");
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert!(template["Resources"].get("Picture").is_none(), "it has a hash behind it");
    /// ```
    pub fn make_anew_on(&self, value: impl IntoDocument) {
        let content = Content::Value(value.into_document().into_expr());
        self.scope.edit_details(|details| details.made_anew_for.push(content));
    }

    /// Says how other stacks refer to this resource. Default: as the app's context says, or weakly.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnOutput, CfnResource, ReferenceStrength, Stack, StackProps, doc};
    /// # let app = App::new();
    /// # let [store, stack] = ["store", "plant"].map(|id| Stack::new(&app, id, StackProps::default()));
    /// let table = CfnResource::untyped(&store, "Table", "AWS::DynamoDB::Table", doc!({}));
    /// table.reference_strength(ReferenceStrength::Strong);
    /// CfnOutput::new(&stack, "Table", table.reference());
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert!(template["Outputs"]["Table"]["Value"]["Fn::ImportValue"].is_string());
    /// ```
    pub fn reference_strength(&self, strength: ReferenceStrength) {
        self.edit(|data| data.strength = Some(strength));
    }

    /// The CloudFormation type.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnResource, Stack, StackProps, doc};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// # let queue = CfnResource::untyped(&stack, "Queue", "AWS::SQS::Queue", doc!({}));
    /// assert_eq!(queue.type_name(), "AWS::SQS::Queue");
    /// ```
    pub fn type_name(&self) -> String {
        let type_name = self.scope.read(|data: &ResourceData| data.type_name.to_string());
        type_name.unwrap_or_default()
    }
}

/// Lowers typed properties and reports what is wrong with them.
fn lower<P: ResourceProps>(scope: &Scope, props: P) -> ExprMap {
    let mut writer = Writer::default();
    let properties = match props.write(&mut writer) {
        Expr::Object(map) => map,
        _ => ExprMap::default(),
    };
    for (path, problem) in writer.into_problems() {
        let diagnostic = match problem {
            Problem::Missing => Diagnostic::error(ids::MISSING_PROPERTY, format!("{} needs {path}", P::TYPE_NAME))
                .help(format!("set {path} on the properties")),
            Problem::NotFinite => Diagnostic::error(ids::NOT_FINITE, format!("{path} is infinite or no number"))
                .allowed("a finite number"),
        };
        scope.report(diagnostic.at("", Some(&path)));
    }
    properties
}

/// Splits at dots that no backslash precedes.
fn split_path(path: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut characters = path.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' if let Some(&literal @ ('.' | '\\')) = characters.peek() => {
                characters.next();
                push(&mut parts, literal);
            }
            '.' => parts.push(String::new()),
            other => push(&mut parts, other),
        }
    }
    parts
}

fn push(parts: &mut [String], character: char) {
    if let Some(last) = parts.last_mut() {
        last.push(character);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_splits_at_plain_dots_only() {
        assert_eq!(
            split_path(r"Properties.Tags.aws:x\.y"),
            ["Properties", "Tags", "aws:x.y"]
        );
        assert_eq!(split_path(r"a\\.\\\..\d."), [r"a\", r"\.", r"\d", ""]);
    }
}
