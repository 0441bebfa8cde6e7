//! KMS: keys of the account, which encrypt what services store.
//!
//! A key costs a dollar a month, and its policy decides who can read the data. Constructs need none: without one, the service encrypts with a key of its own.
//! [`Defaults::encryption_key`](crate::Defaults::encryption_key) gives one to everything below a scope.
//!
//! ```
//! use ferrocdk_aws::Defaults;
//! use ferrocdk_aws::kms::{Alias, AliasProps, Key, KeyProps};
//! use ferrocdk_core::{App, Stack, StackProps};
//!
//! let app = App::new();
//! let stack = Stack::new(&app, "plant", StackProps::default());
//! let key = Key::new(&stack, "Key", KeyProps::new().description("Data of the plant").alias("plant/data"));
//! Defaults::of(&stack).encryption_key(&key);
//! let shared = Key::from_key_arn(&stack, "Shared", "arn:aws:kms:sa-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab");
//! # assert!(app.synth().is_ok());
//! ```
//!
//! | AWS CDK | here |
//! |---|---|
//! | `Key`, `Key.fromKeyArn` | [`Key`], [`Key::from_key_arn`] |
//! | `Alias` | [`Alias`], or [`KeyProps::alias`] |

mod alias;
mod key;
mod services;

pub use alias::{Alias, AliasProps};
pub use key::{Key, KeyGrants, KeyProps, KeySpec, KeyUsage, PendingWindow, RotationPeriod};
