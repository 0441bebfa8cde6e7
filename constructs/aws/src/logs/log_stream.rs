//! `LogStream`: a sequence of events within a log group.

use ferrocdk_cfn::logs::{CfnLogStream, LogStreamProps as CfnLogStreamProps};
use ferrocdk_cfn::refs;
use ferrocdk_core::{Construct, RemovalPolicy, Scope, Value};

use crate::defaults;
use crate::owned::{Owned, constructs};
use crate::props::props;

props! {
    /// Settings of a [`LogStream`].
    pub struct LogStreamProps for CfnLogStreamProps {
        /// The group that the stream belongs to.
        refers log_group: refs::logs::LogGroupName,
        /// A name that does not change. Default: CloudFormation generates one.
        log_stream_name: Option<Value<String>>,
        /// Fate of the stream when it leaves the stack. Default: that of the scope ([`Defaults`](crate::Defaults)), else it stays with its events.
        removal_policy: Option<RemovalPolicy>,
    }
}

/// A log stream: events of one source in the order in which they came.
///
/// Most who write logs make their streams themselves; this is for those that are told a name, such as a Firehose stream. Makes an `AWS::Logs::LogStream`. Costs nothing by itself.
///
/// ```
/// use ferrocdk_aws::logs::{LogGroup, LogGroupProps, LogStream, LogStreamProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let logs = LogGroup::new(&stack, "Logs", LogGroupProps::new());
/// let failures = LogStream::new(&stack, "Failures", LogStreamProps::new(&logs).log_stream_name("failures"));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct LogStream {
    scope: Scope,
    resource: Owned<CfnLogStream>,
    name: Value<String>,
}

constructs!(LogStream);
ferrocdk_cfn::refers!(LogStream: logs { LogStreamName => name });

impl LogStream {
    /// Makes a stream.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: LogStreamProps) -> Self {
        let scope = scope.scope().child(id);
        let mut stream = CfnLogStreamProps::new().log_group_name(props.log_group);
        stream.log_stream_name = props.log_stream_name;
        let stream = CfnLogStream::new(&scope, "Resource", props.customize.apply(stream));
        defaults::apply_removal_policy(&stream, props.removal_policy);
        let name = stream.reference();
        Self {
            scope,
            resource: Owned::made(stream),
            name,
        }
    }

    /// A stream that exists, by name.
    #[track_caller]
    pub fn from_log_stream_name(scope: &dyn Construct, id: &str, name: impl Into<Value<String>>) -> Self {
        Self {
            scope: scope.scope().child(id),
            resource: Owned::imported(),
            name: name.into(),
        }
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnLogStream {
        self.resource.resource(&self.scope, |scope| {
            CfnLogStream::new(scope, "Resource", CfnLogStreamProps::new().log_group_name("imported"))
        })
    }

    /// The stream's name.
    pub fn name(&self) -> Value<String> {
        self.name.clone()
    }
}
