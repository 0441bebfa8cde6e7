//! EC2.

use ferrocdk::Construct;
use ferrocdk::aws::ec2::{
    BastionHost, BastionHostProps, FlowLog, FlowLogProps, GatewayEndpointService, GatewayVpcEndpoint, GatewayVpcEndpointProps, Instance, InstanceProps, InstanceType, InterfaceEndpointService, InterfaceVpcEndpoint, InterfaceVpcEndpointProps,
    KeyPair, KeyPairProps, MachineImage, NetworkAcl, NetworkAclProps, SecurityGroup, SecurityGroupProps, Subnet,
    SubnetProps, Vpc, VpcProps,
};

pub(crate) fn forms(stack: &dyn Construct) {
    let vpc = Vpc::new(stack, "Vpc", VpcProps::new());
    FlowLog::new(stack, "FlowLog", FlowLogProps::new(&vpc));
    let s3 = GatewayVpcEndpointProps::new(&vpc, GatewayEndpointService::S3);
    GatewayVpcEndpoint::new(stack, "GatewayVpcEndpoint", s3);
    let sqs = InterfaceVpcEndpointProps::new(&vpc, InterfaceEndpointService::SQS);
    InterfaceVpcEndpoint::new(stack, "InterfaceVpcEndpoint", sqs);
    Vpc::new(stack, "Unlogged", VpcProps::new());
    Subnet::new(stack, "Subnet", SubnetProps::new("vpc-0123456789abcdef0", "us-east-1a", "10.1.0.0/24"));
    SecurityGroup::new(stack, "SecurityGroup", SecurityGroupProps::new(&vpc));
    let image = MachineImage::latest_amazon_linux_2023();
    let instance = InstanceProps::new(&vpc, InstanceType::new("m7g.large"), image);
    Instance::new(stack, "Instance", instance);
    BastionHost::new(stack, "BastionHost", BastionHostProps::new(&vpc));
    NetworkAcl::new(stack, "NetworkAcl", NetworkAclProps::new(&vpc));
    KeyPair::new(stack, "KeyPair", KeyPairProps::new());
}
