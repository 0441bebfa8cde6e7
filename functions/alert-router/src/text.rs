//! Texts that people read.

use ferrocdk_contracts::alert::{Change, Side};
use ferrocdk_contracts::notice::{MOST_NAMED, Notice, NoticeKind, Told};
use ferrocdk_contracts::{Severity, Time};

use crate::case::Case;
use crate::config::Config;

/// Characters of a notice's subject. Source: "Publish" of the SNS API reference.
const MAX_SUBJECT: usize = 100;

/// The notice of a single case.
pub(crate) fn single(config: &Config, case: &Case, kind: NoticeKind) -> Notice {
    let sentence = sentence(case);
    let anomaly = &case.alert.anomaly;
    let how = format!("Acknowledge: cargo xtask alerts ack {anomaly}");
    let message = match kind {
        NoticeKind::Opened => format!("{sentence}. {how}"),
        NoticeKind::Closed | NoticeKind::Digest => sentence,
        NoticeKind::Escalated => format!("{sentence}, and nobody has acknowledged it: it is critical now. {how}"),
        NoticeKind::Downgraded => format!("{sentence}, and was acknowledged: it is a {} now", case.severity),
        NoticeKind::Reminder => format!("{sentence}, and nobody has acknowledged it. {how}"),
    };
    notice(
        config,
        kind,
        case.severity,
        message,
        Some(Told::from(&case.alert)),
        1,
        Vec::new(),
    )
}

/// The notice of several.
pub(crate) fn digest(config: &Config, cases: &[(Case, NoticeKind)]) -> Notice {
    let severity = cases.iter().map(|(case, _)| case.severity).max().unwrap_or_default();
    let of = |kinds: &[NoticeKind]| cases.iter().filter(|(_, kind)| kinds.contains(kind)).count();
    let counts = [
        (of(&[NoticeKind::Opened]), "opened"),
        (of(&[NoticeKind::Closed]), "ended"),
        (of(&[NoticeKind::Escalated]), "escalated"),
        (of(&[NoticeKind::Downgraded]), "downgraded"),
        (of(&[NoticeKind::Reminder]), "not acknowledged"),
    ];
    let counts: Vec<String> = counts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    let named: Vec<String> = cases.iter().take(MOST_NAMED).map(|(case, _)| sentence(case)).collect();
    let rest = cases.len().saturating_sub(named.len());
    let rest = if rest == 0 {
        String::new()
    } else {
        format!("\nand {rest} more")
    };
    let message = format!(
        "{} alerts: {}\n{}{rest}",
        cases.len(),
        counts.join(", "),
        named.join("\n")
    );
    let told = cases
        .iter()
        .take(MOST_NAMED)
        .map(|(case, _)| Told::from(&case.alert))
        .collect();
    notice(config, NoticeKind::Digest, severity, message, None, cases.len(), told)
}

fn notice(
    config: &Config,
    kind: NoticeKind,
    severity: Severity,
    message: String,
    alert: Option<Told>,
    count: usize,
    alerts: Vec<Told>,
) -> Notice {
    Notice {
        version: Notice::VERSION,
        kind,
        severity,
        plant: config.plant.clone(),
        environment: config.environment.clone(),
        message,
        runbook: config.runbook.clone(),
        alert,
        count,
        alerts,
    }
}

/// One alert in a sentence, without its end: `press-7: temperature 101.3 celsius is above 100 celsius since 2026-… (line: A)`.
fn sentence(case: &Case) -> String {
    let alert = &case.alert;
    let sensor = match &alert.sensor_id {
        Some(id) => format!("{}/{id}", alert.device),
        None => alert.device.clone(),
    };
    let unit = alert.unit.as_ref().map(|unit| format!(" {unit}")).unwrap_or_default();
    let side = match alert.limit.side {
        Side::Above => "above",
        Side::Below => "below",
    };
    let (kind, value, limit) = (&alert.sensor_type, alert.value.as_str(), alert.limit.value);
    let opened = Time::from_ms(alert.opened_at).to_iso();
    let what = match alert.change {
        Change::Opened => format!("{kind} {value}{unit} is {side} {limit}{unit} since {opened}"),
        Change::Closed => {
            let ended = Time::from_ms(alert.event_time).to_iso();
            format!("{kind} is back at {value}{unit}; it was {side} {limit}{unit} from {opened} to {ended}")
        }
    };
    let labels: Vec<String> = alert
        .labels
        .iter()
        .map(|(name, value)| format!("{name}: {value}"))
        .collect();
    let asset = if labels.is_empty() {
        String::new()
    } else {
        format!(" ({})", labels.join(", "))
    };
    let clock = match &alert.clock {
        Some(_) => "; the device's clock is wrong",
        None => "",
    };
    format!("{sensor}: {what}{clock}{asset}")
}

/// The subject: ASCII, on one line, at most a hundred characters.
pub(crate) fn subject(notice: &Notice) -> String {
    let what = match &notice.alert {
        Some(alert) => format!("{} {} {}", alert.device, alert.sensor_type, notice.kind.as_str()),
        None => format!("{} alerts", notice.count),
    };
    let subject = format!("{} {} {}: {what}", notice.plant, notice.environment, notice.severity);
    let printable = subject
        .chars()
        .map(|letter| if (' '..='~').contains(&letter) { letter } else { '?' });
    printable.take(MAX_SUBJECT).collect()
}

/// The body for people, in an email.
pub(crate) fn body(notice: &Notice) -> String {
    format!(
        "{}\n\nSeverity: {}\nRunbook: {}\n",
        notice.message, notice.severity, notice.runbook
    )
}
