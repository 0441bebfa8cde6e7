//! A state that has work done.

use std::rc::Rc;

use ferrocdk_core::{Document, Expr, ExprMap, IntoDocument, Value, text};

use super::{Spoken, StateData, states};
use crate::iam::PolicyStatement;
use crate::stepfunctions::chain::Chain;
use crate::stepfunctions::machine_role::Permission;
use crate::units::Seconds;

/// How long a task takes for the machine.
///
/// Source: "Discover service integration patterns in Step Functions".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TaskPattern {
    /// Until the service has answered.
    #[default]
    RequestResponse,
    /// Until the job that the service started has ended.
    RunJob,
    /// Until somebody gives back the token that the task handed out: `$$.Task.Token`, in JSONata `$states.context.Task.Token`.
    WaitForTaskToken,
}

impl TaskPattern {
    fn suffix(self) -> &'static str {
        match self {
            Self::RequestResponse => "",
            Self::RunJob => ".sync",
            Self::WaitForTaskToken => ".waitForTaskToken",
        }
    }
}

/// Has a service or a function do work. [`tasks`](crate::stepfunctions::tasks) makes those of the services.
///
/// ```
/// use ferrocdk_aws::iam::PolicyStatement;
/// use ferrocdk_aws::stepfunctions::{Retry, Task};
/// use ferrocdk_aws::units::Minutes;
/// use ferrocdk_core::doc;
///
/// let inspect = Task::new("Inspect", "arn:aws:states:::aws-sdk:rekognition:detectLabels")
///     .parameters(doc!({ "MaxLabels": 5 }))
///     .permission(PolicyStatement::allow(["rekognition:DetectLabels"]).on_everything())
///     .retry(Retry::on(["Rekognition.ThrottlingException"]))
///     .timeout(Minutes(2));
/// ```
#[derive(Clone, Debug)]
#[must_use = "a state takes effect in a state machine"]
pub struct Task {
    state: StateData,
    beside: Vec<Chain>,
    resource: Value<String>,
    pattern: TaskPattern,
    sync_version: &'static str,
}

states! {
    Task { paths, result, selector, errors }
}

impl Task {
    /// A state by its name, which no other of the machine has, and the ARN of what it calls.
    #[track_caller]
    pub fn new(name: &str, resource: impl Into<Value<String>>) -> Self {
        Self {
            state: StateData::new("Task", name),
            beside: Vec::new(),
            resource: resource.into(),
            pattern: TaskPattern::default(),
            sync_version: "",
        }
    }

    /// A call of an AWS API: the service and the action in the form of the SDK for Java, such as `dynamodb` and `getItem`; and what the machine may do it to.
    #[track_caller]
    pub fn aws_sdk(name: &str, service: &str, action: &str, permission: PolicyStatement) -> Self {
        let resource = text!(
            "arn:{}:states:::aws-sdk:{}:{}",
            ferrocdk_core::pseudo::partition(),
            service,
            action
        );
        Self::new(name, resource).permission(permission)
    }

    /// Parameters that the task is called with: `Parameters` in JSONPath, whose values may be paths ([`JsonPath::at`](crate::stepfunctions::JsonPath::at)), and
    /// `Arguments` in JSONata.
    pub fn parameters(mut self, parameters: impl IntoDocument) -> Self {
        self.state.input = Some(parameters.into_document());
        self
    }

    /// Sets one of the parameters that the task is called with, in place of what it has there.
    pub fn parameter(mut self, name: &str, value: impl IntoDocument) -> Self {
        let parameters = self.state.input.take().map(Document::into_expr);
        let mut map = match parameters {
            Some(Expr::Object(map)) => map,
            _ => ExprMap::default(),
        };
        map.insert(name, value.into_document().into_expr());
        self.state.input = Some(Document::new(Expr::Object(map)));
        self
    }

    /// Says until when the machine waits. Default: until the service has answered.
    pub fn pattern(mut self, pattern: TaskPattern) -> Self {
        self.pattern = pattern;
        self
    }

    /// The job's form of waiting in which its output is JSON rather than text.
    pub(in crate::stepfunctions) fn sync_version(mut self, version: &'static str) -> Self {
        self.sync_version = version;
        self
    }

    /// Gives the machine's role a permission that the task needs.
    pub fn permission(mut self, statement: PolicyStatement) -> Self {
        self.state.permissions.push(Rc::new(statement));
        self
    }

    /// Gives the machine's role permissions by a grant: `|role| { table.grant_read_data(role); }`.
    pub fn grant(mut self, grant: impl Fn(&crate::iam::Role) + 'static) -> Self {
        self.state.permissions.push(Rc::new(Granted(grant)));
        self
    }

    /// Fails after a time. Default: never, so a task that waits for a token that nobody gives back waits for a year.
    pub fn timeout(mut self, time: impl Into<Seconds>) -> Self {
        self.state.set("TimeoutSeconds", Spoken::Both, time.into().get());
        self
    }

    /// Fails when a worker was not heard of for a time.
    pub fn heartbeat(mut self, time: impl Into<Seconds>) -> Self {
        self.state.set("HeartbeatSeconds", Spoken::Both, time.into().get());
        self
    }

    /// Acts as another role, by its ARN, such as one of another account. The machine's role has to be allowed to assume it.
    pub fn credentials(mut self, role_arn: impl Into<Value<String>>) -> Self {
        let role_arn = role_arn.into();
        let assume = PolicyStatement::allow(["sts:AssumeRole"]).on(role_arn.clone());
        let credentials = Document::map([("RoleArn", role_arn.into())]);
        self.state.set("Credentials", Spoken::Both, credentials);
        self.permission(assume)
    }

    fn into_chain(mut self) -> Chain {
        let version = match self.pattern {
            TaskPattern::RunJob => self.sync_version,
            _ => "",
        };
        let resource = self.resource + self.pattern.suffix() + version;
        self.state.set("Resource", Spoken::Both, resource);
        Chain::of(self.state, self.beside)
    }
}

struct Granted<F>(F);

impl<F: Fn(&crate::iam::Role)> Permission for Granted<F> {
    fn give(&self, role: &crate::iam::Role) {
        (self.0)(role);
    }
}
