//! An app for accounts without a bootstrap stack: two stacks that are deployed with the caller's own permissions, and without assets.
//!
//! `npx aws-cdk@2 -a "cargo run -q -p ferrocdk --example bootstrapless" deploy --all` deploys it.

use std::process::ExitCode;

use ferrocdk::cfn::cloudwatch::alarm::Dimension;
use ferrocdk::cfn::cloudwatch::{AlarmProps, CfnAlarm};
use ferrocdk::cfn::sqs::{CfnQueue, QueueProps};
use ferrocdk::prelude::*;
use ferrocdk::{Synthesizer, Tags};

fn main() -> ExitCode {
    ferrocdk::run(queues_and_alarms)
}

fn queues_and_alarms(app: &App) {
    app.scope()
        .set_context("@aws-cdk/core:defaultCrossStackReferences", "strong");
    let stack = |id: &str, description: &str| {
        let props = StackProps::default()
            .description(description)
            .environment(Environment::region("sa-east-1"))
            .synthesizer(Synthesizer::Bootstrapless);
        Stack::new(app, id, props)
    };
    Tags::of(app).add("Example", "bootstrapless");

    let queues = stack("queues", "What waits to be looked at");
    let queue = CfnQueue::new(
        &queues,
        "Rejects",
        QueueProps::new().message_retention_period(1_209_600),
    );
    CfnOutput::new(&queues, "RejectsUrl", queue.attr_queue_url());

    let alarms = stack("alarms", "Tells when something waits");
    let dimension = Dimension::new().name("QueueName").value(queue.attr_queue_name());
    let props = AlarmProps::new()
        .namespace("AWS/SQS")
        .metric_name("ApproximateNumberOfMessagesVisible")
        .dimensions([dimension])
        .statistic("Maximum")
        .period(300)
        .evaluation_periods(1)
        .threshold(0)
        .comparison_operator("GreaterThanThreshold");
    CfnAlarm::new(&alarms, "Waiting", props);
}
