//! `Retry` and `Catch`: what a state does about errors.

use ferrocdk_core::{Document, IntoDocument, doc};

use crate::units::Seconds;

/// Tries a state again after errors.
///
/// Source: "Retrying after an error" of the Step Functions developer guide.
///
/// ```
/// use ferrocdk_aws::stepfunctions::Retry;
/// use ferrocdk_aws::units::Seconds;
///
/// let patient = Retry::on(["States.Timeout"]).interval(Seconds(5)).max_attempts(6).backoff_rate(1.5).max_delay(Seconds(60)).jitter();
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use = "it takes effect in a state"]
pub struct Retry {
    errors: Vec<String>,
    interval: Option<Seconds>,
    max_attempts: Option<u32>,
    backoff_rate: Option<f64>,
    max_delay: Option<Seconds>,
    jitter: bool,
}

impl Retry {
    /// After these errors, such as `States.Timeout` or `Lambda.TooManyRequestsException`: three times, after a second, two and four.
    pub fn on<E: Into<String>>(errors: impl IntoIterator<Item = E>) -> Self {
        Self {
            errors: errors.into_iter().map(Into::into).collect(),
            interval: None,
            max_attempts: None,
            backoff_rate: None,
            max_delay: None,
            jitter: false,
        }
    }

    /// After every error that can be retried (`States.ALL`).
    pub fn on_all() -> Self {
        Self::on(["States.ALL"])
    }

    /// Sets the time before the first further attempt. Default: a second.
    pub fn interval(mut self, time: impl Into<Seconds>) -> Self {
        self.interval = Some(time.into());
        self
    }

    /// Sets how often it is tried again, 0 to 99,999,999. Default: 3.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = Some(attempts);
        self
    }

    /// Sets by which factor the time grows from attempt to attempt, at least 1. Default: 2.
    pub fn backoff_rate(mut self, factor: f64) -> Self {
        self.backoff_rate = Some(factor);
        self
    }

    /// Lets the time grow no further. Default: a year.
    pub fn max_delay(mut self, time: impl Into<Seconds>) -> Self {
        self.max_delay = Some(time.into());
        self
    }

    /// Takes a random part of the time, so that many machines do not try at once.
    pub fn jitter(mut self) -> Self {
        self.jitter = true;
        self
    }

    /// Mistake that Step Functions would refuse.
    pub(super) fn mistake(&self) -> Option<String> {
        match self {
            Self { errors, .. } if errors.is_empty() => Some("a retry after no error".to_owned()),
            Self {
                backoff_rate: Some(rate),
                ..
            } if *rate < 1.0 => Some(format!("a backoff rate of {rate}")),
            Self {
                max_attempts: Some(attempts),
                ..
            } if *attempts > 99_999_999 => Some(format!("{attempts} attempts")),
            Self {
                interval: Some(Seconds(0)),
                ..
            } => Some("an interval of 0 seconds".to_owned()),
            _ => None,
        }
    }

    pub(super) fn into_document(self) -> Document {
        let errors = Document::list(self.errors.into_iter().map(IntoDocument::into_document));
        let mut fields = vec![("ErrorEquals", errors)];
        fields.extend(self.interval.map(|time| ("IntervalSeconds", doc!(time.get()))));
        fields.extend(self.max_attempts.map(|attempts| ("MaxAttempts", doc!(attempts))));
        fields.extend(self.backoff_rate.map(|rate| ("BackoffRate", doc!(rate))));
        fields.extend(self.max_delay.map(|time| ("MaxDelaySeconds", doc!(time.get()))));
        fields.extend(self.jitter.then(|| ("JitterStrategy", doc!("FULL"))));
        Document::map(fields)
    }
}

/// Goes on elsewhere after errors.
///
/// ```
/// use ferrocdk_aws::stepfunctions::Catch;
///
/// let refused = Catch::on(["Plant.Refused"]).result_path("$.error");
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use = "it takes effect in a state"]
pub struct Catch {
    errors: Vec<String>,
    result_path: Option<String>,
    output: Option<Document>,
}

impl Catch {
    /// After these errors.
    pub fn on<E: Into<String>>(errors: impl IntoIterator<Item = E>) -> Self {
        Self {
            errors: errors.into_iter().map(Into::into).collect(),
            result_path: None,
            output: None,
        }
    }

    /// After every error (`States.ALL`).
    pub fn on_all() -> Self {
        Self::on(["States.ALL"])
    }

    /// Puts the error into the input, at a path such as `$.error`, instead of in its place. JSONPath.
    pub fn result_path(mut self, path: &str) -> Self {
        self.result_path = Some(path.to_owned());
        self
    }

    /// Hands this on; `{% $states.errorOutput %}` is the error. JSONata.
    pub fn output(mut self, output: impl IntoDocument) -> Self {
        self.output = Some(output.into_document());
        self
    }

    pub(super) fn is_of_jsonata(&self) -> bool {
        self.output.is_some()
    }

    pub(super) fn is_of_json_path(&self) -> bool {
        self.result_path.is_some()
    }

    pub(super) fn into_document(self, next: &str) -> Document {
        let errors = Document::list(self.errors.into_iter().map(IntoDocument::into_document));
        let mut fields = vec![("ErrorEquals", errors)];
        fields.extend(self.result_path.map(|path| ("ResultPath", doc!(path))));
        fields.extend(self.output.map(|output| ("Output", output)));
        fields.push(("Next", doc!(next)));
        Document::map(fields)
    }
}
