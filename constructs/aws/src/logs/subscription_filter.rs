//! `SubscriptionFilter`: events of a log group sent on as they come in.

use ferrocdk_cfn::logs::{CfnSubscriptionFilter, SubscriptionFilterProps as CfnSubscriptionFilterProps};
use ferrocdk_core::{Construct, Diagnostic, Scope, Value};

use super::destinations::Destination;
use super::filter_pattern::FilterPattern;
use super::log_group::LogGroup;
use crate::diagnostic_ids;
use crate::owned::constructs;
use crate::props::props;

/// Subscription filters of a log group. Source: "CloudWatch Logs quotas".
const MAX_FILTERS: usize = 2;

/// How events are spread over the shards of a Kinesis stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Distribution {
    /// Those of a log stream go to one shard, in order.
    ByLogStream,
    /// Evenly.
    Random,
}

props! {
    /// Settings of a [`SubscriptionFilter`].
    pub struct SubscriptionFilterProps for CfnSubscriptionFilterProps {
        /// The group whose events are sent on, of the standard class.
        log_group: LogGroup,
        /// Where they go: [`destinations`](super::destinations).
        destination: Destination,
        /// Which events are meant. Default: all of them.
        filter_pattern: FilterPattern = FilterPattern::all_events(),
        /// How events are spread over the shards of a Kinesis stream. Default: by log stream, as CloudWatch Logs has it.
        distribution: Option<Distribution>,
        /// A name that does not change. Default: CloudFormation generates one.
        filter_name: Option<Value<String>>,
    }
}

/// A subscription filter: sends events of a log group on, compressed and in batches, two filters a group at most.
///
/// Makes an `AWS::Logs::SubscriptionFilter`. Costs nothing by itself.
///
/// ```
/// use ferrocdk_aws::logs::{FilterPattern, LogGroup, LogGroupProps, SubscriptionFilter, SubscriptionFilterProps, destinations};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let logs = LogGroup::new(&stack, "Logs", LogGroupProps::new());
/// let archive = destinations::FirehoseDestination::new("arn:aws:firehose:sa-east-1:111122223333:deliverystream/archive");
/// let errors = SubscriptionFilterProps::new(&logs, archive).filter_pattern(FilterPattern::field("$.level").equals("ERROR"));
/// SubscriptionFilter::new(&stack, "Errors", errors);
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct SubscriptionFilter {
    scope: Scope,
    resource: CfnSubscriptionFilter,
}

constructs!(SubscriptionFilter);

/// How many filters a group has, kept at the group.
#[derive(Clone, Copy, Debug, Default)]
struct Filters(usize);

impl SubscriptionFilter {
    /// Makes a filter, and gives CloudWatch Logs what it needs to send.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: SubscriptionFilterProps) -> Self {
        let scope = scope.scope().child(id);
        props.filter_pattern.report(&scope);
        count(&scope, &props.log_group);
        let bound = props.destination.0.bind(&scope, &props.log_group);
        let mut filter = CfnSubscriptionFilterProps::new()
            .log_group_name(props.log_group.name())
            .filter_pattern(props.filter_pattern.as_str())
            .destination_arn(bound.arn);
        filter.role_arn = bound.role.as_ref().map(|role| role.arn());
        filter.filter_name = props.filter_name;
        if let Some(distribution) = props.distribution {
            filter = filter.distribution(match distribution {
                Distribution::ByLogStream => "ByLogStream",
                Distribution::Random => "Random",
            });
        }
        let resource = CfnSubscriptionFilter::new(&scope, "Resource", props.customize.apply(filter));
        // CloudWatch Logs sends a test when the filter is made, and refuses it where that fails.
        for needed in bound.needs.iter().chain(bound.role.as_ref().map(Construct::scope)) {
            resource.scope().depends_on(needed);
        }
        Self { scope, resource }
    }

    /// The resource.
    pub fn cfn(&self) -> CfnSubscriptionFilter {
        self.resource.clone()
    }
}

fn count(scope: &Scope, group: &LogGroup) {
    let Filters(before) = group.scope().extension().unwrap_or_default();
    group.scope().set_extension(Filters(before + 1));
    if before == MAX_FILTERS {
        let diagnostic = Diagnostic::error(
            diagnostic_ids::LOG_GROUP,
            "a log group has too many subscription filters",
        )
        .at("", Some("LogGroupName"))
        .found(format!("{} filters of {}", before + 1, group.scope().path()))
        .allowed(format!("{MAX_FILTERS} filters"))
        .help("send the events to a stream that several read");
        scope.report(diagnostic);
    }
}
