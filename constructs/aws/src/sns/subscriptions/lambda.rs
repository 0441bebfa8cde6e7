//! `LambdaSubscription`: messages for a function.

use ferrocdk_core::Construct;

use super::{Subscriber, SubscriptionOptions, TopicSubscription, options, subscriber, unique_id};
use crate::iam::Principal;
use crate::lambda::{Function, PermissionProps};
use crate::sns::{SubscriptionProtocol, Topic};

/// A function, which is invoked with one message at a time. Its policy lets the topic invoke it.
///
/// ```
/// use ferrocdk_aws::lambda::{Code, Function, FunctionProps, Runtime};
/// use ferrocdk_aws::sns::{LambdaSubscription, Topic, TopicProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "shop", StackProps::default());
/// let orders = Topic::new(&stack, "Orders", TopicProps::new());
/// let code = Code::inline("exports.handler = async (event) => console.log(event)");
/// let worker = Function::new(&stack, "Worker", FunctionProps::new(code).runtime(Runtime::NODEJS_22).handler("index.handler"));
/// orders.add_subscription(LambdaSubscription::new(&worker));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct LambdaSubscription {
    /// The function.
    pub function: Function,
    /// Settings that every subscription has.
    pub options: SubscriptionOptions,
}

options!(LambdaSubscription);

impl LambdaSubscription {
    /// A function.
    #[must_use]
    pub fn new(function: &Function) -> Self {
        Self {
            function: function.clone(),
            options: SubscriptionOptions::default(),
        }
    }
}

impl TopicSubscription for LambdaSubscription {
    #[track_caller]
    fn bind(self, topic: &Topic) -> Subscriber {
        let permission = PermissionProps::new(Principal::service("sns.amazonaws.com")).source_arn(topic.arn());
        self.function
            .add_permission(&format!("AllowInvoke:{}", unique_id(topic)), permission);
        let scope = self.function.scope().clone();
        let protocol = SubscriptionProtocol::Lambda;
        subscriber(
            topic,
            scope,
            topic.scope().id(),
            protocol,
            self.function.arn(),
            self.options,
        )
    }
}
