//! A message of a construct, as its node holds it.

use ferrocdk_assembly::{MetadataEntry, metadata_type};

use crate::diagnostic::{Diagnostic, Severity, ids};

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
