//! `VpcLink`: a way into a private network.

use ferrocdk_cfn::apigateway::{CfnVpcLink, VpcLinkProps as CfnVpcLinkProps};
use ferrocdk_cfn::refs::elasticloadbalancingv2::LoadBalancerArn;
use ferrocdk_core::{Construct, Diagnostic, Expr, IntoRef, Scope, Value, logical_id};

use crate::diagnostic_ids;
use crate::owned::{Owned, constructs};
use crate::props::props;

props! {
    /// Settings of a [`VpcLink`].
    pub struct VpcLinkProps for CfnVpcLinkProps {
        /// The name. Default: made of the path.
        vpc_link_name: Option<Value<String>>,
        /// For people.
        description: Option<Value<String>>,
        /// Network load balancers that requests go to; one, as API Gateway has it. [`VpcLink::add_target`] adds to them.
        refers targets: Vec<LoadBalancerArn>,
    }
}

/// A way from API Gateway into a private network, to a network load balancer there.
///
/// Makes an `AWS::ApiGateway::VpcLink`, which costs nothing; what it leads to does. Making one takes minutes.
///
/// ```
/// use ferrocdk_aws::apigateway::{HttpIntegration, HttpMethod, RestApi, RestApiProps, VpcLink, VpcLinkProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let balancer = "arn:aws:elasticloadbalancing:sa-east-1:111122223333:loadbalancer/net/presses/0a1b2c3d4e5f6071";
/// let link = VpcLink::new(&stack, "Link", VpcLinkProps::new().targets([balancer]));
/// let api = RestApi::new(&stack, "Api", RestApiProps::new());
/// api.root().add_method(HttpMethod::Get, HttpIntegration::new("http://presses.internal/").vpc_link(&link));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct VpcLink {
    scope: Scope,
    resource: Owned<CfnVpcLink>,
    id: Value<String>,
}

constructs!(VpcLink);

ferrocdk_cfn::refers!(VpcLink: apigateway { VpcLinkId => id });

impl VpcLink {
    /// Makes a link.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: VpcLinkProps) -> Self {
        let scope = scope.scope().child(id);
        let path = scope.path();
        let unique = || Value::from(logical_id(&path.split('/').collect::<Vec<_>>()).unwrap_or_default());
        let mut link = CfnVpcLinkProps::new()
            .name(props.vpc_link_name.unwrap_or_else(unique))
            .target_arns(props.targets);
        link.description = props.description;
        let link = CfnVpcLink::new(&scope, "Resource", props.customize.apply(link));
        let targets = link.clone();
        scope.add_validation(move |_| validate(&targets));
        Self {
            scope,
            id: link.reference(),
            resource: Owned::made(link),
        }
    }

    /// A link that exists, by its id.
    #[track_caller]
    pub fn from_vpc_link_id(scope: &dyn Construct, id: &str, vpc_link_id: impl Into<Value<String>>) -> Self {
        Self {
            scope: scope.scope().child(id),
            resource: Owned::imported(),
            id: vpc_link_id.into(),
        }
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnVpcLink {
        self.resource.resource(&self.scope, |scope| {
            CfnVpcLink::new(scope, "Resource", CfnVpcLinkProps::new().name("").target_arns([""]))
        })
    }

    /// The link's id.
    pub fn id(&self) -> Value<String> {
        self.id.clone()
    }

    /// Adds a network load balancer that requests go to.
    #[track_caller]
    pub fn add_target(&self, balancer: impl IntoRef<LoadBalancerArn>) {
        let target = balancer.into_ref().into_expr();
        self.cfn().update_property("TargetArns", |targets| match targets {
            Expr::Array(targets) => targets.push(target),
            other => *other = Expr::Array(vec![target]),
        });
    }
}

fn validate(link: &CfnVpcLink) -> Vec<Diagnostic> {
    let targets = match link.props::<CfnVpcLinkProps>() {
        Some(Ok(CfnVpcLinkProps {
            target_arns: Some(Value::Lit(targets)),
            ..
        })) => targets.len(),
        // A list that is known at deployment.
        _ => return Vec::new(),
    };
    if targets == 1 {
        return Vec::new();
    }
    let diagnostic = Diagnostic::error(
        diagnostic_ids::VPC_LINK,
        "a link into a network leads to another number of load balancers than one",
    )
    .found(format!("{targets} targets"))
    .allowed("one network load balancer")
    .help("give it with `targets` or `add_target`, and make a link for each");
    vec![diagnostic]
}
