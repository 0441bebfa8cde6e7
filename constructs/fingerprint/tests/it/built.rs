//! Inputs that Cargo names after a build, held against those that were covered before.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use ferrocdk_fingerprint::{Architecture, Environment, Fingerprint, dep_info, fingerprint_in};
use tempfile::TempDir;

const FILES: &[(&str, &str)] = &[
    (
        "w/Cargo.toml",
        "[workspace]\nmembers = [\"press\", \"units\"]\nresolver = \"3\"\n",
    ),
    (
        "w/Cargo.lock",
        "version = 4\n\n[[package]]\nname = \"press\"\nversion = \"0.1.0\"\ndependencies = [\n \"units\",\n]\n\n[[package]]\nname = \"units\"\nversion = \"0.1.0\"\n",
    ),
    (
        "w/press/Cargo.toml",
        "[package]\nname = \"press\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\nunits = { path = \"../units\" }\n",
    ),
    (
        "w/press/build.rs",
        r#"fn main() {
    println!("cargo:rerun-if-changed=../tables");
    let out = std::env::var("OUT_DIR").unwrap();
    std::fs::write(format!("{out}/made.rs"), "const MADE: u8 = 1;").unwrap();
}
"#,
    ),
    (
        "w/press/src/main.rs",
        r#"include!(concat!(env!("OUT_DIR"), "/made.rs"));
#[path = "../../shared/clock.rs"]
mod clock;
mod part;
#[cfg(test)]
mod tests;
macro_rules! text {
    ($name:literal) => {
        include_str!(concat!("../../texts/", $name, ".txt"))
    };
}
fn main() {
    println!("{MADE} {} {} {} {}", text!("a"), clock::now(), part::PART, units::UNIT);
}
"#,
    ),
    (
        "w/press/src/part/mod.rs",
        "pub const PART: &str = include_str!(\"part.txt\");\n",
    ),
    ("w/press/src/part/part.txt", "part\n"),
    ("w/press/src/tests.rs", "compile_error!(\"never built\");\n"),
    ("w/texts/a.txt", "a\n"),
    ("w/tables/t.csv", "1\n"),
    ("w/shared/clock.rs", "mod hand;\npub fn now() -> u8 { hand::HAND }\n"),
    ("w/shared/hand.rs", "pub const HAND: u8 = 1;\n"),
    (
        "w/units/Cargo.toml",
        "[package]\nname = \"units\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[lib]\npath = \"units.rs\"\n",
    ),
    (
        "w/units/units.rs",
        "pub const UNIT: &str = include_str!(\"../my units.txt\");\n",
    ),
    ("w/my units.txt", "bar\n"),
];

struct Built {
    folder: TempDir,
}

impl Built {
    fn new() -> Self {
        let project = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        for (name, text) in FILES {
            project.write(name, text);
        }
        project
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn fingerprint(&self) -> Fingerprint {
        let home = self.path("home").display().to_string();
        let environment: Environment = [("HOME", home)].into_iter().collect();
        fingerprint_in(&environment, &self.path("w"), "press", Architecture::X86_64).unwrap()
    }

    /// Inputs that the fingerprint lacks, after Cargo has built the function.
    #[expect(clippy::disallowed_methods, reason = "the test is about what Cargo says")]
    fn uncovered(&self) -> Vec<String> {
        let fingerprint = self.fingerprint();
        let mut cargo = Command::new(env!("CARGO"));
        cargo
            .args(["build", "--quiet", "--offline", "--locked", "--package", "press"])
            .current_dir(fingerprint.workspace());
        for variable in ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_TARGET"] {
            cargo.env_remove(variable);
        }
        let output = cargo.env("CARGO_TARGET_DIR", self.path("built")).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let used = dep_info(&fs::read_to_string(self.path("built/debug/press.d")).unwrap());
        assert!(used.len() > 5, "{used:?}");
        fingerprint.uncovered(used, &self.path("built")).unwrap()
    }
}

#[test]
fn cargo_used_nothing_else() {
    let project = Built::new();
    assert_eq!(project.uncovered(), [""; 0]);
    let inputs = project.fingerprint();
    let inputs: Vec<&str> = inputs
        .inputs()
        .filter(|input| input.contains('.') && !input.contains("what counts"))
        .collect();
    let expected = [
        "my units.txt",
        "press/build.rs",
        "press/src/main.rs",
        "press/src/part/mod.rs",
        "press/src/part/part.txt",
        "shared/clock.rs",
        "shared/hand.rs",
        "tables/t.csv",
        "texts/a.txt",
        "units/units.rs",
    ];
    assert_eq!(inputs, expected);
}

#[test]
fn what_no_look_at_the_sources_tells_is_found_after_the_build() {
    let project = Built::new();
    let script = "fn main() {
    let name = format!(\"{}{}\", \"lim\", \"its.txt\");
    println!(\"cargo:rerun-if-changed={}\", std::path::Path::new(\"..\").join(name).display());
}
";
    let source = "include!(concat!(env!(\"OUT_DIR\"), \"/made.rs\"));\n";
    let main = fs::read_to_string(project.path("w/press/src/main.rs"))
        .unwrap()
        .replace(source, "const MADE: u8 = 1;\n");
    project.write("w/press/src/main.rs", &main);
    project.write("w/press/build.rs", script);
    project.write("w/limits.txt", "1\n");
    assert_eq!(project.uncovered(), ["../limits.txt"]);
    let manifest = fs::read_to_string(project.path("w/press/Cargo.toml")).unwrap();
    project.write(
        "w/press/Cargo.toml",
        &format!("{manifest}\n[package.metadata.ferrocdk]\ninputs = [\"../limits.txt\"]\n"),
    );
    assert_eq!(project.uncovered(), [""; 0]);
}
