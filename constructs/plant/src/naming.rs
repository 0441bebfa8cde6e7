//! `Naming`: the physical names of a plant's resources, by one strategy that holds below a scope.

use std::cell::Cell;
use std::fmt;
use std::rc::Rc;

use ferrocdk_core::{Construct, Diagnostic, Place, Scope, Value, pseudo};

use crate::diagnostic_ids;

/// Digits of an account.
const ACCOUNT_LENGTH: usize = 12;
/// Characters of the longest region there is, `ap-southeast-1`; for stacks that are deployed anywhere.
const REGION_LENGTH: usize = 14;

/// Stands in a name for the account that it is deployed to.
const ACCOUNT: &str = "{account}";
/// Stands in a name for the region that it is deployed to.
const REGION: &str = "{region}";

/// Characters that a service's names may have beside letters and digits, and whether letters may be large.
struct Alphabet {
    extra: &'static str,
    is_lower: bool,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $service:literal, $least:literal..=$most:literal, $extra:literal $($lower:ident)?;)*) => {
        /// A kind of resource that has a physical name, with the limits of its service.
        ///
        /// Source: the registry schemas of the types, and each service's page of quotas.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum NameOf {
            $($(#[$doc])* $name,)*
        }

        impl NameOf {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The word for its service in a name; empty where the purpose names it already, as for alarms.
            pub fn service(self) -> &'static str {
                match self { $(Self::$name => $service,)* }
            }

            /// Numbers of characters that its service takes.
            pub fn length(self) -> std::ops::RangeInclusive<usize> {
                match self { $(Self::$name => $least..=$most,)* }
            }

            fn alphabet(self) -> Alphabet {
                match self { $(Self::$name => Alphabet { extra: $extra, is_lower: kinds!(@lower $($lower)?) },)* }
            }
        }
    };
    (@lower) => { false };
    (@lower lower) => { true };
}

kinds! {
    /// Stream of Kinesis.
    Stream = "kinesis", 1..=128, "_.-";
    /// Delivery stream of Firehose.
    DeliveryStream = "firehose", 1..=64, "_.-";
    /// Table of DynamoDB.
    Table = "dynamodb", 3..=255, "_.-";
    /// Bucket of S3, whose name no other account may have: it holds account and region.
    Bucket = "s3", 3..=63, ".-" lower;
    /// Function of Lambda.
    Function = "lambda", 1..=64, "-_";
    /// Topic of SNS.
    Topic = "sns", 1..=256, "-_";
    /// Queue of SQS.
    Queue = "sqs", 1..=80, "-_";
    /// Queue of SQS that keeps the order; its name ends in `.fifo`.
    FifoQueue = "sqs", 1..=80, "-_.";
    /// Rule of AWS IoT, which takes underscores for hyphens.
    Rule = "iot", 1..=128, "_";
    /// Policy of AWS IoT.
    DevicePolicy = "iot", 1..=128, "_+=,.@-";
    /// Provisioning template of AWS IoT.
    ProvisioningTemplate = "iot", 1..=36, "_-";
    /// Type of things of AWS IoT.
    ThingType = "iot", 1..=128, ":_-";
    /// Group of things of AWS IoT.
    ThingGroup = "iot", 1..=128, ":_-";
    /// Role alias of AWS IoT.
    RoleAlias = "iot", 1..=128, "=,@-_";
    /// Alarm of CloudWatch, one metric or several; its purpose begins with the service that it watches: `lambda-errors`.
    Alarm = "", 1..=255, "-_.";
    /// Dashboard of CloudWatch.
    Dashboard = "cloudwatch", 1..=255, "-_";
    /// Saved query of CloudWatch Logs.
    QueryDefinition = "logs", 1..=255, "-_/.";
    /// Alias of a key of KMS, without `alias/`.
    KeyAlias = "kms", 1..=250, "/_-";
    /// API of API Gateway.
    Api = "apigateway", 1..=128, "-_.";
    /// Key for an API of API Gateway.
    ApiKey = "apigateway", 1..=128, "-_.";
    /// Usage plan of API Gateway.
    UsagePlan = "apigateway", 1..=128, "-_.";
    /// Replication group, user and user group of ElastiCache.
    Cache = "elasticache", 1..=40, "-" lower;
    /// Cluster of RDS.
    DatabaseCluster = "rds", 1..=63, "-" lower;
    /// Secret of Secrets Manager.
    Secret = "secretsmanager", 1..=512, "/_+=.@-";
    /// Database of Glue, which takes underscores for hyphens.
    GlueDatabase = "glue", 1..=255, "_" lower;
    /// Workgroup of Athena.
    WorkGroup = "athena", 1..=128, "._-";
    /// Schedule of EventBridge Scheduler.
    Schedule = "scheduler", 1..=64, "-_.";
}

/// A way to name resources.
///
/// ```
/// use ferrocdk_core::{App, Stack, StackProps, Value};
/// use ferrocdk_plant::{NameOf, Naming, NamingStrategy};
///
/// struct Short;
///
/// impl NamingStrategy for Short {
///     fn name(&self, _: NameOf, purpose: &str) -> Option<String> {
///         Some(format!("p7-{purpose}"))
///     }
/// }
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// Naming::of(&stack).set(Short);
/// assert_eq!(Naming::of(&stack).name(NameOf::Stream, "readings"), Some(Value::from("p7-readings")));
/// ```
pub trait NamingStrategy {
    /// The name of a resource of a kind, by its purpose: one to three words in lower case with hyphens between them, unique among those of the kind. `{account}` and
    /// `{region}` in it become those of the deployment. `None` lets CloudFormation generate one.
    fn name(&self, of: NameOf, purpose: &str) -> Option<String>;
}

/// `<plant>-<service>-<purpose>-<suffix>`: what [`Naming::plant`] gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlantNames {
    plant: String,
    suffix: String,
}

impl NamingStrategy for PlantNames {
    fn name(&self, of: NameOf, purpose: &str) -> Option<String> {
        let place = if of == NameOf::Bucket {
            format!("{ACCOUNT}-{REGION}")
        } else {
            String::new()
        };
        let words = [self.plant.as_str(), of.service(), purpose, &place, &self.suffix];
        let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
        let name = words.join("-");
        let takes_hyphens = of.alphabet().extra.contains('-');
        let name = if takes_hyphens { name } else { name.replace('-', "_") };
        let end = if of == NameOf::FifoQueue { ".fifo" } else { "" };
        Some(name + end)
    }
}

/// CloudFormation names everything: what [`Naming::generated`] gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GeneratedNames;

impl NamingStrategy for GeneratedNames {
    fn name(&self, _: NameOf, _: &str) -> Option<String> {
        None
    }
}

/// The names that hold at a scope: those of the nearest strategy above it, else generated ones.
///
/// Names that do not change are what people and their tools look for; their price is that a replacement cannot stand beside what it replaces. Generated names
/// are the default, and a [`Plant`](crate::Plant) sets [`Naming::plant`]. Constructs ask when they are made, so the strategy is set first.
///
/// A name that its service does not take is reported, once for a strategy, and one is generated instead.
///
/// ```
/// use ferrocdk_core::{App, Stack, StackProps};
/// use ferrocdk_plant::{NameOf, Naming};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// assert_eq!(Naming::of(&stack).name(NameOf::Alarm, "lambda-errors"), None);
///
/// Naming::of(&stack).set(Naming::plant("sao-paulo", "prod"));
/// let name = |of, purpose| Naming::of(&stack).name(of, purpose).unwrap();
/// assert_eq!(name(NameOf::Alarm, "lambda-errors").literal().unwrap(), "sao-paulo-lambda-errors-prod");
/// assert_eq!(name(NameOf::Rule, "readings").literal().unwrap(), "sao_paulo_iot_readings_prod");
/// ```
#[derive(Clone)]
pub struct Naming {
    scope: Scope,
}

#[derive(Clone)]
struct Held {
    strategy: Rc<dyn NamingStrategy>,
    place: Option<Place>,
    is_reported: Rc<Cell<bool>>,
}

impl fmt::Debug for Naming {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Naming({})", self.scope.path())
    }
}

impl Naming {
    /// The names of everything below a construct.
    pub fn of(construct: &dyn Construct) -> Self {
        Self {
            scope: construct.scope().clone(),
        }
    }

    /// Names by plant, service, purpose and suffix: `sao-paulo-kinesis-readings-prod`. Buckets have account and region before the suffix, rules underscores.
    pub fn plant(plant: &str, suffix: &str) -> PlantNames {
        PlantNames {
            plant: plant.to_owned(),
            suffix: suffix.to_owned(),
        }
    }

    /// Names that CloudFormation generates.
    pub fn generated() -> GeneratedNames {
        GeneratedNames
    }

    /// Sets the strategy.
    pub fn set(self, strategy: impl NamingStrategy + 'static) -> Self {
        self.hold(Rc::new(strategy), None)
    }

    /// Sets the strategy, and the place that names come from, for what is said of them.
    pub fn set_at(self, strategy: impl NamingStrategy + 'static, place: Place) -> Self {
        self.hold(Rc::new(strategy), Some(place))
    }

    pub(crate) fn hold(self, strategy: Rc<dyn NamingStrategy>, place: Option<Place>) -> Self {
        self.scope.set_extension(Held {
            strategy,
            place,
            is_reported: Rc::new(Cell::new(false)),
        });
        self
    }

    /// The name of a resource, for the setting of its construct; `None` where it is to be generated.
    pub fn name(&self, of: NameOf, purpose: &str) -> Option<Value<String>> {
        let lineage = std::iter::successors(Some(self.scope.clone()), Scope::parent);
        let held = lineage.into_iter().find_map(|scope| scope.extension::<Held>())?;
        let name = held.strategy.name(of, purpose)?;
        if let Some(diagnostic) = self.refusal(of, &name) {
            if !held.is_reported.replace(true) {
                let diagnostic = match held.place {
                    Some(place) => diagnostic.placed(place),
                    None => diagnostic,
                };
                self.scope.report(diagnostic);
            }
            return None;
        }
        Some(deployed(&name))
    }

    /// [`name`](Self::name) as text, where it does not depend on the deployment.
    pub fn text(&self, of: NameOf, purpose: &str) -> Option<String> {
        self.name(of, purpose)?.literal().cloned()
    }

    /// Mistake in a name, if there is one.
    fn refusal(&self, of: NameOf, name: &str) -> Option<Diagnostic> {
        let region = self.scope.stack().and_then(|stack| stack.environment().region);
        let region = region.map_or(REGION_LENGTH, |region| region.len());
        let text = name.replace(ACCOUNT, "").replace(REGION, "");
        let places = (ACCOUNT, ACCOUNT_LENGTH, REGION, region);
        let length = text.chars().count()
            + name.matches(places.0).count() * places.1
            + name.matches(places.2).count() * places.3;
        let allowed = of.length();
        if !allowed.contains(&length) {
            let word = if length > *allowed.end() { "long" } else { "short" };
            let over = length.saturating_sub(*allowed.end());
            let diagnostic = Diagnostic::error(
                diagnostic_ids::NAME_LENGTH,
                format!("a name is too {word} for its service"),
            )
            .found(format!("{name}, with {length} characters"))
            .allowed(format!("{} to {} characters", allowed.start(), allowed.end()));
            let help =
                format!("take {over} characters from the suffix or the plant's name, or set another naming strategy");
            return Some(if over > 0 { diagnostic.help(help) } else { diagnostic });
        }
        let Alphabet { extra, is_lower } = of.alphabet();
        let fits =
            |c: &char| (c.is_ascii_alphanumeric() && !(is_lower && c.is_ascii_uppercase())) || extra.contains(*c);
        let wrong = text.chars().find(|character| !fits(character))?;
        let letters = if is_lower { "lower-case letters" } else { "letters" };
        let diagnostic = Diagnostic::error(
            diagnostic_ids::NAME_CHARACTERS,
            "a name has a character that its service does not take",
        )
        .found(format!("{wrong:?} in {name}"))
        .allowed(format!(
            "{letters}, digits and {}",
            extra.chars().map(String::from).collect::<Vec<_>>().join(" ")
        ));
        Some(diagnostic)
    }
}

/// The name with account and region of the deployment in it.
fn deployed(name: &str) -> Value<String> {
    let mut value = Value::from("");
    let mut rest = name;
    while let Some(at) = rest.find('{') {
        let (before, from) = rest.split_at(at);
        value = value + before;
        if let Some(after) = from.strip_prefix(ACCOUNT) {
            (value, rest) = (value + pseudo::account_id(), after);
        } else if let Some(after) = from.strip_prefix(REGION) {
            (value, rest) = (value + pseudo::region(), after);
        } else {
            // No alphabet has braces, so that this name was refused before.
            let (brace, after) = from.split_at(1);
            (value, rest) = (value + brace, after);
        }
    }
    value + rest
}
