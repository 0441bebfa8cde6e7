//! Measurement of `diff`: two templates of one stack, and the CDK CLI on the same two.

use std::{env, fs, path::Path};

use anyhow::{Context as _, Result};
use serde_json::{Map, Value as Json, json};

use super::{
    measure::{Contestant, Figure, Run, Target, contest},
    peer::Peer,
};
use ferrocdk_cli::Context;

/// Pairs of a queue and its alarm.
const PAIRS: usize = 240;

/// `diff` of two templates of 480 resources, of which every tenth differs.
pub(super) fn measure(context: &Context, peer: Option<&Peer>, rounds: u32) -> Result<Vec<Figure>> {
    let folder = context.scratch()?;
    let (old, assembly) = (folder.path().join("old.json"), folder.path().join("cdk.out"));
    write(&old, &template(0))?;
    fs::create_dir_all(&assembly)?;
    let new = assembly.join("Stack.template.json");
    write(&new, &template(1))?;
    let stack = json!({ "type": "aws:cloudformation:stack", "environment": "aws://111122223333/eu-west-1", "properties": { "templateFile": "Stack.template.json" } });
    let manifest = json!({ "version": "48.0.0", "artifacts": { "Stack": stack } });
    write(&assembly.join("manifest.json"), &manifest)?;
    write(&assembly.join("cdk.out"), &json!({ "version": "48.0.0" }))?;

    let own = env::current_exe().context("cannot tell where this program stands")?;
    let run = Run::new(own).args(&["diff", "--against"]).arg(&old).arg(&new);
    let target = Target::AtMost {
        seconds: 0.1,
        bytes: None,
    };
    let mut contestants = vec![Contestant::new("cargo xtask diff", run, target)];
    if let Some(peer) = peer {
        let target = Target::Times {
            time: 20.0,
            memory: 1.0,
        };
        contestants.push(Contestant::new(
            "cdk diff --template",
            peer.diff(&old, &assembly),
            target,
        ));
    }
    contest(context, "diff", "two templates of 480 resources", &contestants, rounds)
}

fn write(file: &Path, value: &Json) -> Result<()> {
    fs::write(file, value.to_string()).with_context(|| format!("cannot write `{}`", file.display()))
}

/// A stack of queues with their alarms. In another version every tenth pair differs: by turns in place, in its name (so that the alarm follows), in
/// what the alarm looks at, and by being there at all.
fn template(version: usize) -> Json {
    let mut resources = Map::new();
    for pair in 0..PAIRS {
        let (queue, alarm) = (format!("Queue{pair}"), format!("Alarm{pair}"));
        let changed = version * usize::from(pair % 10 == 0);
        let kind = (pair / 10) % 4;
        if changed == 1 && kind == 3 {
            continue;
        }
        let differs = |of: usize| usize::from(changed == 1 && kind == of);
        resources.insert(
            queue.clone(),
            json!({ "Type": "AWS::SQS::Queue", "Properties": {
                "DelaySeconds": 5 + differs(0), "VisibilityTimeout": 30, "QueueName": format!("queue-{pair}-{}", differs(1))
            } }),
        );
        resources.insert(
            alarm,
            json!({ "Type": "AWS::CloudWatch::Alarm", "Properties": {
                "Namespace": "AWS/SQS", "MetricName": "ApproximateNumberOfMessagesVisible", "Statistic": "Maximum", "Period": 60,
                "Dimensions": [{ "Name": "QueueName", "Value": { "Fn::GetAtt": [queue, "QueueName"] } }],
                "EvaluationPeriods": 3 + differs(2), "Threshold": 1, "ComparisonOperator": "GreaterThanOrEqualToThreshold"
            } }),
        );
    }
    json!({ "Resources": resources })
}
