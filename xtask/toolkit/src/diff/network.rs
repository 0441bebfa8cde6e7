//! Network rules that are gained and lost.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{
    model::NetworkDiff,
    names::{Names, scalar},
    side::{Side, type_of},
};
use crate::iam::short;

/// Rules of security groups and access lists that one side has and the other has not.
pub(super) fn compare(old: Option<&Side>, new: Option<&Side>) -> Vec<NetworkDiff> {
    let of = |side: Option<&Side>, gained: bool| side.map(|side| rules(side, gained)).unwrap_or_default();
    let (old, new) = (of(old, true), of(new, true));
    let lost = old.difference(&new).map(|rule| NetworkDiff {
        gained: false,
        ..rule.clone()
    });
    let mut found: Vec<NetworkDiff> = lost.chain(new.difference(&old).cloned()).collect();
    found.sort();
    found
}

fn rules(side: &Side, gained: bool) -> BTreeSet<NetworkDiff> {
    let names = Names::new(&side.template, &side.parameters);
    let mut found = BTreeSet::new();
    for (id, resource) in side.section("Resources") {
        let ty = type_of(resource).unwrap_or_default();
        if !ty.starts_with("AWS::EC2::SecurityGroup") && ty != "AWS::EC2::NetworkAclEntry" {
            continue;
        }
        let properties = resource
            .get("Properties")
            .map(|value| names.resolve(value))
            .unwrap_or_default();
        let text = |name: &str| properties.get(name).map(short).unwrap_or_default();
        let named = |name: &str| match properties.get(name) {
            Some(value) => reference(side, value),
            None => side.path_of(id),
        };
        let mut add = |group: &str, inbound: bool, rule: &Value| {
            found.insert(NetworkDiff {
                group: group.to_owned(),
                gained,
                inbound,
                denies: false,
                traffic: traffic(rule),
                peer: peer(side, rule),
            });
        };
        match ty {
            "AWS::EC2::SecurityGroup" => {
                let group = side.path_of(id);
                for (list, inbound) in [("SecurityGroupIngress", true), ("SecurityGroupEgress", false)] {
                    let rules = properties.get(list).and_then(Value::as_array);
                    rules.into_iter().flatten().for_each(|rule| add(&group, inbound, rule));
                }
                // EC2 gives a group that names none a rule that lets everything out.
                if properties
                    .get("SecurityGroupEgress")
                    .and_then(Value::as_array)
                    .is_none_or(Vec::is_empty)
                {
                    add(&group, false, &json!({ "IpProtocol": "-1", "CidrIp": "0.0.0.0/0" }));
                }
            }
            "AWS::EC2::SecurityGroupIngress" => add(&named("GroupId"), true, &properties),
            "AWS::EC2::SecurityGroupEgress" => add(&named("GroupId"), false, &properties),
            _ => {
                let flag = |name: &str| properties.get(name).and_then(scalar).is_some_and(|text| text == "true");
                let range = properties.get("PortRange");
                let port = |end: &str| range.and_then(|range| range.get(end)).cloned();
                let rule =
                    json!({ "IpProtocol": properties.get("Protocol"), "FromPort": port("From"), "ToPort": port("To") });
                let peer = [text("CidrBlock"), text("Ipv6CidrBlock")].concat();
                found.insert(NetworkDiff {
                    group: named("NetworkAclId"),
                    gained,
                    inbound: !flag("Egress"),
                    denies: text("RuleAction") == "deny",
                    traffic: format!("{} (rule {})", traffic(&rule), text("RuleNumber")),
                    peer,
                });
            }
        }
    }
    found
}

fn traffic(rule: &Value) -> String {
    let part = |name: &str| rule.get(name).filter(|value| !value.is_null()).map(short);
    let protocol = part("IpProtocol").unwrap_or_default();
    let protocol = match protocol.as_str() {
        "-1" | "" | "all" => return "everything".to_owned(),
        "6" => "tcp",
        "17" => "udp",
        "1" => "icmp",
        "58" => "icmpv6",
        other => other,
    };
    match (part("FromPort"), part("ToPort")) {
        (Some(from), Some(to)) if from == to => format!("{protocol} {from}"),
        (Some(from), Some(to)) if from == "0" && to == "65535" => format!("{protocol}, all ports"),
        (Some(from), Some(to)) if from == "-1" || to == "-1" => protocol.to_owned(),
        (Some(from), Some(to)) => format!("{protocol} {from}-{to}"),
        (Some(port), None) | (None, Some(port)) => format!("{protocol} {port}"),
        (None, None) => format!("{protocol}, all ports"),
    }
}

fn peer(side: &Side, rule: &Value) -> String {
    const PEERS: [&str; 7] = [
        "CidrIp",
        "CidrIpv6",
        "SourceSecurityGroupId",
        "DestinationSecurityGroupId",
        "SourceSecurityGroupName",
        "SourcePrefixListId",
        "DestinationPrefixListId",
    ];
    let found = PEERS.iter().find_map(|name| rule.get(*name));
    match found.map(|value| reference(side, value)).as_deref() {
        Some("0.0.0.0/0") => "anyone (IPv4)".to_owned(),
        Some("::/0") => "anyone (IPv6)".to_owned(),
        Some(peer) => peer.to_owned(),
        None => "nobody named".to_owned(),
    }
}

/// A group by the path of its construct, where it is one of the stack.
fn reference(side: &Side, value: &Value) -> String {
    let id = value
        .get("Ref")
        .or_else(|| value.get("Fn::GetAtt")?.get(0))
        .and_then(Value::as_str);
    match id.filter(|id| side.resource(id).is_some()) {
        Some(id) => side.path_of(id),
        None => short(value),
    }
}
