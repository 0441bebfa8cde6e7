//! `ImportSource`: files of S3 that a table is filled with when it is made.

use ferrocdk_cfn::refs;
use ferrocdk_core::{Document, Value, doc};

use crate::props::props;

/// The form of the files that a table is filled with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InputFormat {
    /// DynamoDB's own JSON, as its exports have it.
    DynamoDbJson,
    /// Amazon Ion.
    Ion,
    /// A table of text. All attributes but those of keys become strings.
    Csv {
        /// Separator of the fields: `,`, tab, `:`, `;`, `|` or a blank.
        delimiter: char,
        /// Names of the fields. Empty: the first line of each file has them.
        header: Vec<String>,
    },
}

impl InputFormat {
    /// A table of text, parted by commas, with names in the first line.
    pub fn csv() -> Self {
        Self::Csv {
            delimiter: ',',
            header: Vec::new(),
        }
    }
}

/// How the files are compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InputCompression {
    /// gzip.
    Gzip,
    /// Zstandard.
    Zstd,
}

props! {
    /// Files of S3 that a table is filled with when it is made. Changing this later makes a new table.
    ///
    /// It costs 15 cents a GB of the uncompressed files. Source: "DynamoDB data import from Amazon S3".
    ///
    /// ```
    /// use ferrocdk_aws::dynamodb::{Attribute, ImportSource, InputCompression, InputFormat, TableProps};
    ///
    /// let source = ImportSource::new("plant-exports", InputFormat::DynamoDbJson).key_prefix("2026/").compression(InputCompression::Gzip);
    /// let props = TableProps::new(Attribute::string("device")).import_source(source);
    /// ```
    pub struct ImportSource {
        /// The bucket, by name.
        refers bucket_name: refs::s3::BucketName,
        /// The form of the files.
        format: InputFormat,
        /// How the files are compressed. Default: not at all.
        compression: Option<InputCompression>,
        /// The account that the bucket belongs to. Default: that of the stack.
        bucket_owner: Option<Value<String>>,
        /// Beginning of the keys of the files. Default: every object of the bucket.
        key_prefix: Option<Value<String>>,
    }
}

impl ImportSource {
    pub(super) const DELIMITERS: [char; 6] = [',', '\t', ':', ';', '|', ' '];

    /// The delimiter, where it is not one that DynamoDB takes.
    pub(super) fn wrong_delimiter(&self) -> Option<char> {
        match self.format {
            InputFormat::Csv { delimiter, .. } if !Self::DELIMITERS.contains(&delimiter) => Some(delimiter),
            _ => None,
        }
    }

    pub(super) fn document(self) -> Document {
        let compression = self.compression.map_or("NONE", |compression| match compression {
            InputCompression::Gzip => "GZIP",
            InputCompression::Zstd => "ZSTD",
        });
        let (format, options) = match self.format {
            InputFormat::DynamoDbJson => ("DYNAMODB_JSON", None),
            InputFormat::Ion => ("ION", None),
            InputFormat::Csv { delimiter, header } => {
                let header = (!header.is_empty()).then_some(header);
                (
                    "CSV",
                    Some(doc!({ "Csv": { "Delimiter": delimiter, "HeaderList": header } })),
                )
            }
        };
        doc!({
            "S3BucketSource": { "S3Bucket": self.bucket_name, "S3BucketOwner": self.bucket_owner, "S3KeyPrefix": self.key_prefix },
            "InputFormat": format,
            "InputFormatOptions": options,
            "InputCompressionType": compression,
        })
    }
}
