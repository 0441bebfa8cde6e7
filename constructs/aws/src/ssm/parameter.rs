//! `StringParameter`: a text under a name.

use ferrocdk_cfn::ssm::{CfnParameter, ParameterProps as CfnParameterProps};
use ferrocdk_core::{Construct, ContextQuery, Diagnostic, Scope, Value, pseudo, text};

use super::grants::StringParameterGrants;
use crate::diagnostic_ids;
use crate::grants::Target;
use crate::kms::Key;
use crate::owned::{Owned, constructs};
use crate::props::props;

/// How large a parameter may be, and whether it costs. Source: "Managing parameter tiers".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tier {
    /// 4 KB; costs nothing.
    #[default]
    Standard,
    /// 8 KB, and policies; five cents a month.
    Advanced,
    /// Standard as long as that is enough.
    Intelligent,
}

impl Tier {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Standard => "Standard",
            Self::Advanced => "Advanced",
            Self::Intelligent => "Intelligent-Tiering",
        }
    }

    fn bytes(self) -> usize {
        match self {
            Self::Standard => 4_096,
            Self::Advanced | Self::Intelligent => 8_192,
        }
    }
}

props! {
    /// Settings of a [`StringParameter`].
    pub struct StringParameterProps for CfnParameterProps {
        /// The value: at most 4 KB, 8 in the advanced tier. It is written in the template, so no secret.
        string_value: Value<String>,
        /// A name such as `/plant/press/limit` that programs know. Default: CloudFormation generates one.
        parameter_name: Option<Value<String>>,
        /// For people. Default: none.
        description: Option<Value<String>>,
        /// A regular expression that values have to match. Default: none.
        allowed_pattern: Option<String>,
        /// How large it may be. Default: standard, which costs nothing.
        tier: Option<Tier>,
    }
}

/// A parameter of Systems Manager with a text.
///
/// Makes an `AWS::SSM::Parameter`. Costs nothing in the standard tier.
///
/// ```
/// use ferrocdk_aws::ssm::{StringParameter, StringParameterProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// StringParameter::new(&stack, "Limit", StringParameterProps::new("80").allowed_pattern("^[0-9]+$"));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct StringParameter {
    scope: Scope,
    resource: Owned<CfnParameter>,
    name: Value<String>,
    arn: Value<String>,
    value: Value<String>,
    key: Option<Key>,
}

constructs!(StringParameter);
ferrocdk_cfn::refers!(StringParameter: ssm { ParameterArn => arn, ParameterName => name });

impl StringParameter {
    /// Makes a parameter.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: StringParameterProps) -> Self {
        let scope = scope.scope().child(id);
        check_name(&scope, props.parameter_name.as_ref());
        check_size(&scope, &props.string_value, props.tier.unwrap_or_default());
        let slash = slash(props.parameter_name.as_ref());
        let mut parameter = CfnParameterProps::new().type_("String").value(props.string_value);
        parameter.name = props.parameter_name;
        parameter.description = props.description;
        parameter.allowed_pattern = props.allowed_pattern.map(Value::from);
        if let Some(tier) = props.tier {
            parameter = parameter.tier(tier.word());
        }
        let parameter = CfnParameter::new(&scope, "Resource", props.customize.apply(parameter));
        let name = parameter.reference();
        Self {
            scope,
            arn: arn_of(slash, &name),
            value: parameter.attr_value(),
            name,
            resource: Owned::made(parameter),
            key: None,
        }
    }

    /// A parameter that exists, by name; its value is read at deployment, the newest there is then.
    #[track_caller]
    pub fn from_parameter_name(scope: &dyn Construct, id: &str, name: &str) -> Self {
        Self::imported(scope, id, name, Value::ssm_parameter(name, None))
    }

    /// A version of a parameter that exists.
    #[track_caller]
    pub fn from_parameter_name_and_version(scope: &dyn Construct, id: &str, name: &str, version: u32) -> Self {
        Self::imported(scope, id, name, Value::ssm_parameter(name, Some(version)))
    }

    /// A parameter that exists and is encrypted, with the key of the account that encrypts it if there is one. Few properties take its value, such as passwords of databases;
    /// programs read it with [`grant_read`](Self::grant_read).
    #[track_caller]
    pub fn from_secure_parameter_name(scope: &dyn Construct, id: &str, name: &str, key: Option<&Key>) -> Self {
        let value = Value::from(format!("{{{{resolve:ssm-secure:{name}}}}}"));
        Self {
            key: key.cloned(),
            ..Self::imported(scope, id, name, value)
        }
    }

    #[track_caller]
    fn imported(scope: &dyn Construct, id: &str, name: &str, value: Value<String>) -> Self {
        let scope = scope.scope().child(id);
        let name = Value::from(name);
        check_name(&scope, Some(&name));
        Self {
            scope,
            resource: Owned::imported(),
            arn: arn_of(slash(Some(&name)), &name),
            name,
            value,
            key: None,
        }
    }

    /// The value of a parameter, looked up once at synthesis and kept in `cdk.context.json`, for what a program has to decide by it. The stack needs an account and a region.
    pub fn value_from_lookup(scope: &dyn Construct, name: &str) -> String {
        let found = scope.scope().look_up(ContextQuery::ssm_parameter(name));
        found.as_str().map_or_else(|| found.to_string(), str::to_owned)
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnParameter {
        self.resource.resource(&self.scope, |scope| {
            CfnParameter::new(scope, "Resource", CfnParameterProps::new())
        })
    }

    /// The parameter's name.
    pub fn name(&self) -> Value<String> {
        self.name.clone()
    }

    /// The parameter's ARN.
    pub fn arn(&self) -> Value<String> {
        self.arn.clone()
    }

    /// The value, as it is at deployment.
    pub fn string_value(&self) -> Value<String> {
        self.value.clone()
    }

    /// Grants on this parameter.
    pub fn grants(&self) -> StringParameterGrants {
        StringParameterGrants::on(Target::new(self, self.arn()).key(self.key.as_ref()))
    }
}

/// The slash between `parameter` and a name in an ARN: a name with levels begins with it already, and so does what the resource refers to. CloudFormation generates
/// names without, and a name that is known at deployment only is taken for one.
pub(super) fn slash(name: Option<&Value<String>>) -> &'static str {
    let begins_with_one = name.and_then(Value::literal).is_some_and(|name| name.starts_with('/'));
    if begins_with_one { "" } else { "/" }
}

/// The ARN of a parameter.
pub(super) fn arn_of(slash: &'static str, name: &Value<String>) -> Value<String> {
    text!(
        "arn:{}:ssm:{}:{}:parameter{}{}",
        pseudo::partition(),
        pseudo::region(),
        pseudo::account_id(),
        slash,
        name
    )
}

pub(super) fn check_name(scope: &Scope, name: Option<&Value<String>>) {
    let Some(name) = name.and_then(Value::literal) else {
        return;
    };
    let legal = |character: char| character.is_ascii_alphanumeric() || "._-/".contains(character);
    let first = name.trim_start_matches('/').to_ascii_lowercase();
    // Parameters that AWS publishes are read, by imports alone, and do begin so.
    let is_reserved = first.starts_with("aws") || first.starts_with("ssm");
    let is_public = name.starts_with("/aws/");
    let levels = name.trim_matches('/').split('/').count();
    if name.is_empty()
        || name.len() > 1_011
        || !name.chars().all(legal)
        || levels > 15
        || (is_reserved && !is_public)
        || (name.contains('/') && !name.starts_with('/'))
    {
        let diagnostic = Diagnostic::error(diagnostic_ids::PARAMETER, "not the name of a parameter")
            .at("", Some("Name"))
            .found(name)
            .allowed("letters, digits, `.`, `-`, `_`; with levels, at most 15, it begins with `/`; the first does not begin with aws or ssm");
        scope.report(diagnostic);
    }
}

pub(super) fn check_size(scope: &Scope, value: &Value<String>, tier: Tier) {
    let Some(text) = value.literal() else {
        return;
    };
    if text.is_empty() || text.len() > tier.bytes() {
        let diagnostic = Diagnostic::error(diagnostic_ids::PARAMETER, "a value that the parameter cannot have")
            .at("", Some("Value"))
            .found(format!("{} bytes", text.len()))
            .allowed(format!("1 to {} bytes in the tier {}", tier.bytes(), tier.word()))
            .help("the advanced tier takes 8 KB; larger values belong into S3");
        scope.report(diagnostic);
    }
}
