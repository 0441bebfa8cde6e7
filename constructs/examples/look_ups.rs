//! An app that asks the account: which availability zones there are, and which image a parameter of Systems Manager names.
//!
//! `npx aws-cdk@2 -a "cargo run -q -p ferrocdk --example look_ups" synth` looks both up, keeps the answers in `cdk.context.json`, and starts the app
//! again with them in `CDK_CONTEXT_JSON`. Until then stand-ins are in the template, and the manifest says what is missing.

use std::process::ExitCode;

use ferrocdk::prelude::*;
use ferrocdk::{ContextQuery, Synthesizer};
use serde_json::Value as Json;

fn main() -> ExitCode {
    ferrocdk::run(|app| {
        let props = StackProps::default()
            .environment(ferrocdk::default_environment())
            .synthesizer(Synthesizer::Bootstrapless);
        let stack = Stack::new(app, "press", props);

        let zones = stack.scope().look_up(ContextQuery::availability_zones());
        let zones: Vec<&str> = zones
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Json::as_str)
            .collect();
        CfnOutput::new(&stack, "Zones", zones.join(" "));
        let image = stack.scope().look_up(ContextQuery::ssm_parameter("/plant/image"));
        let image = image.as_str().unwrap_or_default();
        let in_use = doc!({ "Name": "/press/image", "Type": "String", "Value": image });
        CfnResource::untyped(&stack, "ImageInUse", "AWS::SSM::Parameter", in_use);
        CfnOutput::new(&stack, "Image", image);
    })
}
