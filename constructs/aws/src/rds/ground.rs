//! `Ground`: what a database stands on, its own or given: subnets, security groups and settings.

use ferrocdk_core::{CfnResource, RemovalPolicy, Scope, Value};

use super::parameter_group::{ParameterFamily, ParameterGroup, ParameterGroupProps};
use super::subnet_group::{SubnetGroup, SubnetGroupProps};
use crate::defaults;
use crate::ec2::{SecurityGroup, SecurityGroupProps, SubnetSelection, Vpc};

/// Settings of a database that decide what it stands on.
pub(super) struct GroundProps {
    pub(super) vpc: Vpc,
    pub(super) vpc_subnets: SubnetSelection,
    pub(super) subnet_group: Option<Value<String>>,
    /// Id of the group that is made where none is given; instances and clusters have different ones.
    pub(super) subnet_group_id: &'static str,
    pub(super) security_groups: Vec<SecurityGroup>,
    pub(super) security_group_description: String,
    pub(super) parameter_group: Option<Value<String>>,
    pub(super) parameters: Vec<(String, Value<String>)>,
    pub(super) family: ParameterFamily,
}

/// Subnets, security groups and settings of a database.
pub(super) struct Ground {
    pub(super) subnet_group: Value<String>,
    pub(super) security_groups: Vec<SecurityGroup>,
    pub(super) parameter_group: Option<Value<String>>,
    made: Vec<CfnResource>,
}

impl GroundProps {
    /// Makes what is not given.
    #[track_caller]
    pub(super) fn make(self, scope: &Scope) -> Ground {
        let mut made = Vec::new();
        let subnet_group = match self.subnet_group {
            Some(group) => group,
            None => {
                let description = format!("subnets of {}", scope.path());
                let group = SubnetGroupProps::new(&self.vpc, description).vpc_subnets(self.vpc_subnets);
                let group = SubnetGroup::new(scope, self.subnet_group_id, group);
                made.push((*group.cfn()).clone());
                group.name()
            }
        };
        let mut security_groups = self.security_groups;
        if security_groups.is_empty() {
            let group = SecurityGroupProps::new(&self.vpc).description(self.security_group_description);
            let group = SecurityGroup::new(scope, "SecurityGroup", group);
            made.push((*group.cfn()).clone());
            security_groups.push(group);
        }
        let mut parameter_group = self.parameter_group;
        if !self.parameters.is_empty() {
            let mut group = ParameterGroupProps::new(self.family);
            group.parameters = self.parameters;
            let group = ParameterGroup::new(scope, "ParameterGroup", group);
            made.extend(group.resource().cloned());
            parameter_group = Some(group.name());
        }
        Ground {
            subnet_group,
            security_groups,
            parameter_group,
            made,
        }
    }
}

impl Ground {
    /// Leaves what was made for the database as long as the database stays.
    pub(super) fn stay_with(&self, policy: RemovalPolicy) {
        defaults::stay_with(policy, &self.made);
    }

    /// The ids of the security groups.
    pub(super) fn security_group_ids(&self) -> Vec<Value<String>> {
        self.security_groups.iter().map(SecurityGroup::id).collect()
    }
}
