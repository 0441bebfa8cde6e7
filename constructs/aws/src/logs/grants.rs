//! Who needs what of a log group.

use super::log_group::LogGroup;
use crate::grants::grants;

grants! {
    "AWS::Logs::LogGroup", LogGroupGrants for LogGroup;
    /// Lets somebody write events, and make the streams for them.
    write, grant_write: ["logs:CreateLogStream", "logs:PutLogEvents"];
    /// Lets somebody read and search events.
    read, grant_read:
        ["logs:FilterLogEvents", "logs:GetLogEvents", "logs:GetLogGroupFields", "logs:DescribeLogStreams"];
}
