//! `build`: the plant's Lambda functions as zip files.

use anyhow::Result;
use ferrocdk_toolkit::publish::{self, FunctionAsset};

use crate::{context::Context, deployment, failure::Failure, functions, ui};

/// Build the plant's Lambda functions as zip files.
///
/// Prints the path of each zip. A function whose sources, dependencies, toolchain and profile have not changed is not built again.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  {program} build
  {program} build --plant sao-paulo

Status: 0, 1 where a function does not build, 2 for a wrong call.")]
pub(crate) struct Args {
    /// Build this one only; deployment tools call it so, with what the asset manifest says.
    #[arg(long, value_name = "PACKAGE:FINGERPRINT", value_parser = asset)]
    asset: Option<FunctionAsset>,

    /// The workspace of that function, where it is another than this one.
    #[arg(long, value_name = "FOLDER", requires = "asset")]
    workspace: Option<String>,
}

fn asset(text: &str) -> Result<FunctionAsset, String> {
    FunctionAsset::parse(text).ok_or_else(|| {
        "expected a package name, a colon, and a hexadecimal fingerprint, such as `processor:0a1b2c`".to_owned()
    })
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<()> {
    if let Some(function) = &args.asset {
        let function = FunctionAsset {
            workspace: args.workspace.clone(),
            ..function.clone()
        };
        ui::data(functions::build(context, &function)?.display())?;
        return Ok(());
    }
    let plant = context.plant()?;
    let assembly = deployment::synthesize_for_a_look(context, Some(&plant))?;
    let functions = publish::functions(&assembly);
    if functions.is_empty() {
        return Err(Failure::new(format!("plant `{plant}` has no functions")).into());
    }
    for function in &functions {
        let file = functions::build(context, function)?;
        ui::step("Ready", deployment::shown(context, &file));
        ui::data(file.display())?;
    }
    Ok(())
}
