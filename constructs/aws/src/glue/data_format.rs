//! `DataFormat`: how objects hold rows.

/// How objects hold rows: the classes by which engines read and write them.
///
/// Source: "Choose a SerDe for your data" of the Athena user guide.
///
/// ```
/// use ferrocdk_aws::glue::DataFormat;
///
/// let columns = DataFormat::PARQUET;
/// let spaces = DataFormat::CSV.serde_parameter("separatorChar", ";");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataFormat {
    pub(super) classification: &'static str,
    pub(super) input: &'static str,
    pub(super) output: &'static str,
    pub(super) serde: &'static str,
    pub(super) serde_parameters: Vec<(String, String)>,
}

const TEXT_IN: &str = "org.apache.hadoop.mapred.TextInputFormat";
const TEXT_OUT: &str = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat";

impl DataFormat {
    /// Parquet: columns by themselves, compressed. Queries read the columns that they need, and cost a fraction of what they do on text.
    pub const PARQUET: Self = Self::of(
        "parquet",
        "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
        "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
        "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
    );
    /// ORC: columns by themselves, compressed.
    pub const ORC: Self = Self::of(
        "orc",
        "org.apache.hadoop.hive.ql.io.orc.OrcInputFormat",
        "org.apache.hadoop.hive.ql.io.orc.OrcOutputFormat",
        "org.apache.hadoop.hive.ql.io.orc.OrcSerde",
    );
    /// Avro: rows with their schema.
    pub const AVRO: Self = Self::of(
        "avro",
        "org.apache.hadoop.hive.ql.io.avro.AvroContainerInputFormat",
        "org.apache.hadoop.hive.ql.io.avro.AvroContainerOutputFormat",
        "org.apache.hadoop.hive.serde2.avro.AvroSerDe",
    );
    /// A JSON object a line.
    pub const JSON: Self = Self::of("json", TEXT_IN, TEXT_OUT, "org.openx.data.jsonserde.JsonSerDe");
    /// Values between commas, in quotes where they need them.
    pub const CSV: Self = Self::of("csv", TEXT_IN, TEXT_OUT, "org.apache.hadoop.hive.serde2.OpenCSVSerde");
    /// Values between tabs.
    pub const TSV: Self = Self::of(
        "tsv",
        TEXT_IN,
        TEXT_OUT,
        "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe",
    );
    /// Logs of CloudTrail.
    pub const CLOUDTRAIL: Self = Self::of(
        "cloudtrail",
        "com.amazon.emr.cloudtrail.CloudTrailInputFormat",
        TEXT_OUT,
        "org.apache.hive.hcatalog.data.JsonSerDe",
    );

    /// Any other: its classification, and the classes that read, write and understand it.
    pub const fn of(
        classification: &'static str,
        input: &'static str,
        output: &'static str,
        serde: &'static str,
    ) -> Self {
        Self {
            classification,
            input,
            output,
            serde,
            serde_parameters: Vec::new(),
        }
    }

    /// Sets a parameter of the class that understands rows.
    #[must_use]
    pub fn serde_parameter(mut self, name: &str, value: &str) -> Self {
        self.serde_parameters.push((name.to_owned(), value.to_owned()));
        self
    }
}
