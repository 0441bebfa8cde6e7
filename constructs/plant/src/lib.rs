//! L3 constructs: the parts of a plant's monitoring, each usable alone.
//!
//! [`PlantKey`] encrypts everything; [`HotColdStore`] keeps readings; [`IngestPipeline`] takes them from devices to a function through a
//! stream, with a place where what fails waits; [`RawArchive`] keeps every record, and [`ArchiveQueries`] finds it again; [`PlantAlarms`] tells people, and [`PlantDashboard`] shows
//! them; [`DevicePolicy`] says what a device may do, and [`FleetProvisioning`] lets it register itself; [`SecretRef`] stands for a secret that exists.
//!
//! Constructs grant each other what they need by reference. Their ids and the shape of the tree below them are public contract, since logical
//! ids follow from them.

mod alarms;
mod alert_router;
mod archive_queries;
mod archive_table;
mod capacity;
mod certificate_rotation;
pub mod cost;
mod dashboard;
mod device_policy;
pub mod diagnostic_ids;
mod failure_parking;
pub mod file;
mod fleet_provisioning;
mod http_ingest;
mod ingest;
mod key;
mod latest_value_cache;
mod naming;
mod network;
mod panel;
mod panels;
mod part_alarm;
mod planned_stop;
mod plant;
mod raw_archive;
mod relational_store;
mod secret_ref;
mod store;
mod stream_processor;
mod suffix;
mod topic;

pub use alarms::{PlantAlarms, PlantAlarmsProps};
pub use alert_router::{AlertRouter, AlertRouterProps};
pub use archive_queries::{ArchiveQueries, ArchiveQueriesProps};
pub use archive_table::ArchiveForm;
pub use capacity::{Capacity, Load};
pub use certificate_rotation::{CertificateRotation, CertificateRotationProps};
pub use dashboard::{PlantDashboard, PlantDashboardProps};
pub use device_policy::{DevicePolicy, DevicePolicyProps};
pub use failure_parking::{FailureParking, FailureParkingProps};
pub use ferrocdk_contracts::{AlertPolicy, Severity};
pub use file::PlantFile;
pub use fleet_provisioning::{FleetProvisioning, FleetProvisioningProps, Registrants};
pub use http_ingest::{HttpIngest, HttpIngestProps};
pub use ingest::{IngestPipeline, IngestPipelineProps};
pub use key::{PlantKey, PlantKeyProps};
pub use latest_value_cache::{LatestValueCache, LatestValueCacheProps};
pub use naming::{GeneratedNames, NameOf, Naming, NamingStrategy, PlantNames};
pub use network::{PlantNetwork, PlantNetworkProps};
pub use panel::{Panel, PanelQuery, Show};
pub use panels::ReadingMetrics;
pub use part_alarm::{PartAlarm, Watch};
pub use planned_stop::{PlannedStop, PlannedStopError};
pub use plant::{Plant, PlantProps};
pub use raw_archive::{RawArchive, RawArchiveProps};
pub use relational_store::{RelationalStore, RelationalStoreProps};
pub use secret_ref::{SecretRef, SecretRefProps};
pub use store::{HotColdStore, HotColdStoreProps, TableKeys, Tiers, TimeType};
pub use stream_processor::{StreamProcessor, StreamProcessorProps};
pub use suffix::{Suffix, SuffixError};
pub use topic::{Topic, TopicError, TopicPattern};
