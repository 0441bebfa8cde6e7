//! `Bundle`: code that a command makes when a deployment needs it.

use std::path::PathBuf;

use ferrocdk_assembly::FileSource;
use ferrocdk_cfn::lambda::function::Code as CfnCode;
use ferrocdk_core::{Diagnostic, FileSystem, FingerprintOptions, Scope};

use super::Bound;
use super::rust::build_command;
use crate::diagnostic_ids;

/// Folders that tools write, which decide nothing that the sources beside them do not.
const WRITTEN: [&str; 5] = [".git", ".venv", "__pycache__", "node_modules", "target"];

/// Stands for the folder that the command fills.
const OUTPUT: &str = "{output}";

/// Sources in a folder, and the command that makes a function or a layer of them.
///
/// Synthesis runs no program: it fingerprints the sources and the command, and a deployment runs the command where the zip of that name is not there yet. `cargo ferrocdk bundle`
/// does so (see [`BUILD_COMMAND`](super::BUILD_COMMAND)), in the folder of the sources, and zips what the command wrote into the folder that `{output}` stands for in its words.
///
/// ```
/// use ferrocdk_aws::lambda::{Bundle, Code, Function, FunctionProps, Runtime};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// # let folder = "src";
/// // let folder = "functions/reports";
/// let bundle = Bundle::new(folder, ["sh", "-c", "npm ci && npm run build && cp -r dist/. {output}"]).exclude(["dist"]);
/// let reports = FunctionProps::new(Code::bundled(bundle)).runtime(Runtime::NODEJS_24).handler("main.handler");
/// Function::new(&stack, "Reports", reports);
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
#[must_use = "a bundle takes effect in the code of a function or a layer"]
pub struct Bundle {
    /// The folder of the sources, as seen from the project's root, where the app is started.
    pub folder: PathBuf,
    /// The command, word by word; no shell reads it unless it begins with one.
    pub command: Vec<String>,
    /// Environment variables of the command, `NAME=VALUE` each.
    pub environment: Vec<String>,
    /// Patterns of files that decide nothing, relative to the folder, beside folders that tools write: `.git`, `.venv`, `__pycache__`, `node_modules`, `target`.
    pub exclude: Vec<String>,
}

impl Bundle {
    /// Sources in a folder, and the command that fills `{output}`.
    pub fn new<W: Into<String>>(folder: impl Into<PathBuf>, command: impl IntoIterator<Item = W>) -> Self {
        Self {
            folder: folder.into(),
            command: command.into_iter().map(Into::into).collect(),
            environment: Vec::new(),
            exclude: Vec::new(),
        }
    }

    /// Sets an environment variable of the command.
    pub fn environment(mut self, name: &str, value: &str) -> Self {
        self.environment.push(format!("{name}={value}"));
        self
    }

    /// Leaves files out of the fingerprint, by patterns relative to the folder such as `dist` or `**/*.md`.
    pub fn exclude<P: Into<String>>(mut self, patterns: impl IntoIterator<Item = P>) -> Self {
        self.exclude.extend(patterns.into_iter().map(Into::into));
        self
    }

    /// Registers the zip.
    #[track_caller]
    pub(super) fn bind(self, scope: &Scope) -> Bound {
        let missing = Bound {
            is_missing: true,
            ..Bound::default()
        };
        if !self.command.iter().any(|word| word.contains(OUTPUT)) {
            let diagnostic = Diagnostic::error(diagnostic_ids::FUNCTION_CODE, "a bundle whose command fills no folder")
                .at("", Some("Code"))
                .found(self.command.join(" "))
                .allowed(format!(
                    "a word with `{OUTPUT}`, which stands for the folder that the command fills"
                ));
            scope.report(diagnostic);
            return missing;
        }
        let written = WRITTEN
            .iter()
            .flat_map(|name| [(*name).to_owned(), format!("**/{name}")]);
        let options = FingerprintOptions {
            exclude: self.exclude.into_iter().chain(written).collect(),
            extra_hash: [self.environment.as_slice(), self.command.as_slice()]
                .concat()
                .join("\n"),
        };
        let key = match FileSystem::fingerprint(&self.folder, &options) {
            Ok(key) => key,
            Err(error) => {
                let diagnostic =
                    Diagnostic::error(diagnostic_ids::FUNCTION_CODE, "the sources of a bundle cannot be read")
                        .at("", Some("Code"))
                        .found(error.to_string())
                        .help("mend the path; it is relative to where the app is started");
                scope.report(diagnostic);
                return missing;
            }
        };
        let Some(stack) = scope.stack() else { return missing };
        let folder = self.folder.to_string_lossy();
        let mut command = build_command(scope);
        command.extend(["bundle", "--folder", &folder, "--key", &key].map(str::to_owned));
        for variable in self.environment {
            command.extend(["--env".to_owned(), variable]);
        }
        command.push("--".to_owned());
        command.extend(self.command);
        let asset = stack.add_file_asset(
            &key,
            ".zip",
            &format!("bundle {folder}"),
            FileSource::executable(command),
        );
        Bound {
            code: CfnCode::new().s3_bucket(asset.bucket_name).s3_key(asset.object_key),
            ..Bound::default()
        }
    }
}
