//! `CompositeAlarm`: an alarm over other alarms.

use std::ops::Not;

use ferrocdk_cfn::cloudwatch::{CfnCompositeAlarm, CompositeAlarmProps as CfnCompositeAlarmProps};
use ferrocdk_core::{Construct, Diagnostic, Scope, Value, text};

use super::alarm::Alarm;
use super::alarm_action::AlarmAction;
use crate::owned::constructs;
use crate::props::props;
use crate::units::Seconds;
use crate::{defaults, diagnostic_ids};

/// Which alarms have to be in which state.
///
/// ```
/// use ferrocdk_aws::cloudwatch::{Alarm, AlarmProps, AlarmRule, Metric};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let alarm = |id: &str| Alarm::new(&stack, id, AlarmProps::new(Metric::new("Plant", id).above(0)));
/// let (errors, late, maintenance) = (alarm("Errors"), alarm("Late"), alarm("Maintenance"));
/// let wrong = AlarmRule::any([AlarmRule::alarm(&errors), AlarmRule::alarm(&late)]);
/// let rule = AlarmRule::all([wrong, !AlarmRule::alarm(&maintenance)]);
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use = "a rule takes effect in a composite alarm"]
pub struct AlarmRule {
    text: Value<String>,
    is_empty: bool,
}

impl AlarmRule {
    fn state(word: &str, arn: Value<String>) -> Self {
        Self {
            text: text!("{}(\"{}\")", word, arn),
            is_empty: false,
        }
    }

    /// The alarm is raised.
    pub fn alarm(alarm: &Alarm) -> Self {
        Self::state("ALARM", alarm.arn())
    }

    /// The alarm is not raised, and has data.
    pub fn ok(alarm: &Alarm) -> Self {
        Self::state("OK", alarm.arn())
    }

    /// The alarm has not enough data.
    pub fn insufficient_data(alarm: &Alarm) -> Self {
        Self::state("INSUFFICIENT_DATA", alarm.arn())
    }

    /// Another composite alarm is raised.
    pub fn composite(alarm: &CompositeAlarm) -> Self {
        Self::state("ALARM", alarm.arn())
    }

    /// A rule as CloudWatch writes it.
    pub fn from_text(text: impl Into<Value<String>>) -> Self {
        Self {
            text: text.into(),
            is_empty: false,
        }
    }

    /// All rules hold.
    pub fn all(rules: impl IntoIterator<Item = Self>) -> Self {
        Self::join("AND", rules)
    }

    /// At least one rule holds.
    pub fn any(rules: impl IntoIterator<Item = Self>) -> Self {
        Self::join("OR", rules)
    }

    fn join(word: &str, rules: impl IntoIterator<Item = Self>) -> Self {
        let all: Vec<Value<String>> = rules.into_iter().map(|rule| rule.text).collect();
        let is_empty = all.is_empty();
        let is_one = all.len() == 1;
        let joined = all.into_iter().reduce(|one, other| text!("{} {} {}", one, word, other));
        let text = joined.unwrap_or_else(|| "FALSE".into());
        Self {
            text: if is_one || is_empty { text } else { text!("({})", text) },
            is_empty,
        }
    }
}

impl Not for AlarmRule {
    type Output = Self;

    fn not(self) -> Self {
        Self {
            text: text!("(NOT ({}))", self.text),
            is_empty: self.is_empty,
        }
    }
}

props! {
    /// Settings of a [`CompositeAlarm`].
    pub struct CompositeAlarmProps for CfnCompositeAlarmProps {
        /// Which alarms have to be in which state.
        rule: AlarmRule,
        /// For whoever is told. Default: none.
        description: Option<String>,
        /// Who is told when the rule holds. Default: the topic of the scope ([`Defaults::alarm_topic`](crate::Defaults::alarm_topic)), which is told of the other two changes as well.
        alarm_actions: Vec<AlarmAction>,
        /// Who is told when it holds no more.
        ok_actions: Vec<AlarmAction>,
        /// Who is told when there is not enough data to say.
        insufficient_data_actions: Vec<AlarmAction>,
        /// Nobody is told while this alarm is raised, such as one for maintenance: its ARN. Default: none.
        actions_suppressor: Option<Value<String>>,
        /// How long the suppressing alarm is waited for. Default: a minute.
        suppressor_wait: Seconds = Seconds(60),
        /// How long nobody is told after the suppressing alarm has ended. Default: a minute.
        suppressor_extension: Seconds = Seconds(60),
        /// A name that does not change. Default: one that follows from the place in the app, since CloudFormation demands a name.
        composite_alarm_name: Option<Value<String>>,
    }
}

/// An alarm over other alarms: one message for one cause.
///
/// Makes an `AWS::CloudWatch::CompositeAlarm`. Costs fifty cents a month.
///
/// ```
/// use ferrocdk_aws::cloudwatch::{Alarm, AlarmProps, AlarmRule, CompositeAlarm, CompositeAlarmProps, Metric};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let alarm = |id: &str| Alarm::new(&stack, id, AlarmProps::new(Metric::new("Plant", id).above(0)));
/// let rule = AlarmRule::all([AlarmRule::alarm(&alarm("Errors")), AlarmRule::alarm(&alarm("Late"))]);
/// CompositeAlarm::new(&stack, "Down", CompositeAlarmProps::new(rule));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct CompositeAlarm {
    scope: Scope,
    alarm: CfnCompositeAlarm,
}

constructs!(CompositeAlarm);
ferrocdk_cfn::refers!(CompositeAlarm: cloudwatch { CompositeAlarmArn => arn });

impl CompositeAlarm {
    /// Makes an alarm.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: CompositeAlarmProps) -> Self {
        let scope = scope.scope().child(id);
        if props.rule.is_empty {
            let diagnostic = Diagnostic::error(diagnostic_ids::EMPTY_RULE, "a composite alarm over no alarm")
                .at("", Some("AlarmRule"))
                .help("give AlarmRule::all or AlarmRule::any at least one rule");
            scope.report(diagnostic);
        }
        let name = props
            .composite_alarm_name
            .unwrap_or_else(|| scope.unique_resource_name(255).into());
        let mut alarm = CfnCompositeAlarmProps::new()
            .alarm_name(name)
            .alarm_rule(props.rule.text);
        alarm.alarm_description = props.description.map(Value::from);
        if let Some(suppressor) = props.actions_suppressor {
            alarm = alarm
                .actions_suppressor(suppressor)
                .actions_suppressor_wait_period(props.suppressor_wait.get())
                .actions_suppressor_extension_period(props.suppressor_extension.get());
        }
        let arns = |actions: Vec<AlarmAction>| actions.into_iter().map(|action| action.arn).collect::<Vec<_>>();
        let mut told = [
            arns(props.alarm_actions),
            arns(props.ok_actions),
            arns(props.insufficient_data_actions),
        ];
        if told.iter().all(Vec::is_empty) {
            let topic = defaults::alarm_topic(&scope);
            told.iter_mut().for_each(|actions| actions.extend(topic.clone()));
        }
        let [raised, ended, unknown] = told.map(|arns| (!arns.is_empty()).then(|| arns.into()));
        (alarm.alarm_actions, alarm.ok_actions, alarm.insufficient_data_actions) = (raised, ended, unknown);
        let alarm = CfnCompositeAlarm::new(&scope, "Resource", props.customize.apply(alarm));
        Self { scope, alarm }
    }

    /// The resource.
    pub fn cfn(&self) -> CfnCompositeAlarm {
        self.alarm.clone()
    }

    /// Replaces the rule, such as by one with an alarm more.
    #[track_caller]
    pub fn set_rule(&self, rule: AlarmRule) {
        let text = rule.text.into_expr();
        self.alarm.update_property("AlarmRule", |old| *old = text);
    }

    /// The alarm's ARN.
    pub fn arn(&self) -> Value<String> {
        self.alarm.attr_arn()
    }

    /// The alarm's name.
    pub fn name(&self) -> Value<String> {
        self.alarm.reference()
    }
}
