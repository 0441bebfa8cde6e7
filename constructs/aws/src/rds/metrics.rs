//! Metrics of databases.

use ferrocdk_cfn::rds::{CfnDBCluster, CfnDBInstance};

use super::database_cluster::DatabaseCluster;
use super::database_instance::DatabaseInstance;
use crate::cloudwatch::Metric;

impl DatabaseInstance {
    /// A metric of the database by its name, such as `ReplicaLag`.
    pub fn metric(&self, name: &str) -> Metric {
        Metric::new("AWS/RDS", name).dimension("DBInstanceIdentifier", self.identifier())
    }

    /// Percentage of the processors that is in use.
    pub fn metric_cpu_utilization(&self) -> Metric {
        CfnDBInstance::metric_cpu_utilization_by_db_instance_identifier(self.identifier()).into()
    }

    /// Connections that are open.
    pub fn metric_database_connections(&self) -> Metric {
        CfnDBInstance::metric_database_connections_by_db_instance_identifier(self.identifier()).into()
    }

    /// Bytes of the disk that are free. At none, the database stops.
    pub fn metric_free_storage_space(&self) -> Metric {
        CfnDBInstance::metric_free_storage_space_by_db_instance_identifier(self.identifier()).into()
    }

    /// Bytes of memory that can be had.
    pub fn metric_freeable_memory(&self) -> Metric {
        CfnDBInstance::metric_freeable_memory_by_db_instance_identifier(self.identifier()).into()
    }

    /// Reads of the disk a second.
    pub fn metric_read_iops(&self) -> Metric {
        CfnDBInstance::metric_read_iops_by_db_instance_identifier(self.identifier()).into()
    }

    /// Writes to the disk a second.
    pub fn metric_write_iops(&self) -> Metric {
        CfnDBInstance::metric_write_iops_by_db_instance_identifier(self.identifier()).into()
    }
}

impl DatabaseCluster {
    /// A metric of the cluster by its name, such as `ServerlessDatabaseCapacity`.
    pub fn metric(&self, name: &str) -> Metric {
        Metric::new("AWS/RDS", name).dimension("DBClusterIdentifier", self.identifier())
    }

    /// Percentage of the processors that is in use.
    pub fn metric_cpu_utilization(&self) -> Metric {
        CfnDBCluster::metric_cpu_utilization_by_db_cluster_identifier(self.identifier()).into()
    }

    /// Connections that are open.
    pub fn metric_database_connections(&self) -> Metric {
        CfnDBCluster::metric_database_connections_by_db_cluster_identifier(self.identifier()).into()
    }

    /// Transactions a second that waited for each other without end.
    pub fn metric_deadlocks(&self) -> Metric {
        CfnDBCluster::metric_deadlocks_by_db_cluster_identifier(self.identifier()).into()
    }

    /// Bytes of memory that can be had.
    pub fn metric_freeable_memory(&self) -> Metric {
        CfnDBCluster::metric_freeable_memory_by_db_cluster_identifier(self.identifier()).into()
    }

    /// Bytes that the database has on disks.
    pub fn metric_volume_bytes_used(&self) -> Metric {
        CfnDBCluster::metric_volume_bytes_used_by_db_cluster_identifier(self.identifier()).into()
    }
}
