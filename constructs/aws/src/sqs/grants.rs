//! Who needs what of a queue.

use super::queue::Queue;
use crate::grants::grants;

grants! {
    "AWS::SQS::Queue", QueueGrants for Queue;
    /// Lets somebody send messages.
    send_messages, grant_send_messages: ["sqs:SendMessage"] with_key ["kms:Decrypt", "kms:GenerateDataKey"];
    /// Lets somebody receive messages, keep them from others for longer, and delete them.
    consume_messages, grant_consume_messages:
        ["sqs:ReceiveMessage", "sqs:ChangeMessageVisibility", "sqs:GetQueueUrl", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
        with_key ["kms:Decrypt"];
    /// Lets somebody delete all messages.
    purge, grant_purge: ["sqs:PurgeQueue", "sqs:GetQueueAttributes", "sqs:GetQueueUrl"];
}
