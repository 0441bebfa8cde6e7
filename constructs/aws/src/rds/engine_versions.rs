//! Versions of database engines, as values.
//!
//! Source: those of aws-cdk-lib 2.276 that it does not call deprecated. AWS adds and takes away versions; `of` takes any other.

use std::borrow::Cow;

macro_rules! versions {
    ($($(#[$doc:meta])* $name:ident { $($version:ident = $full:literal of $major:literal;)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name {
            pub(super) full: Cow<'static, str>,
            pub(super) major: Cow<'static, str>,
        }

        impl $name {
            $(
                #[doc = concat!("Version ", $full, ".")]
                pub const $version: Self = Self { full: Cow::Borrowed($full), major: Cow::Borrowed($major) };
            )*

            /// Another version: as RDS names it, and the major one that it belongs to.
            pub fn of(full: impl Into<String>, major: impl Into<String>) -> Self {
                Self { full: Cow::Owned(full.into()), major: Cow::Owned(major.into()) }
            }

            /// The version as RDS names it, such as `17.6`.
            pub fn full_version(&self) -> &str {
                &self.full
            }
        }
    )*};
}

versions! {
    /// A version of PostgreSQL. One without a patch, such as `17`, is the newest patch when the database is made.
    PostgresEngineVersion {
        VER_13 = "13" of "13";
        VER_13_15 = "13.15" of "13";
        VER_13_16 = "13.16" of "13";
        VER_13_18 = "13.18" of "13";
        VER_13_20 = "13.20" of "13";
        VER_13_21 = "13.21" of "13";
        VER_13_22 = "13.22" of "13";
        VER_13_23 = "13.23" of "13";
        VER_14 = "14" of "14";
        VER_14_12 = "14.12" of "14";
        VER_14_13 = "14.13" of "14";
        VER_14_15 = "14.15" of "14";
        VER_14_17 = "14.17" of "14";
        VER_14_18 = "14.18" of "14";
        VER_14_19 = "14.19" of "14";
        VER_14_20 = "14.20" of "14";
        VER_14_21 = "14.21" of "14";
        VER_14_22 = "14.22" of "14";
        VER_15 = "15" of "15";
        VER_15_7 = "15.7" of "15";
        VER_15_8 = "15.8" of "15";
        VER_15_10 = "15.10" of "15";
        VER_15_12 = "15.12" of "15";
        VER_15_13 = "15.13" of "15";
        VER_15_14 = "15.14" of "15";
        VER_15_15 = "15.15" of "15";
        VER_15_16 = "15.16" of "15";
        VER_15_17 = "15.17" of "15";
        VER_16 = "16" of "16";
        VER_16_3 = "16.3" of "16";
        VER_16_4 = "16.4" of "16";
        VER_16_6 = "16.6" of "16";
        VER_16_8 = "16.8" of "16";
        VER_16_9 = "16.9" of "16";
        VER_16_10 = "16.10" of "16";
        VER_16_11 = "16.11" of "16";
        VER_16_12 = "16.12" of "16";
        VER_16_13 = "16.13" of "16";
        VER_17 = "17" of "17";
        VER_17_2 = "17.2" of "17";
        VER_17_4 = "17.4" of "17";
        VER_17_5 = "17.5" of "17";
        VER_17_6 = "17.6" of "17";
        VER_17_7 = "17.7" of "17";
        VER_17_8 = "17.8" of "17";
        VER_17_9 = "17.9" of "17";
        VER_18 = "18" of "18";
        VER_18_1 = "18.1" of "18";
        VER_18_2 = "18.2" of "18";
        VER_18_3 = "18.3" of "18";
    }
    /// A version of MySQL. One without a patch, such as `8.4`, is the newest patch when the database is made.
    MysqlEngineVersion {
        VER_8_0 = "8.0" of "8.0";
        VER_8_0_42 = "8.0.42" of "8.0";
        VER_8_0_43 = "8.0.43" of "8.0";
        VER_8_0_44 = "8.0.44" of "8.0";
        VER_8_0_45 = "8.0.45" of "8.0";
        VER_8_0_46 = "8.0.46" of "8.0";
        VER_8_4_5 = "8.4.5" of "8.4";
        VER_8_4_6 = "8.4.6" of "8.4";
        VER_8_4_7 = "8.4.7" of "8.4";
        VER_8_4_8 = "8.4.8" of "8.4";
        VER_8_4_9 = "8.4.9" of "8.4";
        VER_8_4_10 = "8.4.10" of "8.4";
    }
    /// A version of MariaDB. One without a patch, such as `11.8`, is the newest patch when the database is made.
    MariaDbEngineVersion {
        VER_10_6 = "10.6" of "10.6";
        VER_10_6_19 = "10.6.19" of "10.6";
        VER_10_6_20 = "10.6.20" of "10.6";
        VER_10_6_21 = "10.6.21" of "10.6";
        VER_10_6_22 = "10.6.22" of "10.6";
        VER_10_6_23 = "10.6.23" of "10.6";
        VER_10_6_24 = "10.6.24" of "10.6";
        VER_10_6_25 = "10.6.25" of "10.6";
        VER_10_11 = "10.11" of "10.11";
        VER_10_11_9 = "10.11.9" of "10.11";
        VER_10_11_10 = "10.11.10" of "10.11";
        VER_10_11_11 = "10.11.11" of "10.11";
        VER_10_11_13 = "10.11.13" of "10.11";
        VER_10_11_14 = "10.11.14" of "10.11";
        VER_10_11_15 = "10.11.15" of "10.11";
        VER_10_11_16 = "10.11.16" of "10.11";
        VER_11_4_3 = "11.4.3" of "11.4";
        VER_11_4_4 = "11.4.4" of "11.4";
        VER_11_4_5 = "11.4.5" of "11.4";
        VER_11_4_7 = "11.4.7" of "11.4";
        VER_11_4_8 = "11.4.8" of "11.4";
        VER_11_4_9 = "11.4.9" of "11.4";
        VER_11_4_10 = "11.4.10" of "11.4";
        VER_11_8_3 = "11.8.3" of "11.8";
        VER_11_8_5 = "11.8.5" of "11.8";
        VER_11_8_6 = "11.8.6" of "11.8";
    }
    /// A version of Oracle. One without a patch, such as `19`, is the newest patch when the database is made.
    OracleEngineVersion {
        VER_19 = "19" of "19";
        VER_21 = "21" of "21";
    }
    /// A version of SQL Server. One without a patch, such as `16.00`, is the newest patch when the database is made.
    SqlServerEngineVersion {
        VER_14 = "14.00" of "14.00";
        VER_15 = "15.00" of "15.00";
        VER_16 = "16.00" of "16.00";
    }
    /// A version of Aurora PostgreSQL.
    AuroraPostgresEngineVersion {
        VER_13_9 = "13.9" of "13";
        VER_13_16 = "13.16" of "13";
        VER_13_23 = "13.23" of "13";
        VER_14_6 = "14.6" of "14";
        VER_14_13 = "14.13" of "14";
        VER_14_15 = "14.15" of "14";
        VER_14_17 = "14.17" of "14";
        VER_14_18 = "14.18" of "14";
        VER_14_19 = "14.19" of "14";
        VER_14_20 = "14.20" of "14";
        VER_14_22 = "14.22" of "14";
        VER_15_8 = "15.8" of "15";
        VER_15_10 = "15.10" of "15";
        VER_15_12 = "15.12" of "15";
        VER_15_13 = "15.13" of "15";
        VER_15_14 = "15.14" of "15";
        VER_15_15 = "15.15" of "15";
        VER_15_17 = "15.17" of "15";
        VER_16_4 = "16.4" of "16";
        VER_16_4_LIMITLESS = "16.4-limitless" of "16";
        VER_16_6 = "16.6" of "16";
        VER_16_6_LIMITLESS = "16.6-limitless" of "16";
        VER_16_8 = "16.8" of "16";
        VER_16_8_LIMITLESS = "16.8-limitless" of "16";
        VER_16_9 = "16.9" of "16";
        VER_16_9_LIMITLESS = "16.9-limitless" of "16";
        VER_16_10 = "16.10" of "16";
        VER_16_10_LIMITLESS = "16.10-limitless" of "16";
        VER_16_11 = "16.11" of "16";
        VER_16_11_LIMITLESS = "16.11-limitless" of "16";
        VER_16_13 = "16.13" of "16";
        VER_16_13_LIMITLESS = "16.13-limitless" of "16";
        VER_17_4 = "17.4" of "17";
        VER_17_5 = "17.5" of "17";
        VER_17_6 = "17.6" of "17";
        VER_17_7 = "17.7" of "17";
        VER_17_9 = "17.9" of "17";
        VER_18_3 = "18.3" of "18";
        VER_18_4 = "18.4" of "18";
        VER_18_6 = "18.6" of "18";
    }
    /// A version of Aurora MySQL.
    AuroraMysqlEngineVersion {
        VER_3_04_0 = "8.0.mysql_aurora.3.04.0" of "8.0";
        VER_3_04_1 = "8.0.mysql_aurora.3.04.1" of "8.0";
        VER_3_04_2 = "8.0.mysql_aurora.3.04.2" of "8.0";
        VER_3_04_3 = "8.0.mysql_aurora.3.04.3" of "8.0";
        VER_3_04_4 = "8.0.mysql_aurora.3.04.4" of "8.0";
        VER_3_04_6 = "8.0.mysql_aurora.3.04.6" of "8.0";
        VER_3_08_0 = "8.0.mysql_aurora.3.08.0" of "8.0";
        VER_3_08_1 = "8.0.mysql_aurora.3.08.1" of "8.0";
        VER_3_08_2 = "8.0.mysql_aurora.3.08.2" of "8.0";
        VER_3_09_0 = "8.0.mysql_aurora.3.09.0" of "8.0";
        VER_3_10_0 = "8.0.mysql_aurora.3.10.0" of "8.0";
        VER_3_10_1 = "8.0.mysql_aurora.3.10.1" of "8.0";
        VER_3_10_2 = "8.0.mysql_aurora.3.10.2" of "8.0";
        VER_3_10_3 = "8.0.mysql_aurora.3.10.3" of "8.0";
        VER_3_10_4 = "8.0.mysql_aurora.3.10.4" of "8.0";
        VER_3_11_0 = "8.0.mysql_aurora.3.11.0" of "8.0";
        VER_3_11_1 = "8.0.mysql_aurora.3.11.1" of "8.0";
        VER_3_12_0 = "8.0.mysql_aurora.3.12.0" of "8.0";
    }
}
