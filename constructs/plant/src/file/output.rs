//! `[outputs]`: names of outputs beside those that every plant has, for people and programs that know a plant by them.

use ferrocdk_core::Diagnostic;

use super::entry::{Entry, Given, Keys, Row, Setting};
use super::source::Source;
use super::word::{Word, words};
use crate::diagnostic_ids;

macro_rules! outputs {
    ($($(#[$doc:meta])* $name:ident = $word:literal;)*) => {
        /// Something that an output can say.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum OutputValue {
            $($(#[$doc])* $name,)*
        }

        impl Word for OutputValue {
            fn words() -> Vec<(&'static str, Self)> {
                vec![$(($word, Self::$name),)*]
            }
        }
    };
}

outputs! {
    /// Name of the stream.
    StreamName = "stream name";
    /// ARN of the stream.
    StreamArn = "stream arn";
    /// Name of the hot table.
    TableName = "table name";
    /// Name of the archive that the processor writes.
    ArchiveName = "archive name";
    /// Name of the bucket that Firehose fills.
    RawArchiveName = "raw archive name";
    /// Name of the delivery stream of Firehose.
    DeliveryStreamName = "delivery stream name";
    /// Name of the processor.
    ProcessorName = "processor name";
    /// Name of the dashboard.
    DashboardName = "dashboard name";
    /// Name of the secret that exists.
    SecretName = "secret name";
    /// Name of the topic of alerts.
    ProcessTopicName = "process topic name";
    /// ARN of the topic of alerts.
    ProcessTopicArn = "process topic arn";
    /// Name of the topic of alarms.
    OperationsTopicName = "operations topic name";
    /// ARN of the topic of alarms.
    OperationsTopicArn = "operations topic arn";
    /// Name of the policy of devices.
    PolicyName = "device policy name";
    /// MQTT topic of readings, with `{thing}` for the device.
    IotTopic = "iot topic";
    /// Host that devices publish to. CloudFormation has no attribute that says it: the output holds the type of the endpoint, and `cargo xtask` writes the host into
    /// `flat-outputs.json`.
    IotEndpoint = "iot endpoint";
    /// Id of the network.
    NetworkId = "network id";
    /// Endpoint of the cache that takes writes.
    CacheEndpoint = "cache endpoint";
    /// Endpoint of the database that takes writes.
    DatabaseEndpoint = "database endpoint";
    /// Endpoint of the database that takes reads.
    DatabaseReaderEndpoint = "database reader endpoint";
    /// ARN of the secret with the database's password.
    DatabaseSecretArn = "database secret arn";
    /// Address that readings are posted to.
    ApiUrl = "api url";
    /// Id of the key for the API.
    ApiKeyId = "api key id";
    /// Region.
    Region = "region";
}

words!(OutputValue);

impl OutputValue {
    /// The word that a plant file has for it.
    pub fn word(self) -> &'static str {
        Self::words()
            .into_iter()
            .find(|(_, value)| *value == self)
            .map_or("", |(word, _)| word)
    }
}

/// The outputs of a plant file: names in the form of `flat-outputs.json`, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outputs(pub Vec<(String, OutputValue)>);

impl Outputs {
    /// The name that CloudFormation takes: `kinesis_stream_name` becomes `KinesisStreamName`, and back in `flat-outputs.json`.
    pub fn logical(name: &str) -> String {
        let capital = |word: &str| {
            let mut letters = word.chars();
            let first = letters.next().map(|letter| letter.to_ascii_uppercase());
            first.into_iter().chain(letters).collect::<String>()
        };
        name.split('_').map(capital).collect()
    }
}

impl Entry for Outputs {
    fn read(source: &Source<'_>, key: &str, given: Given<'_>) -> Option<Self> {
        Self::read_keys(&Keys::of(source, key, given)?)
    }

    fn read_keys(keys: &Keys<'_>) -> Option<Self> {
        let mut outputs = Vec::new();
        let mut is_whole = true;
        for (name, at, _) in keys.all() {
            let is_word = |word: &str| {
                word.starts_with(|c: char| c.is_ascii_lowercase())
                    && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
            };
            if !name.split('_').all(is_word) {
                let diagnostic = Diagnostic::error(diagnostic_ids::VALUE_FORM, "the name of an output has another form")
                    .found(name.as_str())
                    .allowed("lower-case words that begin with a letter, with single underscores between them: kinesis_stream_name");
                keys.source().mistake(at, diagnostic);
                is_whole = false;
                continue;
            }
            match keys.optional(&name) {
                Some(value) => outputs.push((name, value)),
                None => is_whole = false,
            }
        }
        is_whole.then_some(Self(outputs))
    }

    fn rows(key: &str, _: &str, _: &str) -> Vec<Row> {
        vec![Row {
            key: format!("{key}.<name>"),
            unit: "",
            default: "none".to_owned(),
            allowed: OutputValue::allowed(),
            says: "a further output, under a name of your own".to_owned(),
        }]
    }
}
