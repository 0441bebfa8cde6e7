//! `Job`: a script that transforms data.

use std::path::PathBuf;

use ferrocdk_cfn::glue::job::{ConnectionsList, ExecutionProperty, JobCommand, WorkerType as CfnWorkerType};
use ferrocdk_cfn::glue::{CfnJob, JobProps as CfnJobProps};
use ferrocdk_core::{Asset, Construct, Diagnostic, Document, IntoDocument, ScannerRule, Scope, Value};

use super::grants::JobGrants;
use crate::bounds::bounded;
use crate::cloudwatch::{Metric, Statistic};
use crate::diagnostic_ids;
use crate::grants::Target;
use crate::iam::{Grantee, ManagedPolicy, PolicyStatement, Principal, Role, RoleProps};
use crate::owned::{Owned, constructs};
use crate::props::props;
use crate::s3::AssetAccess;
use crate::units::{Hours, Minutes};

bounded! {
    /// How long a run may take, a minute to a week. Source: "Job run timeout" of the AWS Glue developer guide.
    GlueJobTimeout(Minutes) in 1..=10_080, "minutes";
    /// How many workers run a job, 2 to 299. Source: "AWS::Glue::Job", `NumberOfWorkers`.
    GlueWorkers(u32) in 2..=299, "workers";
    /// How often a run is tried again, 0 to 10 times. Source: "Jobs" of the AWS Glue API.
    GlueRetries(u32) in 0..=10, "tries";
}

/// The script of a job.
#[derive(Clone, Debug)]
pub enum Script {
    /// A file beside the app, which is uploaded.
    Asset(PathBuf),
    /// An object of S3, such as `s3://scripts/compact.py`, which the role may read already.
    At(Value<String>),
}

impl Script {
    /// A file, relative to where the app is started.
    pub fn asset(path: impl Into<PathBuf>) -> Self {
        Self::Asset(path.into())
    }

    /// An object of S3, by its address `s3://…`.
    pub fn at(address: impl Into<Value<String>>) -> Self {
        Self::At(address.into())
    }
}

/// The machine of a worker: four virtual processors and 16 GB are one data processing unit, 44 cents an hour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WorkerType {
    /// A quarter of a unit, for streams of little.
    G025x,
    /// One unit.
    #[default]
    G1x,
    /// Two units.
    G2x,
    /// Four units.
    G4x,
    /// Eight units.
    G8x,
}

/// Engine that runs a script.
#[derive(Clone, Debug, PartialEq)]
pub enum Engine {
    /// Spark, with so many workers.
    Spark {
        /// Machine of each.
        worker_type: WorkerType,
        /// How many.
        workers: GlueWorkers,
    },
    /// Spark on what arrives, for ever.
    SparkStreaming {
        /// Machine of each.
        worker_type: WorkerType,
        /// How many.
        workers: GlueWorkers,
    },
    /// Python on one small machine, a sixteenth of a unit.
    PythonShell,
    /// Python on one whole unit.
    LargePythonShell,
}

impl Engine {
    /// Spark with two workers of one unit each, the least there is. AWS CDK's default is ten.
    pub fn spark() -> Self {
        Self::Spark {
            worker_type: WorkerType::G1x,
            workers: GlueWorkers::from(2),
        }
    }

    fn workers(&self) -> Option<(WorkerType, GlueWorkers)> {
        match self {
            Self::Spark { worker_type, workers } | Self::SparkStreaming { worker_type, workers } => {
                Some((*worker_type, *workers))
            }
            Self::PythonShell | Self::LargePythonShell => None,
        }
    }
}

props! {
    /// Settings of a [`Job`].
    pub struct JobProps for CfnJobProps {
        /// Script that it runs.
        script: Script,
        /// Engine that runs it. Default: Spark, with two workers of one unit each.
        engine: Engine = Engine::spark(),
        /// The version of Glue, which decides those of Spark and Python. Default: `5.0`; Python without Spark has `3.0`.
        glue_version: Option<Value<String>>,
        /// The role that it runs with. Default: one of its own, with AWS's policy for jobs.
        role: Option<Role>,
        /// Its name. Default: CloudFormation generates one.
        job_name: Option<Value<String>>,
        /// For people. Default: none.
        description: Option<Value<String>>,
        /// How long a run may take. Default: two hours, so that one that hangs does not cost two days, which Glue would give it; streams have none.
        timeout: Option<GlueJobTimeout>,
        /// How often a run that failed is tried again. Default: not at all.
        max_retries: Option<GlueRetries>,
        /// How many runs there may be at once. Default: one, as Glue has it.
        max_concurrent_runs: Option<u32>,
        /// Names of connections that it uses.
        connections: Vec<Value<String>>,
        /// The name of a [`SecurityConfiguration`](super::SecurityConfiguration). Default: none; objects are encrypted by their bucket.
        security_configuration: Option<Value<String>>,
        /// Arguments that the script is started with.
        own arguments: Vec<(String, Value<String>)> = Vec::new(),
    }
}

impl JobProps {
    /// Starts the script with an argument, such as `--table`.
    #[must_use]
    pub fn argument(mut self, name: &str, value: impl Into<Value<String>>) -> Self {
        self.arguments.push((name.to_owned(), value.into()));
        self
    }
}

/// A job of Glue: a script of Spark or Python, with metrics and logs on.
///
/// Makes an `AWS::Glue::Job` and an `AWS::IAM::Role`. A data processing unit costs 44 cents an hour, by the second.
///
/// ```
/// use ferrocdk_aws::glue::{Engine, Job, JobProps, Script};
/// use ferrocdk_aws::units::Minutes;
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let compact = JobProps::new(Script::at("s3://scripts/compact.py")).timeout(Minutes(30)).argument("--table", "readings");
/// let compact = Job::new(&stack, "Compact", compact);
/// let report = Job::new(&stack, "Report", JobProps::new(Script::at("s3://scripts/report.py")).engine(Engine::PythonShell));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct Job {
    scope: Scope,
    resource: Owned<CfnJob>,
    name: Value<String>,
    role: Option<Role>,
}

constructs!(Job);
ferrocdk_cfn::refers!(Job: glue { JobArn => arn, JobName => name });

impl Job {
    /// Makes a job.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: JobProps) -> Self {
        let scope = scope.scope().child(id);
        check(&scope, &props);
        let role = props.role.unwrap_or_else(|| {
            let glue = Principal::service("glue.amazonaws.com").from_own_account();
            let policy = ManagedPolicy::from_aws_managed_policy_name("service-role/AWSGlueServiceRole");
            let role = Role::new(&scope, "Role", RoleProps::new(glue).managed_policies([policy]));
            acknowledge_policy_of_aws(&role);
            role
        });
        let location = match props.script {
            Script::At(address) => address,
            Script::Asset(path) => {
                let asset = Asset::new(&scope, "Script", path);
                asset.grant_read(&role);
                asset.s3_url()
            }
        };
        let command = JobCommand::new().script_location(location);
        let (command, version) = match props.engine {
            Engine::Spark { .. } => (command.name("glueetl").python_version("3"), "5.0"),
            Engine::SparkStreaming { .. } => (command.name("gluestreaming").python_version("3"), "5.0"),
            Engine::PythonShell | Engine::LargePythonShell => {
                (command.name("pythonshell").python_version("3.9"), "3.0")
            }
        };
        let mut arguments: Vec<(String, Document)> = vec![
            ("--enable-metrics".to_owned(), "".into_document()),
            ("--enable-observability-metrics".to_owned(), "true".into_document()),
            ("--enable-continuous-cloudwatch-log".to_owned(), "true".into_document()),
        ];
        for (name, value) in props.arguments {
            arguments.retain(|(there, _)| *there != name);
            arguments.push((name, value.into_document()));
        }
        let mut job = CfnJobProps::new()
            .role(role.arn())
            .command(command)
            .glue_version(props.glue_version.unwrap_or_else(|| version.into()))
            .default_arguments(Document::map(arguments));
        job = match props.engine.workers() {
            Some((worker_type, workers)) => job.number_of_workers(workers.get()).worker_type(match worker_type {
                WorkerType::G025x => CfnWorkerType::G025x,
                WorkerType::G1x => CfnWorkerType::G1x,
                WorkerType::G2x => CfnWorkerType::G2x,
                WorkerType::G4x => CfnWorkerType::G4x,
                WorkerType::G8x => CfnWorkerType::G8x,
            }),
            None if props.engine == Engine::LargePythonShell => job.max_capacity(1),
            None => job.max_capacity(0.0625),
        };
        let is_stream = matches!(props.engine, Engine::SparkStreaming { .. });
        let default = (!is_stream).then(|| GlueJobTimeout::from(Hours(2)));
        job.timeout = props.timeout.or(default).map(|timeout| timeout.get().into());
        job.max_retries = props.max_retries.map(|retries| retries.get().into());
        job.name = props.job_name;
        job.description = props.description;
        let is_secured = props.security_configuration.is_some();
        job.security_configuration = props.security_configuration;
        if let Some(runs) = props.max_concurrent_runs {
            job = job.execution_property(ExecutionProperty::new().max_concurrent_runs(i64::from(runs)));
        }
        if !props.connections.is_empty() {
            job = job.connections(ConnectionsList::new().connections(props.connections));
        }
        let job = CfnJob::new(&scope, "Resource", props.customize.apply(job));
        if !is_secured {
            let rules = [
                ScannerRule::Checkov("CKV_AWS_195"),
                ScannerRule::CdkNag("AwsSolutions-GL1"),
                ScannerRule::CdkNag("AwsSolutions-GL3"),
                ScannerRule::Guard("CT.GLUE.PR.1"),
            ];
            job.acknowledge(&rules, NO_KEY);
        }
        Self {
            scope,
            name: job.reference(),
            resource: Owned::made(job),
            role: Some(role),
        }
    }

    /// A job of the stack's account and region that exists, by name.
    #[track_caller]
    pub fn from_job_name(scope: &dyn Construct, id: &str, name: impl Into<Value<String>>) -> Self {
        Self {
            scope: scope.scope().child(id),
            resource: Owned::imported(),
            name: name.into(),
            role: None,
        }
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnJob {
        self.resource.resource(&self.scope, |scope| {
            CfnJob::new(
                scope,
                "Resource",
                CfnJobProps::new().role("").command(JobCommand::new()),
            )
        })
    }

    /// The job's name.
    pub fn name(&self) -> Value<String> {
        self.name.clone()
    }

    /// The job's ARN.
    pub fn arn(&self) -> Value<String> {
        CfnJob::arn_for(self.name())
    }

    /// The role that it runs with, if it is known here.
    pub fn role(&self) -> Option<&Role> {
        self.role.as_ref()
    }

    /// Grants on this job.
    pub fn grants(&self) -> JobGrants {
        JobGrants::on(Target::new(self, self.arn()))
    }

    /// A metric of all runs by its name, such as `glue.driver.aggregate.numFailedTasks`, of the type `count` or `gauge`.
    pub fn metric(&self, name: &str, kind: &str) -> Metric {
        Metric::new("Glue", name)
            .dimension("JobName", self.name())
            .dimension("JobRunId", "ALL")
            .dimension("Type", kind)
    }

    /// Tasks of all runs that failed.
    pub fn metric_failed_tasks(&self) -> Metric {
        self.metric("glue.driver.aggregate.numFailedTasks", "count")
            .statistic(Statistic::Sum)
    }
}

impl Grantee for Job {
    fn grant_principal(&self) -> Principal {
        match &self.role {
            Some(role) => role.grant_principal(),
            None => Principal::service("glue.amazonaws.com"),
        }
    }

    fn add_to_principal_policy(&self, statement: PolicyStatement) -> Option<Scope> {
        self.role.as_ref()?.add_to_principal_policy(statement)
    }
}

/// Why nothing says by which key Glue encrypts.
pub(super) const NO_KEY: &str = "objects are encrypted by their bucket, logs by CloudWatch; a key of the account is a choice of who deploys, since it costs and has a policy of its own";

/// The policy is AWS's own list of what jobs and crawlers need, which grows with Glue.
pub(super) fn acknowledge_policy_of_aws(role: &Role) {
    role.cfn().acknowledge(
        &[ScannerRule::CdkNag("AwsSolutions-IAM4")],
        "AWS's own policy for the service's roles, which grows with the service",
    );
}

fn check(scope: &Scope, props: &JobProps) {
    let workers = props.engine.workers().map(|(_, workers)| workers);
    let checks = [
        ("NumberOfWorkers", workers.map_or(Ok(()), GlueWorkers::check)),
        ("Timeout", props.timeout.map_or(Ok(()), GlueJobTimeout::check)),
        ("MaxRetries", props.max_retries.map_or(Ok(()), GlueRetries::check)),
    ];
    for (property, checked) in checks {
        if let Err(error) = checked {
            error.report(scope, diagnostic_ids::GLUE_JOB, property);
        }
    }
    for (name, _) in &props.arguments {
        if !name.starts_with("--") {
            let diagnostic = Diagnostic::error(diagnostic_ids::GLUE_JOB, "an argument that no script can read")
                .at("", Some("DefaultArguments"))
                .found(format!("`{name}`"))
                .allowed("names that begin with `--`");
            scope.report(diagnostic);
        }
    }
}
