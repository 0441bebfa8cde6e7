//! A network with nothing said, and rules of security groups.

use ferrocdk::aws::ec2::{Peer, Port, SecurityGroup, SecurityGroupProps, Subnet, Vpc, VpcProps};
use ferrocdk::{App, CfnOutput, Stack, StackProps, Value};

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Network", StackProps::default());
    let vpc = Vpc::new(&stack, "Vpc", VpcProps::new());
    let group = SecurityGroup::new(&stack, "Group", SecurityGroupProps::new(&vpc));
    group.add_ingress_rule(Peer::ipv4("192.0.2.0/24"), &Port::SSH, "the office");
    group.add_ingress_rule(Peer::any_ipv6(), &Port::tcp_range(8000, 8010), "workers");
    group.add_ingress_rule(Peer::prefix_list("pl-12345678"), &Port::udp(53), "names");
    let imported = SecurityGroup::from_security_group_id(&stack, "Imported", "sg-12345678");
    imported.add_ingress_rule(&group, &Port::all_traffic(), "all of the group");
    let ids: Vec<Value<String>> = vpc.private_subnets().iter().map(Subnet::id).collect();
    CfnOutput::new(&stack, "Private", Value::join(",", ids));
}
