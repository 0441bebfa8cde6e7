//! `Destination`: where Lambda sends what became of an event.

use std::fmt;
use std::rc::Rc;

use ferrocdk_core::{Diagnostic, Scope, Value, text};

use super::function::Function;
use crate::diagnostic_ids;
use crate::iam::{Grantee, PolicyStatement};
use crate::sqs::Queue;

/// Where Lambda sends what became of an event: a queue, a topic, a function, an event bus or a bucket, by reference.
///
/// ```
/// use ferrocdk_aws::lambda::{Code, Function, FunctionProps};
/// use ferrocdk_aws::sqs::{Queue, QueueProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let failed = Queue::new(&stack, "Failed", QueueProps::new());
/// Function::new(&stack, "Processor", FunctionProps::new(Code::rust("processor")).on_failure(&failed));
/// # let template = app.synth().unwrap().template("plant").unwrap().to_string();
/// # assert!(template.contains("AWS::Lambda::EventInvokeConfig"));
/// ```
#[derive(Clone)]
pub struct Destination {
    kind: Kind,
    arn: Value<String>,
    grant: Rc<Letting>,
}

/// Lets somebody send there.
type Letting = dyn Fn(&dyn Grantee);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Queue,
    Topic,
    Function,
    EventBus,
    Bucket,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Self::Queue => "a queue",
            Self::Topic => "a topic",
            Self::Function => "a function",
            Self::EventBus => "an event bus",
            Self::Bucket => "a bucket",
        }
    }
}

/// Occasion on which a destination is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Told {
    /// Events that are given up, without the error.
    DeadLetters,
    /// Records of a mapping that are given up.
    RecordsGivenUp,
    /// Events that are given up.
    EventsGivenUp,
    /// Events that the function has dealt with.
    EventsDone,
}

impl Told {
    /// Source: "Capturing records of Lambda asynchronous invocations", "Retaining discarded batches".
    fn kinds(self) -> &'static [Kind] {
        match self {
            Self::DeadLetters => &[Kind::Queue, Kind::Topic],
            Self::RecordsGivenUp => &[Kind::Queue, Kind::Topic, Kind::Bucket],
            Self::EventsGivenUp => &[Kind::Queue, Kind::Topic, Kind::Function, Kind::EventBus, Kind::Bucket],
            Self::EventsDone => &[Kind::Queue, Kind::Topic, Kind::Function, Kind::EventBus],
        }
    }
}

impl Told {
    fn property(self) -> &'static str {
        match self {
            Self::DeadLetters => "DeadLetterConfig",
            Self::RecordsGivenUp | Self::EventsGivenUp | Self::EventsDone => "DestinationConfig",
        }
    }
}

impl fmt::Debug for Destination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Destination({})", self.kind.word())
    }
}

impl From<&Queue> for Destination {
    fn from(queue: &Queue) -> Self {
        let to = queue.clone();
        Self {
            kind: Kind::Queue,
            arn: queue.arn(),
            grant: Rc::new(move |grantee| {
                to.grant_send_messages(grantee);
            }),
        }
    }
}

impl From<&Function> for Destination {
    fn from(function: &Function) -> Self {
        let to = function.clone();
        Self {
            kind: Kind::Function,
            arn: function.arn(),
            grant: Rc::new(move |grantee| {
                to.grant_invoke(grantee);
            }),
        }
    }
}

#[cfg(feature = "sns")]
impl From<&crate::sns::Topic> for Destination {
    fn from(topic: &crate::sns::Topic) -> Self {
        let to = topic.clone();
        Self {
            kind: Kind::Topic,
            arn: topic.arn(),
            grant: Rc::new(move |grantee| {
                to.grant_publish(grantee);
            }),
        }
    }
}

#[cfg(feature = "events")]
impl From<&crate::events::EventBus> for Destination {
    fn from(bus: &crate::events::EventBus) -> Self {
        let to = bus.clone();
        Self {
            kind: Kind::EventBus,
            arn: bus.arn(),
            grant: Rc::new(move |grantee| {
                to.grant_put_events_to(grantee);
            }),
        }
    }
}

#[cfg(feature = "s3")]
impl From<&crate::s3::Bucket> for Destination {
    fn from(bucket: &crate::s3::Bucket) -> Self {
        let to = bucket.clone();
        Self {
            kind: Kind::Bucket,
            arn: bucket.arn(),
            grant: Rc::new(move |grantee| {
                to.grant_put(grantee);
                grantee.add_to_principal_policy(PolicyStatement::allow(["s3:ListBucket"]).on(to.arn()));
            }),
        }
    }
}

impl Destination {
    fn of(kind: Kind, arn: Value<String>, statements: Vec<PolicyStatement>) -> Self {
        Self {
            kind,
            arn,
            grant: Rc::new(move |grantee| {
                for statement in statements.clone() {
                    grantee.add_to_principal_policy(statement);
                }
            }),
        }
    }

    /// A topic, by ARN.
    pub fn topic(arn: impl Into<Value<String>>) -> Self {
        let arn = arn.into();
        let publish = PolicyStatement::allow(["sns:Publish"]).on(arn.clone());
        Self::of(Kind::Topic, arn, vec![publish])
    }

    /// An event bus, by ARN.
    pub fn event_bus(arn: impl Into<Value<String>>) -> Self {
        let arn = arn.into();
        let put = PolicyStatement::allow(["events:PutEvents"]).on(arn.clone());
        Self::of(Kind::EventBus, arn, vec![put])
    }

    /// A bucket, by ARN, which gets the records themselves.
    pub fn bucket(arn: impl Into<Value<String>>) -> Self {
        let arn = arn.into();
        let list = PolicyStatement::allow(["s3:ListBucket"]).on(arn.clone());
        let put = PolicyStatement::allow(["s3:PutObject"]).on(text!("{}/*", arn.clone()));
        Self::of(Kind::Bucket, arn, vec![list, put])
    }

    /// Lets a function send there, where such a destination can be told of that. Gives the ARN.
    #[track_caller]
    pub(super) fn bind(self, scope: &Scope, sender: &dyn Grantee, told: Told) -> Value<String> {
        let kinds = told.kinds();
        if !kinds.contains(&self.kind) {
            let words: Vec<_> = kinds.iter().map(|kind| kind.word()).collect();
            let diagnostic = Diagnostic::error(
                diagnostic_ids::DESTINATION,
                "a destination that Lambda does not send this to",
            )
            .at("", Some(told.property()))
            .found(self.kind.word())
            .allowed(words.join(", "));
            scope.report(diagnostic);
        }
        (self.grant)(sender);
        self.arn
    }
}
