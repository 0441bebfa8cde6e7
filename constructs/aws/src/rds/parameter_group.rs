//! `ParameterGroup`: settings of an engine.

use ferrocdk_cfn::rds::{
    CfnDBClusterParameterGroup, CfnDBParameterGroup, DBClusterParameterGroupProps, DBParameterGroupProps,
};
use ferrocdk_core::{CfnResource, Construct, Document, IntoDocument, Scope, Value};

use super::engine::{DatabaseClusterEngine, DatabaseInstanceEngine};
use crate::owned::constructs;
use crate::props::props;

/// The engine that settings are for: of instances, or of clusters.
#[derive(Clone, Debug, PartialEq)]
pub enum ParameterFamily {
    /// Of instances, including those in clusters, by the family, such as `postgres17`.
    Instance(String),
    /// Of clusters, by the family, such as `aurora-postgresql17`.
    Cluster(String),
}

impl From<DatabaseInstanceEngine> for ParameterFamily {
    fn from(engine: DatabaseInstanceEngine) -> Self {
        Self::Instance(engine.0.family)
    }
}

impl From<DatabaseClusterEngine> for ParameterFamily {
    fn from(engine: DatabaseClusterEngine) -> Self {
        Self::Cluster(engine.0.family)
    }
}

props! {
    /// Settings of a [`ParameterGroup`].
    pub struct ParameterGroupProps {
        /// The engine.
        engine: ParameterFamily,
        /// For people; it cannot be changed later without a new group. Default: says the family.
        description: Option<Value<String>>,
        /// Names and values of the engine's settings.
        own parameters: Vec<(String, Value<String>)> = Vec::new(),
    }
}

impl ParameterGroupProps {
    /// Sets one of the engine's settings.
    #[must_use]
    pub fn parameter(mut self, name: &str, value: impl Into<Value<String>>) -> Self {
        self.parameters.push((name.to_owned(), value.into()));
        self
    }
}

/// Settings of an engine. Some need a restart of the database.
///
/// Connections without TLS are refused, unless the group says otherwise: `rds.force_ssl` for PostgreSQL and SQL Server, `require_secure_transport` for MySQL and MariaDB.
///
/// Makes an `AWS::RDS::DBParameterGroup` or an `AWS::RDS::DBClusterParameterGroup`. Costs nothing.
///
/// ```
/// use ferrocdk_aws::rds::{DatabaseInstanceEngine, ParameterGroup, ParameterGroupProps, PostgresEngineVersion};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let engine = DatabaseInstanceEngine::postgres(PostgresEngineVersion::VER_17);
/// ParameterGroup::new(&stack, "Encrypted", ParameterGroupProps::new(engine).parameter("rds.force_ssl", "1"));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct ParameterGroup {
    scope: Scope,
    name: Value<String>,
    resource: Option<CfnResource>,
}

constructs!(ParameterGroup);
ferrocdk_cfn::refers!(ParameterGroup: rds { DBClusterParameterGroupName => name, DBParameterGroupName => name });

impl From<&Self> for ParameterGroup {
    fn from(group: &Self) -> Self {
        group.clone()
    }
}

impl ParameterGroup {
    /// Makes a group.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: ParameterGroupProps) -> Self {
        let scope = scope.scope().child(id);
        let family = match &props.engine {
            ParameterFamily::Instance(family) | ParameterFamily::Cluster(family) => family,
        };
        let mut parameters = props.parameters;
        if let Some((name, value)) =
            only_tls(family).filter(|(name, _)| parameters.iter().all(|(other, _)| other != name))
        {
            parameters.push((name.to_owned(), value.into()));
        }
        let parameters = Document::map(
            parameters
                .into_iter()
                .map(|(name, value)| (name, value.into_document())),
        );
        // As AWS CDK has it: another description would replace the group.
        let description = |family: &str| {
            props
                .description
                .clone()
                .unwrap_or_else(|| format!("Parameter group for {family}").into())
        };
        let resource: CfnResource = match props.engine {
            ParameterFamily::Instance(family) => {
                let group = DBParameterGroupProps::new()
                    .description(description(&family))
                    .family(family)
                    .parameters(parameters);
                (*CfnDBParameterGroup::new(&scope, "Resource", group)).clone()
            }
            ParameterFamily::Cluster(family) => {
                let group = DBClusterParameterGroupProps::new()
                    .description(description(&family))
                    .family(family)
                    .parameters(parameters);
                (*CfnDBClusterParameterGroup::new(&scope, "Resource", group)).clone()
            }
        };
        Self {
            scope,
            name: resource.reference(),
            resource: Some(resource),
        }
    }

    /// A group that exists, by name.
    #[track_caller]
    pub fn from_parameter_group_name(scope: &dyn Construct, id: &str, name: impl Into<Value<String>>) -> Self {
        Self {
            scope: scope.scope().child(id),
            name: name.into(),
            resource: None,
        }
    }

    pub(super) fn resource(&self) -> Option<&CfnResource> {
        self.resource.as_ref()
    }

    /// The group's name.
    pub fn name(&self) -> Value<String> {
        self.name.clone()
    }
}

/// The setting by which an engine lets in nobody without TLS.
fn only_tls(family: &str) -> Option<(&'static str, &'static str)> {
    if family.contains("postgres") || family.starts_with("sqlserver") {
        return Some(("rds.force_ssl", "1"));
    }
    let knows = family.contains("mysql") || family.starts_with("mariadb");
    knows.then_some(("require_secure_transport", "1"))
}
