//! `Version`: a function as it was when it was published.

use std::ops::Deref;

use ferrocdk_cfn::lambda::version::ProvisionedConcurrencyConfiguration;
use ferrocdk_cfn::lambda::{CfnVersion, VersionProps as CfnVersionProps};
use ferrocdk_cfn::refs::lambda::{FunctionArn, FunctionName};
use ferrocdk_core::{Construct, IntoRef, RemovalPolicy, Scope, Value};

use super::destination::Destination;
use super::function::{Function, Part};
use super::invoke_config::{AsyncRetries, EventAge, Events};
use crate::bounds::bounded;
use crate::diagnostic_ids;
use crate::iam::{Grantee, PolicyStatement, Principal};
use crate::owned::{Owned, refuse};
use crate::props::props;

bounded! {
    /// Executions of a version or an alias that are kept warm, at least 1. How many there may be is a quota of the account.
    ProvisionedConcurrency(u32) in 1..=u32::MAX, "executions";
}

/// Properties of a function that its versions do not hold. Lambda publishes no version where nothing else has changed, so CloudFormation would fail with one. Source: "Lambda
/// function versions", `VERSION_LOCKED` of aws-cdk-lib.
const NOT_IN_VERSIONS: &[&str] = &[
    "CodeSigningConfigArn",
    "ReservedConcurrentExecutions",
    "Tags",
    "TenancyConfig",
];

props! {
    /// Settings of a [`Version`].
    pub struct VersionProps for CfnVersionProps {
        /// The function.
        function: Function,
        /// For people. Default: none.
        description: Option<Value<String>>,
        /// The SHA-256 of the code, in base64, without which nothing is published. Default: whatever code there is.
        code_sha256: Option<String>,
        /// Executions that are kept warm, each of which is paid as long as it is. Default: none.
        provisioned_concurrency: Option<ProvisionedConcurrency>,
        /// Where events go that asynchronous invocations of this version failed with. Default: nowhere.
        on_failure: Option<Destination>,
        /// Where events go that asynchronous invocations of this version have dealt with. Default: nowhere.
        on_success: Option<Destination>,
        /// How old an event may get while it is tried again. Default: 6 hours, as Lambda has it.
        max_event_age: Option<EventAge>,
        /// How often an event is tried again. Default: twice, as Lambda has it.
        retry_attempts: Option<AsyncRetries>,
        /// Fate of the version when a new one takes its place. Default: it goes, as its code is where it was built from; to send some calls to an old one, it has to stay.
        removal_policy: RemovalPolicy = RemovalPolicy::Destroy,
    }
}

/// A function as it was when this was made: code and settings do not change any more.
///
/// It is published once: [`Function::current_version`] is for one that follows the function. Whatever takes a function takes a version, too. Makes an `AWS::Lambda::Version`,
/// which costs nothing.
///
/// ```
/// use ferrocdk_aws::lambda::{Code, Function, FunctionProps, Version, VersionProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let function = Function::new(&stack, "Processor", FunctionProps::new(Code::rust("processor")));
/// let first = Version::new(&stack, "First", VersionProps::new(&function).description("as accepted"));
/// let number = first.version();
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct Version {
    handle: Function,
    function: Function,
    resource: Owned<CfnVersion>,
    version: Value<String>,
}

impl Construct for Version {
    fn scope(&self) -> &Scope {
        self.handle.scope()
    }
}

ferrocdk_cfn::refers!(Version: lambda { VersionArn => arn });

// Wherever a function goes, it goes as well.
impl IntoRef<FunctionArn> for &Version {
    fn into_ref(self) -> Value<String> {
        self.arn()
    }
}

impl IntoRef<FunctionName> for &Version {
    fn into_ref(self) -> Value<String> {
        self.name()
    }
}

impl Deref for Version {
    type Target = Function;

    fn deref(&self) -> &Function {
        &self.handle
    }
}

impl From<&Self> for Version {
    fn from(version: &Self) -> Self {
        version.clone()
    }
}

impl From<&Version> for Function {
    fn from(version: &Version) -> Self {
        version.handle.clone()
    }
}

impl Grantee for Version {
    fn grant_principal(&self) -> Principal {
        self.handle.grant_principal()
    }

    fn add_to_principal_policy(&self, statement: PolicyStatement) -> Option<Scope> {
        self.handle.add_to_principal_policy(statement)
    }

    fn foreign_account(&self) -> Option<Value<String>> {
        self.handle.foreign_account()
    }
}

impl Version {
    /// Publishes a function as it is.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: VersionProps) -> Self {
        let scope = scope.scope().child(id);
        if let Some(Err(error)) = props.provisioned_concurrency.map(ProvisionedConcurrency::check) {
            error.report(&scope, diagnostic_ids::FUNCTION_RANGE, "ProvisionedConcurrencyConfig");
        }
        let events = Events {
            max_event_age: props.max_event_age,
            retry_attempts: props.retry_attempts,
            on_failure: props.on_failure,
            on_success: props.on_success,
        };
        let mut version = CfnVersionProps::new().function_name(props.function.name());
        version.description = props.description;
        version.code_sha256 = props.code_sha256.map(Value::from);
        if let Some(executions) = props.provisioned_concurrency {
            let config = ProvisionedConcurrencyConfiguration::new();
            version =
                version.provisioned_concurrency_config(config.provisioned_concurrent_executions(executions.get()));
        }
        let version = CfnVersion::new(&scope, "Resource", props.customize.apply(version));
        version.apply_removal_policy(props.removal_policy);
        let number = version.attr_version();
        let function = props
            .function
            .qualified(&scope, version.reference(), Part::Version(number.clone()));
        events.configure(&function);
        Self {
            handle: function,
            function: props.function,
            resource: Owned::made(version),
            version: number,
        }
    }

    /// A version that exists, by ARN, which ends in the version's number.
    #[track_caller]
    pub fn from_version_arn(scope: &dyn Construct, id: &str, arn: impl Into<Value<String>>) -> Self {
        let arn = arn.into();
        let number = match arn.literal() {
            Some(text) => Value::from(text.split(':').nth(7).unwrap_or_default()),
            None => Value::select(7, arn.clone().split(":")),
        };
        let function = Function::from_function_arn(scope, id, arn);
        Self {
            handle: function.clone(),
            function,
            resource: Owned::imported(),
            version: number,
        }
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnVersion {
        self.resource.resource(self.handle.scope(), |scope| {
            CfnVersion::new(
                scope,
                "Resource",
                CfnVersionProps::new().function_name(self.bare_name()),
            )
        })
    }

    /// The version's number.
    pub fn version(&self) -> Value<String> {
        self.version.clone()
    }

    /// The function that it is a version of, as a handle without version.
    pub fn function(&self) -> &Function {
        &self.function
    }
}

/// The version that follows a function of this app.
#[derive(Clone, Debug)]
struct Current(Version);

impl Function {
    /// The function as it is now: a version that is published anew whenever code or settings change.
    ///
    /// Source: `currentVersion` of aws-cdk-lib; its logical id ends in a hash of what a version holds.
    ///
    /// ```
    /// use ferrocdk_aws::lambda::{Alias, AliasProps, Code, Function, FunctionProps};
    /// use ferrocdk_core::{App, Stack, StackProps};
    ///
    /// let app = App::new();
    /// let stack = Stack::new(&app, "plant", StackProps::default());
    /// let function = Function::new(&stack, "Processor", FunctionProps::new(Code::rust("processor")));
    /// let live = Alias::new(&stack, "Live", AliasProps::new("live", &function.current_version()));
    /// # assert!(app.synth().is_ok());
    /// ```
    #[track_caller]
    pub fn current_version(&self) -> Version {
        self.current_version_with(|props| props)
    }

    /// As [`current_version`](Self::current_version), with settings. The first call decides on them.
    #[track_caller]
    pub fn current_version_with(&self, settings: impl FnOnce(VersionProps) -> VersionProps) -> Version {
        if let Some(Current(version)) = self.scope().extension::<Current>() {
            return version;
        }
        let version = Version::new(self, "CurrentVersion", settings(VersionProps::new(self)));
        match (self.made(), version.resource.get()) {
            (Some(function), Some(version)) => version.make_anew_with_all_but(function, NOT_IN_VERSIONS),
            _ => refuse(
                self.scope(),
                "changes where this app cannot see it; publish it there, or make a Version",
            ),
        }
        self.scope().set_extension(Current(version.clone()));
        version
    }
}
