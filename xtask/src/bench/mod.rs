//! `bench`: measures ferrocdk, and AWS CDK beside it.
//!
//! Contestants run in turns, so that other work on the machine hits both. Figures are no tests: a missed target is shown, and only what does
//! not run at all is an error.

mod build;
mod contests;
mod database;
mod deploy;
mod diff;
mod lint;
mod measure;
mod peer;
mod processor;
mod report;

use anyhow::Result;
use clap::ValueEnum;

use self::{measure::Figure, peer::Peer};
use ferrocdk_cli::{Context, FormatArg, ui};

/// Measure ferrocdk, and AWS CDK beside it.
///
/// AWS CDK is installed into .tools/bench by npm; without npm it is left out. docs/benchmarks.md says how to read the figures.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  {program} bench diff --rounds 5
  {program} bench --no-peer --format json

Status: 0, 1 where something does not run.")]
pub(crate) struct Args {
    /// Section to measure; everything when left out.
    #[arg(value_enum)]
    section: Option<Section>,

    /// How often each is measured.
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=100))]
    rounds: u32,

    /// Leave AWS CDK out.
    #[arg(long)]
    no_peer: bool,

    /// In JSON, times are in seconds and memory in bytes.
    #[command(flatten)]
    format: FormatArg,
}

/// A part of the measurement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Section {
    /// `cargo xtask synth` where nothing has to be compiled.
    Synth,
    /// The engine on its own, with apps of one resource to thousands.
    Engine,
    /// An app of four services outside of this checkout: its first build, and an edit of it.
    Build,
    /// The schema database: opening it and decoding types.
    Database,
    /// Two templates compared.
    Diff,
    /// Lint: many templates in one process, and a large one.
    Lint,
    /// A deployment without a change and a reading's way, on a local AWS of its own.
    Deploy,
    /// The processor between stubs of AWS, beside the Python function of the reference.
    Processor,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<()> {
    let chosen = |section| args.section.is_none_or(|only| only == section);
    let wanted = [Section::Synth, Section::Engine, Section::Diff].into_iter().any(chosen);
    let peer = if args.no_peer || !wanted {
        None
    } else {
        Peer::install(context)?
    };
    let mut figures: Vec<Figure> = Vec::new();
    if chosen(Section::Synth) {
        figures.extend(contests::synth(context, peer.as_ref(), args.rounds)?);
    }
    if chosen(Section::Engine) {
        figures.extend(contests::engine(context, peer.as_ref(), args.rounds)?);
    }
    if chosen(Section::Build) {
        figures.extend(build::measure(context, args.rounds)?);
    }
    if chosen(Section::Database) {
        figures.extend(database::measure(context, args.rounds)?);
    }
    if chosen(Section::Diff) {
        figures.extend(diff::measure(context, peer.as_ref(), args.rounds)?);
    }
    if chosen(Section::Lint) {
        figures.extend(lint::measure(context, args.rounds)?);
    }
    if chosen(Section::Deploy) {
        figures.extend(deploy::measure(context, args.rounds)?);
    }
    if chosen(Section::Processor) {
        figures.extend(processor::measure(context, args.rounds)?);
    }
    if args.format.is_json() {
        ui::data(serde_json::to_string_pretty(&figures)?)?;
    } else {
        report::print(&figures)?;
    }
    Ok(())
}
