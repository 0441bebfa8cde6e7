//! `StateMachine`: a chain of states that runs.

use ferrocdk_cfn::stepfunctions::state_machine::{
    CloudWatchLogsLogGroup, EncryptionConfiguration, LogDestination, LoggingConfiguration, TracingConfiguration,
};
use ferrocdk_cfn::stepfunctions::{CfnStateMachine, StateMachineProps as CfnStateMachineProps};
use ferrocdk_core::{Construct, Diagnostic, Document, RemovalPolicy, Scope, Value, doc, pseudo, text};

use super::chain::Chain;
use super::definition::{self, QueryLanguage};
use super::grants::StateMachineGrants;
use super::state::{DistributedMap, StateData};
use crate::grants::{Grant, Target};
use crate::iam::{Grantee, Policy, PolicyProps, PolicyStatement, Principal, Role, RoleProps};
use crate::kms::Key;
use crate::logs::{LogGroup, LogGroupProps};
use crate::owned::{Owned, constructs};
use crate::props::props;
use crate::units::{Days, Seconds};
use crate::{defaults, diagnostic_ids};

/// How a machine runs.
///
/// Source: "Choosing workflow type in Step Functions".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StateMachineType {
    /// Every step once, for a year at most; paid by step.
    #[default]
    Standard,
    /// Steps at least once, for five minutes at most; paid by execution and time.
    Express,
}

/// Which events of executions are logged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LogLevel {
    /// All.
    #[default]
    All,
    /// Errors.
    Error,
    /// Errors that ended the execution.
    Fatal,
    /// None, and there is no log group.
    Off,
}

/// Whether the data of executions is logged, too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ExecutionData {
    /// It is not: inputs and outputs may be what nobody else may read.
    #[default]
    Left,
    /// It is.
    Logged,
}

/// The states of a machine.
#[derive(Clone, Debug)]
pub enum Definition {
    /// Chains of states.
    Chain(Chain),
    /// The Amazon States Language as a document, with references inside.
    Document(Document),
}

impl<C: Into<Chain>> From<C> for Definition {
    fn from(chain: C) -> Self {
        Self::Chain(chain.into())
    }
}

impl From<Document> for Definition {
    fn from(document: Document) -> Self {
        Self::Document(document)
    }
}

props! {
    /// Settings of a [`StateMachine`].
    pub struct StateMachineProps for CfnStateMachineProps {
        /// The states: a chain, or a document in the Amazon States Language.
        definition: Definition,
        /// How it runs. Default: standard, where every step is done once.
        state_machine_type: StateMachineType = StateMachineType::Standard,
        /// The language that states compute in. Default: JSONPath, as the Amazon States Language has it.
        query_language: QueryLanguage = QueryLanguage::JsonPath,
        /// An execution fails after this time. Default: never, for a standard machine within a year.
        timeout: Option<Seconds>,
        /// For readers of the definition. Default: none.
        comment: Option<String>,
        /// Which events are logged. Default: all, without data: an express machine cannot be looked into otherwise.
        log_level: LogLevel = LogLevel::All,
        /// Whether the data of executions is logged, too. Default: it is not.
        execution_data: ExecutionData = ExecutionData::Left,
        /// How long logs are kept. Default: as the scope says ([`Defaults`](crate::Defaults)), else a year.
        log_retention: Option<Days>,
        /// The role that it acts as. Default: one of its own, with what its states need.
        role: Option<Role>,
        /// The key of the account that encrypts definition and executions. Default: that of the scope ([`Defaults`](crate::Defaults)), else one of Step Functions.
        encryption_key: Option<Key>,
        /// A name that does not change. Default: CloudFormation generates one.
        state_machine_name: Option<Value<String>>,
        /// Fate of the machine when it leaves the stack. Default: it goes with it; it holds no data but the history of executions.
        removal_policy: RemovalPolicy = RemovalPolicy::Destroy,
    }
}

/// A state machine of Step Functions, traced and logged.
///
/// Makes an `AWS::StepFunctions::StateMachine`, a role with what the states need, and a log group. A standard machine costs 25 cents for 10,000 steps, an express one a dollar for
/// a million executions and their time.
///
/// ```
/// use ferrocdk_aws::stepfunctions::{Choice, Condition, Fail, Pass, StateMachine, StateMachineProps, Succeed};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let judge = Choice::new("Hot?")
///     .when(Condition::number_greater_than("$.value", 80), Fail::new("Too hot"))
///     .otherwise(Succeed::new("Fine"));
/// StateMachine::new(&stack, "Inspection", StateMachineProps::new(Pass::new("Prepare").next(judge)));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct StateMachine {
    scope: Scope,
    resource: Owned<CfnStateMachine>,
    arn: Value<String>,
    name: Value<String>,
    role: Option<Role>,
}

constructs!(StateMachine);
ferrocdk_cfn::refers!(StateMachine: stepfunctions { StateMachineArn => arn, StateMachineName => name });

impl StateMachine {
    /// Makes a machine.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: StateMachineProps) -> Self {
        let scope = scope.scope().child(id);
        let role = props.role.unwrap_or_else(|| {
            let states = Principal::service("states.amazonaws.com").from_own_account();
            Role::new(&scope, "Role", RoleProps::new(states))
        });
        if let Definition::Chain(chain) = &props.definition {
            definition::check(&scope, chain, props.query_language);
            permit(chain, &role);
        }
        let has_distributed_map = matches!(&props.definition, Definition::Chain(chain) if DistributedMap::is_in(chain));
        if has_distributed_map && props.state_machine_type == StateMachineType::Express {
            let diagnostic = Diagnostic::error(diagnostic_ids::STATES, "an express machine has no distributed maps");
            scope.report(diagnostic.help("let it be a standard machine, or use Map"));
        }
        let mut machine = CfnStateMachineProps::new()
            .role_arn(role.arn())
            .definition_string(write(
                props.definition,
                props.query_language,
                props.comment,
                props.timeout,
            ))
            .tracing_configuration(TracingConfiguration::new().enabled(true));
        let traces = [
            "xray:PutTraceSegments",
            "xray:PutTelemetryRecords",
            "xray:GetSamplingRules",
            "xray:GetSamplingTargets",
        ];
        role.add_to_policy(
            PolicyStatement::allow(traces)
                .on_everything()
                .because("X-Ray has no resources to name"),
        );
        if props.state_machine_type == StateMachineType::Express {
            machine = machine.state_machine_type("EXPRESS");
        }
        if let Some(level) = word(props.log_level) {
            let group = logs(&scope, props.log_retention, &role);
            let group = CloudWatchLogsLogGroup::new().log_group_arn(group.arn());
            let logging = LoggingConfiguration::new()
                .destinations([LogDestination::new().cloud_watch_logs_log_group(group)])
                .include_execution_data(props.execution_data == ExecutionData::Logged)
                .level(level);
            machine = machine.logging_configuration(logging);
        }
        if let Some(key) = props.encryption_key.or_else(|| defaults::encryption_key(&scope)) {
            let encryption = EncryptionConfiguration::new()
                .type_("CUSTOMER_MANAGED_KMS_KEY")
                .kms_key_id(key.arn());
            machine = machine.encryption_configuration(encryption);
            key.grant(&role, &["kms:Decrypt", "kms:GenerateDataKey"]);
        }
        machine.state_machine_name = props.state_machine_name;
        let machine = CfnStateMachine::new(&scope, "Resource", props.customize.apply(machine));
        machine.apply_removal_policy(props.removal_policy);
        // A machine that starts before its permissions are there fails its first executions.
        machine.scope().depends_on(&role);
        let made = Self {
            scope,
            arn: machine.reference(),
            name: machine.attr_name(),
            resource: Owned::made(machine),
            role: Some(role),
        };
        if has_distributed_map {
            made.permit_own_executions();
        }
        made
    }

    /// A machine that exists, by ARN.
    #[track_caller]
    pub fn from_state_machine_arn(scope: &dyn Construct, id: &str, arn: impl Into<Value<String>>) -> Self {
        let arn = arn.into();
        let name = match arn.literal() {
            Some(text) => Value::from(text.split(':').nth(6).unwrap_or_default()),
            None => Value::select(6, arn.clone().split(":")),
        };
        Self {
            scope: scope.scope().child(id),
            resource: Owned::imported(),
            arn,
            name,
            role: None,
        }
    }

    /// A machine of the stack's account and region that exists, by name.
    #[track_caller]
    pub fn from_state_machine_name(scope: &dyn Construct, id: &str, name: &str) -> Self {
        let arn = text!(
            "arn:{}:states:{}:{}:stateMachine:{}",
            pseudo::partition(),
            pseudo::region(),
            pseudo::account_id(),
            name
        );
        Self {
            name: name.into(),
            ..Self::from_state_machine_arn(scope, id, arn)
        }
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnStateMachine {
        self.resource.resource(&self.scope, |scope| {
            CfnStateMachine::new(scope, "Resource", CfnStateMachineProps::new())
        })
    }

    /// The machine's ARN.
    pub fn arn(&self) -> Value<String> {
        self.arn.clone()
    }

    /// The machine's name.
    pub fn name(&self) -> Value<String> {
        self.name.clone()
    }

    /// The role that it acts as; `None` of an import.
    pub fn role(&self) -> Option<&Role> {
        self.role.as_ref()
    }

    /// The ARN of its executions, with what stands behind it: a name, or `*`.
    pub fn execution_arn(&self, name: &str) -> Value<String> {
        match self.arn.literal() {
            Some(text) => Value::from(format!("{}:{name}", text.replacen(":stateMachine:", ":execution:", 1))),
            None => text!(
                "arn:{}:states:{}:{}:execution:{}:{}",
                pseudo::partition(),
                pseudo::region(),
                pseudo::account_id(),
                self.name(),
                name
            ),
        }
    }

    /// Grants on this machine.
    pub fn grants(&self) -> StateMachineGrants {
        StateMachineGrants::on(Target::new(self, self.arn()))
    }

    /// Lets somebody look at executions, stop them, and the like: actions such as `states:StopExecution`.
    #[track_caller]
    pub fn grant_execution(&self, grantee: &dyn Grantee, actions: &[&str]) -> Grant {
        let target = Target::new(self, self.execution_arn("*"));
        let statement = PolicyStatement::allow(actions.iter().copied()).on(self.execution_arn("*"));
        Grant::statement(statement, grantee, &target)
    }

    /// Lets somebody go on with an execution that failed, from the state that did.
    #[track_caller]
    pub fn grant_redrive_execution(&self, grantee: &dyn Grantee) -> Grant {
        self.grant_execution(grantee, &["states:RedriveExecution"])
    }

    /// Lets somebody give back the tokens of tasks.
    #[track_caller]
    pub fn grant_task_response(&self, grantee: &dyn Grantee) -> Grant {
        let actions = [
            "states:SendTaskSuccess",
            "states:SendTaskFailure",
            "states:SendTaskHeartbeat",
        ];
        let statement = PolicyStatement::allow(actions).on(self.arn());
        Grant::statement(statement, grantee, &Target::new(self, self.arn()))
    }

    /// A distributed map runs its items as executions of the same machine. In a policy of its own: the role's would name the machine, which names the role.
    fn permit_own_executions(&self) {
        let Some(role) = &self.role else {
            return;
        };
        let start = PolicyStatement::allow(["states:StartExecution"]).on(self.arn());
        let follow = PolicyStatement::allow([
            "states:DescribeExecution",
            "states:StopExecution",
            "states:RedriveExecution",
        ]);
        let props = PolicyProps::new().statements([start, follow.on(self.execution_arn("*"))]);
        Policy::new(&self.scope, "DistributedMapPolicy", props).attach_to_role(role);
    }
}

fn permit(chain: &Chain, role: &Role) {
    let give = |state: &StateData| {
        state.permissions.iter().for_each(|permission| permission.give(role));
        state.inner.iter().for_each(|chain| permit(chain, role));
    };
    chain.states.iter().for_each(give);
}

fn write(
    definition: Definition,
    language: QueryLanguage,
    comment: Option<String>,
    timeout: Option<Seconds>,
) -> Value<String> {
    let document = match definition {
        Definition::Document(document) => document,
        Definition::Chain(chain) => {
            let mut fields = definition::write(chain, language);
            if language == QueryLanguage::Jsonata {
                fields.push(("QueryLanguage", doc!("JSONata")));
            }
            fields.extend(timeout.map(|time| ("TimeoutSeconds", doc!(time.get()))));
            fields.extend(comment.map(|text| ("Comment", doc!(text))));
            Document::map(fields)
        }
    };
    document.to_json_string()
}

fn word(level: LogLevel) -> Option<&'static str> {
    match level {
        LogLevel::All => Some("ALL"),
        LogLevel::Error => Some("ERROR"),
        LogLevel::Fatal => Some("FATAL"),
        LogLevel::Off => None,
    }
}

fn logs(scope: &Scope, retention: Option<Days>, role: &Role) -> LogGroup {
    let group = LogGroupProps::new();
    let group = match retention {
        Some(retention) => group.retention(retention),
        None => group,
    };
    let group = LogGroup::new(scope, "Logs", group);
    // Source: "Using CloudWatch Logs to log execution history in Step Functions".
    let deliver = [
        "logs:CreateLogDelivery",
        "logs:DeleteLogDelivery",
        "logs:DescribeLogGroups",
        "logs:DescribeResourcePolicies",
        "logs:GetLogDelivery",
        "logs:ListLogDeliveries",
        "logs:PutResourcePolicy",
        "logs:UpdateLogDelivery",
    ];
    role.add_to_policy(
        PolicyStatement::allow(deliver)
            .on_everything()
            .because("log delivery has no resources to name"),
    );
    group
}
