//! Sets what CloudFormation of the emulator leaves out of a resource although the stack is complete: encryption of streams,
//! tables, topics and buckets, time to live and point-in-time recovery of tables, life cycles of buckets. The services'
//! own calls work, so each stack's template is read once per deployment and the missing calls are made.
//!
//! What a template no longer says is not taken back.

mod plan;

use crate::aws::{Aws, AwsError};
use crate::cloudformation::{Deployed, Stack, stacks};
use crate::report::Board;
use crate::stop::Stop;
use plan::Call;
use std::collections::BTreeMap;
use std::time::Duration;
use ureq::http::Method;

/// How often stacks are looked at. A deployment takes longer, so what it leaves out is set soon after it ends.
const LOOK: Duration = Duration::from_secs(1);

/// Serves until told to stop.
pub(crate) fn serve(aws: &Aws, board: &Board, stop: &Stop) {
    let mut done = BTreeMap::new();
    while !stop.is_set() {
        let problem = round(aws, board, &mut done).err().map(|error| error.to_string());
        board.tell("dropped properties", problem);
        stop.wait(LOOK);
    }
}

/// Completes the stacks that were deployed since the last round.
fn round(aws: &Aws, board: &Board, done: &mut BTreeMap<String, Stack>) -> Result<(), AwsError> {
    let now = stacks(aws)?;
    done.retain(|id, stack| {
        let stays = now.iter().any(|found| found.id == *id);
        if !stays {
            board.forget_stack(&stack.name);
        }
        stays
    });
    for stack in now {
        let at_rest = matches!(
            stack.status.as_str(),
            "CREATE_COMPLETE" | "UPDATE_COMPLETE" | "UPDATE_ROLLBACK_COMPLETE" | "IMPORT_COMPLETE"
        );
        if at_rest && done.get(&stack.id) != Some(&stack) {
            complete(aws, board, &stack)?;
            done.insert(stack.id.clone(), stack);
        }
    }
    Ok(())
}

fn complete(aws: &Aws, board: &Board, stack: &Stack) -> Result<(), AwsError> {
    board.forget_stack(&stack.name);
    let deployed = Deployed::read(aws, stack)?;
    let mut set = Vec::new();
    for (logical, resource) in &deployed.resources {
        let properties = &deployed.body["Resources"][logical]["Properties"];
        for (property, planned) in plan::calls(&resource.kind, &resource.id, properties, &deployed.template()) {
            match planned.and_then(|call| make(aws, &call).map_err(|error| error.to_string())) {
                Ok(()) => set.push(format!("{logical}.{property}")),
                Err(problem) => board.tell(&format!("{}/{logical}.{property}", stack.name), Some(problem)),
            }
        }
    }
    if !set.is_empty() {
        tracing::info!("stack {}: set {}", stack.name, set.join(", "));
        board.lock().completed.insert(stack.name.clone(), set);
    }
    Ok(())
}

fn make(aws: &Aws, call: &Call) -> Result<(), AwsError> {
    let result = match call {
        Call::Json { service, target, body } => aws.json(service, target, body).map(drop),
        Call::Query { service, fields } => {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            aws.query(service, &fields).map(drop)
        }
        Call::Put { service, path, xml } => {
            let headers = [("content-type", "application/xml")];
            aws.rest(service, Method::PUT, path, &headers, xml.clone().into_bytes())
                .map(drop)
        }
    };
    match result {
        // A second deployment asks for what the first one set.
        Err(AwsError::Refused { message, .. }) if message.contains("already") => Ok(()),
        other => other,
    }
}
