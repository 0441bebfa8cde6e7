//! `Broker`: the account's broker, for programs that are no devices.

use ferrocdk_core::{Construct, Scope, Value};

use super::actions::arn;
use crate::cloudwatch::{Metric, Statistic};
use crate::grants::{Grant, Target};
use crate::iam::{Grantee, PolicyStatement};

/// The broker of an account and region, which every account has: permissions of functions and other programs to talk with devices, and its metrics.
///
/// ```
/// use ferrocdk_aws::iam::{Principal, Role, RoleProps};
/// use ferrocdk_aws::iot::Broker;
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let commander = Role::new(&stack, "Commander", RoleProps::new(Principal::service("lambda.amazonaws.com")));
/// Broker::of(&stack).grant_publish(&commander, "plant/*/commands");
/// # assert!(app.synth().unwrap().template("plant").unwrap().to_string().contains(":topic/plant/*/commands"));
/// ```
#[derive(Clone, Debug)]
pub struct Broker {
    scope: Scope,
}

/// Why its statements may have wildcards.
const TOPICS: &str = "the topics that whoever grants it names";

impl Broker {
    /// The broker of the account and region that a construct is in.
    pub fn of(construct: &dyn Construct) -> Self {
        Self {
            scope: construct.scope().clone(),
        }
    }

    /// Lets somebody publish to a topic; `*` stands for any text, over levels too.
    #[track_caller]
    pub fn grant_publish(&self, grantee: &dyn Grantee, topic: impl Into<Value<String>>) -> Grant {
        self.grant(grantee, "iot:Publish", "topic", topic.into())
    }

    /// Lets somebody connect with a client id; `*` stands for any text.
    #[track_caller]
    pub fn grant_connect(&self, grantee: &dyn Grantee, client_id: impl Into<Value<String>>) -> Grant {
        self.grant(grantee, "iot:Connect", "client", client_id.into())
    }

    /// Lets somebody subscribe with a topic filter and receive what it brings: `+` and `#` are the filter's own wildcards.
    #[track_caller]
    pub fn grant_subscribe(&self, grantee: &dyn Grantee, filter: impl Into<Value<String>>) -> Grant {
        let filter = filter.into();
        let topics = match filter.literal() {
            // Topics that the filter brings, in the form of policies.
            Some(text) => text.replace(['+', '#'], "*").into(),
            None => filter.clone(),
        };
        let mut grant = self.grant(grantee, "iot:Subscribe", "topicfilter", filter);
        grant.join(self.grant(grantee, "iot:Receive", "topic", topics));
        grant
    }

    #[track_caller]
    fn grant(&self, grantee: &dyn Grantee, action: &str, kind: &str, name: Value<String>) -> Grant {
        let on = arn("iot", kind, name);
        let statement = PolicyStatement::allow([action]).on(on.clone()).because(TOPICS);
        Grant::statement(statement, grantee, &Target::new(&self.scope, on))
    }

    /// A metric of the broker by its name, such as `Connect.ClientError`, of a protocol such as `MQTT`.
    pub fn metric(&self, name: &str, protocol: &str) -> Metric {
        Metric::new("AWS/IoT", name)
            .dimension("Protocol", protocol)
            .statistic(Statistic::Sum)
    }

    /// Connections by MQTT that the broker refused, since the device is not known or not allowed to.
    pub fn metric_connect_auth_error(&self) -> Metric {
        self.metric("Connect.AuthError", "MQTT")
    }

    /// Connections by MQTT that came about.
    pub fn metric_connect_success(&self) -> Metric {
        self.metric("Connect.Success", "MQTT")
    }

    /// Messages by MQTT that devices published.
    pub fn metric_publish_in_success(&self) -> Metric {
        self.metric("PublishIn.Success", "MQTT")
    }

    /// Messages by MQTT that devices were not allowed to publish.
    pub fn metric_publish_in_auth_error(&self) -> Metric {
        self.metric("PublishIn.AuthError", "MQTT")
    }
}
