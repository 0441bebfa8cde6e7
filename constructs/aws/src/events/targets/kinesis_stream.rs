//! Streams of Kinesis.

use ferrocdk_cfn::events::rule::KinesisParameters;

use super::delivery;
use crate::events::{Delivery, Rule, RuleTarget, TargetConfig};
use crate::kinesis::Stream;

/// Puts events into a Kinesis stream, as a role of the rule.
///
/// Their order is kept within a partition key. Without one, each event has its own id as the key.
///
/// ```
/// use ferrocdk_aws::events::{EventPattern, Rule, RuleProps, targets};
/// use ferrocdk_aws::kinesis::{Stream, StreamProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let states = Stream::new(&stack, "States", StreamProps::new());
/// let target = targets::KinesisStream::new(&states).partition_key_path("$.detail.press");
/// Rule::new(&stack, "ToStream", RuleProps::new().event_pattern(EventPattern::new().source("plant.press")).target(target));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct KinesisStream {
    stream: Stream,
    partition_key_path: Option<String>,
    delivery: Delivery,
}

delivery!(KinesisStream, input);

impl KinesisStream {
    /// Sends to a stream.
    pub fn new(stream: &Stream) -> Self {
        Self {
            stream: stream.clone(),
            partition_key_path: None,
            delivery: Delivery::default(),
        }
    }

    /// The part of the event that decides the shard, by its path such as `$.detail.press`.
    #[must_use]
    pub fn partition_key_path(mut self, path: impl Into<String>) -> Self {
        self.partition_key_path = Some(path.into());
        self
    }
}

impl RuleTarget for KinesisStream {
    fn bind(&self, rule: &Rule) -> TargetConfig {
        let role = rule.role();
        self.stream.grant_write(&role);
        let config = TargetConfig::new(self.stream.arn())
            .role(&role)
            .resource(&self.stream)
            .delivery(&self.delivery);
        match &self.partition_key_path {
            Some(path) => {
                let parameters = KinesisParameters::new().partition_key_path(path.as_str());
                config.cfn(|target| target.kinesis_parameters(parameters))
            }
            None => config,
        }
    }
}
