//! Functions in a network: one that queries a database, one in a group of its own making, one in public subnets, and one that exists.

use ferrocdk::aws::ec2::{
    Connectable, Outbound, Port, SecurityGroup, SecurityGroupProps, SubnetConfiguration, SubnetType, Vpc, VpcProps,
};
use ferrocdk::aws::lambda::{
    Code, DualStack, Function, FunctionAttributes, FunctionProps, PublicSubnets, Runtime,
};
use ferrocdk::{App, Stack, StackProps};

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Reports", StackProps::default());
    let subnets = [
        SubnetConfiguration::new("Public", SubnetType::Public),
        SubnetConfiguration::new("Data", SubnetType::PrivateIsolated),
    ];
    let vpc = Vpc::new(&stack, "Vpc", VpcProps::new().nat_gateways(0).subnet_configuration(subnets));
    let code = || {
        FunctionProps::new(Code::inline("exports.handler = async () => {};"))
            .runtime(Runtime::NODEJS_22)
            .handler("index.handler")
            .vpc(&vpc)
    };
    let database = SecurityGroup::new(&stack, "Database", SecurityGroupProps::new(&vpc));
    let queries = Function::new(&stack, "Queries", code().vpc_subnets(SubnetType::PrivateIsolated));
    queries.allow_to(&database, &Port::tcp(5432), "queries");
    let shared = SecurityGroup::new(&stack, "Shared", SecurityGroupProps::new(&vpc));
    let export = code().vpc_subnets(SubnetType::PrivateIsolated).security_groups([&shared]);
    Function::new(&stack, "Export", export);
    let local = code()
        .vpc_subnets(SubnetType::Public)
        .public_subnets(PublicSubnets::Allowed)
        .outbound(Outbound::AllIpv4)
        .dual_stack(DualStack::Ipv6Allowed);
    Function::new(&stack, "Local", local);
    let group = SecurityGroup::from_security_group_id(&stack, "ForeignGroup", "sg-0123456789abcdef0");
    let arn = "arn:aws:lambda:sa-east-1:111122223333:function:reports";
    let foreign = FunctionAttributes::new(arn).security_groups([&group]);
    let foreign = Function::from_function_attributes(&stack, "Foreign", foreign);
    database.allow_from(&foreign, &Port::tcp(5432), "queries of reports");
}
