//! `Alias`: a name that leads to a version.

use std::ops::Deref;

use ferrocdk_cfn::lambda::alias::{
    AliasRoutingConfiguration, ProvisionedConcurrencyConfiguration, VersionWeight as CfnVersionWeight,
};
use ferrocdk_cfn::lambda::{AliasProps as CfnAliasProps, CfnAlias, CfnFunction};
use ferrocdk_cfn::refs::lambda::{FunctionArn, FunctionName};
use ferrocdk_core::{Construct, Diagnostic, IntoRef, Number, Scope, Value};

use super::destination::Destination;
use super::function::{Function, Part};
use super::invoke_config::{AsyncRetries, EventAge, Events};
use super::version::{ProvisionedConcurrency, Version};
use crate::cloudwatch::Metric;
use crate::diagnostic_ids;
use crate::iam::{Grantee, PolicyStatement, Principal};
use crate::owned::Owned;
use crate::props::props;

/// A share of the calls that goes to another version.
#[derive(Clone, Debug)]
pub struct VersionWeight {
    /// The version.
    pub version: Version,
    /// The share, from 0 to 1.
    pub weight: f64,
}

props! {
    /// Settings of an [`Alias`].
    pub struct AliasProps for CfnAliasProps {
        /// The name, letters, digits, `-` and `_`.
        alias_name: String,
        /// The version that it leads to.
        version: Version,
        /// For people. Default: none.
        description: Option<Value<String>>,
        /// Versions that get a share of the calls. Default: none. Lambda takes one.
        own additional_versions: Vec<VersionWeight> = Vec::new(),
        /// Executions that are kept warm, each of which is paid as long as it is. Default: none.
        provisioned_concurrency: Option<ProvisionedConcurrency>,
        /// Where events go that asynchronous invocations by this name failed with. Default: nowhere.
        on_failure: Option<Destination>,
        /// Where events go that asynchronous invocations by this name have dealt with. Default: nowhere.
        on_success: Option<Destination>,
        /// How old an event may get while it is tried again. Default: 6 hours, as Lambda has it.
        max_event_age: Option<EventAge>,
        /// How often an event is tried again. Default: twice, as Lambda has it.
        retry_attempts: Option<AsyncRetries>,
    }
}

impl AliasProps {
    /// Sends a share of the calls, from 0 to 1, to another version.
    pub fn additional_version(mut self, version: &Version, weight: f64) -> Self {
        let version = version.clone();
        self.additional_versions.push(VersionWeight { version, weight });
        self
    }
}

/// A name such as `live` that leads to a version of a function, and can be led to another one.
///
/// Whatever takes a function takes an alias, too. Makes an `AWS::Lambda::Alias`, which costs nothing; executions that are kept warm cost 11 dollars a month and gigabyte.
///
/// ```
/// use ferrocdk_aws::lambda::{Alias, AliasProps, Code, Function, FunctionProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let function = Function::new(&stack, "Processor", FunctionProps::new(Code::rust("processor")));
/// let live = AliasProps::new("live", &function.current_version()).provisioned_concurrency(2);
/// let live = Alias::new(&stack, "Live", live);
/// let late = live.metric_errors();
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct Alias {
    function: Function,
    resource: Owned<CfnAlias>,
    alias_name: Value<String>,
}

impl Construct for Alias {
    fn scope(&self) -> &Scope {
        self.function.scope()
    }
}

ferrocdk_cfn::refers!(Alias: lambda { AliasArn => arn });

// Wherever a function goes, it goes as well.
impl IntoRef<FunctionArn> for &Alias {
    fn into_ref(self) -> Value<String> {
        self.arn()
    }
}

impl IntoRef<FunctionName> for &Alias {
    fn into_ref(self) -> Value<String> {
        self.name()
    }
}

impl Deref for Alias {
    type Target = Function;

    fn deref(&self) -> &Function {
        &self.function
    }
}

impl From<&Alias> for Function {
    fn from(alias: &Alias) -> Self {
        alias.function.clone()
    }
}

impl Grantee for Alias {
    fn grant_principal(&self) -> Principal {
        self.function.grant_principal()
    }

    fn add_to_principal_policy(&self, statement: PolicyStatement) -> Option<Scope> {
        self.function.add_to_principal_policy(statement)
    }

    fn foreign_account(&self) -> Option<Value<String>> {
        self.function.foreign_account()
    }
}

impl Alias {
    /// Makes an alias.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: AliasProps) -> Self {
        let scope = scope.scope().child(id);
        check(&scope, &props);
        let events = Events {
            max_event_age: props.max_event_age,
            retry_attempts: props.retry_attempts,
            on_failure: props.on_failure,
            on_success: props.on_success,
        };
        let function = props.version.function();
        let mut alias = CfnAliasProps::new()
            .name(props.alias_name.as_str())
            .function_name(function.name())
            .function_version(props.version.version());
        alias.description = props.description;
        if !props.additional_versions.is_empty() {
            let weights = props.additional_versions.into_iter().map(|share| {
                CfnVersionWeight::new()
                    .function_version(share.version.version())
                    .function_weight(Number::from(share.weight))
            });
            let routing = AliasRoutingConfiguration::new().additional_version_weights(weights.collect::<Vec<_>>());
            alias = alias.routing_config(routing);
        }
        if let Some(executions) = props.provisioned_concurrency {
            let config = ProvisionedConcurrencyConfiguration::new();
            alias = alias.provisioned_concurrency_config(config.provisioned_concurrent_executions(executions.get()));
        }
        let alias = CfnAlias::new(&scope, "Resource", props.customize.apply(alias));
        let alias_name = Value::from(props.alias_name);
        let function = function.qualified(&scope, alias.reference(), Part::Alias(alias_name.clone()));
        events.configure(&function);
        Self {
            function,
            resource: Owned::made(alias),
            alias_name,
        }
    }

    /// An alias that exists, of a version's function.
    #[track_caller]
    pub fn from_alias_name(scope: &dyn Construct, id: &str, function: &Function, alias_name: &str) -> Self {
        let scope = scope.scope().child(id);
        let arn = ferrocdk_core::text!("{}:{}", function.arn(), alias_name);
        Self {
            function: function.qualified(&scope, arn, Part::Alias(alias_name.into())),
            resource: Owned::imported(),
            alias_name: alias_name.into(),
        }
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnAlias {
        self.resource.resource(self.function.scope(), |scope| {
            let props = CfnAliasProps::new().name(self.alias_name());
            CfnAlias::new(
                scope,
                "Resource",
                props.function_name(self.bare_name()).function_version("1"),
            )
        })
    }

    /// The name.
    pub fn alias_name(&self) -> Value<String> {
        self.alias_name.clone()
    }

    /// Share of the executions kept warm that are busy, from 0 to 1.
    pub fn metric_provisioned_concurrency_utilization(&self) -> Metric {
        let (name, part) = (self.bare_name(), self.part().unwrap_or_else(|| self.name()));
        CfnFunction::metric_provisioned_concurrency_utilization_by_function_name_and_resource(name, part).into()
    }
}

impl Function {
    /// Makes an alias of the function as it is now, which follows it.
    #[track_caller]
    pub fn add_alias(&self, alias_name: &str) -> Alias {
        let props = AliasProps::new(alias_name, self.current_version());
        Alias::new(self, &format!("Alias{alias_name}"), props)
    }
}

fn check(scope: &Scope, props: &AliasProps) {
    if let Some(Err(error)) = props.provisioned_concurrency.map(ProvisionedConcurrency::check) {
        error.report(scope, diagnostic_ids::FUNCTION_RANGE, "ProvisionedConcurrencyConfig");
    }
    let refuse = |property: &str, message: &str, found: String, allowed: &str| {
        let diagnostic = Diagnostic::error(diagnostic_ids::ALIAS, message)
            .at("", Some(property))
            .found(found)
            .allowed(allowed);
        scope.report(diagnostic);
    };
    let name = &props.alias_name;
    let is_word = |character: char| character.is_ascii_alphanumeric() || "-_".contains(character);
    let is_number = name.chars().all(|character| character.is_ascii_digit());
    if is_number || name.len() > 128 || !name.chars().all(is_word) {
        refuse(
            "Name",
            "the name of an alias",
            format!("{name:?}"),
            "1 to 128 letters, digits, `-` and `_`, but not a number, which would be a version",
        );
    }
    let shares = &props.additional_versions;
    let sum: f64 = shares.iter().map(|share| share.weight).sum();
    let is_share = |share: &VersionWeight| (0.0..=1.0).contains(&share.weight);
    if !shares.iter().all(is_share) || sum > 1.0 || shares.len() > 1 {
        let shares: Vec<_> = shares.iter().map(|share| share.weight.to_string()).collect();
        refuse(
            "RoutingConfig",
            "shares of calls that an alias cannot give away",
            shares.join(", "),
            "one further version, with a share from 0 to 1",
        );
    }
}
