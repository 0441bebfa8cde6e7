//! `Connectable`: who may connect to whom, without naming groups and directions.

use std::panic::Location;

use ferrocdk_core::{Construct, Diagnostic, Scope};

use super::peer::Peer;
use super::port::Port;
use super::security_group::{Asked, Direction, SecurityGroup};
use crate::diagnostic_ids;

/// The part of a construct that connections are about: its security groups, or the peer that it is.
#[derive(Clone, Debug)]
pub struct Connections {
    groups: Vec<SecurityGroup>,
    peers: Vec<Peer>,
    default_port: Option<Port>,
    unknown: Option<Unknown>,
}

/// Connections that nothing is known of, and what to say of it.
#[derive(Clone, Debug)]
struct Unknown {
    scope: Scope,
    message: &'static str,
    help: &'static str,
}

impl Connections {
    /// Connections of what is in these groups.
    pub fn of_groups(groups: impl IntoIterator<Item = SecurityGroup>) -> Self {
        let groups: Vec<SecurityGroup> = groups.into_iter().collect();
        let peers = groups.iter().map(Peer::from).collect();
        Self {
            groups,
            peers,
            default_port: None,
            unknown: None,
        }
    }

    /// Connections of what has no group of this app: addresses, prefix lists, groups by id.
    pub fn of_peer(peer: Peer) -> Self {
        Self {
            groups: Vec::new(),
            peers: vec![peer],
            default_port: None,
            unknown: None,
        }
    }

    /// Connections of what has none, or of which nothing is known. Whoever asks for one is told so, at the line that asks.
    #[cfg(feature = "lambda")]
    pub(crate) fn unknown(scope: &Scope, message: &'static str, help: &'static str) -> Self {
        let unknown = Unknown {
            scope: scope.clone(),
            message,
            help,
        };
        Self {
            groups: Vec::new(),
            peers: Vec::new(),
            default_port: None,
            unknown: Some(unknown),
        }
    }

    /// Reports connections of which nothing is known.
    #[track_caller]
    fn check(&self) {
        if let Some(Unknown { scope, message, help }) = &self.unknown {
            let diagnostic = Diagnostic::error(diagnostic_ids::NO_CONNECTIONS, *message)
                .found(scope.path())
                .help(*help);
            scope.report(diagnostic.located(Location::caller()));
        }
    }

    /// Says the port that it is reached at.
    #[must_use]
    pub fn default_port(mut self, port: Port) -> Self {
        self.default_port = Some(port);
        self
    }

    /// The groups that it is in.
    pub fn security_groups(&self) -> &[SecurityGroup] {
        &self.groups
    }

    #[track_caller]
    fn rules(&self, direction: Direction, other: &Self, port: &Port, description: &str) {
        self.check();
        other.check();
        for group in &self.groups {
            for peer in &other.peers {
                group.add_rule(direction, peer, port, description, Asked::Here);
            }
        }
        for group in &other.groups {
            for peer in &self.peers {
                group.add_rule(direction.opposite(), peer, port, description, Asked::ByOther);
            }
        }
    }
}

/// Something that connections lead to and from: a security group, an instance, an endpoint, or a [`Peer`].
///
/// Each method adds the rule to the groups of both ends: incoming there, outgoing here unless everything may go out anyway. Rules between groups are resources of
/// their own, so that two groups can name each other.
///
/// ```
/// use ferrocdk_aws::ec2::{Connectable, Peer, Port, SecurityGroup, SecurityGroupProps, Vpc, VpcProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let vpc = Vpc::new(&stack, "Vpc", VpcProps::new());
/// let web = SecurityGroup::new(&stack, "Web", SecurityGroupProps::new(&vpc));
/// let data = SecurityGroup::new(&stack, "Data", SecurityGroupProps::new(&vpc));
/// web.allow_from(&Peer::any_ipv4(), &Port::HTTPS, "the public site");
/// data.allow_from(&web, &Port::POSTGRES, "queries of the site");
/// # assert!(app.synth().is_ok());
/// ```
pub trait Connectable {
    /// The part of it that connections are about.
    fn connections(&self) -> Connections;

    /// Lets the other connect to this one.
    #[track_caller]
    fn allow_from(&self, other: &dyn Connectable, port: &Port, description: &str) {
        self.connections()
            .rules(Direction::Ingress, &other.connections(), port, description);
    }

    /// Lets this one connect to the other.
    #[track_caller]
    fn allow_to(&self, other: &dyn Connectable, port: &Port, description: &str) {
        self.connections()
            .rules(Direction::Egress, &other.connections(), port, description);
    }

    /// Lets everything in the same groups connect with each other.
    #[track_caller]
    fn allow_internally(&self, port: &Port, description: &str) {
        let connections = self.connections();
        connections.check();
        for group in &connections.groups {
            for peer in &connections.peers {
                group.add_rule(Direction::Ingress, peer, port, description, Asked::Here);
                group.add_rule(Direction::Egress, peer, port, description, Asked::ByOther);
            }
        }
    }

    /// Lets every address of IPv4 connect to this one.
    #[track_caller]
    fn allow_from_any_ipv4(&self, port: &Port, description: &str) {
        self.allow_from(&Peer::any_ipv4(), port, description);
    }

    /// Lets this one connect to every address of IPv4.
    #[track_caller]
    fn allow_to_any_ipv4(&self, port: &Port, description: &str) {
        self.allow_to(&Peer::any_ipv4(), port, description);
    }

    /// Lets the other connect to this one at the port that this one is reached at.
    #[track_caller]
    fn allow_default_port_from(&self, other: &dyn Connectable, description: &str) {
        if let Some(port) = port_of(&self.connections(), &other.connections()) {
            self.allow_from(other, &port, description);
        }
    }

    /// Lets every address of IPv4 connect to this one at the port that this one is reached at.
    #[track_caller]
    fn allow_default_port_from_any_ipv4(&self, description: &str) {
        self.allow_default_port_from(&Peer::any_ipv4(), description);
    }

    /// Lets everything in the same groups connect at the port that this one is reached at.
    #[track_caller]
    fn allow_default_port_internally(&self, description: &str) {
        let connections = self.connections();
        if let Some(port) = port_of(&connections, &connections) {
            self.allow_internally(&port, description);
        }
    }

    /// Lets this one connect to the other at the port that the other is reached at.
    #[track_caller]
    fn allow_to_default_port(&self, other: &dyn Connectable, description: &str) {
        if let Some(port) = port_of(&other.connections(), &self.connections()) {
            self.allow_to(other, &port, description);
        }
    }
}

/// The port that something is reached at. One that has none is reported, at whichever of the two has a place in the tree.
#[track_caller]
fn port_of(reached: &Connections, from: &Connections) -> Option<Port> {
    if reached.unknown.is_some() {
        reached.check();
    } else if reached.default_port.is_none() {
        let place = reached.groups.first().or(from.groups.first()).map(Construct::scope);
        let diagnostic = Diagnostic::error(
            diagnostic_ids::NO_DEFAULT_PORT,
            "a connection to the default port of something that has none",
        )
        .found(place.map_or_else(|| "a peer".to_owned(), Scope::path))
        .allowed("endpoints, databases and balancers, which are reached at one port")
        .help("say the port: allow_from(&other, &Port::HTTPS, ..)");
        if let Some(place) = place {
            place.report(diagnostic.located(Location::caller()));
        }
    }
    reached.default_port.clone()
}
