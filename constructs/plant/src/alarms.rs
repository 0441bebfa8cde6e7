//! Alarms over the parts of a plant, and who is told.

use ferrocdk_aws::cloudwatch::{Alarm, AlarmProps};
use ferrocdk_aws::kms::Key;
use ferrocdk_aws::sns::{Topic, TopicProps};
use ferrocdk_core::{Construct, Scope, Value};

use crate::naming::{NameOf, Naming};

/// Something with alarms of its own; implement it for your constructs to have [`PlantAlarms`] watch them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no alarms of its own",
    label = "expected a part of a plant, such as an `IngestPipeline` or a `HotColdStore`, by reference"
)]
pub trait Watch {
    /// The alarms, with construct ids that are unique within the plant.
    fn alarms(&self) -> Vec<(String, AlarmProps)>;
}

/// One topic for operations, and the alarms that tell it.
#[derive(Clone, Debug)]
pub struct PlantAlarms {
    scope: Scope,
    topic: Topic,
}

impl Construct for PlantAlarms {
    fn scope(&self) -> &Scope {
        &self.scope
    }
}

impl PlantAlarms {
    /// Makes the topic.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, key: &Key) -> Self {
        let scope = scope.scope().child(id);
        let topic = {
            let mut topic = TopicProps::new().encryption_key(key);
            topic.topic_name = Naming::of(&scope).name(NameOf::Topic, "operations");
            Topic::new(&scope, "Topic", topic)
        };
        topic.allow_alarms();
        Self { scope, topic }
    }

    /// Makes all alarms of a part of the plant.
    #[track_caller]
    pub fn watch(self, part: &dyn Watch) -> Self {
        for (id, alarm) in part.alarms() {
            Alarm::new(&self.scope, &id, alarm.tell(&self.topic));
        }
        self
    }

    /// The topic's ARN, for subscriptions.
    pub fn topic_arn(&self) -> Value<String> {
        self.topic.arn()
    }
}
