//! `cargo ferrocdk`: the command line for every workspace, installed once with `cargo install ferrocdk-cli`.

use std::process::ExitCode;

fn main() -> ExitCode {
    ferrocdk_cli::main("cargo ferrocdk")
}
