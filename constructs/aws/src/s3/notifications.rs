//! Notifications of a bucket: to queues and topics, and to functions.

use std::panic::Location;

use ferrocdk_core::{Construct, Diagnostic, Document, Expr, ExprMap, Scope, Value};

use super::bucket::{Bucket, EventBridge};
use super::events::{EventType, Notification};
use crate::custom_resource::{CustomResource, CustomResourceProps, Provider};
use crate::diagnostic_ids;
use crate::iam::{PolicyStatement, Principal};

/// The most notifications of a bucket. Source: "Amazon S3 event notifications".
const MAX: usize = 100;

/// Receiver of S3's notifications.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DestinationKind {
    /// A queue of SQS.
    Queue,
    /// A topic of SNS.
    Topic,
    /// A function of Lambda.
    Function,
}

/// A destination that lets S3 deliver.
#[derive(Clone, Debug)]
pub struct BoundDestination {
    /// Kind of receiver.
    pub kind: DestinationKind,
    /// Its ARN.
    pub arn: Value<String>,
    /// Construct that has to be there first: S3 takes no notification to where it may not deliver.
    pub after: Vec<Scope>,
}

/// Where notifications of a bucket can go: a queue, a topic, a function.
#[diagnostic::on_unimplemented(
    message = "a bucket cannot notify `{Self}`",
    label = "expected a queue, a topic or a function, by reference"
)]
pub trait NotificationDestination {
    /// Lets S3 deliver for a bucket, and says where.
    fn bind(&self, bucket: &NotifyingBucket) -> BoundDestination;
}

/// A bucket as a destination sees it.
#[derive(Clone, Debug)]
pub struct NotifyingBucket {
    bucket: Bucket,
    scope: Scope,
    caller: &'static Location<'static>,
}

impl NotifyingBucket {
    /// The bucket.
    pub fn bucket(&self) -> &Bucket {
        &self.bucket
    }

    /// Where constructs go that belong to its notifications: beside the bucket, so that what depends on the bucket does not depend on them.
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// S3 on behalf of the account. Not of the bucket itself, unless it has a name of its own: the bucket is made after the policy that lets S3 in, so the policy cannot
    /// name it.
    pub fn principal(&self) -> Principal {
        let s3 = Principal::service("s3.amazonaws.com").from_own_account();
        match self.bucket.given_name() {
            Some(name) => s3.from_source(ferrocdk_cfn::s3::CfnBucket::arn_for(name.clone())),
            None => s3,
        }
    }

    /// Reports something at the bucket, with the line that names the destination.
    pub fn report(&self, diagnostic: Diagnostic) {
        self.bucket.report(diagnostic.located(self.caller));
    }

    /// Reports that S3 may not be let in, which this app cannot see.
    pub fn may_be_refused(&self, destination: &dyn Construct, action: &str) {
        let diagnostic = Diagnostic::warning(diagnostic_ids::DELIVERY, "S3 may not be let in")
            .found(format!(
                "{} is imported, and its policy cannot be changed here",
                destination.scope().path()
            ))
            .help(format!(
                "let s3.amazonaws.com call {action} where it is made, and acknowledge this"
            ));
        self.report(diagnostic);
    }
}

/// The notifications of a bucket, kept with it.
#[derive(Clone, Debug, Default)]
struct Notifications {
    all: Vec<(Notification, BoundDestination)>,
    resource: Option<CustomResource>,
}

impl Bucket {
    /// Tells a queue, a topic or a function what happens to objects.
    ///
    /// The notification stands in the bucket where it can: to queues and topics. A function nearly always reads the bucket that invokes it, so that the two would
    /// wait for each other: then, and for an imported bucket, the [`Provider`] of the stack sets all of the bucket's notifications once both are there, as AWS CDK does
    /// for every bucket. EventBridge is told of everything by default; a rule needs none of this.
    ///
    /// S3 tells each event once: two notifications must not be about the same.
    ///
    /// ```
    /// use ferrocdk_aws::lambda::{Code, Function, FunctionProps};
    /// use ferrocdk_aws::s3::{Bucket, BucketProps, EventType, Notification};
    /// use ferrocdk_aws::sqs::{Queue, QueueProps};
    /// use ferrocdk_core::{App, Stack, StackProps};
    ///
    /// let app = App::new();
    /// let stack = Stack::new(&app, "plant", StackProps::default());
    /// let uploads = Bucket::new(&stack, "Uploads", BucketProps::new());
    /// let jobs = Queue::new(&stack, "Jobs", QueueProps::new());
    /// uploads.add_event_notification(EventType::ObjectRemoved, &jobs);
    ///
    /// let reader = Function::new(&stack, "Reader", FunctionProps::new(Code::rust("processor")));
    /// uploads.grant_read(&reader);
    /// uploads.add_event_notification(Notification::new(EventType::ObjectCreated).suffix(".csv"), &reader);
    /// # assert!(app.synth().is_ok());
    /// ```
    #[track_caller]
    pub fn add_event_notification(
        &self,
        notification: impl Into<Notification>,
        destination: &dyn NotificationDestination,
    ) {
        let notification = notification.into();
        let mut kept = self.scope().extension::<Notifications>().unwrap_or_default();
        self.check_notification(&notification, &kept.all);
        let notifying = NotifyingBucket {
            bucket: self.clone(),
            scope: self.beside(),
            caller: Location::caller(),
        };
        let bound = destination.bind(&notifying);
        let by_provider = kept.resource.is_some() || bound.kind == DestinationKind::Function || self.made().is_none();
        kept.all.push((notification, bound.clone()));
        match (by_provider, self.made()) {
            (false, Some(bucket)) => {
                bucket.update_property("NotificationConfiguration", |configuration| {
                    add(configuration, &kept.all);
                });
                bound.after.iter().for_each(|other| bucket.scope().depends_on(other));
            }
            _ => {
                let resource = kept
                    .resource
                    .take()
                    .unwrap_or_else(|| self.notifications_resource(&notifying));
                let all = configuration(&kept.all);
                resource
                    .cfn()
                    .update_property("Notifications", |notifications| *notifications = all);
                let after = kept.all.iter().flat_map(|(_, destination)| &destination.after);
                after.for_each(|other| resource.scope().depends_on(other));
                kept.resource = Some(resource);
            }
        }
        self.scope().set_extension(kept);
    }

    /// Tells a queue, a topic or a function of every object that is written.
    #[track_caller]
    pub fn add_object_created_notification(&self, destination: &dyn NotificationDestination) {
        self.add_event_notification(EventType::ObjectCreated, destination);
    }

    /// Tells a queue, a topic or a function of every object that is deleted.
    #[track_caller]
    pub fn add_object_removed_notification(&self, destination: &dyn NotificationDestination) {
        self.add_event_notification(EventType::ObjectRemoved, destination);
    }

    /// The scope of constructs that belong to the bucket's notifications.
    fn beside(&self) -> Scope {
        let parent = self.scope().parent().unwrap_or_else(|| self.scope().clone());
        let id = format!("{}Notifications", self.scope().id());
        parent.find_child(&id).unwrap_or_else(|| parent.child(&id))
    }

    #[track_caller]
    fn check_notification(&self, notification: &Notification, others: &[(Notification, BoundDestination)]) {
        if let Some((other, _)) = others.iter().find(|(other, _)| other.overlaps(notification)) {
            let diagnostic = Diagnostic::error(
                diagnostic_ids::NOTIFICATION,
                "two notifications of a bucket are about the same events",
            )
            .found(format!("{}, beside {}", notification.shown(), other.shown()))
            .allowed("prefixes or suffixes of which none is the beginning or end of the other")
            .help("let a topic fan out, or use rules of EventBridge, which tell as many as there are");
            self.report(diagnostic.located(Location::caller()));
        }
        if others.len() == MAX {
            let diagnostic = Diagnostic::error(diagnostic_ids::NOTIFICATION, "too many notifications of a bucket")
                .found(format!("{} notifications", MAX + 1))
                .allowed(MAX.to_string());
            self.report(diagnostic.located(Location::caller()));
        }
    }

    /// Makes the resource that sets the notifications, and lets it.
    #[track_caller]
    fn notifications_resource(&self, notifying: &NotifyingBucket) -> CustomResource {
        let provider = Provider::of(notifying.scope());
        let mut properties = vec![
            ("Kind", Expr::string("BucketNotifications")),
            ("BucketName", self.name().into_expr()),
        ];
        match (self.made(), self.event_bridge()) {
            // Of a bucket that others have too, only what this resource set is changed.
            (None, _) => properties.push(("Others", Expr::string("keep"))),
            (Some(_), EventBridge::Told) => properties.push(("EventBridge", Expr::string("true"))),
            (Some(_), EventBridge::NotTold) => {}
        }
        let props = CustomResourceProps::new(provider.service_token())
            .resource_type("Custom::BucketNotifications")
            .properties(Document::new(Expr::object(properties)));
        let resource = CustomResource::new(notifying.scope(), "Resource", props);
        let statement = PolicyStatement::allow(["s3:GetBucketNotification", "s3:PutBucketNotification"]).on(self.arn());
        // With the resource rather than in the bucket's policy: they are needed until it is deleted.
        provider.permit(&resource, [statement]);
        if let Some(bucket) = self.made() {
            // What CloudFormation sets and what the provider sets would undo each other.
            bucket.update_property("NotificationConfiguration", |configuration| *configuration = Expr::Null);
        }
        resource
    }
}

/// All notifications as the provider reads them.
fn configuration(all: &[(Notification, BoundDestination)]) -> Expr {
    let entries = all.iter().map(|(notification, destination)| {
        let mut entry = vec![
            ("To", Expr::string(destination.kind.word())),
            ("Arn", destination.arn.clone().into_expr()),
            ("Event", Expr::string(notification.event.word())),
        ];
        let parts = [("Prefix", &notification.prefix), ("Suffix", &notification.suffix)];
        entry.extend(
            parts
                .into_iter()
                .filter_map(|(name, part)| Some((name, Expr::string(part.as_ref()?)))),
        );
        Expr::object(entry)
    });
    Expr::Array(entries.collect())
}

impl DestinationKind {
    fn word(self) -> &'static str {
        match self {
            Self::Queue => "queue",
            Self::Topic => "topic",
            Self::Function => "function",
        }
    }

    /// The list of the property that it stands in, and the name of its ARN there.
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Queue => ("QueueConfigurations", "Queue"),
            Self::Topic => ("TopicConfigurations", "Topic"),
            Self::Function => ("LambdaConfigurations", "Function"),
        }
    }
}

/// Adds the last notification to the property of a bucket.
fn add(configuration: &mut Expr, all: &[(Notification, BoundDestination)]) {
    let Some((notification, destination)) = all.last() else {
        return;
    };
    let (list, name) = destination.kind.names();
    let mut entry = vec![
        ("Event", Expr::string(notification.event.word())),
        (name, destination.arn.clone().into_expr()),
    ];
    let parts = [("prefix", &notification.prefix), ("suffix", &notification.suffix)];
    let rules = parts.into_iter().filter_map(|(name, part)| {
        let value = Expr::string(part.as_ref()?);
        Some(Expr::object([("Name", Expr::string(name)), ("Value", value)]))
    });
    let rules: Vec<Expr> = rules.collect();
    if !rules.is_empty() {
        let rules = Expr::object([("Rules", Expr::Array(rules))]);
        entry.push(("Filter", Expr::object([("S3Key", rules)])));
    }
    if !matches!(configuration, Expr::Object(_)) {
        *configuration = Expr::Object(ExprMap::default());
    }
    if let Expr::Object(map) = configuration
        && let Expr::Array(items) = map.get_or_insert_with(list, || Expr::Array(Vec::new()))
    {
        items.push(Expr::object(entry));
    }
}
