//! `Function`: code that runs when something invokes it.

mod acknowledge;
mod check;
mod make;
mod network;
mod settings;

use ferrocdk_cfn::lambda::function::Code;
use ferrocdk_cfn::lambda::{CfnFunction, FunctionProps as CfnFunctionProps};
use ferrocdk_core::{Construct, Expr, ExprMap, Scope, Value, pseudo, text};

pub use network::FunctionNetwork;
#[cfg(feature = "ec2")]
pub use network::{DualStack, PublicSubnets};
pub use settings::{Durable, FunctionProps, SnapStart, Tracing};

#[cfg(feature = "ec2")]
use crate::ec2::SecurityGroup;
use crate::iam::{Grantee, PolicyStatement, Principal, Role};
use crate::lambda::layer::LayerVersion;
use crate::owned::{Owned, constructs, refuse};
use crate::props::props;

/// A Lambda function, with its own role and log group; or a version or an alias of one, where those go for their function.
///
/// Makes an `AWS::Lambda::Function`, an `AWS::IAM::Role` with an `AWS::IAM::ManagedPolicy`, and an `AWS::Logs::LogGroup`. Costs 20 cents a million invocations and 17
/// dollars a million seconds with a gigabyte (13 on Arm); logs cost 50 cents a gigabyte.
///
/// ```
/// use ferrocdk_aws::lambda::{Code, Function, FunctionProps};
/// use ferrocdk_aws::sqs::{Queue, QueueProps};
/// use ferrocdk_aws::units::{Mebibytes, Minutes};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let failed = Queue::new(&stack, "Failed", QueueProps::new());
/// let props = FunctionProps::new(Code::rust("processor")).memory(Mebibytes(512)).timeout(Minutes(1)).dead_letter(&failed);
/// let processor = Function::new(&stack, "Processor", props);
///
/// let orders = Queue::new(&stack, "Orders", QueueProps::new());
/// orders.grant_send_messages(&processor);
/// processor.add_environment("ORDERS", orders.url());
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct Function {
    scope: Scope,
    resource: Owned<CfnFunction>,
    arn: Value<String>,
    name: Value<String>,
    part: Option<PartOf>,
    role: Option<Role>,
    is_foreign: bool,
    log_group_name: Option<Value<String>>,
    #[cfg(feature = "ec2")]
    groups: Vec<SecurityGroup>,
}

/// Which version or alias a handle means.
#[derive(Clone, Debug)]
pub(super) enum Part {
    Version(Value<String>),
    Alias(Value<String>),
}

/// A version or an alias, with the function that it belongs to.
#[derive(Clone, Debug)]
struct PartOf {
    function_arn: Value<String>,
    function_name: Value<String>,
    part: Part,
}

constructs!(Function);
ferrocdk_cfn::refers!(Function: lambda { FunctionArn => arn, FunctionName => name });

impl From<&Self> for Function {
    fn from(function: &Self) -> Self {
        function.clone()
    }
}

impl Grantee for Function {
    fn grant_principal(&self) -> Principal {
        match &self.role {
            Some(role) => role.grant_principal(),
            None => Principal::service("lambda.amazonaws.com").from_source(self.arn()),
        }
    }

    #[track_caller]
    fn add_to_principal_policy(&self, statement: PolicyStatement) -> Option<Scope> {
        let Some(role) = &self.role else {
            refuse(
                &self.scope,
                "has a role that is not known here, which nothing can be granted to",
            );
            return Some(self.scope.clone());
        };
        role.add_to_principal_policy(statement)
    }

    fn foreign_account(&self) -> Option<Value<String>> {
        self.role.as_ref()?.foreign_account()
    }
}

impl Function {
    /// A function that exists, by ARN, with a version or an alias where the ARN has one.
    #[track_caller]
    pub fn from_function_arn(scope: &dyn Construct, id: &str, arn: impl Into<Value<String>>) -> Self {
        Self::from_function_attributes(scope, id, FunctionAttributes::new(arn))
    }

    /// A function of the stack's account and region that exists, by name.
    #[track_caller]
    pub fn from_function_name(scope: &dyn Construct, id: &str, name: impl Into<Value<String>>) -> Self {
        let name = name.into();
        let arn = text!(
            "arn:{}:lambda:{}:{}:function:{}",
            pseudo::partition(),
            pseudo::region(),
            pseudo::account_id(),
            name.clone()
        );
        Self {
            name,
            ..Self::from_function_arn(scope, id, arn)
        }
    }

    /// A function that exists, with what is known of it: with its role, grants to it work.
    #[track_caller]
    pub fn from_function_attributes(scope: &dyn Construct, id: &str, attributes: FunctionAttributes) -> Self {
        let scope = scope.scope().child(id);
        let FunctionAttributes { arn, role, .. } = attributes;
        let at = |index: u32| match arn.literal() {
            Some(text) => Value::from(text.split(':').nth(index as usize).unwrap_or_default()),
            None => Value::select(index, arn.clone().split(":")),
        };
        let own = scope.stack().and_then(|stack| stack.environment().account);
        let is_foreign = match (at(4).literal(), own) {
            (Some(account), Some(own)) => *account != own,
            _ => false,
        };
        // Whether an ARN that is known at deployment has one of them, nobody knows here; those of functions do not.
        let qualifier = arn
            .literal()
            .and_then(|text| text.rsplit_once(':'))
            .filter(|(function, _)| function.split(':').count() == 7);
        let part = qualifier.map(|(function, qualifier)| PartOf {
            function_arn: function.into(),
            function_name: at(6),
            part: match qualifier.chars().all(|character| character.is_ascii_digit()) {
                true => Part::Version(qualifier.into()),
                false => Part::Alias(qualifier.into()),
            },
        });
        Self {
            resource: Owned::imported(),
            name: if part.is_some() { arn.clone() } else { at(6) },
            part,
            arn,
            role,
            is_foreign,
            log_group_name: None,
            #[cfg(feature = "ec2")]
            groups: attributes.groups.0,
            scope,
        }
    }

    /// How many seconds an execution may take, if this app makes the function and says it in numbers; `default` where it says nothing.
    pub(crate) fn timeout(&self, default: i64) -> Option<i64> {
        let props = self.resource.get()?.props::<CfnFunctionProps>()?.ok()?;
        props.timeout.map_or(Some(default), |time| time.literal().copied())
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnFunction {
        self.resource.resource(&self.scope, |scope| {
            let props = CfnFunctionProps::new().code(Code::new().zip_file("-")).role(self.arn());
            CfnFunction::new(scope, "Resource", props)
        })
    }

    /// The function's name; of a version or an alias, its ARN, which goes wherever Lambda asks for a name.
    pub fn name(&self) -> Value<String> {
        self.name.clone()
    }

    /// The function's ARN, with version or alias.
    pub fn arn(&self) -> Value<String> {
        self.arn.clone()
    }

    /// Name of the group that has its logs, if it is known: for queries over several.
    pub fn log_group_name(&self) -> Option<Value<String>> {
        self.log_group_name.clone()
    }

    /// The role that the function has, if it is known.
    pub fn role(&self) -> Option<&Role> {
        self.role.as_ref()
    }

    /// Sets an environment variable; all together hold 4 KB.
    #[track_caller]
    pub fn add_environment(&self, name: &str, value: impl Into<Value<String>>) {
        let Some(function) = self.resource.get() else {
            refuse(&self.scope, "has an environment that this app cannot change");
            return;
        };
        let value = value.into().into_expr();
        function.update_property("Environment", |environment| {
            let empty = || Expr::Object(ExprMap::default());
            if !matches!(environment, Expr::Object(_)) {
                *environment = empty();
            }
            if let Expr::Object(map) = environment
                && let Expr::Object(variables) = map.get_or_insert_with("Variables", empty)
            {
                variables.insert(name, value);
            }
        });
    }

    /// Adds layers, behind those that it has; 5 at most in all.
    #[track_caller]
    pub fn add_layers<'a>(&self, layers: impl IntoIterator<Item = &'a LayerVersion>) {
        let Some(function) = self.resource.get() else {
            refuse(&self.scope, "has layers that this app cannot change");
            return;
        };
        let mut count = 0;
        function.update_property("Layers", |there| {
            if !matches!(there, Expr::Array(_)) {
                *there = Expr::Array(Vec::new());
            }
            if let Expr::Array(items) = there {
                items.extend(layers.into_iter().map(|layer| layer.arn().into_expr()));
                count = items.len();
            }
        });
        check::layers(&self.scope, count);
    }

    /// Adds a statement to what the function may do.
    #[track_caller]
    pub fn add_to_role_policy(&self, statement: PolicyStatement) {
        self.add_to_principal_policy(statement);
    }

    /// Whether its policy can be changed here.
    pub(crate) fn can_permit(&self) -> bool {
        !self.is_foreign
    }

    pub(super) fn is_qualified(&self) -> bool {
        self.part.is_some()
    }

    pub(super) fn is_version(&self) -> bool {
        matches!(&self.part, Some(of) if matches!(of.part, Part::Version(_)))
    }

    /// The resource, if it is made here.
    pub(super) fn made(&self) -> Option<&CfnFunction> {
        self.resource.get()
    }

    /// A handle of a version or an alias, which stands at another place of the tree.
    pub(super) fn qualified(&self, scope: &Scope, arn: Value<String>, part: Part) -> Self {
        Self {
            scope: scope.clone(),
            resource: Owned::imported(),
            name: arn.clone(),
            arn,
            part: Some(PartOf {
                function_arn: self.bare_arn(),
                function_name: self.bare_name(),
                part,
            }),
            role: self.role.clone(),
            is_foreign: self.is_foreign,
            log_group_name: self.log_group_name.clone(),
            #[cfg(feature = "ec2")]
            groups: self.groups.clone(),
        }
    }

    /// The name without version and alias.
    pub(super) fn bare_name(&self) -> Value<String> {
        match &self.part {
            Some(of) => of.function_name.clone(),
            None => self.name(),
        }
    }

    /// The ARN without version and alias.
    pub(super) fn bare_arn(&self) -> Value<String> {
        match &self.part {
            Some(of) => of.function_arn.clone(),
            None => self.arn(),
        }
    }

    /// The version or alias.
    pub(super) fn qualifier(&self) -> Option<Value<String>> {
        self.part.as_ref().map(|of| match &of.part {
            Part::Version(qualifier) | Part::Alias(qualifier) => qualifier.clone(),
        })
    }

    /// Name and version or alias, as metrics have it.
    pub(super) fn part(&self) -> Option<Value<String>> {
        Some(text!("{}:{}", self.bare_name(), self.qualifier()?))
    }
}

props! {
    /// A function that exists, for [`Function::from_function_attributes`].
    pub struct FunctionAttributes {
        /// Its ARN.
        arn: Value<String>,
        /// Its role. Default: not known, so that nothing can be granted to the function.
        own role: Option<Role> = None,
        /// The groups that it is in, in a network. Default: not known, so that nothing can be connected with it.
        own groups: KnownGroups = KnownGroups::default(),
    }
}

/// Groups of a function that exists.
#[derive(Clone, Debug, Default)]
pub struct KnownGroups(#[cfg(feature = "ec2")] Vec<SecurityGroup>);

impl FunctionAttributes {
    /// Says which role it has.
    pub fn role(mut self, role: &Role) -> Self {
        self.role = Some(role.clone());
        self
    }

    /// Says which groups it is in, in a network. A further call adds to those before it.
    #[cfg(feature = "ec2")]
    pub fn security_groups(mut self, groups: impl IntoIterator<Item = impl Into<SecurityGroup>>) -> Self {
        self.groups.0.extend(groups.into_iter().map(Into::into));
        self
    }
}
