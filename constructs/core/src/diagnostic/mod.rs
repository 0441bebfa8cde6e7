//! Mistakes of a construct tree, all of a run together, each with the place in the user's own source.

pub mod ids;
mod render;

use std::fmt;
use std::panic::Location;

pub use ids::DiagnosticId;
pub use render::Format;

/// How bad it is.
///
/// ```
/// use ferrocdk_core::Severity;
/// assert!(Severity::Error > Severity::Warning && Severity::Warning > Severity::Info);
/// ```
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

/// A place in a file that a program reads, such as a plant file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file, as the program names it.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1, in characters.
    pub column: u32,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
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
    /// The place in a file that the construct was made from; told instead of the caller's line.
    pub place: Option<Place>,
    /// The wrong value.
    pub found: Option<String>,
    /// Values that are right.
    pub allowed: Option<String>,
    /// Advice.
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
            place: None,
            found: None,
            allowed: None,
            help: None,
        }
    }

    /// A mistake that prevents synthesis.
    ///
    /// ```
    /// # use ferrocdk_core::Diagnostic;
    /// let diagnostic = Diagnostic::error("P0001", "the plant is empty");
    /// assert_eq!(diagnostic.to_string(), "error[P0001]: the plant is empty");
    /// ```
    pub fn error(id: &'static str, message: impl Into<String>) -> Self {
        Self::new(id, Severity::Error, message)
    }

    /// A mistake that does not prevent synthesis.
    ///
    /// ```
    /// # use ferrocdk_core::Diagnostic;
    /// let diagnostic = Diagnostic::warning("P0002", "the plant has one zone only");
    /// assert_eq!(diagnostic.to_string(), "warning[P0002]: the plant has one zone only");
    /// ```
    pub fn warning(id: &'static str, message: impl Into<String>) -> Self {
        Self::new(id, Severity::Warning, message)
    }

    /// Says where in the tree.
    ///
    /// ```
    /// # use ferrocdk_core::Diagnostic;
    /// let diagnostic = Diagnostic::error("P0003", "too many").at("plant/Stream", Some("ShardCount"));
    /// assert!(diagnostic.to_string().ends_with("construct: plant/Stream\n   property: ShardCount"));
    /// ```
    pub fn at(mut self, construct: impl Into<String>, property: Option<&str>) -> Self {
        self.construct = construct.into();
        self.property = property.map(str::to_owned);
        self
    }

    /// Says which line of the user's source.
    ///
    /// ```
    /// # use ferrocdk_core::Diagnostic;
    /// let diagnostic = Diagnostic::error("P0003", "too many").located(std::panic::Location::caller());
    /// assert!(diagnostic.location.unwrap().line() > 0);
    /// ```
    pub fn located(mut self, location: &'static Location<'static>) -> Self {
        self.location = Some(location);
        self
    }

    /// Says which place of a file, where a program makes its constructs from one.
    ///
    /// ```
    /// # use ferrocdk_core::{Diagnostic, Place};
    /// let place = Place { file: "plants/sao-paulo.toml".into(), line: 14, column: 10 };
    /// let diagnostic = Diagnostic::error("P0003", "too many").placed(place);
    /// assert!(diagnostic.to_string().ends_with("\n  --> plants/sao-paulo.toml:14:10"));
    /// ```
    pub fn placed(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// Says the wrong value.
    ///
    /// ```
    /// # use ferrocdk_core::Diagnostic;
    /// let diagnostic = Diagnostic::error("P0003", "too many").found("700");
    /// assert!(diagnostic.to_string().ends_with("found: 700"));
    /// ```
    pub fn found(mut self, value: impl Into<String>) -> Self {
        self.found = Some(value.into());
        self
    }

    /// Says what would be right.
    ///
    /// ```
    /// # use ferrocdk_core::Diagnostic;
    /// let diagnostic = Diagnostic::error("P0003", "too many").allowed("1 to 500");
    /// assert!(diagnostic.to_string().ends_with("allowed: 1 to 500"));
    /// ```
    pub fn allowed(mut self, values: impl Into<String>) -> Self {
        self.allowed = Some(values.into());
        self
    }

    /// Says what to change.
    ///
    /// ```
    /// # use ferrocdk_core::Diagnostic;
    /// let diagnostic = Diagnostic::error("P0003", "too many").help("ask for a higher quota first");
    /// assert!(diagnostic.to_string().ends_with("help: ask for a higher quota first"));
    /// ```
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }
}

/// Everything that was wrong with a tree; at least one is an error.
///
/// ```
/// use ferrocdk_core::{App, CfnResource, diagnostic_ids, doc};
/// let app = App::new();
/// CfnResource::untyped(&app, "Queue", "AWS::SQS::Queue", doc!({}));
/// let mistakes = app.synth().unwrap_err();
/// assert_eq!(mistakes.0[0].id, diagnostic_ids::NO_STACK);
/// assert!(mistakes.to_string().starts_with("error[F0003]: a resource stands outside of any stack"));
/// ```
///
/// Its `Debug` is the text for people, since that is what Rust prints of an error that `main` returns, and of one that is unwrapped:
///
/// ```
/// use ferrocdk_core::{App, CfnResource, doc};
/// let app = App::new();
/// CfnResource::untyped(&app, "Bell", "Custom::Bell", doc!({}));
/// let mistakes = app.synth().unwrap_err();
/// assert!(format!("{mistakes:?}").starts_with("error[F0003]: a resource stands outside of any stack\n"));
/// ```
#[derive(Clone, thiserror::Error)]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n\n"))]
pub struct Diagnostics(pub Vec<Diagnostic>);

impl fmt::Debug for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
