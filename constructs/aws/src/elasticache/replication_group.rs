//! `ReplicationGroup`: a cache of Valkey or Redis on nodes.

use ferrocdk_cfn::elasticache::{CfnReplicationGroup, ReplicationGroupProps as CfnReplicationGroupProps};
use ferrocdk_cfn::refs;
use ferrocdk_core::{CfnResource, Construct, Diagnostic, RemovalPolicy, ScannerRule, Scope, Value, pseudo, text};

use super::access::{self, CacheAccess};
use super::engine::CacheEngine;
use super::subnet_group::{SubnetGroup, SubnetGroupProps};
use crate::bounds::{OutOfRange, bounded};
use crate::cloudwatch::Metric;
use crate::ec2::{
    Connectable, Connections, InstanceType, Port, SecurityGroup, SecurityGroupProps, SubnetSelection, Vpc,
};
use crate::grants::Grant;
use crate::iam::Grantee;
use crate::kms::Key;
use crate::owned::{Owned, constructs};
use crate::props::props;
use crate::secretsmanager::Secret;
use crate::units::Days;
use crate::{defaults, diagnostic_ids};

bounded! {
    /// Copies of each shard, 0 to 5. Source: "Quotas for ElastiCache".
    Replicas(u32) in 0..=5, "replicas";
    /// Parts that the data stand in, 1 to 500. Source: "Quotas for ElastiCache".
    Shards(u32) in 1..=500, "shards";
    /// How long snapshots are kept, 0 (none) to 35 days. Source: "Scheduling automatic backups" of the ElastiCache user guide.
    SnapshotRetention(Days) in 0..=35, "days";
}

/// The port that Valkey and Redis are reached at.
const PORT: u16 = 6_379;

props! {
    /// Settings of a [`ReplicationGroup`].
    pub struct ReplicationGroupProps for CfnReplicationGroupProps {
        /// The network.
        vpc: Vpc,
        /// Processors and memory of each node, such as `t4g.small`; `cache.` is put before it.
        node_type: InstanceType,
        /// The program with its version. Default: Valkey 8.0, a fifth cheaper than Redis.
        engine: CacheEngine = CacheEngine::VALKEY_8_0,
        /// Copies of each shard, in other zones, one of which takes over when the primary node fails. Default: one, so that an outage of a zone loses nothing; it costs as
        /// much as the primary node.
        replicas: Replicas = Replicas::from(1),
        /// Parts that the data stand in. Default: not said: all data on one node, which every client knows how to talk to.
        shards: Option<Shards>,
        /// How clients prove who they are. Default: by a password in a secret that is made.
        access: CacheAccess = CacheAccess::GeneratedToken,
        /// The subnets, in as many zones as there are nodes. Default: the private ones.
        vpc_subnets: SubnetSelection = SubnetSelection::new(),
        /// The subnets as a group that is there. Default: one that is made of `vpc_subnets`.
        refers subnet_group: Option<refs::elasticache::SubnetGroupCacheSubnetGroupName>,
        /// Its groups. Default: one that is made for it, which lets nothing in.
        security_groups: Vec<SecurityGroup>,
        /// The port. Default: 6379.
        own port: u16 = PORT,
        /// The key of the account that encrypts disks and snapshots. Default: that of the scope ([`Defaults`](crate::Defaults)), else the key of ElastiCache, which costs nothing.
        encryption_key: Option<Key>,
        /// How long snapshots are kept, of which one is made each day. Default: 7 days; ElastiCache itself would make none.
        snapshot_retention: SnapshotRetention = SnapshotRetention::from(Days(7)),
        /// Settings of the engine, by the name of a group. Default: the engine's usual ones.
        parameter_group_name: Option<Value<String>>,
        /// For people. Default: the path of the construct.
        description: Option<Value<String>>,
        /// A name that does not change, of 40 characters at most. Default: CloudFormation generates one.
        replication_group_id: Option<Value<String>>,
        /// Fate of the cache when it leaves the stack. Default: that of the scope ([`Defaults`](crate::Defaults)), else it stays, and is paid for.
        removal_policy: Option<RemovalPolicy>,
    }
}

impl ReplicationGroupProps {
    /// The port. Default: 6379.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }
}

/// A cache of Valkey or Redis on nodes: a primary one and its copies, or several of these.
///
/// Encrypted on disk and on the way, with a password, a copy in another zone, and snapshots. Nothing reaches it until [`Connectable`] lets something in.
///
/// Makes an `AWS::ElastiCache::ReplicationGroup`, an `AWS::ElastiCache::SubnetGroup`, a security group and a secret. Costs its nodes by the hour: two of `cache.t4g.micro` 20
/// dollars a month.
///
/// ```
/// use ferrocdk_aws::ec2::{Connectable, InstanceType, SecurityGroup, SecurityGroupProps, Vpc, VpcProps};
/// use ferrocdk_aws::elasticache::{ReplicationGroup, ReplicationGroupProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let vpc = Vpc::new(&stack, "Vpc", VpcProps::new());
/// let latest = ReplicationGroupProps::new(&vpc, InstanceType::new("t4g.micro"));
/// let latest = ReplicationGroup::new(&stack, "Latest", latest);
/// let screens = SecurityGroup::new(&stack, "Screens", SecurityGroupProps::new(&vpc));
/// latest.allow_default_port_from(&screens, "latest readings");
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct ReplicationGroup {
    scope: Scope,
    resource: Owned<CfnReplicationGroup>,
    id: Value<String>,
    port: u16,
    security_groups: Vec<SecurityGroup>,
    token: Option<Secret>,
    is_sharded: bool,
}

constructs!(ReplicationGroup);
ferrocdk_cfn::refers!(ReplicationGroup: elasticache { ReplicationGroupArn => arn, ReplicationGroupId => id });

impl ReplicationGroup {
    /// Makes a cache.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: ReplicationGroupProps) -> Self {
        let scope = scope.scope().child(id);
        check(&scope, &props);
        let mut made: Vec<CfnResource> = Vec::new();
        let subnet_group = match props.subnet_group {
            Some(group) => group,
            None => {
                let group = SubnetGroupProps::new(&props.vpc).vpc_subnets(props.vpc_subnets);
                let group = SubnetGroup::new(&scope, "Subnets", group);
                made.push((*group.cfn()).clone());
                group.name()
            }
        };
        let mut security_groups = props.security_groups;
        if security_groups.is_empty() {
            let group = SecurityGroup::new(&scope, "SecurityGroup", SecurityGroupProps::new(&props.vpc));
            made.push((*group.cfn()).clone());
            security_groups.push(group);
        }
        let token = props.access.token(&scope);
        let key = props.encryption_key.or_else(|| defaults::encryption_key(&scope));
        let groups: Vec<Value<String>> = security_groups.iter().map(SecurityGroup::id).collect();
        let replicas = props.replicas.get();
        let has_standby = replicas > 0;
        let mut cache = CfnReplicationGroupProps::new()
            .at_rest_encryption_enabled(true)
            .auto_minor_version_upgrade(true)
            .automatic_failover_enabled(has_standby || props.shards.is_some())
            .cache_node_type(format!("cache.{}", props.node_type))
            .cache_subnet_group_name(subnet_group)
            .engine(props.engine.name)
            .engine_version(props.engine.version.as_ref())
            .multi_az_enabled(has_standby)
            .port(i64::from(props.port))
            .replication_group_description(props.description.unwrap_or_else(|| scope.path().into()))
            .security_group_ids(groups)
            .snapshot_retention_limit(props.snapshot_retention.get())
            .transit_encryption_enabled(true);
        cache.cache_parameter_group_name = props.parameter_group_name;
        match props.shards {
            Some(shards) => {
                cache = cache.num_node_groups(shards.get()).replicas_per_node_group(replicas);
                let group = || props.engine.sharded_parameter_group().into();
                cache.cache_parameter_group_name = Some(cache.cache_parameter_group_name.take().unwrap_or_else(group));
            }
            None => cache = cache.num_cache_clusters(1 + replicas),
        }
        cache.auth_token = token.as_ref().map(Secret::value);
        if let CacheAccess::UserGroup(group) = &props.access {
            cache = cache.user_group_ids([group]);
        }
        cache.kms_key_id = key.as_ref().map(Key::arn);
        cache.replication_group_id = props.replication_group_id;
        let cache = CfnReplicationGroup::new(&scope, "Resource", props.customize.apply(cache));
        defaults::stay_with(defaults::apply_removal_policy(&cache, props.removal_policy), &made);
        if matches!(props.access, CacheAccess::UserGroup(_)) {
            cache.acknowledge(
                &[ScannerRule::CdkNag("AwsSolutions-AEC6")],
                "lets in the users of a group, which ElastiCache takes in place of one password for all",
            );
        }
        Self {
            id: cache.reference(),
            resource: Owned::made(cache),
            port: props.port,
            security_groups,
            token,
            is_sharded: props.shards.is_some(),
            scope,
        }
    }

    /// A cache that exists, by id, with its groups and the port that it is reached at.
    #[track_caller]
    pub fn from_replication_group_id(
        scope: &dyn Construct,
        id: &str,
        group_id: impl Into<Value<String>>,
        security_groups: &[&SecurityGroup],
        port: u16,
    ) -> Self {
        Self {
            scope: scope.scope().child(id),
            resource: Owned::imported(),
            id: group_id.into(),
            port,
            security_groups: security_groups.iter().map(|group| (*group).clone()).collect(),
            token: None,
            is_sharded: false,
        }
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnReplicationGroup {
        self.resource.resource(&self.scope, |scope| {
            let props = CfnReplicationGroupProps::new().replication_group_description("imported");
            CfnReplicationGroup::new(scope, "Resource", props)
        })
    }

    /// The id.
    pub fn id(&self) -> Value<String> {
        self.id.clone()
    }

    /// The ARN.
    pub fn arn(&self) -> Value<String> {
        text!(
            "arn:{}:elasticache:{}:{}:replicationgroup:{}",
            pseudo::partition(),
            pseudo::region(),
            pseudo::account_id(),
            self.id()
        )
    }

    /// The name in the network that clients begin with: that of the primary node, or the one that tells them where each shard stands. For an import, a mistake, which is
    /// reported.
    #[track_caller]
    pub fn endpoint_address(&self) -> Value<String> {
        let cache = self.cfn();
        if self.is_sharded {
            cache.attr_configuration_end_point_address()
        } else {
            cache.attr_primary_end_point_address()
        }
    }

    /// The name in the network that leads to one of the copies, for reading only. For an import, a mistake, which is reported.
    #[track_caller]
    pub fn reader_endpoint_address(&self) -> Value<String> {
        self.cfn().attr_reader_end_point_address()
    }

    /// The port that it is reached at.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The password of the clients, if it stands in a secret.
    pub fn token(&self) -> Option<&Secret> {
        self.token.as_ref()
    }

    /// Lets somebody connect as a user of the cache, by ARN, with a token of IAM in place of a password.
    #[track_caller]
    pub fn grant_connect(&self, grantee: &dyn Grantee, user_arn: impl Into<Value<String>>) -> Grant {
        access::grant_connect(&self.scope, &self.arn(), user_arn.into(), grantee)
    }

    /// A metric of a node by its name, such as `EngineCPUUtilization`. `node` is what ElastiCache adds to the id: `001` for the primary one as long as none has failed, `0001-001`
    /// with shards.
    pub fn metric(&self, name: &str, node: &str) -> Metric {
        Metric::new("AWS/ElastiCache", name).dimension("CacheClusterId", text!("{}-{}", self.id(), node))
    }
}

impl Connectable for ReplicationGroup {
    fn connections(&self) -> Connections {
        Connections::of_groups(self.security_groups.clone()).default_port(Port::tcp(self.port))
    }
}

fn check(scope: &Scope, props: &ReplicationGroupProps) {
    let checks: [(&str, Result<(), OutOfRange>); 3] = [
        ("ReplicasPerNodeGroup", props.replicas.check()),
        ("NumNodeGroups", props.shards.map_or(Ok(()), Shards::check)),
        ("SnapshotRetentionLimit", props.snapshot_retention.check()),
    ];
    for (property, checked) in checks {
        if let Err(error) = checked {
            error.report(scope, diagnostic_ids::CACHE_RANGE, property);
        }
    }
    if props.engine.name == "memcached" {
        let diagnostic = Diagnostic::error(
            diagnostic_ids::CACHE_SETTINGS,
            "Memcached has no copies that could take over",
        )
        .at("", Some("Engine"))
        .found("memcached")
        .allowed("Valkey and Redis")
        .help("take CacheEngine::VALKEY_8_0, or a ServerlessCache");
        scope.report(diagnostic);
    }
}
