//! Systems Manager.

use ferrocdk::Construct;
use ferrocdk::aws::ssm::{StringListParameter, StringListParameterProps, StringParameter, StringParameterProps};

pub(crate) fn forms(stack: &dyn Construct) {
    StringParameter::new(stack, "Limit", StringParameterProps::new("80"));
    StringListParameter::new(stack, "Lines", StringListParameterProps::new().values(["press"]));
}
