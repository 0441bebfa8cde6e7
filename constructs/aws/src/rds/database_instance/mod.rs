//! `DatabaseInstance`: a database on a machine of its own.

mod acknowledged;
mod check;

use ferrocdk_cfn::rds::{CfnDBInstance, DBInstanceProps};
use ferrocdk_cfn::refs;
use ferrocdk_core::{Construct, RemovalPolicy, Scope, Value};

use self::acknowledged::Acknowledged;
use super::credentials::{Credentials, Rendered};
use super::engine::{DatabaseInstanceEngine, IamSupport};
use super::ground::GroundProps;
use super::parameter_group::ParameterFamily;
use super::rotation;
use super::shared::{self, BackupRetention, DeletionProtection, IamAuthentication, MonitoringInterval};
use crate::bounds::bounded;
use crate::defaults;
use crate::ec2::{Connectable, Connections, InstanceType, Port, SecurityGroup, SubnetSelection, Vpc};
use crate::grants::Grant;
use crate::iam::Grantee;
use crate::kms::Key;
use crate::owned::{Owned, constructs, refuse};
use crate::props::props;
use crate::secretsmanager::{RotationSchedule, Secret, TargetType};
use crate::units::{Days, Gibibytes};

bounded! {
    /// Size of a database's disk, 20 to 65,536 gigabytes. Source: "Amazon RDS DB instance storage".
    AllocatedStorage(Gibibytes) in 20..=65_536, "GB";
}

/// The kind of disk below a database.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StorageType {
    /// `gp3`: 3,000 operations a second in the price, more for money.
    #[default]
    Gp3,
    /// `gp2`: three operations a second for each gigabyte.
    Gp2,
    /// `io1`: as many operations as are paid for.
    Io1,
    /// `io2`: as many operations as are paid for, and the most durable.
    Io2,
}

impl StorageType {
    fn word(self) -> &'static str {
        match self {
            Self::Gp3 => "gp3",
            Self::Gp2 => "gp2",
            Self::Io1 => "io1",
            Self::Io2 => "io2",
        }
    }
}

/// Whether a second database stands ready in another zone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standby {
    /// None does: an outage of the zone, and maintenance, is one of the database.
    #[default]
    None,
    /// One does, and takes over within two minutes, for the same price again.
    OtherZone,
}

props! {
    /// Settings of a [`DatabaseInstance`].
    pub struct DatabaseInstanceProps for DBInstanceProps {
        /// The network.
        vpc: Vpc,
        /// The engine with its version.
        engine: DatabaseInstanceEngine,
        /// The subnets, in at least two zones. Default: the private ones; isolated ones are the better place.
        vpc_subnets: SubnetSelection = SubnetSelection::new(),
        /// Processors and memory. Default: `m5.large`, as AWS CDK has it; about 130 dollars a month.
        instance_type: InstanceType = InstanceType::new("m5.large"),
        /// Name and password of the first user. Default: a secret with the engine's usual name and a password that is made up.
        credentials: Option<Credentials>,
        /// Name of a database that is made. Default: none.
        database_name: Option<Value<String>>,
        /// Size of the disk. Default: 100 GB.
        allocated_storage: AllocatedStorage = AllocatedStorage::from(Gibibytes(100)),
        /// The size up to which the disk grows by itself. Default: it does not grow.
        max_allocated_storage: Option<AllocatedStorage>,
        /// Kind of disk. Default: `gp3`; AWS CDK has `gp2`, which costs as much and does less.
        storage_type: StorageType = StorageType::Gp3,
        /// The key of the account that encrypts disk and backups. Default: that of the scope ([`Defaults`](crate::Defaults)), else the key of RDS, which costs nothing.
        encryption_key: Option<Key>,
        /// Whether a second database stands ready in another zone. Default: none, since it costs as much again.
        standby: Standby = Standby::None,
        /// Its groups. Default: one that is made for it, which lets nothing in.
        security_groups: Vec<SecurityGroup>,
        /// The subnets as a group that is there. Default: one that is made of `vpc_subnets`.
        refers subnet_group: Option<refs::rds::DBSubnetGroupName>,
        /// The port. Default: the engine's usual one.
        own port: Option<u16> = None,
        /// Settings of the engine, by name; they make a parameter group. Excludes [`parameter_group`](Self::parameter_group).
        own parameters: Vec<(String, Value<String>)> = Vec::new(),
        /// Settings of the engine, as a group that is there. Default: the engine's usual ones.
        refers parameter_group: Option<refs::rds::DBParameterGroupName>,
        /// Further abilities of the engine. Default: none.
        refers option_group: Option<refs::rds::OptionGroupName>,
        /// How long automatic backups are kept. Default: 7 days; RDS itself would keep one.
        backup_retention: BackupRetention = BackupRetention::from(Days(7)),
        /// Whether IAM lets users in. Default: it does where the engine can, beside passwords; it costs nothing.
        iam_authentication: Option<IamAuthentication>,
        /// How often the system below tells how it fares. Default: not at all, since its logs are paid for.
        monitoring_interval: Option<MonitoringInterval>,
        /// The engine's logs that CloudWatch gets, such as `postgresql` or `error`. Default: none, since they are paid for.
        cloudwatch_logs_exports: Vec<Value<String>>,
        /// Whether nobody can delete it. Default: off, since CloudFormation keeps it anyway, and a protected one cannot be taken back when its first deployment fails.
        deletion_protection: DeletionProtection = DeletionProtection::Off,
        /// A name that does not change. Default: CloudFormation generates one.
        instance_identifier: Option<Value<String>>,
        /// Fate of the database when it leaves the stack. Default: that of the scope ([`Defaults`](crate::Defaults)), else it stays, and is paid for.
        removal_policy: Option<RemovalPolicy>,
    }
}

impl DatabaseInstanceProps {
    /// The port. Default: the engine's usual one.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = Some(port);
        self
    }

    /// Sets one of the engine's settings.
    #[must_use]
    pub fn parameter(mut self, name: &str, value: impl Into<Value<String>>) -> Self {
        self.parameters.push((name.to_owned(), value.into()));
        self
    }
}

props! {
    /// Knowledge of a database that exists.
    pub struct DatabaseInstanceAttributes {
        /// Its identifier.
        instance_identifier: Value<String>,
        /// The name in the network that it is reached at.
        endpoint_address: Value<String>,
        /// The port that it is reached at.
        port: u16,
        /// Its groups.
        security_groups: Vec<SecurityGroup>,
        /// The id by which IAM names it (`db-…`), for grants. Default: not known.
        instance_resource_id: Option<Value<String>>,
    }
}

/// A database on a machine of its own: PostgreSQL, MySQL, MariaDB, Oracle or SQL Server.
///
/// Disk and backups are encrypted, nothing reaches it until [`Connectable`] lets something in, and its password never stands in a template.
///
/// Makes an `AWS::RDS::DBInstance`, an `AWS::RDS::DBSubnetGroup`, a security group, and a secret that knows it. Costs its machine by the hour and its disk by the month.
///
/// ```
/// use ferrocdk_aws::ec2::{Connectable, InstanceType, SecurityGroup, SecurityGroupProps, SubnetConfiguration, SubnetType, Vpc, VpcProps};
/// use ferrocdk_aws::rds::{DatabaseInstance, DatabaseInstanceEngine, DatabaseInstanceProps, PostgresEngineVersion};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let data = SubnetConfiguration::new("Data", SubnetType::PrivateIsolated);
/// let vpc = Vpc::new(&stack, "Vpc", VpcProps::new().subnet_configuration([data]));
/// let engine = DatabaseInstanceEngine::postgres(PostgresEngineVersion::VER_17);
/// let history = DatabaseInstanceProps::new(&vpc, engine).instance_type(InstanceType::new("t4g.medium"));
/// let history = DatabaseInstance::new(&stack, "History", history);
///
/// let reports = SecurityGroup::new(&stack, "Reports", SecurityGroupProps::new(&vpc));
/// history.allow_default_port_from(&reports, "queries of the reports");
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct DatabaseInstance {
    scope: Scope,
    resource: Owned<CfnDBInstance>,
    identifier: Value<String>,
    address: Value<String>,
    port: Port,
    resource_id: Option<Value<String>>,
    security_groups: Vec<SecurityGroup>,
    secret: Option<Secret>,
    place: Option<rotation::Place>,
}

constructs!(DatabaseInstance);
ferrocdk_cfn::refers!(DatabaseInstance: rds { DBInstanceIdentifier => identifier });

impl DatabaseInstance {
    /// Makes a database.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: DatabaseInstanceProps) -> Self {
        let scope = scope.scope().child(id);
        check::check(&scope, &props);
        let engine = props.engine.0;
        let selected = props.vpc.select_subnets(&props.vpc_subnets);
        let ground = GroundProps {
            vpc: props.vpc.clone(),
            vpc_subnets: props.vpc_subnets.clone(),
            subnet_group: props.subnet_group,
            subnet_group_id: "SubnetGroup",
            security_groups: props.security_groups,
            // As AWS CDK has it: another description would replace the group.
            security_group_description: format!("Security group for {} database", scope.id()),
            parameter_group: props.parameter_group,
            parameters: props.parameters,
            family: ParameterFamily::Instance(engine.family.clone()),
        };
        let ground = ground.make(&scope);
        let key = props.encryption_key.or_else(|| defaults::encryption_key(&scope));
        let credentials = Credentials::render(props.credentials, &scope, &engine);
        let mut database = DBInstanceProps::new()
            .allocated_storage(props.allocated_storage.get().to_string())
            .auto_minor_version_upgrade(true)
            .backup_retention_period(props.backup_retention.get())
            .copy_tags_to_snapshot(true)
            .db_instance_class(format!("db.{}", props.instance_type))
            .db_subnet_group_name(&ground.subnet_group)
            .engine(engine.name)
            .engine_version(engine.version.as_str())
            .publicly_accessible(selected.has_public)
            .storage_encrypted(true)
            .storage_type(props.storage_type.word())
            .vpc_security_groups(ground.security_group_ids());
        match &credentials {
            Rendered::Secret { secret, username } => {
                let username = username.as_ref().map_or_else(|| secret.field("username"), Value::from);
                database = database
                    .master_username(username)
                    .master_user_password(secret.field("password"));
            }
            Rendered::Managed { username, key } => {
                database = database.master_username(username).manage_master_user_password(true);
                database.master_user_secret = key.clone().map(|key| {
                    ferrocdk_cfn::rds::db_instance::MasterUserSecret::new()
                        .kms_key_id(key.arn())
                        .into()
                });
            }
        }
        let has_key = key.is_some();
        database.kms_key_id = key.map(|key| key.arn());
        database.db_name = props.database_name;
        database.db_instance_identifier = props.instance_identifier;
        database.max_allocated_storage = props.max_allocated_storage.map(|size| size.get().into());
        database.port = props.port.map(|port| port.to_string().into());
        database.db_parameter_group_name = ground.parameter_group.clone();
        database.option_group_name = props.option_group;
        if props.standby == Standby::OtherZone {
            database = database.multi_az(true);
        }
        let iam = props.iam_authentication.map(|iam| iam == IamAuthentication::Enabled);
        if iam.unwrap_or(engine.iam == IamSupport::Yes) {
            database = database.enable_iam_database_authentication(true);
        }
        if let Some(interval) = props.monitoring_interval {
            let role = shared::monitoring_role(&scope);
            database = database
                .monitoring_interval(interval.seconds().get())
                .monitoring_role_arn(role.arn());
        }
        if !props.cloudwatch_logs_exports.is_empty() {
            database = database.enable_cloudwatch_logs_exports(props.cloudwatch_logs_exports.clone());
        }
        if props.deletion_protection == DeletionProtection::On {
            database = database.deletion_protection(true);
        }
        let database = CfnDBInstance::new(&scope, "Resource", props.customize.apply(database));
        ground.stay_with(defaults::apply_removal_policy(&database, props.removal_policy));
        let acknowledged = Acknowledged {
            standby: props.standby,
            monitoring: props.monitoring_interval.is_some(),
            logs: !props.cloudwatch_logs_exports.is_empty(),
            protection: props.deletion_protection,
            iam: engine.iam,
            port: props.port.is_some_and(|port| port != engine.port),
            key: has_key,
            patch: engine.version != engine.major,
        };
        acknowledged.tell(&database);
        let secret = credentials.attach(&scope, TargetType::RdsDbInstance, database.reference());
        Self {
            identifier: database.reference(),
            address: database.attr_endpoint_address(),
            port: Port::tcp_at(database.attr_endpoint_port().cast::<i64>()),
            resource_id: Some(database.attr_dbi_resource_id()),
            resource: Owned::made(database),
            security_groups: ground.security_groups,
            secret,
            place: Some(rotation::Place {
                vpc: props.vpc,
                subnets: props.vpc_subnets,
                rotation: engine.rotation,
            }),
            scope,
        }
    }

    /// A database that exists.
    #[track_caller]
    pub fn from_database_instance_attributes(
        scope: &dyn Construct,
        id: &str,
        attributes: DatabaseInstanceAttributes,
    ) -> Self {
        Self {
            scope: scope.scope().child(id),
            resource: Owned::imported(),
            identifier: attributes.instance_identifier,
            address: attributes.endpoint_address,
            port: Port::tcp(attributes.port),
            resource_id: attributes.instance_resource_id,
            security_groups: attributes.security_groups,
            secret: None,
            place: None,
        }
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnDBInstance {
        self.resource.resource(&self.scope, |scope| {
            CfnDBInstance::new(scope, "Resource", DBInstanceProps::new())
        })
    }

    /// The identifier.
    pub fn identifier(&self) -> Value<String> {
        self.identifier.clone()
    }

    /// The name in the network that it is reached at.
    pub fn endpoint_address(&self) -> Value<String> {
        self.address.clone()
    }

    /// The port that it is reached at.
    pub fn endpoint_port(&self) -> Value<String> {
        match self.resource.get() {
            Some(database) => database.attr_endpoint_port(),
            None => self.port.to_string().into(),
        }
    }

    /// Name and password of the first user, with host and port, if they stand in a secret of this app.
    pub fn secret(&self) -> Option<&Secret> {
        self.secret.as_ref()
    }

    /// Lets somebody connect as a user of the database, by a token of IAM in place of a password.
    #[track_caller]
    pub fn grant_connect(&self, grantee: &dyn Grantee, user: impl Into<Value<String>>) -> Grant {
        let Some(resource_id) = self.resource_id.clone() else {
            refuse(
                &self.scope,
                "was not told its instance_resource_id, which DatabaseInstanceAttributes can say",
            );
            return Grant::default();
        };
        shared::grant_connect(&self.scope, resource_id, user.into(), grantee)
    }

    /// Gives the first user a new password every thirty days, by a function that AWS keeps. It runs in the subnets of the database, and needs a way to Secrets Manager
    /// there: NAT, or an endpoint.
    #[track_caller]
    pub fn add_rotation_single_user(&self) -> Option<RotationSchedule> {
        rotation::add(&self.scope, self.place.as_ref(), self.secret.as_ref(), self)
    }
}

impl Connectable for DatabaseInstance {
    fn connections(&self) -> Connections {
        Connections::of_groups(self.security_groups.clone()).default_port(self.port.clone())
    }
}
