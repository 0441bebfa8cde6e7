//! The function behind this crate's own custom resources.

use std::path::Path;

use ferrocdk_cfn::iam::{CfnManagedPolicy, ManagedPolicyProps};
use ferrocdk_core::{Construct, Diagnostic, ScannerRule, Scope, Value};
use ferrocdk_fingerprint::Architecture;

use super::CustomResource;
use crate::iam::{Grantee, PolicyDocument, PolicyStatement, Principal, Role};
use crate::kms::Key;
use crate::lambda::{EphemeralStorage, Function, FunctionProps, Memory, RustCode};
use crate::owned::constructs;
use crate::props::props;
use crate::sqs::{Queue, QueueProps};
use crate::units::{Mebibytes, Seconds};
use crate::{defaults, diagnostic_ids};

/// The id below the stack.
const ID: &str = "CustomResourceProvider";

/// The id below the provider that its policies are made at.
const POLICIES: &str = "Policies";

/// As long as Lambda allows: a large bucket is emptied at some 3,000 objects a second.
const TIMEOUT: Seconds = Seconds(900);

/// Memory for an SDK client, and a page of 1,000 versions or sixteen files of a deployment.
const MEMORY: Mebibytes = Mebibytes(256);

/// How many policies the role can have beside its first. Source: "IAM and AWS STS quotas": managed policies per role.
const MAX_POLICIES: usize = 9;

/// The workspace of this crate, which has the function's package.
const WORKSPACE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

props! {
    /// Settings of a [`Provider`].
    pub struct ProviderProps {
        /// The code of the function. Default: the package [`Provider::PACKAGE`] of the workspace that this crate comes from, at the version that the app is built with.
        code: Option<RustCode>,
        /// The key that encrypts logs, settings and failures. Default: that of the scope ([`Defaults`](crate::Defaults)), else those of the services.
        encryption_key: Option<Key>,
        /// Memory. Default: 256 MB, enough for a page of 1,000 versions and for sixteen files of a deployment at a time.
        memory: Memory = Memory::from(MEMORY),
        /// Space in `/tmp`, where the zips of deployments and their large files wait. Default: 512 MB, which costs nothing, as Lambda has it.
        ephemeral_storage: Option<EphemeralStorage>,
    }
}

/// One function for all of this crate's custom resources in a stack, with the permissions that these need and no others.
///
/// Constructs that need it ask for it themselves ([`of`](Self::of)); [`with`](Self::with) sets it up otherwise, before them.
///
/// Every call has a policy of its own that leaves the stack after it: with one policy for all, an update that takes a call out would take its
/// permissions away before the call for its deletion is made.
#[derive(Clone, Debug)]
pub struct Provider {
    scope: Scope,
    token: Value<String>,
    role: Role,
    policies: Scope,
}

constructs!(Provider);

/// The code of this crate's function, read once for an app.
#[derive(Clone, Debug)]
struct OwnCode(Architecture, RustCode);

/// Grants to the provider stay as long as it is there; [`permit`](Provider::permit) is for what goes with one resource.
impl Grantee for Provider {
    fn grant_principal(&self) -> Principal {
        self.role.grant_principal()
    }

    #[track_caller]
    fn add_to_principal_policy(&self, statement: PolicyStatement) -> Option<Scope> {
        self.role.add_to_principal_policy(statement)
    }
}

impl Provider {
    /// The package of the function, which `code` is made of.
    pub const PACKAGE: &str = "provider";

    /// The provider of the stack that `scope` belongs to; the first call makes it. Events that it failed to take stay 14 days in a queue of its own.
    #[track_caller]
    pub fn of(scope: &dyn Construct) -> Self {
        let home = home(scope);
        Self::existing(&home).unwrap_or_else(|| Self::make(&home, ProviderProps::new()))
    }

    /// Makes the provider of the stack that `scope` belongs to with settings of your own, before anything needs it.
    ///
    /// ```
    /// use ferrocdk_aws::custom_resource::{Provider, ProviderProps};
    /// use ferrocdk_aws::lambda::{Architecture, RustCode};
    /// use ferrocdk_core::{App, Stack, StackProps};
    ///
    /// let app = App::new();
    /// let stack = Stack::new(&app, "plant", StackProps::default());
    /// // The package of a workspace of yours: `RustCode::new(project, "provider", Architecture::Arm64)?`.
    /// let code = RustCode::with_fingerprint(Provider::PACKAGE, &"0".repeat(64), Architecture::Arm64);
    /// Provider::with(&stack, ProviderProps::new().code(code));
    /// # assert!(app.synth().is_ok());
    /// ```
    #[track_caller]
    pub fn with(scope: &dyn Construct, props: ProviderProps) -> Self {
        let home = home(scope);
        let Some(existing) = Self::existing(&home) else {
            return Self::make(&home, props);
        };
        let diagnostic = Diagnostic::error(
            diagnostic_ids::PROVIDER_MADE,
            "the provider of this stack is made already",
        )
        .found(existing.scope.path())
        .help("call Provider::with before whatever needs the provider");
        scope.scope().report(diagnostic.located(std::panic::Location::caller()));
        existing
    }

    fn existing(home: &Scope) -> Option<Self> {
        home.find_child(ID)?.extension()
    }

    #[track_caller]
    fn make(home: &Scope, props: ProviderProps) -> Self {
        let scope = home.child(ID);
        let code = props.code.unwrap_or_else(|| own_code(&scope));
        let mut failures = QueueProps::new();
        failures.encryption_key.clone_from(&props.encryption_key);
        let failures = Queue::new(&scope, "Failures", failures);
        let mut function = FunctionProps::new(code)
            .timeout(TIMEOUT)
            .memory(props.memory)
            .dead_letter(&failures);
        function.encryption_key = props.encryption_key;
        function.ephemeral_storage = props.ephemeral_storage;
        let function = Function::new(&scope, "Function", function);
        // One that is made here has a role; the other is for the compiler.
        let role = function.role().cloned();
        let role = role.unwrap_or_else(|| Role::from_role_arn(&scope, "Role", function.arn()));
        let provider = Self {
            token: function.arn(),
            role,
            policies: scope.child(POLICIES),
            scope,
        };
        provider.scope.set_extension(provider.clone());
        provider
    }

    /// Service token of this provider's custom resources: the function's ARN.
    pub fn service_token(&self) -> Value<String> {
        self.token.clone()
    }

    /// The ARN of the role that it has, for resource policies that let it in.
    pub fn role_arn(&self) -> Value<String> {
        self.role.arn()
    }

    /// Lets the provider do something as long as a custom resource is there.
    pub fn permit(&self, resource: &CustomResource, statements: impl IntoIterator<Item = PolicyStatement>) {
        let path = resource.scope().path();
        let stack = resource.scope().stack().map(|stack| stack.scope().path());
        let id = stack.and_then(|stack| path.strip_prefix(&stack)?.strip_prefix('/').map(str::to_owned));
        let statements: Vec<PolicyStatement> = statements.into_iter().collect();
        let wildcard = statements.iter().find_map(PolicyStatement::acknowledged_wildcard);
        let props = ManagedPolicyProps::new()
            .roles([self.role.name()])
            .policy_document(PolicyDocument::of(statements));
        let policy = CfnManagedPolicy::new(&self.policies, &id.unwrap_or(path), props);
        if let Some(reason) = wildcard {
            policy.acknowledge(&[ScannerRule::CdkNag("AwsSolutions-IAM5")], reason);
        }
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

/// The stack that a provider stands in.
fn home(scope: &dyn Construct) -> Scope {
    let stack = scope.scope().stack();
    stack.map_or_else(|| scope.scope().clone(), |stack| stack.scope().clone())
}

/// The function as this crate comes with it.
fn own_code(scope: &Scope) -> RustCode {
    let architecture = defaults::architecture(scope).unwrap_or(Architecture::X86_64);
    let root = scope.root_scope();
    if let Some(OwnCode(of, code)) = root.extension()
        && of == architecture
    {
        return code;
    }
    match RustCode::new(Path::new(WORKSPACE), Provider::PACKAGE, architecture) {
        Ok(code) => {
            root.set_extension(OwnCode(architecture, code.clone()));
            code
        }
        Err(error) => {
            let diagnostic = Diagnostic::error(
                diagnostic_ids::PROVIDER_CODE,
                "the code of the provider of custom resources is not there",
            )
            .found(error.to_string())
            .help("build the app where the sources of its packages are, or give the code by Provider::with");
            scope.report(diagnostic);
            RustCode::with_fingerprint(Provider::PACKAGE, "", architecture)
        }
    }
}
