//! The parts of a plant that its file has sections for beside the pipeline: the way in over HTTPS, and what has no public address.

use ferrocdk_aws::ec2::{InstanceType, IpAddresses};
use ferrocdk_core::Scope;

use crate::alarms::PlantAlarms;
use crate::file::{CacheSection, DatabaseSection, HttpSection, NetworkSection, PlantFile};
use crate::http_ingest::{HttpIngest, HttpIngestProps};
use crate::ingest::IngestPipeline;
use crate::latest_value_cache::{LatestValueCache, LatestValueCacheProps};
use crate::network::{PlantNetwork, PlantNetworkProps};
use crate::relational_store::{RelationalStore, RelationalStoreProps};

/// Parts that the plant has of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Parts {
    pub(super) http: Option<HttpIngest>,
    pub(super) network: Option<PlantNetwork>,
    pub(super) cache: Option<LatestValueCache>,
    pub(super) database: Option<RelationalStore>,
}

impl Parts {
    /// Makes the parts whose sections the file has.
    #[track_caller]
    pub(super) fn new(scope: &Scope, file: &PlantFile, ingest: &IngestPipeline) -> Self {
        let mut parts = Self::default();
        if let Some(section) = &file.http {
            parts.http = Some(HttpIngest::new(scope, "Http", http(section, ingest)));
        }
        let Some(section) = &file.network else {
            return parts;
        };
        let network = PlantNetwork::new(scope, "Network", network(section));
        if let Some(section) = &file.cache {
            parts.cache = Some(LatestValueCache::new(scope, "Cache", cache(section, &network)));
        }
        if let Some(section) = &file.database {
            parts.database = Some(RelationalStore::new(scope, "Database", database(section, &network)));
        }
        parts.network = Some(network);
        parts
    }

    /// Has alarms watch them.
    #[track_caller]
    pub(super) fn watched(&self, alarms: PlantAlarms) -> PlantAlarms {
        let mut alarms = alarms;
        if let Some(http) = &self.http {
            alarms = alarms.watch(http);
        }
        if let Some(cache) = &self.cache {
            alarms = alarms.watch(cache);
        }
        if let Some(database) = &self.database {
            alarms = alarms.watch(database);
        }
        alarms
    }
}

fn http(section: &HttpSection, ingest: &IngestPipeline) -> HttpIngestProps {
    HttpIngestProps::new(ingest.stream())
        .path(section.path.0.as_str())
        .rate_limit(section.rate)
        .burst_limit(section.burst)
}

fn network(section: &NetworkSection) -> PlantNetworkProps {
    PlantNetworkProps::new()
        .ip_addresses(IpAddresses::cidr(&section.addresses.0))
        .zones(section.zones.0)
}

fn cache(section: &CacheSection, network: &PlantNetwork) -> LatestValueCacheProps {
    LatestValueCacheProps::new(network)
        .node_type(InstanceType::new(&section.node.0))
        .replicas(section.replicas)
        .snapshot_retention(section.snapshots)
}

fn database(section: &DatabaseSection, network: &PlantNetwork) -> RelationalStoreProps {
    RelationalStoreProps::new(network)
        .version(section.version.clone())
        .database_name(section.name.0.as_str())
        .admin(section.admin.0.as_str())
        .capacity(section.capacity.0)
        .readers(section.readers.0)
        .backup_retention(section.backups)
}
