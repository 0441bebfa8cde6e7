//! `JobTemplate`: what devices are told to do.

use ferrocdk_cfn::iot::job_template::{
    AbortConfig, AbortCriteria, AbortCriteriaAction, AbortCriteriaFailureType, JobExecutionsRetryConfig,
    JobExecutionsRolloutConfig, RetryCriteria, RetryCriteriaFailureType, TimeoutConfig,
};
use ferrocdk_cfn::iot::{CfnJobTemplate, JobTemplateProps as CfnJobTemplateProps};
use ferrocdk_core::{Construct, Document, Scope, Value};

use super::named::named;
use crate::bounds::bounded;
use crate::diagnostic_ids;
use crate::owned::Owned;
use crate::props::props;
use crate::units::Minutes;

bounded! {
    /// How long a device may take, a minute to a week. Source: "AWS IoT Device Management jobs limits".
    JobTimeout(Minutes) in 1..=10_080, "minutes";
    /// How many devices are told in a minute, 1 to 1,000. Source: as above.
    RolloutRate(u32) in 1..=1_000, "devices a minute";
    /// How often a device tries again, 0 to 10 times. Source: as above.
    JobRetries(u32) in 0..=10, "tries";
    /// A share in percent.
    FailurePercent(u32) in 1..=100, "percent";
}

/// The document that devices get.
#[derive(Clone, Debug)]
pub enum JobDocument {
    /// This.
    Inline(Document),
    /// The object of S3 with this address in the form `https://s3.<region>.amazonaws.com/<bucket>/<key>`.
    At(Value<String>),
}

impl From<Document> for JobDocument {
    fn from(document: Document) -> Self {
        Self::Inline(document)
    }
}

/// When a job is called off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AbortRule {
    /// So many percent of the devices that were told failed, refused or took too long.
    pub failed: FailurePercent,
    /// Of at least so many devices that were told.
    pub of_at_least: u32,
}

props! {
    /// Settings of a [`JobTemplate`].
    pub struct JobTemplateProps for CfnJobTemplateProps {
        /// For people, who choose by it.
        description: Value<String>,
        /// Document that devices get.
        document: JobDocument,
        /// Its id. Default: one that follows from the place in the app.
        job_template_id: Option<Value<String>>,
        /// How long a device may take. Default: for ever.
        timeout: Option<JobTimeout>,
        /// How many devices are told in a minute at most. Default: as many as AWS IoT can.
        max_per_minute: Option<RolloutRate>,
        /// How often a device tries again that failed or took too long. Default: not at all.
        retries: Option<JobRetries>,
        /// When the job is called off. Default: never.
        abort: Option<AbortRule>,
    }
}

/// A template of jobs: a document for devices, such as an update, and how it is rolled out.
///
/// Makes an `AWS::IoT::JobTemplate`. Each device that is told costs a third of a cent.
///
/// ```
/// use ferrocdk_aws::iot::{AbortRule, JobTemplate, JobTemplateProps};
/// use ferrocdk_aws::units::Minutes;
/// use ferrocdk_core::{App, Stack, StackProps, doc};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let document = doc!({ "operation": "update", "version": "4.2" });
/// let careful = AbortRule { failed: 5.into(), of_at_least: 20 };
/// let props = JobTemplateProps::new("Update of the firmware", document).timeout(Minutes(30)).max_per_minute(50).abort(careful);
/// JobTemplate::new(&stack, "Update", props);
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct JobTemplate {
    scope: Scope,
    resource: Owned<CfnJobTemplate>,
    name: Value<String>,
}

named!(
    JobTemplate,
    CfnJobTemplate,
    "template of jobs",
    from_job_template_id,
    attr_arn,
    CfnJobTemplateProps::new().job_template_id("none").description("none")
);
ferrocdk_cfn::refers!(JobTemplate: iot { JobTemplateArn => arn, JobTemplateId => name });

impl JobTemplate {
    /// Makes a template.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: JobTemplateProps) -> Self {
        let scope = scope.scope().child(id);
        let checks = [
            ("TimeoutConfig", props.timeout.map_or(Ok(()), JobTimeout::check)),
            (
                "JobExecutionsRolloutConfig",
                props.max_per_minute.map_or(Ok(()), RolloutRate::check),
            ),
            (
                "JobExecutionsRetryConfig",
                props.retries.map_or(Ok(()), JobRetries::check),
            ),
            ("AbortConfig", props.abort.map_or(Ok(()), |abort| abort.failed.check())),
        ];
        for (property, checked) in checks {
            if let Err(error) = checked {
                error.report(&scope, diagnostic_ids::JOB_TEMPLATE, property);
            }
        }
        // CloudFormation generates none.
        let name = props
            .job_template_id
            .unwrap_or_else(|| scope.unique_resource_name(64).into());
        let mut template = CfnJobTemplateProps::new()
            .job_template_id(name)
            .description(props.description);
        template = match props.document {
            JobDocument::Inline(document) => template.document(document.to_json_string()),
            JobDocument::At(address) => template.document_source(address),
        };
        if let Some(timeout) = props.timeout {
            template = template.timeout_config(TimeoutConfig::new().in_progress_timeout_in_minutes(timeout.get()));
        }
        if let Some(rate) = props.max_per_minute {
            let config = JobExecutionsRolloutConfig::new().maximum_per_minute(rate.get());
            template = template.job_executions_rollout_config(config);
        }
        if let Some(retries) = props.retries {
            let criteria = RetryCriteria::new()
                .failure_type(RetryCriteriaFailureType::All)
                .number_of_retries(retries.get());
            template =
                template.job_executions_retry_config(JobExecutionsRetryConfig::new().retry_criteria_list([criteria]));
        }
        if let Some(abort) = props.abort {
            let criteria = AbortCriteria::new()
                .action(AbortCriteriaAction::Cancel)
                .failure_type(AbortCriteriaFailureType::All)
                .min_number_of_executed_things(i64::from(abort.of_at_least))
                .threshold_percentage(abort.failed.get());
            template = template.abort_config(AbortConfig::new().criteria_list([criteria]));
        }
        let template = CfnJobTemplate::new(&scope, "Resource", props.customize.apply(template));
        Self::made(scope, template)
    }
}
