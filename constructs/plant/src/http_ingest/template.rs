//! Mapping of a request, and of the stream's answer, in API Gateway's template language.
//!
//! Texts that come from a client are never put into JSON by quoting: the device's name has no character that would need it, since the model admits none, and the body
//! goes in as base64, which also keeps every digit. (`$util.escapeJavaScript` makes `\'` of an apostrophe, which is no JSON.)

use ferrocdk_contracts::MAX_READING_BYTES;
use ferrocdk_core::{Value, text};

/// The answer of the stream that took a reading.
pub(super) const TAKEN: &str = r#"{"message":"Data received","shardId":"$input.path('$.ShardId')","sequenceNumber":"$input.path('$.SequenceNumber')"}"#;

/// The answer of the stream that took none: it calls the client's mistakes and its own want of room both 400.
pub(super) const REFUSED: &str = r##"#set($type = "$!input.path('$.__type')")
#if($type.contains("ValidationException"))
#set($context.responseOverride.status = 400)
{"message":"Invalid request body"}
#else
{"message":"The stream takes nothing at the moment. Send the reading again."}
#end
"##;

/// Finds the device in whichever spelling, and leaves it empty for what is no reading though the model let it through: Kinesis refuses an empty key, and takes
/// nothing. A field that is there twice leaves fewer quotes when the body is written anew. `value` keeps 38 digits.
const REQUEST: &str = r##"#set($device = "$!input.path('$.deviceId')")
#if($device == "")
#set($device = "$!input.path('$.device_id')")
#end
#if($device == "")
#set($device = "$!input.path('$.sensorId')")
#end
#if($device == "")
#set($device = "$!input.path('$.sensor_id')")
#end
#set($body = $input.body)
#set($anew = $input.json('$'))
#set($payload = $util.base64Encode($body))
#set($digits = $body.replaceAll('"value"\s*:\s*-?(0\.0*)?([0-9]{39}|[0-9.]{40})', ''))
#if($body.replaceAll('[^"]', '').length() > $anew.replaceAll('[^"]', '').length() || $digits.length() < $body.length() || $payload.length() > MOST)
#set($device = "")
#end
#set($q = '"')
#set($record = "{${q}payload${q}:${q}${payload}${q},${q}client${q}:${q}${context.identity.apiKeyId}${q},${q}ingestedAt${q}:${context.requestTimeEpoch}}")
"##;

/// Request of a reading to be put into a stream.
pub(super) fn put(stream: Value<String>) -> Value<String> {
    let most = MAX_READING_BYTES.div_ceil(3) * 4;
    let request = REQUEST.replace("MOST", &most.to_string());
    text!(
        "{}{{\"StreamName\":\"{}\",\"PartitionKey\":\"$device\",\"Data\":\"$util.base64Encode($record)\"}}",
        request,
        stream
    )
}
