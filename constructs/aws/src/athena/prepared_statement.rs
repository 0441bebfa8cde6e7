//! `PreparedStatement`: a query with open values.

use ferrocdk_cfn::athena::{CfnPreparedStatement, PreparedStatementProps as CfnPreparedStatementProps};
use ferrocdk_core::{Construct, Scope, Value};

use super::work_group::WorkGroup;
use crate::owned::constructs;
use crate::props::props;

props! {
    /// Settings of a [`PreparedStatement`].
    pub struct PreparedStatementProps for CfnPreparedStatementProps {
        /// The work group that has it.
        work_group: WorkGroup,
        /// The query, with `?` for each value that is given when it runs.
        query: Value<String>,
        /// Its name, of letters, digits and `_`. Default: one that follows from the place in the app.
        statement_name: Option<Value<String>>,
        /// For people. Default: none.
        description: Option<Value<String>>,
    }
}

/// A query with open values, which programs run by name: `EXECUTE name USING 'press-7'`.
///
/// Makes an `AWS::Athena::PreparedStatement`. Costs nothing.
///
/// ```
/// use ferrocdk_aws::athena::{PreparedStatement, PreparedStatementProps, WorkGroup, WorkGroupProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let reports = WorkGroup::new(&stack, "Reports", WorkGroupProps::new());
/// let query = "SELECT avg(temperature) FROM readings WHERE thing = ?";
/// PreparedStatement::new(&stack, "Average", PreparedStatementProps::new(&reports, query).statement_name("average"));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct PreparedStatement {
    scope: Scope,
    resource: CfnPreparedStatement,
}

constructs!(PreparedStatement);

impl PreparedStatement {
    /// Makes a statement.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: PreparedStatementProps) -> Self {
        let scope = scope.scope().child(id);
        let name = props
            .statement_name
            .unwrap_or_else(|| scope.unique_resource_name(256).replace('-', "_").into());
        let mut statement = CfnPreparedStatementProps::new()
            .work_group(props.work_group.name())
            .statement_name(name)
            .query_statement(props.query);
        statement.description = props.description;
        let resource = CfnPreparedStatement::new(&scope, "Resource", props.customize.apply(statement));
        Self { scope, resource }
    }

    /// The resource.
    pub fn cfn(&self) -> CfnPreparedStatement {
        self.resource.clone()
    }

    /// The statement's name.
    pub fn name(&self) -> Value<String> {
        self.resource.reference()
    }
}
