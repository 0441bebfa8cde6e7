//! Who changed a mapping: a deployment, or somebody by hand. Needed because the daemon's own switch hides what they want.

use crate::aws::{Aws, AwsError};
use crate::cloudformation::{Deployed, resources, stacks};
use serde_json::Value;
use std::time::{Duration, UNIX_EPOCH};

/// The emulator stamps the mapping before, and the stack's resource right after the change.
const TOLERANCE: Duration = Duration::from_secs(5);

/// Where a change came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    /// A deployment is under way: what it wants is known when it is through.
    Unsettled,
    /// A deployment, and whether its template has the mapping switched on.
    Deployment {
        on: bool,
    },
    ByHand,
}

/// Finds out who changed a mapping at `modified`, in seconds since 1970.
pub(super) fn changed_by(aws: &Aws, mapping: &str, modified: u64) -> Result<Change, AwsError> {
    let stacks = stacks(aws)?;
    if stacks.iter().any(crate::cloudformation::Stack::in_progress) {
        return Ok(Change::Unsettled);
    }
    let modified = UNIX_EPOCH + Duration::from_secs(modified);
    for stack in stacks {
        let Some((logical, _)) = resources(aws, &stack)?.into_iter().find(|(_, resource)| {
            resource.id == mapping
                && resource
                    .changed
                    .is_some_and(|changed| changed + TOLERANCE >= modified && changed <= modified + TOLERANCE)
        }) else {
            continue;
        };
        let deployed = Deployed::read(aws, &stack)?;
        let enabled = &deployed.body["Resources"][&logical]["Properties"]["Enabled"];
        let enabled = deployed.template().resolve(enabled).ok().flatten();
        let off = enabled.is_some_and(|enabled| enabled == Value::Bool(false) || enabled == "false");
        return Ok(Change::Deployment { on: !off });
    }
    Ok(Change::ByHand)
}
