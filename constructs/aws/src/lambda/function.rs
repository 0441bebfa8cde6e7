//! `Function`: code that runs when something invokes it.

use ferrocdk_cfn::lambda::function::{
    DeadLetterConfig, Environment, EphemeralStorage as CfnEphemeralStorage, TracingConfig,
};
use ferrocdk_cfn::lambda::{CfnFunction, FunctionProps as CfnFunctionProps};
use ferrocdk_core::{Construct, Diagnostic, Expr, ExprMap, Map, RemovalPolicy, Scope, Value, pseudo, text};
use ferrocdk_fingerprint::Architecture;

use super::acknowledge;
use super::code::{Bound, Code};
use super::dead_letter::DeadLetter;
use super::limits::{EphemeralStorage, Memory, ReservedConcurrency, Timeout};
use super::logging::Logging;
use super::runtime::Runtime;
use crate::iam::{Grantee, PolicyStatement, Principal, Role, RoleProps};
use crate::kms::Key;
use crate::logs::{LogGroup, LogGroupProps};
use crate::owned::{Owned, constructs, refuse};
use crate::props::props;
use crate::units::Days;
use crate::{defaults, diagnostic_ids};

/// Whether X-Ray records what a function does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tracing {
    /// Requests are sampled and recorded, as far as whoever invokes does not decide. The first 100,000 a month cost nothing.
    #[default]
    Active,
    /// Only requests are recorded that whoever invokes asks for.
    PassThrough,
}

props! {
    /// Settings of a [`Function`].
    pub struct FunctionProps for CfnFunctionProps {
        /// The code.
        code: Code,
        /// What runs it. Default: what the code brings; source text and folders bring none.
        runtime: Option<Runtime>,
        /// Where it is entered, such as `index.handler`. Default: what the code brings; `bootstrap` for programs of their own.
        handler: Option<String>,
        /// A name that does not change. Default: CloudFormation generates one, so that a replacement can stand beside the function it replaces.
        function_name: Option<Value<String>>,
        /// For people. Default: none.
        description: Option<Value<String>>,
        /// How long one invocation may take. Default: 3 seconds, as Lambda has it.
        timeout: Option<Timeout>,
        /// Memory, and the share of a processor with it. Default: 128 MB, as Lambda has it: the least, and the cheapest where a function waits for others.
        memory: Option<Memory>,
        /// Space in `/tmp`. Default: 512 MB, which costs nothing, as Lambda has it.
        ephemeral_storage: Option<EphemeralStorage>,
        /// The processors that it runs on. Default: those that the code is built for, else those of the scope ([`Defaults`](crate::Defaults)), else x86-64, as Lambda has it;
        /// Arm costs a fifth less.
        architecture: Option<Architecture>,
        /// Environment variables.
        own environment: Map<Value<String>> = Map::new(),
        /// The key of the account that encrypts the environment and the own log group. Default: that of the scope ([`Defaults`](crate::Defaults)), else Lambda's own, which costs nothing.
        encryption_key: Option<Key>,
        /// Executions that are kept for this function, which then gets no more. Default: it shares those of the account.
        reserved_concurrency: Option<ReservedConcurrency>,
        /// Whether X-Ray records what it does. Default: it does, so that what is slow or fails can be found afterwards.
        tracing: Tracing = Tracing::Active,
        /// The form of the logs. Default: JSON, by whose fields they can be searched, from `INFO` on; of Lambda's own lines, warnings.
        logging: Logging = Logging::default(),
        /// How long the logs of the own log group are kept. Default: that of the scope ([`Defaults`](crate::Defaults)), else a year.
        log_retention: Option<Days>,
        /// The log group. Default: one of the function's own, which goes with it.
        own log_group: Option<LogGroup> = None,
        /// The role that the function has. Default: one of its own, with permissions for its logs and traces and what grants give.
        own role: Option<Role> = None,
        /// Policies of the own role that exist, by ARN.
        managed_policies: Vec<Value<String>>,
        /// What the function may do from the beginning.
        initial_policy: Vec<PolicyStatement>,
        /// Where events go that asynchronous invocations failed with three times. Default: nowhere, since most functions are invoked by a queue, a stream or an API, which keep or
        /// tell failures themselves; whoever connects a topic, a rule or a bucket gives one.
        dead_letter: Option<DeadLetter>,
    }
}

impl FunctionProps {
    /// Sets an environment variable; all together hold 4 KB.
    #[must_use]
    pub fn environment(mut self, name: &str, value: impl Into<Value<String>>) -> Self {
        self.environment.insert(name.to_owned(), value.into());
        self
    }

    /// Writes the logs into a log group that several functions may share.
    #[must_use]
    pub fn log_group(mut self, group: &LogGroup) -> Self {
        self.log_group = Some(group.clone());
        self
    }

    /// Gives the function a role that exists. It gets the permissions for logs and traces, unless it is one that this app must not change.
    #[must_use]
    pub fn role(mut self, role: &Role) -> Self {
        self.role = Some(role.clone());
        self
    }
}

/// A Lambda function, with its own role and log group; or a version or an alias of one, where those go for their function.
///
/// Makes an `AWS::Lambda::Function`, an `AWS::IAM::Role` with an `AWS::IAM::ManagedPolicy`, and an `AWS::Logs::LogGroup`. Costs 20 cents a million invocations and 17
/// dollars a million seconds with a gigabyte (13 on Arm); logs cost 50 cents a gigabyte.
///
/// ```
/// use ferrocdk_aws::lambda::{Code, Function, FunctionProps};
/// use ferrocdk_aws::sqs::{Queue, QueueProps};
/// use ferrocdk_aws::units::{Mebibytes, Minutes};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let failed = Queue::new(&stack, "Failed", QueueProps::new());
/// let props = FunctionProps::new(Code::rust("processor")).memory(Mebibytes(512)).timeout(Minutes(1)).dead_letter(&failed);
/// let processor = Function::new(&stack, "Processor", props);
///
/// let orders = Queue::new(&stack, "Orders", QueueProps::new());
/// orders.grant_send_messages(&processor);
/// processor.add_environment("ORDERS", orders.url());
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct Function {
    scope: Scope,
    resource: Owned<CfnFunction>,
    arn: Value<String>,
    name: Value<String>,
    part: Option<Part>,
    role: Option<Role>,
    is_foreign: bool,
}

/// Which version or alias a handle means.
#[derive(Clone, Debug)]
struct Part {
    function_name: Value<String>,
    qualifier: Value<String>,
}

constructs!(Function);

impl Grantee for Function {
    fn grant_principal(&self) -> Principal {
        match &self.role {
            Some(role) => role.grant_principal(),
            None => Principal::service("lambda.amazonaws.com").from_source(self.arn()),
        }
    }

    #[track_caller]
    fn add_to_principal_policy(&self, statement: PolicyStatement) -> Option<Scope> {
        let Some(role) = &self.role else {
            refuse(
                &self.scope,
                "has a role that is not known here, which nothing can be granted to",
            );
            return Some(self.scope.clone());
        };
        role.add_to_principal_policy(statement)
    }

    fn foreign_account(&self) -> Option<Value<String>> {
        self.role.as_ref()?.foreign_account()
    }
}

impl Function {
    /// Makes a function.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: FunctionProps) -> Self {
        let scope = scope.scope().child(id);
        check(&scope, &props);
        let key = props.encryption_key.or_else(|| defaults::encryption_key(&scope));
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
        let has_dead_letter = props.dead_letter.is_some();
        let dead_letter = props.dead_letter.map(|dead_letter| dead_letter.bind(&scope, &role));
        for statement in props.initial_policy {
            role.add_to_policy(statement);
        }
        let code = props
            .code
            .bind(&scope, props.architecture.or_else(|| defaults::architecture(&scope)));
        check_code(
            &scope,
            &code,
            props.runtime.as_ref(),
            props.handler.as_deref(),
            props.architecture,
        );
        let architecture = code.architecture.or(props.architecture);
        let architecture = architecture
            .or_else(|| defaults::architecture(&scope))
            .unwrap_or(Architecture::X86_64);
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
            .logging_config(props.logging.into_config().log_group(log_group));
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
        function.timeout = props.timeout.map(|timeout| timeout.get().into());
        function.memory_size = props.memory.map(|memory| memory.get().into());
        function.kms_key_arn = key.as_ref().map(Key::arn);
        function.reserved_concurrent_executions = props.reserved_concurrency.map(|executions| executions.get().into());
        function.dead_letter_config = dead_letter.map(|arn| DeadLetterConfig::new().target_arn(arn).into());
        let has_reservation = function.reserved_concurrent_executions.is_some();
        let function = CfnFunction::new(&scope, "Resource", props.customize.apply(function));
        function.apply_removal_policy(RemovalPolicy::Destroy);
        acknowledge::default_form(&function, key.is_some(), has_dead_letter, has_reservation);
        // A function that runs before its permissions are there fails its first batches.
        function.scope().depends_on(&role);
        Self {
            scope,
            arn: function.attr_arn(),
            name: function.reference(),
            resource: Owned::made(function),
            part: None,
            role: Some(role),
            is_foreign: false,
        }
    }
}

impl Function {
    /// A function that exists, by ARN, with a version or an alias where the ARN has one.
    #[track_caller]
    pub fn from_function_arn(scope: &dyn Construct, id: &str, arn: impl Into<Value<String>>) -> Self {
        Self::from_function_attributes(scope, id, FunctionAttributes::new(arn))
    }

    /// A function of the stack's account and region that exists, by name.
    #[track_caller]
    pub fn from_function_name(scope: &dyn Construct, id: &str, name: impl Into<Value<String>>) -> Self {
        let name = name.into();
        let arn = text!(
            "arn:{}:lambda:{}:{}:function:{}",
            pseudo::partition(),
            pseudo::region(),
            pseudo::account_id(),
            name.clone()
        );
        Self {
            name,
            ..Self::from_function_arn(scope, id, arn)
        }
    }

    /// A function that exists, with what is known of it: with its role, grants to it work.
    #[track_caller]
    pub fn from_function_attributes(scope: &dyn Construct, id: &str, attributes: FunctionAttributes) -> Self {
        let scope = scope.scope().child(id);
        let FunctionAttributes { arn, role } = attributes;
        let part = |index: u32| match arn.literal() {
            Some(text) => Value::from(text.split(':').nth(index as usize).unwrap_or_default()),
            None => Value::select(index, arn.clone().split(":")),
        };
        let qualifier = arn.literal().and_then(|text| text.split(':').nth(7)).map(Value::from);
        let name = part(6);
        let own = scope.stack().and_then(|stack| stack.environment().account);
        let account = part(4);
        let is_foreign = match (account.literal(), own) {
            (Some(account), Some(own)) => *account != own,
            _ => false,
        };
        Self {
            resource: Owned::imported(),
            part: qualifier.map(|qualifier| Part {
                function_name: name.clone(),
                qualifier,
            }),
            name: if arn.literal().is_some_and(|text| text.split(':').nth(7).is_some()) {
                arn.clone()
            } else {
                name
            },
            arn,
            role,
            is_foreign,
            scope,
        }
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnFunction {
        self.resource.resource(&self.scope, |scope| {
            CfnFunction::new(scope, "Resource", CfnFunctionProps::new())
        })
    }

    /// The function's name; of a version or an alias, its ARN, which goes wherever Lambda asks for a name.
    pub fn name(&self) -> Value<String> {
        self.name.clone()
    }

    /// The function's ARN, with version or alias.
    pub fn arn(&self) -> Value<String> {
        self.arn.clone()
    }

    /// The role that the function has, if it is known.
    pub fn role(&self) -> Option<&Role> {
        self.role.as_ref()
    }

    /// Sets an environment variable; all together hold 4 KB.
    #[track_caller]
    pub fn add_environment(&self, name: &str, value: impl Into<Value<String>>) {
        let Some(function) = self.resource.get() else {
            refuse(&self.scope, "has an environment that this app cannot change");
            return;
        };
        let value = value.into().into_expr();
        function.update_property("Environment", |environment| {
            let empty = || Expr::Object(ExprMap::default());
            if !matches!(environment, Expr::Object(_)) {
                *environment = empty();
            }
            if let Expr::Object(map) = environment
                && let Expr::Object(variables) = map.get_or_insert_with("Variables", empty)
            {
                variables.insert(name, value);
            }
        });
    }

    /// Adds a statement to what the function may do.
    #[track_caller]
    pub fn add_to_role_policy(&self, statement: PolicyStatement) {
        self.add_to_principal_policy(statement);
    }

    /// Whether its policy can be changed here.
    pub(crate) fn can_permit(&self) -> bool {
        !self.is_foreign
    }

    pub(super) fn is_qualified(&self) -> bool {
        self.part.is_some()
    }

    /// The name without version and alias.
    pub(super) fn bare_name(&self) -> Value<String> {
        match &self.part {
            Some(part) => part.function_name.clone(),
            None => self.name(),
        }
    }

    /// Name and version or alias, as metrics have it.
    pub(super) fn part(&self) -> Option<Value<String>> {
        let Part {
            function_name,
            qualifier,
        } = self.part.as_ref()?;
        Some(text!("{}:{}", function_name.clone(), qualifier.clone()))
    }
}

props! {
    /// A function that exists, for [`Function::from_function_attributes`].
    pub struct FunctionAttributes {
        /// Its ARN.
        arn: Value<String>,
        /// Its role. Default: not known, so that nothing can be granted to the function.
        own role: Option<Role> = None,
    }
}

impl FunctionAttributes {
    /// Says which role it has.
    #[must_use]
    pub fn role(mut self, role: &Role) -> Self {
        self.role = Some(role.clone());
        self
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

fn check(scope: &Scope, props: &FunctionProps) {
    let checks = [
        ("Timeout", props.timeout.map_or(Ok(()), Timeout::check)),
        ("MemorySize", props.memory.map_or(Ok(()), Memory::check)),
        (
            "EphemeralStorage",
            props.ephemeral_storage.map_or(Ok(()), EphemeralStorage::check),
        ),
        (
            "ReservedConcurrentExecutions",
            props.reserved_concurrency.map_or(Ok(()), ReservedConcurrency::check),
        ),
    ];
    for (property, checked) in checks {
        if let Err(error) = checked {
            error.report(scope, diagnostic_ids::FUNCTION_RANGE, property);
        }
    }
}

/// Tells what code and settings make impossible together.
fn check_code(
    scope: &Scope,
    code: &Bound,
    runtime: Option<&Runtime>,
    handler: Option<&str>,
    architecture: Option<Architecture>,
) {
    let refuse = |property: &str, message: &str, found: String, allowed: &str| {
        let diagnostic = Diagnostic::error(diagnostic_ids::FUNCTION_SETTINGS, message)
            .at("", Some(property))
            .found(found)
            .allowed(allowed);
        scope.report(diagnostic);
    };
    if code.is_missing {
        return;
    }
    match (runtime, &code.runtime) {
        (None, None) => refuse(
            "Runtime",
            "a function without a runtime",
            "code that brings none".to_owned(),
            "a runtime, such as `.runtime(Runtime::NODEJS_24)`",
        ),
        (Some(runtime), None) if code.is_inline && !runtime.takes_inline_code() => refuse(
            "Runtime",
            "source text that the runtime does not take",
            runtime.to_string(),
            "runtimes of Node.js and Python; other code comes from Code::asset or Code::rust",
        ),
        (Some(runtime), Some(brought)) if runtime.family() != brought.family() => refuse(
            "Runtime",
            "a runtime that does not run the code",
            runtime.to_string(),
            "the one that the code brings; leave the setting out",
        ),
        _ => {}
    }
    let own_program = runtime.and_then(Runtime::family) == Some("provided");
    if handler.or(code.handler).is_none() && !own_program {
        refuse(
            "Handler",
            "a function without a handler",
            "code that brings none".to_owned(),
            "the file and the function in it, such as `.handler(\"index.handler\")`",
        );
    }
    if let (Some(given), Some(built)) = (architecture, code.architecture)
        && given != built
    {
        refuse(
            "Architectures",
            "code that is built for other processors",
            format!("{} for code of {}", given.word(), built.word()),
            "the processors that the code is built for; leave the setting out",
        );
    }
}
