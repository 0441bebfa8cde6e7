//! The commands, one per file: `Args` is what clap reads and shows, `run` does it.

pub(crate) mod alerts;
pub(crate) mod build;
pub(crate) mod bundle;
pub(crate) mod checks;
pub(crate) mod demo;
pub(crate) mod deploy;
pub(crate) mod destroy;
pub(crate) mod device;
pub(crate) mod diff;
pub(crate) mod explain;
pub(crate) mod import;
pub(crate) mod lint;
pub(crate) mod local;
pub(crate) mod outputs;
pub(crate) mod policy;
pub(crate) mod scan;
pub(crate) mod setup;
pub(crate) mod synth;
