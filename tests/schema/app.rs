//! An app that has one of everything that shows in an assembly's own files.

use std::path::Path;

use ferrocdk::cfn::sqs::{CfnQueue, QueueProps};
use ferrocdk::prelude::*;
use ferrocdk::{Annotations, Asset, ContextQuery, DefaultSynthesizer, NestedStack, NestedStackProps, Stage, Tags};

/// Writes the assembly to `out`; `sources` is for what becomes assets.
pub(crate) fn write(sources: &Path, out: &Path) {
    let file = sources.join("layout.json");
    std::fs::write(&file, "{}").unwrap();
    let folder = sources.join("layouts");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("press-shop.txt"), "press").unwrap();

    let app = App::new();
    let environment = Environment {
        account: Some("123456789012".to_owned()),
        region: Some("sa-east-1".to_owned()),
    };
    let props = StackProps::default()
        .stack_name("plant-of-many-parts")
        .description("One of everything")
        .environment(environment.clone())
        .tag("Owner", "operations")
        .notification_arn("arn:aws:sns:sa-east-1:123456789012:deployments")
        .termination_protection(true);
    let plant = Stack::new(&app, "plant", props);
    Tags::of(&plant).add("Plant", "sao-paulo");
    let queue = CfnQueue::new(&plant, "Queue", QueueProps::new());
    Annotations::of(&queue).add_info("holds what waits");
    Annotations::of(&queue).add_warning("example:Unread", "nobody reads it");
    Asset::new(&plant, "File", &file);
    Asset::new(&plant, "Folder", &folder);
    queue.scope().add_metadata("plant:owner", "press shop");
    let line = NestedStack::new(&plant, "Line", NestedStackProps::default().description("One line"));
    let inner = NestedStack::new(&line, "Press", NestedStackProps::default());
    CfnOutput::new(&inner, "QueueName", queue.attr_queue_name());

    let names = DefaultSynthesizer::default()
        .qualifier("plantops")
        .bucket_prefix("press-shop/")
        .generate_bootstrap_version_rule(false);
    let props = StackProps::default().environment(environment).synthesizer(names);
    let consumer = Stack::new(&app, "consumer", props);
    CfnOutput::new(&consumer, "QueueArn", queue.attr_arn());

    plant.availability_zones();
    for query in [
        ContextQuery::ssm_parameter("/plant/name"),
        ContextQuery::ami("base-*", &["amazon"]),
        ContextQuery::vpc([("tag:Name", "plant")]),
    ] {
        plant.scope().look_up(query);
    }

    let stage = Stage::new(&app, "Prod", Environment::region("eu-central-1"));
    let stack = Stack::new(&stage, "Line", StackProps::default());
    Asset::new(&stack, "File", &file);

    app.synth().unwrap().write(out).unwrap();
}
