//! Decisions about deploying a cloud assembly, without doing any of it.
//!
//! Everything here turns data into data: files of the assembly and JSON answers of the AWS CLI come in, decisions and rows to show go out.
//! Nothing starts a process, prints, reads a clock or the environment; the binary does that. So each decision of a deployment can be tested
//! without an account.
//!
//! - [`assembly`]: the stacks of a `cdk.out` with their templates, assets, and construct paths;
//! - [`publish`]: which assets go where; [`zip`], [`elf`]: how a function's binary becomes one;
//! - [`stack`]: what CloudFormation says of a stack, and what can be done in that state;
//! - [`change_set`], [`review`], [`iam`]: what a deployment would change, and whether a person has to agree;
//! - [`diff`]: what differs between two sides, by resource and property;
//! - [`drift`]: what is not as its template says;
//! - [`plan`]: change sets that were seen, to be executed as they are;
//! - [`report`]: the architecture for a review;
//! - [`bootstrap`]: what an account needs before;
//! - [`author`]: who a change is made by;
//! - [`topic_rules`]: whether another deployment would receive the same messages;
//! - [`policy`]: what a deployment has to be allowed;
//! - [`events`]: the course of a deployment and the first causes of its failure;
//! - [`outputs`]: outputs as flat names; [`compare`]: two assemblies side by side;
//! - [`lint`]: templates checked, and what was found in every form;
//! - [`explain`]: what the schema database says of a type;
//! - [`names`], [`device`], [`settings`], [`requirements`], [`aws_error`]: input that people give, and errors they can act on.

pub mod alerts;
pub mod assembly;
pub mod author;
pub mod aws_error;
pub mod bootstrap;
pub mod change_set;
pub mod compare;
pub mod cost;
pub mod device;
pub mod diff;
pub mod drift;
pub mod elf;
pub mod events;
pub mod explain;
pub mod iam;
pub mod lint;
pub mod names;
pub mod outputs;
pub mod plan;
pub mod policy;

pub mod publish;
pub mod report;
pub mod requirements;
pub mod review;
pub mod settings;
pub mod stack;
pub mod topic_rules;
pub mod zip;
