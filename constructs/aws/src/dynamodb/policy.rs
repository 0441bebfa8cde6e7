//! `TablePolicy`: where the policy of a table stands, which is a property of its resource.

use ferrocdk_core::{CfnResource, Construct, Expr, Scope};

use crate::iam::{PolicyDocument, PolicyStatement, append_statement};

/// The place of a table's own policy.
#[derive(Clone, Debug)]
pub(super) struct TablePolicy {
    resource: CfnResource,
    /// The replica whose policy it is, by its place in the list; none for a table of its own.
    replica: Option<usize>,
}

impl TablePolicy {
    pub(super) fn of_table(resource: &CfnResource) -> Self {
        Self {
            resource: resource.clone(),
            replica: None,
        }
    }

    pub(super) fn of_replica(resource: &CfnResource, replica: usize) -> Self {
        Self {
            resource: resource.clone(),
            replica: Some(replica),
        }
    }

    /// Adds a statement, which is about this table: a policy within the resource cannot name it without a circle.
    pub(super) fn add(&self, statement: PolicyStatement) -> Scope {
        let statement = statement.on_itself();
        match self.replica {
            None => self
                .resource
                .update_property("ResourcePolicy", |policy| append(policy, statement)),
            Some(replica) => self.resource.update_property("Replicas", |replicas| {
                if let Expr::Array(replicas) = replicas
                    && let Some(Expr::Object(replica)) = replicas.get_mut(replica)
                {
                    append(replica.get_or_insert_with("ResourcePolicy", || Expr::Null), statement);
                }
            }),
        }
        self.resource.scope().clone()
    }
}

fn append(policy: &mut Expr, statement: PolicyStatement) {
    match policy {
        Expr::Object(policy) if policy.contains_key("PolicyDocument") => {
            if let Some(document) = policy.get_mut("PolicyDocument") {
                append_statement(document, statement);
            }
        }
        policy => {
            let document = ferrocdk_core::Document::from(PolicyDocument::of([statement]));
            *policy = Expr::object([("PolicyDocument", document.into_expr())]);
        }
    }
}
