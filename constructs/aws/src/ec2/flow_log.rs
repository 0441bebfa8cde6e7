//! `FlowLog`: which connections there were.

use ferrocdk_cfn::ec2::{CfnFlowLog, FlowLogProps as CfnFlowLogProps, flow_log};
use ferrocdk_cfn::refs;
use ferrocdk_core::{Construct, Diagnostic, IntoRef, Scope, Tags, Value, text};

use super::subnet::Subnet;
use super::vpc::Vpc;
use crate::diagnostic_ids;
use crate::iam::{PolicyStatement, Principal, Role, RoleProps};
use crate::logs::{LogGroup, LogGroupProps};
use crate::owned::{Owned, constructs};
use crate::props::props;

/// The part of a network that a log is about.
#[derive(Clone, Debug, PartialEq)]
pub enum FlowLogResource {
    /// A network with all its subnets, by id.
    Vpc(Value<String>),
    /// A subnet, by id.
    Subnet(Value<String>),
    /// A network interface, by id.
    NetworkInterface(Value<String>),
    /// A transit gateway, by id.
    TransitGateway(Value<String>),
    /// An attachment of a transit gateway, by id.
    TransitGatewayAttachment(Value<String>),
}

impl FlowLogResource {
    fn parts(self) -> (&'static str, Value<String>) {
        match self {
            Self::Vpc(id) => ("VPC", id),
            Self::Subnet(id) => ("Subnet", id),
            Self::NetworkInterface(id) => ("NetworkInterface", id),
            Self::TransitGateway(id) => ("TransitGateway", id),
            Self::TransitGatewayAttachment(id) => ("TransitGatewayAttachment", id),
        }
    }
}

impl From<&Vpc> for FlowLogResource {
    fn from(vpc: &Vpc) -> Self {
        Self::Vpc(vpc.id())
    }
}

impl From<&Subnet> for FlowLogResource {
    fn from(subnet: &Subnet) -> Self {
        Self::Subnet(subnet.id())
    }
}

/// The form of files in S3.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FlowLogFileFormat {
    /// Lines of text.
    #[default]
    PlainText,
    /// Parquet, which queries read faster, for about three cents a gigabyte more.
    Parquet,
}

/// The folders of files in S3.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FlowLogPartitions {
    /// One for each day.
    #[default]
    Daily,
    /// One for each hour.
    Hourly,
    /// One for each day, named as Hive does, which Athena finds by itself.
    DailyForHive,
    /// One for each hour, named as Hive does, which Athena finds by itself.
    HourlyForHive,
}

/// Where a log goes to.
#[derive(Clone, Debug)]
pub enum FlowLogDestination {
    /// A log group of CloudWatch, with the role by which it is written; both are made if they are not given.
    CloudWatchLogs {
        /// The group.
        log_group: Option<LogGroup>,
        /// The role.
        role: Option<Role>,
    },
    /// A bucket of S3, by ARN. EC2 adds the permission to its policy, unless CloudFormation keeps that: then see `bucket`.
    S3 {
        /// The ARN of the bucket, with the folder in it, if any.
        arn: Value<String>,
        /// The form of files.
        file_format: FlowLogFileFormat,
        /// The folders of files.
        partitions: FlowLogPartitions,
        /// The policy that lets EC2 write there, which has to be there first; none if it is not one of this app.
        policy: Option<Scope>,
    },
    /// A stream of Firehose, by ARN, whose tag `LogDeliveryEnabled` is `true`.
    Firehose(Value<String>),
}

impl FlowLogDestination {
    /// A log group of CloudWatch that is made for it, with the retention and the key of the scope.
    pub fn cloud_watch_logs() -> Self {
        Self::CloudWatchLogs {
            log_group: None,
            role: None,
        }
    }

    /// A log group of CloudWatch that is there.
    pub fn log_group(group: &LogGroup) -> Self {
        Self::CloudWatchLogs {
            log_group: Some(group.clone()),
            role: None,
        }
    }

    /// A bucket of S3, which may be an ARN, with lines of text in a folder for each day: half the price of CloudWatch.
    pub fn s3(bucket_arn: impl IntoRef<refs::s3::BucketArn>) -> Self {
        Self::S3 {
            arn: bucket_arn.into_ref(),
            file_format: FlowLogFileFormat::PlainText,
            partitions: FlowLogPartitions::Daily,
            policy: None,
        }
    }

    /// A folder in a bucket of S3, which may be an ARN.
    pub fn s3_folder(bucket_arn: impl IntoRef<refs::s3::BucketArn>, folder: &str) -> Self {
        Self::s3(text!("{}/{}/", bucket_arn.into_ref(), folder.trim_matches('/')))
    }

    /// The same, for a log that waits for a policy.
    #[cfg(feature = "s3")]
    pub(super) fn after(mut self, wait_for: Option<Scope>) -> Self {
        if let Self::S3 { policy, .. } = &mut self {
            *policy = wait_for;
        }
        self
    }

    /// Says the form and the folders of files in S3.
    #[must_use]
    pub fn with_files(mut self, format: FlowLogFileFormat, folders: FlowLogPartitions) -> Self {
        if let Self::S3 {
            file_format,
            partitions,
            ..
        } = &mut self
        {
            (*file_format, *partitions) = (format, folders);
        }
        self
    }
}

/// The connections that a log has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FlowLogTrafficType {
    /// All.
    #[default]
    All,
    /// Those that were let through.
    Accept,
    /// Those that were not.
    Reject,
}

/// How long packets are gathered before a line is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MaxAggregationInterval {
    /// A minute: more lines.
    OneMinute,
    /// Ten minutes.
    TenMinutes,
}

props! {
    /// Settings of a [`FlowLog`].
    pub struct FlowLogProps for CfnFlowLogProps {
        /// The part of a network that it is about.
        resource: FlowLogResource,
        /// Where it goes to. Default: a log group of CloudWatch that is made for it.
        destination: FlowLogDestination = FlowLogDestination::cloud_watch_logs(),
        /// The connections that it has. Default: all.
        traffic_type: Option<FlowLogTrafficType>,
        /// How long packets are gathered before a line is written. Default: ten minutes; a minute for transit gateways.
        max_aggregation_interval: Option<MaxAggregationInterval>,
        /// The fields of a line, such as `srcaddr`, in order. Default: the fourteen of version 2. Source: "Flow log records".
        log_format: Vec<String>,
        /// Name, as a tag. Default: the path of the construct.
        flow_log_name: Option<Value<String>>,
    }
}

/// A log of the connections in a network: who spoke with whom, how much, and whether it was let through.
///
/// Makes an `AWS::EC2::FlowLog`, and for CloudWatch a log group and a role. Costs half a dollar a gigabyte in CloudWatch, a quarter in S3: about a gigabyte for every ten
/// million lines.
///
/// ```
/// use ferrocdk_aws::ec2::{FlowLog, FlowLogDestination, FlowLogProps, FlowLogTrafficType, Vpc, VpcProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let vpc = Vpc::new(&stack, "Vpc", VpcProps::new());
/// vpc.add_flow_log("Traffic");
///
/// let archive = FlowLogDestination::s3_folder("arn:aws:s3:::plant-audit", "rejected");
/// let rejected = FlowLogProps::new(&vpc).destination(archive).traffic_type(FlowLogTrafficType::Reject);
/// FlowLog::new(&stack, "Rejected", rejected);
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct FlowLog {
    scope: Scope,
    resource: Owned<CfnFlowLog>,
    id: Value<String>,
    log_group: Option<LogGroup>,
}

constructs!(FlowLog);
ferrocdk_cfn::refers!(FlowLog: ec2 { FlowLogId => id });

impl FlowLog {
    /// Makes a log.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: FlowLogProps) -> Self {
        let scope = scope.scope().child(id);
        Tags::of(&scope).add("Name", props.flow_log_name.unwrap_or_else(|| scope.path().into()));
        let (resource_type, resource_id) = props.resource.parts();
        let is_gateway = resource_type.starts_with("TransitGateway");
        let too_slow = props.max_aggregation_interval == Some(MaxAggregationInterval::TenMinutes);
        if is_gateway && (props.traffic_type.is_some() || too_slow) {
            let diagnostic = Diagnostic::error(
                diagnostic_ids::NETWORK_SETTINGS,
                "a log of a transit gateway has all connections, every minute",
            )
            .found("a traffic_type, or an interval of ten minutes")
            .allowed("neither traffic_type nor MaxAggregationInterval::TenMinutes")
            .help("leave them out");
            scope.report(diagnostic);
        }
        let mut log = CfnFlowLogProps::new()
            .resource_type(resource_type)
            .resource_id(resource_id);
        if !is_gateway {
            log = log.traffic_type(match props.traffic_type.unwrap_or_default() {
                FlowLogTrafficType::All => "ALL",
                FlowLogTrafficType::Accept => "ACCEPT",
                FlowLogTrafficType::Reject => "REJECT",
            });
        }
        if let Some(interval) = props.max_aggregation_interval {
            log = log.max_aggregation_interval(if interval == MaxAggregationInterval::OneMinute {
                60
            } else {
                600
            });
        }
        if !props.log_format.is_empty() {
            let fields: Vec<String> = props.log_format.iter().map(|field| format!("${{{field}}}")).collect();
            log = log.log_format(fields.join(" "));
        }
        let (mut made_group, mut first) = (None, None);
        match props.destination {
            FlowLogDestination::CloudWatchLogs { log_group, role } => {
                let role = match role {
                    Some(role) => role,
                    None => Role::new(
                        &scope,
                        "IAMRole",
                        RoleProps::new(Principal::service("vpc-flow-logs.amazonaws.com")),
                    ),
                };
                let group = match log_group {
                    Some(group) => group,
                    None => LogGroup::new(&scope, "LogGroup", LogGroupProps::new()),
                };
                let actions = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"];
                role.add_to_policy(PolicyStatement::allow(actions).on(group.arn()));
                log = log
                    .log_destination_type("cloud-watch-logs")
                    .log_group_name(group.name())
                    .deliver_logs_permission_arn(role.arn());
                made_group = Some(group);
            }
            FlowLogDestination::S3 {
                arn,
                file_format,
                partitions,
                policy,
            } => {
                first = policy;
                log = log.log_destination_type("s3").log_destination(arn);
                log.destination_options = files(file_format, partitions).map(Into::into);
            }
            FlowLogDestination::Firehose(arn) => {
                log = log.log_destination_type("kinesis-data-firehose").log_destination(arn);
            }
        }
        let log = CfnFlowLog::new(&scope, "FlowLog", props.customize.apply(log));
        if let Some(policy) = first {
            log.scope().depends_on(&policy);
        }
        Self {
            scope,
            id: log.reference(),
            resource: Owned::made(log),
            log_group: made_group,
        }
    }

    /// A log that exists, by id.
    #[track_caller]
    pub fn from_flow_log_id(scope: &dyn Construct, id: &str, flow_log_id: impl Into<Value<String>>) -> Self {
        Self {
            scope: scope.scope().child(id),
            resource: Owned::imported(),
            id: flow_log_id.into(),
            log_group: None,
        }
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnFlowLog {
        self.resource.resource(&self.scope, |scope| {
            CfnFlowLog::new(
                scope,
                "FlowLog",
                CfnFlowLogProps::new().resource_type("VPC").resource_id("vpc-0"),
            )
        })
    }

    /// The log's id.
    pub fn id(&self) -> Value<String> {
        self.id.clone()
    }

    /// The log group that it goes to, if it goes to CloudWatch.
    pub fn log_group(&self) -> Option<&LogGroup> {
        self.log_group.as_ref()
    }
}

impl Vpc {
    /// Logs all connections to a log group of CloudWatch. [`FlowLog::new`] takes further settings.
    #[track_caller]
    pub fn add_flow_log(&self, id: &str) -> FlowLog {
        FlowLog::new(self, id, FlowLogProps::new(self))
    }
}

/// The settings of files, if they are others than EC2's own.
fn files(format: FlowLogFileFormat, partitions: FlowLogPartitions) -> Option<flow_log::DestinationOptions> {
    if (format, partitions) == (FlowLogFileFormat::PlainText, FlowLogPartitions::Daily) {
        return None;
    }
    let hourly = matches!(partitions, FlowLogPartitions::Hourly | FlowLogPartitions::HourlyForHive);
    let hive = matches!(
        partitions,
        FlowLogPartitions::DailyForHive | FlowLogPartitions::HourlyForHive
    );
    let options = flow_log::DestinationOptions::new()
        .file_format(if format == FlowLogFileFormat::Parquet {
            "parquet"
        } else {
            "plain-text"
        })
        .hive_compatible_partitions(hive)
        .per_hour_partition(hourly);
    Some(options)
}
