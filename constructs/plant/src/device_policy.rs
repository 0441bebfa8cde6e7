//! Permissions of a device, bound to the thing that its certificate belongs to.

use ferrocdk_aws::iot::device::{self, THING_NAME};
use ferrocdk_aws::iot::{Policy, PolicyProps, TopicRule};
use ferrocdk_aws::props;
use ferrocdk_core::{Construct, Scope, Value};

use crate::naming::{NameOf, Naming};
use crate::topic::Topic;

props! {
    /// Settings of a [`DevicePolicy`].
    pub struct DevicePolicyProps {
        /// The topic that a device publishes its readings to.
        readings: Topic,
        /// The rule whose Basic Ingest topic a device may publish through as well, which costs no messaging. Default: none.
        rule: Option<TopicRule>,
        /// The topic on which, and below which, a device receives commands. Default: none, so that it receives nothing.
        commands: Option<Topic>,
    }
}

/// The policy for the certificates of a plant's devices.
///
/// A device connects under its thing's name only, publishes to its own topic only (also through the rule's Basic Ingest topic, which costs no
/// messaging), and receives its own commands only. A certificate that is attached to no thing can do nothing.
///
/// Makes an `AWS::IoT::Policy`, which costs nothing. IAM takes six to eight minutes to act on a change of it.
///
/// Source: "Thing policy variables" and "Publish/Subscribe policy examples" of the AWS IoT developer guide.
///
/// ```
/// use ferrocdk_core::{App, Stack, StackProps};
/// use ferrocdk_plant::{DevicePolicy, DevicePolicyProps, Topic};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let topic = |pattern| Topic::new(pattern).unwrap();
/// let props = DevicePolicyProps::new(topic("sensor/{thing}/data")).commands(topic("sensor/{thing}/commands"));
/// DevicePolicy::new(&stack, "Devices", props);
/// # assert!(app.synth().is_ok());
/// ```
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
        let ingest = props.rule.map(|rule| rule.basic_ingest_topic(own.as_str()));
        let topics = std::iter::once(own.into()).chain(ingest);
        let mut statements = vec![device::connect_as_thing(), device::publish(topics)];
        if let Some(commands) = props.commands {
            let own = commands.with_thing(THING_NAME);
            let both = [own.clone(), format!("{own}/*")];
            statements.extend([device::subscribe(both.clone()), device::receive(both)]);
        }
        let mut policy = PolicyProps::new().statements(statements);
        policy.policy_name = Naming::of(scope).name(NameOf::DevicePolicy, "devices");
        Self {
            policy: Policy::new(scope, id, policy),
        }
    }

    /// The policy.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The policy's name, for attaching it to certificates.
    pub fn name(&self) -> Value<String> {
        self.policy.name()
    }
}
