//! S3: what stands in the template, what grants give, and what is refused.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod access_logs;
mod bucket;
mod deployment;
mod notifications;
#[path = "../support/mod.rs"]
mod support;

use ferrocdk_aws::iam::{Principal, Role, RoleProps};
use ferrocdk_aws::s3::{Bucket, BucketProps};
use ferrocdk_core::Stack;
use serde_json::Value as Json;

pub(crate) use crate::support::template as synthesize;

/// The only resource of a type whose logical id begins so.
pub(crate) fn resource<'a>(template: &'a Json, kind: &str, start: &str) -> &'a Json {
    let all = template["Resources"].as_object().unwrap().iter();
    let mut found = all.filter(|(id, resource)| resource["Type"] == kind && id.starts_with(start));
    let (_, resource) = found.next().unwrap();
    assert!(found.next().is_none());
    resource
}

/// Properties of the only bucket that is made of these settings.
pub(crate) fn properties(props: BucketProps) -> Json {
    let template = synthesize(|stack| {
        Bucket::new(stack, "Data", props);
    });
    resource(&template, "AWS::S3::Bucket", "Data")["Properties"].clone()
}

/// Ids and messages of what is reported, each with the caller's line.
pub(crate) fn mistakes(build: impl FnOnce(&Stack)) -> Vec<String> {
    let found = support::mistakes(build);
    assert!(!found.is_empty());
    found
        .iter()
        .map(|mistake| format!("{}: {}", mistake.id, mistake.message))
        .collect()
}

pub(crate) fn refused(props: BucketProps) -> Vec<String> {
    mistakes(|stack| {
        Bucket::new(stack, "Data", props);
    })
}

pub(crate) fn role(stack: &Stack, id: &str) -> Role {
    Role::new(stack, id, RoleProps::new(Principal::service("lambda.amazonaws.com")))
}

/// The statements of a policy resource.
pub(crate) fn statements(template: &Json, kind: &str, start: &str) -> Vec<Json> {
    let policy = resource(template, kind, start);
    policy["Properties"]["PolicyDocument"]["Statement"]
        .as_array()
        .unwrap()
        .clone()
}
