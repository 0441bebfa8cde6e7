//! HTTP APIs.

use ferrocdk_cfn::events::rule::HttpParameters;
use ferrocdk_core::{Map, Value};

use super::delivery;
use crate::events::{ApiDestination, Delivery, Rule, RuleTarget, TargetConfig};
use crate::iam::PolicyStatement;

/// Sends events to an HTTP API, as a role of the rule.
///
/// ```
/// use ferrocdk_aws::events::{ApiDestination, EventField, EventPattern, Input, Rule, RuleProps, targets};
/// use ferrocdk_core::{App, Stack, StackProps, doc};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let arn = "arn:aws:events:sa-east-1:111122223333:api-destination/orders/11112222-3333-4444-5555-666677778888";
/// let orders = ApiDestination::from_api_destination_arn(&stack, "Orders", arn);
/// let target = targets::ApiDestinationTarget::new(&orders)
///     .path_parameters(["$.detail.order"])
///     .header("x-plant", "sao-paulo")
///     .input(Input::object(doc!({ "state": EventField::path("$.detail.state") })));
/// Rule::new(&stack, "ToPartner", RuleProps::new().event_pattern(EventPattern::new().source("plant.shop")).target(target));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct ApiDestinationTarget {
    destination: ApiDestination,
    path_parameters: Vec<Value<String>>,
    headers: Vec<(String, Value<String>)>,
    query_strings: Vec<(String, Value<String>)>,
    delivery: Delivery,
}

delivery!(ApiDestinationTarget, input);

impl ApiDestinationTarget {
    /// Sends to an API.
    pub fn new(destination: &ApiDestination) -> Self {
        Self {
            destination: destination.clone(),
            path_parameters: Vec::new(),
            headers: Vec::new(),
            query_strings: Vec::new(),
            delivery: Delivery::default(),
        }
    }

    /// Fills each `*` of the address, in order: with a text, or a part of the event by its path.
    #[must_use]
    pub fn path_parameters<T: Into<Value<String>>>(mut self, values: impl IntoIterator<Item = T>) -> Self {
        self.path_parameters.extend(values.into_iter().map(Into::into));
        self
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl Into<Value<String>>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// Adds a part of the query string.
    #[must_use]
    pub fn query_string(mut self, name: &str, value: impl Into<Value<String>>) -> Self {
        self.query_strings.push((name.to_owned(), value.into()));
        self
    }
}

impl RuleTarget for ApiDestinationTarget {
    fn bind(&self, rule: &Rule) -> TargetConfig {
        let role = rule.role();
        let arn = self.destination.arn();
        role.add_to_policy(PolicyStatement::allow(["events:InvokeApiDestination"]).on(arn.clone()));
        let config = TargetConfig::new(arn)
            .role(&role)
            .resource(&self.destination)
            .delivery(&self.delivery);
        let map = |entries: &[(String, Value<String>)]| {
            let entries: Map<Value<String>> = entries.iter().cloned().collect();
            (!entries.is_empty()).then(|| Value::from(entries))
        };
        let mut parameters = HttpParameters::new();
        parameters.header_parameters = map(&self.headers);
        parameters.query_string_parameters = map(&self.query_strings);
        let paths = self.path_parameters.clone();
        parameters.path_parameter_values = (!paths.is_empty()).then(|| Value::from(paths));
        let says_something = parameters.header_parameters.is_some()
            || parameters.query_string_parameters.is_some()
            || parameters.path_parameter_values.is_some();
        if says_something {
            config.cfn(|target| target.http_parameters(parameters))
        } else {
            config
        }
    }
}
