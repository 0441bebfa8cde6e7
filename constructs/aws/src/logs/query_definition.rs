//! `QueryDefinition`: a query of CloudWatch Logs Insights that is kept.

use ferrocdk_cfn::logs::{CfnQueryDefinition, QueryDefinitionProps as CfnQueryDefinitionProps};
use ferrocdk_cfn::refs;
use ferrocdk_core::{Construct, Scope, Value};

use crate::owned::constructs;
use crate::props::props;

/// A query of CloudWatch Logs Insights: commands, each of which goes on with what the one before it gives.
///
/// Source: "CloudWatch Logs Insights language query syntax".
///
/// ```
/// use ferrocdk_aws::logs::QueryString;
///
/// let slowest = QueryString::new().fields(["@timestamp", "latency"]).filter("latency > 500").sort("latency desc").limit(20);
/// assert_eq!(slowest.as_str(), "fields @timestamp, latency\n| filter latency > 500\n| sort latency desc\n| limit 20");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use = "a query takes effect in a definition"]
pub struct QueryString(String);

macro_rules! commands {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        pub fn $name(self, rest: &str) -> Self {
            self.command(stringify!($name), rest)
        }
    )*};
}

impl QueryString {
    /// A query without a command yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A query as it is written.
    pub fn from_text(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Gives these fields of each event.
    pub fn fields<T: AsRef<str>>(self, fields: impl IntoIterator<Item = T>) -> Self {
        let fields: Vec<String> = fields.into_iter().map(|field| field.as_ref().to_owned()).collect();
        self.command("fields", &fields.join(", "))
    }

    commands! {
        /// Takes fields out of a text: `@message "user=*" as user`.
        parse;
        /// Goes on with events of which this is true: `level = "ERROR"`.
        filter;
        /// Adds up: `count(*) by bin(5m)`.
        stats;
        /// Puts in order: `@timestamp desc`.
        sort;
        /// Shows these fields only.
        display;
        /// Leaves out what has the same values of these fields.
        dedup;
    }

    /// Gives so many events at most, 10,000 without it.
    pub fn limit(self, events: u32) -> Self {
        self.command("limit", &events.to_string())
    }

    /// The query's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn command(mut self, name: &str, rest: &str) -> Self {
        if !self.0.is_empty() {
            self.0.push_str("\n| ");
        }
        self.0.push_str(name);
        self.0.push(' ');
        self.0.push_str(rest);
        self
    }
}

impl From<&str> for QueryString {
    fn from(text: &str) -> Self {
        Self::from_text(text)
    }
}

props! {
    /// Settings of a [`QueryDefinition`].
    pub struct QueryDefinitionProps for CfnQueryDefinitionProps {
        /// A name for people; what stands before a `/` in it is a folder.
        query_definition_name: String,
        /// The query.
        query_string: QueryString,
        /// The groups that are searched. Default: whoever runs the query chooses.
        refers log_groups: Vec<refs::logs::LogGroupName>,
    }
}

/// A query of CloudWatch Logs Insights that is kept for people to run.
///
/// Makes an `AWS::Logs::QueryDefinition`. Costs nothing by itself; each run costs half a cent a gigabyte that it scans.
///
/// ```
/// use ferrocdk_aws::logs::{LogGroup, LogGroupProps, QueryDefinition, QueryDefinitionProps, QueryString};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let logs = LogGroup::new(&stack, "Logs", LogGroupProps::new());
/// let errors = QueryString::new().filter("level = 'ERROR'").stats("count(*) by bin(1h)");
/// QueryDefinition::new(&stack, "Errors", QueryDefinitionProps::new("plant/errors", errors).log_groups([&logs]));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct QueryDefinition {
    scope: Scope,
    resource: CfnQueryDefinition,
}

constructs!(QueryDefinition);

impl QueryDefinition {
    /// Makes a definition.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: QueryDefinitionProps) -> Self {
        let scope = scope.scope().child(id);
        let mut definition = CfnQueryDefinitionProps::new()
            .name(props.query_definition_name)
            .query_string(props.query_string.as_str());
        if !props.log_groups.is_empty() {
            definition = definition.log_group_names(props.log_groups);
        }
        let resource = CfnQueryDefinition::new(&scope, "Resource", props.customize.apply(definition));
        Self { scope, resource }
    }

    /// The resource.
    pub fn cfn(&self) -> CfnQueryDefinition {
        self.resource.clone()
    }

    /// The definition's id.
    pub fn query_definition_id(&self) -> Value<String> {
        self.resource.attr_query_definition_id()
    }
}
