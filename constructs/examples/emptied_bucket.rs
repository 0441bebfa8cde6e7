//! A stack with custom resources: `emptied_bucket OUT`.
//!
//! Its buckets are emptied before they are deleted, files are put into one, another notifies a queue, and two calls of AWS APIs find out and set what CloudFormation
//! has no resource for.

use std::path::Path;

use ferrocdk::aws::Defaults;
use ferrocdk::aws::custom_resource::{ApiCall, AwsCall, AwsCallProps, Service};
use ferrocdk::aws::kms::{Key, KeyProps};
use ferrocdk::aws::lambda::BUILD_COMMAND;
use ferrocdk::aws::s3::{
    Bucket, BucketDeployment, BucketDeploymentProps, BucketProps, CacheControl, EventType, Source,
};
use ferrocdk::aws::sqs::{Queue, QueueProps};
use ferrocdk::aws::units::{Days, Seconds};
use ferrocdk::prelude::*;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [out] = arguments.as_slice() else {
        return Err("usage: emptied_bucket OUT".into());
    };

    let app = App::new();
    // The workspace of this example has its command line as `xtask`; elsewhere `cargo ferrocdk` builds the function.
    app.scope().set_context(BUILD_COMMAND, "cargo xtask");
    let stack = Stack::new(&app, "emptied-bucket", StackProps::default());
    let key = Key::new(
        &stack,
        "Key",
        KeyProps::new()
            .description("Data of the example")
            .pending_window(Days(7)),
    );
    Defaults::of(&stack)
        .encryption_key(&key)
        .removal_policy(RemovalPolicy::Destroy);

    let access_logs = BucketProps::for_access_logs(Days(30)).auto_delete_objects();
    let access_logs = Bucket::new(&stack, "AccessLogs", access_logs);
    let readings = BucketProps::new().server_access_log(&access_logs).auto_delete_objects();
    let readings = Bucket::new(&stack, "Readings", readings);

    let site = BucketProps::new().server_access_log(&access_logs).auto_delete_objects();
    let site = Bucket::new(&stack, "Site", site);
    let manual = Source::asset(concat!(env!("CARGO_MANIFEST_DIR"), "/examples"));
    let about = Source::json_data("about.json", doc!({ "readings": readings.name() }));
    let files = BucketDeploymentProps::new(&site)
        .sources([manual, about])
        .destination_prefix("site/")
        .cache_control([CacheControl::MaxAge(Seconds(60))]);
    BucketDeployment::new(&stack, "Files", files);

    // As a bucket that somebody else made: what it notifies besides stays.
    let jobs = Queue::new(&stack, "Jobs", QueueProps::new());
    let shared = Bucket::from_bucket_name(&stack, "Shared", readings.name());
    shared.add_event_notification(EventType::ObjectRemoved, &jobs);

    let find = ApiCall::new(
        Service::Iot,
        "DescribeEndpoint",
        doc!({ "endpointType": "iot:Data-ATS" }),
    )
    .on_everything()
    .output("endpointAddress");
    let endpoint = AwsCall::new(&stack, "Endpoint", AwsCallProps::new().on_create_and_update(find));

    // CloudFormation makes no parameter of type SecureString.
    let name = "/emptied-bucket/readings";
    let (partition, region, account) = (pseudo::partition(), pseudo::region(), pseudo::account_id());
    let arn = text!("arn:{}:ssm:{}:{}:parameter{}", partition, region, account, name);
    let put = doc!({ "Name": name, "Value": readings.name(), "Type": "SecureString", "Overwrite": true });
    let put = ApiCall::new(Service::Ssm, "PutParameter", put)
        .on(&arn)
        .physical_id(name);
    let delete = ApiCall::new(
        Service::Ssm,
        "DeleteParameter",
        doc!({ "Name": ApiCall::own_physical_id() }),
    )
    .on(&arn)
    .ignore_error("ParameterNotFound");
    let calls = AwsCallProps::new().on_create_and_update(put).on_delete(delete);
    AwsCall::new(&stack, "Setting", calls);

    CfnOutput::new(&stack, "AccessLogsBucket", access_logs.name());
    CfnOutput::new(&stack, "ReadingsBucket", readings.name());
    CfnOutput::new(&stack, "SiteBucket", site.name());
    CfnOutput::new(&stack, "JobsQueue", jobs.arn());
    CfnOutput::new(&stack, "BrokerHost", endpoint.output("endpointAddress"));
    app.synth()?.write(Path::new(out))?;
    Ok(())
}
