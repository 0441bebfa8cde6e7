//! SQS: queues, whose messages wait until somebody has dealt with them.
//!
//! ```
//! use ferrocdk_aws::iam::{Principal, Role, RoleProps};
//! use ferrocdk_aws::sqs::{Queue, QueueProps};
//! use ferrocdk_aws::units::Minutes;
//! use ferrocdk_core::{App, Stack, StackProps};
//!
//! let app = App::new();
//! let stack = Stack::new(&app, "plant", StackProps::default());
//! let failed = Queue::new(&stack, "Failed", QueueProps::new());
//! let jobs = Queue::new(&stack, "Jobs", QueueProps::new().visibility_timeout(Minutes(5)).dead_letter_queue(&failed, 3));
//!
//! let worker = Role::new(&stack, "Worker", RoleProps::new(Principal::service("lambda.amazonaws.com")));
//! jobs.grant_consume_messages(&worker);
//!
//! let orders = Queue::from_queue_arn(&stack, "Orders", "arn:aws:sqs:sa-east-1:111122223333:orders");
//! orders.grant_send_messages(&worker);
//! # assert!(app.synth().is_ok());
//! ```
//!
//! | AWS CDK | here |
//! |---|---|
//! | `Queue`, `Queue.fromQueueArn`, `fromQueueAttributes` | [`Queue`], [`Queue::from_queue_arn`], [`Queue::from_queue_arn_and_key`] |
//! | `QueuePolicy` | part of each [`Queue`]; [`Queue::add_to_resource_policy`](crate::grants::ResourcePolicy::add_to_resource_policy) adds to it |
//! | `DeadLetterQueue` | [`QueueProps::dead_letter_queue`] |

mod grants;
mod metrics;
mod queue;

pub use grants::QueueGrants;
pub use queue::{
    DeadLetterQueue, DeliveryDelay, FifoQueue, MessageRetention, MessageSize, Queue, QueueEncryption, QueueProps,
    ReceiveCount, RedriveAllow, VisibilityTimeout, WaitTime,
};
