//! Everything that decides a function's bytes decides its fingerprint, and nothing else does.

#![expect(clippy::unwrap_used, reason = "shared code of tests may fail the test")]

mod built;
mod inputs;
mod messages;
mod project;
