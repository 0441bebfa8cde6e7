//! Metrics of a function.

use ferrocdk_cfn::lambda::CfnFunction;

use super::function::Function;
use crate::cloudwatch::{Metric, Statistic};

macro_rules! metrics {
    ($($(#[$doc:meta])* $method:ident = $of_function:ident, $of_part:ident;)*) => {
        impl Function {
            $(
                $(#[$doc])*
                pub fn $method(&self) -> Metric {
                    match self.part() {
                        Some(part) => CfnFunction::$of_part(self.bare_name(), part),
                        None => CfnFunction::$of_function(self.bare_name()),
                    }
                    .into()
                }
            )*
        }
    };
}

metrics! {
    /// Executions at the same time.
    metric_concurrent_executions =
        metric_concurrent_executions_by_function_name, metric_concurrent_executions_by_function_name_and_resource;
    /// Events that could not be sent to the dead letter queue: they are lost.
    metric_dead_letter_errors =
        metric_dead_letter_errors_by_function_name, metric_dead_letter_errors_by_function_name_and_resource;
    /// Events that could not be sent to a destination.
    metric_destination_delivery_failures =
        metric_destination_delivery_failures_by_function_name, metric_destination_delivery_failures_by_function_name_and_resource;
    /// How long an execution takes, in milliseconds.
    metric_duration = metric_duration_by_function_name, metric_duration_by_function_name_and_resource;
    /// Executions that ended with an error.
    metric_errors = metric_errors_by_function_name, metric_errors_by_function_name_and_resource;
    /// Executions.
    metric_invocations = metric_invocations_by_function_name, metric_invocations_by_function_name_and_resource;
    /// Executions beyond those kept warm.
    metric_provisioned_concurrency_spillover_invocations =
        metric_provisioned_concurrency_spillover_invocations_by_function_name,
        metric_provisioned_concurrency_spillover_invocations_by_function_name_and_resource;
    /// Invocations that were refused, since too many ran already.
    metric_throttles = metric_throttles_by_function_name, metric_throttles_by_function_name_and_resource;
}

impl Function {
    /// Age of the last record of a batch from a stream, in milliseconds: how far the function is behind. The largest, since one shard that stands still would not show in an average.
    pub fn metric_iterator_age(&self) -> Metric {
        self.metric("IteratorAge").statistic(Statistic::Maximum)
    }

    /// A metric of the function by its name, such as `AsyncEventAge`. Of a version or an alias, it counts what came by that.
    pub fn metric(&self, name: &str) -> Metric {
        let metric = Metric::new("AWS/Lambda", name).dimension("FunctionName", self.bare_name());
        match self.part() {
            Some(part) => metric.dimension("Resource", part),
            None => metric,
        }
    }
}
