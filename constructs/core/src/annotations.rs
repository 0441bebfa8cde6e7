//! Messages that constructs leave for whoever deploys them.

use crate::diagnostic::Severity;
use crate::node_data::Annotation;
use crate::node_id::NodeId;
use crate::tree::{Construct, Scope, Tree};

/// The messages of a construct.
///
/// Infos and warnings stand in the manifest, where the CDK CLI shows them too; an error forbids synthesis.
///
/// ```
/// use ferrocdk_core::{Annotations, App, Stack, StackProps};
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// Annotations::of(&stack).add_warning("plant:oneZone", "the plant has one zone only");
/// assert_eq!(app.synth().unwrap().warnings().len(), 1);
/// Annotations::of(&stack).acknowledge_warning("plant:oneZone", "a test plant");
/// assert_eq!(app.synth().unwrap().warnings().len(), 0);
/// ```
pub struct Annotations {
    scope: Scope,
}

impl Annotations {
    /// The messages of a construct.
    ///
    /// ```
    /// # use ferrocdk_core::{Annotations, App, Stack, StackProps};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// Annotations::of(&stack).add_info("made for the press shop");
    /// assert_eq!(app.synth().unwrap().warnings()[0].construct, "plant");
    /// ```
    pub fn of(construct: &dyn Construct) -> Self {
        Self {
            scope: construct.scope().clone(),
        }
    }

    fn push(&self, annotation: Annotation) {
        self.scope.edit_details(|details| {
            if !details.annotations.contains(&annotation) {
                details.annotations.push(annotation);
            }
        });
    }

    /// Says something that asks for nothing.
    /// The same message twice at one construct counts once, here as in the other methods.
    ///
    /// ```
    /// # use ferrocdk_core::{Annotations, App, Severity, Stack, StackProps};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// Annotations::of(&stack).add_info("made for the press shop");
    /// assert_eq!(app.synth().unwrap().warnings()[0].severity, Severity::Info);
    /// ```
    pub fn add_info(&self, message: &str) {
        self.push(Annotation {
            severity: Severity::Info,
            id: None,
            message: message.to_owned(),
        });
    }

    /// Says what should be looked at before deploying. The id is public contract: users acknowledge the warning by it.
    ///
    /// ```
    /// # use ferrocdk_core::{Annotations, App, Stack, StackProps};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// Annotations::of(&stack).add_warning("plant:oneZone", "the plant has one zone only");
    /// let assembly = app.synth().unwrap();
    /// assert_eq!(assembly.warnings()[0].message, "the plant has one zone only");
    /// assert!(assembly.warnings()[0].help.as_ref().unwrap().contains("plant:oneZone"));
    /// ```
    pub fn add_warning(&self, id: &str, message: &str) {
        self.push(Annotation {
            severity: Severity::Warning,
            id: Some(id.to_owned()),
            message: message.to_owned(),
        });
    }

    /// Says why nothing may be deployed.
    ///
    /// ```
    /// # use ferrocdk_core::{Annotations, App, Stack, StackProps, diagnostic_ids};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// Annotations::of(&stack).add_error("the plant has no lines");
    /// let mistakes = app.synth().unwrap_err();
    /// assert_eq!(mistakes.0[0].id, diagnostic_ids::ANNOTATION_ERROR);
    /// ```
    pub fn add_error(&self, message: &str) {
        self.push(Annotation {
            severity: Severity::Error,
            id: None,
            message: message.to_owned(),
        });
    }

    /// Silences a warning here and below, whenever it is added; the reason stays in the manifest.
    ///
    /// ```
    /// # use ferrocdk_core::{Annotations, App, Stack, StackProps};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// Annotations::of(&app).acknowledge_warning("plant:oneZone", "all of it is a test");
    /// Annotations::of(&stack).add_warning("plant:oneZone", "the plant has one zone only");
    /// assert!(app.synth().unwrap().warnings().is_empty());
    /// ```
    pub fn acknowledge_warning(&self, id: &str, reason: &str) {
        let (id, reason) = (id.to_owned(), reason.to_owned());
        self.scope
            .edit_details(|details| details.acknowledged.insert(id, reason));
    }
}

impl Tree {
    /// The messages of a node, without the warnings that are acknowledged at or above it.
    pub(crate) fn annotations(&self, id: NodeId) -> impl Iterator<Item = &Annotation> {
        let is_acknowledged = move |warning: &String| {
            let mut around = self.lineage(id);
            around.any(|id| self.node(id).details().acknowledged.contains_key(warning))
        };
        let all = self.node(id).details().annotations.iter();
        all.filter(move |annotation| !annotation.id.as_ref().is_some_and(is_acknowledged))
    }
}
