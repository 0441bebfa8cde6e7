//! Lambda: functions, and what invokes them.

mod alias;
mod code;
mod code_signing;
mod dead_letter;
mod destination;
mod event_source;
mod function;
mod function_url;
mod grants;
mod invoke_config;
mod layer;
mod limits;
mod logging;
mod metrics;
mod permission;
mod runtime;
mod version;

pub use alias::{Alias, AliasProps, VersionWeight};
pub use code::{BUILD_COMMAND, Bundle, Code, ImageCode, RustCode};
pub use code_signing::{CodeSigningConfig, CodeSigningConfigProps, UntrustedArtifact};
pub use dead_letter::DeadLetter;
pub use destination::Destination;
#[cfg(feature = "dynamodb")]
pub use event_source::DynamoEventSource;
#[cfg(feature = "kinesis")]
pub use event_source::KinesisEventSource;
#[cfg(any(feature = "dynamodb", feature = "kinesis"))]
pub use event_source::StreamSource;
pub use event_source::{
    BatchAnswer, BatchSize, BatchingWindow, EventSource, EventSourceMapping, EventSourceMappingProps, FailingBatch,
    KafkaAuthentication, ManagedKafkaEventSource, MappingState, MaxConcurrency, ParallelizationFactor,
    ProvisionedPollers, RecordAge, RetryAttempts, SelfManagedKafkaEventSource, SourceAccess, SqsEventSource,
    StartingPosition, TumblingWindow,
};
pub use ferrocdk_fingerprint::{Architecture, FingerprintError};
pub use function::{Durable, Function, FunctionAttributes, FunctionProps, SnapStart, Tracing};
pub use function_url::{
    CorsCredentials, CorsMaxAge, FunctionUrl, FunctionUrlCors, FunctionUrlProps, InvokeMode, UrlAuth,
};
pub use grants::FunctionGrants;
pub use invoke_config::{AsyncRetries, EventAge, EventInvokeConfig, EventInvokeConfigProps};
pub use layer::{LayerUsers, LayerVersion, LayerVersionProps};
pub use limits::{EphemeralStorage, ExecutionTimeout, HistoryRetention, Memory, ReservedConcurrency, Timeout};
pub use logging::{ApplicationLog, Logging, SystemLog};
pub use permission::PermissionProps;
pub use runtime::Runtime;
pub use version::{ProvisionedConcurrency, Version, VersionProps};
