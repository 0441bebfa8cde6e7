//! Why a template cannot become a program.

use ferrocdk_template::Position;

/// Why a template cannot become a program. What a program can say only as it is written is no error: it is kept beside the code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The text is something else.
    #[error(
        "it is no CloudFormation template: {found}\nhint: a template is a map with a section `Resources`, which has a map with a `Type` for every resource"
    )]
    NoTemplate {
        /// Value that there is instead.
        found: String,
    },
    /// A part of the template is not what CloudFormation takes.
    #[error("{path}{} {found}, where {expected} must stand\nhint: mend the template; `cargo xtask lint` shows all that is wrong with it", place(*at))]
    Form {
        /// The section and the logical id.
        path: String,
        /// Where it stands.
        at: Position,
        /// Value that stands there.
        found: String,
        /// Values that would do.
        expected: &'static str,
    },
    /// The schema database cannot be read.
    #[error(transparent)]
    Spec(#[from] ferrocdk_spec::Error),
    /// The code could not be formatted.
    #[error("the code cannot be formatted: {0}")]
    Format(String),
}

/// The place in brackets, if it is one in a file.
fn place(at: Position) -> String {
    if at.line == 0 {
        String::new()
    } else {
        format!(" (line {}, column {})", at.line, at.column)
    }
}
