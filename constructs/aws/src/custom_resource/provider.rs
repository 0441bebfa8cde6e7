//! The function behind this crate's own custom resources.

use ferrocdk_cfn::iam::{CfnManagedPolicy, ManagedPolicyProps};
use ferrocdk_core::{CfnResource, Construct, Diagnostic, Scope, Value};

use super::CustomResource;
use crate::diagnostic_ids;
use crate::iam::{PolicyDocument, PolicyStatement};
use crate::kms::Key;
use crate::lambda::{Function, FunctionProps, RustCode};
use crate::sqs::{Queue, QueueProps};
use crate::units::{Mebibytes, Seconds};

/// The id below the stack.
const ID: &str = "CustomResourceProvider";

/// The id below the provider that its policies are made at.
const POLICIES: &str = "Policies";

/// As long as Lambda allows: a large bucket is emptied at some 3,000 objects a second.
const TIMEOUT: Seconds = Seconds(900);

/// Memory for an SDK client and a page of 1,000 versions, twice over.
const MEMORY: Mebibytes = Mebibytes(256);

/// How many policies the role can have beside its first. Source: "IAM and AWS STS quotas": managed policies per role.
const MAX_POLICIES: usize = 9;

/// One function for all of this crate's custom resources in a stack, with the permissions that these need and no others.
///
/// Every call has a policy of its own that leaves the stack after it: with one policy for all, an update that takes a call out would take its
/// permissions away before the call for its deletion is made.
#[derive(Clone, Debug)]
pub struct Provider {
    scope: Scope,
    token: Value<String>,
    role_arn: Value<String>,
    role_name: Value<String>,
    policies: Scope,
}

impl Construct for Provider {
    fn scope(&self) -> &Scope {
        &self.scope
    }
}

impl Provider {
    /// The package of the function, which `code` is made of.
    pub const PACKAGE: &str = "provider";

    /// The provider of the stack that `scope` belongs to; the first call makes it and decides on key and code. Events that it failed to take stay
    /// 14 days in a queue of its own.
    ///
    /// The code comes from the caller, because synthesis does not know where the workspace is:
    /// [`RustCode::new`] with [`PACKAGE`](Self::PACKAGE).
    #[track_caller]
    pub fn of(scope: &dyn Construct, key: &Key, code: RustCode) -> Self {
        let stack = scope.scope().stack();
        let home = stack.map_or_else(|| scope.scope().clone(), |stack| stack.scope().clone());
        Self::existing(&home).unwrap_or_else(|| Self::make(&home, key, code))
    }

    fn existing(home: &Scope) -> Option<Self> {
        let scope = home.find_child(ID)?;
        let function = CfnResource::of(&scope.find("Function/Resource")?)?;
        let role = CfnResource::of(&scope.find("Function/Role/Resource")?)?;
        Some(Self {
            token: function.attr("Arn"),
            role_arn: role.attr("Arn"),
            role_name: role.reference(),
            policies: scope.find_child(POLICIES)?,
            scope,
        })
    }

    #[track_caller]
    fn make(home: &Scope, key: &Key, code: RustCode) -> Self {
        let scope = home.child(ID);
        let failures = Queue::new(&scope, "Failures", QueueProps::new().encryption_key(key));
        let props = FunctionProps::new(code)
            .timeout(TIMEOUT)
            .memory(MEMORY)
            .encryption_key(key)
            .dead_letter(&failures);
        let function = Function::new(&scope, "Function", props);
        // One that is made here has a role.
        let (role_arn, role_name) = match function.role() {
            Some(role) => (role.arn(), role.name()),
            None => (function.arn(), function.name()),
        };
        Self {
            token: function.arn(),
            role_arn,
            role_name,
            policies: scope.child(POLICIES),
            scope,
        }
    }

    /// Service token of this provider's custom resources: the function's ARN.
    pub fn service_token(&self) -> Value<String> {
        self.token.clone()
    }

    /// The ARN of the role that it has, for resource policies that let it in.
    pub fn role_arn(&self) -> Value<String> {
        self.role_arn.clone()
    }

    /// Lets the provider do something as long as a custom resource is there.
    pub fn permit(&self, resource: &CustomResource, statements: impl IntoIterator<Item = PolicyStatement>) {
        let path = resource.scope().path();
        let stack = resource.scope().stack().map(|stack| stack.scope().path());
        let id = stack.and_then(|stack| path.strip_prefix(&stack)?.strip_prefix('/').map(str::to_owned));
        let props = ManagedPolicyProps::new()
            .roles([self.role_name.clone()])
            .policy_document(PolicyDocument::of(statements));
        let policy = CfnManagedPolicy::new(&self.policies, &id.unwrap_or(path), props);
        resource.scope().depends_on(&policy);
        if self.policies.children().len() == MAX_POLICIES + 1 {
            let diagnostic = Diagnostic::error(
                diagnostic_ids::PROVIDER_FULL,
                "too many custom resources for one provider",
            )
            .found(format!("{}", MAX_POLICIES + 1))
            .allowed(format!("{MAX_POLICIES} with permissions of their own"))
            .help("make the further ones in a nested stack, which has a provider of its own");
            resource.scope().report(diagnostic);
        }
    }
}
