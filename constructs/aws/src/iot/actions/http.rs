//! Addresses of the web.

use ferrocdk_cfn::iot::topic_rule::{
    Action as CfnAction, BatchConfig, HttpAction as CfnHttpAction, HttpActionHeader, HttpAuthorization,
    SigV4Authorization,
};
use ferrocdk_core::{Construct, Value, pseudo};

use crate::bounds::bounded;
use crate::diagnostic_ids;
use crate::iam::PolicyStatement;
use crate::iot::{RuleAction, TopicRule};
use crate::units::Milliseconds;

bounded! {
    /// How many messages a request carries, 2 to 10. Source: "HTTP" among the rule actions of the AWS IoT developer guide.
    BatchSize(u32) in 2..=10, "messages";
    /// How long a request waits for further messages, 5 to 200 milliseconds. Source: as above.
    BatchWait(Milliseconds) in 5..=200, "milliseconds";
    /// Bytes of a request, 100 to 131,072. Source: as above.
    BatchBytes(u32) in 100..=131_072, "bytes";
}

/// How messages are gathered into one request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[must_use = "it takes effect in an action"]
pub struct Batching {
    max_size: Option<BatchSize>,
    max_wait: Option<BatchWait>,
    max_bytes: Option<BatchBytes>,
    across_topics: bool,
}

impl Batching {
    /// With the limits that IoT has by itself.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets how many messages a request carries at most. Default: ten.
    pub fn max_size(mut self, size: impl Into<BatchSize>) -> Self {
        self.max_size = Some(size.into());
        self
    }

    /// Sets how long it waits for further messages. Default: 20 milliseconds.
    pub fn max_wait(mut self, wait: impl Into<BatchWait>) -> Self {
        self.max_wait = Some(wait.into());
        self
    }

    /// Sets how large a request may be. Default: 5,120 bytes.
    pub fn max_bytes(mut self, bytes: impl Into<BatchBytes>) -> Self {
        self.max_bytes = Some(bytes.into());
        self
    }

    /// Gathers messages of different topics too. Default: each topic by itself.
    pub fn across_topics(mut self) -> Self {
        self.across_topics = true;
        self
    }
}

/// Posts each message to an address, over TLS. The address has to confirm that it wants them: [`TopicRuleDestination`](crate::iot::TopicRuleDestination).
///
/// ```
/// use ferrocdk_aws::iot::actions::{Batching, HttpAction};
///
/// let post = HttpAction::new("https://plant.example.com/readings/${topic(2)}")
///     .confirmation_url("https://plant.example.com/readings")
///     .header("X-Plant", "sao-paulo")
///     .batching(Batching::new().max_size(5));
/// ```
#[derive(Clone, Debug)]
#[must_use = "an action takes effect in a rule"]
pub struct HttpAction {
    url: Value<String>,
    confirmation_url: Option<Value<String>>,
    headers: Vec<HttpActionHeader>,
    signed: Option<Signed>,
    batching: Option<Batching>,
}

#[derive(Clone, Debug)]
struct Signed {
    service: Value<String>,
    statement: PolicyStatement,
}

impl HttpAction {
    /// Posts messages to an address, mostly a substitution template.
    pub fn new(url: impl Into<Value<String>>) -> Self {
        Self {
            url: url.into(),
            confirmation_url: None,
            headers: Vec::new(),
            signed: None,
            batching: None,
        }
    }

    /// The part of the address that was confirmed: a beginning of it without templates. Default: the address itself.
    pub fn confirmation_url(mut self, url: impl Into<Value<String>>) -> Self {
        self.confirmation_url = Some(url.into());
        self
    }

    /// Adds a header.
    pub fn header(mut self, name: impl Into<Value<String>>, value: impl Into<Value<String>>) -> Self {
        self.headers.push(HttpActionHeader::new().key(name).value(value));
        self
    }

    /// Signs requests to a service of AWS, such as `execute-api`, with the rule's role, which gets a permission for them.
    pub fn sign_for(mut self, service: impl Into<Value<String>>, statement: PolicyStatement) -> Self {
        self.signed = Some(Signed {
            service: service.into(),
            statement,
        });
        self
    }

    /// Gathers several messages into one request. Default: each has one of its own.
    pub fn batching(mut self, batching: Batching) -> Self {
        self.batching = Some(batching);
        self
    }
}

impl RuleAction for HttpAction {
    fn bind(&self, rule: &TopicRule) -> CfnAction {
        let mut action = CfnHttpAction::new().url(self.url.clone());
        action.confirmation_url = self.confirmation_url.clone();
        if !self.headers.is_empty() {
            action = action.headers(self.headers.clone());
        }
        if let Some(signed) = &self.signed {
            let role = rule.role();
            role.add_to_policy(signed.statement.clone());
            let signature = SigV4Authorization::new()
                .service_name(signed.service.clone())
                .signing_region(pseudo::region())
                .role_arn(role.arn());
            action = action.auth(HttpAuthorization::new().sigv4(signature));
        }
        if let Some(batching) = self.batching {
            let checks = [
                ("MaxBatchSize", batching.max_size.map_or(Ok(()), BatchSize::check)),
                ("MaxBatchOpenMs", batching.max_wait.map_or(Ok(()), BatchWait::check)),
                (
                    "MaxBatchSizeBytes",
                    batching.max_bytes.map_or(Ok(()), BatchBytes::check),
                ),
            ];
            for (property, checked) in checks {
                if let Err(error) = checked {
                    error.report(rule.scope(), diagnostic_ids::RULE_ACTION, property);
                }
            }
            let mut config = BatchConfig::new();
            config.max_batch_size = batching.max_size.map(|size| size.get().into());
            config.max_batch_open_ms = batching.max_wait.map(|wait| wait.get().into());
            config.max_batch_size_bytes = batching.max_bytes.map(|bytes| bytes.get().into());
            config.batch_across_topics = batching.across_topics.then(|| true.into());
            action = action.enable_batching(true).batch_config(config);
        }
        CfnAction::new().http(action)
    }
}
