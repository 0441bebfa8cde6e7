//! Where what failed waits to be looked at and brought back.

use ferrocdk_aws::cloudwatch::{AlarmProps, Statistic};
use ferrocdk_aws::iam::{Grantee, PolicyStatement};
use ferrocdk_aws::kms::Key;
use ferrocdk_aws::props;
use ferrocdk_aws::sqs::{MessageRetention, Queue, QueueProps, ReceiveCount, RedriveAllow};
use ferrocdk_aws::units::{Days, Seconds};
use ferrocdk_core::{Construct, RemovalPolicy, Scope};

use crate::key::PlantKey;
use crate::naming::{NameOf, Naming};
use crate::part_alarm::{PartAlarm, Watch};

props! {
    /// Settings of a [`FailureParking`].
    pub struct FailureParkingProps {
        /// How often a failure is received before it moves on to the terminal queue. Default: 5 times, as a job that brings failures back may meet the outage that made them.
        max_receive_count: ReceiveCount = ReceiveCount::from(5),
        /// How long either queue keeps a failure. Default: 14 days, the longest there is: a failure over holidays is still there.
        retention_period: MessageRetention = MessageRetention::from(Seconds::from(Days(14))),
        /// The key that encrypts both. Default: that of the scope, else a [`PlantKey`] of its own.
        encryption_key: Option<Key>,
        /// Fate of the queues when they leave the stack. Default: that of the scope, else they stay with their messages.
        removal_policy: Option<RemovalPolicy>,
    }
}

/// A queue for failures, and a terminal one for what was taken from it several times without success.
///
/// Records that wait in the failure queue are looked at and brought back by whoever [`grant_redrive`](Self::grant_redrive) names: by hand, or by a function that reads the
/// queue. What that fails with goes to the terminal queue, from where a move task of SQS brings it back at once
/// (`aws sqs start-message-move-task --source-arn TERMINAL`).
///
/// # Resources
///
/// Two queues with their policies (over TLS only), encrypted. Costs 40 cents a million requests: nothing, as long as nothing fails.
///
/// ```
/// use ferrocdk_core::{App, Stack, StackProps};
/// use ferrocdk_plant::{FailureParking, FailureParkingProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let parking = FailureParking::new(&stack, "Parking", FailureParkingProps::new().max_receive_count(3));
/// assert_ne!(parking.failures().arn(), parking.terminal().arn());
/// # assert!(app.synth().is_ok());
/// ```
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
    pub fn new(scope: &dyn Construct, id: &str, props: FailureParkingProps) -> Self {
        let scope = scope.scope().child(id);
        let key = PlantKey::or_own(props.encryption_key, &scope);
        let names = Naming::of(&scope);
        let mut both = QueueProps::new()
            .encryption_key(&key)
            .retention_period(props.retention_period);
        both.removal_policy = props.removal_policy;
        let mut terminal = both.clone().redrive_allow(RedriveAllow::All);
        terminal.queue_name = names.name(NameOf::Queue, "failures-given-up");
        let terminal = Queue::new(&scope, "Terminal", terminal);
        let mut failures = both.dead_letter_queue(&terminal, props.max_receive_count);
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

    /// The queue of what was taken from the other several times without success.
    pub fn terminal(&self) -> &Queue {
        &self.terminal
    }

    /// Lets somebody take failures out of both queues, and move those of the terminal queue back.
    #[track_caller]
    pub fn grant_redrive(&self, grantee: &dyn Grantee) {
        self.failures.grant_consume_messages(grantee);
        self.failures.grant_send_messages(grantee);
        self.terminal.grant_consume_messages(grantee);
        let moves = [
            "sqs:StartMessageMoveTask",
            "sqs:ListMessageMoveTasks",
            "sqs:CancelMessageMoveTask",
        ];
        grantee.add_to_principal_policy(PolicyStatement::allow(moves).on(self.terminal.arn()));
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
                    "Data was taken from the failure queue several times without success",
                ),
            )
            .critical(),
        ]
    }
}
