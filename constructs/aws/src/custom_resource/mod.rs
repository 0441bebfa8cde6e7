//! Custom resources: what CloudFormation has no type for, done by a function when a stack is created, changed or deleted.
//!
//! [`CustomResource`] is the resource itself, for any function that speaks the protocol. [`Provider`] is such a function in Rust, made once in a
//! stack that needs it; it empties buckets ([`Bucket::empty_on_deletion`](crate::s3::Bucket::empty_on_deletion)) and calls APIs of AWS
//! ([`AwsCall`]). No Node runs in the account.
//!
//! ```
//! use ferrocdk_aws::custom_resource::{ApiCall, AwsCall, AwsCallProps, Provider, Service};
//! use ferrocdk_aws::kms::{Key, KeyProps};
//! use ferrocdk_aws::lambda::{Architecture, RustCode};
//! use ferrocdk_aws::s3::Bucket;
//! use ferrocdk_aws::units::Days;
//! use ferrocdk_core::{App, CfnOutput, Stack, StackProps, doc};
//!
//! let app = App::new();
//! let stack = Stack::new(&app, "plant", StackProps::default());
//! let key = Key::new(&stack, "Key", KeyProps::new().description("Data of the plant").pending_window(Days(30)));
//! # let hash = "0".repeat(64);
//! // In an app: `RustCode::new(project, Provider::PACKAGE, Architecture::X86_64)?`.
//! let code = RustCode::with_fingerprint(Provider::PACKAGE, &hash, Architecture::X86_64);
//! let provider = Provider::of(&stack, &key, code);
//!
//! let logs = Bucket::for_access_logs(&stack, "AccessLogs", Days(90));
//! logs.empty_on_deletion(&provider);
//!
//! let find = ApiCall::new(Service::Iot, "DescribeEndpoint", doc!({ "endpointType": "iot:Data-ATS" }))
//!     .on_everything()
//!     .output("endpointAddress");
//! let endpoint = AwsCall::new(&stack, "Endpoint", &provider, AwsCallProps::default().on_create_and_update(find));
//! CfnOutput::new(&stack, "BrokerHost", endpoint.output("endpointAddress"));
//!
//! let assembly = app.synth().unwrap();
//! let resources = assembly.template("plant").unwrap()["Resources"].as_object().unwrap();
//! let custom: Vec<&str> = resources.values().filter_map(|resource| resource["Type"].as_str()?.strip_prefix("Custom::")).collect();
//! assert_eq!(custom, ["EmptyBucket", "AwsCall"]);
//! ```

mod aws_call;
mod provider;
mod resource;
mod service;

#[cfg(test)]
mod tests;

pub use aws_call::{ApiCall, AwsCall, AwsCallProps};
pub use provider::Provider;
pub use resource::CustomResource;
pub use service::Service;
