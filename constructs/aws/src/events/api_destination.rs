//! `ApiDestination`: an HTTP API as a target of rules.

use ferrocdk_cfn::events::{ApiDestinationProps as CfnApiDestinationProps, CfnApiDestination};
use ferrocdk_cfn::refs;
use ferrocdk_core::{Construct, Diagnostic, Scope, Value};

use crate::bounds::bounded;
use crate::diagnostic_ids;
use crate::owned::{Owned, constructs};
use crate::props::props;

pub use ferrocdk_cfn::events::api_destination::HttpMethod;

bounded! {
    /// Requests a second at most, 1 to 300. Source: "API destinations" of "Amazon EventBridge quotas".
    InvocationRate(u32) in 1..=300, "requests a second";
}

props! {
    /// Settings of an [`ApiDestination`].
    pub struct ApiDestinationProps for CfnApiDestinationProps {
        /// How EventBridge proves who it is.
        refers connection: refs::events::ConnectionArn,
        /// The address, by HTTPS; each `*` in it is filled by the target of a rule.
        endpoint: Value<String>,
        /// How it is asked. Default: by `POST`.
        http_method: HttpMethod = HttpMethod::Post,
        /// Requests a second at most. Default: 300, as EventBridge has it.
        rate_limit: Option<InvocationRate>,
        /// For people, up to 512 characters. Default: none.
        description: Option<Value<String>>,
        /// A name that does not change, 1 to 64 characters. Default: CloudFormation generates one.
        api_destination_name: Option<Value<String>>,
    }
}

/// An HTTP API that rules send events to.
///
/// Makes an `AWS::Events::ApiDestination`. Costs 20 cents a million requests.
///
/// ```
/// use ferrocdk_aws::events::{ApiDestination, ApiDestinationProps, Authorization, Connection, ConnectionProps, EventPattern, Rule, RuleProps, targets};
/// use ferrocdk_core::{App, Stack, StackProps, Value};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let login = Authorization::basic("plant", Value::secret("plant/partner", "password"));
/// let partner = Connection::new(&stack, "Partner", ConnectionProps::new(login));
/// let orders = ApiDestination::new(&stack, "Orders", ApiDestinationProps::new(&partner, "https://partner.example/orders").rate_limit(10));
/// let rule = RuleProps::new().event_pattern(EventPattern::new().source("plant.shop")).target(targets::ApiDestinationTarget::new(&orders));
/// Rule::new(&stack, "ToPartner", rule);
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct ApiDestination {
    scope: Scope,
    resource: Owned<CfnApiDestination>,
    arn: Value<String>,
}

constructs!(ApiDestination);
ferrocdk_cfn::refers!(ApiDestination: events { ApiDestinationArn => arn });

impl ApiDestination {
    /// Makes a destination.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: ApiDestinationProps) -> Self {
        let scope = scope.scope().child(id);
        check(&scope, &props);
        let mut destination = CfnApiDestinationProps::new()
            .connection_arn(props.connection)
            .invocation_endpoint(props.endpoint);
        destination.http_method = Some(Value::Lit(props.http_method));
        destination.invocation_rate_limit_per_second = props.rate_limit.map(|rate| rate.get().into());
        destination.description = props.description;
        destination.name = props.api_destination_name;
        let destination = CfnApiDestination::new(&scope, "ApiDestination", props.customize.apply(destination));
        let arn = destination.attr_arn();
        Self {
            scope,
            resource: Owned::made(destination),
            arn,
        }
    }

    /// A destination that exists, by ARN.
    #[track_caller]
    pub fn from_api_destination_arn(scope: &dyn Construct, id: &str, arn: impl Into<Value<String>>) -> Self {
        Self {
            scope: scope.scope().child(id),
            resource: Owned::imported(),
            arn: arn.into(),
        }
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnApiDestination {
        self.resource.resource(&self.scope, |scope| {
            let stand_in = CfnApiDestinationProps::new()
                .connection_arn("imported")
                .http_method("POST");
            CfnApiDestination::new(
                scope,
                "ApiDestination",
                stand_in.invocation_endpoint("https://imported"),
            )
        })
    }

    /// The destination's ARN.
    pub fn arn(&self) -> Value<String> {
        self.arn.clone()
    }
}

fn check(scope: &Scope, props: &ApiDestinationProps) {
    if let Some(Err(error)) = props.rate_limit.map(InvocationRate::check) {
        error.report(scope, diagnostic_ids::API_DESTINATION, "InvocationRateLimitPerSecond");
    }
    if let Some(endpoint) = props
        .endpoint
        .literal()
        .filter(|endpoint| !endpoint.starts_with("https://"))
    {
        let diagnostic = Diagnostic::error(
            diagnostic_ids::API_DESTINATION,
            "the address of an API destination is not one that EventBridge takes",
        )
        .at("", Some("InvocationEndpoint"))
        .found(endpoint.as_str())
        .allowed("an address that begins with `https://`");
        scope.report(diagnostic);
    }
}
