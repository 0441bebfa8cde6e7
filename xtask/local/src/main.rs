//! `ferrocdk-local`: an AWS on this machine.
//!
//! Supervises the emulator (ministack) and runs what it lacks: the Kinesis action of IoT rules, event source mappings on
//! Kinesis as AWS documents them, and APIs that ask a service without a function between. Everything goes through the services' public APIs, so that a newer emulator, or one that
//! closes a gap itself, does not break it. `cargo xtask` is its user; it works by hand as well.

mod api;
mod aws;
mod broker;
mod cloudformation;
mod commands;
mod complete;
mod daemon;
mod emulator;
mod faults;
mod firehose;
mod fit;
mod held;
mod mapping;
mod metrics;
mod place;
mod process;
mod report;
mod rules;
mod simulate;
mod sql;
mod stop;
mod topic;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

#[derive(Debug, Parser)]
#[command(name = "ferrocdk-local", about = "An AWS on this machine", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Start the local AWS and wait until it is ready
    Up(commands::up::Up),
    /// Stop the local AWS and everything it runs
    Down(commands::down::Down),
    /// Tell whether the local AWS runs, and what it does
    Status(commands::status::Status),
    /// Tell what of a deployed stack is there; `cargo xtask deploy --local` asks
    Settle(commands::settle::Settle),
    /// Fit a template to the emulator; `cargo xtask deploy --local` does
    Fit(commands::fit::Fit),
    /// Remove what stands beside a stack; `cargo xtask destroy --local` does before it deletes the stack
    Release(commands::release::Release),
    /// Put a secret that a plant expects to exist
    Secret(commands::secret::Secret),
    /// Print shell commands that point AWS tools at the local AWS
    Env(commands::env::Env),
    /// Publish messages over MQTT with a device's certificate
    Publish(commands::publish::Publish),
    /// Drive a deployed plant with simulated devices
    Simulate(simulate::Simulate),
    /// Serve in the foreground; `up` starts this in the background
    #[command(hide = true)]
    Daemon(daemon::Daemon),
}

fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Up(command) => command.run().map(|()| ExitCode::SUCCESS),
        Command::Down(command) => command.run().map(|()| ExitCode::SUCCESS),
        Command::Status(command) => command.run(),
        Command::Settle(command) => command.run(),
        Command::Fit(command) => command.run(),
        Command::Release(command) => command.run(),
        Command::Secret(command) => command.run(),
        Command::Env(command) => command.run(),
        Command::Publish(command) => command.run().map(|()| ExitCode::SUCCESS),
        Command::Simulate(command) => command.run(),
        Command::Daemon(command) => command.run().map(|()| ExitCode::SUCCESS),
    };
    result.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}
