//! What every command knows: the workspace, the plant, and how to run tools.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result};
use ferrocdk_toolkit::project::Project;
use xshell::Shell;

use crate::{failure::Failure, session};

/// Where and how a command runs.
pub struct Context {
    /// The workspace's root, as an absolute path.
    pub root: PathBuf,
    /// A shell in the root, for putting command lines together.
    pub shell: Shell,
    /// Whether to show the commands that are run.
    pub verbose: bool,
    plant: Option<String>,
}

impl Context {
    /// Finds the workspace around the current folder.
    pub(crate) fn new(verbose: bool, plant: Option<String>) -> Result<Self> {
        let here = env::current_dir().context("cannot tell the current folder")?;
        let is_root = |folder: &&Path| folder.join("xtask/Cargo.toml").is_file() && folder.join("app").is_dir();
        let root = here.ancestors().find(is_root).map(Path::to_owned).ok_or_else(|| {
            Failure::new(format!("`{}` is not inside a ferrocdk workspace", here.display()))
                .hint("run the command in the folder that holds app/ and xtask/, or below it")
        })?;
        let shell = Shell::new()?;
        shell.change_dir(&root);
        Ok(Self {
            root,
            shell,
            verbose,
            plant,
        })
    }

    /// The plant given, if any; checked.
    pub fn chosen_plant(&self) -> Result<Option<String>> {
        self.plant
            .as_deref()
            .map(|plant| self.check_plant(plant, "--plant"))
            .transpose()
    }

    /// The plant given, or the project's default; checked.
    pub fn plant(&self) -> Result<String> {
        if let Some(plant) = self.chosen_plant()? {
            return Ok(plant);
        }
        let file = "app/ferrocdk.toml";
        let text = fs::read_to_string(self.root.join(file)).with_context(|| format!("cannot read `{file}`"))?;
        let project = Project::parse(&text).with_context(|| format!("`{file}` is not valid"))?;
        self.check_plant(&project.default_plant, "default_plant in app/ferrocdk.toml")
    }

    fn check_plant(&self, plant: &str, origin: &str) -> Result<String> {
        let known = self.plants()?;
        if known.iter().any(|name| name == plant) {
            return Ok(plant.to_owned());
        }
        let advice = match known.as_slice() {
            [] => "write one at app/plants/<name>.toml".to_owned(),
            names => format!("use one of: {}", names.join(", ")),
        };
        Err(
            Failure::new(format!("{origin}: there is no plant `{plant}` in app/plants/"))
                .hint(advice)
                .into(),
        )
    }

    /// Names of the plants, sorted.
    fn plants(&self) -> Result<Vec<String>> {
        let folder = self.root.join("app/plants");
        let mut names = Vec::new();
        for entry in fs::read_dir(&folder).with_context(|| format!("cannot read `{}`", folder.display()))? {
            let path = entry?.path();
            if let (Some(name), Some("toml")) = (
                path.file_stem().and_then(|name| name.to_str()),
                path.extension().and_then(|name| name.to_str()),
            ) {
                names.push(name.to_owned());
            }
        }
        names.sort();
        Ok(names)
    }

    /// Region of a plant as its file says, for what runs before the plant is synthesized.
    pub(crate) fn region(&self, plant: &str) -> Result<String> {
        let file = format!("app/plants/{plant}.toml");
        let text = fs::read_to_string(self.root.join(&file)).with_context(|| format!("cannot read `{file}`"))?;
        let table: toml::Table = text.parse().with_context(|| format!("`{file}` is not valid"))?;
        match table.get("region").and_then(toml::Value::as_str) {
            Some(region) => Ok(region.to_owned()),
            None => Err(Failure::new(format!("`{file}` has no `region`"))
                .hint("add a line such as region = \"sa-east-1\" at the top of the file")
                .into()),
        }
    }

    /// Folder that Cargo builds into.
    pub fn target(&self) -> PathBuf {
        env::var_os("CARGO_TARGET_DIR").map_or_else(|| self.root.join("target"), |folder| self.root.join(folder))
    }

    /// A temporary folder below Cargo's.
    ///
    /// # Errors
    ///
    /// Where the folder cannot be made.
    pub fn scratch(&self) -> Result<tempfile::TempDir> {
        let parent = self.target().join("scratch");
        let folder = fs::create_dir_all(&parent).and_then(|()| tempfile::tempdir_in(&parent));
        folder.with_context(|| format!("cannot make a folder in `{}`", parent.display()))
    }

    /// Runs a command with its output shown on stderr, so that stdout stays for data; tells whether it succeeded.
    ///
    /// # Errors
    ///
    /// Where the program cannot be started.
    pub fn run(&self, command: impl Into<Command>) -> Result<bool> {
        session::run(command.into(), self.verbose)
    }

    /// Shows a command line if that is wanted.
    pub fn show(&self, command: &Command) {
        session::show(command, self.verbose);
    }
}
