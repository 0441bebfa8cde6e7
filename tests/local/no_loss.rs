//! Proof that nothing is lost, against the real programs: every message of simulated devices is afterwards in exactly one place, whatever
//! breaks between them. The long form is the command itself: `cargo xtask local simulate --faults all --outage 30s`.

use serde_json::Value as Json;
use workspace_tests::LocalAws;

/// Runs devices against the deployment and holds the report to what was published.
fn simulate(local: &LocalAws, flags: &[&str]) -> Json {
    let base = [
        "local",
        "simulate",
        "--devices",
        "20",
        "--rate",
        "100",
        "--bad",
        "2%",
        "--anomalies",
        "5%",
        "--format",
        "json",
    ];
    let report: Json = serde_json::from_str(&local.xtask(&[&base, flags].concat())).unwrap();
    let count = |name: &str| report[name].as_u64().unwrap();
    assert!(count("published") > 0, "{report:#}");
    assert_eq!(count("lost"), 0, "{report:#}");
    assert_eq!(count("duplicated"), 0, "{report:#}");
    assert_eq!(
        count("stored") + count("quarantined") + count("parked"),
        count("published") + count("unacknowledged"),
        "{report:#}"
    );
    assert_eq!(report["settled"], true, "{report:#}");
    report
}

/// Without a fault every message arrives, and those that are no reading stand in quarantine.
pub(crate) fn every_message_has_one_place(local: &LocalAws) {
    let report = simulate(local, &["--seconds", "4"]);
    assert_eq!(report["quarantined"], report["bad"], "{report:#}");
    assert_eq!(report["parked"], 0, "{report:#}");
    assert!(report["latency_ms"]["samples"].as_u64().unwrap() > 0, "{report:#}");
}

/// Sinks throttle, return unprocessed items, lose answers and are down; functions are killed in mid-batch; batches come twice and late.
pub(crate) fn nothing_is_lost_whatever_breaks(local: &LocalAws) {
    let report = simulate(
        local,
        &[
            "--seconds",
            "8",
            "--seed",
            "7",
            "--outage",
            "2s",
            "--faults",
            "throttle=10%,unprocessed=10%,lost-answer=5%,kill=30,again=20%",
        ],
    );
    assert_eq!(report["seed"], 7);
}
