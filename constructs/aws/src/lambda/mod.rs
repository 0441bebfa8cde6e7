//! Functions in Rust, and the mapping that feeds them from a stream.

mod event_source;
mod function;

pub use event_source::{
    BatchingWindow, ParallelizationFactor, RecordAge, StreamBatch, StreamMapping, StreamMappingProps,
};
pub use ferrocdk_fingerprint::{Architecture, FingerprintError};
pub use function::{BUILD_COMMAND, Function, FunctionProps, Memory, ReservedConcurrency, RustCode, Timeout};
