//! C0003: a device may act as another.
//!
//! **What it checks.** Every resource of an allowing statement of an `AWS::IoT::Policy` names the connection's thing.
//!
//! A policy for claims, by which devices ask for a certificate of their own, is let be: it allows connecting, and else the topics of registration alone.
//!
//! **Why.** With `topic/sensor/data/*`, any device can publish readings in the name of any other. `${iot:ClientId}` does not help: a client
//! chooses it, and may call itself `+`.
//!
//! **Example.**
//!
//! ```yaml
//! Resources:
//!   Devices:
//!     Type: AWS::IoT::Policy
//!     Properties:
//!       PolicyDocument:
//!         Statement: [{ Effect: Allow, Action: "iot:Publish", Resource: "arn:aws:iot:sa-east-1:111122223333:topic/sensor/data/*" }]
//! ```
//!
//! **Fix.** Use `${iot:Connection.Thing.ThingName}` in every resource.

use ferrocdk_core::{Finding, RenderedResource};
use serde_json::Value as Json;

use super::warning;
use crate::diagnostic_ids;

pub(super) const ID: &str = diagnostic_ids::DEVICE_MAY_ACT_AS_ANOTHER;
const THING: &str = "iot:Connection.Thing.ThingName";

pub(super) fn check(resource: &RenderedResource<'_>) -> Vec<Finding> {
    if !resource.is("AWS::IoT::Policy") {
        return Vec::new();
    }
    let one_or_many = |json: &Json| json.as_array().cloned().unwrap_or_else(|| vec![json.clone()]);
    let mut findings = Vec::new();
    let statements = one_or_many(&resource.property("PolicyDocument")["Statement"]);
    let allowing = || statements.iter().filter(|statement| statement["Effect"] == "Allow");
    let connects = |statement: &Json| {
        one_or_many(&statement["Action"])
            .iter()
            .all(|action| action == "iot:Connect")
    };
    let mut beyond_connecting = allowing().filter(|statement| !connects(statement)).peekable();
    let is_claim = beyond_connecting.peek().is_some()
        && beyond_connecting.all(|statement| {
            let resources = one_or_many(&statement["Resource"]);
            !resources.is_empty() && resources.iter().all(is_registration)
        });
    for statement in allowing().filter(|_| !is_claim) {
        for allowed in one_or_many(&statement["Resource"]) {
            let text = allowed.to_string();
            if !text.contains(THING) {
                let finding = warning(
                    resource,
                    ID,
                    "PolicyDocument/Statement/Resource",
                    "a device may act as another",
                );
                findings.push(
                    finding
                        .found(text)
                        .help("name the thing: ${iot:Connection.Thing.ThingName}"),
                );
            }
        }
    }
    findings
}

/// Whether a resource is a topic, or a filter of topics, by which devices register. Source: "Provisioning devices that don't have device certificates using fleet provisioning".
fn is_registration(resource: &Json) -> bool {
    let text = resource.to_string();
    text.contains("/$aws/certificates/create") || text.contains("/$aws/provisioning-templates/")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn a_wildcard_for_all_devices_is_found() {
        let count = |resource: serde_json::Value| {
            let statement = json!({ "Effect": "Allow", "Action": "iot:Publish", "Resource": resource });
            let policy =
                json!({ "Type": "AWS::IoT::Policy", "Properties": { "PolicyDocument": { "Statement": [statement] } } });
            crate::rules::found(super::ID, &json!({ "Resources": { "P": policy } })).len()
        };
        assert_eq!(count(json!("arn:aws:iot:sa-east-1:1:topic/sensor/data/*")), 1);
        assert_eq!(count(json!(["arn:x:topic/${iot:Connection.Thing.ThingName}", "*"])), 1);
        assert_eq!(
            count(json!({ "Fn::Join": ["", ["arn:", { "Ref": "R" }, ":client/${iot:Connection.Thing.ThingName}"]] })),
            0
        );
    }

    #[test]
    fn a_claim_may_register_and_no_more() {
        let count = |publish: &[&str]| {
            let allow = |action: &str, resources: &[&str]| json!({ "Effect": "Allow", "Action": action, "Resource": resources });
            let statements = json!([allow("iot:Connect", &["*"]), allow("iot:Publish", publish)]);
            let policy =
                json!({ "Type": "AWS::IoT::Policy", "Properties": { "PolicyDocument": { "Statement": statements } } });
            crate::rules::found(super::ID, &json!({ "Resources": { "P": policy } })).len()
        };
        let register = [
            "arn:x:topic/$aws/certificates/create/*",
            "arn:x:topic/$aws/provisioning-templates/press/provision/*",
        ];
        assert_eq!(count(&register), 0);
        assert_eq!(count(&[register[0], "arn:x:topic/plant/readings"]), 3);
        assert_eq!(count(&[]), 1);
    }
}
