//! AWS CDK, installed by npm below `.tools/bench`.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result};

use super::measure::Run;
use ferrocdk_cli::{Context, Failure, ui};

/// AWS CDK, ready to run.
#[derive(Debug)]
pub(super) struct Peer {
    script: PathBuf,
    /// The CDK CLI.
    cli: PathBuf,
}

/// Where the packages are named and the apps stand.
const SOURCES: &str = "xtask/bench";

impl Peer {
    /// Installs it unless it is there; `None`, after saying so, on a machine without Node.
    pub(super) fn install(context: &Context) -> Result<Option<Self>> {
        for program in ["node", "npm"] {
            if !answers(program) {
                ui::warning(format!("AWS CDK is left out: there is no `{program}` on this machine"));
                return Ok(None);
            }
        }
        let sources = context.root.join(SOURCES);
        let folder = context.root.join(".tools/bench");
        let lock = read(&sources.join("package-lock.json"))?;
        let stamp = folder.join("installed");
        if fs::read_to_string(&stamp).is_ok_and(|installed| installed == lock) {
            return Ok(Some(Self::at(&sources, &folder)));
        }
        ui::step("Installing", "AWS CDK into .tools/bench");
        let prepare = || -> std::io::Result<()> {
            fs::create_dir_all(&folder)?;
            for file in ["package.json", "package-lock.json"] {
                fs::copy(sources.join(file), folder.join(file))?;
            }
            Ok(())
        };
        prepare().with_context(|| format!("cannot write to `{}`", folder.display()))?;
        let mut npm = Command::new("npm");
        npm.args(["ci", "--no-audit", "--no-fund", "--loglevel", "error"])
            .current_dir(&folder);
        if !context.run(npm)? {
            return Err(Failure::new("npm cannot install AWS CDK; see the messages above")
                .hint("the package index has to be reachable for this one step; --no-peer measures without AWS CDK")
                .into());
        }
        // Written last: what npm left half-done is installed again.
        fs::write(&stamp, lock).with_context(|| format!("cannot write `{}`", stamp.display()))?;
        Ok(Some(Self::at(&sources, &folder)))
    }

    fn at(sources: &Path, folder: &Path) -> Self {
        Self {
            script: sources.join("peer.mjs"),
            cli: folder.join("node_modules/.bin/cdk"),
        }
    }

    /// An app of `peer.mjs`, with AWS CDK's validation of templates or without.
    pub(super) fn app(&self, words: &[&str], out: &Path, validation: bool) -> Run {
        Run::new("node")
            .arg(&self.script)
            .args(words)
            .env("CDK_OUTDIR", out)
            .env("CDK_VALIDATION", validation.to_string())
    }

    /// `cdk synth` of an app of `peer.mjs`.
    pub(super) fn cli(&self, words: &[&str], out: &Path, validation: bool) -> Run {
        let script = self.script.display();
        self.offline()
            .args(&["synth", "--quiet", "--no-notices", "--output"])
            .arg(out)
            .arg(format!("--validation={validation}"))
            .arg("--app")
            .arg(format!("node '{script}' '{}'", words.join("' '")))
    }

    /// `cdk diff` of a template and the only stack of an assembly.
    pub(super) fn diff(&self, template: &Path, assembly: &Path) -> Run {
        self.offline()
            .args(&["diff", "--no-notices", "--app"])
            .arg(assembly)
            .arg("--template")
            .arg(template)
    }

    /// The CDK CLI without what asks the network.
    fn offline(&self) -> Run {
        Run::new(&self.cli)
            .env("CDK_DISABLE_CLI_TELEMETRY", "true")
            .env("CDK_DISABLE_VERSION_CHECK", "true")
            .env("AWS_EC2_METADATA_DISABLED", "true")
    }
}

fn read(file: &Path) -> Result<String> {
    fs::read_to_string(file).with_context(|| format!("cannot read `{}`", file.display()))
}

fn answers(program: &str) -> bool {
    let mut command = Command::new(program);
    command
        .arg("--version")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}
