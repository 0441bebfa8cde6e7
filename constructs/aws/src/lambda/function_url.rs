//! `FunctionUrl`: an address by which a function is called over HTTPS.

use ferrocdk_cfn::lambda::url::Cors;
use ferrocdk_cfn::lambda::{CfnUrl, UrlProps as CfnUrlProps};
use ferrocdk_core::{Construct, Diagnostic, Scope, Value};

use super::function::Function;
use super::permission::PermissionProps;
use crate::bounds::bounded;
use crate::diagnostic_ids;
use crate::grants::Grant;
use crate::iam::{Grantee, Principal};
use crate::owned::constructs;
use crate::props::props;
use crate::units::Seconds;

bounded! {
    /// How long browsers remember what other sites may do, 0 to 86,400 seconds.
    CorsMaxAge(Seconds) in 0..=86_400, "seconds";
}

/// Who may call a function by its URL.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UrlAuth {
    /// Identities that are allowed to, with signed requests.
    #[default]
    Iam,
    /// Anybody: the function has to look itself who calls.
    None,
}

/// How a function answers by its URL.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InvokeMode {
    /// All at once, at most 6 MB.
    #[default]
    Buffered,
    /// Bit by bit, at most 200 MB. The runtime has to know how.
    ResponseStream,
}

props! {
    /// Rights of pages of other sites, for browsers. Source: "Cross-origin resource sharing (CORS)" of function URLs.
    ///
    /// ```
    /// use ferrocdk_aws::lambda::FunctionUrlCors;
    ///
    /// let cors = FunctionUrlCors::new().allowed_origins(["https://plant.example.com"]).allowed_methods(["GET", "POST"]);
    /// ```
    pub struct FunctionUrlCors {
        /// The sites, such as `https://plant.example.com`, or `*`. Default: none.
        allowed_origins: Vec<String>,
        /// The methods, such as `GET`. Default: all.
        allowed_methods: Vec<String>,
        /// The headers that requests may have. Default: none beside those that always may be.
        allowed_headers: Vec<String>,
        /// The headers that pages see of the answer. Default: none beside those that they always see.
        exposed_headers: Vec<String>,
        /// Whether cookies and credentials go along. Default: they do not.
        credentials: CorsCredentials = CorsCredentials::Left,
        /// How long browsers remember this. Default: not at all.
        max_age: Option<CorsMaxAge>,
    }
}

/// Whether cookies and credentials go along with requests of other sites.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CorsCredentials {
    /// They do.
    Sent,
    /// They do not.
    #[default]
    Left,
}

props! {
    /// Settings of a [`FunctionUrl`].
    pub struct FunctionUrlProps for CfnUrlProps {
        /// The function, or an alias.
        function: Function,
        /// Who may call. Default: identities that are allowed to.
        auth_type: UrlAuth = UrlAuth::Iam,
        /// Rights of pages of other sites. Default: none.
        cors: Option<FunctionUrlCors>,
        /// How the function answers. Default: all at once.
        invoke_mode: InvokeMode = InvokeMode::Buffered,
    }
}

/// An address by which a function is called over HTTPS.
///
/// Makes an `AWS::Lambda::Url`, and for [`UrlAuth::None`] two `AWS::Lambda::Permission`. Costs nothing beside the invocations.
///
/// ```
/// use ferrocdk_aws::iam::{Principal, Role, RoleProps};
/// use ferrocdk_aws::lambda::{Code, Function, FunctionProps, FunctionUrl, FunctionUrlProps};
/// use ferrocdk_core::{App, CfnOutput, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let function = Function::new(&stack, "Reports", FunctionProps::new(Code::rust("processor")));
/// let url = FunctionUrl::new(&stack, "Url", FunctionUrlProps::new(&function));
/// let office = Role::new(&stack, "Office", RoleProps::new(Principal::account("111122223333")));
/// url.grant_invoke_url(&office);
/// CfnOutput::new(&stack, "ReportsUrl", url.url());
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct FunctionUrl {
    scope: Scope,
    resource: CfnUrl,
    function: Function,
    url: Value<String>,
}

constructs!(FunctionUrl);

impl FunctionUrl {
    /// Makes an address.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: FunctionUrlProps) -> Self {
        let scope = scope.scope().child(id);
        let function = props.function;
        if function.is_version() {
            let diagnostic = Diagnostic::error(diagnostic_ids::FUNCTION_SETTINGS, "a version has no URL")
                .at("", Some("TargetFunctionArn"))
                .allowed("functions and aliases")
                .help("make an alias that leads to the version");
            scope.report(diagnostic);
        }
        let mut url = CfnUrlProps::new()
            .target_function_arn(function.bare_arn())
            .auth_type(match props.auth_type {
                UrlAuth::Iam => "AWS_IAM",
                UrlAuth::None => "NONE",
            });
        url.qualifier = function.qualifier();
        if props.invoke_mode == InvokeMode::ResponseStream {
            url = url.invoke_mode("RESPONSE_STREAM");
        }
        if let Some(cors) = props.cors {
            url = url.cors(cors.render(&scope));
        }
        let url = CfnUrl::new(&scope, "Resource", props.customize.apply(url));
        if function.is_qualified() {
            // The name of the alias alone would not make the alias first.
            url.scope().depends_on(&function);
        }
        if props.auth_type == UrlAuth::None {
            let anybody = || PermissionProps::new(Principal::star());
            let call = anybody()
                .action("lambda:InvokeFunctionUrl")
                .function_url_auth_type("NONE");
            function.add_permission("invoke-function-url", call);
            function.add_permission(
                "invoke-function",
                anybody().cfn(|permission| permission.invoked_via_function_url(true)),
            );
        }
        Self {
            scope,
            function,
            url: url.attr_function_url(),
            resource: url,
        }
    }

    /// The resource.
    pub fn cfn(&self) -> CfnUrl {
        self.resource.clone()
    }

    /// The address, `https://….lambda-url.….on.aws/`.
    pub fn url(&self) -> Value<String> {
        self.url.clone()
    }

    /// Lets somebody call the function by this address.
    #[track_caller]
    pub fn grant_invoke_url(&self, grantee: &dyn Grantee) -> Grant {
        self.function.grant_invoke_url(grantee)
    }
}

impl Function {
    /// Gives the function, or the alias, an address.
    #[track_caller]
    pub fn add_function_url(&self) -> FunctionUrl {
        FunctionUrl::new(self, "FunctionUrl", FunctionUrlProps::new(self))
    }
}

impl FunctionUrlCors {
    fn render(self, scope: &Scope) -> Cors {
        if let Some(Err(error)) = self.max_age.map(CorsMaxAge::check) {
            error.report(scope, diagnostic_ids::FUNCTION_RANGE, "Cors");
        }
        let methods = if self.allowed_methods.is_empty() {
            vec!["*".to_owned()]
        } else {
            self.allowed_methods
        };
        let list = |items: Vec<String>| {
            let items: Vec<Value<String>> = items.into_iter().map(Value::from).collect();
            (!items.is_empty()).then(|| Value::from(items))
        };
        let mut cors = Cors::new().allow_methods(methods.into_iter().map(Value::from).collect::<Vec<_>>());
        cors.allow_origins = list(self.allowed_origins);
        cors.allow_headers = list(self.allowed_headers);
        cors.expose_headers = list(self.exposed_headers);
        if self.credentials == CorsCredentials::Sent {
            cors = cors.allow_credentials(true);
        }
        cors.max_age = self.max_age.map(|age| age.get().into());
        cors
    }
}
