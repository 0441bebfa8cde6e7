//! ferrocdk: a CDK for AWS in Rust alone.
//!
//! A construct tree becomes a CloudFormation cloud assembly, without Node, in milliseconds, and the same bytes every time.
//!
//! ```
//! use ferrocdk::prelude::*;
//! use ferrocdk::aws::kms::{Key, KeyProps};
//! use ferrocdk::aws::sns::{Topic, TopicProps};
//!
//! let app = App::new();
//! let stack = Stack::new(&app, "press-shop", StackProps::default().environment(Environment::region("sa-east-1")));
//! let key = Key::new(&stack, "Key", KeyProps::new().description("Data of the press shop"));
//! let topic = Topic::new(&stack, "Alarms", TopicProps::new().encryption_key(&key));
//! topic.allow_alarms();
//! CfnOutput::new(&stack, "AlarmTopicArn", topic.arn());
//!
//! let assembly = app.synth().expect("no mistakes");
//! assert_eq!(assembly.template("press-shop").unwrap()["Outputs"]["AlarmTopicArn"]["Value"]["Ref"], "Alarms04B5A0BF");
//! ```
//!
//! An app's `main` is one call, [`run`], which speaks with the CDK CLI and with `cargo xtask`. [`App::synth`](ferrocdk_core::App::synth) does the same in
//! tests: both check every template against CloudFormation's own rules, and say with construct and line what is wrong ([`Checks`] has the settings).
//!
//! | feature | what it gives |
//! |---|---|
//! | `checks` (default) | the rules that [`App::new`] starts with, in [`checks`]; without it an app has those that you add |
//! | `aws` (default) | [`aws`]: constructs of the services whose features are on, with secure defaults, grants and metrics |
//! | `plant` | [`plant`]: the parts of a plant's monitoring |
//! | `assertions` | matchers for tests |
//!
//! A feature of this crate switches on a service of the same name (`sqs`, `lambda`): its constructs in [`aws`], where there are any, and its generated
//! bindings in [`cfn`] (some services of few types share a feature). An app compiles what it names: `ferrocdk = { version = "0.1", features = ["lambda", "sqs"] }`.
//! `all-constructs` and `all-services` switch on everything; `plant` has the services that it uses.

/// The page compiles.
#[cfg(all(doctest, feature = "checks"))]
#[doc = include_str!("../../docs/checks.md")]
mod page_of_checks {}

/// The page compiles.
#[cfg(all(doctest, feature = "plant"))]
#[doc = include_str!("../../docs/construct-authors.md")]
mod page_for_authors {}

mod app;
mod outcome;
mod protocol;
mod run;

pub use app::App;
pub use ferrocdk_cfn as cfn;
pub use ferrocdk_core::*;

#[cfg(feature = "assertions")]
pub use ferrocdk_assertions as assertions;
#[cfg(feature = "aws")]
pub use ferrocdk_aws as aws;
#[cfg(feature = "checks")]
pub use ferrocdk_checks as checks;
#[cfg(feature = "plant")]
pub use ferrocdk_plant as plant;

pub use outcome::Outcome;
pub use protocol::default_environment;
pub use run::{Program, run};

/// Names that an app usually needs: `use ferrocdk::prelude::*;`
pub mod prelude {
    pub use crate::App;
    pub use ferrocdk_core::prelude::*;
}
