//! `SecurityGroup`: which connections are let in and out.

use std::panic::Location;

use ferrocdk_cfn::ec2::{
    CfnSecurityGroup, CfnSecurityGroupEgress, CfnSecurityGroupIngress, SecurityGroupEgressProps,
    SecurityGroupIngressProps, SecurityGroupProps as CfnSecurityGroupProps,
};
use ferrocdk_core::{
    Construct, ContextProvider, ContextQuery, Diagnostic, Expr, ExprMap, ScannerRule, Scope, Value, logical_id, text,
};
use serde_json::json;

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

/// The rule that keeps everything in: to nowhere, since EC2 lets everything out of a group without any rule.
fn to_nowhere() -> (Peer, Port) {
    (Peer::ipv4("255.255.255.255/32"), Port::icmp_type_and_code(252, 86))
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

    /// Adds a rule, if it is one that has an effect.
    #[track_caller]
    pub(super) fn add_rule(&self, direction: Direction, peer: &Peer, port: &Port, description: &str, asked: Asked) {
        let mistakes = [peer.mistake(), port.mistake(), text_mistake("Description", description)];
        if asked == Asked::Here {
            for mistake in mistakes.into_iter().flatten() {
                self.scope.report(mistake.located(Location::caller()));
            }
        }
        if self.rules == Rules::Kept {
            return;
        }
        if direction == Direction::Egress {
            if self.outbound.allows(peer) {
                if asked == Asked::Here {
                    let diagnostic = Diagnostic::warning(
                        diagnostic_ids::SECURITY_GROUP_RULE,
                        "a rule for outgoing connections has no effect: all may leave this group",
                    )
                    .found(format!("{} in {}", port, self.scope.path()))
                    .help("restrict the group (outbound(Outbound::Restricted)), or leave the rule out");
                    self.scope.report(diagnostic.located(Location::caller()));
                }
                return;
            }
            if !matches!(peer, Peer::Ipv6(_)) {
                self.remove_rule_to_nowhere();
            }
        }
        self.write_rule(direction, peer, port, description, asked);
    }

    #[track_caller]
    fn write_rule(&self, direction: Direction, peer: &Peer, port: &Port, description: &str, asked: Asked) {
        let description = match description {
            "" => text!("{} {}:{}", direction.word(), peer.name(), port.to_string()),
            text => Value::from(text),
        };
        match self.resource.get() {
            Some(group) if self.rules == Rules::Inline && peer.is_inline() && port.is_inline() => {
                if direction == Direction::Ingress && peer.name().is_intrinsic() {
                    group.acknowledge(
                        &[ScannerRule::CdkNag("AwsSolutions-EC23")],
                        "lets addresses in that are known at deployment, such as those of its network, which the rule cannot read",
                    );
                }
                let rule = inline_rule(direction, peer, port, description);
                let property = if direction == Direction::Ingress {
                    "SecurityGroupIngress"
                } else {
                    "SecurityGroupEgress"
                };
                group.update_property(property, |rules| match rules {
                    Expr::Array(items) if items.iter().any(|other| same_rule(other, &rule)) => {}
                    Expr::Array(items) => items.push(rule),
                    other => *other = Expr::Array(vec![rule]),
                });
            }
            _ => self.own_rule(direction, peer, port, description, asked),
        }
    }

    #[track_caller]
    fn own_rule(&self, direction: Direction, peer: &Peer, port: &Port, description: Value<String>, asked: Asked) {
        let (scope, id) = self.rule_place(direction, peer, port, asked);
        if scope.find_child(&id).is_some() {
            return;
        }
        let (from, to) = port.range().unzip();
        match direction {
            Direction::Ingress => {
                let mut rule = SecurityGroupIngressProps::new()
                    .group_id(self.id())
                    .ip_protocol(port.protocol())
                    .description(description);
                rule.from_port = from;
                rule.to_port = to;
                let rule = match peer {
                    Peer::Ipv4(block) => rule.cidr_ip(block),
                    Peer::Ipv6(block) => rule.cidr_ipv6(block),
                    Peer::PrefixList(list) => rule.source_prefix_list_id(list),
                    Peer::SecurityGroup(group) => rule.source_security_group_id(group.id()),
                    Peer::SecurityGroupId { id, owner } => {
                        let mut rule = rule.source_security_group_id(id);
                        rule.source_security_group_owner_id.clone_from(owner);
                        rule
                    }
                };
                CfnSecurityGroupIngress::new(&scope, &id, rule);
            }
            Direction::Egress => {
                let mut rule = SecurityGroupEgressProps::new()
                    .group_id(self.id())
                    .ip_protocol(port.protocol())
                    .description(description);
                rule.from_port = from;
                rule.to_port = to;
                let rule = match peer {
                    Peer::Ipv4(block) => rule.cidr_ip(block),
                    Peer::Ipv6(block) => rule.cidr_ipv6(block),
                    Peer::PrefixList(list) => rule.destination_prefix_list_id(list),
                    Peer::SecurityGroup(group) => rule.destination_security_group_id(group.id()),
                    Peer::SecurityGroupId { id, .. } => rule.destination_security_group_id(id),
                };
                CfnSecurityGroupEgress::new(&scope, &id, rule);
            }
        }
    }

    /// The construct that a rule stands below, and its id there. Where the other end, in another stack, asked for it, it stands there, so that the stacks need each other in one
    /// direction only.
    fn rule_place(&self, direction: Direction, peer: &Peer, port: &Port, asked: Asked) -> (Scope, String) {
        if let (Asked::ByOther, Peer::SecurityGroup(other)) = (asked, peer)
            && stack_path(&other.scope) != stack_path(&self.scope)
        {
            let id = format!("{}:{port} {}", self.unique_id(), direction.opposite().word());
            return (other.scope.clone(), id);
        }
        let name = match peer.name().literal() {
            Some(name) => name.clone(),
            None => self.indirect_peer(direction, port),
        };
        (
            self.scope.clone(),
            format!("{} {name}:{port}", direction.word())
                .replacen('/', "_", 1)
                .replace('/', "--"),
        )
    }

    /// The words for a peer that is known at deployment only: numbered, since two of them are told apart by nothing else.
    fn indirect_peer(&self, direction: Direction, port: &Port) -> String {
        let is_free = |name: &String| {
            self.scope
                .find_child(&format!("{} {name}:{port}", direction.word()))
                .is_none()
        };
        let numbered = (1..).map(|number: u32| format!("'{{IndirectPeer{number}}}'"));
        std::iter::once("{IndirectPeer}".to_owned())
            .chain(numbered)
            .find(is_free)
            .unwrap_or_default()
    }

    /// The name by which others call this group in their ids.
    pub(super) fn unique_id(&self) -> String {
        let path = self.scope.path();
        let ids: Vec<&str> = path.split('/').collect();
        logical_id(&ids).unwrap_or(path.clone())
    }

    #[track_caller]
    fn remove_rule_to_nowhere(&self) {
        let (peer, port) = to_nowhere();
        let (scope, id) = self.rule_place(Direction::Egress, &peer, &port, Asked::Here);
        scope.remove_child(&id);
        if let Some(group) = self.resource.get() {
            let nowhere = inline_rule(Direction::Egress, &peer, &port, "".into());
            let mut is_empty = false;
            group.update_property("SecurityGroupEgress", |rules| {
                if let Expr::Array(items) = rules {
                    items.retain(|rule| !same_rule(rule, &nowhere));
                    is_empty = items.is_empty();
                }
            });
            // EC2 lets everything out of a group with an empty list.
            if let (true, Some(Ok(mut props))) = (is_empty, group.props::<CfnSecurityGroupProps>()) {
                props.security_group_egress = None;
                group.set_props(props);
            }
        }
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

fn stack_path(scope: &Scope) -> Option<String> {
    scope.stack().map(|stack| stack.scope().path())
}

fn inline_rule(direction: Direction, peer: &Peer, port: &Port, description: Value<String>) -> Expr {
    let (from, to) = port.range().unzip();
    let ingress = direction == Direction::Ingress;
    let mut rule = ExprMap::default();
    let mut put = |key: &str, value: Option<Expr>| {
        if let Some(value) = value {
            rule.insert(key, value);
        }
    };
    let text = |value: &Value<String>| Some(value.clone().into_expr());
    put(
        "CidrIp",
        if let Peer::Ipv4(block) = peer {
            text(block)
        } else {
            None
        },
    );
    put(
        "CidrIpv6",
        if let Peer::Ipv6(block) = peer {
            text(block)
        } else {
            None
        },
    );
    put("Description", Some(description.into_expr()));
    put("FromPort", from.map(Value::into_expr));
    put("IpProtocol", Some(Expr::string(port.protocol())));
    if let Peer::SecurityGroupId { id, owner } = peer {
        put(
            if ingress {
                "SourceSecurityGroupId"
            } else {
                "DestinationSecurityGroupId"
            },
            text(id),
        );
        put(
            "SourceSecurityGroupOwnerId",
            owner.as_ref().filter(|_| ingress).and_then(text),
        );
    }
    put("ToPort", to.map(Value::into_expr));
    Expr::Object(rule)
}

/// Whether two rules say the same, whatever their descriptions: EC2 refuses the second.
fn same_rule(one: &Expr, other: &Expr) -> bool {
    let (Expr::Object(one), Expr::Object(other)) = (one, other) else {
        return false;
    };
    let says = |map: &ExprMap, of: &ExprMap| {
        of.iter()
            .filter(|(key, _)| *key != "Description")
            .all(|(key, value)| map.get(key) == Some(value))
    };
    says(one, other) && says(other, one)
}

/// The mistake in a description that EC2 does not take. Source: "`AWS::EC2::SecurityGroup`": at most 255 characters.
fn text_mistake(property: &str, text: &str) -> Option<Diagnostic> {
    let is_taken =
        |character: &char| character.is_ascii_alphanumeric() || " ._-:/()#,@[]+=&;{}!$*".contains(*character);
    let wrong = text.chars().find(|character| !is_taken(character));
    let found = match wrong {
        Some(character) => format!("`{character}` in {text:?}"),
        None if text.len() > 255 => format!("{} characters", text.len()),
        None => return None,
    };
    let diagnostic = Diagnostic::error(
        diagnostic_ids::SECURITY_GROUP_RULE,
        "a description has what EC2 does not take",
    )
    .at("", Some(property))
    .found(found)
    .allowed("at most 255 letters without accents, digits, spaces, and ._-:/()#,@[]+=&;{}!$*")
    .help("say it with these");
    Some(diagnostic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_the_same_whatever_they_are_described_as() {
        let rule =
            |text: &str, port: u16| inline_rule(Direction::Ingress, &Peer::any_ipv4(), &Port::tcp(port), text.into());
        assert!(same_rule(&rule("a", 1), &rule("b", 1)));
        assert!(!same_rule(&rule("a", 1), &rule("a", 2)));
        assert!(!same_rule(
            &inline_rule(Direction::Ingress, &Peer::any_ipv4(), &Port::all_traffic(), "".into()),
            &rule("a", 1)
        ));
    }
}
