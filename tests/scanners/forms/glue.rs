//! Glue.

use ferrocdk::Construct;
use ferrocdk::aws::glue::{
    Column, ColumnType, CrawledObjects, Crawler, CrawlerProps, Database, DatabaseProps, Job, JobProps, Script,
    SecurityConfiguration, SecurityConfigurationProps, Table, TableProps,
};
use ferrocdk::aws::kms::{Key, KeyProps};
use ferrocdk::aws::s3::Bucket;

pub(crate) fn forms(stack: &dyn Construct) {
    let lake = Bucket::from_bucket_name(stack, "Lake", "lake");
    let plant = Database::new(stack, "Plant", DatabaseProps::new());
    let columns = [Column::new("thing", ColumnType::STRING)];
    let table = Table::new(stack, "Readings", TableProps::new(&plant, &lake).columns(columns));
    let job = Job::new(stack, "Compact", JobProps::new(Script::at("s3://scripts/compact.py")));
    table.grant_read_write(&job);
    Crawler::new(stack, "Crawler", CrawlerProps::new(&plant).objects([CrawledObjects::new(&lake, "readings/")]));
    let key = Key::new(stack, "Key", KeyProps::new());
    SecurityConfiguration::new(stack, "Security", SecurityConfigurationProps::new(&key));
}
