//! The commands, one per file: `Args` is what clap reads and shows, `run` does it.

pub(crate) mod bootstrap;
pub(crate) mod build;
pub(crate) mod bundle;
pub(crate) mod completions;
pub(crate) mod demo;
pub(crate) mod deploy;
pub(crate) mod destroy;
pub(crate) mod device;
pub(crate) mod diff;
pub(crate) mod doctor;
pub(crate) mod drift;
pub(crate) mod events;
pub(crate) mod explain;
pub(crate) mod import;
pub(crate) mod lint;
pub(crate) mod list;
pub(crate) mod local;
pub(crate) mod logs;
pub(crate) mod new_plant;
pub(crate) mod outputs;
pub(crate) mod policy;
pub(crate) mod scan;
pub(crate) mod setup;
pub(crate) mod synth;
pub(crate) mod waiting;
