//! `Scope`: the cheap handle that constructs hold on their place in the tree.

use std::cell::{Ref, RefCell, RefMut};
use std::fmt;
use std::panic::Location;
use std::rc::Rc;

use ferrocdk_assembly::MetadataEntry;
use serde_json::Value as Json;
use sha1::{Digest, Sha1};

use super::Tree;
use super::node::Details;
use crate::diagnostic::Diagnostic;
use crate::hex::hex;
use crate::node_data::{Element, ElementData};
use crate::node_id::NodeId;

/// A place in the construct tree. Cloning it copies a pointer, not the tree.
///
/// ```
/// use ferrocdk_core::{App, Construct, Stack, StackProps};
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let line = stack.scope().child("Line1");
/// assert_eq!(line.path(), "plant/Line1");
/// assert_eq!(app.scope().find("plant/Line1").unwrap().node_id(), line.node_id());
/// ```
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
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no place in the construct tree",
    label = "expected a scope: an app, a stack, or another construct, by reference",
    note = "a construct of your own implements `Construct` by giving the `Scope` that it was made with"
)]
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
    ///
    /// ```
    /// # use ferrocdk_core::{App, Construct, Stack, StackProps};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// assert_eq!(stack.scope().child("north/south").id(), "north--south");
    /// ```
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
    /// It tells nodes apart, also those of two apps; it says nothing else and is no part of any output.
    ///
    /// ```
    /// # use ferrocdk_core::{App, Construct, Stack, StackProps};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// assert_eq!(stack.scope().root_scope().node_id(), app.scope().node_id());
    /// ```
    pub fn node_id(&self) -> NodeId {
        self.id
    }

    /// The id given at creation.
    ///
    /// ```
    /// # use ferrocdk_core::{App, Construct, Stack, StackProps};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// assert_eq!(stack.scope().id(), "plant");
    /// assert_eq!(app.scope().id(), "", "the app has none");
    /// ```
    pub fn id(&self) -> String {
        self.tree().node(self.id).id.to_string()
    }

    /// The ids from below the app to here, joined with `/`.
    ///
    /// ```
    /// # use ferrocdk_core::{App, Construct, Stack, StackProps};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// assert_eq!(stack.scope().child("Line1").child("Press").path(), "plant/Line1/Press");
    /// ```
    pub fn path(&self) -> String {
        self.tree().path(self.id)
    }

    /// The construct above; `None` for the app.
    ///
    /// ```
    /// # use ferrocdk_core::{App, Construct, Stack, StackProps};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// assert_eq!(stack.scope().child("Line1").parent().unwrap().path(), "plant");
    /// assert!(app.scope().parent().is_none());
    /// ```
    pub fn parent(&self) -> Option<Self> {
        let parent = self.tree().node(self.id).parent?;
        Some(self.at(parent))
    }

    /// The app.
    ///
    /// ```
    /// # use ferrocdk_core::{App, Construct, Stack, StackProps};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// assert!(stack.scope().child("Line1").root_scope().parent().is_none());
    /// ```
    pub fn root_scope(&self) -> Self {
        let root = self.tree().root();
        self.at(root)
    }

    /// The constructs directly below, in the order of their creation.
    ///
    /// ```
    /// # use ferrocdk_core::{App, Construct, Stack, StackProps};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// let made = ["Line2", "Line1"].map(|id| stack.scope().child(id));
    /// let found = stack.scope().children();
    /// assert_eq!(found.iter().map(|line| line.id()).collect::<Vec<_>>(), made.map(|line| line.id()));
    /// ```
    pub fn children(&self) -> Vec<Self> {
        let children: Vec<NodeId> = self.tree().node(self.id).children.clone();
        children.into_iter().map(|id| self.at(id)).collect()
    }

    /// The child with an id.
    ///
    /// ```
    /// # use ferrocdk_core::{App, Construct, Stack, StackProps};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// # let line = stack.scope().child("Line1");
    /// assert_eq!(stack.scope().find_child("Line1").unwrap().path(), "plant/Line1");
    /// assert!(app.scope().find_child("Line1").is_none(), "it is not directly below");
    /// ```
    pub fn find_child(&self, id: &str) -> Option<Self> {
        let child = self.tree().child(self.id, id)?;
        Some(self.at(child))
    }

    /// The construct at a path below this one, such as `Ingest/Stream`.
    ///
    /// ```
    /// # use ferrocdk_core::{App, Construct, Stack, StackProps};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// # let press = stack.scope().child("Line1").child("Press");
    /// assert_eq!(stack.scope().find("Line1/Press").unwrap().id(), "Press");
    /// ```
    pub fn find(&self, path: &str) -> Option<Self> {
        path.split('/').try_fold(self.clone(), |scope, id| scope.find_child(id))
    }

    /// This construct and everything below it, parents first.
    ///
    /// ```
    /// # use ferrocdk_core::{App, Construct, Stack, StackProps};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// # let press = stack.scope().child("Line1").child("Press");
    /// let paths: Vec<String> = stack.scope().find_all().iter().map(|scope| scope.path()).collect();
    /// assert_eq!(paths, ["plant", "plant/Line1", "plant/Line1/Press"]);
    /// ```
    pub fn find_all(&self) -> Vec<Self> {
        let all = self.tree().descendants(self.id);
        all.into_iter().map(|id| self.at(id)).collect()
    }

    /// Takes a child, and everything below it, out of the tree. Values that refer to it are reported at synthesis. Returns whether it was there.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnOutput, CfnResource, Construct, Stack, StackProps, diagnostic_ids, doc};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// # let queue = CfnResource::untyped(&stack, "Queue", "AWS::SQS::Queue", doc!({}));
    /// CfnOutput::new(&stack, "Url", queue.reference());
    /// assert!(stack.scope().remove_child("Queue"));
    /// assert_eq!(app.synth().unwrap_err().0[0].id, diagnostic_ids::REMOVED_REFERENCE);
    /// ```
    pub fn remove_child(&self, id: &str) -> bool {
        self.tree_mut().remove_child(self.id, id)
    }

    /// Gives an element of a template (a resource, parameter, output …) a fixed logical id, for adopting a stack that exists; letters and
    /// digits only.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnOutput, Construct, Stack, StackProps};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// CfnOutput::new(&stack, "Topic", "plant/readings").scope().override_logical_id("TopicOfOldStack");
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert_eq!(template["Outputs"]["TopicOfOldStack"]["Value"], "plant/readings");
    /// ```
    pub fn override_logical_id(&self, logical_id: &str) {
        self.edit_details(|details| details.logical_id = Some(logical_id.to_owned()));
    }

    /// The address: the same for the same path, different for different ones, without characters that need care.
    ///
    /// Source: `Node.addr` of the constructs library: `c8` and the SHA-1 of the path, without hidden components.
    ///
    /// ```
    /// # use ferrocdk_core::{App, Construct, Stack, StackProps};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// let address = stack.scope().address();
    /// assert!(address.len() == 42 && address.starts_with("c8"));
    /// assert_eq!(stack.scope().child("Default").address(), address, "`Default` adds nothing");
    /// ```
    pub fn address(&self) -> String {
        let tree = self.tree();
        let mut ids: Vec<&str> = tree.lineage(self.id).map(|id| tree.node(id).id.as_str()).collect();
        ids.reverse();
        let mut hash = Sha1::new();
        for id in ids.into_iter().filter(|id| *id != "Default") {
            hash.update(id.as_bytes());
            hash.update(b"\n");
        }
        format!("c8{}", hex(&hash.finalize()))
    }

    /// Leaves an entry about this construct in the manifest, for tools that read assemblies. It is no part of any template.
    ///
    /// ```
    /// use ferrocdk_core::{App, Construct, Stack, StackProps};
    /// let app = App::new();
    /// let stack = Stack::new(&app, "plant", StackProps::default());
    /// stack.scope().add_metadata("plant:owner", "press shop");
    /// let assembly = app.synth().unwrap();
    /// let (_, manifest) = assembly.files().find(|(name, _)| *name == "manifest.json").unwrap();
    /// assert!(manifest.contains("press shop"));
    /// ```
    pub fn add_metadata(&self, kind: &str, data: impl Into<Json>) {
        let entry = MetadataEntry::new(kind, data);
        self.edit_details(|details| details.metadata.push(entry));
    }

    /// Makes this construct's resources wait for all resources of `other` (rendered as `DependsOn`).
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnResource, Construct, Stack, StackProps, doc};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// # let queue = CfnResource::untyped(&stack, "Queue", "AWS::SQS::Queue", doc!({}));
    /// let line = stack.scope().child("Line1");
    /// CfnResource::untyped(&line, "Topic", "AWS::SNS::Topic", doc!({}));
    /// line.depends_on(&queue);
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// let resources = template["Resources"].as_object().unwrap();
    /// assert!(resources.values().any(|resource| resource["DependsOn"][0] == "Queue"));
    /// ```
    pub fn depends_on(&self, other: &dyn Construct) {
        let other = other.scope().id;
        self.edit_details(|details| details.dependencies.push(other));
    }

    /// Reports a mistake about this construct; it comes out at synthesis, with the path filled in, and the line that made the construct where the
    /// diagnostic names no other ([`Diagnostic::located`]).
    ///
    /// ```
    /// # use ferrocdk_core::{App, Construct, Diagnostic, Stack, StackProps};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// stack.scope().report(Diagnostic::error("P0001", "the plant is empty").help("add a line"));
    /// let mistakes = app.synth().unwrap_err();
    /// assert_eq!((mistakes.0[0].id, mistakes.0[0].construct.as_str()), ("P0001", "plant"));
    /// ```
    pub fn report(&self, diagnostic: Diagnostic) {
        let path = self.path();
        let property = diagnostic.property.clone();
        self.tree_mut()
            .report(diagnostic.at(path, property.as_deref()), self.id);
    }

    /// Gives what `look` sees in the node's data; `None` where its element is of another kind.
    pub(crate) fn read<D: ElementData, T>(&self, look: impl FnOnce(&D) -> T) -> Option<T> {
        self.tree().data(self.id).map(look)
    }

    /// Changes the node's data. Gives what `change` gives; `None` where the element is of another kind.
    pub(crate) fn edit<D: ElementData, T>(&self, change: impl FnOnce(&mut D) -> T) -> Option<T> {
        self.tree_mut().data_mut(self.id).map(change)
    }

    /// Changes what the node has besides its element.
    pub(crate) fn edit_details<T>(&self, change: impl FnOnce(&mut Details) -> T) -> T {
        change(self.tree_mut().node_mut(self.id).details_mut())
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
