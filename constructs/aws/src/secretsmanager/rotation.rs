//! `RotationSchedule`: new values at intervals.

use ferrocdk_cfn::secretsmanager::rotation_schedule::{HostedRotationLambda, RotationRules};
use ferrocdk_cfn::secretsmanager::{CfnRotationSchedule, RotationScheduleProps as CfnRotationScheduleProps};
use ferrocdk_core::{Construct, Diagnostic, Scope, Value};

use super::secret::Secret;
use crate::bounds::bounded;
use crate::diagnostic_ids;
#[cfg(feature = "lambda")]
use crate::iam::Principal;
use crate::kms::Key;
#[cfg(feature = "lambda")]
use crate::lambda::Function;
use crate::owned::constructs;
use crate::props::props;
use crate::units::Days;

bounded! {
    /// Days between two rotations, 1 to 1,000. Source: "RotationRules" of the CloudFormation template reference.
    RotationInterval(Days) in 1..=1_000, "days";
}

/// A function that AWS keeps, for secrets of databases. CloudFormation makes it through the transform `AWS::SecretsManager-2024-09-16`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HostedRotation {
    /// MySQL, with one user.
    MySqlSingleUser,
    /// MySQL, with two users in turn.
    MySqlMultiUser,
    /// PostgreSQL, with one user.
    PostgreSqlSingleUser,
    /// PostgreSQL, with two users in turn.
    PostgreSqlMultiUser,
    /// Oracle, with one user.
    OracleSingleUser,
    /// Oracle, with two users in turn.
    OracleMultiUser,
    /// MariaDB, with one user.
    MariaDbSingleUser,
    /// MariaDB, with two users in turn.
    MariaDbMultiUser,
    /// SQL Server, with one user.
    SqlServerSingleUser,
    /// SQL Server, with two users in turn.
    SqlServerMultiUser,
    /// Redshift, with one user.
    RedshiftSingleUser,
    /// Redshift, with two users in turn.
    RedshiftMultiUser,
    /// MongoDB and DocumentDB, with one user.
    MongoDbSingleUser,
    /// MongoDB and DocumentDB, with two users in turn.
    MongoDbMultiUser,
}

impl HostedRotation {
    fn word(self) -> &'static str {
        match self {
            Self::MySqlSingleUser => "MySQLSingleUser",
            Self::MySqlMultiUser => "MySQLMultiUser",
            Self::PostgreSqlSingleUser => "PostgreSQLSingleUser",
            Self::PostgreSqlMultiUser => "PostgreSQLMultiUser",
            Self::OracleSingleUser => "OracleSingleUser",
            Self::OracleMultiUser => "OracleMultiUser",
            Self::MariaDbSingleUser => "MariaDBSingleUser",
            Self::MariaDbMultiUser => "MariaDBMultiUser",
            Self::SqlServerSingleUser => "SQLServerSingleUser",
            Self::SqlServerMultiUser => "SQLServerMultiUser",
            Self::RedshiftSingleUser => "RedshiftSingleUser",
            Self::RedshiftMultiUser => "RedshiftMultiUser",
            Self::MongoDbSingleUser => "MongoDBSingleUser",
            Self::MongoDbMultiUser => "MongoDBMultiUser",
        }
    }
}

/// Maker of the new values.
#[derive(Clone, Debug)]
pub enum Rotation {
    /// A function that exists, by ARN. It has to allow `secretsmanager.amazonaws.com` to invoke it, and its role needs what
    /// [`Secret::grant_rotate`] gives.
    Function(Value<String>),
    /// A function of the app. It gets [`Secret::grant_rotate`], and Secrets Manager may invoke it for this secret.
    #[cfg(feature = "lambda")]
    Lambda(Box<Function>),
    /// A function that AWS keeps.
    Hosted(HostedRotation),
}

#[cfg(feature = "lambda")]
impl From<&Function> for Rotation {
    fn from(function: &Function) -> Self {
        Self::Lambda(Box::new(function.clone()))
    }
}

props! {
    /// Settings of a [`RotationSchedule`].
    pub struct RotationScheduleProps for CfnRotationScheduleProps {
        /// The secret that gets new values.
        secret: Secret,
        /// Maker of the new values.
        rotation: Rotation,
        /// Days between two rotations. Default: 30.
        interval: RotationInterval = RotationInterval::from(Days(30)),
        /// Whether a value is made at once. Default: it is, so that a function that does not work is noticed at deployment.
        rotate_immediately: Option<Value<bool>>,
    }
}

/// New values for a secret at intervals.
///
/// Makes an `AWS::SecretsManager::RotationSchedule`. Costs the function's invocations.
///
/// [`Rotation`] is a function that AWS keeps, one of the app (`&function`), or one that exists.
///
/// ```
/// use ferrocdk_aws::secretsmanager::{HostedRotation, Rotation, RotationSchedule, RotationScheduleProps, Secret, SecretProps};
/// use ferrocdk_aws::units::Days;
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let secret = Secret::new(&stack, "Historian", SecretProps::new());
/// let rotation = Rotation::Hosted(HostedRotation::PostgreSqlSingleUser);
/// RotationSchedule::new(&stack, "Rotation", RotationScheduleProps::new(&secret, rotation).interval(Days(60)));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct RotationSchedule {
    scope: Scope,
    schedule: CfnRotationSchedule,
}

constructs!(RotationSchedule);

impl RotationSchedule {
    /// Makes a schedule.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: RotationScheduleProps) -> Self {
        let scope = scope.scope().child(id);
        if let Err(error) = props.interval.check() {
            error.report(&scope, diagnostic_ids::SECRET, "RotationRules");
        }
        let rules = RotationRules::new().automatically_after_days(props.interval.get());
        let mut schedule = CfnRotationScheduleProps::new()
            .secret_id(props.secret.arn())
            .rotation_rules(rules);
        schedule.rotate_immediately_on_update = props.rotate_immediately;
        #[cfg(feature = "lambda")]
        let mut permissions = Vec::new();
        match props.rotation {
            #[cfg(feature = "lambda")]
            Rotation::Lambda(function) => {
                let service = Principal::service("secretsmanager.amazonaws.com").from_own_account();
                permissions.push(function.grant_invoke(&service.from_source(props.secret.arn())));
                permissions.push(props.secret.grant_rotate(&*function));
                schedule = schedule.rotation_lambda_arn(function.arn());
            }
            Rotation::Function(arn) => schedule = schedule.rotation_lambda_arn(arn),
            Rotation::Hosted(hosted) => {
                let mut lambda = HostedRotationLambda::new().rotation_type(hosted.word());
                lambda.kms_key_arn = props.secret.encryption_key().map(Key::arn);
                schedule = schedule.hosted_rotation_lambda(lambda);
                match scope.stack() {
                    Some(stack) => stack.add_transform("AWS::SecretsManager-2024-09-16"),
                    None => scope.report(Diagnostic::error(
                        diagnostic_ids::SECRET,
                        "a rotation outside of any stack",
                    )),
                }
            }
        }
        let schedule = CfnRotationSchedule::new(&scope, "Resource", props.customize.apply(schedule));
        // A rotation begins as soon as it is there.
        #[cfg(feature = "lambda")]
        permissions
            .iter()
            .for_each(|permission| permission.apply_before(&schedule));
        Self { scope, schedule }
    }

    /// The resource.
    pub fn cfn(&self) -> CfnRotationSchedule {
        self.schedule.clone()
    }
}
