//! An express state machine that tells and packs an order at once.

use ferrocdk::aws::sns::{Topic, TopicProps};
use ferrocdk::aws::sqs::{Queue, QueueProps};
use ferrocdk::aws::stepfunctions::{
    JsonPath, Map, Parallel, Pass, StateMachine, StateMachineProps, StateMachineType, tasks,
};
use ferrocdk::{App, Stack, StackProps, doc};

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Orders", StackProps::default());
    let topic = Topic::new(&stack, "Placed", TopicProps::new());
    let queue = Queue::new(&stack, "Packing", QueueProps::new());
    let check = Pass::new("Check").result(doc!({ "checked": true })).result_path("$.check");
    let tell = tasks::sns_publish("Tell", &topic, JsonPath::at("$.order"));
    let pack = tasks::sqs_send_message("Pack", &queue, JsonPath::at("$.order"));
    let both = Parallel::new("Both").branch(tell).branch(pack);
    let lines = Map::new("Lines", Pass::new("Line")).items_path("$.lines").max_concurrency(5);
    let flow = check.next(lines.next(both));
    let machine = StateMachineProps::new(flow).state_machine_type(StateMachineType::Express);
    StateMachine::new(&stack, "Machine", machine);
}
