//! A resource where a property names one of another type.

use ferrocdk::cfn::lambda::FunctionProps;
use ferrocdk::cfn::lambda::function::VpcConfig;
use ferrocdk::cfn::sns::CfnTopic;

fn worker(topic: &CfnTopic) {
    let _ = FunctionProps::new().role(topic);
    let _ = VpcConfig::new().subnet_ids([topic]);
    let _ = VpcConfig::new().subnet_ids("subnet-0123456789abcdef0");
}

fn main() {}
