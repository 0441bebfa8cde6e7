//! `outputs`: what a deployment tells of itself.

use anyhow::{Context as _, Result};
use ferrocdk_toolkit::{
    assembly::Assembly,
    outputs::{self, FlatOutputs},
    stack::StackDescription,
};

use crate::{
    aws::Aws,
    cloud::{devices, stacks},
    context::Context,
    deployment::{self, Deployment, Place},
    failure::Failure,
    format::{FormatArg, table},
    program::PROGRAM,
    tools::write_atomically,
};

/// Show a deployment's outputs.
///
/// Names are flat, such as `kinesis_stream_name`. After a deployment the same are in cfn-outputs/aws/<plant>-<suffix>.json, or in
/// cfn-outputs/local/, and those of the last deployment in cfn-outputs/flat-outputs.json.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  {program} outputs --suffix dev --local
  {program} outputs --suffix prod --format json

Status: 0, 1 where it is not deployed, 3 where the local AWS is down.")]
pub(crate) struct Args {
    #[command(flatten)]
    place: Place,

    #[command(flatten)]
    format: FormatArg,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<()> {
    let deployment = Deployment::new(context, &args.place)?;
    let assembly = deployment.assembly(context)?;
    let aws = deployment.connect(context, &assembly, false)?;
    let outputs = read(&deployment, &assembly, &aws)?;
    args.format.print(&outputs, || text(&outputs))
}

/// The outputs of a deployment, which has to exist.
pub(crate) fn read(deployment: &Deployment, assembly: &Assembly, aws: &Aws) -> Result<FlatOutputs> {
    let described = described(deployment, assembly, aws)?;
    complete(&described, aws)
}

/// The outputs of stacks, with what CloudFormation cannot tell. On the local AWS, the address of an API is the one that answers there.
pub(crate) fn complete(described: &[StackDescription], aws: &Aws) -> Result<FlatOutputs> {
    let mut flat = outputs::flatten(described)?;
    for value in flat.values_mut() {
        if let Some(kind) = outputs::endpoint_type(value) {
            *value = devices::endpoint(aws, kind)?;
        }
        let local = aws
            .local_endpoint()
            .and_then(|local| outputs::local_address(value, local));
        if let Some(local) = local {
            *value = local;
        }
    }
    Ok(flat)
}

/// Whether a text is what [`write`] wrote for these stacks.
pub(crate) fn is_of(text: &str, described: &[StackDescription]) -> Result<bool> {
    let own = outputs::flatten(described)?;
    let Ok(written) = serde_json::from_str::<FlatOutputs>(text) else {
        return Ok(false);
    };
    // What is not written as CloudFormation tells it.
    let is_completed =
        |value: &str| outputs::endpoint_type(value).is_some() || outputs::local_address(value, "").is_some();
    let same = |(name, value): (&String, &String)| is_completed(value) || written.get(name) == Some(value);
    Ok(own.len() == written.len() && own.iter().all(same))
}

/// The stacks of a deployment, which have to exist.
fn described(deployment: &Deployment, assembly: &Assembly, aws: &Aws) -> Result<Vec<StackDescription>> {
    let mut described = Vec::new();
    for stack in &assembly.stacks {
        let aws = deployment::for_stack(aws, stack);
        let found =
            stacks::describe(&aws, &stack.name).with_context(|| format!("cannot look at stack `{}`", stack.name))?;
        described.push(found.ok_or_else(|| not_deployed(deployment, &stack.name, &aws))?);
    }
    Ok(described)
}

fn not_deployed(deployment: &Deployment, stack: &str, aws: &Aws) -> anyhow::Error {
    let place = if deployment.local {
        "the local AWS".to_owned()
    } else {
        aws.region().to_owned()
    };
    Failure::new(format!(
        "{} is not deployed: there is no stack `{stack}` in {place}",
        deployment.name()
    ))
    .hint(format!("run `{PROGRAM} deploy{}`", deployment.flags()))
    .into()
}

/// Outputs in two columns.
pub(crate) fn text(outputs: &FlatOutputs) -> String {
    let rows: Vec<Vec<String>> = outputs
        .iter()
        .map(|(name, value)| vec![name.clone(), value.clone()])
        .collect();
    table(&rows)
}

/// The file that holds the outputs of the last deployment, whichever that was.
pub const FILE: &str = "cfn-outputs/flat-outputs.json";

/// The file that holds the outputs of one deployment, whatever else is deployed.
pub(crate) fn own_file(deployment: &Deployment) -> String {
    let kind = if deployment.local { "local" } else { "aws" };
    format!("cfn-outputs/{kind}/{}.json", deployment.name())
}

/// Writes outputs where other programs look for them.
pub(crate) fn write(context: &Context, deployment: &Deployment, outputs: &FlatOutputs) -> Result<()> {
    let text = serde_json::to_string_pretty(outputs)? + "\n";
    write_atomically(&context.root.join(own_file(deployment)), text.as_bytes())?;
    write_atomically(&context.root.join(FILE), text.as_bytes())
}
