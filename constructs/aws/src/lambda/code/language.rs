//! Code in TypeScript, JavaScript, Python and Go, bundled by the usual tool of each.

use std::path::PathBuf;

use ferrocdk_core::Scope;
use ferrocdk_fingerprint::Architecture;

use super::bundle::Bundle;
use super::{Bound, Wanted};
use crate::lambda::runtime::Runtime;

/// Code in a language whose tools are known here.
#[derive(Clone, Debug)]
pub(super) enum Language {
    /// The file that is entered.
    Node(String),
    Python,
    Go,
}

impl Language {
    #[track_caller]
    pub(super) fn bind(self, scope: &Scope, folder: PathBuf, wanted: Wanted<'_>) -> Bound {
        match self {
            Self::Node(entry) => {
                let runtime = wanted.runtime_or(Runtime::NODEJS_24);
                Bound {
                    runtime: Some(runtime.clone()),
                    handler: Some("index.handler"),
                    ..node(folder, &entry, &runtime).bind(scope)
                }
            }
            Self::Python => {
                let runtime = wanted.runtime_or(Runtime::PYTHON_3_14);
                Bound {
                    runtime: Some(runtime.clone()),
                    handler: Some("index.handler"),
                    ..python(folder, &runtime, wanted.architecture).bind(scope)
                }
            }
            Self::Go => Bound {
                runtime: Some(Runtime::PROVIDED_AL2023),
                handler: Some("bootstrap"),
                architecture: Some(wanted.architecture),
                ..go(folder, wanted.architecture).bind(scope)
            },
        }
    }
}

/// One file of everything that the entry takes in, but for the SDK, which the runtime has.
fn node(folder: PathBuf, entry: &str, runtime: &Runtime) -> Bundle {
    let version = runtime.name().trim_start_matches("nodejs").trim_end_matches(".x");
    let target = format!("--target=node{version}");
    let words = [
        "npx",
        "--no-install",
        "esbuild",
        entry,
        "--bundle",
        "--platform=node",
        &target,
        "--external:@aws-sdk/*",
        "--external:@smithy/*",
        "--outfile={output}/index.js",
    ];
    Bundle::new(folder, words)
}

/// The folder, and the packages of its `requirements.txt` as they are for the function's processors.
fn python(folder: PathBuf, runtime: &Runtime, architecture: Architecture) -> Bundle {
    let platform = match architecture {
        Architecture::Arm64 => "manylinux2014_aarch64",
        Architecture::X86_64 => "manylinux2014_x86_64",
    };
    let version = runtime.name().trim_start_matches("python");
    let install = format!(
        "python3 -m pip install --quiet --requirement requirements.txt --target '{{output}}' --only-binary=:all: --platform {platform} \
         --implementation cp --python-version {version}"
    );
    let copy = "tar --exclude=.git --exclude=.venv --exclude=__pycache__ -cf - . | tar -xf - -C '{output}'";
    let script = format!("set -e; if [ -f requirements.txt ]; then {install}; fi; {copy}");
    Bundle::new(folder, ["sh", "-c", &script])
}

/// A program without libraries of the system.
fn go(folder: PathBuf, architecture: Architecture) -> Bundle {
    let words = [
        "go",
        "build",
        "-trimpath",
        "-buildvcs=false",
        "-ldflags=-s -w",
        "-o",
        "{output}/bootstrap",
        ".",
    ];
    let processor = match architecture {
        Architecture::Arm64 => "arm64",
        Architecture::X86_64 => "amd64",
    };
    Bundle::new(folder, words)
        .environment("CGO_ENABLED", "0")
        .environment("GOOS", "linux")
        .environment("GOARCH", processor)
}
