//! Lambda: functions, and what invokes them.
//!
//! A function needs its code and nothing else: it gets a role with the narrowest permissions, a log group that ends, logs in JSON and traces.
//!
//! ```
//! use ferrocdk_aws::lambda::{Code, Function, FunctionProps, Runtime, SqsEventSource};
//! use ferrocdk_aws::sqs::{Queue, QueueProps};
//! use ferrocdk_aws::units::{Mebibytes, Minutes};
//! use ferrocdk_core::{App, Stack, StackProps};
//!
//! let app = App::new();
//! let stack = Stack::new(&app, "plant", StackProps::default());
//! let failed = Queue::new(&stack, "Failed", QueueProps::new());
//! let jobs = Queue::new(&stack, "Jobs", QueueProps::new().visibility_timeout(Minutes(6)).dead_letter_queue(&failed, 3));
//!
//! // A package of the workspace, which is built when a deployment needs it.
//! let worker = FunctionProps::new(Code::rust("processor")).memory(Mebibytes(512)).timeout(Minutes(1));
//! let worker = Function::new(&stack, "Worker", worker);
//! worker.add_event_source(SqsEventSource::new(&jobs).batch_size(5));
//!
//! // Source text of a few lines.
//! let code = "exports.handler = async (event) => console.log(event)";
//! let echo = Function::new(&stack, "Echo", FunctionProps::new(Code::inline(code)).runtime(Runtime::NODEJS_24));
//! echo.grant_invoke(&worker);
//!
//! // A version that follows the function, with a name and an address.
//! let live = echo.add_alias("live");
//! live.add_function_url();
//! # assert!(app.synth().is_ok());
//! ```
//!
//! **Code** comes from [a package](Code::rust), [a folder or a zip](Code::asset), [the template itself](Code::inline), [a bucket](Code::bucket), [a container image](Code::image), or
//! [a command](Code::bundled); for [TypeScript](Code::nodejs), [Python](Code::python) and [Go](Code::go) it is known. **Event sources** are given to
//! [`Function::add_event_source`]; services that invoke the function themselves are let in by [`Function::add_permission`], or by their own constructs. What **asynchronous
//! invocations** fail with goes to [`FunctionProps::on_failure`]. A [`Version`] and an [`Alias`] go wherever a function goes.
//!
//! | AWS CDK | here |
//! |---|---|
//! | `Function`, `DockerImageFunction` | [`Function`] |
//! | `Function.fromFunctionArn`, `fromFunctionName`, `fromFunctionAttributes` | [`Function::from_function_arn`], [`from_function_name`](Function::from_function_name), [`from_function_attributes`](Function::from_function_attributes) |
//! | `NodejsFunction`, `PythonFunction`, `GoFunction` | [`Code::nodejs`], [`Code::python`], [`Code::go`] |
//! | `AssetCode`, `InlineCode`, `S3Code`, `EcrImageCode`, `Code.fromCustomCommand` | [`Code::asset`], [`Code::inline`], [`Code::bucket`], [`Code::image`], [`Code::bundled`] |
//! | `SingletonFunction` | [`Function::singleton`] |
//! | `Runtime`, `Architecture`, `Tracing`, `LoggingFormat`, `SnapStartConf`, `DurableConfig` | [`Runtime`], [`Architecture`], [`Tracing`], [`Logging`], [`SnapStart`], [`Durable`] |
//! | `vpc`, `vpcSubnets`, `securityGroups`, `allowAllOutbound`, `connections` | `FunctionProps::vpc`, `vpc_subnets`, `security_groups`, `outbound`; [`Function`] is `Connectable` |
//! | `Version`, `currentVersion` | [`Version`], [`Function::current_version`] |
//! | `Alias`, `addAlias` | [`Alias`], [`Function::add_alias`] |
//! | `FunctionUrl`, `addFunctionUrl` | [`FunctionUrl`], [`Function::add_function_url`] |
//! | `LayerVersion`, `PythonLayerVersion` | [`LayerVersion`] |
//! | `CodeSigningConfig` | [`CodeSigningConfig`] |
//! | `EventInvokeConfig`, `configureAsyncInvoke` | [`EventInvokeConfig`], settings of [`FunctionProps`], [`VersionProps`] and [`AliasProps`] |
//! | `SqsDestination`, `SnsDestination`, `LambdaDestination`, `EventBridgeDestination`, `S3Destination` | [`Destination`], from the resource by reference |
//! | `SqsDlq`, `SnsDlq`, `S3OnFailureDestination`; `deadLetterQueue`, `deadLetterTopic` | [`Destination`]; [`DeadLetter`] |
//! | `EventSourceMapping` | [`EventSourceMapping`] |
//! | `SqsEventSource`, `KinesisEventSource`, `KinesisConsumerEventSource`, `DynamoEventSource` | [`SqsEventSource`], `KinesisEventSource` (also of a consumer), `DynamoEventSource` |
//! | `S3EventSource`, `SnsEventSource` | `S3EventSource`, `SnsEventSource` |
//! | `ManagedKafkaEventSource`, `SelfManagedKafkaEventSource` | [`ManagedKafkaEventSource`], [`SelfManagedKafkaEventSource`] |
//! | `FilterCriteria`, `FilterRule` | `.filters([doc!({ .. })])` of a source |
//! | `addPermission`, `grantInvoke`, `grantInvokeUrl`, `grantInvokeLatestVersion` | [`Function::add_permission`], [`grant_invoke`](Function::grant_invoke), [`grant_invoke_url`](Function::grant_invoke_url), [`grant_invoke_latest_version`](Function::grant_invoke_latest_version) |

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
mod singleton;
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
#[cfg(feature = "s3")]
pub use event_source::S3EventSource;
#[cfg(feature = "sns")]
pub use event_source::SnsEventSource;
#[cfg(any(feature = "dynamodb", feature = "kinesis"))]
pub use event_source::StreamSource;
pub use event_source::{
    BatchAnswer, BatchSize, BatchingWindow, EventSource, EventSourceMapping, EventSourceMappingProps, FailingBatch,
    KafkaAuthentication, ManagedKafkaEventSource, MappingState, MaxConcurrency, ParallelizationFactor,
    ProvisionedPollers, RecordAge, RetryAttempts, SelfManagedKafkaEventSource, SourceAccess, SqsEventSource,
    StartingPosition, TumblingWindow,
};
pub use ferrocdk_fingerprint::{Architecture, FingerprintError};
#[cfg(feature = "ec2")]
pub use function::{DualStack, PublicSubnets};
pub use function::{
    Durable, Function, FunctionAttributes, FunctionNetwork, FunctionProps, KnownGroups, SnapStart, Tracing,
};
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
