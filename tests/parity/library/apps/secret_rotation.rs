//! A password that a function makes anew, one that is replicated, and who reads them.

use ferrocdk::aws::kms::{Key, KeyProps};
use ferrocdk::aws::lambda::Function;
use ferrocdk::aws::secretsmanager::{
    Generate, RotationSchedule, RotationScheduleProps, Secret, SecretProps,
};
use ferrocdk::aws::ssm::{StringParameter, StringParameterProps};
use ferrocdk::aws::units::{Days, Seconds};
use ferrocdk::{App, Stack, StackProps};

use super::{node, role};

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Passwords", StackProps::default());
    let key = Key::new(&stack, "Key", KeyProps::new());
    let rotate = Function::new(&stack, "Rotate", node().timeout(Seconds(30)));
    let password = Generate::new()
        .template(r#"{"username":"historian"}"#)
        .field("password")
        .exclude_punctuation()
        .length(40);
    let historian = SecretProps::new().secret_name("plant/historian").encryption_key(&key).generate(password);
    let historian = Secret::new(&stack, "Historian", historian);
    let rotation = RotationScheduleProps::new(&historian, &rotate).interval(Days(14)).rotate_immediately(false);
    RotationSchedule::new(&historian, "Rotation", rotation);
    let token = SecretProps::new().description("token of the partner").replicas(["eu-central-1"]);
    let token = Secret::new(&stack, "Token", token);
    let place = StringParameterProps::new(historian.arn()).parameter_name("/plant/historian/secret");
    let place = StringParameter::new(&stack, "Place", place);
    let reader = role(&stack, "Reader");
    historian.grant_read(&reader);
    token.grant_read(&reader);
    place.grant_read(&reader);
}
