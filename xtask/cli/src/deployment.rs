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

/// A plant under a suffix.
#[derive(Debug, Clone)]
pub(crate) struct Deployment {
    /// The plant.
    pub(crate) plant: String,
    /// The suffix.
    pub(crate) suffix: Suffix,
    /// Whether it is on this machine.
    pub(crate) local: bool,
    profile: Option<String>,
    folder: PathBuf,
}

impl Deployment {
    /// The deployment that a command line names.
    pub(crate) fn new(context: &Context, place: &Place) -> Result<Self> {
        let plant = context.plant()?;
        let given = place.suffix.as_ref().or(context.settings.default_suffix.as_ref());
        let suffix = given.cloned().ok_or_else(|| {
            Failure::new("no suffix is given, which makes the deployment's names unique")
                .hint("add --suffix dev, or default_suffix to ferrocdk.toml")
                .code(2)
        })?;
        let kind = if place.local { ".local" } else { ".deploy" };
        let folder = context
            .root
            .join("cdk.out")
            .join(kind)
            .join(format!("{plant}-{suffix}"));
        Ok(Self {
            plant,
            local: place.local,
            profile: place
                .profile
                .clone()
                .or_else(|| context.settings.deployment(&suffix).profile),
            suffix,
            folder,
        })
    }

    /// Plant and suffix as one name.
    pub(crate) fn name(&self) -> String {
        format!("{}-{}", self.plant, self.suffix)
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
        synthesize(context, &self.folder, Some(&self.plant), Some(self.suffix.as_str()))
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
            None => context.region(&self.plant)?,
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
    let mut app = app::command(context)?;
    let mut values = serde_json::Map::new();
    for (key, value) in [("plant", plant), ("suffix", suffix)] {
        if let Some(value) = value {
            values.insert(key.to_owned(), value.into());
        }
    }
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
