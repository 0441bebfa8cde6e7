//! Athena.

use ferrocdk::Construct;
use ferrocdk::aws::athena::{
    NamedQuery, NamedQueryProps, PreparedStatement, PreparedStatementProps, WorkGroup, WorkGroupProps,
};

pub(crate) fn forms(stack: &dyn Construct) {
    let group = WorkGroup::new(stack, "Group", WorkGroupProps::new());
    NamedQuery::new(stack, "Query", NamedQueryProps::about("plant", "SELECT 1"));
    PreparedStatement::new(stack, "Statement", PreparedStatementProps::new(&group, "SELECT ?"));
}
