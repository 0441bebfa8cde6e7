//! The widgets of a dashboard.

use ferrocdk_core::{Document, Number, Value, doc, pseudo};

use super::alarm::Alarm;
use super::series::{Axis, Series, ambiguous_names, metrics};

/// Columns of a dashboard.
pub(super) const COLUMNS: u32 = 24;

/// A part of a [`Dashboard`](super::Dashboard): a graph, a number, a text, the state of alarms.
///
/// Source: "Dashboard body structure and syntax" of the CloudWatch API reference.
///
/// ```
/// use ferrocdk_aws::cloudwatch::{Metric, Widget};
///
/// let readings = Metric::new("Plant/Readings", "Readings");
/// let graph = Widget::graph("Readings").left([&readings]).width(12);
/// let number = Widget::single_value("Now").left([&readings]).sparkline();
/// let text = Widget::text("# Press shop");
/// ```
#[derive(Clone, Debug)]
#[must_use = "a widget takes effect in a dashboard"]
pub struct Widget {
    kind: Kind,
    title: Option<String>,
    series: Vec<(Axis, Series)>,
    properties: Vec<(&'static str, Document)>,
    annotations: Vec<Document>,
    axes: Vec<(&'static str, Document)>,
    pub(super) width: u32,
    pub(super) height: u32,
}

#[derive(Clone, Debug)]
enum Kind {
    Metric(&'static str),
    Text(String),
    AlarmStatus(Vec<Value<String>>),
    AlarmGraph(Value<String>),
    Log(Vec<Value<String>>, String, &'static str),
    Custom(Value<String>),
    Space,
}

impl Widget {
    fn new(kind: Kind, title: Option<&str>, width: u32, height: u32) -> Self {
        Self {
            kind,
            title: title.map(str::to_owned),
            series: Vec::new(),
            properties: Vec::new(),
            annotations: Vec::new(),
            axes: Vec::new(),
            width,
            height,
        }
    }

    /// Lines over time. [`left`](Self::left) and [`right`](Self::right) say which.
    pub fn graph(title: &str) -> Self {
        Self::new(Kind::Metric("timeSeries"), Some(title), 6, 6)
    }

    /// The newest value of each metric, as a number.
    pub fn single_value(title: &str) -> Self {
        Self::new(Kind::Metric("singleValue"), Some(title), 6, 3)
    }

    /// The newest value of a metric between two bounds, which CloudWatch asks for.
    pub fn gauge(title: &str, from: impl Into<Number>, to: impl Into<Number>) -> Self {
        let gauge = Self::new(Kind::Metric("gauge"), Some(title), 6, 6);
        gauge.left_axis(from, to)
    }

    /// A row of values for each metric.
    pub fn table(title: &str) -> Self {
        Self::new(Kind::Metric("table"), Some(title), 6, 6)
    }

    /// Text in Markdown.
    pub fn text(markdown: &str) -> Self {
        Self::new(Kind::Text(markdown.to_owned()), None, 6, 2)
    }

    /// The state of alarms.
    pub fn alarm_status<'a>(title: &str, alarms: impl IntoIterator<Item = &'a Alarm>) -> Self {
        let arns = alarms.into_iter().map(Alarm::arn).collect();
        Self::new(Kind::AlarmStatus(arns), Some(title), 6, 3)
    }

    /// A graph of what an alarm watches, with its threshold.
    pub fn alarm(title: &str, alarm: &Alarm) -> Self {
        Self::new(Kind::AlarmGraph(alarm.arn()), Some(title), 6, 6)
    }

    /// The result of a query over log groups, by their names, as a table.
    pub fn log_query<L: Into<Value<String>>>(
        title: &str,
        log_groups: impl IntoIterator<Item = L>,
        query: &str,
    ) -> Self {
        let groups = log_groups.into_iter().map(Into::into).collect();
        Self::new(Kind::Log(groups, query.to_owned(), "table"), Some(title), 6, 6)
    }

    /// The answer of a function, by its ARN: HTML, JSON or Markdown.
    pub fn custom(title: &str, function_arn: impl Into<Value<String>>) -> Self {
        Self::new(Kind::Custom(function_arn.into()), Some(title), 6, 6)
    }

    /// Nothing, so wide and high.
    pub fn space(width: u32, height: u32) -> Self {
        Self::new(Kind::Space, None, width, height)
    }

    /// Sets how many of the 24 columns it takes. Default: 6.
    pub fn width(mut self, columns: u32) -> Self {
        self.width = columns;
        self
    }

    /// Sets how many rows it takes. Default: 6 for graphs, 3 for numbers and alarms, 2 for text.
    pub fn height(mut self, rows: u32) -> Self {
        self.height = rows;
        self
    }

    /// Adds metrics or expressions, drawn by the left axis.
    pub fn left<S: Into<Series>>(mut self, series: impl IntoIterator<Item = S>) -> Self {
        self.series
            .extend(series.into_iter().map(|one| (Axis::Left, one.into())));
        self
    }

    /// Adds metrics or expressions, drawn by the right axis.
    pub fn right<S: Into<Series>>(mut self, series: impl IntoIterator<Item = S>) -> Self {
        self.series
            .extend(series.into_iter().map(|one| (Axis::Right, one.into())));
        self
    }

    /// Stacks the lines upon each other.
    pub fn stacked(mut self) -> Self {
        self.properties.push(("stacked", Value::from(true).into()));
        self
    }

    /// Shows the value over the whole time that the dashboard shows, instead of the newest.
    pub fn over_time_range(mut self) -> Self {
        self.properties.push(("setPeriodToTimeRange", Value::from(true).into()));
        self
    }

    /// Draws a small line behind a number.
    pub fn sparkline(mut self) -> Self {
        self.properties.push(("sparkline", Value::from(true).into()));
        self
    }

    /// Takes lines that are known only at deployment from another region. Default: the stack's.
    pub fn region(mut self, region: impl Into<Value<String>>) -> Self {
        self.properties.push(("region", region.into().into()));
        self
    }

    /// Draws a line at a value of the left axis.
    pub fn line_at(mut self, value: impl Into<Number>, label: &str) -> Self {
        let value: Value<Number> = value.into().into();
        self.annotations
            .push(doc!({ "label": label, "value": Document::from(value), "yAxis": "left" }));
        self
    }

    /// Sets the bounds of the left axis.
    pub fn left_axis(self, from: impl Into<Number>, to: impl Into<Number>) -> Self {
        self.axis("left", from.into(), to.into())
    }

    /// Sets the bounds of the right axis.
    pub fn right_axis(self, from: impl Into<Number>, to: impl Into<Number>) -> Self {
        self.axis("right", from.into(), to.into())
    }

    fn axis(mut self, side: &'static str, from: Number, to: Number) -> Self {
        let (from, to): (Value<Number>, Value<Number>) = (from.into(), to.into());
        let bounds = doc!({ "min": Document::from(from), "max": Document::from(to) });
        self.axes.push((side, bounds));
        self
    }

    /// Reports everything that CloudWatch would misunderstand or refuse.
    pub(super) fn mistakes(&self) -> Vec<String> {
        let mut mistakes = Vec::new();
        if !(1..=COLUMNS).contains(&self.width) || !(1..=1_000).contains(&self.height) {
            mistakes.push(format!("a widget of {} columns and {} rows", self.width, self.height));
        }
        if let Kind::Metric(_) = self.kind
            && self.series.is_empty()
        {
            mistakes.push("a graph of no metric".to_owned());
        }
        let ambiguous = ambiguous_names(&self.series);
        mistakes.extend(
            ambiguous
                .into_iter()
                .map(|name| format!("`{name}` is the name of two metrics in one graph")),
        );
        mistakes
    }

    /// As the body of a dashboard has it, at a place; nothing for a space.
    pub(super) fn into_document(self, x: u32, y: u32) -> Option<Document> {
        let mut properties: Vec<(&str, Document)> = Vec::new();
        properties.extend(self.title.as_ref().map(|title| ("title", Value::from(title).into())));
        let kind = match self.kind {
            Kind::Space => return None,
            Kind::Metric(view) => {
                properties.push(("view", doc!(view)));
                properties.push(("metrics", metrics(&self.series)));
                "metric"
            }
            Kind::Text(markdown) => {
                properties.push(("markdown", doc!(markdown)));
                "text"
            }
            Kind::AlarmStatus(arns) => {
                properties.push(("alarms", Document::list(arns.into_iter().map(Document::from))));
                "alarm"
            }
            Kind::AlarmGraph(arn) => {
                properties.push(("view", doc!("timeSeries")));
                properties.push(("annotations", doc!({ "alarms": [arn] })));
                "metric"
            }
            Kind::Log(groups, query, view) => {
                let sources = groups.into_iter().map(|group| Value::from("SOURCE '") + group + "' | ");
                let sources = sources.reduce(|one, other| one + other).unwrap_or_else(|| "".into());
                properties.push(("view", doc!(view)));
                properties.push(("query", Document::from(sources + query)));
                "log"
            }
            Kind::Custom(arn) => {
                properties.push(("endpoint", arn.into()));
                "custom"
            }
        };
        if matches!(kind, "metric" | "log") && !self.properties.iter().any(|(name, _)| *name == "region") {
            properties.push(("region", pseudo::region().into()));
        }
        if !self.annotations.is_empty() {
            let lines = Document::list(self.annotations);
            properties.push(("annotations", Document::map([("horizontal", lines)])));
        }
        if !self.axes.is_empty() {
            properties.push(("yAxis", Document::map(self.axes)));
        }
        properties.extend(self.properties);
        let properties = Document::map(properties);
        let (width, height) = (self.width, self.height);
        Some(doc!({ "type": kind, "x": x, "y": y, "width": width, "height": height, "properties": properties }))
    }
}
