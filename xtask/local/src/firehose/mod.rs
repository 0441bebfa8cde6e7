//! Firehose from a Kinesis stream into a bucket, with buffers, compression and prefixes.
//!
//! The emulator writes one plain object per record. So a template is deployed with the source of such a delivery stream under a
//! name that the emulator finds no stream for ([`HANDED_OVER`] behind it), and this engine delivers: it reads the shards itself
//! and notes how far it got only once the objects stand in the bucket, so that nothing is lost when it is killed.

mod delivery;
mod prefix;
mod settings;

use crate::aws::{Aws, AwsError};
use crate::place::Place;
use crate::report::Board;
use crate::stop::Stop;
use delivery::Delivery;
use serde_json::{Value, json};
use settings::Settings;
use std::collections::BTreeMap;
use std::thread::JoinHandle;
use std::time::Duration;

/// Behind the ARN of the source of a delivery stream that is delivered here.
pub(crate) const HANDED_OVER: &str = "/";

/// How often the deployed delivery streams are looked at.
const LOOK: Duration = Duration::from_secs(2);

struct Runner {
    settings: Settings,
    stop: Stop,
    thread: JoinHandle<()>,
}

/// Serves until told to stop.
pub(crate) fn serve(aws: &Aws, board: &Board, place: &Place, stop: &Stop) {
    let mut runners: BTreeMap<String, Runner> = BTreeMap::new();
    while !stop.is_set() {
        let problem = round(aws, board, place, stop, &mut runners)
            .err()
            .map(|error| error.to_string());
        board.tell("delivery streams", problem);
        stop.wait(LOOK);
    }
    for (_, runner) in runners {
        let _ = runner.thread.join();
    }
}

fn round(
    aws: &Aws,
    board: &Board,
    place: &Place,
    stop: &Stop,
    runners: &mut BTreeMap<String, Runner>,
) -> Result<(), AwsError> {
    let mut found = BTreeMap::new();
    for name in names(aws)? {
        let request = json!({"DeliveryStreamName": name});
        match aws.json("firehose", "Firehose_20150804.DescribeDeliveryStream", &request) {
            Ok(answer) => {
                if let Some(settings) = Settings::read(&answer["DeliveryStreamDescription"]) {
                    found.insert(name, settings);
                }
            }
            Err(error) if error.missing() => {}
            Err(error) => return Err(error),
        }
    }
    let outdated =
        |(name, runner): (&String, &Runner)| (found.get(name) != Some(&runner.settings)).then(|| name.clone());
    let outdated: Vec<String> = runners.iter().filter_map(outdated).collect();
    for name in outdated {
        let Some(runner) = runners.get(&name) else { continue };
        runner.stop.set();
        if !runner.thread.is_finished() {
            // Its successor starts where it ends.
            found.remove(&name);
            continue;
        }
        runners.remove(&name);
        if !found.contains_key(&name) {
            board.lock().deliveries.remove(&name);
            board.tell(&format!("delivery stream {name}"), None);
            delivery::forget(place, &name);
        }
    }
    for (name, settings) in found {
        if runners.contains_key(&name) {
            continue;
        }
        board.tell(&format!("delivery stream {name}"), settings.problem());
        tracing::info!("delivery stream {name}: {} to {}", settings.stream, settings.bucket);
        let stop = stop.child();
        let delivery = Delivery::new(aws, board, place, settings.clone(), stop.clone());
        let thread = std::thread::spawn(move || delivery.serve());
        runners.insert(name, Runner { settings, stop, thread });
    }
    Ok(())
}

fn names(aws: &Aws) -> Result<Vec<String>, AwsError> {
    let mut names: Vec<String> = Vec::new();
    loop {
        let mut request = json!({"Limit": 100});
        if let Some(last) = names.last() {
            request["ExclusiveStartDeliveryStreamName"] = Value::from(last.as_str());
        }
        let answer = aws.json("firehose", "Firehose_20150804.ListDeliveryStreams", &request)?;
        let page = answer["DeliveryStreamNames"].as_array().into_iter().flatten();
        let before = names.len();
        names.extend(page.filter_map(Value::as_str).map(str::to_owned));
        if answer["HasMoreDeliveryStreams"] != true || names.len() == before {
            return Ok(names);
        }
    }
}
