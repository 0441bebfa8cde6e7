//! `ResourcePolicy`: which AWS services may write to log groups.

use ferrocdk_cfn::logs::{CfnResourcePolicy, ResourcePolicyProps as CfnResourcePolicyProps};
use ferrocdk_core::{Construct, Diagnostic, Document, Expr, Scope, Value, pseudo, text};

use crate::diagnostic_ids;
use crate::iam::{PolicyDocument, PolicyStatement, append_statement, policy_length};
use crate::owned::constructs;
use crate::props::props;

/// Characters of a resource policy. Source: "PutResourcePolicy" of the API of CloudWatch Logs.
const MAX_LENGTH: usize = 5_120;

/// The policy that grants to services fill, one in each stack.
const OF_STACK: &str = "LogGroupsPolicy";

props! {
    /// Settings of a [`ResourcePolicy`].
    pub struct ResourcePolicyProps for CfnResourcePolicyProps {
        /// Statements on what services may do with which log groups; [`ResourcePolicy::add_statement`] adds others.
        statements: Vec<PolicyStatement>,
        /// A name, once in an account and region. Default: the stack's name and the construct's path, so that stacks do not overwrite each other's.
        resource_policy_name: Option<Value<String>>,
    }
}

/// A policy by which AWS services write to log groups of the account: EventBridge, Route 53, delivery of logs. It decides about services only; people and functions need
/// permissions of their own.
///
/// An account has ten in a region, so `group.grant_write(&service)` fills a single one of the stack rather than making one for each group.
///
/// Makes an `AWS::Logs::ResourcePolicy`. Costs nothing.
///
/// ```
/// use ferrocdk_aws::iam::{PolicyStatement, Principal};
/// use ferrocdk_aws::logs::{LogGroup, LogGroupProps, ResourcePolicy, ResourcePolicyProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let queries = LogGroup::new(&stack, "Queries", LogGroupProps::new().log_group_name("/aws/route53/plant.example"));
/// let statement = PolicyStatement::allow(["logs:CreateLogStream", "logs:PutLogEvents"])
///     .by(Principal::service("route53.amazonaws.com").from_own_account())
///     .on(queries.arn());
/// ResourcePolicy::new(&stack, "Route53", ResourcePolicyProps::new().statements([statement]));
///
/// // The same in the policy of the stack.
/// queries.grant_write(&Principal::service("route53.amazonaws.com").from_own_account());
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct ResourcePolicy {
    scope: Scope,
    policy: CfnResourcePolicy,
}

constructs!(ResourcePolicy);

impl ResourcePolicy {
    /// Makes a policy.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: ResourcePolicyProps) -> Self {
        let scope = scope.scope().child(id);
        let document = Document::from(PolicyDocument::of(props.statements));
        let name = props.resource_policy_name.unwrap_or_else(|| default_name(&scope));
        let policy = CfnResourcePolicyProps::new()
            .policy_name(name)
            .policy_document(document.to_json_string());
        let policy = CfnResourcePolicy::new(&scope, "ResourcePolicy", props.customize.apply(policy));
        let checked = policy.clone();
        scope.add_validation(move |_| check(&checked));
        Self { scope, policy }
    }

    /// The resource.
    pub fn cfn(&self) -> CfnResourcePolicy {
        self.policy.clone()
    }

    /// Adds a statement.
    pub fn add_statement(&self, statement: PolicyStatement) {
        add(&self.policy, statement);
    }
}

fn default_name(scope: &Scope) -> Value<String> {
    let stack = scope.stack().map(|stack| stack.scope().path()).unwrap_or_default();
    let path = scope.path();
    let below = path.strip_prefix(&stack).unwrap_or(&path).replace('/', "-");
    text!("{}{}", pseudo::stack_name(), below)
}

fn add(policy: &CfnResourcePolicy, statement: PolicyStatement) {
    policy.update_property("PolicyDocument", |document| {
        if let Expr::JsonText(document) = document {
            append_statement(document, statement);
        }
    });
}

/// Adds a statement about a log group to the policy of its stack; `None` where it names no service, about which such a policy decides nothing.
pub(super) fn add_to_policy_of_stack(scope: &Scope, statement: PolicyStatement) -> Option<Scope> {
    if !statement.is_about_services() {
        return None;
    }
    let stack = scope.stack()?;
    let policy = match stack.scope().find_child(OF_STACK) {
        Some(there) => there.extension::<CfnResourcePolicy>()?,
        None => {
            let policy = ResourcePolicy::new(&stack, OF_STACK, ResourcePolicyProps::new());
            policy.scope.set_extension(policy.policy.clone());
            policy.policy
        }
    };
    add(&policy, statement);
    Some(policy.scope().clone())
}

fn check(policy: &CfnResourcePolicy) -> Vec<Diagnostic> {
    let mut length = 0;
    policy.update_property("PolicyDocument", |document| {
        if let Expr::JsonText(document) = document {
            length = policy_length(document);
        }
    });
    let too_long = (length > MAX_LENGTH).then(|| {
        Diagnostic::error(
            diagnostic_ids::LOG_POLICY,
            "a resource policy is longer than CloudWatch Logs takes",
        )
        .at("", Some("PolicyDocument"))
        .found(format!("about {length} characters"))
        .allowed(format!("{MAX_LENGTH} characters"))
        .help("give log groups names with a common beginning, and name them by one ARN that ends in `*`")
    });
    too_long.into_iter().collect()
}
