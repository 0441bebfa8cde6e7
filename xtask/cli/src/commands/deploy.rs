//! `deploy`: from the app's sources to a running deployment.

use anyhow::Result;
use ferrocdk_toolkit::outputs::FlatOutputs;

use crate::{
    cloud::{approval::RequireApproval, deploying::Deploying, topic_rules},
    commands::{outputs as shown_outputs, several},
    context::Context,
    deployment::{Deployment, Place},
    format::FormatArg,
    local,
    lock::Lock,
    post_deploy, ui,
};

/// Deploy a plant to AWS, or to this machine with --local.
///
/// Synthesizes, builds the functions, publishes what is missing, shows what would change, asks where permissions widen or data is lost,
/// deploys, writes the outputs below cfn-outputs/, and runs the steps that ferrocdk.toml lists as post_deploy. On failure it names the first causes, with the
/// construct and its line in the sources, and follows the roll-back.
///
/// Several plants are deployed side by side, each in a process of its own: --plants a,b or --plants all. `fleet deploy` goes wave by wave, a canary first.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  {program} deploy --suffix dev --local
  {program} deploy --suffix prod --profile prod
  {program} deploy --suffix prod --require-approval any-change
  {program} deploy --suffix prod --dry-run            the AWS CLI calls that it would make
  {program} deploy --suffix prod --plants all --concurrency 4 --yes

Status: 0, 1 where it failed or was not agreed to, 2 for a wrong call, 3 where the local AWS is down, 130 when interrupted.")]
pub(crate) struct Args {
    #[command(flatten)]
    place: Place,

    #[command(flatten)]
    pub(crate) several: several::Several,

    /// Agree to everything; nothing is asked. As --require-approval never.
    #[arg(long, conflicts_with = "require_approval")]
    yes: bool,

    /// Changes that a person has to agree to. Without a terminal, they are refused.
    #[arg(long, value_enum, default_value = "broadening", value_name = "WHICH")]
    require_approval: RequireApproval,

    /// Change nothing: print each call of the AWS CLI that would change something, as lines for a shell.
    #[arg(long)]
    dry_run: bool,

    /// Leave the steps out that ferrocdk.toml lists as post_deploy.
    #[arg(long)]
    no_post_deploy: bool,

    /// Deploy although another deployment's topic rule selects the same messages: each then receives those of both.
    #[arg(long)]
    share_topic: bool,

    #[command(flatten)]
    format: FormatArg,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<()> {
    if let Some(plants) = args.several.plants(context)? {
        return several::run(context, &args.several, &plants);
    }
    let approval = if args.yes {
        RequireApproval::Never
    } else {
        args.require_approval
    };
    if args.dry_run {
        return rehearse(context, &args.place);
    }
    let outputs = deploy(context, &args.place, approval, args.share_topic)?;
    if !args.no_post_deploy {
        post_deploy::run(context, &Deployment::new(context, &args.place)?)?;
    }
    args.format.print(&outputs, || shown_outputs::text(&outputs))
}

/// Deploys and returns the outputs.
pub(crate) fn deploy(
    context: &Context,
    place: &Place,
    approval: RequireApproval,
    share_topic: bool,
) -> Result<FlatOutputs> {
    let deployment = Deployment::new(context, place)?;
    let _lock = Lock::take(context, &deployment, "deploy")?;
    ui::step("Synthesizing", deployment.name());
    let mut assembly = deployment.synthesize(context)?;
    let aws = deployment.connect(context, &assembly, true)?;
    if deployment.local {
        for stack in &mut assembly.stacks {
            local::fit(context, stack)?;
        }
    }
    if !share_topic {
        topic_rules::refuse_overlaps(&aws, &assembly)?;
    }
    let mut described = Vec::new();
    for stack in &assembly.stacks {
        described.extend(Deploying::new(context, stack, &aws)?.deploy(approval)?);
    }
    let outputs = shown_outputs::complete(&described, &aws)?;
    shown_outputs::write(context, &deployment, &outputs)?;
    Ok(outputs)
}

/// Prints what would be called.
fn rehearse(context: &Context, place: &Place) -> Result<()> {
    let deployment = Deployment::new(context, place)?;
    ui::step("Synthesizing", deployment.name());
    let assembly = deployment.synthesize(context)?;
    let aws = deployment.connect(context, &assembly, false)?.rehearsing();
    for stack in &assembly.stacks {
        Deploying::new(context, stack, &aws)?.deploy(RequireApproval::Never)?;
    }
    ui::step("Rehearsed", format!("{}; nothing was changed", deployment.name()));
    Ok(())
}
