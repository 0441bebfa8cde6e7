//! Machines in a network that exists: with a script, with a public address, by a template, and one to reach the others through.

use ferrocdk::aws::ec2::{
    BastionHost, BastionHostProps, BlockDevice, Connectable, CpuCredits, Instance, InstanceClass, InstanceMonitoring,
    InstanceProps, InstanceSize, InstanceType, KeyPair, KeyPairProps, KeyPairType, LaunchTemplate, LaunchTemplateProps,
    MachineImage, Peer, Port, PublicIpAddress, SecurityGroup, SecurityGroupProps, SubnetType, SubnetsOfType,
    TerminationProtection, UserData, Vpc, VpcAttributes,
};
use ferrocdk::aws::iam::{PolicyStatement, Principal, Role, RoleProps};
use ferrocdk::aws::units::Gibibytes;
use ferrocdk::{App, Stack, StackProps};

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Machines", StackProps::default());
    let attributes = VpcAttributes::new("vpc-0123456789abcdef0")
        .availability_zones(["eu-central-1a", "eu-central-1b"])
        .public_subnets(SubnetsOfType::ids(["subnet-0123456789abcdef1", "subnet-0123456789abcdef2"]).route_table_ids(["rtb-0123456789abcdef1", "rtb-0123456789abcdef2"]))
        .private_subnets(SubnetsOfType::ids(["subnet-0123456789abcdef3", "subnet-0123456789abcdef4"]).route_table_ids(["rtb-0123456789abcdef3", "rtb-0123456789abcdef4"]));
    let vpc = Vpc::from_vpc_attributes(&stack, "Vpc", attributes);
    let key = KeyPair::new(&stack, "Key", KeyPairProps::new().key_type(KeyPairType::Ed25519));
    let small = InstanceType::of(InstanceClass::T4g, InstanceSize::Small);
    let broker = InstanceProps::new(&vpc, small, MachineImage::latest_amazon_linux_2023())
        .key_pair(&key)
        .block_devices([BlockDevice::new("/dev/xvda").volume_size(Gibibytes(30))])
        .credits(CpuCredits::Standard)
        .monitoring(InstanceMonitoring::Detailed);
    let broker = Instance::new(&stack, "Broker", broker);
    broker.add_user_data(["dnf install -y mosquitto", "systemctl enable --now mosquitto"]);
    broker.allow_from(&Peer::ipv4("192.168.0.0/16"), &Port::MQTTS, "sensors");
    let connect = PolicyStatement::allow(["iot:Connect"]).on("arn:aws:iot:eu-central-1:111122223333:client/broker");
    broker.add_to_role_policy(connect);
    let group = SecurityGroup::from_security_group_id(&stack, "Group", "sg-0123456789abcdef0");
    let image = MachineImage::from_ssm_parameter("/plant/image");
    let public = InstanceProps::new(&vpc, InstanceType::new("m7i.large"), image)
        .vpc_subnets(SubnetType::Public)
        .availability_zone("eu-central-1b")
        .security_group(&group)
        .public_ip_address(PublicIpAddress::Assigned)
        .termination_protection(TerminationProtection::On);
    Instance::new(&stack, "Public", public);
    let role = Role::new(&stack, "Worker", RoleProps::new(Principal::service("ec2.amazonaws.com")));
    let workshop = SecurityGroup::new(&stack, "Workshop", SecurityGroupProps::new(&vpc));
    let workers = LaunchTemplateProps::new()
        .instance_type(InstanceType::new("c7g.large"))
        .machine_image(MachineImage::latest_amazon_linux_2023())
        .user_data(UserData::linux())
        .role(role)
        .security_group(&workshop)
        .block_devices([BlockDevice::new("/dev/xvda").volume_size(Gibibytes(50))]);
    LaunchTemplate::new(&stack, "Workers", workers);
    BastionHost::new(&stack, "Bastion", BastionHostProps::new(&vpc));
}
