//! `SubnetGroup`: the subnets that a database may stand in.

use ferrocdk_cfn::rds::{CfnDBSubnetGroup, DBSubnetGroupProps};
use ferrocdk_core::{Construct, RemovalPolicy, Scope, Value};

use crate::ec2::{SubnetSelection, Vpc};
use crate::owned::{Owned, constructs};
use crate::props::props;

props! {
    /// Settings of a [`SubnetGroup`].
    pub struct SubnetGroupProps for DBSubnetGroupProps {
        /// The network.
        vpc: Vpc,
        /// For people.
        description: Value<String>,
        /// The subnets, in at least two zones. Default: the private ones.
        vpc_subnets: SubnetSelection = SubnetSelection::new(),
        /// A name that does not change, in small letters. Default: CloudFormation generates one.
        subnet_group_name: Option<Value<String>>,
        /// Fate of the group when it leaves the stack. Default: it is deleted, since it holds nothing.
        removal_policy: Option<RemovalPolicy>,
    }
}

/// The subnets that databases may stand in.
///
/// Databases make one of their own; one by itself is for several. Makes an `AWS::RDS::DBSubnetGroup`. Costs nothing.
///
/// ```
/// use ferrocdk_aws::ec2::{Vpc, VpcProps};
/// use ferrocdk_aws::rds::{SubnetGroup, SubnetGroupProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let vpc = Vpc::new(&stack, "Vpc", VpcProps::new());
/// let subnets = SubnetGroup::new(&stack, "Subnets", SubnetGroupProps::new(&vpc, "databases of the plant"));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct SubnetGroup {
    scope: Scope,
    resource: Owned<CfnDBSubnetGroup>,
    name: Value<String>,
}

constructs!(SubnetGroup);
ferrocdk_cfn::refers!(SubnetGroup: rds { DBSubnetGroupName => name });

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
        let mut group = DBSubnetGroupProps::new()
            .db_subnet_group_description(props.description)
            .subnet_ids(selected.ids);
        group.db_subnet_group_name = props.subnet_group_name;
        let group = CfnDBSubnetGroup::new(&scope, "Default", props.customize.apply(group));
        if let Some(policy) = props.removal_policy {
            group.apply_removal_policy(policy);
        }
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
    pub fn cfn(&self) -> CfnDBSubnetGroup {
        self.resource.resource(&self.scope, |scope| {
            let none: [Value<String>; 0] = [];
            let props = DBSubnetGroupProps::new()
                .db_subnet_group_description("imported")
                .subnet_ids(none);
            CfnDBSubnetGroup::new(scope, "Default", props)
        })
    }

    /// The group's name.
    pub fn name(&self) -> Value<String> {
        self.name.clone()
    }
}
