//! ElastiCache.

use ferrocdk::Construct;
use ferrocdk::aws::ec2::{InstanceType, Vpc, VpcProps};
use ferrocdk::aws::elasticache::{
    ReplicationGroup, ReplicationGroupProps, ServerlessCache, ServerlessCacheProps, SubnetGroup, SubnetGroupProps, User,
    UserGroup, UserGroupProps, UserProps,
};

pub(crate) fn forms(stack: &dyn Construct) {
    let vpc = Vpc::new(stack, "CacheVpc", VpcProps::new());
    let nodes = ReplicationGroupProps::new(&vpc, InstanceType::new("t4g.micro"));
    ReplicationGroup::new(stack, "ReplicationGroup", nodes);
    ServerlessCache::new(stack, "ServerlessCache", ServerlessCacheProps::new(&vpc));
    SubnetGroup::new(stack, "CacheSubnetGroup", SubnetGroupProps::new(&vpc));
    let screens = User::new(stack, "CacheUser", UserProps::new("plant-screens", "on ~latest:* -@all +@read"));
    UserGroup::new(stack, "CacheUsers", UserGroupProps::new("plant-users").users([&screens]));
}
