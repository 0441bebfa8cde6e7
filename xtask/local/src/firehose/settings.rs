//! One delivery stream, as `DescribeDeliveryStream` tells it.

use super::HANDED_OVER;
use serde_json::Value;

/// Settings of a delivery stream from Kinesis to S3.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Settings {
    pub(super) name: String,
    pub(super) version: String,
    /// Name of the source stream.
    pub(super) stream: String,
    /// Where the delivery starts, in seconds since 1970.
    pub(super) since: f64,
    pub(super) bucket: String,
    pub(super) prefix: String,
    pub(super) error_prefix: Option<String>,
    pub(super) extension: String,
    pub(super) gzip: bool,
    /// Bytes and seconds after which an object is written.
    pub(super) bytes: usize,
    pub(super) seconds: f64,
    /// Behind every record.
    pub(super) newline: bool,
    /// Key that encrypts the objects.
    pub(super) key: Option<String>,
    /// Parts of the delivery that do not run here.
    pub(super) missing: Vec<&'static str>,
}

impl Settings {
    /// Reads a description. Nothing for a delivery stream that is not handed over to the local AWS.
    pub(super) fn read(description: &Value) -> Option<Self> {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let source = &description["Source"]["KinesisStreamSourceDescription"];
        let stream = source["KinesisStreamARN"].as_str()?.strip_suffix(HANDED_OVER)?;
        let destination = &description["Destinations"][0];
        let extended = &destination["ExtendedS3DestinationDescription"];
        let s3 = if extended.is_object() {
            extended
        } else {
            &destination["S3DestinationDescription"]
        };
        let number = |name: &str, default: u64| {
            let found = &s3["BufferingHints"][name];
            found
                .as_u64()
                .or_else(|| found.as_str().and_then(|text| text.parse().ok()))
                .unwrap_or(default)
        };
        let compression = s3["CompressionFormat"].as_str().unwrap_or("UNCOMPRESSED");
        let processing = &s3["ProcessingConfiguration"];
        let enabled = |part: &Value| part["Enabled"] == true || part["Enabled"] == "true";
        let processors: Vec<&str> = processing["Processors"]
            .as_array()
            .filter(|_| enabled(processing))
            .into_iter()
            .flatten()
            .filter_map(|processor| processor["Type"].as_str())
            .collect();
        let mut missing = Vec::new();
        if processors.iter().any(|kind| *kind != "AppendDelimiterToRecord") {
            missing.push("its processors (only AppendDelimiterToRecord runs)");
        }
        if enabled(&s3["DataFormatConversionConfiguration"]) {
            missing.push("the conversion of its format (objects are JSON as it came)");
        }
        if !matches!(compression, "UNCOMPRESSED" | "GZIP") {
            missing.push("its compression (GZIP and none run)");
        }
        if s3["CustomTimeZone"].as_str().is_some_and(|zone| zone != "UTC") {
            missing.push("its time zone (UTC is taken)");
        }
        let gzip = compression == "GZIP";
        Some(Self {
            name: text(&description["DeliveryStreamName"])?,
            version: text(&description["VersionId"]).unwrap_or_else(|| "1".to_owned()),
            stream: stream.rsplit('/').next()?.to_owned(),
            since: source["DeliveryStartTimestamp"]
                .as_f64()
                .or_else(|| description["CreateTimestamp"].as_f64())
                .unwrap_or_default(),
            bucket: s3["BucketARN"].as_str()?.rsplit(':').next()?.to_owned(),
            prefix: text(&s3["Prefix"]).unwrap_or_default(),
            error_prefix: text(&s3["ErrorOutputPrefix"]),
            extension: text(&s3["FileExtension"])
                .unwrap_or_else(|| if gzip { ".gz".to_owned() } else { String::new() }),
            gzip,
            bytes: usize::try_from(number("SizeInMBs", 5)).unwrap_or(5) << 20,
            #[expect(clippy::cast_precision_loss, reason = "at most 900")]
            seconds: number("IntervalInSeconds", 300) as f64,
            newline: processors.contains(&"AppendDelimiterToRecord"),
            key: text(&s3["EncryptionConfiguration"]["KMSEncryptionConfig"]["AWSKMSKeyARN"]),
            missing,
        })
    }

    /// Why a prefix cannot be used; objects are not written then.
    pub(super) fn problem(&self) -> Option<String> {
        let missing = &self.missing;
        (!missing.is_empty()).then(|| format!("does not run here: {}", missing.join(", ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn described(source: &str) -> Value {
        json!({
            "DeliveryStreamName": "tap", "VersionId": "2", "CreateTimestamp": 17.5,
            "Source": {"KinesisStreamSourceDescription": {"KinesisStreamARN": source, "DeliveryStartTimestamp": 18.5}},
            "Destinations": [{"ExtendedS3DestinationDescription": {
                "BucketARN": "arn:aws:s3:::raw", "Prefix": "raw/", "ErrorOutputPrefix": "errors/", "CompressionFormat": "GZIP",
                "BufferingHints": {"SizeInMBs": 64, "IntervalInSeconds": 60},
                "ProcessingConfiguration": {"Enabled": true, "Processors": [{"Type": "AppendDelimiterToRecord"}]},
            }}],
        })
    }

    #[test]
    fn a_delivery_is_read_from_its_description() {
        let settings = Settings::read(&described("arn:aws:kinesis:r:0:stream/readings/")).unwrap();
        assert_eq!(
            (settings.stream.as_str(), settings.bucket.as_str()),
            ("readings", "raw")
        );
        assert_eq!((settings.bytes, settings.extension.as_str()), (64 << 20, ".gz"));
        assert!(settings.gzip && settings.newline && settings.problem().is_none());
        assert!((settings.since - 18.5).abs() < f64::EPSILON);
        assert!(
            Settings::read(&described("arn:aws:kinesis:r:0:stream/readings")).is_none(),
            "the emulator's own"
        );
        let mut other = described("arn:aws:kinesis:r:0:stream/readings/");
        other["Destinations"][0]["ExtendedS3DestinationDescription"]["DataFormatConversionConfiguration"] =
            json!({"Enabled": true});
        assert!(
            Settings::read(&other)
                .unwrap()
                .problem()
                .unwrap()
                .contains("conversion")
        );
    }
}
