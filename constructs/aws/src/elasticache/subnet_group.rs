//! `SubnetGroup`: the subnets that a cache may stand in.

use ferrocdk_cfn::elasticache::{CfnSubnetGroup, SubnetGroupProps as CfnSubnetGroupProps};
use ferrocdk_core::{Construct, Scope, Value};

use crate::ec2::{SubnetSelection, Vpc};
use crate::owned::{Owned, constructs};
use crate::props::props;

props! {
    /// Settings of a [`SubnetGroup`].
    pub struct SubnetGroupProps for CfnSubnetGroupProps {
        /// The network.
        vpc: Vpc,
        /// For people. Default: the path of the construct.
        description: Option<Value<String>>,
        /// The subnets. Default: the private ones.
        vpc_subnets: SubnetSelection = SubnetSelection::new(),
        /// A name that does not change, in small letters. Default: CloudFormation generates one.
        subnet_group_name: Option<Value<String>>,
    }
}

/// The subnets that caches may stand in.
///
/// Caches make one of their own; one by itself is for several. Makes an `AWS::ElastiCache::SubnetGroup`. Costs nothing.
///
/// ```
/// use ferrocdk_aws::ec2::{Vpc, VpcProps};
/// use ferrocdk_aws::elasticache::{SubnetGroup, SubnetGroupProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let vpc = Vpc::new(&stack, "Vpc", VpcProps::new());
/// SubnetGroup::new(&stack, "Subnets", SubnetGroupProps::new(&vpc));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct SubnetGroup {
    scope: Scope,
    resource: Owned<CfnSubnetGroup>,
    name: Value<String>,
}

constructs!(SubnetGroup);
ferrocdk_cfn::refers!(SubnetGroup: elasticache { SubnetGroupCacheSubnetGroupName => name });

impl From<&Self> for SubnetGroup {
    fn from(group: &Self) -> Self {
        group.clone()
    }
}

impl SubnetGroup {
    /// Makes a group.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: SubnetGroupProps) -> Self {
        let scope = scope.scope().child(id);
        let selected = props.vpc.select_subnets(&props.vpc_subnets);
        let description = props.description.unwrap_or_else(|| scope.path().into());
        let mut group = CfnSubnetGroupProps::new()
            .description(description)
            .subnet_ids(selected.ids);
        group.cache_subnet_group_name = props.subnet_group_name;
        let group = CfnSubnetGroup::new(&scope, "Resource", props.customize.apply(group));
        Self {
            scope,
            name: group.reference(),
            resource: Owned::made(group),
        }
    }

    /// A group that exists, by name.
    #[track_caller]
    pub fn from_subnet_group_name(scope: &dyn Construct, id: &str, name: impl Into<Value<String>>) -> Self {
        Self {
            scope: scope.scope().child(id),
            resource: Owned::imported(),
            name: name.into(),
        }
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnSubnetGroup {
        self.resource.resource(&self.scope, |scope| {
            let none: [Value<String>; 0] = [];
            CfnSubnetGroup::new(
                scope,
                "Resource",
                CfnSubnetGroupProps::new().description("imported").subnet_ids(none),
            )
        })
    }

    /// The group's name.
    pub fn name(&self) -> Value<String> {
        self.name.clone()
    }
}
