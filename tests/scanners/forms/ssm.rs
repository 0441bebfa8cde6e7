//! Systems Manager.

use ferrocdk::Stack;
use ferrocdk::aws::ssm::{StringListParameter, StringListParameterProps, StringParameter, StringParameterProps};

pub(crate) fn forms(stack: &Stack) {
    StringParameter::new(stack, "Limit", StringParameterProps::new("80"));
    StringListParameter::new(stack, "Lines", StringListParameterProps::new().values(["press"]));
}
