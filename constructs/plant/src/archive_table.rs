//! Form of an archive's objects, and how queries see them.

use ferrocdk_aws::glue::{Column, ColumnType, DataFormat, PartitionKey, Projection};
use ferrocdk_contracts::archive_columns::{COLUMNS, Type};
use ferrocdk_contracts::archive_line::{ARRIVED_AT, DATA, DATA_BASE64, PARTITION_KEY, SEQUENCE_NUMBER};
use ferrocdk_contracts::message::{CLIENT, INGESTED_AT, PAYLOAD, THING};

/// Form of the objects of a [`RawArchive`](crate::RawArchive).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ArchiveForm {
    /// A JSON object a line, in gzip files: what people and every tool read.
    #[default]
    Lines,
    /// Columns, in Parquet files of 64 MB and more: queries read a tenth and less of what they read of lines, and cost as much less. The payload stands beside them, to the byte.
    Parquet,
}

/// Columns of a row: they depend on whether a function takes records out of the envelope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rows {
    /// The topic rule's envelope.
    Envelopes,
    /// Lines of `functions/archiver`.
    Transformed(ArchiveForm),
}

impl Rows {
    pub(crate) fn columns(self) -> Vec<Column> {
        let text = |name: &str, comment: &str| column(name, ColumnType::STRING, comment);
        let whole = |name: &str, comment: &str| column(name, ColumnType::BIG_INT, comment);
        let broker = || {
            [
                text(THING, "thing whose certificate published it"),
                text(CLIENT, "MQTT client that published it"),
                whole(INGESTED_AT, "milliseconds since 1970 at which the topic rule took it"),
            ]
        };
        match self {
            Self::Envelopes => {
                let payload = text(PAYLOAD, "bytes that were sent, in base64");
                std::iter::once(payload).chain(broker()).collect()
            }
            Self::Transformed(ArchiveForm::Lines) => {
                let stream = [
                    text(
                        SEQUENCE_NUMBER,
                        "place in the shard; what is archived twice has the same one",
                    ),
                    text(PARTITION_KEY, "key by which the stream orders records"),
                    whole(ARRIVED_AT, "milliseconds since 1970 at which the stream took it"),
                ];
                let payload = [
                    text(DATA, "what was sent, where it is JSON on one line"),
                    text(DATA_BASE64, "what was sent, in base64, where it is not"),
                ];
                stream.into_iter().chain(broker()).chain(payload).collect()
            }
            Self::Transformed(ArchiveForm::Parquet) => COLUMNS
                .iter()
                .map(|(name, kind, comment)| {
                    let kind = match kind {
                        Type::Text => ColumnType::STRING,
                        Type::Whole => ColumnType::BIG_INT,
                        Type::Number => ColumnType::DOUBLE,
                    };
                    column(name, kind, comment)
                })
                .collect(),
        }
    }

    /// How queries get at a reading. Field names are those that readings may have, in either spelling.
    pub(crate) fn reading(self) -> ReadingSql {
        let of_json = |json: &str| {
            let field = |spellings: &[&str]| {
                let fields = spellings
                    .iter()
                    .map(|name| format!("json_extract_scalar({json}, '$.{name}')"));
                fields.collect::<Vec<_>>().join(", ")
            };
            ReadingSql {
                device: format!(
                    "coalesce({}, thing)",
                    field(&["deviceId", "device_id", "sensor_id", "sensorId"])
                ),
                kind: format!("lower(coalesce({}))", field(&["sensorType", "sensor_type"])),
                value: format!("try_cast({} AS double)", field(&["value"])),
                raw: json.to_owned(),
                received: "ingestedat",
            }
        };
        match self {
            Self::Envelopes => of_json("try(from_utf8(from_base64(payload)))"),
            Self::Transformed(ArchiveForm::Lines) => ReadingSql {
                received: "coalesce(ingestedat, arrivedat)",
                ..of_json("data")
            },
            Self::Transformed(ArchiveForm::Parquet) => ReadingSql {
                device: "deviceid".to_owned(),
                kind: "sensortype".to_owned(),
                value: "value".to_owned(),
                raw: "from_utf8(from_base64(payload))".to_owned(),
                received: "coalesce(ingestedat, arrivedat)",
            },
        }
    }
}

/// Expressions of SQL for the parts of a reading.
pub(crate) struct ReadingSql {
    pub(crate) device: String,
    pub(crate) kind: String,
    pub(crate) value: String,
    pub(crate) raw: String,
    /// Milliseconds since 1970.
    pub(crate) received: &'static str,
}

fn column(name: &str, kind: ColumnType, comment: &str) -> Column {
    Column::new(name.to_ascii_lowercase(), kind).comment(comment)
}

/// How objects of a form hold rows.
pub(crate) fn data_format(form: ArchiveForm) -> DataFormat {
    match form {
        // A line that cannot be read is a row without values instead of the end of the query.
        ArchiveForm::Lines => DataFormat::JSON.serde_parameter("ignore.malformed.json", "true"),
        ArchiveForm::Parquet => DataFormat::PARQUET,
    }
}

/// The folders of hours as columns, worked out from the query: nobody adds partitions.
pub(crate) fn hours(first_year: u32) -> [PartitionKey; 4] {
    let key = |name: &str, projection| PartitionKey::from(Column::new(name, ColumnType::STRING)).projected(projection);
    [
        key(
            "year",
            Projection::date_with_interval("yyyy", &format!("{first_year:04}"), "NOW", 1, "YEARS"),
        ),
        key("month", Projection::integer_with_digits(1, 12, 2)),
        key("day", Projection::integer_with_digits(1, 31, 2)),
        key("hour", Projection::integer_with_digits(0, 23, 2)),
    ]
}
