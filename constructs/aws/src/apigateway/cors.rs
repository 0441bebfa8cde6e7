//! `Cors`: which pages of other origins browsers let send requests.

use ferrocdk_core::{Diagnostic, Scope};

use super::http_method::HttpMethod;
use super::integration::MockIntegration;
use super::method::{Authorization, MethodOptions};
use super::responses::{IntegrationResponse, MethodResponse};
use crate::diagnostic_ids;
use crate::props::props;
use crate::units::Seconds;

/// How long browsers keep what they were told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PreflightCache {
    /// For so long.
    For(Seconds),
    /// Not at all.
    Off,
}

/// Whether pages may send cookies and other credentials of the browser.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BrowserCredentials {
    /// They may not.
    #[default]
    Refused,
    /// They may: then the origins are named one by one.
    Allowed,
}

props! {
    /// Which pages of other origins browsers let send requests.
    ///
    /// ```
    /// use ferrocdk_aws::apigateway::{Cors, HttpMethod, LambdaIntegration, RestApi, RestApiProps};
    /// use ferrocdk_core::{App, Stack, StackProps};
    ///
    /// let app = App::new();
    /// let stack = Stack::new(&app, "plant", StackProps::default());
    /// let cors = Cors::origins(["https://presses.example.com", "http://localhost:3000"]).allow_methods([HttpMethod::Get]);
    /// let api = RestApi::new(&stack, "Api", RestApiProps::new().default_cors_preflight(cors));
    /// api.root().add_method(HttpMethod::Get, LambdaIntegration::new("arn:aws:lambda:sa-east-1:111122223333:function:presses"));
    /// # assert!(app.synth().is_ok());
    /// ```
    pub struct Cors {
        /// Origins of the pages, such as `https://presses.example.com`, or `*` alone for all.
        allow_origins: Vec<String> = Vec::new(),
        /// Verbs of the requests. Default: all.
        allow_methods: Vec<HttpMethod>,
        /// Headers that requests may have. Default: those that clients of AWS send.
        allow_headers: Vec<String>,
        /// Headers of answers that pages may see, besides those that they always see.
        expose_headers: Vec<String>,
        /// Whether pages may send cookies and other credentials of the browser. Default: they may not.
        credentials: BrowserCredentials = BrowserCredentials::Refused,
        /// How long browsers keep what they were told. Default: five seconds, as browsers have it.
        cache: Option<PreflightCache>,
    }
}

/// Headers that clients of AWS send: credentials, keys, and what they are.
const DEFAULT_HEADERS: [&str; 6] = [
    "Content-Type",
    "X-Amz-Date",
    "Authorization",
    "X-Api-Key",
    "X-Amz-Security-Token",
    "X-Amz-User-Agent",
];

impl Cors {
    /// Pages of these origins, such as `https://presses.example.com`.
    pub fn origins<O: Into<String>>(origins: impl IntoIterator<Item = O>) -> Self {
        Self {
            allow_origins: origins.into_iter().map(Into::into).collect(),
            ..Self::new()
        }
    }

    /// Pages of all origins.
    pub fn all_origins() -> Self {
        Self::origins(["*"])
    }

    /// Reports settings that browsers would not take.
    pub(super) fn check(&self, scope: &Scope) {
        let all = self.allow_origins.iter().any(|origin| origin == "*");
        let found = self.allow_origins.join(", ");
        let wrong = match self.allow_origins.len() {
            0 => Some(("no origin is let in", "one origin at least, or `*`")),
            1 if all && self.credentials == BrowserCredentials::Allowed => Some((
                "pages of all origins are to send credentials",
                "origins by name, where credentials are allowed",
            )),
            2.. if all => Some(("`*` stands beside other origins", "`*` alone, or origins by name")),
            _ => None,
        };
        if let Some((message, allowed)) = wrong {
            let diagnostic = Diagnostic::error(diagnostic_ids::API_CORS, message);
            scope.report(
                diagnostic
                    .found(format!("[{found}]"))
                    .allowed(allowed)
                    .help("name the origins whose pages may send requests"),
            );
        }
        if self.allow_methods.contains(&HttpMethod::Any) && self.allow_methods.len() > 1 {
            let diagnostic = Diagnostic::error(diagnostic_ids::API_CORS, "`ANY` stands beside other verbs");
            scope.report(
                diagnostic
                    .allowed("`ANY` alone, or verbs by name")
                    .help("leave the others out"),
            );
        }
    }

    /// The method that answers what browsers ask before.
    pub(super) fn into_method(self) -> MethodOptions {
        let is_any = self.allow_methods.is_empty() || self.allow_methods.contains(&HttpMethod::Any);
        let methods = if is_any {
            HttpMethod::ALL.to_vec()
        } else {
            self.allow_methods
        };
        let methods: Vec<&str> = methods.into_iter().map(HttpMethod::word).collect();
        let headers = match self.allow_headers.as_slice() {
            [] => DEFAULT_HEADERS.join(","),
            headers => headers.join(","),
        };
        let first = self.allow_origins.first().map_or("", String::as_str);
        let mut said = vec![
            ("Access-Control-Allow-Headers", headers),
            ("Access-Control-Allow-Origin", first.to_owned()),
        ];
        if first != "*" {
            said.push(("Vary", "Origin".to_owned()));
        }
        said.push(("Access-Control-Allow-Methods", methods.join(",")));
        if self.credentials == BrowserCredentials::Allowed {
            said.push(("Access-Control-Allow-Credentials", "true".to_owned()));
        }
        match self.cache {
            Some(PreflightCache::For(Seconds(seconds))) => said.push(("Access-Control-Max-Age", seconds.to_string())),
            Some(PreflightCache::Off) => said.push(("Access-Control-Max-Age", "-1".to_owned())),
            None => {}
        }
        if !self.expose_headers.is_empty() {
            said.push(("Access-Control-Expose-Headers", self.expose_headers.join(",")));
        }
        let mut answer = IntegrationResponse::new("204");
        let mut declared = MethodResponse::new("204");
        for (name, value) in said {
            answer = answer.header(name, format!("'{value}'"));
            declared = declared.header(name);
        }
        // An answer names one origin only: that of the request, where it is one of the others.
        let others: Vec<String> = self
            .allow_origins
            .iter()
            .skip(1)
            .map(|origin| format!("$origin == \"{origin}\""))
            .collect();
        if !others.is_empty() {
            let template = [
                "#set($origin = $input.params().header.get(\"Origin\"))".to_owned(),
                "#if($origin == \"\") #set($origin = $input.params().header.get(\"origin\")) #end".to_owned(),
                format!("#if({})", others.join(" || ")),
                "#set($context.responseOverride.header.Access-Control-Allow-Origin = $origin)".to_owned(),
                "#end".to_owned(),
            ];
            answer = answer.template("application/json", template.join("\n"));
        }
        let integration = MockIntegration::new()
            .request_template("application/json", "{ statusCode: 200 }")
            .integration_responses([answer]);
        // Browsers send no credentials with it.
        MethodOptions::from(integration)
            .authorization(Authorization::Open)
            .api_key_not_required()
            .method_responses([declared])
    }
}
