//! A network without a way out: endpoints of services, rules of subnets, a log of what is refused, and a machine that sessions reach.

use ferrocdk::aws::ec2::{
    BlockDevice, FlowLog, FlowLogDestination, FlowLogProps, FlowLogResource, FlowLogTrafficType, GatewayEndpointService, Instance,
    InstanceProps, InstanceType, InterfaceEndpointService, InterfaceVpcEndpoint, InterfaceVpcEndpointProps,
    InternetGateway, MachineImage, MaxAggregationInterval, NetworkAcl, NetworkAclEntryProps, NetworkAclProps, Peer,
    Port, Sessions, SubnetConfiguration, SubnetSelection, SubnetType, TrafficDirection, Vpc, VpcProps,
};
use ferrocdk::aws::iam::{PolicyStatement, Principal};
use ferrocdk::aws::s3::Bucket;
use ferrocdk::aws::units::Gibibytes;
use ferrocdk::{App, Stack, StackProps, doc, pseudo};

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Private", StackProps::default());
    let flows = Bucket::from_bucket_name(&stack, "Flows", "plant-flows");
    let subnets = [
        SubnetConfiguration::new("Services", SubnetType::PrivateIsolated).cidr_mask(24),
        SubnetConfiguration::new("Machines", SubnetType::PrivateIsolated).cidr_mask(22),
    ];
    let vpc = VpcProps::new()
        .ip_addresses("10.40.0.0/20")
        .max_azs(2)
        .internet_gateway(InternetGateway::Never)
        .subnet_configuration(subnets);
    let vpc = Vpc::new(&stack, "Vpc", vpc);
    vpc.add_gateway_endpoint("S3", GatewayEndpointService::S3);
    let rejected = FlowLogProps::new(FlowLogResource::Vpc(vpc.id()))
        .destination(FlowLogDestination::bucket(&flows, "vpc/"))
        .traffic_type(FlowLogTrafficType::Reject)
        .max_aggregation_interval(MaxAggregationInterval::OneMinute);
    FlowLog::new(&vpc, "Rejected", rejected);
    let of_account = doc!({ "aws:PrincipalAccount": pseudo::account_id() });
    let services = [
        ("Ssm", InterfaceEndpointService::SSM),
        ("SsmMessages", InterfaceEndpointService::SSM_MESSAGES),
        ("Logs", InterfaceEndpointService::CLOUDWATCH_LOGS),
    ];
    for (id, service) in services {
        let endpoint = InterfaceVpcEndpointProps::new(&vpc, service).subnets(SubnetSelection::group("Services"));
        let own = PolicyStatement::allow(["*"]).on_everything().by(Principal::any());
        InterfaceVpcEndpoint::new(&vpc, id, endpoint).add_to_policy(own.when("StringEquals", of_account.clone()));
    }
    let acl = NetworkAclProps::new(&vpc).subnet_selection(SubnetSelection::group("Machines"));
    let acl = NetworkAcl::new(&stack, "MachinesAcl", acl);
    let network = || Peer::ipv4("10.40.0.0/20");
    let inward = NetworkAclEntryProps::new(100, TrafficDirection::Ingress, network(), Port::all_traffic());
    acl.add_entry("FromNetwork", inward);
    acl.add_entry("ToNetwork", NetworkAclEntryProps::new(100, TrafficDirection::Egress, network(), Port::tcp(443)));
    let gateway = InstanceProps::new(&vpc, InstanceType::new("t4g.small"), MachineImage::latest_amazon_linux_2023())
        .vpc_subnets(SubnetSelection::group("Machines"))
        .block_devices([BlockDevice::new("/dev/xvda").volume_size(Gibibytes(20))])
        .sessions(Sessions::SystemsManager);
    Instance::new(&stack, "Gateway", gateway);
}
