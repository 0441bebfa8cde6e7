//! `RustCode`: a package, and how its zip is made when a deployment needs it.

use std::collections::BTreeMap;
use std::path::Path;

use ferrocdk_assembly::FileSource;
use ferrocdk_cfn::lambda::function::Code as CfnCode;
use ferrocdk_core::{Diagnostic, FileAssetLocation, Scope};
use ferrocdk_fingerprint::{Architecture, FingerprintError, fingerprint};

use super::Bound;
use crate::diagnostic_ids;
use crate::lambda::Runtime;

/// The context key of the command that builds functions: a text, or a list of words.
///
/// Beginning of the command that builds functions; behind it stands `build --asset PACKAGE:FINGERPRINT`, and `--workspace FOLDER` for a function of another workspace. Without it the command is
/// `cargo ferrocdk`; a project whose command line is its own `xtask` sets `cargo xtask`.
pub const BUILD_COMMAND: &str = "ferrocdk:command";

/// The code of a function: a package, and the fingerprint of all that decides its bytes.
///
/// ```no_run
/// use std::path::Path;
/// use ferrocdk_aws::lambda::{Architecture, RustCode};
///
/// let project = Path::new(".");
/// let press = RustCode::new(project, "press", Architecture::X86_64)?;
/// // A function of another workspace, which stands beside the project's.
/// let boiler = RustCode::in_workspace(project, "../boilers", "boiler", Architecture::Arm64)?;
/// # Ok::<(), ferrocdk_aws::lambda::FingerprintError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RustCode {
    package: String,
    fingerprint: String,
    architecture: Architecture,
    workspace: Option<String>,
}

impl RustCode {
    /// The code of a package of the project's own workspace, wherever in it the package stands.
    ///
    /// # Errors
    /// When the package or one of the files that decide its bytes is not there, or is not what it should be.
    pub fn new(project: &Path, package: &str, architecture: Architecture) -> Result<Self, FingerprintError> {
        let found = fingerprint(project, package, architecture)?;
        Ok(Self::with_fingerprint(package, found.key(), architecture))
    }

    /// The code of a package of another workspace, in a folder as seen from the project's root.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn in_workspace(
        project: &Path,
        folder: &str,
        package: &str,
        architecture: Architecture,
    ) -> Result<Self, FingerprintError> {
        let code = Self::new(&project.join(folder), package, architecture)?;
        Ok(Self {
            workspace: Some(folder.to_owned()),
            ..code
        })
    }

    /// The code of a package of the workspace that the app is started in, read once for an app.
    pub(super) fn of_app(scope: &Scope, package: &str, architecture: Architecture) -> Result<Self, FingerprintError> {
        let root = scope.root_scope();
        let mut found = root.extension::<Found>().unwrap_or_default();
        let key = (package.to_owned(), architecture.word());
        if let Some(code) = found.0.get(&key) {
            return Ok(code.clone());
        }
        let code = Self::new(Path::new("."), package, architecture)?;
        found.0.insert(key, code.clone());
        root.set_extension(found);
        Ok(code)
    }

    pub(super) fn bind(self, scope: &Scope) -> Bound {
        let code = asset(scope, &self).map_or_else(CfnCode::new, |asset| {
            CfnCode::new().s3_bucket(asset.bucket_name).s3_key(asset.object_key)
        });
        Bound {
            code,
            runtime: Some(Runtime::PROVIDED_AL2023),
            handler: Some("bootstrap"),
            architecture: Some(self.architecture),
            ..Bound::default()
        }
    }

    /// Code whose fingerprint is known: 64 hexadecimal digits. For tests, which have no sources.
    ///
    /// ```
    /// use ferrocdk_aws::lambda::{Architecture, RustCode};
    ///
    /// let code = RustCode::with_fingerprint("press", &"0".repeat(64), Architecture::X86_64);
    /// ```
    pub fn with_fingerprint(package: &str, fingerprint: &str, architecture: Architecture) -> Self {
        Self {
            package: package.to_owned(),
            fingerprint: fingerprint.to_owned(),
            architecture,
            workspace: None,
        }
    }
}

/// Fingerprints of this app's packages: an app with a hundred functions of one package reads its sources once.
#[derive(Clone, Debug, Default)]
struct Found(BTreeMap<(String, &'static str), RustCode>);

/// Registers the function's zip, which a command builds when a deployment needs it: synthesis runs no compiler.
fn asset(scope: &Scope, code: &RustCode) -> Option<FileAssetLocation> {
    let stack = scope.stack()?;
    let RustCode {
        package,
        fingerprint,
        workspace,
        ..
    } = code;
    let asset = format!("{package}:{fingerprint}");
    let mut command = build_command(scope);
    command.extend(["build", "--asset", asset.as_str()].map(str::to_owned));
    if let Some(folder) = workspace {
        command.extend(["--workspace".to_owned(), folder.clone()]);
    }
    Some(stack.add_file_asset(
        fingerprint,
        ".zip",
        &format!("function {package}"),
        FileSource::executable(command),
    ))
}

/// The words of [`BUILD_COMMAND`].
pub(super) fn build_command(scope: &Scope) -> Vec<String> {
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let Some(setting) = scope.context(BUILD_COMMAND) else {
        return words("cargo ferrocdk");
    };
    let list = || {
        setting
            .as_array()?
            .iter()
            .map(|word| word.as_str().map(str::to_owned))
            .collect()
    };
    let found = setting
        .as_str()
        .map(words)
        .or_else(list)
        .filter(|command| !command.is_empty());
    found.unwrap_or_else(|| {
        let diagnostic = Diagnostic::error(
            diagnostic_ids::BUILD_COMMAND,
            "the command that builds functions is not one",
        )
        .found(format!("context {BUILD_COMMAND:?} is {setting}"))
        .allowed("a text such as \"cargo xtask\", or a list of words")
        .help("leave it out for `cargo ferrocdk`");
        scope.report(diagnostic);
        Vec::new()
    })
}
