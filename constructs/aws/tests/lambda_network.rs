//! Functions in a network: what they may, who reaches them, and settings that exclude each other.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod support;

use ferrocdk_aws::ec2::{
    Connectable, Outbound, Port, SecurityGroup, SecurityGroupProps, SubnetConfiguration, SubnetType, Vpc, VpcProps,
};
use ferrocdk_aws::lambda::{Code, DualStack, Function, FunctionAttributes, FunctionProps, PublicSubnets, Runtime};
use ferrocdk_core::Stack;
use serde_json::{Value as Json, json};

use crate::support::{template, told_in_region as told, with_ids};

/// The properties of the resources of a type, with their logical ids.
fn of_type<'a>(template: &'a Json, kind: &str) -> Vec<(&'a String, &'a Json)> {
    let found = with_ids(template, kind).into_iter();
    found.map(|(id, resource)| (id, &resource["Properties"])).collect()
}

fn code() -> FunctionProps {
    FunctionProps::new(Code::inline("exports.handler = async () => {};"))
        .runtime(Runtime::NODEJS_22)
        .handler("index.handler")
}

fn isolated(stack: &Stack) -> Vpc {
    let data = SubnetConfiguration::new("Data", SubnetType::PrivateIsolated);
    Vpc::new(stack, "Vpc", VpcProps::new().subnet_configuration([data]))
}

#[test]
fn a_function_in_a_network_has_its_subnets_and_a_group_that_lets_nothing_pass() {
    let template = template(|stack| {
        Function::new(stack, "Reports", code().vpc(isolated(stack)));
    });
    let (group, properties) = of_type(&template, "AWS::EC2::SecurityGroup")[0];
    let nowhere = json!([{ "CidrIp": "255.255.255.255/32", "Description": "no traffic leaves", "FromPort": 252, "IpProtocol": "icmp", "ToPort": 86 }]);
    assert_eq!(properties["SecurityGroupEgress"], nowhere);
    assert_eq!(properties.get("SecurityGroupIngress"), None);
    let (_, function) = of_type(&template, "AWS::Lambda::Function")[0];
    assert_eq!(
        function["VpcConfig"]["SecurityGroupIds"],
        json!([{ "Fn::GetAtt": [group, "GroupId"] }])
    );
    assert_eq!(
        function["VpcConfig"]["SubnetIds"].as_array().unwrap().len(),
        2,
        "one in each zone"
    );
    assert_eq!(function["VpcConfig"].get("Ipv6AllowedForDualStack"), None);
    let metadata = template["Resources"].to_string();
    assert!(
        !metadata.contains("CKV_AWS_117"),
        "it is in a network, so nothing is to be acknowledged"
    );
}

#[test]
fn lambda_may_connect_the_function_and_its_code_may_not() {
    let template = template(|stack| {
        Function::new(stack, "Reports", code().vpc(isolated(stack)));
    });
    let (_, policy) = of_type(&template, "AWS::IAM::ManagedPolicy")[0];
    let statements = policy["PolicyDocument"]["Statement"].as_array().unwrap();
    let interfaces: Vec<&Json> = statements
        .iter()
        .filter(|statement| statement["Action"].to_string().contains("ec2:CreateNetworkInterface"))
        .collect();
    let [allow, deny] = interfaces.as_slice() else {
        panic!("{interfaces:?}")
    };
    assert_eq!((&allow["Effect"], allow.get("Condition")), (&json!("Allow"), None));
    assert_eq!(deny["Effect"], "Deny");
    let allowed = allow["Action"].as_array().unwrap();
    let denied = deny["Action"].as_array().unwrap();
    assert_eq!(denied.len(), 6);
    assert!(denied.iter().all(|action| allowed.contains(action)), "{allow} {deny}");
    let of_code = &deny["Condition"]["ArnLike"]["lambda:SourceFunctionArn"]["Fn::Join"][1];
    assert_eq!(of_code[6], ":function:*", "{of_code}");
}

#[test]
fn connections_go_both_ways_by_group() {
    let template = template(|stack| {
        let vpc = isolated(stack);
        let data = SecurityGroup::new(
            stack,
            "Data",
            SecurityGroupProps::new(&vpc).outbound(Outbound::Restricted),
        );
        let reports = Function::new(stack, "Reports", code().vpc(&vpc));
        reports.current_version().allow_to(&data, &Port::POSTGRES, "queries");
    });
    let (_, ingress) = of_type(&template, "AWS::EC2::SecurityGroupIngress")[0];
    let (_, egress) = of_type(&template, "AWS::EC2::SecurityGroupEgress")[0];
    assert_eq!(
        (&ingress["FromPort"], &egress["FromPort"]),
        (&json!(5432), &json!(5432))
    );
    assert_eq!(ingress["SourceSecurityGroupId"], egress["GroupId"]);
    assert_eq!(egress["DestinationSecurityGroupId"], ingress["GroupId"]);
}

#[test]
fn given_groups_and_every_setting_are_taken() {
    let template = template(|stack| {
        let vpc = Vpc::new(stack, "Vpc", VpcProps::new());
        let shared = SecurityGroup::from_security_group_id(stack, "Shared", "sg-0123456789abcdef0");
        let props = code()
            .vpc(&vpc)
            .security_groups([&shared])
            .vpc_subnets(SubnetType::Public);
        let props = props
            .public_subnets(PublicSubnets::Allowed)
            .dual_stack(DualStack::Ipv6Allowed);
        Function::new(stack, "Reports", props);
        Function::new(stack, "Open", code().vpc(&vpc).outbound(Outbound::AllIpv4));
    });
    let functions = of_type(&template, "AWS::Lambda::Function");
    let reports = functions.iter().find(|(id, _)| id.starts_with("Reports")).unwrap().1;
    assert_eq!(
        reports["VpcConfig"]["SecurityGroupIds"],
        json!(["sg-0123456789abcdef0"])
    );
    assert_eq!(reports["VpcConfig"]["Ipv6AllowedForDualStack"], true);
    let groups = of_type(&template, "AWS::EC2::SecurityGroup");
    assert_eq!(groups.len(), 1, "{groups:?}");
    assert_eq!(groups[0].1["SecurityGroupEgress"][0]["CidrIp"], "0.0.0.0/0");
}

#[test]
fn an_imported_function_is_connected_by_the_groups_that_are_known() {
    let template = template(|stack| {
        let group =
            SecurityGroup::from_security_group_id(stack, "Group", "sg-0123456789abcdef0").with_restricted_outbound();
        let arn = "arn:aws:lambda:sa-east-1:111122223333:function:reports";
        let reports = FunctionAttributes::new(arn).security_groups([&group]);
        let reports = Function::from_function_attributes(stack, "Reports", reports);
        let data = SecurityGroup::new(stack, "Data", SecurityGroupProps::new(isolated(stack)));
        data.allow_from(&reports, &Port::POSTGRES, "queries");
    });
    let (_, ingress) = of_type(&template, "AWS::EC2::SecurityGroupIngress")[0];
    assert_eq!(ingress["SourceSecurityGroupId"], "sg-0123456789abcdef0");
    assert_eq!(of_type(&template, "AWS::EC2::SecurityGroupEgress").len(), 1);
}

#[test]
fn what_excludes_itself_is_told() {
    let lines = told(|stack| {
        Function::new(
            stack,
            "Nowhere",
            code().vpc_subnets(SubnetType::Public).outbound(Outbound::All),
        );
        let vpc = Vpc::new(stack, "Vpc", VpcProps::new());
        let group = SecurityGroup::new(stack, "Group", SecurityGroupProps::new(&vpc));
        Function::new(
            stack,
            "Twice",
            code().vpc(&vpc).security_groups([&group]).outbound(Outbound::All),
        );
        Function::new(stack, "Public", code().vpc(&vpc).vpc_subnets(SubnetType::Public));
        Function::new(
            stack,
            "Isolated",
            code().vpc(&vpc).vpc_subnets(SubnetType::PrivateIsolated),
        );
        let outside = Function::new(stack, "Outside", code());
        group.allow_from(&outside, &Port::POSTGRES, "queries");
        outside.allow_to(&group, &Port::POSTGRES, "queries");
        outside.allow_default_port_internally("each other");
        let arn = "arn:aws:lambda:sa-east-1:111122223333:function:reports";
        outside.allow_internally(&Port::POSTGRES, "each other");
        Function::from_function_arn(stack, "Foreign", arn).allow_to(&group, &Port::POSTGRES, "queries");
    });
    let expected = [
        "F3101 settings of a network for a function that is in none: vpc_subnets, outbound",
        "F3101 what leaves is said for groups that say it themselves: All beside groups that are given",
        "F3101 a function in public subnets, from which it reaches nothing outside: it gets no public address: public subnets",
        "F3204 a selection of subnets finds none: subnets of type Isolated",
        "F3217 a connection of a function that is in no network: plant/Outside",
        "F3217 a connection of a function that is in no network: plant/Outside",
        "F3217 a connection of a function that is in no network: plant/Outside",
        "F3217 a connection of a function that is in no network: plant/Outside",
        "F3217 a connection of a function that is in no network: plant/Foreign",
    ];
    assert_eq!(lines, expected);
}
