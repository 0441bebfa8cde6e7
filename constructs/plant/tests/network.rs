//! The network of a plant: nothing leads in or out, and what is reached is of the account.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use ferrocdk_aws::Defaults;
use ferrocdk_aws::ec2::{Connectable, InterfaceEndpointService};
use ferrocdk_aws::lambda::{Code, Function, FunctionProps, Runtime};
use ferrocdk_core::{App, Stack, StackProps};
use ferrocdk_plant::{PlantKey, PlantKeyProps, PlantNetwork, PlantNetworkProps};
use serde_json::{Value as Json, json};

fn template(build: impl FnOnce(&Stack)) -> Json {
    let app = App::new();
    let stack = Stack::new(&app, "plant", StackProps::default());
    build(&stack);
    app.synth().unwrap().template("plant").unwrap().clone()
}

fn of_type(template: &Json, name: &str) -> Vec<Json> {
    let resources = template["Resources"].as_object().unwrap().values();
    let found = resources.filter(|resource| resource["Type"] == name);
    found.map(|resource| resource["Properties"].clone()).collect()
}

#[test]
fn subnets_are_isolated_and_nothing_leads_out() {
    let template = template(|stack| {
        PlantNetwork::new(stack, "Network", PlantNetworkProps::new());
    });
    let vpc = &of_type(&template, "AWS::EC2::VPC")[0];
    assert_eq!(
        (&vpc["CidrBlock"], &vpc["EnableDnsHostnames"]),
        (&json!("10.0.0.0/16"), &json!(true))
    );
    let subnets = of_type(&template, "AWS::EC2::Subnet");
    let blocks: Vec<&Json> = subnets.iter().map(|subnet| &subnet["CidrBlock"]).collect();
    assert_eq!(blocks, ["10.0.0.0/24", "10.0.1.0/24"]);
    for way_out in ["InternetGateway", "NatGateway", "Route", "EgressOnlyInternetGateway"] {
        assert!(
            of_type(&template, &format!("AWS::EC2::{way_out}")).is_empty(),
            "{way_out}"
        );
    }
    assert!(
        of_type(&template, "AWS::EC2::SecurityGroup").is_empty(),
        "nothing is in it yet"
    );
}

#[test]
fn s3_and_dynamodb_are_reached_by_the_account_and_in_the_account_alone() {
    let template = template(|stack| {
        PlantNetwork::new(stack, "Network", PlantNetworkProps::new());
    });
    let endpoints = of_type(&template, "AWS::EC2::VPCEndpoint");
    assert_eq!(endpoints.len(), 2);
    for endpoint in &endpoints {
        assert_eq!(endpoint["VpcEndpointType"], "Gateway");
        assert_eq!(endpoint["RouteTableIds"].as_array().unwrap().len(), 2, "of each zone");
        let only = &endpoint["PolicyDocument"]["Statement"][0]["Condition"]["StringEquals"];
        let account = json!({ "Ref": "AWS::AccountId" });
        assert_eq!(
            *only,
            json!({ "aws:PrincipalAccount": account, "aws:ResourceAccount": account })
        );
    }
}

#[test]
fn connections_are_logged_under_the_key_that_holds() {
    let template = template(|stack| {
        let key = PlantKey::new(stack, "Key", PlantKeyProps::new());
        Defaults::of(stack).encryption_key(key.key());
        PlantNetwork::new(stack, "Network", PlantNetworkProps::new());
    });
    assert_eq!(of_type(&template, "AWS::KMS::Key").len(), 1);
    let log = &of_type(&template, "AWS::EC2::FlowLog")[0];
    assert_eq!(
        (&log["ResourceType"], &log["TrafficType"]),
        (&json!("VPC"), &json!("ALL"))
    );
    let group = &of_type(&template, "AWS::Logs::LogGroup")[0];
    assert!(group["KmsKeyId"].is_object());
    let alone = self::template(|stack| {
        PlantNetwork::new(stack, "Network", PlantNetworkProps::new());
    });
    assert_eq!(
        of_type(&alone, "AWS::KMS::Key").len(),
        1,
        "one of its own where none holds"
    );
}

#[test]
fn an_endpoint_lets_in_whom_it_is_told() {
    let template = template(|stack| {
        let network = PlantNetworkProps::new()
            .zones(3)
            .interface_endpoints([InterfaceEndpointService::RDS_DATA]);
        let network = PlantNetwork::new(stack, "Network", network);
        let code = FunctionProps::new(Code::inline("exports.handler = async () => {};"));
        let code = code.runtime(Runtime::NODEJS_22).handler("index.handler");
        let function = Function::new(stack, "Function", code.vpc(network.vpc()));
        let endpoint = network.endpoint(&InterfaceEndpointService::RDS_DATA).unwrap();
        endpoint.allow_default_port_from(&function, "queries");
        assert!(network.endpoint(&InterfaceEndpointService::SECRETS_MANAGER).is_none());
    });
    let endpoints = of_type(&template, "AWS::EC2::VPCEndpoint");
    let data = endpoints
        .iter()
        .find(|endpoint| endpoint["VpcEndpointType"] == "Interface")
        .unwrap();
    assert_eq!(data["PrivateDnsEnabled"], true);
    let groups = of_type(&template, "AWS::EC2::SecurityGroup");
    assert!(
        groups.iter().all(|group| group.get("SecurityGroupIngress").is_none()),
        "no block of addresses"
    );
    let ingress = of_type(&template, "AWS::EC2::SecurityGroupIngress");
    assert_eq!((ingress.len(), &ingress[0]["FromPort"]), (1, &json!(443)));
}
