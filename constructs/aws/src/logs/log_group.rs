//! `LogGroup`: where log streams are kept, for as long as is said.

use ferrocdk_cfn::logs::{CfnLogGroup, LogGroupProps as CfnLogGroupProps};
use ferrocdk_core::{Construct, Diagnostic, RemovalPolicy, ScannerRule, Scope, Value, doc, pseudo, text};

use super::data_protection::DataProtectionPolicy;
use super::grants::LogGroupGrants;
use super::resource_policy::add_to_policy_of_stack;
use crate::grants::{ResourcePolicy, Target};
use crate::iam::PolicyStatement;
use crate::kms::Key;
use crate::owned::{Owned, constructs};
use crate::props::props;
use crate::units::Days;
use crate::{defaults, diagnostic_ids};

/// How long the events of a log group are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retention {
    /// One of the numbers of days that CloudWatch Logs takes: [`Retention::DAYS`].
    Days(Days),
    /// Until somebody deletes them.
    Forever,
}

impl Retention {
    /// The numbers of days that CloudWatch Logs takes. Source: "PutRetentionPolicy" of its API.
    pub const DAYS: [u32; 22] = [
        1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1_096, 1_827, 2_192, 2_557, 2_922, 3_288, 3_653,
    ];
}

impl From<Days> for Retention {
    fn from(days: Days) -> Self {
        Self::Days(days)
    }
}

/// Price and abilities of a log group. It cannot be changed later. Source: "Log classes" of the CloudWatch Logs user guide.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LogGroupClass {
    /// Everything that CloudWatch Logs can do.
    #[default]
    Standard,
    /// Half the price of ingestion, without metric and subscription filters, live tail, field indexes and data protection.
    InfrequentAccess,
    /// For what is delivered on to S3 or X-Ray: kept for a day or two, and not to be queried.
    Delivery,
}

/// Whether a log group can be deleted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DeletionProtection {
    /// Nobody can delete the group or its streams until the protection is taken away.
    On,
    /// Whoever may delete log groups can.
    #[default]
    Off,
}

props! {
    /// Settings of a [`LogGroup`].
    pub struct LogGroupProps for CfnLogGroupProps {
        /// A name that does not change. Default: CloudFormation generates one, so that a replacement can stand beside the group it replaces.
        log_group_name: Option<Value<String>>,
        /// How long events are kept. Default: that of the scope ([`Defaults`](crate::Defaults)), else a year, as audits (and Control Tower's CT.CLOUDWATCH.PR.2) ask for.
        retention: Option<Retention>,
        /// The key of the account that encrypts events. Default: that of the scope ([`Defaults`](crate::Defaults)), else CloudWatch Logs' own.
        encryption_key: Option<Key>,
        /// Price and abilities. Default: the standard class.
        log_group_class: LogGroupClass = LogGroupClass::Standard,
        /// Finds and masks personal data. Default: nothing is masked.
        data_protection_policy: Option<DataProtectionPolicy>,
        /// Fields of JSON events, 20 at most, that queries find faster and cheaper. `@logStream` and others of CloudWatch's own count as fields. Default: none.
        field_indexes: Vec<String>,
        /// Whether the group can be deleted. Default: it can; the removal policy says what CloudFormation does.
        deletion_protection: DeletionProtection = DeletionProtection::Off,
        /// Fate of the group when it leaves the stack. Default: that of the scope ([`Defaults`](crate::Defaults)), else it stays with its events.
        removal_policy: Option<RemovalPolicy>,
    }
}

/// A log group of CloudWatch Logs, encrypted, whose events end after a while.
///
/// Makes an `AWS::Logs::LogGroup`. Costs 50 cents a gigabyte that comes in (25 for infrequent access), three cents a month and gigabyte (compressed) that is kept, half a cent a gigabyte that a query scans.
///
/// ```
/// use ferrocdk_aws::logs::{FilterPattern, LogGroup, LogGroupProps, MetricFilter, MetricFilterProps, MetricTransformation};
/// use ferrocdk_aws::units::Days;
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let logs = LogGroup::new(&stack, "Logs", LogGroupProps::new().retention(Days(90)).field_indexes(["line"]));
/// let errors = MetricTransformation::new("Plant", "Errors");
/// MetricFilter::new(&stack, "Errors", MetricFilterProps::new(&logs, FilterPattern::field("$.level").equals("ERROR"), errors));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct LogGroup {
    scope: Scope,
    resource: Owned<CfnLogGroup>,
    arn: Value<String>,
    name: Value<String>,
}

constructs!(LogGroup);
ferrocdk_cfn::refers!(LogGroup: logs { LogGroupArn => arn, LogGroupName => name });

impl From<&Self> for LogGroup {
    fn from(group: &Self) -> Self {
        group.clone()
    }
}

impl LogGroup {
    /// The retention when nothing else is said.
    pub const DEFAULT_RETENTION: Days = Days(365);

    /// Makes a log group.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: LogGroupProps) -> Self {
        let scope = scope.scope().child(id);
        check(&scope, &props);
        let key = props.encryption_key.or_else(|| defaults::encryption_key(&scope));
        let mut group = CfnLogGroupProps::new();
        group.log_group_name = props.log_group_name;
        let of_scope = || {
            defaults::log_retention(&scope)
                .unwrap_or(Self::DEFAULT_RETENTION)
                .into()
        };
        match props.log_group_class {
            LogGroupClass::Standard => {}
            LogGroupClass::InfrequentAccess => group = group.log_group_class("INFREQUENT_ACCESS"),
            LogGroupClass::Delivery => group = group.log_group_class("DELIVERY"),
        }
        if props.log_group_class != LogGroupClass::Delivery
            && let Retention::Days(days) = props.retention.unwrap_or_else(of_scope)
        {
            group = group.retention_in_days(days.get());
        }
        if let Some(key) = &key {
            key.allow_log_groups();
            group = group.kms_key_id(key.arn());
        }
        if let Some(policy) = props.data_protection_policy {
            group = group.data_protection_policy(policy.into_document());
        }
        if !props.field_indexes.is_empty() {
            group = group.field_index_policies([doc!({ "Fields": props.field_indexes })]);
        }
        if props.deletion_protection == DeletionProtection::On {
            group = group.deletion_protection_enabled(true);
        }
        let group = CfnLogGroup::new(&scope, "Resource", props.customize.apply(group));
        defaults::apply_removal_policy(&group, props.removal_policy);
        if key.is_none() {
            group.acknowledge(
                &[
                    ScannerRule::Checkov("CKV_AWS_158"),
                    ScannerRule::Guard("CLOUDWATCH_LOG_GROUP_ENCRYPTED"),
                    ScannerRule::Guard("CT.CLOUDWATCH.PR.3"),
                    ScannerRule::CdkNag("HIPAA.Security-CloudWatchLogGroupEncrypted"),
                    ScannerRule::CdkNag("NIST.800.53.R5-CloudWatchLogGroupEncrypted"),
                ],
                "CloudWatch Logs encrypts every group with a key of its own; `Defaults` gives one of the account where it is asked for",
            );
        }
        let (arn, name) = (group.attr_arn(), group.reference());
        Self {
            scope,
            resource: Owned::made(group),
            arn,
            name,
        }
    }

    /// A log group that exists, by name, in the account and region of the stack.
    #[track_caller]
    pub fn from_log_group_name(scope: &dyn Construct, id: &str, name: impl Into<Value<String>>) -> Self {
        let name = name.into();
        let arn = text!(
            "arn:{}:logs:{}:{}:log-group:{}:*",
            pseudo::partition(),
            pseudo::region(),
            pseudo::account_id(),
            name.clone()
        );
        Self::imported(scope, id, arn, name)
    }

    /// A log group that exists, by ARN, with or without the `:*` that stands for its streams.
    #[track_caller]
    pub fn from_log_group_arn(scope: &dyn Construct, id: &str, arn: impl Into<Value<String>>) -> Self {
        let arn = arn.into();
        let (arn, name) = match arn.literal() {
            Some(text) => {
                let group = text.strip_suffix(":*").unwrap_or(text);
                let name = group.splitn(7, ':').nth(6).unwrap_or_default();
                (Value::from(format!("{group}:*")), Value::from(name))
            }
            // Attributes of log groups end in `:*`; the name stands before it.
            None => (arn.clone(), Value::select(6, arn.split(":"))),
        };
        Self::imported(scope, id, arn, name)
    }

    #[track_caller]
    fn imported(scope: &dyn Construct, id: &str, arn: Value<String>, name: Value<String>) -> Self {
        Self {
            scope: scope.scope().child(id),
            resource: Owned::imported(),
            arn,
            name,
        }
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnLogGroup {
        self.resource.resource(&self.scope, |scope| {
            CfnLogGroup::new(scope, "Resource", CfnLogGroupProps::new())
        })
    }

    /// The ARN of the group and its streams, which ends in `:*`: the form that permissions take.
    pub fn arn(&self) -> Value<String> {
        self.arn.clone()
    }

    /// The group's name.
    pub fn name(&self) -> Value<String> {
        self.name.clone()
    }

    /// Grants on this log group. They reach its streams too.
    pub fn grants(&self) -> LogGroupGrants {
        LogGroupGrants::on(Target::new(self, self.arn()).policy(self.clone()))
    }
}

/// The policy is that of the stack ([`ResourcePolicy`](super::ResourcePolicy)), since an account has ten in a region. CloudWatch Logs asks it about AWS services only.
impl ResourcePolicy for LogGroup {
    fn add_to_resource_policy(&self, statement: PolicyStatement) -> Option<Scope> {
        add_to_policy_of_stack(&self.scope, statement)
    }
}

fn check(scope: &Scope, props: &LogGroupProps) {
    if let Some(Retention::Days(days)) = props
        .retention
        .or_else(|| defaults::log_retention(scope).map(Into::into))
        && !Retention::DAYS.contains(&days.0)
    {
        let enough = Retention::DAYS.iter().find(|allowed| **allowed >= days.0);
        let help = match enough {
            Some(enough) => format!("{enough} is the next that is long enough"),
            None => "say `Retention::Forever`".to_owned(),
        };
        let allowed: Vec<String> = Retention::DAYS.iter().map(u32::to_string).collect();
        let diagnostic = Diagnostic::error(
            diagnostic_ids::LOG_RETENTION,
            "logs are not kept for that number of days",
        )
        .at("", Some("RetentionInDays"))
        .found(format!("{} days", days.0))
        .allowed(format!("{} days, or for ever", allowed.join(", ")))
        .help(help);
        scope.report(diagnostic);
    }
    let contradicts = |found: &str, help: &str| {
        let diagnostic = Diagnostic::error(
            diagnostic_ids::LOG_GROUP,
            "a log group of this class cannot be set like that",
        )
        .at("", Some("LogGroupClass"))
        .found(found)
        .help(help);
        scope.report(diagnostic);
    };
    let is_standard = props.log_group_class == LogGroupClass::Standard;
    if props.log_group_class == LogGroupClass::Delivery && props.retention.is_some() {
        contradicts(
            "a retention of a group for deliveries, which keeps events for as long as a delivery takes",
            "leave out the retention, or choose another class",
        );
    }
    if !is_standard && props.data_protection_policy.is_some() {
        contradicts(
            "data protection without the standard class",
            "choose the standard class",
        );
    }
    if !is_standard && !props.field_indexes.is_empty() {
        contradicts("field indexes without the standard class", "choose the standard class");
    }
    if props.field_indexes.len() > 20 {
        let diagnostic = Diagnostic::error(diagnostic_ids::LOG_GROUP, "a log group has too many field indexes")
            .at("", Some("FieldIndexPolicies"))
            .found(format!("{} fields", props.field_indexes.len()))
            .allowed("20 fields");
        scope.report(diagnostic);
    }
}
