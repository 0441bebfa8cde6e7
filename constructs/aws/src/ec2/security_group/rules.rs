//! Rules of a group: written into it where they can be, else as resources of their own.

use std::panic::Location;

use ferrocdk_cfn::ec2::{
    CfnSecurityGroupEgress, CfnSecurityGroupIngress, SecurityGroupEgressProps, SecurityGroupIngressProps,
    SecurityGroupProps as CfnSecurityGroupProps,
};
use ferrocdk_core::{Construct, Diagnostic, Expr, ExprMap, ScannerRule, Scope, Value, text};

use super::{Asked, Direction, Rules, SecurityGroup};
use crate::diagnostic_ids;
use crate::ec2::peer::Peer;
use crate::ec2::port::Port;

/// The rule that keeps everything in: to nowhere, since EC2 lets everything out of a group without any rule.
pub(super) fn to_nowhere() -> (Peer, Port) {
    (Peer::ipv4("255.255.255.255/32"), Port::icmp_type_and_code(252, 86))
}

impl SecurityGroup {
    /// Adds a rule, if it is one that has an effect.
    #[track_caller]
    pub(in crate::ec2) fn add_rule(
        &self,
        direction: Direction,
        peer: &Peer,
        port: &Port,
        description: &str,
        asked: Asked,
    ) {
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
    pub(super) fn write_rule(&self, direction: Direction, peer: &Peer, port: &Port, description: &str, asked: Asked) {
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
pub(super) fn text_mistake(property: &str, text: &str) -> Option<Diagnostic> {
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
