//! Every grant of a parameter.

use ferrocdk::aws::kms::Key;
use ferrocdk::aws::ssm::{StringParameter, StringParameterProps};
use ferrocdk::{App, Stack, StackProps};

use super::role;

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Grants", StackProps::default());
    let parameter = StringParameterProps::new("press").parameter_name("/plant/line");
    let parameter = StringParameter::new(&stack, "Parameter", parameter);
    parameter.grant_read(&role(&stack, "Reader"));
    parameter.grant_write(&role(&stack, "Writer"));
    let key = "arn:aws:kms:sa-east-1:111122223333:key/12345678-1234-1234-1234-123456789012";
    let key = Key::from_key_arn(&stack, "Key", key);
    let secure = StringParameter::from_secure_parameter_name(&stack, "Secure", "/plant/token", Some(&key));
    secure.grant_read(&role(&stack, "SecureReader"));
    secure.grant_write(&role(&stack, "SecureWriter"));
}
