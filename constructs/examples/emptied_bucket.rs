//! A stack with custom resources: `emptied_bucket WORKSPACE OUT`. `WORKSPACE` is the folder with the function that provides them.
//!
//! Its buckets are emptied before they are deleted, and two calls of AWS APIs find out and set what CloudFormation has no resource for.

use std::path::Path;

use ferrocdk::aws::custom_resource::{ApiCall, AwsCall, AwsCallProps, Provider, Service};
use ferrocdk::aws::kms::{Key, KeyProps};
use ferrocdk::aws::lambda::{Architecture, BUILD_COMMAND, RustCode};
use ferrocdk::aws::s3::{Bucket, Lifecycle};
use ferrocdk::aws::units::Days;
use ferrocdk::prelude::*;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [workspace, out] = arguments.as_slice() else {
        return Err("usage: emptied_bucket WORKSPACE OUT".into());
    };
    let code = RustCode::new(Path::new(workspace), Provider::PACKAGE, Architecture::X86_64)?;

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
    let provider = Provider::of(&stack, &key, code);

    let access_logs = Bucket::for_access_logs(&stack, "AccessLogs", Days(30));
    access_logs.empty_on_deletion(&provider);
    let readings = Bucket::new(&stack, "Readings", &key, Lifecycle::default(), &access_logs);
    readings.empty_on_deletion(&provider);

    let find = ApiCall::new(
        Service::Iot,
        "DescribeEndpoint",
        doc!({ "endpointType": "iot:Data-ATS" }),
    )
    .on_everything()
    .output("endpointAddress");
    let endpoint = AwsCall::new(
        &stack,
        "Endpoint",
        &provider,
        AwsCallProps::default().on_create_and_update(find),
    );

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
    let calls = AwsCallProps::default().on_create_and_update(put).on_delete(delete);
    AwsCall::new(&stack, "Setting", &provider, calls);

    CfnOutput::new(&stack, "AccessLogsBucket", access_logs.name());
    CfnOutput::new(&stack, "ReadingsBucket", readings.name());
    CfnOutput::new(&stack, "BrokerHost", endpoint.output("endpointAddress"));
    app.synth()?.write(Path::new(out))?;
    Ok(())
}
