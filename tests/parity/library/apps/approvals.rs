//! A state machine that asks a person where a part is expensive, orders it, and tells people and a bus at once.

use ferrocdk::aws::events::{EventBus, EventBusProps};
use ferrocdk::aws::lambda::Function;
use ferrocdk::aws::sns::{Topic, TopicProps};
use ferrocdk::aws::sqs::{Queue, QueueProps};
use ferrocdk::aws::stepfunctions::{
    Catch, Choice, Condition, Fail, JsonPath, Parallel, Pass, Retry, StateMachine, StateMachineProps, Task, TaskPattern,
    tasks,
};
use ferrocdk::aws::units::{Days, Seconds};
use ferrocdk::{App, Stack, StackProps, doc};

use super::node;

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Approvals", StackProps::default());
    let questions = Queue::new(&stack, "Questions", QueueProps::new());
    let people = Topic::new(&stack, "People", TopicProps::new());
    let bus = EventBus::new(&stack, "Bus", EventBusProps::new().event_bus_name("approvals"));
    let order = Function::new(&stack, "Order", node());
    let answer = Function::new(&stack, "Answer", node());
    questions.grant_consume_messages(&answer);
    let question = doc!({ "token": JsonPath::task_token(), "part": JsonPath::at("$.part") });
    let ask = tasks::sqs_send_message("Ask", &questions, question)
        .pattern(TaskPattern::WaitForTaskToken)
        .timeout(Days(3))
        .result_path("$.answer")
        .catch(Catch::on(["States.Timeout", "Refused"]), Fail::new("Refused").error("Refused"));
    let invoke = order.clone();
    let busy = Retry::on([
        "Lambda.ClientExecutionTimeoutException",
        "Lambda.ServiceException",
        "Lambda.AWSLambdaException",
        "Lambda.SdkClientException",
    ]);
    let buy = Task::new("Buy", order.arn())
        .grant(move |role| drop(invoke.grant_invoke(role)))
        .retry(busy.interval(Seconds(2)).max_attempts(6).backoff_rate(2.0))
        .result_path("$.order");
    let say = tasks::sns_publish("Say", &people, JsonPath::at("$.part")).discard_result();
    let event = doc!({
        "Detail": { "part": JsonPath::at("$.part") },
        "DetailType": "PartBought",
        "EventBusName": bus.arn(),
        "Source": "approvals",
    });
    let tell = tasks::event_bridge_put_events("Tell", [event], [bus.arn()]);
    let both = Parallel::new("Both").branch(say).branch(tell).discard_result();
    let is_expensive = Condition::all([
        Condition::number_greater_than("$.price", 500),
        !Condition::boolean_equals("$.urgent", true),
    ]);
    let expensive = Choice::new("Expensive").when(is_expensive, ask).otherwise(Pass::new("Cheap"));
    let flow = expensive.next(buy).next(both);
    let machine = StateMachine::new(&stack, "Machine", StateMachineProps::new(flow).timeout(Days(7)));
    machine.grant_task_response(&answer);
    let starter = Function::new(&stack, "Starter", node());
    machine.grant_start_execution(&starter);
}
