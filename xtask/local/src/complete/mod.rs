//! Sets what CloudFormation of the emulator leaves out of a resource although the stack is complete: encryption, time to live, life cycles,
//! reserved concurrency, more shards and others. The services' own calls work, so each stack's template is read once per deployment and the
//! missing calls are made; what a template no longer says is taken back. What no call sets, or a service refuses, is told.

mod plan;
pub(crate) mod stand_in;

use crate::aws::{Aws, AwsError};
use crate::cloudformation::{Deployed, Stack, stacks};
use crate::report::Board;
use crate::rules;
use crate::stop::Stop;
use plan::{Body, Call, Planned};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;
use ureq::http::Method;

/// How often stacks are looked at. A deployment takes longer, so what it leaves out is set soon after it ends.
const LOOK: Duration = Duration::from_secs(1);

/// By logical id and property: the physical id and the value that were set.
type Set = BTreeMap<(String, &'static str), (String, Value)>;

/// A stack as it was completed.
struct Done {
    stack: Stack,
    set: Set,
}

/// The end of one call.
enum Made {
    /// It was set.
    Set,
    /// The emulator had set it already.
    Stood,
    /// It has to be asked for again later, for this reason.
    Waits(String),
}

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
fn round(aws: &Aws, board: &Board, done: &mut BTreeMap<String, Done>) -> Result<(), AwsError> {
    let now = stacks(aws)?;
    done.retain(|id, before| {
        let stays = now
            .iter()
            .any(|found| found.id == *id && !found.status.starts_with("DELETE_"));
        if !stays {
            board.forget_stack(&before.stack.name, id);
            for ((logical, kind), (_, was)) in &before.set {
                for call in stand_in::removed(kind, was) {
                    let problem = remove(aws, board, &call).err().map(|error| error.to_string());
                    board.tell(
                        &format!("{logical} of the deleted stack {}", before.stack.name),
                        problem,
                    );
                }
            }
        }
        stays
    });
    for stack in now {
        let at_rest = matches!(
            stack.status.as_str(),
            "CREATE_COMPLETE" | "UPDATE_COMPLETE" | "UPDATE_ROLLBACK_COMPLETE" | "IMPORT_COMPLETE"
        );
        let settled = |id: &String| board.lock().settled.contains_key(id);
        let before = done.get(&stack.id);
        if at_rest && !(before.is_some_and(|before| before.stack == stack) && settled(&stack.id)) {
            let set = complete(aws, board, &stack, before)?;
            done.insert(stack.id.clone(), Done { stack, set });
        }
    }
    Ok(())
}

fn complete(aws: &Aws, board: &Board, stack: &Stack, before: Option<&Done>) -> Result<Set, AwsError> {
    let deployed = Deployed::read(aws, stack)?;
    // What waited is asked for again; the rest holds until the next deployment.
    let holds = before.filter(|before| before.stack == *stack);
    let mut outcome = Outcome::default();
    for (logical, resource) in &deployed.resources {
        let properties = &deployed.body["Resources"][logical]["Properties"];
        for planned in plan::planned(&resource.kind, &resource.id, properties, &deployed.template()) {
            match planned {
                Ok(planned) => {
                    let key = (logical.clone(), planned.property);
                    let value = (resource.id.clone(), planned.value.clone());
                    if holds.is_some_and(|holds| holds.set.get(&key) == Some(&value)) {
                        outcome.set.insert(key, value);
                    } else {
                        outcome.apply(aws, board, key, value, &planned);
                    }
                }
                Err((property, reason)) => outcome.dropped.push(format!("{logical}.{property}: {reason}")),
            }
        }
        for property in plan::dropped(&resource.kind, properties) {
            outcome.dropped.push(format!("{logical}.{property}"));
        }
        outcome.stand_in(aws, board, logical, &deployed, holds);
        if resource.kind == "AWS::IoT::TopicRule"
            && let Some(problem) = rules::problem(aws, &resource.id)?
        {
            outcome.dropped.push(format!("{logical}: {problem}"));
        }
    }
    for ((logical, property), (id, was)) in before.map(|before| &before.set).into_iter().flatten() {
        let key = (logical.clone(), *property);
        let stays = outcome.set.get(&key).is_some_and(|(now, _)| now == id);
        for call in stand_in::removed(property, was).iter().filter(|_| !stays) {
            if let Err(error) = remove(aws, board, call) {
                outcome.problems.insert(logical.clone(), error.to_string());
            }
        }
        let resource = deployed.resources.get(logical).filter(|resource| resource.id == *id);
        let Some(resource) = resource.filter(|_| !outcome.set.contains_key(&key)) else {
            continue;
        };
        for call in plan::taken_back(&resource.kind, id, property, was) {
            if let Err(error) = make(aws, board, &call) {
                outcome
                    .problems
                    .insert(format!("{logical}.{property}"), error.to_string());
            }
        }
    }
    Ok(outcome.tell(board, stack))
}

/// Removes what stands beside a stack that is about to be deleted.
pub(crate) fn release(aws: &Aws, stack: &Stack) -> Result<(), AwsError> {
    let deployed = Deployed::read(aws, stack)?;
    let board = Board::default();
    for logical in deployed.resources.keys() {
        if let Some((kind, properties)) = stand_in::of(logical, &deployed.body["Resources"][logical])
            && let Ok(Some(properties)) = deployed.template().resolve(&properties)
        {
            for call in stand_in::removed(kind, &properties) {
                remove(aws, &board, &call)?;
            }
        }
    }
    Ok(())
}

/// Removes what stood beside a stack; what is gone already is fine.
fn remove(aws: &Aws, board: &Board, call: &Call) -> Result<(), AwsError> {
    match make(aws, board, call) {
        Err(error) if error.missing() => Ok(()),
        other => other.map(drop),
    }
}

/// Result of one stack.
#[derive(Default)]
struct Outcome {
    set: Set,
    dropped: Vec<String>,
    problems: BTreeMap<String, String>,
    waits: BTreeMap<String, String>,
}

impl Outcome {
    fn apply(
        &mut self,
        aws: &Aws,
        board: &Board,
        key: (String, &'static str),
        value: (String, Value),
        planned: &Planned,
    ) {
        let name = format!("{}.{}", key.0, key.1);
        let mut set = false;
        for call in &planned.calls {
            match make(aws, board, call) {
                Ok(Made::Set) => set = true,
                Ok(Made::Stood) => {}
                Ok(Made::Waits(reason)) => {
                    self.waits.insert(name, reason);
                    return;
                }
                Err(error) => {
                    self.problems.insert(name, error.to_string());
                    return;
                }
            }
        }
        // What was not set here is not taken back here.
        if set {
            self.set.insert(key, value);
        }
    }

    /// Makes the resource that a placeholder stands for.
    fn stand_in(&mut self, aws: &Aws, board: &Board, logical: &str, deployed: &Deployed, holds: Option<&Done>) {
        let Some((kind, properties)) = stand_in::of(logical, &deployed.body["Resources"][logical]) else {
            return;
        };
        match deployed.template().resolve(&properties) {
            Ok(resolved) => {
                let value = resolved.unwrap_or_default();
                let planned = Planned {
                    property: kind,
                    calls: stand_in::made(kind, &value),
                    value: value.clone(),
                };
                let key = (logical.to_owned(), kind);
                let id = stand_in::name(kind, &value);
                if holds.is_some_and(|holds| holds.set.get(&key) == Some(&(id.clone(), value.clone()))) {
                    self.set.insert(key, (id, value));
                } else {
                    self.apply(aws, board, key, (id, value), &planned);
                }
            }
            Err(reason) => self.dropped.push(format!("{logical}: {reason}")),
        }
    }

    fn tell(self, board: &Board, stack: &Stack) -> Set {
        let known = board.lock().completed.get(&stack.name).cloned();
        board.forget_stack(&stack.name, &stack.id);
        let names = self
            .set
            .keys()
            .map(|(logical, property)| format!("{logical}.{property}"));
        let names: Vec<String> = names.collect();
        if !names.is_empty() && known.as_ref() != Some(&names) {
            tracing::info!("stack {}: set {}", stack.name, names.join(", "));
        }
        for (what, problem) in &self.problems {
            board.tell(&format!("{}/{what}", stack.name), Some(problem.clone()));
        }
        let mut report = board.lock();
        if !names.is_empty() {
            report.completed.insert(stack.name.clone(), names);
        }
        if !self.dropped.is_empty() {
            report.dropped.insert(stack.name.clone(), self.dropped);
        }
        let waits = self.waits.iter().map(|(what, reason)| format!("{what}: {reason}"));
        let waits: Vec<String> = waits.collect();
        if !waits.is_empty() {
            report.waiting.insert(stack.name.clone(), waits);
        } else {
            report.settled.insert(stack.id.clone(), stack.time.clone());
        }
        self.set
    }
}

fn make(aws: &Aws, board: &Board, call: &Call) -> Result<Made, AwsError> {
    let result = match call {
        Call::Json { service, target, body } => aws.json(service, target, body).map(drop),
        Call::Query { service, fields } => {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            aws.query(service, &fields).map(drop)
        }
        Call::Rest {
            service,
            method,
            path,
            body,
        } => {
            let (kind, bytes) = match body {
                Body::Empty => ("application/octet-stream", Vec::new()),
                Body::Json(value) => ("application/json", value.to_string().into_bytes()),
                Body::Xml(xml) => ("application/xml", xml.clone().into_bytes()),
            };
            aws.rest(service, method.clone(), path, &[("content-type", kind)], bytes)
                .map(drop)
        }
        Call::Shards { stream, count } => return reshard(aws, board, stream, *count),
        Call::Code { function, body } => return give_code(aws, function, body),
    };
    match result {
        // A second deployment asks for what the first one set.
        Err(AwsError::Refused { message, .. }) if message.contains("already") => Ok(Made::Set),
        other => other.map(|()| Made::Set),
    }
}

/// Gives a stream as many shards. The emulator drops the records of a shard that goes, so this waits until the stream's readers have
/// worked off what there is.
fn reshard(aws: &Aws, board: &Board, stream: &str, count: u64) -> Result<Made, AwsError> {
    let name = json!({"StreamName": stream});
    let summary = aws.json("kinesis", "Kinesis_20131202.DescribeStreamSummary", &name)?;
    let summary = &summary["StreamDescriptionSummary"];
    let on_demand = summary["StreamModeDetails"]["StreamMode"] == "ON_DEMAND";
    if on_demand || summary["OpenShardCount"] == count {
        return Ok(Made::Stood);
    }
    let behind = board.lock().mappings.values().any(|mapping| {
        let of_stream = mapping.stream.rsplit('/').next() == Some(stream);
        let mut shards = mapping.shards.values();
        of_stream && (mapping.shards.is_empty() || shards.any(|shard| shard.pending > 0 || shard.behind_ms > 0))
    });
    if behind {
        return Ok(Made::Waits(format!(
            "{count} shards follow when the records that stand in the stream are worked off"
        )));
    }
    let body = json!({"StreamName": stream, "TargetShardCount": count, "ScalingType": "UNIFORM_SCALING"});
    aws.json("kinesis", "Kinesis_20131202.UpdateShardCount", &body)?;
    Ok(Made::Set)
}

/// Asks for a function's code again where it has none; the service says then what is wrong with it.
fn give_code(aws: &Aws, function: &str, code: &Value) -> Result<Made, AwsError> {
    let path = format!("/2015-03-31/functions/{}", crate::aws::escape(function));
    let found = aws.rest_json("lambda", Method::GET, &format!("{path}/configuration"), None)?;
    if found["CodeSize"].as_u64() != Some(0) {
        return Ok(Made::Stood);
    }
    aws.rest_json("lambda", Method::PUT, &format!("{path}/code"), Some(code))
        .map(|_| Made::Set)
}
