//! `AlarmMuteRule`: times at which alarms tell nobody.

use ferrocdk_cfn::cloudwatch::alarm_mute_rule::{MuteTargets, Rule, Schedule};
use ferrocdk_cfn::cloudwatch::{AlarmMuteRuleProps as CfnAlarmMuteRuleProps, CfnAlarmMuteRule};
use ferrocdk_cfn::refs;
use ferrocdk_core::{Construct, Expr, IntoRef, Scope, Value};

use crate::bounds::bounded;
use crate::diagnostic_ids;
use crate::owned::constructs;
use crate::props::props;
use crate::units::Minutes;

const MINUTES_PER_HOUR: u32 = 60;
const MINUTES_PER_DAY: u32 = 24 * MINUTES_PER_HOUR;

bounded! {
    /// How long alarms are muted each time, 1 minute to 15 days. Source: "Schedule" of the CloudWatch API reference.
    MuteDuration(Minutes) in 1..=21_600, "minutes";
}

props! {
    /// Settings of an [`AlarmMuteRule`].
    pub struct AlarmMuteRuleProps for CfnAlarmMuteRuleProps {
        /// When muting begins: `cron(0 6 * * SUN)`, with minute, hour, day of the month, month and day of the week, or once `at(2026-12-24T18:00)`.
        schedule: String,
        /// How long it lasts each time.
        duration: MuteDuration,
        /// The time zone that the schedule is of, such as `America/Sao_Paulo`. Default: UTC.
        time_zone: Option<String>,
        /// The alarms, composite ones too, by name; a hundred at most. More can be added later.
        refers alarms: Vec<refs::cloudwatch::AlarmName>,
        /// For whoever wonders why nobody is told. Default: none.
        description: Option<String>,
        /// A name that does not change. Default: CloudFormation generates one.
        alarm_mute_rule_name: Option<Value<String>>,
    }
}

/// Times at which alarms tell nobody, such as planned stops of a machine. Alarms change their states meanwhile, and one that is still raised at the end is told then.
///
/// Makes an `AWS::CloudWatch::AlarmMuteRule`. Costs nothing.
///
/// Source: "Alarm mute rules" of the CloudWatch user guide.
///
/// ```
/// use ferrocdk_aws::cloudwatch::{Alarm, AlarmMuteRule, AlarmMuteRuleProps, AlarmProps, Metric};
/// use ferrocdk_aws::units::Hours;
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let late = Alarm::new(&stack, "Late", AlarmProps::new(Metric::new("Plant", "Late").above(0)));
/// let sundays = AlarmMuteRuleProps::new("cron(0 6 * * SUN)", Hours(8)).time_zone("America/Sao_Paulo");
/// AlarmMuteRule::new(&stack, "Sundays", sundays).add_alarm(&late);
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct AlarmMuteRule {
    scope: Scope,
    rule: CfnAlarmMuteRule,
}

constructs!(AlarmMuteRule);

impl AlarmMuteRule {
    /// Makes a rule.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: AlarmMuteRuleProps) -> Self {
        let scope = scope.scope().child(id);
        if let Err(error) = props.duration.check() {
            error.report(&scope, diagnostic_ids::ALARM_RANGE, "Rule");
        }
        let mut schedule = Schedule::new()
            .expression(props.schedule)
            .duration(iso_8601(props.duration.quantity()));
        schedule.timezone = props.time_zone.map(Value::from);
        let mut rule = CfnAlarmMuteRuleProps::new()
            .rule(Rule::new().schedule(schedule))
            .mute_targets(MuteTargets::new().alarm_names(props.alarms));
        rule.description = props.description.map(Value::from);
        rule.name = props.alarm_mute_rule_name;
        let rule = CfnAlarmMuteRule::new(&scope, "Resource", props.customize.apply(rule));
        Self { scope, rule }
    }

    /// The resource.
    pub fn cfn(&self) -> CfnAlarmMuteRule {
        self.rule.clone()
    }

    /// Mutes an alarm, too.
    pub fn add_alarm(&self, alarm: impl IntoRef<refs::cloudwatch::AlarmName>) {
        let name = alarm.into_ref().into_expr();
        self.rule.update_property("MuteTargets", |targets| match targets {
            Expr::Object(fields) => match fields.get_or_insert_with("AlarmNames", || Expr::Array(Vec::new())) {
                Expr::Array(names) => names.push(name),
                other => *other = Expr::Array(vec![name]),
            },
            other => *other = Expr::Object([("AlarmNames", Expr::Array(vec![name]))].into_iter().collect()),
        });
    }
}

/// A duration as ISO 8601 has it: `P3DT1H30M`.
fn iso_8601(Minutes(minutes): Minutes) -> String {
    let part = |number: u32, unit: &str| {
        if number == 0 {
            String::new()
        } else {
            format!("{number}{unit}")
        }
    };
    let days = part(minutes / MINUTES_PER_DAY, "D");
    let hours = part(minutes % MINUTES_PER_DAY / MINUTES_PER_HOUR, "H");
    let minutes = part(minutes % MINUTES_PER_HOUR, "M");
    let time = if hours.is_empty() && minutes.is_empty() {
        ""
    } else {
        "T"
    };
    format!("P{days}{time}{hours}{minutes}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_the_form_of_iso_8601() {
        for (minutes, text) in [
            (480, "PT8H"),
            (3 * 1_440 + 90, "P3DT1H30M"),
            (21_600, "P15D"),
            (1, "PT1M"),
        ] {
            assert_eq!(iso_8601(Minutes(minutes)), text);
        }
    }
}
