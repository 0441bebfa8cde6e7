//! Systems Manager: parameters, by which stacks and programs find values.
//!
//! ```
//! use ferrocdk_aws::iam::{Principal, Role, RoleProps};
//! use ferrocdk_aws::ssm::{StringListParameter, StringListParameterProps, StringParameter, StringParameterProps};
//! use ferrocdk_core::{App, CfnOutput, Stack, StackProps};
//!
//! let app = App::new();
//! let stack = Stack::new(&app, "plant", StackProps::default());
//! let limit = StringParameter::new(&stack, "Limit", StringParameterProps::new("80").parameter_name("/plant/press/limit"));
//! StringListParameter::new(&stack, "Lines", StringListParameterProps::new().values(["press", "paint"]));
//!
//! let worker = Role::new(&stack, "Worker", RoleProps::new(Principal::service("lambda.amazonaws.com")));
//! limit.grant_read(&worker);
//!
//! let shared = StringParameter::from_parameter_name(&stack, "Shared", "/network/vpc-id");
//! CfnOutput::new(&stack, "Vpc", shared.string_value());
//! # assert!(app.synth().is_ok());
//! ```
//!
//! | AWS CDK | here |
//! |---|---|
//! | `StringParameter`, `StringListParameter` | [`StringParameter`], [`StringListParameter`] |
//! | `StringParameter.fromStringParameterName`, `fromStringParameterAttributes` | [`StringParameter::from_parameter_name`], [`StringParameter::from_parameter_name_and_version`] |
//! | `StringParameter.valueForStringParameter` | [`StringParameter::string_value`] of an import: read at deployment |
//! | `StringParameter.valueFromLookup` | [`StringParameter::value_from_lookup`]: read at synthesis, and kept in `cdk.context.json` |
//! | `StringParameter.fromSecureStringParameterAttributes` | [`StringParameter::from_secure_parameter_name`] |

mod grants;
mod parameter;
mod string_list;

pub use grants::StringParameterGrants;
pub use parameter::{StringParameter, StringParameterProps, Tier};
pub use string_list::{StringListParameter, StringListParameterProps};
