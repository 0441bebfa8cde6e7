//! One deployment: a plant under a suffix, on AWS or on this machine.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use clap::Args;
use ferrocdk_toolkit::{
    assembly::{Assembly, Stack},
    names::Suffix,
};

use crate::{
    app,
    aws::Aws,
    context::Context,
    endpoint,
    failure::Failure,
    local,
    tools::{self, Tool},
    ui,
};

/// Which deployment a command is about.
#[derive(Debug, Clone, Args)]
pub(crate) struct Place {
    /// String that makes this deployment's names unique: 1 to 20 of a-z, 0-9 and single hyphens inside. Default: default_suffix in ferrocdk.toml.
    #[arg(long, value_name = "SUFFIX")]
    pub(crate) suffix: Option<Suffix>,

    /// On this machine instead of AWS.
    #[arg(long)]
    pub(crate) local: bool,

    /// Profile of the AWS CLI to use; AWS_PROFILE and the other usual variables count too.
    #[arg(long, value_name = "PROFILE", conflicts_with = "local")]
    pub(crate) profile: Option<String>,
}

/// A plant under a suffix, or an app that has no plants.
#[derive(Debug, Clone)]
pub(crate) struct Deployment {
    /// The plant; `None` where the app has none.
    plant: Option<String>,
    /// The suffix; an app without plants may do without.
    suffix: Option<Suffix>,
    /// Plant, or else the app, and suffix as one name.
    name: String,
    /// Whether it is on this machine.
    pub(crate) local: bool,
    profile: Option<String>,
    folder: PathBuf,
}

impl Deployment {
    /// The deployment that a command line names.
    pub(crate) fn new(context: &Context, place: &Place) -> Result<Self> {
        let plant = context.plant_if_any()?;
        let given = place.suffix.as_ref().or(context.settings.default_suffix.as_ref());
        let suffix = given.cloned();
        if suffix.is_none() && plant.is_some() {
            return Err(
                Failure::new("no suffix is given, which makes the deployment's names unique")
                    .hint("add --suffix dev, or default_suffix to ferrocdk.toml")
                    .code(2)
                    .into(),
            );
        }
        let subject = plant.as_deref().unwrap_or(&context.settings.app);
        let name = match &suffix {
            Some(suffix) => format!("{subject}-{suffix}"),
            None => subject.to_owned(),
        };
        let kind = if place.local { ".local" } else { ".deploy" };
        let folder = context.root.join("cdk.out").join(kind).join(&name);
        Ok(Self {
            plant,
            local: place.local,
            profile: place
                .profile
                .clone()
                .or_else(|| context.settings.deployment(suffix.as_ref()?).profile),
            suffix,
            name,
            folder,
        })
    }

    /// Plant, or else the app, and suffix as one name.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// A word that somebody types who means this one: its suffix, or else its name.
    pub(crate) fn word(&self) -> (&'static str, &str) {
        match &self.suffix {
            Some(suffix) => ("suffix", suffix.as_str()),
            None => ("name", &self.name),
        }
    }

    /// The flags that name it, for a command line that helps.
    pub(crate) fn flags(&self) -> String {
        let plant = self.plant.iter().map(|plant| format!(" --plant {plant}"));
        let suffix = self.suffix.iter().map(|suffix| format!(" --suffix {suffix}"));
        let local = self.local.then(|| " --local".to_owned());
        plant.chain(suffix).chain(local).collect()
    }

    /// Facts about it for the steps that come after a deployment.
    pub(crate) fn environment(&self) -> Vec<(&'static str, String)> {
        vec![
            ("FERROCDK_PLANT", self.plant.clone().unwrap_or_default()),
            (
                "FERROCDK_SUFFIX",
                self.suffix.as_ref().map(ToString::to_string).unwrap_or_default(),
            ),
            ("FERROCDK_LOCAL", self.local.to_string()),
        ]
    }

    /// Folder its assembly stands in.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where its devices are kept.
    pub(crate) fn devices(&self, context: &Context) -> PathBuf {
        let kind = if self.local { "local" } else { "aws" };
        context.root.join(".ferrocdk/devices").join(kind).join(self.name())
    }

    /// The file that a command locks while it works on the deployment. That of a local one stands beside the local AWS, which several
    /// checkouts can share.
    pub(crate) fn lock_file(&self, context: &Context) -> PathBuf {
        let folder = if self.local {
            local::folder(context).join("locks")
        } else {
            context.root.join(".ferrocdk/locks")
        };
        folder.join(format!("{}.lock", self.name()))
    }

    /// Synthesizes it.
    pub(crate) fn synthesize(&self, context: &Context) -> Result<Assembly> {
        let suffix = self.suffix.as_ref().map(Suffix::as_str);
        synthesize_with(
            context,
            &self.folder,
            self.plant.as_deref(),
            suffix,
            &[("ferrocdk:locations", true.into())],
        )
    }

    /// The assembly it was deployed from last, or else a new one. What only asks about a deployment need not wait for a build, and must work
    /// while the app does not compile.
    pub(crate) fn assembly(&self, context: &Context) -> Result<Assembly> {
        match Assembly::read(&self.folder) {
            Ok(assembly) if !assembly.stacks.is_empty() => Ok(assembly),
            _ => self.synthesize(context),
        }
    }

    /// A way to call AWS for it in the region of `assembly`. Locally this starts the local AWS if `start` says so, and fails when it is down
    /// otherwise.
    pub(crate) fn connect(&self, context: &Context, assembly: &Assembly, start: bool) -> Result<Aws> {
        let region = match assembly.stacks.iter().find_map(|stack| stack.region.clone()) {
            Some(region) => region,
            None => context.region_of(self.plant.as_deref())?,
        };
        let program = tools::ensure(context, Tool::Aws)?;
        if self.local {
            let state = if start {
                local::ensure_up(context, &region)?
            } else {
                local::require(context)?
            };
            Ok(Aws::local(program, region, &state, context.verbose))
        } else {
            endpoint::refuse_local()?;
            Ok(Aws::real(program, region, self.profile.clone(), context.verbose))
        }
    }
}

/// The way to call AWS for one stack of a deployment.
pub(crate) fn for_stack(aws: &Aws, stack: &Stack) -> Aws {
    stack
        .region
        .as_deref()
        .map_or_else(|| aws.clone(), |region| aws.in_region(region))
}

/// Lets the app write an assembly into `folder` and reads it. Without plant and suffix it is the reference assembly of all plants.
pub(crate) fn synthesize(
    context: &Context,
    folder: &Path,
    plant: Option<&str>,
    suffix: Option<&str>,
) -> Result<Assembly> {
    synthesize_with(context, folder, plant, suffix, &[])
}

/// As [`synthesize`], with further context.
pub(crate) fn synthesize_with(
    context: &Context,
    folder: &Path,
    plant: Option<&str>,
    suffix: Option<&str>,
    further: &[(&str, serde_json::Value)],
) -> Result<Assembly> {
    let mut app = app::command(context)?;
    let mut values = serde_json::Map::new();
    for (key, value) in [("plant", plant), ("suffix", suffix)] {
        if let Some(value) = value {
            values.insert(key.to_owned(), value.into());
        }
    }
    values.extend(further.iter().map(|(key, value)| ((*key).to_owned(), value.clone())));
    app.env("CDK_OUTDIR", folder)
        .env("CDK_CONTEXT_JSON", serde_json::Value::Object(values).to_string());
    let going = ui::going("synthesizing");
    let succeeded = context.run(app)?;
    drop(going);
    if !succeeded {
        let what = plant.map_or_else(
            || "the reference assembly".to_owned(),
            |plant| format!("plant `{plant}`"),
        );
        return Err(Failure::new(format!("cannot synthesize {what}; see the messages above")).into());
    }
    let assembly = Assembly::read(folder).context("the app wrote an assembly that cannot be used")?;
    if assembly.stacks.is_empty() {
        return Err(Failure::new(format!("the assembly in `{}` has no stack", folder.display())).into());
    }
    Ok(assembly)
}

/// Synthesizes into a folder that is removed again: for what the assembly tells, not for its files.
pub(crate) fn synthesize_for_a_look(context: &Context, plant: Option<&str>) -> Result<Assembly> {
    let folder = context.scratch()?;
    synthesize(context, &folder.path().join("cdk.out"), plant, None)
}

/// `path` as seen from the workspace's root, for showing.
pub(crate) fn shown(context: &Context, path: &Path) -> String {
    let path = path.strip_prefix(&context.root).unwrap_or(path);
    ui::styled(ui::CYAN, path.display())
}
