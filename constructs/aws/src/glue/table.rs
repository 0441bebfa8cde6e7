//! `Table`: rows in objects of S3.

use ferrocdk_cfn::glue::table::{Column as CfnColumn, SerdeInfo, StorageDescriptor, TableInput, TableType};
use ferrocdk_cfn::glue::{CfnTable, TableProps as CfnTableProps};
use ferrocdk_core::{Construct, Diagnostic, Document, IntoDocument, Scope, Value, pseudo, text};

use super::data_format::DataFormat;
use super::database::{Database, catalog_name, in_catalog};
use super::projection::Projection;
use super::schema::Column;
use crate::diagnostic_ids;
use crate::grants::{Grant, Target};
use crate::iam::{Grantee, PolicyStatement};
use crate::owned::{Owned, constructs};
use crate::props::props;
use crate::s3::Bucket;

/// A column that objects are divided by: each of its values has a folder of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartitionKey {
    /// The column.
    pub column: Column,
    /// How its values are worked out. Default: partitions are listed in the catalog, by a crawler or `MSCK REPAIR TABLE`.
    pub projection: Option<Projection>,
}

impl PartitionKey {
    /// Works its values out, so that nobody has to add partitions. All keys of a table are worked out, or none.
    #[must_use]
    pub fn projected(mut self, projection: Projection) -> Self {
        self.projection = Some(projection);
        self
    }
}

impl From<Column> for PartitionKey {
    fn from(column: Column) -> Self {
        Self {
            column,
            projection: None,
        }
    }
}

props! {
    /// Settings of a [`Table`].
    pub struct TableProps for CfnTableProps {
        /// The database that it is in.
        database: Database,
        /// The bucket that holds its objects.
        bucket: Bucket,
        /// Its columns.
        columns: Vec<Column>,
        /// Columns that objects are divided by, from the outer folder to the inner.
        partition_keys: Vec<PartitionKey>,
        /// Where in the bucket its objects are: a folder such as `readings/`. Default: the whole bucket.
        prefix: String = String::new(),
        /// How folders of partitions are named below the prefix, such as `${day}/${line}/`, if partitions are worked out. Default: `day=…/line=…/`, as Hive has it.
        partition_path: Option<String>,
        /// How objects hold rows. Default: Parquet, of which queries read the least.
        data_format: DataFormat = DataFormat::PARQUET,
        /// Its name, in small letters. Default: one that follows from the place in the app.
        table_name: Option<Value<String>>,
        /// For people. Default: none.
        description: Option<Value<String>>,
        /// Further parameters, such as `skip.header.line.count`.
        own parameters: Vec<(String, Value<String>)> = Vec::new(),
    }
}

impl TableProps {
    /// Sets a parameter that engines read.
    #[must_use]
    pub fn parameter(mut self, name: &str, value: impl Into<Value<String>>) -> Self {
        self.parameters.push((name.to_owned(), value.into()));
        self
    }
}

/// A table of the Glue data catalog, whose rows are in objects of S3.
///
/// Makes an `AWS::Glue::Table`. The first million objects of a catalog cost nothing; queries of Athena cost 5 dollars for each terabyte that they read.
///
/// ```
/// use ferrocdk_aws::glue::{Column, ColumnType, Database, DatabaseProps, PartitionKey, Projection, Table, TableProps};
/// use ferrocdk_aws::s3::{Bucket, BucketProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let plant = Database::new(&stack, "Plant", DatabaseProps::new());
/// let lake = Bucket::new(&stack, "Lake", BucketProps::new());
/// let day = PartitionKey::from(Column::new("day", ColumnType::STRING)).projected(Projection::date("yyyy-MM-dd", "2026-01-01", "NOW"));
/// let columns = [Column::new("thing", ColumnType::STRING), Column::new("temperature", ColumnType::DOUBLE)];
/// Table::new(&stack, "Readings", TableProps::new(&plant, &lake).columns(columns).partition_keys([day]).prefix("readings/"));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct Table {
    scope: Scope,
    resource: Owned<CfnTable>,
    name: Value<String>,
    database: Database,
    bucket: Option<Bucket>,
    prefix: String,
}

constructs!(Table);

impl Table {
    /// Makes a table.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: TableProps) -> Self {
        let scope = scope.scope().child(id);
        for mistake in mistakes(&props) {
            scope.report(mistake);
        }
        let location = text!("s3://{}/{}", props.bucket.name(), props.prefix.as_str());
        let parameters = parameters(&props, &location);
        let name = props.table_name.unwrap_or_else(|| catalog_name(&scope).into());
        let columns = |columns: Vec<Column>| columns.into_iter().map(Column::into_cfn).collect::<Vec<CfnColumn>>();
        let mut serde = SerdeInfo::new().serialization_library(props.data_format.serde);
        if !props.data_format.serde_parameters.is_empty() {
            let settings = props.data_format.serde_parameters.into_iter();
            serde = serde.parameters(Document::map(
                settings.map(|(name, value)| (name, value.into_document())),
            ));
        }
        let storage = StorageDescriptor::new()
            .location(location)
            .columns(columns(props.columns))
            .input_format(props.data_format.input)
            .output_format(props.data_format.output)
            .serde_info(serde);
        let mut input = TableInput::new()
            .name(name)
            .table_type(TableType::ExternalTable)
            .parameters(parameters)
            .storage_descriptor(storage);
        input.description = props.description;
        if !props.partition_keys.is_empty() {
            input = input.partition_keys(columns(
                props.partition_keys.into_iter().map(|key| key.column).collect(),
            ));
        }
        let table = CfnTableProps::new()
            .catalog_id(pseudo::account_id())
            .database_name(props.database.name())
            .table_input(input);
        let table = CfnTable::new(&scope, "Table", props.customize.apply(table));
        Self {
            scope,
            name: table.reference(),
            resource: Owned::made(table),
            database: props.database,
            bucket: Some(props.bucket),
            prefix: props.prefix,
        }
    }

    /// A table that exists in a database, by name. Grants reach the catalog alone: which bucket it is in, nobody knows here.
    #[track_caller]
    pub fn from_table_name(
        scope: &dyn Construct,
        id: &str,
        database: &Database,
        name: impl Into<Value<String>>,
    ) -> Self {
        Self {
            scope: scope.scope().child(id),
            resource: Owned::imported(),
            name: name.into(),
            database: database.clone(),
            bucket: None,
            prefix: String::new(),
        }
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnTable {
        self.resource.resource(&self.scope, |scope| {
            let props = CfnTableProps::new()
                .catalog_id("")
                .database_name("")
                .table_input(TableInput::new());
            CfnTable::new(scope, "Table", props)
        })
    }

    /// The table's name.
    pub fn name(&self) -> Value<String> {
        self.name.clone()
    }

    /// The table's ARN.
    pub fn arn(&self) -> Value<String> {
        in_catalog(text!("table/{}/{}", self.database.name(), self.name()))
    }

    /// The database that it is in.
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// The bucket that holds its objects, if it is known here.
    pub fn bucket(&self) -> Option<&Bucket> {
        self.bucket.as_ref()
    }

    /// Lets somebody look the table up and read its objects. AWS CDK leaves out database and catalog, which the calls need too.
    #[track_caller]
    pub fn grant_read(&self, grantee: &dyn Grantee) -> Grant {
        let mut grant = self.grant_in_catalog(grantee, READ);
        if let Some(bucket) = &self.bucket {
            grant.join(bucket.grants().objects(&self.objects()).read(grantee));
        }
        grant
    }

    /// Lets somebody add, change and remove partitions, and write objects.
    #[track_caller]
    pub fn grant_write(&self, grantee: &dyn Grantee) -> Grant {
        let mut grant = self.grant_in_catalog(grantee, WRITE);
        if let Some(bucket) = &self.bucket {
            grant.join(bucket.grants().objects(&self.objects()).write(grantee));
        }
        grant
    }

    /// Lets somebody do both.
    #[track_caller]
    pub fn grant_read_write(&self, grantee: &dyn Grantee) -> Grant {
        let mut grant = self.grant_read(grantee);
        grant.join(self.grant_write(grantee));
        grant
    }

    /// Lets somebody do with the table itself what actions of your own choice say, such as `glue:UpdateTable`.
    #[track_caller]
    pub fn grant(&self, grantee: &dyn Grantee, actions: &[&str]) -> Grant {
        let statement = PolicyStatement::allow(actions.iter().copied()).on(self.arn());
        Grant::statement(statement, grantee, &Target::new(self, self.arn()))
    }

    /// Lets somebody do what actions of your own choice say with the table, its database and the catalog, since Glue looks at all three: `glue:GetTable` needs each.
    #[track_caller]
    pub fn grant_to_underlying_resources(&self, grantee: &dyn Grantee, actions: &[&str]) -> Grant {
        self.grant_in_catalog(grantee, actions)
    }

    #[track_caller]
    fn grant_in_catalog(&self, grantee: &dyn Grantee, actions: &[&str]) -> Grant {
        let on = [self.arn(), self.database.arn(), self.database.catalog_arn()];
        let statement = PolicyStatement::allow(actions.iter().copied()).on_each(on);
        Grant::statement(statement, grantee, &Target::new(self, self.arn()))
    }

    /// Which objects are the table's.
    fn objects(&self) -> String {
        format!("{}*", self.prefix)
    }
}

/// Actions on the catalog that reading takes. Source: "Glue table and partition permissions" of the AWS Glue developer guide.
const READ: &[&str] = &[
    "glue:BatchGetPartition",
    "glue:GetDatabase",
    "glue:GetPartition",
    "glue:GetPartitions",
    "glue:GetTable",
    "glue:GetTables",
    "glue:GetTableVersion",
    "glue:GetTableVersions",
];
/// Actions on the catalog that writing takes.
const WRITE: &[&str] = &[
    "glue:BatchCreatePartition",
    "glue:BatchDeletePartition",
    "glue:CreatePartition",
    "glue:DeletePartition",
    "glue:UpdatePartition",
];

fn parameters(props: &TableProps, location: &Value<String>) -> Document {
    let mut parameters: Vec<(String, Document)> = vec![
        (
            "classification".to_owned(),
            props.data_format.classification.into_document(),
        ),
        ("EXTERNAL".to_owned(), "TRUE".into_document()),
    ];
    let projected = props
        .partition_keys
        .iter()
        .filter_map(|key| Some((key, key.projection.as_ref()?)));
    let projected: Vec<_> = projected
        .flat_map(|(key, projection)| projection.parameters(&key.column.name))
        .collect();
    if !projected.is_empty() {
        parameters.push(("projection.enabled".to_owned(), "true".into_document()));
        parameters.extend(projected.into_iter().map(|(name, value)| (name, value.into_document())));
        if let Some(path) = &props.partition_path {
            let template = text!("{}{}", location.clone(), path.as_str());
            parameters.push(("storage.location.template".to_owned(), template.into_document()));
        }
    }
    parameters.extend(
        props
            .parameters
            .iter()
            .cloned()
            .map(|(name, value)| (name, value.into_document())),
    );
    Document::map(parameters)
}

fn mistakes(props: &TableProps) -> Vec<Diagnostic> {
    let mut mistakes = Vec::new();
    let mut tell = |found: String, allowed: &str| {
        let diagnostic = Diagnostic::error(diagnostic_ids::GLUE_TABLE, "a table is not one that Athena can read");
        mistakes.push(diagnostic.at("", Some("TableInput")).found(found).allowed(allowed));
    };
    if props.columns.is_empty() {
        tell("no columns".to_owned(), "at least one column");
    }
    let keys = props.partition_keys.iter().map(|key| &key.column.name);
    let names: Vec<&String> = props.columns.iter().map(|column| &column.name).chain(keys).collect();
    for (index, name) in names.iter().enumerate() {
        if names.iter().take(index).any(|other| other.eq_ignore_ascii_case(name)) {
            tell(
                format!("the column `{name}` twice"),
                "each name once, among columns and partition keys together",
            );
        }
        if name.is_empty() || name.chars().any(|character| character.is_ascii_uppercase()) {
            tell(
                format!("a column `{name}`"),
                "names in small letters, as Athena has them",
            );
        }
    }
    let projected = props
        .partition_keys
        .iter()
        .filter(|key| key.projection.is_some())
        .count();
    if projected > 0 && projected < props.partition_keys.len() {
        tell(
            format!(
                "{projected} of {} partition keys that are worked out",
                props.partition_keys.len()
            ),
            "all of them, or none",
        );
    }
    match &props.partition_path {
        Some(path) if projected == 0 => tell(
            format!("a path of partitions `{path}` that are listed"),
            "a path of partitions that are worked out",
        ),
        Some(path) => {
            for key in &props.partition_keys {
                if !path.contains(&format!("${{{}}}", key.column.name)) {
                    tell(
                        format!("a path of partitions `{path}` without `${{{}}}`", key.column.name),
                        "a path with every partition key",
                    );
                }
            }
        }
        None => {}
    }
    if !(props.prefix.is_empty() || props.prefix.ends_with('/')) || props.prefix.starts_with('/') {
        tell(format!("the prefix `{}`", props.prefix), "a folder such as `readings/`");
    }
    mistakes
}
