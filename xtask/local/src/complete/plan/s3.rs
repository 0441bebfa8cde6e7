//! Calls of S3 for what the emulator leaves out of a bucket.

use serde_json::Value;
use std::fmt::Write as _;
use ureq::http::Method;

use super::{Body, Call};
use crate::aws::escape;

fn rest(bucket: &str, method: Method, what: &str, body: Body) -> Vec<Call> {
    vec![Call::Rest {
        service: "s3",
        method,
        path: format!("/{}?{what}", escape(bucket)),
        body,
    }]
}

fn put(bucket: &str, what: &str, root: &str, inner: &str) -> Vec<Call> {
    let xml = format!("<{root} xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">{inner}</{root}>");
    rest(bucket, Method::PUT, what, Body::Xml(xml))
}

pub(super) fn no_encryption(bucket: &str, _: &Value) -> Vec<Call> {
    rest(bucket, Method::DELETE, "encryption", Body::Empty)
}

pub(super) fn no_life_cycle(bucket: &str, _: &Value) -> Vec<Call> {
    rest(bucket, Method::DELETE, "lifecycle", Body::Empty)
}

pub(super) fn no_tags(bucket: &str, _: &Value) -> Vec<Call> {
    rest(bucket, Method::DELETE, "tagging", Body::Empty)
}

pub(super) fn no_ownership(bucket: &str, _: &Value) -> Vec<Call> {
    rest(bucket, Method::DELETE, "ownershipControls", Body::Empty)
}

pub(super) fn no_logging(bucket: &str, _: &Value) -> Vec<Call> {
    put(bucket, "logging", "BucketLoggingStatus", "")
}

/// A bucket that had versions once cannot go back further than this, on AWS too.
pub(super) fn no_versioning(bucket: &str, _: &Value) -> Vec<Call> {
    put(
        bucket,
        "versioning",
        "VersioningConfiguration",
        "<Status>Suspended</Status>",
    )
}

pub(super) fn no_acceleration(bucket: &str, _: &Value) -> Vec<Call> {
    put(
        bucket,
        "accelerate",
        "AccelerateConfiguration",
        "<Status>Suspended</Status>",
    )
}

pub(super) fn versioning(bucket: &str, value: &Value) -> Vec<Call> {
    let status = fields(value, &[("Status", "Status")]);
    put(bucket, "versioning", "VersioningConfiguration", &status)
}

pub(super) fn acceleration(bucket: &str, value: &Value) -> Vec<Call> {
    let status = fields(value, &[("AccelerationStatus", "Status")]);
    put(bucket, "accelerate", "AccelerateConfiguration", &status)
}

pub(super) fn logging(bucket: &str, value: &Value) -> Vec<Call> {
    let mut target = fields(value, &[("DestinationBucketName", "TargetBucket")]);
    if target.is_empty() {
        element(&mut target, "TargetBucket", &escaped(bucket));
    }
    target += &wrapped(
        "TargetPrefix",
        &escaped(value["LogFilePrefix"].as_str().unwrap_or_default()),
    );
    put(
        bucket,
        "logging",
        "BucketLoggingStatus",
        &wrapped("LoggingEnabled", &target),
    )
}

pub(super) fn ownership(bucket: &str, value: &Value) -> Vec<Call> {
    let mut inner = String::new();
    for rule in value["Rules"].as_array().into_iter().flatten() {
        element(
            &mut inner,
            "Rule",
            &fields(rule, &[("ObjectOwnership", "ObjectOwnership")]),
        );
    }
    put(bucket, "ownershipControls", "OwnershipControls", &inner)
}

pub(super) fn tags(bucket: &str, value: &Value) -> Vec<Call> {
    let mut inner = String::new();
    for tag in value.as_array().into_iter().flatten() {
        element(&mut inner, "Tag", &fields(tag, &[("Key", "Key"), ("Value", "Value")]));
    }
    put(bucket, "tagging", "Tagging", &wrapped("TagSet", &inner))
}

pub(super) fn encryption(bucket: &str, value: &Value) -> Vec<Call> {
    let mut inner = String::new();
    for rule in value["ServerSideEncryptionConfiguration"]
        .as_array()
        .into_iter()
        .flatten()
    {
        let default = &rule["ServerSideEncryptionByDefault"];
        let settings = fields(
            default,
            &[("SSEAlgorithm", "SSEAlgorithm"), ("KMSMasterKeyID", "KMSMasterKeyID")],
        );
        let key = fields(rule, &[("BucketKeyEnabled", "BucketKeyEnabled")]);
        element(
            &mut inner,
            "Rule",
            &(wrapped("ApplyServerSideEncryptionByDefault", &settings) + &key),
        );
    }
    put(bucket, "encryption", "ServerSideEncryptionConfiguration", &inner)
}

pub(super) fn life_cycle(bucket: &str, value: &Value) -> Vec<Call> {
    let mut inner = String::new();
    for rule in value["Rules"].as_array().into_iter().flatten() {
        element(&mut inner, "Rule", &life_cycle_rule(rule));
    }
    put(bucket, "lifecycle", "LifecycleConfiguration", &inner)
}

fn life_cycle_rule(rule: &Value) -> String {
    let mut out = fields(rule, &[("Id", "ID")]);
    let mut conditions: Vec<String> = ["Prefix", "ObjectSizeGreaterThan", "ObjectSizeLessThan"]
        .iter()
        .map(|name| fields(rule, &[(name, name)]))
        .filter(|condition| !condition.is_empty())
        .collect();
    for tag in rule["TagFilters"].as_array().into_iter().flatten() {
        conditions.push(wrapped("Tag", &fields(tag, &[("Key", "Key"), ("Value", "Value")])));
    }
    let filter = if conditions.len() > 1 {
        wrapped("And", &conditions.concat())
    } else {
        conditions.concat()
    };
    element(&mut out, "Filter", &filter);
    out += &fields(rule, &[("Status", "Status")]);
    for (name, days) in [
        ("Transition", "Days"),
        ("NoncurrentVersionTransition", "NoncurrentDays"),
    ] {
        for transition in rule[format!("{name}s")].as_array().into_iter().flatten() {
            let settings = [
                ("TransitionInDays", days),
                ("TransitionDate", "Date"),
                ("NewerNoncurrentVersions", "NewerNoncurrentVersions"),
                ("StorageClass", "StorageClass"),
            ];
            element(&mut out, name, &fields(transition, &settings));
        }
    }
    let expiration = fields(
        rule,
        &[
            ("ExpirationInDays", "Days"),
            ("ExpirationDate", "Date"),
            ("ExpiredObjectDeleteMarker", "ExpiredObjectDeleteMarker"),
        ],
    );
    if !expiration.is_empty() {
        element(&mut out, "Expiration", &expiration);
    }
    let mut noncurrent = fields(rule, &[("NoncurrentVersionExpirationInDays", "NoncurrentDays")]);
    let settings = [
        ("NoncurrentDays", "NoncurrentDays"),
        ("NewerNoncurrentVersions", "NewerNoncurrentVersions"),
    ];
    noncurrent += &fields(&rule["NoncurrentVersionExpiration"], &settings);
    if !noncurrent.is_empty() {
        element(&mut out, "NoncurrentVersionExpiration", &noncurrent);
    }
    let abort = fields(
        &rule["AbortIncompleteMultipartUpload"],
        &[("DaysAfterInitiation", "DaysAfterInitiation")],
    );
    if !abort.is_empty() {
        element(&mut out, "AbortIncompleteMultipartUpload", &abort);
    }
    out
}

/// The fields that are there, under the names that S3 gives them.
fn fields(value: &Value, names: &[(&str, &str)]) -> String {
    let mut out = String::new();
    for (from, to) in names {
        match value.get(from) {
            None | Some(Value::Null) => {}
            Some(Value::String(text)) => element(&mut out, to, &escaped(text)),
            Some(other) => element(&mut out, to, &other.to_string()),
        }
    }
    out
}

fn element(out: &mut String, name: &str, inner: &str) {
    // Writing to a string cannot fail.
    let _ = write!(out, "<{name}>{inner}</{name}>");
}

fn wrapped(name: &str, inner: &str) -> String {
    let mut out = String::new();
    element(&mut out, name, inner);
    out
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
