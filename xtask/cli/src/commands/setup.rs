//! `setup`: the tools this machine lacks.

use anyhow::Result;

use crate::{
    context::Context,
    tools::{self, Tool},
    ui,
};

/// Install the tools this machine lacks into .tools/.
///
/// A working `aws` or `cargo-lambda` on the path is used as it is. Everything else goes into a Python environment in .tools/venv, with the
/// versions that this program pins. Other commands do this by themselves for what they need.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  {program} setup

Status: 0, or 1 where a tool cannot be installed.")]
pub(crate) struct Args {}

pub(crate) fn run(context: &Context, _: &Args) -> Result<()> {
    for tool in Tool::ALL {
        let path = tools::ensure(context, tool)?;
        ui::step("Found", crate::deployment::shown(context, &path));
    }
    Ok(())
}
