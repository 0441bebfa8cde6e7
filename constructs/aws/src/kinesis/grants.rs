//! Who needs what of a stream.

use super::stream::Stream;
use crate::grants::grants;

// The actions on the key are those of "Permissions to use user-generated KMS keys"; AWS CDK gives `Encrypt` and `ReEncrypt*` to writers too, which nobody calls. `ListStreams`,
// `SubscribeToShard` and `DescribeStreamConsumer`, which AWS CDK gives on the stream, do not apply to streams.
grants! {
    "AWS::Kinesis::Stream", StreamGrants for Stream;
    /// Lets somebody read all shards.
    read, grant_read:
        ["kinesis:DescribeStream", "kinesis:DescribeStreamSummary", "kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:ListShards"]
            with_key ["kms:Decrypt"];
    /// Lets somebody put records.
    write, grant_write: ["kinesis:ListShards", "kinesis:PutRecord", "kinesis:PutRecords"] with_key ["kms:GenerateDataKey"];
    /// Lets somebody read all shards and put records.
    read_write, grant_read_write:
        [
            "kinesis:DescribeStream", "kinesis:DescribeStreamSummary", "kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:ListShards",
            "kinesis:PutRecord", "kinesis:PutRecords",
        ]
            with_key ["kms:Decrypt", "kms:GenerateDataKey"];
}
