//! Networks of several kinds: two protocols, named zones, addresses of a pool, no way out.

use ferrocdk::aws::ec2::{
    IpAddresses, IpProtocol, PublicAddresses, SubnetConfiguration, SubnetSelection, SubnetType, Vpc, VpcDns, VpcProps,
};
use ferrocdk::{App, Environment, Stack, StackProps};

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Networks", StackProps::default().environment(Environment::region("eu-central-1")));
    Vpc::new(&stack, "Dual", VpcProps::new().ip_protocol(IpProtocol::DualStack));
    let named = VpcProps::new()
        .availability_zones(["eu-central-1a", "eu-central-1c"])
        .reserved_azs(1)
        .nat_gateways(0)
        .vpc_name("named")
        .dns(VpcDns::Resolver);
    Vpc::new(&stack, "Named", named);
    let pool = IpAddresses::aws_ipam_allocation_with_subnets("ipam-pool-0123456789abcdef0", 18, 28);
    let pooled = VpcProps::new().ip_addresses(pool).nat_gateway_allocation_ids(["eipalloc-1", "eipalloc-2"]);
    Vpc::new(&stack, "Pooled", pooled);
    let inner = SubnetConfiguration::new("Inner", SubnetType::PrivateIsolated);
    Vpc::new(&stack, "Closed", VpcProps::new().subnet_configuration([inner]).max_azs(1));
    let subnets = [
        SubnetConfiguration::new("Outer", SubnetType::Public).map_public_ip_on_launch(PublicAddresses::OnRequest),
        SubnetConfiguration::new("One", SubnetType::PrivateWithEgress),
        SubnetConfiguration::new("Two", SubnetType::PrivateWithEgress),
    ];
    let elsewhere = VpcProps::new()
        .subnet_configuration(subnets)
        .nat_gateways(1)
        .nat_gateway_subnets(SubnetSelection::group("Outer"));
    Vpc::new(&stack, "Elsewhere", elsewhere);
}
