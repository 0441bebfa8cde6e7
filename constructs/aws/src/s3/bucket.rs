//! `Bucket`: where objects are kept.

use ferrocdk_cfn::s3::{CfnBucket, CfnBucketPolicy};
use ferrocdk_core::{Construct, Diagnostic, RemovalPolicy, Scope, Value, bindings, pseudo, text};

use super::cors::CorsRule;
use super::deliveries::{ServerAccessLog, deliver};
use super::emptying::{ObjectsOnDeletion, empty_on_deletion};
use super::grants::BucketGrants;
use super::lifecycle::{self, LifecycleRule};
use super::object_lock::ObjectLock;
use super::replication::{Replication, ReplicationRule};
use super::reports::{Inventory, RequestMetrics};
use super::tiering::IntelligentTiering;
use super::website::Website;
use super::{policy, render};
use crate::custom_resource::CustomResource;
use crate::defaults;
use crate::grants::{ResourcePolicy, Target};
use crate::iam::{PolicyStatement, Role, append_statement};
use crate::kms::Key;
use crate::owned::{Owned, constructs, refuse};
use crate::props::props;
use crate::units::Days;

/// Encryption of objects without a key of the account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BucketEncryption {
    /// S3 itself. It costs nothing, and whoever may read an object needs no further permission.
    #[default]
    S3Managed,
    /// The key `aws/s3` of KMS, whose use CloudTrail records. Other accounts cannot read what it encrypts.
    KmsManaged,
    /// KMS, twice over, for what a rule asks for that. With a key of the account, or with `aws/s3`.
    KmsTwice,
}

/// Which versions of an object a bucket keeps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Versioning {
    /// All, so that what was overwritten or deleted can be had back.
    #[default]
    Enabled,
    /// Those that are there from before; new ones replace each other.
    Suspended,
    /// The last. A bucket that was versioned once cannot go back to it.
    Never,
}

/// Requests that S3 refuses so that nothing becomes public by mistake, whatever policies and access control lists say.
///
/// Source: "Blocking public access to your Amazon S3 storage".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BlockPublicAccess {
    /// Everything public.
    #[default]
    All,
    /// Access control lists that are public; a policy may be.
    AclsOnly,
    /// Nothing.
    Nothing,
}

/// Whose objects are, and whether they have access control lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ObjectOwnership {
    /// The bucket's; access control lists do not exist, policies alone decide.
    #[default]
    BucketOwnerEnforced,
    /// The bucket's, where whoever writes them asks for it by the list `bucket-owner-full-control`.
    BucketOwnerPreferred,
    /// Those of whoever writes them.
    ObjectWriter,
}

/// How requests may come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// Over TLS.
    Tls,
    /// Over TLS of version 1.3 or later.
    Tls13,
    /// Over TLS; objects can be read over plain HTTP too, which the address of a website asks for.
    PlainReads,
}

/// Whether S3 tells EventBridge of what happens to objects.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EventBridge {
    /// It does. That costs nothing; only rules that match do something.
    #[default]
    Told,
    /// It does not.
    NotTold,
}

/// Whether uploads can go over the nearest edge location.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TransferAcceleration {
    /// They can. Costs four to eight cents a gigabyte where it is faster.
    Enabled,
    /// They cannot.
    #[default]
    Suspended,
}

props! {
    /// Settings of a [`Bucket`].
    pub struct BucketProps for ferrocdk_cfn::s3::BucketProps {
        /// A name that does not change, unique in the world: 3 to 63 lower-case letters, digits, dots and hyphens. Default: CloudFormation generates one, so that a replacement can stand beside the bucket it replaces.
        bucket_name: Option<Value<String>>,
        /// The key of the account that encrypts objects. Default: that of the scope ([`Defaults`](crate::Defaults)) unless [`encryption`](Self::encryption) says something, else none. A bucket key keeps calls to KMS, which are paid, few.
        encryption_key: Option<Key>,
        /// Encryption of objects without a key of the account. Default: S3 itself, which costs nothing.
        encryption: Option<BucketEncryption>,
        /// Which versions are kept. Default: all, so that a mistake can be undone; a lifecycle rule ends them after 30 days where none of the given ones does.
        versioning: Versioning = Versioning::Enabled,
        /// How objects age. Default: they stay; versions that were replaced go after 30 days, and unfinished uploads after 7, since nobody sees them and they are paid.
        lifecycle_rules: Vec<LifecycleRule>,
        /// Where the access log is written: a bucket, or [`ServerAccessLog::to`]. Default: nowhere.
        server_access_log: Option<ServerAccessLog>,
        /// Versions that nobody can delete for a time. Default: none are.
        object_lock: Option<ObjectLock>,
        /// Requests that S3 refuses so that nothing becomes public by mistake. Default: everything.
        block_public_access: BlockPublicAccess = BlockPublicAccess::All,
        /// Whose objects are. Default: the bucket's, without access control lists.
        object_ownership: ObjectOwnership = ObjectOwnership::BucketOwnerEnforced,
        /// How requests may come. Default: over TLS only, but objects of a website can be read over plain HTTP, as S3 serves it.
        transport: Option<Transport>,
        /// Which other origins may call the bucket from a browser. Default: none.
        cors: Vec<CorsRule>,
        /// Pages that S3 serves at the bucket's website address. Default: nothing.
        website: Option<Website>,
        /// Which objects of the class for it are archived. Default: none.
        intelligent_tiering: Vec<IntelligentTiering>,
        /// Lists of the objects, written into other buckets. Default: none.
        inventories: Vec<Inventory>,
        /// Metrics of requests. Default: none; they are paid.
        metrics: Vec<RequestMetrics>,
        /// Whether EventBridge is told of what happens to objects. Default: it is, which costs nothing.
        event_bridge: EventBridge = EventBridge::Told,
        /// Whether uploads can go over the nearest edge location. Default: they cannot.
        transfer_acceleration: TransferAcceleration = TransferAcceleration::Suspended,
        /// Copies in other buckets. Default: none.
        replication: Vec<ReplicationRule>,
        /// The role that copies. Default: one of its own.
        replication_role: Option<Role>,
        /// Fate of the bucket when it leaves the stack. Default: that of the scope ([`Defaults`](crate::Defaults)), else it stays with its objects.
        removal_policy: Option<RemovalPolicy>,
        /// Fate of the objects of a bucket that is deleted. Default: the deletion of a bucket that is not empty fails.
        own objects_on_deletion: ObjectsOnDeletion = ObjectsOnDeletion::Keep,
    }
}

impl BucketProps {
    /// Settings of a bucket that receives access logs of others, kept for a time: S3 encrypts it by itself, as deliveries ask for, whatever key holds at the scope.
    pub fn for_access_logs(retention: impl Into<Days>) -> Self {
        let age = LifecycleRule::new()
            .id("age")
            .expiration(retention)
            .noncurrent_version_expiration(Days(7))
            .abort_incomplete_multipart_upload_after(Days(1));
        Self::new()
            .encryption(BucketEncryption::S3Managed)
            .lifecycle_rules([age])
    }

    /// Deletes all objects before CloudFormation deletes the bucket, which deletes empty ones only: all versions, delete markers and unfinished uploads. Needs
    /// [`RemovalPolicy::Destroy`], and makes the [`Provider`](crate::custom_resource::Provider) of the stack.
    ///
    /// Taking the setting out of the program again empties nothing.
    #[must_use]
    pub fn auto_delete_objects(mut self) -> Self {
        self.objects_on_deletion = ObjectsOnDeletion::Delete;
        self
    }

    /// The key that encrypts objects.
    pub(super) fn key(&self, scope: &Scope) -> Option<Key> {
        let of_scope = || self.encryption.is_none().then(|| defaults::encryption_key(scope))?;
        self.encryption_key.clone().or_else(of_scope)
    }
}

props! {
    /// Facts of a bucket that exists.
    pub struct BucketAttributes {
        /// The bucket's name.
        name: Value<String>,
        /// The key of an account that encrypts it. Default: none.
        encryption_key: Option<Key>,
        /// The region that it is in. Default: that of the stack.
        region: Option<Value<String>>,
    }
}

/// A bucket of S3, private, versioned, encrypted, over TLS only, and with an end for versions that were replaced.
///
/// Makes an `AWS::S3::Bucket` and an `AWS::S3::BucketPolicy`. Costs about two cents a gigabyte and month, with all versions, and half a cent for 1,000 objects written.
///
/// ```
/// use ferrocdk_aws::s3::{Bucket, BucketProps};
/// use ferrocdk_aws::units::Days;
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let logs = Bucket::new(&stack, "Logs", BucketProps::for_access_logs(Days(90)));
/// let archive = Bucket::new(&stack, "Archive", BucketProps::new().server_access_log(&logs));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct Bucket {
    scope: Scope,
    resource: Owned<CfnBucket>,
    policy: Option<CfnBucketPolicy>,
    name: Value<String>,
    arn: Value<String>,
    region: Value<String>,
    key: Option<Key>,
    given_name: Option<Value<String>>,
    block: BlockPublicAccess,
    event_bridge: EventBridge,
    emptier: Option<CustomResource>,
}

constructs!(Bucket);
ferrocdk_cfn::refers!(Bucket: s3 {
    BucketArn => arn,
    BucketDomainName => domain_name,
    BucketName => name,
    BucketRegionalDomainName => regional_domain_name,
});

impl From<&Self> for Bucket {
    fn from(bucket: &Bucket) -> Self {
        bucket.clone()
    }
}

impl Bucket {
    /// Makes a bucket.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: BucketProps) -> Self {
        let scope = scope.scope().child(id);
        render::check(&scope, &props);
        let key = props.key(&scope);
        let is_versioned = props.versioning == Versioning::Enabled;
        let (rules, role) = (props.replication.clone(), props.replication_role.clone());
        let replication = Replication::of(&scope, rules, role, is_versioned);
        let (log, inventories) = (props.server_access_log.clone(), props.inventories.clone());
        let (transport, has_site) = (props.transport, props.website.is_some());
        let (block, removal_policy) = (props.block_public_access, props.removal_policy);
        let (given_name, event_bridge) = (props.bucket_name.clone(), props.event_bridge);
        let (on_deletion, customize) = (props.objects_on_deletion, props.customize.clone());
        let has_lock = props.object_lock.is_some();
        let cfn = render::bucket(id, props, key.as_ref(), replication.as_ref());
        let bucket = CfnBucket::new(&scope, "Resource", customize.apply(cfn));
        defaults::apply_removal_policy(&bucket, removal_policy);
        render::acknowledge(&bucket, log.is_some(), key.is_some(), has_lock);
        let transport = transport.unwrap_or(if has_site {
            Transport::PlainReads
        } else {
            Transport::Tls
        });
        let policy = policy::of(&scope, &bucket, transport);
        let emptier = match on_deletion {
            ObjectsOnDeletion::Keep => None,
            ObjectsOnDeletion::Delete => Some(empty_on_deletion(&scope, &bucket, &policy)),
        };
        let bucket = Self {
            name: bucket.reference(),
            arn: bucket.attr_arn(),
            region: pseudo::region(),
            resource: Owned::made(bucket),
            policy: Some(policy),
            scope,
            key,
            given_name,
            block,
            event_bridge,
            emptier,
        };
        if let Some(log) = log {
            log.let_in(&bucket);
        }
        for inventory in inventories {
            deliver(&inventory.destination, &bucket, "s3.amazonaws.com", "InventoryDelivery");
        }
        if let Some(replication) = replication {
            replication.permit(&bucket);
        }
        bucket
    }

    /// A bucket that exists, by name, of the stack's region.
    #[track_caller]
    pub fn from_bucket_name(scope: &dyn Construct, id: &str, name: impl Into<Value<String>>) -> Self {
        Self::from_bucket_attributes(scope, id, BucketAttributes::new(name))
    }

    /// A bucket that exists, by ARN, of the stack's region.
    #[track_caller]
    pub fn from_bucket_arn(scope: &dyn Construct, id: &str, arn: impl Into<Value<String>>) -> Self {
        let arn = arn.into();
        let name = match arn.literal() {
            Some(text) => Value::from(text.splitn(6, ':').nth(5).unwrap_or_default()),
            None => Value::select(5, arn.clone().split(":")),
        };
        Self {
            arn,
            ..Self::from_bucket_name(scope, id, name)
        }
    }

    /// A bucket that exists, by what is known of it.
    #[track_caller]
    pub fn from_bucket_attributes(scope: &dyn Construct, id: &str, attributes: BucketAttributes) -> Self {
        Self::imported_at(scope.scope().child(id), attributes)
    }

    /// A bucket that exists, at a construct that exists too.
    pub(super) fn imported_at(scope: Scope, attributes: BucketAttributes) -> Self {
        Self {
            scope,
            resource: Owned::imported(),
            policy: None,
            arn: text!("arn:{}:s3:::{}", pseudo::partition(), attributes.name.clone()),
            name: attributes.name,
            region: attributes.region.unwrap_or_else(pseudo::region),
            key: attributes.encryption_key,
            given_name: None,
            block: BlockPublicAccess::Nothing,
            event_bridge: EventBridge::NotTold,
            emptier: None,
        }
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnBucket {
        let props = ferrocdk_cfn::s3::BucketProps::new;
        self.resource
            .resource(&self.scope, |scope| CfnBucket::new(scope, "Resource", props()))
    }

    /// The policy, if the bucket is made here.
    pub fn policy(&self) -> Option<&CfnBucketPolicy> {
        self.policy.as_ref()
    }

    /// The bucket's name.
    pub fn name(&self) -> Value<String> {
        self.name.clone()
    }

    /// The bucket's ARN.
    pub fn arn(&self) -> Value<String> {
        self.arn.clone()
    }

    /// The bucket's region.
    pub fn region(&self) -> Value<String> {
        self.region.clone()
    }

    /// The key that encrypts objects, if it is one of the account.
    pub fn encryption_key(&self) -> Option<&Key> {
        self.key.as_ref()
    }

    /// The resource that empties the bucket before it is deleted ([`auto_delete_objects`](BucketProps::auto_delete_objects)).
    ///
    /// Whatever still writes to the bucket while a stack is deleted should depend on it, so that it is deleted before: `writer.scope().depends_on(emptier)`.
    pub fn emptier(&self) -> Option<&CustomResource> {
        self.emptier.as_ref()
    }

    /// Adds a rule of how objects age.
    #[track_caller]
    pub fn add_lifecycle_rule(&self, rule: LifecycleRule) {
        lifecycle::check(&self.scope, std::slice::from_ref(&rule));
        self.add("LifecycleConfiguration", Some("Rules"), Value::from(rule.into_cfn()));
    }

    /// Lets pages of other origins call the bucket.
    #[track_caller]
    pub fn add_cors_rule(&self, rule: CorsRule) {
        self.add("CorsConfiguration", Some("CorsRules"), Value::from(rule.into_cfn()));
    }

    /// Has S3 list the objects into another bucket.
    #[track_caller]
    pub fn add_inventory(&self, inventory: Inventory) {
        deliver(&inventory.destination, self, "s3.amazonaws.com", "InventoryDelivery");
        let place = self.count("InventoryConfigurations");
        self.add("InventoryConfigurations", None, Value::from(inventory.into_cfn(place)));
    }

    /// Has S3 count requests.
    #[track_caller]
    pub fn add_metrics(&self, metrics: RequestMetrics) {
        self.add("MetricsConfigurations", None, Value::from(metrics.into_cfn()));
    }

    /// Grants on this bucket.
    pub fn grants(&self) -> BucketGrants {
        BucketGrants::on(self.target())
    }

    pub(super) fn target(&self) -> Target {
        Target::new(self, self.arn())
            .policy(self.clone())
            .key(self.key.as_ref())
    }

    /// The resource, if it is made here.
    pub(super) fn made(&self) -> Option<&CfnBucket> {
        self.resource.get()
    }

    pub(super) fn report(&self, diagnostic: Diagnostic) {
        self.scope.report(diagnostic);
    }

    /// The name that the program gives it, if it is made here.
    pub(super) fn given_name(&self) -> Option<&Value<String>> {
        self.given_name.as_ref()
    }

    /// Whether EventBridge is told.
    pub(super) fn event_bridge(&self) -> EventBridge {
        self.event_bridge
    }

    /// Why nobody could read an object without signing in, if that is so.
    pub(super) fn what_keeps_it_private(&self) -> Option<&'static str> {
        match (self.block, &self.key) {
            (BlockPublicAccess::All, _) => Some("a bucket that blocks public policies"),
            (_, Some(_)) => Some("a bucket that a key of the account encrypts, which needs a signed request"),
            _ => None,
        }
    }

    fn count(&self, property: &str) -> usize {
        let mut count = 0;
        if let Some(bucket) = self.made() {
            bucket.update_property(property, |list| {
                count = match list {
                    ferrocdk_core::Expr::Array(items) => items.len(),
                    other => {
                        *other = ferrocdk_core::Expr::Array(Vec::new());
                        0
                    }
                };
            });
        }
        count
    }

    /// Adds an item to a list that is a property, or stands in one.
    #[track_caller]
    fn add<T: bindings::Bind>(&self, property: &str, list: Option<&str>, item: Value<T>) {
        use ferrocdk_core::{Expr, ExprMap};
        let Some(bucket) = self.made() else {
            refuse(&self.scope, "has settings that this app cannot change");
            return;
        };
        let item = item.into_expr();
        bucket.update_property(property, |property| {
            let items = match list {
                None => property,
                Some(name) => {
                    if !matches!(property, Expr::Object(_)) {
                        *property = Expr::Object(ExprMap::default());
                    }
                    let Expr::Object(map) = property else { return };
                    map.get_or_insert_with(name, || Expr::Array(Vec::new()))
                }
            };
            match items {
                Expr::Array(items) => items.push(item),
                other => *other = Expr::Array(vec![item]),
            }
        });
    }
}

impl ResourcePolicy for Bucket {
    fn add_to_resource_policy(&self, statement: PolicyStatement) -> Option<Scope> {
        let policy = self.policy.as_ref()?;
        policy.update_property("PolicyDocument", |document| append_statement(document, statement));
        Some(policy.scope().clone())
    }
}
