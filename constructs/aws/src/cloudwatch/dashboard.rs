//! `Dashboard`: graphs, numbers and texts on one page.

use ferrocdk_cfn::cloudwatch::{CfnDashboard, DashboardProps as CfnDashboardProps};
use ferrocdk_core::{Construct, Diagnostic, Document, Scope, Value, doc};

use super::widget::{COLUMNS, Widget};
use crate::diagnostic_ids;
use crate::owned::constructs;
use crate::props::props;

props! {
    /// Settings of a [`Dashboard`].
    pub struct DashboardProps for CfnDashboardProps {
        /// Widgets by rows; [`row`](Self::row) adds one.
        own rows: Vec<Vec<Widget>> = Vec::new(),
        /// The name that the console shows: letters, digits, `-` and `_`. Default: one that follows from the place in the app.
        dashboard_name: Option<String>,
        /// The time that is shown at first, such as `-PT8H` or `-P7D`, or a beginning with [`end`](Self::end). Default: the last three hours.
        start: Option<String>,
        /// The end of the time that is shown at first. Default: now.
        end: Option<String>,
    }
}

impl DashboardProps {
    /// Adds widgets beside each other, below those before. What finds no room in 24 columns goes on below.
    #[must_use]
    pub fn row(mut self, widgets: impl IntoIterator<Item = Widget>) -> Self {
        self.rows.push(widgets.into_iter().collect());
        self
    }
}

/// A dashboard.
///
/// Makes an `AWS::CloudWatch::Dashboard`. Costs three dollars a month; the first three of an account cost nothing. At most 500 widgets.
///
/// ```
/// use ferrocdk_aws::cloudwatch::{Dashboard, DashboardProps, Metric, Widget};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let readings = Metric::new("Plant/Readings", "Readings");
/// let board = DashboardProps::new()
///     .row([Widget::text("# Press shop").width(24)])
///     .row([Widget::graph("Readings").left([&readings]).width(18), Widget::single_value("Now").left([&readings])]);
/// Dashboard::new(&stack, "Board", board);
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct Dashboard {
    scope: Scope,
    dashboard: CfnDashboard,
    start: Option<String>,
    end: Option<String>,
}

constructs!(Dashboard);

impl Dashboard {
    /// Makes a dashboard.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: DashboardProps) -> Self {
        let scope = scope.scope().child(id);
        let widgets: usize = props.rows.iter().map(Vec::len).sum();
        check(&scope, props.dashboard_name.as_deref(), widgets, &props.rows);
        let (start, end) = (props.start, props.end);
        let name = props.dashboard_name.unwrap_or_else(|| scope.unique_resource_name(255));
        let dashboard = CfnDashboardProps::new().dashboard_name(name).dashboard_body(body(
            props.rows,
            start.as_deref(),
            end.as_deref(),
        ));
        let dashboard = CfnDashboard::new(&scope, "Resource", props.customize.apply(dashboard));
        Self {
            scope,
            dashboard,
            start,
            end,
        }
    }

    /// Shows these rows in place of those before, for a dashboard that grows while an app is made.
    #[track_caller]
    pub fn set_rows(&self, rows: Vec<Vec<Widget>>) {
        let widgets = rows.iter().map(Vec::len).sum();
        check(
            &self.scope,
            None,
            widgets,
            rows.last().map(std::slice::from_ref).unwrap_or_default(),
        );
        let text = body(rows, self.start.as_deref(), self.end.as_deref());
        self.dashboard
            .update_property("DashboardBody", |shown| *shown = text.into_expr());
    }

    /// The resource.
    pub fn cfn(&self) -> CfnDashboard {
        self.dashboard.clone()
    }

    /// The dashboard's name.
    pub fn name(&self) -> Value<String> {
        self.dashboard.reference()
    }
}

/// The text of a dashboard.
fn body(rows: Vec<Vec<Widget>>, start: Option<&str>, end: Option<&str>) -> Value<String> {
    let mut body = vec![("widgets", Document::list(place(rows)))];
    body.extend(start.map(|start| ("start", doc!(start))));
    body.extend(end.map(|end| ("end", doc!(end))));
    Document::map(body).to_json_string()
}

/// Gives each widget its place: from the left, and below the highest of its line when the line is full.
fn place(rows: Vec<Vec<Widget>>) -> Vec<Document> {
    let mut placed = Vec::new();
    let mut top = 0;
    for row in rows {
        let (mut x, mut height) = (0, 0);
        for widget in row {
            if x > 0 && x + widget.width > COLUMNS {
                (x, top, height) = (0, top + height, 0);
            }
            height = height.max(widget.height);
            let width = widget.width;
            placed.extend(widget.into_document(x, top));
            x += width;
        }
        top += height;
    }
    placed
}

fn check(scope: &Scope, name: Option<&str>, widgets: usize, rows: &[Vec<Widget>]) {
    let mut mistakes: Vec<String> = rows.iter().flatten().flat_map(Widget::mistakes).collect();
    let legal = |character: char| character.is_ascii_alphanumeric() || "-_".contains(character);
    if let Some(name) = name
        && (name.is_empty() || name.len() > 255 || !name.chars().all(legal))
    {
        mistakes.push(format!("the name {name:?}"));
    }
    if widgets > 500 {
        mistakes.push(format!("{widgets} widgets"));
    }
    for mistake in mistakes {
        let diagnostic = Diagnostic::error(diagnostic_ids::DASHBOARD, "not a dashboard that CloudWatch shows")
            .at("", Some("DashboardBody"))
            .found(mistake)
            .allowed(
                "at most 500 widgets of 1 to 24 columns and 1 to 1000 rows, graphs with a metric at least, a name in an expression for one metric, and a name of letters, digits, `-` and `_`",
            );
        scope.report(diagnostic);
    }
}

#[cfg(test)]
mod tests {
    use ferrocdk_core::{App, Stack, StackProps};
    use serde_json::Value as Json;

    use super::*;
    use crate::cloudwatch::{MathExpression, Metric};

    fn body(props: DashboardProps) -> Json {
        let app = App::new();
        let stack = Stack::new(&app, "plant", StackProps::default());
        Dashboard::new(&stack, "Board", props.cfn(|board| board.dashboard_name("board")));
        let template = app.synth().unwrap().template("plant").unwrap().clone();
        let body = &template["Resources"].as_object().unwrap().values().next().unwrap()["Properties"]["DashboardBody"];
        match body {
            Json::String(text) => serde_json::from_str(text).unwrap(),
            // The region of the stack stands between the parts.
            joined => {
                let parts = joined["Fn::Join"][1].as_array().unwrap();
                let text: String = parts.iter().map(|part| part.as_str().unwrap_or("here")).collect();
                serde_json::from_str(&text).unwrap()
            }
        }
    }

    #[test]
    fn rows_stand_below_each_other_and_break_at_the_right_edge() {
        let text = |width, height| Widget::text("x").width(width).height(height);
        let props = DashboardProps::new()
            .row([text(12, 2), text(8, 4), text(12, 1)])
            .row([Widget::space(6, 1), text(6, 1)]);
        let body = body(props);
        let places: Vec<(i64, i64)> = body["widgets"]
            .as_array()
            .unwrap()
            .iter()
            .map(|widget| (widget["x"].as_i64().unwrap(), widget["y"].as_i64().unwrap()))
            .collect();
        assert_eq!(places, [(0, 0), (12, 0), (0, 4), (6, 5)]);
    }

    #[test]
    fn metrics_of_an_expression_are_there_and_not_drawn() {
        let (errors, calls) = (Metric::new("N", "Errors"), Metric::new("N", "Calls"));
        let share: MathExpression = (&errors / &calls).label("share");
        let graph = Widget::graph("Share")
            .left([share])
            .right([MathExpression::from(&calls).rate()])
            .line_at(0.5, "half");
        let body = body(DashboardProps::new().row([graph]));
        let properties = &body["widgets"][0]["properties"];
        let metrics = properties["metrics"].as_array().unwrap();
        assert_eq!(metrics[0][0]["expression"], "m1 / m2");
        assert_eq!(
            (&metrics[1][1], &metrics[1][2]["id"], &metrics[1][2]["visible"]),
            (&"Errors".into(), &"m1".into(), &false.into())
        );
        assert_eq!(
            (&metrics[3][0]["expression"], &metrics[3][0]["yAxis"]),
            (&"RATE(m2)".into(), &"right".into())
        );
        assert_eq!(metrics.len(), 4);
        assert_eq!(properties["annotations"]["horizontal"][0]["value"], 0.5);
        assert_eq!(properties["region"], "here");
    }

    #[test]
    fn one_name_is_one_metric_in_a_graph() {
        let named = |metric: &str| MathExpression::new("a + 1").using("a", &Metric::new("N", metric));
        let app = App::new();
        let stack = Stack::new(&app, "plant", StackProps::default());
        let graph = Widget::graph("x").left([named("Errors"), named("Calls")]);
        Dashboard::new(&stack, "Board", DashboardProps::new().row([graph]));
        let mistakes = app.synth().unwrap_err();
        assert_eq!(
            mistakes.0[0].found.as_deref(),
            Some("`a` is the name of two metrics in one graph")
        );
    }
}
