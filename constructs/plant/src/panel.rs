//! Parts of a plant on its dashboard: what each shows, and the queries over its logs.

use ferrocdk_aws::cloudwatch::{Metric, Series, Widget};
use ferrocdk_aws::logs::QueryString;
use ferrocdk_core::Value;

/// Something with a panel on a [`PlantDashboard`](crate::PlantDashboard); implement it for your constructs to have them shown.
///
/// ```
/// use ferrocdk_aws::cloudwatch::{Metric, Widget};
/// use ferrocdk_plant::{Panel, Show};
///
/// struct Press;
/// impl Show for Press {
///     fn panel(&self) -> Panel {
///         let stalls = Metric::new("Press", "Stalls").dimension("Line", "press").statistic("Sum");
///         Panel::new("Press").widgets([Widget::graph("Stalls").left([&stalls])])
///     }
/// }
/// assert_eq!(Press.panel().title, "Press");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no panel on a dashboard",
    label = "expected a part of a plant, such as an `IngestPipeline` or a `HotColdStore`, by reference"
)]
pub trait Show {
    /// The panel.
    fn panel(&self) -> Panel;
}

/// A section of a dashboard.
#[derive(Clone, Debug)]
#[must_use = "a panel takes effect on a dashboard"]
pub struct Panel {
    /// Heading.
    pub title: String,
    /// Graphs and numbers, from left to right.
    pub widgets: Vec<Widget>,
    /// Counts of records that reach this stage, for the overview at the top.
    pub stages: Vec<Metric>,
    /// Queries over logs, which are kept for people to run.
    pub queries: Vec<PanelQuery>,
}

/// A query of CloudWatch Logs Insights that belongs to a panel.
#[derive(Clone, Debug)]
pub struct PanelQuery {
    /// Id of its construct, unique on the dashboard.
    pub id: String,
    /// Subject of it, in one to three words with hyphens: the end of its name.
    pub purpose: String,
    /// The query.
    pub query: QueryString,
    /// Names of the groups that it searches.
    pub log_groups: Vec<Value<String>>,
}

impl Panel {
    /// A panel with nothing on it yet.
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            widgets: Vec::new(),
            stages: Vec::new(),
            queries: Vec::new(),
        }
    }

    /// Adds graphs and numbers.
    pub fn widgets(mut self, widgets: impl IntoIterator<Item = Widget>) -> Self {
        self.widgets.extend(widgets);
        self
    }

    /// Adds a count of records that reach this stage, with a label that says which.
    pub fn stage(mut self, count: Metric) -> Self {
        self.stages.push(count);
        self
    }

    /// Adds a query over the logs of functions; where no group is known, there is none.
    pub fn query(
        mut self,
        id: &str,
        purpose: &str,
        query: QueryString,
        log_groups: impl IntoIterator<Item = Option<Value<String>>>,
    ) -> Self {
        let log_groups: Vec<Value<String>> = log_groups.into_iter().flatten().collect();
        if !log_groups.is_empty() {
            self.queries.push(PanelQuery {
                id: id.to_owned(),
                purpose: purpose.to_owned(),
                query,
                log_groups,
            });
        }
        self
    }
}

/// A graph, wide enough that three stand beside each other.
pub(crate) fn graph<S: Into<Series>>(title: &str, series: impl IntoIterator<Item = S>) -> Widget {
    Widget::graph(title).left(series).width(8)
}

/// Errors and warnings of functions whose log is JSON, as those of this project have it: the newest first.
pub(crate) fn errors_of_logs() -> QueryString {
    QueryString::new()
        .fields(["@timestamp", "level", "fields.message", "@message"])
        .filter("level in ['ERROR', 'WARN']")
        .sort("@timestamp desc")
        .limit(200)
}
