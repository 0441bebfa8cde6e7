//! `InterfaceVpcEndpoint`: an address in the network that leads to a service.

use ferrocdk_cfn::ec2::{CfnVPCEndpoint, VPCEndpointProps};
use ferrocdk_core::{Construct, Scope, Value};

use super::connections::{Connectable, Connections};
use super::endpoint_services::InterfaceEndpointService;
use super::gateway_endpoint::add_to_policy;
use super::peer::Peer;
use super::port::Port;
use super::security_group::{SecurityGroup, SecurityGroupProps};
use super::selection::SubnetSelection;
use super::vpc::Vpc;
use crate::iam::PolicyStatement;
use crate::owned::{Owned, constructs};
use crate::props::props;

/// Who reaches an endpoint.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EndpointAccess {
    /// Every address of the network.
    #[default]
    WholeNetwork,
    /// Those that are allowed one by one, with [`Connectable`].
    Allowed,
}

/// Whether a service's public name leads to its endpoint within the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrivateDns {
    /// It does, so that programs need not know of the endpoint.
    Enabled,
    /// It does not: programs are told the endpoint's own names.
    Disabled,
}

props! {
    /// Settings of an [`InterfaceVpcEndpoint`].
    pub struct InterfaceVpcEndpointProps for VPCEndpointProps {
        /// The network.
        vpc: Vpc,
        /// The service that it leads to.
        service: InterfaceEndpointService,
        /// The subnets that it has an address in, one in each zone. Default: the private ones.
        subnets: SubnetSelection = SubnetSelection::new(),
        /// Its groups. Default: one that is made for it.
        security_groups: Vec<SecurityGroup>,
        /// Who reaches it. Default: every address of the network.
        access: EndpointAccess = EndpointAccess::WholeNetwork,
        /// Whether the public name leads to it. Default: for services of AWS, so that programs need not know of it.
        private_dns: Option<PrivateDns>,
    }
}

/// An address in each zone of a network that leads to a service, so that nothing leaves the network.
///
/// Makes an `AWS::EC2::VPCEndpoint`, and a security group that lets the network in. Costs about a cent an hour in each zone, and a cent a gigabyte.
///
/// ```
/// use ferrocdk_aws::ec2::{InterfaceEndpointService, SubnetConfiguration, SubnetType, Vpc, VpcProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let data = SubnetConfiguration::new("Data", SubnetType::PrivateIsolated);
/// let vpc = Vpc::new(&stack, "Vpc", VpcProps::new().subnet_configuration([data]));
/// vpc.add_interface_endpoint("Secrets", InterfaceEndpointService::SECRETS_MANAGER);
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct InterfaceVpcEndpoint {
    scope: Scope,
    resource: Owned<CfnVPCEndpoint>,
    id: Value<String>,
    security_groups: Vec<SecurityGroup>,
    port: u16,
}

constructs!(InterfaceVpcEndpoint);
ferrocdk_cfn::refers!(InterfaceVpcEndpoint: ec2 { VPCEndpointId => id });

impl InterfaceVpcEndpoint {
    /// Makes an endpoint.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: InterfaceVpcEndpointProps) -> Self {
        let scope = scope.scope().child(id);
        let mut security_groups = props.security_groups;
        if security_groups.is_empty() {
            security_groups.push(SecurityGroup::new(
                &scope,
                "SecurityGroup",
                SecurityGroupProps::new(&props.vpc),
            ));
        }
        let port = props.service.port();
        if props.access == EndpointAccess::WholeNetwork {
            for group in &security_groups {
                group.add_ingress_rule(Peer::ipv4(props.vpc.cidr_block()), &Port::tcp(port), "");
            }
        }
        let subnets = props.vpc.select_subnets(&props.subnets.one_per_zone());
        let private_dns = match props.private_dns {
            Some(private_dns) => private_dns == PrivateDns::Enabled,
            None => props.service.has_private_dns(),
        };
        let groups: Vec<Value<String>> = security_groups.iter().map(SecurityGroup::id).collect();
        let endpoint = VPCEndpointProps::new()
            .private_dns_enabled(private_dns)
            .security_group_ids(groups)
            .service_name(props.service.name(&scope))
            .subnet_ids(subnets.ids)
            .vpc_endpoint_type("Interface")
            .vpc_id(props.vpc.id());
        let endpoint = CfnVPCEndpoint::new(&scope, "Resource", props.customize.apply(endpoint));
        Self {
            scope,
            id: endpoint.reference(),
            resource: Owned::made(endpoint),
            security_groups,
            port,
        }
    }

    /// An endpoint that exists, by id, with its groups and the port that it is reached at.
    #[track_caller]
    pub fn from_interface_vpc_endpoint_id(
        scope: &dyn Construct,
        id: &str,
        endpoint_id: impl Into<Value<String>>,
        security_groups: &[&SecurityGroup],
        port: u16,
    ) -> Self {
        Self {
            scope: scope.scope().child(id),
            resource: Owned::imported(),
            id: endpoint_id.into(),
            security_groups: security_groups.iter().map(|group| (*group).clone()).collect(),
            port,
        }
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnVPCEndpoint {
        self.resource.resource(&self.scope, |scope| {
            CfnVPCEndpoint::new(scope, "Resource", VPCEndpointProps::new().vpc_id("vpc-0"))
        })
    }

    /// The endpoint's id.
    pub fn id(&self) -> Value<String> {
        self.id.clone()
    }

    /// Adds a statement to the endpoint's policy, with whom it is about. The first one replaces the policy that lets everything through.
    #[track_caller]
    pub fn add_to_policy(&self, statement: PolicyStatement) {
        add_to_policy(&self.scope, &self.resource, statement);
    }
}

impl Connectable for InterfaceVpcEndpoint {
    fn connections(&self) -> Connections {
        Connections::of_groups(self.security_groups.clone()).default_port(Port::tcp(self.port))
    }
}

impl Vpc {
    /// Adds an address in each zone that leads to a service. [`InterfaceVpcEndpoint::new`] takes further settings.
    #[track_caller]
    pub fn add_interface_endpoint(&self, id: &str, service: InterfaceEndpointService) -> InterfaceVpcEndpoint {
        InterfaceVpcEndpoint::new(self, id, InterfaceVpcEndpointProps::new(self, service))
    }
}
