//! The programs that are not part of a Rust installation: found on this machine, or installed into `.tools/`.

use std::{
    collections::BTreeMap,
    env, fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result};
use ferrocdk_toolkit::requirements::{self, RequirementsPart};
use serde::{Deserialize, Serialize};

use crate::{context::Context, failure::Failure, program::PROGRAM, ui};

/// A program that commands need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Tool {
    /// The AWS CLI, version 1 or 2.
    Aws,
    /// `cargo lambda`, which builds functions.
    CargoLambda,
    /// The emulator behind the local AWS.
    Ministack,
}

impl Tool {
    /// All of them.
    pub(crate) const ALL: [Self; 3] = [Self::Aws, Self::CargoLambda, Self::Ministack];

    fn program(self) -> &'static str {
        match self {
            Self::Aws => "aws",
            Self::CargoLambda => "cargo-lambda",
            Self::Ministack => "ministack",
        }
    }

    /// Its part of requirements.txt.
    fn part(self) -> &'static str {
        match self {
            Self::Aws => "aws",
            Self::CargoLambda => "lambda",
            Self::Ministack => "local",
        }
    }

    /// Arguments that make a working installation answer; `None` when only the pinned version will do, as the local AWS is made for one
    /// version of the emulator.
    fn probe(self) -> Option<&'static [&'static str]> {
        match self {
            Self::Aws => Some(&["--version"]),
            Self::CargoLambda => Some(&["lambda", "--version"]),
            Self::Ministack => None,
        }
    }
}

/// `.tools/tools.json`: where each tool was found last, so that looking for it takes no time.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Found {
    tools: BTreeMap<Tool, Place>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Place {
    path: PathBuf,
    /// Stamp of the installation; absent for a tool of the machine itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    stamp: Option<String>,
}

/// The oldest Python that the pinned packages take.
const PYTHON: (u32, u32) = (3, 11);

/// Path of a tool, which is installed first if need be.
pub(crate) fn ensure(context: &Context, tool: Tool) -> Result<PathBuf> {
    let file = context.root.join(".tools/tools.json");
    let mut found: Found = fs::read_to_string(&file)
        .ok()
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default();
    let part = part(tool)?;
    if let Some(place) = found.tools.get(&tool).filter(|place| place.path.is_file())
        && place.stamp.as_ref().is_none_or(|stamp| *stamp == part.stamp())
    {
        return Ok(place.path.clone());
    }
    let place = match on_path(context, tool) {
        Some(path) => Place { path, stamp: None },
        None => Place {
            path: install(context, tool, &part)?,
            stamp: Some(part.stamp()),
        },
    };
    let path = place.path.clone();
    found.tools.insert(tool, place);
    write_atomically(&file, serde_json::to_string_pretty(&found)?.as_bytes())?;
    Ok(path)
}

/// Path of a tool that is there already; nothing is installed.
pub(crate) fn found(context: &Context, tool: Tool) -> Result<Option<PathBuf>> {
    let text = fs::read_to_string(context.root.join(".tools/tools.json")).unwrap_or_default();
    let known: Found = serde_json::from_str(&text).unwrap_or_default();
    let stamp = part(tool)?.stamp();
    let known = known.tools.get(&tool).filter(|place| place.path.is_file());
    let known = known.filter(|place| place.stamp.as_ref().is_none_or(|own| *own == stamp));
    Ok(known.map(|place| place.path.clone()).or_else(|| on_path(context, tool)))
}

/// Writes a file so that it is either the old or the new one, whatever happens meanwhile.
pub(crate) fn write_atomically(file: &Path, contents: &[u8]) -> Result<()> {
    let folder = file.parent().context("a file needs a folder")?;
    fs::create_dir_all(folder).with_context(|| format!("cannot make the folder `{}`", folder.display()))?;
    let write = || -> std::io::Result<()> {
        let mut temporary = tempfile::NamedTempFile::new_in(folder)?;
        std::io::Write::write_all(&mut temporary, contents)?;
        // Temporary files are made for their owner alone; these are as any other file.
        temporary.as_file().set_permissions(fs::Permissions::from_mode(0o644))?;
        temporary.persist(file)?;
        Ok(())
    };
    write().with_context(|| format!("cannot write `{}`", file.display()))
}

/// Packages and exact versions of what the tools are: part of this program, so that it works wherever it stands.
const REQUIREMENTS: &str = include_str!("../requirements.txt");

fn part(tool: Tool) -> Result<RequirementsPart> {
    let parts = requirements::parts(REQUIREMENTS).context("requirements.txt is not valid")?;
    parts
        .into_iter()
        .find(|part| part.name == tool.part())
        .with_context(|| format!("requirements.txt has no part `# [{}]`", tool.part()))
}

/// The tool on this machine's path, if it works: version managers leave stubs for programs they do not have.
fn on_path(context: &Context, tool: Tool) -> Option<PathBuf> {
    let probe = tool.probe()?;
    let own = context.root.join(".tools");
    env::split_paths(&env::var_os("PATH")?)
        .map(|folder| folder.join(tool.program()))
        .find(|path| path.is_file() && !path.starts_with(&own) && answers(path, probe))
}

fn answers(program: &Path, args: &[&str]) -> bool {
    let mut command = Command::new(program);
    command
        .args(args)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

fn install(context: &Context, tool: Tool, part: &RequirementsPart) -> Result<PathBuf> {
    let venv = context.root.join(".tools/venv");
    let python = venv.join("bin/python");
    if !answers(&python, &["-m", "pip", "--version"]) {
        let system = system_python()?;
        ui::step("Creating", "a Python environment in .tools/venv");
        let mut command = Command::new(&system);
        command.args(["-m", "venv", "--clear"]).arg(&venv);
        if !context.run(command)? {
            return Err(
                Failure::new(format!("`{}` cannot make a virtual environment", system.display()))
                    .hint("install the venv module, on Debian and Ubuntu with `apt install python3-venv`")
                    .into(),
            );
        }
    }
    ui::step(
        "Installing",
        format!("{} into .tools/venv", part.packages.first().map_or("", String::as_str)),
    );
    let mut command = Command::new(&python);
    // The list is the whole closure with exact versions, so pip resolves nothing.
    command
        .args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--no-deps",
        ])
        .args(&part.packages);
    let program = venv.join("bin").join(tool.program());
    if !context.run(command)? {
        return Err(
            Failure::new(format!("cannot install {}; see the messages above", tool.program()))
                .hint(format!(
                    "the package index has to be reachable for this one step; run `{PROGRAM} setup` again then"
                ))
                .into(),
        );
    }
    if program.is_file() {
        Ok(program)
    } else {
        Err(Failure::new(format!(
            "the packages for {} brought no `{}`",
            tool.program(),
            program.display()
        ))
        .into())
    }
}

/// A Python that is new enough and can make environments.
fn system_python() -> Result<PathBuf> {
    let script = "import sys, venv, ensurepip; print('%d %d' % sys.version_info[:2])";
    let mut newest: Option<(u32, u32)> = None;
    for name in [
        "python3",
        "python3.14",
        "python3.13",
        "python3.12",
        "python3.11",
        "python",
    ] {
        let Ok(output) = Command::new(name).args(["-c", script]).stdin(Stdio::null()).output() else {
            continue;
        };
        let text = String::from_utf8_lossy(&output.stdout);
        let mut numbers = text.split_whitespace().map(str::parse::<u32>);
        if let (true, Some(Ok(major)), Some(Ok(minor))) = (output.status.success(), numbers.next(), numbers.next()) {
            if (major, minor) >= PYTHON {
                return Ok(name.into());
            }
            newest = newest.max(Some((major, minor)));
        }
    }
    let found = newest.map_or("none with venv was found".to_owned(), |(major, minor)| {
        format!("found {major}.{minor}")
    });
    let (major, minor) = PYTHON;
    Err(Failure::new(format!(
        "python {major}.{minor} or newer with its venv module is needed, {found}"
    ))
    .hint(format!(
        "install it, on Debian and Ubuntu with `apt install python3 python3-venv`, and run `{PROGRAM} setup`"
    ))
    .into())
}
