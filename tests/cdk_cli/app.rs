//! An app of what the CDK CLI has to find its way through: a stage, a nested stack, a folder.

use std::path::Path;

use ferrocdk::cfn::sqs::{CfnQueue, QueueProps};
use ferrocdk::prelude::*;
use ferrocdk::{Asset, NestedStack, NestedStackProps, Stage};

/// Writes the assembly to `out`; `sources` is for what becomes an asset.
pub(crate) fn write(sources: &Path, out: &Path) {
    let folder = sources.join("layouts");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("press-shop.txt"), "press").unwrap();

    let app = App::new();
    let stage = Stage::new(&app, "Dev", Environment::region("sa-east-1"));
    let line = Stack::new(&stage, "Line", StackProps::default());
    let rejects = CfnQueue::new(&line, "Rejects", QueueProps::new());
    let press = NestedStack::new(&line, "Press", NestedStackProps::default());
    let policy = doc!({ "deadLetterTargetArn": rejects.attr_arn(), "maxReceiveCount": 3 });
    let inbox = CfnQueue::new(&press, "Inbox", QueueProps::new().redrive_policy(policy));
    let layouts = Asset::new(&line, "Layouts", &folder);

    for (output, value) in [
        ("RejectsArn", rejects.attr_arn()),
        ("InboxUrl", inbox.attr_queue_url()),
        ("Bucket", layouts.bucket_name()),
        ("Key", layouts.object_key().into()),
    ] {
        CfnOutput::new(&line, output, value);
    }
    app.synth().unwrap().write(out).unwrap();
}
