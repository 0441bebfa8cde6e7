//! A visitor of the tree, and the node's entry for one.

use std::fmt;
use std::rc::Rc;

use super::Scope;

/// Something that looks at every construct of a part of the tree, and may change it.
///
/// ```
/// use ferrocdk_core::{App, Aspects, CfnResource, Construct, Scope, Stack, StackProps, doc};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// CfnResource::untyped(&stack, "Queue", "AWS::SQS::Queue", doc!({}));
/// // A closure is an aspect.
/// Aspects::of(&stack).add(|scope: &Scope| {
///     if let Some(resource) = CfnResource::of(scope) {
///         resource.add_property_override("KmsMasterKeyId", "alias/aws/sqs");
///     }
/// });
/// let assembly = app.synth().unwrap();
/// let queue = &assembly.template("plant").unwrap()["Resources"]["Queue"];
/// assert_eq!(queue["Properties"]["KmsMasterKeyId"], "alias/aws/sqs");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no aspect",
    label = "expected a type that implements `Aspect`",
    note = "an aspect is a type with `fn visit(&self, scope: &Scope)`"
)]
pub trait Aspect {
    /// Looks at one construct.
    fn visit(&self, scope: &Scope);
}

impl<F: Fn(&Scope)> Aspect for F {
    fn visit(&self, scope: &Scope) {
        self(scope);
    }
}

/// When an aspect runs: lower numbers first.
///
/// ```
/// use ferrocdk_core::AspectPriority;
/// assert!(AspectPriority::MUTATING < AspectPriority::DEFAULT);
/// assert!(AspectPriority::DEFAULT < AspectPriority::READONLY);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AspectPriority(pub i32);

impl AspectPriority {
    /// For aspects that change constructs.
    pub const MUTATING: Self = Self(200);
    /// When nothing else is said.
    pub const DEFAULT: Self = Self(500);
    /// For aspects that only look.
    pub const READONLY: Self = Self(1000);
}

/// An aspect at its node.
#[derive(Clone)]
pub(crate) struct AspectEntry {
    pub(crate) priority: AspectPriority,
    pub(crate) aspect: Rc<dyn Aspect>,
}

impl fmt::Debug for AspectEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Aspect({})", self.priority.0)
    }
}
