//! How a function is made.

use ferrocdk_cfn::lambda::function::{
    DeadLetterConfig, DurableConfig, Environment, EphemeralStorage as CfnEphemeralStorage, SnapStart as CfnSnapStart,
    TracingConfig,
};
use ferrocdk_cfn::lambda::{CfnFunction, FunctionProps as CfnFunctionProps};
use ferrocdk_core::{Construct, RemovalPolicy, Scope, Value, pseudo, text};
use ferrocdk_fingerprint::Architecture;

use super::acknowledge::Has;
use super::check::{self, Said};
use super::settings::{FunctionProps, SnapStart, Tracing};
use super::{Function, acknowledge};
use crate::defaults;
use crate::iam::{PolicyStatement, Principal, Role, RoleProps};
use crate::kms::Key;
use crate::lambda::code::Wanted;
use crate::lambda::invoke_config::Events;
use crate::lambda::layer::LayerVersion;
use crate::lambda::runtime::Runtime;
use crate::logs::{LogGroup, LogGroupProps};
use crate::owned::Owned;
use crate::units::Days;

impl Function {
    /// Makes a function.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: FunctionProps) -> Self {
        let scope = scope.scope().child(id);
        check::ranges(&scope, &props);
        let key = props.encryption_key.or_else(|| defaults::encryption_key(&scope));
        let events = Events {
            max_event_age: props.max_event_age,
            retry_attempts: props.retry_attempts,
            on_failure: props.on_failure,
            on_success: props.on_success,
        };
        let role = match props.role {
            Some(role) => {
                for policy in props.managed_policies {
                    role.add_managed_policy(policy);
                }
                role
            }
            None => {
                let lambda = Principal::service("lambda.amazonaws.com");
                Role::new(
                    &scope,
                    "Role",
                    RoleProps::new(lambda).managed_policies(props.managed_policies),
                )
            }
        };
        role.add_to_policy(
            PolicyStatement::allow(["xray:PutTelemetryRecords", "xray:PutTraceSegments"])
                .on_everything()
                .because("X-Ray has no resources to name"),
        );
        let retention = props.log_retention.or_else(|| defaults::log_retention(&scope));
        let log_group = match &props.log_group {
            Some(group) => {
                group.grant_write(&role);
                group.name()
            }
            None => own_log_group(&scope, key.as_ref(), retention, &role),
        };
        #[cfg(feature = "ec2")]
        let network = props.network.bind(&scope, &role);
        let has_dead_letter = props.dead_letter.is_some();
        let dead_letter = props.dead_letter.map(|dead_letter| dead_letter.bind(&scope, &role));
        for statement in props.initial_policy {
            role.add_to_policy(statement);
        }
        let wished = props.architecture.or_else(|| defaults::architecture(&scope));
        let wanted = Wanted {
            architecture: wished.unwrap_or(Architecture::X86_64),
            runtime: props.runtime.as_ref(),
        };
        let code = props.code.bind(&scope, wanted);
        for layer in &props.layers {
            layer.check(&scope, props.runtime.as_ref().or(code.runtime.as_ref()));
        }
        let said = Said {
            runtime: props.runtime.as_ref(),
            handler: props.handler.as_deref(),
            architecture: props.architecture,
            has_layers: !props.layers.is_empty(),
        };
        check::combination(&scope, &code, said);
        let architecture = code.architecture.unwrap_or(wanted.architecture);
        let runtime = props.runtime.or(code.runtime);
        let own_program = runtime.as_ref().and_then(Runtime::family) == Some("provided");
        let handler = props
            .handler
            .as_deref()
            .or(code.handler)
            .or(own_program.then_some("bootstrap"));
        let mut function = CfnFunctionProps::new()
            .code(code.code)
            .architectures([architecture.word()])
            .role(role.arn())
            .tracing_config(TracingConfig::new().mode(match props.tracing {
                Tracing::Active => "Active",
                Tracing::PassThrough => "PassThrough",
            }))
            .logging_config(props.logging.into_config().log_group(log_group.clone()));
        if let Some(runtime) = runtime {
            function = function.runtime(runtime.name());
        }
        if !props.environment.is_empty() {
            function = function.environment(Environment::new().variables(props.environment));
        }
        if let Some(size) = props.ephemeral_storage {
            function = function.ephemeral_storage(CfnEphemeralStorage::new().size(size.get()));
        }
        function.handler = handler.map(Value::from);
        function.function_name = props.function_name;
        function.description = props.description;
        if code.is_image {
            function = function.package_type("Image");
            function.image_config = code.image_config.map(Value::from);
        }
        if !props.layers.is_empty() {
            function = function.layers(props.layers.iter().map(LayerVersion::arn).collect::<Vec<_>>());
        }
        function.code_signing_config_arn = props.code_signing_config;
        if props.snap_start == Some(SnapStart::OnPublishedVersions) {
            function = function.snap_start(CfnSnapStart::new().apply_on("PublishedVersions"));
        }
        if let Some(durable) = props.durable {
            role.add_to_policy(durable_execution());
            let mut config = DurableConfig::new().execution_timeout(durable.execution_timeout.get());
            config.retention_period_in_days = durable.retention_period.map(|days| days.get().into());
            function = function.durable_config(config);
        }
        function.timeout = props.timeout.map(|timeout| timeout.get().into());
        function.memory_size = props.memory.map(|memory| memory.get().into());
        function.kms_key_arn = key.as_ref().map(Key::arn);
        function.reserved_concurrent_executions = props.reserved_concurrency.map(|executions| executions.get().into());
        function.dead_letter_config = dead_letter.map(|arn| DeadLetterConfig::new().target_arn(arn).into());
        #[cfg(feature = "ec2")]
        {
            function.vpc_config = network.as_ref().map(|joined| joined.config.clone().into());
        }
        let is_in_network = function.vpc_config.is_some();
        let has_reservation = function.reserved_concurrent_executions.is_some();
        let function = CfnFunction::new(&scope, "Resource", props.customize.apply(function));
        function.apply_removal_policy(RemovalPolicy::Destroy);
        let has = Has {
            key: key.is_some(),
            dead_letter: has_dead_letter,
            reservation: has_reservation,
            network: is_in_network,
        };
        acknowledge::default_form(&function, has);
        // A function that runs before its permissions are there fails its first batches.
        function.scope().depends_on(&role);
        // So does one that is invoked before it has a way out.
        #[cfg(feature = "ec2")]
        if let Some(joined) = &network {
            joined.subnets.internet_before(&function);
        }
        let function = Self {
            scope,
            arn: function.attr_arn(),
            name: function.reference(),
            resource: Owned::made(function),
            part: None,
            role: Some(role),
            is_foreign: false,
            log_group_name: Some(log_group),
            #[cfg(feature = "ec2")]
            groups: network.map(|joined| joined.groups).unwrap_or_default(),
        };
        events.configure(&function);
        function
    }
}

/// A log group of the function's own. It goes with the function: what happened before it is gone is not looked for.
#[track_caller]
fn own_log_group(scope: &Scope, key: Option<&Key>, retention: Option<Days>, role: &Role) -> Value<String> {
    let mut props = LogGroupProps::new().removal_policy(RemovalPolicy::Destroy);
    props.retention = retention.map(Into::into);
    props.encryption_key = key.cloned();
    let group = LogGroup::new(scope, "Logs", props);
    group.grant_write(role);
    group.name()
}

/// Permissions of a durable execution for its own history. The function itself cannot be named: it waits for this policy.
fn durable_execution() -> PolicyStatement {
    let functions = text!(
        "arn:{}:lambda:{}:{}:function:*",
        pseudo::partition(),
        pseudo::region(),
        pseudo::account_id()
    );
    PolicyStatement::allow(["lambda:CheckpointDurableExecution", "lambda:GetDurableExecutionState"]).on(functions)
}
