//! `ServerlessCache`: a cache without nodes.

use ferrocdk_cfn::elasticache::{
    CfnServerlessCache, ServerlessCacheProps as CfnServerlessCacheProps, serverless_cache,
};
use ferrocdk_core::{Construct, Diagnostic, RemovalPolicy, Scope, Value, logical_id};

use super::access;
use super::engine::CacheEngine;
use super::replication_group::SnapshotRetention;
use crate::bounds::bounded;
use crate::cloudwatch::Metric;
use crate::ec2::{Connectable, Connections, Port, SecurityGroup, SecurityGroupProps, SubnetSelection, Vpc};
use crate::grants::Grant;
use crate::iam::Grantee;
use crate::kms::Key;
use crate::owned::{Owned, constructs};
use crate::props::props;
use crate::units::{Days, Gibibytes};
use crate::{defaults, diagnostic_ids};

bounded! {
    /// Size of what a cache holds at most, 1 to 5,000 gigabytes. Source: "CacheUsageLimits" of the ElastiCache API.
    DataLimit(Gibibytes) in 1..=5_000, "GB";
    /// Units of work a second at most, 1,000 to 15,000,000. Source: "CacheUsageLimits" of the ElastiCache API.
    EcpuLimit(u32) in 1_000..=15_000_000, "units a second";
}

props! {
    /// Settings of a [`ServerlessCache`].
    pub struct ServerlessCacheProps for CfnServerlessCacheProps {
        /// The network.
        vpc: Vpc,
        /// The program with its version, of which the major one counts. Default: Valkey, a third cheaper than Redis.
        engine: CacheEngine = CacheEngine::VALKEY_8_0,
        /// The subnets, in two or three zones. Default: the private ones, one in each zone.
        vpc_subnets: SubnetSelection = SubnetSelection::new(),
        /// Its groups. Default: one that is made for it, which lets nothing in.
        security_groups: Vec<SecurityGroup>,
        /// Size of what it holds at most. Default: as much as ElastiCache has; a limit keeps a mistake from becoming expensive.
        data_limit: Option<DataLimit>,
        /// The work a second at most. Default: as much as ElastiCache does.
        ecpu_limit: Option<EcpuLimit>,
        /// The users who connect, by the id of their group. Default: everybody whom the security group lets in.
        user_group_id: Option<Value<String>>,
        /// The key of the account that encrypts data and snapshots. Default: that of the scope ([`Defaults`](crate::Defaults)), else the key of ElastiCache, which costs nothing.
        encryption_key: Option<Key>,
        /// How long snapshots are kept, of which one is made each day. Default: 7 days, but for Memcached, which has none.
        snapshot_retention: SnapshotRetention = SnapshotRetention::from(Days(7)),
        /// For people. Default: none.
        description: Option<Value<String>>,
        /// The name, of 40 letters, digits and hyphens at most. Default: made of the path.
        serverless_cache_name: Option<String>,
        /// Fate of the cache when it leaves the stack. Default: that of the scope ([`Defaults`](crate::Defaults)), else it stays, and is paid for.
        removal_policy: Option<RemovalPolicy>,
    }
}

/// A cache without nodes, which grows and shrinks with what it holds and does.
///
/// Encrypted on disk and on the way, in several zones, with snapshots. Nothing reaches it until [`Connectable`] lets something in.
///
/// Makes an `AWS::ElastiCache::ServerlessCache` and a security group. Costs what it holds by the gigabyte and hour, at least 100 MB (6 dollars a month) for Valkey, and what it
/// does.
///
/// ```
/// use ferrocdk_aws::ec2::{Vpc, VpcProps};
/// use ferrocdk_aws::elasticache::{ServerlessCache, ServerlessCacheProps};
/// use ferrocdk_aws::units::Gibibytes;
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let vpc = Vpc::new(&stack, "Vpc", VpcProps::new());
/// ServerlessCache::new(&stack, "Latest", ServerlessCacheProps::new(&vpc).data_limit(Gibibytes(5)));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct ServerlessCache {
    scope: Scope,
    resource: Owned<CfnServerlessCache>,
    name: Value<String>,
    security_groups: Vec<SecurityGroup>,
    port: u16,
}

constructs!(ServerlessCache);
ferrocdk_cfn::refers!(ServerlessCache: elasticache { ServerlessCacheArn => arn, ServerlessCacheName => name });

impl ServerlessCache {
    /// Makes a cache.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: ServerlessCacheProps) -> Self {
        let scope = scope.scope().child(id);
        check(&scope, &props);
        let mut security_groups = props.security_groups;
        let mut made = None;
        if security_groups.is_empty() {
            let group = SecurityGroup::new(&scope, "SecurityGroup", SecurityGroupProps::new(&props.vpc));
            made = Some((*group.cfn()).clone());
            security_groups.push(group);
        }
        let key = props.encryption_key.or_else(|| defaults::encryption_key(&scope));
        let subnets = props.vpc.select_subnets(&props.vpc_subnets.one_per_zone());
        let groups: Vec<Value<String>> = security_groups.iter().map(SecurityGroup::id).collect();
        let is_memcached = props.engine.name == "memcached";
        let name = props.serverless_cache_name.unwrap_or_else(|| name_of(&scope));
        let major = if is_memcached {
            props.engine.version.as_ref()
        } else {
            props.engine.major()
        };
        let mut cache = CfnServerlessCacheProps::new()
            .engine(props.engine.name)
            .major_engine_version(major)
            .security_group_ids(groups)
            .serverless_cache_name(name)
            .subnet_ids(subnets.ids);
        if !is_memcached {
            cache = cache.snapshot_retention_limit(props.snapshot_retention.get());
        }
        if props.data_limit.is_some() || props.ecpu_limit.is_some() {
            let mut limits = serverless_cache::CacheUsageLimits::new();
            if let Some(limit) = props.data_limit {
                limits = limits.data_storage(serverless_cache::DataStorage::new().maximum(limit.get()).unit("GB"));
            }
            if let Some(limit) = props.ecpu_limit {
                limits = limits.ecpu_per_second(serverless_cache::ECPUPerSecond::new().maximum(limit.get()));
            }
            cache = cache.cache_usage_limits(limits);
        }
        cache.user_group_id = props.user_group_id;
        cache.kms_key_id = key.as_ref().map(Key::arn);
        cache.description = props.description;
        let cache = CfnServerlessCache::new(&scope, "Resource", props.customize.apply(cache));
        defaults::stay_with(defaults::apply_removal_policy(&cache, props.removal_policy), &made);
        let port = if is_memcached { 11_211 } else { 6_379 };
        Self {
            name: cache.reference(),
            resource: Owned::made(cache),
            security_groups,
            port,
            scope,
        }
    }

    /// A cache that exists, by name, with its groups and the port that it is reached at.
    #[track_caller]
    pub fn from_serverless_cache_name(
        scope: &dyn Construct,
        id: &str,
        name: impl Into<Value<String>>,
        security_groups: &[&SecurityGroup],
        port: u16,
    ) -> Self {
        Self {
            scope: scope.scope().child(id),
            resource: Owned::imported(),
            name: name.into(),
            security_groups: security_groups.iter().map(|group| (*group).clone()).collect(),
            port,
        }
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnServerlessCache {
        self.resource.resource(&self.scope, |scope| {
            let props = CfnServerlessCacheProps::new()
                .engine("valkey")
                .serverless_cache_name("imported");
            CfnServerlessCache::new(scope, "Resource", props)
        })
    }

    /// The name.
    pub fn name(&self) -> Value<String> {
        self.name.clone()
    }

    /// The ARN. For an import, a mistake, which is reported.
    #[track_caller]
    pub fn arn(&self) -> Value<String> {
        self.cfn().attr_arn()
    }

    /// The name in the network that it is reached at. For an import, a mistake, which is reported.
    #[track_caller]
    pub fn endpoint_address(&self) -> Value<String> {
        self.cfn().attr_endpoint_address()
    }

    /// Lets somebody connect as a user of the cache, by ARN, with a token of IAM in place of a password.
    #[track_caller]
    pub fn grant_connect(&self, grantee: &dyn Grantee, user_arn: impl Into<Value<String>>) -> Grant {
        access::grant_connect(&self.scope, &self.arn(), user_arn.into(), grantee)
    }

    /// A metric of the cache by its name, such as `BytesUsedForCache` or `ElastiCacheProcessingUnits`.
    pub fn metric(&self, name: &str) -> Metric {
        Metric::new("AWS/ElastiCache", name).dimension("clusterId", self.name())
    }
}

impl Connectable for ServerlessCache {
    fn connections(&self) -> Connections {
        Connections::of_groups(self.security_groups.clone()).default_port(Port::tcp(self.port))
    }
}

/// A name of 40 characters at most that no other construct has: the end is made of the whole path.
fn name_of(scope: &Scope) -> String {
    let path = scope.path();
    let id = logical_id(&path.split('/').collect::<Vec<_>>())
        .unwrap_or_default()
        .to_lowercase();
    match id.len().checked_sub(8) {
        Some(hash) if id.len() > 40 => format!("{}{}", &id[..32], &id[hash..]),
        _ => id,
    }
}

fn check(scope: &Scope, props: &ServerlessCacheProps) {
    let checks = [
        ("CacheUsageLimits", props.data_limit.map_or(Ok(()), DataLimit::check)),
        ("CacheUsageLimits", props.ecpu_limit.map_or(Ok(()), EcpuLimit::check)),
        ("SnapshotRetentionLimit", props.snapshot_retention.check()),
    ];
    for (property, checked) in checks {
        if let Err(error) = checked {
            error.report(scope, diagnostic_ids::CACHE_RANGE, property);
        }
    }
    if let Some(name) = &props.serverless_cache_name {
        let is_taken = |character: char| character.is_ascii_alphanumeric() || character == '-';
        let begins = name.starts_with(|character: char| character.is_ascii_alphabetic());
        if !begins || name.len() > 40 || !name.chars().all(is_taken) {
            let diagnostic = Diagnostic::error(
                diagnostic_ids::CACHE_SETTINGS,
                "the name of a cache is not one that ElastiCache takes",
            )
            .at("", Some("ServerlessCacheName"))
            .found(name)
            .allowed("1 to 40 letters, digits and hyphens, a letter first")
            .help("mend the name, or leave it out");
            scope.report(diagnostic);
        }
    }
}
