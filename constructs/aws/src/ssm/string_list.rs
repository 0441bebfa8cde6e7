//! `StringListParameter`: several texts under a name.

use ferrocdk_cfn::ssm::{CfnParameter, ParameterProps as CfnParameterProps};
use ferrocdk_core::{Construct, Diagnostic, Scope, Value};

use super::grants::StringParameterGrants;
use super::parameter::{Tier, arn_of, check_name, check_size, slash};
use crate::diagnostic_ids;
use crate::grants::{Grant, Target};
use crate::iam::Grantee;
use crate::owned::constructs;
use crate::props::props;

props! {
    /// Settings of a [`StringListParameter`].
    pub struct StringListParameterProps for CfnParameterProps {
        /// The values, none with a comma; 4 KB all together, 8 in the advanced tier.
        own string_list: Vec<Value<String>> = Vec::new(),
        /// A name such as `/plant/lines` that programs know. Default: CloudFormation generates one.
        parameter_name: Option<Value<String>>,
        /// For people. Default: none.
        description: Option<Value<String>>,
        /// How large it may be. Default: standard, which costs nothing.
        tier: Option<Tier>,
    }
}

impl StringListParameterProps {
    /// Adds values.
    #[must_use]
    pub fn values<V: Into<Value<String>>>(mut self, values: impl IntoIterator<Item = V>) -> Self {
        self.string_list.extend(values.into_iter().map(Into::into));
        self
    }
}

/// A parameter of Systems Manager with a list of texts.
///
/// Makes an `AWS::SSM::Parameter`. Costs nothing in the standard tier.
///
/// ```
/// use ferrocdk_aws::ssm::{StringListParameter, StringListParameterProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// StringListParameter::new(&stack, "Lines", StringListParameterProps::new().values(["press", "paint"]));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct StringListParameter {
    scope: Scope,
    parameter: CfnParameter,
    /// Text before its name in its ARN.
    slash: &'static str,
}

constructs!(StringListParameter);

impl StringListParameter {
    /// Makes a parameter.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: StringListParameterProps) -> Self {
        let scope = scope.scope().child(id);
        check_name(&scope, props.parameter_name.as_ref());
        for value in props.string_list.iter().filter_map(Value::literal) {
            if value.contains(',') {
                let diagnostic =
                    Diagnostic::error(diagnostic_ids::PARAMETER, "a value of a list that would become two")
                        .at("", Some("Value"))
                        .found(value)
                        .allowed("texts without a comma");
                scope.report(diagnostic);
            }
        }
        let joined = props.string_list.into_iter().reduce(|one, other| one + "," + other);
        let joined = joined.unwrap_or_else(|| "".into());
        check_size(&scope, &joined, props.tier.unwrap_or_default());
        let slash = slash(props.parameter_name.as_ref());
        let mut parameter = CfnParameterProps::new().type_("StringList").value(joined);
        parameter.name = props.parameter_name;
        parameter.description = props.description;
        if let Some(tier) = props.tier {
            parameter = parameter.tier(tier.word());
        }
        let parameter = CfnParameter::new(&scope, "Resource", props.customize.apply(parameter));
        Self {
            scope,
            parameter,
            slash,
        }
    }

    /// The resource.
    pub fn cfn(&self) -> CfnParameter {
        self.parameter.clone()
    }

    /// The parameter's name.
    pub fn name(&self) -> Value<String> {
        self.parameter.reference()
    }

    /// The parameter's ARN.
    pub fn arn(&self) -> Value<String> {
        arn_of(self.slash, &self.name())
    }

    /// The values, as they are at deployment.
    pub fn string_list_value(&self) -> Value<Vec<Value<String>>> {
        self.parameter.attr_value().split(",")
    }

    /// Lets somebody read the values.
    #[track_caller]
    pub fn grant_read(&self, grantee: &dyn Grantee) -> Grant {
        StringParameterGrants::on(Target::new(self, self.arn())).read(grantee)
    }

    /// Lets somebody set the values.
    #[track_caller]
    pub fn grant_write(&self, grantee: &dyn Grantee) -> Grant {
        StringParameterGrants::on(Target::new(self, self.arn())).write(grantee)
    }
}
