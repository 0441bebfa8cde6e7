//! Destinations of subscription filters, and the permissions that CloudWatch Logs needs for them.

use std::fmt;
use std::rc::Rc;

use ferrocdk_cfn::refs;
use ferrocdk_core::{Construct, IntoRef, Scope, Value, pseudo, text};

use super::log_group::LogGroup;
use crate::iam::{PolicyStatement, Principal, Role, RoleProps};

/// The service as which CloudWatch Logs sends.
const SERVICE: &str = "logs.amazonaws.com";

/// Something that a subscription filter sends events to.
pub trait SubscriptionDestination: fmt::Debug {
    /// Lets CloudWatch Logs send here, by constructs below `filter`.
    fn bind(&self, filter: &Scope, group: &LogGroup) -> BoundDestination;
}

/// Any destination, as the settings of a filter keep it.
#[derive(Clone, Debug)]
pub struct Destination(pub(super) Rc<dyn SubscriptionDestination>);

impl<T: SubscriptionDestination + 'static> From<T> for Destination {
    fn from(destination: T) -> Self {
        Self(Rc::new(destination))
    }
}

/// Where a subscription filter sends events: what a [`SubscriptionDestination`] says.
#[derive(Clone, Debug)]
pub struct BoundDestination {
    /// The ARN of the destination.
    pub arn: Value<String>,
    /// The role that CloudWatch Logs takes on.
    pub role: Option<Role>,
    /// Constructs that have to be there before the filter.
    pub needs: Vec<Scope>,
}

/// A role that CloudWatch Logs takes on to send.
fn role(filter: &Scope) -> Role {
    let logs = text!(
        "arn:{}:logs:{}:{}:*",
        pseudo::partition(),
        pseudo::region(),
        pseudo::account_id()
    );
    let service = Principal::service(SERVICE).from_source(logs);
    Role::new(filter, "CloudWatchLogsCanPutRecords", RoleProps::new(service))
}

fn by_role(arn: Value<String>, role: Role) -> BoundDestination {
    BoundDestination {
        arn,
        role: Some(role),
        needs: Vec::new(),
    }
}

/// Puts events into a Firehose stream.
///
/// ```
/// use ferrocdk_aws::logs::{LogGroup, LogGroupProps, SubscriptionFilter, SubscriptionFilterProps, destinations};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let logs = LogGroup::new(&stack, "Logs", LogGroupProps::new());
/// let archive = destinations::FirehoseDestination::new("arn:aws:firehose:sa-east-1:111122223333:deliverystream/archive");
/// SubscriptionFilter::new(&stack, "Archive", SubscriptionFilterProps::new(&logs, archive));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct FirehoseDestination(Value<String>);

impl FirehoseDestination {
    /// Sends to a stream: a construct, a binding, or its ARN.
    pub fn new(stream: impl IntoRef<refs::kinesisfirehose::DeliveryStreamArn>) -> Self {
        Self(stream.into_ref())
    }
}

impl SubscriptionDestination for FirehoseDestination {
    fn bind(&self, filter: &Scope, _group: &LogGroup) -> BoundDestination {
        let role = role(filter);
        let put = PolicyStatement::allow(["firehose:PutRecord", "firehose:PutRecordBatch"]);
        role.add_to_policy(put.on(self.0.clone()));
        by_role(self.0.clone(), role)
    }
}

/// Puts events into a Kinesis stream.
#[cfg(feature = "kinesis")]
#[derive(Clone, Debug)]
pub struct KinesisDestination(crate::kinesis::Stream);

#[cfg(feature = "kinesis")]
impl KinesisDestination {
    /// Sends to a stream.
    pub fn new(stream: &crate::kinesis::Stream) -> Self {
        Self(stream.clone())
    }
}

#[cfg(feature = "kinesis")]
impl SubscriptionDestination for KinesisDestination {
    fn bind(&self, filter: &Scope, _group: &LogGroup) -> BoundDestination {
        let role = role(filter);
        self.0.grant_write(&role);
        by_role(self.0.arn(), role)
    }
}

/// Invokes a function with batches of events.
///
/// ```
/// use ferrocdk_aws::lambda::{Code, Function, FunctionProps, Runtime};
/// use ferrocdk_aws::logs::{LogGroup, LogGroupProps, SubscriptionFilter, SubscriptionFilterProps, destinations};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let logs = LogGroup::new(&stack, "Logs", LogGroupProps::new());
/// let code = Code::inline("exports.handler = async (event) => console.log(event)");
/// let function = Function::new(&stack, "Errors", FunctionProps::new(code).runtime(Runtime::NODEJS_22).handler("index.handler"));
/// let filter = SubscriptionFilterProps::new(&logs, destinations::LambdaDestination::new(&function));
/// SubscriptionFilter::new(&stack, "ToFunction", filter);
/// # assert!(app.synth().is_ok());
/// ```
#[cfg(feature = "lambda")]
#[derive(Clone, Debug)]
pub struct LambdaDestination(crate::lambda::Function);

#[cfg(feature = "lambda")]
impl LambdaDestination {
    /// Invokes a function.
    pub fn new(function: &crate::lambda::Function) -> Self {
        Self(function.clone())
    }
}

#[cfg(feature = "lambda")]
impl SubscriptionDestination for LambdaDestination {
    fn bind(&self, filter: &Scope, group: &LogGroup) -> BoundDestination {
        // Below the filter, so that the function's stack need not know the group's.
        let permission = ferrocdk_cfn::lambda::PermissionProps::new()
            .action("lambda:InvokeFunction")
            .function_name(self.0.arn())
            .principal(SERVICE)
            .source_arn(group.arn());
        let permission = ferrocdk_cfn::lambda::CfnPermission::new(filter, "CanInvokeLambda", permission);
        BoundDestination {
            arn: self.0.arn(),
            role: None,
            needs: vec![permission.scope().clone()],
        }
    }
}
