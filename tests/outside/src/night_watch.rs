//! A construct of the team's own: tells the plant's operations topic each evening that the night begins.

use ferrocdk::aws::props;
use ferrocdk::aws::scheduler::{Schedule, ScheduleExpression, ScheduleProps, ScheduleTarget};
use ferrocdk::aws::sns::Topic;
use ferrocdk::prelude::*;

props! {
    /// Settings of a [`NightWatch`].
    pub struct NightWatchProps {
        /// The topic that is told.
        topic: Topic,
        /// The hour at which the night begins, in UTC. Default: eight in the evening.
        hour: u8 = 20_u8,
    }
}

/// A message each evening.
#[derive(Clone, Debug)]
pub struct NightWatch {
    schedule: Schedule,
}

impl Construct for NightWatch {
    fn scope(&self) -> &Scope {
        self.schedule.scope()
    }
}

impl NightWatch {
    /// Makes the schedule.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: NightWatchProps) -> Self {
        let evening = ScheduleExpression::from_expression(&format!("cron(0 {} * * ? *)", props.hour));
        let target = ScheduleTarget::sns_publish(&props.topic).input(doc!({ "said": "the night begins" }));
        Self {
            schedule: Schedule::new(scope, id, ScheduleProps::new(evening, target)),
        }
    }
}
