//! `Connection`: how EventBridge proves who it is to an HTTP API.

use ferrocdk_cfn::events::connection::{
    ApiKeyAuthParameters, AuthParameters, BasicAuthParameters, ClientParameters, ConnectionHttpParameters,
    HttpMethod as OAuthMethod, OAuthParameters, Parameter,
};
use ferrocdk_cfn::events::{CfnConnection, ConnectionProps as CfnConnectionProps};
use ferrocdk_core::{Construct, Diagnostic, Scope, Value};

use crate::kms::Key;
use crate::owned::{Owned, constructs};
use crate::props::props;
use crate::{defaults, diagnostic_ids};

/// How EventBridge proves who it is. What is secret is a reference to a secret (`secret.value()`, [`Value::secret`]): a text would stand in the template.
#[derive(Clone, Debug)]
pub enum Authorization {
    /// A header of its own with a secret value.
    ApiKey {
        /// The header's name, such as `x-api-key`.
        name: Value<String>,
        /// Its value.
        value: Value<String>,
    },
    /// A user and a password.
    Basic {
        /// The user.
        username: Value<String>,
        /// The password.
        password: Value<String>,
    },
    /// A token that EventBridge gets from an authorization server.
    OAuth {
        /// The address that gives tokens, by HTTPS.
        endpoint: Value<String>,
        /// How it is asked: `POST`, `GET` or `PUT`.
        method: OAuthMethod,
        /// Who asks.
        client_id: Value<String>,
        /// The secret of who asks.
        client_secret: Value<String>,
        /// Parts of the request besides, such as `grant_type=client_credentials` in the body.
        parameters: HttpParameters,
    },
}

impl Authorization {
    /// A header of its own with a secret value.
    pub fn api_key(name: impl Into<Value<String>>, value: impl Into<Value<String>>) -> Self {
        Self::ApiKey {
            name: name.into(),
            value: value.into(),
        }
    }

    /// A user and a password.
    pub fn basic(username: impl Into<Value<String>>, password: impl Into<Value<String>>) -> Self {
        Self::Basic {
            username: username.into(),
            password: password.into(),
        }
    }

    /// A token that an authorization server gives for a client and its secret, asked by `POST`.
    pub fn oauth(
        endpoint: impl Into<Value<String>>,
        client_id: impl Into<Value<String>>,
        client_secret: impl Into<Value<String>>,
    ) -> Self {
        Self::OAuth {
            endpoint: endpoint.into(),
            method: OAuthMethod::Post,
            client_id: client_id.into(),
            client_secret: client_secret.into(),
            parameters: HttpParameters::default(),
        }
    }

    fn secret(&self) -> &Value<String> {
        match self {
            Self::ApiKey { value, .. } => value,
            Self::Basic { password, .. } => password,
            Self::OAuth { client_secret, .. } => client_secret,
        }
    }
}

/// Parts of every request: headers, query strings and parts of the body. Secrets Manager keeps the secret ones.
#[derive(Clone, Debug, Default)]
pub struct HttpParameters {
    headers: Vec<Parameter>,
    query_strings: Vec<Parameter>,
    body: Vec<Parameter>,
}

macro_rules! parameters {
    ($($(#[$doc:meta])* $name:ident, $secret:ident => $list:ident;)*) => {$(
        $(#[$doc])*
        #[must_use]
        pub fn $name(mut self, key: &str, value: impl Into<Value<String>>) -> Self {
            self.$list.push(Parameter::new().key(key).value(value).is_value_secret(false));
            self
        }

        $(#[$doc])*
        ///
        /// Its value is secret.
        #[must_use]
        pub fn $secret(mut self, key: &str, value: impl Into<Value<String>>) -> Self {
            self.$list.push(Parameter::new().key(key).value(value).is_value_secret(true));
            self
        }
    )*};
}

impl HttpParameters {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    parameters! {
        /// Adds a header.
        header, secret_header => headers;
        /// Adds a part of the query string.
        query_string, secret_query_string => query_strings;
        /// Adds a part of the body, at its first level.
        body, secret_body => body;
    }

    fn into_cfn(self) -> Option<ConnectionHttpParameters> {
        let mut parameters = ConnectionHttpParameters::new();
        let some = |list: Vec<Parameter>| (!list.is_empty()).then(|| Value::from(list));
        parameters.header_parameters = some(self.headers);
        parameters.query_string_parameters = some(self.query_strings);
        parameters.body_parameters = some(self.body);
        let is_there = parameters.header_parameters.is_some()
            || parameters.query_string_parameters.is_some()
            || parameters.body_parameters.is_some();
        is_there.then_some(parameters)
    }
}

props! {
    /// Settings of a [`Connection`].
    pub struct ConnectionProps for CfnConnectionProps {
        /// How EventBridge proves who it is.
        authorization: Authorization,
        /// Parts of every request besides. Default: none.
        parameters: HttpParameters = HttpParameters::default(),
        /// The key of the account that encrypts the connection's secret. Default: that of the scope ([`Defaults`](crate::Defaults)), else one of AWS's own.
        encryption_key: Option<Key>,
        /// For people, up to 512 characters. Default: none.
        description: Option<Value<String>>,
        /// A name that does not change, 1 to 64 characters. Default: CloudFormation generates one.
        connection_name: Option<Value<String>>,
    }
}

/// A connection of EventBridge: what it says to an HTTP API to prove who it is, kept in a secret of its own.
///
/// Makes an `AWS::Events::Connection`. Costs nothing; EventBridge pays for the secret.
///
/// ```
/// use ferrocdk_aws::events::{Authorization, Connection, ConnectionProps, HttpParameters};
/// use ferrocdk_core::{App, Stack, StackProps, Value};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let key = Authorization::api_key("x-api-key", Value::secret("plant/partner", "key"));
/// let parameters = HttpParameters::new().header("x-plant", "sao-paulo");
/// let partner = Connection::new(&stack, "Partner", ConnectionProps::new(key).parameters(parameters));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct Connection {
    scope: Scope,
    resource: Owned<CfnConnection>,
    arn: Value<String>,
}

constructs!(Connection);
ferrocdk_cfn::refers!(Connection: events { ConnectionArn => arn });

impl Connection {
    /// Makes a connection.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: ConnectionProps) -> Self {
        let scope = scope.scope().child(id);
        check(&scope, props.authorization.secret());
        let (kind, mut parameters) = authorize(props.authorization);
        parameters.invocation_http_parameters = props.parameters.into_cfn().map(Value::from);
        let mut connection = CfnConnectionProps::new()
            .authorization_type(kind)
            .auth_parameters(parameters);
        connection.description = props.description;
        connection.name = props.connection_name;
        let key = props.encryption_key.or_else(|| defaults::encryption_key(&scope));
        connection.kms_key_identifier = key.map(|key| key.arn());
        let connection = CfnConnection::new(&scope, "Connection", props.customize.apply(connection));
        let arn = connection.attr_arn();
        Self {
            scope,
            resource: Owned::made(connection),
            arn,
        }
    }

    /// A connection that exists, by ARN.
    #[track_caller]
    pub fn from_connection_arn(scope: &dyn Construct, id: &str, arn: impl Into<Value<String>>) -> Self {
        Self {
            scope: scope.scope().child(id),
            resource: Owned::imported(),
            arn: arn.into(),
        }
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnConnection {
        self.resource.resource(&self.scope, |scope| {
            CfnConnection::new(scope, "Connection", CfnConnectionProps::new())
        })
    }

    /// The connection's ARN.
    pub fn arn(&self) -> Value<String> {
        self.arn.clone()
    }

    /// The ARN of the secret that EventBridge made for the connection.
    #[track_caller]
    pub fn secret_arn(&self) -> Value<String> {
        self.cfn().attr_secret_arn()
    }
}

fn authorize(authorization: Authorization) -> (&'static str, AuthParameters) {
    let parameters = AuthParameters::new();
    match authorization {
        Authorization::ApiKey { name, value } => {
            let key = ApiKeyAuthParameters::new().api_key_name(name).api_key_value(value);
            ("API_KEY", parameters.api_key_auth_parameters(key))
        }
        Authorization::Basic { username, password } => {
            let basic = BasicAuthParameters::new().username(username).password(password);
            ("BASIC", parameters.basic_auth_parameters(basic))
        }
        Authorization::OAuth {
            endpoint,
            method,
            client_id,
            client_secret,
            parameters: sent,
        } => {
            let client = ClientParameters::new()
                .client_id(client_id)
                .client_secret(client_secret);
            let mut oauth = OAuthParameters::new()
                .authorization_endpoint(endpoint)
                .client_parameters(client);
            oauth.http_method = Some(Value::Lit(method));
            oauth.oauth_http_parameters = sent.into_cfn().map(Value::from);
            ("OAUTH_CLIENT_CREDENTIALS", parameters.oauth_parameters(oauth))
        }
    }
}

/// A secret that stands in the template can be read by everybody who reads templates.
fn check(scope: &Scope, secret: &Value<String>) {
    if secret.literal().is_some_and(|text| !text.contains("{{resolve:")) {
        let diagnostic = Diagnostic::error(diagnostic_ids::PLAIN_SECRET, "a secret stands in the template")
            .at("", Some("AuthParameters"))
            .found("a text")
            .allowed("a reference to a secret or a parameter")
            .help("say `secret.value()`, or `Value::secret(\"name\", \"field\")`");
        scope.report(diagnostic);
    }
}
