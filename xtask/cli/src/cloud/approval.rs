//! Whether somebody has to agree to changes, and who does.

use anyhow::Result;
use ferrocdk_toolkit::{assembly::Stack, review::Review};

use crate::{
    aws::Aws,
    cloud::{
        change::{self, Prepared},
        stacks::Look,
    },
    failure::Failure,
    ui,
};

/// Changes that a person has to agree to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum RequireApproval {
    /// None.
    Never,
    /// Those that widen permissions or lose data.
    #[default]
    Broadening,
    /// All.
    AnyChange,
}

impl RequireApproval {
    /// Why somebody has to agree, one reason each; empty where nobody has to.
    pub(crate) fn reasons(self, review: &Review) -> Vec<String> {
        let reasons = match self {
            Self::Never => return Vec::new(),
            Self::Broadening | Self::AnyChange => review.reasons(),
        };
        if self == Self::AnyChange && reasons.is_empty() {
            return vec![match review.rows.len() {
                1 => "1 resource changes".to_owned(),
                count => format!("{count} resources change"),
            }];
        }
        reasons
    }
}

/// Shows the changes, and asks where a person has to agree. The local AWS holds nothing that has to be protected.
pub(crate) fn agree(
    aws: &Aws,
    stack: &Stack,
    required: RequireApproval,
    review: &Review,
    look: &Look,
    prepared: &Prepared,
) -> Result<()> {
    change::show(review, stack, !aws.is_local());
    let reasons = required.reasons(review);
    if aws.is_local() || reasons.is_empty() {
        return Ok(());
    }
    let reasons = reasons.join("; ");
    let refusal = if ui::interactive() {
        ui::warning(&reasons);
        match ui::ask("deploy these changes? [y/N]")?.as_str() {
            "y" | "Y" | "yes" => return Ok(()),
            _ => Failure::new("nothing was deployed").hint("answer `y` to deploy, or pass --yes"),
        }
    } else {
        Failure::new(format!("these changes need somebody's approval: {reasons}"))
            .hint("look at the changes above and run the same command with --yes")
    };
    change::withdraw(aws, stack.name.as_str(), look, prepared)?;
    Err(refusal.into())
}
