//! `BucketDeployment`: files that are put into a bucket with the stack.

use ferrocdk_core::{Construct, Diagnostic, Document, Expr, Scope, Value, text};

use super::bucket::{Bucket, BucketAttributes};
use super::cache_control::CacheControl;
use super::emptying::ObjectsOnDeletion;
use super::objects::StorageClass;
use super::source::Source;
use crate::custom_resource::{CustomResource, CustomResourceProps, Provider};
use crate::diagnostic_ids;
use crate::iam::{Grantee, PolicyStatement};
use crate::owned::constructs;
use crate::props::props;

/// Fate of objects in the place of a deployment that are not among its files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Leftovers {
    /// They are deleted; in a versioned bucket they can be had back.
    #[default]
    Delete,
    /// They stay.
    Keep,
}

/// Treatment of zips.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Extraction {
    /// The files in them are put into the bucket.
    #[default]
    Files,
    /// They are put there as they are, under the last part of their key.
    AsTheyAre,
}

/// A word of an object's own metadata.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectMetadata {
    /// The name, without `x-amz-meta-`.
    pub name: String,
    /// The value.
    pub value: String,
}

props! {
    /// Settings of a [`BucketDeployment`].
    pub struct BucketDeploymentProps {
        /// The bucket that files go to.
        destination: Bucket,
        /// The files. Of several with one name, the last source has it.
        sources: Vec<Source>,
        /// Beginning of keys, such as `site/`. Default: nothing.
        destination_prefix: Option<String>,
        /// Treatment of zips. Default: the files in them are put into the bucket.
        extraction: Extraction = Extraction::Files,
        /// Patterns of files that are left out, and left alone in the bucket; `*` matches slashes too. Default: none.
        exclude: Vec<String>,
        /// Patterns of files that are taken although [`exclude`](Self::exclude) leaves them out. Default: none.
        include: Vec<String>,
        /// Fate of objects below the prefix that are not among the files. Default: they are deleted, so that the bucket has what the program says.
        leftovers: Leftovers = Leftovers::Delete,
        /// Fate of the files when the deployment leaves the stack, or goes to another place. Default: they stay.
        on_deletion: ObjectsOnDeletion = ObjectsOnDeletion::Keep,
        /// How long copies may be used. Default: caches decide.
        cache_control: Vec<CacheControl>,
        /// The type of all files, such as `text/html`. Default: what the end of each name says.
        content_type: Option<Value<String>>,
        /// How browsers show all files, such as `attachment`. Default: in themselves.
        content_disposition: Option<Value<String>>,
        /// How all files are encoded, such as `gzip`. Default: not at all.
        content_encoding: Option<Value<String>>,
        /// The language of all files, such as `pt-BR`. Default: none is said.
        content_language: Option<Value<String>>,
        /// The class of storage. Default: the standard one.
        storage_class: Option<StorageClass>,
        /// Where the website address sends whoever asks for one of the files. Default: nowhere.
        website_redirect_location: Option<Value<String>>,
        /// Words of the objects' own metadata.
        own metadata: Vec<ObjectMetadata> = Vec::new(),
    }
}

impl BucketDeploymentProps {
    /// Adds a word to the objects' own metadata.
    #[must_use]
    pub fn metadata(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.metadata.push(ObjectMetadata {
            name: name.into(),
            value: value.into(),
        });
        self
    }

    fn settings(&self) -> Vec<(&'static str, Expr)> {
        let mut settings = Vec::new();
        if let Some(header) = CacheControl::header(&self.cache_control) {
            settings.push(("CacheControl", Expr::string(header)));
        }
        let texts = [
            ("ContentType", &self.content_type),
            ("ContentDisposition", &self.content_disposition),
            ("ContentEncoding", &self.content_encoding),
            ("ContentLanguage", &self.content_language),
            ("WebsiteRedirectLocation", &self.website_redirect_location),
        ];
        settings.extend(
            texts
                .into_iter()
                .filter_map(|(name, text)| Some((name, text.clone()?.into_expr()))),
        );
        if let Some(class) = self.storage_class {
            settings.push(("StorageClass", Expr::string(class.word())));
        }
        if !self.metadata.is_empty() {
            let words = self.metadata.iter();
            let words = words.map(|word| (word.name.to_lowercase(), Expr::string(&word.value)));
            settings.push(("Metadata", Expr::object(words)));
        }
        settings
    }
}

/// Files in a bucket: each deployment writes those that changed, and deletes those that are gone.
///
/// Makes a custom resource, which the [`Provider`] of the stack fulfils; it waits until the files are there. Whoever needs them uses
/// [`deployed_bucket`](Self::deployed_bucket). Zips and large files have the 512 MB of `/tmp`; a deployment has 15 minutes.
///
/// ```
/// use ferrocdk_aws::s3::{Bucket, BucketDeployment, BucketDeploymentProps, BucketProps, CacheControl, Source};
/// use ferrocdk_aws::units::Seconds;
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "site", StackProps::default());
/// let site = Bucket::new(&stack, "Site", BucketProps::new());
/// let files = BucketDeploymentProps::new(&site).sources([Source::asset("src")]).cache_control([CacheControl::MaxAge(Seconds(60))]);
/// BucketDeployment::new(&stack, "Files", files);
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct BucketDeployment {
    scope: Scope,
    destination: Bucket,
    resource: CustomResource,
}

constructs!(BucketDeployment);

/// The places in a bucket that deployments go to, kept with it.
#[derive(Clone, Debug, Default)]
struct Places(Vec<(String, Leftovers)>);

impl BucketDeployment {
    /// Puts files into a bucket.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: BucketDeploymentProps) -> Self {
        let scope = scope.scope().child(id);
        check(&scope, &props);
        let settings = props.settings();
        let prefix = props.destination_prefix.unwrap_or_default();
        let destination = props.destination;
        let extracts = props.extraction == Extraction::Files;
        let sources = props.sources.into_iter().enumerate();
        let sources: Vec<_> = sources
            .map(|(place, source)| source.bind(&scope, place + 1, extracts))
            .collect();
        let mut properties = vec![
            ("Kind", Expr::string("BucketDeployment")),
            ("BucketName", destination.name().into_expr()),
            ("Prefix", Expr::string(&prefix)),
            (
                "Sources",
                Expr::Array(sources.iter().map(|source| source.properties.clone()).collect()),
            ),
        ];
        let strings = |list: Vec<String>| Expr::Array(list.into_iter().map(Expr::string).collect());
        for (name, patterns) in [("Exclude", props.exclude), ("Include", props.include)] {
            if !patterns.is_empty() {
                properties.push((name, strings(patterns)));
            }
        }
        if props.leftovers == Leftovers::Keep {
            properties.push(("Leftovers", Expr::string("keep")));
        }
        if props.on_deletion == ObjectsOnDeletion::Delete {
            properties.push(("OnDeletion", Expr::string("delete")));
        }
        if !settings.is_empty() {
            properties.push(("Settings", Expr::object(settings)));
        }
        let provider = Provider::of(&scope);
        let props_of_resource = CustomResourceProps::new(provider.service_token())
            .resource_type("Custom::BucketDeployment")
            .properties(Document::new(Expr::object(properties)));
        let resource = CustomResource::new(&scope, "Resource", props_of_resource);
        let mut statements: Vec<PolicyStatement> = sources.iter().filter_map(|source| source.read.clone()).collect();
        statements.extend(writes(&destination, &prefix));
        if props.on_deletion == ObjectsOnDeletion::Delete {
            // Needed until the resource is deleted.
            provider.permit(&resource, statements);
        } else {
            for policy in statements
                .into_iter()
                .filter_map(|statement| provider.add_to_principal_policy(statement))
            {
                resource.scope().depends_on(&policy);
            }
        }
        for key in sources.iter().filter_map(|source| source.key.as_ref()) {
            key.grant(&provider, &["kms:Decrypt"]).apply_before(&resource);
        }
        if let Some(key) = destination.encryption_key() {
            key.grant(&provider, &["kms:Decrypt", "kms:GenerateDataKey"])
                .apply_before(&resource);
        }
        // What the policy of the bucket denies, it denies the provider too.
        if let Some(policy) = destination.policy() {
            resource.scope().depends_on(policy);
        }
        Self {
            scope,
            destination,
            resource,
        }
    }

    /// The bucket, once the files are there: whoever takes its name from here is made after them.
    pub fn deployed_bucket(&self) -> Bucket {
        let mut attributes =
            BucketAttributes::new(self.resource.attr::<String>("BucketName")).region(self.destination.region());
        attributes.encryption_key = self.destination.encryption_key().cloned();
        let scope = self.scope.find_child("DestinationBucket");
        match scope {
            Some(scope) => Bucket::imported_at(scope, attributes),
            None => Bucket::from_bucket_attributes(&self.scope, "DestinationBucket", attributes),
        }
    }

    /// The resource.
    pub fn resource(&self) -> &CustomResource {
        &self.resource
    }
}

/// Permissions that the provider needs on the bucket: to see what is there, to write, and to delete.
fn writes(destination: &Bucket, prefix: &str) -> [PolicyStatement; 2] {
    const BELOW: &str = "the files of a deployment are all that is below its prefix";
    let objects = ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"];
    let arn = text!("{}/{}*", destination.arn(), prefix);
    [
        PolicyStatement::allow(["s3:ListBucket"]).on(destination.arn()),
        PolicyStatement::allow(objects).on(arn).because(BELOW),
    ]
}

#[track_caller]
fn check(scope: &Scope, props: &BucketDeploymentProps) {
    let caller = std::panic::Location::caller();
    let report = |diagnostic: Diagnostic| scope.report(diagnostic.located(caller));
    if props.sources.is_empty() {
        let diagnostic = Diagnostic::error(diagnostic_ids::DEPLOYMENT, "a deployment without files");
        report(diagnostic.help("add .sources([Source::asset(\"folder\")])"));
    }
    if let Some(word) = props
        .metadata
        .iter()
        .find(|word| word.name.eq_ignore_ascii_case("ferrocdk-mark"))
    {
        let diagnostic = Diagnostic::error(diagnostic_ids::DEPLOYMENT, "a name that the deployment has for itself");
        report(diagnostic.found(&word.name).help("choose another"));
    }
    let prefix = props.destination_prefix.clone().unwrap_or_default();
    let mut places = props.destination.scope().extension::<Places>().unwrap_or_default();
    let deletes =
        |above: &str, leftovers: Leftovers, below: &str| leftovers == Leftovers::Delete && below.starts_with(above);
    let conflict = places
        .0
        .iter()
        .find(|(other, leftovers)| deletes(other, *leftovers, &prefix) || deletes(&prefix, props.leftovers, other));
    if let Some((other, _)) = conflict {
        let diagnostic = Diagnostic::error(diagnostic_ids::DEPLOYMENT, "two deployments delete each other's files")
            .found(format!("one below {prefix:?} and one below {other:?} of the same bucket"))
            .help("give them prefixes of their own, or let them keep leftovers (Leftovers::Keep), or make one of several sources");
        report(diagnostic);
    }
    places.0.push((prefix, props.leftovers));
    props.destination.scope().set_extension(places);
}
