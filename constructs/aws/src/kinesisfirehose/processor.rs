//! `Processor`: what is done to records on their way.

use ferrocdk_core::{Document, Scope, Value, doc};

use super::delivery::{BufferingInterval, BufferingSize, buffering};
use crate::bounds::bounded;
use crate::diagnostic_ids;
use crate::iam::Role;
use crate::lambda::Function;
use crate::props::props;

bounded! {
    /// How often an invocation that fails is tried again, 0 to 300 times. Source: "Processor parameters" of the Firehose API.
    ProcessorRetries(u32) in 0..=300, "times";
}

props! {
    /// A function that changes, drops or partitions records, which it gets in batches.
    ///
    /// Source: "Transform source data in Amazon Data Firehose".
    ///
    /// ```
    /// use ferrocdk_aws::kinesisfirehose::{DeliveryStream, DeliveryStreamProps, LambdaFunctionProcessor, S3Bucket};
    /// use ferrocdk_aws::lambda::{Code, Function, FunctionProps, Runtime};
    /// use ferrocdk_aws::s3::{Bucket, BucketProps};
    /// use ferrocdk_core::{App, Stack, StackProps};
    ///
    /// let app = App::new();
    /// let stack = Stack::new(&app, "plant", StackProps::default());
    /// let archive = Bucket::new(&stack, "Archive", BucketProps::new());
    /// let code = Code::inline("exports.handler = async ({ records }) => ({ records })");
    /// let cleaner = Function::new(&stack, "Cleaner", FunctionProps::new(code).runtime(Runtime::NODEJS_22).handler("index.handler"));
    /// let destination = S3Bucket::new(&archive).processors([LambdaFunctionProcessor::new(&cleaner).retries(5)]);
    /// DeliveryStream::new(&stack, "Delivery", DeliveryStreamProps::new(destination));
    /// # assert!(app.synth().is_ok());
    /// ```
    pub struct LambdaFunctionProcessor {
        /// The function.
        function: Function,
        /// How long records are collected for an invocation. Default: 60 seconds, as Firehose has it.
        buffering_interval: Option<BufferingInterval>,
        /// How much is collected for an invocation. Default: 1 MB, as Firehose has it.
        buffering_size: Option<BufferingSize>,
        /// How often an invocation that fails is tried again. Default: 3 times, as Firehose has it.
        retries: Option<ProcessorRetries>,
    }
}

/// Processors of records on their way, in the order in which it is said.
#[derive(Clone, Debug)]
pub enum Processor {
    /// A function.
    Lambda(Box<LambdaFunctionProcessor>),
    /// A line break after each record, so that files have lines.
    AppendDelimiter,
    /// Unpacks records that are compressed with gzip, as CloudWatch Logs sends them.
    Decompress,
    /// Takes the messages out of what CloudWatch Logs sends; [`Decompress`](Self::Decompress) comes before.
    CloudWatchLogMessages,
    /// Parts records that hold several JSON values; where they are partitioned.
    DeaggregateJson,
    /// Parts records at a text; where they are partitioned.
    Deaggregate {
        /// The text between.
        delimiter: String,
    },
}

impl From<LambdaFunctionProcessor> for Processor {
    fn from(processor: LambdaFunctionProcessor) -> Self {
        Self::Lambda(Box::new(processor))
    }
}

impl Processor {
    /// Whether it parts records, which only partitioned streams do.
    pub(super) fn deaggregates(&self) -> bool {
        matches!(self, Self::DeaggregateJson | Self::Deaggregate { .. })
    }

    pub(super) fn document(&self, scope: &Scope, role: &Role) -> Document {
        match self {
            Self::Lambda(processor) => processor.document(scope, role),
            Self::AppendDelimiter => rendered("AppendDelimiterToRecord", Vec::new()),
            Self::Decompress => rendered("Decompression", vec![("CompressionFormat", "GZIP".into())]),
            Self::CloudWatchLogMessages => rendered(
                "CloudWatchLogProcessing",
                vec![("DataMessageExtraction", "true".into())],
            ),
            Self::DeaggregateJson => rendered("RecordDeAggregation", vec![("SubRecordType", "JSON".into())]),
            Self::Deaggregate { delimiter } => {
                let delimiter = Value::from(delimiter.as_str());
                rendered(
                    "RecordDeAggregation",
                    vec![("SubRecordType", "DELIMITED".into()), ("Delimiter", delimiter)],
                )
            }
        }
    }
}

impl LambdaFunctionProcessor {
    fn document(&self, scope: &Scope, role: &Role) -> Document {
        buffering(scope, self.buffering_interval, self.buffering_size);
        if let Some(Err(error)) = self.retries.map(ProcessorRetries::check) {
            error.report(scope, diagnostic_ids::DELIVERY_RANGE, "NumberOfRetries");
        }
        self.function.grant_invoke(role);
        let mut parameters = vec![("RoleArn", role.arn()), ("LambdaArn", self.function.arn())];
        let numbers = [
            (
                "BufferIntervalInSeconds",
                self.buffering_interval.map(BufferingInterval::get),
            ),
            ("BufferSizeInMBs", self.buffering_size.map(BufferingSize::get)),
            ("NumberOfRetries", self.retries.map(ProcessorRetries::get)),
        ];
        for (name, number) in numbers {
            parameters.extend(number.map(|number| (name, Value::from(number.to_string()))));
        }
        rendered("Lambda", parameters)
    }
}

/// A processor as CloudFormation takes it.
pub(super) fn rendered(kind: &str, parameters: Vec<(&'static str, Value<String>)>) -> Document {
    let parameters = parameters
        .into_iter()
        .map(|(name, value)| doc!({ "ParameterName": name, "ParameterValue": value }));
    doc!({ "Type": kind, "Parameters": Document::list(parameters) })
}
