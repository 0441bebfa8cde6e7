//! Where services are and who calls them, by the variables that Lambda and the SDKs know.

use aws_credential_types::Credentials;

/// A variable that Lambda sets is missing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("environment variable {0} is not set; Lambda sets it")]
pub struct SetupError(pub &'static str);

/// A service of AWS at its address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// Name that requests are signed for, such as `dynamodb`.
    pub(crate) name: &'static str,
    /// Address, without a slash at its end.
    pub(crate) url: String,
    /// Whether the address was given, as an emulator needs it, where a bucket cannot be part of the host's name.
    pub(crate) is_custom: bool,
}

impl Service {
    /// A service at `AWS_ENDPOINT_URL_<SERVICE>` or `AWS_ENDPOINT_URL` where one is set, else at its host in the region.
    pub(crate) fn new(name: &'static str, region: &str, variable: impl Fn(&str) -> Option<String>) -> Self {
        let own = format!("AWS_ENDPOINT_URL_{}", name.to_uppercase());
        let custom = [own.as_str(), "AWS_ENDPOINT_URL"].into_iter().find_map(variable);
        Self {
            name,
            is_custom: custom.is_some(),
            url: match custom {
                Some(url) => url.trim_end_matches('/').to_owned(),
                None => format!("https://{name}.{region}.{}", suffix(region)),
            },
        }
    }

    /// Address of the service, without a slash at its end.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Address of a bucket, without a slash at its end.
    #[must_use]
    pub fn bucket_url(&self, bucket: &str) -> String {
        match self.url.strip_prefix("https://") {
            // A name with dots is no name of a certificate for its host.
            Some(host) if !self.is_custom && !bucket.contains('.') => format!("https://{bucket}.{host}"),
            _ => format!("{}/{bucket}", self.url),
        }
    }
}

/// The end of host names in a region's partition.
fn suffix(region: &str) -> &'static str {
    match region {
        _ if region.starts_with("cn-") => "amazonaws.com.cn",
        _ if region.starts_with("us-iso-") => "c2s.ic.gov",
        _ if region.starts_with("us-isob-") => "sc2s.sgov.gov",
        _ if region.starts_with("us-isof-") => "csp.hci.ic.gov",
        _ if region.starts_with("eu-isoe-") => "cloud.adc-e.uk",
        _ if region.starts_with("eusc-") => "amazonaws.eu",
        _ => "amazonaws.com",
    }
}

/// The region and the credentials of the function's role, which Lambda gives every execution environment for its life.
pub(crate) fn identity(variable: impl Fn(&str) -> Option<String>) -> Result<(String, Credentials), SetupError> {
    let required = |name| variable(name).filter(|value| !value.is_empty()).ok_or(SetupError(name));
    let region = match variable("AWS_REGION") {
        Some(region) if !region.is_empty() => region,
        _ => required("AWS_DEFAULT_REGION").map_err(|_| SetupError("AWS_REGION"))?,
    };
    let credentials = Credentials::new(
        required("AWS_ACCESS_KEY_ID")?,
        required("AWS_SECRET_ACCESS_KEY")?,
        variable("AWS_SESSION_TOKEN"),
        None,
        "environment",
    );
    Ok((region, credentials))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by it")]
mod tests {
    use super::*;

    #[test]
    fn services_are_where_their_partition_has_them() {
        for (region, url) in [
            ("sa-east-1", "https://dynamodb.sa-east-1.amazonaws.com"),
            ("cn-north-1", "https://dynamodb.cn-north-1.amazonaws.com.cn"),
            ("us-gov-west-1", "https://dynamodb.us-gov-west-1.amazonaws.com"),
            ("eusc-de-east-1", "https://dynamodb.eusc-de-east-1.amazonaws.eu"),
        ] {
            assert_eq!(Service::new("dynamodb", region, |_| None).url, url);
        }
        let given =
            |wanted: &'static str| move |name: &str| (name == wanted).then(|| "http://127.0.0.1:4566/".to_owned());
        for name in ["AWS_ENDPOINT_URL_DYNAMODB", "AWS_ENDPOINT_URL"] {
            assert_eq!(
                Service::new("dynamodb", "sa-east-1", given(name)).url,
                "http://127.0.0.1:4566"
            );
        }
        assert!(!Service::new("dynamodb", "sa-east-1", given("AWS_ENDPOINT_URL_S3")).is_custom);
    }

    #[test]
    fn a_bucket_is_part_of_the_host_where_it_can_be() {
        let s3 = Service::new("s3", "sa-east-1", |_| None);
        assert_eq!(s3.bucket_url("archive"), "https://archive.s3.sa-east-1.amazonaws.com");
        assert_eq!(s3.bucket_url("a.b"), "https://s3.sa-east-1.amazonaws.com/a.b");
        let local = Service::new("s3", "sa-east-1", |_| Some("http://127.0.0.1:1".to_owned()));
        assert_eq!(local.bucket_url("archive"), "http://127.0.0.1:1/archive");
    }

    #[test]
    fn a_variable_that_is_missing_is_named() {
        let all = ["AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"];
        for missing in all {
            let found = identity(|name| (name != missing && all.contains(&name)).then(|| "x".to_owned()));
            assert_eq!(found.unwrap_err(), SetupError(missing));
        }
        assert!(identity(|name| all.contains(&name).then(|| "x".to_owned())).is_ok());
    }
}
