//! C0003: a device may act as another.
//!
//! **What it checks.** Every resource of an allowing statement of an `AWS::IoT::Policy` names the connection's thing.
//!
//! **Why.** With `topic/sensor/data/*`, any device can publish readings in the name of any other. `${iot:ClientId}` does not help: a client
//! chooses it, and may call itself `+`.
//!
//! **Fix.** Use `${iot:Connection.Thing.ThingName}` in every resource.

use ferrocdk_core::{Finding, RenderedResource};
use serde_json::Value as Json;

use super::warning;
use crate::diagnostic_ids;

const ID: &str = diagnostic_ids::DEVICE_MAY_ACT_AS_ANOTHER;
const THING: &str = "iot:Connection.Thing.ThingName";

pub(super) fn check(resource: &RenderedResource<'_>) -> Vec<Finding> {
    if !resource.is("AWS::IoT::Policy") {
        return Vec::new();
    }
    let one_or_many = |json: &Json| json.as_array().cloned().unwrap_or_else(|| vec![json.clone()]);
    let mut findings = Vec::new();
    let statements = one_or_many(&resource.property("PolicyDocument")["Statement"]);
    for statement in statements.iter().filter(|statement| statement["Effect"] == "Allow") {
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn a_wildcard_for_all_devices_is_found() {
        let count = |resource: serde_json::Value| {
            let statement = json!({ "Effect": "Allow", "Action": "iot:Publish", "Resource": resource });
            let policy =
                json!({ "Type": "AWS::IoT::Policy", "Properties": { "PolicyDocument": { "Statement": [statement] } } });
            crate::rules::properties(&json!({ "Resources": { "P": policy } })).len()
        };
        assert_eq!(count(json!("arn:aws:iot:sa-east-1:1:topic/sensor/data/*")), 1);
        assert_eq!(count(json!(["arn:x:topic/${iot:Connection.Thing.ThingName}", "*"])), 1);
        assert_eq!(
            count(json!({ "Fn::Join": ["", ["arn:", { "Ref": "R" }, ":client/${iot:Connection.Thing.ThingName}"]] })),
            0
        );
    }
}
