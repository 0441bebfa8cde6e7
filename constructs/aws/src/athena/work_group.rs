//! `WorkGroup`: queries that belong together, and what they may cost.

use ferrocdk_cfn::athena::work_group::{
    EncryptionConfiguration, EncryptionOption, EngineVersion, ManagedQueryResultsConfiguration,
    ManagedStorageEncryptionConfiguration, ResultConfiguration, WorkGroupConfiguration, WorkGroupState as CfnState,
};
use ferrocdk_cfn::athena::{CfnWorkGroup, WorkGroupProps as CfnWorkGroupProps};
use ferrocdk_core::{Construct, Diagnostic, RemovalPolicy, ScannerRule, Scope, Value, pseudo, text};

use super::grants::WorkGroupGrants;
use crate::cloudwatch::{Metric, Statistic};
use crate::grants::{Grant, Target};
use crate::iam::Grantee;
use crate::kms::Key;
use crate::owned::{Owned, constructs};
use crate::props::props;
use crate::s3::Bucket;
use crate::{defaults, diagnostic_ids};

/// The least that a query may be allowed to read. Source: "AWS::Athena::WorkGroup", `BytesScannedCutoffPerQuery`.
const LEAST_CUTOFF: u64 = 10_000_000;

/// Where results go.
#[allow(clippy::large_enum_variant, reason = "an app has few of them, and a box would show")]
#[derive(Clone, Debug)]
pub enum QueryResults {
    /// Athena keeps them for a day, encrypted, at no cost.
    Managed,
    /// Into a bucket, below a prefix.
    Bucket {
        /// The bucket.
        bucket: Box<Bucket>,
        /// A folder such as `results/`, or nothing.
        prefix: String,
    },
}

impl QueryResults {
    /// Into a bucket, below a prefix such as `results/`. They stay until the bucket's lifecycle ends them.
    pub fn bucket(bucket: &Bucket, prefix: &str) -> Self {
        Self::Bucket {
            bucket: Box::new(bucket.clone()),
            prefix: prefix.to_owned(),
        }
    }
}

/// Who decides about results, encryption and limits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Enforcement {
    /// The work group, whatever a client says.
    #[default]
    WorkGroup,
    /// The client, where it says something.
    Client,
}

/// Whether queries run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WorkGroupState {
    /// They do.
    #[default]
    Enabled,
    /// They do not.
    Disabled,
}

props! {
    /// Settings of a [`WorkGroup`].
    pub struct WorkGroupProps for CfnWorkGroupProps {
        /// Its name. Default: one that follows from the place in the app, as CloudFormation generates none.
        work_group_name: Option<Value<String>>,
        /// For people. Default: none.
        description: Option<Value<String>>,
        /// Where results go. Default: Athena keeps them, for a day.
        results: QueryResults = QueryResults::Managed,
        /// The key that encrypts results. Default: that of the scope ([`Defaults`](crate::Defaults)), else S3's own.
        encryption_key: Option<Key>,
        /// Who decides about all that. Default: the work group.
        enforcement: Enforcement = Enforcement::WorkGroup,
        /// How many bytes a query may read before it is ended, 10 million at least. Default: as many as it wants, at 5 dollars a terabyte.
        bytes_scanned_cutoff: Option<u64>,
        /// The version of the engine, such as `Athena engine version 3`. Default: the newest, as Athena has it.
        engine_version: Option<Value<String>>,
        /// Whether queries run. Default: they do.
        state: WorkGroupState = WorkGroupState::Enabled,
        /// Fate of the group when it leaves the stack. Default: that of the scope ([`Defaults`](crate::Defaults)), else it stays with its queries and their history.
        removal_policy: Option<RemovalPolicy>,
    }
}

/// A work group of Athena: where results of queries go, how they are encrypted, how much a query may read.
///
/// Makes an `AWS::Athena::WorkGroup`. Queries cost 5 dollars a terabyte that they read, 10 MB each at least.
///
/// ```
/// use ferrocdk_aws::athena::{QueryResults, WorkGroup, WorkGroupProps};
/// use ferrocdk_aws::s3::{Bucket, BucketProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let results = Bucket::new(&stack, "Results", BucketProps::new());
/// let props = WorkGroupProps::new().results(QueryResults::bucket(&results, "reports/")).bytes_scanned_cutoff(100_000_000_000_u64);
/// WorkGroup::new(&stack, "Reports", props);
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct WorkGroup {
    scope: Scope,
    resource: Owned<CfnWorkGroup>,
    name: Value<String>,
    results: Option<QueryResults>,
}

constructs!(WorkGroup);
ferrocdk_cfn::refers!(WorkGroup: athena { WorkGroupArn => arn, WorkGroupName => name });

impl From<&Self> for WorkGroup {
    fn from(group: &Self) -> Self {
        group.clone()
    }
}

impl WorkGroup {
    /// Makes a work group.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: WorkGroupProps) -> Self {
        let scope = scope.scope().child(id);
        if let Some(bytes) = props.bytes_scanned_cutoff.filter(|bytes| *bytes < LEAST_CUTOFF) {
            let diagnostic = Diagnostic::error(
                diagnostic_ids::WORK_GROUP,
                "a limit of queries is below what a query costs at least",
            )
            .at("", Some("WorkGroupConfiguration.BytesScannedCutoffPerQuery"))
            .found(format!("{bytes} bytes"))
            .allowed(format!("at least {LEAST_CUTOFF} bytes"));
            scope.report(diagnostic);
        }
        let key = props.encryption_key.or_else(|| defaults::encryption_key(&scope));
        let is_encrypted_by_key = match &props.results {
            QueryResults::Managed => key.is_some(),
            QueryResults::Bucket { bucket, .. } => key.is_some() || bucket.encryption_key().is_some(),
        };
        let mut configuration = WorkGroupConfiguration::new()
            .enforce_work_group_configuration(props.enforcement == Enforcement::WorkGroup)
            .publish_cloud_watch_metrics_enabled(true);
        configuration = match &props.results {
            QueryResults::Managed => {
                let managed = ManagedQueryResultsConfiguration::new().enabled(true);
                let managed = match &key {
                    Some(key) => {
                        let encryption = ManagedStorageEncryptionConfiguration::new();
                        managed.encryption_configuration(encryption.kms_key(key.arn()))
                    }
                    None => managed,
                };
                configuration.managed_query_results_configuration(managed)
            }
            QueryResults::Bucket { bucket, prefix } => {
                // A key of the bucket itself is the key of what is written into it.
                let encryption = match key.as_ref().or(bucket.encryption_key()) {
                    Some(key) => EncryptionConfiguration::new()
                        .encryption_option(EncryptionOption::SseKms)
                        .kms_key(key.arn()),
                    None => EncryptionConfiguration::new().encryption_option(EncryptionOption::SseS3),
                };
                let result = ResultConfiguration::new()
                    .output_location(text!("s3://{}/{}", bucket.name(), prefix.as_str()))
                    .encryption_configuration(encryption);
                configuration.result_configuration(result)
            }
        };
        if let Some(bytes) = props.bytes_scanned_cutoff {
            configuration = configuration.bytes_scanned_cutoff_per_query(i64::try_from(bytes).unwrap_or(i64::MAX));
        }
        if let Some(version) = props.engine_version {
            configuration = configuration.engine_version(EngineVersion::new().selected_engine_version(version));
        }
        // CloudFormation generates none.
        let name = props
            .work_group_name
            .unwrap_or_else(|| scope.unique_resource_name(128).into());
        let mut group = CfnWorkGroupProps::new()
            .name(name)
            .work_group_configuration(configuration)
            .state(match props.state {
                WorkGroupState::Enabled => CfnState::Enabled,
                WorkGroupState::Disabled => CfnState::Disabled,
            });
        group.description = props.description;
        let group = CfnWorkGroup::new(&scope, "Resource", props.customize.apply(group));
        acknowledge(&group, &props.results, is_encrypted_by_key);
        let policy = defaults::apply_removal_policy(&group, props.removal_policy);
        if policy == RemovalPolicy::Destroy {
            // One that has run queries is deleted with their history only if that is said.
            group.add_property_override("RecursiveDeleteOption", true);
        }
        Self {
            scope,
            name: group.reference(),
            resource: Owned::made(group),
            results: Some(props.results),
        }
    }

    /// A work group of the stack's account and region that exists, by name. Grants do not reach the bucket of its results, which nobody knows here.
    #[track_caller]
    pub fn from_work_group_name(scope: &dyn Construct, id: &str, name: impl Into<Value<String>>) -> Self {
        Self {
            scope: scope.scope().child(id),
            resource: Owned::imported(),
            name: name.into(),
            results: None,
        }
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnWorkGroup {
        self.resource.resource(&self.scope, |scope| {
            CfnWorkGroup::new(scope, "Resource", CfnWorkGroupProps::new().name("none"))
        })
    }

    /// The group's name.
    pub fn name(&self) -> Value<String> {
        self.name.clone()
    }

    /// The group's ARN.
    pub fn arn(&self) -> Value<String> {
        text!(
            "arn:{}:athena:{}:{}:workgroup/{}",
            pseudo::partition(),
            pseudo::region(),
            pseudo::account_id(),
            self.name()
        )
    }

    /// Grants on this group alone, and not on the bucket of its results.
    pub fn grants(&self) -> WorkGroupGrants {
        WorkGroupGrants::on(Target::new(self, self.arn()))
    }

    /// Lets somebody run queries and read their results, also in the bucket of results. What queries read is granted by the tables.
    #[track_caller]
    pub fn grant_query(&self, grantee: &dyn Grantee) -> Grant {
        let mut grant = self.grants().run(grantee);
        if let Some(QueryResults::Bucket { bucket, prefix }) = &self.results {
            grant.join(bucket.grants().objects(&format!("{prefix}*")).read_write(grantee));
        }
        grant
    }

    /// A metric of the group's queries of SQL by its name, such as `ProcessedBytes`.
    pub fn metric(&self, name: &str) -> Metric {
        Metric::new("AWS/Athena", name).dimension("WorkGroup", self.name())
    }

    /// Bytes that queries read, which are what they cost.
    pub fn metric_processed_bytes(&self) -> Metric {
        self.metric("ProcessedBytes").statistic(Statistic::Sum)
    }

    /// How long queries took, in milliseconds.
    pub fn metric_total_execution_time(&self) -> Metric {
        self.metric("TotalExecutionTime")
    }
}

fn acknowledge(group: &CfnWorkGroup, results: &QueryResults, is_encrypted_by_key: bool) {
    if matches!(results, QueryResults::Managed) {
        group.acknowledge(
            &[ScannerRule::Guard("CT.ATHENA.PR.1")],
            "Athena keeps the results and always encrypts them, which the rule does not know yet",
        );
    }
    if matches!(results, QueryResults::Managed) || !is_encrypted_by_key {
        group.acknowledge(
            &[ScannerRule::Guard("CT.ATHENA.PR.2")],
            "encrypted by the service; a key of the account is a choice of who deploys, since it costs and has a policy of its own",
        );
    }
}
