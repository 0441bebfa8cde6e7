//! `Code`: where the code of a function comes from.

mod bundle;
mod image;
mod language;
mod rust;

use std::path::PathBuf;

use ferrocdk_cfn::lambda::function::{Code as CfnCode, ImageConfig};
use ferrocdk_core::{Asset, Diagnostic, Scope, Value};
use ferrocdk_fingerprint::Architecture;

pub use bundle::Bundle;
pub use image::ImageCode;
pub use rust::{BUILD_COMMAND, RustCode};

use self::language::Language;
use super::runtime::Runtime;
use crate::diagnostic_ids;

/// Characters of source text that the template may carry for a function. Source: "AWS::Lambda::Function Code", `ZipFile`.
const MAX_INLINE: usize = 4 * 1024 * 1024;

/// The code of a function.
///
/// ```
/// use ferrocdk_aws::lambda::{Code, Function, FunctionProps, Runtime};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// // A package of this workspace, which brings runtime and handler.
/// Function::new(&stack, "Processor", FunctionProps::new(Code::rust("processor")));
/// // A folder, which is zipped.
/// let folder = FunctionProps::new(Code::asset("src")).runtime(Runtime::NODEJS_24).handler("index.handler");
/// Function::new(&stack, "Reports", folder);
/// // Source text in the template itself.
/// let text = "def handler(event, context):\n    return event\n";
/// Function::new(&stack, "Echo", FunctionProps::new(Code::inline(text)).runtime(Runtime::PYTHON_3_14));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct Code(Source);

#[derive(Clone, Debug)]
enum Source {
    /// A package of the workspace that the app is started in.
    Package(String),
    Rust(RustCode),
    Asset(PathBuf),
    Inline(String),
    Image(ImageCode),
    Bundle(Bundle),
    Language {
        language: Language,
        folder: PathBuf,
    },
    Bucket {
        name: Value<String>,
        key: Value<String>,
        version: Option<Value<String>>,
    },
}

/// Wishes of a function for its code.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted<'a> {
    pub(super) architecture: Architecture,
    pub(super) runtime: Option<&'a Runtime>,
}

impl Wanted<'_> {
    fn runtime_or(&self, default: Runtime) -> Runtime {
        // One of another language is told by the function.
        let fits = |runtime: &&Runtime| runtime.family() == default.family();
        self.runtime.filter(fits).cloned().unwrap_or(default)
    }
}

/// Code as a function has it.
#[derive(Clone, Debug, Default)]
pub(super) struct Bound {
    pub(super) code: CfnCode,
    /// The runtime that the code brings.
    pub(super) runtime: Option<Runtime>,
    /// The handler that the code brings.
    pub(super) handler: Option<&'static str>,
    /// The processors that the code is made for.
    pub(super) architecture: Option<Architecture>,
    pub(super) is_inline: bool,
    pub(super) is_image: bool,
    /// How an image is started.
    pub(super) image_config: Option<ImageConfig>,
    /// The code was not found, which is told.
    pub(super) is_missing: bool,
}

impl Code {
    /// A Rust package of the workspace that the app is started in, wherever in it the package stands. It runs on [`Runtime::PROVIDED_AL2023`] and is built for the
    /// processors of the function when a deployment needs it: synthesis runs no compiler, and names the zip by a fingerprint of all that decides its bytes.
    ///
    /// [`RustCode`] is for a package of another workspace, or an app that is started elsewhere.
    pub fn rust(package: &str) -> Self {
        Self(Source::Package(package.to_owned()))
    }

    /// A folder, which is zipped, or a file that is a zip or a jar. The path is relative to where the app is started.
    pub fn asset(path: impl Into<PathBuf>) -> Self {
        Self(Source::Asset(path.into()))
    }

    /// Source text of Node.js or Python, at most 4 MiB, which stands in the template. Lambda makes a file `index` of it, so the handler is `index.handler` unless
    /// another name than `handler` is said.
    pub fn inline(text: &str) -> Self {
        Self(Source::Inline(text.to_owned()))
    }

    /// A container image of ECR, by its address with tag or digest; [`ImageCode`] says how it is started.
    pub fn image(image: impl Into<ImageCode>) -> Self {
        Self(Source::Image(image.into()))
    }

    /// A zip that stands in a bucket of the function's region already. What changes below the same key is not seen; [`bucket_version`](Self::bucket_version) is exact.
    pub fn bucket(name: impl Into<Value<String>>, key: impl Into<Value<String>>) -> Self {
        Self(Source::Bucket {
            name: name.into(),
            key: key.into(),
            version: None,
        })
    }

    /// A version of a zip that stands in a bucket of the function's region already.
    pub fn bucket_version(
        name: impl Into<Value<String>>,
        key: impl Into<Value<String>>,
        version: impl Into<Value<String>>,
    ) -> Self {
        Self(Source::Bucket {
            name: name.into(),
            key: key.into(),
            version: Some(version.into()),
        })
    }

    /// Code that a command makes of the sources in a folder when a deployment needs it.
    pub fn bundled(bundle: Bundle) -> Self {
        Self(Source::Bundle(bundle))
    }

    /// TypeScript or JavaScript: a folder, and the file in it that is entered, such as `index.ts`, whose `handler` is called. `esbuild`, which has to be installed in the folder or
    /// above, makes one file of all that it takes in but for `@aws-sdk`, which the runtime has. The runtime is Node.js 24 unless said otherwise.
    ///
    /// ```
    /// use ferrocdk_aws::lambda::{Code, Function, FunctionProps};
    /// use ferrocdk_core::{App, Stack, StackProps};
    ///
    /// let app = App::new();
    /// let stack = Stack::new(&app, "plant", StackProps::default());
    /// # let folder = "src";
    /// // let folder = "functions/reports";
    /// Function::new(&stack, "Reports", FunctionProps::new(Code::nodejs(folder, "index.ts")));
    /// # assert!(app.synth().is_ok());
    /// ```
    pub fn nodejs(folder: impl Into<PathBuf>, entry: &str) -> Self {
        Self(Source::Language {
            language: Language::Node(entry.to_owned()),
            folder: folder.into(),
        })
    }

    /// Python: a folder whose `index.py` has a function `handler`, with the packages of its `requirements.txt`, which `pip` fetches as wheels for the function's processors. The
    /// runtime is Python 3.14 unless said otherwise.
    pub fn python(folder: impl Into<PathBuf>) -> Self {
        Self(Source::Language {
            language: Language::Python,
            folder: folder.into(),
        })
    }

    /// Go: a folder with a program, which `go build` makes for the function's processors.
    pub fn go(folder: impl Into<PathBuf>) -> Self {
        Self(Source::Language {
            language: Language::Go,
            folder: folder.into(),
        })
    }

    /// Reads the code and registers what has to be uploaded.
    #[track_caller]
    pub(super) fn bind(self, scope: &Scope, wanted: Wanted<'_>) -> Bound {
        match self.0 {
            Source::Bundle(bundle) => bundle.bind(scope),
            Source::Language { language, folder } => language.bind(scope, folder, wanted),
            Source::Package(package) => match RustCode::of_app(scope, &package, wanted.architecture) {
                Ok(code) => code.bind(scope),
                Err(error) => {
                    let diagnostic = Diagnostic::error(
                            diagnostic_ids::FUNCTION_CODE,
                            "the code of a function cannot be found",
                        )
                        .found(error.to_string())
                        .help("name a package of the workspace that the app is started in, or use RustCode::new(workspace, ..)");
                    scope.report(diagnostic);
                    Bound {
                        is_missing: true,
                        ..Bound::default()
                    }
                }
            },
            Source::Rust(code) => code.bind(scope),
            Source::Asset(path) => asset(scope, path),
            Source::Inline(text) => inline(scope, text),
            Source::Image(image) => Bound {
                image_config: image.config(),
                code: CfnCode::new().image_uri(image.uri),
                is_image: true,
                ..Bound::default()
            },
            Source::Bucket { name, key, version } => {
                let mut code = CfnCode::new().s3_bucket(name).s3_key(key);
                code.s3_object_version = version;
                Bound {
                    code,
                    ..Bound::default()
                }
            }
        }
    }
}

impl From<RustCode> for Code {
    fn from(code: RustCode) -> Self {
        Self(Source::Rust(code))
    }
}

#[track_caller]
fn asset(scope: &Scope, path: PathBuf) -> Bound {
    let asset = Asset::new(scope, "Code", &path);
    let is_archive = [".zip", ".jar"].iter().any(|end| asset.object_key().ends_with(end));
    // What cannot be read has no key, and is told by the asset.
    if !is_archive && !asset.object_key().is_empty() {
        let diagnostic = Diagnostic::error(diagnostic_ids::FUNCTION_CODE, "a file that Lambda cannot unpack")
            .at("", Some("Code"))
            .found(path.display().to_string())
            .allowed("a folder, a `.zip` or a `.jar`");
        scope.report(diagnostic);
    }
    Bound {
        code: CfnCode::new().s3_bucket(asset.bucket_name()).s3_key(asset.object_key()),
        ..Bound::default()
    }
}

#[track_caller]
fn inline(scope: &Scope, text: String) -> Bound {
    if text.is_empty() || text.len() > MAX_INLINE {
        let diagnostic = Diagnostic::error(
            diagnostic_ids::FUNCTION_CODE,
            "source text of a size that Lambda does not take",
        )
        .at("", Some("Code"))
        .found(format!("{} bytes", text.len()))
        .allowed(format!("1 to {MAX_INLINE} bytes"))
        .help("put it into a folder, and use Code::asset");
        scope.report(diagnostic);
    }
    Bound {
        code: CfnCode::new().zip_file(text),
        handler: Some("index.handler"),
        is_inline: true,
        ..Bound::default()
    }
}
