//! Resources of types that CloudFormation of the emulator does not know, although the service itself does: the local AWS makes
//! them beside the stack, and removes them with it.

use super::plan::Call;
use crate::fit::{ORIGINAL, Reference};
use serde_json::{Value, json};

/// One type.
struct Kind {
    name: &'static str,
    /// Property that names it.
    named_by: &'static str,
    make: fn(&Value) -> Vec<Call>,
    remove: fn(&Value) -> Vec<Call>,
}

const KINDS: &[Kind] = &[
    Kind {
        name: "AWS::CloudWatch::CompositeAlarm",
        named_by: "AlarmName",
        make: put_composite,
        remove: delete_alarm,
    },
    Kind {
        name: "AWS::Kinesis::StreamConsumer",
        named_by: "ConsumerName",
        make: register,
        remove: deregister,
    },
];

fn kind(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.name == name)
}

/// Whether the local AWS makes such a resource.
pub(crate) fn is_made(name: &str, properties: &Value) -> bool {
    kind(name).is_some() && properties.is_object()
}

/// Values of references to one.
pub(crate) fn reference(name: &str, logical: &str, properties: &Value) -> Reference {
    let id = physical(name, logical, properties);
    if name == "AWS::Kinesis::StreamConsumer" {
        // The emulator puts the time at the end, which nobody knows before.
        return Reference {
            id: json!({"Fn::Join": ["", [properties["StreamARN"], "/consumer/", id, ":1"]]}),
            attribute: |_, id| id.clone(),
        };
    }
    Reference {
        id,
        attribute: |attribute, id| {
            let own = [
                "arn:",
                "AWS::Partition",
                ":cloudwatch:",
                "AWS::Region",
                ":",
                "AWS::AccountId",
                ":alarm:",
            ];
            match attribute {
                "Arn" => {
                    let part = |text: &str| match text.starts_with("AWS::") {
                        true => json!({"Ref": text}),
                        false => json!(text),
                    };
                    let mut parts: Vec<Value> = own.into_iter().map(part).collect();
                    parts.push(id.clone());
                    json!({"Fn::Join": ["", parts]})
                }
                _ => json!({"Fn::Join": ["/", [id, attribute]]}),
            }
        },
    }
}

fn physical(name: &str, logical: &str, properties: &Value) -> Value {
    let named_by = kind(name).map_or("Name", |kind| kind.named_by);
    match properties.get(named_by).or_else(|| properties.get("AlarmName")) {
        Some(given) => given.clone(),
        None => json!({"Fn::Join": ["-", [{"Ref": "AWS::StackName"}, logical]]}),
    }
}

/// A resource that stands in the metadata of a placeholder: its type, and its properties with its name.
pub(super) fn of(logical: &str, resource: &Value) -> Option<(&'static str, Value)> {
    let original = resource["Metadata"].get(ORIGINAL)?;
    let found = kind(original["Type"].as_str()?)?;
    let mut properties = original["Properties"].clone();
    properties[found.named_by] = physical(found.name, logical, &properties);
    Some((found.name, properties))
}

/// The physical name in resolved properties.
pub(super) fn name(name: &str, properties: &Value) -> String {
    let named_by = kind(name).map_or("Name", |kind| kind.named_by);
    properties[named_by].as_str().unwrap_or_default().to_owned()
}

/// The calls that make one from its resolved properties.
pub(super) fn made(name: &str, properties: &Value) -> Vec<Call> {
    kind(name).map(|kind| (kind.make)(properties)).unwrap_or_default()
}

/// The calls that remove one; nothing for what is no such type.
pub(super) fn removed(name: &str, properties: &Value) -> Vec<Call> {
    kind(name).map(|kind| (kind.remove)(properties)).unwrap_or_default()
}

fn cloudwatch(target: &'static str, body: Value) -> Vec<Call> {
    vec![Call::Json {
        service: "monitoring",
        target,
        body,
    }]
}

fn put_composite(properties: &Value) -> Vec<Call> {
    cloudwatch("GraniteServiceVersion20100801.PutCompositeAlarm", properties.clone())
}

fn delete_alarm(properties: &Value) -> Vec<Call> {
    cloudwatch(
        "GraniteServiceVersion20100801.DeleteAlarms",
        json!({"AlarmNames": [properties["AlarmName"]]}),
    )
}

fn consumer(target: &'static str, properties: &Value) -> Vec<Call> {
    vec![Call::Json {
        service: "kinesis",
        target,
        body: json!({"StreamARN": properties["StreamARN"], "ConsumerName": properties["ConsumerName"]}),
    }]
}

fn register(properties: &Value) -> Vec<Call> {
    consumer("Kinesis_20131202.RegisterStreamConsumer", properties)
}

fn deregister(properties: &Value) -> Vec<Call> {
    consumer("Kinesis_20131202.DeregisterStreamConsumer", properties)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_placeholder_tells_what_it_stands_for() {
        let resource = json!({"Metadata": {ORIGINAL: {
            "Type": "AWS::CloudWatch::CompositeAlarm", "Properties": {"AlarmRule": "ALARM(a)"},
        }}});
        let (name, properties) = of("Page", &resource).unwrap();
        assert_eq!(name, "AWS::CloudWatch::CompositeAlarm");
        assert_eq!(properties["AlarmName"]["Fn::Join"][1][1], "Page");
        assert!(
            of(
                "Query",
                &json!({"Metadata": {ORIGINAL: {"Type": "AWS::Logs::QueryDefinition"}}})
            )
            .is_none()
        );
        assert!(of("Plain", &json!({"Type": "AWS::SQS::Queue"})).is_none());
        let gone = removed(name, &json!({"AlarmName": "page"}));
        assert!(matches!(&gone[..], [Call::Json { body, .. }] if body["AlarmNames"][0] == "page"));
        assert!(removed("LifecycleConfiguration", &json!({})).is_empty());
    }
}
