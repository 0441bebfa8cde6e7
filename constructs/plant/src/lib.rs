//! L3 constructs: the parts of a plant's monitoring, each usable alone.
//!
//! [`PlantKey`] encrypts everything; [`HotColdStore`] keeps readings; [`IngestPipeline`] takes them from devices to a function through a
//! stream, with a place where what fails waits; [`PlantAlarms`] tells people; [`DevicePolicy`] says what a device may do.
//!
//! Constructs grant each other what they need by reference. Their ids and the shape of the tree below them are public contract, since logical
//! ids follow from them.

mod alarms;
mod capacity;
mod device_policy;
pub mod diagnostic_ids;
mod failure_parking;
pub mod file;
mod http_ingest;
mod ingest;
mod key;
mod latest_value_cache;
mod naming;
mod network;
mod part_alarm;
mod planned_stop;
mod plant;
mod relational_store;
mod store;
mod stream_processor;
mod suffix;
mod topic;

pub use alarms::{PlantAlarms, PlantAlarmsProps};
pub use capacity::{Capacity, Load};
pub use device_policy::{DevicePolicy, DevicePolicyProps};
pub use failure_parking::FailureParking;
pub use file::PlantFile;
pub use http_ingest::{HttpIngest, HttpIngestProps};
pub use ingest::{IngestPipeline, IngestPipelineProps};
pub use key::{PlantKey, PlantKeyProps};
pub use latest_value_cache::{LatestValueCache, LatestValueCacheProps};
pub use naming::{GeneratedNames, NameOf, Naming, NamingStrategy, PlantNames};
pub use network::{PlantNetwork, PlantNetworkProps};
pub use part_alarm::{AlarmSeverity, PartAlarm, Watch};
pub use planned_stop::{PlannedStop, PlannedStopError};
pub use plant::{Plant, PlantProps};
pub use relational_store::{RelationalStore, RelationalStoreProps};
pub use store::{HotColdStore, HotColdStoreProps, TableKeys, Tiers, TimeType};
pub use stream_processor::{StreamProcessor, StreamProcessorProps};
pub use suffix::{Suffix, SuffixError};
pub use topic::{Topic, TopicError, TopicPattern};
