//! Readings in two tiers: a table for recent ones, an archive for all.

use ferrocdk_aws::cloudwatch::{AlarmProps, Statistic};
use ferrocdk_aws::dynamodb::{Attribute, Table, TableProps};
use ferrocdk_aws::iam::Grantee;
use ferrocdk_aws::kms::Key;
use ferrocdk_aws::s3::{Bucket, BucketProps, LifecycleRule, StorageClass};
use ferrocdk_aws::units::Days;
use ferrocdk_core::{Construct, Diagnostic, RemovalPolicy, Scope, Value};

use crate::diagnostic_ids;
use crate::part_alarm::{PartAlarm, Watch};

/// How long access logs of the archive are kept.
const ACCESS_LOG_RETENTION: Days = Days(90);

/// Where archived objects move with age, and when they are deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tiers {
    glacier: Option<Days>,
    deep_archive: Option<Days>,
    expire: Option<Days>,
}

impl Default for Tiers {
    /// Glacier after 90 days, Deep Archive after 180, deleted after a year.
    fn default() -> Self {
        Self::glacier(Days(90)).deep_archive(Days(180)).expire(Days(365))
    }
}

impl Tiers {
    /// To Glacier at an age.
    #[must_use]
    pub fn glacier(age: Days) -> Self {
        Self {
            glacier: Some(age),
            deep_archive: None,
            expire: None,
        }
    }

    /// Then to Deep Archive.
    #[must_use]
    pub fn deep_archive(mut self, age: Days) -> Self {
        self.deep_archive = Some(age);
        self
    }

    /// Deleted at an age.
    #[must_use]
    pub fn expire(mut self, age: Days) -> Self {
        self.expire = Some(age);
        self
    }

    fn lifecycle(&self) -> LifecycleRule {
        let classes = [
            (StorageClass::Glacier, self.glacier),
            (StorageClass::DeepArchive, self.deep_archive),
        ];
        // Objects are written once, so that other versions of them only come of mistakes.
        let rule = LifecycleRule::new()
            .id("age")
            .noncurrent_version_expiration(Days(7))
            .abort_incomplete_multipart_upload_after(Days(1));
        let moves = classes
            .into_iter()
            .filter_map(|(class, age)| age.map(|age| (class, age)));
        let rule = moves.fold(rule, |rule, (class, age)| rule.transition(class, age));
        match self.expire {
            Some(age) => rule.expiration(age),
            None => rule,
        }
    }

    /// The steps that are given, which must come one after another: S3 refuses a rule that goes back. Where they do not, that is reported, and the default stands in,
    /// so that nothing else is said of it.
    fn checked(self, scope: &Scope) -> Self {
        let mut rises = true;
        let steps = [
            ("glacier", self.glacier),
            ("deep archive", self.deep_archive),
            ("expire", self.expire),
        ];
        let steps: Vec<(&str, Days)> = steps
            .into_iter()
            .filter_map(|(name, age)| age.map(|age| (name, age)))
            .collect();
        for pair in steps.windows(2) {
            let [(before, earlier), (after, later)] = pair else {
                continue;
            };
            if later <= earlier {
                let diagnostic =
                    Diagnostic::error(diagnostic_ids::TIERS, format!("{after} does not come after {before}"))
                        .found(format!("{before} at {} days, {after} at {} days", earlier.0, later.0))
                        .allowed("ages that rise from tier to tier");
                scope.report(diagnostic);
                rises = false;
            }
        }
        if rises { self } else { Self::default() }
    }
}

/// The names of the table's attributes that the schema knows; the functions that write must use the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableKeys {
    /// Partition key, a string: the device.
    pub device: String,
    /// Sort key, a number: the time in milliseconds.
    pub time: String,
    /// Second, since 1970, at which an item may go.
    pub expiry: String,
}

/// Settings of a [`HotColdStore`].
#[derive(Clone, Debug)]
pub struct HotColdStoreProps {
    keys: TableKeys,
    cold: Tiers,
    removal_policy: RemovalPolicy,
}

impl HotColdStoreProps {
    /// A store with the default tiers, which goes with its stack.
    pub fn new(keys: TableKeys) -> Self {
        Self {
            keys,
            cold: Tiers::default(),
            removal_policy: RemovalPolicy::Destroy,
        }
    }

    /// Sets the tiers of the archive.
    #[must_use]
    pub fn cold(mut self, tiers: Tiers) -> Self {
        self.cold = tiers;
        self
    }

    /// Says what happens to table and archive when they leave the stack.
    #[must_use]
    pub fn removal_policy(mut self, policy: RemovalPolicy) -> Self {
        self.removal_policy = policy;
        self
    }
}

/// The hot table and the cold archive of a plant.
#[derive(Clone, Debug)]
pub struct HotColdStore {
    scope: Scope,
    table: Table,
    archive: Bucket,
}

impl Construct for HotColdStore {
    fn scope(&self) -> &Scope {
        &self.scope
    }
}

impl HotColdStore {
    /// Makes the store.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, key: &Key, props: HotColdStoreProps) -> Self {
        let scope = scope.scope().child(id);
        let tiers = props.cold.checked(&scope);
        let TableKeys { device, time, expiry } = &props.keys;
        let table = TableProps::new(Attribute::string(device))
            .sort_key(Attribute::number(time))
            .time_to_live_attribute(expiry)
            .encryption_key(key)
            .removal_policy(props.removal_policy);
        let table = Table::new(&scope, "Hot", table);
        let logs = BucketProps::for_access_logs(ACCESS_LOG_RETENTION).removal_policy(RemovalPolicy::Destroy);
        let access_log = Bucket::new(&scope, "AccessLog", logs);
        let archive = BucketProps::new()
            .encryption_key(key)
            .lifecycle_rules([tiers.lifecycle()])
            .server_access_log(&access_log)
            .removal_policy(props.removal_policy);
        let archive = Bucket::new(&scope, "Archive", archive);
        Self { scope, table, archive }
    }

    /// The table's name.
    pub fn table_name(&self) -> Value<String> {
        self.table.name()
    }

    /// The archive bucket's name.
    pub fn bucket_name(&self) -> Value<String> {
        self.archive.name()
    }

    /// Lets a grantee write into both tiers.
    pub fn grant_write(&self, grantee: &dyn Grantee) {
        self.table.grant_put_items(grantee);
        self.archive.grant_put(grantee);
    }
}

impl Watch for HotColdStore {
    fn alarms(&self) -> Vec<PartAlarm> {
        let throttled = self.table.metric_write_throttle_events();
        let text = "The hot table throttles writes; readings wait in the stream meanwhile";
        let throttled = AlarmProps::new(throttled.statistic(Statistic::Sum).at_least(1)).description(text);
        vec![PartAlarm::new("TableThrottled", "dynamodb-throttles", throttled)]
    }
}
