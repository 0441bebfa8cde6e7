//! `OptionGroup`: further abilities of an engine.

use ferrocdk_cfn::rds::{CfnOptionGroup, OptionGroupProps as CfnOptionGroupProps, option_group};
use ferrocdk_core::{Construct, Scope, Value};

use super::engine::DatabaseInstanceEngine;
use crate::ec2::SecurityGroup;
use crate::owned::{Owned, constructs};
use crate::props::props;

props! {
    /// An ability of an engine, in an [`OptionGroup`].
    pub struct OptionConfiguration {
        /// RDS's word for it, such as `OEM` or `MARIADB_AUDIT_PLUGIN`.
        name: String,
        /// Its version. Default: the newest.
        version: Option<Value<String>>,
        /// The port that it listens at, if it does.
        own port: Option<u16> = None,
        /// The groups that let connections to that port in.
        security_groups: Vec<SecurityGroup>,
        /// Names and values of its settings.
        own settings: Vec<(String, Value<String>)> = Vec::new(),
    }
}

impl OptionConfiguration {
    /// The port that it listens at, if it does.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = Some(port);
        self
    }

    /// Sets one of its settings.
    #[must_use]
    pub fn setting(mut self, name: &str, value: impl Into<Value<String>>) -> Self {
        self.settings.push((name.to_owned(), value.into()));
        self
    }
}

props! {
    /// Settings of an [`OptionGroup`].
    pub struct OptionGroupProps for CfnOptionGroupProps {
        /// The engine.
        engine: DatabaseInstanceEngine,
        /// The abilities.
        configurations: Vec<OptionConfiguration>,
        /// For people; it cannot be changed later without a new group. Default: says engine and version.
        description: Option<Value<String>>,
    }
}

/// Further abilities of an engine, such as auditing of MariaDB or the manager of Oracle.
///
/// Makes an `AWS::RDS::OptionGroup`. Costs nothing.
///
/// ```
/// use ferrocdk_aws::rds::{DatabaseInstanceEngine, MariaDbEngineVersion, OptionConfiguration, OptionGroup, OptionGroupProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let engine = DatabaseInstanceEngine::maria_db(MariaDbEngineVersion::VER_11_8_6);
/// let audit = OptionConfiguration::new("MARIADB_AUDIT_PLUGIN").setting("SERVER_AUDIT_EVENTS", "CONNECT");
/// OptionGroup::new(&stack, "Audited", OptionGroupProps::new(engine).configurations([audit]));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct OptionGroup {
    scope: Scope,
    resource: Owned<CfnOptionGroup>,
    name: Value<String>,
}

constructs!(OptionGroup);
ferrocdk_cfn::refers!(OptionGroup: rds { OptionGroupName => name });

impl From<&Self> for OptionGroup {
    fn from(group: &Self) -> Self {
        group.clone()
    }
}

impl OptionGroup {
    /// Makes a group.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: OptionGroupProps) -> Self {
        let scope = scope.scope().child(id);
        let engine = props.engine.0;
        let configurations = props.configurations.into_iter().map(|configuration| {
            let mut option = option_group::OptionConfiguration::new().option_name(configuration.name);
            option.option_version = configuration.version;
            option.port = configuration.port.map(|port| i64::from(port).into());
            if !configuration.security_groups.is_empty() {
                let groups: Vec<Value<String>> = configuration.security_groups.iter().map(SecurityGroup::id).collect();
                option = option.vpc_security_group_memberships(groups);
            }
            if !configuration.settings.is_empty() {
                let settings = configuration.settings.into_iter();
                let settings = settings.map(|(name, value)| option_group::OptionSetting::new().name(name).value(value));
                option = option.option_settings(settings.collect::<Vec<_>>());
            }
            option
        });
        let description = props
            .description
            .unwrap_or_else(|| format!("abilities of {} {}", engine.name, engine.major).into());
        let group = CfnOptionGroupProps::new()
            .engine_name(engine.name)
            .major_engine_version(engine.major)
            .option_group_description(description)
            .option_configurations(configurations.collect::<Vec<_>>());
        let group = CfnOptionGroup::new(&scope, "Resource", props.customize.apply(group));
        Self {
            scope,
            name: group.reference(),
            resource: Owned::made(group),
        }
    }

    /// A group that exists, by name.
    #[track_caller]
    pub fn from_option_group_name(scope: &dyn Construct, id: &str, name: impl Into<Value<String>>) -> Self {
        Self {
            scope: scope.scope().child(id),
            resource: Owned::imported(),
            name: name.into(),
        }
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnOptionGroup {
        self.resource.resource(&self.scope, |scope| {
            let props = CfnOptionGroupProps::new()
                .engine_name("imported")
                .major_engine_version("0")
                .option_group_description("imported");
            CfnOptionGroup::new(scope, "Resource", props)
        })
    }

    /// The group's name.
    pub fn name(&self) -> Value<String> {
        self.name.clone()
    }
}
