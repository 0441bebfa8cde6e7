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
    pub fn apply(&self, policy: RemovalPolicy, types: &[&str]) {
        for resource in self.scope.find_all().iter().filter_map(CfnResource::of) {
            if types.is_empty() || types.contains(&resource.type_name().as_str()) {
                resource.apply_removal_policy(policy);
            }
        }
    }
}
