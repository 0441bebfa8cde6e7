//! Secrets Manager: passwords and keys that nobody has to know.
//!
//! ```
//! use ferrocdk_aws::iam::{Principal, Role, RoleProps};
//! use ferrocdk_aws::secretsmanager::{Generate, Secret, SecretProps};
//! use ferrocdk_core::{App, Stack, StackProps};
//!
//! let app = App::new();
//! let stack = Stack::new(&app, "plant", StackProps::default());
//! let historian = Generate::new().field("password").template("{\"username\": \"historian\"}").exclude_characters("\"@/\\");
//! let historian = Secret::new(&stack, "Historian", SecretProps::new().generate(historian));
//! let password = historian.field("password");
//!
//! let worker = Role::new(&stack, "Worker", RoleProps::new(Principal::service("lambda.amazonaws.com")));
//! historian.grant_read(&worker);
//! # assert!(app.synth().is_ok());
//! ```
//!
//! | AWS CDK | here |
//! |---|---|
//! | `Secret`, `fromSecretNameV2`, `fromSecretCompleteArn`, `fromSecretPartialArn` | [`Secret`], [`Secret::from_secret_name`], [`Secret::from_secret_complete_arn`], [`Secret::from_secret_partial_arn`] |
//! | `SecretStringGenerator` | [`Generate`] |
//! | `secretValueFromJson`, `SecretValue.secretsManager` | [`Secret::field`], [`Secret::value`] |
//! | `RotationSchedule`, `HostedRotation`, `addRotationSchedule` | [`RotationSchedule`], [`Rotation`] |
//! | `ResourcePolicy`, `addToResourcePolicy` | [`Secret::add_to_resource_policy`](crate::grants::ResourcePolicy::add_to_resource_policy) |
//! | `SecretTargetAttachment`, `secret.attach` | [`SecretTargetAttachment`] |

mod attachment;
mod generate;
mod grants;
mod rotation;
mod secret;

pub use attachment::{SecretTargetAttachment, SecretTargetAttachmentProps, TargetType};
pub use generate::Generate;
pub use grants::SecretGrants;
pub use rotation::{HostedRotation, Rotation, RotationInterval, RotationSchedule, RotationScheduleProps};
pub use secret::{Replica, Secret, SecretProps};
