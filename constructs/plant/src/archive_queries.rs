//! An archive as a table, with the queries that people ask first.

use ferrocdk_aws::athena::{NamedQuery, NamedQueryProps, QueryResults, WorkGroup, WorkGroupProps};
use ferrocdk_aws::glue::{Database, DatabaseProps, Table, TableProps};
use ferrocdk_aws::iam::Grantee;
use ferrocdk_aws::kms::Key;
use ferrocdk_aws::props;
use ferrocdk_aws::s3::Bucket;
use ferrocdk_core::{Construct, RemovalPolicy, Scope};

use crate::archive_table::{ArchiveForm, ReadingSql, Rows, data_format, hours};
use crate::naming::{NameOf, Naming};

/// Folder of results, in the archive's bucket.
pub(crate) const RESULTS: &str = "queries/";
const TABLE: &str = "readings";

props! {
    /// Settings of [`ArchiveQueries`].
    pub struct ArchiveQueriesProps {
        /// The bucket of the archive.
        bucket: Bucket,
        /// Folder of the records, above the hours. Default: `raw-data/`.
        folder: String = "raw-data/".to_owned(),
        /// Form of the objects. Default: lines.
        form: ArchiveForm = ArchiveForm::Lines,
        /// Whether records are still in the topic rule's envelope. Default: they are not.
        own enveloped: bool = false,
        /// The year of the oldest records: partitions before are not looked for. Default: 2025.
        first_year: u32 = 2025_u32,
        /// How many bytes a query may read before it is ended. Default: 100 GB, half a dollar: a query that forgets the day is ended before it costs more.
        bytes_scanned_cutoff: u64 = 100_000_000_000_u64,
        /// The key that encrypts results. Default: that of the bucket.
        encryption_key: Option<Key>,
        /// Fate of the work group and its history when it leaves the stack. Default: that of the scope ([`Defaults`](ferrocdk_aws::Defaults)), else it stays.
        removal_policy: Option<RemovalPolicy>,
    }
}

impl ArchiveQueriesProps {
    /// Says that records are still in the topic rule's envelope, as an archive without a transform has them.
    #[must_use]
    pub fn enveloped(mut self) -> Self {
        self.enveloped = true;
        self
    }

    fn rows(&self) -> Rows {
        match self.enveloped {
            true => Rows::Envelopes,
            false => Rows::Transformed(self.form),
        }
    }
}

/// An archive that SQL reads: a table over the objects of a [`RawArchive`](crate::RawArchive), a work group with a limit, and queries by name.
///
/// Partitions (`year`, `month`, `day`, `hour`, texts with leading zeros, in UTC) are worked out from the query, so that no crawler runs and a new hour is there at once. A
/// query that names none of them reads everything, up to the limit.
///
/// # Resources
///
/// `AWS::Glue::Database`, `AWS::Glue::Table`, `AWS::Athena::WorkGroup`, and an `AWS::Athena::NamedQuery` each for the readings of a device on a day, aggregates by the hour of a
/// day and by the day of a month, records that are no readings, and records that were archived twice. Results go into the archive's bucket, below `queries/`.
///
/// # Cost drivers
///
/// Five dollars a terabyte that queries read, ten megabytes each at least; nothing while nobody asks.
///
/// ```
/// use ferrocdk_aws::s3::{Bucket, BucketProps};
/// use ferrocdk_core::{App, Stack, StackProps};
/// use ferrocdk_plant::{ArchiveQueries, ArchiveQueriesProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let archive = Bucket::new(&stack, "Archive", BucketProps::new());
/// let queries = ArchiveQueries::new(&stack, "Queries", ArchiveQueriesProps::new(&archive).first_year(2026_u32));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct ArchiveQueries {
    scope: Scope,
    database: Database,
    database_name: String,
    table: Table,
    work_group: WorkGroup,
}

impl Construct for ArchiveQueries {
    fn scope(&self) -> &Scope {
        &self.scope
    }
}

impl ArchiveQueries {
    /// Makes table, work group and queries.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: ArchiveQueriesProps) -> Self {
        let scope = scope.scope().child(id);
        let rows = props.rows();
        let naming = Naming::of(&scope);
        // Firehose and queries name the database, so that it has to be known here.
        let database_name = naming
            .text(NameOf::GlueDatabase, "archive")
            .unwrap_or_else(|| scope.unique_resource_name(255).to_ascii_lowercase().replace('-', "_"));
        let database = Database::new(
            &scope,
            "Database",
            DatabaseProps::new()
                .database_name(database_name.as_str())
                .description("Archive of a plant"),
        );
        let table = TableProps::new(&database, &props.bucket)
            .table_name(TABLE)
            .description("Every record of the stream, by the hour of its delivery")
            .columns(rows.columns())
            .partition_keys(hours(props.first_year))
            .partition_path("year=${year}/month=${month}/day=${day}/hour=${hour}/")
            .prefix(props.folder.as_str())
            .data_format(data_format(props.form));
        let table = Table::new(&scope, "Table", table);
        let mut group = WorkGroupProps::new()
            .results(QueryResults::bucket(&props.bucket, RESULTS))
            .bytes_scanned_cutoff(props.bytes_scanned_cutoff)
            .description("Queries of the archive of a plant");
        group.encryption_key = props.encryption_key.or_else(|| props.bucket.encryption_key().cloned());
        group.work_group_name = naming.name(NameOf::WorkGroup, "archive");
        group.removal_policy = props.removal_policy;
        let work_group = WorkGroup::new(&scope, "WorkGroup", group);
        for (id, description, sql) in queries(&database_name, rows) {
            let query = NamedQueryProps::about(&database, sql)
                .query_name(description)
                .work_group(&work_group);
            NamedQuery::new(&scope, id, query);
        }
        Self {
            scope,
            database,
            database_name,
            table,
            work_group,
        }
    }

    /// The database.
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// Name of the database, as queries write it.
    pub fn database_name(&self) -> &str {
        &self.database_name
    }

    /// The table.
    pub fn table(&self) -> &Table {
        &self.table
    }

    /// Name of the table, as queries write it.
    pub fn table_name(&self) -> &'static str {
        TABLE
    }

    /// The work group.
    pub fn work_group(&self) -> &WorkGroup {
        &self.work_group
    }

    /// Lets somebody query the archive and read the results.
    #[track_caller]
    pub fn grant_query(&self, grantee: &dyn Grantee) {
        self.work_group.grant_query(grantee);
        self.table.grant_read(grantee);
    }
}

/// Id, name and SQL of each query. `?` are parameters, which Athena asks for.
fn queries(database: &str, rows: Rows) -> Vec<(&'static str, &'static str, String)> {
    let ReadingSql {
        device,
        kind,
        value,
        raw,
        received,
    } = rows.reading();
    let from = format!("FROM \"{database}\".\"{TABLE}\"");
    let at = format!("from_unixtime({received} / 1e3)");
    let aggregates = format!("count(*) AS readings, min({value}) AS least, avg({value}) AS mean, max({value}) AS most");
    let mut queries = vec![
        (
            "ReadingsOfDevice",
            "Readings of a device between two hours of a day: year, month, day, first hour, last hour, device",
            format!(
                "SELECT {at} AS received, {device} AS device, {kind} AS sensor_type, {value} AS value, {raw} AS raw\n{from}\n\
                 WHERE year = ? AND month = ? AND day = ? AND hour BETWEEN ? AND ?\n  AND {device} = ?\nORDER BY received"
            ),
        ),
        (
            "ByHour",
            "Aggregates by the hour of a day: year, month, day",
            format!(
                "SELECT hour, {device} AS device, {kind} AS sensor_type, {aggregates}\n{from}\n\
                 WHERE year = ? AND month = ? AND day = ? AND {value} IS NOT NULL\nGROUP BY 1, 2, 3\nORDER BY 1, 2, 3"
            ),
        ),
        (
            "ByDay",
            "Aggregates by the day of a month: year, month",
            format!(
                "SELECT day, {kind} AS sensor_type, {aggregates}\n{from}\n\
                 WHERE year = ? AND month = ? AND {value} IS NOT NULL\nGROUP BY 1, 2\nORDER BY 1, 2"
            ),
        ),
        (
            "NoReadings",
            "Records of a day that are no readings: year, month, day",
            format!(
                "SELECT {at} AS received, thing, *\n{from}\nWHERE year = ? AND month = ? AND day = ? AND {value} IS NULL\nORDER BY received"
            ),
        ),
    ];
    if rows != Rows::Envelopes {
        queries.push((
            "Doubles",
            "Records of a day that were archived more than once: year, month, day",
            format!(
                "SELECT partitionkey, sequencenumber, count(*) AS times\n{from}\nWHERE year = ? AND month = ? AND day = ?\n\
                 GROUP BY 1, 2\nHAVING count(*) > 1\nORDER BY 3 DESC"
            ),
        ));
    }
    queries
}
