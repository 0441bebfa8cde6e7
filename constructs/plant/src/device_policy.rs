//! Permissions of a device, bound to the thing that its certificate belongs to.

use ferrocdk_aws::iot::device::{self, THING_NAME};
use ferrocdk_aws::iot::{Policy, PolicyProps, TopicRule};
use ferrocdk_core::{Construct, Scope, Value};

use crate::ingest::IngestPipeline;
use crate::topic::Topic;

/// Settings of a [`DevicePolicy`].
#[derive(Clone, Debug)]
pub struct DevicePolicyProps {
    readings: Topic,
    rule: TopicRule,
    commands: Option<Topic>,
}

impl DevicePolicyProps {
    /// Devices publish readings to a pipeline.
    pub fn publishing_to(pipeline: &IngestPipeline) -> Self {
        Self {
            readings: pipeline.topic().clone(),
            rule: pipeline.rule().clone(),
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
        let own = props.readings.with_thing(THING_NAME);
        let ingest = props.rule.basic_ingest_topic(own.as_str());
        let mut statements = vec![device::connect_as_thing(), device::publish([own.into(), ingest])];
        if let Some(commands) = props.commands {
            let own = commands.with_thing(THING_NAME);
            let both = [own.clone(), format!("{own}/*")];
            statements.extend([device::subscribe(both.clone()), device::receive(both)]);
        }
        Self {
            policy: Policy::new(scope, id, PolicyProps::new().statements(statements)),
        }
    }

    /// The policy's name, for attaching it to certificates.
    pub fn name(&self) -> Value<String> {
        self.policy.name()
    }
}
