//! Which assets a stack needs, where each goes, and where it comes from.

use std::path::PathBuf;

use ferrocdk_assembly::{FileAsset, FilePackaging};
use ferrocdk_facts::Partition;

use crate::assembly::{Assembly, Stack};

/// Account and region that placeholders are filled with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Twelve digits.
    pub account: String,
    /// Such as `sa-east-1`.
    pub region: String,
}

impl Target {
    /// The partition of the region.
    pub fn partition(&self) -> &'static Partition {
        Partition::of(&self.region).unwrap_or(Partition::PUBLIC)
    }

    /// `text` with `${AWS::AccountId}`, `${AWS::Region}` and `${AWS::Partition}` filled in.
    ///
    /// ```
    /// use ferrocdk_toolkit::publish::Target;
    ///
    /// let target = Target { account: "111122223333".into(), region: "sa-east-1".into() };
    /// assert_eq!(
    ///     target.fill("arn:${AWS::Partition}:iam::${AWS::AccountId}:role/deploy-${AWS::Region}"),
    ///     "arn:aws:iam::111122223333:role/deploy-sa-east-1",
    /// );
    /// ```
    pub fn fill(&self, text: &str) -> String {
        text.replace("${AWS::AccountId}", &self.account)
            .replace("${AWS::Region}", &self.region)
            .replace("${AWS::Partition}", self.partition().name)
    }
}

/// Where an asset's bytes come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AssetSource {
    /// A file of the assembly.
    File(PathBuf),
    /// A folder of the assembly, to be zipped.
    Folder(PathBuf),
    /// A Lambda function that this command line builds.
    Function(FunctionAsset),
    /// A command that prints the path of the file it made.
    Command(Vec<String>),
}

/// A Lambda function that is built when it is needed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FunctionAsset {
    /// The function's Cargo package.
    pub package: String,
    /// Names everything that decides its bytes.
    pub fingerprint: String,
    /// The folder of its workspace as seen from the project's root, where it is another one.
    pub workspace: Option<String>,
}

impl FunctionAsset {
    /// Reads `<package>:<fingerprint>`; the fingerprint is hexadecimal.
    ///
    /// ```
    /// use ferrocdk_toolkit::publish::FunctionAsset;
    ///
    /// assert_eq!(FunctionAsset::parse("processor:0a1b").unwrap().package, "processor");
    /// assert!(FunctionAsset::parse("processor").is_none());
    /// assert!(FunctionAsset::parse("../x:0a1b").is_none());
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        let (package, fingerprint) = text.split_once(':')?;
        let package_fits = package
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
        let fingerprint_fits = fingerprint.chars().all(|c| c.is_ascii_hexdigit());
        (package_fits && fingerprint_fits && !package.is_empty() && !fingerprint.is_empty()).then(|| Self {
            package: package.to_owned(),
            fingerprint: fingerprint.to_owned(),
            workspace: None,
        })
    }

    /// The function an asset's command stands for, if it ends with `build --asset <package>:<fingerprint>`, with `--workspace <folder>` behind it
    /// or not. How the command line is started, each project decides for itself.
    fn of_command(command: &[String]) -> Option<Self> {
        let words: Vec<&str> = command.iter().map(String::as_str).collect();
        let (words, workspace) = match words.as_slice() {
            [words @ .., "--workspace", folder] => (words, Some((*folder).to_owned())),
            words => (words, None),
        };
        match words {
            [_, .., "build", "--asset", asset] => Self::parse(asset).map(|function| Self { workspace, ..function }),
            _ => None,
        }
    }

    /// Name of the function's zip: one fingerprint, one file.
    pub fn file_name(&self) -> String {
        format!("{}-{}.zip", self.package, self.fingerprint)
    }
}

/// One asset and one place it has to stand in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    /// Name for people.
    pub name: String,
    /// Where the bytes come from.
    pub source: AssetSource,
    /// The bucket.
    pub bucket: String,
    /// The object's key.
    pub key: String,
    /// The bucket's region.
    pub region: String,
    /// Role to assume for it, if any.
    pub role: Option<String>,
    /// Whether it is the stack's own template.
    pub template: bool,
}

/// An asset manifest that cannot be followed.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum PublishError {
    /// Neither path nor command.
    #[error("asset `{id}` of stack `{stack}` has neither a path nor a command")]
    NoSource {
        /// The stack's artifact id.
        stack: String,
        /// The asset's id.
        id: String,
    },
    /// A container image.
    #[error("asset `{id}` of stack `{stack}` is a container image; only files can be published")]
    Image {
        /// The stack's artifact id.
        stack: String,
        /// The asset's id.
        id: String,
    },
}

/// Assets that have to be published for `stack`, in the manifest's order.
///
/// # Errors
///
/// When an asset has no source or is a container image.
pub fn publications(stack: &Stack, target: &Target) -> Result<Vec<Publication>, PublishError> {
    if let Some(id) = stack.assets.docker_images.keys().next() {
        return Err(PublishError::Image {
            stack: stack.id.clone(),
            id: id.clone(),
        });
    }
    let mut publications = Vec::new();
    for (id, asset) in &stack.assets.files {
        let source = source(stack, asset).ok_or_else(|| PublishError::NoSource {
            stack: stack.id.clone(),
            id: id.clone(),
        })?;
        for destination in asset.destinations.values() {
            publications.push(Publication {
                name: asset
                    .display_name
                    .clone()
                    .unwrap_or_else(|| id.chars().take(12).collect()),
                template: source == AssetSource::File(stack.template_file.clone()),
                source: source.clone(),
                bucket: target.fill(&destination.bucket_name),
                key: target.fill(&destination.object_key),
                region: destination
                    .region
                    .as_deref()
                    .map_or_else(|| target.region.clone(), |region| target.fill(region)),
                role: destination.assume_role_arn.as_deref().map(|role| target.fill(role)),
            });
        }
    }
    Ok(publications)
}

/// The functions of the assembly, each once, sorted.
pub fn functions(assembly: &Assembly) -> Vec<FunctionAsset> {
    let mut functions: Vec<FunctionAsset> = assembly
        .stacks
        .iter()
        .flat_map(|stack| stack.assets.files.values())
        .filter_map(|asset| asset.source.executable.as_deref().and_then(FunctionAsset::of_command))
        .collect();
    functions.sort();
    functions.dedup();
    functions
}

fn source(stack: &Stack, asset: &FileAsset) -> Option<AssetSource> {
    if let Some(command) = &asset.source.executable {
        return Some(
            FunctionAsset::of_command(command)
                .map_or_else(|| AssetSource::Command(command.clone()), AssetSource::Function),
        );
    }
    let path = stack.dir.join(asset.source.path.as_ref()?);
    match asset.source.packaging {
        Some(FilePackaging::ZipDirectory) => Some(AssetSource::Folder(path)),
        Some(FilePackaging::File) | None => Some(AssetSource::File(path)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::assembly::tests::stack;

    fn with_files(files: serde_json::Value) -> (Assembly, Target) {
        let mut stack = stack(json!({}));
        stack.assets = serde_json::from_value(json!({ "version": "48.0.0", "files": files })).unwrap();
        let target = Target {
            account: "1".into(),
            region: "cn-north-1".into(),
        };
        (Assembly { stacks: vec![stack] }, target)
    }

    #[test]
    fn every_source() {
        let destinations = json!({ "d": {
            "bucketName": "assets-${AWS::AccountId}-${AWS::Region}", "objectKey": "k.zip",
            "assumeRoleArn": "arn:${AWS::Partition}:role"
        } });
        let command = |asset: &str| json!({ "executable": ["cargo", "xtask", "build", "--asset", asset] });
        let (assembly, target) = with_files(json!({
            "1111": { "source": command("processor:ab"), "destinations": destinations },
            "2222": { "source": { "path": "Plant.template.json", "packaging": "file" }, "destinations": destinations },
            "3333": { "source": { "path": "web", "packaging": "zip" }, "destinations": destinations },
            "5555": { "source": { "executable": ["cargo", "ferrocdk", "build", "--asset", "boiler:cd", "--workspace", "../b"] }, "destinations": destinations },
            "4444": { "displayName": "other", "source": { "executable": ["make"] }, "destinations": destinations }
        }));
        let found = publications(&assembly.stacks[0], &target).unwrap();
        let function = FunctionAsset {
            package: "processor".into(),
            fingerprint: "ab".into(),
            workspace: None,
        };
        let other = FunctionAsset {
            package: "boiler".into(),
            fingerprint: "cd".into(),
            workspace: Some("../b".into()),
        };
        assert_eq!(found[0].source, AssetSource::Function(function.clone()));
        assert_eq!(function.file_name(), "processor-ab.zip");
        assert_eq!(found[0].bucket, "assets-1-cn-north-1");
        assert_eq!(found[0].role.as_deref(), Some("arn:aws-cn:role"));
        assert!(found[1].template && !found[0].template);
        assert_eq!(found[2].source, AssetSource::Folder("out/web".into()));
        assert_eq!(
            (found[4].name.as_str(), &found[4].source),
            ("other", &AssetSource::Command(vec!["make".into()]))
        );
        assert_eq!(functions(&assembly), [other, function]);
    }

    #[test]
    fn mistakes_are_named() {
        let (mut assembly, target) = with_files(json!({ "1111": { "source": {}, "destinations": {} } }));
        let message = |assembly: &Assembly| publications(&assembly.stacks[0], &target).unwrap_err().to_string();
        assert_eq!(
            message(&assembly),
            "asset `1111` of stack `Plant` has neither a path nor a command"
        );
        let image = serde_json::from_value(json!({ "source": {}, "destinations": {} })).unwrap();
        assembly.stacks[0].assets.docker_images.insert("img".into(), image);
        assert_eq!(
            message(&assembly),
            "asset `img` of stack `Plant` is a container image; only files can be published"
        );
    }
}
