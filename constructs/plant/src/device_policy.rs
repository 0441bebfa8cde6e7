//! Permissions of a device, bound to the thing that its certificate belongs to.

use ferrocdk_aws::iam::PolicyStatement;
use ferrocdk_aws::iot::Policy;
use ferrocdk_core::{Construct, Scope, Value, doc, pseudo, text};

use crate::ingest::IngestPipeline;
use crate::topic::Topic;

/// Filled in by the broker with the name of the thing that the connection's certificate is attached to.
const THING: &str = "${iot:Connection.Thing.ThingName}";

/// Settings of a [`DevicePolicy`].
#[derive(Clone, Debug)]
pub struct DevicePolicyProps {
    readings: Topic,
    rule: Value<String>,
    commands: Option<Topic>,
}

impl DevicePolicyProps {
    /// Devices publish readings to a pipeline.
    pub fn publishing_to(pipeline: &IngestPipeline) -> Self {
        Self {
            readings: pipeline.topic().clone(),
            rule: pipeline.rule().name(),
            commands: None,
        }
    }

    /// Devices also receive commands on a topic and below it.
    #[must_use]
    pub fn commands(mut self, topic: Topic) -> Self {
        self.commands = Some(topic);
        self
    }
}

/// The policy for the certificates of a plant's devices.
///
/// A device connects under its thing's name only, publishes to its own topic only (also through the rule's Basic Ingest topic, which costs no
/// messaging), and receives its own commands only. A certificate that is attached to no thing can do nothing.
///
/// Source: "Thing policy variables" and "Publish/Subscribe policy examples" of the AWS IoT developer guide.
#[derive(Clone, Debug)]
pub struct DevicePolicy {
    policy: Policy,
}

impl Construct for DevicePolicy {
    fn scope(&self) -> &Scope {
        self.policy.scope()
    }
}

impl DevicePolicy {
    /// Makes the policy.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: DevicePolicyProps) -> Self {
        let arn = |kind: &str, name: Value<String>| {
            text!(
                "arn:{}:iot:{}:{}:{}/{}",
                pseudo::partition(),
                pseudo::region(),
                pseudo::account_id(),
                kind,
                name
            )
        };
        let connect = PolicyStatement::allow(["iot:Connect"])
            .on(arn("client", THING.into()))
            .when("Bool", doc!({ "iot:Connection.Thing.IsAttached": "true" }));
        let own = props.readings.with_thing(THING);
        let publish = PolicyStatement::allow(["iot:Publish"])
            .on(arn("topic", own.as_str().into()))
            .on(arn("topic", text!("$aws/rules/{}/{}", props.rule, own)));
        let mut statements = vec![connect, publish];
        if let Some(commands) = props.commands {
            let own = commands.with_thing(THING);
            let both = |kind: &str, statement: PolicyStatement| {
                statement
                    .on(arn(kind, own.as_str().into()))
                    .on(arn(kind, text!("{}/*", own.as_str())))
            };
            statements.push(both("topicfilter", PolicyStatement::allow(["iot:Subscribe"])));
            statements.push(both("topic", PolicyStatement::allow(["iot:Receive"])));
        }
        Self {
            policy: Policy::new(scope, id, statements),
        }
    }

    /// The policy's name, for attaching it to certificates.
    pub fn name(&self) -> Value<String> {
        self.policy.name()
    }
}
