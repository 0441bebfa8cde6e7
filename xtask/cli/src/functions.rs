//! Building Lambda functions: one fingerprint, one zip.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result};
use ferrocdk_fingerprint::{
    Architecture, Environment, Fingerprint, FingerprintError, FlagPlace, dep_info, fingerprint,
};
use ferrocdk_toolkit::{elf, publish::FunctionAsset, zip};
use serde::Deserialize;

use crate::{
    context::Context,
    failure::Failure,
    tools::{self, Tool, write_atomically},
    ui,
};

/// Processors, the one that most functions have first.
const ARCHITECTURES: [Architecture; 2] = [Architecture::X86_64, Architecture::Arm64];

/// As many changed files as a message names.
const SHOWN: usize = 5;

/// The function's zip, built unless it is there already.
///
/// The fingerprint stands for sources that may have changed since, even while building; a zip under a name that is not its own would be shipped
/// for good, so it is computed again before and after. Afterwards Cargo also tells what it has used, all of which has to be covered.
pub(crate) fn build(context: &Context, function: &FunctionAsset) -> Result<PathBuf> {
    let file = context.target().join("functions").join(function.file_name());
    if file.is_file() {
        return Ok(file);
    }
    let before = current(context, function)?;
    let package = &function.package;
    ui::step("Building", format!("function {package}"));
    let output = context.target().join("lambda");
    let used = compile(context, &before, &output)?;
    let binary = output.join(package).join("bootstrap");
    let contents = fs::read(&binary).map_err(|error| {
        Failure::new(format!(
            "package `{package}` built, but there is no `{}`: {error}",
            binary.display()
        ))
        .hint("a function's package needs one binary with the package's own name")
    })?;
    let machine = match before.architecture() {
        Architecture::X86_64 => elf::Machine::X86_64,
        Architecture::Arm64 => elf::Machine::Arm64,
    };
    elf::check(&contents, machine).map_err(|error| {
        Failure::new(format!("function `{package}` cannot run on Lambda: {error}"))
            .hint("build on Linux with glibc 2.34 or older, for example in a container of Amazon Linux 2023")
    })?;
    used.check(&before)?;
    let after = fingerprint(before.workspace(), package, before.architecture())?;
    let changes = after.changes(&before);
    if !changes.is_empty() {
        let shown = changes.iter().take(SHOWN).map(|name| format!("`{name}`"));
        return Err(Failure::new(format!(
            "the sources of function `{package}` changed while it was built: {}",
            shown.collect::<Vec<_>>().join(", ")
        ))
        .hint("run the command that synthesizes again")
        .into());
    }
    let packed = zip::pack(&[("bootstrap".to_owned(), contents)].into()).context("cannot pack the function")?;
    write_atomically(&file, &packed)?;
    Ok(file)
}

/// The fingerprint of the function's sources as they are now, which has to be the asset's. It also tells the processor.
fn current(context: &Context, function: &FunctionAsset) -> Result<Fingerprint> {
    let folder = function.workspace.as_ref();
    let workspace = folder.map_or_else(|| context.root.clone(), |folder| context.root.join(folder));
    let in_project = found(&workspace, function);
    if let Ok(Some(found)) = in_project {
        return Ok(found);
    }
    if folder.is_none()
        && let Some(library) = library(context)
        && let Ok(Some(found)) = found(&library, function)
    {
        return Ok(found);
    }
    in_project?;
    Err(Failure::new(format!(
        "the sources of function `{}` are not those the assembly was made from",
        function.package
    ))
    .hint("they changed after it was synthesized; run the command that synthesizes again")
    .into())
}

/// The fingerprint of a workspace's package for the processors for which it is the asset's, if there are such.
fn found(workspace: &Path, function: &FunctionAsset) -> Result<Option<Fingerprint>, FingerprintError> {
    for architecture in ARCHITECTURES {
        let found = fingerprint(workspace, &function.package, architecture)?;
        if found.key() == function.fingerprint {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// The workspace that the project's library comes from, which has the function behind custom resources: constructs name it by its package alone, as if it were the
/// project's.
fn library(context: &Context) -> Option<PathBuf> {
    #[derive(Deserialize)]
    struct Metadata {
        packages: Vec<Package>,
    }
    #[derive(Deserialize)]
    struct Package {
        name: String,
        manifest_path: PathBuf,
    }
    let mut command = Command::new("cargo");
    command
        .current_dir(&context.root)
        .args(["metadata", "--format-version", "1"]);
    context.show(&command);
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    let metadata: Metadata = serde_json::from_slice(&output.stdout).ok()?;
    let mut packages = metadata.packages.into_iter();
    let aws = packages.find(|package| package.name == "ferrocdk-aws")?;
    // `constructs/aws/Cargo.toml`
    aws.manifest_path.ancestors().nth(3).map(Path::to_owned)
}

/// Lets Cargo compile the function into `output`.
fn compile(context: &Context, function: &Fingerprint, output: &Path) -> Result<Used> {
    let (package, triple) = (function.package(), function.architecture().triple());
    let mut command = Command::new(tools::ensure(context, Tool::CargoLambda)?);
    command
        .current_dir(function.workspace())
        .args(["lambda", "build", "--release", "--locked", "--package", package])
        .args(["--output-format", "binary", "--target", triple])
        // The workspace's own profile decides, which is covered; the tool would add flags for one processor.
        .arg("--disable-optimizations")
        .args(["--message-format", "json-render-diagnostics"])
        .arg("--lambda-dir")
        .arg(output)
        .stdin(Stdio::null())
        .stderr(Stdio::inherit());
    // Where the machine itself makes what Lambda runs, Cargo alone is enough; elsewhere cargo-lambda's cross compiler has to do it.
    let is_own = cfg!(all(target_os = "linux", target_arch = "x86_64")) && triple == Architecture::X86_64.triple();
    if is_own {
        command.args(["--compiler", "cargo"]);
    }
    if function.workspace() != context.root {
        // rustup hands on the toolchain that this program was started with; another workspace asks for its own.
        command.env_remove("RUSTUP_TOOLCHAIN");
    }
    if let Some((variable, flags)) = remapped(function) {
        command.env(variable, flags);
    }
    context.show(&command);
    let built = command.output().context("cannot start cargo-lambda")?;
    if !built.status.success() {
        return Err(Failure::new(format!("function `{package}` does not build; see the messages above")).into());
    }
    Used::read(package, &String::from_utf8_lossy(&built.stdout))
}

/// Flags that keep this machine's folders out of the binary, added where Cargo reads the others: panic messages hold source paths, and the same
/// sources have to give the same bytes everywhere. `None` where nobody but the compiler knows which place that is: flags come before paths.
fn remapped(function: &Fingerprint) -> Option<(String, String)> {
    let environment = Environment::of_process();
    let root = function.workspace();
    let mut folders: Vec<(PathBuf, String)> = environment
        .cargo_home()
        .map(|home| (home, "/cargo".to_owned()))
        .into_iter()
        .collect();
    let outside = function.packages().filter(|folder| !folder.starts_with(root));
    // The last flag that fits counts, so the outermost folders stand first.
    folders.extend(outside.map(|folder| {
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        (folder.to_owned(), format!("/beside/{name}"))
    }));
    folders.push((root.to_owned(), "/workspace".to_owned()));
    let flags = folders
        .iter()
        .map(|(folder, name)| format!("--remap-path-prefix={}={name}", folder.display()));
    let (variable, separator) = match function.flags() {
        FlagPlace::Environment => ("CARGO_ENCODED_RUSTFLAGS".to_owned(), "\x1f"),
        FlagPlace::Target => (Environment::target_flags(function.architecture()), " "),
        FlagPlace::Build => ("CARGO_BUILD_RUSTFLAGS".to_owned(), " "),
        FlagPlace::Unknown => return None,
    };
    let own = match function.flags() {
        FlagPlace::Environment => environment.rust_flags().unwrap_or_default(),
        _ => environment.get(&variable).map(str::to_owned).into_iter().collect(),
    };
    // These variables are cut at blanks, without a way to quote one.
    let flags = flags.filter(|flag| separator != " " || !flag.contains(' '));
    let all: Vec<String> = own.into_iter().chain(flags).collect();
    Some((variable, all.join(separator)))
}

/// Cargo's account of what went into a function.
#[derive(Debug, Default)]
struct Used {
    files: Vec<PathBuf>,
    /// Variables that local build scripts ask to be watched.
    variables: BTreeSet<String>,
    /// The folder that Cargo builds into.
    generated: PathBuf,
}

/// A line of `cargo build --message-format json`, as far as it is of use.
#[derive(Debug, Deserialize)]
#[serde(tag = "reason", rename_all = "kebab-case")]
enum Message {
    CompilerArtifact {
        package_id: String,
        executable: Option<PathBuf>,
    },
    BuildScriptExecuted {
        package_id: String,
        out_dir: PathBuf,
    },
    #[serde(other)]
    Other,
}

impl Used {
    /// Reads the messages, the dep-info beside the program, and what build scripts printed.
    fn read(package: &str, messages: &str) -> Result<Self> {
        let mut used = Self::default();
        for line in messages.lines() {
            match serde_json::from_str(line) {
                Ok(Message::CompilerArtifact {
                    package_id,
                    executable: Some(program),
                }) if is_local(&package_id) => {
                    if program.file_stem().is_none_or(|name| name != package) {
                        continue;
                    }
                    let file = program.with_extension("d");
                    let text =
                        fs::read_to_string(&file).with_context(|| format!("cannot read `{}`", file.display()))?;
                    used.files = dep_info(&text);
                    // <folder>/<target>/release/<program>
                    used.generated = program.ancestors().nth(3).unwrap_or(&program).to_owned();
                }
                Ok(Message::BuildScriptExecuted { package_id, out_dir }) if is_local(&package_id) => {
                    let printed = out_dir.with_file_name("output");
                    let text = fs::read_to_string(&printed).unwrap_or_default();
                    let asked = text.lines().filter_map(|line| line.split_once("rerun-if-env-changed="));
                    used.variables.extend(asked.map(|(_, name)| name.trim().to_owned()));
                }
                // Lines of the tools around Cargo are no messages.
                _ => {}
            }
        }
        Ok(used)
    }

    /// Refuses what the fingerprint does not cover: a change of it would never be deployed.
    fn check(&self, function: &Fingerprint) -> Result<()> {
        let package = function.package();
        if self.files.is_empty() {
            return Err(Failure::new(format!(
                "Cargo does not tell which files function `{package}` was built from"
            ))
            .hint("a function's package needs one binary with the package's own name")
            .into());
        }
        let manifest = function.manifest().display();
        let refuse = |kind: &str, key: &str, names: &[String]| {
            let list = names
                .iter()
                .map(|name| format!("{name:?}"))
                .collect::<Vec<_>>()
                .join(", ");
            Failure::new(format!(
                "function `{package}` is built from {kind} that its fingerprint does not cover, so that a change would not be deployed: {list}"
            ))
            .hint(format!("declare what it is built from in {manifest}: [package.metadata.ferrocdk] {key} = [{list}]"))
        };
        let files = function.uncovered(self.files.iter().cloned(), &self.generated)?;
        if !files.is_empty() {
            return Err(refuse("files", "inputs", &files).into());
        }
        let variables: Vec<String> = self
            .variables
            .iter()
            .filter(|name| !function.covers_variable(name))
            .cloned()
            .collect();
        if variables.is_empty() {
            Ok(())
        } else {
            Err(refuse("variables", "variables", &variables).into())
        }
    }
}

/// Whether Cargo's id of a package is that of one on this machine.
fn is_local(package_id: &str) -> bool {
    package_id.starts_with("path+")
}
