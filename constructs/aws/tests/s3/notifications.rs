//! Notifications: where they stand, and that no circle comes of them.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use ferrocdk_aws::kms::{Key, KeyProps};
use ferrocdk_aws::lambda::{Architecture, Function, FunctionProps, RustCode};
use ferrocdk_aws::s3::{Bucket, BucketProps, EventType, Notification};
use ferrocdk_aws::sqs::{FifoQueue, Queue, QueueEncryption, QueueProps};
use ferrocdk_core::{App, Stack, StackProps};
use serde_json::{Value as Json, json};

use super::{mistakes, resource, statements, synthesize};

/// The resource that sets notifications.
fn by_provider(template: &Json) -> Option<&Json> {
    let all = template["Resources"].as_object().unwrap().values();
    let mut found = all.filter(|resource| resource["Type"] == "Custom::BucketNotifications");
    let resource = found.next();
    assert!(found.next().is_none());
    resource
}

/// Settings that the provider is told, with `@` for what is known at deployment.
fn told(resource: &Json) -> Vec<String> {
    let notifications = resource["Properties"]["Notifications"].as_array().unwrap().iter();
    let parts = |told: &Json| {
        let parts = ["To", "Event", "Prefix", "Suffix"].map(|name| told[name].as_str().unwrap_or_default().to_owned());
        assert!(told["Arn"]["Fn::GetAtt"].is_array());
        parts.join(" ").trim_end().to_owned()
    };
    notifications.map(parts).collect()
}

#[test]
fn queues_and_topics_stand_in_the_bucket_after_what_lets_s3_in() {
    let template = synthesize(|stack| {
        let key = Key::new(stack, "Key", KeyProps::new());
        let jobs = Queue::new(stack, "Jobs", QueueProps::new().encryption_key(&key));
        let data = Bucket::new(stack, "Data", BucketProps::new());
        let tables = Notification::new(EventType::ObjectCreated)
            .prefix("raw/")
            .suffix(".csv");
        data.add_event_notification(tables, &jobs);
        data.add_object_removed_notification(&jobs);
        let named = Bucket::new(stack, "Named", BucketProps::new().bucket_name("plant-data"));
        named.add_object_created_notification(&Queue::new(stack, "Others", QueueProps::new()));
    });
    let data = resource(&template, "AWS::S3::Bucket", "Data");
    let all = template["Resources"].as_object().unwrap().iter();
    let mut queues = all.filter(|(id, resource)| resource["Type"] == "AWS::SQS::Queue" && id.starts_with("Jobs"));
    let queue = json!({ "Fn::GetAtt": [queues.next().unwrap().0, "Arn"] });
    let filter =
        json!({ "S3Key": { "Rules": [{ "Name": "prefix", "Value": "raw/" }, { "Name": "suffix", "Value": ".csv" }] } });
    let expected = json!({
        "EventBridgeConfiguration": { "EventBridgeEnabled": true },
        "QueueConfigurations": [
            { "Event": "s3:ObjectCreated:*", "Filter": filter, "Queue": queue },
            { "Event": "s3:ObjectRemoved:*", "Queue": queue },
        ],
    });
    assert_eq!(data["Properties"]["NotificationConfiguration"], expected);
    let after: Vec<&str> = data["DependsOn"]
        .as_array()
        .unwrap()
        .iter()
        .map(|id| id.as_str().unwrap())
        .collect();
    assert!(after.iter().any(|id| id.starts_with("JobsPolicy")), "{after:?}");
    let sends = statements(&template, "AWS::SQS::QueuePolicy", "Jobs");
    assert_eq!(sends[1]["Principal"]["Service"], "s3.amazonaws.com");
    assert_eq!(
        sends[1]["Condition"],
        json!({ "StringEquals": { "aws:SourceAccount": { "Ref": "AWS::AccountId" } } })
    );
    let named = statements(&template, "AWS::SQS::QueuePolicy", "Others");
    assert_eq!(
        named[1]["Condition"]["ArnLike"]["aws:SourceArn"]["Fn::Join"][1][2],
        ":s3:::plant-data"
    );
    let key = &resource(&template, "AWS::KMS::Key", "Key")["Properties"]["KeyPolicy"]["Statement"];
    assert!(key.to_string().contains("s3.amazonaws.com"));
    assert_eq!(by_provider(&template), None);
}

#[test]
fn a_function_that_reads_its_bucket_is_notified_without_a_circle() {
    let template = synthesize(|stack| {
        let code = RustCode::with_fingerprint("reader", &"0".repeat(64), Architecture::X86_64);
        let data = Bucket::new(stack, "Data", BucketProps::new());
        let reader = FunctionProps::new(code).environment("BUCKET", data.name());
        let reader = Function::new(stack, "Reader", reader);
        data.add_object_removed_notification(&Queue::new(stack, "Removed", QueueProps::new()));
        data.grant_read(&reader);
        data.add_event_notification(Notification::new(EventType::ObjectCreatedPut).suffix(".csv"), &reader);
        data.add_event_notification(Notification::new(EventType::ObjectCreatedPut).suffix(".json"), &reader);
    });
    let data = resource(&template, "AWS::S3::Bucket", "Data");
    assert_eq!(
        data["Properties"].get("NotificationConfiguration"),
        None,
        "one of the two sets them"
    );
    let expected = [
        "queue s3:ObjectRemoved:*",
        "function s3:ObjectCreated:Put  .csv",
        "function s3:ObjectCreated:Put  .json",
    ];
    let resource = by_provider(&template).unwrap();
    assert_eq!(
        (told(resource), &resource["Properties"]["EventBridge"]),
        (expected.map(str::to_owned).to_vec(), &json!("true"))
    );
    let permissions = template["Resources"].as_object().unwrap().iter();
    let permissions: Vec<_> = permissions
        .filter(|(_, found)| found["Type"] == "AWS::Lambda::Permission")
        .collect();
    assert_eq!(permissions.len(), 1, "one for both");
    assert_eq!(permissions[0].1["Properties"]["SourceArn"]["Fn::GetAtt"][1], "Arn");
    let after = resource["DependsOn"].to_string();
    for id in [
        permissions[0].0.as_str(),
        "CustomResourceProviderPoliciesDataNotifications",
        "RemovedPolicy",
    ] {
        assert!(after.contains(id), "{id} not in {after}");
    }
    assert_no_circle(&template);
}

/// Follows references and dependencies of resources.
fn assert_no_circle(template: &Json) {
    fn names<'a>(value: &'a Json, found: &mut Vec<&'a str>) {
        match value {
            Json::Object(map) => {
                found.extend(map.get("Ref").and_then(Json::as_str));
                found.extend(map.get("Fn::GetAtt").and_then(|attribute| attribute[0].as_str()));
                map.values().for_each(|value| names(value, found));
            }
            Json::Array(items) => items.iter().for_each(|item| names(item, found)),
            _ => {}
        }
    }
    fn visit<'a>(
        id: &'a str,
        all: &'a serde_json::Map<String, Json>,
        path: &mut Vec<&'a str>,
        done: &mut Vec<&'a str>,
    ) {
        assert!(!path.contains(&id), "{path:?} and again {id}");
        if done.contains(&id) {
            return;
        }
        path.push(id);
        let mut next = Vec::new();
        names(&all[id]["Properties"], &mut next);
        match &all[id]["DependsOn"] {
            Json::String(id) => next.push(id),
            Json::Array(ids) => next.extend(ids.iter().filter_map(Json::as_str)),
            _ => {}
        }
        next.iter()
            .filter(|id| all.contains_key(**id))
            .for_each(|id| visit(id, all, path, done));
        path.pop();
        done.push(id);
    }
    let all = template["Resources"].as_object().unwrap();
    let mut done = Vec::new();
    all.keys().for_each(|id| visit(id, all, &mut Vec::new(), &mut done));
}

#[test]
fn an_imported_bucket_keeps_the_notifications_of_others() {
    let template = synthesize(|stack| {
        let shared = Bucket::from_bucket_name(stack, "Shared", "firmware");
        shared.add_object_created_notification(&Queue::new(stack, "Jobs", QueueProps::new()));
    });
    let resource = by_provider(&template).unwrap();
    assert_eq!(
        (&resource["Properties"]["Others"], told(resource).len()),
        (&json!("keep"), 1)
    );
    assert_eq!(resource["Properties"].get("EventBridge"), None);
    let policy = statements(
        &template,
        "AWS::IAM::ManagedPolicy",
        "CustomResourceProviderPoliciesSharedNotifications",
    );
    assert_eq!(
        policy[0]["Action"],
        json!(["s3:GetBucketNotification", "s3:PutBucketNotification"])
    );
}

#[test]
fn a_bucket_notifies_what_stands_in_another_stack() {
    let app = App::new();
    let stack = |id: &str| Stack::new(&app, id, StackProps::default());
    let (store, work) = (stack("store"), stack("work"));
    let code = RustCode::with_fingerprint("reader", &"0".repeat(64), Architecture::X86_64);
    let reader = Function::new(&work, "Reader", FunctionProps::new(code));
    let jobs = Queue::new(&work, "Jobs", QueueProps::new());
    let data = Bucket::new(&store, "Data", BucketProps::new());
    data.add_object_created_notification(&reader);
    data.add_object_removed_notification(&jobs);
    let assembly = app.synth().unwrap();
    let permission = |name: &str| {
        assembly
            .template(name)
            .unwrap()
            .to_string()
            .contains("AWS::Lambda::Permission")
    };
    assert!(
        permission("store") && !permission("work"),
        "a permission there would need this stack, which needs that one"
    );
}

#[test]
fn notifications_that_s3_does_not_take_are_told() {
    let with = |first: Notification, second: Notification| {
        mistakes(|stack| {
            let (one, other) = (
                Queue::new(stack, "One", QueueProps::new()),
                Queue::new(stack, "Other", QueueProps::new()),
            );
            let data = Bucket::new(stack, "Data", BucketProps::new());
            data.add_event_notification(first, &one);
            data.add_event_notification(second, &other);
        })
    };
    let created = || Notification::new(EventType::ObjectCreated);
    let overlapping = [
        (created(), created()),
        (created(), Notification::new(EventType::ObjectCreatedPut).prefix("raw/")),
        (created().prefix("raw/"), created().prefix("raw/press/")),
        (created().suffix(".csv"), created().suffix(".tar.csv")),
        (created().prefix("raw/"), created().suffix(".csv")),
    ];
    for (first, second) in overlapping {
        assert_eq!(
            with(first, second),
            ["F3131: two notifications of a bucket are about the same events"]
        );
    }
    let fifo = mistakes(|stack| {
        let jobs = Queue::new(stack, "Jobs", QueueProps::new().fifo(FifoQueue::ByContent));
        Bucket::new(stack, "Data", BucketProps::new()).add_object_created_notification(&jobs);
    });
    assert_eq!(fifo, ["F3131: S3 notifies no FIFO destination"]);
    let unusable = mistakes(|stack| {
        let jobs = Queue::new(stack, "Jobs", QueueProps::new().encryption(QueueEncryption::KmsManaged));
        Bucket::new(stack, "Data", BucketProps::new()).add_object_created_notification(&jobs);
    });
    assert_eq!(unusable, ["F3131: S3 may not use the key that encrypts a queue"]);
    let apart = synthesize(|stack| {
        let jobs = Queue::new(stack, "Jobs", QueueProps::new());
        let data = Bucket::new(stack, "Data", BucketProps::new());
        data.add_event_notification(created().suffix(".csv"), &jobs);
        data.add_event_notification(created().suffix(".json"), &jobs);
        data.add_event_notification(EventType::ObjectRemoved, &jobs);
    });
    let queues =
        &resource(&apart, "AWS::S3::Bucket", "Data")["Properties"]["NotificationConfiguration"]["QueueConfigurations"];
    assert_eq!(queues.as_array().unwrap().len(), 3);
}
