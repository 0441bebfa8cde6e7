//! C0016: a policy grants more than it names.
//!
//! **What it checks.** Allowing statements of identities name their actions, not all of a service, and their resources where the actions can be limited to some (as IAM's own facts say).
//!
//! **Why.** What a program may do beyond what it does is what an intruder does with it.
//!
//! **Example.**
//!
//! ```yaml
//! Resources:
//!   Wide:
//!     Type: AWS::IAM::ManagedPolicy
//!     Properties:
//!       PolicyDocument:
//!         Version: "2012-10-17"
//!         Statement: [{ Effect: Allow, Action: "dynamodb:*", Resource: !Ref Table }]
//! ```
//!
//! **Fix.** Name the actions, and the ARNs of what they are for; a construct's grants do both.

use ferrocdk_core::{Finding, RenderedResource};
use ferrocdk_spec::Database;
use serde_json::Value as Json;

use super::info;
use crate::diagnostic_ids;
use crate::view::{View, listed};

pub(super) const ID: &str = diagnostic_ids::GRANT_IS_WILD;

pub(super) fn check(view: &View<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for policy in view.of_type("AWS::IAM::ManagedPolicy").chain(view.of_type("AWS::IAM::Policy")) {
        findings.extend(statements(policy, "PolicyDocument", policy.property("PolicyDocument")));
    }
    for holder in ["AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group"].iter().flat_map(|kind| view.of_type(kind)) {
        for policy in listed(holder.property("Policies")) {
            findings.extend(statements(holder, "Policies", &policy["PolicyDocument"]));
        }
    }
    findings
}

fn statements(holder: &RenderedResource<'_>, property: &str, document: &Json) -> Vec<Finding> {
    let mut findings = Vec::new();
    for statement in listed(&document["Statement"]) {
        if statement["Effect"] != "Allow" {
            continue;
        }
        let actions: Vec<&str> = listed(&statement["Action"]).into_iter().filter_map(Json::as_str).collect();
        let whole: Vec<&str> = actions.iter().copied().filter(|action| *action == "*" || action.ends_with(":*")).collect();
        if !whole.is_empty() || !statement["NotAction"].is_null() {
            let shown = if whole.is_empty() { "NotAction".to_owned() } else { whole.join(", ") };
            let finding = info(holder, ID, property, "all actions of a service are granted");
            findings.push(finding.found(shown).help("name the actions"));
            continue;
        }
        let everywhere = listed(&statement["Resource"]).iter().any(|resource| **resource == "*");
        // A condition limits it in a way of its own.
        if !everywhere || !statement["Condition"].is_null() {
            continue;
        }
        let could: Vec<&str> = actions.into_iter().filter(|action| can_be_limited(action)).collect();
        if !could.is_empty() {
            let finding = info(holder, ID, property, "actions are granted on everything that could be limited to some resources");
            findings.push(finding.found(could.join(", ")).help("name the ARNs"));
        }
    }
    findings
}

/// Whether IAM knows resources that an action can be limited to. Of a pattern nothing is known.
fn can_be_limited(action: &str) -> bool {
    let Some((service, action)) = action.split_once(':') else {
        return false;
    };
    let service = Database::bundled().and_then(|database| database.iam_service(&service.to_lowercase()));
    let resources = service.ok().flatten().and_then(|service| service.actions.get(&action.to_lowercase()).cloned());
    resources.is_some_and(|resources| !resources.is_empty())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by it")]
mod tests {
    use serde_json::{Value as Json, json};

    fn found(statement: Json) -> usize {
        let policy = json!({ "Type": "AWS::IAM::ManagedPolicy", "Properties": { "PolicyDocument": { "Statement": [statement] } } });
        crate::rules::found(super::ID, &json!({ "Resources": { "P": policy } })).len()
    }

    #[test]
    fn whole_services_and_open_resources_are_wild() {
        let allow = |action: Json, resource: Json| json!({ "Effect": "Allow", "Action": action, "Resource": resource });
        let arn = json!({ "Fn::GetAtt": ["T", "Arn"] });
        assert_eq!((found(allow(json!("*"), json!("*"))), found(allow(json!(["s3:*"]), arn.clone()))), (1, 1));
        assert_eq!(found(allow(json!("dynamodb:PutItem"), json!("*"))), 1);
        assert_eq!((found(allow(json!("dynamodb:PutItem"), arn.clone())), found(allow(json!("s3:GetObject*"), arn))), (0, 0));
        assert_eq!(found(allow(json!(["xray:PutTraceSegments", "xray:PutTelemetryRecords"]), json!("*"))), 0, "X-Ray knows no resources");
        assert_eq!(found(json!({ "Effect": "Allow", "NotAction": "iam:*", "Resource": "*" })), 1);
        assert_eq!(found(json!({ "Effect": "Deny", "Action": "*", "Resource": "*" })), 0);
    }

    #[test]
    fn policies_inside_of_a_role_count() {
        let inline = json!([{ "PolicyDocument": { "Statement": { "Effect": "Allow", "Action": "*", "Resource": "*" } } }]);
        let role = json!({ "Type": "AWS::IAM::Role", "Properties": { "Policies": inline } });
        assert_eq!(crate::rules::found(super::ID, &json!({ "Resources": { "R": role } })).len(), 1);
    }
}
