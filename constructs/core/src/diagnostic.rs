//! Mistakes of a construct tree, all of a run together, each with the place in the user's own source.

use std::fmt;
use std::panic::Location;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Probably not what is wanted; the assembly is written all the same.
    Warning,
    /// No assembly is written.
    Error,
}

impl Severity {
    fn word(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// One mistake: what is wrong, where in the tree, where in the source, and what to do.
///
/// ```
/// use ferrocdk_core::{Diagnostic, Severity};
/// let diagnostic = Diagnostic::error("F1001", "property is required and was not given")
///     .at("sao-paulo-prod/Ingest/Stream", Some("ShardCount"))
///     .help("set it, or choose STREAM_MODE ON_DEMAND");
/// assert_eq!(diagnostic.severity, Severity::Error);
/// assert!(diagnostic.to_string().starts_with("error[F1001]: property is required"));
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use = "a diagnostic that is not reported is lost"]
pub struct Diagnostic {
    /// Stable id; part of the public contract.
    pub id: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// One line: what is wrong.
    pub message: String,
    /// Path of the construct, empty where there is none.
    pub construct: String,
    /// Path of the property below the construct's properties.
    pub property: Option<String>,
    /// The caller's line that made the construct.
    pub location: Option<&'static Location<'static>>,
    /// The wrong value.
    pub found: Option<String>,
    /// What would be right.
    pub allowed: Option<String>,
    /// What to change.
    pub help: Option<String>,
}

impl Diagnostic {
    fn new(id: &'static str, severity: Severity, message: impl Into<String>) -> Self {
        let message = message.into();
        Self {
            id,
            severity,
            message,
            construct: String::new(),
            property: None,
            location: None,
            found: None,
            allowed: None,
            help: None,
        }
    }

    /// A mistake that prevents synthesis.
    pub fn error(id: &'static str, message: impl Into<String>) -> Self {
        Self::new(id, Severity::Error, message)
    }

    /// A mistake that does not prevent synthesis.
    pub fn warning(id: &'static str, message: impl Into<String>) -> Self {
        Self::new(id, Severity::Warning, message)
    }

    /// Says where in the tree.
    pub fn at(mut self, construct: impl Into<String>, property: Option<&str>) -> Self {
        self.construct = construct.into();
        self.property = property.map(str::to_owned);
        self
    }

    /// Says which line of the user's source.
    pub fn located(mut self, location: &'static Location<'static>) -> Self {
        self.location = Some(location);
        self
    }

    /// Says the wrong value.
    pub fn found(mut self, value: impl Into<String>) -> Self {
        self.found = Some(value.into());
        self
    }

    /// Says what would be right.
    pub fn allowed(mut self, values: impl Into<String>) -> Self {
        self.allowed = Some(values.into());
        self
    }

    /// Says what to change.
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}]: {}", self.severity.word(), self.id, self.message)?;
        if let Some(location) = self.location {
            write!(
                f,
                "\n  --> {}:{}:{}",
                location.file(),
                location.line(),
                location.column()
            )?;
        }
        let mut row = |name: &str, text: &str| write!(f, "\n  {name:>9}: {text}");
        if !self.construct.is_empty() {
            row("construct", &self.construct)?;
        }
        for (name, text) in [
            ("property", &self.property),
            ("found", &self.found),
            ("allowed", &self.allowed),
            ("help", &self.help),
        ] {
            if let Some(text) = text {
                row(name, text)?;
            }
        }
        Ok(())
    }
}

/// Everything that was wrong with a tree; at least one is an error.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n\n"))]
pub struct Diagnostics(pub Vec<Diagnostic>);

/// The ids that core reports, with what they mean.
pub mod ids {
    /// Two children of one scope have the same id.
    pub const DUPLICATE_ID: &str = "F0001";
    /// An id is empty.
    pub const EMPTY_ID: &str = "F0002";
    /// A construct that needs a stack stands outside of any.
    pub const NO_STACK: &str = "F0003";
    /// No logical id can be made of a path.
    pub const NO_LOGICAL_ID: &str = "F0004";
    /// Two elements of a stack have the same logical id.
    pub const LOGICAL_ID_CLASH: &str = "F0005";
    /// A stack's name is not one that CloudFormation takes.
    pub const STACK_NAME: &str = "F0006";
    /// A value refers to a construct of another app.
    pub const FOREIGN_REFERENCE: &str = "F0007";
    /// A logical id of another stack is used where only one of the own stack means something.
    pub const CROSS_STACK_NAME: &str = "F0008";
    /// A value refers to a construct that is not an element of a template.
    pub const NOT_REFERABLE: &str = "F0009";
    /// Aspects keep adding constructs or aspects.
    pub const ASPECTS_UNSTABLE: &str = "F0010";
    /// An aspect was added after one of a later priority had run.
    pub const ASPECT_TOO_LATE: &str = "F0011";
    /// A message that a construct left, an info or a warning.
    pub const ANNOTATION: &str = "F0012";
    /// An error that a construct left.
    pub const ANNOTATION_ERROR: &str = "F0013";
    /// A value or dependency reaches into another stage.
    pub const CROSS_STAGE_REFERENCE: &str = "F0014";
    /// A value comes from another account or region, where it cannot be read.
    pub const CROSS_ENVIRONMENT_REFERENCE: &str = "F0015";
    /// Stacks depend on each other.
    pub const STACK_CYCLE: &str = "F0016";
    /// A value refers to a construct that was taken out of the tree.
    pub const REMOVED_REFERENCE: &str = "F0017";
    /// A logical id has characters that CloudFormation does not take.
    pub const LOGICAL_ID_FORM: &str = "F0018";
    /// A renamed logical id belongs to no element.
    pub const UNUSED_RENAME: &str = "F0019";
    /// An asset in a stack that has no assets bucket.
    pub const NO_ASSETS: &str = "F0020";
    /// A stage's id is not one that file and stack names can hold.
    pub const STAGE_NAME: &str = "F0021";
    /// A stage stands within a stack.
    pub const STAGE_IN_STACK: &str = "F0022";
    /// A template cannot be taken in.
    pub const INCLUDE: &str = "F0023";
    /// An asset cannot be read.
    pub const ASSET: &str = "F0024";
    /// A required property is missing.
    pub const MISSING_PROPERTY: &str = "F1001";
    /// A number is infinite or not a number.
    pub const NOT_FINITE: &str = "F1002";
    /// A stack is near one of CloudFormation's limits.
    pub const NEAR_LIMIT: &str = "F2002";
    /// A stack is over one of CloudFormation's limits.
    pub const LIMIT: &str = "F2001";
}
