//! `SecurityGroup`: which connections are let in and out.

mod rules;

use ferrocdk_cfn::ec2::{CfnSecurityGroup, SecurityGroupProps as CfnSecurityGroupProps};
use ferrocdk_core::{Construct, ContextProvider, ContextQuery, Diagnostic, ScannerRule, Scope, Value, logical_id};
use serde_json::json;

use self::rules::{text_mistake, to_nowhere};
use super::connections::{Connectable, Connections};
use super::peer::Peer;
use super::port::Port;
use super::vpc::Vpc;
use crate::diagnostic_ids;
use crate::owned::{Owned, constructs};
use crate::props::props;

/// Connections that leave, beyond those that are allowed one by one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Outbound {
    /// Everything over IPv4, as EC2 has it where nothing is said.
    #[default]
    AllIpv4,
    /// Everything over IPv4 and IPv6.
    All,
    /// Nothing but what a rule allows.
    Restricted,
}

impl Outbound {
    fn allows(self, peer: &Peer) -> bool {
        match peer {
            Peer::Ipv6(_) => self == Self::All,
            _ => self != Self::Restricted,
        }
    }
}

/// Whether rules without another group stand in the group itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InlineRules {
    /// They do, as AWS CDK has it.
    #[default]
    Enabled,
    /// Each is a resource of its own: for who deploys them and may not change groups.
    Disabled,
}

props! {
    /// Settings of a [`SecurityGroup`].
    pub struct SecurityGroupProps for CfnSecurityGroupProps {
        /// The network that it belongs to.
        vpc: Vpc,
        /// For people; it cannot be changed later without a new group. Default: the path of the construct.
        description: Option<String>,
        /// A name that does not change. Default: CloudFormation generates one, so that a replacement can stand beside the group it replaces.
        security_group_name: Option<Value<String>>,
        /// Connections that leave, beyond those that are allowed one by one. Default: everything over IPv4. It is what EC2 and AWS CDK do; what calls AWS or installs
        /// packages needs it, and what is private has no way out anyway. [`Outbound::Restricted`] is for data that must not leave.
        outbound: Outbound = Outbound::AllIpv4,
        /// Whether rules without another group stand in the group itself. Default: they do.
        inline_rules: InlineRules = InlineRules::Enabled,
    }
}

/// A security group: whatever is in it is reached by those connections only that a rule lets in.
///
/// Nothing comes in at first. [`Connectable`] allows connections between constructs; the methods here add single rules.
///
/// Makes an `AWS::EC2::SecurityGroup`, and an `AWS::EC2::SecurityGroupIngress` or `AWS::EC2::SecurityGroupEgress` for each rule about another group. Costs nothing; 60 rules
/// each way are the quota.
///
/// ```
/// use ferrocdk_aws::ec2::{Peer, Port, SecurityGroup, SecurityGroupProps, Vpc, VpcProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let vpc = Vpc::new(&stack, "Vpc", VpcProps::new());
/// let broker = SecurityGroup::new(&stack, "Broker", SecurityGroupProps::new(&vpc));
/// broker.add_ingress_rule(Peer::ipv4(vpc.cidr_block()), &Port::MQTTS, "sensors of the plant");
/// let shared = SecurityGroup::from_security_group_id(&stack, "Shared", "sg-0123456789abcdef0");
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct SecurityGroup {
    scope: Scope,
    resource: Owned<CfnSecurityGroup>,
    id: Value<String>,
    outbound: Outbound,
    rules: Rules,
}

constructs!(SecurityGroup);
ferrocdk_cfn::refers!(SecurityGroup: ec2 { SecurityGroupId => id });

/// Where the rules of a group go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rules {
    Inline,
    Own,
    /// Nowhere: whoever owns the group adds them.
    Kept,
}

/// The direction of a connection, seen from a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Ingress,
    Egress,
}

impl Direction {
    pub(super) fn opposite(self) -> Self {
        match self {
            Self::Ingress => Self::Egress,
            Self::Egress => Self::Ingress,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Ingress => "from",
            Self::Egress => "to",
        }
    }
}

/// Which end of a connection asked for a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    Here,
    ByOther,
}

impl SecurityGroup {
    /// Makes a group.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: SecurityGroupProps) -> Self {
        let scope = scope.scope().child(id);
        let description = props.description.unwrap_or_else(|| scope.path());
        if let Some(mistake) = text_mistake("GroupDescription", &description) {
            scope.report(mistake);
        }
        let mut group = CfnSecurityGroupProps::new()
            .group_description(description)
            .vpc_id(props.vpc.id());
        group.group_name = props.security_group_name;
        let group = CfnSecurityGroup::new(&scope, "Resource", props.customize.apply(group));
        let rules = if props.inline_rules == InlineRules::Enabled {
            Rules::Inline
        } else {
            Rules::Own
        };
        let group = Self {
            id: group.attr_group_id(),
            resource: Owned::made(group),
            outbound: props.outbound,
            rules,
            scope,
        };
        match props.outbound {
            Outbound::Restricted => {
                let (peer, port) = to_nowhere();
                group.write_rule(Direction::Egress, &peer, &port, "no traffic leaves", Asked::Here);
            }
            _ => group.write_rule(
                Direction::Egress,
                &Peer::any_ipv4(),
                &Port::all_traffic(),
                "all traffic leaves",
                Asked::Here,
            ),
        }
        if props.outbound != Outbound::Restricted {
            group.cfn().acknowledge(
                &[
                    ScannerRule::Guard("EC2_SECURITY_GROUP_EGRESS_OPEN_TO_WORLD_RULE"),
                    ScannerRule::Guard("SECURITY_GROUP_EGRESS_ALL_PROTOCOLS_RULE"),
                ],
                "lets everything out; who knows all that is called restricts it (`Outbound::Restricted`)",
            );
        }
        if props.outbound == Outbound::All {
            group.write_rule(
                Direction::Egress,
                &Peer::any_ipv6(),
                &Port::all_traffic(),
                "all traffic of IPv6 leaves",
                Asked::Here,
            );
        }
        group
    }

    /// A group that exists, by id. Rules are added to it, incoming ones only: that everything may leave is taken for granted.
    #[track_caller]
    pub fn from_security_group_id(
        scope: &dyn Construct,
        id: &str,
        security_group_id: impl Into<Value<String>>,
    ) -> Self {
        Self {
            scope: scope.scope().child(id),
            resource: Owned::imported(),
            id: security_group_id.into(),
            outbound: Outbound::AllIpv4,
            rules: Rules::Own,
        }
    }

    /// A group of a network that exists, looked up by its name in the account and region of the stack, which has to say both.
    #[track_caller]
    pub fn from_lookup_by_name(scope: &dyn Construct, id: &str, name: &str, vpc: &Vpc) -> Self {
        let scope = scope.scope().child(id);
        let dummy = json!({ "securityGroupId": "sg-12345678", "allowAllOutbound": true });
        let mut query = ContextQuery::new(ContextProvider::SecurityGroup, dummy).prop("securityGroupName", name);
        match vpc.id().literal() {
            Some(vpc_id) => query = query.prop("vpcId", vpc_id.as_str()),
            None => {
                let diagnostic = Diagnostic::error(
                    diagnostic_ids::NETWORK_SETTINGS,
                    "a group is looked up in a network that has no id yet",
                )
                .found(vpc.scope().path())
                .allowed("a network that exists, from Vpc::from_lookup or Vpc::from_id")
                .help("make the group here, or import its network");
                scope.report(diagnostic);
            }
        }
        let answer = scope.look_up(query);
        let group_id = answer["securityGroupId"].as_str().unwrap_or_default();
        let outbound = if answer["allowAllOutbound"] == false {
            Outbound::Restricted
        } else {
            Outbound::AllIpv4
        };
        Self {
            resource: Owned::imported(),
            id: group_id.into(),
            outbound,
            rules: Rules::Own,
            scope,
        }
    }

    /// The same group, whose outgoing connections are restricted, so that rules for them are added. For imports.
    #[must_use]
    pub fn with_restricted_outbound(&self) -> Self {
        Self {
            outbound: Outbound::Restricted,
            ..self.clone()
        }
    }

    /// The same group, to which this app adds no rules: whoever owns it does.
    #[must_use]
    pub fn without_rules(&self) -> Self {
        Self {
            rules: Rules::Kept,
            ..self.clone()
        }
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnSecurityGroup {
        self.resource.resource(&self.scope, |scope| {
            CfnSecurityGroup::new(
                scope,
                "Resource",
                CfnSecurityGroupProps::new().group_description("imported"),
            )
        })
    }

    /// The group's id.
    pub fn id(&self) -> Value<String> {
        self.id.clone()
    }

    /// Lets connections in. The description is for people; an empty one says peer and port.
    #[track_caller]
    pub fn add_ingress_rule(&self, peer: impl Into<Peer>, port: &Port, description: &str) {
        self.add_rule(Direction::Ingress, &peer.into(), port, description, Asked::Here);
    }

    /// Lets connections out, of a group that does not let everything out. The description is for people; an empty one says peer and port.
    #[track_caller]
    pub fn add_egress_rule(&self, peer: impl Into<Peer>, port: &Port, description: &str) {
        self.add_rule(Direction::Egress, &peer.into(), port, description, Asked::Here);
    }

    /// The name by which others call this group in their ids.
    pub(super) fn unique_id(&self) -> String {
        let path = self.scope.path();
        let ids: Vec<&str> = path.split('/').collect();
        logical_id(&ids).unwrap_or(path.clone())
    }
}

impl Connectable for SecurityGroup {
    fn connections(&self) -> Connections {
        Connections::of_groups([self.clone()])
    }
}

impl From<&Self> for SecurityGroup {
    fn from(group: &Self) -> Self {
        group.clone()
    }
}
