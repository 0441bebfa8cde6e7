//! `Database`: tables of the catalog that belong together.

use ferrocdk_cfn::glue::database::DatabaseInput;
use ferrocdk_cfn::glue::{CfnDatabase, DatabaseProps as CfnDatabaseProps};
use ferrocdk_core::{Construct, Scope, Value, pseudo, text};

use crate::owned::{Owned, constructs};
use crate::props::props;

props! {
    /// Settings of a [`Database`].
    pub struct DatabaseProps for CfnDatabaseProps {
        /// Its name, in small letters. Default: one that follows from the place in the app, as CloudFormation generates none that Athena takes.
        database_name: Option<Value<String>>,
        /// For people. Default: none.
        description: Option<Value<String>>,
        /// Where tables without a location of their own keep their data, such as `s3://lake/`. Default: none.
        location_uri: Option<Value<String>>,
    }
}

/// A database of the Glue data catalog.
///
/// Makes an `AWS::Glue::Database`. The first million objects of a catalog cost nothing.
///
/// ```
/// use ferrocdk_aws::glue::{Database, DatabaseProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let plant = Database::new(&stack, "Plant", DatabaseProps::new().database_name("plant"));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct Database {
    scope: Scope,
    resource: Owned<CfnDatabase>,
    name: Value<String>,
}

constructs!(Database);
ferrocdk_cfn::refers!(Database: glue { DatabaseArn => arn, DatabaseName => name });

impl From<&Self> for Database {
    fn from(database: &Self) -> Self {
        database.clone()
    }
}

impl Database {
    /// Makes a database.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: DatabaseProps) -> Self {
        let scope = scope.scope().child(id);
        let name = props.database_name.unwrap_or_else(|| catalog_name(&scope).into());
        let mut input = DatabaseInput::new().name(name);
        input.description = props.description;
        input.location_uri = props.location_uri;
        let database = CfnDatabaseProps::new()
            .catalog_id(pseudo::account_id())
            .database_input(input);
        let database = CfnDatabase::new(&scope, "Resource", props.customize.apply(database));
        Self {
            scope,
            name: database.reference(),
            resource: Owned::made(database),
        }
    }

    /// A database of the stack's account and region that exists, by name.
    #[track_caller]
    pub fn from_database_name(scope: &dyn Construct, id: &str, name: impl Into<Value<String>>) -> Self {
        Self {
            scope: scope.scope().child(id),
            resource: Owned::imported(),
            name: name.into(),
        }
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnDatabase {
        self.resource.resource(&self.scope, |scope| {
            let props = CfnDatabaseProps::new()
                .catalog_id("")
                .database_input(DatabaseInput::new());
            CfnDatabase::new(scope, "Resource", props)
        })
    }

    /// The database's name.
    pub fn name(&self) -> Value<String> {
        self.name.clone()
    }

    /// The database's ARN.
    pub fn arn(&self) -> Value<String> {
        in_catalog(text!("database/{}", self.name()))
    }

    /// The ARN of the catalog of the account and region, which permissions name too.
    pub fn catalog_arn(&self) -> Value<String> {
        in_catalog("catalog")
    }
}

/// The ARN of something of the catalog of the stack's account and region.
pub(super) fn in_catalog(resource: impl Into<Value<String>>) -> Value<String> {
    text!(
        "arn:{}:glue:{}:{}:{}",
        pseudo::partition(),
        pseudo::region(),
        pseudo::account_id(),
        resource.into()
    )
}

/// A name that follows from the place in the app, as the catalog takes it: in small letters, with `_` alone.
pub(super) fn catalog_name(scope: &Scope) -> String {
    scope.unique_resource_name(255).to_ascii_lowercase().replace('-', "_")
}
