//! Facts of a stack that a reviewer asks for: its alarms, and what sets capacity and cost.

use serde_json::Value;

use crate::{assembly::Stack, iam::short};

/// An alarm.
pub(super) struct Alarm {
    pub(super) path: String,
    pub(super) watches: String,
    pub(super) when: String,
    pub(super) tells: String,
    pub(super) says: String,
}

/// A resource with what sets its capacity and what it is paid by.
pub(super) struct Capacity {
    pub(super) path: String,
    pub(super) resource_type: String,
    pub(super) settings: String,
    pub(super) driver: &'static str,
}

fn resources(stack: &Stack) -> impl Iterator<Item = (&String, &str, &Value)> {
    let resources = stack.template.get("Resources").and_then(Value::as_object);
    resources.into_iter().flatten().map(|(id, resource)| {
        let ty = resource.get("Type").and_then(Value::as_str).unwrap_or_default();
        (id, ty, resource.get("Properties").unwrap_or(&Value::Null))
    })
}

fn text(value: &Value, name: &str) -> String {
    value.get(name).map(short).unwrap_or_default()
}

/// The alarms of a stack.
pub(super) fn alarms(stack: &Stack) -> Vec<Alarm> {
    let found = resources(stack).filter(|(_, ty, _)| *ty == "AWS::CloudWatch::Alarm");
    let mut alarms: Vec<Alarm> = found
        .map(|(id, _, alarm)| {
            let compares = match text(alarm, "ComparisonOperator").as_str() {
                "GreaterThanOrEqualToThreshold" => "≥",
                "GreaterThanThreshold" => ">",
                "LessThanOrEqualToThreshold" => "≤",
                "LessThanThreshold" => "<",
                _ => "outside of",
            };
            let metric = match alarm.get("MetricName") {
                Some(name) => format!(
                    "{} {} of {}",
                    text(alarm, "Statistic"),
                    short(name),
                    text(alarm, "Namespace")
                ),
                None => "an expression of several metrics".to_owned(),
            };
            let datapoints = alarm
                .get("DatapointsToAlarm")
                .map_or_else(|| text(alarm, "EvaluationPeriods"), short);
            let actions = alarm
                .get("AlarmActions")
                .and_then(Value::as_array)
                .map(Vec::as_slice)
                .unwrap_or_default();
            let target = |action: &Value| {
                let id = action.get("Ref").and_then(Value::as_str);
                id.map_or_else(|| short(action), |id| stack.path_of(id).to_owned())
            };
            Alarm {
                path: stack.path_of(id).to_owned(),
                watches: metric,
                when: format!(
                    "{compares} {} in {datapoints} of {} periods of {} s",
                    text(alarm, "Threshold"),
                    text(alarm, "EvaluationPeriods"),
                    text(alarm, "Period")
                ),
                tells: actions.iter().map(target).collect::<Vec<_>>().join(", "),
                says: text(alarm, "AlarmDescription"),
            }
        })
        .collect();
    alarms.sort_by(|one, other| one.path.cmp(&other.path));
    alarms
}

/// Properties that set capacity, by type, and the quantities that AWS counts for the bill.
const CAPACITIES: [(&str, &[&str], &str); 16] = [
    (
        "AWS::Kinesis::Stream",
        &["StreamModeDetails", "ShardCount", "RetentionPeriodHours"],
        "shard hours and PUT units, or gigabytes on demand; hours of retention beyond 24",
    ),
    (
        "AWS::KinesisFirehose::DeliveryStream",
        &["DeliveryStreamType"],
        "gigabytes taken in; format conversion",
    ),
    (
        "AWS::DynamoDB::Table",
        &[
            "BillingMode",
            "ProvisionedThroughput",
            "TimeToLiveSpecification",
            "TableClass",
        ],
        "read and write units, gigabytes stored, backups",
    ),
    (
        "AWS::DynamoDB::GlobalTable",
        &["BillingMode", "TableClass"],
        "read and write units in each region, gigabytes stored",
    ),
    (
        "AWS::Lambda::Function",
        &["MemorySize", "Timeout", "ReservedConcurrentExecutions", "Architectures"],
        "calls, and milliseconds by memory",
    ),
    (
        "AWS::Lambda::EventSourceMapping",
        &[
            "BatchSize",
            "ParallelizationFactor",
            "MaximumBatchingWindowInSeconds",
            "MaximumRetryAttempts",
        ],
        "nothing itself; smaller batches make more calls",
    ),
    (
        "AWS::SQS::Queue",
        &["MessageRetentionPeriod", "VisibilityTimeout", "FifoQueue"],
        "requests",
    ),
    ("AWS::SNS::Topic", &["FifoTopic"], "messages, and deliveries by kind"),
    (
        "AWS::S3::Bucket",
        &["LifecycleConfiguration"],
        "gigabytes by storage class, requests, transitions",
    ),
    ("AWS::IoT::TopicRule", &[], "messages and rules run; actions"),
    (
        "AWS::RDS::DBInstance",
        &["DBInstanceClass", "AllocatedStorage", "MultiAZ", "StorageType"],
        "instance hours, gigabytes provisioned, backups",
    ),
    (
        "AWS::RDS::DBCluster",
        &["Engine", "ServerlessV2ScalingConfiguration"],
        "instance hours or capacity units, gigabytes, input and output",
    ),
    (
        "AWS::ElastiCache::ReplicationGroup",
        &["CacheNodeType", "NumCacheClusters"],
        "node hours",
    ),
    ("AWS::EC2::NatGateway", &[], "hours, and gigabytes through it"),
    (
        "AWS::EC2::VPCEndpoint",
        &["VpcEndpointType"],
        "hours in each zone and gigabytes, but for gateways",
    ),
    ("AWS::KMS::Key", &["EnableKeyRotation"], "one key a month, and requests"),
];

/// Resources with a capacity, in the order of their paths.
pub(super) fn capacities(stack: &Stack) -> Vec<Capacity> {
    let mut found: Vec<Capacity> = resources(stack)
        .filter_map(|(id, ty, properties)| {
            let (_, names, driver) = CAPACITIES.iter().find(|(of, ..)| *of == ty)?;
            let settings = names.iter().filter_map(|name| {
                let value = properties.get(*name)?;
                Some(match value {
                    Value::Object(map) if map.keys().any(|key| key == "Rules") => {
                        let rules = map.get("Rules").and_then(Value::as_array).map_or(0, Vec::len);
                        format!("{name}: {rules} rules")
                    }
                    Value::Object(map) => {
                        let parts: Vec<String> = map
                            .iter()
                            .map(|(key, value)| format!("{key} {}", short(value)))
                            .collect();
                        parts.join(", ")
                    }
                    Value::Array(items) => items.iter().map(short).collect::<Vec<_>>().join(", "),
                    value => format!("{name} {}", short(value)),
                })
            });
            Some(Capacity {
                path: stack.path_of(id).to_owned(),
                resource_type: ty.to_owned(),
                settings: settings.collect::<Vec<_>>().join("; "),
                driver,
            })
        })
        .collect();
    found.sort_by(|one, other| one.path.cmp(&other.path));
    found
}
