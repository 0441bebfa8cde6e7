//! Defaults of scopes, given in time and too late.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod support;

use ferrocdk_aws::Defaults;
use ferrocdk_aws::cloudwatch::{Alarm, AlarmProps, Metric};
use ferrocdk_aws::kms::{Key, KeyProps};
use ferrocdk_aws::lambda::{Architecture, Code, Function, FunctionProps, Runtime};
use ferrocdk_aws::logs::{LogGroup, LogGroupProps};
use ferrocdk_aws::sqs::{Queue, QueueProps};
use ferrocdk_aws::units::Days;
use ferrocdk_core::{App, Construct, RemovalPolicy, Scope, Stack, StackProps};

use crate::support::{line as text_of, one, plant, template};

const KEY: &str = "arn:aws:kms:sa-east-1:111122223333:key/12345678-1234-1234-1234-123456789012";

/// Sets a default.
type Set = fn(Defaults) -> Defaults;
/// Fills a stack with both.
type Build = fn(&Stack, Set, Make);
/// Makes what asks for it.
type Make = fn(&dyn Construct);

fn queue(scope: &dyn Construct) {
    Queue::new(scope, "Jobs", QueueProps::new());
}

fn function(scope: &dyn Construct) {
    let code = Code::inline("exports.handler = async () => {};");
    let props = FunctionProps::new(code)
        .runtime(Runtime::NODEJS_22)
        .handler("index.handler");
    Function::new(scope, "Worker", props);
}

fn log(scope: &dyn Construct) {
    LogGroup::new(scope, "Log", LogGroupProps::new());
}

fn alarm(scope: &dyn Construct) {
    Alarm::new(scope, "Late", AlarmProps::new(Metric::new("Plant", "Age").above(60)));
}

const CASES: [(&str, Set, Make); 6] = [
    (
        "the encryption key: `plant/Line/Jobs`",
        |of| of.encryption_key(imported_key()),
        queue,
    ),
    (
        "the removal policy: `plant/Line/Jobs",
        |of| of.removal_policy(RemovalPolicy::Destroy),
        queue,
    ),
    (
        "the retention of logs: `plant/Line/Log",
        |of| of.log_retention(Days(30)),
        log,
    ),
    (
        "the retention of logs: `plant/Line/Worker",
        |of| of.log_retention(Days(30)),
        function,
    ),
    (
        "the architecture: `plant/Line/Worker",
        |of| of.architecture(Architecture::Arm64),
        function,
    ),
    (
        "the topic of alarms: `plant/Line/Late",
        |of| of.alarm_topic("arn:aws:sns:sa-east-1:111122223333:all"),
        alarm,
    ),
];

fn imported_key() -> Key {
    Key::from_key_arn(&Stack::new(&App::new(), "elsewhere", StackProps::default()), "Key", KEY)
}

/// What is told of a stack that `build` fills: warnings, since what was made works.
fn told(build: impl FnOnce(&Stack)) -> Vec<String> {
    let (app, stack) = plant();
    build(&stack);
    let assembly = app.synth().unwrap();
    let warnings = assembly.warnings().iter();
    warnings
        .inspect(|warning| {
            assert!(
                warning.location.unwrap().file().ends_with("tests/defaults.rs"),
                "{warning:?}"
            );
        })
        .map(text_of)
        .collect()
}

/// A place between the stack and what asks.
fn line(stack: &Stack) -> Scope {
    stack.scope().child("Line")
}

#[test]
fn a_default_that_comes_too_late_is_told_with_who_asked() {
    for (expected, set, make) in CASES {
        for above in [false, true] {
            let found = told(|stack| {
                let line = line(stack);
                make(&line);
                if above {
                    set(Defaults::of(stack));
                } else {
                    set(Defaults::of(&line));
                }
            });
            let [found] = found.as_slice() else {
                panic!("{expected}: {found:?}");
            };
            let (message, reader) = expected.split_once(": ").unwrap();
            assert!(
                found.starts_with("F3030 a default of ") && found.contains(message),
                "{found}"
            );
            assert!(
                found.contains(reader) && found.ends_with("which was made without it"),
                "{found}"
            );
        }
    }
}

#[test]
fn a_default_in_time_or_for_others_is_no_mistake() {
    for (name, set, make) in CASES {
        let quiet: [(&str, Build); 5] = [
            ("before", |stack, set, make| {
                set(Defaults::of(stack));
                make(&line(stack));
            }),
            ("beside what asked", |stack, set, make| {
                make(&line(stack));
                set(Defaults::of(&stack.scope().child("Other")));
            }),
            ("above one that is nearer", |stack, set, make| {
                let line = line(stack);
                set(Defaults::of(&line));
                make(&line);
                set(Defaults::of(stack));
            }),
            ("once more", |stack, set, make| {
                set(Defaults::of(stack));
                make(&line(stack));
                set(Defaults::of(stack));
            }),
            ("looked at alone", |stack, set, _| {
                let _ = Defaults::of(stack).current_encryption_key();
                let _ = Defaults::of(stack).current_removal_policy();
                set(Defaults::of(stack));
            }),
        ];
        for (when, build) in quiet {
            let found = told(|stack| build(stack, set, make));
            assert!(found.is_empty(), "{name}, {when}: {found:?}");
        }
    }
}

#[test]
fn what_names_its_own_setting_asks_for_none() {
    let queue = template(|stack| {
        let key = Key::new(stack, "Key", KeyProps::new().removal_policy(RemovalPolicy::Retain));
        let props = QueueProps::new()
            .encryption_key(&key)
            .removal_policy(RemovalPolicy::Retain);
        Queue::new(stack, "Jobs", props);
        Defaults::of(stack)
            .encryption_key(&key)
            .removal_policy(RemovalPolicy::Destroy);
    });
    assert_eq!(one(&queue, "AWS::SQS::Queue")["DeletionPolicy"], "Retain");
}
