//! Names of resources: their form, the limits of services, and other strategies.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use ferrocdk_core::{App, Environment, Place, Stack, StackProps};
use ferrocdk_plant::{NameOf, Naming, NamingStrategy};

fn stack(app: &App, region: Option<&str>) -> Stack {
    let props = StackProps::default();
    let props = match region {
        Some(region) => props.environment(Environment::region(region)),
        None => props,
    };
    Stack::new(app, "plant", props)
}

#[test]
fn names_say_plant_service_purpose_and_suffix() {
    let app = App::new();
    let stack = stack(&app, Some("sa-east-1"));
    Naming::of(&stack).set(Naming::plant("sao-paulo", "pr-17"));
    for (of, purpose, name) in [
        (NameOf::Stream, "readings", "sao-paulo-kinesis-readings-pr-17"),
        (NameOf::Table, "readings", "sao-paulo-dynamodb-readings-pr-17"),
        (
            NameOf::Alarm,
            "dynamodb-throttles",
            "sao-paulo-dynamodb-throttles-pr-17",
        ),
        (NameOf::FifoQueue, "alerts", "sao-paulo-sqs-alerts-pr-17.fifo"),
        (NameOf::Rule, "readings", "sao_paulo_iot_readings_pr_17"),
        (NameOf::GlueDatabase, "archive", "sao_paulo_glue_archive_pr_17"),
    ] {
        assert_eq!(Naming::of(&stack).text(of, purpose).unwrap(), name);
    }
    let bucket = Naming::of(&stack).name(NameOf::Bucket, "archive").unwrap();
    assert!(bucket.literal().is_none(), "account and region are the deployment's");
    assert!(app.synth().is_ok());
}

#[test]
fn the_nearest_strategy_holds_and_generated_names_are_the_default() {
    let app = App::new();
    let stack = stack(&app, None);
    assert_eq!(Naming::of(&stack).name(NameOf::Queue, "failures"), None);
    Naming::of(&stack).set(Naming::plant("press-shop", "dev"));
    let line = ferrocdk_core::Construct::scope(&stack).child("Line");
    assert_eq!(
        Naming::of(&line).text(NameOf::Queue, "failures").unwrap(),
        "press-shop-sqs-failures-dev"
    );
    Naming::of(&line).set(Naming::generated());
    assert_eq!(Naming::of(&line).name(NameOf::Queue, "failures"), None);
}

#[test]
fn a_name_beyond_its_service_is_told_once_at_its_place() {
    let app = App::new();
    let stack = stack(&app, Some("eu-central-1"));
    let place = Place {
        file: "plants/ten-thousand.toml".to_owned(),
        line: 1,
        column: 1,
    };
    Naming::of(&stack).set_at(Naming::plant("ten-thousand", "a-suffix-of-20-chars"), place);
    let name = |of, purpose| Naming::of(&stack).name(of, purpose);
    assert!(name(NameOf::Alarm, "lambda-errors").is_some());
    assert_eq!(name(NameOf::Bucket, "archive"), None);
    assert_eq!(name(NameOf::Bucket, "logs"), None);
    let mistakes = app.synth().unwrap_err();
    assert_eq!(mistakes.0.len(), 1, "{mistakes}");
    let said = mistakes.to_string();
    for part in [
        "--> plants/ten-thousand.toml:1:1",
        "ten-thousand-s3-archive-{account}-{region}-a-suffix-of-20-chars, with 70 characters",
        "3 to 63 characters",
        "take 7 characters",
    ] {
        assert!(said.contains(part), "{part}\n{said}");
    }
}

#[test]
fn what_another_strategy_gives_is_checked_too() {
    struct Shouting;
    impl NamingStrategy for Shouting {
        fn name(&self, _: NameOf, purpose: &str) -> Option<String> {
            Some(purpose.to_uppercase())
        }
    }
    let app = App::new();
    let stack = stack(&app, None);
    Naming::of(&stack).set(Shouting);
    assert_eq!(Naming::of(&stack).text(NameOf::Table, "readings").unwrap(), "READINGS");
    assert_eq!(Naming::of(&stack).name(NameOf::Bucket, "archive"), None);
    let said = app.synth().unwrap_err().to_string();
    assert!(
        said.contains("'A' in ARCHIVE") && said.contains("lower-case letters, digits and . -"),
        "{said}"
    );
}
