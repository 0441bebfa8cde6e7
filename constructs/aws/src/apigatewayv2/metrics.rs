//! Metrics of an HTTP API and its stages.

use ferrocdk_cfn::apigatewayv2::CfnApi;

use super::http_api::HttpApi;
use super::stage::HttpStage;
use crate::cloudwatch::Metric;

/// Declares metrics: the docs, our name, and that of the generated function for an API.
macro_rules! metrics {
    ($($(#[$doc:meta])* $name:ident, $of_api:ident;)*) => {
        impl HttpApi {
            $($(#[$doc])*
            pub fn $name(&self) -> Metric {
                CfnApi::$of_api(self.id()).into()
            })*
        }

        impl HttpStage {
            $($(#[$doc])*
            pub fn $name(&self) -> Metric {
                let of_api: Metric = CfnApi::$of_api(self.api_id.clone()).into();
                of_api.dimension("Stage", self.name())
            })*
        }
    };
}

metrics! {
    /// Requests that ended with a status of 400 to 499: mistakes of clients.
    metric_client_error, metric_4xx_by_api_id;
    /// Requests that ended with a status of 500 to 599: mistakes of the API and of what is behind it.
    metric_server_error, metric_5xx_by_api_id;
    /// Requests.
    metric_count, metric_count_by_api_id;
    /// Bytes of requests and answers.
    metric_data_processed, metric_data_processed_by_api_id;
    /// Milliseconds that what is behind the API took.
    metric_integration_latency, metric_integration_latency_by_api_id;
    /// Milliseconds from a request to the end of its answer.
    metric_latency, metric_latency_by_api_id;
}

impl HttpApi {
    /// A metric of the API by its name, such as `Count`.
    pub fn metric(&self, name: &str) -> Metric {
        Metric::new("AWS/ApiGateway", name).dimension("ApiId", self.id())
    }
}

impl HttpStage {
    /// A metric of the stage by its name, such as `Count`.
    pub fn metric(&self, name: &str) -> Metric {
        Metric::new("AWS/ApiGateway", name)
            .dimension("ApiId", self.api_id.clone())
            .dimension("Stage", self.name())
    }
}
