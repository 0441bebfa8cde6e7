//! The app.

use ferrocdk::aws::athena::{NamedQuery, NamedQueryProps, WorkGroup, WorkGroupProps};
use ferrocdk::aws::cloudwatch::{Alarm, AlarmProps};
use ferrocdk::aws::glue::{
    Column, ColumnType, DataFormat, Database, DatabaseProps, PartitionKey, Projection, Table, TableProps,
};
use ferrocdk::aws::kinesis::{Stream, StreamProps};
use ferrocdk::aws::kinesisfirehose::{DeliveryStream, DeliveryStreamProps, S3Bucket};
use ferrocdk::aws::s3::{Bucket, BucketProps};
use ferrocdk::aws::sns::{Topic, TopicProps};
use ferrocdk::aws::units::Minutes;
use ferrocdk::{App, Stack, StackProps};

pub(crate) fn data_pipeline(app: &App) {
    let stack = Stack::new(app, "Pipeline", StackProps::default());
    let readings = Stream::new(&stack, "Readings", StreamProps::new());
    let lake = Bucket::new(&stack, "Lake", BucketProps::new());
    let folders = S3Bucket::new(&lake)
        .prefix("readings/day=!{timestamp:yyyy-MM-dd}/")
        .error_prefix("failed/!{firehose:error-output-type}/")
        .buffering_interval(Minutes(5));
    DeliveryStream::new(&stack, "Delivery", DeliveryStreamProps::new(folders).source(&readings));

    let plant = Database::new(&stack, "Plant", DatabaseProps::new());
    let day = Column::new("day", ColumnType::STRING);
    let day = PartitionKey::from(day).projected(Projection::date("yyyy-MM-dd", "2026-01-01", "NOW"));
    let columns = [
        Column::new("thing", ColumnType::STRING),
        Column::new("at", ColumnType::TIMESTAMP),
        Column::new("value", ColumnType::DOUBLE),
    ];
    let table = TableProps::new(&plant, &lake)
        .columns(columns)
        .partition_keys([day])
        .prefix("readings/")
        .data_format(DataFormat::JSON)
        .table_name("readings");
    Table::new(&stack, "Table", table);
    let reports = WorkGroup::new(&stack, "Reports", WorkGroupProps::new());
    let hottest = "SELECT thing, max(value) FROM readings WHERE day = '2026-11-29' GROUP BY thing ORDER BY 2 DESC";
    NamedQuery::new(
        &stack,
        "Hottest",
        NamedQueryProps::about(&plant, hottest).work_group(&reports),
    );

    let late = readings
        .metric_get_records_iterator_age_milliseconds()
        .statistic("Maximum")
        .above(Minutes(15));
    let operations = Topic::new(&stack, "Operations", TopicProps::new());
    let late = AlarmProps::new(late).description("Readings reach the lake late");
    Alarm::new(&stack, "Late", late.tell(&operations));
}
