//! S3: buckets, which keep objects.
//!
//! ```
//! use ferrocdk_aws::iam::{Principal, Role, RoleProps};
//! use ferrocdk_aws::s3::{Bucket, BucketProps, LifecycleRule, StorageClass};
//! use ferrocdk_aws::units::Days;
//! use ferrocdk_core::{App, Stack, StackProps};
//!
//! let app = App::new();
//! let stack = Stack::new(&app, "plant", StackProps::default());
//! let logs = Bucket::new(&stack, "Logs", BucketProps::for_access_logs(Days(90)));
//! let age = LifecycleRule::new().transition(StorageClass::Glacier, Days(90)).expiration(Days(365));
//! let archive = Bucket::new(&stack, "Archive", BucketProps::new().lifecycle_rules([age]).server_access_log(&logs));
//!
//! let worker = Role::new(&stack, "Worker", RoleProps::new(Principal::service("lambda.amazonaws.com")));
//! archive.grant_read(&worker);
//! archive.grants().objects("raw/*").put(&worker);
//!
//! let shared = Bucket::from_bucket_name(&stack, "Shared", "plant-firmware");
//! shared.grant_read(&worker);
//! # assert!(app.synth().is_ok());
//! ```
//!
//! A bucket is private, encrypted by S3, versioned, over TLS only, and tells EventBridge of its objects. Nothing is lost by a mistake: what is overwritten or deleted
//! can be had back for 30 days, and the bucket stays when it leaves its stack.
//!
//! | AWS CDK | here |
//! |---|---|
//! | `Bucket`, `fromBucketName`, `fromBucketArn`, `fromBucketAttributes` | [`Bucket`], [`Bucket::from_bucket_name`], `from_bucket_arn`, `from_bucket_attributes` |
//! | `BucketPolicy`, `addToResourcePolicy` | part of each [`Bucket`]; [`Bucket::add_to_resource_policy`](crate::grants::ResourcePolicy::add_to_resource_policy) |
//! | `BucketEncryption`, `encryptionKey` | [`BucketEncryption`], [`BucketProps::encryption_key`] |
//! | `BlockPublicAccess`, `publicReadAccess` | [`BlockPublicAccess`], [`Bucket::grant_public_access`] |
//! | `enforceSSL`, `minimumTLSVersion` | on by default; [`BucketProps::transport`] |
//! | `versioned` | on by default; [`BucketProps::versioning`] |
//! | `autoDeleteObjects` | [`BucketProps::auto_delete_objects`] |
//! | `LifecycleRule`, `Transition`, `NoncurrentVersionTransition`, `StorageClass` | [`LifecycleRule`], [`Transition`], [`StorageClass`] |
//! | `serverAccessLogsBucket`, `serverAccessLogsPrefix`, `TargetObjectKeyFormat` | [`BucketProps::server_access_log`], [`ServerAccessLog`], [`LogKeyFormat`]; [`BucketProps::for_access_logs`] for the bucket that receives them |
//! | `CorsRule`, `HttpMethods` | [`CorsRule`], [`HttpMethod`] |
//! | `websiteIndexDocument`, `websiteRedirect`, `RoutingRule`, `ReplaceKey` | [`Website`], [`RoutingRule`], [`ReplaceKey`] |
//! | `Inventory`, `BucketMetrics` | [`Inventory`], [`RequestMetrics`] |
//! | `IntelligentTieringConfiguration` | [`IntelligentTiering`] |
//! | `ObjectLockRetention`, `objectLockEnabled` | [`ObjectLock`] |
//! | `ReplicationRule`, `replicationRole` | [`ReplicationRule`], [`BucketProps::replication_role`] |
//! | `eventBridgeEnabled` | on by default; [`BucketProps::event_bridge`] |
//! | `addEventNotification`, `addObjectCreatedNotification`, `addObjectRemovedNotification` | [`Bucket::add_event_notification`] and its like |
//! | `EventType`, `NotificationKeyFilter` | [`EventType`], [`Notification`] |
//! | `LambdaDestination`, `SqsDestination`, `SnsDestination` | the function, queue or topic itself, by reference ([`NotificationDestination`]) |
//! | `grantRead(identity, pattern)` and the others | [`Bucket::grant_read`]; for a pattern, [`BucketGrants::objects`] |
//! | `urlForObject`, `virtualHostedUrlForObject`, `s3UrlForObject`, `transferAccelerationUrlForObject` | [`Bucket::url_for_object`] and its like |
//! | `Location` | `bucket.name()` with a key, where something asks for it |
//! | `aws-s3-deployment.BucketDeployment`, `Source`, `CacheControl` | [`BucketDeployment`], [`Source`], [`CacheControl`] |
//! | `DeployTimeSubstitutedFile` | [`Source::data`], whose text may have values that are known at deployment |
//! | `aws-s3-assets.Asset`, `grantRead` | [`ferrocdk_core::Asset`], a file or folder in the assets bucket; [`AssetAccess::grant_read`] |

mod addresses;
mod asset;
mod bucket;
mod cache_control;
mod cors;
mod deliveries;
mod deployment;
mod destinations;
mod emptying;
mod events;
mod grants;
mod lifecycle;
mod metrics;
mod notifications;
mod object_lock;
mod objects;
mod policy;
mod render;
mod replication;
mod reports;
mod source;
mod tiering;
mod website;

pub use addresses::{HostStyle, IpVersions};
pub use asset::AssetAccess;
pub use bucket::{
    BlockPublicAccess, Bucket, BucketAttributes, BucketEncryption, BucketProps, EventBridge, ObjectOwnership,
    TransferAcceleration, Transport, Versioning,
};
pub use cache_control::CacheControl;
pub use cors::{CorsRule, HttpMethod, Methods, Origins};
pub use deliveries::{LogKeyFormat, ServerAccessLog};
pub use deployment::{BucketDeployment, BucketDeploymentProps, Extraction, Leftovers, ObjectMetadata};
pub use emptying::ObjectsOnDeletion;
pub use events::{EventType, Notification};
pub use grants::BucketGrants;
pub use lifecycle::{ExpiredDeleteMarker, LifecycleRule, RuleStatus, Transition};
pub use notifications::{BoundDestination, DestinationKind, NotificationDestination, NotifyingBucket};
pub use object_lock::{ObjectLock, RetentionMode};
pub use objects::{ObjectTag, StorageClass};
pub use replication::{ReplicaOwner, Replicated, ReplicationRule, ReplicationTime};
pub use reports::{Inventory, InventoryFormat, InventoryFrequency, InventoryVersions, RequestMetrics};
pub use source::Source;
pub use tiering::{ArchiveAfter, DeepArchiveAfter, IntelligentTiering};
pub use website::{RedirectProtocol, ReplaceKey, RoutingRule, Website};
