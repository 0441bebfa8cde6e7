//! `ProvisioningTemplate`: devices that register themselves.

use ferrocdk_cfn::iot::provisioning_template::{ProvisioningHook, TemplateType};
use ferrocdk_cfn::iot::{CfnProvisioningTemplate, ProvisioningTemplateProps as CfnProvisioningTemplateProps};
use ferrocdk_core::{CfnResource, Construct, Document, Expr, ScannerRule, Scope, Target, Value};

use super::named::named;
use crate::iam::{ManagedPolicy, Principal, Role, RoleProps};
use crate::owned::Owned;
use crate::props::props;

/// How devices register.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ProvisioningType {
    /// With a certificate that all of them come with, or through somebody who is trusted; each gets one of its own.
    #[default]
    Fleet,
    /// With certificates that an authority of the account has signed, when they first connect.
    JustInTime,
}

/// Whether devices can register by a template.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ProvisioningState {
    /// They can.
    #[default]
    Enabled,
    /// They cannot.
    Disabled,
}

/// Who is asked before a device is registered.
#[allow(clippy::large_enum_variant, reason = "an app has few of them, and a box would show")]
#[derive(Clone, Debug)]
pub enum Hook {
    /// A function of Lambda, by ARN, which lets AWS IoT in already.
    Arn(Value<String>),
    /// A function, which AWS IoT is let in to.
    #[cfg(feature = "lambda")]
    Function(Box<crate::lambda::Function>),
}

props! {
    /// Settings of a [`ProvisioningTemplate`].
    pub struct ProvisioningTemplateProps for CfnProvisioningTemplateProps {
        /// Parameters and resources (thing, certificate, policy), in the form of provisioning templates. Source: "Provisioning templates" of the AWS IoT developer guide.
        template: Document,
        /// Its name, up to 36 characters, which devices know. Default: CloudFormation generates one.
        template_name: Option<Value<String>>,
        /// For people. Default: none.
        description: Option<Value<String>>,
        /// How devices register. Default: with a certificate that all of them come with.
        kind: ProvisioningType = ProvisioningType::Fleet,
        /// Whether they can. Default: they can.
        state: ProvisioningState = ProvisioningState::Enabled,
        /// The role by which AWS IoT registers. Default: one of its own, with AWS's policy for that.
        role: Option<Role>,
        /// The function that is asked before a device is registered, and says yes or no. Default: none, so that whoever has the common certificate can register.
        own pre_provisioning_hook: Option<Hook> = None,
    }
}

#[cfg(feature = "lambda")]
impl ProvisioningTemplateProps {
    /// Asks a function before a device is registered; AWS IoT is let in to it.
    #[must_use]
    pub fn pre_provisioning_hook(mut self, function: &crate::lambda::Function) -> Self {
        self.pre_provisioning_hook = Some(Hook::Function(Box::new(function.clone())));
        self
    }
}

/// A template by which devices register themselves when they first connect: each gets its thing, its certificate and its policy.
///
/// Makes an `AWS::IoT::ProvisioningTemplate`, an `AWS::IAM::Role`, and an `AWS::Lambda::Permission` for a hook. Costs nothing.
///
/// ```
/// use ferrocdk_aws::iot::{Policy, ProvisioningTemplate, ProvisioningTemplateProps};
/// use ferrocdk_aws::lambda::Function;
/// use ferrocdk_core::{App, Stack, StackProps, doc};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let policy = Policy::from_policy_name(&stack, "Policy", "press");
/// let body = doc!({
///     "Parameters": { "SerialNumber": { "Type": "String" }, "AWS::IoT::Certificate::Id": { "Type": "String" } },
///     "Resources": {
///         "thing": { "Type": "AWS::IoT::Thing", "Properties": { "ThingName": { "Ref": "SerialNumber" } } },
///         "certificate": { "Type": "AWS::IoT::Certificate", "Properties": { "CertificateId": { "Ref": "AWS::IoT::Certificate::Id" } } },
///         "policy": { "Type": "AWS::IoT::Policy", "Properties": { "PolicyName": policy.name() } },
///     },
/// });
/// let known = Function::from_function_name(&stack, "Known", "is-serial-number-known");
/// let props = ProvisioningTemplateProps::new(body).template_name("press").pre_provisioning_hook(&known);
/// ProvisioningTemplate::new(&stack, "Fleet", props);
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct ProvisioningTemplate {
    scope: Scope,
    resource: Owned<CfnProvisioningTemplate>,
    name: Value<String>,
}

named!(
    ProvisioningTemplate,
    CfnProvisioningTemplate,
    "provisioning template",
    from_template_name,
    attr_template_arn,
    CfnProvisioningTemplateProps::new()
        .provisioning_role_arn("")
        .template_body("{}")
);
ferrocdk_cfn::refers!(ProvisioningTemplate: iot { ProvisioningTemplateArn => arn, ProvisioningTemplateName => name });

/// The text of a body. Its own `Ref`s, to its parameters and resources, are text for CloudFormation, which would look for them in the stack; values of the app stay references.
fn body(expr: &Expr) -> Value<String> {
    let quoted = |text: &str| Value::from(serde_json::Value::from(text).to_string());
    let joined = |items: Vec<Value<String>>| items.into_iter().reduce(|one, other| one + "," + other);
    match expr {
        Expr::Object(map) => {
            let entries = map.iter().map(|(key, value)| quoted(key) + ":" + body(value));
            Value::from("{") + joined(entries.collect()).unwrap_or_else(|| "".into()) + "}"
        }
        Expr::Array(items) => {
            let items = items.iter().map(body).collect();
            Value::from("[") + joined(items).unwrap_or_else(|| "".into()) + "]"
        }
        Expr::String(text) => quoted(text),
        Expr::Null => "null".into(),
        Expr::Bool(value) => value.to_string().into(),
        Expr::Number(number) => number.to_string().into(),
        Expr::Ref(Target::Name(name)) if !name.starts_with("AWS::") || name.starts_with("AWS::IoT::") => {
            Value::from("{\"Ref\":") + quoted(name) + "}"
        }
        Expr::Concat(parts) => {
            let escaped = |part: &Expr| match part {
                Expr::String(text) => {
                    let quoted = serde_json::Value::from(text.as_str()).to_string();
                    Value::from(&quoted[1..quoted.len() - 1])
                }
                other => Value::Intrinsic(other.clone()),
            };
            let text = parts.iter().map(escaped).reduce(|one, other| one + other);
            Value::from("\"") + text.unwrap_or_else(|| "".into()) + "\""
        }
        other => Value::from("\"") + Value::Intrinsic(other.clone()) + "\"",
    }
}

impl ProvisioningTemplate {
    /// Makes a template.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: ProvisioningTemplateProps) -> Self {
        let scope = scope.scope().child(id);
        let role = props.role.unwrap_or_else(|| {
            let iot = Principal::service("iot.amazonaws.com").from_own_account();
            let registration = ManagedPolicy::from_aws_managed_policy_name("service-role/AWSIoTThingsRegistration");
            let role = Role::new(&scope, "Role", RoleProps::new(iot).managed_policies([registration]));
            role.cfn().acknowledge(
                &[ScannerRule::CdkNag("AwsSolutions-IAM4")],
                "AWS's own policy of what registering a device takes",
            );
            role
        });
        let mut template = CfnProvisioningTemplateProps::new()
            .template_body(body(&props.template.into_expr()))
            .provisioning_role_arn(role.arn())
            .enabled(props.state == ProvisioningState::Enabled)
            .template_type(match props.kind {
                ProvisioningType::Fleet => TemplateType::FleetProvisioning,
                ProvisioningType::JustInTime => TemplateType::Jitp,
            });
        template.template_name = props.template_name;
        template.description = props.description;
        #[cfg_attr(not(feature = "lambda"), allow(unused_mut))]
        let mut permission: Option<CfnResource> = None;
        let hook = props.pre_provisioning_hook.map(|hook| match hook {
            Hook::Arn(arn) => arn,
            #[cfg(feature = "lambda")]
            Hook::Function(function) => {
                // The name may be known to CloudFormation only, which would close a circle: the template asks for the permission.
                let name = template.template_name.clone().unwrap_or_else(|| "*".into());
                let source = CfnProvisioningTemplate::arn_for(name);
                permission = super::permission::permit(&scope, &function, "AllowTemplate", source);
                if let (Some(permission), true) = (&permission, template.template_name.is_none()) {
                    permission.acknowledge(
                        &[ScannerRule::Guard("CT.LAMBDA.PR.2")],
                        "for templates of the own account alone; which of them is known after the template is made, which asks for the permission",
                    );
                }
                function.arn()
            }
        });
        if let Some(arn) = hook {
            template =
                template.pre_provisioning_hook(ProvisioningHook::new().payload_version("2020-04-01").target_arn(arn));
        }
        let template = CfnProvisioningTemplate::new(&scope, "Resource", props.customize.apply(template));
        if let Some(permission) = &permission {
            // AWS IoT looks whether it may ask.
            template.scope().depends_on(permission);
        }
        Self::made(scope, template)
    }
}

#[cfg(test)]
mod tests {
    use ferrocdk_core::{doc, pseudo, text};

    use super::*;

    #[test]
    fn references_of_the_body_are_text_and_those_of_the_app_stay() {
        let document = doc!({ "Name": { "Ref": "Serial \"1\"" }, "Id": { "Ref": "AWS::IoT::Certificate::Id" }, "On": [true, 1, "x\"y"] });
        let expected =
            r#"{"Name":{"Ref":"Serial \"1\""},"Id":{"Ref":"AWS::IoT::Certificate::Id"},"On":[true,1,"x\"y"]}"#;
        assert_eq!(body(&document.into_expr()), Value::from(expected));
        let document = doc!({ "Region": pseudo::region(), "Name": text!("a\"{}", pseudo::region()) });
        let expected = text!(
            r#"{{"Region":"{}","Name":"a\"{}"}}"#,
            pseudo::region(),
            pseudo::region()
        );
        assert_eq!(body(&document.into_expr()), expected);
    }
}
