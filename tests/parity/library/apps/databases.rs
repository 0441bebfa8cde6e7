//! A database on a machine of its own and a cluster, who connects to them, and with which permissions.

use ferrocdk::aws::ec2::{
    Connectable, InstanceType, Peer, SecurityGroup, SecurityGroupProps, SubnetConfiguration, SubnetType, Vpc, VpcProps,
};
use ferrocdk::aws::iam::{Principal, Role, RoleProps};
use ferrocdk::aws::rds::{
    AuroraMysqlEngineVersion, ClusterInstance, Credentials, DataApi, DatabaseCluster, DatabaseClusterEngine,
    DatabaseClusterProps, DatabaseInstance, DatabaseInstanceEngine, DatabaseInstanceProps, DeletionProtection,
    MonitoringInterval, PostgresEngineVersion, ReaderScaling, ServerlessCapacity, Standby,
};
use ferrocdk::aws::units::Gibibytes;
use ferrocdk::{App, CfnOutput, RemovalPolicy, Stack, StackProps};

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Databases", StackProps::default());
    let data = SubnetConfiguration::new("Data", SubnetType::PrivateIsolated);
    let vpc = Vpc::new(&stack, "Vpc", VpcProps::new().subnet_configuration([data]));
    let engine = DatabaseInstanceEngine::postgres(PostgresEngineVersion::VER_17_6);
    let history = DatabaseInstanceProps::new(&vpc, engine)
        .instance_type(InstanceType::new("m7g.large"))
        .database_name("history")
        .allocated_storage(Gibibytes(200))
        .max_allocated_storage(Gibibytes(500))
        .standby(Standby::OtherZone)
        .parameter("rds.force_ssl", "1")
        .deletion_protection(DeletionProtection::On)
        .monitoring_interval(MonitoringInterval::OneMinute);
    let history = DatabaseInstance::new(&stack, "History", history);
    let reports = SecurityGroup::new(&stack, "Reports", SecurityGroupProps::new(&vpc));
    history.allow_default_port_from(&reports, "queries");
    history.allow_default_port_from(&Peer::ipv4("10.0.0.0/8"), "administrators");
    let role = Role::new(&stack, "Reporter", RoleProps::new(Principal::service("ec2.amazonaws.com")));
    history.grant_connect(&role, "reporter");
    if let Some(secret) = history.secret() {
        secret.grant_read(&role);
    }
    let engine = DatabaseClusterEngine::aurora_mysql(AuroraMysqlEngineVersion::VER_3_08_0);
    let readers = [
        ClusterInstance::serverless_v2("standby").scaling(ReaderScaling::WithWriter),
        ClusterInstance::provisioned("reader", "r7g.large"),
    ];
    let orders = DatabaseClusterProps::new(&vpc, engine, ClusterInstance::serverless_v2("writer"))
        .readers(readers)
        .serverless_v2_capacity(ServerlessCapacity::between(1.0, 8.0))
        .credentials(Credentials::generated("operator"))
        .default_database_name("orders")
        .removal_policy(RemovalPolicy::Snapshot)
        .data_api(DataApi::Enabled);
    let orders = DatabaseCluster::new(&stack, "Orders", orders);
    orders.grant_data_api_access(&role);
    orders.allow_default_port_from(&reports, "queries");
    CfnOutput::new(&stack, "Address", orders.endpoint_address());
}
