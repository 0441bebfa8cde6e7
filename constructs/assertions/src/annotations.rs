//! `Annotations`: what a synthesis had to say about a stack.

use std::borrow::Cow;

use ferrocdk_core::{App, Assembly, Construct, Diagnostic, Diagnostics, Severity, Stack};
use serde_json::Value as Json;

use crate::candidates::Candidates;
use crate::manifest;
use crate::matcher::Match;

/// One message of a synthesis.
///
/// ```
/// use ferrocdk_assertions::{Annotations, Match};
/// use ferrocdk_core::{App, Severity, Stack, StackProps};
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// ferrocdk_core::Annotations::of(&stack).add_warning("plant:oneZone", "one zone only");
/// let annotations = Annotations::from_stack(&app, &stack);
/// let warning = annotations.find_warning("*", Match::any_value())[0];
/// assert_eq!((warning.severity, warning.path.as_str(), warning.id.as_deref()), (Severity::Warning, "plant", Some("plant:oneZone")));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Annotation {
    /// How bad it is.
    pub severity: Severity,
    /// Path of the construct, such as `plant/Ingest/Stream`; empty where there is none.
    pub path: String,
    /// Text, without the id.
    pub message: String,
    /// The id to acknowledge a warning by, or the stable id of a diagnostic.
    pub id: Option<String>,
}

impl Annotation {
    fn from_diagnostic(diagnostic: &Diagnostic) -> Self {
        Self {
            severity: diagnostic.severity,
            path: diagnostic.construct.clone(),
            message: diagnostic.message.clone(),
            id: Some(diagnostic.id.to_owned()),
        }
    }

    /// Reads an entry of the manifest; the id stands in brackets at the end of the message, as CDK writes it.
    fn from_entry(path: &str, entry: &Json) -> Option<Self> {
        let severity = match entry["type"].as_str()? {
            "aws:cdk:info" => Severity::Info,
            "aws:cdk:warning" => Severity::Warning,
            "aws:cdk:error" => Severity::Error,
            _ => return None,
        };
        let data = entry["data"].as_str()?;
        let acknowledgeable = data.strip_suffix(']').and_then(|data| data.rsplit_once(" [ack: "));
        let (message, id) = acknowledgeable.map_or((data, None), |(message, id)| (message, Some(id.to_owned())));
        Some(Self {
            severity,
            path: path.trim_start_matches('/').to_owned(),
            message: message.to_owned(),
            id,
        })
    }

    /// The message as it stands in the manifest.
    fn full(&self) -> Json {
        let id = self.id.as_ref().map(|id| format!(" [ack: {id}]")).unwrap_or_default();
        format!("{}{id}", self.message).into()
    }
}

/// The messages of a synthesis: infos, warnings and errors that constructs left, and the diagnostics of the engine.
///
/// A pattern is tested with the message; one that names the id as CDK does (`… [ack: plant:oneZone]`) matches too. The path may start with
/// a `/`, and `*` stands for any.
///
/// ```
/// use ferrocdk_assertions::{Annotations, Match};
/// use ferrocdk_core::{App, Stack, StackProps};
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// ferrocdk_core::Annotations::of(&stack).add_warning("plant:oneZone", "the plant has one zone only");
///
/// let annotations = Annotations::from_stack(&app, &stack);
/// annotations.has_warning("plant", "the plant has one zone only");
/// annotations.has_warning("/plant", "the plant has one zone only [ack: plant:oneZone]");
/// annotations.has_warning("*", Match::string_containing("one zone"));
/// annotations.has_no_error("*", Match::any_value());
/// ```
#[derive(Clone, Debug)]
pub struct Annotations {
    all: Vec<Annotation>,
}

/// Makes the three methods of a severity: they differ in nothing but names.
macro_rules! severity {
    ($severity:ident, $word:literal, $has:ident, $has_no:ident, $find:ident) => {
        #[doc = concat!("Asserts that the construct at a path has an ", $word, " that matches.")]
        ///
        /// ```should_panic
        /// # use ferrocdk_assertions::{Annotations, Match};
        /// # use ferrocdk_core::{App, Stack, StackProps};
        /// # let app = App::new();
        /// # let stack = Stack::new(&app, "plant", StackProps::default());
        #[doc = concat!("Annotations::from_stack(&app, &stack).", stringify!($has), "(\"*\", Match::any_value());")]
        /// ```
        #[track_caller]
        pub fn $has(&self, path: &str, message: impl Into<Match>) {
            let message = message.into();
            let (candidates, _) = self.candidates(Severity::$severity, $word, path, &message);
            candidates.assert_any(&message);
        }

        #[doc = concat!("Asserts that the construct at a path has no ", $word, " that matches.")]
        ///
        /// ```
        /// # use ferrocdk_assertions::{Annotations, Match};
        /// # use ferrocdk_core::{App, Stack, StackProps};
        /// # let app = App::new();
        /// # let stack = Stack::new(&app, "plant", StackProps::default());
        #[doc = concat!("Annotations::from_stack(&app, &stack).", stringify!($has_no), "(\"*\", Match::any_value());")]
        /// ```
        #[track_caller]
        pub fn $has_no(&self, path: &str, message: impl Into<Match>) {
            let message = message.into();
            let (candidates, _) = self.candidates(Severity::$severity, $word, path, &message);
            candidates.assert_none(&message);
        }

        #[doc = concat!("Each ", $word, " that matches, of the construct at a path.")]
        ///
        /// ```
        /// # use ferrocdk_assertions::{Annotations, Match};
        /// # use ferrocdk_core::{App, Stack, StackProps};
        /// # let app = App::new();
        /// # let stack = Stack::new(&app, "plant", StackProps::default());
        #[doc = concat!("assert!(Annotations::from_stack(&app, &stack).", stringify!($find), "(\"*\", Match::any_value()).is_empty());")]
        /// ```
        pub fn $find(&self, path: &str, message: impl Into<Match>) -> Vec<&Annotation> {
            let message = message.into();
            let (candidates, annotations) = self.candidates(Severity::$severity, $word, path, &message);
            let tested = candidates.all.iter().zip(annotations);
            let matching = tested.filter(|((_, text), _)| message.test(Some(text)).is_ok());
            matching.map(|(_, annotation)| annotation).collect()
        }
    };
}

impl Annotations {
    /// Synthesizes an app and takes the messages about one of its stacks. An app with mistakes is fine here: they are the messages.
    #[track_caller]
    pub fn from_stack(app: &App, stack: &Stack) -> Self {
        let path = stack.scope().path();
        match app.synth() {
            Ok(assembly) => match manifest::artifact_of(&assembly, &path) {
                Some(id) => Self::from_assembly(&assembly, &id),
                None => panic!("the app has no stack {path:?}\nhelp: give the app that the stack was made in"),
            },
            Err(diagnostics) => {
                let mut annotations = Self::from_diagnostics(&diagnostics);
                annotations.all.retain(|annotation| is_below(&annotation.path, &path));
                annotations
            }
        }
    }

    /// The messages about the stack with an artifact id.
    ///
    /// ```
    /// use ferrocdk_assertions::{Annotations, Match};
    /// use ferrocdk_core::{App, Stack, StackProps};
    /// let app = App::new();
    /// let stack = Stack::new(&app, "plant", StackProps::default());
    /// ferrocdk_core::Annotations::of(&stack).add_info("made for a test");
    /// let annotations = Annotations::from_assembly(&app.synth().unwrap(), "plant");
    /// assert_eq!(annotations.find_info("plant", Match::any_value())[0].message, "made for a test");
    /// ```
    ///
    /// # Panics
    /// When the assembly has no such stack.
    #[track_caller]
    pub fn from_assembly(assembly: &Assembly, stack: &str) -> Self {
        let artifact = manifest::stack(assembly, stack);
        let metadata = artifact["metadata"].as_object().into_iter().flatten();
        let entries = metadata.flat_map(|(path, entries)| {
            let entries = entries.as_array().into_iter().flatten();
            entries.filter_map(move |entry| Annotation::from_entry(path, entry))
        });
        let mut all: Vec<Annotation> = entries.collect();
        let path = artifact["displayName"].as_str().unwrap_or(stack);
        for diagnostic in assembly.warnings() {
            let annotation = Annotation::from_diagnostic(diagnostic);
            // What a construct left as a message stands in the manifest and among the warnings.
            let known = all.iter().any(|other| {
                (other.severity, &other.path, &other.message)
                    == (annotation.severity, &annotation.path, &annotation.message)
            });
            if !known && is_below(&annotation.path, path) {
                all.push(annotation);
            }
        }
        Self { all }
    }

    /// The mistakes for which an app did not synthesize.
    ///
    /// ```
    /// use ferrocdk_assertions::{Annotations, Match};
    /// use ferrocdk_core::{App, Stack, StackProps};
    /// let app = App::new();
    /// Stack::new(&app, "press_shop", StackProps::default().stack_name("press_shop"));
    /// let annotations = Annotations::from_diagnostics(&app.synth().unwrap_err());
    /// annotations.has_error("press_shop", Match::string_containing("not a stack name"));
    /// ```
    pub fn from_diagnostics(diagnostics: &Diagnostics) -> Self {
        Self {
            all: diagnostics.0.iter().map(Annotation::from_diagnostic).collect(),
        }
    }

    severity!(Error, "error", has_error, has_no_error, find_error);
    severity!(Warning, "warning", has_warning, has_no_warning, find_warning);
    severity!(Info, "info", has_info, has_no_info, find_info);

    /// The messages of a severity at a path, each in the form that the pattern asks for.
    fn candidates(
        &self,
        severity: Severity,
        word: &str,
        path: &str,
        pattern: &Match,
    ) -> (Candidates<'_>, Vec<&Annotation>) {
        let path = path.trim_start_matches('/');
        let annotations: Vec<&Annotation> = self
            .all
            .iter()
            .filter(|annotation| annotation.severity == severity && (path == "*" || annotation.path == path))
            .collect();
        let form = |annotation: &Annotation| {
            let short = Json::from(annotation.message.as_str());
            let full = annotation.full();
            if !pattern.holds(&short) && pattern.holds(&full) {
                full
            } else {
                short
            }
        };
        let others = self.all.iter().map(|other| {
            let severity = format!("{:?}", other.severity).to_lowercase();
            format!("{severity} {:?} at {}", other.message, other.path)
        });
        let candidates = Candidates {
            what: match path {
                "*" => word.to_owned(),
                path => format!("{word} at {path}"),
            },
            is_named: path != "*",
            holder: "stack",
            others: others.collect(),
            all: annotations
                .iter()
                .map(|annotation| (Cow::Borrowed(annotation.path.as_str()), Cow::Owned(form(annotation))))
                .collect(),
        };
        (candidates, annotations)
    }
}

fn is_below(path: &str, stack: &str) -> bool {
    path.strip_prefix(stack)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
