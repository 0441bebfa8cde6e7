//! `SecurityConfiguration`: by which key jobs and crawlers encrypt.

use ferrocdk_cfn::glue::security_configuration::{
    CloudWatchEncryption, CloudWatchEncryptionMode, EncryptionConfiguration, JobBookmarksEncryption,
    JobBookmarksEncryptionMode, S3Encryption,
};
use ferrocdk_cfn::glue::{CfnSecurityConfiguration, SecurityConfigurationProps as CfnSecurityConfigurationProps};
use ferrocdk_core::{Construct, Scope, Value};

use super::database::catalog_name;
use crate::kms::Key;
use crate::owned::constructs;
use crate::props::props;

props! {
    /// Settings of a [`SecurityConfiguration`].
    pub struct SecurityConfigurationProps for CfnSecurityConfigurationProps {
        /// The key.
        key: Key,
        /// Its name. Default: one that follows from the place in the app.
        security_configuration_name: Option<Value<String>>,
    }
}

/// A key by which jobs and crawlers encrypt objects, logs and bookmarks. Their roles need grants on it.
///
/// Makes an `AWS::Glue::SecurityConfiguration`. Costs nothing but requests to the key.
///
/// ```
/// use ferrocdk_aws::glue::{Job, JobProps, Script, SecurityConfiguration, SecurityConfigurationProps};
/// use ferrocdk_aws::kms::{Key, KeyProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let key = Key::new(&stack, "Key", KeyProps::new());
/// let security = SecurityConfiguration::new(&stack, "Security", SecurityConfigurationProps::new(&key));
/// let job = JobProps::new(Script::at("s3://scripts/compact.py")).security_configuration(security.name());
/// key.grant_encrypt_decrypt(&Job::new(&stack, "Compact", job));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct SecurityConfiguration {
    scope: Scope,
    resource: CfnSecurityConfiguration,
}

constructs!(SecurityConfiguration);
ferrocdk_cfn::refers!(SecurityConfiguration: glue { SecurityConfigurationName => name });

impl SecurityConfiguration {
    /// Makes a configuration.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: SecurityConfigurationProps) -> Self {
        let scope = scope.scope().child(id);
        let key = || props.key.arn();
        let encryption = EncryptionConfiguration::new()
            .cloud_watch_encryption(
                CloudWatchEncryption::new()
                    .cloud_watch_encryption_mode(CloudWatchEncryptionMode::SseKms)
                    .kms_key_arn(key()),
            )
            .job_bookmarks_encryption(
                JobBookmarksEncryption::new()
                    .job_bookmarks_encryption_mode(JobBookmarksEncryptionMode::CseKms)
                    .kms_key_arn(key()),
            )
            .s3_encryptions([S3Encryption::new().s3_encryption_mode("SSE-KMS").kms_key_arn(key())]);
        let name = props
            .security_configuration_name
            .clone()
            .unwrap_or_else(|| catalog_name(&scope).into());
        let configuration = CfnSecurityConfigurationProps::new()
            .name(name)
            .encryption_configuration(encryption);
        let resource = CfnSecurityConfiguration::new(&scope, "Resource", props.customize.apply(configuration));
        Self { scope, resource }
    }

    /// The resource.
    pub fn cfn(&self) -> CfnSecurityConfiguration {
        self.resource.clone()
    }

    /// The configuration's name.
    pub fn name(&self) -> Value<String> {
        self.resource.reference()
    }
}
