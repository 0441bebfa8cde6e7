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
    program::PROGRAM,
    tools::write_atomically,
    ui,
};

/// Show a deployment's outputs.
///
/// Names are flat, such as `kinesis_stream_name`. The same are in cfn-outputs/flat-outputs.json after a deployment.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    place: Place,

    /// As one JSON object.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<()> {
    let deployment = Deployment::new(context, &args.place)?;
    let assembly = deployment.assembly(context)?;
    let aws = deployment.connect(context, &assembly, false)?;
    let outputs = read(&deployment, &assembly, &aws)?;
    if args.json {
        ui::data(serde_json::to_string_pretty(&outputs)?)?;
    } else {
        print(&outputs)?;
    }
    Ok(())
}

/// The outputs of a deployment, which has to exist.
pub(crate) fn read(deployment: &Deployment, assembly: &Assembly, aws: &Aws) -> Result<FlatOutputs> {
    let described = described(deployment, assembly, aws)?;
    complete(&described, aws)
}

/// The outputs of stacks, with what CloudFormation cannot tell.
pub(crate) fn complete(described: &[StackDescription], aws: &Aws) -> Result<FlatOutputs> {
    let mut flat = outputs::flatten(described)?;
    for value in flat.values_mut() {
        if let Some(kind) = outputs::endpoint_type(value) {
            *value = devices::endpoint(aws, kind)?;
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
    let same =
        |(name, value): (&String, &String)| outputs::endpoint_type(value).is_some() || written.get(name) == Some(value);
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
    let flag = if deployment.local { " --local" } else { "" };
    Failure::new(format!(
        "{} is not deployed: there is no stack `{stack}` in {place}",
        deployment.name()
    ))
    .hint(format!(
        "run `{PROGRAM} deploy --plant {} --suffix {}{flag}`",
        deployment.plant, deployment.suffix
    ))
    .into()
}

/// Prints outputs in two columns.
pub(crate) fn print(outputs: &FlatOutputs) -> Result<()> {
    let width = outputs.keys().map(String::len).max().unwrap_or_default();
    for (name, value) in outputs {
        ui::data(format_args!("{name:<width$}  {value}"))?;
    }
    Ok(())
}

/// The file that holds the outputs of the last deployment.
pub const FILE: &str = "cfn-outputs/flat-outputs.json";

/// Writes outputs where other programs look for them.
pub(crate) fn write(context: &Context, outputs: &FlatOutputs) -> Result<()> {
    let text = serde_json::to_string_pretty(outputs)? + "\n";
    write_atomically(&context.root.join(FILE), text.as_bytes())
}
