//! Topics and their subscriptions in a template, and what is refused.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod support;

use ferrocdk_aws::grants::ResourcePolicy;
use ferrocdk_aws::iam::{PolicyStatement, Principal, Role, RoleProps};
use ferrocdk_aws::kms::{Key, KeyProps};
use ferrocdk_aws::sns::{
    DeliveryLog, EmailSubscription, FifoTopic, FilterCondition, FilterPolicy, LoggedProtocol, SmsSubscription,
    SqsSubscription, Subscription, SubscriptionProps, SubscriptionProtocol, Topic, TopicEncryption, TopicPolicy,
    TopicPolicyProps, TopicProps, TopicTracing, UrlSubscription,
};
use ferrocdk_aws::sqs::{FifoQueue, Queue, QueueEncryption, QueueProps};
use ferrocdk_aws::units::Days;
use ferrocdk_core::{App, CfnParameter, Environment, Stack, StackProps, Value, doc};
use serde_json::{Value as Json, json};

use crate::support::{template as synthesized, told as mistakes, with_ids as of_type};

fn statements(template: &Json, kind: &str) -> Json {
    of_type(template, kind)[0].1["Properties"]["PolicyDocument"]["Statement"].clone()
}

fn topic(props: TopicProps) -> Json {
    let template = synthesized(|stack| drop(Topic::new(stack, "Topic", props)));
    of_type(&template, "AWS::SNS::Topic")[0].1["Properties"].clone()
}

/// The only subscription that `build` makes.
fn subscription(build: impl FnOnce(&Stack, &Topic)) -> Json {
    let template = synthesized(|stack| build(stack, &Topic::new(stack, "Topic", TopicProps::new())));
    of_type(&template, "AWS::SNS::Subscription")[0].1["Properties"].clone()
}

#[test]
fn a_topic_takes_tls_only_and_alarms_where_they_are_let_in() {
    let template = synthesized(|stack| {
        let key = Key::new(stack, "Key", KeyProps::new());
        let topic = Topic::new(
            stack,
            "Topic",
            TopicProps::new().display_name("Press shop").encryption_key(&key),
        );
        topic.allow_alarms();
        topic.allow_alarms();
    });
    let (id, topic) = of_type(&template, "AWS::SNS::Topic")[0];
    assert_eq!(id, "TopicBFC7AF6E", "as AWS CDK names it");
    let expected = json!({
        "DisplayName": "Press shop",
        "KmsMasterKeyId": { "Fn::GetAtt": ["Key961B73FD", "Arn"] },
        "SignatureVersion": "2",
    });
    assert_eq!(topic["Properties"], expected);
    let policy = statements(&template, "AWS::SNS::TopicPolicy");
    assert_eq!(policy.as_array().unwrap().len(), 2, "said twice, given once");
    assert_eq!(policy[0]["Effect"], "Deny");
    assert_eq!(policy[1]["Principal"]["Service"], "cloudwatch.amazonaws.com");
    let key = &of_type(&template, "AWS::KMS::Key")[0].1["Properties"]["KeyPolicy"]["Statement"];
    assert_eq!(key[2]["Principal"]["Service"], "cloudwatch.amazonaws.com");
}

#[test]
fn settings_reach_their_properties() {
    let log = DeliveryLog::new(LoggedProtocol::Sqs)
        .failure_feedback_role_arn("arn:aws:iam::111122223333:role/log")
        .success_feedback_sample_rate(10);
    let found = topic(
        TopicProps::new()
            .topic_name("orders")
            .encryption(TopicEncryption::KmsManaged)
            .max_message_size(4_096)
            .tracing(TopicTracing::Active)
            .delivery_logs([log])
            .data_protection_policy(doc!({ "Name": "no-cards" })),
    );
    let expected = json!({
        "DataProtectionPolicy": { "Name": "no-cards" },
        "DeliveryStatusLogging": [{
            "FailureFeedbackRoleArn": "arn:aws:iam::111122223333:role/log",
            "Protocol": "sqs",
            "SuccessFeedbackSampleRate": "10",
        }],
        "KmsMasterKeyId": "alias/aws/sns",
        "MaximumMessageSize": 4_096,
        "SignatureVersion": "2",
        "TopicName": "orders",
        "TracingConfig": "Active",
    });
    assert_eq!(found, expected);
}

#[test]
fn a_fifo_topic_has_a_name_that_says_so() {
    let fifo = FifoTopic::new().by_content().by_message_group().archived_for(Days(30));
    let found = topic(TopicProps::new().fifo(fifo));
    assert_eq!(found["FifoTopic"], true);
    assert_eq!(found["ContentBasedDeduplication"], true);
    assert_eq!(found["FifoThroughputScope"], "MessageGroup");
    assert_eq!(found["ArchivePolicy"], json!({ "MessageRetentionPeriod": 30 }));
    let name = &found["TopicName"]["Fn::Join"][1];
    assert_eq!(name[0], json!({ "Ref": "AWS::StackName" }));
    assert!(name[1].as_str().unwrap().ends_with(".fifo"), "{name}");
    let found = topic(TopicProps::new().fifo(FifoTopic::new()).topic_name("orders.fifo"));
    assert_eq!(found["TopicName"], "orders.fifo");
    assert_eq!(found.get("ContentBasedDeduplication"), None);
}

#[test]
fn a_queue_and_its_key_let_the_topic_in() {
    let template = synthesized(|stack| {
        let key = Key::new(stack, "Key", KeyProps::new());
        // With the key of the queue, whose policy therefore must not name the topic.
        let topic = Topic::new(stack, "Topic", TopicProps::new().encryption_key(&key));
        let failed = Queue::new(stack, "Failed", QueueProps::new());
        let queue = Queue::new(stack, "Queue", QueueProps::new().encryption_key(&key));
        topic.add_subscription(SqsSubscription::new(&queue).raw().dead_letter_queue(&failed));
    });
    let (id, subscription) = of_type(&template, "AWS::SNS::Subscription")[0];
    assert!(
        id.starts_with("QueueplantTopic"),
        "below the queue, as in AWS CDK: {id}"
    );
    let topic = json!({ "Ref": "TopicBFC7AF6E" });
    let properties = &subscription["Properties"];
    assert_eq!(properties["TopicArn"], topic);
    assert_eq!(properties["Protocol"], "sqs");
    assert_eq!(properties["RawMessageDelivery"], true);
    let queues = of_type(&template, "AWS::SQS::Queue");
    let arn = |(id, _): &(&String, &Json)| json!({ "Fn::GetAtt": [id, "Arn"] });
    assert_eq!(properties["RedrivePolicy"]["deadLetterTargetArn"], arn(&queues[0]));
    assert_eq!(properties["Endpoint"], arn(&queues[1]));
    assert!(
        subscription["DependsOn"].as_array().is_some(),
        "after the queue's policy"
    );
    for (_, policy) in of_type(&template, "AWS::SQS::QueuePolicy") {
        let send = &policy["Properties"]["PolicyDocument"]["Statement"][1];
        assert_eq!(send["Action"], "sqs:SendMessage");
        assert_eq!(send["Principal"]["Service"], "sns.amazonaws.com");
        assert_eq!(send["Condition"]["ArnEquals"]["aws:SourceArn"], topic);
    }
    let key = &of_type(&template, "AWS::KMS::Key")[0].1["Properties"]["KeyPolicy"]["Statement"][2];
    assert_eq!(key["Action"], json!(["kms:Decrypt", "kms:GenerateDataKey"]));
    assert_eq!(
        key["Condition"]["StringEquals"]["aws:SourceAccount"],
        json!({ "Ref": "AWS::AccountId" })
    );
}

#[cfg(feature = "lambda")]
#[test]
fn a_function_lets_the_topic_invoke_it() {
    use ferrocdk_aws::lambda::{Code, Function, FunctionProps, Runtime};
    use ferrocdk_aws::sns::LambdaSubscription;
    let template = synthesized(|stack| {
        let topic = Topic::new(stack, "Topic", TopicProps::new());
        let props = FunctionProps::new(Code::inline("exports.handler = async () => {}"))
            .runtime(Runtime::NODEJS_22)
            .handler("index.handler");
        let function = Function::new(stack, "Worker", props);
        topic.add_subscription(LambdaSubscription::new(&function));
    });
    let (id, subscription) = of_type(&template, "AWS::SNS::Subscription")[0];
    assert!(id.starts_with("WorkerTopic"), "below the function, as in AWS CDK: {id}");
    assert_eq!(subscription["Properties"]["Protocol"], "lambda");
    let (id, permission) = of_type(&template, "AWS::Lambda::Permission")[0];
    assert!(id.starts_with("WorkerAllowInvokeplantTopic"), "{id}");
    assert_eq!(permission["Properties"]["Principal"], "sns.amazonaws.com");
    assert_eq!(permission["Properties"]["SourceArn"], json!({ "Ref": "TopicBFC7AF6E" }));
}

#[test]
fn addresses_numbers_and_urls_are_subscribed_below_the_topic() {
    let found = subscription(|_, topic| {
        topic.add_subscription(EmailSubscription::new("a@example.com").json());
    });
    assert_eq!(
        (found["Protocol"].as_str(), found["Endpoint"].as_str()),
        (Some("email-json"), Some("a@example.com"))
    );
    let found = subscription(|_, topic| {
        topic.add_subscription(SmsSubscription::new("+5511987654321"));
    });
    assert_eq!(found["Protocol"], "sms");
    let found = subscription(|_, topic| {
        let policy = doc!({ "throttlePolicy": { "maxReceivesPerSecond": 10 } });
        topic.add_subscription(UrlSubscription::new("https://example.com/orders").delivery_policy(policy));
    });
    assert_eq!(found["Protocol"], "https");
    assert_eq!(found["DeliveryPolicy"]["throttlePolicy"]["maxReceivesPerSecond"], 10);
    let template = synthesized(|stack| {
        let topic = Topic::new(stack, "Topic", TopicProps::new());
        for name in ["One", "Other"] {
            let address: Value<String> = CfnParameter::new(stack, name, "String").value();
            topic.add_subscription(EmailSubscription::new(address));
        }
    });
    assert_eq!(of_type(&template, "AWS::SNS::Subscription").len(), 2);
}

#[test]
fn a_topic_of_another_region_is_named_with_it() {
    let app = App::new();
    let region = |region: &str| StackProps::default().environment(Environment::region(region));
    let stack = Stack::new(&app, "plant", region("sa-east-1"));
    let topic = Topic::from_topic_arn(&stack, "Topic", "arn:aws:sns:us-east-1:111122223333:orders");
    let queue = Queue::new(&stack, "Queue", QueueProps::new());
    topic.add_subscription(SqsSubscription::new(&queue));
    let template = app.synth().unwrap().template("plant").unwrap().clone();
    let subscription = of_type(&template, "AWS::SNS::Subscription")[0].1;
    assert_eq!(subscription["Properties"]["Region"], "us-east-1");
}

#[test]
fn filters_become_what_sns_reads() {
    let filter = FilterPolicy::on_attributes()
        .key("kind", ["order", "return"])
        .key(
            "amount",
            [FilterCondition::between(10, 20.5), FilterCondition::greater_than(100)],
        )
        .key("store", [FilterCondition::exists()]);
    let found = subscription(|stack, topic| {
        let queue = Queue::new(stack, "Queue", QueueProps::new());
        topic.add_subscription(SqsSubscription::new(&queue).filter(filter));
    });
    let expected = json!({
        "kind": ["order", "return"],
        "amount": [{ "numeric": [">=", 10, "<=", 20.5] }, { "numeric": [">", 100] }],
        "store": [{ "exists": true }],
    });
    assert_eq!(found["FilterPolicy"], expected);
    assert_eq!(found.get("FilterPolicyScope"), None);

    let filter = FilterPolicy::on_body()
        .field(["order", "lines", "colour"], [FilterCondition::anything_but(["red"])])
        .field(
            ["order", "size"],
            [FilterCondition::prefix("X"), FilterCondition::suffix("L")],
        )
        .key("address", [FilterCondition::in_network("10.0.0.0/24")])
        .key("gift", [FilterCondition::flag(true), FilterCondition::absent()]);
    let found = subscription(|stack, topic| {
        let queue = Queue::new(stack, "Queue", QueueProps::new());
        topic.add_subscription(SqsSubscription::new(&queue).filter(filter));
    });
    let expected = json!({
        "order": {
            "lines": { "colour": [{ "anything-but": ["red"] }] },
            "size": [{ "prefix": "X" }, { "suffix": "L" }],
        },
        "address": [{ "cidr": "10.0.0.0/24" }],
        "gift": [true, { "exists": false }],
    });
    assert_eq!(found["FilterPolicy"], expected);
    assert_eq!(found["FilterPolicyScope"], "MessageBody");
}

#[test]
fn publishers_get_the_topic_and_its_key() {
    let template = synthesized(|stack| {
        let key = Key::new(stack, "Key", KeyProps::new());
        let topic = Topic::new(stack, "Topic", TopicProps::new().encryption_key(&key));
        let role = Role::new(
            stack,
            "Worker",
            RoleProps::new(Principal::service("lambda.amazonaws.com")),
        );
        topic.grant_publish(&role);
        topic.grant_publish(&Principal::service("events.amazonaws.com").from_own_account());
        topic.grant_subscribe(&Principal::account("444455556666"));
        topic.add_to_resource_policy(
            PolicyStatement::deny(["sns:Publish"])
                .by(Principal::any())
                .on(topic.arn()),
        );
    });
    let own = statements(&template, "AWS::IAM::ManagedPolicy");
    assert_eq!(own[0]["Action"], "sns:Publish");
    assert_eq!(own[1]["Action"], json!(["kms:Decrypt", "kms:GenerateDataKey*"]));
    let policy = statements(&template, "AWS::SNS::TopicPolicy");
    let actions: Vec<&Json> = policy
        .as_array()
        .unwrap()
        .iter()
        .map(|statement| &statement["Action"])
        .collect();
    assert_eq!(actions, ["sns:Publish", "sns:Publish", "sns:Subscribe", "sns:Publish"]);
}

#[test]
fn topics_of_others_get_a_policy_of_their_own() {
    let template = synthesized(|stack| {
        let arn = "arn:aws:sns:sa-east-1:111122223333:orders";
        let policy = TopicPolicy::new(stack, "Policy", TopicPolicyProps::new().topics([arn]));
        policy.add_statement(
            PolicyStatement::allow(["sns:Publish"])
                .by(Principal::own_account())
                .on(arn),
        );
        let topic = Topic::from_topic_arn(stack, "Orders", arn);
        assert_eq!(topic.name().literal().unwrap(), "orders");
        topic.allow_alarms();
    });
    let policy = statements(&template, "AWS::SNS::TopicPolicy");
    assert_eq!(policy[0]["Condition"]["Bool"]["aws:SecureTransport"], "false");
    assert_eq!(
        policy.as_array().unwrap().len(),
        2,
        "an imported topic is left as it is"
    );
}

#[test]
fn mistakes_are_told_with_what_was_found() {
    let new = |props: TopicProps| mistakes(|stack| drop(Topic::new(stack, "Topic", props)));
    assert_eq!(
        new(TopicProps::new().topic_name("orders.fifo")),
        ["F3145 the name of a topic says another kind than it has: orders.fifo for a standard topic"]
    );
    assert_eq!(
        new(TopicProps::new().display_name("x".repeat(101))),
        ["F3144 DisplayName is too long: 101 characters"]
    );
    assert_eq!(
        new(TopicProps::new().fifo(FifoTopic::new().archived_for(Days(366)))),
        ["F3144 ArchivePolicy is out of range: 366 days"]
    );
    assert_eq!(
        new(TopicProps::new().max_message_size(1)),
        ["F3144 MaximumMessageSize is out of range: 1 bytes"]
    );
    let log = DeliveryLog::new(LoggedProtocol::Lambda).success_feedback_sample_rate(101);
    assert_eq!(
        new(TopicProps::new().delivery_logs([log])),
        ["F3144 SuccessFeedbackSampleRate is out of range: 101 percent"]
    );

    let subscribed = |topic: TopicProps, queue: QueueProps| {
        mistakes(|stack| {
            let queue = Queue::new(stack, "Queue", queue);
            Topic::new(stack, "Topic", topic).add_subscription(SqsSubscription::new(&queue));
        })
    };
    let fifo = || TopicProps::new().fifo(FifoTopic::new());
    let fifo_queue = || QueueProps::new().fifo(FifoQueue::ByContent);
    assert_eq!(subscribed(fifo(), fifo_queue()), [""; 0]);
    assert_eq!(subscribed(fifo(), QueueProps::new()), [""; 0]);
    assert_eq!(
        subscribed(TopicProps::new(), fifo_queue()),
        ["F3147 a standard topic does not deliver to a FIFO queue: a FIFO queue"]
    );
    assert_eq!(
        subscribed(
            TopicProps::new(),
            QueueProps::new().encryption(QueueEncryption::KmsManaged)
        ),
        ["F3147 a topic cannot send to a queue under the key that AWS manages: alias/aws/sqs"]
    );
    let email_of_fifo = mistakes(|stack| {
        Topic::new(stack, "Topic", fifo()).add_subscription(EmailSubscription::new("a@example.com"));
    });
    assert_eq!(email_of_fifo, ["F3147 a FIFO topic delivers to queues alone: email"]);
    let no_url = mistakes(|stack| {
        Topic::new(stack, "Topic", TopicProps::new()).add_subscription(UrlSubscription::new("example.com"));
    });
    assert_eq!(no_url, ["F3147 an address is no URL: example.com"]);
    let firehose = mistakes(|stack| {
        let arn = "arn:aws:sns:sa-east-1:111122223333:orders";
        let stream = "arn:aws:firehose:sa-east-1:111122223333:deliverystream/orders";
        let props = SubscriptionProps::new(arn, SubscriptionProtocol::Firehose, stream);
        Subscription::new(stack, "Subscription", props);
    });
    assert_eq!(firehose, ["F3147 a delivery stream is subscribed without a role: "]);
}

#[test]
fn filters_that_sns_refuses_are_told() {
    let filtered = |filter: FilterPolicy| {
        mistakes(|stack| {
            let topic = Topic::new(stack, "Topic", TopicProps::new());
            topic.add_subscription(EmailSubscription::new("a@example.com").filter(filter));
        })
    };
    let many = |count: u32| (0..count).map(FilterCondition::number).collect::<Vec<_>>();
    let cases = [
        (
            ["a", "b", "c", "d", "e", "f"]
                .into_iter()
                .fold(FilterPolicy::on_attributes(), |filter, key| filter.key(key, ["x"])),
            "F3146 a filter has too many keys: 6 keys",
        ),
        (
            FilterPolicy::on_attributes().key("a", many(16)).key("b", many(10)),
            "F3146 a filter has too many combinations of conditions: 160 combinations",
        ),
        (
            FilterPolicy::on_body().field(["a", "b", "c"], many(51)),
            "F3146 a filter has too many combinations of conditions: 153 combinations",
        ),
        (
            FilterPolicy::on_attributes().key("a", many(0)),
            "F3146 a filter names a key without conditions: a",
        ),
        (
            FilterPolicy::on_attributes().field(["a", "b"], ["x"]),
            "F3146 attributes have no fields: a.b",
        ),
        (
            FilterPolicy::on_body().key("a", ["x"]).field(["a", "b"], ["x"]),
            "F3146 a filter names a key twice: a.b",
        ),
    ];
    for (filter, expected) in cases {
        assert_eq!(filtered(filter), [expected]);
    }
    let largest = FilterPolicy::on_attributes().key("a", many(15)).key("b", many(10));
    assert_eq!(filtered(largest), [""; 0]);
}
