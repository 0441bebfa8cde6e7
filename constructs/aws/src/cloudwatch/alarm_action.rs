//! `AlarmAction`: whom an alarm tells, or what it does.

use ferrocdk_core::{Value, pseudo, text};

/// Somebody whom an alarm tells, or something that it does, by ARN: a topic of SNS, a function, an action of EC2 or Systems Manager.
///
/// ```
/// use ferrocdk_aws::cloudwatch::{AlarmAction, Ec2Action};
///
/// let topic = AlarmAction::from("arn:aws:sns:sa-east-1:111122223333:operations");
/// let reboot = AlarmAction::ec2(Ec2Action::Reboot);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct AlarmAction {
    pub(crate) arn: Value<String>,
}

/// Actions on the instance that an alarm's metric has as a dimension.
///
/// Source: "Create alarms to stop, terminate, reboot, or recover an EC2 instance".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ec2Action {
    /// Moves it to other hardware.
    Recover,
    /// Starts it anew.
    Reboot,
    /// Stops it.
    Stop,
    /// Ends it, with the data of its own disks.
    Terminate,
}

impl AlarmAction {
    /// An action by ARN, whatever it is.
    pub fn arn(arn: impl Into<Value<String>>) -> Self {
        Self { arn: arn.into() }
    }

    /// An action on the instance that the metric is of.
    pub fn ec2(action: Ec2Action) -> Self {
        let word = match action {
            Ec2Action::Recover => "recover",
            Ec2Action::Reboot => "reboot",
            Ec2Action::Stop => "stop",
            Ec2Action::Terminate => "terminate",
        };
        Self::arn(text!(
            "arn:{}:automate:{}:ec2:{}",
            pseudo::partition(),
            pseudo::region(),
            word
        ))
    }

    /// An item of work in OpsCenter, of a severity from 1, the most urgent, to 4.
    pub fn ops_item(severity: u8) -> Self {
        Self::arn(text!(
            "arn:{}:ssm:{}:{}:opsitem:{}",
            pseudo::partition(),
            pseudo::region(),
            pseudo::account_id(),
            severity.clamp(1, 4).to_string()
        ))
    }
}

impl From<Value<String>> for AlarmAction {
    fn from(arn: Value<String>) -> Self {
        Self { arn }
    }
}

impl From<&str> for AlarmAction {
    fn from(arn: &str) -> Self {
        Self::arn(arn)
    }
}

#[cfg(feature = "sns")]
impl From<&crate::sns::Topic> for AlarmAction {
    /// The topic, which alarms of the account may publish to from then on.
    fn from(topic: &crate::sns::Topic) -> Self {
        topic.allow_alarms();
        Self::arn(topic.arn())
    }
}
