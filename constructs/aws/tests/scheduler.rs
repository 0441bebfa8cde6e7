//! Schedules, their groups and targets, as templates have them.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod support;

use ferrocdk_aws::events::{EventBus, EventBusProps};
use ferrocdk_aws::iam::{PolicyStatement, Principal, Role, RoleProps};
use ferrocdk_aws::kms::{Key, KeyProps};
use ferrocdk_aws::lambda::{Code, Function, FunctionProps, Runtime};
use ferrocdk_aws::scheduler::{
    ContextAttribute, Cron, Schedule, ScheduleExpression, ScheduleGroup, ScheduleGroupProps, ScheduleProps,
    ScheduleState, ScheduleTarget,
};
use ferrocdk_aws::sqs::{FifoQueue, Queue, QueueProps};
use ferrocdk_aws::units::{Hours, Minutes, Seconds};
use ferrocdk_core::{Stack, doc, pseudo};
use serde_json::json;

use crate::support::{ids, mistakes, one, template};

fn machine() -> ScheduleTarget {
    ScheduleTarget::step_functions_start_execution("arn:aws:states:sa-east-1:111122223333:stateMachine:report")
}

fn hourly() -> ScheduleExpression {
    ScheduleExpression::rate(Hours(1))
}

#[test]
fn a_schedule_calls_as_a_role_of_its_own() {
    let template = template(|stack| {
        let queue = |id: &str| Queue::new(stack, id, QueueProps::new());
        let (jobs, lost) = (queue("Jobs"), queue("Lost"));
        let target = ScheduleTarget::sqs_send_message(&jobs)
            .input(doc!({ "at": ContextAttribute::SCHEDULED_TIME, "region": pseudo::region() }))
            .dead_letter_queue(&lost)
            .retry_attempts(3)
            .max_event_age(Minutes(5));
        let props = ScheduleProps::new(hourly(), target)
            .flexible_window(Minutes(10))
            .start("2026-12-01T00:00:00Z")
            .end("2027-01-01T00:00:00Z")
            .state(ScheduleState::Disabled);
        Schedule::new(stack, "Schedule", props);
    });
    let schedule = one(&template, "AWS::Scheduler::Schedule");
    let get = |id: &str| json!({ "Fn::GetAtt": [id, "Arn"] });
    let expected = json!({
        "ScheduleExpression": "rate(1 hour)",
        "ScheduleExpressionTimezone": "Etc/UTC",
        "FlexibleTimeWindow": { "Mode": "FLEXIBLE", "MaximumWindowInMinutes": 10 },
        "State": "DISABLED",
        "StartDate": "2026-12-01T00:00:00Z",
        "EndDate": "2027-01-01T00:00:00Z",
        "Target": {
            "Arn": get("JobsDF1CC2D4"),
            "RoleArn": get("ScheduleRole2985F131"),
            "DeadLetterConfig": { "Arn": get("LostDF84CB6B") },
            "RetryPolicy": { "MaximumRetryAttempts": 3, "MaximumEventAgeInSeconds": 300 },
            "Input": { "Fn::Join": ["", [r#"{"at":"<aws.scheduler.scheduled-time>","region":""#, { "Ref": "AWS::Region" }, r#""}"#]] },
        },
    });
    assert_eq!(schedule["Properties"], expected);
    assert!(schedule["DependsOn"].is_array(), "its role's policy comes first");
    let trust = &one(&template, "AWS::IAM::Role")["Properties"]["AssumeRolePolicyDocument"]["Statement"][0];
    assert_eq!(trust["Principal"], json!({ "Service": "scheduler.amazonaws.com" }));
    assert!(
        trust["Condition"]["ArnLike"]
            .to_string()
            .contains("schedule-group/default"),
        "{trust}"
    );
    let policy = &one(&template, "AWS::IAM::ManagedPolicy")["Properties"]["PolicyDocument"]["Statement"];
    assert_eq!(policy.as_array().unwrap().len(), 1);
    assert_eq!(policy[0]["Action"], "sqs:SendMessage");
    assert_eq!(policy[0]["Resource"].as_array().unwrap().len(), 2);
}

#[test]
fn targets_say_what_the_role_may_do() {
    let arn = |service: &str, rest: &str| format!("arn:aws:{service}:sa-east-1:111122223333:{rest}");
    let code = || FunctionProps::new(Code::inline("exports.handler = async () => {}")).runtime(Runtime::NODEJS_22);
    type Make = Box<dyn Fn(&Stack) -> ScheduleTarget>;
    let cases: Vec<(Make, &str)> = vec![
        (Box::new(|_| machine()), "states:StartExecution"),
        (
            Box::new(move |_| ScheduleTarget::firehose_put_record(arn("firehose", "deliverystream/a"))),
            "firehose:PutRecord",
        ),
        (
            Box::new(move |_| ScheduleTarget::code_build_start_build(arn("codebuild", "project/a"))),
            "codebuild:StartBuild",
        ),
        (
            Box::new(move |_| ScheduleTarget::code_pipeline_start_pipeline_execution(arn("codepipeline", "a"))),
            "codepipeline:StartPipelineExecution",
        ),
        (
            Box::new(move |stack| {
                let function = Function::new(stack, "Function", code().handler("index.handler"));
                ScheduleTarget::lambda_invoke(&function)
            }),
            "lambda:InvokeFunction",
        ),
        (
            Box::new(|stack| {
                let bus = EventBus::new(stack, "Bus", EventBusProps::new());
                ScheduleTarget::event_bridge_put_events(&bus, "plant.clock", "Shift begins")
            }),
            "events:PutEvents",
        ),
        (
            Box::new(|_| {
                let stop = PolicyStatement::allow(["rds:StopDBInstance"]).on_everything();
                ScheduleTarget::universal("rds", "stopDBInstance", [stop])
            }),
            "rds:StopDBInstance",
        ),
    ];
    for (target, action) in cases {
        let template = template(|stack| {
            let target = target(stack);
            Schedule::new(stack, "Schedule", ScheduleProps::new(hourly(), target));
        });
        let resources = template["Resources"].as_object().unwrap();
        let policy = resources.iter().find(|(id, _)| id.starts_with("ScheduleRolePolicy"));
        let (_, policy) = policy.unwrap_or_else(|| panic!("{action}: {template:#}"));
        let statement = &policy["Properties"]["PolicyDocument"]["Statement"][0];
        assert_eq!(statement["Action"], action, "{template:#}");
    }
}

#[test]
fn a_group_has_its_schedules_and_a_key_its_inputs() {
    let template = template(|stack| {
        let key = Key::new(stack, "Key", KeyProps::new());
        let group = ScheduleGroup::new(stack, "Group", ScheduleGroupProps::new().schedule_group_name("shifts"));
        let props = ScheduleProps::new(hourly(), machine())
            .group(&group)
            .encryption_key(&key);
        Schedule::new(stack, "Schedule", props);
        let planner = Role::new(
            stack,
            "Planner",
            RoleProps::new(Principal::service("lambda.amazonaws.com")),
        );
        group.grant_read_schedules(&planner);
        group.grant_write_schedules(&planner);
        group.grant_delete_schedules(&planner);
        assert_eq!(
            ScheduleGroup::default_group(stack, "Default").name().literal().unwrap(),
            "default"
        );
    });
    let schedule = &one(&template, "AWS::Scheduler::Schedule")["Properties"];
    assert_eq!(schedule["GroupName"], json!({ "Ref": "GroupC77FDACD" }));
    assert!(schedule["KmsKeyArn"].is_object());
    let text = template.to_string();
    assert!(text.contains("kms:Decrypt") && text.contains(":schedule/"), "{text}");
    assert!(
        text.contains("scheduler:CreateSchedule") && text.contains("scheduler:DeleteSchedule"),
        "{text}"
    );
}

#[test]
fn times_are_written_as_the_service_reads_them() {
    let cases = [
        (
            ScheduleExpression::at("2028-02-29T23:59:59"),
            "at(2028-02-29T23:59:59)",
            "Etc/UTC",
        ),
        (hourly().time_zone("Europe/Berlin"), "rate(1 hour)", "Europe/Berlin"),
        (
            ScheduleExpression::cron(Cron::new().hour(6)).time_zone("UTC"),
            "cron(0 6 * * ? *)",
            "UTC",
        ),
        (
            ScheduleExpression::from_expression("at(2026-12-24T18:00:00)"),
            "at(2026-12-24T18:00:00)",
            "Etc/UTC",
        ),
        (
            ScheduleExpression::from_expression("rate(5 minutes)"),
            "rate(5 minutes)",
            "Etc/UTC",
        ),
    ];
    for (expression, text, zone) in cases {
        let template = template(|stack| {
            drop(Schedule::new(
                stack,
                "Schedule",
                ScheduleProps::new(expression, machine()),
            ));
        });
        let schedule = &one(&template, "AWS::Scheduler::Schedule")["Properties"];
        assert_eq!(schedule["ScheduleExpression"], text);
        assert_eq!(schedule["ScheduleExpressionTimezone"], zone);
        assert_eq!(schedule["FlexibleTimeWindow"], json!({ "Mode": "OFF" }));
    }
}

#[test]
fn times_that_are_none_are_told() {
    let wrong = [
        (ScheduleExpression::at("2026-12-24"), "2026-12-24"),
        (ScheduleExpression::at("2026-12-24T18:00:00Z"), "18:00:00Z"),
        (ScheduleExpression::at("2027-02-29T00:00:00"), "2027-02-29"),
        (ScheduleExpression::at("2026-12-24T24:00:00"), "24:00:00"),
        (ScheduleExpression::at("20é6-12-24T18:00:0"), "20é6"),
        (hourly().time_zone("Sao Paulo"), "Sao Paulo"),
        (ScheduleExpression::rate(Minutes(0)), "rate(0 minutes)"),
        (ScheduleExpression::cron(Cron::new().hour(24)), "hour `24`"),
    ];
    for (expression, expected) in wrong {
        let told = mistakes(|stack| {
            drop(Schedule::new(
                stack,
                "Schedule",
                ScheduleProps::new(expression, machine()),
            ));
        });
        assert_eq!(ids(&told), ["F3165"], "{expected}");
        assert!(told[0].found.as_ref().unwrap().contains(expected), "{}", told[0]);
    }
}

#[test]
fn settings_and_calls_that_the_service_refuses_are_told() {
    let told = mistakes(|stack| {
        let props = || ScheduleProps::new(hourly(), machine());
        Schedule::new(stack, "A", props().flexible_window(Minutes(0)));
        Schedule::new(stack, "B", props().start("tomorrow"));
        Schedule::new(
            stack,
            "C",
            props().start("2027-01-01T00:00:00Z").end("2026-01-01T00:00:00Z"),
        );
        Schedule::new(stack, "D", props().schedule_name("a b"));
        Schedule::from_schedule_arn(
            stack,
            "E",
            "arn:aws:scheduler:sa-east-1:111122223333:schedule/default/shift",
        )
        .cfn();
    });
    assert_eq!(ids(&told), ["F3174", "F3174", "F3174", "F3174", "F3011"]);
    let told = mistakes(|stack| {
        let all = || [PolicyStatement::allow(["sqs:SendMessage"]).on_everything()];
        let bus = EventBus::default_bus(stack, "Bus");
        let targets = [
            ScheduleTarget::universal("SQS", "sendMessage", all()),
            ScheduleTarget::universal("sqs", "SendMessage", all()),
            ScheduleTarget::universal("sqs", "getQueueUrl", all()),
            ScheduleTarget::universal("sqs", "sendMessage", []),
            ScheduleTarget::event_bridge_put_events(&bus, "aws.ec2", "State change"),
        ];
        for (number, target) in targets.into_iter().enumerate() {
            Schedule::new(
                stack,
                &format!("Schedule{number}"),
                ScheduleProps::new(hourly(), target),
            );
        }
    });
    assert_eq!(ids(&told), ["F3175"; 5]);
    let told = mistakes(|stack| {
        let target = machine().retry_attempts(186).max_event_age(Seconds(30));
        Schedule::new(stack, "Schedule", ScheduleProps::new(hourly(), target));
        let fifo = Queue::new(stack, "Fifo", QueueProps::new().fifo(FifoQueue::ByContent));
        Schedule::new(
            stack,
            "NoGroup",
            ScheduleProps::new(hourly(), ScheduleTarget::sqs_send_message(&fifo)),
        );
        Schedule::new(
            stack,
            "Group",
            ScheduleProps::new(hourly(), ScheduleTarget::sqs_send_message_to_group(&fifo, "a")),
        );
    });
    assert_eq!(ids(&told), ["F3167", "F3167", "F3175"]);
}
