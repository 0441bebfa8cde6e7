//! `LayerVersion`: files that functions share.

use ferrocdk_cfn::lambda::layer_version::Content;
use ferrocdk_cfn::lambda::{
    CfnLayerVersion, CfnLayerVersionPermission, LayerVersionPermissionProps, LayerVersionProps as CfnLayerVersionProps,
};
use ferrocdk_core::{Construct, Diagnostic, RemovalPolicy, Scope, Value};
use ferrocdk_fingerprint::Architecture;

use super::code::{Code, Wanted};
use super::runtime::Runtime;
use crate::diagnostic_ids;
use crate::owned::{Owned, constructs, refuse};
use crate::props::props;

/// Layers that a function has at most. Source: "Lambda quotas".
pub(super) const MAX_LAYERS: usize = 5;

props! {
    /// Settings of a [`LayerVersion`].
    pub struct LayerVersionProps for CfnLayerVersionProps {
        /// The files: a folder, a zip, or what a command makes.
        code: Code,
        /// The runtimes that it is made for. Default: all.
        compatible_runtimes: Vec<Runtime>,
        /// The processors that it is made for. Default: all.
        compatible_architectures: Vec<Architecture>,
        /// For people. Default: none.
        description: Option<Value<String>>,
        /// The licence, by its SPDX name or its address. Default: none.
        license: Option<Value<String>>,
        /// A name that does not change. Default: CloudFormation generates one.
        layer_version_name: Option<Value<String>>,
        /// Fate of the version when a new one takes its place. Default: it goes; functions that have it keep it.
        removal_policy: RemovalPolicy = RemovalPolicy::Destroy,
    }
}

/// Files that functions find in `/opt`. Each change makes a new version.
///
/// Makes an `AWS::Lambda::LayerVersion`, which costs nothing.
///
/// ```
/// use ferrocdk_aws::lambda::{Code, Function, FunctionProps, LayerVersion, LayerVersionProps, Runtime};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let tools = LayerVersionProps::new(Code::asset("src")).compatible_runtimes([Runtime::PYTHON_3_14]);
/// let tools = LayerVersion::new(&stack, "Tools", tools);
/// let insights = "arn:aws:lambda:sa-east-1:580247275435:layer:LambdaInsightsExtension:53";
/// let insights = LayerVersion::from_layer_version_arn(&stack, "Insights", insights);
/// let code = Code::inline("def handler(event, context):\n    return event\n");
/// Function::new(&stack, "Echo", FunctionProps::new(code).runtime(Runtime::PYTHON_3_14).layers([&tools, &insights]));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct LayerVersion {
    scope: Scope,
    resource: Owned<CfnLayerVersion>,
    arn: Value<String>,
    compatible_runtimes: Vec<Runtime>,
}

constructs!(LayerVersion);
ferrocdk_cfn::refers!(LayerVersion: lambda { LayerVersionArn => arn });

impl From<&Self> for LayerVersion {
    fn from(layer: &Self) -> Self {
        layer.clone()
    }
}

/// Who may use a layer.
#[derive(Clone, Debug)]
pub enum LayerUsers {
    /// An account, by its 12 digits.
    Account(Value<String>),
    /// All accounts of an organization, by its id.
    Organization(Value<String>),
    /// Every account.
    Everybody,
}

impl LayerVersion {
    /// Makes a version.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: LayerVersionProps) -> Self {
        let scope = scope.scope().child(id);
        let wanted = Wanted {
            architecture: props
                .compatible_architectures
                .first()
                .copied()
                .unwrap_or(Architecture::X86_64),
            runtime: props.compatible_runtimes.first(),
        };
        let code = props.code.bind(&scope, wanted);
        if code.is_inline || code.is_image || code.architecture.is_some() {
            let diagnostic = Diagnostic::error(diagnostic_ids::FUNCTION_CODE, "code that no layer is made of")
                .at("", Some("Content"))
                .found("source text, an image, or a program of its own")
                .allowed("a folder, a zip, or what a command makes: Code::asset, Code::bucket, Code::bundled");
            scope.report(diagnostic);
        }
        let mut content = Content::new();
        content.s3_bucket = code.code.s3_bucket;
        content.s3_key = code.code.s3_key;
        content.s3_object_version = code.code.s3_object_version;
        let mut layer = CfnLayerVersionProps::new().content(content);
        if !props.compatible_runtimes.is_empty() {
            let names = props.compatible_runtimes.iter().map(|runtime| runtime.name().into());
            layer = layer.compatible_runtimes(names.collect::<Vec<Value<String>>>());
        }
        if !props.compatible_architectures.is_empty() {
            let words = props.compatible_architectures.iter().map(|one| one.word().into());
            layer = layer.compatible_architectures(words.collect::<Vec<Value<String>>>());
        }
        layer.description = props.description;
        layer.license_info = props.license;
        layer.layer_name = props.layer_version_name;
        let layer = CfnLayerVersion::new(&scope, "Resource", props.customize.apply(layer));
        layer.apply_removal_policy(props.removal_policy);
        Self {
            scope,
            arn: layer.reference(),
            resource: Owned::made(layer),
            compatible_runtimes: props.compatible_runtimes,
        }
    }

    /// A version that exists, by ARN.
    #[track_caller]
    pub fn from_layer_version_arn(scope: &dyn Construct, id: &str, arn: impl Into<Value<String>>) -> Self {
        Self {
            scope: scope.scope().child(id),
            resource: Owned::imported(),
            arn: arn.into(),
            compatible_runtimes: Vec::new(),
        }
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnLayerVersion {
        self.resource.resource(&self.scope, |scope| {
            let content = Content::new().s3_bucket("-").s3_key("-");
            CfnLayerVersion::new(scope, "Resource", CfnLayerVersionProps::new().content(content))
        })
    }

    /// The version's ARN.
    pub fn arn(&self) -> Value<String> {
        self.arn.clone()
    }

    /// Lets somebody else use it.
    #[track_caller]
    pub fn add_permission(&self, id: &str, users: LayerUsers) {
        if self.resource.get().is_none() {
            refuse(&self.scope, "has permissions that this app cannot change");
            return;
        }
        let (principal, organization) = match users {
            LayerUsers::Account(account) => (account, None),
            LayerUsers::Organization(organization) => ("*".into(), Some(organization)),
            LayerUsers::Everybody => ("*".into(), None),
        };
        let mut permission = LayerVersionPermissionProps::new()
            .action("lambda:GetLayerVersion")
            .layer_version_arn(self.arn())
            .principal(principal);
        permission.organization_id = organization;
        CfnLayerVersionPermission::new(&self.scope, id, permission);
    }

    /// Reports that a function has another runtime than the layer is made for.
    #[track_caller]
    pub(super) fn check(&self, scope: &Scope, runtime: Option<&Runtime>) {
        let runtimes = &self.compatible_runtimes;
        let Some(runtime) = runtime.filter(|runtime| !runtimes.is_empty() && !runtimes.contains(runtime)) else {
            return;
        };
        let names: Vec<_> = runtimes.iter().map(Runtime::name).collect();
        let diagnostic = Diagnostic::error(
            diagnostic_ids::FUNCTION_SETTINGS,
            "a layer that is made for other runtimes",
        )
        .at("", Some("Layers"))
        .found(format!("{runtime}, with the layer {}", self.scope.path()))
        .allowed(names.join(", "));
        scope.report(diagnostic);
    }
}
