//! Engines of databases, with what follows from them.

use super::engine_versions::{
    AuroraMysqlEngineVersion, AuroraPostgresEngineVersion, MariaDbEngineVersion, MysqlEngineVersion,
    OracleEngineVersion, PostgresEngineVersion, SqlServerEngineVersion,
};
use crate::secretsmanager::HostedRotation;

/// Facts of an engine.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct EngineFacts {
    /// RDS's word for it.
    pub(super) name: &'static str,
    /// The version, as RDS names it.
    pub(super) version: String,
    /// The major version, as option groups say it.
    pub(super) major: String,
    /// The family that parameter groups say.
    pub(super) family: String,
    /// The port that it listens at unless told another.
    pub(super) port: u16,
    /// The name of the first user unless told another.
    pub(super) username: &'static str,
    /// Whether IAM can let users in.
    pub(super) iam: IamSupport,
    /// The function of AWS that gives its first user new passwords.
    pub(super) rotation: HostedRotation,
}

/// Whether IAM can let users into the databases of an engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum IamSupport {
    Yes,
    No,
}

/// Edition of Oracle. It follows the licence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OracleEdition {
    /// Standard Edition 2.
    StandardTwo,
    /// Standard Edition 2, in a container database.
    StandardTwoCdb,
    /// Enterprise Edition.
    Enterprise,
    /// Enterprise Edition, in a container database.
    EnterpriseCdb,
}

/// Edition of SQL Server. It follows the licence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SqlServerEdition {
    /// Express: free of charge, 10 GB for each database.
    Express,
    /// Web.
    Web,
    /// Standard.
    Standard,
    /// Enterprise.
    Enterprise,
}

/// The engine of a [`DatabaseInstance`](super::DatabaseInstance), with its version.
#[derive(Clone, Debug, PartialEq)]
pub struct DatabaseInstanceEngine(pub(super) EngineFacts);

impl DatabaseInstanceEngine {
    /// PostgreSQL.
    pub fn postgres(version: PostgresEngineVersion) -> Self {
        Self(EngineFacts {
            name: "postgres",
            family: format!("postgres{}", version.major),
            major: version.major.to_string(),
            version: version.full.into(),
            port: 5_432,
            username: "postgres",
            iam: IamSupport::Yes,
            rotation: HostedRotation::PostgreSqlSingleUser,
        })
    }

    /// MySQL.
    pub fn mysql(version: MysqlEngineVersion) -> Self {
        Self(EngineFacts {
            name: "mysql",
            family: format!("mysql{}", version.major),
            major: version.major.to_string(),
            version: version.full.into(),
            port: 3_306,
            username: "admin",
            iam: IamSupport::Yes,
            rotation: HostedRotation::MySqlSingleUser,
        })
    }

    /// MariaDB.
    pub fn maria_db(version: MariaDbEngineVersion) -> Self {
        Self(EngineFacts {
            name: "mariadb",
            family: format!("mariadb{}", version.major),
            major: version.major.to_string(),
            version: version.full.into(),
            port: 3_306,
            username: "admin",
            iam: IamSupport::Yes,
            rotation: HostedRotation::MariaDbSingleUser,
        })
    }

    /// Oracle.
    pub fn oracle(edition: OracleEdition, version: OracleEngineVersion) -> Self {
        let name = match edition {
            OracleEdition::StandardTwo => "oracle-se2",
            OracleEdition::StandardTwoCdb => "oracle-se2-cdb",
            OracleEdition::Enterprise => "oracle-ee",
            OracleEdition::EnterpriseCdb => "oracle-ee-cdb",
        };
        Self(EngineFacts {
            name,
            family: format!("{name}-{}", version.major),
            major: version.major.to_string(),
            version: version.full.into(),
            port: 1_521,
            username: "admin",
            iam: IamSupport::No,
            rotation: HostedRotation::OracleSingleUser,
        })
    }

    /// SQL Server.
    pub fn sql_server(edition: SqlServerEdition, version: SqlServerEngineVersion) -> Self {
        let name = match edition {
            SqlServerEdition::Express => "sqlserver-ex",
            SqlServerEdition::Web => "sqlserver-web",
            SqlServerEdition::Standard => "sqlserver-se",
            SqlServerEdition::Enterprise => "sqlserver-ee",
        };
        // The family of 16.00 is 16.0.
        let family = version.major.strip_suffix('0').unwrap_or(&version.major);
        Self(EngineFacts {
            name,
            family: format!("{name}-{family}"),
            major: version.major.to_string(),
            version: version.full.into(),
            port: 1_433,
            username: "admin",
            iam: IamSupport::No,
            rotation: HostedRotation::SqlServerSingleUser,
        })
    }
}

/// The engine of a [`DatabaseCluster`](super::DatabaseCluster), with its version.
#[derive(Clone, Debug, PartialEq)]
pub struct DatabaseClusterEngine(pub(super) EngineFacts);

impl DatabaseClusterEngine {
    /// Aurora, as PostgreSQL.
    pub fn aurora_postgres(version: AuroraPostgresEngineVersion) -> Self {
        Self(EngineFacts {
            name: "aurora-postgresql",
            family: format!("aurora-postgresql{}", version.major),
            major: version.major.to_string(),
            version: version.full.into(),
            port: 5_432,
            username: "postgres",
            iam: IamSupport::Yes,
            rotation: HostedRotation::PostgreSqlSingleUser,
        })
    }

    /// Aurora, as MySQL.
    pub fn aurora_mysql(version: AuroraMysqlEngineVersion) -> Self {
        Self(EngineFacts {
            name: "aurora-mysql",
            family: format!("aurora-mysql{}", version.major),
            major: version.major.to_string(),
            version: version.full.into(),
            port: 3_306,
            username: "admin",
            iam: IamSupport::Yes,
            rotation: HostedRotation::MySqlSingleUser,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_family_follows_from_engine_and_major_version() {
        let family = |engine: DatabaseInstanceEngine| engine.0.family;
        assert_eq!(
            family(DatabaseInstanceEngine::postgres(PostgresEngineVersion::VER_17)),
            "postgres17"
        );
        assert_eq!(
            family(DatabaseInstanceEngine::mysql(MysqlEngineVersion::VER_8_4_9)),
            "mysql8.4"
        );
        let server = DatabaseInstanceEngine::sql_server(SqlServerEdition::Express, SqlServerEngineVersion::VER_16);
        assert_eq!(family(server), "sqlserver-ex-16.0");
        let oracle = DatabaseInstanceEngine::oracle(OracleEdition::StandardTwo, OracleEngineVersion::VER_19);
        assert_eq!(family(oracle), "oracle-se2-19");
        let aurora = DatabaseClusterEngine::aurora_mysql(AuroraMysqlEngineVersion::VER_3_11_0);
        assert_eq!(aurora.0.family, "aurora-mysql8.0");
    }
}
