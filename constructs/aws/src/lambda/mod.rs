//! Lambda: functions, and what invokes them.

mod acknowledge;
mod code;
mod dead_letter;
mod event_source;
mod function;
mod grants;
mod limits;
mod logging;
mod metrics;
mod permission;
mod runtime;

pub use code::{BUILD_COMMAND, Code, RustCode};
pub use dead_letter::DeadLetter;
pub use event_source::{
    BatchingWindow, ParallelizationFactor, RecordAge, StreamBatch, StreamMapping, StreamMappingProps,
};
pub use ferrocdk_fingerprint::{Architecture, FingerprintError};
pub use function::{Function, FunctionAttributes, FunctionProps, Tracing};
pub use grants::FunctionGrants;
pub use limits::{EphemeralStorage, Memory, ReservedConcurrency, Timeout};
pub use logging::{ApplicationLog, Logging, SystemLog};
pub use permission::PermissionProps;
pub use runtime::Runtime;
