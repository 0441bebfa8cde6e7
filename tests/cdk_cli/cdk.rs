//! The CDK CLI, pointed at a local AWS.

use std::path::PathBuf;
use std::process::Output;

use serde_json::Value as Json;
use workspace_tests::{LocalAws, install, root};

/// The environment that `cdk bootstrap` prepares: the account that the emulator pretends to be, and the region of the default plant.
const ENVIRONMENT: &str = "aws://000000000000/sa-east-1";

/// All stacks; the flag `--all` leaves out those of stages.
const ALL: &str = "**";

/// The CDK CLI with one app.
pub(crate) struct Cdk<'a> {
    local: &'a LocalAws,
    program: PathBuf,
    app: String,
    context: &'static [&'static str],
    /// Where the CLI runs, and keeps `cdk.context.json`.
    pub(crate) folder: PathBuf,
    /// Within the workspace: an asset's command runs here, and Cargo has to find its way from here.
    pub(crate) out: PathBuf,
    /// Instead of the user's `~/.cdk`: the CLI remembers there which account an access key belongs to.
    home: tempfile::TempDir,
}

impl<'a> Cdk<'a> {
    /// Starts the local AWS and installs the CLI. `app` is a command line or the folder of an
    /// assembly, `context` holds `key=value`.
    pub(crate) fn new(
        local: &'a LocalAws,
        name: &str,
        app: impl Into<String>,
        context: &'static [&'static str],
    ) -> Self {
        let packages = install("cdk_cli");
        local.xtask(&["local", "up"]);
        Self {
            local,
            program: packages.join("node_modules/aws-cdk/bin/cdk"),
            app: app.into(),
            context,
            folder: root(),
            out: root().join("cdk.out/.cdk-cli").join(name),
            home: tempfile::tempdir().unwrap(),
        }
    }

    fn output(&self, arguments: &[&str]) -> Output {
        let mut command = self.local.client("node");
        command.current_dir(&self.folder);
        command
            .arg(&self.program)
            .args(["--app", &self.app, "--output"])
            .arg(&self.out);
        for pair in self.context {
            command.args(["--context", pair]);
        }
        command.args(["--no-notices", "--no-color", "--no-version-reporting"]);
        command.args(arguments);
        command.env("CDK_HOME", self.home.path());
        command
            .env("CDK_DISABLE_VERSION_CHECK", "1")
            .env("CDK_DISABLE_CLI_TELEMETRY", "1");
        // With CI the CLI would write its remarks where its results stand.
        command.env_remove("CI").env_remove("CDK_DEFAULT_ACCOUNT");
        command.output().unwrap()
    }

    /// Runs a command that must fail; gives what it said.
    pub(crate) fn fail(&self, arguments: &[&str]) -> String {
        let output = self.output(arguments);
        let text = String::from_utf8(output.stderr).unwrap();
        assert!(
            !output.status.success(),
            "cdk {} succeeded\n{text}",
            arguments.join(" ")
        );
        text
    }

    /// Runs a command that must succeed; gives its results and its remarks.
    pub(crate) fn run(&self, arguments: &[&str]) -> (String, String) {
        let output = self.output(arguments);
        let [results, remarks] = [output.stdout, output.stderr].map(|text| String::from_utf8(text).unwrap());
        assert!(
            output.status.success(),
            "cdk {}: {}\n{results}\n{remarks}",
            arguments.join(" "),
            output.status
        );
        (results, remarks)
    }

    /// Prepares the account for assets.
    pub(crate) fn bootstrap(&self) {
        self.run(&["bootstrap", ENVIRONMENT]);
    }

    /// The stacks that the CLI sees, in its order.
    pub(crate) fn ls(&self) -> Vec<String> {
        self.run(&["ls"]).0.lines().map(str::to_owned).collect()
    }

    /// The template that the CLI makes out of the assembly.
    pub(crate) fn synth(&self, stack: &str) -> Json {
        serde_json::from_str(&self.run(&["synth", "--json", stack]).0).unwrap()
    }

    /// Deploys everything without asking, and gives the outputs by stack.
    pub(crate) fn deploy(&self) -> Json {
        let file = self.home.path().join("outputs.json");
        let path = file.to_str().unwrap();
        self.run(&["deploy", ALL, "--require-approval", "never", "--outputs-file", path]);
        serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
    }

    /// Whether the CLI finds differences between the assembly and what is deployed.
    pub(crate) fn differs(&self) -> bool {
        let output = self.output(&["diff", "--fail", ALL]);
        let text = [output.stdout, output.stderr]
            .map(|text| String::from_utf8(text).unwrap())
            .concat();
        // 1 stands for an error as well, so the summary decides.
        let told = |count: &str| text.contains(&format!("Number of stacks with differences: {count}"));
        match output.status.code() {
            Some(0) if told("0") => false,
            Some(1) if text.contains("Number of stacks with differences: ") && !told("0") => true,
            _ => panic!("cdk diff: {}\n{text}", output.status),
        }
    }

    /// Destroys everything without asking.
    pub(crate) fn destroy(&self) {
        self.run(&["destroy", ALL, "--force"]);
    }
}
