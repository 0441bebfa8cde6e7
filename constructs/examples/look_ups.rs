//! An app that asks the account: which availability zones there are, and which image a parameter of Systems Manager names.
//!
//! `npx aws-cdk@2 -a "cargo run -q -p ferrocdk --example look_ups" synth` looks both up, keeps the answers in `cdk.context.json`, and starts the app
//! again with them in `CDK_CONTEXT_JSON`. Until then stand-ins are in the template, and the manifest says what is missing.

use std::path::PathBuf;

use ferrocdk::prelude::*;
use ferrocdk::{ContextQuery, Map, Synthesizer};
use serde_json::Value as Json;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let context: Map<Json> = match variable("CDK_CONTEXT_JSON") {
        Some(text) => serde_json::from_str(&text)?,
        None => Map::new(),
    };
    let app = App::with_context(context);
    let environment = Environment {
        account: variable("CDK_DEFAULT_ACCOUNT"),
        region: variable("CDK_DEFAULT_REGION"),
    };
    let props = StackProps::default()
        .environment(environment)
        .synthesizer(Synthesizer::Bootstrapless);
    let stack = Stack::new(&app, "press", props);

    let zones = stack.scope().look_up(ContextQuery::availability_zones());
    let zones: Vec<&str> = zones
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Json::as_str)
        .collect();
    CfnOutput::new(&stack, "Zones", zones.join(" "));
    let image = stack.scope().look_up(ContextQuery::ssm_parameter("/plant/image"));
    CfnOutput::new(&stack, "Image", image.as_str().unwrap_or_default());

    let out = variable("CDK_OUTDIR").map_or_else(|| PathBuf::from("cdk.out"), PathBuf::from);
    app.synth_to(&out)?;
    Ok(())
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is an app: the CDK CLI speaks to it through the environment"
)]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
