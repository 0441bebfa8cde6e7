//! Metrics that AWS has and the emulator lacks, so that alarms have data.
//!
//! Two kinds: what functions print in the embedded metric format, which CloudWatch takes from their logs; and what
//! services report of themselves and a deployed alarm watches. Both are put with `PutMetricData`.

mod embedded;
mod services;

use crate::aws::{Aws, AwsError};
use crate::place::Place;
use crate::report::Board;
use crate::stop::Stop;
use embedded::Logs;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// How often logs are looked at while functions write metrics, and at the longest: each look makes the emulator read all it has.
const LOOK: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(8);
/// How often services report.
const REPORT: Duration = Duration::from_secs(5);
/// The most that one `PutMetricData` takes.
const PUT: usize = 1000;

/// Values of one namespace, as `PutMetricData` takes them.
type Data = BTreeMap<String, Vec<Value>>;

/// Serves until told to stop.
pub(crate) fn serve(aws: &Aws, board: &Board, place: &Place, stop: &Stop) {
    let mut logs = Logs::open(place);
    let mut reported: Option<Instant> = None;
    let (mut pause, mut last) = (LOOK, 0);
    while !stop.is_set() {
        // Functions that the daemon invokes say nothing new while nothing is invoked.
        let invoked = invocations(board);
        let round = logs.round(aws);
        pause = match &round {
            Ok(false) if invoked == last => (pause * 2).min(LONGEST),
            _ => LOOK,
        };
        last = invoked;
        let mut problem = round.err().map(|error| format!("embedded metrics: {error:#}"));
        if reported.is_none_or(|at| at.elapsed() >= REPORT) {
            reported = Some(Instant::now());
            let services = services::values(aws, board).and_then(|data| put(aws, &data));
            problem = problem.or(services.err().map(|error| format!("metrics of services: {error}")));
        }
        board.tell("metrics", problem);
        let begin = Instant::now();
        while begin.elapsed() < pause && invocations(board) == last && !stop.is_set() {
            stop.wait(LOOK);
        }
    }
}

/// How often the daemon has invoked functions.
fn invocations(board: &Board) -> u64 {
    let report = board.lock();
    let mappings = report.mappings.values();
    mappings
        .map(|mapping| mapping.batches + mapping.partial + mapping.failures)
        .sum()
}

fn put(aws: &Aws, data: &Data) -> Result<(), AwsError> {
    for (namespace, values) in data {
        for part in values.chunks(PUT) {
            let request = json!({"Namespace": namespace, "MetricData": part});
            aws.json("monitoring", "GraniteServiceVersion20100801.PutMetricData", &request)?;
        }
    }
    Ok(())
}
