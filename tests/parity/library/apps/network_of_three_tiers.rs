//! A network of three tiers over three zones, with security groups between them.

use ferrocdk::aws::ec2::{
    Connectable, Outbound, Port, SecurityGroup, SecurityGroupProps, Subnet, SubnetConfiguration, SubnetSelection, SubnetType,
    Vpc, VpcProps,
};
use ferrocdk::{App, CfnOutput, Environment, Stack, StackProps, Value};

pub(crate) fn app(app: &App) {
    let environment = Environment::new("111122223333", "sa-east-1");
    let stack = Stack::new(app, "Network", StackProps::default().environment(environment));
    let subnets = [
        SubnetConfiguration::new("Public", SubnetType::Public).cidr_mask(24),
        SubnetConfiguration::new("Application", SubnetType::PrivateWithEgress),
        SubnetConfiguration::new("Data", SubnetType::PrivateIsolated).cidr_mask(26),
    ];
    let vpc = VpcProps::new()
        .ip_addresses("10.20.0.0/16")
        .availability_zones(["sa-east-1a", "sa-east-1b", "sa-east-1c"])
        .nat_gateways(1)
        .subnet_configuration(subnets);
    let vpc = Vpc::new(&stack, "Vpc", vpc);
    let group = |description: &str| SecurityGroupProps::new(&vpc).description(description);
    let site = SecurityGroup::new(&stack, "Site", group("The site"));
    let application = SecurityGroup::new(&stack, "Application", group("The application"));
    let data = group("The database").outbound(Outbound::Restricted);
    let data = SecurityGroup::new(&stack, "Data", data);
    site.allow_from_any_ipv4(&Port::tcp(443), "the public site");
    application.allow_from(&site, &Port::tcp(8080), "requests of the site");
    data.allow_from(&application, &Port::POSTGRES, "queries of the application");
    data.allow_internally(&Port::tcp(5432), "replicas");
    let selected = vpc.select_subnets(&SubnetSelection::group("Data"));
    let ids: Vec<Value<String>> = selected.subnets.iter().map(Subnet::id).collect();
    CfnOutput::new(&stack, "Subnets", Value::join(",", ids));
}
