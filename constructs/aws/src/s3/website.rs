//! `Website`: a bucket that S3 serves as a site of its own, over plain HTTP.

use ferrocdk_cfn::s3::bucket::{
    RedirectAllRequestsTo, RedirectRule, RoutingRule as CfnRoutingRule, RoutingRuleCondition, WebsiteConfiguration,
};
use ferrocdk_core::Value;

use crate::props::props;

/// Pages that S3 serves at the bucket's website address.
///
/// Source: "Hosting a static website using Amazon S3". That address speaks plain HTTP, over which the bucket's policy then lets objects be read, and needs objects
/// that anybody may read; a distribution of CloudFront in front of a private bucket needs neither.
///
/// ```
/// use ferrocdk_aws::s3::{BlockPublicAccess, Bucket, BucketProps, Website};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "site", StackProps::default());
/// let open = BucketProps::new().block_public_access(BlockPublicAccess::AclsOnly);
/// let site = Bucket::new(&stack, "Site", open.website(Website::pages("index.html").error_document("404.html")));
/// site.grant_public_access("*");
/// Bucket::new(&stack, "Moved", BucketProps::new().website(Website::redirect_to("plant.example.com")));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub enum Website {
    /// Objects are pages.
    Pages {
        /// The object served for a folder, such as `index.html`.
        index_document: Value<String>,
        /// The object served for what is not there.
        error_document: Option<Value<String>>,
        /// Requests that go somewhere else.
        routing_rules: Vec<RoutingRule>,
    },
    /// Every request goes to another host.
    Redirect {
        /// The host.
        host: Value<String>,
        /// How it is spoken to. Default: as the request came.
        protocol: Option<RedirectProtocol>,
    },
}

/// How the target of a redirection is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RedirectProtocol {
    /// HTTP.
    Http,
    /// HTTPS.
    Https,
}

impl RedirectProtocol {
    fn word(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }
}

props! {
    /// Requests that go somewhere else than to the object they name.
    pub struct RoutingRule {
        /// Only requests whose key begins so. Default: all.
        key_prefix: Option<Value<String>>,
        /// Only requests that would end in this status, such as 404. Default: all.
        http_error_code: Option<u16>,
        /// The host that they go to. Default: this one.
        host: Option<Value<String>>,
        /// How it is spoken to. Default: as the request came.
        protocol: Option<RedirectProtocol>,
        /// Status of the answer, such as 302. Default: 301.
        http_redirect_code: Option<u16>,
        /// New form of the key.
        replace_key: Option<ReplaceKey>,
    }
}

/// New form of a request's key in a redirection.
#[derive(Clone, Debug, PartialEq)]
pub enum ReplaceKey {
    /// Another key.
    With(Value<String>),
    /// The same, with this in place of the prefix that the rule is about.
    PrefixWith(Value<String>),
}

impl Website {
    /// Objects are pages; this one is served for a folder.
    pub fn pages(index_document: impl Into<Value<String>>) -> Self {
        Self::Pages {
            index_document: index_document.into(),
            error_document: None,
            routing_rules: Vec::new(),
        }
    }

    /// Every request goes to another host.
    pub fn redirect_to(host: impl Into<Value<String>>) -> Self {
        Self::Redirect {
            host: host.into(),
            protocol: None,
        }
    }

    /// Serves an object for what is not there. Of pages only.
    #[must_use]
    pub fn error_document(mut self, key: impl Into<Value<String>>) -> Self {
        if let Self::Pages { error_document, .. } = &mut self {
            *error_document = Some(key.into());
        }
        self
    }

    /// Adds requests that go somewhere else. Of pages only; where all are redirected, there is nothing left.
    #[must_use]
    pub fn routing_rule(mut self, rule: RoutingRule) -> Self {
        if let Self::Pages { routing_rules, .. } = &mut self {
            routing_rules.push(rule);
        }
        self
    }

    /// Says how the other host is spoken to. Of a redirection only.
    #[must_use]
    pub fn protocol(mut self, with: RedirectProtocol) -> Self {
        if let Self::Redirect { protocol, .. } = &mut self {
            *protocol = Some(with);
        }
        self
    }

    pub(super) fn into_cfn(self) -> WebsiteConfiguration {
        match self {
            Self::Pages {
                index_document,
                error_document,
                routing_rules,
            } => {
                let mut site = WebsiteConfiguration::new().index_document(index_document);
                site.error_document = error_document;
                if !routing_rules.is_empty() {
                    let rules = routing_rules.into_iter().map(RoutingRule::into_cfn);
                    site = site.routing_rules(rules.collect::<Vec<_>>());
                }
                site
            }
            Self::Redirect { host, protocol } => {
                let mut redirect = RedirectAllRequestsTo::new().host_name(host);
                if let Some(protocol) = protocol {
                    redirect = redirect.protocol(protocol.word());
                }
                WebsiteConfiguration::new().redirect_all_requests_to(redirect)
            }
        }
    }
}

impl RoutingRule {
    fn into_cfn(self) -> CfnRoutingRule {
        let mut redirect = RedirectRule::new();
        redirect.host_name = self.host;
        redirect.http_redirect_code = self.http_redirect_code.map(|code| code.to_string().into());
        if let Some(protocol) = self.protocol {
            redirect = redirect.protocol(protocol.word());
        }
        match self.replace_key {
            Some(ReplaceKey::With(key)) => redirect = redirect.replace_key_with(key),
            Some(ReplaceKey::PrefixWith(prefix)) => redirect = redirect.replace_key_prefix_with(prefix),
            None => {}
        }
        let rule = CfnRoutingRule::new().redirect_rule(redirect);
        if self.key_prefix.is_none() && self.http_error_code.is_none() {
            return rule;
        }
        let mut condition = RoutingRuleCondition::new();
        condition.key_prefix_equals = self.key_prefix;
        condition.http_error_code_returned_equals = self.http_error_code.map(|code| code.to_string().into());
        rule.routing_rule_condition(condition)
    }
}
