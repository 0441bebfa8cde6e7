//! Who needs what of jobs and crawlers.

use super::crawler::Crawler;
use super::job::Job;
use crate::grants::grants;

grants! {
    "AWS::Glue::Job", JobGrants for Job;
    /// Lets somebody run the job, follow its runs and end them.
    start_run, grant_start_run: ["glue:BatchStopJobRun", "glue:GetJobRun", "glue:GetJobRuns", "glue:StartJobRun"];
}

grants! {
    "AWS::Glue::Crawler", CrawlerGrants for Crawler;
    /// Lets somebody start the crawler, follow it and end it.
    start, grant_start: ["glue:GetCrawler", "glue:StartCrawler", "glue:StopCrawler"];
}
