//! Steps after a deployment, as `ferrocdk.toml` lists them: a smoke test, a migration.

use std::{io, process::Command};

use anyhow::{Context as _, Result};

use crate::{commands::outputs, context::Context, deployment::Deployment, failure::Failure, local, ui};

/// Runs the steps of a deployment one after the other, each with its output; the first that fails ends it.
pub(crate) fn run(context: &Context, deployment: &Deployment) -> Result<()> {
    for step in &context.settings.post_deploy {
        let Some((program, args)) = step.run.split_first() else {
            continue;
        };
        ui::step("Running", &step.name);
        let mut command = Command::new(program);
        command
            .args(args)
            .current_dir(&context.root)
            .stdout(io::stderr())
            .envs(deployment.environment())
            .env("FERROCDK_OUTPUTS", context.root.join(outputs::own_file(deployment)));
        if deployment.local {
            let state = local::require(context)?;
            command
                .env("AWS_ENDPOINT_URL", &state.endpoint)
                .env("AWS_REGION", &state.region)
                .env("AWS_ACCESS_KEY_ID", "test")
                .env("AWS_SECRET_ACCESS_KEY", "test")
                .env_remove("AWS_PROFILE")
                .env_remove("AWS_SESSION_TOKEN");
        }
        context.show(&command);
        let status = command
            .status()
            .with_context(|| format!("cannot start `{program}` for the step `{}`", step.name))?;
        if !status.success() {
            return Err(Failure::new(format!(
                "{} is deployed, but the step `{}` ended with {status}",
                deployment.name(),
                step.name
            ))
            .hint("mend it and deploy again: a deployment without a change runs the steps, too")
            .into());
        }
    }
    Ok(())
}
