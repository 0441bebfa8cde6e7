//! `run`: an app's `main`.

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

use ferrocdk_core::{Diagnostic, Diagnostics, Severity, SynthError};

use crate::outcome::Outcome;
use crate::{App, protocol};

/// Makes an app, checks it, and writes its cloud assembly where the caller wants it: all that an app's `main` does.
///
/// The caller is the CDK CLI (`cdk -a "cargo run -q -p my-app" diff`), `cargo xtask`, or a person: without `CDK_OUTDIR` the assembly goes to `cdk.out` in the current folder.
/// The context of the CLI (`-c key=value`, `cdk.json`) is the app's. Mistakes go to standard error, all together, each with construct and line, as
/// text, JSON or GitHub annotations (`FERROCDK_DIAGNOSTICS=text | json | github`); then nothing is written, and the status is 1. Warnings are
/// told and do not prevent anything.
///
/// ```no_run
/// use std::process::ExitCode;
///
/// use ferrocdk::prelude::*;
///
/// fn main() -> ExitCode {
///     ferrocdk::run(|app| {
///         let stack = Stack::new(app, "plant", StackProps::default());
///         CfnResource::untyped(&stack, "Jobs", "AWS::SQS::Queue", doc!({ "DelaySeconds": 5 }));
///     })
/// }
/// ```
///
/// The function may fail, with an error of any kind:
///
/// ```no_run
/// # use std::process::ExitCode;
/// # use ferrocdk::prelude::*;
/// fn main() -> ExitCode {
///     ferrocdk::run(plants)
/// }
///
/// fn plants(app: &App) -> anyhow::Result<()> {
///     for line in std::fs::read_to_string("plants.txt")?.lines() {
///         Stack::new(app, line, StackProps::default());
///     }
///     Ok(())
/// }
/// ```
pub fn run<Kind, T: Outcome<Kind>>(make: impl FnOnce(&App) -> T) -> ExitCode {
    Program::default().run(make)
}

/// [`run`] with settings.
///
/// ```
/// use ferrocdk::Program;
/// use ferrocdk::prelude::*;
/// let folder = tempfile::tempdir()?;
/// let out = folder.path().join("assembly");
/// let status = Program::default().out(&out).run(|app| {
///     let stack = Stack::new(app, "plant", StackProps::default());
///     CfnResource::untyped(&stack, "Jobs", "AWS::SQS::Queue", doc!({}));
/// });
/// assert_eq!(status, std::process::ExitCode::SUCCESS);
/// assert!(out.join("plant.template.json").is_file());
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Program {
    out: Option<PathBuf>,
}

impl Program {
    /// Says where the assembly goes when the caller does not. Default: `cdk.out` in the current folder.
    #[must_use]
    pub fn out(mut self, folder: impl Into<PathBuf>) -> Self {
        self.out = Some(folder.into());
        self
    }

    /// Makes an app, checks it, and writes its assembly; see [`run`].
    pub fn run<Kind, T: Outcome<Kind>>(self, make: impl FnOnce(&App) -> T) -> ExitCode {
        let (format, wrong_format) = protocol::format();
        let result = match wrong_format {
            Some(diagnostic) => Err(protocol::one(diagnostic)),
            None => self.synthesize(make),
        };
        let (diagnostics, status) = match result {
            Ok(warnings) => (Diagnostics(warnings), ExitCode::SUCCESS),
            Err(mistakes) => (mistakes, ExitCode::FAILURE),
        };
        if !diagnostics.0.is_empty() {
            eprint!("{}", diagnostics.render(format));
        }
        status
    }

    /// Gives the warnings, or everything that is wrong.
    fn synthesize<Kind, T: Outcome<Kind>>(self, make: impl FnOnce(&App) -> T) -> Result<Vec<Diagnostic>, Diagnostics> {
        let app = App::with_context(protocol::context()?);
        if let Some(error) = make(&app).into_error() {
            return Err(of_error(error.as_ref()));
        }
        let out = protocol::out().or(self.out).unwrap_or_else(|| PathBuf::from("cdk.out"));
        app.synth_to(&out).map_err(|error| match error {
            SynthError::Mistakes(mistakes) => mistakes,
            SynthError::Write(error) => protocol::one(protocol::failure(error.to_string())),
        })
    }
}

/// An error as diagnostics: those that it is made of, else one with all its causes.
fn of_error(error: &(dyn Error + 'static)) -> Diagnostics {
    let chain: Vec<&(dyn Error + 'static)> =
        std::iter::successors(Some(error), |error: &&(dyn Error + 'static)| (*error).source()).collect();
    let mistakes = chain.iter().find_map(|error| {
        let synthesis = error.downcast_ref::<SynthError>().and_then(|error| match error {
            SynthError::Mistakes(mistakes) => Some(mistakes),
            SynthError::Write(_) => None,
        });
        error.downcast_ref::<Diagnostics>().or(synthesis)
    });
    if let Some(mistakes) = mistakes.filter(|mistakes| mistakes.0.iter().any(|one| one.severity == Severity::Error)) {
        return mistakes.clone();
    }
    let mut texts: Vec<String> = Vec::new();
    for text in chain.iter().map(ToString::to_string) {
        // Errors that stand for their cause say the same.
        if texts.last().is_none_or(|before| !before.ends_with(&text)) {
            texts.push(text);
        }
    }
    protocol::one(protocol::failure(texts.join(": ")))
}
