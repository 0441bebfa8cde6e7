//! The resource that a function provides.

use ferrocdk_core::{Bind, CfnResource, Construct, Diagnostic, Document, Expr, RemovalPolicy, Scope, Value, doc};

use crate::bounds::bounded;
use crate::diagnostic_ids;
use crate::props::props;
use crate::units::Seconds;

/// The longest name of a type, with `Custom::`. Source: "AWS::CloudFormation::CustomResource" of the CloudFormation template reference.
const MAX_TYPE: usize = 60;

const GENERIC_TYPE: &str = "AWS::CloudFormation::CustomResource";
const SERVICE_TOKEN: &str = "ServiceToken";

bounded! {
    /// How long CloudFormation waits for the answer of a custom resource, a second to an hour. Source: "AWS::CloudFormation::CustomResource".
    ServiceTimeout(Seconds) in 1..=3_600, "seconds";
}

props! {
    /// Settings of a [`CustomResource`].
    pub struct CustomResourceProps {
        /// The ARN of the function, or of the topic, that provides the resource, in the stack's region.
        service_token: Value<String>,
        /// A type such as `Custom::Bell` (letters, digits, `_`, `@`, `-`; 60 characters in all). Default: `AWS::CloudFormation::CustomResource`.
        resource_type: String = GENERIC_TYPE.to_owned(),
        /// Properties that the provider gets: a map. Default: nothing.
        properties: Document = doc!({}),
        /// How long CloudFormation waits for an answer. Default: an hour, as CloudFormation has it.
        service_timeout: Option<ServiceTimeout>,
        /// Whether the provider is asked to delete. Default: it is.
        removal_policy: Option<RemovalPolicy>,
    }
}

/// A resource that a function creates, changes and deletes.
///
/// The function gets the properties with every number and boolean as a string; where types matter, pass JSON text
/// ([`Document::to_json_string`]).
///
/// ```
/// use ferrocdk_aws::custom_resource::{CustomResource, CustomResourceProps};
/// use ferrocdk_core::{App, CfnOutput, Stack, StackProps, doc};
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let token = "arn:aws:lambda:sa-east-1:111122223333:function:bells";
/// let props = CustomResourceProps::new(token).resource_type("Custom::Bell").properties(doc!({ "Tone": "high" }));
/// let bell = CustomResource::new(&stack, "Bell", props);
/// CfnOutput::new(&stack, "Sound", bell.attr::<String>("Sound"));
/// let assembly = app.synth().unwrap();
/// let template = assembly.template("plant").unwrap();
/// assert_eq!(template["Resources"]["Bell"]["Type"], "Custom::Bell");
/// assert_eq!(template["Outputs"]["Sound"]["Value"]["Fn::GetAtt"][1], "Sound");
/// ```
#[derive(Clone, Debug)]
pub struct CustomResource {
    resource: CfnResource,
}

impl Construct for CustomResource {
    fn scope(&self) -> &Scope {
        self.resource.scope()
    }
}

impl CustomResource {
    /// Makes the resource.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: CustomResourceProps) -> Self {
        let properties = props.properties.into_expr();
        let type_name = props.resource_type.as_str();
        let mut mistakes = Vec::new();
        if !is_type(type_name) {
            let diagnostic = Diagnostic::error(diagnostic_ids::CUSTOM_RESOURCE, "not a type of custom resource")
                .found(type_name)
                .allowed(format!(
                    "{GENERIC_TYPE}, or Custom:: and letters, digits, `_`, `@`, `-`; {MAX_TYPE} characters at most"
                ));
            mistakes.push(diagnostic);
        }
        let mut entries = vec![(SERVICE_TOKEN.into(), props.service_token.into_expr())];
        if let Some(timeout) = props.service_timeout {
            entries.push(("ServiceTimeout".into(), Expr::string(timeout.get().to_string())));
        }
        match properties {
            Expr::Object(map) if map.contains_key(SERVICE_TOKEN) => {
                let diagnostic = Diagnostic::error(diagnostic_ids::CUSTOM_RESOURCE, "the service token is given twice")
                    .at("", Some(SERVICE_TOKEN))
                    .help("take ServiceToken out of the properties");
                mistakes.push(diagnostic);
            }
            Expr::Object(map) => entries.extend(map),
            other => {
                let diagnostic = Diagnostic::error(diagnostic_ids::CUSTOM_RESOURCE, "properties have to be a map")
                    .found(other.kind())
                    .help("write doc!({ \"Name\": value })");
                mistakes.push(diagnostic);
            }
        }
        let resource = CfnResource::untyped(scope, id, type_name, Document::new(Expr::object(entries)));
        mistakes
            .into_iter()
            .for_each(|mistake| resource.scope().report(mistake));
        if let Some(Err(error)) = props.service_timeout.map(ServiceTimeout::check) {
            error.report(resource.scope(), diagnostic_ids::CUSTOM_RESOURCE, "ServiceTimeout");
        }
        if let Some(policy) = props.removal_policy {
            resource.apply_removal_policy(policy);
        }
        Self { resource }
    }

    /// The physical id, as the function gave it.
    pub fn reference(&self) -> Value<String> {
        self.resource.reference()
    }

    /// A value of the data that the function answered with.
    pub fn attr<T: Bind>(&self, name: &str) -> Value<T> {
        self.resource.attr(name)
    }

    /// The resource.
    pub fn cfn(&self) -> &CfnResource {
        &self.resource
    }
}

fn is_type(name: &str) -> bool {
    let legal = |own: &str| {
        !own.is_empty()
            && own
                .chars()
                .all(|character| character.is_ascii_alphanumeric() || "_@-".contains(character))
    };
    name == GENERIC_TYPE || (name.len() <= MAX_TYPE && name.strip_prefix("Custom::").is_some_and(legal))
}
