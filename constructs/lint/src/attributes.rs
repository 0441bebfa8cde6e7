//! The attributes of resources, as `Fn::GetAtt` asks for them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use ferrocdk_spec::{Database, IamService, Kind, ResourceType, Runtime};

use crate::RegistrySchema;
use crate::context::Context;
use crate::functions::table::Kinds;
use crate::policies::Spelling;
use crate::serverless::{self, Generated};

/// What is known of an attribute.
pub(crate) enum Attribute {
    /// It exists and gives this.
    Known(Kinds),
    /// It may exist: the type leaves it open, or is not known.
    Open,
    /// It does not exist; these do.
    Unknown(Vec<String>),
}

/// Types whose attributes are what their stack or function makes of them.
const OPEN: [&str; 4] = [
    "AWS::CloudFormation::CustomResource",
    "AWS::CloudFormation::Stack",
    "AWS::Serverless::Application",
    "AWS::ServiceCatalog::CloudFormationProvisionedProduct",
];

/// The types of the database, each decoded once.
#[derive(Debug)]
pub(crate) struct Facts {
    database: Option<Database<'static>>,
    registered: BTreeMap<String, RegistrySchema>,
    runtimes: OnceLock<Vec<Runtime>>,
    decoded: Mutex<BTreeMap<String, Option<Arc<ResourceType>>>>,
    services: Mutex<BTreeMap<String, Option<Arc<IamService>>>>,
    spelling: OnceLock<Spelling>,
}

impl Facts {
    /// The bundled database, and the schemas of types that it does not have; nothing is known of AWS's types when it does not open.
    pub(crate) fn new(schemas: &[RegistrySchema]) -> Self {
        let database = Database::bundled().ok();
        let is_new = |schema: &&RegistrySchema| {
            !database
                .as_ref()
                .is_some_and(|database| database.contains(schema.type_name()))
        };
        Self {
            registered: schemas
                .iter()
                .filter(is_new)
                .map(|schema| (schema.type_name().to_owned(), schema.clone()))
                .collect(),
            database,
            runtimes: OnceLock::new(),
            decoded: Mutex::default(),
            services: Mutex::default(),
            spelling: OnceLock::new(),
        }
    }

    /// The database, when it opened.
    pub(crate) fn database(&self) -> Option<&Database<'static>> {
        self.database.as_ref()
    }

    /// The schema that was given for a type which the database does not have.
    pub(crate) fn registered(&self, ty: &str) -> Option<&RegistrySchema> {
        self.registered.get(ty)
    }

    /// Lambda's runtimes.
    pub(crate) fn runtimes(&self) -> &[Runtime] {
        self.runtimes.get_or_init(|| {
            self.database()
                .and_then(|database| database.runtimes().ok())
                .unwrap_or_default()
        })
    }

    /// An action of IAM as AWS writes it, by its name in small letters.
    pub(crate) fn spelling(&self, action: &str) -> String {
        let spelling = self
            .spelling
            .get_or_init(|| self.database().map(Spelling::new).unwrap_or_default());
        spelling.of(action)
    }

    /// What IAM knows of a service, by its prefix in lower case.
    pub(crate) fn iam(&self, prefix: &str) -> Option<Arc<IamService>> {
        let mut services = self.services.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = services.get(prefix) {
            return known.clone();
        }
        let database = self.database.as_ref()?;
        let facts = database.iam_service(prefix).ok().flatten().map(Arc::new);
        services.insert(prefix.to_owned(), facts.clone());
        facts
    }

    /// The facts of a type.
    pub(crate) fn get(&self, ty: &str) -> Option<Arc<ResourceType>> {
        let mut decoded = self.decoded.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = decoded.get(ty) {
            return known.clone();
        }
        let facts = self
            .database
            .as_ref()
            .and_then(|database| database.resource(ty).ok())
            .map(Arc::new);
        decoded.insert(ty.to_owned(), facts.clone());
        facts
    }
}

/// Looks an attribute of a resource up.
pub(crate) fn attribute(context: &Context<'_>, resource: &str, name: &str) -> Attribute {
    let Some(ty) = context
        .template
        .resources
        .get(resource)
        .and_then(|resource| resource.ty)
    else {
        return Attribute::Open;
    };
    if OPEN.contains(&ty) || ty.starts_with("Custom::") || ty.ends_with("::MODULE") {
        return Attribute::Open;
    }
    if let Some(schema) = context.facts.registered(ty) {
        return schema.attribute(name);
    }
    let of = match serverless::generated(ty) {
        Generated::Type(_) if serverless::is_beside(ty, name) => return Attribute::Open,
        Generated::Type(made) => made,
        Generated::Nothing => return Attribute::Unknown(Vec::new()),
        Generated::Unknown if serverless::is_serverless(ty) => return Attribute::Open,
        Generated::Unknown => ty,
    };
    let Some(facts) = context.facts.get(of) else {
        return Attribute::Open;
    };
    match facts.attributes.get(name).or_else(|| facts.readable.get(name)) {
        Some(ty) => Attribute::Known(kinds(&ty.kind)),
        None => Attribute::Unknown(facts.attributes.keys().cloned().collect()),
    }
}

fn kinds(kind: &Kind) -> Kinds {
    match kind {
        Kind::String | Kind::Boolean | Kind::Integer | Kind::Number => Kinds::SCALAR,
        Kind::List(_) => Kinds::LIST,
        Kind::Map(_) | Kind::Object(_) | Kind::Tag => Kinds::MAP,
        Kind::Json => Kinds::ANY,
        Kind::Union(types) => types
            .iter()
            .map(|ty| kinds(&ty.kind))
            .reduce(Kinds::or)
            .unwrap_or(Kinds::ANY),
    }
}
