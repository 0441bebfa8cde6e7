//! `explain`: what the schema database says of a resource type.

use anyhow::Result;
use ferrocdk_spec::Database;
use ferrocdk_toolkit::explain;

use crate::{failure::Failure, ui};

/// Columns where nothing is known of a terminal, as in a pipe.
const WIDTH: usize = 100;
/// Longer lines are hard to follow.
const WIDEST: usize = 140;
/// Narrower, nothing fits beside a column of names.
const NARROWEST: usize = 60;

/// Explain a resource type, a property, or a service of CloudFormation.
///
/// Shows properties with their limits, what replaces the resource, attributes, regions, and the permissions that a deployment needs. Letters
/// may be of any case, and `AWS::` may be left out.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  {program} explain AWS::Kinesis::Stream
  {program} explain AWS::Kinesis::Stream.ShardCount --format json

Status: 0, 2 for an unknown name.")]
pub(crate) struct Args {
    /// Subject to explain: `AWS::Kinesis::Stream`, `AWS::Kinesis::Stream.StreamEncryption.KeyId`, or `Kinesis`.
    #[arg(value_name = "TYPE[.PROPERTY]")]
    subject: String,

    /// How it is written.
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    format: Format,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// One object.
    Json,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let database = Database::bundled()?;
    let explanation = explain::explain(&database, &args.subject).map_err(|error| {
        let failure = Failure::new(error.to_string()).code(2);
        match error.hint() {
            Some(hint) => failure.hint(hint),
            None => failure,
        }
    })?;
    match args.format {
        Format::Json => ui::data(serde_json::to_string_pretty(&explanation.to_json())?)?,
        Format::Text => {
            let columns = ui::columns().unwrap_or(WIDTH).clamp(NARROWEST, WIDEST);
            ui::styled_data(explanation.to_text(columns))?;
        }
    }
    Ok(())
}
