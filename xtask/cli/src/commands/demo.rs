//! `demo`: the whole way of a reading on this machine, in one command.

use anyhow::Result;
use ferrocdk_toolkit::{device as readings, names::ThingName};
use serde_json::Value;

use crate::{
    cloud::approval::RequireApproval,
    commands::{deploy, device},
    context::Context,
    deployment::Place,
    program::PROGRAM,
    ui,
};

/// Show it all once: deploy to this machine, publish a reading, find it in the table.
///
/// Starts the local AWS, deploys the plant with the suffix `dev`, makes a device with a certificate, publishes a reading over MQTT and waits until
/// it stands in the table.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  {program} demo

Status: 0, 1 where a step failed.")]
pub(crate) struct Args {}

pub(crate) fn run(context: &Context, _: &Args) -> Result<()> {
    let place = Place {
        suffix: Some("dev".parse()?),
        local: true,
        profile: None,
    };
    let name: ThingName = "press-01".parse()?;
    deploy::deploy(context, &place, RequireApproval::Never, false)?;
    let session = device::Session::open(context, &place)?;
    session.add(&name)?;
    let payload = readings::reading(&name, "temperature", 21.5, device::now()?).to_string();
    session.publish(&name, &payload)?;
    let item = session.wait(&payload)?;
    ui::line("");
    if let Value::Object(attributes) = &item {
        let width = attributes.keys().map(String::len).max().unwrap_or_default();
        for (attribute, value) in attributes {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            ui::data(format_args!("{attribute:<width$}  {value}"))?;
        }
    }
    ui::line("");
    ui::hint(format_args!(
        "publish more: {PROGRAM} device publish press-01 --suffix dev --local --value 95 --wait"
    ));
    ui::hint(format_args!(
        "look around:  {PROGRAM} outputs --suffix dev --local; eval \"$({PROGRAM} local env)\"; aws dynamodb list-tables"
    ));
    ui::hint(format_args!(
        "clean up:     {PROGRAM} destroy --suffix dev --local; {PROGRAM} local down"
    ));
    Ok(())
}
