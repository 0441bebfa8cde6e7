//! `SnsEventSource`: a topic whose messages a function deals with.

use super::EventSource;
use crate::lambda::Function;
use crate::props::props;
use crate::sns::{FilterPolicy, LambdaSubscription, Subscription, Topic};
use crate::sqs::Queue;

props! {
    /// A topic that invokes a function for each message, asynchronously: what the function fails with goes where its
    /// [`on_failure`](crate::lambda::FunctionProps::on_failure) says, what SNS cannot deliver into the dead letter queue here.
    ///
    /// ```
    /// use ferrocdk_aws::lambda::{Code, Function, FunctionProps, SnsEventSource};
    /// use ferrocdk_aws::sns::{Topic, TopicProps};
    /// use ferrocdk_core::{App, Stack, StackProps};
    ///
    /// let app = App::new();
    /// let stack = Stack::new(&app, "plant", StackProps::default());
    /// let alarms = Topic::new(&stack, "Alarms", TopicProps::new());
    /// let worker = Function::new(&stack, "Worker", FunctionProps::new(Code::rust("processor")));
    /// worker.add_event_source(SnsEventSource::new(&alarms));
    /// # assert!(app.synth().is_ok());
    /// ```
    pub struct SnsEventSource {
        /// The topic.
        topic: Topic,
        /// Which messages the function gets. Default: all.
        filter: Option<FilterPolicy>,
        /// Where messages go that cannot be delivered. Default: nowhere.
        dead_letter_queue: Option<Queue>,
    }
}

impl EventSource for SnsEventSource {
    type Made = Subscription;

    #[track_caller]
    fn connect(self, function: &Function) -> Subscription {
        let mut subscription = LambdaSubscription::new(function);
        if let Some(filter) = self.filter {
            subscription = subscription.filter(filter);
        }
        if let Some(queue) = &self.dead_letter_queue {
            subscription = subscription.dead_letter_queue(queue);
        }
        self.topic.add_subscription(subscription)
    }
}
