//! The database as the checks ask it: types, runtimes and actions, each decoded once.

mod spelling;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use ferrocdk_spec::{Database, IamService, ResourceType, Runtime};

use self::spelling::Spelling;
use crate::RegistrySchema;

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

    /// IAM's facts about a service, by its prefix in lower case.
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
