//! Where what failed waits to be looked at and brought back.

use ferrocdk_aws::cloudwatch::{AlarmProps, Statistic};
use ferrocdk_aws::kms::Key;
use ferrocdk_aws::sqs::{Queue, QueueProps, RedriveAllow};
use ferrocdk_core::{Construct, Scope};

use crate::naming::{NameOf, Naming};
use crate::part_alarm::{PartAlarm, Watch};

/// How often a failure is received before it moves on to the terminal queue.
const MAX_RECEIVE_COUNT: u32 = 5;

/// A queue for failures, and a terminal one for what was taken from it five times without success. Both keep 14 days.
#[derive(Clone, Debug)]
pub struct FailureParking {
    scope: Scope,
    failures: Queue,
    terminal: Queue,
}

impl Construct for FailureParking {
    fn scope(&self) -> &Scope {
        &self.scope
    }
}

impl FailureParking {
    /// Makes the two queues.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, key: &Key) -> Self {
        let scope = scope.scope().child(id);
        let encrypted = QueueProps::new().encryption_key(key);
        let names = Naming::of(&scope);
        let mut terminal = encrypted.clone().redrive_allow(RedriveAllow::All);
        terminal.queue_name = names.name(NameOf::Queue, "failures-given-up");
        let terminal = Queue::new(&scope, "Terminal", terminal);
        let mut failures = encrypted.dead_letter_queue(&terminal, MAX_RECEIVE_COUNT);
        failures.queue_name = names.name(NameOf::Queue, "failures");
        let failures = Queue::new(&scope, "Failures", failures);
        Self {
            scope,
            failures,
            terminal,
        }
    }

    /// The queue that failures are sent to.
    pub fn failures(&self) -> &Queue {
        &self.failures
    }
}

impl Watch for FailureParking {
    fn alarms(&self) -> Vec<PartAlarm> {
        let waiting = |queue: &Queue, text: &str| {
            AlarmProps::new(
                queue
                    .metric_approximate_number_of_messages_visible()
                    .statistic(Statistic::Maximum)
                    .at_least(1),
            )
            .description(text)
            .at_once()
        };
        vec![
            PartAlarm::new(
                "FailuresWaiting",
                "sqs-failures-waiting",
                waiting(
                    &self.failures,
                    "Data that could not be ingested or processed waits in the failure queue",
                ),
            ),
            PartAlarm::new(
                "FailuresGivenUp",
                "sqs-failures-given-up",
                waiting(
                    &self.terminal,
                    "Data was taken from the failure queue five times without success",
                ),
            )
            .critical(),
        ]
    }
}
