//! Across stacks: nested stacks, references weak and strong, other regions and accounts.

use ferrocdk::cfn::sqs::{CfnQueue, QueueProps};
use ferrocdk::{
    App, CfnOutput, CfnParameter, CfnResource, Construct, Environment, NestedStack, NestedStackProps,
    ReferenceStrength, RemovalPolicy, Stack, StackProps, TagProps, Tags, Value, doc, pseudo, text,
};

use super::{Entry, resource};

pub(super) const APPS: &[Entry] = &[
    ("nested_stacks", nested_stacks),
    ("nested_stacks_deep", nested_stacks_deep),
    ("nested_siblings", nested_siblings),
    ("nested_dependencies", nested_dependencies),
    ("nested_tags", nested_tags),
    ("nested_stack_tags", nested_stack_tags),
    ("cross_stack_weak", cross_stack_weak),
    ("cross_stack_strong", cross_stack_strong),
    ("cross_stack_both", cross_stack_both),
    ("cross_stack_per_resource", cross_stack_per_resource),
    ("cross_stack_export", cross_stack_export),
    ("cross_stack_nested", cross_stack_nested),
    ("cross_stack_chain", cross_stack_chain),
    ("cross_region", cross_region),
    ("cross_account", cross_account),
];

type List = Vec<Value<String>>;

fn stack(app: &App, id: &str) -> Stack {
    Stack::new(app, id, StackProps::default())
}

fn queue(scope: &dyn Construct, id: &str) -> CfnResource {
    resource(scope, id, "AWS::SQS::Queue", doc!({}))
}

fn nested_stacks(app: &App) {
    let stack = stack(app, "Plant");
    let queue = queue(&stack, "Queue");
    let props = NestedStackProps::default()
        .description("the store")
        .parameter("Given", "literal");
    let nested = NestedStack::new(&stack, "Store", props);
    let given = CfnParameter::new(&nested, "Given", "String");
    let properties = doc!({ "DisplayName": queue.attr::<String>("Arn"), "TopicName": given.value::<String>() });
    let topic = resource(&nested, "Topic", "AWS::SNS::Topic", properties);
    CfnOutput::new(&stack, "Topic", topic.reference());
    let id = nested.resource().reference();
    CfnOutput::new(&stack, "NestedName", Value::select(1, id.clone().split("/")));
    CfnOutput::new(&stack, "NestedId", id);
    CfnOutput::new(&nested, "OwnName", pseudo::stack_name());
}

fn nested_stacks_deep(app: &App) {
    let props = StackProps::default().environment(place("111111111111", "sa-east-1"));
    let stack = Stack::new(app, "Plant", props);
    let queue = queue(&stack, "Queue");
    let child = NestedStack::new(&stack.scope().child("Group"), "Child", NestedStackProps::default());
    let properties = doc!({ "DisplayName": queue.attr::<String>("QueueName") });
    let topic = resource(&child, "Topic", "AWS::SNS::Topic", properties);
    let retained = NestedStackProps::default().removal_policy(RemovalPolicy::Retain);
    let grandchild = NestedStack::new(&child, "Grandchild", retained);
    let name = text!("{}-{}", queue.attr::<String>("Arn"), topic.attr::<String>("TopicName"));
    let inner = resource(&grandchild, "Inner", "AWS::SNS::Topic", doc!({ "DisplayName": name }));
    CfnOutput::new(&stack, "Inner", inner.reference());
}

fn nested_siblings(app: &App) {
    let stack = stack(app, "Plant");
    let producer = NestedStack::new(&stack, "Producer", NestedStackProps::default());
    let queue = queue(&producer, "Queue");
    let endpoint = resource(&producer, "Endpoint", "AWS::EC2::VPCEndpoint", doc!({}));
    let consumer = NestedStack::new(&stack, "Consumer", NestedStackProps::default());
    let properties = doc!({ "DisplayName": queue.attr::<String>("Arn"), "Zones": endpoint.attr::<List>("DnsEntries") });
    resource(&consumer, "Topic", "AWS::SNS::Topic", properties);
}

fn nested_dependencies(app: &App) {
    let stack = stack(app, "Plant");
    let before = queue(&stack, "Before");
    let first = NestedStack::new(&stack, "First", NestedStackProps::default());
    let inner = queue(&first, "Inner");
    queue(&first, "Second").scope().depends_on(&inner);
    let second = NestedStack::new(&stack, "Second", NestedStackProps::default());
    queue(&second, "Inner");
    let after = queue(&stack, "After");
    inner.scope().depends_on(&before);
    second.scope().depends_on(&first);
    after.scope().depends_on(&inner);
}

fn nested_tags(app: &App) {
    let stack = stack(app, "Plant");
    let nested = NestedStack::new(&stack, "Store", NestedStackProps::default());
    CfnQueue::new(&nested, "Queue", QueueProps::new());
    Tags::of(&stack).add("plant", "press");
}

fn nested_stack_tags(app: &App) {
    let stack = stack(app, "Plant");
    let store = NestedStack::new(&stack, "Store", NestedStackProps::default());
    CfnQueue::new(&store, "Queue", QueueProps::new());
    let inner = NestedStack::new(&store, "Inner", NestedStackProps::default());
    CfnQueue::new(&inner, "Queue", QueueProps::new());
    let stacks = || TagProps {
        include_types: vec!["aws:cdk:stack".to_owned()],
        ..TagProps::default()
    };
    Tags::of(&stack).add_with("stacks", "only", stacks());
    Tags::of(&stack).add("both", "everything");
    let first = TagProps {
        priority: Some(300),
        ..stacks()
    };
    Tags::of(&stack).add_with("both", "stacks", first);
    Tags::of(&store).add_with("inner", "yes", stacks());
    Tags::of(&inner).remove_with("stacks", stacks());
}

struct Pair {
    producer: Stack,
    consumer: Stack,
    queue: CfnResource,
}

fn pair(app: &App) -> Pair {
    pair_in(app, Environment::default(), Environment::default())
}

fn pair_in(app: &App, producer: Environment, consumer: Environment) -> Pair {
    let producer = Stack::new(app, "Producer", StackProps::default().environment(producer));
    let consumer = Stack::new(app, "Consumer", StackProps::default().environment(consumer));
    let queue = queue(&producer.scope().child("Part"), "Queue");
    Pair {
        producer,
        consumer,
        queue,
    }
}

fn place(account: &str, region: &str) -> Environment {
    Environment {
        account: Some(account.to_owned()),
        region: Some(region.to_owned()),
    }
}

fn cross_stack_weak(app: &App) {
    let Pair {
        producer,
        consumer,
        queue,
    } = pair(app);
    let arn = || queue.attr::<String>("Arn");
    let endpoint = resource(&producer, "Endpoint", "AWS::EC2::VPCEndpoint", doc!({}));
    let parameter = CfnParameter::new(&producer, "Name", "String");
    let properties = doc!({
        "DisplayName": arn(),
        "TopicName": text!("x-{}", queue.reference()),
        "Zones": endpoint.attr::<List>("DnsEntries"),
        "Name": parameter.value::<String>(),
        "Json": doc!({ "arn": arn() }).to_json_string(),
    });
    resource(&consumer, "Topic", "AWS::SNS::Topic", properties);
    resource(&consumer, "Again", "AWS::SNS::Topic", doc!({ "DisplayName": arn() }));
}

fn cross_stack_strong(app: &App) {
    let Pair {
        producer,
        consumer,
        queue,
    } = pair(app);
    let endpoint = resource(&producer, "Endpoint", "AWS::EC2::VPCEndpoint", doc!({}));
    let properties = doc!({
        "DisplayName": queue.attr::<String>("Arn"),
        "TopicName": text!("x-{}", queue.reference()),
        "Zones": endpoint.attr::<List>("DnsEntries"),
    });
    resource(&consumer, "Topic", "AWS::SNS::Topic", properties);
}

fn cross_stack_per_resource(app: &App) {
    let Pair { consumer, queue, .. } = pair(app);
    queue.reference_strength(ReferenceStrength::Strong);
    let properties = doc!({ "DisplayName": queue.attr::<String>("Arn") });
    resource(&consumer, "Topic", "AWS::SNS::Topic", properties);
}

fn cross_stack_both(app: &App) {
    let Pair { consumer, queue, .. } = pair(app);
    let topic =
        |id: &str, name: Value<String>| resource(&consumer, id, "AWS::SNS::Topic", doc!({ "DisplayName": name }));
    topic("Both", queue.attr::<String>("Arn").consume(ReferenceStrength::Both));
    topic("Strong", queue.reference().consume(ReferenceStrength::Strong));
    topic("Weak", queue.attr("QueueName"));
}

fn cross_stack_export(app: &App) {
    let Pair { producer, queue, .. } = pair(app);
    producer.export_reference::<String>(queue.attr("Arn"));
    producer.export_value("queue-url", queue.reference());
}

fn cross_stack_nested(app: &App) {
    let producer = stack(app, "Producer");
    let consumer = stack(app, "Consumer");
    let outer = queue(&producer, "Queue");
    let inner = queue(
        &NestedStack::new(&producer, "Store", NestedStackProps::default()),
        "Inner",
    );
    let properties = doc!({ "DisplayName": inner.attr::<String>("Arn") });
    resource(&consumer, "Topic", "AWS::SNS::Topic", properties);
    let nested = NestedStack::new(&consumer, "Nested", NestedStackProps::default());
    let properties = doc!({ "DisplayName": outer.attr::<String>("Arn"), "TopicName": inner.reference() });
    resource(&nested, "Topic", "AWS::SNS::Topic", properties);
}

fn cross_stack_chain(app: &App) {
    let [a, b, c] = ["A", "B", "C"].map(|id| stack(app, id));
    let named = |name: Value<String>| doc!({ "QueueName": name });
    let first = queue(&a, "First");
    let second = resource(&b, "Second", "AWS::SQS::Queue", named(first.attr("QueueName")));
    let properties = doc!({ "QueueName": second.attr::<String>("QueueName"), "Other": first.reference() });
    resource(&c, "Third", "AWS::SQS::Queue", properties);
    CfnOutput::new(&c, "FromA", first.reference());
}

fn cross_region(app: &App) {
    let account = "111111111111";
    let Pair { consumer, queue, .. } = pair_in(app, place(account, "sa-east-1"), place(account, "us-east-1"));
    let properties = doc!({ "DisplayName": queue.attr::<String>("Arn") });
    resource(&consumer, "Topic", "AWS::SNS::Topic", properties);
}

fn cross_account(app: &App) {
    let region = "sa-east-1";
    let Pair { consumer, queue, .. } = pair_in(app, place("111111111111", region), place("222222222222", region));
    let properties = doc!({ "DisplayName": queue.attr::<String>("Arn"), "TopicName": queue.reference() });
    resource(&consumer, "Topic", "AWS::SNS::Topic", properties);
}
