//! `NamedQuery`: a query that people find by its name.

use ferrocdk_cfn::athena::{CfnNamedQuery, NamedQueryProps as CfnNamedQueryProps};
use ferrocdk_cfn::refs::athena::WorkGroupName;
use ferrocdk_cfn::refs::glue::DatabaseName;
use ferrocdk_core::{Construct, IntoRef, Scope, Value};

use crate::owned::constructs;
use crate::props::props;

props! {
    /// Settings of a [`NamedQuery`].
    pub struct NamedQueryProps for CfnNamedQueryProps {
        /// The database that it is about, by name.
        database: Value<String>,
        /// The query.
        query: Value<String>,
        /// Its name. Default: one that follows from the place in the app.
        query_name: Option<Value<String>>,
        /// For people. Default: none.
        description: Option<Value<String>>,
        /// The work group that has it, by name. Default: `primary`.
        own work_group: Option<Value<String>> = None,
    }
}

impl NamedQueryProps {
    /// A query about a database: a construct, a resource or a name.
    pub fn about(database: impl IntoRef<DatabaseName>, query: impl Into<Value<String>>) -> Self {
        Self::new(database.into_ref(), query)
    }

    /// Keeps it in a work group: a construct, a resource or a name.
    #[must_use]
    pub fn work_group(mut self, group: impl IntoRef<WorkGroupName>) -> Self {
        self.work_group = Some(group.into_ref());
        self
    }
}

/// A query that people find in the console by its name.
///
/// Makes an `AWS::Athena::NamedQuery`. Costs nothing.
///
/// ```
/// use ferrocdk_aws::athena::{NamedQuery, NamedQueryProps};
/// use ferrocdk_aws::glue::{Database, DatabaseProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let plant = Database::new(&stack, "Plant", DatabaseProps::new());
/// let hottest = "SELECT thing, max(temperature) FROM readings GROUP BY thing ORDER BY 2 DESC";
/// NamedQuery::new(&stack, "Hottest", NamedQueryProps::about(&plant, hottest));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct NamedQuery {
    scope: Scope,
    resource: CfnNamedQuery,
}

constructs!(NamedQuery);
ferrocdk_cfn::refers!(NamedQuery: athena { NamedQueryId => query_id });

impl NamedQuery {
    /// Makes a query.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: NamedQueryProps) -> Self {
        let scope = scope.scope().child(id);
        let mut query = CfnNamedQueryProps::new()
            .database(props.database)
            .query_string(props.query)
            .name(
                props
                    .query_name
                    .unwrap_or_else(|| scope.unique_resource_name(128).into()),
            );
        query.description = props.description;
        query.work_group = props.work_group;
        let resource = CfnNamedQuery::new(&scope, "Resource", props.customize.apply(query));
        Self { scope, resource }
    }

    /// The resource.
    pub fn cfn(&self) -> CfnNamedQuery {
        self.resource.clone()
    }

    /// The query's id.
    pub fn query_id(&self) -> Value<String> {
        self.resource.attr_named_query_id()
    }
}
