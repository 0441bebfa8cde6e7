//! Log groups that end: with a retention, encrypted, and part of the stack.

use ferrocdk_cfn::logs::{CfnLogGroup, LogGroupProps};
use ferrocdk_core::{Construct, RemovalPolicy, Scope, Value};

use crate::iam::{Grantee, PolicyStatement};
use crate::kms::Key;
use crate::units::Days;

/// A log group. A year of retention by default, as audits (and Control Tower CT.CLOUDWATCH.PR.2) ask for.
#[derive(Clone, Debug)]
pub struct LogGroup {
    scope: Scope,
    group: CfnLogGroup,
}

impl Construct for LogGroup {
    fn scope(&self) -> &Scope {
        &self.scope
    }
}

impl LogGroup {
    /// The retention when nothing else is said.
    pub const DEFAULT_RETENTION: Days = Days(365);

    /// Makes a log group. `retention` is one of the numbers of days that CloudWatch Logs takes: 1, 3, 5, 7, 14, 30, 60, 90, … 365 …
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, key: &Key, retention: Days) -> Self {
        let scope = scope.scope().child(id);
        key.allow_log_groups();
        let props = LogGroupProps::new()
            .retention_in_days(retention.get())
            .kms_key_id(key.arn());
        let group = CfnLogGroup::new(&scope, "Resource", props);
        group.apply_removal_policy(RemovalPolicy::Destroy);
        Self { scope, group }
    }

    /// The log group's name.
    pub fn name(&self) -> Value<String> {
        self.group.reference()
    }

    /// Lets a grantee write log streams.
    pub fn grant_write(&self, grantee: &dyn Grantee) {
        grantee.add_to_principal_policy(
            PolicyStatement::allow(["logs:CreateLogStream", "logs:PutLogEvents"]).on(self.group.attr_arn()),
        );
    }
}
