//! The app.

use ferrocdk::aws::lambda::{Code, Function, FunctionProps, Runtime};
use ferrocdk::aws::sns::{Topic, TopicProps};
use ferrocdk::aws::sqs::{Queue, QueueProps};
use ferrocdk::aws::stepfunctions::{
    Catch, Choice, Condition, Fail, JsonPath, Pass, Retry, StateMachine, StateMachineProps, Succeed, TaskPattern, tasks,
};
use ferrocdk::aws::units::{Days, Seconds};
use ferrocdk::{App, Stack, StackProps, doc};

pub(crate) fn state_machine(app: &App) {
    let stack = Stack::new(app, "Orders", StackProps::default());
    let function = |id: &str, code: &str| {
        let props = FunctionProps::new(Code::inline(code))
            .runtime(Runtime::PYTHON_3_14)
            .handler("index.handler");
        Function::new(&stack, id, props)
    };
    let check = function("Check", include_str!("check.py"));
    let pay = function("Pay", include_str!("pay.py"));
    let decisions = Queue::new(&stack, "Decisions", QueueProps::new());
    let operations = Topic::new(&stack, "Operations", TopicProps::new());

    let failed =
        tasks::sns_publish("Tell operations", &operations, JsonPath::at("$.error.Cause")).next(Fail::new("Failed"));
    let question = doc!({ "token": JsonPath::task_token(), "order": JsonPath::at("$.id") });
    let decide = tasks::sqs_send_message("Ask a person", &decisions, question)
        .pattern(TaskPattern::WaitForTaskToken)
        .timeout(Days(2))
        .discard_result();
    let paid = tasks::lambda_invoke("Take the money", &pay)
        .result_path("$.payment")
        .retry(Retry::on(["BankIsBusy"]).interval(Seconds(10)).max_attempts(5))
        .catch(Catch::on_all().result_path("$.error"), failed);
    let large = Choice::new("Large?")
        .when(Condition::number_greater_than("$.total", 1_000), decide)
        .otherwise(Pass::new("Small"));
    let order = tasks::lambda_invoke("Check the order", &check)
        .output_path("$.Payload")
        .next(large)
        .next(paid)
        .next(Succeed::new("Done"));
    StateMachine::new(&stack, "Machine", StateMachineProps::new(order).timeout(Days(3)));
}
