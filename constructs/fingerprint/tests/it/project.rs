//! A workspace with a function that takes in files in every way there is.

use std::fs;
use std::path::{Path, PathBuf};

use ferrocdk_fingerprint::{Architecture, Environment, Fingerprint, FingerprintError, fingerprint_in};
use tempfile::TempDir;

/// The files, by path.
const FILES: &[(&str, &str)] = &[
    (
        "w/Cargo.toml",
        r#"[workspace]
members = ["functions/*", "libs/*", "app"]
resolver = "3"

[workspace.package]
version = "0.1.0"
edition = "2024"
license = "Apache-2.0"

[workspace.dependencies]
itoa = "1.0"
ryu = { version = "1.0", default-features = false }
limits = { path = "libs/limits" }

[profile.release]
opt-level = 3

[profile.dev]
opt-level = 1

[patch.crates-io]
memchr = { path = "libs/patched" }
"#,
    ),
    (
        "w/Cargo.lock",
        r#"version = 4

[[package]]
name = "app"
version = "0.1.0"
dependencies = ["indexmap"]

[[package]]
name = "fnv"
version = "1.0.7"
source = "registry+https://example.com/index"
checksum = "f7"

[[package]]
name = "generate"
version = "0.1.0"
dependencies = ["fnv"]

[[package]]
name = "indexmap"
version = "2.0.0"
source = "registry+https://example.com/index"
checksum = "1d"

[[package]]
name = "itoa"
version = "0.4.8"
source = "registry+https://example.com/index"
checksum = "48"

[[package]]
name = "itoa"
version = "1.0.15"
source = "registry+https://example.com/index"
checksum = "15"
dependencies = ["memchr"]

[[package]]
name = "limits"
version = "0.1.0"
dependencies = ["ryu"]

[[package]]
name = "linux"
version = "0.1.0"

[[package]]
name = "memchr"
version = "2.7.0"

[[package]]
name = "outside"
version = "0.2.0"
dependencies = ["press-units"]

[[package]]
name = "press"
version = "0.1.0"
dependencies = [
 "generate",
 "itoa 1.0.15",
 "limits",
 "linux",
 "outside",
 "testing",
 "winapi",
 "windows-only",
]

[[package]]
name = "press-units"
version = "0.3.0"

[[package]]
name = "ryu"
version = "1.0.20"
source = "git+https://example.com/ryu?branch=main#4be1"

[[package]]
name = "testing"
version = "0.1.0"
dependencies = ["itoa 0.4.8"]

[[package]]
name = "winapi"
version = "0.3.9"
source = "registry+https://example.com/index"
checksum = "39"

[[package]]
name = "windows-only"
version = "0.1.0"
"#,
    ),
    (
        "w/rust-toolchain.toml",
        "[toolchain]\nchannel = \"1.95.0\"\ncomponents = [\"clippy\"]\n",
    ),
    (
        "w/.cargo/config.toml",
        r#"include = ["more.toml"]

[build]
rustflags = ["--cfg", "mine", "-Clink-arg=-Tdata/memory.x"]
target-dir = "target"

[env]
STAGE = "test"

[target.x86_64-unknown-linux-gnu]
rustflags = "-C target-cpu=x86-64"

[target.'cfg(windows)']
rustflags = "-C target-cpu=native"

[net]
offline = true
"#,
    ),
    (
        "w/.cargo/more.toml",
        "[target.'cfg(unix)']\nlinker = \"linker/link.sh\"\n",
    ),
    (
        ".cargo/config.toml",
        "[profile.release]\nlto = \"thin\"\n\n[term]\nverbose = false\n",
    ),
    (
        "home/.cargo/config.toml",
        "[profile.release]\npanic = \"abort\"\n\n[http]\ntimeout = 30\n",
    ),
    ("w/linker/link.sh", "exec cc \"$@\"\n"),
    ("w/data/memory.x", "SECTIONS {}\n"),
    (
        "w/functions/press/Cargo.toml",
        r#"[package]
name = "press"
version.workspace = true
edition.workspace = true
license.workspace = true
readme = "README.md"

[package.metadata.ferrocdk]
inputs = ["../../data/declared"]
variables = ["DECLARED"]

[features]
default = []

[dependencies]
itoa.workspace = true
limits.workspace = true
outside = { path = "../../../elsewhere/outside" }

[target.'cfg(unix)'.dependencies]
linux = { path = "../../libs/linux" }

[target.'cfg(windows)'.dependencies]
windows-only = { path = "../../libs/windows-only" }
winapi = "0.3"

[build-dependencies]
generate = { path = "../../libs/generate" }

[dev-dependencies]
testing = { path = "../../libs/testing" }

[lints.rust]
unsafe_code = "forbid"
"#,
    ),
    (
        "w/functions/press/build.rs",
        r#"#[path = "build/steps.rs"]
mod steps;

fn main() {
    println!("cargo:rerun-if-changed=../../data/watched.txt");
    println!("cargo:rerun-if-env-changed=BUILD_NUMBER");
    let _ = std::fs::read_to_string("../../data/read.txt");
    let _ = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/table.csv");
    let _ = std::fs::read_dir("../../data/protos");
    let _ = format!("../../data/tables/{}.csv", 1);
    let _ = std::env::var("MODE");
    println!("cargo::rustc-link-search=native=../../data/native");
    println!("cargo::rustc-link-arg=-T../../data/script.ld");
    steps::run();
}
"#,
    ),
    (
        "w/functions/press/build/steps.rs",
        "pub fn run() { let _ = std::fs::read(\"../../data/step.bin\"); }\n",
    ),
    (
        "w/functions/press/src/main.rs",
        r##"//! Reads `../../comment.txt`.
#![doc = include_str!("../../../data/intro.md")]

mod handler;
#[path = "../../../data/shared.rs"]
mod shared;
#[cfg(test)]
mod tests;
#[cfg(feature = "never")]
mod absent;

const A: &str = include_str!("../../../data/a.json");
const B: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/b.bin"));
const C: &str = std::include_str!(r#"../../../data/c c.txt"#);
const STAGE: Option<&str> = option_env!("RELEASE_NAME");

macro_rules! load {
    ($name:literal) => {
        include_str!(concat!("../../../data/named/", $name, ".txt"))
    };
}
macro_rules! any {
    ($path:expr) => {
        include_bytes!($path)
    };
}
include!("../../../data/code.in");

fn main() {
    println!("{}", load!("one"));
    any!("../../../data/any.dat");
}
"##,
    ),
    (
        "w/functions/press/src/handler.rs",
        r#"pub mod decode { #[path = "../../../../../data/inner.rs"] pub mod inner; }
#[derive(Embed)]
#[folder = "$CARGO_MANIFEST_DIR/../../data/web"]
struct Web;
#[cfg(test)]
mod tests { const T: &str = include_str!("../../../data/tests-only.txt"); }
"#,
    ),
    ("w/functions/press/src/tests.rs", "mod helper;\n"),
    ("w/functions/press/src/tests/helper.rs", "fn helper() {}\n"),
    ("w/functions/press/src/bin/second.rs", "fn main() {}\n"),
    ("w/functions/press/templates/page.html", "<p></p>\n"),
    ("w/functions/press/README.md", "# Press\n"),
    ("w/functions/press/tests/it.rs", "#[test] fn t() {}\n"),
    ("w/functions/press/tests/table.csv", "1,2\n"),
    ("w/functions/press/benches/b.rs", "fn main() {}\n"),
    ("w/functions/press/examples/e.rs", "fn main() {}\n"),
    (
        "w/functions/press/fuzz/Cargo.toml",
        "[package]\nname = \"fuzz\"\n[workspace]\n",
    ),
    ("w/functions/press/fuzz/src/main.rs", "fn main() {}\n"),
    ("w/data/declared/one.txt", "1\n"),
    ("w/data/watched.txt", "1\n"),
    ("w/data/read.txt", "1\n"),
    ("w/data/step.bin", "1\n"),
    ("w/data/protos/a.proto", "1\n"),
    ("w/data/tables/1.csv", "1\n"),
    ("w/data/intro.md", "1\n"),
    (
        "w/data/shared.rs",
        "mod below;\nconst S: &str = include_str!(\"deep/s.txt\");\n",
    ),
    ("w/data/below.rs", "pub fn below() {}\n"),
    ("w/data/deep/s.txt", "1\n"),
    ("w/data/inner.rs", "pub fn inner() {}\n"),
    ("w/data/a.json", "{}\n"),
    ("w/data/b.bin", "1\n"),
    ("w/data/c c.txt", "1\n"),
    ("w/data/named/one.txt", "1\n"),
    ("w/data/any.dat", "1\n"),
    ("w/data/code.in", "const D: &str = include_str!(\"d.txt\");\n"),
    ("w/data/d.txt", "1\n"),
    ("w/data/web/index.html", "1\n"),
    ("w/data/tests-only.txt", "1\n"),
    ("w/data/native/lib.a", "1\n"),
    ("w/data/script.ld", "1\n"),
    ("w/functions/press/.sqlx/query.json", "{}\n"),
    ("w/data/unused.txt", "1\n"),
    (
        "w/libs/limits/Cargo.toml",
        "[package]\nname = \"limits\"\nversion.workspace = true\n\n[dependencies]\nryu.workspace = true\n",
    ),
    (
        "w/libs/limits/src/lib.rs",
        "pub const L: &str = include_str!(\"../../../data/limits.txt\");\n",
    ),
    ("w/data/limits.txt", "1\n"),
    (
        "w/libs/linux/Cargo.toml",
        "[package]\nname = \"linux\"\nversion.workspace = true\n",
    ),
    ("w/libs/linux/src/lib.rs", "//! Linux.\n"),
    (
        "w/libs/generate/Cargo.toml",
        "[package]\nname = \"generate\"\nversion.workspace = true\n\n[target.'cfg(windows)'.dependencies]\nfnv = \"1\"\n",
    ),
    ("w/libs/generate/src/lib.rs", "//! Generates.\n"),
    (
        "w/libs/patched/Cargo.toml",
        "[package]\nname = \"memchr\"\nversion = \"2.7.0\"\n",
    ),
    ("w/libs/patched/src/lib.rs", "//! Patched.\n"),
    (
        "w/libs/testing/Cargo.toml",
        "[package]\nname = \"testing\"\nversion.workspace = true\n\n[dependencies]\nitoa = \"0.4\"\n",
    ),
    ("w/libs/testing/src/lib.rs", "//! Tests.\n"),
    (
        "w/libs/windows-only/Cargo.toml",
        "[package]\nname = \"windows-only\"\nversion.workspace = true\n",
    ),
    ("w/libs/windows-only/src/lib.rs", "//! Windows.\n"),
    (
        "w/app/Cargo.toml",
        "[package]\nname = \"app\"\nversion.workspace = true\n\n[dependencies]\nindexmap = \"2\"\n",
    ),
    ("w/app/src/main.rs", "fn main() {}\n"),
    ("w/target/CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55\n"),
    ("w/target/x", "1\n"),
    ("w/README.md", "# All\n"),
    (
        "elsewhere/Cargo.toml",
        "[workspace]\nmembers = [\"*\"]\n\n[workspace.package]\nversion = \"0.2.0\"\n\n[workspace.dependencies]\nunits = { path = \"units\", package = \"press-units\" }\n",
    ),
    (
        "elsewhere/outside/Cargo.toml",
        "[package]\nname = \"outside\"\nversion.workspace = true\n\n[dependencies]\nunits.workspace = true\n",
    ),
    ("elsewhere/outside/src/lib.rs", "//! Outside.\n"),
    (
        "elsewhere/units/Cargo.toml",
        "[package]\nname = \"press-units\"\nversion = \"0.3.0\"\n",
    ),
    ("elsewhere/units/src/lib.rs", "//! Units.\n"),
];

pub(crate) struct Project {
    folder: TempDir,
}

impl Project {
    pub(crate) fn new() -> Self {
        let project = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        for (name, text) in FILES {
            project.write(name, text);
        }
        project
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// Replaces one text of a file, which has to have it.
    pub(crate) fn replace(&self, name: &str, from: &str, to: &str) {
        let text = self.read(name);
        assert!(text.contains(from), "{name} has no {from:?}");
        self.write(name, &text.replacen(from, to, 1));
    }

    pub(crate) fn environment(&self, more: &[(&str, &str)]) -> Environment {
        let home = self.path("home").display().to_string();
        let own = [("HOME", home.as_str()), ("CARGO_PKG_NAME", "app")];
        own.into_iter().chain(more.iter().copied()).collect()
    }

    pub(crate) fn try_with(&self, package: &str, variables: &[(&str, &str)]) -> Result<Fingerprint, FingerprintError> {
        let environment = self.environment(variables);
        fingerprint_in(&environment, &self.path("w"), package, Architecture::X86_64)
    }

    pub(crate) fn fingerprint(&self) -> Fingerprint {
        self.try_with("press", &[]).unwrap()
    }

    pub(crate) fn root(&self) -> &Path {
        self.folder.path()
    }
}
