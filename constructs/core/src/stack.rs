//! `Stack`: the unit that CloudFormation deploys.

use std::panic::Location;

use ferrocdk_assembly::FileSource;
use ferrocdk_facts::Partition;
use indexmap::IndexMap;

use crate::diagnostic::{Diagnostic, ids};
use crate::environment::Environment;
use crate::logical_id::unique_name;
use crate::node_data::{Element, StackData};
use crate::synthesizer::{NewAsset, QUALIFIER_CONTEXT, Synthesizer};
use crate::tree::{Construct, Scope};
use crate::value::{IntoDocument, Value, pseudo};

/// Settings of a stack; all optional.
///
/// ```
/// use ferrocdk_core::{App, Environment, Stack, StackProps};
/// let app = App::new();
/// let props = StackProps::default()
///     .description("takes the readings in")
///     .environment(Environment::region("sa-east-1"))
///     .termination_protection(true);
/// Stack::new(&app, "plant", props);
/// let assembly = app.synth().unwrap();
/// assert_eq!(assembly.template("plant").unwrap()["Description"], "takes the readings in");
/// ```
#[derive(Clone, Debug, Default)]
pub struct StackProps {
    /// The name in CloudFormation: a letter, then letters, digits and hyphens, at most 128. Default: from the construct path.
    pub stack_name: Option<String>,
    /// Purpose of the stack, at most 1,024 bytes.
    pub description: Option<String>,
    /// Where it is deployed. Default: wherever the credentials point.
    pub environment: Environment,
    /// Tags of the stack, at most 50, which CloudFormation puts on every resource that can have tags.
    pub tags: IndexMap<String, String>,
    /// Whether CloudFormation refuses to delete the stack. Default: no.
    pub termination_protection: bool,
    /// ARNs of the topics that receive the stack's events, at most 5.
    ///
    /// Source: "CreateStack" of the CloudFormation API reference, for this and the number of tags.
    pub notification_arns: Vec<String>,
    /// How the stack and its assets reach AWS. Default: through the CDK's bootstrap stack.
    pub synthesizer: Synthesizer,
}

impl StackProps {
    /// Sets the name in CloudFormation.
    ///
    /// ```
    /// # use ferrocdk_core::{App, Stack, StackProps};
    /// # let app = App::new();
    /// let stack = Stack::new(&app, "plant", StackProps::default().stack_name("plant-of-old"));
    /// assert_eq!(stack.stack_name(), "plant-of-old");
    /// ```
    #[must_use]
    pub fn stack_name(mut self, name: impl Into<String>) -> Self {
        self.stack_name = Some(name.into());
        self
    }

    /// Says what the stack is for.
    ///
    /// ```
    /// # use ferrocdk_core::{App, Stack, StackProps};
    /// # let app = App::new();
    /// Stack::new(&app, "plant", StackProps::default().description("takes the readings in"));
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert_eq!(template["Description"], "takes the readings in");
    /// ```
    #[must_use]
    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.description = Some(text.into());
        self
    }

    /// Says where it is deployed.
    ///
    /// ```
    /// # use ferrocdk_core::{App, Environment, Stack, StackProps, Value};
    /// # let app = App::new();
    /// let stack = Stack::new(&app, "plant", StackProps::default().environment(Environment::region("cn-north-1")));
    /// assert_eq!(stack.partition(), Value::from("aws-cn"));
    /// ```
    #[must_use]
    pub fn environment(mut self, environment: Environment) -> Self {
        self.environment = environment;
        self
    }

    /// Adds a tag.
    ///
    /// ```
    /// # use ferrocdk_core::{App, Stack, StackProps};
    /// # let app = App::new();
    /// Stack::new(&app, "plant", StackProps::default().tag("Plant", "sao-paulo"));
    /// # let assembly = app.synth().unwrap();
    /// # let (_, manifest) = assembly.files().find(|(name, _)| *name == "manifest.json").unwrap();
    /// # let manifest: serde_json::Value = serde_json::from_str(manifest).unwrap();
    /// assert_eq!(manifest["artifacts"]["plant"]["properties"]["tags"]["Plant"], "sao-paulo");
    /// ```
    #[must_use]
    pub fn tag(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.tags.insert(key.into(), value.into());
        self
    }

    /// Says how the stack and its assets reach AWS.
    ///
    /// ```
    /// # use ferrocdk_core::{App, DefaultSynthesizer, Stack, StackProps};
    /// # let app = App::new();
    /// let names = DefaultSynthesizer::default().qualifier("plantops");
    /// Stack::new(&app, "plant", StackProps::default().synthesizer(names));
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert_eq!(template["Parameters"]["BootstrapVersion"]["Default"], "/cdk-bootstrap/plantops/version");
    /// ```
    #[must_use]
    pub fn synthesizer(mut self, synthesizer: impl Into<Synthesizer>) -> Self {
        self.synthesizer = synthesizer.into();
        self
    }

    /// Adds a topic that receives the stack's events.
    ///
    /// ```
    /// # use ferrocdk_core::{App, Stack, StackProps};
    /// # let app = App::new();
    /// let topic = "arn:aws:sns:sa-east-1:111111111111:deployments";
    /// Stack::new(&app, "plant", StackProps::default().notification_arn(topic));
    /// # let assembly = app.synth().unwrap();
    /// # let (_, manifest) = assembly.files().find(|(name, _)| *name == "manifest.json").unwrap();
    /// # let manifest: serde_json::Value = serde_json::from_str(manifest).unwrap();
    /// assert_eq!(manifest["artifacts"]["plant"]["properties"]["notificationArns"][0], topic);
    /// ```
    #[must_use]
    pub fn notification_arn(mut self, topic_arn: impl Into<String>) -> Self {
        self.notification_arns.push(topic_arn.into());
        self
    }

    /// Guards the stack against deletion.
    ///
    /// ```
    /// # use ferrocdk_core::{App, Stack, StackProps};
    /// # let app = App::new();
    /// Stack::new(&app, "plant", StackProps::default().termination_protection(true));
    /// # let assembly = app.synth().unwrap();
    /// # let (_, manifest) = assembly.files().find(|(name, _)| *name == "manifest.json").unwrap();
    /// # let manifest: serde_json::Value = serde_json::from_str(manifest).unwrap();
    /// assert_eq!(manifest["artifacts"]["plant"]["properties"]["terminationProtection"], true);
    /// ```
    #[must_use]
    pub fn termination_protection(mut self, on: bool) -> Self {
        self.termination_protection = on;
        self
    }
}

/// A file in the assets bucket, as a resource refers to it.
///
/// ```
/// # use ferrocdk_core::{App, CfnResource, Stack, StackProps, doc};
/// # let app = App::new();
/// # let stack = Stack::new(&app, "plant", StackProps::default());
/// let source = ferrocdk_assembly::FileSource::file("dist/processor.zip");
/// let code = stack.add_file_asset("4f5e", ".zip", "processor", source);
/// let place = doc!({ "S3Bucket": code.bucket_name, "S3Key": code.object_key });
/// CfnResource::untyped(&stack, "Processor", "AWS::Lambda::Function", doc!({ "Code": place }));
/// # let template = app.synth().unwrap().template("plant").unwrap().clone();
/// assert_eq!(template["Resources"]["Processor"]["Properties"]["Code"]["S3Key"], "4f5e.zip");
/// ```
#[derive(Clone, Debug)]
pub struct FileAssetLocation {
    /// The bucket's name.
    pub bucket_name: Value<String>,
    /// The object's key: the content's hash and an extension.
    pub object_key: String,
}

/// A stack of resources that are created, changed and deleted together.
///
/// ```
/// use ferrocdk_core::{App, CfnResource, Stack, StackProps, doc};
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// CfnResource::untyped(&stack, "Queue", "AWS::SQS::Queue", doc!({ "DelaySeconds": 5 }));
/// let assembly = app.synth().unwrap();
/// let template = assembly.template("plant").unwrap();
/// assert_eq!(template["Resources"]["Queue"]["Properties"]["DelaySeconds"], 5);
/// ```
#[derive(Clone, Debug)]
pub struct Stack {
    scope: Scope,
}

impl Construct for Stack {
    fn scope(&self) -> &Scope {
        &self.scope
    }
}

impl Stack {
    /// Makes a stack. Its id is its name in CloudFormation where it stands directly below the app.
    ///
    /// ```
    /// # use ferrocdk_core::{App, Construct, Stack, StackProps, diagnostic_ids};
    /// # let app = App::new();
    /// assert_eq!(Stack::new(&app, "plant", StackProps::default()).stack_name(), "plant");
    /// let inner = Stack::new(&app.scope().child("Sites"), "plant", StackProps::default());
    /// assert!(inner.stack_name().starts_with("Sitesplant"), "below another construct, the whole path makes the name");
    /// Stack::new(&app, "no_such_name", StackProps::default());
    /// assert_eq!(app.synth().unwrap_err().0[0].id, diagnostic_ids::STACK_NAME);
    /// ```
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: StackProps) -> Self {
        let own = props.environment;
        let mut environment = own.clone();
        let parent = scope.scope();
        environment.inherit(&parent.tree().stage_environment(parent.node_id()));
        let synthesizer = props
            .synthesizer
            .qualified_by(|| Some(parent.context(QUALIFIER_CONTEXT)?.as_str()?.to_owned()));
        if let Some(problem) = synthesizer.problem() {
            parent.report(problem);
        }
        let data = StackData {
            stack_name: props.stack_name,
            description: props.description,
            environment,
            tags: props.tags,
            termination_protection: props.termination_protection,
            notification_arns: props.notification_arns,
            synthesizer,
            ..StackData::default()
        };
        let scope = parent.add(id, Element::Stack(Box::new(data)), "ferrocdk.Stack", Location::caller());
        let stack = Self { scope };
        own.mistakes()
            .into_iter()
            .for_each(|mistake| stack.scope.report(mistake));
        let name = stack.stack_name();
        if !is_stack_name(&name) {
            let diagnostic = Diagnostic::error(ids::STACK_NAME, "not a stack name that CloudFormation takes")
                .found(name)
                .allowed("a letter, then letters, digits and hyphens, 128 characters at most")
                .help("set another stack name or construct id");
            stack.scope.report(diagnostic);
        }
        stack
    }

    pub(crate) fn from_scope(scope: Scope) -> Self {
        Self { scope }
    }

    /// The name in CloudFormation.
    ///
    /// ```
    /// # use ferrocdk_core::{App, Stack, StackProps};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// assert_eq!(stack.stack_name(), "plant");
    /// ```
    pub fn stack_name(&self) -> String {
        self.scope.tree().stack_name(self.scope.node_id())
    }

    /// Where it is deployed.
    ///
    /// ```
    /// # use ferrocdk_core::{App, Environment, Stack, StackProps, Stage};
    /// # let app = App::new();
    /// let prod = Stage::new(&app, "Prod", Environment::region("sa-east-1"));
    /// let stack = Stack::new(&prod, "Plant", StackProps::default());
    /// assert_eq!(stack.environment(), Environment::region("sa-east-1"), "the stage's");
    /// ```
    pub fn environment(&self) -> Environment {
        self.read(|data| data.environment.clone())
    }

    /// The account: twelve digits where they are known, else `AWS::AccountId`.
    ///
    /// ```
    /// # use ferrocdk_core::{App, Stack, StackProps, pseudo};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// assert_eq!(stack.account(), pseudo::account_id());
    /// ```
    pub fn account(&self) -> Value<String> {
        self.environment().account.map_or_else(pseudo::account_id, Value::from)
    }

    /// The region: its name where it is known, else `AWS::Region`.
    ///
    /// ```
    /// # use ferrocdk_core::{App, Environment, Stack, StackProps, Value};
    /// # let app = App::new();
    /// let stack = Stack::new(&app, "plant", StackProps::default().environment(Environment::region("sa-east-1")));
    /// assert_eq!(stack.region(), Value::from("sa-east-1"));
    /// ```
    pub fn region(&self) -> Value<String> {
        self.environment().region.map_or_else(pseudo::region, Value::from)
    }

    /// The partition, such as `aws` or `aws-cn`: it follows from a known region; else `AWS::Partition`.
    ///
    /// ```
    /// # use ferrocdk_core::{App, Stack, StackProps, pseudo};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// assert_eq!(stack.partition(), pseudo::partition());
    /// ```
    pub fn partition(&self) -> Value<String> {
        let known = self.environment().region.and_then(|region| Partition::of(&region));
        known.map_or_else(pseudo::partition, |partition| partition.name.into())
    }

    /// Adds a macro that transforms the template before deployment, such as `AWS::LanguageExtensions`. One that is there already stays where it is.
    ///
    /// ```
    /// # use ferrocdk_core::{App, Stack, StackProps};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// stack.add_transform("AWS::LanguageExtensions");
    /// stack.add_transform("AWS::LanguageExtensions");
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert_eq!(template["Transform"], "AWS::LanguageExtensions");
    /// ```
    pub fn add_transform(&self, name: &str) {
        self.edit(|data| {
            if !data.transforms.iter().any(|known| known == name) {
                data.transforms.push(name.to_owned());
            }
        });
    }

    /// Writes `AWSTemplateFormatVersion`, whose only value so far is `2010-09-09`. Default: it is left out, which means the same.
    ///
    /// ```
    /// # use ferrocdk_core::{App, Stack, StackProps};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// stack.set_template_format_version("2010-09-09");
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert_eq!(template["AWSTemplateFormatVersion"], "2010-09-09");
    /// ```
    pub fn set_template_format_version(&self, version: &str) {
        self.edit(|data| data.format_version = Some(version.to_owned()));
    }

    /// Sets an entry of the template's own `Metadata`.
    ///
    /// ```
    /// # use ferrocdk_core::{App, Stack, StackProps, doc};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// let groups = doc!([{ "Label": { "default": "Network" }, "Parameters": ["VpcId"] }]);
    /// stack.add_metadata("AWS::CloudFormation::Interface", doc!({ "ParameterGroups": groups }));
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// let interface = &template["Metadata"]["AWS::CloudFormation::Interface"];
    /// assert_eq!(interface["ParameterGroups"][0]["Label"]["default"], "Network");
    /// ```
    pub fn add_metadata(&self, key: &str, value: impl IntoDocument) {
        let value = value.into_document().into_expr();
        self.edit(|data| {
            data.metadata.insert(key.to_owned(), value);
        });
    }

    /// Writes a logical id differently, so that a resource that exists under the old one is kept. An id that no element has is reported.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnResource, Stack, StackProps, doc};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// # CfnResource::untyped(&stack, "Queue", "AWS::SQS::Queue", doc!({}));
    /// stack.rename_logical_id("Queue", "JobsOfOldStack");
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert_eq!(template["Resources"]["JobsOfOldStack"]["Type"], "AWS::SQS::Queue");
    /// ```
    pub fn rename_logical_id(&self, from: &str, to: &str) {
        self.edit(|data| {
            data.renames.insert(from.to_owned(), to.to_owned());
        });
    }

    /// Whether this is a stack within another.
    ///
    /// ```
    /// # use ferrocdk_core::{App, NestedStack, NestedStackProps, Stack, StackProps};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// let line = NestedStack::new(&stack, "Line1", NestedStackProps::default());
    /// assert!(line.stack().is_nested() && !stack.is_nested());
    /// ```
    pub fn is_nested(&self) -> bool {
        self.read(|data| data.nested.is_some())
    }

    pub(crate) fn read<T: Default>(&self, look: impl FnOnce(&StackData) -> T) -> T {
        self.scope.read(look).unwrap_or_default()
    }

    pub(crate) fn edit<T: Default>(&self, change: impl FnOnce(&mut StackData) -> T) -> T {
        self.scope.edit(change).unwrap_or_default()
    }

    /// The stack that is deployed: itself, or the outermost one around a nested stack.
    pub(crate) fn top_level(&self) -> Self {
        let parent = self
            .scope
            .parent()
            .and_then(|parent| parent.stack())
            .filter(|_| self.is_nested());
        parent.map_or_else(|| self.clone(), |parent| parent.top_level())
    }

    /// The name of the assets bucket, with placeholders for `Fn::Sub`; empty without one.
    pub(crate) fn asset_bucket(&self) -> String {
        self.top_level().read(|data| {
            let bootstrap = data.synthesizer.bootstrap(&data.environment);
            bootstrap.map(|bootstrap| bootstrap.bucket_name()).unwrap_or_default()
        })
    }

    /// Registers a file that must stand in the assets bucket before the stack is deployed.
    ///
    /// `hash` names the content: the same hash promises the same bytes. `extension` has its dot (`.zip`).
    ///
    /// ```
    /// # use ferrocdk_core::{App, Stack, StackProps};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// let source = ferrocdk_assembly::FileSource::file("dist/processor.zip");
    /// let code = stack.add_file_asset("4f5e", ".zip", "processor", source);
    /// assert_eq!(code.object_key, "4f5e.zip");
    /// ```
    pub fn add_file_asset(
        &self,
        hash: &str,
        extension: &str,
        display_name: &str,
        source: FileSource,
    ) -> FileAssetLocation {
        let key = format!("{hash}{extension}");
        let asset = NewAsset {
            hash,
            key: &key,
            display_name: display_name.to_owned(),
            source,
        };
        let destination = self.top_level().edit(|data| {
            let StackData {
                environment,
                file_assets,
                ..
            } = data;
            data.synthesizer.add_asset(environment, file_assets, asset)
        });
        let Some(destination) = destination else {
            let diagnostic = Diagnostic::error(
                ids::NO_ASSETS,
                "a stack that is deployed without bootstrapping takes no assets",
            )
            .found(display_name)
            .help("let the stack use the default synthesizer, or take the asset out");
            self.scope.report(diagnostic);
            return FileAssetLocation {
                bucket_name: Value::from(""),
                object_key: key,
            };
        };
        let bucket_name = if destination.bucket_name.contains("${") {
            Value::sub(&destination.bucket_name)
        } else {
            Value::from(destination.bucket_name)
        };
        FileAssetLocation {
            bucket_name,
            object_key: destination.object_key,
        }
    }
}

impl Scope {
    /// The stack that this belongs to; `None` above all stacks.
    ///
    /// ```
    /// # use ferrocdk_core::{App, Construct, Stack, StackProps};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// let line = stack.scope().child("Line1");
    /// assert_eq!(line.stack().unwrap().stack_name(), "plant");
    /// assert!(app.scope().stack().is_none());
    /// ```
    pub fn stack(&self) -> Option<Stack> {
        let id = self.tree().stack_of(self.node_id())?;
        Some(Stack::from_scope(self.at(id)))
    }

    /// A physical name, of letters and digits, that no other construct of the account and region has: from the stack's name and the path below it. For
    /// resources that CloudFormation generates no name for.
    ///
    /// Source: `Names.uniqueResourceName` of aws-cdk-lib.
    ///
    /// ```
    /// # use ferrocdk_core::{App, Construct, Stack, StackProps};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// let name = stack.scope().child("Line1").child("Board").unique_resource_name(64);
    /// assert!(name.starts_with("plantLine1Board") && name.len() <= 64);
    /// ```
    pub fn unique_resource_name(&self, longest: usize) -> String {
        let stack_name = self.stack().map(|stack| stack.stack_name());
        let tree = self.tree();
        let top = tree.stack_of(self.node_id()).unwrap_or_else(|| tree.root());
        let below = tree.components_below(top, self.node_id());
        let components: Vec<&str> = stack_name.as_deref().into_iter().chain(below).collect();
        unique_name(&components, longest)
    }
}

fn is_stack_name(name: &str) -> bool {
    name.len() <= 128
        && name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name
            .chars()
            .all(|character| character.is_ascii_alphanumeric() || character == '-')
}
