//! Every grant of a cluster of databases.

use ferrocdk::aws::ec2::{SubnetConfiguration, SubnetType, Vpc, VpcProps};
use ferrocdk::aws::rds::{
    AuroraPostgresEngineVersion, ClusterInstance, DataApi, DatabaseCluster, DatabaseClusterEngine,
    DatabaseClusterProps, DeletionProtection,
};
use ferrocdk::{App, Stack, StackProps};

use super::role;

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Grants", StackProps::default());
    let data = SubnetConfiguration::new("Data", SubnetType::PrivateIsolated);
    let vpc = Vpc::new(&stack, "Vpc", VpcProps::new().subnet_configuration([data]));
    let engine = DatabaseClusterEngine::aurora_postgres(AuroraPostgresEngineVersion::VER_16_6);
    let orders = DatabaseClusterProps::new(&vpc, engine, ClusterInstance::serverless_v2("writer"));
    let orders = DatabaseCluster::new(&stack, "Orders", orders.data_api(DataApi::Enabled).deletion_protection(DeletionProtection::On));
    orders.grant_connect(&role(&stack, "Connector"), "reporter");
    orders.grant_data_api_access(&role(&stack, "Caller"));
}
