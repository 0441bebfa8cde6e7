//! Context that is looked up: questions about an account, which the CDK CLI answers for the app.

use ferrocdk_assembly::MissingContext;
use indexmap::IndexMap;
use serde_json::{Value as Json, json};

use crate::diagnostic::{Diagnostic, ids};
use crate::expr::{ReferenceStrength, STRENGTH_CONTEXT};
use crate::stack::Stack;
use crate::tree::{Construct, Scope, Tree};
use crate::value::Value;

/// Who looks a value up.
///
/// Source: `ContextProvider` of `@aws-cdk/cloud-assembly-schema`.
///
/// ```
/// # use ferrocdk_core::{App, Construct, ContextProvider, ContextQuery, Environment, Stack, StackProps};
/// # let app = App::new();
/// # let known = Environment { account: Some("111111111111".to_owned()), region: Some("sa-east-1".to_owned()) };
/// # let stack = Stack::new(&app, "plant", StackProps::default().environment(known));
/// let key = ContextQuery::new(ContextProvider::Key, "key-dummy").prop("aliasName", "alias/plant");
/// stack.scope().look_up(key);
/// # let assembly = app.synth().unwrap();
/// # let (_, manifest) = assembly.files().find(|(name, _)| *name == "manifest.json").unwrap();
/// # let manifest: serde_json::Value = serde_json::from_str(manifest).unwrap();
/// assert_eq!(manifest["missing"][0]["provider"], "key-provider");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContextProvider {
    /// Machine images.
    Ami,
    /// The availability zones of a region.
    AvailabilityZones,
    /// Any resource, through the Cloud Control API.
    CloudControl,
    /// The availability zones of an endpoint service.
    EndpointServiceAvailabilityZones,
    /// Hosted zones of Route 53.
    HostedZone,
    /// Keys of KMS.
    Key,
    /// Load balancers.
    LoadBalancer,
    /// Listeners of load balancers.
    LoadBalancerListener,
    /// Security groups.
    SecurityGroup,
    /// Parameters of Systems Manager.
    SsmParameter,
    /// Networks.
    Vpc,
}

impl ContextProvider {
    fn word(self) -> &'static str {
        match self {
            Self::Ami => "ami",
            Self::AvailabilityZones => "availability-zones",
            Self::CloudControl => "cc-api-provider",
            Self::EndpointServiceAvailabilityZones => "endpoint-service-availability-zones",
            Self::HostedZone => "hosted-zone",
            Self::Key => "key-provider",
            Self::LoadBalancer => "load-balancer",
            Self::LoadBalancerListener => "load-balancer-listener",
            Self::SecurityGroup => "security-group",
            Self::SsmParameter => "ssm",
            Self::Vpc => "vpc-provider",
        }
    }
}

/// A question about the account and region of a stack.
///
/// The answer is context: it stands in `cdk.context.json`, so that the same tree gives the same template until somebody clears it. Until it is there,
/// the stand-in is given, and the manifest says what is missing; the CDK CLI then looks it up and starts the app again.
///
/// ```
/// use ferrocdk_core::{App, Construct, ContextProvider, ContextQuery, Environment, Stack, StackProps};
/// let key = "ssm:account=111111111111:parameterName=/plant/image:region=sa-east-1";
/// let app = App::with_context([(key.to_owned(), "ami-42".into())].into());
/// let known = Environment { account: Some("111111111111".to_owned()), region: Some("sa-east-1".to_owned()) };
/// let stack = Stack::new(&app, "plant", StackProps::default().environment(known));
/// let image = stack.scope().look_up(ContextQuery::ssm_parameter("/plant/image"));
/// assert_eq!(image, "ami-42");
/// let zone = ContextQuery::new(ContextProvider::HostedZone, "DUMMY").prop("domainName", "example.com");
/// assert_eq!(stack.scope().look_up(zone), "DUMMY");
/// let assembly = app.synth().unwrap();
/// let (_, manifest) = assembly.files().find(|(name, _)| *name == "manifest.json").unwrap();
/// assert!(manifest.contains(r#""provider": "hosted-zone""#));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct ContextQuery {
    /// Who looks it up.
    pub provider: ContextProvider,
    /// Question, besides account and region.
    pub props: IndexMap<String, Json>,
    /// Stand-in until the answer is there; of the answer's form.
    pub dummy: Json,
    /// Whether the stand-in is the answer when nothing is found. Not said, the provider decides.
    pub may_be_missing: Option<bool>,
}

impl ContextQuery {
    /// A question for a provider, and what stands in until the answer is there.
    ///
    /// ```
    /// # use ferrocdk_core::{ContextProvider, ContextQuery};
    /// let query = ContextQuery::new(ContextProvider::HostedZone, "DUMMY");
    /// assert!(query.props.is_empty() && query.dummy == "DUMMY");
    /// ```
    pub fn new(provider: ContextProvider, dummy: impl Into<Json>) -> Self {
        Self {
            provider,
            props: IndexMap::new(),
            dummy: dummy.into(),
            may_be_missing: None,
        }
    }

    /// Says more of what is asked for.
    ///
    /// ```
    /// # use ferrocdk_core::{ContextProvider, ContextQuery};
    /// let query = ContextQuery::new(ContextProvider::HostedZone, "DUMMY").prop("domainName", "example.com");
    /// assert_eq!(query.props["domainName"], "example.com");
    /// ```
    #[must_use]
    pub fn prop(mut self, key: impl Into<String>, value: impl Into<Json>) -> Self {
        self.props.insert(key.into(), value.into());
        self
    }

    /// Says whether the stand-in is the answer when nothing is found.
    ///
    /// ```
    /// # use ferrocdk_core::ContextQuery;
    /// let query = ContextQuery::ssm_parameter("/plant/image").may_be_missing(true);
    /// assert_eq!(query.may_be_missing, Some(true));
    /// ```
    #[must_use]
    pub fn may_be_missing(mut self, on: bool) -> Self {
        self.may_be_missing = Some(on);
        self
    }

    /// The names of the region's availability zones: a list of strings.
    ///
    /// ```
    /// # use ferrocdk_core::{ContextProvider, ContextQuery};
    /// assert_eq!(ContextQuery::availability_zones().provider, ContextProvider::AvailabilityZones);
    /// ```
    pub fn availability_zones() -> Self {
        Self::new(
            ContextProvider::AvailabilityZones,
            json!(["dummy1a", "dummy1b", "dummy1c"]),
        )
    }

    /// The text of a parameter of Systems Manager.
    ///
    /// ```
    /// # use ferrocdk_core::ContextQuery;
    /// let query = ContextQuery::ssm_parameter("/plant/image");
    /// assert_eq!(query.dummy, "dummy-value-for-/plant/image");
    /// assert_eq!(query.may_be_missing, Some(false), "one that does not exist is a mistake");
    /// ```
    pub fn ssm_parameter(name: &str) -> Self {
        Self::new(ContextProvider::SsmParameter, format!("dummy-value-for-{name}"))
            .prop("parameterName", name)
            .may_be_missing(false)
    }

    /// The id of the newest machine image whose name matches, `*` standing for anything, of these owners.
    ///
    /// ```
    /// # use ferrocdk_core::ContextQuery;
    /// let query = ContextQuery::ami("al2023-ami-*-arm64", &["amazon"]);
    /// assert_eq!(query.props["filters"]["name"][0], "al2023-ami-*-arm64");
    /// ```
    pub fn ami(name: &str, owners: &[&str]) -> Self {
        let filters = json!({ "name": [name], "state": ["available"], "image-type": ["machine"] });
        Self::new(ContextProvider::Ami, "ami-1234")
            .prop("owners", json!(owners))
            .prop("filters", filters)
    }

    /// The one network that a filter finds, such as `("tag:Name", "plant")`: a map with `vpcId`, `vpcCidrBlock` and `subnetGroups`.
    ///
    /// ```
    /// # use ferrocdk_core::ContextQuery;
    /// let query = ContextQuery::vpc([("tag:Name", "plant")]);
    /// assert_eq!(query.props["filter"]["tag:Name"], "plant");
    /// assert_eq!(query.dummy["vpcId"], "vpc-12345");
    /// ```
    pub fn vpc<'a>(filter: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let filter: serde_json::Map<String, Json> = filter
            .into_iter()
            .map(|(key, value)| (key.to_owned(), value.into()))
            .collect();
        let dummy =
            json!({ "vpcId": "vpc-12345", "vpcCidrBlock": "1.2.3.4/5", "availabilityZones": [], "subnetGroups": [] });
        Self::new(ContextProvider::Vpc, dummy)
            .prop("filter", filter)
            .prop("returnAsymmetricSubnets", true)
    }

    /// The key of the answer, and everything that is asked.
    ///
    /// Source: `ContextProvider.getKey` of aws-cdk-lib.
    fn key(&self, account: &str, region: &str) -> (String, IndexMap<String, Json>) {
        let mut props: IndexMap<String, Json> = [
            ("account".to_owned(), account.into()),
            ("region".to_owned(), region.into()),
        ]
        .into();
        props.extend(self.props.clone());
        let mut parts = Vec::new();
        props
            .iter()
            .for_each(|(key, value)| flatten(key.clone(), value, &mut parts));
        // JavaScript compares strings by UTF-16 units, and the CDK CLI writes the answer under the key that aws-cdk-lib makes.
        parts.sort_by(|one, other| one.encode_utf16().cmp(other.encode_utf16()));
        (format!("{}:{}", self.provider.word(), parts.join(":")), props)
    }
}

fn flatten(key: String, value: &Json, out: &mut Vec<String>) {
    match value {
        Json::Object(map) => map
            .iter()
            .for_each(|(inner, value)| flatten(format!("{key}.{inner}"), value, out)),
        Json::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(inner, value)| flatten(format!("{key}.{inner}"), value, out)),
        // A colon stands between the parts.
        Json::String(text) => out.push(format!("{key}={}", text.replace(':', "$:"))),
        other => out.push(format!("{key}={other}")),
    }
}

/// The key by which a provider says that it failed.
const PROVIDER_ERROR: &str = "$providerError";

impl Scope {
    /// Looks something up in the account and region of the stack; see [`ContextQuery`]. The stack must say both.
    ///
    /// ```
    /// # use ferrocdk_core::{App, Construct, ContextQuery, Stack, StackProps, diagnostic_ids};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// let image = stack.scope().look_up(ContextQuery::ssm_parameter("/plant/image"));
    /// assert_eq!(image, "dummy-value-for-/plant/image");
    /// let mistakes = app.synth().unwrap_err();
    /// assert_eq!(mistakes.0[0].id, diagnostic_ids::CONTEXT_ENVIRONMENT, "the stack says no account");
    /// ```
    pub fn look_up(&self, query: ContextQuery) -> Json {
        let Some(stack) = self.stack() else {
            self.report(
                Diagnostic::error(ids::NO_STACK, "a look-up stands outside of any stack").help("look up below a Stack"),
            );
            return query.dummy;
        };
        let environment = stack.environment();
        let (Some(account), Some(region)) = (&environment.account, &environment.region) else {
            let diagnostic = Diagnostic::error(
                ids::CONTEXT_ENVIRONMENT,
                "nothing can be looked up in an unknown account or region",
            )
            .found(format!("{} in {environment}", query.provider.word()))
            .help("say account and region of the stack");
            self.report(diagnostic);
            return query.dummy;
        };
        let (key, props) = query.key(account, region);
        let found = self.context(&key);
        let failure = found.as_ref().and_then(|value| value.get(PROVIDER_ERROR)?.as_str());
        match (&found, failure) {
            (Some(value), None) => return value.clone(),
            (_, Some(failure)) => {
                let diagnostic = Diagnostic::error(ids::CONTEXT_LOOKUP, format!("the look-up of {key} failed"))
                    .found(failure)
                    .help("mend what is asked for, or clear the context: cdk context --reset");
                self.report(diagnostic);
            }
            (None, None) => {}
        }
        let mut asked: IndexMap<String, Json> = [("dummyValue".to_owned(), query.dummy.clone())].into();
        if let Some(on) = query.may_be_missing {
            asked.insert("ignoreErrorOnMissingContext".to_owned(), on.into());
        }
        asked.extend(props);
        stack.top_level().edit(|data| {
            if let Some(bootstrap) = data.synthesizer.bootstrap(&environment) {
                asked.insert("lookupRoleArn".to_owned(), bootstrap.lookup_role().arn.into());
            }
            let missing = MissingContext {
                key: key.clone(),
                provider: query.provider.word().to_owned(),
                props: asked.into_iter().collect(),
                extra: Default::default(),
            };
            data.missing.entry(key).or_insert(missing);
        });
        query.dummy
    }
}

impl Stack {
    /// The region's availability zones: their names where account and region are known, else the first two that CloudFormation finds.
    ///
    /// ```
    /// # use ferrocdk_core::{App, Stack, StackProps, Value};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// let zones = stack.availability_zones();
    /// assert_eq!(zones, [0, 1].map(|index| Value::select(index, Value::availability_zones(""))));
    /// ```
    pub fn availability_zones(&self) -> Vec<Value<String>> {
        let environment = self.environment();
        if environment.account.is_none() || environment.region.is_none() {
            return [0, 1]
                .map(|index| Value::select(index, Value::availability_zones("")))
                .into();
        }
        let found = self.scope().look_up(ContextQuery::availability_zones());
        let names: Option<Vec<Value<String>>> = found
            .as_array()
            .and_then(|zones| zones.iter().map(|zone| Some(Value::from(zone.as_str()?))).collect());
        names.unwrap_or_else(|| {
            let diagnostic = Diagnostic::error(ids::CONTEXT_VALUE, "the availability zones in the context are none")
                .found(found.to_string())
                .allowed("a list of strings")
                .help("clear the context: cdk context --reset");
            self.scope().report(diagnostic);
            Vec::new()
        })
    }
}

/// Values of keys that ferrocdk reads itself and cannot understand.
pub(crate) fn check(tree: &Tree) -> Vec<Diagnostic> {
    let wrong = tree.context.iter().filter_map(|(id, values)| {
        let value = values.get(STRENGTH_CONTEXT)?;
        let known = ReferenceStrength::from_context(value).is_some();
        (!known).then(|| {
            let message = format!("the context {STRENGTH_CONTEXT} has a value that means nothing");
            Diagnostic::error(ids::CONTEXT_VALUE, message)
                .at(tree.path(*id), None)
                .located(tree.node(*id).location)
                .found(value.to_string())
                .allowed("weak, strong or both")
                .help("mend it where the context is given, such as cdk.json")
        })
    });
    wrong.collect()
}
