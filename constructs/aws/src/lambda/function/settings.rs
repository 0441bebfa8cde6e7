//! `FunctionProps`: the settings of a function.

use ferrocdk_cfn::lambda::FunctionProps as CfnFunctionProps;
use ferrocdk_cfn::refs::lambda::CodeSigningConfigArn;
use ferrocdk_core::{Map, Value};
use ferrocdk_fingerprint::Architecture;

use super::network::FunctionNetwork;
use crate::iam::{PolicyStatement, Role};
use crate::kms::Key;
use crate::lambda::code::Code;
use crate::lambda::dead_letter::DeadLetter;
use crate::lambda::destination::Destination;
use crate::lambda::invoke_config::{AsyncRetries, EventAge};
use crate::lambda::layer::LayerVersion;
use crate::lambda::limits::{
    EphemeralStorage, ExecutionTimeout, HistoryRetention, Memory, ReservedConcurrency, Timeout,
};
use crate::lambda::logging::Logging;
use crate::lambda::runtime::Runtime;
use crate::logs::LogGroup;
use crate::props::props;
use crate::units::Days;

/// Whether X-Ray records what a function does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tracing {
    /// Requests are sampled and recorded, as far as whoever invokes does not decide. The first 100,000 a month cost nothing.
    #[default]
    Active,
    /// Only requests are recorded that whoever invokes asks for.
    PassThrough,
}

/// When a picture is taken of the initialized function, from which executions start in a fraction of the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SnapStart {
    /// When a version is published. Calls by version or alias start from it.
    OnPublishedVersions,
}

props! {
    /// An execution that may wait and go on over days, with the steps behind it kept.
    ///
    /// ```
    /// use ferrocdk_aws::lambda::{Code, Durable, FunctionProps};
    /// use ferrocdk_aws::units::Days;
    ///
    /// let props = FunctionProps::new(Code::rust("processor")).durable(Durable::new(Days(7)));
    /// ```
    pub struct Durable {
        /// How long an execution may take, with all its waiting.
        execution_timeout: ExecutionTimeout,
        /// How long its history is kept. Default: 14 days, as Lambda has it.
        retention_period: Option<HistoryRetention>,
    }
}

props! {
    /// Settings of a [`Function`](super::Function).
    pub struct FunctionProps for CfnFunctionProps {
        /// The code.
        code: Code,
        /// The runtime. Default: the one that the code brings; source text and folders bring none.
        runtime: Option<Runtime>,
        /// Where it is entered, such as `index.handler`. Default: what the code brings; `bootstrap` for programs of their own.
        handler: Option<String>,
        /// A name that does not change. Default: CloudFormation generates one, so that a replacement can stand beside the function it replaces.
        function_name: Option<Value<String>>,
        /// For people. Default: none.
        description: Option<Value<String>>,
        /// How long one invocation may take. Default: 3 seconds, as Lambda has it.
        timeout: Option<Timeout>,
        /// Memory, and the share of a processor with it. Default: 128 MB, as Lambda has it: the least, and the cheapest where a function waits for others.
        memory: Option<Memory>,
        /// Space in `/tmp`. Default: 512 MB, which costs nothing, as Lambda has it.
        ephemeral_storage: Option<EphemeralStorage>,
        /// The processors that it runs on. Default: those that the code is built for, else those of the scope ([`Defaults`](crate::Defaults)), else x86-64, as Lambda has it;
        /// Arm costs a fifth less.
        architecture: Option<Architecture>,
        /// Environment variables.
        own environment: Map<Value<String>> = Map::new(),
        /// The key of the account that encrypts the environment and the own log group. Default: that of the scope ([`Defaults`](crate::Defaults)), else Lambda's own, which costs nothing.
        encryption_key: Option<Key>,
        /// Executions that are kept for this function, which then gets no more. Default: it shares those of the account.
        reserved_concurrency: Option<ReservedConcurrency>,
        /// Whether X-Ray records what it does. Default: it does, so that what is slow or fails can be found afterwards.
        tracing: Tracing = Tracing::Active,
        /// The form of the logs. Default: JSON, by whose fields they can be searched, from `INFO` on; of Lambda's own lines, warnings.
        logging: Logging = Logging::default(),
        /// How long the logs of the own log group are kept. Default: that of the scope ([`Defaults`](crate::Defaults)), else a year.
        log_retention: Option<Days>,
        /// The log group. Default: one of the function's own, which goes with it.
        own log_group: Option<LogGroup> = None,
        /// The role that the function has. Default: one of its own, with permissions for its logs and traces and what grants give.
        own role: Option<Role> = None,
        /// The network that it runs in, as `.vpc(..)` and what goes with it say. Default: none, since AWS is reached without one.
        own network: FunctionNetwork = FunctionNetwork::default(),
        /// Layers, whose files stand in `/opt`, a later one's over an earlier one's; 5 at most.
        layers: Vec<LayerVersion>,
        /// Who has to have signed the code: the ARN of a [`CodeSigningConfig`](crate::lambda::CodeSigningConfig). Default: nobody.
        refers code_signing_config: Option<CodeSigningConfigArn>,
        /// Whether versions start from a picture of the initialized function, for Java, Python and .NET. Default: they do not.
        snap_start: Option<SnapStart>,
        /// Lets an execution wait and go on over days. Default: it ends with its timeout. Setting it replaces a function that exists.
        durable: Option<Durable>,
        /// Policies of the own role that exist, by ARN.
        managed_policies: Vec<Value<String>>,
        /// Permissions that the function has from the beginning.
        initial_policy: Vec<PolicyStatement>,
        /// Where events go that asynchronous invocations failed with, with the error. Default: nowhere, as with [`dead_letter`](Self::dead_letter).
        on_failure: Option<Destination>,
        /// Where events go that asynchronous invocations have dealt with, with the answer. Default: nowhere.
        on_success: Option<Destination>,
        /// How old an event of an asynchronous invocation may get while it is tried again. Default: 6 hours, as Lambda has it.
        max_event_age: Option<EventAge>,
        /// How often an event of an asynchronous invocation is tried again. Default: twice, as Lambda has it.
        retry_attempts: Option<AsyncRetries>,
        /// Where events go that asynchronous invocations failed with three times. Default: nowhere, since most functions are invoked by a queue, a stream or an API, which keep or
        /// tell failures themselves; whoever connects a topic, a rule or a bucket gives one.
        dead_letter: Option<DeadLetter>,
    }
}

impl FunctionProps {
    /// Sets an environment variable; all together hold 4 KB.
    pub fn environment(mut self, name: &str, value: impl Into<Value<String>>) -> Self {
        self.environment.insert(name.to_owned(), value.into());
        self
    }

    /// Writes the logs into a log group that several functions may share.
    pub fn log_group(mut self, group: &LogGroup) -> Self {
        self.log_group = Some(group.clone());
        self
    }

    /// Gives the function a role that exists. It gets the permissions for logs and traces, unless it is one that this app must not change.
    pub fn role(mut self, role: &Role) -> Self {
        self.role = Some(role.clone());
        self
    }
}
