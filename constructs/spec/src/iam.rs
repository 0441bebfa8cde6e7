//! Permissions that handlers of resource types need, and IAM's facts about services.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The IAM actions that the handlers of a resource type call, in upstream's order, such as `kinesis:CreateStream`.
///
/// CloudFormation calls a handler with the permissions of whoever deploys. All are empty for the types that CloudFormation builds
/// without handlers, whose needs are not published.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Permissions {
    /// To create a resource.
    pub create: Vec<String>,
    /// To read one: drift detection, and what `Fn::GetAtt` returns.
    pub read: Vec<String>,
    /// To update one; empty for types whose every change replaces.
    pub update: Vec<String>,
    /// To delete one.
    pub delete: Vec<String>,
    /// To list all: the resource scanner and imports.
    pub list: Vec<String>,
}

impl Permissions {
    /// The handlers with their names, in the order of a resource's life.
    #[must_use]
    pub fn handlers(&self) -> [(&'static str, &[String]); 5] {
        [
            ("create", &self.create),
            ("read", &self.read),
            ("update", &self.update),
            ("delete", &self.delete),
            ("list", &self.list),
        ]
    }

    /// Whether no handler is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.handlers().iter().all(|(_, actions)| actions.is_empty())
    }
}

/// IAM's facts about a service: its actions and the resources that they can be limited to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IamService {
    /// By the action's name in lower case (IAM does not look at case), the names of the resources that it can be limited to; empty when
    /// it allows `*` only.
    pub actions: BTreeMap<String, Vec<String>>,
    /// By name in lower case, the ARNs that a resource may have: regular expressions in which `${Partition}`, `${Region}` and `${Account}`
    /// stand for themselves.
    pub resources: BTreeMap<String, Vec<String>>,
}
