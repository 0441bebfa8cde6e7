//! `PlantAlarms`: the alarms over the parts of a plant, who is told, and when nobody is.

use std::cell::OnceCell;

use ferrocdk_aws::cloudwatch::{
    Alarm, AlarmAction, AlarmMuteRule, AlarmMuteRuleProps, AlarmRule, CompositeAlarm, CompositeAlarmProps,
};
use ferrocdk_aws::kms::Key;
use ferrocdk_aws::sns::{Topic, TopicProps};
use ferrocdk_contracts::Severity;
use ferrocdk_core::{Construct, Diagnostic, Scope, Value};

use crate::diagnostic_ids;
use crate::key::PlantKey;
use crate::naming::{NameOf, Naming};
use crate::part_alarm::{PartAlarm, Watch};
use crate::planned_stop::PlannedStop;

/// Characters of an alarm's description. Source: "AWS::CloudWatch::Alarm".
const MAX_DESCRIPTION: usize = 1_024;

ferrocdk_aws::props! {
    /// Settings of [`PlantAlarms`].
    pub struct PlantAlarmsProps {
        /// The key that encrypts what the topics hold. Default: that of the scope ([`Defaults`](ferrocdk_aws::Defaults)), else a [`PlantKey`] of its own: with the key that AWS manages, alarms could
        /// not publish.
        encryption_key: Option<Key>,
        /// The topic that every alarm tells. Default: one is made.
        operations_topic: Option<Topic>,
        /// The topic for alerts of the process, such as a temperature beyond its limit, which other people read. Default: one is made.
        process_topic: Option<Topic>,
        /// Whom a composite alarm over all critical alarms tells: one message for an outage, whatever it sets off. Default: nobody, and no composite alarm.
        paging: Vec<AlarmAction>,
        /// An alarm during which nobody is paged, such as one that is raised by a switch on the line. Default: none.
        paging_suppressor: Option<Alarm>,
        /// Times at which nobody is told.
        planned_stops: Vec<PlannedStop>,
        /// Where the runbooks are: each alarm's link is this, `#` and its purpose. Default: the page of this repository.
        runbooks: String = PlantAlarmsProps::RUNBOOKS.to_owned(),
        /// Labels that stand in each message, such as plant and line.
        own labels: Vec<(String, String)> = Vec::new(),
    }
}

impl PlantAlarmsProps {
    /// The page of runbooks when nothing else is said.
    pub const RUNBOOKS: &'static str = "docs/runbooks.md";

    /// Says in each message which asset it is of: `label("line", "press")`.
    #[must_use]
    pub fn label(mut self, name: &str, value: &str) -> Self {
        self.labels.push((name.to_owned(), value.to_owned()));
        self
    }
}

/// The alarms over the parts of a plant.
///
/// Makes an `AWS::CloudWatch::Alarm` for each alarm of what is [watched](Self::watch), and two topics: every alarm tells *operations* when it is raised,
/// when it ends, and when it has no data to say; *process* is for an [`AlertRouter`](crate::AlertRouter). A message says what is wrong, how much it
/// matters, the labels of the asset, and where its runbook is. With [`paging`](PlantAlarmsProps::paging) it makes one `AWS::CloudWatch::CompositeAlarm` over
/// all critical alarms, with [planned stops](PlannedStop) an `AWS::CloudWatch::AlarmMuteRule` for each.
///
/// Costs ten cents a month for each metric that an alarm looks at, fifty for the composite alarm, and the messages of the topics.
///
/// ```
/// use ferrocdk_aws::cloudwatch::{AlarmProps, Metric};
/// use ferrocdk_aws::units::Hours;
/// use ferrocdk_core::{App, Stack, StackProps};
/// use ferrocdk_plant::{PartAlarm, PlannedStop, PlantAlarms, PlantAlarmsProps, Watch};
///
/// struct Press;
/// impl Watch for Press {
///     fn alarms(&self) -> Vec<PartAlarm> {
///         let stalls = Metric::new("Press", "Stalls").dimension("Line", "press").statistic("Sum").at_least(1);
///         vec![PartAlarm::new("PressStalls", "press-stalls", AlarmProps::new(stalls).description("The press stalls")).critical()]
///     }
/// }
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let props = PlantAlarmsProps::new()
///     .label("plant", "sao-paulo")
///     .paging(["arn:aws:sns:sa-east-1:111122223333:pager"])
///     .planned_stops([PlannedStop::weekly("Cleaning", "SUN", "06:00", Hours(8))]);
/// let alarms = PlantAlarms::new(&stack, "Alarms", props).watch(&Press);
/// assert_eq!(alarms.alarms().len(), 1);
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct PlantAlarms {
    scope: Scope,
    operations: Topic,
    process: Topic,
    paging: Vec<AlarmAction>,
    paging_suppressor: Option<Alarm>,
    page: Option<CompositeAlarm>,
    mutes: Vec<AlarmMuteRule>,
    runbooks: String,
    labels: Vec<(String, String)>,
    alarms: Vec<Alarm>,
    critical: Vec<Alarm>,
}

impl Construct for PlantAlarms {
    fn scope(&self) -> &Scope {
        &self.scope
    }
}

impl PlantAlarms {
    /// Makes the topics.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: PlantAlarmsProps) -> Self {
        let scope = scope.scope().child(id);
        let names = Naming::of(&scope);
        // Made for a topic alone: where both are given, a key would encrypt nothing.
        let key = OnceCell::new();
        let topic = |id: &str, purpose: &str| {
            let mut topic = TopicProps::new();
            topic.encryption_key = Some(
                key.get_or_init(|| PlantKey::or_own(props.encryption_key.clone(), &scope))
                    .clone(),
            );
            topic.topic_name = names.name(NameOf::Topic, purpose);
            Topic::new(&scope, id, topic)
        };
        let operations = props.operations_topic.unwrap_or_else(|| topic("Topic", "operations"));
        operations.allow_alarms();
        let process = props.process_topic.unwrap_or_else(|| topic("Process", "process"));
        let stops_scope = scope.child("Stops");
        let stops = props.planned_stops.iter().filter(|stop| stop.is_usable(&scope));
        let mutes = stops.map(|stop| mute(&stops_scope, stop)).collect();
        Self {
            scope,
            operations,
            process,
            paging: props.paging,
            paging_suppressor: props.paging_suppressor,
            page: None,
            mutes,
            runbooks: props.runbooks,
            labels: props.labels,
            alarms: Vec::new(),
            critical: Vec::new(),
        }
    }

    /// Makes all alarms of a part of the plant.
    #[track_caller]
    pub fn watch(mut self, part: &dyn Watch) -> Self {
        for alarm in part.alarms() {
            self.add(alarm);
        }
        self
    }

    #[track_caller]
    fn add(&mut self, alarm: PartAlarm) {
        let text = self.message(&alarm);
        let is_critical = alarm.severity() == Severity::Critical;
        let mut props = alarm.props.description(text).tell(&self.operations);
        props.alarm_name = Naming::of(&self.scope).name(NameOf::Alarm, &alarm.purpose);
        let alarm = Alarm::new(&self.scope, &alarm.id, props);
        for mute in &self.mutes {
            mute.add_alarm(&alarm);
        }
        if is_critical {
            self.critical.push(alarm.clone());
            self.page();
        }
        self.alarms.push(alarm);
    }

    /// Brings the composite alarm up to date, where somebody is paged.
    #[track_caller]
    fn page(&mut self) {
        if self.paging.is_empty() {
            return;
        }
        let rule = AlarmRule::any(self.critical.iter().map(AlarmRule::alarm));
        if let Some(page) = &self.page {
            page.set_rule(rule);
            return;
        }
        let mut props = CompositeAlarmProps::new(rule)
            .description(self.closing(
                "The plant needs somebody now; the alarms below say why",
                Severity::Critical,
                &[],
                "page",
            ))
            .alarm_actions(self.paging.clone())
            .ok_actions(self.paging.clone())
            .insufficient_data_actions(self.paging.clone());
        props.composite_alarm_name = Naming::of(&self.scope).name(NameOf::Alarm, "page");
        if let Some(suppressor) = &self.paging_suppressor {
            props = props.actions_suppressor(suppressor.arn());
        }
        let page = CompositeAlarm::new(&self.scope, "Page", props);
        for mute in &self.mutes {
            mute.add_alarm(page.name());
        }
        self.page = Some(page);
    }

    /// The message of an alarm: what is wrong, how much it matters, of which asset it is, and where to read on.
    #[track_caller]
    fn message(&self, alarm: &PartAlarm) -> String {
        let text = alarm.props.description.clone();
        let text = text.unwrap_or_else(|| alarm.purpose.replace('-', " "));
        let text = self.closing(&text, alarm.severity(), &alarm.labels, &alarm.purpose);
        let length = text.chars().count();
        if length > MAX_DESCRIPTION {
            let diagnostic = Diagnostic::error(diagnostic_ids::ALARM_MESSAGE, "the message of an alarm is too long")
                .found(format!("{length} characters for {}", alarm.purpose))
                .allowed(format!(
                    "{MAX_DESCRIPTION} characters with labels and the link to the runbook"
                ))
                .help("shorten the labels or the address of the runbooks");
            self.scope.report(diagnostic);
        }
        text
    }

    fn closing(&self, text: &str, severity: Severity, labels: &[(String, String)], purpose: &str) -> String {
        let labels: Vec<String> = self
            .labels
            .iter()
            .chain(labels)
            .map(|(name, value)| format!("{name}: {value}"))
            .collect();
        let asset = if labels.is_empty() {
            String::new()
        } else {
            format!("\n{}", labels.join(", "))
        };
        format!(
            "{text}\nSeverity: {}{asset}\nRunbook: {}#{purpose}",
            severity.as_str(),
            self.runbooks
        )
    }

    /// The topic that every alarm tells.
    pub fn operations_topic(&self) -> &Topic {
        &self.operations
    }

    /// The topic for alerts of the process.
    pub fn process_topic(&self) -> &Topic {
        &self.process
    }

    /// The operations topic's ARN, for subscriptions.
    pub fn topic_arn(&self) -> Value<String> {
        self.operations.arn()
    }

    /// The alarms, for dashboards, in the order in which they were made.
    pub fn alarms(&self) -> &[Alarm] {
        &self.alarms
    }

    /// The composite alarm over all critical ones, where somebody is paged.
    pub fn page_alarm(&self) -> Option<&CompositeAlarm> {
        self.page.as_ref()
    }
}

/// A rule that mutes alarms during a stop; they are named as they are made.
fn mute(scope: &Scope, stop: &PlannedStop) -> AlarmMuteRule {
    let rule = AlarmMuteRuleProps::new(stop.mute_expression(), stop.duration())
        .time_zone(stop.zone())
        .description(format!("Planned stop: {}", stop.name()));
    AlarmMuteRule::new(scope, stop.name(), rule)
}
