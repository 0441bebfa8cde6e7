//! A function whose code is a Rust package of the workspace.

use std::path::Path;

use ferrocdk_assembly::FileSource;
use ferrocdk_cfn::lambda::function::{Code, DeadLetterConfig, Environment, LoggingConfig, TracingConfig};
use ferrocdk_cfn::lambda::{CfnFunction, FunctionProps as CfnFunctionProps};
use ferrocdk_core::{
    CfnResource, Construct, Diagnostic, FileAssetLocation, Map, RemovalPolicy, ScannerRule, Scope, Value,
};
use ferrocdk_fingerprint::{Architecture, FingerprintError, fingerprint};

use crate::bounds::bounded;
use crate::cloudwatch::Metric;
use crate::diagnostic_ids;
use crate::iam::{Grantee, PolicyStatement, Principal, Role, RoleProps};
use crate::kms::Key;
use crate::logs::LogGroup;
use crate::sqs::Queue;
use crate::units::{Days, Mebibytes, Seconds};

/// The context key of the command that builds functions: a text, or a list of words.
///
/// Beginning of the command that builds functions; behind it stands `build --asset PACKAGE:FINGERPRINT`, and `--workspace FOLDER` for a function of another workspace. Without it the command is
/// `cargo ferrocdk`; a project whose command line is its own `xtask` sets `cargo xtask`.
pub const BUILD_COMMAND: &str = "ferrocdk:command";

/// The code of a function: a package, and the fingerprint of all that decides its bytes.
///
/// ```no_run
/// use std::path::Path;
/// use ferrocdk_aws::lambda::{Architecture, RustCode};
///
/// let project = Path::new(".");
/// let press = RustCode::new(project, "press", Architecture::X86_64)?;
/// // A function of another workspace, which stands beside the project's.
/// let boiler = RustCode::in_workspace(project, "../boilers", "boiler", Architecture::Arm64)?;
/// # Ok::<(), ferrocdk_aws::lambda::FingerprintError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RustCode {
    package: String,
    fingerprint: String,
    architecture: Architecture,
    workspace: Option<String>,
}

impl RustCode {
    /// The code of a package of the project's own workspace, wherever in it the package stands.
    ///
    /// # Errors
    /// When the package or one of the files that decide its bytes is not there, or is not what it should be.
    pub fn new(project: &Path, package: &str, architecture: Architecture) -> Result<Self, FingerprintError> {
        let found = fingerprint(project, package, architecture)?;
        Ok(Self::with_fingerprint(package, found.key(), architecture))
    }

    /// The code of a package of another workspace, in a folder as seen from the project's root.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn in_workspace(
        project: &Path,
        folder: &str,
        package: &str,
        architecture: Architecture,
    ) -> Result<Self, FingerprintError> {
        let code = Self::new(&project.join(folder), package, architecture)?;
        Ok(Self {
            workspace: Some(folder.to_owned()),
            ..code
        })
    }

    /// Code whose fingerprint is known: 64 hexadecimal digits. For tests, which have no sources.
    ///
    /// ```
    /// use ferrocdk_aws::lambda::{Architecture, RustCode};
    ///
    /// let code = RustCode::with_fingerprint("press", &"0".repeat(64), Architecture::X86_64);
    /// ```
    pub fn with_fingerprint(package: &str, fingerprint: &str, architecture: Architecture) -> Self {
        Self {
            package: package.to_owned(),
            fingerprint: fingerprint.to_owned(),
            architecture,
            workspace: None,
        }
    }
}

bounded! {
    /// How long one invocation may take, 1 to 900 seconds. Source: "Lambda quotas".
    Timeout(Seconds) in 1..=900, "seconds";
    /// Memory, 128 to 10,240 MB; 1,769 MB is one processor. Source: "Lambda quotas", "Configure Lambda function memory".
    Memory(Mebibytes) in 128..=10_240, "MB";
    /// Concurrent executions kept for a function, 1 to 1,000: as many as an account has before its quota is raised. None at all (0) would
    /// switch the function off. Source: "Lambda quotas".
    ReservedConcurrency(u32) in 1..=1_000, "executions";
}

/// Settings of a [`Function`].
#[derive(Clone, Debug)]
pub struct FunctionProps {
    code: RustCode,
    timeout: Timeout,
    memory: Memory,
    environment: Vec<(String, Value<String>)>,
    reserved_concurrency: Option<ReservedConcurrency>,
    log_retention: Days,
}

impl FunctionProps {
    /// A function with its code, how long one invocation may take, and its memory.
    pub fn new(code: RustCode, timeout: impl Into<Timeout>, memory: impl Into<Memory>) -> Self {
        let log_retention = LogGroup::DEFAULT_RETENTION;
        Self {
            code,
            timeout: timeout.into(),
            memory: memory.into(),
            environment: Vec::new(),
            reserved_concurrency: None,
            log_retention,
        }
    }

    /// Sets an environment variable; all together hold 4 KB.
    #[must_use]
    pub fn environment(mut self, name: &str, value: impl Into<Value<String>>) -> Self {
        self.environment.push((name.to_owned(), value.into()));
        self
    }

    /// Keeps so many concurrent executions for this function, and allows it no more.
    #[must_use]
    pub fn reserved_concurrency(mut self, executions: impl Into<ReservedConcurrency>) -> Self {
        self.reserved_concurrency = Some(executions.into());
        self
    }

    /// Sets how long the logs are kept.
    #[must_use]
    pub fn log_retention(mut self, retention: Days) -> Self {
        self.log_retention = retention;
        self
    }
}

/// A Lambda function in Rust, with its own role and log group.
#[derive(Clone, Debug)]
pub struct Function {
    scope: Scope,
    function: CfnFunction,
    role: Role,
}

impl Construct for Function {
    fn scope(&self) -> &Scope {
        &self.scope
    }
}

impl Grantee for Function {
    fn grant_principal(&self) -> Principal {
        self.role.grant_principal()
    }

    fn add_to_principal_policy(&self, statement: PolicyStatement) -> Option<Scope> {
        self.role.add_to_principal_policy(statement)
    }
}

impl Function {
    /// Makes a function. `failures` takes what asynchronous invocations could not deliver.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, key: &Key, failures: &Queue, props: FunctionProps) -> Self {
        let scope = scope.scope().child(id);
        check(&scope, &props);
        // X-Ray has no resources to name.
        let traces = PolicyStatement::allow(["xray:PutTelemetryRecords", "xray:PutTraceSegments"]).on_everything();
        let role = Role::new(
            &scope,
            "Role",
            RoleProps::new(Principal::service("lambda.amazonaws.com")),
        );
        role.add_to_policy(traces);
        let logs = LogGroup::new(&scope, "Logs", key, props.log_retention);
        logs.grant_write(&role);
        failures.grant_send_messages(&role);
        let environment: Map<Value<String>> = props.environment.into_iter().collect();
        let logging = LoggingConfig::new()
            .log_format("JSON")
            .log_group(logs.name())
            .application_log_level("INFO")
            .system_log_level("WARN");
        let mut cfn = CfnFunctionProps::new()
            .runtime("provided.al2023")
            .handler("bootstrap")
            .architectures([props.code.architecture.word()])
            .role(role.arn())
            .timeout(props.timeout.get())
            .memory_size(props.memory.get())
            .kms_key_arn(key.arn())
            .tracing_config(TracingConfig::new().mode("Active"))
            .logging_config(logging)
            .dead_letter_config(DeadLetterConfig::new().target_arn(failures.arn()))
            .environment(Environment::new().variables(environment));
        if let Some(asset) = asset(&scope, &props.code) {
            cfn = cfn.code(Code::new().s3_bucket(asset.bucket_name).s3_key(asset.object_key));
        }
        if let Some(executions) = props.reserved_concurrency {
            cfn = cfn.reserved_concurrent_executions(executions.get());
        }
        let function = CfnFunction::new(&scope, "Resource", cfn);
        function.apply_removal_policy(RemovalPolicy::Destroy);
        let in_vpc = [
            ScannerRule::Checkov("CKV_AWS_117"),
            ScannerRule::Guard("LAMBDA_INSIDE_VPC"),
            ScannerRule::CdkNag("HIPAA.Security-LambdaInsideVPC"),
            ScannerRule::CdkNag("NIST.800.53.R5-LambdaInsideVPC"),
        ];
        function.acknowledge(
            &in_vpc,
            "reaches AWS services only, over TLS; a network of its own would need NAT or endpoints",
        );
        // A function that runs before its permissions are there fails its first batches.
        function.scope().depends_on(&role);
        Self { scope, function, role }
    }

    /// The function's name.
    pub fn name(&self) -> Value<String> {
        self.function.reference()
    }

    /// The function's ARN.
    pub fn arn(&self) -> Value<String> {
        self.function.attr_arn()
    }

    /// The role that the function has.
    pub fn role(&self) -> &Role {
        &self.role
    }

    /// The resource, for escape hatches and acknowledgements.
    pub fn resource(&self) -> &CfnResource {
        &self.function
    }

    /// A metric of the function, such as `Errors`.
    pub fn metric(&self, name: &'static str) -> Metric {
        Metric::new("AWS/Lambda", name).dimension("FunctionName", self.name())
    }
}

/// Registers the function's zip, which a command builds when a deployment needs it: synthesis runs no compiler.
fn asset(scope: &Scope, code: &RustCode) -> Option<FileAssetLocation> {
    let stack = scope.stack()?;
    let RustCode {
        package,
        fingerprint,
        workspace,
        ..
    } = code;
    let asset = format!("{package}:{fingerprint}");
    let mut command = build_command(scope);
    command.extend(["build", "--asset", asset.as_str()].map(str::to_owned));
    if let Some(folder) = workspace {
        command.extend(["--workspace".to_owned(), folder.clone()]);
    }
    Some(stack.add_file_asset(
        fingerprint,
        ".zip",
        &format!("function {package}"),
        FileSource::executable(command),
    ))
}

/// The words of [`BUILD_COMMAND`].
fn build_command(scope: &Scope) -> Vec<String> {
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let Some(setting) = scope.context(BUILD_COMMAND) else {
        return words("cargo ferrocdk");
    };
    let list = || {
        setting
            .as_array()?
            .iter()
            .map(|word| word.as_str().map(str::to_owned))
            .collect()
    };
    let found = setting
        .as_str()
        .map(words)
        .or_else(list)
        .filter(|command| !command.is_empty());
    found.unwrap_or_else(|| {
        let diagnostic = Diagnostic::error(
            diagnostic_ids::BUILD_COMMAND,
            "the command that builds functions is not one",
        )
        .found(format!("context {BUILD_COMMAND:?} is {setting}"))
        .allowed("a text such as \"cargo xtask\", or a list of words")
        .help("leave it out for `cargo ferrocdk`");
        scope.report(diagnostic);
        Vec::new()
    })
}

fn check(scope: &Scope, props: &FunctionProps) {
    let checks = [
        ("Timeout", props.timeout.check()),
        ("MemorySize", props.memory.check()),
        (
            "ReservedConcurrentExecutions",
            props.reserved_concurrency.map_or(Ok(()), ReservedConcurrency::check),
        ),
    ];
    for (property, checked) in checks {
        if let Err(error) = checked {
            error.report(scope, diagnostic_ids::FUNCTION_RANGE, property);
        }
    }
}
