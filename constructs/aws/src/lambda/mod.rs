//! Functions in Rust, and the mapping that feeds them from a stream.

mod event_source;
mod fingerprint;
mod function;

pub use event_source::{StreamMapping, StreamMappingProps};
pub use fingerprint::{FingerprintError, fingerprint};
pub use function::{Architecture, Function, FunctionProps, RustCode};
