//! EC2.

use ferrocdk::Stack;
use ferrocdk::aws::ec2::{SecurityGroup, SecurityGroupProps, Subnet, SubnetProps, Vpc, VpcProps};

pub(crate) fn forms(stack: &Stack) {
    let vpc = Vpc::new(stack, "Vpc", VpcProps::new());
    SecurityGroup::new(stack, "SecurityGroup", SecurityGroupProps::new(&vpc));
    Subnet::new(stack, "Subnet", SubnetProps::new("vpc-0123456789abcdef0", "us-east-1a", "10.0.255.0/24"));
}
