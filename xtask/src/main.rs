//! `cargo xtask`: the command line of `ferrocdk-cli`, and what only this repository needs, one file each.

mod bench;
mod codegen;
mod fuzz;
mod golden;
mod test;

use std::process::ExitCode;

use anyhow::Result;
use clap::Subcommand;
use ferrocdk_cli::{Context, OwnCommand};

#[derive(Debug, Subcommand)]
enum Own {
    Codegen(codegen::Args),
    Test(test::Args),
    Fuzz(fuzz::Args),
    Bench(bench::Args),
}

impl OwnCommand for Own {
    fn run(self, context: &Context) -> Result<()> {
        match self {
            Self::Codegen(args) => codegen::run(context, &args),
            Self::Test(args) => test::run(context, &args),
            Self::Fuzz(args) => fuzz::run(context, &args),
            Self::Bench(args) => bench::run(context, &args),
        }
    }
}

fn main() -> ExitCode {
    ferrocdk_cli::main_with::<Own>("cargo xtask")
}
