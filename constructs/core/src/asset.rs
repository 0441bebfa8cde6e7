//! `Asset`: a file or folder that must stand in the assets bucket before a stack is deployed.

use std::panic::Location;
use std::path::Path;

use ferrocdk_assembly::{FilePackaging, FileSource};
use sha2::{Digest, Sha256};

use crate::diagnostic::{Diagnostic, ids};
use crate::file_system::{FileSystem, FingerprintOptions, StagedFiles};
use crate::hex::hex;
use crate::node_data::Element;
use crate::resource::CfnResource;
use crate::stack::FileAssetLocation;
use crate::tree::{Construct, Scope};
use crate::value::{IntoDocument, Value};

/// Settings of an asset besides its path. [`FingerprintOptions`] alone convert into it.
///
/// ```
/// use ferrocdk_core::{App, Asset, AssetOptions, Stack, StackProps};
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let options = AssetOptions::default().hash("release 12").display_name("firmware of the presses");
/// let firmware = Asset::with_options(&stack, "Firmware", "src", options);
/// assert_eq!(firmware.object_key(), format!("{}.zip", firmware.hash()));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AssetOptions {
    /// Files that are left out, and everything that decides the key besides the content.
    pub fingerprint: FingerprintOptions,
    /// Key instead of one made from the content: whoever gives it promises another one for other content.
    pub hash: Option<String>,
    /// Name of the asset in deployments. Default: its path below the stack.
    pub display_name: Option<String>,
}

impl From<FingerprintOptions> for AssetOptions {
    fn from(fingerprint: FingerprintOptions) -> Self {
        Self {
            fingerprint,
            ..Self::default()
        }
    }
}

impl AssetOptions {
    /// Leaves files out that match a pattern, such as `**/*.log`.
    ///
    /// ```
    /// # use ferrocdk_core::{App, Asset, AssetOptions, Stack, StackProps};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// let all = Asset::new(&stack, "All", "src");
    /// let some = Asset::with_options(&stack, "Some", "src", AssetOptions::default().exclude("*.rs"));
    /// assert_ne!(all.hash(), some.hash());
    /// ```
    #[must_use]
    pub fn exclude(mut self, pattern: impl Into<String>) -> Self {
        self.fingerprint.exclude.push(pattern.into());
        self
    }

    /// Says what decides the key instead of the content.
    ///
    /// ```
    /// # use ferrocdk_core::{App, Asset, AssetOptions, Stack, StackProps};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// let release = || AssetOptions::default().hash("release 12");
    /// let one = Asset::with_options(&stack, "One", "Cargo.toml", release());
    /// let other = Asset::with_options(&stack, "Other", "src/lib.rs", release());
    /// assert_eq!(one.hash(), other.hash(), "whatever the files hold");
    /// ```
    #[must_use]
    pub fn hash(mut self, hash: impl Into<String>) -> Self {
        self.hash = Some(hash.into());
        self
    }

    /// Says what deployments call the asset.
    ///
    /// ```
    /// # use ferrocdk_core::{App, Asset, AssetOptions, Stack, StackProps};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// let options = AssetOptions::default().display_name("firmware of the presses");
    /// Asset::with_options(&stack, "Firmware", "Cargo.toml", options);
    /// # let assembly = app.synth().unwrap();
    /// # let (_, assets) = assembly.files().find(|(name, _)| *name == "plant.assets.json").unwrap();
    /// assert!(assets.contains("firmware of the presses"));
    /// ```
    #[must_use]
    pub fn display_name(mut self, name: impl Into<String>) -> Self {
        self.display_name = Some(name.into());
        self
    }
}

/// A file, or a folder that is zipped, in the assets bucket. The same content has the same key, on every machine.
///
/// ```
/// use ferrocdk_core::{App, Asset, CfnOutput, Stack, StackProps};
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let manifest = Asset::new(&stack, "Manifest", "Cargo.toml");
/// CfnOutput::new(&stack, "Key", manifest.object_key());
/// let assembly = app.synth().unwrap();
/// let key = &assembly.template("plant").unwrap()["Outputs"]["Key"]["Value"];
/// assert_eq!(*key, format!("{}.toml", manifest.hash()));
/// ```
#[derive(Clone, Debug)]
pub struct Asset {
    scope: Scope,
    hash: String,
    location: FileAssetLocation,
}

impl Construct for Asset {
    fn scope(&self) -> &Scope {
        &self.scope
    }
}

impl Asset {
    /// Makes an asset of a file, or of everything in a folder. The content is read at once; what cannot be read is reported at synthesis.
    ///
    /// ```
    /// # use ferrocdk_core::{App, Asset, Stack, StackProps, diagnostic_ids};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// Asset::new(&stack, "Layout", "no/such/file.json");
    /// assert_eq!(app.synth().unwrap_err().0[0].id, diagnostic_ids::ASSET);
    /// ```
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, path: impl AsRef<Path>) -> Self {
        Self::with_options(scope, id, path, AssetOptions::default())
    }

    /// As [`new`](Self::new), with files left out of a folder, a key of your own, or another name.
    ///
    /// ```
    /// # use ferrocdk_core::{App, Asset, FingerprintOptions, Stack, StackProps};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// let options = FingerprintOptions { exclude: vec!["*.rs".to_owned()], ..FingerprintOptions::default() };
    /// let sources = Asset::with_options(&stack, "Sources", "src", options);
    /// assert!(sources.object_key().ends_with(".zip"), "a folder is zipped");
    /// ```
    #[track_caller]
    pub fn with_options(
        scope: &dyn Construct,
        id: &str,
        path: impl AsRef<Path>,
        options: impl Into<AssetOptions>,
    ) -> Self {
        let AssetOptions {
            fingerprint: options,
            hash: given,
            display_name: named,
        } = options.into();
        let scope = scope
            .scope()
            .add(id, Element::Plain, "ferrocdk.Asset", Location::caller());
        let path = path.as_ref();
        let Some(stack) = scope.stack() else {
            scope.report(
                Diagnostic::error(ids::NO_STACK, "an asset stands outside of any stack").help("make it below a Stack"),
            );
            return Self::missing(scope);
        };
        let hash = match FileSystem::fingerprint(path, &options) {
            Ok(hash) => given.map_or(hash, |given| hex(&Sha256::digest(given.as_bytes()))),
            Err(error) => {
                let diagnostic = Diagnostic::error(ids::ASSET, "an asset cannot be read").found(error.to_string());
                scope.report(diagnostic.help("mend the path; it is relative to where the app is started"));
                return Self::missing(scope);
            }
        };
        let folder = path.is_dir();
        let extension = if folder { String::new() } else { extension(path) };
        let staged = format!("asset.{hash}{extension}");
        let source = FileSource {
            packaging: Some(if folder {
                FilePackaging::ZipDirectory
            } else {
                FilePackaging::File
            }),
            ..FileSource::file(staged.as_str())
        };
        let key_extension = if folder { ".zip".to_owned() } else { extension };
        let name = named.unwrap_or_else(|| display_name(&scope));
        let location = stack.add_file_asset(&hash, &key_extension, &name, source);
        let copy = StagedFiles {
            from: path.to_owned(),
            exclude: options.exclude,
        };
        scope.tree_mut().staged.insert(staged, copy);
        Self { scope, hash, location }
    }

    fn missing(scope: Scope) -> Self {
        let location = FileAssetLocation {
            bucket_name: Value::from(""),
            object_key: String::new(),
        };
        Self {
            scope,
            hash: String::new(),
            location,
        }
    }

    /// The fingerprint of the content: 64 hex digits.
    ///
    /// ```
    /// # use ferrocdk_core::{App, Asset, Stack, StackProps};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// assert_eq!(Asset::new(&stack, "Layout", "Cargo.toml").hash().len(), 64);
    /// ```
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The bucket's name.
    ///
    /// ```
    /// # use ferrocdk_core::{App, Asset, Stack, StackProps, Value};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// let layout = Asset::new(&stack, "Layout", "Cargo.toml");
    /// assert_eq!(layout.bucket_name(), Value::sub("cdk-hnb659fds-assets-${AWS::AccountId}-${AWS::Region}"));
    /// ```
    pub fn bucket_name(&self) -> Value<String> {
        self.location.bucket_name.clone()
    }

    /// The object's key.
    ///
    /// ```
    /// # use ferrocdk_core::{App, Asset, Stack, StackProps};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// let layout = Asset::new(&stack, "Layout", "Cargo.toml");
    /// assert_eq!(layout.object_key(), format!("{}.toml", layout.hash()));
    /// ```
    pub fn object_key(&self) -> &str {
        &self.location.object_key
    }

    /// `s3://bucket/key`.
    ///
    /// ```
    /// # use ferrocdk_core::{App, Asset, CfnOutput, Stack, StackProps};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// CfnOutput::new(&stack, "Layout", Asset::new(&stack, "File", "Cargo.toml").s3_url());
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// let url = template["Outputs"]["Layout"]["Value"]["Fn::Sub"].as_str().unwrap();
    /// assert!(url.starts_with("s3://cdk-hnb659fds-assets-${AWS::AccountId}-${AWS::Region}/"));
    /// ```
    pub fn s3_url(&self) -> Value<String> {
        self.url("s3://")
    }

    /// `https://…/bucket/key`.
    ///
    /// ```
    /// # use ferrocdk_core::{App, Asset, CfnOutput, Stack, StackProps};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// CfnOutput::new(&stack, "Layout", Asset::new(&stack, "File", "Cargo.toml").http_url());
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// let url = template["Outputs"]["Layout"]["Value"]["Fn::Sub"].as_str().unwrap();
    /// assert!(url.starts_with("https://s3.${AWS::Region}.${AWS::URLSuffix}/cdk-hnb659fds-assets-"));
    /// ```
    pub fn http_url(&self) -> Value<String> {
        let region = self.scope.stack().and_then(|stack| stack.environment().region);
        let region = region.unwrap_or_else(|| "${AWS::Region}".to_owned());
        self.url(&format!("https://s3.{region}.${{AWS::URLSuffix}}/"))
    }

    /// An address of the object, as one `Fn::Sub`, which is how CDK writes it.
    fn url(&self, prefix: &str) -> Value<String> {
        let stack = self.scope.stack();
        let bucket = stack.map(|stack| stack.asset_bucket()).unwrap_or_default();
        let url = format!("{prefix}{bucket}/{}", self.location.object_key);
        if url.contains("${") {
            Value::sub(&url)
        } else {
            Value::from(url)
        }
    }

    /// Says in a resource's metadata where its code comes from, for tools that run functions on this machine.
    ///
    /// ```
    /// # use ferrocdk_core::{App, Asset, CfnResource, Stack, StackProps, doc};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// let function = CfnResource::untyped(&stack, "Processor", "AWS::Lambda::Function", doc!({}));
    /// Asset::new(&stack, "Code", "src").add_resource_metadata(&function, "Code");
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// let metadata = &template["Resources"]["Processor"]["Metadata"];
    /// assert_eq!(metadata["aws:asset:property"], "Code");
    /// ```
    pub fn add_resource_metadata(&self, resource: &CfnResource, property: &str) {
        // A folder is zipped by the deployment: its key ends with `.zip`, its copy in the assembly is a folder.
        let staged = format!(
            "asset.{}{}",
            self.hash,
            extension(Path::new(&self.location.object_key)).replace(".zip", "")
        );
        for (key, value) in [
            ("aws:asset:path", staged.as_str().into_document()),
            ("aws:asset:is-bundled", false.into_document()),
            ("aws:asset:property", property.into_document()),
        ] {
            resource.add_metadata(key, value);
        }
    }
}

/// The extension with its dot; `.tar.gz` counts as one.
fn extension(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    if name.ends_with(".tar.gz") {
        return ".tar.gz".to_owned();
    }
    path.extension()
        .map(|extension| format!(".{}", extension.to_string_lossy()))
        .unwrap_or_default()
}

/// The path below the stack that is deployed.
fn display_name(scope: &Scope) -> String {
    let top = scope
        .stack()
        .map(|stack| stack.top_level().scope().path())
        .unwrap_or_default();
    let path = scope.path();
    path.strip_prefix(&format!("{top}/")).unwrap_or(&path).to_owned()
}
