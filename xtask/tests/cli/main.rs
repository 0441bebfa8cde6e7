//! The real binary in workspaces made for the purpose: what it says and how it ends. Cargo, the app and the AWS CLI are scripts, so nothing is
//! built and nothing is called.

#![expect(clippy::unwrap_used, reason = "a test ends where something it needs fails")]

mod anywhere;
mod bootstrap;
mod concurrency;
mod deploying;
mod deployments;
mod diff;
mod functions;
mod help;
mod lint_inputs;
mod looks;
mod output;
mod plans;
mod project;
mod reports;
mod synthesis;
mod templates;
mod tools;
mod workspace;
