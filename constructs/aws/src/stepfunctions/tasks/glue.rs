//! Jobs and crawlers of Glue.

use ferrocdk_cfn::refs::glue::{CrawlerName, JobName};
use ferrocdk_core::{IntoRef, doc, pseudo, text};

use super::integration;
use crate::iam::PolicyStatement;
use crate::stepfunctions::Task;

/// Starts a crawler: a construct, a resource or a name. It does not wait for its end, which Step Functions cannot.
///
/// ```
/// use ferrocdk_aws::stepfunctions::tasks;
///
/// let crawl = tasks::glue_start_crawler("Crawl", "readings");
/// ```
#[track_caller]
pub fn glue_start_crawler(name: &str, crawler: impl IntoRef<CrawlerName>) -> Task {
    let crawler = crawler.into_ref();
    let arn = text!(
        "arn:{}:glue:{}:{}:crawler/{}",
        pseudo::partition(),
        pseudo::region(),
        pseudo::account_id(),
        crawler.clone()
    );
    Task::aws_sdk(
        name,
        "glue",
        "startCrawler",
        PolicyStatement::allow(["glue:StartCrawler"]).on(arn),
    )
    .parameters(doc!({ "Name": crawler }))
}

/// Runs a job of Glue: a construct, a resource or a name. With [`TaskPattern::RunJob`](crate::stepfunctions::TaskPattern::RunJob) it waits for its end.
///
/// ```
/// use ferrocdk_aws::stepfunctions::{TaskPattern, tasks};
/// use ferrocdk_core::doc;
///
/// let compact = tasks::glue_start_job_run("Compact", "compact-readings").pattern(TaskPattern::RunJob);
/// ```
#[track_caller]
pub fn glue_start_job_run(name: &str, job: impl IntoRef<JobName>) -> Task {
    let job = job.into_ref();
    let arn = text!(
        "arn:{}:glue:{}:{}:job/{}",
        pseudo::partition(),
        pseudo::region(),
        pseudo::account_id(),
        job.clone()
    );
    let actions = [
        "glue:StartJobRun",
        "glue:GetJobRun",
        "glue:GetJobRuns",
        "glue:BatchStopJobRun",
    ];
    Task::new(name, integration("glue:startJobRun"))
        .parameters(doc!({ "JobName": job }))
        .permission(PolicyStatement::allow(actions).on(arn))
}
