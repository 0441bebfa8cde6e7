//! Secrets and parameters that a worker reads.

use ferrocdk::aws::kms::{Key, KeyProps};
use ferrocdk::aws::secretsmanager::{Generate, Secret, SecretProps};
use ferrocdk::aws::ssm::{StringListParameter, StringListParameterProps, StringParameter, StringParameterProps};
use ferrocdk::{App, CfnOutput, Stack, StackProps};

use super::role;

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Settings", StackProps::default());
    let key = Key::new(&stack, "Key", KeyProps::new());
    let password = Generate::new()
        .template(r#"{"username":"readings"}"#)
        .field("password")
        .exclude_characters("\"@/\\")
        .length(24);
    let database = SecretProps::new()
        .description("Login of the database")
        .encryption_key(&key)
        .generate(password);
    let database = Secret::new(&stack, "Database", database);
    Secret::new(&stack, "Token", SecretProps::new());
    let endpoint = StringParameterProps::new("https://plant.example")
        .parameter_name("/plant/endpoint")
        .description("Where readings go");
    let endpoint = StringParameter::new(&stack, "Endpoint", endpoint);
    let lines = StringListParameterProps::new().values(["press", "paint"]);
    let lines = StringListParameter::new(&stack, "Lines", lines);
    let worker = role(&stack, "Worker");
    database.grant_read(&worker);
    endpoint.grant_read(&worker);
    lines.grant_read(&worker);
    CfnOutput::new(&stack, "EndpointName", endpoint.name());
}
