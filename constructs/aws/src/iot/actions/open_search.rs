//! Domains of OpenSearch.

use ferrocdk_cfn::iot::topic_rule::{Action as CfnAction, OpenSearchAction as CfnOpenSearchAction};
use ferrocdk_cfn::refs::opensearchservice::DomainArn;
use ferrocdk_core::{IntoRef, Value, text};

use super::{BY_TEMPLATE, pattern};
use crate::iam::PolicyStatement;
use crate::iot::{RuleAction, TopicRule};

/// Writes each message as a document into an index of a domain of OpenSearch.
///
/// ```
/// use ferrocdk_aws::iot::actions::OpenSearchAction;
///
/// let domain = "arn:aws:es:sa-east-1:111122223333:domain/plant";
/// let write = OpenSearchAction::new(domain, "https://search-plant-abc.sa-east-1.es.amazonaws.com", "readings").document_id("${topic(2)}-${timestamp()}");
/// ```
#[derive(Clone, Debug)]
#[must_use = "an action takes effect in a rule"]
pub struct OpenSearchAction {
    domain: Value<String>,
    endpoint: Value<String>,
    index: Value<String>,
    kind: Value<String>,
    id: Value<String>,
}

impl OpenSearchAction {
    /// Writes to a domain, a construct, a resource or an ARN, at its endpoint with `https://`, into an index.
    pub fn new(
        domain: impl IntoRef<DomainArn>,
        endpoint: impl Into<Value<String>>,
        index: impl Into<Value<String>>,
    ) -> Self {
        Self {
            domain: domain.into_ref(),
            endpoint: endpoint.into(),
            index: index.into(),
            kind: "_doc".into(),
            id: "${newuuid()}".into(),
        }
    }

    /// Sets the type of documents. Default: `_doc`, the only one that newer versions have.
    pub fn document_type(mut self, kind: impl Into<Value<String>>) -> Self {
        self.kind = kind.into();
        self
    }

    /// Sets the id of a document, a substitution template; one with the same id is replaced. Default: `${newuuid()}`, so that none is.
    pub fn document_id(mut self, id: impl Into<Value<String>>) -> Self {
        self.id = id.into();
        self
    }
}

impl RuleAction for OpenSearchAction {
    fn bind(&self, rule: &TopicRule) -> CfnAction {
        let role = rule.role();
        let documents = text!("{}/{}/*", self.domain.clone(), pattern(&self.index));
        role.add_to_policy(
            PolicyStatement::allow(["es:ESHttpPut"])
                .on(documents)
                .because(BY_TEMPLATE),
        );
        let action = CfnOpenSearchAction::new()
            .endpoint(self.endpoint.clone())
            .index(self.index.clone())
            .type_(self.kind.clone())
            .id(self.id.clone())
            .role_arn(role.arn());
        CfnAction::new().open_search(action)
    }
}
