//! One page that shows how a plant's monitoring does, part by part.

use ferrocdk_aws::cloudwatch::{Dashboard, DashboardProps, Widget};
use ferrocdk_aws::logs::{QueryDefinition, QueryDefinitionProps};
use ferrocdk_aws::props;
use ferrocdk_aws::units::{Minutes, Seconds};
use ferrocdk_core::{Construct, Scope, Value};

use crate::naming::{NameOf, Naming};
use crate::panel::{Panel, Show};

props! {
    /// Settings of a [`PlantDashboard`].
    pub struct PlantDashboardProps {
        /// Name that the console shows. Default: the scope's way of naming, else one that follows from the place in the app.
        dashboard_name: Option<String>,
        /// Heading, in Markdown. Default: none.
        heading: Option<String>,
        /// The time that is shown at first, such as `-PT8H`. Default: the last three hours.
        start: Option<String>,
        /// The time that one point stands for in the overview. Default: 5 minutes.
        overview_period: Seconds = Seconds::from(Minutes(5)),
    }
}

/// A dashboard of the parts of a plant, and the queries over their logs.
///
/// Each part that is [shown](Self::show) adds a section with its graphs, made of the metrics that its alarms watch, with all their dimensions: a metric without one of them is
/// another one, and its graph empty. At the top stands how many records reached each stage: published, in the stream, in the table, archived, in quarantine, failed. A gap between
/// two neighbours is where to look.
///
/// Of the metrics that people look for, `ItemCount` of a table is none of CloudWatch's: `DescribeTable` tells it, twice a day.
///
/// # Resources
///
/// An `AWS::CloudWatch::Dashboard`, and an `AWS::Logs::QueryDefinition` for each query of a part.
///
/// # Cost drivers
///
/// Three dollars a month beyond the first three dashboards of an account; half a cent a gigabyte that a query scans.
///
/// ```
/// use ferrocdk_core::{App, Stack, StackProps};
/// use ferrocdk_plant::{FailureParking, FailureParkingProps, PlantDashboard, PlantDashboardProps, ReadingMetrics};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let parking = FailureParking::new(&stack, "Parking", FailureParkingProps::new());
/// let dashboard = PlantDashboard::new(&stack, "Dashboard", PlantDashboardProps::new().heading("# Press shop"))
///     .show(&ReadingMetrics::new("sao-paulo", "prod"))
///     .show(&parking);
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct PlantDashboard {
    scope: Scope,
    dashboard: Dashboard,
    heading: Option<String>,
    overview_period: Seconds,
    panels: Vec<Panel>,
}

impl Construct for PlantDashboard {
    fn scope(&self) -> &Scope {
        &self.scope
    }
}

impl PlantDashboard {
    /// Makes a dashboard with nothing but its heading.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: PlantDashboardProps) -> Self {
        let scope = scope.scope().child(id);
        let mut dashboard = DashboardProps::new();
        let named = || Naming::of(&scope).text(NameOf::Dashboard, "overview");
        dashboard.dashboard_name = props.dashboard_name.or_else(named);
        dashboard.start = props.start;
        dashboard.rows = heading(props.heading.as_deref()).into_iter().collect();
        let dashboard = Dashboard::new(&scope, "Board", dashboard);
        Self {
            scope,
            dashboard,
            heading: props.heading,
            overview_period: props.overview_period,
            panels: Vec::new(),
        }
    }

    /// Adds the panel of a part, and its queries.
    #[track_caller]
    pub fn show(mut self, part: &dyn Show) -> Self {
        let panel = part.panel();
        for query in &panel.queries {
            let name = Naming::of(&self.scope).text(NameOf::QueryDefinition, &query.purpose);
            let name = name.unwrap_or_else(|| format!("{}/{}", self.scope.unique_resource_name(180), query.purpose));
            let definition = QueryDefinitionProps::new(name, query.query.clone()).log_groups(query.log_groups.clone());
            QueryDefinition::new(&self.scope, &query.id, definition);
        }
        self.panels.push(panel);
        self.dashboard.set_rows(self.rows());
        self
    }

    /// The dashboard's name.
    pub fn name(&self) -> Value<String> {
        self.dashboard.name()
    }

    /// The dashboard itself.
    pub fn dashboard(&self) -> &Dashboard {
        &self.dashboard
    }

    fn rows(&self) -> Vec<Vec<Widget>> {
        let mut rows: Vec<Vec<Widget>> = heading(self.heading.as_deref()).into_iter().collect();
        let stages = self.panels.iter().flat_map(|panel| &panel.stages);
        let stages: Vec<_> = stages.map(|stage| stage.clone().period(self.overview_period)).collect();
        if !stages.is_empty() {
            rows.push(vec![
                Widget::single_value("Records by stage")
                    .left(stages.iter())
                    .width(24)
                    .height(4),
            ]);
            rows.push(vec![Widget::graph("Records by stage").left(stages.iter()).width(24)]);
        }
        for panel in &self.panels {
            rows.push(vec![Widget::text(&format!("## {}", panel.title)).width(24).height(1)]);
            rows.push(panel.widgets.clone());
        }
        rows
    }
}

fn heading(text: Option<&str>) -> Option<Vec<Widget>> {
    text.map(|text| vec![Widget::text(text).width(24).height(2)])
}
