//! Aspects: visitors that run over a part of the tree before synthesis, in the order of their priorities, until nothing new is to visit.
//!
//! Source: `invokeAspectsV2` of aws-cdk-lib (aspect stabilization).

use std::rc::Rc;

use crate::diagnostic::{Diagnostic, ids};
use crate::node_id::NodeId;
use crate::tree::{Aspect, AspectEntry, AspectPriority, Construct, Scope};

/// The aspects of a construct, which visit it and everything below it, up to the next [`Stage`](crate::Stage), which has its own.
///
/// ```
/// use ferrocdk_core::{App, Aspects, CfnResource, RemovalPolicy, Scope, Stack, StackProps, doc};
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// Aspects::of(&app).add(|scope: &Scope| {
///     if let Some(resource) = CfnResource::of(scope) {
///         resource.apply_removal_policy(RemovalPolicy::Retain);
///     }
/// });
/// CfnResource::untyped(&stack, "Readings", "AWS::DynamoDB::Table", doc!({}));
/// let assembly = app.synth().unwrap();
/// assert_eq!(assembly.template("plant").unwrap()["Resources"]["Readings"]["DeletionPolicy"], "Retain");
/// ```
pub struct Aspects {
    scope: Scope,
}

impl Aspects {
    /// The aspects of a construct.
    pub fn of(construct: &dyn Construct) -> Self {
        Self {
            scope: construct.scope().clone(),
        }
    }

    /// Adds an aspect with the default priority.
    /// An aspect visits each construct once, also over several syntheses of one tree.
    ///
    /// ```
    /// # use ferrocdk_core::{App, Aspects, Scope, Stack, StackProps};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// let seen = std::rc::Rc::new(std::cell::RefCell::new(Vec::new()));
    /// let log = seen.clone();
    /// Aspects::of(&app).add(move |scope: &Scope| log.borrow_mut().push(scope.path()));
    /// app.synth().unwrap();
    /// assert_eq!(*seen.borrow(), ["", "plant"]);
    /// ```
    pub fn add(&self, aspect: impl Aspect + 'static) {
        self.add_with_priority(aspect, AspectPriority::DEFAULT);
    }

    /// Adds an aspect that runs at a priority.
    /// One that is added during synthesis must not have a lower number than one that has been here: it would have had to run before.
    ///
    /// ```
    /// # use ferrocdk_core::{App, AspectPriority, Aspects, CfnResource, Scope, Stack, StackProps, doc};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// # CfnResource::untyped(&stack, "Queue", "AWS::SQS::Queue", doc!({}));
    /// let delay = |seconds: i64| move |scope: &Scope| {
    ///     if let Some(resource) = CfnResource::of(scope) {
    ///         resource.add_property_override("DelaySeconds", seconds);
    ///     }
    /// };
    /// Aspects::of(&stack).add(delay(5));
    /// Aspects::of(&stack).add_with_priority(delay(0), AspectPriority::MUTATING);
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert_eq!(template["Resources"]["Queue"]["Properties"]["DelaySeconds"], 5, "the later one wins");
    /// ```
    pub fn add_with_priority(&self, aspect: impl Aspect + 'static, priority: AspectPriority) {
        let entry = AspectEntry {
            priority,
            aspect: Rc::new(aspect),
        };
        self.scope.edit_details(|details| details.aspects.push(entry));
    }
}

/// More rounds than any tree needs: an aspect that adds a construct to every construct never ends.
const MAX_ROUNDS: usize = 100;

/// Runs all aspects until nothing new is to visit.
pub(crate) fn invoke_all(root: &Scope) {
    for _ in 0..MAX_ROUNDS {
        if !round(root, root.node_id(), &[]) {
            return;
        }
    }
    let diagnostic = Diagnostic::error(ids::ASPECTS_UNSTABLE, "aspects keep adding constructs or aspects")
        .found(format!("still something to visit after {MAX_ROUNDS} rounds"))
        .help("let the aspect skip the constructs it adds");
    root.report(diagnostic);
}

/// One walk, parents first. Returns whether anything was visited that had not been before.
fn round(root: &Scope, id: NodeId, inherited: &[(NodeId, usize, AspectPriority)]) -> bool {
    // Copied, since an aspect may change the tree while it is walked.
    let (aspects, children) = {
        let tree = root.tree();
        let node = tree.node(id);
        let own = node
            .details()
            .aspects
            .iter()
            .enumerate()
            .map(|(index, entry)| (id, index, entry.priority));
        let mut aspects: Vec<_> = inherited.iter().copied().chain(own).collect();
        // Stable, so aspects of equal priority run from the outermost inwards, in the order of their addition.
        aspects.sort_by_key(|(_, _, priority)| *priority);
        (aspects, node.children.clone())
    };
    let mut visited = false;
    for (owner, index, priority) in &aspects {
        visited |= visit(root, id, (*owner, *index), *priority);
    }
    for child in children {
        // A stage has its own aspects, and takes none from outside.
        let is_stage = root.tree().stage(child).is_some();
        visited |= round(root, child, if is_stage { &[] } else { &aspects });
    }
    visited
}

fn visit(root: &Scope, id: NodeId, aspect: (NodeId, usize), priority: AspectPriority) -> bool {
    let scope = root.at(id);
    // The tree is free again before the aspect runs, which reads and changes it.
    let run = {
        let mut tree = root.tree_mut();
        let last = {
            let node = tree.node_mut(id).details_mut();
            if node.visited_by.iter().any(|(before, _)| *before == aspect) {
                return false;
            }
            let last = node.visited_by.iter().map(|(_, priority)| *priority).max();
            node.visited_by.push((aspect, priority));
            last
        };
        let entry = tree.node(aspect.0).details().aspects.get(aspect.1).cloned();
        (entry, last.filter(|last| *last > priority))
    };
    let (Some(entry), too_late) = run else { return false };
    if let Some(last) = too_late {
        let diagnostic = Diagnostic::error(
            ids::ASPECT_TOO_LATE,
            "an aspect was added after one of a later priority had run here",
        )
        .found(format!("priority {} after {}", priority.0, last.0))
        .help("add the aspect before synthesis, or with a later priority");
        scope.report(diagnostic);
        return false;
    }
    entry.aspect.visit(&scope);
    true
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;
    use crate::{App, CfnResource, Environment, Stack, StackProps, Stage, doc};

    fn recorder(log: &Rc<RefCell<Vec<String>>>, name: &'static str) -> impl Aspect + 'static {
        let log = Rc::clone(log);
        move |scope: &Scope| log.borrow_mut().push(format!("{name}:{}", scope.path()))
    }

    #[test]
    fn lower_priorities_run_first_and_outer_before_inner() {
        let app = App::new();
        let stack = Stack::new(&app, "s", StackProps::default());
        let log = Rc::default();
        Aspects::of(&stack).add(recorder(&log, "inner"));
        Aspects::of(&app).add(recorder(&log, "outer"));
        Aspects::of(&stack).add_with_priority(recorder(&log, "first"), AspectPriority::MUTATING);
        app.synth().unwrap();
        app.synth().unwrap();
        assert_eq!(
            *log.borrow(),
            ["outer:", "first:s", "outer:s", "inner:s"],
            "each construct is visited once"
        );
    }

    #[test]
    fn what_an_aspect_adds_is_visited_too() {
        let app = App::new();
        let stack = Stack::new(&app, "s", StackProps::default());
        Aspects::of(&stack).add(|scope: &Scope| {
            if scope.path() == "s" {
                CfnResource::untyped(scope, "Added", "Custom::A", doc!({}));
            } else if let Some(resource) = CfnResource::of(scope) {
                resource.add_property_override("Seen", true);
            }
        });
        let assembly = app.synth().unwrap();
        assert_eq!(
            assembly.template("s").unwrap()["Resources"]["Added"]["Properties"]["Seen"],
            true
        );
    }

    #[test]
    fn a_stage_has_its_own_aspects() {
        let app = App::new();
        let stage = Stage::new(&app, "dev", Environment::default());
        Stack::new(&stage, "s", StackProps::default());
        let log = Rc::default();
        Aspects::of(&app).add(recorder(&log, "app"));
        Aspects::of(&stage).add(recorder(&log, "stage"));
        app.synth().unwrap();
        assert_eq!(*log.borrow(), ["app:", "stage:dev", "stage:dev/s"]);
    }

    #[test]
    fn an_aspect_without_end_is_reported() {
        let app = App::new();
        let stack = Stack::new(&app, "s", StackProps::default());
        Aspects::of(&stack).add(|scope: &Scope| drop(scope.child("More")));
        assert_eq!(app.synth().unwrap_err().0[0].id, ids::ASPECTS_UNSTABLE);
    }
}
