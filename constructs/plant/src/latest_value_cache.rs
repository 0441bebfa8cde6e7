//! The latest value of each sensor, in memory.

use ferrocdk_aws::cloudwatch::{AlarmProps, Statistic};
use ferrocdk_aws::ec2::{Connectable, Connections, InstanceType, SubnetType};
use ferrocdk_aws::elasticache::{
    CacheAccess, Replicas, ReplicationGroup, ReplicationGroupProps, SnapshotRetention, User, UserAuthentication,
    UserGroup, UserGroupProps, UserProps,
};
use ferrocdk_aws::grants::Grant;
use ferrocdk_aws::iam::Grantee;
use ferrocdk_aws::kms::Key;
use ferrocdk_aws::props;
use ferrocdk_aws::units::Days;
use ferrocdk_core::{Construct, ScannerRule, Scope, Value, logical_id};

use crate::key::PlantKey;
use crate::naming::{NameOf, Naming};
use crate::network::PlantNetwork;
use crate::part_alarm::{PartAlarm, Watch};

/// Share of memory that may be taken before somebody is told, in percent.
const MEMORY_ALARM: u32 = 80;
/// Share of the one processor that commands run on, in percent.
const PROCESSOR_ALARM: u32 = 80;
/// Characters that ids of users and groups have at most.
const ID_LENGTH: usize = 40;
/// Commands of the functions: keys of the latest values, scripts to write only what is newer, nothing that administers.
const FUNCTIONS_MAY: &str = "on ~latest:* -@all +@read +@write +@connection +@scripting -@dangerous";

props! {
    /// Settings of a [`LatestValueCache`].
    pub struct LatestValueCacheProps {
        /// The network.
        network: PlantNetwork,
        /// Processors and memory of each node. Default: `t4g.micro`, with half a gigabyte: some million sensors.
        node_type: InstanceType = InstanceType::new("t4g.micro"),
        /// Copies in other zones, one of which takes over when the primary node fails. Default: one, so that the outage of a zone loses nothing.
        replicas: Replicas = Replicas::from(1),
        /// How long snapshots are kept, of which one is made each day. Default: 7 days.
        snapshot_retention: SnapshotRetention = SnapshotRetention::from(Days(7)),
        /// The key that encrypts disks and snapshots. Default: that of the scope ([`Defaults`](ferrocdk_aws::Defaults)), else a [`PlantKey`] of its own.
        encryption_key: Option<Key>,
    }
}

/// The latest value of each sensor, in memory: what screens ask for every second.
///
/// A primary node and a copy in another zone, encrypted on disk and on the way. It is reached from the functions that [`let_in`](Self::let_in) names and from nowhere else, and they
/// prove who they are by a token of IAM that lives for a quarter of an hour: there is no password that could leak. The user `default`, whom every client is without a name, is switched off.
///
/// Who writes into it is yours to say: a [`Plant`](crate::Plant) with the section `[cache]` makes it and lets nobody in. The user of the functions may read and write keys below
/// `latest:`, and run scripts, so that an older value does not take the place of a newer one.
///
/// Makes an `AWS::ElastiCache::ReplicationGroup` of Valkey with a subnet group and a security group, two users and their group. Costs its nodes by the hour: two of
/// `cache.t4g.micro` 20 dollars a month.
///
/// ```
/// use ferrocdk_aws::lambda::{Code, Function, FunctionProps};
/// use ferrocdk_core::{App, Stack, StackProps};
/// use ferrocdk_plant::{LatestValueCache, LatestValueCacheProps, PlantNetwork, PlantNetworkProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let network = PlantNetwork::new(&stack, "Network", PlantNetworkProps::new());
/// let cache = LatestValueCache::new(&stack, "Cache", LatestValueCacheProps::new(&network));
/// let screens = Function::new(&stack, "Screens", FunctionProps::new(Code::rust("processor")).vpc(network.vpc()));
/// cache.let_in(&screens);
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct LatestValueCache {
    scope: Scope,
    cache: ReplicationGroup,
    user: User,
}

impl Construct for LatestValueCache {
    fn scope(&self) -> &Scope {
        &self.scope
    }
}

impl LatestValueCache {
    /// Makes the cache.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: LatestValueCacheProps) -> Self {
        let scope = scope.scope().child(id);
        let key = PlantKey::or_own(props.encryption_key, &scope);
        let id = |purpose: &str| {
            let named = Naming::of(&scope).name(NameOf::Cache, purpose);
            named.unwrap_or_else(|| own_id(&scope, purpose).into())
        };
        let user = User::new(&scope, "User", UserProps::new(id("functions"), FUNCTIONS_MAY));
        let off = UserProps::new(id("default"), "off ~* -@all")
            .user_name("default")
            .authentication(UserAuthentication::None);
        let off = User::new(&scope, "DefaultUser", off);
        let users = UserGroupProps::new(id("users")).users([&off, &user]);
        let users = UserGroup::new(&scope, "Users", users);
        let mut cache = ReplicationGroupProps::new(props.network.vpc(), props.node_type)
            .replicas(props.replicas)
            .snapshot_retention(props.snapshot_retention)
            .vpc_subnets(SubnetType::PrivateIsolated)
            .access(CacheAccess::UserGroup(users.id()))
            .encryption_key(&key);
        cache.replication_group_id = Naming::of(&scope).name(NameOf::Cache, "latest");
        let cache = ReplicationGroup::new(&scope, "Cache", cache);
        cache.cfn().acknowledge(
            &[ScannerRule::CdkNag("AwsSolutions-AEC6")],
            "users sign in by IAM and are in a group, which takes the place of one password for all",
        );
        Self { scope, cache, user }
    }

    /// The cache itself.
    pub fn cache(&self) -> &ReplicationGroup {
        &self.cache
    }

    /// The user that functions are.
    pub fn user(&self) -> &User {
        &self.user
    }

    /// The name in the network of the node that takes writes.
    #[track_caller]
    pub fn endpoint(&self) -> Value<String> {
        self.cache.endpoint_address()
    }

    /// Lets a function in: through the security groups of both, and by IAM as the user of the functions.
    #[track_caller]
    pub fn let_in(&self, function: &(impl Connectable + Grantee)) -> Grant {
        self.cache.allow_default_port_from(function, "latest values");
        self.cache.grant_connect(function, self.user.arn())
    }
}

impl Connectable for LatestValueCache {
    fn connections(&self) -> Connections {
        self.cache.connections()
    }
}

impl Watch for LatestValueCache {
    fn alarms(&self) -> Vec<PartAlarm> {
        // The primary node, as long as none has failed; a copy has the same memory, and less to do.
        let memory = self.cache.metric("DatabaseMemoryUsagePercentage", "001");
        let processor = self.cache.metric("EngineCPUUtilization", "001");
        let full = AlarmProps::new(memory.statistic(Statistic::Maximum).at_least(MEMORY_ALARM))
            .description("The cache of the latest values is nearly full, and will drop some; take a larger node type");
        let busy = AlarmProps::new(processor.statistic(Statistic::Average).at_least(PROCESSOR_ALARM))
            .description("The cache of the latest values is as busy as it can be; take a larger node type");
        vec![
            PartAlarm::new("CacheFull", "elasticache-memory", full),
            PartAlarm::new("CacheBusy", "elasticache-processor", busy),
        ]
    }
}

/// An id that no other stack of the account has: that of the construct, whose hash stays when the rest is cut.
fn own_id(scope: &Scope, purpose: &str) -> String {
    let path = format!("{}/{purpose}", scope.path());
    let unique = logical_id(&path.split('/').collect::<Vec<_>>()).unwrap_or_default();
    let letters = unique.to_ascii_lowercase();
    let start = letters.len().saturating_sub(ID_LENGTH - 1);
    format!("u{}", letters.get(start..).unwrap_or_default())
}
