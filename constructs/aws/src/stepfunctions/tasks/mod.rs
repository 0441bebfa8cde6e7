//! Tasks of services, with the permissions that the machine needs for them.

#[cfg(feature = "athena")]
mod athena;
#[cfg(feature = "dynamodb")]
mod dynamodb;
mod glue;

use ferrocdk_core::{Document, IntoDocument, Value, doc, pseudo, text};

#[cfg(feature = "athena")]
pub use athena::{athena_get_query_results, athena_start_query_execution};
#[cfg(feature = "dynamodb")]
pub use dynamodb::{AttributeValue, dynamodb_delete_item, dynamodb_get_item, dynamodb_put_item, dynamodb_update_item};
pub use glue::{glue_start_crawler, glue_start_job_run};

use super::error_handling::Retry;
use super::json_path::JsonPath;
use super::state::Task;
use super::state_machine::StateMachine;
use crate::iam::PolicyStatement;
use crate::units::Seconds;

fn integration(name: &str) -> Value<String> {
    text!("arn:{}:states:::{}", pseudo::partition(), name)
}

/// Invokes a function with the state's input; the result has the answer as `Payload`. Errors of the service are tried again, six times.
///
/// `.parameter("Payload", ..)` gives it something else.
///
/// ```
/// use ferrocdk_aws::lambda::{Code, Function, FunctionProps};
/// use ferrocdk_aws::stepfunctions::{JsonPath, TaskPattern, tasks};
/// use ferrocdk_core::{App, Stack, StackProps, doc};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let inspect = Function::from_function_name(&stack, "Inspect", "inspect");
/// let asked = tasks::lambda_invoke("Ask", &inspect)
///     .pattern(TaskPattern::WaitForTaskToken)
///     .parameter("Payload", doc!({ "token": JsonPath::task_token(), "thing": JsonPath::at("$.thing") }));
/// ```
#[cfg(feature = "lambda")]
#[track_caller]
pub fn lambda_invoke(name: &str, function: &crate::lambda::Function) -> Task {
    let granted = function.clone();
    let service = Retry::on([
        "Lambda.ClientExecutionTimeoutException",
        "Lambda.ServiceException",
        "Lambda.AWSLambdaException",
        "Lambda.SdkClientException",
    ]);
    Task::new(name, integration("lambda:invoke"))
        .parameters(doc!({ "FunctionName": function.arn(), "Payload": JsonPath::at("$") }))
        .grant(move |role| {
            granted.grant_invoke(role);
        })
        .retry(service.interval(Seconds(2)).max_attempts(6).backoff_rate(2.0))
}

/// Sends a message to a queue: a text, or a map that becomes JSON.
///
/// ```
/// use ferrocdk_aws::sqs::{Queue, QueueProps};
/// use ferrocdk_aws::stepfunctions::{JsonPath, tasks};
/// use ferrocdk_core::{App, Stack, StackProps, doc};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let jobs = Queue::new(&stack, "Jobs", QueueProps::new());
/// let send = tasks::sqs_send_message("Send", &jobs, doc!({ "press": JsonPath::at("$.thing") }));
/// ```
#[cfg(feature = "sqs")]
#[track_caller]
pub fn sqs_send_message(name: &str, queue: &crate::sqs::Queue, message: impl IntoDocument) -> Task {
    let granted = queue.clone();
    Task::new(name, integration("sqs:sendMessage"))
        .parameters(doc!({ "QueueUrl": queue.url(), "MessageBody": message.into_document() }))
        .grant(move |role| {
            granted.grant_send_messages(role);
        })
}

/// Publishes a message to a topic.
///
/// ```
/// use ferrocdk_aws::sns::{Topic, TopicProps};
/// use ferrocdk_aws::stepfunctions::{JsonPath, tasks};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let operations = Topic::new(&stack, "Operations", TopicProps::new());
/// let tell = tasks::sns_publish("Tell", &operations, JsonPath::at("$.message"));
/// ```
#[cfg(feature = "sns")]
#[track_caller]
pub fn sns_publish(name: &str, topic: &crate::sns::Topic, message: impl IntoDocument) -> Task {
    let granted = topic.clone();
    Task::new(name, integration("sns:publish"))
        .parameters(doc!({ "TopicArn": topic.arn(), "Message": message.into_document() }))
        .grant(move |role| {
            granted.grant_publish(role);
        })
}

/// Puts events onto buses: a list of entries as EventBridge has them, and the ARNs of their buses.
///
/// ```
/// use ferrocdk_aws::stepfunctions::{JsonPath, tasks};
/// use ferrocdk_core::{Document, doc};
///
/// let event = doc!({ "Source": "plant.press", "DetailType": "Inspected", "Detail": JsonPath::at("$"), "EventBusName": "plant" });
/// let tell = tasks::event_bridge_put_events("Tell", [event], ["arn:aws:events:sa-east-1:111122223333:event-bus/plant"]);
/// ```
#[track_caller]
pub fn event_bridge_put_events<B: Into<Value<String>>>(
    name: &str,
    entries: impl IntoIterator<Item = Document>,
    bus_arns: impl IntoIterator<Item = B>,
) -> Task {
    Task::new(name, integration("events:putEvents"))
        .parameters(Document::map([("Entries", Document::list(entries))]))
        .permission(PolicyStatement::allow(["events:PutEvents"]).on_each(bus_arns))
}

/// Starts another machine, with an input. With [`TaskPattern::RunJob`](crate::stepfunctions::TaskPattern::RunJob) it waits for its end, and its output is the result.
///
/// ```
/// use ferrocdk_aws::stepfunctions::{JsonPath, StateMachine, TaskPattern, tasks};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let inspection = StateMachine::from_state_machine_name(&stack, "Inspection", "inspection");
/// let run = tasks::start_execution("Inspect", &inspection, JsonPath::at("$")).pattern(TaskPattern::RunJob);
/// ```
#[track_caller]
pub fn start_execution(name: &str, machine: &StateMachine, input: impl IntoDocument) -> Task {
    // A machine that waits for another follows it through a rule of EventBridge that AWS manages.
    let rule = text!(
        "arn:{}:events:{}:{}:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule",
        pseudo::partition(),
        pseudo::region(),
        pseudo::account_id()
    );
    Task::new(name, integration("states:startExecution"))
        .sync_version(":2")
        .parameters(doc!({ "StateMachineArn": machine.arn(), "Input": input.into_document() }))
        .permission(PolicyStatement::allow(["states:StartExecution"]).on(machine.arn()))
        .permission(
            PolicyStatement::allow(["states:DescribeExecution", "states:StopExecution"]).on(machine.execution_arn("*")),
        )
        .permission(PolicyStatement::allow(["events:PutTargets", "events:PutRule", "events:DescribeRule"]).on(rule))
}
