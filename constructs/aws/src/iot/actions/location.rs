//! Trackers of Location Service.

use ferrocdk_cfn::iot::topic_rule::{Action as CfnAction, LocationAction as CfnLocationAction, Timestamp};
use ferrocdk_cfn::refs::location::TrackerName;
use ferrocdk_core::{IntoRef, Value};

use super::arn;
use super::timestream::TimestampUnit;
use crate::iam::PolicyStatement;
use crate::iot::{RuleAction, TopicRule};

/// Tells a tracker where a device is.
///
/// ```
/// use ferrocdk_aws::iot::actions::LocationAction;
///
/// let track = LocationAction::new("trucks").device_id("${topic(2)}").position("${lat}", "${lon}");
/// ```
#[derive(Clone, Debug)]
#[must_use = "an action takes effect in a rule"]
pub struct LocationAction {
    tracker: Value<String>,
    device_id: Value<String>,
    latitude: Value<String>,
    longitude: Value<String>,
    timestamp: Option<Timestamp>,
}

impl LocationAction {
    /// Tells a tracker: a resource or a name.
    pub fn new(tracker: impl IntoRef<TrackerName>) -> Self {
        Self {
            tracker: tracker.into_ref(),
            device_id: "${clientid()}".into(),
            latitude: "${latitude}".into(),
            longitude: "${longitude}".into(),
            timestamp: None,
        }
    }

    /// Which device it is, a substitution template. Default: `${clientid()}`.
    pub fn device_id(mut self, id: impl Into<Value<String>>) -> Self {
        self.device_id = id.into();
        self
    }

    /// Where it is, in degrees. Default: the message's `latitude` and `longitude`.
    pub fn position(mut self, latitude: impl Into<Value<String>>, longitude: impl Into<Value<String>>) -> Self {
        self.latitude = latitude.into();
        self.longitude = longitude.into();
        self
    }

    /// When it was there. Default: when the message came.
    pub fn timestamp(mut self, value: impl Into<Value<String>>, unit: TimestampUnit) -> Self {
        self.timestamp = Some(Timestamp::new().value(value).unit(unit.word()));
        self
    }
}

impl RuleAction for LocationAction {
    fn bind(&self, rule: &TopicRule) -> CfnAction {
        let role = rule.role();
        let tracker = arn("geo", "tracker", self.tracker.clone());
        role.add_to_policy(PolicyStatement::allow(["geo:BatchUpdateDevicePosition"]).on(tracker));
        let mut action = CfnLocationAction::new()
            .tracker_name(self.tracker.clone())
            .device_id(self.device_id.clone())
            .latitude(self.latitude.clone())
            .longitude(self.longitude.clone())
            .role_arn(role.arn());
        action.timestamp = self.timestamp.clone().map(Into::into);
        CfnAction::new().location(action)
    }
}
