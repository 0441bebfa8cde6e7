//! `HttpCors`: which pages of other origins browsers let send requests.

use ferrocdk_cfn::apigatewayv2::api::Cors as CfnCors;
use ferrocdk_core::{Diagnostic, Scope};

use crate::apigateway::{BrowserCredentials, HttpMethod};
use crate::bounds::bounded;
use crate::diagnostic_ids;
use crate::props::props;
use crate::units::Seconds;

bounded! {
    /// How long browsers keep what they were told, 0 to 86,400 seconds. Source: "Configure CORS for HTTP APIs in API Gateway".
    CorsMaxAge(Seconds) in 0..=86_400, "seconds";
}

props! {
    /// Which pages of other origins browsers let send requests.
    ///
    /// ```
    /// use ferrocdk_aws::apigatewayv2::{HttpApi, HttpApiProps, HttpCors, HttpUrlIntegration};
    /// use ferrocdk_aws::units::Hours;
    /// use ferrocdk_core::{App, Stack, StackProps};
    ///
    /// let app = App::new();
    /// let stack = Stack::new(&app, "plant", StackProps::default());
    /// let cors = HttpCors::new().allow_origins(["https://presses.example.com"]).max_age(Hours(1));
    /// let all = HttpUrlIntegration::new("https://backend.example.com");
    /// HttpApi::new(&stack, "Api", HttpApiProps::new().cors_preflight(cors).default_integration(all));
    /// # assert!(app.synth().is_ok());
    /// ```
    pub struct HttpCors {
        /// Origins of the pages, such as `https://presses.example.com`, or `*` for all.
        allow_origins: Vec<String>,
        /// Verbs of the requests.
        allow_methods: Vec<HttpMethod>,
        /// Headers that requests may have.
        allow_headers: Vec<String>,
        /// Headers of answers that pages may see, besides those that they always see.
        expose_headers: Vec<String>,
        /// Whether pages may send cookies and other credentials of the browser. Default: they may not.
        credentials: BrowserCredentials = BrowserCredentials::Refused,
        /// How long browsers keep what they were told. Default: as browsers have it.
        max_age: Option<CorsMaxAge>,
    }
}

impl HttpCors {
    pub(super) fn check(&self, scope: &Scope) {
        let all = self.allow_origins.iter().any(|origin| origin == "*");
        if all && self.credentials == BrowserCredentials::Allowed {
            let diagnostic =
                Diagnostic::error(diagnostic_ids::API_CORS, "pages of all origins are to send credentials")
                    .at("", Some("CorsConfiguration"))
                    .found(format!("[{}]", self.allow_origins.join(", ")))
                    .allowed("origins by name, where credentials are allowed")
                    .help("name the origins whose pages may send requests");
            scope.report(diagnostic);
        }
        if let Some(Err(error)) = self.max_age.map(CorsMaxAge::check) {
            error.report(scope, diagnostic_ids::API_RANGE, "CorsConfiguration.MaxAge");
        }
    }

    pub(super) fn into_cfn(self) -> CfnCors {
        let mut cors = CfnCors::new();
        if !self.allow_origins.is_empty() {
            cors = cors.allow_origins(self.allow_origins);
        }
        if !self.allow_methods.is_empty() {
            let any_as_star = |method: HttpMethod| if method == HttpMethod::Any { "*" } else { method.word() };
            cors = cors.allow_methods(self.allow_methods.into_iter().map(any_as_star).collect::<Vec<_>>());
        }
        if !self.allow_headers.is_empty() {
            cors = cors.allow_headers(self.allow_headers);
        }
        if !self.expose_headers.is_empty() {
            cors = cors.expose_headers(self.expose_headers);
        }
        if self.credentials == BrowserCredentials::Allowed {
            cors = cors.allow_credentials(true);
        }
        cors.max_age = self.max_age.map(|age| age.get().into());
        cors
    }
}
