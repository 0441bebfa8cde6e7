//! Readings as rows, for whoever asks in SQL.

use ferrocdk_aws::cloudwatch::{AlarmProps, Statistic};
use ferrocdk_aws::ec2::{Connectable, Connections, SubnetType};
use ferrocdk_aws::grants::Grant;
use ferrocdk_aws::iam::Grantee;
use ferrocdk_aws::kms::Key;
use ferrocdk_aws::props;
use ferrocdk_aws::rds::{
    AuroraPostgresEngineVersion, BackupRetention, ClusterInstance, Credentials, DataApi, DatabaseCluster,
    DatabaseClusterEngine, DatabaseClusterProps, DeletionProtection, ReaderScaling, ServerlessCapacity,
};
use ferrocdk_aws::units::Days;
use ferrocdk_core::{Construct, Scope, Value};

use crate::key::PlantKey;
use crate::naming::{NameOf, Naming};
use crate::network::PlantNetwork;
use crate::part_alarm::{PartAlarm, Watch};

/// Share of the greatest size that the database may have grown to before somebody is told, in percent.
const CAPACITY_ALARM: u32 = 90;

props! {
    /// Settings of a [`RelationalStore`].
    pub struct RelationalStoreProps {
        /// The network.
        network: PlantNetwork,
        /// Name of the database. Default: `iotdb`.
        database_name: String = "iotdb".to_owned(),
        /// Name of the first user, whose password RDS makes and keeps. Default: `iotadmin`.
        admin: String = "iotadmin".to_owned(),
        /// The version of `PostgreSQL`. Default: 17.9. Aurora ends each minor version after a year or two, and refuses to make one of those; it takes newer ones by itself.
        version: AuroraPostgresEngineVersion = AuroraPostgresEngineVersion::VER_17_9,
        /// Sizes between which each machine grows and shrinks, in units of about 2 GB of memory. Default: 0.5 to 2, which is 45 to 175 dollars a month and machine.
        capacity: ServerlessCapacity = ServerlessCapacity::between(0.5, 2.0),
        /// Machines that read, in other zones, the first of which takes the writer's place. Default: one.
        own readers: u32 = 1,
        /// The port. Default: 5432.
        own port: Option<u16> = None,
        /// How long automatic backups are kept. Default: 7 days.
        backup_retention: BackupRetention = BackupRetention::from(Days(7)),
        /// Whether nobody can delete it. Default: off; what becomes of it is its scope's removal policy ([`Defaults`](ferrocdk_aws::Defaults)).
        deletion_protection: DeletionProtection = DeletionProtection::Off,
        /// The key that encrypts disks, backups and the password's secret. Default: that of the scope ([`Defaults`](ferrocdk_aws::Defaults)), else a [`PlantKey`] of its own.
        encryption_key: Option<Key>,
    }
}

impl RelationalStoreProps {
    /// Machines that read. Default: one.
    #[must_use]
    pub fn readers(mut self, machines: u32) -> Self {
        self.readers = machines;
        self
    }

    /// The port. Default: 5432.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = Some(port);
        self
    }
}

/// Readings as rows of `PostgreSQL`: Aurora without servers to choose, a writer and a reader in two zones.
///
/// RDS makes the first user's password, keeps it in a secret, and changes it every seven days: it stands in no template and no function of ours sees it. IAM lets users in, connections
/// without TLS are refused, the engine's log goes to CloudWatch. It is reached from the functions that [`let_in`](Self::let_in) names, and over HTTPS (the Data API) by whom
/// [`grant_data_api_access`](Self::grant_data_api_access) names, from outside of the network as well.
///
/// Who writes rows is yours to say: a [`Plant`](crate::Plant) with the section `[database]` makes it and lets nobody in; its readings stand in table and archive.
///
/// Makes an `AWS::RDS::DBCluster` and an `AWS::RDS::DBInstance` for each machine, with a subnet group, a parameter group and a security group. Costs its machines by the hour, 12 cents a unit; disks 10 cents a
/// gigabyte and month; 20 cents a million requests to disks; logs half a dollar a gigabyte.
///
/// ```
/// use ferrocdk_aws::lambda::{Code, Function, FunctionProps};
/// use ferrocdk_core::{App, Stack, StackProps};
/// use ferrocdk_plant::{PlantNetwork, PlantNetworkProps, RelationalStore, RelationalStoreProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let network = PlantNetwork::new(&stack, "Network", PlantNetworkProps::new());
/// let history = RelationalStore::new(&stack, "History", RelationalStoreProps::new(&network));
/// let reports = Function::new(&stack, "Reports", FunctionProps::new(Code::rust("processor")).vpc(network.vpc()));
/// history.let_in(&reports, "reports");
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct RelationalStore {
    scope: Scope,
    cluster: DatabaseCluster,
    database_name: String,
}

impl Construct for RelationalStore {
    fn scope(&self) -> &Scope {
        &self.scope
    }
}

impl RelationalStore {
    /// Makes the database.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: RelationalStoreProps) -> Self {
        let scope = scope.scope().child(id);
        let key = PlantKey::or_own(props.encryption_key, &scope);
        let readers = (1..=props.readers).map(|number| {
            let scaling = if number == 1 {
                ReaderScaling::WithWriter
            } else {
                ReaderScaling::ByOwnLoad
            };
            ClusterInstance::serverless_v2(&format!("Reader{number}")).scaling(scaling)
        });
        let mut cluster = DatabaseClusterProps::new(
            props.network.vpc(),
            DatabaseClusterEngine::aurora_postgres(props.version),
            ClusterInstance::serverless_v2("Writer"),
        )
        .readers(readers)
        .vpc_subnets(SubnetType::PrivateIsolated)
        .serverless_v2_capacity(props.capacity)
        .credentials(Credentials::managed(props.admin).encryption_key(&key))
        .default_database_name(props.database_name.as_str())
        .encryption_key(&key)
        .parameter("rds.force_ssl", "1")
        .backup_retention(props.backup_retention)
        .data_api(DataApi::Enabled)
        .cloudwatch_logs_exports(["postgresql"])
        .deletion_protection(props.deletion_protection);
        cluster.port = props.port;
        cluster.cluster_identifier = Naming::of(&scope).name(NameOf::DatabaseCluster, "history");
        let cluster = DatabaseCluster::new(&scope, "Cluster", cluster);
        Self {
            scope,
            cluster,
            database_name: props.database_name,
        }
    }

    /// The cluster itself.
    pub fn cluster(&self) -> &DatabaseCluster {
        &self.cluster
    }

    /// Name of the database.
    pub fn database_name(&self) -> &str {
        &self.database_name
    }

    /// The name in the network of the machine that writes.
    #[track_caller]
    pub fn endpoint(&self) -> Value<String> {
        self.cluster.endpoint_address()
    }

    /// The name in the network of the machines that read.
    #[track_caller]
    pub fn reader_endpoint(&self) -> Value<String> {
        self.cluster.read_endpoint_address()
    }

    /// The ARN of the secret that RDS keeps the first user's password in.
    pub fn secret_arn(&self) -> Value<String> {
        self.cluster.secret_arn().unwrap_or_else(|| "".into())
    }

    /// Lets a function in as a user of the database: through the security groups of both, and by a token of IAM. The user is made in SQL, by `create user NAME; grant rds_iam to NAME`.
    #[track_caller]
    pub fn let_in(&self, function: &(impl Connectable + Grantee), user: &str) -> Grant {
        self.cluster.allow_default_port_from(function, "queries");
        self.cluster.grant_connect(function, user)
    }

    /// Lets somebody query over HTTPS, with the first user's password, which he may read for it.
    #[track_caller]
    pub fn grant_data_api_access(&self, grantee: &dyn Grantee) -> Grant {
        self.cluster.grant_data_api_access(grantee)
    }
}

impl Connectable for RelationalStore {
    fn connections(&self) -> Connections {
        self.cluster.connections()
    }
}

impl Watch for RelationalStore {
    fn alarms(&self) -> Vec<PartAlarm> {
        let grown = self.cluster.metric("ACUUtilization").statistic(Statistic::Maximum);
        let deadlocks = self.cluster.metric_deadlocks().statistic(Statistic::Maximum);
        let grown = AlarmProps::new(grown.at_least(CAPACITY_ALARM))
            .description("The database is nearly as large as it may grow; let it grow further");
        let deadlocks = AlarmProps::new(deadlocks.at_least(1))
            .description("Transactions of the database wait for each other, and some are given up");
        vec![
            PartAlarm::new("DatabaseGrown", "rds-capacity", grown),
            PartAlarm::new("DatabaseDeadlocks", "rds-deadlocks", deadlocks),
        ]
    }
}
