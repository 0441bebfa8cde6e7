//! `TopicRuleDestination`: what rules reach outside of AWS's own services.

use ferrocdk_cfn::iot::topic_rule_destination::{HttpUrlDestinationSummary, VpcDestinationProperties};
use ferrocdk_cfn::iot::{CfnTopicRuleDestination, TopicRuleDestinationProps as CfnTopicRuleDestinationProps};
use ferrocdk_cfn::refs::ec2::{SecurityGroupId, SubnetId, VPCId};
use ferrocdk_core::{CfnResource, Construct, IntoRef, ScannerRule, Scope, Value};

use crate::iam::{Grantee, PolicyStatement, Principal, Role, RoleProps};
use crate::owned::{Owned, constructs};
use crate::props::props;

/// Where a destination is.
#[derive(Clone, Debug, PartialEq)]
pub enum Destination {
    /// An address of the web, which is asked to confirm that it wants messages: it gets a token, and answers by opening an address with it.
    Http(Value<String>),
    /// A network of one's own, for clusters of Kafka.
    Vpc {
        /// The network, by id.
        vpc: Value<String>,
        /// Subnets, by id.
        subnets: Vec<Value<String>>,
        /// Security groups, by id.
        security_groups: Vec<Value<String>>,
    },
}

impl Destination {
    /// An address that begins with `https://`.
    pub fn http(confirmation_url: impl Into<Value<String>>) -> Self {
        Self::Http(confirmation_url.into())
    }

    /// A network with its subnets and security groups: constructs, resources or ids.
    pub fn vpc<S: IntoRef<SubnetId>, G: IntoRef<SecurityGroupId>>(
        vpc: impl IntoRef<VPCId>,
        subnets: impl IntoIterator<Item = S>,
        security_groups: impl IntoIterator<Item = G>,
    ) -> Self {
        Self::Vpc {
            vpc: vpc.into_ref(),
            subnets: subnets.into_iter().map(IntoRef::into_ref).collect(),
            security_groups: security_groups.into_iter().map(IntoRef::into_ref).collect(),
        }
    }
}

props! {
    /// Settings of a [`TopicRuleDestination`].
    pub struct TopicRuleDestinationProps for CfnTopicRuleDestinationProps {
        /// Where it is.
        destination: Destination,
        /// The role by which AWS IoT makes network interfaces. Default: one of its own.
        role: Option<Role>,
    }
}

/// A destination of rules: what [`HttpAction`](super::actions::HttpAction) and [`KafkaAction`](super::actions::KafkaAction) go through.
///
/// Makes an `AWS::IoT::TopicRuleDestination`, and an `AWS::IAM::Role` for a network. Costs nothing.
///
/// ```
/// use ferrocdk_aws::iot::{Destination, TopicRuleDestination, TopicRuleDestinationProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let kafka = Destination::vpc("vpc-0123456789abcdef0", ["subnet-0123456789abcdef0"], ["sg-0123456789abcdef0"]);
/// TopicRuleDestination::new(&stack, "Kafka", TopicRuleDestinationProps::new(kafka));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct TopicRuleDestination {
    scope: Scope,
    resource: Owned<CfnTopicRuleDestination>,
    arn: Value<String>,
}

constructs!(TopicRuleDestination);
ferrocdk_cfn::refers!(TopicRuleDestination: iot { TopicRuleDestinationArn => arn });

impl TopicRuleDestination {
    /// Makes a destination.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: TopicRuleDestinationProps) -> Self {
        let scope = scope.scope().child(id);
        let mut role = None;
        let destination = CfnTopicRuleDestinationProps::new();
        let destination = match props.destination {
            Destination::Http(url) => {
                destination.http_url_properties(HttpUrlDestinationSummary::new().confirmation_url(url))
            }
            Destination::Vpc {
                vpc,
                subnets,
                security_groups,
            } => {
                let taken = props.role.unwrap_or_else(|| own_role(&scope));
                let network = VpcDestinationProperties::new()
                    .vpc_id(vpc)
                    .subnet_ids(subnets)
                    .security_groups(security_groups)
                    .role_arn(taken.arn());
                role = Some(taken);
                destination.vpc_properties(network)
            }
        };
        let destination = CfnTopicRuleDestination::new(&scope, "Resource", props.customize.apply(destination));
        if let Some(role) = role {
            destination.scope().depends_on(&role);
        }
        Self {
            scope,
            arn: destination.attr_arn(),
            resource: Owned::made(destination),
        }
    }

    /// A destination that exists, by ARN.
    #[track_caller]
    pub fn from_topic_rule_destination_arn(scope: &dyn Construct, id: &str, arn: impl Into<Value<String>>) -> Self {
        Self {
            scope: scope.scope().child(id),
            resource: Owned::imported(),
            arn: arn.into(),
        }
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnTopicRuleDestination {
        self.resource.resource(&self.scope, |scope| {
            CfnTopicRuleDestination::new(scope, "Resource", CfnTopicRuleDestinationProps::new())
        })
    }

    /// The destination's ARN.
    pub fn arn(&self) -> Value<String> {
        self.arn.clone()
    }
}

/// Why it may do that to every network interface.
const NO_NAMES: &str = "network interfaces have no names before they are made, and descriptions no resource";

fn own_role(scope: &Scope) -> Role {
    let role = Role::new(
        scope,
        "Role",
        RoleProps::new(Principal::service("iot.amazonaws.com").from_own_account()),
    );
    // Source: "Virtual private cloud (VPC) destinations" of the AWS IoT developer guide.
    let interfaces = PolicyStatement::allow([
        "ec2:CreateNetworkInterface",
        "ec2:CreateNetworkInterfacePermission",
        "ec2:DeleteNetworkInterface",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeSubnets",
        "ec2:DescribeVpcAttribute",
        "ec2:DescribeVpcs",
    ]);
    let statement = interfaces.on_everything().because(NO_NAMES);
    if let Some(policy) = role
        .add_to_principal_policy(statement)
        .and_then(|scope| CfnResource::of(&scope))
    {
        let rules = [ScannerRule::Checkov("CKV_AWS_109"), ScannerRule::Checkov("CKV_AWS_111")];
        policy.acknowledge(&rules, NO_NAMES);
    }
    role
}
