//! `Defaults`: what constructs below a scope take where they are told nothing else.

use std::panic::Location;
use std::rc::Rc;

use ferrocdk_core::{CfnResource, Construct, Diagnostic, RemovalPolicy, Scope, Value};
use ferrocdk_fingerprint::Architecture;

use crate::diagnostic_ids;
use crate::kms::Key;
use crate::units::Days;

/// Settings that hold for every construct below a scope, unless it is given its own.
///
/// They are what AWS CDK's property injectors are for, with types. The nearest scope that says something wins, setting by setting. Constructs read
/// them when they are made, so they are given first; of one that comes too late for something below, a
/// warning tells. So the fate of data is said before the key is made, which is such data too.
///
/// ```
/// use ferrocdk_aws::Defaults;
/// use ferrocdk_aws::kms::{Key, KeyProps};
/// use ferrocdk_aws::sqs::{Queue, QueueProps};
/// use ferrocdk_core::{App, RemovalPolicy, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// Defaults::of(&stack).removal_policy(RemovalPolicy::Destroy);
/// Defaults::of(&stack).encryption_key(Key::new(&stack, "Key", KeyProps::new()));
///
/// Queue::new(&stack, "Jobs", QueueProps::new());
/// let template = app.synth().unwrap().template("plant").unwrap().clone();
/// let resources = template["Resources"].as_object().unwrap();
/// let queue = resources.values().find(|resource| resource["Type"] == "AWS::SQS::Queue").unwrap();
/// assert_eq!(queue["DeletionPolicy"], "Delete");
/// assert!(queue["Properties"]["KmsMasterKeyId"].is_object());
/// ```
#[derive(Clone, Debug)]
pub struct Defaults {
    scope: Scope,
}

#[derive(Clone, Debug, Default)]
struct Settings {
    encryption_key: Option<Key>,
    removal_policy: Option<RemovalPolicy>,
    log_retention: Option<Days>,
    architecture: Option<Architecture>,
    alarm_topic: Option<Value<String>>,
}

impl Defaults {
    /// The defaults of everything below a construct.
    pub fn of(construct: &dyn Construct) -> Self {
        Self {
            scope: construct.scope().clone(),
        }
    }

    /// Encrypts everything that can be with a key of the account. Without it, each service encrypts with a key of its own, which costs nothing and
    /// whose use no policy decides on.
    #[track_caller]
    pub fn encryption_key(self, key: impl Into<Key>) -> Self {
        let key = key.into();
        self.set(Setting::EncryptionKey, |settings| {
            let before = settings.encryption_key.replace(key.clone());
            before.is_none_or(|before| before.arn() != key.arn())
        })
    }

    /// Says what happens to resources that hold data when they leave their stack. Without it they stay
    /// ([`RemovalPolicy::RetainExceptOnCreate`]), so that nothing is lost by a mistake in a program. A snapshot is taken of those that can have one; the
    /// others stay.
    #[track_caller]
    pub fn removal_policy(self, policy: RemovalPolicy) -> Self {
        self.set(Setting::RemovalPolicy, |settings| {
            settings.removal_policy.replace(policy) != Some(policy)
        })
    }

    /// Sets how long logs are kept. Without it a year, as audits ask for.
    #[track_caller]
    pub fn log_retention(self, retention: impl Into<Days>) -> Self {
        let retention = retention.into();
        self.set(Setting::LogRetention, |settings| {
            settings.log_retention.replace(retention) != Some(retention)
        })
    }

    /// Sets the processors that functions run on.
    #[track_caller]
    pub fn architecture(self, architecture: Architecture) -> Self {
        self.set(Setting::Architecture, |settings| {
            settings.architecture.replace(architecture) != Some(architecture)
        })
    }

    /// Tells a topic of every alarm. A topic of this app lets alarms publish from then on; one by its ARN has to do so already.
    #[cfg(feature = "cloudwatch")]
    #[track_caller]
    pub fn alarm_topic(self, topic: impl Into<crate::cloudwatch::AlarmAction>) -> Self {
        let topic = topic.into().arn;
        self.set(Setting::AlarmTopic, |settings| {
            settings.alarm_topic.replace(topic.clone()) != Some(topic)
        })
    }

    /// The key that holds here, for constructs that are made of others.
    pub fn current_encryption_key(&self) -> Option<Key> {
        nearest(&self.scope, |settings| settings.encryption_key)
    }

    /// The fate of what holds data that holds here, for constructs that are made of others.
    pub fn current_removal_policy(&self) -> Option<RemovalPolicy> {
        nearest(&self.scope, |settings| settings.removal_policy)
    }

    /// Makes a change, which tells whether it is one, and reports one that comes too late for something below.
    #[track_caller]
    fn set(self, setting: Setting, change: impl FnOnce(&mut Settings) -> bool) -> Self {
        let mut settings = self.scope.extension::<Settings>().unwrap_or_default();
        let has_changed = change(&mut settings);
        self.scope.set_extension(settings);
        let readers = self.scope.extension::<Readers>().unwrap_or_default();
        if let Some(reader) = readers.0[setting as usize].as_ref().filter(|_| has_changed) {
            let diagnostic = Diagnostic::warning(
                diagnostic_ids::LATE_DEFAULT,
                format!(
                    "a default of {} comes too late for what was made before",
                    setting.word()
                ),
            )
            .located(Location::caller())
            .found(format!("`{reader}`, which was made without it"))
            .allowed("defaults that are set before the constructs that they hold for are made")
            .help("move `Defaults::of(..)` up, or give the setting to the construct itself");
            self.scope.report(diagnostic);
        }
        self
    }
}

/// The settings, as places of [`Readers`].
#[derive(Clone, Copy)]
enum Setting {
    EncryptionKey,
    RemovalPolicy,
    LogRetention,
    Architecture,
    #[cfg_attr(not(feature = "cloudwatch"), allow(dead_code, reason = "alarms are of that feature"))]
    AlarmTopic,
}

impl Setting {
    const COUNT: usize = 5;

    fn word(self) -> &'static str {
        match self {
            Self::EncryptionKey => "the encryption key",
            Self::RemovalPolicy => "the removal policy",
            Self::LogRetention => "the retention of logs",
            Self::Architecture => "the architecture",
            Self::AlarmTopic => "the topic of alarms",
        }
    }
}

/// Path of the construct at or below a scope that asked for a setting first, for each of them.
#[derive(Clone, Debug, Default)]
struct Readers([Option<Rc<str>>; Setting::COUNT]);

fn lineage(scope: &Scope) -> impl Iterator<Item = Scope> {
    std::iter::successors(Some(scope.clone()), Scope::parent)
}

fn nearest<T>(scope: &Scope, value: impl Fn(Settings) -> Option<T>) -> Option<T> {
    lineage(scope)
        .filter_map(|scope| scope.extension::<Settings>())
        .find_map(value)
}

/// Path of the construct that a resource is the only or first one of, as its user knows it.
fn construct_of(scope: &Scope) -> Rc<str> {
    let of = scope
        .parent()
        .filter(|_| ["Resource", "Default"].contains(&scope.id().as_str()));
    of.map_or_else(|| scope.path(), |of| of.path()).into()
}

/// The value that holds at a scope, for a construct that is made there; who asked is remembered wherever the setting would have had to stand.
fn read<T>(scope: &Scope, setting: Setting, value: impl Fn(Settings) -> Option<T>) -> Option<T> {
    let mut reader: Option<Rc<str>> = None;
    for place in lineage(scope) {
        let mut readers = place.extension::<Readers>().unwrap_or_default();
        let first = &mut readers.0[setting as usize];
        if first.is_none() {
            *first = Some(Rc::clone(reader.get_or_insert_with(|| construct_of(scope))));
            place.set_extension(readers);
        }
        if let Some(found) = place.extension::<Settings>().and_then(&value) {
            return Some(found);
        }
    }
    None
}

/// The key that holds at a scope.
pub(crate) fn encryption_key(scope: &Scope) -> Option<Key> {
    read(scope, Setting::EncryptionKey, |settings| settings.encryption_key)
}

/// How long logs are kept at a scope.
pub(crate) fn log_retention(scope: &Scope) -> Option<Days> {
    read(scope, Setting::LogRetention, |settings| settings.log_retention)
}

/// The processors of functions at a scope.
pub(crate) fn architecture(scope: &Scope) -> Option<Architecture> {
    read(scope, Setting::Architecture, |settings| settings.architecture)
}

/// The topic that alarms tell at a scope.
pub(crate) fn alarm_topic(scope: &Scope) -> Option<Value<String>> {
    read(scope, Setting::AlarmTopic, |settings| settings.alarm_topic)
}

/// Gives a resource that holds data the fate that it was given, else that of the scope, else it stays. Returns which.
pub(crate) fn apply_removal_policy(resource: &CfnResource, given: Option<RemovalPolicy>) -> RemovalPolicy {
    let of_scope = || {
        let policy = read(resource.scope(), Setting::RemovalPolicy, |settings| {
            settings.removal_policy
        })?;
        let no_snapshot = policy == RemovalPolicy::Snapshot && !ferrocdk_facts::takes_snapshots(&resource.type_name());
        (!no_snapshot).then_some(policy)
    };
    let policy = given.or_else(of_scope).unwrap_or(RemovalPolicy::RetainExceptOnCreate);
    resource.apply_removal_policy(policy);
    policy
}

/// Leaves what was made for a resource as long as that stays: AWS refuses to delete what one uses, and with it the deletion of the whole stack.
pub(crate) fn stay_with<'a>(policy: RemovalPolicy, made: impl IntoIterator<Item = &'a CfnResource>) {
    if matches!(policy, RemovalPolicy::Retain | RemovalPolicy::RetainExceptOnCreate) {
        made.into_iter()
            .for_each(|resource| resource.apply_removal_policy(policy));
    }
}
