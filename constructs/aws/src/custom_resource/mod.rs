//! Custom resources: what CloudFormation has no type for, done by a function when a stack is created, changed or deleted.
//!
//! [`CustomResource`] is the resource itself, for any function that speaks the protocol. [`Provider`] is such a function in Rust, made once in a
//! stack that needs it; it empties buckets ([`BucketProps::auto_delete_objects`](crate::s3::BucketProps::auto_delete_objects)) and calls APIs of AWS
//! ([`AwsCall`]). No Node runs in the account.
//!
//! ```
//! use ferrocdk_aws::custom_resource::{ApiCall, AwsCall, AwsCallProps, Service};
//! use ferrocdk_aws::s3::{Bucket, BucketProps};
//! use ferrocdk_core::{App, CfnOutput, RemovalPolicy, Stack, StackProps, doc};
//!
//! let app = App::new();
//! let stack = Stack::new(&app, "plant", StackProps::default());
//! Bucket::new(&stack, "Scratch", BucketProps::new().removal_policy(RemovalPolicy::Destroy).auto_delete_objects());
//!
//! let find = ApiCall::new(Service::Iot, "DescribeEndpoint", doc!({ "endpointType": "iot:Data-ATS" }))
//!     .on_everything()
//!     .output("endpointAddress");
//! let endpoint = AwsCall::new(&stack, "Endpoint", AwsCallProps::new().on_create_and_update(find));
//! CfnOutput::new(&stack, "BrokerHost", endpoint.output("endpointAddress"));
//!
//! let assembly = app.synth().unwrap();
//! let resources = assembly.template("plant").unwrap()["Resources"].as_object().unwrap();
//! let custom: Vec<&str> = resources.values().filter_map(|resource| resource["Type"].as_str()?.strip_prefix("Custom::")).collect();
//! assert_eq!(custom, ["EmptyBucket", "AwsCall"]);
//! ```
//!
//! | AWS CDK | here |
//! |---|---|
//! | `core.CustomResource` | [`CustomResource`] |
//! | `custom-resources.Provider` | a function of your own, by its ARN in [`CustomResource`]; ours is [`Provider`] |
//! | `AwsCustomResource` | [`AwsCall`] |
//! | `AwsSdkCall`, `PhysicalResourceId`, `PhysicalResourceIdReference` | [`ApiCall`], [`ApiCall::physical_id`], [`ApiCall::own_physical_id`] |
//! | `AwsCustomResourcePolicy` | [`ApiCall::on`], [`ApiCall::needs`] |

mod aws_call;
mod provider;
mod resource;
mod service;

#[cfg(test)]
mod tests;

pub use aws_call::{ApiCall, AwsCall, AwsCallProps, Outputs};
pub use provider::{Provider, ProviderProps};
pub use resource::{CustomResource, CustomResourceProps};
pub use service::Service;
