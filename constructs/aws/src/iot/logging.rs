//! `Logging`: what AWS IoT writes into its log group.

use ferrocdk_cfn::iot::logging::DefaultLogLevel;
use ferrocdk_cfn::iot::resource_specific_logging::{LogLevel as CfnLogLevel, TargetType};
use ferrocdk_cfn::iot::{
    CfnLogging, CfnResourceSpecificLogging, LoggingProps as CfnLoggingProps, ResourceSpecificLoggingProps,
};
use ferrocdk_core::{CfnResource, Construct, Scope, Value, pseudo, text};

use super::certificate::attachment_id;
use super::thing_group::ThingGroup;
use crate::iam::{PolicyStatement, Principal, Role, RoleProps};
use crate::owned::constructs;
use crate::props::props;

/// How much is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LogLevel {
    /// Name of what failed.
    #[default]
    Error,
    /// Also what may lead to failures.
    Warn,
    /// Also every connection and every message.
    Info,
    /// Also what helps to find a mistake.
    Debug,
    /// Nothing.
    Disabled,
}

props! {
    /// Settings of [`Logging`].
    pub struct LoggingProps for CfnLoggingProps {
        /// How much is written. Default: what failed. `Info` writes a line for each message, and CloudWatch Logs costs 50 cents a gigabyte.
        level: LogLevel = LogLevel::Error,
        /// The role by which AWS IoT writes. Default: one of its own, for the log group `AWSIotLogsV2` alone.
        role: Option<Role>,
    }
}

/// The logs of AWS IoT, of a whole account and region: there is one of it, and a second stack with one would fail.
///
/// Makes an `AWS::IoT::Logging` and an `AWS::IAM::Role`. The log group `AWSIotLogsV2` is made by AWS IoT, which keeps it for ever unless somebody says otherwise.
///
/// ```
/// use ferrocdk_aws::iot::{LogLevel, Logging, LoggingProps, ThingGroup};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let logging = Logging::new(&stack, "Logging", LoggingProps::new().level(LogLevel::Warn));
/// logging.set_level_of_group(&ThingGroup::from_thing_group_name(&stack, "Pilot", "pilot"), LogLevel::Debug);
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct Logging {
    scope: Scope,
    resource: CfnLogging,
}

constructs!(Logging);

impl Logging {
    /// Turns logs on.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: LoggingProps) -> Self {
        let scope = scope.scope().child(id);
        let role = props.role.unwrap_or_else(|| own_role(&scope));
        let logging = CfnLoggingProps::new()
            .account_id(pseudo::account_id())
            .role_arn(role.arn())
            .default_log_level(match props.level {
                LogLevel::Error => DefaultLogLevel::Error,
                LogLevel::Warn => DefaultLogLevel::Warn,
                LogLevel::Info => DefaultLogLevel::Info,
                LogLevel::Debug => DefaultLogLevel::Debug,
                LogLevel::Disabled => DefaultLogLevel::Disabled,
            });
        let resource = CfnLogging::new(&scope, "Resource", props.customize.apply(logging));
        resource.scope().depends_on(&role);
        Self { scope, resource }
    }

    /// The resource.
    pub fn cfn(&self) -> CfnLogging {
        self.resource.clone()
    }

    /// Writes more or less of the things of a group.
    #[track_caller]
    pub fn set_level_of_group(&self, group: &ThingGroup, level: LogLevel) -> CfnResourceSpecificLogging {
        let id = attachment_id("Group", group);
        self.set_level(&id, TargetType::ThingGroup, group.name(), level)
    }

    /// Writes more or less of whoever connects with a client id.
    #[track_caller]
    pub fn set_level_of_client(
        &self,
        id: &str,
        client_id: impl Into<Value<String>>,
        level: LogLevel,
    ) -> CfnResourceSpecificLogging {
        self.set_level(id, TargetType::ClientId, client_id.into(), level)
    }

    #[track_caller]
    fn set_level(
        &self,
        id: &str,
        kind: TargetType,
        name: Value<String>,
        level: LogLevel,
    ) -> CfnResourceSpecificLogging {
        let props = ResourceSpecificLoggingProps::new()
            .target_type(kind)
            .target_name(name)
            .log_level(match level {
                LogLevel::Error => CfnLogLevel::Error,
                LogLevel::Warn => CfnLogLevel::Warn,
                LogLevel::Info => CfnLogLevel::Info,
                LogLevel::Debug => CfnLogLevel::Debug,
                LogLevel::Disabled => CfnLogLevel::Disabled,
            });
        let specific = CfnResourceSpecificLogging::new(self, id, props);
        // Logs of a part need those of the whole.
        CfnResource::scope(&specific).depends_on(&self.resource);
        specific
    }
}

fn own_role(scope: &Scope) -> Role {
    let role = Role::new(
        scope,
        "Role",
        RoleProps::new(Principal::service("iot.amazonaws.com").from_own_account()),
    );
    let group = text!(
        "arn:{}:logs:{}:{}:log-group:AWSIotLogsV2:*",
        pseudo::partition(),
        pseudo::region(),
        pseudo::account_id()
    );
    // Source: "Configure AWS IoT logging" of the AWS IoT developer guide, without what only the console does.
    let write = PolicyStatement::allow([
        "logs:CreateLogGroup",
        "logs:CreateLogStream",
        "logs:PutLogEvents",
        "logs:PutMetricFilter",
        "logs:PutRetentionPolicy",
    ]);
    role.add_to_policy(
        write
            .on(group)
            .because("the streams of one log group, whose names AWS IoT makes"),
    );
    role
}
