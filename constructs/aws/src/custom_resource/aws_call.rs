//! A call of an AWS API at deployment, for what CloudFormation cannot do or find out.

use ferrocdk_core::{Construct, Diagnostic, Document, Expr, Scope, Value, doc, pseudo, text};

use super::service::{Protocol, RestAction};
use super::{CustomResource, CustomResourceProps, Provider, Service};
use crate::diagnostic_ids;
use crate::iam::PolicyStatement;
use crate::props::props;

/// The key of an object that the provider replaces by a value of its request.
const PLACEHOLDER: &str = "ferrocdk:value";

/// One call of an API.
#[derive(Clone, Debug)]
#[must_use = "a call takes effect in the properties of an AwsCall"]
pub struct ApiCall {
    service: Service,
    action: String,
    parameters: Document,
    resources: Vec<Value<String>>,
    needs: Vec<PolicyStatement>,
    physical_id: Option<Document>,
    outputs: Vec<String>,
    ignore_errors: Vec<String>,
}

impl ApiCall {
    /// Calls an action with its parameters, both as the service's API reference names them. [`on`](Self::on) says what the provider may do it to.
    pub fn new(service: Service, action: &str, parameters: Document) -> Self {
        Self {
            service,
            action: action.to_owned(),
            parameters,
            resources: Vec::new(),
            needs: Vec::new(),
            physical_id: None,
            outputs: Vec::new(),
            ignore_errors: Vec::new(),
        }
    }

    /// Lets the provider call the action on a resource, by ARN.
    pub fn on(mut self, arn: impl Into<Value<String>>) -> Self {
        self.resources.push(arn.into());
        self
    }

    /// Lets the provider call the action on everything; for actions that have no resource level.
    pub fn on_everything(self) -> Self {
        self.on("*")
    }

    /// Lets the provider do what the call needs besides its own action, such as use the key of a secret.
    pub fn needs(mut self, statement: PolicyStatement) -> Self {
        self.needs.push(statement);
        self
    }

    /// Sets the physical id. Another one than before replaces the resource: the call for deletion is made for the old one, with the permissions of
    /// the new. Default: an id that stays the same.
    pub fn physical_id(mut self, id: impl Into<Value<String>>) -> Self {
        self.physical_id = Some(doc!({ "value": id.into() }));
        self
    }

    /// Takes the physical id from the answer, at a path such as `Document.Name`.
    pub fn physical_id_from(mut self, path: &str) -> Self {
        self.physical_id = Some(doc!({ "path": path }));
        self
    }

    /// Reads a value of the answer, at a path of names and positions such as `Parameters.0.Value`, for [`AwsCall::output`]. All together have room
    /// in 4 KB.
    pub fn output(mut self, path: &str) -> Self {
        self.outputs.push(path.to_owned());
        self
    }

    /// Counts an error as success, by its code such as `ParameterNotFound`; so deletion succeeds where somebody else deleted before.
    pub fn ignore_error(mut self, code: &str) -> Self {
        self.ignore_errors.push(code.to_owned());
        self
    }

    /// A parameter that gets the resource's physical id; not before it is created.
    pub fn own_physical_id() -> Document {
        doc!({ PLACEHOLDER: "PhysicalResourceId" })
    }

    /// A parameter that gets an id which is new for every deployment and the same when the call is repeated: for client request tokens.
    pub fn request_token() -> Document {
        doc!({ PLACEHOLDER: "RequestId" })
    }

    fn mistakes(&self, event: &str) -> Vec<Diagnostic> {
        let mut mistakes = Vec::new();
        let name = format!("{}:{}", self.service.prefix(), self.action);
        match self.service.protocol() {
            Protocol::Rest(actions) if find(actions, &self.action).is_none() => {
                let known: Vec<&str> = actions.iter().map(|action| action.name).collect();
                let diagnostic = Diagnostic::error(diagnostic_ids::API_CALL, "an action that cannot be called")
                    .at("", Some(event))
                    .found(&name)
                    .allowed(known.join(", "));
                mistakes.push(diagnostic);
            }
            Protocol::Json { .. } if !is_action(&self.action) => {
                let diagnostic = Diagnostic::error(diagnostic_ids::API_CALL, "not the name of an action")
                    .at("", Some(event))
                    .found(&name)
                    .allowed("letters and digits, such as PutParameter")
                    .help("write it as the API reference of the service does");
                mistakes.push(diagnostic);
            }
            _ => {}
        }
        if self.resources.is_empty() {
            let diagnostic = Diagnostic::error(
                diagnostic_ids::API_CALL,
                format!("nothing that {name} may be called on"),
            )
            .at("", Some(event))
            .help("add .on(arn), or .on_everything() for an action without resources");
            mistakes.push(diagnostic);
        }
        mistakes
    }

    /// As the provider reads it.
    fn into_text(self) -> Value<String> {
        let prefix = self.service.prefix();
        let host = text!("{}.{}.{}", prefix, pseudo::region(), pseudo::url_suffix());
        let mut call = vec![
            ("service", Expr::string(prefix)),
            ("host", host.into_expr()),
            ("action", Expr::string(&self.action)),
        ];
        let wire = match self.service.protocol() {
            Protocol::Json { version, target } => vec![
                ("method", Expr::string("POST")),
                ("path", Expr::string("/")),
                (
                    "headers",
                    doc!({
                        "content-type": format!("application/x-amz-json-{version}"),
                        "x-amz-target": format!("{target}.{}", self.action),
                    })
                    .into_expr(),
                ),
            ],
            Protocol::Rest(actions) => find(actions, &self.action).map_or_else(Vec::new, |action| {
                vec![
                    ("method", Expr::string(action.method)),
                    ("path", Expr::string(action.path)),
                    ("query", strings(action.query.iter().copied())),
                ]
            }),
        };
        call.extend(wire);
        call.push(("parameters", self.parameters.into_expr()));
        if let Some(id) = self.physical_id {
            call.push(("physicalId", id.into_expr()));
        }
        call.push(("outputs", strings(self.outputs)));
        call.push(("ignoreErrors", strings(self.ignore_errors)));
        Document::new(Expr::object(call)).to_json_string()
    }
}

fn find<'a>(actions: &'a [RestAction], name: &str) -> Option<&'a RestAction> {
    actions.iter().find(|action| action.name == name)
}

fn is_action(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_uppercase())
        && name.chars().all(|character| character.is_ascii_alphanumeric())
}

fn strings<S: Into<String>>(items: impl IntoIterator<Item = S>) -> Expr {
    Expr::Array(items.into_iter().map(|item| Expr::string(item.into())).collect())
}

/// Whether CloudFormation shows the outputs of a call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Outputs {
    /// It does.
    #[default]
    Shown,
    /// It masks them, wherever it shows them.
    Masked,
}

props! {
    /// Which calls an [`AwsCall`] makes when. Without a call for an event, the event succeeds by itself.
    pub struct AwsCallProps {
        /// The call when the resource is created.
        on_create: Option<ApiCall>,
        /// The call when one of the calls has changed.
        on_update: Option<ApiCall>,
        /// The call when the resource is deleted or replaced.
        on_delete: Option<ApiCall>,
        /// Whether CloudFormation shows the outputs. Default: it does.
        outputs: Outputs = Outputs::Shown,
    }
}

impl AwsCallProps {
    /// The same call when the resource is created and when a call has changed; for what puts or finds something.
    #[must_use]
    pub fn on_create_and_update(self, call: ApiCall) -> Self {
        self.on_create(call.clone()).on_update(call)
    }
}

/// A resource that is made by calls of AWS APIs.
///
/// A call is repeated for some 15 seconds while the service throttles or does not know the permissions yet, and again when Lambda lost the
/// provider: calls have to bear repetition, by what they do or by [`ApiCall::request_token`].
///
/// ```
/// # use ferrocdk_aws::custom_resource::{ApiCall, AwsCallProps, Service};
/// # use ferrocdk_core::doc;
/// let arn = "arn:aws:ssm:sa-east-1:111122223333:parameter/plant/tone";
/// let put = doc!({ "Name": "/plant/tone", "Value": "high", "Type": "String", "Overwrite": true });
/// let props = AwsCallProps::new()
///     .on_create_and_update(ApiCall::new(Service::Ssm, "PutParameter", put).on(arn).physical_id("/plant/tone"))
///     .on_delete(
///         ApiCall::new(Service::Ssm, "DeleteParameter", doc!({ "Name": ApiCall::own_physical_id() }))
///             .on(arn)
///             .ignore_error("ParameterNotFound"),
///     );
/// ```
#[derive(Clone, Debug)]
pub struct AwsCall {
    resource: CustomResource,
    outputs: Vec<String>,
}

impl Construct for AwsCall {
    fn scope(&self) -> &Scope {
        self.resource.scope()
    }
}

impl AwsCall {
    /// Makes the resource, and lets the stack's [`Provider`] make the calls.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: AwsCallProps) -> Self {
        let provider = Provider::of(scope);
        let outputs = |call: &Option<ApiCall>| call.as_ref().map(|call| call.outputs.clone()).unwrap_or_default();
        let (created, updated) = (outputs(&props.on_create), outputs(&props.on_update));
        let mut mistakes = Vec::new();
        if created != updated {
            // After an update CloudFormation knows only what the update gave.
            let diagnostic = Diagnostic::error(diagnostic_ids::API_CALL, "outputs differ between creation and update")
                .at("", Some("Update"))
                .found(updated.join(", "))
                .allowed(created.join(", "))
                .help("use on_create_and_update, or let both calls have the same outputs");
            mistakes.push(diagnostic);
        }
        let mut properties = vec![("Kind", Expr::string("AwsCall"))];
        let mut statements = Vec::new();
        for (event, call) in [
            ("Create", props.on_create),
            ("Update", props.on_update),
            ("Delete", props.on_delete),
        ] {
            let Some(call) = call else { continue };
            mistakes.extend(call.mistakes(event));
            let statement = PolicyStatement::allow([format!("{}:{}", call.service.prefix(), call.action)]);
            let statement = call.resources.iter().cloned().fold(statement, PolicyStatement::on);
            statements
                .push(statement.because("the program says what the call is on, which may have no resource level"));
            statements.extend(call.needs.iter().cloned());
            properties.push((event, call.into_text().into_expr()));
        }
        if properties.len() == 1 {
            let diagnostic =
                Diagnostic::error(diagnostic_ids::API_CALL, "no call is given").help("add .on_create(call) or another");
            mistakes.push(diagnostic);
        }
        if props.outputs == Outputs::Masked {
            properties.push(("NoEcho", Expr::string("true")));
        }
        let properties = Document::new(Expr::object(properties));
        let resource = CustomResource::new(
            scope,
            id,
            CustomResourceProps::new(provider.service_token())
                .resource_type("Custom::AwsCall")
                .properties(properties),
        );
        provider.permit(&resource, statements);
        mistakes
            .into_iter()
            .for_each(|mistake| resource.scope().report(mistake));
        Self {
            resource,
            outputs: created,
        }
    }

    /// The physical id.
    pub fn reference(&self) -> Value<String> {
        self.resource.reference()
    }

    /// A value of the answer, at a path that the calls name with [`ApiCall::output`].
    pub fn output(&self, path: &str) -> Value<String> {
        if !self.outputs.iter().any(|output| output == path) {
            let diagnostic = Diagnostic::error(diagnostic_ids::API_CALL, "an output that the call does not read")
                .found(path)
                .allowed(self.outputs.join(", "))
                .help(format!("add .output({path:?}) to the call"));
            self.scope().report(diagnostic);
        }
        self.resource.attr(path)
    }
}
