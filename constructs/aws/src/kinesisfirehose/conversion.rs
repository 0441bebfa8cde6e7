//! `DataFormatConversion`: JSON becomes columns.

use ferrocdk_core::{Document, Value, doc};

use super::delivery::glue_arn;
use crate::iam::{PolicyStatement, Role};
use crate::props::props;

/// The form of the records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InputFormat {
    /// JSON of any kind.
    #[default]
    OpenXJson,
    /// JSON with times in the forms that Hive knows.
    HiveJson,
}

/// The form of the files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OutputFormat {
    /// Apache Parquet.
    #[default]
    Parquet,
    /// Apache ORC.
    Orc,
}

props! {
    /// Records of JSON become files with columns, which queries read faster and cheaper, by the schema of a table of Glue.
    ///
    /// Source: "Convert input data format in Amazon Data Firehose".
    ///
    /// ```
    /// use ferrocdk_aws::kinesisfirehose::{DataFormatConversion, S3Bucket};
    /// use ferrocdk_aws::s3::Bucket;
    /// use ferrocdk_core::{App, Stack, StackProps};
    ///
    /// let app = App::new();
    /// let stack = Stack::new(&app, "plant", StackProps::default());
    /// let lake = Bucket::from_bucket_name(&stack, "Lake", "plant-lake");
    /// let destination = S3Bucket::new(&lake).data_format_conversion(DataFormatConversion::new("plant", "readings"));
    /// ```
    pub struct DataFormatConversion {
        /// Name of the database in Glue.
        database_name: String,
        /// Name of the table in Glue, which has the schema.
        table_name: String,
        /// Version of the table. Default: the latest.
        version_id: Option<Value<String>>,
        /// The form of the records. Default: JSON of any kind.
        input: InputFormat = InputFormat::OpenXJson,
        /// The form of the files. Default: Parquet, compressed by Snappy.
        output: OutputFormat = OutputFormat::Parquet,
    }
}

impl DataFormatConversion {
    pub(super) fn document(&self, role: &Role) -> Document {
        let table = [
            glue_arn("catalog"),
            glue_arn(&format!("database/{}", self.database_name)),
            glue_arn(&format!("table/{}/{}", self.database_name, self.table_name)),
        ];
        let read = ["glue:GetTable", "glue:GetTableVersion", "glue:GetTableVersions"];
        role.add_to_policy(PolicyStatement::allow(read).on_each(table));
        let input = match self.input {
            InputFormat::OpenXJson => doc!({ "Deserializer": { "OpenXJsonSerDe": {} } }),
            InputFormat::HiveJson => doc!({ "Deserializer": { "HiveJsonSerDe": {} } }),
        };
        let output = match self.output {
            OutputFormat::Parquet => doc!({ "Serializer": { "ParquetSerDe": {} } }),
            OutputFormat::Orc => doc!({ "Serializer": { "OrcSerDe": {} } }),
        };
        doc!({
            "Enabled": true,
            "InputFormatConfiguration": input,
            "OutputFormatConfiguration": output,
            "SchemaConfiguration": {
                "DatabaseName": self.database_name.as_str(),
                "TableName": self.table_name.as_str(),
                "RoleARN": role.arn(),
                "VersionId": self.version_id.clone(),
            },
        })
    }
}
