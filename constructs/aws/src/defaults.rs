//! `Defaults`: what constructs below a scope take where they are told nothing else.

use ferrocdk_core::{CfnResource, Construct, RemovalPolicy, Scope, Value};
use ferrocdk_fingerprint::Architecture;

use crate::kms::Key;
use crate::units::Days;

/// Settings that hold for every construct below a scope, unless it is given its own.
///
/// They are what AWS CDK's property injectors are for, with types. The nearest scope that says something wins, setting by setting. Constructs read
/// them when they are made, so they are given first.
///
/// ```
/// use ferrocdk_aws::Defaults;
/// use ferrocdk_aws::kms::{Key, KeyProps};
/// use ferrocdk_aws::sqs::{Queue, QueueProps};
/// use ferrocdk_core::{App, RemovalPolicy, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let key = Key::new(&stack, "Key", KeyProps::new());
/// Defaults::of(&stack).encryption_key(&key).removal_policy(RemovalPolicy::Destroy);
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
    pub fn encryption_key(self, key: impl Into<Key>) -> Self {
        let key = key.into();
        self.set(|settings| settings.encryption_key = Some(key))
    }

    /// Says what happens to resources that hold data when they leave their stack. Without it they stay
    /// ([`RemovalPolicy::RetainExceptOnCreate`]), so that nothing is lost by a mistake in a program. A snapshot is taken of those that can have one; the
    /// others stay.
    pub fn removal_policy(self, policy: RemovalPolicy) -> Self {
        self.set(|settings| settings.removal_policy = Some(policy))
    }

    /// Sets how long logs are kept. Without it a year, as audits ask for.
    pub fn log_retention(self, retention: impl Into<Days>) -> Self {
        let retention = retention.into();
        self.set(|settings| settings.log_retention = Some(retention))
    }

    /// Sets the processors that functions run on.
    pub fn architecture(self, architecture: Architecture) -> Self {
        self.set(|settings| settings.architecture = Some(architecture))
    }

    /// Tells a topic of every alarm. A topic of this app lets alarms publish from then on; one by its ARN has to do so already.
    #[cfg(feature = "cloudwatch")]
    pub fn alarm_topic(self, topic: impl Into<crate::cloudwatch::AlarmAction>) -> Self {
        let topic = topic.into().arn;
        self.set(|settings| settings.alarm_topic = Some(topic))
    }

    /// The key that holds here, for constructs that are made of others.
    pub fn current_encryption_key(&self) -> Option<Key> {
        encryption_key(&self.scope)
    }

    /// The fate of what holds data that holds here, for constructs that are made of others.
    pub fn current_removal_policy(&self) -> Option<RemovalPolicy> {
        nearest(&self.scope, |settings| settings.removal_policy)
    }

    fn set(self, change: impl FnOnce(&mut Settings)) -> Self {
        let mut settings = self.scope.extension::<Settings>().unwrap_or_default();
        change(&mut settings);
        self.scope.set_extension(settings);
        self
    }
}

fn nearest<T>(scope: &Scope, setting: impl Fn(Settings) -> Option<T>) -> Option<T> {
    let lineage = std::iter::successors(Some(scope.clone()), Scope::parent);
    lineage
        .filter_map(|scope| scope.extension::<Settings>())
        .find_map(setting)
}

/// The key that holds at a scope.
pub(crate) fn encryption_key(scope: &Scope) -> Option<Key> {
    nearest(scope, |settings| settings.encryption_key)
}

/// How long logs are kept at a scope.
pub(crate) fn log_retention(scope: &Scope) -> Option<Days> {
    nearest(scope, |settings| settings.log_retention)
}

/// The processors of functions at a scope.
pub(crate) fn architecture(scope: &Scope) -> Option<Architecture> {
    nearest(scope, |settings| settings.architecture)
}

/// The topic that alarms tell at a scope.
pub(crate) fn alarm_topic(scope: &Scope) -> Option<Value<String>> {
    nearest(scope, |settings| settings.alarm_topic)
}

/// Gives a resource that holds data the fate that it was given, else that of the scope, else it stays. Returns which.
pub(crate) fn apply_removal_policy(resource: &CfnResource, given: Option<RemovalPolicy>) -> RemovalPolicy {
    let of_scope = || {
        let policy = nearest(resource.scope(), |settings| settings.removal_policy)?;
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
