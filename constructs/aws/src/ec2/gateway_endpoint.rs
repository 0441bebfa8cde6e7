//! `GatewayVpcEndpoint`: a way to S3 or DynamoDB that does not leave the network.

use ferrocdk_cfn::ec2::{CfnVPCEndpoint, VPCEndpointProps};
use ferrocdk_core::{Construct, Diagnostic, Scope, Value, pseudo, text};

use super::selection::SubnetSelection;
use super::subnet::Subnet;
use super::subnet_configuration::SubnetType;
use super::vpc::Vpc;
use crate::diagnostic_ids;
use crate::iam::{PolicyStatement, append_statement};
use crate::owned::{Owned, constructs, refuse};
use crate::props::props;

/// The services that a gateway endpoint leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GatewayEndpointService {
    /// S3.
    S3,
    /// DynamoDB.
    DynamoDb,
    /// S3's directory buckets.
    S3Express,
}

impl GatewayEndpointService {
    fn name(self) -> Value<String> {
        let short = match self {
            Self::S3 => "s3",
            Self::DynamoDb => "dynamodb",
            Self::S3Express => "s3express",
        };
        text!("com.amazonaws.{}.{}", pseudo::region(), short)
    }
}

props! {
    /// Settings of a [`GatewayVpcEndpoint`].
    pub struct GatewayVpcEndpointProps for VPCEndpointProps {
        /// The network.
        vpc: Vpc,
        /// The service that it leads to.
        service: GatewayEndpointService,
        /// The subnets that get a route to it. Default: all of the network.
        subnets: Vec<SubnetSelection>,
    }
}

/// A way to S3 or DynamoDB through the routes of a network: without it, each gigabyte goes through a NAT gateway and is paid there.
///
/// Makes an `AWS::EC2::VPCEndpoint`. Costs nothing.
///
/// ```
/// use ferrocdk_aws::ec2::{GatewayEndpointService, Vpc, VpcProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let vpc = Vpc::new(&stack, "Vpc", VpcProps::new());
/// vpc.add_gateway_endpoint("S3", GatewayEndpointService::S3);
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct GatewayVpcEndpoint {
    scope: Scope,
    resource: Owned<CfnVPCEndpoint>,
    id: Value<String>,
}

constructs!(GatewayVpcEndpoint);
ferrocdk_cfn::refers!(GatewayVpcEndpoint: ec2 { VPCEndpointId => id });

impl GatewayVpcEndpoint {
    /// Makes an endpoint.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: GatewayVpcEndpointProps) -> Self {
        let scope = scope.scope().child(id);
        let mut subnets = Vec::new();
        for selection in &props.subnets {
            subnets.extend(props.vpc.select_subnets(selection).subnets);
        }
        if props.subnets.is_empty() {
            let order = [
                SubnetType::PrivateWithEgress,
                SubnetType::Public,
                SubnetType::PrivateIsolated,
            ];
            subnets = order
                .into_iter()
                .flat_map(|subnet_type| props.vpc.subnets_of(subnet_type))
                .collect();
        }
        let tables = route_tables(&subnets);
        if tables.is_empty() {
            let diagnostic = Diagnostic::error(
                diagnostic_ids::ENDPOINT,
                "a gateway endpoint has no route table to stand in",
            )
            .found(format!(
                "{} subnets of {}, none with a known route table",
                subnets.len(),
                props.vpc.scope().path()
            ))
            .allowed("subnets whose route tables are known")
            .help("import the network with Vpc::from_lookup, or say route_table_ids in VpcAttributes");
            scope.report(diagnostic);
        }
        let endpoint = VPCEndpointProps::new()
            .route_table_ids(tables)
            .service_name(props.service.name())
            .vpc_endpoint_type("Gateway")
            .vpc_id(props.vpc.id());
        let endpoint = CfnVPCEndpoint::new(&scope, "Resource", props.customize.apply(endpoint));
        Self {
            scope,
            id: endpoint.reference(),
            resource: Owned::made(endpoint),
        }
    }

    /// An endpoint that exists, by id.
    #[track_caller]
    pub fn from_gateway_vpc_endpoint_id(
        scope: &dyn Construct,
        id: &str,
        endpoint_id: impl Into<Value<String>>,
    ) -> Self {
        Self {
            scope: scope.scope().child(id),
            resource: Owned::imported(),
            id: endpoint_id.into(),
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

impl Vpc {
    /// Adds a way to S3 or DynamoDB to the routes of all subnets; it costs nothing. [`GatewayVpcEndpoint::new`] takes further settings.
    #[track_caller]
    pub fn add_gateway_endpoint(&self, id: &str, service: GatewayEndpointService) -> GatewayVpcEndpoint {
        GatewayVpcEndpoint::new(self, id, GatewayVpcEndpointProps::new(self, service))
    }
}

/// Adds a statement to the policy of an endpoint.
#[track_caller]
pub(super) fn add_to_policy(scope: &Scope, endpoint: &Owned<CfnVPCEndpoint>, statement: PolicyStatement) {
    match endpoint.get() {
        Some(endpoint) => endpoint.update_property("PolicyDocument", |policy| append_statement(policy, statement)),
        None => refuse(scope, "has a policy that this app cannot change"),
    }
}

/// The route tables of subnets that are known, each once.
pub(super) fn route_tables(subnets: &[Subnet]) -> Vec<Value<String>> {
    let mut tables: Vec<Value<String>> = Vec::new();
    for table in subnets
        .iter()
        .filter_map(|subnet| subnet.attributes().route_table_id.clone())
    {
        if !tables.contains(&table) {
            tables.push(table);
        }
    }
    tables
}
