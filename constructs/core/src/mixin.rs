//! Mixins: features that are added to constructs which support them.

use crate::resource::{CfnResource, RemovalPolicy};
use crate::tree::{Construct, Scope};

/// A feature, such as versioning or encryption, that can be added to some constructs.
///
/// ```
/// use ferrocdk_core::{App, CfnResource, Construct, Mixin, Mixins, Scope, Stack, StackProps, doc};
///
/// struct Versioned;
///
/// impl Mixin for Versioned {
///     fn supports(&self, scope: &Scope) -> bool {
///         CfnResource::of(scope).is_some_and(|resource| resource.type_name() == "AWS::S3::Bucket")
///     }
///     fn apply(&self, scope: &Scope) {
///         if let Some(bucket) = CfnResource::of(scope) {
///             bucket.add_property_override("VersioningConfiguration.Status", "Enabled");
///         }
///     }
/// }
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// CfnResource::untyped(&stack, "Archive", "AWS::S3::Bucket", doc!({}));
/// assert_eq!(Mixins::of(&stack).apply(&Versioned), 1);
/// ```
#[diagnostic::on_unimplemented(message = "`{Self}` is no mixin", label = "expected a type that implements `Mixin`")]
pub trait Mixin {
    /// Whether the feature can be added to this construct.
    fn supports(&self, scope: &Scope) -> bool;

    /// Adds the feature.
    fn apply(&self, scope: &Scope);
}

/// A construct and everything below it, as targets of mixins.
///
/// ```
/// # use ferrocdk_core::{App, CfnResource, Mixin, Mixins, Scope, Stack, StackProps, doc};
/// # let app = App::new();
/// # let stack = Stack::new(&app, "plant", StackProps::default());
/// /// Encrypts queues with a key of the service.
/// struct Encrypted;
///
/// impl Mixin for Encrypted {
///     fn supports(&self, scope: &Scope) -> bool {
///         CfnResource::of(scope).is_some_and(|resource| resource.type_name() == "AWS::SQS::Queue")
///     }
///     fn apply(&self, scope: &Scope) {
///         CfnResource::of(scope).unwrap().add_property_override("SqsManagedSseEnabled", true);
///     }
/// }
///
/// CfnResource::untyped(&stack, "Queue", "AWS::SQS::Queue", doc!({}));
/// CfnResource::untyped(&stack, "Topic", "AWS::SNS::Topic", doc!({}));
/// assert_eq!(Mixins::of(&app).apply(&Encrypted), 1, "a topic is none that it supports");
/// # let template = app.synth().unwrap().template("plant").unwrap().clone();
/// assert_eq!(template["Resources"]["Queue"]["Properties"]["SqsManagedSseEnabled"], true);
/// ```
pub struct Mixins {
    scope: Scope,
}

impl Mixins {
    /// The construct and everything below it.
    pub fn of(construct: &dyn Construct) -> Self {
        Self {
            scope: construct.scope().clone(),
        }
    }

    /// Adds a feature to all that support it now, and says how many did. An [aspect](crate::Aspects) reaches what is made later, too.
    pub fn apply(&self, mixin: &dyn Mixin) -> usize {
        // Found before the first is changed: what a feature makes is no target of the same call.
        let targets: Vec<Scope> = self
            .scope
            .find_all()
            .into_iter()
            .filter(|scope| mixin.supports(scope))
            .collect();
        targets.iter().for_each(|scope| mixin.apply(scope));
        targets.len()
    }
}

/// Sets the removal policy of all resources below a construct.
///
/// ```
/// use ferrocdk_core::{App, CfnResource, RemovalPolicies, RemovalPolicy, Stack, StackProps, doc};
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// CfnResource::untyped(&stack, "Readings", "AWS::DynamoDB::Table", doc!({}));
/// RemovalPolicies::of(&app).apply(RemovalPolicy::Retain, &[]);
/// let assembly = app.synth().unwrap();
/// assert_eq!(assembly.template("plant").unwrap()["Resources"]["Readings"]["DeletionPolicy"], "Retain");
/// ```
pub struct RemovalPolicies {
    scope: Scope,
}

impl RemovalPolicies {
    /// All resources at or below a construct.
    pub fn of(construct: &dyn Construct) -> Self {
        Self {
            scope: construct.scope().clone(),
        }
    }

    /// Sets the policy on all resources that are there, or on those of the given types only.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnResource, RemovalPolicies, RemovalPolicy, Stack, StackProps, doc};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// # let queue = CfnResource::untyped(&stack, "Queue", "AWS::SQS::Queue", doc!({}));
    /// # CfnResource::untyped(&stack, "Readings", "AWS::DynamoDB::Table", doc!({}));
    /// RemovalPolicies::of(&stack).apply(RemovalPolicy::Retain, &["AWS::DynamoDB::Table"]);
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert_eq!(template["Resources"]["Readings"]["DeletionPolicy"], "Retain");
    /// assert!(template["Resources"]["Queue"].get("DeletionPolicy").is_none());
    /// ```
    pub fn apply(&self, policy: RemovalPolicy, types: &[&str]) {
        for resource in self.scope.find_all().iter().filter_map(CfnResource::of) {
            if types.is_empty() || types.contains(&resource.type_name().as_str()) {
                resource.apply_removal_policy(policy);
            }
        }
    }
}
