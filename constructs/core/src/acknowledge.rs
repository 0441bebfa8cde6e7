//! Acknowledging a finding of a security scanner, with the reason, in each scanner's own form.

use crate::expr::{Expr, ExprMap};
use crate::resource::CfnResource;

/// A rule of a public scanner.
///
/// ```
/// # use ferrocdk_core::{App, CfnResource, ScannerRule, Stack, StackProps, doc};
/// # let app = App::new();
/// # let stack = Stack::new(&app, "plant", StackProps::default());
/// # let queue = CfnResource::untyped(&stack, "Queue", "AWS::SQS::Queue", doc!({}));
/// let rules = [ScannerRule::Guard("SQS_QUEUE_KMS_MASTER_KEY_ID_RULE"), ScannerRule::CfnLint("W3005")];
/// queue.acknowledge(&rules, "the queue holds no data of persons");
/// # let template = app.synth().unwrap().template("plant").unwrap().clone();
/// let metadata = &template["Resources"]["Queue"]["Metadata"];
/// assert_eq!(metadata["guard"]["SuppressedRules"][0], "SQS_QUEUE_KMS_MASTER_KEY_ID_RULE");
/// assert_eq!(metadata["cfn-lint"]["config"]["ignore_checks"][0], "W3005");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScannerRule {
    /// checkov, such as `CKV_AWS_117`.
    Checkov(&'static str),
    /// The AWS Guard rules registry, such as `LAMBDA_INSIDE_VPC`.
    Guard(&'static str),
    /// cdk-nag, such as `AwsSolutions-KDF1`.
    CdkNag(&'static str),
    /// cfn-lint, such as `W3005`.
    CfnLint(&'static str),
}

impl CfnResource {
    /// Says why findings about this resource are as they should be. The reason stands in the template for the next reader.
    ///
    /// ```
    /// use ferrocdk_core::{App, CfnResource, ScannerRule, Stack, StackProps, doc};
    /// let app = App::new();
    /// let stack = Stack::new(&app, "plant", StackProps::default());
    /// let log = CfnResource::untyped(&stack, "Log", "AWS::S3::Bucket", doc!({}));
    /// log.acknowledge(&[ScannerRule::Checkov("CKV_AWS_18")], "this bucket receives the access logs");
    /// let assembly = app.synth().unwrap();
    /// let metadata = &assembly.template("plant").unwrap()["Resources"]["Log"]["Metadata"];
    /// assert_eq!(metadata["checkov"]["skip"][0]["id"], "CKV_AWS_18");
    /// ```
    pub fn acknowledge(&self, rules: &[ScannerRule], reason: &str) {
        for rule in rules {
            let with = |id: &str, key: &str| Expr::object([("id", Expr::string(id)), (key, Expr::string(reason))]);
            let (path, entry) = match *rule {
                ScannerRule::Checkov(id) => (["checkov", "skip"].as_slice(), with(id, "comment")),
                ScannerRule::Guard(id) => (["guard", "SuppressedRules"].as_slice(), Expr::string(id)),
                ScannerRule::CdkNag(id) => (["cdk_nag", "rules_to_suppress"].as_slice(), with(id, "reason")),
                ScannerRule::CfnLint(id) => (["cfn-lint", "config", "ignore_checks"].as_slice(), Expr::string(id)),
            };
            self.edit(|data| push(&mut data.metadata, path, entry));
        }
    }
}

/// The rule that an entry is about.
fn id(entry: &Expr) -> &Expr {
    match entry {
        Expr::Object(map) => map.get("id").unwrap_or(entry),
        other => other,
    }
}

/// Appends to the list at a path of maps, making both on the way. The first word on a rule stands.
fn push(map: &mut ExprMap, path: &[&str], entry: Expr) {
    match path {
        [] => {}
        [last] => match map.get_or_insert_with(last, || Expr::Array(Vec::new())) {
            Expr::Array(items) if items.iter().any(|item| id(item) == id(&entry)) => {}
            Expr::Array(items) => items.push(entry),
            other => *other = Expr::Array(vec![entry]),
        },
        [first, rest @ ..] => {
            let inner = map.get_or_insert_with(first, || Expr::Object(ExprMap::default()));
            if let Expr::Object(inner) = inner {
                push(inner, rest, entry);
            }
        }
    }
}
