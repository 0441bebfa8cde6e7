//! Who needs what of a topic.

use super::topic::Topic;
use crate::grants::grants;

grants! {
    "AWS::SNS::Topic", TopicGrants for Topic;
    /// Lets somebody publish.
    publish, grant_publish: ["sns:Publish"] with_key ["kms:Decrypt", "kms:GenerateDataKey*"];
    /// Lets somebody subscribe.
    subscribe, grant_subscribe: ["sns:Subscribe"];
}
