//! Imported from tests/import/templates/workshop.yaml. Do not edit: `UPDATE_IMPORTED=1 cargo test -p workspace-tests --test it imported` writes it.
//!
//! The stack of `workshop.yaml`.

use ferrocdk::cfn::cloudwatch::{self, alarm};
use ferrocdk::cfn::iam;
use ferrocdk::cfn::kms;
use ferrocdk::cfn::lambda::{self, event_source_mapping, function};
use ferrocdk::cfn::sns::{self, topic};
use ferrocdk::cfn::sqs;
use ferrocdk::{
    CfnCondition, CfnMapping, CfnOutput, CfnParameter, CfnResource, CfnRule, Condition, Construct, Document,
    RemovalPolicy, Stack, StackProps, Synthesizer, Tag, Value, doc, pseudo, sub, text,
};

/// Makes the stack with all that the template has.
pub(crate) fn stack(scope: &dyn Construct, id: &str) -> Stack {
    let stack = Stack::new(
        scope,
        id,
        StackProps::default()
            .description("Everything that code says by itself")
            .synthesizer(Synthesizer::Bootstrapless),
    );
    // The template names no construct paths. Without this line every resource has its path, by which tools show what changes.
    stack.scope().set_context("aws:cdk:enable-path-metadata", false);
    stack.set_template_format_version("2010-09-09");
    stack.add_metadata("Owner", doc!("press shop"));
    stack.add_metadata(
        "AWS::CloudFormation::Interface",
        doc!({ "ParameterGroups": [{ "Label": { "default": "Size" }, "Parameters": ["Stage", "Shifts"] }] }),
    );

    let stage = CfnParameter::new(&stack, "Stage", "String")
        .default("dev")
        .allowed_values(&["dev", "prod"])
        .description(r#"What it is "for""#);
    let shifts = CfnParameter::new(&stack, "Shifts", "Number")
        .default(3)
        .min_value(1)
        .max_value(3);
    let prefix = CfnParameter::new(&stack, "Prefix", "String")
        .default("")
        .min_length(0)
        .max_length(20)
        .allowed_pattern("[a-z\\d]*")
        .constraint_description("lower-case letters and digits");
    let names = CfnParameter::new(&stack, "Names", "CommaDelimitedList").no_echo();
    CfnParameter::new(&stack, "Unused", "AWS::SSM::Parameter::Value<String>");

    let regions = CfnMapping::new(
        &stack,
        "Regions",
        doc!({
            "sa-east-1": { "Days": 30, "Zones": ["a", "b"] },
            "eu-central-1": { "Days": 90, "Zones": ["a"] },
        }),
    );

    let is_production = CfnCondition::new(
        &stack,
        "IsProduction",
        Condition::equals::<String>(stage.value(), "prod"),
    );
    let is_busy = CfnCondition::new(
        &stack,
        "IsBusy",
        Condition::all([
            Condition::from(&is_production),
            Condition::equals::<String>(shifts.value(), "1").not(),
        ]),
    );
    let has_prefix = CfnCondition::new(
        &stack,
        "HasPrefix",
        Condition::equals::<String>("", prefix.value()).not(),
    );
    let is_either = CfnCondition::new(
        &stack,
        "IsEither",
        Condition::any([Condition::from(&is_busy), Condition::from(&has_prefix)]),
    );

    let shifts_rule = CfnRule::new(
        &stack,
        "ShiftsRule",
        doc!({
            "RuleCondition": { "Fn::Equals": [stage.value::<String>(), "prod"] },
            "Assertions": [
                {
                    "Assert": { "Fn::Contains": [["3"], shifts.value::<String>()] },
                    "AssertDescription": "production has three shifts",
                },
            ],
        }),
    );
    shifts_rule.scope().override_logical_id("Shifts");

    let key = kms::CfnKey::new(
        &stack,
        "Key",
        kms::KeyProps::new().enable_key_rotation(true).key_policy(doc!({
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": { "AWS": sub!("arn:{}:iam::{}:root", pseudo::partition(), pseudo::account_id()) },
                    "Action": "kms:*",
                    "Resource": "*",
                },
                Value::<Document>::if_else(
                    &is_production,
                    doc!({
                        "Effect": "Deny",
                        "Principal": "*",
                        "Action": "kms:ScheduleKeyDeletion",
                        "Resource": "*",
                        "Condition": { "Bool": { "aws:MultiFactorAuthPresent": false } },
                    }),
                    doc!(Value::<String>::NoValue),
                ),
            ],
        })),
    );
    key.apply_deletion_policy(RemovalPolicy::Retain);
    key.apply_update_replace_policy(RemovalPolicy::Destroy);

    let parked = sqs::CfnQueue::new(&stack, "Parked", sqs::QueueProps::new());
    parked.apply_removal_policy(RemovalPolicy::RetainExceptOnCreate);

    let jobs = sqs::CfnQueue::new(
        &stack,
        "Jobs",
        sqs::QueueProps::new()
            .queue_name(Value::if_else(
                &has_prefix,
                sub!("{}-jobs", prefix.value::<String>()),
                Value::NoValue,
            ))
            .kms_master_key_id(key.reference())
            .delay_seconds(regions.find(pseudo::region(), "Days"))
            .redrive_policy(doc!({
                "deadLetterTargetArn": parked.attr_arn(),
                "maxReceiveCount": Value::<Document>::if_else(&is_production, doc!(5), doc!(1)),
            }))
            .tags([Tag::new("stage", stage.value()), Tag::new(r#"a "quoted" key"#, "plain")]),
    );
    jobs.apply_removal_policy(RemovalPolicy::Retain);
    is_either.guards(&jobs);
    jobs.add_override("DependsOn", key.logical_id());
    jobs.add_metadata("guard", doc!({ "SuppressedRules": ["SQS_QUEUE_DLQ"] }));

    let alarms = sns::CfnTopic::new(
        &stack,
        "Alarms",
        sns::TopicProps::new()
            .display_name(text!("alarms of{}", pseudo::stack_name()))
            .topic_name(Value::select(1, pseudo::stack_id().split("/")))
            .subscription([topic::Subscription::new().endpoint(jobs.attr_arn()).protocol("sqs")]),
    );
    alarms.add_depends_on(&parked);
    alarms.add_depends_on(&jobs);

    sns::CfnTopicPolicy::new(
        &stack,
        "AlarmsPolicy",
        sns::TopicPolicyProps::new()
            .topics([alarms.reference()])
            .policy_document(doc!({
                "Statement": {
                    "Effect": "Allow",
                    "Principal": { "Service": "cloudwatch.amazonaws.com" },
                    "Action": "sns:Publish",
                    "Resource": alarms.reference(),
                    "Condition": { "StringEquals": { "aws:SourceAccount": pseudo::account_id() } },
                },
            })),
    );

    let role = iam::CfnRole::new(
        &stack,
        "Role",
        iam::RoleProps::new()
            .assume_role_policy_document(doc!({ "Version": "2012-10-17", "Statement": [] }))
            .managed_policy_arns(names.value())
            .max_session_duration(3600),
    );

    let worker = lambda::CfnFunction::new(
        &stack,
        "Worker",
        lambda::FunctionProps::new()
            .role(role.attr_arn())
            .handler("index.handler")
            .runtime(function::FunctionRuntime::Python3_13)
            .memory_size(256)
            .environment(function::Environment::new().variables([
                ("QUEUE", jobs.reference()),
                ("STAGE", Value::<String>::from("dev")),
                (
                    "GREETING",
                    sub!(
                        "{Word} from {} ${{literal}} {{braces}}",
                        jobs.attr_queue_name(),
                        Word = Value::import("greeting")
                    ),
                ),
            ]))
            .code(function::Code::new().zip_file(
                r#"import os
def handler(event, context):
    print(f"{os.environ['QUEUE']} \"{event}\"")
"#,
            )),
    );

    lambda::CfnEventSourceMapping::new(
        &stack,
        "Mapping",
        lambda::EventSourceMappingProps::new()
            .function_name(worker.reference())
            .event_source_arn(jobs.attr_arn())
            .batch_size(10)
            .scaling_config(event_source_mapping::ScalingConfig::new().maximum_concurrency(2)),
    );

    cloudwatch::CfnAlarm::new(
        &stack,
        "Lamp",
        cloudwatch::AlarmProps::new()
            .namespace("AWS/SQS")
            .metric_name("ApproximateAgeOfOldestMessage")
            .dimensions([alarm::Dimension::new().name("QueueName").value(jobs.attr_queue_name())])
            .statistic(alarm::AlarmStatistic::Maximum)
            .comparison_operator(alarm::ComparisonOperator::GreaterThanThreshold)
            .threshold(0.5)
            .period(60)
            .evaluation_periods(1)
            .alarm_actions([
                alarms.reference(),
                sub!(
                    "arn:{}:sns:{}:{}:pager",
                    pseudo::partition(),
                    pseudo::region(),
                    pseudo::account_id()
                ),
            ])
            .treat_missing_data(alarm::TreatMissingData::NotBreaching),
    );

    let bell = CfnResource::untyped(
        &stack,
        "Bell",
        "Custom::Bell",
        doc!({
            "ServiceToken": worker.attr_arn(),
            "Tone": { "Base": Value::from("high").base64(), "Cents": 0.5, "Count": 5000000000_i64, "Volume": 1.0 },
        }),
    );

    CfnOutput::new(&stack, "JobsOutput", jobs.reference())
        .description("The queue")
        .condition(&is_either)
        .export_name(sub!("{}-jobs", pseudo::stack_name()))
        .scope()
        .override_logical_id("Jobs");
    CfnOutput::new(&stack, "Tone", bell.attr("Tone"));
    CfnOutput::new(
        &stack,
        "Zones",
        Value::join(",", regions.find(pseudo::region(), "Zones")),
    );

    stack
}
