//! Project and plant of a command, and how it runs tools.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result};
use ferrocdk_toolkit::settings::{self, Settings};
use xshell::Shell;

use crate::{failure::Failure, session};

/// Where and how a command runs.
pub struct Context {
    /// The project's root, as an absolute path.
    pub root: PathBuf,
    /// A shell in the root, for putting command lines together.
    pub shell: Shell,
    /// Whether to show the commands that are run.
    pub verbose: bool,
    /// Settings of `ferrocdk.toml`, or their defaults.
    pub(crate) settings: Settings,
    plant: Option<String>,
    /// Whether Cargo builds into the root's own folder, whatever the environment says.
    builds_apart: bool,
}

impl Context {
    /// Finds the project around the current folder: the nearest `ferrocdk.toml` upwards, or without one the nearest workspace whose app stands in `app/`.
    pub(crate) fn new(verbose: bool, plant: Option<String>) -> Result<Self> {
        let here = env::current_dir().context("cannot tell the current folder")?;
        let find = |file: &str| here.ancestors().find(|folder| folder.join(file).is_file());
        let Some(root) = find(settings::FILE).or_else(|| find("app/Cargo.toml")) else {
            return Err(
                Failure::new(format!("`{}` is not inside a ferrocdk project", here.display()))
                    .hint(format!(
                        "run the command in the folder that holds {}, or app/ with the app's package, or below it",
                        settings::FILE
                    ))
                    .into(),
            );
        };
        Self::at(root, verbose, plant)
    }

    fn at(root: &Path, verbose: bool, plant: Option<String>) -> Result<Self> {
        let shell = Shell::new()?;
        shell.change_dir(root);
        Ok(Self {
            settings: read_settings(root)?,
            root: root.to_owned(),
            shell,
            verbose,
            plant,
            builds_apart: false,
        })
    }

    /// The same call for another copy of the project, which Cargo builds into a folder of its own.
    pub(crate) fn other(&self, root: &Path) -> Result<Self> {
        if !root.join(settings::FILE).is_file() && !root.join("app/Cargo.toml").is_file() {
            return Err(Failure::new(format!("`{}` is no ferrocdk project", root.display())).into());
        }
        Ok(Self {
            builds_apart: true,
            ..Self::at(root, self.verbose, self.plant.clone())?
        })
    }

    /// The same call for another plant of the project.
    pub(crate) fn for_plant(&self, plant: &str) -> Self {
        Self {
            root: self.root.clone(),
            shell: self.shell.clone(),
            verbose: self.verbose,
            settings: self.settings.clone(),
            plant: Some(plant.to_owned()),
            builds_apart: self.builds_apart,
        }
    }

    /// The plant given, if any; checked.
    pub(crate) fn chosen_plant(&self) -> Result<Option<String>> {
        self.plant
            .as_deref()
            .map(|plant| self.check_plant(plant, "--plant"))
            .transpose()
    }

    /// The plant given, or the project's default; checked.
    ///
    /// # Errors
    ///
    /// Where there is no such plant, or several and none is chosen.
    pub fn plant(&self) -> Result<String> {
        if let Some(plant) = self.chosen_plant()? {
            return Ok(plant);
        }
        if let Some(plant) = &self.settings.default_plant {
            return self.check_plant(plant, "default_plant in ferrocdk.toml");
        }
        match self.plants()?.as_slice() {
            [only] => Ok(only.clone()),
            [] => Err(self.no_plant("there is no plant")),
            several => Err(
                Failure::new(format!("no plant is chosen, and {} has several", self.settings.plants))
                    .hint(format!(
                        "add --plant with one of {}, or default_plant to {}",
                        several.join(", "),
                        settings::FILE
                    ))
                    .into(),
            ),
        }
    }

    /// As [`Self::plant`]; `None` where the app has no plants and none is asked for.
    pub(crate) fn plant_if_any(&self) -> Result<Option<String>> {
        let none = self.plant.is_none() && self.settings.default_plant.is_none() && self.plants()?.is_empty();
        if none { Ok(None) } else { self.plant().map(Some) }
    }

    pub(crate) fn check_plant(&self, plant: &str, origin: &str) -> Result<String> {
        let known = self.plants()?;
        if known.iter().any(|name| name == plant) {
            return Ok(plant.to_owned());
        }
        let folder = &self.settings.plants;
        let message = format!("{origin}: there is no plant `{plant}` in {folder}/");
        Err(match known.as_slice() {
            [] => self.no_plant(&message),
            names => Failure::new(message)
                .hint(format!("use one of: {}", names.join(", ")))
                .into(),
        })
    }

    fn no_plant(&self, message: &str) -> anyhow::Error {
        Failure::new(message)
            .hint(format!("write one at {}/<name>.toml", self.settings.plants))
            .into()
    }

    /// Names of the plants, sorted; none where there is no folder of plants.
    pub(crate) fn plants(&self) -> Result<Vec<String>> {
        let folder = self.root.join(&self.settings.plants);
        if !folder.exists() {
            return Ok(Vec::new());
        }
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
        let file = format!("{}/{plant}.toml", self.settings.plants);
        let text = fs::read_to_string(self.root.join(&file)).with_context(|| format!("cannot read `{file}`"))?;
        let table: toml::Table = text.parse().with_context(|| format!("`{file}` is not valid"))?;
        match table.get("region").and_then(toml::Value::as_str) {
            Some(region) => Ok(region.to_owned()),
            None => Err(Failure::new(format!("`{file}` has no `region`"))
                .hint("add a line such as region = \"sa-east-1\" at the top of the file")
                .into()),
        }
    }

    /// Region of a plant, or without one that of the environment.
    pub(crate) fn region_of(&self, plant: Option<&str>) -> Result<String> {
        if let Some(plant) = plant {
            return self.region(plant);
        }
        let given = ["AWS_REGION", "AWS_DEFAULT_REGION"]
            .into_iter()
            .find_map(|name| env::var(name).ok());
        given.filter(|region| !region.is_empty()).ok_or_else(|| {
            Failure::new("neither the app's stacks nor the environment say which region is meant")
                .hint("give the stack an environment with a region, or set AWS_REGION")
                .code(2)
                .into()
        })
    }

    /// Folder that Cargo builds into.
    pub fn target(&self) -> PathBuf {
        let given = env::var_os("CARGO_TARGET_DIR").filter(|_| !self.builds_apart);
        given.map_or_else(|| self.root.join("target"), |folder| self.root.join(folder))
    }

    /// Cargo, for this project.
    pub(crate) fn cargo(&self) -> Command {
        let mut cargo = Command::new("cargo");
        cargo.current_dir(&self.root);
        if self.builds_apart {
            // rustup hands on the toolchain that this program was started with; another copy of the project may ask for another.
            cargo
                .env_remove("RUSTUP_TOOLCHAIN")
                .env("CARGO_TARGET_DIR", self.target());
        }
        cargo
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

fn read_settings(root: &Path) -> Result<Settings> {
    let file = root.join(settings::FILE);
    let text = match fs::read_to_string(&file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Settings::default()),
        Err(error) => return Err(error).with_context(|| format!("cannot read `{}`", settings::FILE)),
    };
    Settings::parse(&text).map_err(|error| {
        Failure::new(format!("`{}` is not valid: {error}", settings::FILE))
            .hint("docs/project.md lists the settings")
            .code(2)
            .into()
    })
}
