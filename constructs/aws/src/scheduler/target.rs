//! `ScheduleTarget`: what a schedule calls, as which role, and how hard it tries.

use std::fmt;
use std::panic::Location;
use std::rc::Rc;

use ferrocdk_cfn::refs;
use ferrocdk_cfn::scheduler::schedule::{
    DeadLetterConfig, EventBridgeParameters, RetryPolicy, SqsParameters, Target as CfnTarget,
};
use ferrocdk_core::{Construct, Diagnostic, IntoDocument, IntoRef, Number, Scope, Value, pseudo, text};

use crate::diagnostic_ids;
use crate::events::{EventAge, EventBus, RetryAttempts};
use crate::iam::{PolicyStatement, Role};
use crate::sqs::Queue;

/// Facts of the schedule that a target can be told, in the texts of its input. Source: "Adding context attributes in EventBridge Scheduler".
///
/// ```
/// use ferrocdk_aws::scheduler::{ContextAttribute, ScheduleTarget};
/// use ferrocdk_core::doc;
///
/// let arn = "arn:aws:states:sa-east-1:111122223333:stateMachine:report";
/// let report = ScheduleTarget::step_functions_start_execution(arn).input(doc!({ "day": ContextAttribute::SCHEDULED_TIME }));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct ContextAttribute;

impl ContextAttribute {
    /// ARN of the schedule.
    pub const SCHEDULE_ARN: &'static str = "<aws.scheduler.schedule-arn>";
    /// When the call was due.
    pub const SCHEDULED_TIME: &'static str = "<aws.scheduler.scheduled-time>";
    /// Id of the call, the same for all attempts.
    pub const EXECUTION_ID: &'static str = "<aws.scheduler.execution-id>";
    /// Number of the attempt.
    pub const ATTEMPT_NUMBER: &'static str = "<aws.scheduler.attempt-number>";
}

type Permit = Rc<dyn Fn(&Role)>;

/// Something that a schedule calls. The schedule's role gets what it needs for that.
///
/// ```
/// use ferrocdk_aws::scheduler::{Schedule, ScheduleExpression, ScheduleProps, ScheduleTarget};
/// use ferrocdk_aws::sqs::{Queue, QueueProps};
/// use ferrocdk_aws::units::{Hours, Minutes};
/// use ferrocdk_core::{App, Stack, StackProps, doc};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let (jobs, lost) = (Queue::new(&stack, "Jobs", QueueProps::new()), Queue::new(&stack, "Lost", QueueProps::new()));
/// let target = ScheduleTarget::sqs_send_message(&jobs)
///     .input(doc!({ "job": "count the stock" }))
///     .dead_letter_queue(&lost)
///     .retry_attempts(5)
///     .max_event_age(Hours(1));
/// Schedule::new(&stack, "Stock", ScheduleProps::new(ScheduleExpression::rate(Minutes(30)), target));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone)]
#[must_use = "it takes effect in a schedule"]
pub struct ScheduleTarget {
    target: CfnTarget,
    permit: Permit,
    role: Option<Role>,
    dead_letter_queue: Option<Queue>,
    retry_attempts: Option<RetryAttempts>,
    max_event_age: Option<EventAge>,
    mistakes: Vec<Diagnostic>,
}

impl fmt::Debug for ScheduleTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ScheduleTarget({:?})", self.target)
    }
}

impl ScheduleTarget {
    /// Something that has an ARN and that a role with these permissions can call.
    pub fn new(arn: impl Into<Value<String>>, permit: impl Fn(&Role) + 'static) -> Self {
        Self {
            target: CfnTarget::new().arn(arn),
            permit: Rc::new(permit),
            role: None,
            dead_letter_queue: None,
            retry_attempts: None,
            max_event_age: None,
            mistakes: Vec::new(),
        }
    }

    fn by_actions(arn: Value<String>, actions: &'static [&'static str]) -> Self {
        Self::new(arn.clone(), move |role| {
            role.add_to_policy(PolicyStatement::allow(actions.iter().copied()).on(arn.clone()));
        })
    }

    /// Invokes a function.
    #[cfg(feature = "lambda")]
    pub fn lambda_invoke(function: &crate::lambda::Function) -> Self {
        let invoked = function.clone();
        Self::new(function.arn(), move |role| {
            invoked.grant_invoke(role);
        })
    }

    /// Sends a message to a standard queue.
    #[track_caller]
    pub fn sqs_send_message(queue: &Queue) -> Self {
        let mistake = queue.is_fifo().then(|| {
            mistake("a first-in-first-out queue takes messages in groups only")
                .found(queue.scope().path())
                .help("say `ScheduleTarget::sqs_send_message_to_group(..)`")
        });
        Self::send(queue).but(mistake)
    }

    /// Sends a message to a group of a first-in-first-out queue, which has to tell duplicates by their content.
    #[track_caller]
    pub fn sqs_send_message_to_group(queue: &Queue, message_group_id: impl Into<String>) -> Self {
        let mistake = (!queue.is_fifo()).then(|| {
            mistake("a standard queue has no message groups")
                .found(queue.scope().path())
                .help("say `ScheduleTarget::sqs_send_message(..)`, or make the queue first-in-first-out")
        });
        let parameters = SqsParameters::new().message_group_id(message_group_id.into());
        Self::send(queue)
            .cfn(|target| target.sqs_parameters(parameters))
            .but(mistake)
    }

    fn send(queue: &Queue) -> Self {
        let receiver = queue.clone();
        Self::new(queue.arn(), move |role| {
            receiver.grant_send_messages(role);
        })
    }

    /// Publishes a message to a standard topic.
    #[cfg(feature = "sns")]
    #[track_caller]
    pub fn sns_publish(topic: &crate::sns::Topic) -> Self {
        let mistake = topic.is_fifo().then(|| {
            mistake("a first-in-first-out topic takes messages in groups only, of which Scheduler says none")
                .found(topic.scope().path())
                .help("say `ScheduleTarget::universal(\"sns\", \"publish\", ..)` with the group in the input")
        });
        let there = topic.clone();
        let target = Self::new(topic.arn(), move |role| {
            there.grant_publish(role);
        });
        target.but(mistake)
    }

    /// Sends an event to a bus. Its content is the input; `source` is a name of one's own, which does not begin with `aws.`.
    #[track_caller]
    pub fn event_bridge_put_events(bus: &EventBus, source: &str, detail_type: &str) -> Self {
        let there = bus.clone();
        let parameters = EventBridgeParameters::new().source(source).detail_type(detail_type);
        let target = Self::new(bus.arn(), move |role| {
            there.grant_put_events_to(role);
        });
        let mistake = source.starts_with("aws.").then(|| {
            mistake("an event that only AWS's services send")
                .found(format!("the source {source}"))
                .allowed("a source that does not begin with `aws.`")
        });
        target
            .cfn(|target| target.event_bridge_parameters(parameters))
            .but(mistake)
    }

    /// Starts an execution of a state machine.
    pub fn step_functions_start_execution(machine: impl IntoRef<refs::stepfunctions::StateMachineArn>) -> Self {
        Self::by_actions(machine.into_ref(), &["states:StartExecution"])
    }

    /// Puts a record into a Kinesis stream, under a partition key.
    #[cfg(feature = "kinesis")]
    pub fn kinesis_put_record(stream: &crate::kinesis::Stream, partition_key: impl Into<Value<String>>) -> Self {
        let there = stream.clone();
        let parameters = ferrocdk_cfn::scheduler::schedule::KinesisParameters::new().partition_key(partition_key);
        let target = Self::new(stream.arn(), move |role| {
            there.grant_write(role);
        });
        target.cfn(|target| target.kinesis_parameters(parameters))
    }

    /// Puts a record into a Firehose stream.
    pub fn firehose_put_record(stream: impl IntoRef<refs::kinesisfirehose::DeliveryStreamArn>) -> Self {
        Self::by_actions(stream.into_ref(), &["firehose:PutRecord"])
    }

    /// Starts a build of a CodeBuild project.
    pub fn code_build_start_build(project: impl IntoRef<refs::codebuild::ProjectArn>) -> Self {
        Self::by_actions(project.into_ref(), &["codebuild:StartBuild"])
    }

    /// Starts a pipeline of CodePipeline.
    pub fn code_pipeline_start_pipeline_execution(pipeline: impl IntoRef<refs::codepipeline::PipelineArn>) -> Self {
        Self::by_actions(pipeline.into_ref(), &["codepipeline:StartPipelineExecution"])
    }

    /// Calls any API of AWS that changes something, with the input as its parameters: `universal("sqs", "sendMessage", ..)`. The statements say what the role may do.
    ///
    /// AWS CDK gives the action on everything where no statements are said; here they have to be.
    ///
    /// ```
    /// use ferrocdk_aws::iam::PolicyStatement;
    /// use ferrocdk_aws::scheduler::ScheduleTarget;
    /// use ferrocdk_core::doc;
    ///
    /// let database = "arn:aws:rds:sa-east-1:111122223333:db:office";
    /// let stop = ScheduleTarget::universal("rds", "stopDBInstance", [PolicyStatement::allow(["rds:StopDBInstance"]).on(database)])
    ///     .input(doc!({ "DbInstanceIdentifier": "office" }));
    /// ```
    #[track_caller]
    pub fn universal(service: &str, action: &str, statements: impl IntoIterator<Item = PolicyStatement>) -> Self {
        let statements: Vec<PolicyStatement> = statements.into_iter().collect();
        let arn = text!("arn:{}:scheduler:::aws-sdk:{}:{}", pseudo::partition(), service, action);
        let mistake = wrong_call(service, action, statements.len());
        let target = Self::new(arn, move |role| {
            for statement in &statements {
                role.add_to_policy(statement.clone());
            }
        });
        target.but(mistake)
    }

    /// Sends this to the target, as JSON. [`ContextAttribute`] has what can stand in its texts. Default: what Scheduler sends for the kind of target, nothing for most.
    pub fn input(self, input: impl IntoDocument) -> Self {
        let text = input.into_document().to_json_string();
        self.cfn(|target| target.input(text))
    }

    /// Sends this to the target, as it stands.
    pub fn input_text(self, text: impl Into<Value<String>>) -> Self {
        self.cfn(|target| target.input(text))
    }

    /// Keeps calls that could not be made in a queue. Default: they are lost.
    pub fn dead_letter_queue(mut self, queue: &Queue) -> Self {
        self.dead_letter_queue = Some(queue.clone());
        self
    }

    /// Tries again so often, 0 to 185 times. Default: 185, as Scheduler has it.
    pub fn retry_attempts(mut self, attempts: impl Into<RetryAttempts>) -> Self {
        self.retry_attempts = Some(attempts.into());
        self
    }

    /// Gives up a call that is so late, a minute to a day. Default: a day, as Scheduler has it.
    pub fn max_event_age(mut self, age: impl Into<EventAge>) -> Self {
        self.max_event_age = Some(age.into());
        self
    }

    /// Takes on this role, which `scheduler.amazonaws.com` may assume, and gives it the permissions. Default: one of the schedule's own.
    pub fn role(mut self, role: &Role) -> Self {
        self.role = Some(role.clone());
        self
    }

    /// Sets any property of the target with its type.
    pub fn cfn(mut self, change: impl FnOnce(CfnTarget) -> CfnTarget) -> Self {
        self.target = change(self.target);
        self
    }

    #[track_caller]
    fn but(mut self, mistake: Option<Diagnostic>) -> Self {
        let location = Location::caller();
        self.mistakes.extend(mistake.map(|mistake| mistake.located(location)));
        self
    }

    /// The target with a role that has what it needs. Mistakes are reported at the schedule.
    pub(super) fn put(self, schedule: &Scope, own_role: impl FnOnce() -> Role) -> (CfnTarget, Role) {
        for mistake in self.mistakes {
            schedule.report(mistake);
        }
        let checks = [
            (
                "MaximumRetryAttempts",
                self.retry_attempts.map_or(Ok(()), RetryAttempts::check),
            ),
            (
                "MaximumEventAgeInSeconds",
                self.max_event_age.map_or(Ok(()), EventAge::check),
            ),
        ];
        for (property, checked) in checks {
            if let Err(error) = checked {
                error.report(schedule, diagnostic_ids::EVENT_DELIVERY, property);
            }
        }
        let role = self.role.unwrap_or_else(own_role);
        (self.permit)(&role);
        let mut target = self.target.role_arn(role.arn());
        if let Some(queue) = &self.dead_letter_queue {
            queue.grant_send_messages(&role);
            target = target.dead_letter_config(DeadLetterConfig::new().arn(queue.arn()));
        }
        if self.retry_attempts.is_some() || self.max_event_age.is_some() {
            let number = |number: i64| Value::from(Number::from(number));
            let mut policy = RetryPolicy::new();
            policy.maximum_retry_attempts = self.retry_attempts.map(|attempts| number(attempts.get()));
            policy.maximum_event_age_in_seconds = self.max_event_age.map(|age| number(age.get()));
            target = target.retry_policy(policy);
        }
        (target, role)
    }
}

fn mistake(message: &str) -> Diagnostic {
    Diagnostic::error(diagnostic_ids::SCHEDULE_TARGET, message).at("", Some("Target"))
}

/// Beginnings of actions that only read, which Scheduler does not call. Source: "Using universal targets in EventBridge Scheduler".
const READING: [&str; 10] = [
    "get", "describe", "list", "poll", "receive", "search", "scan", "query", "select", "read",
];

fn wrong_call(service: &str, action: &str, statements: usize) -> Option<Diagnostic> {
    let wrong = |found: String, allowed: &str| {
        Some(
            mistake("a call that Scheduler does not make")
                .found(found)
                .allowed(allowed),
        )
    };
    if service.is_empty()
        || !service
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    {
        return wrong(
            format!("the service {service}"),
            "lower-case letters and digits, such as `sqs`",
        );
    }
    if !action.starts_with(|first: char| first.is_ascii_lowercase()) {
        return wrong(
            format!("the action {action}"),
            "an action that begins with a small letter, such as `sendMessage`",
        );
    }
    let is_reading = |prefix: &&str| {
        let rest = action.strip_prefix(*prefix);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(|next: char| next.is_ascii_uppercase()))
    };
    if READING.iter().any(is_reading) {
        return wrong(
            format!("the action {action}, which only reads"),
            "actions that change something",
        );
    }
    if statements == 0 {
        return wrong("no statements".to_owned(), "statements that let the role make the call");
    }
    None
}
