//! What decides a function's bytes decides its fingerprint, and nothing else does.

mod built;
mod inputs;
mod messages;
mod project;
