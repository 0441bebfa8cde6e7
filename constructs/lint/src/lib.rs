//! Checks CloudFormation templates against the schema database, before AWS sees them.
//!
//! ```
//! use ferrocdk_lint::{Linter, Options};
//! use ferrocdk_template::Node;
//! let template = Node::from_json(&serde_json::json!({ "Resources": {} }));
//! let linter = Linter::new(Options::default());
//! assert!(linter.lint(&template).iter().all(|finding| finding.rule != "E3002"));
//! ```

mod attributes;
mod circles;
mod compare;
mod context;
mod facts;
mod finding;
mod findings;
mod formats;
mod functions;
mod home_region;
mod input;
mod keys;
mod kinds;
mod linter;
mod loops;
mod nearest;
mod nulls;
mod options;
mod patterns;
mod place;
mod plain;
mod plains;
mod policies;
mod registry;
mod resolve;
mod rules;
mod runtimes;
mod schema;
mod sections;
mod serverless;
mod services;
mod suppress;
mod template;
mod unused;
mod values;
mod words;

pub use finding::{Finding, Path, Severity, Step};
pub use input::InputError;
pub use linter::Linter;
pub use nearest::nearest;
pub use options::Options;
pub use registry::RegistrySchema;
pub use rules::{Body, RULES, Rule, rule};
pub use values::Values;
