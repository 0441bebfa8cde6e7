//! `Scope`: the cheap handle that constructs hold on their place in the tree.

use std::cell::{Ref, RefCell, RefMut};
use std::fmt;
use std::panic::Location;
use std::rc::Rc;

use serde_json::Value as Json;

use super::{Element, NodeId, Tree};
use crate::diagnostic::Diagnostic;
use crate::stack::Stack;

/// A place in the construct tree. Cloning it copies a pointer, not the tree.
#[derive(Clone)]
pub struct Scope {
    tree: Rc<RefCell<Tree>>,
    id: NodeId,
}

/// Anything that has a place in the tree: a scope itself, an app, a stack, a resource, and every construct of yours.
///
/// A construct of your own is a struct with a `new(scope, id, props)`:
///
/// ```
/// use ferrocdk_core::{App, Construct, Scope, Stack, StackProps};
///
/// struct Line {
///     scope: Scope,
/// }
///
/// impl Line {
///     fn new(scope: &dyn Construct, id: &str) -> Self {
///         Self { scope: scope.scope().child(id) }
///     }
/// }
///
/// impl Construct for Line {
///     fn scope(&self) -> &Scope {
///         &self.scope
///     }
/// }
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let line = Line::new(&stack, "Line1");
/// assert_eq!(line.scope().path(), "plant/Line1");
/// ```
pub trait Construct {
    /// Its place in the tree.
    fn scope(&self) -> &Scope;
}

impl Construct for Scope {
    fn scope(&self) -> &Scope {
        self
    }
}

impl Scope {
    pub(crate) fn root(location: &'static Location<'static>) -> Self {
        let tree = Tree::new(location);
        let id = tree.root();
        Self {
            tree: Rc::new(RefCell::new(tree)),
            id,
        }
    }

    /// A new scope below this one, which constructs of your own put their parts into.
    ///
    /// A `/` in the id becomes `--`. An id that a sibling has already is a diagnostic at synthesis.
    #[track_caller]
    #[must_use]
    pub fn child(&self, id: &str) -> Self {
        self.add(id, Element::Plain, "ferrocdk.Construct", Location::caller())
    }

    pub(crate) fn add(
        &self,
        id: &str,
        element: Element,
        class: &'static str,
        location: &'static Location<'static>,
    ) -> Self {
        let id = self.tree_mut().add(self.id, id, element, class, location);
        self.at(id)
    }

    pub(crate) fn at(&self, id: NodeId) -> Self {
        Self {
            tree: Rc::clone(&self.tree),
            id,
        }
    }

    /// The node's number.
    pub fn node_id(&self) -> NodeId {
        self.id
    }

    /// The id given at creation.
    pub fn id(&self) -> String {
        self.tree().node(self.id).id.clone()
    }

    /// The ids from below the app to here, joined with `/`.
    pub fn path(&self) -> String {
        self.tree().path(self.id)
    }

    /// The stack that this belongs to; `None` above all stacks.
    pub fn stack(&self) -> Option<Stack> {
        let id = self.tree().stack_of(self.id)?;
        Some(Stack::from_scope(self.at(id)))
    }

    /// A context value, given to the app by the user or the CDK CLI.
    pub fn context(&self, key: &str) -> Option<Json> {
        self.tree().context.get(key).cloned()
    }

    /// Makes this construct's resources wait for all resources of `other` (rendered as `DependsOn`).
    pub fn depends_on(&self, other: &dyn Construct) {
        let other = other.scope().id;
        self.tree_mut().node_mut(self.id).dependencies.push(other);
    }

    /// Reports a mistake about this construct; it comes out at synthesis, with the path and the caller's line filled in.
    pub fn report(&self, diagnostic: Diagnostic) {
        let path = self.path();
        let property = diagnostic.property.clone();
        self.tree_mut()
            .report(diagnostic.at(path, property.as_deref()), self.id);
    }

    pub(crate) fn tree(&self) -> Ref<'_, Tree> {
        self.tree.borrow()
    }

    pub(crate) fn tree_mut(&self) -> RefMut<'_, Tree> {
        self.tree.borrow_mut()
    }
}

impl fmt::Debug for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Scope({})", self.path())
    }
}
