//! Machines, endpoints, logs and lists of networks, as templates.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod support;

use ferrocdk_aws::ec2::{
    AclAction, BlockDevice, Connectable, CpuCredits, FlowLog, FlowLogDestination, FlowLogFileFormat, FlowLogPartitions,
    FlowLogProps, FlowLogResource, FlowLogTrafficType, GatewayEndpointService, Instance, InstanceProps, InstanceType,
    InterfaceEndpointService, LaunchTemplate, LaunchTemplateProps, MachineImage, NetworkAcl, NetworkAclEntryProps,
    NetworkAclProps, Peer, Port, PublicIpAddress, SecurityGroup, SecurityGroupProps, Sessions, SubnetSelection,
    SubnetType, TrafficDirection, Vpc, VpcProps,
};
use ferrocdk_aws::iam::{Principal, Role, RoleProps};
use ferrocdk_aws::units::Gibibytes;
use ferrocdk_core::{App, Diagnostics, Environment, Stack, StackProps};
use serde_json::{Value as Json, json};

use crate::support::{ids_of, mistakes, plant, resources_of as resources};

fn small(vpc: &Vpc) -> InstanceProps {
    InstanceProps::new(
        vpc,
        InstanceType::new("t4g.micro"),
        MachineImage::latest_amazon_linux_2023(),
    )
}

#[test]
fn an_instance_is_private_encrypted_and_has_the_ids_of_aws_cdk() {
    let (app, stack) = plant();
    let vpc = Vpc::new(&stack, "Vpc", VpcProps::new().nat_gateways(0));
    let web = Instance::new(&stack, "Web", small(&vpc).sessions(Sessions::SystemsManager));
    web.add_user_data(["a", "b"]);
    let group = SecurityGroup::new(&stack, "Sg", SecurityGroupProps::new(&vpc));
    web.add_security_group(&group);
    Instance::new(&stack, "Second", small(&vpc));
    let assembly = app.synth().unwrap();
    let template = assembly.template("plant").unwrap();
    let image = "SsmParameterValueawsserviceamiamazonlinuxlatestal2023amikernel61arm64C96584B6F00A464EAD1953AFF4B05118Parameter";
    assert_eq!(
        template["Parameters"][image]["Default"],
        "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-6.1-arm64"
    );
    let instance = &template["Resources"]["Web3C8945DB"];
    let properties = &instance["Properties"];
    assert_eq!(properties["ImageId"], json!({ "Ref": image }));
    assert_eq!(properties["UserData"], json!({ "Fn::Base64": "#!/bin/bash\na\nb" }));
    assert_eq!(
        properties["SubnetId"],
        json!({ "Ref": "VpcIsolatedSubnet1SubnetE48C5737" })
    );
    assert_eq!(properties["MetadataOptions"], json!({ "HttpTokens": "required" }));
    let disk = json!([{ "DeviceName": "/dev/xvda", "Ebs": { "Encrypted": true, "VolumeType": "gp3" } }]);
    assert_eq!(properties["BlockDeviceMappings"], disk);
    let groups = ["WebInstanceSecurityGroup350E09E3", "SgD4954771"].map(|id| json!({ "Fn::GetAtt": [id, "GroupId"] }));
    assert_eq!(properties["SecurityGroupIds"], json!(groups));
    assert_eq!(
        properties["IamInstanceProfile"],
        json!({ "Ref": "WebInstanceProfile4AD67746" })
    );
    let waits = instance["DependsOn"].as_array().unwrap();
    assert!(
        waits.contains(&json!("WebInstanceRole1878C71A")),
        "for its role: {waits:?}"
    );
    let permissions = template["Resources"].to_string();
    assert!(
        permissions.contains("ssmmessages:OpenDataChannel"),
        "sessions are opened"
    );
}

#[test]
fn endpoints_have_routes_or_addresses_in_each_zone() {
    let (app, stack) = plant();
    let vpc = Vpc::new(&stack, "Vpc", VpcProps::new().nat_gateways(0));
    let queue = vpc.add_interface_endpoint("Ep", InterfaceEndpointService::SQS);
    vpc.add_gateway_endpoint("S3", GatewayEndpointService::S3);
    let group = SecurityGroup::new(&stack, "Sg", SecurityGroupProps::new(&vpc));
    queue.allow_default_port_from(&group, "workers");
    let resources = resources(&app);
    let endpoint = &resources["VpcEpF8F563FC"]["Properties"];
    assert_eq!(
        endpoint["ServiceName"],
        json!({ "Fn::Join": ["", ["com.amazonaws.", { "Ref": "AWS::Region" }, ".sqs"]] })
    );
    assert_eq!(endpoint["SubnetIds"].as_array().unwrap().len(), 2);
    let tables = [
        "PublicSubnet1RouteTable6C95E38E",
        "PublicSubnet2RouteTable94F7E489",
        "IsolatedSubnet1RouteTable4771E3E5",
        "IsolatedSubnet2RouteTable1D30AF7D",
    ];
    assert_eq!(
        resources["VpcS3A5408339"]["Properties"]["RouteTableIds"],
        json!(tables.map(|id| json!({ "Ref": format!("Vpc{id}") })))
    );
    let group = &resources["VpcEpSecurityGroupB9BDB0BE"]["Properties"]["SecurityGroupIngress"][0];
    assert_eq!((&group["FromPort"], &group["ToPort"]), (&json!(443), &json!(443)));
    assert_eq!(ids_of(&resources, "AWS::EC2::SecurityGroupIngress").len(), 1);
}

#[test]
fn services_have_other_names_in_other_partitions() {
    for (region, service, name) in [
        (
            "eu-central-1",
            InterfaceEndpointService::SQS,
            "com.amazonaws.eu-central-1.sqs",
        ),
        (
            "cn-north-1",
            InterfaceEndpointService::SQS,
            "cn.com.amazonaws.cn-north-1.sqs",
        ),
        (
            "cn-north-1",
            InterfaceEndpointService::KMS,
            "com.amazonaws.cn-north-1.kms",
        ),
        (
            "cn-north-1",
            InterfaceEndpointService::TRANSCRIBE,
            "cn.com.amazonaws.cn-north-1.transcribe.cn",
        ),
        ("eu-central-1", InterfaceEndpointService::IAM, "com.amazonaws.iam"),
        (
            "eu-central-1",
            InterfaceEndpointService::SAGEMAKER_STUDIO,
            "aws.sagemaker.eu-central-1.studio",
        ),
        (
            "eu-central-1",
            InterfaceEndpointService::KEYSPACES,
            "com.amazonaws.eu-central-1.cassandra",
        ),
    ] {
        let app = App::new();
        let stack = Stack::new(
            &app,
            "plant",
            StackProps::default().environment(Environment::region(region)),
        );
        let vpc = Vpc::new(&stack, "Vpc", VpcProps::new().nat_gateways(0));
        vpc.add_interface_endpoint("Endpoint", service);
        let resources = resources(&app);
        let endpoint = ids_of(&resources, "AWS::EC2::VPCEndpoint")[0];
        assert_eq!(resources[endpoint]["Properties"]["ServiceName"], name);
    }
}

#[test]
fn a_launch_template_says_what_instances_have() {
    let (app, stack) = plant();
    let vpc = Vpc::from_id(&stack, "Vpc", "vpc-1");
    let role = Role::new(&stack, "R", RoleProps::new(Principal::service("ec2.amazonaws.com")));
    let group = SecurityGroup::new(&stack, "Sg", SecurityGroupProps::new(&vpc));
    let props = LaunchTemplateProps::new()
        .instance_type(InstanceType::new("t4g.micro"))
        .machine_image(MachineImage::latest_amazon_linux_2023())
        .security_group(&group)
        .role(role);
    LaunchTemplate::new(&stack, "Lt", props);
    let template = &resources(&app)["LtFD2A8520"];
    let data = &template["Properties"]["LaunchTemplateData"];
    assert_eq!(
        data["IamInstanceProfile"],
        json!({ "Arn": { "Fn::GetAtt": ["LtProfileB4C1D81C", "Arn"] } })
    );
    assert_eq!(
        data["SecurityGroupIds"],
        json!([{ "Fn::GetAtt": ["SgD4954771", "GroupId"] }])
    );
    assert_eq!(
        (&data["InstanceType"], &data["MetadataOptions"]["HttpTokens"]),
        (&json!("t4g.micro"), &json!("required"))
    );
    assert_eq!(
        data["TagSpecifications"][1],
        json!({ "ResourceType": "volume", "Tags": [{ "Key": "Name", "Value": "plant/Lt" }] })
    );
    assert_eq!(template["DependsOn"], json!(["RC21A1702"]));
}

#[test]
fn what_is_wrong_with_an_instance_is_told() {
    type Case = (&'static str, &'static str, &'static str, fn(&Stack, &Vpc));
    let cases: [Case; 6] = [
        ("credits of a type without any", "F3212", "m7g.large", |stack, vpc| {
            let props = InstanceProps::new(
                vpc,
                InstanceType::new("m7g.large"),
                MachineImage::latest_amazon_linux_2023(),
            );
            Instance::new(stack, "Web", props.credits(CpuCredits::Unlimited));
        }),
        (
            "a public address in a private subnet",
            "F3212",
            "SubnetType::Public",
            |stack, vpc| {
                Instance::new(stack, "Web", small(vpc).public_ip_address(PublicIpAddress::Assigned));
            },
        ),
        ("a disk that is too large", "F3211", "65536", |stack, vpc| {
            Instance::new(
                stack,
                "Web",
                small(vpc).block_devices([BlockDevice::new("/dev/sdf").volume_size(Gibibytes(70_000))]),
            );
        }),
        ("a hop limit", "F3211", "64", |stack, vpc| {
            Instance::new(stack, "Web", small(vpc).metadata_hop_limit(65));
        }),
        ("an image of another region", "F3210", "eu-central-1", |stack, vpc| {
            let image = MachineImage::by_region([("eu-central-1", "ami-1")]);
            Instance::new(
                stack,
                "Web",
                InstanceProps::new(vpc, InstanceType::new("t4g.micro"), image),
            );
        }),
        (
            "a gateway endpoint without routes",
            "F3209",
            "route_table_ids",
            |stack, _| {
                Vpc::from_id(stack, "Other", "vpc-1").add_gateway_endpoint("S3", GatewayEndpointService::S3);
            },
        ),
    ];
    for (case, id, text, build) in cases {
        let found = Diagnostics(mistakes(|stack| build(stack, &Vpc::new(stack, "Vpc", VpcProps::new()))));
        assert_eq!(
            found.0.iter().map(|mistake| mistake.id).collect::<Vec<_>>(),
            [id],
            "{case}: {found}"
        );
        assert!(found.to_string().contains(text), "{case}: {found}");
        assert!(
            found.0[0].location.unwrap().file().ends_with("tests/ec2_machines.rs"),
            "{case}: {found}"
        );
    }
}

#[test]
fn a_flow_log_goes_to_a_group_or_to_files() {
    let (app, stack) = plant();
    let vpc = Vpc::new(&stack, "Vpc", VpcProps::new());
    vpc.add_flow_log("Log");
    let files = FlowLogDestination::s3("arn:aws:s3:::audit")
        .with_files(FlowLogFileFormat::Parquet, FlowLogPartitions::HourlyForHive);
    FlowLog::new(
        &stack,
        "Files",
        FlowLogProps::new(&vpc)
            .destination(files)
            .log_format(["srcaddr", "dstaddr"]),
    );
    let resources = resources(&app);
    let log = &resources["VpcLogFlowLog28765DE5"]["Properties"];
    assert_eq!(log["LogGroupName"], json!({ "Ref": "VpcLogLogGroup23E33532" }));
    assert_eq!(
        (&log["ResourceType"], &log["TrafficType"]),
        (&json!("VPC"), &json!("ALL"))
    );
    assert_eq!(resources["VpcLogIAMRoleDFC65C87"]["Type"], "AWS::IAM::Role");
    let files = resources[ids_of(&resources, "AWS::EC2::FlowLog")[1]]["Properties"].clone();
    assert_eq!(files["LogFormat"], "${srcaddr} ${dstaddr}");
    assert_eq!(
        files["DestinationOptions"],
        json!({ "FileFormat": "parquet", "HiveCompatiblePartitions": true, "PerHourPartition": true })
    );
}

#[test]
fn a_log_of_a_transit_gateway_has_all_connections() {
    let found = Diagnostics(mistakes(|stack| {
        let gateway = FlowLogResource::TransitGateway("tgw-1".into());
        FlowLog::new(
            stack,
            "Log",
            FlowLogProps::new(gateway).traffic_type(FlowLogTrafficType::Reject),
        );
    }));
    assert_eq!(found.0[0].id, "F3202", "{found}");
}

#[test]
fn a_list_of_a_network_is_for_its_subnets_and_decides_in_order() {
    let (app, stack) = plant();
    let vpc = Vpc::new(&stack, "Vpc", VpcProps::new());
    let acl = NetworkAcl::new(
        &stack,
        "Acl",
        NetworkAclProps::new(&vpc).subnet_selection(SubnetType::Public),
    );
    acl.add_entry(
        "Https",
        NetworkAclEntryProps::new(100, TrafficDirection::Ingress, Peer::any_ipv4(), Port::HTTPS),
    );
    let ping = NetworkAclEntryProps::new(110, TrafficDirection::Egress, Peer::any_ipv6(), Port::all_icmp_v6());
    acl.add_entry("Ping", ping.action(AclAction::Deny));
    let resources = resources(&app);
    let associations = [
        "AclDefaultAssociationplantVpcPublicSubnet197D25EC45FA0266A",
        "AclDefaultAssociationplantVpcPublicSubnet2047B49B5B51AFE07",
    ];
    assert_eq!(
        ids_of(&resources, "AWS::EC2::SubnetNetworkAclAssociation"),
        associations
    );
    assert_eq!(ids_of(&resources, "AWS::EC2::NetworkAclEntry")[0], "AclHttps020A4148");
    let entries: Vec<&Json> = ids_of(&resources, "AWS::EC2::NetworkAclEntry")
        .into_iter()
        .map(|id| &resources[id]["Properties"])
        .collect();
    assert_eq!(
        (&entries[0]["Protocol"], &entries[0]["PortRange"]),
        (&json!(6), &json!({ "From": 443, "To": 443 }))
    );
    assert_eq!(
        (&entries[1]["Protocol"], &entries[1]["Icmp"]),
        (&json!(58), &json!({ "Code": -1, "Type": -1 }))
    );
    assert_eq!(
        (&entries[1]["RuleAction"], &entries[1]["Egress"]),
        (&json!("deny"), &json!(true))
    );
}

#[test]
fn an_entry_is_about_addresses_and_has_a_place() {
    let found = Diagnostics(mistakes(|stack| {
        let vpc = Vpc::from_id(stack, "Vpc", "vpc-1");
        let acl = NetworkAcl::new(stack, "Acl", NetworkAclProps::new(&vpc));
        let list = Peer::prefix_list("pl-0123456789abcdef0");
        acl.add_entry(
            "Office",
            NetworkAclEntryProps::new(0, TrafficDirection::Ingress, list, Port::SSH),
        );
    }));
    assert_eq!(
        found.0.iter().map(|mistake| mistake.id).collect::<Vec<_>>(),
        ["F3202", "F3206"],
        "{found}"
    );
}

#[test]
fn a_vpn_gateway_tells_the_routes() {
    let (app, stack) = plant();
    let vpc = Vpc::new(&stack, "Vpc", VpcProps::new());
    vpc.enable_vpn_gateway(&SubnetSelection::new());
    let resources = resources(&app);
    let routes = &resources[ids_of(&resources, "AWS::EC2::VPNGatewayRoutePropagation")[0]];
    assert_eq!(routes["Properties"]["RouteTableIds"].as_array().unwrap().len(), 2);
    assert_eq!(routes["DependsOn"], json!(["VpcVPCVPNGW17AD410E"]));
}

#[cfg(feature = "s3")]
#[test]
fn a_bucket_lets_the_delivery_of_logs_write_before_there_is_one() {
    use ferrocdk_aws::s3::{Bucket, BucketProps};

    let (app, stack) = plant();
    let vpc = Vpc::from_id(&stack, "Vpc", "vpc-0123456789abcdef0");
    let audit = Bucket::new(&stack, "Audit", BucketProps::new());
    FlowLog::new(
        &stack,
        "Traffic",
        FlowLogProps::new(&vpc).destination(FlowLogDestination::bucket(&audit, "traffic")),
    );
    let resources = resources(&app);
    let policy = ids_of(&resources, "AWS::S3::BucketPolicy")[0];
    let text = resources[policy].to_string();
    assert!(
        text.contains("/traffic/AWSLogs/")
            && text.contains("delivery.logs.amazonaws.com")
            && text.contains("aws:SourceAccount"),
        "{text}"
    );
    assert_eq!(
        resources[ids_of(&resources, "AWS::EC2::FlowLog")[0]]["DependsOn"],
        json!([policy])
    );
}
