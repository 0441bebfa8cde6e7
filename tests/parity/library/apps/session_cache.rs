//! A cache of three nodes in subnets without a way out, and the machines that reach it.

use ferrocdk::aws::ec2::{
    Connectable, InstanceType, SecurityGroup, SecurityGroupProps, SubnetConfiguration, SubnetType, Vpc, VpcProps,
};
use ferrocdk::aws::elasticache::{ReplicationGroup, ReplicationGroupProps};
use ferrocdk::aws::kms::{Key, KeyProps};
use ferrocdk::aws::units::Days;
use ferrocdk::{App, CfnOutput, Stack, StackProps};

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Sessions", StackProps::default());
    let subnets = [
        SubnetConfiguration::new("Public", SubnetType::Public),
        SubnetConfiguration::new("Data", SubnetType::PrivateIsolated),
    ];
    let vpc = Vpc::new(&stack, "Vpc", VpcProps::new().nat_gateways(0).subnet_configuration(subnets));
    let key = Key::new(&stack, "Key", KeyProps::new());
    let web = SecurityGroup::new(&stack, "Web", SecurityGroupProps::new(&vpc));
    let cache = ReplicationGroupProps::new(&vpc, InstanceType::new("t4g.small"))
        .description("sessions of customers")
        .replicas(2)
        .vpc_subnets(SubnetType::PrivateIsolated)
        .encryption_key(&key)
        .snapshot_retention(Days(3));
    let cache = ReplicationGroup::new(&stack, "Cache", cache);
    cache.allow_default_port_from(&web, "sessions");
    CfnOutput::new(&stack, "Address", cache.endpoint_address());
}
