//! Stack outputs as one flat map with names that shells, Python and Rust take as they are.

use std::collections::BTreeMap;

use heck::ToSnakeCase;

use crate::stack::StackDescription;

/// Outputs by flat name, sorted.
pub type FlatOutputs = BTreeMap<String, String>;

/// Two outputs whose flat names are the same.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("outputs `{first}` and `{second}` both flatten to `{flat}`; rename one of them")]
pub struct Clash {
    /// The output met first.
    pub first: String,
    /// The output met second.
    pub second: String,
    /// Their common flat name.
    pub flat: String,
}

/// The flat name of an output.
///
/// ```
/// use ferrocdk_toolkit::outputs::flat_name;
///
/// assert_eq!(flat_name("KinesisStreamName"), "kinesis_stream_name");
/// assert_eq!(flat_name("S3BucketName"), "s3_bucket_name");
/// assert_eq!(flat_name("IoTPolicyName"), "iot_policy_name");
/// assert_eq!(flat_name("DynamoDBTableName"), "dynamodb_table_name");
/// ```
pub fn flat_name(key: &str) -> String {
    // The two service names whose capitals do not stand at the start of words.
    key.replace("IoT", "Iot")
        .replace("DynamoDB", "Dynamodb")
        .to_snake_case()
}

/// The type of endpoint of AWS IoT that an output asks for: CloudFormation has no attribute that says an endpoint, so an app writes its type, and whoever shows the
/// output asks for it.
///
/// ```
/// use ferrocdk_toolkit::outputs::endpoint_type;
///
/// assert_eq!(endpoint_type("iot:Data-ATS"), Some("iot:Data-ATS"));
/// assert_eq!(endpoint_type("arn:aws:iot:sa-east-1:111122223333:thing/press-7"), None);
/// ```
pub fn endpoint_type(value: &str) -> Option<&str> {
    ["iot:Data-ATS", "iot:CredentialProvider", "iot:Jobs"]
        .into_iter()
        .find(|kind| *kind == value)
}

/// The outputs of all `stacks` under their flat names.
///
/// # Errors
///
/// When two outputs would share a name: one value would hide the other.
pub fn flatten<'a>(stacks: impl IntoIterator<Item = &'a StackDescription>) -> Result<FlatOutputs, Clash> {
    let mut flat = FlatOutputs::new();
    let mut origin: BTreeMap<String, String> = BTreeMap::new();
    for output in stacks.into_iter().flat_map(|stack| &stack.outputs) {
        let name = flat_name(&output.output_key);
        if let Some(first) = origin.insert(name.clone(), output.output_key.clone()) {
            return Err(Clash {
                first,
                second: output.output_key.clone(),
                flat: name,
            });
        }
        flat.insert(name, output.output_value.clone());
    }
    Ok(flat)
}

/// Where the local AWS answers for an address of an API, whose own name nobody resolves there; nothing for other values.
///
/// ```
/// use ferrocdk_toolkit::outputs::local_address;
///
/// let address = "https://a1b2c3d4.execute-api.ca-central-1.amazonaws.com/prod/sensor-data";
/// let local = local_address(address, "http://127.0.0.1:4566/").unwrap();
/// assert_eq!(local, "http://127.0.0.1:4566/restapis/a1b2c3d4/prod/_user_request_/sensor-data");
/// assert_eq!(local_address("https://example.com/prod", "http://127.0.0.1:4566"), None);
/// ```
pub fn local_address(value: &str, endpoint: &str) -> Option<String> {
    let (host, path) = value.strip_prefix("https://")?.split_once('/')?;
    let (api, service) = host.split_once('.')?;
    service.starts_with("execute-api.").then_some(())?;
    let (stage, path) = path.split_once('/').unwrap_or((path, ""));
    let endpoint = endpoint.trim_end_matches('/');
    Some(format!("{endpoint}/restapis/{api}/{stage}/_user_request_/{path}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn description(outputs: &[(&str, &str)]) -> StackDescription {
        let outputs: Vec<_> = outputs
            .iter()
            .map(|(key, value)| serde_json::json!({ "OutputKey": key, "OutputValue": value }))
            .collect();
        serde_json::from_value(serde_json::json!({
            "StackName": "plant-dev", "StackId": "arn", "StackStatus": "CREATE_COMPLETE", "Outputs": outputs
        }))
        .unwrap()
    }

    #[test]
    fn sorted_over_several_stacks() {
        let first = description(&[("StreamArn", "arn:stream"), ("Bucket", "b")]);
        let second = description(&[("ApiUrl", "https://x")]);
        let flat = flatten([&first, &second]).unwrap();
        let names: Vec<_> = flat.keys().map(String::as_str).collect();
        assert_eq!(names, ["api_url", "bucket", "stream_arn"]);
    }

    #[test]
    fn a_clash_names_both() {
        let stack = description(&[("IotPolicy", "a"), ("IoTPolicy", "b")]);
        assert_eq!(
            flatten([&stack]).unwrap_err().to_string(),
            "outputs `IotPolicy` and `IoTPolicy` both flatten to `iot_policy`; rename one of them"
        );
    }
}
