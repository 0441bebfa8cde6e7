//! Conversations with AWS: the steps of a deployment, and its devices.

pub(crate) mod approval;
pub(crate) mod bootstrap;
pub(crate) mod buckets;
pub(crate) mod change;
pub(crate) mod deployed;
pub(crate) mod deploying;
pub(crate) mod devices;
pub(crate) mod follow;
pub(crate) mod publish;
pub(crate) mod quarantine;
pub(crate) mod stacks;
pub(crate) mod topic_rules;
