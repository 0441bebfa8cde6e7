//! `bootstrap`: makes what deployments need of an account and a region.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use ferrocdk_facts::DEFAULT_QUALIFIER;
use ferrocdk_spec::Database;
use ferrocdk_toolkit::{
    assembly::Stack,
    bootstrap::{self, STACK},
    diff::Side,
    publish::Target,
    review::Review,
    stack::Situation,
};

use crate::{
    author,
    aws::Aws,
    cloud::{
        approval::{self, RequireApproval},
        change, stacks,
    },
    context::Context,
    endpoint,
    failure::Failure,
    local,
    tools::{self, Tool},
    ui,
};

/// Make what deployments need of an account and a region: a bucket for assets, and roles to publish and deploy with.
///
/// The stack CDKToolkit has the names and the version parameter of AWS CDK's bootstrap stack, without needing Node, and without a repository for images.
/// One that AWS CDK made is left as it is: it has all of this. CloudFormation deploys with AdministratorAccess unless --execution-policy names less.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  {program} bootstrap --region sa-east-1 --profile prod
  {program} bootstrap --execution-policy arn:aws:iam::111122223333:policy/Deploy
  {program} bootstrap --show-template > bootstrap.yaml

Status: 0, 1 where it failed or was not agreed to, 2 for a wrong call.")]
pub(crate) struct Args {
    /// Region. Default: the plant's.
    #[arg(long, value_name = "REGION")]
    region: Option<String>,

    /// Profile of the AWS CLI to use.
    #[arg(long, value_name = "PROFILE", conflicts_with = "local")]
    profile: Option<String>,

    /// In the local AWS instead of AWS.
    #[arg(long)]
    local: bool,

    /// Part of the names that tells several of these stacks in one account and region apart.
    #[arg(long, value_name = "TEXT", default_value = DEFAULT_QUALIFIER)]
    qualifier: String,

    /// An account that may deploy into this one; may be given several times.
    #[arg(long = "trust", value_name = "ACCOUNT")]
    trusted: Vec<String>,

    /// ARN of a managed policy that CloudFormation deploys with; may be given several times. Default: AdministratorAccess.
    #[arg(long = "execution-policy", value_name = "ARN")]
    policies: Vec<String>,

    /// Agree to everything; nothing is asked.
    #[arg(long)]
    yes: bool,

    /// Print the template and do nothing.
    #[arg(long)]
    show_template: bool,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<()> {
    if args.show_template {
        return ui::data(bootstrap::text().trim_end());
    }
    if let Some(wrong) = args
        .trusted
        .iter()
        .find(|account| account.len() != 12 || !account.bytes().all(|c| c.is_ascii_digit()))
    {
        return Err(Failure::new(format!("--trust {wrong}: an account has twelve digits"))
            .code(2)
            .into());
    }
    if !args.trusted.is_empty() && args.policies.is_empty() {
        return Err(
            Failure::new("accounts that are trusted could do anything in this one with AdministratorAccess")
                .hint("say with --execution-policy what CloudFormation may do for them")
                .code(2)
                .into(),
        );
    }
    let region = match &args.region {
        Some(region) => region.clone(),
        None => context.region(&context.plant()?)?,
    };
    let aws = connect(context, args, &region)?;
    let target = Target {
        account: stacks::account(&aws)?,
        region,
    };
    let scratch = context.scratch()?;
    let stack = stack(args, scratch.path())?;
    let name = stack.name.as_str();
    let look = stacks::settle(&aws, name)?;
    if let Some(found) = &look.template
        && let Some(description) = described(found)
        && description != bootstrap::DESCRIPTION
    {
        ui::step(
            "Found",
            format!(
                "a bootstrap stack of AWS CDK in {}, which has all that is needed",
                target.region
            ),
        );
        return Ok(());
    }
    if matches!(
        look.situation(),
        Situation::CreationFailed | Situation::DeletionFailed | Situation::RollbackStuck
    ) {
        let status = look.stack.map(|stack| stack.stack_status).unwrap_or_default();
        return Err(Failure::new(format!("stack `{name}` is in {status}"))
            .hint(format!("look at its events, then run `aws cloudformation delete-stack --region {} --stack-name {name}` and this command again", target.region))
            .into());
    }
    let operation = author::operation();
    let clean_up = change::take_back_on_interrupt(&aws, name, &look, &operation)?;
    let Some(prepared) = change::create(&aws, &stack, &look, &target, operation)? else {
        ui::step(
            "Unchanged",
            format!("account {} is bootstrapped in {}", target.account, target.region),
        );
        return Ok(());
    };
    let review = Review::of(&prepared.changes, &stack, look.template.as_ref(), &Database::bundled()?);
    let required = if args.yes {
        RequireApproval::Never
    } else {
        RequireApproval::Broadening
    };
    ui::step("Changing", format!("stack {name} in {}", target.region));
    approval::agree(&aws, &stack, required, &review, &look, &prepared)?;
    drop(clean_up);
    let ending = change::execute(&aws, &stack, &prepared, review.rows.len())?;
    if !ending.succeeded {
        return Err(ending
            .failure(&format!(
                "bootstrapping account {} in {}",
                target.account, target.region
            ))
            .hint("mend the cause and run the same command again")
            .into());
    }
    ui::step(
        "Bootstrapped",
        format!("account {} in {}", target.account, target.region),
    );
    Ok(())
}

fn connect(context: &Context, args: &Args, region: &str) -> Result<Aws> {
    let program = tools::ensure(context, Tool::Aws)?;
    if args.local {
        let state = local::ensure_up(context, region)?;
        return Ok(Aws::local(program, region.to_owned(), &state, context.verbose));
    }
    endpoint::refuse_local()?;
    Ok(Aws::real(
        program,
        region.to_owned(),
        args.profile.clone(),
        context.verbose,
    ))
}

/// The description of a template, which may be text where CloudFormation gives it so.
fn described(template: &serde_json::Value) -> Option<String> {
    let parsed;
    let template = match template.as_str() {
        Some(text) => {
            parsed = crate::cloud::deployed::parse(text).ok()?;
            &parsed
        }
        None => template,
    };
    Some(template.get("Description")?.as_str()?.to_owned())
}

fn stack(args: &Args, folder: &std::path::Path) -> Result<Stack> {
    let file = folder.join("bootstrap.template.json");
    let template = bootstrap::template();
    let text = template.to_string();
    std::fs::write(&file, &text).with_context(|| format!("cannot write `{}`", file.display()))?;
    let paths: BTreeMap<String, String> = Side::of_template(STACK, template.clone()).paths;
    let values = [
        ("Qualifier", args.qualifier.clone()),
        ("TrustedAccounts", args.trusted.join(",")),
        ("ExecutionPolicies", args.policies.join(",")),
    ];
    Ok(Stack::of_file(STACK, file, text.len() as u64, template, paths, values))
}
