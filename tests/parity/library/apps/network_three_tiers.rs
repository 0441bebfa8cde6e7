//! A network of three tiers with endpoints, and the security groups between them.

use ferrocdk::aws::ec2::{
    Connectable, GatewayEndpointService, GatewayVpcEndpoint, GatewayVpcEndpointProps, InterfaceEndpointService,
    InterfaceVpcEndpoint, InterfaceVpcEndpointProps, Outbound, Peer, Port, SecurityGroup, SecurityGroupProps,
    SubnetConfiguration, SubnetSelection, SubnetType, Vpc, VpcProps,
};
use ferrocdk::{App, CfnOutput, Stack, StackProps, Value};

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Tiers", StackProps::default());
    let subnets = [
        SubnetConfiguration::new("Ingress", SubnetType::Public).cidr_mask(24),
        SubnetConfiguration::new("Application", SubnetType::PrivateWithEgress),
        SubnetConfiguration::new("Data", SubnetType::PrivateIsolated).cidr_mask(26),
        SubnetConfiguration::new("Later", SubnetType::PrivateIsolated).cidr_mask(26).reserved(),
    ];
    let props = VpcProps::new().ip_addresses("10.20.0.0/16").nat_gateways(1).subnet_configuration(subnets);
    let vpc = Vpc::new(&stack, "Vpc", props);
    let site = SecurityGroup::new(&stack, "Site", SecurityGroupProps::new(&vpc).description("the public site"));
    let service = SecurityGroup::new(&stack, "Service", SecurityGroupProps::new(&vpc));
    let data = SecurityGroup::new(&stack, "Data", SecurityGroupProps::new(&vpc).outbound(Outbound::Restricted));
    site.allow_from_any_ipv4(&Port::HTTPS, "everybody");
    service.allow_from(&site, &Port::tcp(8080), "requests");
    data.allow_from(&service, &Port::POSTGRES, "queries");
    service.allow_from(&data, &Port::udp_range(8000, 8010), "notices");
    data.add_ingress_rule(Peer::ipv4("10.0.0.0/8"), &Port::icmp_ping(), "");
    data.add_ingress_rule(Peer::prefix_list("pl-0123456789abcdef0"), &Port::all_tcp(), "backups");
    data.add_egress_rule(Peer::ipv4("10.20.0.0/16"), &Port::DNS_UDP, "names");
    service.allow_internally(&Port::all_traffic(), "members");
    vpc.add_gateway_endpoint("S3", GatewayEndpointService::S3);
    let tables = GatewayVpcEndpointProps::new(&vpc, GatewayEndpointService::DynamoDb);
    GatewayVpcEndpoint::new(&vpc, "DynamoDb", tables.subnets([SubnetType::PrivateIsolated]));
    let secrets = InterfaceVpcEndpointProps::new(&vpc, InterfaceEndpointService::SECRETS_MANAGER);
    let secrets = InterfaceVpcEndpoint::new(&vpc, "Secrets", secrets.subnets(SubnetSelection::group("Data")));
    secrets.allow_default_port_from(&service, "passwords");
    vpc.add_flow_log("FlowLog");
    CfnOutput::new(&stack, "Zones", Value::join(",", vpc.availability_zones()));
}
