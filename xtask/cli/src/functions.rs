//! Building Lambda functions: one fingerprint, one zip.

use std::{fs, path::PathBuf, process::Command};

use anyhow::{Context as _, Result};
use ferrocdk_toolkit::{
    elf,
    publish::{self, FunctionAsset},
    zip,
};

use crate::{
    context::Context,
    deployment,
    failure::Failure,
    tools::{self, Tool, write_atomically},
    ui,
};

/// The function's zip, built unless it is there already. `plant` is one that has the function; `None` looks at all of them.
///
/// The fingerprint stands for sources that may have changed since, even while building; a zip under a name that is not its own would be shipped
/// for good, so the app is asked again before and after.
pub(crate) fn build(context: &Context, function: &FunctionAsset, plant: Option<&str>) -> Result<PathBuf> {
    let file = context.target().join("functions").join(function.file_name());
    if file.is_file() {
        return Ok(file);
    }
    let package = &function.package;
    check_current(context, function, plant)?;
    let lambda = tools::ensure(context, Tool::CargoLambda)?;
    ui::step("Building", format!("function {package}"));
    let output = context.target().join("lambda");
    let mut command = Command::new(lambda);
    command
        .current_dir(&context.root)
        .args([
            "lambda",
            "build",
            "--release",
            "--locked",
            "--package",
            package,
            "--output-format",
            "binary",
        ])
        .args(["--target", TARGET])
        .arg("--lambda-dir")
        .arg(&output)
        .env("CARGO_ENCODED_RUSTFLAGS", remapped(context));
    // Where the machine itself makes what Lambda runs, Cargo alone is enough; elsewhere cargo-lambda's cross compiler has to do it.
    if cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        command.args(["--compiler", "cargo"]);
    }
    if !context.run(command)? {
        return Err(Failure::new(format!("function `{package}` does not build; see the messages above")).into());
    }
    let binary = output.join(package).join("bootstrap");
    let contents = fs::read(&binary).map_err(|error| {
        Failure::new(format!(
            "package `{package}` built, but there is no `{}`: {error}",
            binary.display()
        ))
        .hint("a function's package needs one binary with the package's own name")
    })?;
    elf::check(&contents).map_err(|error| {
        Failure::new(format!("function `{package}` cannot run on Lambda: {error}"))
            .hint("build on Linux with glibc 2.34 or older, for example in a container of Amazon Linux 2023")
    })?;
    check_current(context, function, plant)?;
    let packed = zip::pack(&[("bootstrap".to_owned(), contents)].into()).context("cannot pack the function")?;
    write_atomically(&file, &packed)?;
    Ok(file)
}

fn check_current(context: &Context, function: &FunctionAsset, plant: Option<&str>) -> Result<()> {
    let assembly = deployment::synthesize_for_a_look(context, plant)?;
    let listed = publish::functions(&assembly);
    // Another app's: an example's, or the provider of a custom resource.
    let is_foreign = listed.iter().all(|other| other.package != function.package);
    if listed.contains(function)
        || (is_foreign && deployment::fingerprint(context, &function.package)? == function.fingerprint)
    {
        return Ok(());
    }
    Err(Failure::new(format!(
        "the sources of function `{}` are not those the assembly was made from",
        function.package
    ))
    .hint("they changed after it was synthesized; run the command that synthesizes again")
    .into())
}

/// What functions are compiled for. Lambda runs arm64 for less money, but only this one is tested.
const TARGET: &str = "x86_64-unknown-linux-gnu";

/// Compiler flags that keep this machine's folders out of the binary: panic messages hold source paths, and the same sources have to give the
/// same bytes everywhere.
fn remapped(context: &Context) -> String {
    let home = std::env::var_os("HOME").map(PathBuf::from);
    let cargo = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(home?.join(".cargo")));
    let folders = [
        Some((context.root.clone(), "/workspace")),
        cargo.map(|folder| (folder, "/cargo")),
    ];
    let flags: Vec<String> = folders
        .into_iter()
        .flatten()
        .map(|(folder, name)| format!("--remap-path-prefix={}={name}", folder.display()))
        .collect();
    flags.join("\x1f")
}
