//! Metrics of an API, a stage and a method.

use ferrocdk_cfn::apigateway::{CfnMethod, CfnRestApi, CfnStage};

use super::method::Method;
use super::rest_api::RestApi;
use super::stage::Stage;
use crate::cloudwatch::Metric;

/// Declares the seven metrics: the docs, our name, and the names of the generated functions for an API, a stage and a method.
macro_rules! metrics {
    ($($(#[$doc:meta])* $name:ident, $of_api:ident, $of_stage:ident, $of_method:ident;)*) => {
        impl RestApi {
            $($(#[$doc])*
            pub fn $name(&self) -> Metric {
                CfnRestApi::$of_api(self.name()).into()
            })*
        }

        impl Stage {
            $($(#[$doc])*
            pub fn $name(&self) -> Metric {
                CfnStage::$of_stage(self.api_name.clone(), self.name()).into()
            })*
        }

        impl Method {
            $($(#[$doc])*
            ///
            /// A stage has metrics of methods where [`DetailedMetrics`](super::DetailedMetrics) are on.
            pub fn $name(&self, stage: &Stage) -> Metric {
                let (api, path) = (self.resource().api().name(), self.resource().path());
                CfnMethod::$of_method(api, self.http_method().word(), path, stage.name()).into()
            })*
        }
    };
}

metrics! {
    /// Requests that ended with a status of 400 to 499: mistakes of clients.
    metric_client_error, metric_4xx_error_by_api_name, metric_4xx_error_by_api_name_and_stage,
        metric_4xx_error_by_api_name_and_method_and_resource_and_stage;
    /// Requests that ended with a status of 500 to 599: mistakes of the API and of what is behind it.
    metric_server_error, metric_5xx_error_by_api_name, metric_5xx_error_by_api_name_and_stage,
        metric_5xx_error_by_api_name_and_method_and_resource_and_stage;
    /// Requests that were answered from the cache.
    metric_cache_hit_count, metric_cache_hit_count_by_api_name, metric_cache_hit_count_by_api_name_and_stage,
        metric_cache_hit_count_by_api_name_and_method_and_resource_and_stage;
    /// Requests that the cache had no answer for.
    metric_cache_miss_count, metric_cache_miss_count_by_api_name, metric_cache_miss_count_by_api_name_and_stage,
        metric_cache_miss_count_by_api_name_and_method_and_resource_and_stage;
    /// Requests.
    metric_count, metric_count_by_api_name, metric_count_by_api_name_and_stage,
        metric_count_by_api_name_and_method_and_resource_and_stage;
    /// Milliseconds that what is behind the API took.
    metric_integration_latency, metric_integration_latency_by_api_name, metric_integration_latency_by_api_name_and_stage,
        metric_integration_latency_by_api_name_and_method_and_resource_and_stage;
    /// Milliseconds from a request to the end of its answer.
    metric_latency, metric_latency_by_api_name, metric_latency_by_api_name_and_stage,
        metric_latency_by_api_name_and_method_and_resource_and_stage;
}

impl RestApi {
    /// A metric of the API by its name, such as `Count`.
    pub fn metric(&self, name: &str) -> Metric {
        Metric::new("AWS/ApiGateway", name).dimension("ApiName", self.name())
    }
}

impl Stage {
    /// A metric of the stage by its name, such as `Count`.
    pub fn metric(&self, name: &str) -> Metric {
        Metric::new("AWS/ApiGateway", name)
            .dimension("ApiName", self.api_name.clone())
            .dimension("Stage", self.name())
    }
}
