//! `NetworkAcl`: which packets are let into and out of subnets, whatever security groups say.

use ferrocdk_cfn::ec2::{
    CfnNetworkAcl, CfnNetworkAclEntry, CfnSubnetNetworkAclAssociation, NetworkAclEntryProps as CfnNetworkAclEntryProps,
    NetworkAclProps as CfnNetworkAclProps, SubnetNetworkAclAssociationProps, network_acl_entry,
};
use ferrocdk_core::{Construct, Diagnostic, ScannerRule, Scope, Tags, Value, logical_id};

use super::peer::Peer;
use super::port::Port;
use super::selection::SubnetSelection;
use super::vpc::Vpc;
use crate::bounds::bounded;
use crate::diagnostic_ids;
use crate::owned::{Owned, constructs};
use crate::props::props;

bounded! {
    /// The place of an entry, 1 to 32,766: the first one that fits a packet decides. Source: "Network ACL rules".
    RuleNumber(u32) in 1..=32_766, "is its place";
}

const VPC3: ScannerRule = ScannerRule::CdkNag("AwsSolutions-VPC3");
const ASKED_FOR: &str = "is asked for beside security groups, which know connections and are the first choice";

/// The direction of packets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrafficDirection {
    /// Into the subnets.
    Ingress,
    /// Out of the subnets.
    Egress,
}

/// The fate of packets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AclAction {
    /// They are let through.
    #[default]
    Allow,
    /// They are dropped.
    Deny,
}

props! {
    /// Settings of an entry of a [`NetworkAcl`].
    pub struct NetworkAclEntryProps for CfnNetworkAclEntryProps {
        /// Its place: the first entry that fits a packet decides.
        rule_number: RuleNumber,
        /// The direction of packets.
        direction: TrafficDirection,
        /// Where they come from or go to: addresses of IPv4 or IPv6.
        peer: Peer,
        /// Their protocol and ports. Answers go to the ports from 1024 on: an entry remembers no connection.
        traffic: Port,
        /// Their fate. Default: they are let through.
        action: AclAction = AclAction::Allow,
    }
}

props! {
    /// Settings of a [`NetworkAcl`].
    pub struct NetworkAclProps for CfnNetworkAclProps {
        /// The network.
        vpc: Vpc,
        /// The subnets that it is for. Default: none, until [`NetworkAcl::associate_with_subnets`].
        subnet_selection: Option<SubnetSelection>,
        /// Name, as a tag. Default: the path of the construct.
        network_acl_name: Option<Value<String>>,
    }
}

/// A list of packets that are let into and out of subnets, whatever security groups say. Nothing is until an entry lets it.
///
/// Makes an `AWS::EC2::NetworkAcl`, and an `AWS::EC2::NetworkAclEntry` for each entry. Costs nothing; 20 entries each way are the quota.
///
/// ```
/// use ferrocdk_aws::ec2::{NetworkAcl, NetworkAclEntryProps, NetworkAclProps, Peer, Port, SubnetType, TrafficDirection, Vpc, VpcProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let vpc = Vpc::new(&stack, "Vpc", VpcProps::new());
/// let acl = NetworkAcl::new(&stack, "Acl", NetworkAclProps::new(&vpc).subnet_selection(SubnetType::Public));
/// acl.add_entry("Https", NetworkAclEntryProps::new(100, TrafficDirection::Ingress, Peer::any_ipv4(), Port::HTTPS));
/// let answers = Port::tcp_range(1_024, 65_535);
/// acl.add_entry("Answers", NetworkAclEntryProps::new(100, TrafficDirection::Egress, Peer::any_ipv4(), answers));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct NetworkAcl {
    scope: Scope,
    resource: Owned<CfnNetworkAcl>,
    id: Value<String>,
}

constructs!(NetworkAcl);
ferrocdk_cfn::refers!(NetworkAcl: ec2 { NetworkAclId => id });

impl NetworkAcl {
    /// Makes a list.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: NetworkAclProps) -> Self {
        let scope = scope.scope().child(id);
        Tags::of(&scope).add("Name", props.network_acl_name.unwrap_or_else(|| scope.path().into()));
        let acl = CfnNetworkAclProps::new().vpc_id(props.vpc.id());
        let acl = CfnNetworkAcl::new(&scope, "Resource", props.customize.apply(acl));
        acl.acknowledge(&[VPC3], ASKED_FOR);
        let acl = Self {
            id: acl.reference(),
            resource: Owned::made(acl),
            scope,
        };
        if let Some(selection) = &props.subnet_selection {
            acl.associate_with_subnets("DefaultAssociation", &props.vpc, selection);
        }
        acl
    }

    /// A list that exists, by id.
    #[track_caller]
    pub fn from_network_acl_id(scope: &dyn Construct, id: &str, network_acl_id: impl Into<Value<String>>) -> Self {
        Self {
            scope: scope.scope().child(id),
            resource: Owned::imported(),
            id: network_acl_id.into(),
        }
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnNetworkAcl {
        self.resource.resource(&self.scope, |scope| {
            CfnNetworkAcl::new(scope, "Resource", CfnNetworkAclProps::new().vpc_id("vpc-0"))
        })
    }

    /// The list's id.
    pub fn id(&self) -> Value<String> {
        self.id.clone()
    }

    /// Makes the list that of further subnets, in place of the one that they have.
    #[track_caller]
    pub fn associate_with_subnets(&self, id: &str, vpc: &Vpc, selection: &SubnetSelection) {
        for subnet in vpc.select_subnets(selection).subnets {
            let path = subnet.scope().path();
            let name = logical_id(&path.split('/').collect::<Vec<_>>()).unwrap_or_default();
            let association = SubnetNetworkAclAssociationProps::new()
                .network_acl_id(self.id())
                .subnet_id(subnet.id());
            let scope = self.scope.child(&format!("{id}{name}"));
            CfnSubnetNetworkAclAssociation::new(&scope, "Resource", association);
        }
    }

    /// Adds an entry.
    #[track_caller]
    pub fn add_entry(&self, id: &str, props: NetworkAclEntryProps) -> CfnNetworkAclEntry {
        let scope = self.scope.child(id);
        if let Err(error) = props.rule_number.check() {
            error.report(&scope, diagnostic_ids::NETWORK_SETTINGS, "RuleNumber");
        }
        for mistake in [props.peer.mistake(), props.traffic.mistake()].into_iter().flatten() {
            scope.report(mistake);
        }
        let mut entry = CfnNetworkAclEntryProps::new()
            .egress(props.direction == TrafficDirection::Egress)
            .network_acl_id(self.id())
            .protocol(props.traffic.protocol_number())
            .rule_action(if props.action == AclAction::Allow {
                "allow"
            } else {
                "deny"
            })
            .rule_number(props.rule_number.get());
        match &props.peer {
            Peer::Ipv4(block) => entry = entry.cidr_block(block),
            Peer::Ipv6(block) => entry = entry.ipv6_cidr_block(block),
            _ => {
                let diagnostic =
                    Diagnostic::error(diagnostic_ids::PEER, "an entry of a network's list is about addresses")
                        .found("a security group or a prefix list")
                        .allowed("Peer::ipv4 and Peer::ipv6")
                        .help("say the addresses, or use a security group");
                scope.report(diagnostic);
            }
        }
        if let Some((from, to)) = props.traffic.range() {
            if props.traffic.protocol().starts_with("icmp") {
                entry = entry.icmp(network_acl_entry::Icmp::new().type_(from).code(to));
            } else if matches!(props.traffic.protocol(), "tcp" | "udp") {
                entry = entry.port_range(network_acl_entry::PortRange::new().from(from).to(to));
            }
        }
        let entry = CfnNetworkAclEntry::new(&scope, "Resource", props.customize.apply(entry));
        entry.acknowledge(&[VPC3], ASKED_FOR);
        entry
    }
}
