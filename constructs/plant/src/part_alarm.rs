//! `PartAlarm`: an alarm of a part of a plant, as operators need it; `Watch`, what has such alarms.

use ferrocdk_aws::cloudwatch::AlarmProps;
use ferrocdk_contracts::Severity;

/// An alarm of a part of a plant.
///
/// The purpose is its word in the alarm's name (`<plant>-<purpose>-<suffix>`), and the heading of its runbook. The settings say when it is raised and what is
/// wrong; whom it tells is decided by [`PlantAlarms`](crate::PlantAlarms).
///
/// ```
/// use ferrocdk_aws::cloudwatch::{AlarmProps, Metric, MissingData};
/// use ferrocdk_plant::{Severity, PartAlarm};
///
/// let heartbeat = Metric::new("Press", "Heartbeats").dimension("Line", "press").below(1);
/// let heartbeat = AlarmProps::new(heartbeat).description("The press sends no heartbeat").missing_data(MissingData::Breaching);
/// let silent = PartAlarm::new("PressSilent", "press-silent", heartbeat).critical().label("machine", "press-7");
/// assert_eq!(silent.severity(), Severity::Critical);
/// ```
#[derive(Clone, Debug)]
pub struct PartAlarm {
    pub(crate) id: String,
    pub(crate) purpose: String,
    pub(crate) props: AlarmProps,
    pub(crate) labels: Vec<(String, String)>,
    severity: Severity,
}

impl PartAlarm {
    /// An alarm with its construct id, which is unique within the plant, and its purpose, such as `lambda-errors`: a warning.
    pub fn new(id: &str, purpose: &str, props: AlarmProps) -> Self {
        Self {
            id: id.to_owned(),
            purpose: purpose.to_owned(),
            props,
            labels: Vec::new(),
            severity: Severity::default(),
        }
    }

    /// Makes it critical: it pages.
    #[must_use]
    pub fn critical(mut self) -> Self {
        self.severity = Severity::Critical;
        self
    }

    /// Makes it a notice.
    #[must_use]
    pub fn notice(mut self) -> Self {
        self.severity = Severity::Notice;
        self
    }

    /// Says of its message which asset it is of: `label("line", "press")`. Labels of the plant stand before it.
    #[must_use]
    pub fn label(mut self, name: &str, value: &str) -> Self {
        self.labels.push((name.to_owned(), value.to_owned()));
        self
    }

    /// How much it matters.
    pub fn severity(&self) -> Severity {
        self.severity
    }

    /// Its word in names and runbooks.
    pub fn purpose(&self) -> &str {
        &self.purpose
    }
}

/// Something with alarms of its own; implement it for your constructs to have [`PlantAlarms`](crate::PlantAlarms) watch them.
///
/// Each alarm says what missing data means for it, since silence is the most common fault of a plant: metrics of errors appear with the first error
/// ([`MissingData::NotBreaching`](ferrocdk_aws::cloudwatch::MissingData), the default of alarms), and a metric that must never stop is
/// [`Breaching`](ferrocdk_aws::cloudwatch::MissingData).
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no alarms of its own",
    label = "expected a part of a plant, such as an `IngestPipeline` or a `HotColdStore`, by reference"
)]
pub trait Watch {
    /// The alarms, with construct ids and purposes that are unique within the plant.
    fn alarms(&self) -> Vec<PartAlarm>;
}
