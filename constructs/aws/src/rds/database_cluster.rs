//! `DatabaseCluster`: a database of Aurora.

use ferrocdk_cfn::rds::{CfnDBCluster, CfnDBInstance, DBClusterProps, DBInstanceProps, db_cluster};
use ferrocdk_cfn::refs;
use ferrocdk_core::{Construct, Diagnostic, RemovalPolicy, ScannerRule, Scope, Value};

use super::cluster_instance::{ClusterInstance, Machine, ReaderScaling};
use super::credentials::{Credentials, Rendered};
use super::engine::{DatabaseClusterEngine, EngineFacts};
use super::ground::GroundProps;
use super::parameter_group::ParameterFamily;
use super::rotation;
use super::shared::{self, BackupRetention, DeletionProtection, IamAuthentication, MonitoringInterval};
use crate::ec2::{Connectable, Connections, Port, SecurityGroup, SelectedSubnets, SubnetSelection, Vpc};
use crate::grants::{Grant, Target};
use crate::iam::{Grantee, PolicyStatement};
use crate::kms::Key;
use crate::owned::{Owned, constructs, refuse};
use crate::props::props;
use crate::secretsmanager::{RotationSchedule, Secret, TargetType};
use crate::units::Days;
use crate::{defaults, diagnostic_ids};

/// Whether programs can query over HTTPS, without a connection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DataApi {
    /// They cannot.
    #[default]
    Disabled,
    /// Those can that IAM lets: [`DatabaseCluster::grant_data_api_access`].
    Enabled,
}

/// Sizes between which serverless machines grow and shrink, in capacity units of about 2 GB of memory each.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ServerlessCapacity {
    /// The least, 0 to 256 in halves; with 0 it stops when nobody connects, and takes some fifteen seconds to come back.
    pub min: f64,
    /// The most, 1 to 256 in halves.
    pub max: f64,
}

impl ServerlessCapacity {
    /// Between two sizes.
    pub fn between(min: f64, max: f64) -> Self {
        Self { min, max }
    }
}

props! {
    /// Settings of a [`DatabaseCluster`].
    pub struct DatabaseClusterProps for DBClusterProps {
        /// The network.
        vpc: Vpc,
        /// The engine with its version.
        engine: DatabaseClusterEngine,
        /// The machine that writes.
        writer: ClusterInstance,
        /// Machines that read, and take the writer's place. Default: none: when the writer fails, a new one is made, which takes minutes.
        readers: Vec<ClusterInstance>,
        /// The subnets, in at least two zones. Default: the private ones; isolated ones are the better place.
        vpc_subnets: SubnetSelection = SubnetSelection::new(),
        /// Sizes of serverless machines. Default: 0.5 to 2 units, 40 to 170 dollars a month each.
        serverless_v2_capacity: ServerlessCapacity = ServerlessCapacity::between(0.5, 2.0),
        /// Name and password of the first user. Default: a secret with the engine's usual name and a password that is made up.
        credentials: Option<Credentials>,
        /// Name of a database that is made. Default: none.
        default_database_name: Option<Value<String>>,
        /// The key of the account that encrypts disks and backups. Default: that of the scope ([`Defaults`](crate::Defaults)), else the key of RDS, which costs nothing.
        encryption_key: Option<Key>,
        /// Its groups. Default: one that is made for it, which lets nothing in.
        security_groups: Vec<SecurityGroup>,
        /// The subnets as a group that is there. Default: one that is made of `vpc_subnets`.
        refers subnet_group: Option<refs::rds::DBSubnetGroupName>,
        /// The port. Default: the engine's usual one.
        own port: Option<u16> = None,
        /// Settings of the engine, by name; they make a parameter group. Excludes [`parameter_group`](Self::parameter_group).
        own parameters: Vec<(String, Value<String>)> = Vec::new(),
        /// Settings of the engine, as a group that is there. Default: the engine's usual ones.
        refers parameter_group: Option<refs::rds::DBClusterParameterGroupName>,
        /// How long automatic backups are kept. Default: 7 days; RDS itself would keep one.
        backup_retention: BackupRetention = BackupRetention::from(Days(7)),
        /// Whether IAM lets users in. Default: it does, beside passwords; it costs nothing.
        iam_authentication: IamAuthentication = IamAuthentication::Enabled,
        /// Whether programs can query over HTTPS. Default: they cannot.
        data_api: DataApi = DataApi::Disabled,
        /// How often the systems below tell how they fare. Default: not at all, since their logs are paid for.
        monitoring_interval: Option<MonitoringInterval>,
        /// The engine's logs that CloudWatch gets, such as `postgresql` or `audit`. Default: none, since they are paid for.
        cloudwatch_logs_exports: Vec<Value<String>>,
        /// Whether nobody can delete it. Default: off, since CloudFormation keeps it anyway, and a protected one cannot be taken back when its first deployment fails.
        deletion_protection: DeletionProtection = DeletionProtection::Off,
        /// A name that does not change. Default: CloudFormation generates one.
        cluster_identifier: Option<Value<String>>,
        /// Fate of cluster and machines when they leave the stack. Default: that of the scope ([`Defaults`](crate::Defaults)), else they stay, and are paid for.
        removal_policy: Option<RemovalPolicy>,
    }
}

impl DatabaseClusterProps {
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

/// A database of Aurora: one machine that writes, others that read, and disks that grow by themselves in three zones.
///
/// Disks and backups are encrypted, nothing reaches it until [`Connectable`] lets something in, and its password never stands in a template.
///
/// Makes an `AWS::RDS::DBCluster`, an `AWS::RDS::DBInstance` for each machine, an `AWS::RDS::DBSubnetGroup`, a security group, and a secret that knows it. Costs its machines by
/// the hour, disks by the gigabyte, and requests.
///
/// ```
/// use ferrocdk_aws::ec2::{Vpc, VpcProps};
/// use ferrocdk_aws::rds::{AuroraPostgresEngineVersion, ClusterInstance, DatabaseCluster, DatabaseClusterEngine, DatabaseClusterProps, ServerlessCapacity};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let vpc = Vpc::new(&stack, "Vpc", VpcProps::new());
/// let engine = DatabaseClusterEngine::aurora_postgres(AuroraPostgresEngineVersion::VER_17_5);
/// let history = DatabaseClusterProps::new(&vpc, engine, ClusterInstance::serverless_v2("writer"))
///     .serverless_v2_capacity(ServerlessCapacity::between(0.5, 8.0))
///     .readers([ClusterInstance::serverless_v2("reader")]);
/// DatabaseCluster::new(&stack, "History", history);
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct DatabaseCluster {
    scope: Scope,
    resource: Owned<CfnDBCluster>,
    identifier: Value<String>,
    port: Port,
    security_groups: Vec<SecurityGroup>,
    secret: Option<Secret>,
    managed: Option<Managed>,
    place: Option<rotation::Place>,
}

/// The secret that RDS keeps.
#[derive(Clone, Debug)]
struct Managed {
    arn: Value<String>,
    key: Option<Key>,
}

constructs!(DatabaseCluster);
ferrocdk_cfn::refers!(DatabaseCluster: rds { DBClusterIdentifier => identifier });

impl DatabaseCluster {
    /// Makes a cluster.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: DatabaseClusterProps) -> Self {
        let scope = scope.scope().child(id);
        check(&scope, &props);
        let engine = props.engine.0;
        let ground = GroundProps {
            vpc: props.vpc.clone(),
            vpc_subnets: props.vpc_subnets.clone(),
            subnet_group: props.subnet_group,
            subnet_group_id: "Subnets",
            security_groups: props.security_groups,
            // As AWS CDK has it: another description would replace the group.
            security_group_description: "RDS security group".to_owned(),
            parameter_group: props.parameter_group,
            parameters: props.parameters,
            family: ParameterFamily::Cluster(engine.family.clone()),
        };
        let ground = ground.make(&scope);
        let key = props.encryption_key.or_else(|| defaults::encryption_key(&scope));
        let credentials = Credentials::render(props.credentials, &scope, &engine);
        let mut cluster = DBClusterProps::new()
            .backup_retention_period(props.backup_retention.get())
            .copy_tags_to_snapshot(true)
            .db_subnet_group_name(&ground.subnet_group)
            .enable_iam_database_authentication(props.iam_authentication == IamAuthentication::Enabled)
            .engine(engine.name)
            .engine_version(engine.version.as_str())
            .port(i64::from(props.port.unwrap_or(engine.port)))
            .storage_encrypted(true)
            .vpc_security_group_ids(ground.security_group_ids());
        match &credentials {
            Rendered::Secret { secret, username } => {
                let username = username.as_ref().map_or_else(|| secret.field("username"), Value::from);
                cluster = cluster
                    .master_username(username)
                    .master_user_password(secret.field("password"));
            }
            Rendered::Managed { username, key } => {
                cluster = cluster.master_username(username).manage_master_user_password(true);
                cluster.master_user_secret = key
                    .clone()
                    .map(|key| db_cluster::MasterUserSecret::new().kms_key_id(key.arn()).into());
            }
        }
        cluster.kms_key_id = key.map(|key| key.arn());
        cluster.database_name = props.default_database_name;
        cluster.db_cluster_identifier = props.cluster_identifier;
        cluster.db_cluster_parameter_group_name = ground.parameter_group.clone();
        let machines: Vec<ClusterInstance> = std::iter::once(props.writer).chain(props.readers).collect();
        if machines
            .iter()
            .any(|machine| matches!(machine.machine, Machine::Serverless))
        {
            let ServerlessCapacity { min, max } = props.serverless_v2_capacity;
            let scaling = db_cluster::ServerlessV2ScalingConfiguration::new()
                .min_capacity(min)
                .max_capacity(max);
            cluster = cluster.serverless_v2_scaling_configuration(scaling);
        }
        if props.data_api == DataApi::Enabled {
            cluster = cluster.enable_http_endpoint(true);
        }
        if !props.cloudwatch_logs_exports.is_empty() {
            cluster = cluster.enable_cloudwatch_logs_exports(props.cloudwatch_logs_exports.clone());
        }
        if props.deletion_protection == DeletionProtection::On {
            cluster = cluster.deletion_protection(true);
        }
        let cluster = CfnDBCluster::new(&scope, "Resource", props.customize.apply(cluster));
        let policy = defaults::apply_removal_policy(&cluster, props.removal_policy);
        ground.stay_with(policy);
        let no_logs = props.cloudwatch_logs_exports.is_empty();
        acknowledge(&cluster, &engine, props.deletion_protection, no_logs);
        let managed = match &credentials {
            Rendered::Managed { key, .. } => Some(Managed {
                arn: cluster.attr_master_user_secret_secret_arn(),
                key: key.clone(),
            }),
            Rendered::Secret { .. } => None,
        };
        let secret = credentials.attach(&scope, TargetType::RdsDbCluster, cluster.reference());
        Machines {
            scope: &scope,
            cluster: cluster.reference(),
            engine: &engine,
            subnets: props.vpc.select_subnets(&props.vpc_subnets),
            // A snapshot is one of the cluster; its machines hold nothing that the cluster does not.
            policy: if policy == RemovalPolicy::Snapshot {
                RemovalPolicy::Destroy
            } else {
                policy
            },
            monitoring: props.monitoring_interval,
        }
        .make(machines);
        Self {
            identifier: cluster.reference(),
            port: Port::tcp_at(cluster.attr_endpoint_port().cast::<i64>()),
            resource: Owned::made(cluster),
            security_groups: ground.security_groups,
            secret,
            managed,
            place: Some(rotation::Place {
                vpc: props.vpc,
                subnets: props.vpc_subnets,
                rotation: engine.rotation,
            }),
            scope,
        }
    }

    /// A cluster that exists, by identifier, with its groups and the port that it is reached at.
    #[track_caller]
    pub fn from_cluster_identifier(
        scope: &dyn Construct,
        id: &str,
        identifier: impl Into<Value<String>>,
        security_groups: &[&SecurityGroup],
        port: u16,
    ) -> Self {
        Self {
            scope: scope.scope().child(id),
            resource: Owned::imported(),
            identifier: identifier.into(),
            port: Port::tcp(port),
            security_groups: security_groups.iter().map(|group| (*group).clone()).collect(),
            secret: None,
            managed: None,
            place: None,
        }
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnDBCluster {
        self.resource.resource(&self.scope, |scope| {
            CfnDBCluster::new(scope, "Resource", DBClusterProps::new())
        })
    }

    /// The identifier.
    pub fn identifier(&self) -> Value<String> {
        self.identifier.clone()
    }

    /// The name in the network of the machine that writes. For an import, a mistake, which is reported.
    #[track_caller]
    pub fn endpoint_address(&self) -> Value<String> {
        self.cfn().attr_endpoint_address()
    }

    /// The name in the network that leads to one of the machines that read, or else to the one that writes. For an import, a mistake, which is reported.
    #[track_caller]
    pub fn read_endpoint_address(&self) -> Value<String> {
        self.cfn().attr_read_endpoint_address()
    }

    /// The port that it is reached at. For an import, a mistake, which is reported.
    #[track_caller]
    pub fn endpoint_port(&self) -> Value<String> {
        self.cfn().attr_endpoint_port()
    }

    /// Name and password of the first user, with host and port, if they stand in a secret of this app.
    pub fn secret(&self) -> Option<&Secret> {
        self.secret.as_ref()
    }

    /// The ARN of the secret with name and password of the first user, be it one of this app or one that RDS keeps. None for an import.
    pub fn secret_arn(&self) -> Option<Value<String>> {
        let own = || self.secret.as_ref().map(Secret::arn);
        self.managed.as_ref().map(|managed| managed.arn.clone()).or_else(own)
    }

    /// Lets somebody connect as a user of the database, by a token of IAM in place of a password.
    #[track_caller]
    pub fn grant_connect(&self, grantee: &dyn Grantee, user: impl Into<Value<String>>) -> Grant {
        let Some(cluster) = self.resource.get() else {
            refuse(&self.scope, "has no id that IAM names it by");
            return Grant::default();
        };
        shared::grant_connect(&self.scope, cluster.attr_db_cluster_resource_id(), user.into(), grantee)
    }

    /// Lets somebody query over HTTPS, which the cluster has to allow ([`DataApi::Enabled`]), with the password of the first user.
    #[track_caller]
    pub fn grant_data_api_access(&self, grantee: &dyn Grantee) -> Grant {
        let Some(cluster) = self.resource.get() else {
            refuse(&self.scope, "has no ARN that this app knows");
            return Grant::default();
        };
        let given = shared::grant_data_api(&self.scope, CfnDBCluster::arn_for(cluster.reference()), grantee);
        if let Some(secret) = &self.secret {
            secret.grant_read(grantee);
        }
        if let Some(Managed { arn, key }) = &self.managed {
            let read = PolicyStatement::allow(["secretsmanager:GetSecretValue"]).on(arn);
            Grant::statement(read, grantee, &Target::new(&self.scope, arn));
            if let Some(key) = key {
                key.grant_decrypt(grantee);
            }
        }
        given
    }

    /// Gives the first user a new password every thirty days, by a function that AWS keeps. It runs in the subnets of the database, and needs a way to Secrets Manager
    /// there: NAT, or an endpoint.
    #[track_caller]
    pub fn add_rotation_single_user(&self) -> Option<RotationSchedule> {
        rotation::add(&self.scope, self.place.as_ref(), self.secret.as_ref(), self)
    }
}

impl Connectable for DatabaseCluster {
    fn connections(&self) -> Connections {
        Connections::of_groups(self.security_groups.clone()).default_port(self.port.clone())
    }
}

/// The machines of a cluster, as they are made.
struct Machines<'a> {
    scope: &'a Scope,
    cluster: Value<String>,
    engine: &'a EngineFacts,
    subnets: SelectedSubnets,
    policy: RemovalPolicy,
    monitoring: Option<MonitoringInterval>,
}

impl Machines<'_> {
    /// Makes them: the first one writes, and the others wait for it, since the first that is there would write.
    #[track_caller]
    fn make(&self, machines: Vec<ClusterInstance>) {
        let mut role = None;
        if self.monitoring.is_some() {
            role = Some(shared::monitoring_role(self.scope));
        }
        let mut writer: Option<CfnDBInstance> = None;
        for machine in machines {
            let class = match &machine.machine {
                Machine::Serverless => "db.serverless".to_owned(),
                Machine::Provisioned(instance_type) => format!("db.{instance_type}"),
            };
            let tier = match (&writer, machine.scaling) {
                (None, _) => 0,
                (Some(_), ReaderScaling::WithWriter) => 1,
                (Some(_), ReaderScaling::ByOwnLoad) => 2,
            };
            let mut props = DBInstanceProps::new()
                .auto_minor_version_upgrade(true)
                .db_cluster_identifier(&self.cluster)
                .db_instance_class(class)
                .engine(self.engine.name)
                .promotion_tier(tier)
                .publicly_accessible(self.subnets.has_public);
            props.db_instance_identifier = machine.identifier;
            if let (Some(interval), Some(role)) = (self.monitoring, &role) {
                props = props
                    .monitoring_interval(interval.seconds().get())
                    .monitoring_role_arn(role.arn());
            }
            let made = CfnDBInstance::new(&self.scope.child(&machine.id), "Resource", props);
            made.apply_removal_policy(self.policy);
            self.subnets.internet_before(&made);
            if self.monitoring.is_none() {
                let rules = [ScannerRule::Checkov("CKV_AWS_118"), ScannerRule::Guard("CT.RDS.PR.2")];
                made.acknowledge(
                    &rules,
                    "does not tell of the system below it, whose logs are paid for: monitoring_interval",
                );
            }
            match &writer {
                None => writer = Some(made),
                Some(writer) => made.add_depends_on(writer),
            }
        }
    }
}

fn acknowledge(cluster: &CfnDBCluster, engine: &EngineFacts, protection: DeletionProtection, no_logs: bool) {
    if protection == DeletionProtection::Off {
        let rules = [
            ScannerRule::CdkNag("AwsSolutions-RDS10"),
            ScannerRule::Guard("RDS_CLUSTER_DELETION_PROTECTION_ENABLED"),
            ScannerRule::Guard("CT.RDS.PR.3"),
        ];
        let reason =
            "stays when it leaves its stack; a protected one could not be taken back when its first deployment fails";
        cluster.acknowledge(&rules, reason);
    }
    if no_logs {
        let reason = "keeps the engine's logs itself; in CloudWatch they are paid for: cloudwatch_logs_exports";
        cluster.acknowledge(&[ScannerRule::Guard("CT.RDS.PR.25")], reason);
        if engine.name == "aurora-mysql" {
            cluster.acknowledge(&[ScannerRule::CdkNag("AwsSolutions-RDS16")], reason);
        }
    }
}

fn check(scope: &Scope, props: &DatabaseClusterProps) {
    if let Err(error) = props.backup_retention.check() {
        error.report(scope, diagnostic_ids::DATABASE_RANGE, "BackupRetentionPeriod");
    }
    let wrong = |message: &str| Diagnostic::error(diagnostic_ids::DATABASE_SETTINGS, message);
    let ServerlessCapacity { min, max } = props.serverless_v2_capacity;
    let is_half = |units: f64| (units * 2.0).fract() == 0.0;
    if !((0.0..=256.0).contains(&min) && (1.0..=256.0).contains(&max) && min <= max && is_half(min) && is_half(max)) {
        let diagnostic = wrong("serverless machines are to have a size that Aurora does not know")
            .at("", Some("ServerlessV2ScalingConfiguration"))
            .found(format!("{min} to {max} units"))
            .allowed("0 to 256 units in halves, of which at most at least 1, and no less than at least")
            .help("say ServerlessCapacity::between(0.5, 2.0), or what the work asks for");
        scope.report(diagnostic);
    }
    if props.backup_retention.get() == 0 {
        let diagnostic = wrong("a cluster of Aurora has backups always")
            .at("", Some("BackupRetentionPeriod"))
            .found("0 days")
            .allowed("1 to 35 days")
            .help("say at least a day");
        scope.report(diagnostic);
    }
    let mut ids: Vec<&str> = std::iter::once(&props.writer)
        .chain(&props.readers)
        .map(|machine| machine.id.as_str())
        .collect();
    ids.sort_unstable();
    if let Some(pair) = ids.windows(2).find(|pair| pair[0] == pair[1]) {
        let diagnostic = wrong("two machines of a cluster have one id")
            .found(pair[0])
            .allowed("an id of its own for each")
            .help("name one of them differently");
        scope.report(diagnostic);
    }
    if !props.parameters.is_empty() && props.parameter_group.is_some() {
        let diagnostic = wrong("a database has settings of its own, and a group of settings")
            .at("", Some("DBClusterParameterGroupName"))
            .found("parameters beside parameter_group")
            .allowed("one of the two")
            .help("set them in the group");
        scope.report(diagnostic);
    }
}
