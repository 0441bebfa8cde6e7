//! Where assets go and which roles deploy: the conventions of CDK's default synthesizer and bootstrap stack.
//!
//! Source: `DefaultStackSynthesizer` of aws-cdk-lib; the names are the contract with `cdk bootstrap`.

use ferrocdk_assembly::{FileAsset, FileDestination, FileSource, LookupRole};
use ferrocdk_facts::{DEFAULT_QUALIFIER, version_parameter};
use indexmap::IndexMap;
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};

use crate::diagnostic::{Diagnostic, ids};
use crate::environment::Environment;
use crate::hex::hex;

/// The lowest bootstrap version that has the roles a deployment needs.
pub(crate) const REQUIRED_VERSION: u32 = 6;
/// The lowest bootstrap version that has the lookup role.
const LOOKUP_VERSION: u32 = 8;

/// The context by which a whole app gets another one; CDK's key.
pub(crate) const QUALIFIER_CONTEXT: &str = "@aws-cdk/core:bootstrapQualifier";

/// How a stack and its assets reach AWS.
///
/// ```
/// use ferrocdk_core::{App, Stack, StackProps, Synthesizer};
/// let app = App::new();
/// Stack::new(&app, "plant", StackProps::default().synthesizer(Synthesizer::Bootstrapless));
/// let assembly = app.synth().unwrap();
/// assert!(assembly.template("plant").unwrap().get("Rules").is_none(), "no version is checked");
/// assert!(assembly.files().all(|(name, _)| name != "plant.assets.json"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Synthesizer {
    /// Through the bucket and the roles of the CDK's bootstrap stack.
    Default(Box<DefaultSynthesizer>),
    /// With the caller's own permissions, and without assets.
    Bootstrapless,
}

impl Default for Synthesizer {
    fn default() -> Self {
        DefaultSynthesizer::default().into()
    }
}

impl From<DefaultSynthesizer> for Synthesizer {
    fn from(names: DefaultSynthesizer) -> Self {
        Self::Default(Box::new(names))
    }
}

/// Names of the bootstrap stack's bucket and roles, where it is not the one of `cdk bootstrap`.
///
/// In every name and ARN, `${Qualifier}`, `${AWS::AccountId}` and `${AWS::Region}` are replaced as far as they are known; `${AWS::Partition}` stays for
/// the deployment.
///
/// ```
/// use ferrocdk_core::{App, DefaultSynthesizer, Stack, StackProps};
/// let app = App::new();
/// let names = DefaultSynthesizer::default().qualifier("plantops").bucket_prefix("press-shop/");
/// Stack::new(&app, "plant", StackProps::default().synthesizer(names));
/// let assembly = app.synth().unwrap();
/// let (_, assets) = assembly.files().find(|(name, _)| *name == "plant.assets.json").unwrap();
/// assert!(assets.contains("cdk-plantops-assets-"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DefaultSynthesizer {
    /// Qualifier that tells several bootstrap stacks of one account apart, 1 to 10 letters and digits. Default: context `@aws-cdk/core:bootstrapQualifier`, or
    /// `hnb659fds`, the one of `cdk bootstrap`.
    pub qualifier: Option<String>,
    /// The bucket that takes files.
    pub file_assets_bucket_name: Option<String>,
    /// Prefix of every object's key, such as `plant/`.
    pub bucket_prefix: String,
    /// The ARN of the role that starts deployments.
    pub deploy_role_arn: Option<String>,
    /// The ARN of the role that CloudFormation works with.
    pub cloud_formation_execution_role: Option<String>,
    /// The ARN of the role that writes files into the bucket.
    pub file_asset_publishing_role_arn: Option<String>,
    /// The ARN of the role that looks context up.
    pub lookup_role_arn: Option<String>,
    /// The parameter of Systems Manager that holds the bootstrap stack's version.
    pub bootstrap_stack_version_ssm_parameter: Option<String>,
    /// Whether the template checks the bootstrap stack's version. Default: yes, so that too old a stack is noticed before anything is made.
    pub generate_bootstrap_version_rule: bool,
}

impl Default for DefaultSynthesizer {
    fn default() -> Self {
        Self {
            qualifier: None,
            file_assets_bucket_name: None,
            bucket_prefix: String::new(),
            deploy_role_arn: None,
            cloud_formation_execution_role: None,
            file_asset_publishing_role_arn: None,
            lookup_role_arn: None,
            bootstrap_stack_version_ssm_parameter: None,
            generate_bootstrap_version_rule: true,
        }
    }
}

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[must_use]
        pub fn $name(mut self, value: impl Into<String>) -> Self {
            self.$name = Some(value.into());
            self
        }
    )*};
}

impl DefaultSynthesizer {
    names! {
        /// Sets the qualifier.
        ///
        /// ```
        /// # use ferrocdk_core::{App, DefaultSynthesizer, Stack, StackProps, diagnostic_ids};
        /// # let app = App::new();
        /// let names = DefaultSynthesizer::default().qualifier("far-too-long-for-names");
        /// Stack::new(&app, "plant", StackProps::default().synthesizer(names));
        /// assert_eq!(app.synth().unwrap_err().0[0].id, diagnostic_ids::QUALIFIER);
        /// ```
        qualifier;
        /// Sets the bucket that takes files.
        ///
        /// ```
        /// # use ferrocdk_core::{App, Asset, DefaultSynthesizer, Stack, StackProps, Value};
        /// # let app = App::new();
        /// let names = DefaultSynthesizer::default().file_assets_bucket_name("plant-assets-${AWS::Region}");
        /// let stack = Stack::new(&app, "plant", StackProps::default().synthesizer(names));
        /// let layout = Asset::new(&stack, "Layout", "Cargo.toml");
        /// assert_eq!(layout.bucket_name(), Value::sub("plant-assets-${AWS::Region}"));
        /// ```
        file_assets_bucket_name;
        /// Sets the role that starts deployments.
        ///
        /// ```
        /// # use ferrocdk_core::{App, DefaultSynthesizer, Stack, StackProps};
        /// # let app = App::new();
        /// let role = "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/plant-deploy";
        /// let names = DefaultSynthesizer::default().deploy_role_arn(role);
        /// Stack::new(&app, "plant", StackProps::default().synthesizer(names));
        /// # let assembly = app.synth().unwrap();
        /// # let (_, manifest) = assembly.files().find(|(name, _)| *name == "manifest.json").unwrap();
        /// # let manifest: serde_json::Value = serde_json::from_str(manifest).unwrap();
        /// assert_eq!(manifest["artifacts"]["plant"]["properties"]["assumeRoleArn"], role);
        /// ```
        deploy_role_arn;
        /// Sets the role that CloudFormation works with.
        ///
        /// ```
        /// # use ferrocdk_core::{App, DefaultSynthesizer, Stack, StackProps};
        /// # let app = App::new();
        /// let role = "arn:aws:iam::111111111111:role/plant-cloudformation";
        /// let names = DefaultSynthesizer::default().cloud_formation_execution_role(role);
        /// Stack::new(&app, "plant", StackProps::default().synthesizer(names));
        /// # let assembly = app.synth().unwrap();
        /// # let (_, manifest) = assembly.files().find(|(name, _)| *name == "manifest.json").unwrap();
        /// # let manifest: serde_json::Value = serde_json::from_str(manifest).unwrap();
        /// assert_eq!(manifest["artifacts"]["plant"]["properties"]["cloudFormationExecutionRoleArn"], role);
        /// ```
        cloud_formation_execution_role;
        /// Sets the role that writes files into the bucket.
        ///
        /// ```
        /// # use ferrocdk_core::{App, DefaultSynthesizer, Stack, StackProps};
        /// # let app = App::new();
        /// let role = "arn:aws:iam::111111111111:role/plant-publish";
        /// let names = DefaultSynthesizer::default().file_asset_publishing_role_arn(role);
        /// Stack::new(&app, "plant", StackProps::default().synthesizer(names));
        /// # let assembly = app.synth().unwrap();
        /// # let (_, assets) = assembly.files().find(|(name, _)| *name == "plant.assets.json").unwrap();
        /// assert!(assets.contains(role));
        /// ```
        file_asset_publishing_role_arn;
        /// Sets the role that looks context up.
        ///
        /// ```
        /// # use ferrocdk_core::{App, DefaultSynthesizer, Stack, StackProps};
        /// # let app = App::new();
        /// let role = "arn:aws:iam::111111111111:role/plant-lookup";
        /// let names = DefaultSynthesizer::default().lookup_role_arn(role);
        /// Stack::new(&app, "plant", StackProps::default().synthesizer(names));
        /// # let assembly = app.synth().unwrap();
        /// # let (_, manifest) = assembly.files().find(|(name, _)| *name == "manifest.json").unwrap();
        /// # let manifest: serde_json::Value = serde_json::from_str(manifest).unwrap();
        /// assert_eq!(manifest["artifacts"]["plant"]["properties"]["lookupRole"]["arn"], role);
        /// ```
        lookup_role_arn;
        /// Sets the parameter that holds the bootstrap stack's version.
        ///
        /// ```
        /// # use ferrocdk_core::{App, DefaultSynthesizer, Stack, StackProps};
        /// # let app = App::new();
        /// let names = DefaultSynthesizer::default().bootstrap_stack_version_ssm_parameter("/plant/bootstrap/version");
        /// Stack::new(&app, "plant", StackProps::default().synthesizer(names));
        /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
        /// assert_eq!(template["Parameters"]["BootstrapVersion"]["Default"], "/plant/bootstrap/version");
        /// ```
        bootstrap_stack_version_ssm_parameter;
    }

    /// Sets what stands before every object's key.
    ///
    /// ```
    /// # use ferrocdk_core::{App, Asset, DefaultSynthesizer, Stack, StackProps};
    /// # let app = App::new();
    /// let names = DefaultSynthesizer::default().bucket_prefix("press-shop/");
    /// let stack = Stack::new(&app, "plant", StackProps::default().synthesizer(names));
    /// assert!(Asset::new(&stack, "Layout", "Cargo.toml").object_key().starts_with("press-shop/"));
    /// ```
    #[must_use]
    pub fn bucket_prefix(mut self, prefix: impl Into<String>) -> Self {
        self.bucket_prefix = prefix.into();
        self
    }

    /// Says whether the template checks the bootstrap stack's version.
    ///
    /// ```
    /// # use ferrocdk_core::{App, DefaultSynthesizer, Stack, StackProps};
    /// # let app = App::new();
    /// let names = DefaultSynthesizer::default().generate_bootstrap_version_rule(false);
    /// Stack::new(&app, "plant", StackProps::default().synthesizer(names));
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert!(template.get("Rules").is_none() && template.get("Parameters").is_none());
    /// ```
    #[must_use]
    pub fn generate_bootstrap_version_rule(mut self, on: bool) -> Self {
        self.generate_bootstrap_version_rule = on;
        self
    }
}

/// A file for the assets bucket.
pub(crate) struct NewAsset<'a> {
    /// Names the content: the same hash promises the same bytes.
    pub(crate) hash: &'a str,
    /// The object's key, below the bucket's prefix.
    pub(crate) key: &'a str,
    pub(crate) display_name: String,
    pub(crate) source: FileSource,
}

/// The parts of a deployment that the bootstrap stack gives.
pub(crate) struct Bootstrap<'a> {
    names: &'a DefaultSynthesizer,
    account: &'a str,
    region: &'a str,
}

impl Bootstrap<'_> {
    /// A name with what is known filled in.
    fn fill(&self, given: Option<&String>, otherwise: &str) -> String {
        let qualifier = self.names.qualifier.as_deref().unwrap_or(DEFAULT_QUALIFIER);
        given
            .map_or(otherwise, String::as_str)
            .replace("${Qualifier}", qualifier)
            .replace("${AWS::AccountId}", self.account)
            .replace("${AWS::Region}", self.region)
    }

    pub(crate) fn bucket_name(&self) -> String {
        self.fill(
            self.names.file_assets_bucket_name.as_ref(),
            "cdk-${Qualifier}-assets-${AWS::AccountId}-${AWS::Region}",
        )
    }

    fn role(&self, given: Option<&String>, name: &str) -> String {
        let arn = "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/cdk-${Qualifier}-";
        self.fill(given, &format!("{arn}{name}-role-${{AWS::AccountId}}-${{AWS::Region}}"))
    }

    pub(crate) fn deploy_role(&self) -> String {
        self.role(self.names.deploy_role_arn.as_ref(), "deploy")
    }

    pub(crate) fn execution_role(&self) -> String {
        self.role(self.names.cloud_formation_execution_role.as_ref(), "cfn-exec")
    }

    pub(crate) fn lookup_role(&self) -> LookupRole {
        let mut lookup = LookupRole::new(self.role(self.names.lookup_role_arn.as_ref(), "lookup"));
        lookup.requires_bootstrap_stack_version = Some(LOOKUP_VERSION);
        lookup.bootstrap_stack_version_ssm_parameter = Some(self.version_parameter());
        lookup
    }

    pub(crate) fn version_parameter(&self) -> String {
        self.fill(
            self.names.bootstrap_stack_version_ssm_parameter.as_ref(),
            &version_parameter("${Qualifier}"),
        )
    }

    /// Rule and parameter of the template by which a deployment into an account with too old a bootstrap stack fails at once.
    pub(crate) fn version_rule(&self) -> Vec<(&'static str, &'static str, Json)> {
        if !self.names.generate_bootstrap_version_rule {
            return Vec::new();
        }
        let too_old: Vec<String> = (1..REQUIRED_VERSION).map(|version| version.to_string()).collect();
        let parameter = json!({
            "Type": "AWS::SSM::Parameter::Value<String>",
            "Default": self.version_parameter(),
            "Description": "Version of the CDK Bootstrap resources in this environment, automatically retrieved from SSM Parameter Store. [cdk:skip]",
        });
        let rule = json!({ "Assertions": [{
            "Assert": { "Fn::Not": [{ "Fn::Contains": [too_old, { "Ref": "BootstrapVersion" }] }] },
            "AssertDescription": format!(
                "CDK bootstrap stack version {REQUIRED_VERSION} required. Please run 'cdk bootstrap' with a recent version of the CDK CLI."
            ),
        }] });
        vec![
            ("Parameters", "BootstrapVersion", parameter),
            ("Rules", "CheckBootstrapVersion", rule),
        ]
    }
}

impl Synthesizer {
    /// Takes a qualifier from elsewhere where none is given.
    pub(crate) fn qualified_by(mut self, otherwise: impl FnOnce() -> Option<String>) -> Self {
        if let Self::Default(names) = &mut self {
            names.qualifier = names.qualifier.take().or_else(otherwise);
        }
        self
    }

    /// A qualifier that CloudFormation could not use in names.
    pub(crate) fn problem(&self) -> Option<Diagnostic> {
        let Self::Default(names) = self else { return None };
        let qualifier = names.qualifier.as_ref()?;
        if (1..=10).contains(&qualifier.len()) && qualifier.chars().all(|c| c.is_ascii_alphanumeric()) {
            return None;
        }
        let diagnostic = Diagnostic::error(ids::QUALIFIER, "not a qualifier of a bootstrap stack")
            .found(qualifier)
            .allowed("1 to 10 letters and digits")
            .help("use the one that `cdk bootstrap --qualifier` was given");
        Some(diagnostic)
    }

    /// Adds a file to the assets of a stack and gives where it will be; `None` without an assets bucket.
    pub(crate) fn add_asset(
        &self,
        environment: &Environment,
        assets: &mut IndexMap<String, FileAsset>,
        asset: NewAsset<'_>,
    ) -> Option<FileDestination> {
        let (id, destination) = self.destination(environment, asset.key)?;
        let mut file = FileAsset::new(asset.source);
        file.display_name = Some(asset.display_name);
        file.destinations.insert(id, destination.clone());
        assets.entry(asset.hash.to_owned()).or_insert(file);
        Some(destination)
    }

    /// Resources of the bootstrap stack in an environment; nothing without bootstrapping.
    pub(crate) fn bootstrap<'a>(&'a self, environment: &'a Environment) -> Option<Bootstrap<'a>> {
        match self {
            Self::Default(names) => Some(Bootstrap {
                names,
                account: environment.account.as_deref().unwrap_or("${AWS::AccountId}"),
                region: environment.region.as_deref().unwrap_or("${AWS::Region}"),
            }),
            Self::Bootstrapless => None,
        }
    }

    /// The destination of an asset, and its id: where it goes and a hash over how.
    fn destination(&self, environment: &Environment, file: &str) -> Option<(String, FileDestination)> {
        let bootstrap = self.bootstrap(environment)?;
        let key = format!("{}{file}", bootstrap.names.bucket_prefix);
        let mut destination = FileDestination::new(bootstrap.bucket_name(), key);
        destination.region.clone_from(&environment.region);
        let role = bootstrap.names.file_asset_publishing_role_arn.as_ref();
        destination.assume_role_arn = Some(bootstrap.role(role, "file-publishing"));
        let form = serde_json::to_string(&destination).unwrap_or_default();
        let hash: String = hex(&Sha256::digest(form.as_bytes())).chars().take(8).collect();
        let account = environment.account.as_deref().unwrap_or("current_account");
        let region = environment.region.as_deref().unwrap_or("current_region");
        Some((format!("{account}-{region}-{hash}"), destination))
    }
}
