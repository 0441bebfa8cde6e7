//! Calls of AWS's APIs, as little as a function needs: signed requests over HTTP, tried again where that can help.
//!
//! A client of the SDK turns each item into maps of typed values and those into text; a function that writes the text
//! itself takes a third of the time for it. So the function gives the body, and what is here signs and sends it. The HTTP
//! client, its cryptography and the signature are the SDK's own.

mod caller;
mod retry;
mod setup;

pub use caller::{CallError, Caller, Json, Request, escaped};
pub use setup::{Service, SetupError};
