//! `MethodSettings`: what a stage does with the methods that it shows.

use ferrocdk_cfn::apigateway::stage::MethodSetting;
use ferrocdk_core::Value;

use super::http_method::HttpMethod;
use super::throttle::ThrottleSettings;
use crate::bounds::bounded;
use crate::props::props;
use crate::units::Seconds;

bounded! {
    /// How long answers are cached, 0 to 3,600 seconds. Source: "Cache settings for REST APIs in API Gateway".
    CacheTtl(Seconds) in 0..=3_600, "seconds";
}

/// How much API Gateway writes down of what it does with a request, in a log group that it makes itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LoggingLevel {
    /// Nothing.
    Off,
    /// Requests that failed.
    #[default]
    Error,
    /// Each step, of each request: several lines, which are paid for.
    Info,
}

/// Whether requests and answers are written down as a whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DataTrace {
    /// They are not.
    #[default]
    Off,
    /// They are, with whatever secrets are in them: for development.
    On,
}

/// Whether CloudWatch gets metrics of each method, besides those of the stage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DetailedMetrics {
    /// It does not.
    #[default]
    Off,
    /// It does: seven metrics for each method, 30 cents a month each.
    On,
}

/// Whether answers are cached.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Caching {
    /// They are not.
    #[default]
    Off,
    /// They are, encrypted, where the stage has a cache; a stage without one gets the smallest.
    On,
}

props! {
    /// Settings of methods in a stage.
    ///
    /// ```
    /// use ferrocdk_aws::apigateway::{Caching, HttpMethod, MethodSettings, StageOptions, ThrottleSettings};
    /// use ferrocdk_aws::units::Minutes;
    ///
    /// let read = MethodSettings::new().caching(Caching::On).cache_ttl(Minutes(10));
    /// let stage = StageOptions::new()
    ///     .all_methods(MethodSettings::new().throttle(ThrottleSettings::new().rate_limit(100)))
    ///     .method("/presses", HttpMethod::Get, read);
    /// ```
    pub struct MethodSettings {
        /// How much is written down of what is done with a request. Default: what failed, which costs nothing while nothing fails.
        logging_level: LoggingLevel = LoggingLevel::Error,
        /// Whether requests and answers are written down as a whole. Default: they are not.
        data_trace: DataTrace = DataTrace::Off,
        /// Whether CloudWatch gets metrics of each method. Default: of the stage as a whole only.
        detailed_metrics: DetailedMetrics = DetailedMetrics::Off,
        /// How many requests are let through. Default: the limits of the account.
        throttle: Option<ThrottleSettings>,
        /// Whether answers are cached. Default: they are not.
        caching: Caching = Caching::Off,
        /// How long answers are cached. Default: five minutes, as API Gateway has it.
        cache_ttl: Option<CacheTtl>,
    }
}

impl MethodSettings {
    /// For a method by its path, `/*` for all, and its verb, none for all.
    pub(super) fn into_cfn(self, path: &str, method: Option<HttpMethod>) -> MethodSetting {
        let level = match self.logging_level {
            LoggingLevel::Off => "OFF",
            LoggingLevel::Error => "ERROR",
            LoggingLevel::Info => "INFO",
        };
        let mut setting = MethodSetting::new()
            .http_method(method.map_or("*", HttpMethod::word))
            .resource_path(encoded(path))
            .logging_level(level)
            .data_trace_enabled(self.data_trace == DataTrace::On)
            .metrics_enabled(self.detailed_metrics == DetailedMetrics::On);
        if let Some(throttle) = self.throttle {
            setting.throttling_rate_limit = throttle.rate_limit.map(Value::from);
            setting.throttling_burst_limit = throttle.burst_limit.map(Value::from);
        }
        if self.caching == Caching::On {
            setting = setting.caching_enabled(true).cache_data_encrypted(true);
        }
        setting.cache_ttl_in_seconds = self.cache_ttl.map(|ttl| ttl.get().into());
        setting
    }
}

/// A path as settings of methods have it: a JSON pointer's part.
fn encoded(path: &str) -> String {
    match path {
        "/" | "/*" => path.to_owned(),
        _ => format!("/{}", path.replace('/', "~1")),
    }
}
