//! `StreamConsumer`: a reader with a throughput of its own.

use ferrocdk_cfn::kinesis::{CfnStreamConsumer, StreamConsumerProps as CfnStreamConsumerProps};
use ferrocdk_core::{Construct, Scope, Value};

use super::policy;
use super::stream::Stream;
use crate::grants::{Grant, ResourcePolicy, Target, grants};
use crate::iam::{Grantee, PolicyStatement};
use crate::owned::{Owned, constructs};
use crate::props::props;

props! {
    /// Settings of a [`StreamConsumer`].
    pub struct StreamConsumerProps for CfnStreamConsumerProps {
        /// Name of the consumer, which no other of the stream has.
        consumer_name: String,
        /// The stream that it reads.
        stream: Stream,
    }
}

/// A registered consumer, which gets records pushed, with 2 MB a second and shard of its own.
///
/// Makes an `AWS::Kinesis::StreamConsumer`. Costs 1.5 cents a shard and hour, and 1.3 cents a GB (us-east-1); 20 at most read a stream.
///
/// ```
/// use ferrocdk_aws::iam::{Principal, Role, RoleProps};
/// use ferrocdk_aws::kinesis::{Stream, StreamConsumer, StreamConsumerProps, StreamProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let readings = Stream::new(&stack, "Readings", StreamProps::new());
/// let dashboard = StreamConsumer::new(&stack, "Dashboard", StreamConsumerProps::new("dashboard", &readings));
/// let reader = Role::new(&stack, "Reader", RoleProps::new(Principal::service("lambda.amazonaws.com")));
/// dashboard.grant_read(&reader);
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct StreamConsumer {
    scope: Scope,
    resource: Owned<CfnStreamConsumer>,
    arn: Value<String>,
    name: Value<String>,
    stream: Stream,
}

constructs!(StreamConsumer);
ferrocdk_cfn::refers!(StreamConsumer: kinesis { StreamConsumerArn => arn });

impl StreamConsumer {
    /// Makes a consumer.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: StreamConsumerProps) -> Self {
        let scope = scope.scope().child(id);
        let consumer = CfnStreamConsumerProps::new()
            .consumer_name(props.consumer_name)
            .stream_arn(props.stream.arn());
        let consumer = CfnStreamConsumer::new(&scope, "Resource", props.customize.apply(consumer));
        Self {
            scope,
            arn: consumer.attr_consumer_arn(),
            name: consumer.attr_consumer_name(),
            resource: Owned::made(consumer),
            stream: props.stream,
        }
    }

    /// A consumer that exists, by ARN, of a stream.
    #[track_caller]
    pub fn from_stream_consumer_arn(
        scope: &dyn Construct,
        id: &str,
        arn: impl Into<Value<String>>,
        stream: &Stream,
    ) -> Self {
        let arn = arn.into();
        // arn:…:stream/NAME/consumer/NAME:TIME
        let name = match arn.literal() {
            Some(text) => {
                let last = text.rsplit('/').next().unwrap_or_default();
                Value::from(last.split(':').next().unwrap_or_default())
            }
            None => Value::select(0, Value::select(3, arn.clone().split("/")).split(":")),
        };
        Self {
            scope: scope.scope().child(id),
            resource: Owned::imported(),
            arn,
            name,
            stream: stream.clone(),
        }
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnStreamConsumer {
        self.resource.resource(&self.scope, |scope| {
            CfnStreamConsumer::new(scope, "Resource", CfnStreamConsumerProps::new())
        })
    }

    /// The consumer's ARN.
    pub fn arn(&self) -> Value<String> {
        self.arn.clone()
    }

    /// The consumer's name.
    pub fn name(&self) -> Value<String> {
        self.name.clone()
    }

    /// The stream that it reads.
    pub fn stream(&self) -> &Stream {
        &self.stream
    }

    /// Grants on this consumer.
    pub fn grants(&self) -> StreamConsumerGrants {
        StreamConsumerGrants::on(Target::new(self, self.arn()).policy(self.clone()))
    }

    /// Lets somebody read: the stream as everybody does, and what is pushed.
    #[track_caller]
    pub fn grant_read(&self, grantee: &dyn Grantee) -> Grant {
        let mut grant = self.stream.grant_read(grantee);
        grant.join(self.grant_subscribe(grantee));
        grant
    }
}

impl ResourcePolicy for StreamConsumer {
    fn add_to_resource_policy(&self, statement: PolicyStatement) -> Option<Scope> {
        self.resource.get()?;
        Some(policy::add(&self.scope, &self.arn, statement))
    }
}

grants! {
    "AWS::Kinesis::StreamConsumer", StreamConsumerGrants for StreamConsumer;
    /// Lets somebody get records pushed.
    subscribe, grant_subscribe: ["kinesis:DescribeStreamConsumer", "kinesis:SubscribeToShard"];
}
