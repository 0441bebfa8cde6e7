//! A topic rule that puts readings onto a stream, has a function look at them, and keeps what fails.

use ferrocdk::aws::iot::actions::{KinesisAction, LambdaAction, SqsAction};
use ferrocdk::aws::iot::{ErrorAction, TopicRule, TopicRuleProps};
use ferrocdk::aws::kinesis::{Stream, StreamProps};
use ferrocdk::aws::lambda::{Code, Function, FunctionProps, Runtime};
use ferrocdk::aws::sqs::{Queue, QueueProps};
use ferrocdk::{App, Stack, StackProps};

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Telemetry", StackProps::default());
    let readings = Stream::new(&stack, "Readings", StreamProps::new());
    let failed = Queue::new(&stack, "Failed", QueueProps::new());
    let code = Code::inline("exports.handler = async () => {};");
    let inspect = FunctionProps::new(code).runtime(Runtime::NODEJS_22).handler("index.handler");
    let inspect = Function::new(&stack, "Inspect", inspect);
    let select = "SELECT *, topic(2) AS thing FROM 'plant/+/readings'";
    let props = TopicRuleProps::new(select, ErrorAction::new(SqsAction::new(&failed)))
        .action(KinesisAction::new(&readings).partition_key("${topic(2)}"))
        .action(LambdaAction::new(&inspect));
    TopicRule::new(&stack, "Rule", props);
}
