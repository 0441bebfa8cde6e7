//! Networks and security groups, as templates.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod support;

use ferrocdk_aws::ec2::{
    Connectable, GatewayEndpointService, InterfaceEndpointService, IpAddresses, IpProtocol, Outbound, Peer, Port,
    SecurityGroup, SecurityGroupProps, Subnet, SubnetConfiguration, SubnetProps, SubnetSelection, SubnetType,
    SubnetsOfType, Vpc, VpcAttributes, VpcLookup, VpcProps,
};
use ferrocdk_aws::iam::{PolicyStatement, Principal};
use ferrocdk_cfn::ec2::{CfnSubnetCidrReservation, CfnVPC, SubnetCidrReservationProps, VPCProps};
use ferrocdk_core::{App, Construct, Diagnostic, Diagnostics, Environment, Stack, StackProps};
use serde_json::{Value as Json, json};

use crate::support::{ids_of, mistakes, plant, resources_of as resources};

#[test]
fn a_network_has_the_ids_and_addresses_that_aws_cdk_gives() {
    let (app, stack) = plant();
    Vpc::new(&stack, "Vpc", VpcProps::new());
    let resources = resources(&app);
    let expected = [
        "Vpc8378EB38",
        "VpcPublicSubnet1Subnet5C2D37C4",
        "VpcPublicSubnet1RouteTable6C95E38E",
        "VpcPublicSubnet1RouteTableAssociation97140677",
        "VpcPublicSubnet1DefaultRoute3DA9E72A",
        "VpcPublicSubnet1EIPD7E02669",
        "VpcPublicSubnet1NATGateway4D7517AA",
        "VpcPublicSubnet2Subnet691E08A3",
        "VpcPublicSubnet2RouteTable94F7E489",
        "VpcPublicSubnet2RouteTableAssociationDD5762D8",
        "VpcPublicSubnet2DefaultRoute97F91067",
        "VpcPublicSubnet2EIP3C605A87",
        "VpcPublicSubnet2NATGateway9182C01D",
        "VpcPrivateSubnet1Subnet536B997A",
        "VpcPrivateSubnet1RouteTableB2C5B500",
        "VpcPrivateSubnet1RouteTableAssociation70C59FA6",
        "VpcPrivateSubnet1DefaultRouteBE02A9ED",
        "VpcPrivateSubnet2Subnet3788AAA1",
        "VpcPrivateSubnet2RouteTableA678073B",
        "VpcPrivateSubnet2RouteTableAssociationA89CAD56",
        "VpcPrivateSubnet2DefaultRoute060D2087",
        "VpcIGWD7BA715C",
        "VpcVPCGWBF912B6E",
    ];
    let found: Vec<&str> = resources.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(found, expected);
    let blocks: Vec<&Json> = ids_of(&resources, "AWS::EC2::Subnet")
        .into_iter()
        .map(|id| &resources[id]["Properties"]["CidrBlock"])
        .collect();
    assert_eq!(
        blocks,
        ["10.0.0.0/18", "10.0.64.0/18", "10.0.128.0/18", "10.0.192.0/18"]
    );
    let gateway = &resources["VpcPublicSubnet1NATGateway4D7517AA"];
    assert_eq!(
        gateway["DependsOn"],
        json!([
            "VpcPublicSubnet1DefaultRoute3DA9E72A",
            "VpcPublicSubnet1RouteTableAssociation97140677"
        ])
    );
    let subnet = &resources["VpcPublicSubnet1Subnet5C2D37C4"]["Properties"];
    let tags = json!([
        { "Key": "aws-cdk:subnet-name", "Value": "Public" },
        { "Key": "aws-cdk:subnet-type", "Value": "Public" },
        { "Key": "Name", "Value": "plant/Vpc/PublicSubnet1" }
    ]);
    assert_eq!((&subnet["Tags"], &subnet["MapPublicIpOnLaunch"]), (&tags, &json!(true)));
}

#[test]
fn groups_that_name_each_other_make_no_circle() {
    let (app, stack) = plant();
    let vpc = Vpc::new(&stack, "Vpc", VpcProps::new());
    let a = SecurityGroup::new(&stack, "A", SecurityGroupProps::new(&vpc));
    let b = SecurityGroup::new(
        &stack,
        "B",
        SecurityGroupProps::new(&vpc).outbound(Outbound::Restricted),
    );
    a.allow_from(&b, &Port::HTTPS, "x");
    b.allow_from(&a, &Port::HTTPS, "answers");
    a.add_ingress_rule(Peer::ipv4("10.0.0.0/8"), &Port::tcp_range(1, 2), "");
    a.add_ingress_rule(Peer::ipv4(vpc.cidr_block()), &Port::all_traffic(), "");
    b.add_egress_rule(Peer::prefix_list("pl-1234"), &Port::udp(53), "");
    let resources = resources(&app);
    assert_eq!(
        ids_of(&resources, "AWS::EC2::SecurityGroupIngress"),
        ["AfromplantB337611F74438A1575AF", "BfromplantA382371164437CC7D32C"]
    );
    assert_eq!(
        ids_of(&resources, "AWS::EC2::SecurityGroupEgress"),
        ["BtoplantA38237116443F98592D4", "Btopl1234UDP532E2DE641"]
    );
    assert_eq!(
        resources["B08E7C7AF"]["Properties"].get("SecurityGroupEgress"),
        None,
        "a rule took the place of the one to nowhere"
    );
    let rules = resources["ACCC8ACD5"]["Properties"]["SecurityGroupIngress"]
        .as_array()
        .unwrap();
    assert_eq!(
        rules[0],
        json!({ "CidrIp": "10.0.0.0/8", "Description": "from 10.0.0.0/8:1-2", "FromPort": 1, "IpProtocol": "tcp", "ToPort": 2 })
    );
    assert_eq!(rules[1]["Description"]["Fn::Join"][1][2], ":ALL TRAFFIC");
}

#[test]
fn a_network_of_two_protocols_has_both_addresses_and_both_ways_out() {
    let (app, stack) = plant();
    Vpc::new(
        &stack,
        "Vpc",
        VpcProps::new().ip_protocol(IpProtocol::DualStack).nat_gateways(1),
    );
    let resources = resources(&app);
    let subnet = &resources["VpcPrivateSubnet1Subnet536B997A"];
    let block = json!({ "Fn::Select": [2, { "Fn::Cidr": [{ "Fn::Select": [0, { "Fn::GetAtt": ["Vpc8378EB38", "Ipv6CidrBlocks"] }] }, 4, "64"] }] });
    assert_eq!(
        (
            &subnet["Properties"]["Ipv6CidrBlock"],
            &subnet["Properties"]["AssignIpv6AddressOnCreation"]
        ),
        (&block, &json!(true))
    );
    assert_eq!(
        resources["VpcPublicSubnet1Subnet5C2D37C4"]["Properties"]["MapPublicIpOnLaunch"],
        false
    );
    assert_eq!(ids_of(&resources, "AWS::EC2::EgressOnlyInternetGateway").len(), 1);
    assert_eq!(ids_of(&resources, "AWS::EC2::Route").len(), 8, "two for each subnet");
    assert_eq!(ids_of(&resources, "AWS::EC2::NatGateway").len(), 1);
}

#[test]
fn a_network_of_a_pool_takes_its_subnets_at_deployment() {
    let (app, stack) = plant();
    let pool = IpAddresses::aws_ipam_allocation_with_subnets("ipam-pool-1", 16, 28);
    Vpc::new(&stack, "Vpc", VpcProps::new().ip_addresses(pool).nat_gateways(0));
    let resources = resources(&app);
    assert_eq!(resources["Vpc8378EB38"]["Properties"]["Ipv4NetmaskLength"], 16);
    let block = &resources["VpcPublicSubnet2Subnet691E08A3"]["Properties"]["CidrBlock"];
    let whole = json!({ "Fn::GetAtt": ["Vpc8378EB38", "CidrBlock"] });
    let outer = json!({ "Fn::Select": [0, { "Fn::Cidr": [whole, 16, "12"] }] });
    assert_eq!(*block, json!({ "Fn::Select": [1, { "Fn::Cidr": [outer, 256, "4"] }] }));
}

#[test]
fn what_is_wrong_says_where_what_and_what_to_do() {
    type Case = (&'static str, &'static str, &'static [&'static str], fn(&Stack));
    let cases: [Case; 14] = [
        (
            "a prefix that EC2 does not take",
            "F3200",
            &["10.0.0.0/8", "/16 to /28"],
            |stack| {
                Vpc::new(stack, "Vpc", VpcProps::new().ip_addresses("10.0.0.0/8"));
            },
        ),
        (
            "a block that begins in the middle",
            "F3200",
            &["10.0.7.0/16", "10.0.0.0/16"],
            |stack| {
                Vpc::new(stack, "Vpc", VpcProps::new().ip_addresses("10.0.7.0/16"));
            },
        ),
        ("no block", "F3200", &["ten"], |stack| {
            Vpc::new(stack, "Vpc", VpcProps::new().ip_addresses("ten"));
        }),
        (
            "subnets that do not fit",
            "F3201",
            &["DataSubnet2", "/25", "fewer zones"],
            |stack| {
                let kinds = [
                    SubnetConfiguration::new("Web", SubnetType::Public).cidr_mask(26),
                    SubnetConfiguration::new("Data", SubnetType::PrivateIsolated).cidr_mask(25),
                ];
                Vpc::new(
                    stack,
                    "Vpc",
                    VpcProps::new().ip_addresses("10.0.0.0/24").subnet_configuration(kinds),
                );
            },
        ),
        (
            "a pool's subnets without a size",
            "F3201",
            &["PublicSubnet1", "cidr_mask"],
            |stack| {
                Vpc::new(
                    stack,
                    "Vpc",
                    VpcProps::new().ip_addresses(IpAddresses::aws_ipam_allocation("ipam-pool-1", 16)),
                );
            },
        ),
        ("zones by number and name", "F3202", &["max_azs"], |stack| {
            Vpc::new(
                stack,
                "Vpc",
                VpcProps::new().max_azs(2).availability_zones(["eu-central-1a"]),
            );
        }),
        ("one name twice", "F3202", &["Web"], |stack| {
            let kinds =
                [SubnetType::Public, SubnetType::PrivateIsolated].map(|kind| SubnetConfiguration::new("Web", kind));
            Vpc::new(stack, "Vpc", VpcProps::new().subnet_configuration(kinds));
        }),
        (
            "NAT gateways without a public subnet",
            "F3203",
            &["SubnetType::Public"],
            |stack| {
                Vpc::new(
                    stack,
                    "Vpc",
                    VpcProps::new()
                        .subnet_configuration([SubnetConfiguration::new("App", SubnetType::PrivateWithEgress)]),
                );
            },
        ),
        (
            "a type that is not there",
            "F3204",
            &["Isolated", "Public (Public), Private (Private)"],
            |stack| {
                Vpc::new(stack, "Vpc", VpcProps::new()).select_subnets(&SubnetType::PrivateIsolated.into());
            },
        ),
        (
            "subnets of a network that is known by id",
            "F3204",
            &["from_lookup"],
            |stack| {
                Vpc::from_id(stack, "Vpc", "vpc-1").select_subnets(&SubnetSelection::new());
            },
        ),
        ("ports backwards", "F3205", &["443 to 80"], |stack| {
            let group = SecurityGroup::new(
                stack,
                "Web",
                SecurityGroupProps::new(Vpc::from_id(stack, "Vpc", "vpc-1")),
            );
            group.add_ingress_rule(Peer::any_ipv4(), &Port::tcp_range(443, 80), "");
        }),
        ("an address that is no block", "F3206", &["10.0.0.1/32"], |stack| {
            let group = SecurityGroup::new(
                stack,
                "Web",
                SecurityGroupProps::new(Vpc::from_id(stack, "Vpc", "vpc-1")),
            );
            group.add_ingress_rule(Peer::ipv4("10.0.0.1"), &Port::SSH, "");
        }),
        ("a port of what has none", "F3208", &["plant/Web"], |stack| {
            let group = SecurityGroup::new(
                stack,
                "Web",
                SecurityGroupProps::new(Vpc::from_id(stack, "Vpc", "vpc-1")),
            );
            group.allow_default_port_from(&Peer::any_ipv4(), "");
        }),
        ("an import as if it were made here", "F3011", &["plant/Vpc"], |stack| {
            Vpc::from_id(stack, "Vpc", "vpc-1").cidr_block();
        }),
    ];
    for (case, id, texts, build) in cases {
        let found = Diagnostics(mistakes(build));
        assert_eq!(
            found.0.iter().map(|mistake| mistake.id).collect::<Vec<_>>(),
            [id],
            "{case}: {found}"
        );
        for text in texts {
            assert!(found.to_string().contains(text), "{case}: {found}");
        }
        assert!(
            found.0[0].location.unwrap().file().ends_with("tests/ec2.rs"),
            "{case}: {found}"
        );
    }
}

#[test]
fn a_zone_of_another_region_is_told() {
    let app = App::new();
    let stack = Stack::new(
        &app,
        "plant",
        StackProps::default().environment(Environment::new("111122223333", "eu-central-1")),
    );
    Vpc::new(
        &stack,
        "Vpc",
        VpcProps::new().availability_zones(["eu-central-1a", "us-east-1a"]),
    );
    let found = app.synth().unwrap_err();
    assert!(
        found.0.len() == 1 && found.to_string().contains("us-east-1a in eu-central-1"),
        "{found}"
    );
}

#[test]
fn an_import_has_its_subnets_in_their_zones_and_groups() {
    let (app, stack) = plant();
    let private = SubnetsOfType::ids(["subnet-1", "subnet-2", "subnet-3", "subnet-4"]).names(["App", "Data"]);
    let attributes = VpcAttributes::new("vpc-1")
        .availability_zones(["eu-central-1a", "eu-central-1b"])
        .private_subnets(private);
    let vpc = Vpc::from_vpc_attributes(&stack, "Vpc", attributes);
    let data = vpc.select_subnets(&SubnetSelection::group("Data").in_zones(["eu-central-1b"]));
    assert_eq!(data.ids, ["subnet-4".into()]);
    assert_eq!(
        vpc.select_subnets(&SubnetSelection::new().one_per_zone()).ids,
        ["subnet-1".into(), "subnet-2".into()]
    );
    app.synth().unwrap();
}

#[test]
fn what_a_network_makes_has_the_callers_line() {
    let app = App::new();
    let stack = Stack::new(&app, "plant", StackProps::default());
    let vpc = Vpc::new(&stack, "Vpc", VpcProps::new().ip_protocol(IpProtocol::DualStack));
    let group = SecurityGroup::new(&stack, "Web", SecurityGroupProps::new(&vpc));
    group.allow_internally(&Port::HTTPS, "members");
    for scope in app.scope().find_all() {
        scope.report(Diagnostic::error("T0001", "here"));
    }
    let found = app.synth().unwrap_err();
    for mistake in found.0.iter().filter(|mistake| mistake.construct.contains("plant")) {
        assert!(mistake.location.unwrap().file().ends_with("tests/ec2.rs"), "{mistake}");
    }
}

#[test]
fn bindings_and_constructs_go_wherever_their_kind_is_expected() {
    let (app, stack) = plant();
    let vpc = CfnVPC::new(&stack, "Bare", VPCProps::new().cidr_block("10.9.0.0/16"));
    let subnet = Subnet::new(&stack, "Subnet", SubnetProps::new(&vpc, "eu-central-1a", "10.9.0.0/24"));
    CfnSubnetCidrReservation::new(
        &stack,
        "Reserved",
        SubnetCidrReservationProps::new()
            .subnet_id(&subnet)
            .cidr("10.9.0.16/28")
            .reservation_type("prefix"),
    );
    let resources = resources(&app);
    assert_eq!(
        resources[ids_of(&resources, "AWS::EC2::Subnet")[0]]["Properties"]["VpcId"],
        json!({ "Ref": "Bare" })
    );
}

#[test]
fn the_first_statement_of_an_endpoint_begins_its_policy() {
    let (app, stack) = plant();
    let vpc = Vpc::new(&stack, "Vpc", VpcProps::new());
    let tables = vpc.add_gateway_endpoint("DynamoDb", GatewayEndpointService::DynamoDb);
    let secrets = vpc.add_interface_endpoint("Secrets", InterfaceEndpointService::SECRETS_MANAGER);
    let read = || PolicyStatement::allow(["dynamodb:GetItem"]).by(Principal::any());
    tables.add_to_policy(read().on("arn:aws:dynamodb:sa-east-1:111122223333:table/a"));
    tables.add_to_policy(read().on("arn:aws:dynamodb:sa-east-1:111122223333:table/b"));
    secrets.add_to_policy(
        PolicyStatement::allow(["secretsmanager:*"])
            .on_everything()
            .by(Principal::any()),
    );
    let resources = resources(&app);
    let policy = |starts: &str| {
        let mut all = resources.as_object().unwrap().iter();
        let (_, endpoint) = all
            .find(|(id, resource)| id.starts_with(starts) && resource["Type"] == "AWS::EC2::VPCEndpoint")
            .unwrap();
        endpoint["Properties"]["PolicyDocument"]["Statement"].clone()
    };
    let both = [
        "arn:aws:dynamodb:sa-east-1:111122223333:table/a",
        "arn:aws:dynamodb:sa-east-1:111122223333:table/b",
    ];
    assert_eq!(policy("VpcDynamoDb")[0]["Resource"], json!(both));
    assert_eq!(policy("VpcSecrets")[0]["Action"], "secretsmanager:*");
}

#[test]
fn a_network_is_looked_up_with_its_subnets() {
    let build = |app: &App| {
        let stack = Stack::new(
            app,
            "plant",
            StackProps::default().environment(Environment::new("111122223333", "eu-central-1")),
        );
        Vpc::from_lookup(
            &stack,
            "Vpc",
            VpcLookup::new().vpc_name("production").tag("Stage", "live"),
        )
    };
    let app = App::new();
    let pending = build(&app);
    assert_eq!(pending.public_subnets().len(), 2, "stand-ins");
    pending.select_subnets(&SubnetSelection::group("Nowhere"));
    let assembly = app.synth().unwrap();
    let (_, manifest) = assembly.files().find(|(name, _)| *name == "manifest.json").unwrap();
    let manifest: Json = serde_json::from_str(manifest).unwrap();
    let missing = &manifest["missing"][0];
    assert_eq!(
        missing["props"]["filter"],
        json!({ "tag:Stage": "live", "tag:Name": "production" })
    );

    let subnet = |zone: &str, id: &str| json!({ "availabilityZone": zone, "subnetId": id, "cidr": "10.0.0.0/24", "routeTableId": "rtb-1" });
    let groups = json!([
        { "name": "Web", "type": "Public", "subnets": [subnet("eu-central-1b", "subnet-2"), subnet("eu-central-1a", "subnet-1")] },
        { "name": "Data", "type": "Isolated", "subnets": [subnet("eu-central-1a", "subnet-3")] }
    ]);
    let answer =
        json!({ "vpcId": "vpc-9", "vpcCidrBlock": "10.0.0.0/16", "availabilityZones": [], "subnetGroups": groups });
    let app = App::with_context([(missing["key"].as_str().unwrap().to_owned(), answer)].into());
    let vpc = build(&app);
    assert_eq!((vpc.id(), vpc.cidr_block()), ("vpc-9".into(), "10.0.0.0/16".into()));
    assert_eq!(
        vpc.availability_zones(),
        ["eu-central-1a".into(), "eu-central-1b".into()]
    );
    assert_eq!(
        vpc.select_subnets(&SubnetSelection::group("Data")).ids,
        ["subnet-3".into()]
    );
    vpc.select_subnets(&SubnetSelection::group("Nowhere"));
    assert_eq!(
        app.synth().unwrap_err().0[0].id,
        "F3204",
        "now it is known what there is"
    );
}

#[test]
fn groups_of_two_stacks_connect_in_one_direction_and_a_circle_is_told() {
    let two = || {
        let app = App::new();
        let [one, other] = ["one", "other"].map(|name| Stack::new(&app, name, StackProps::default()));
        let group = |stack: &Stack| {
            let vpc = Vpc::from_id(stack, "Vpc", "vpc-0123456789abcdef0");
            SecurityGroup::new(
                stack,
                "Group",
                SecurityGroupProps::new(&vpc).outbound(Outbound::Restricted),
            )
        };
        let groups = (group(&one), group(&other));
        (app, groups)
    };
    let (app, (one, other)) = two();
    one.allow_from(&other, &Port::HTTPS, "one way");
    let assembly = app.synth().unwrap();
    assert_eq!(
        ids_of(
            &assembly.template("one").unwrap()["Resources"],
            "AWS::EC2::SecurityGroupEgress"
        )
        .len(),
        1,
        "both rules stand where they were asked for"
    );

    let (app, (one, other)) = two();
    one.allow_from(&other, &Port::HTTPS, "one way");
    other.allow_from(&one, &Port::SSH, "and the other");
    let found = app.synth().unwrap_err();
    assert!(
        found.to_string().contains("one") && found.to_string().contains("other"),
        "{found}"
    );
}
