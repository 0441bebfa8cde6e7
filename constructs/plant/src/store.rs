//! Readings in two tiers: a table for recent ones, an archive for all.

use ferrocdk_aws::Defaults;
use ferrocdk_aws::cloudwatch::{AlarmProps, Statistic};
use ferrocdk_aws::dynamodb::{Attribute, Table, TableProps, WarmThroughput};
use ferrocdk_aws::iam::Grantee;
use ferrocdk_aws::kms::Key;
use ferrocdk_aws::props;
use ferrocdk_aws::s3::{Bucket, BucketProps, LifecycleRule, StorageClass};
use ferrocdk_aws::units::Days;
use ferrocdk_contracts::{Layout, TimeForm};
use ferrocdk_core::{Construct, Diagnostic, RemovalPolicy, Scope, Value};

use crate::diagnostic_ids;
use crate::key::PlantKey;
use crate::naming::{NameOf, Naming};
use crate::part_alarm::{PartAlarm, Watch};

/// How long access logs of the archive are kept.
const ACCESS_LOG_RETENTION: Days = Days(90);
/// Days that objects are at least old before they move to Standard-IA, and that they stay there.
const LEAST_INFREQUENT: u32 = 30;

/// Where archived objects move with age, and when they are deleted.
///
/// ```
/// use ferrocdk_aws::units::Days;
/// use ferrocdk_plant::Tiers;
/// let tiers = Tiers::new().infrequent_access(Days(30)).glacier(Days(90)).expire(Days(365));
/// assert_ne!(tiers, Tiers::default());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tiers {
    infrequent_access: Option<Days>,
    glacier: Option<Days>,
    deep_archive: Option<Days>,
    expire: Option<Days>,
}

impl Default for Tiers {
    /// Glacier after 90 days, Deep Archive after 180, deleted after a year.
    fn default() -> Self {
        Self::new().glacier(Days(90)).deep_archive(Days(180)).expire(Days(365))
    }
}

impl Tiers {
    /// Objects that stay where they are written, for ever.
    #[must_use]
    pub fn new() -> Self {
        Self {
            infrequent_access: None,
            glacier: None,
            deep_archive: None,
            expire: None,
        }
    }

    /// To Standard-IA at an age of at least 30 days, which costs about half as much a GB and a cent for each GB that is read.
    #[must_use]
    pub fn infrequent_access(mut self, age: Days) -> Self {
        self.infrequent_access = Some(age);
        self
    }

    /// To Glacier at an age; at least 30 days after Standard-IA.
    #[must_use]
    pub fn glacier(mut self, age: Days) -> Self {
        self.glacier = Some(age);
        self
    }

    /// To Deep Archive at an age. Glacier is paid for 90 days, also where objects leave it before.
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

    /// The steps that are given, from the first to the last.
    pub(crate) fn steps(&self) -> Vec<(&'static str, Days)> {
        let steps = [
            ("infrequent_access", self.infrequent_access),
            ("glacier", self.glacier),
            ("deep_archive", self.deep_archive),
            ("expire", self.expire),
        ];
        steps
            .into_iter()
            .filter_map(|(name, age)| age.map(|age| (name, age)))
            .collect()
    }

    /// The first step that S3 does not take: its name, its age, and the least age that is right.
    ///
    /// Source: "Lifecycle configuration elements" of the S3 user guide.
    ///
    /// ```
    /// use ferrocdk_aws::units::Days;
    /// use ferrocdk_plant::Tiers;
    /// let tiers = Tiers::new().infrequent_access(Days(30)).glacier(Days(45));
    /// assert_eq!(tiers.misplaced(), Some(("glacier", Days(45), Days(60))));
    /// ```
    pub fn misplaced(&self) -> Option<(&'static str, Days, Days)> {
        let mut least = 1;
        for (name, age) in self.steps() {
            let is_infrequent = name == "infrequent_access";
            if is_infrequent {
                least = LEAST_INFREQUENT;
            }
            if age.0 < least {
                return Some((name, age, Days(least)));
            }
            least = age.0.saturating_add(if is_infrequent { LEAST_INFREQUENT } else { 1 });
        }
        None
    }

    pub(crate) fn lifecycle(&self) -> LifecycleRule {
        let classes = [
            (StorageClass::StandardIa, self.infrequent_access),
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

    /// The tiers, whose steps must come one after another: S3 refuses a rule that goes back. Where they do not, that is reported, and the default stands in, so that nothing else is
    /// said of it.
    pub(crate) fn checked(self, scope: &Scope) -> Self {
        let Some((name, age, least)) = self.misplaced() else {
            return self;
        };
        let diagnostic = Diagnostic::error(diagnostic_ids::TIERS, format!("the tier {name} comes too early"))
            .found(format!("{} days", age.0))
            .allowed(format!("at least {} days, after the tiers before it", least.0));
        scope.report(diagnostic);
        Self::default()
    }
}

/// The names and types of the table's keys; the functions that write must use the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableKeys {
    /// Partition key, a string: the device.
    pub device: String,
    /// Sort key: the time.
    pub time: String,
    /// Type of the sort key.
    pub time_type: TimeType,
    /// Second, since 1970, at which an item may go.
    pub expiry: String,
}

/// The type of a sort key that is a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeType {
    /// A number, in milliseconds since 1970.
    Number,
    /// Text of ISO 8601.
    Text,
}

impl TableKeys {
    /// Keys by device and millisecond, and the attribute of the expiry.
    #[must_use]
    pub fn new(device: &str, time: &str, expiry: &str) -> Self {
        Self {
            device: device.to_owned(),
            time: time.to_owned(),
            time_type: TimeType::Number,
            expiry: expiry.to_owned(),
        }
    }

    /// Has times as text of ISO 8601.
    #[must_use]
    pub fn text_time(self) -> Self {
        Self {
            time_type: TimeType::Text,
            ..self
        }
    }

    /// The keys of a layout that functions know.
    #[must_use]
    pub fn of(layout: &Layout) -> Self {
        let keys = Self::new(&layout.device, &layout.time, &layout.expiry);
        match layout.time_form {
            TimeForm::Milliseconds => keys,
            TimeForm::Iso => keys.text_time(),
        }
    }

    fn sort_key(&self) -> Attribute {
        match self.time_type {
            TimeType::Number => Attribute::number(&self.time),
            TimeType::Text => Attribute::string(&self.time),
        }
    }
}

props! {
    /// Settings of a [`HotColdStore`].
    pub struct HotColdStoreProps {
        /// The names of the table's keys.
        keys: TableKeys,
        /// Where archived objects move with age. Default: Glacier after 90 days, Deep Archive after 180, deleted after a year.
        cold: Tiers = Tiers::default(),
        /// Write units a second that the table takes at once. Default: 4,000, as every new table, and twice the highest load so far later on. Warming is paid once, about a third
        /// of a cent a unit.
        warm_writes_per_second: Option<u32>,
        /// The key that encrypts table and archive. Default: that of the scope ([`Defaults`]), else a [`PlantKey`] of its own.
        encryption_key: Option<Key>,
        /// Fate of table and archive when they leave the stack. Default: that of the scope ([`Defaults`]), else they stay with their data.
        removal_policy: Option<RemovalPolicy>,
    }
}

/// The hot table and the cold archive of a plant.
///
/// Makes a table with expiry and recovery to any second of 35 days, an archive bucket with its tiers, and a bucket for its access log. Costs 63 cents a million writes and 25 cents a
/// GB and month in the table, 2.3 cents a GB and month in the archive, falling to a tenth of a cent in Deep Archive (us-east-1).
///
/// ```
/// use ferrocdk_aws::units::Days;
/// use ferrocdk_core::{App, Stack, StackProps};
/// use ferrocdk_plant::{HotColdStore, HotColdStoreProps, TableKeys, Tiers};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let keys = TableKeys::new("deviceId", "timestamp", "ttl");
/// let tiers = Tiers::new().infrequent_access(Days(30)).glacier(Days(90));
/// HotColdStore::new(&stack, "Store", HotColdStoreProps::new(keys).cold(tiers));
/// # assert!(app.synth().is_ok());
/// ```
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
    pub fn new(scope: &dyn Construct, id: &str, props: HotColdStoreProps) -> Self {
        let scope = scope.scope().child(id);
        let tiers = props.cold.checked(&scope);
        let key = PlantKey::or_own(props.encryption_key, &scope);
        let names = Naming::of(&scope);
        let fate = props
            .removal_policy
            .or_else(|| Defaults::of(&scope).current_removal_policy());
        let mut table = TableProps::new(Attribute::string(&props.keys.device))
            .sort_key(props.keys.sort_key())
            .time_to_live_attribute(&props.keys.expiry)
            .encryption_key(&key);
        table.table_name = names.name(NameOf::Table, "readings");
        table.removal_policy = fate;
        table.warm_throughput = props
            .warm_writes_per_second
            .map(|units| WarmThroughput::new().write_units_per_second(units));
        let table = Table::new(&scope, "Hot", table);
        let mut logs = BucketProps::for_access_logs(ACCESS_LOG_RETENTION).removal_policy(RemovalPolicy::Destroy);
        logs.bucket_name = names.name(NameOf::Bucket, "logs");
        let access_log = Bucket::new(&scope, "AccessLog", logs);
        let mut archive = BucketProps::new()
            .encryption_key(&key)
            .lifecycle_rules([tiers.lifecycle()])
            .server_access_log(&access_log);
        archive.bucket_name = names.name(NameOf::Bucket, "archive");
        archive.removal_policy = fate;
        let archive = Bucket::new(&scope, "Archive", archive);
        Self { scope, table, archive }
    }

    /// The hot table.
    pub fn table(&self) -> &Table {
        &self.table
    }

    /// The archive.
    pub fn archive(&self) -> &Bucket {
        &self.archive
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
        self.table.grant_insert_items(grantee);
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
