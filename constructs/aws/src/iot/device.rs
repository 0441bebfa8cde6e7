//! Statements of device policies: what a device may do, mostly by the thing that its certificate belongs to.
//!
//! The broker fills in the variables when a device connects. Those of the thing have a value only if the certificate is attached to a thing whose name is the client id
//! that the device connects with, so that nobody gets more by giving another name.
//!
//! Source: "Thing policy variables" and "Publish/Subscribe policy examples" of the AWS IoT developer guide.
//!
//! ```
//! use ferrocdk_aws::iot::{Policy, PolicyProps, device};
//! use ferrocdk_core::{App, Stack, StackProps};
//!
//! let app = App::new();
//! let stack = Stack::new(&app, "plant", StackProps::default());
//! let own = |topic: &str| format!("plant/{}/{topic}", device::THING_NAME);
//! let statements = [
//!     device::connect_as_thing(),
//!     device::publish([own("readings")]),
//!     device::subscribe([own("commands/#")]),
//!     device::receive([own("commands/*")]),
//! ];
//! Policy::new(&stack, "Press", PolicyProps::new().statements(statements));
//! # assert!(app.synth().is_ok());
//! ```

use ferrocdk_core::{Value, doc, text};

use super::actions::arn;
use super::provisioning_template::ProvisioningTemplate;
use super::role_alias::RoleAlias;
use super::topic_rule::TopicRule;
use crate::iam::PolicyStatement;

/// The name of the thing that the device's certificate belongs to.
pub const THING_NAME: &str = "${iot:Connection.Thing.ThingName}";
/// The name of that thing's type.
pub const THING_TYPE: &str = "${iot:Connection.Thing.ThingTypeName}";
/// The client id that the device connects with, which is what it says itself.
pub const CLIENT_ID: &str = "${iot:ClientId}";

/// An attribute of the thing that the device's certificate belongs to, such as `line`.
pub fn thing_attribute(name: &str) -> String {
    format!("${{iot:Connection.Thing.Attributes[{name}]}}")
}

/// Lets a device connect under the name of its thing, and no other.
pub fn connect_as_thing() -> PolicyStatement {
    connect([THING_NAME]).when("Bool", doc!({ "iot:Connection.Thing.IsAttached": "true" }))
}

/// Lets a device connect with these client ids; `*` stands for any text.
pub fn connect<I: Into<Value<String>>>(client_ids: impl IntoIterator<Item = I>) -> PolicyStatement {
    allow("iot:Connect", "client", client_ids)
}

/// Lets a device publish to topics; `*` stands for any text, over levels too, and `+` and `#` for themselves.
pub fn publish<T: Into<Value<String>>>(topics: impl IntoIterator<Item = T>) -> PolicyStatement {
    allow("iot:Publish", "topic", topics)
}

/// Lets a device leave messages on topics for whoever subscribes later.
pub fn retain<T: Into<Value<String>>>(topics: impl IntoIterator<Item = T>) -> PolicyStatement {
    allow("iot:RetainPublish", "topic", topics)
}

/// Lets a device publish straight to a rule (Basic Ingest), with topics that the rule sees.
pub fn publish_to_rule<T: Into<Value<String>>>(
    rule: &TopicRule,
    topics: impl IntoIterator<Item = T>,
) -> PolicyStatement {
    publish(topics.into_iter().map(|topic| rule.basic_ingest_topic(topic)))
}

/// Lets a device subscribe with topic filters, as it writes them: `+` and `#` are the device's own wildcards, `*` stands for any text.
pub fn subscribe<T: Into<Value<String>>>(filters: impl IntoIterator<Item = T>) -> PolicyStatement {
    allow("iot:Subscribe", "topicfilter", filters)
}

/// Lets a device receive messages of topics that it has subscribed to; `*` stands for any text.
pub fn receive<T: Into<Value<String>>>(topics: impl IntoIterator<Item = T>) -> PolicyStatement {
    allow("iot:Receive", "topic", topics)
}

/// Lets a device read and write the shadows of its own thing by MQTT.
pub fn own_shadows() -> [PolicyStatement; 2] {
    let topic = |rest: &str| text!("$aws/things/{}/shadow/{}", THING_NAME, rest);
    let exchange = PolicyStatement::allow(["iot:Publish", "iot:Receive"]).on(arn("iot", "topic", topic("*")));
    [exchange, subscribe([topic("*")])]
}

/// Lets a device take jobs of its own thing and tell how they go by MQTT.
pub fn own_jobs() -> [PolicyStatement; 2] {
    let topic = |rest: &str| text!("$aws/things/{}/jobs/{}", THING_NAME, rest);
    let exchange = PolicyStatement::allow(["iot:Publish", "iot:Receive"]).on(arn("iot", "topic", topic("*")));
    [exchange, subscribe([topic("*")])]
}

/// Lets a device trade its certificate for credentials of a role.
pub fn assume_role(alias: &RoleAlias) -> PolicyStatement {
    PolicyStatement::allow(["iot:AssumeRoleWithCertificate"]).on(alias.arn())
}

/// Lets a device that has the common certificate of its fleet register by a template: the policy of that certificate.
pub fn provision(template: &ProvisioningTemplate) -> [PolicyStatement; 3] {
    let of_template = text!("$aws/provisioning-templates/{}/provision/*", template.name());
    let topics = [Value::from("$aws/certificates/create/*"), of_template];
    let on = |kind: &str| topics.clone().map(|topic| arn("iot", kind, topic));
    [
        connect(["*"]),
        PolicyStatement::allow(["iot:Publish", "iot:Receive"]).on_each(on("topic")),
        PolicyStatement::allow(["iot:Subscribe"]).on_each(on("topicfilter")),
    ]
}

fn allow<N: Into<Value<String>>>(action: &str, kind: &str, names: impl IntoIterator<Item = N>) -> PolicyStatement {
    PolicyStatement::allow([action]).on_each(names.into_iter().map(|name| arn("iot", kind, name)))
}
