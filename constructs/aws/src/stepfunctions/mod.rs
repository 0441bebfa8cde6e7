//! Step Functions: state machines, as chains of typed states.
//!
//! ```
//! use ferrocdk_aws::lambda::Function;
//! use ferrocdk_aws::stepfunctions::{
//!     Catch, Chain, Choice, Condition, Fail, JsonPath, StateMachine, StateMachineProps, Succeed, Wait, tasks,
//! };
//! use ferrocdk_aws::units::{Hours, Seconds};
//! use ferrocdk_core::{App, Stack, StackProps};
//!
//! let app = App::new();
//! let stack = Stack::new(&app, "plant", StackProps::default());
//! let submit = Function::from_function_name(&stack, "Submit", "submit");
//! let status = Function::from_function_name(&stack, "Status", "status");
//!
//! let wait = Wait::duration("Pause", Seconds(30)).next(Chain::go_to("Ask"));
//! let ask = tasks::lambda_invoke("Ask", &status).result_path("$.status").next(
//!     Choice::new("Done?")
//!         .when(Condition::string_equals("$.status.Payload", "SUCCEEDED"), Succeed::new("Done"))
//!         .when(Condition::string_equals("$.status.Payload", "FAILED"), Fail::new("Failed"))
//!         .otherwise(wait),
//! );
//! let job = tasks::lambda_invoke("Submit", &submit).catch(Catch::on_all(), Fail::new("Not submitted")).next(ask);
//! StateMachine::new(&stack, "Job", StateMachineProps::new(job).timeout(Hours(1)));
//! # assert!(app.synth().is_ok());
//! ```
//!
//! States are values rather than constructs: a chain is put together as an expression, each state has a name that no other of the machine has, and a loop goes back by
//! name. What Step Functions would refuse is told at the line of the state: a state that cannot be reached, a way to one that is not there, a machine that never ends,
//! fields of the other language.
//!
//! | AWS CDK | here |
//! |---|---|
//! | `Pass`, `Wait`, `Succeed`, `Fail`, `Choice`, `Parallel`, `Map`, `DistributedMap` | [`Pass`], [`Wait`], [`Succeed`], [`Fail`], [`Choice`], [`Parallel`], [`Map`], [`DistributedMap`] |
//! | `Chain`, `state.next(..)`, `choice.afterwards()` | [`Chain`]; what follows a choice follows its open branches |
//! | `Condition` | [`Condition`] |
//! | `JsonPath.stringAt` and its like, `TaskInput.fromJsonPathAt` | [`JsonPath::at`] |
//! | `Pass.jsonata` and its like | [`StateMachineProps::query_language`], [`jsonata`] |
//! | `StateMachine`, `DefinitionBody.fromChainable`, `fromString`, `fromFile` | [`StateMachine`], [`Definition`] |
//! | `aws-stepfunctions-tasks.LambdaInvoke`, `SqsSendMessage`, `SnsPublish`, `EventBridgePutEvents`, `StepFunctionsStartExecution`, `GlueStartJobRun`, `GlueStartCrawlerRun` | [`tasks`] |
//! | `AthenaStartQueryExecution`, `AthenaGetQueryResults`, `DynamoGetItem`, `DynamoPutItem`, `DynamoUpdateItem`, `DynamoDeleteItem`, `DynamoAttributeValue` | [`tasks`] |
//! | `aws-stepfunctions-tasks.CallAwsService`, `CustomState` | [`Task::aws_sdk`], [`Task::new`] |
//! | `Activity` | [`Activity`] |

mod activity;
mod chain;
mod condition;
mod definition;
mod error_handling;
mod grants;
mod json_path;
mod machine_role;
mod metrics;
mod state;
mod state_machine;
pub mod tasks;

pub use activity::{Activity, ActivityProps};
pub use chain::Chain;
pub use condition::Condition;
pub use definition::QueryLanguage;
pub use error_handling::{Catch, Retry};
pub use grants::{ActivityGrants, StateMachineGrants};
pub use json_path::{JsonPath, jsonata};
pub use state::{Choice, DistributedMap, Fail, Map, Parallel, Pass, Succeed, Task, TaskPattern, Wait};
pub use state_machine::{Definition, ExecutionData, LogLevel, StateMachine, StateMachineProps, StateMachineType};
