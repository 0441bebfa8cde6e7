//! Messages that constructs leave for whoever deploys them.

use ferrocdk_assembly::{MetadataEntry, metadata_type};

use crate::diagnostic::{Diagnostic, Severity, ids};
use crate::tree::{Construct, Scope};

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
    pub fn of(construct: &dyn Construct) -> Self {
        Self {
            scope: construct.scope().clone(),
        }
    }

    fn push(&self, annotation: Annotation) {
        let mut tree = self.scope.tree_mut();
        let annotations = &mut tree.node_mut(self.scope.node_id()).details_mut().annotations;
        if !annotations.contains(&annotation) {
            annotations.push(annotation);
        }
    }

    /// Says something that asks for nothing.
    pub fn add_info(&self, message: &str) {
        self.push(Annotation {
            severity: Severity::Info,
            id: None,
            message: message.to_owned(),
        });
    }

    /// Says what should be looked at before deploying. The id is public contract: users acknowledge the warning by it.
    pub fn add_warning(&self, id: &str, message: &str) {
        self.push(Annotation {
            severity: Severity::Warning,
            id: Some(id.to_owned()),
            message: message.to_owned(),
        });
    }

    /// Says why nothing may be deployed.
    pub fn add_error(&self, message: &str) {
        self.push(Annotation {
            severity: Severity::Error,
            id: None,
            message: message.to_owned(),
        });
    }

    /// Silences a warning here and below, whenever it is added; the reason stays in the manifest.
    pub fn acknowledge_warning(&self, id: &str, reason: &str) {
        let mut tree = self.scope.tree_mut();
        let acknowledged = &mut tree.node_mut(self.scope.node_id()).details_mut().acknowledged;
        acknowledged.insert(id.to_owned(), reason.to_owned());
    }
}

/// One message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Annotation {
    pub(crate) severity: Severity,
    pub(crate) id: Option<String>,
    pub(crate) message: String,
}

impl Annotation {
    /// The entry of the manifest, in CDK's form.
    pub(crate) fn entry(&self) -> MetadataEntry {
        let kind = match self.severity {
            Severity::Info => metadata_type::INFO,
            Severity::Warning => metadata_type::WARNING,
            Severity::Error => metadata_type::ERROR,
        };
        let suffix = self.id.as_ref().map(|id| format!(" [ack: {id}]")).unwrap_or_default();
        MetadataEntry::new(kind, format!("{}{suffix}", self.message))
    }

    pub(crate) fn diagnostic(&self, path: String) -> Diagnostic {
        let (severity, id) = match self.severity {
            Severity::Error => (Severity::Error, ids::ANNOTATION_ERROR),
            severity => (severity, ids::ANNOTATION),
        };
        let mut diagnostic = Diagnostic::error(id, self.message.clone()).at(path, None);
        diagnostic.severity = severity;
        match &self.id {
            Some(id) => diagnostic.help(format!("mend it, or acknowledge the warning {id:?} with a reason")),
            None => diagnostic,
        }
    }
}
