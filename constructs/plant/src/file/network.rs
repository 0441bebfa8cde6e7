//! `[http]`, `[network]`, `[cache]` and `[database]`: readings over HTTPS, and what has no public address.

use std::net::Ipv4Addr;

use ferrocdk_aws::apigateway::{RequestBurst, RequestRate};
use ferrocdk_aws::elasticache::{Replicas, SnapshotRetention};
use ferrocdk_aws::rds::{AuroraPostgresEngineVersion, BackupRetention, ServerlessCapacity};
use ferrocdk_aws::units::Days;
use toml::de::DeValue;

use super::entry::{Setting, Wrong, section};
use super::quantity::{Readers, Zones};
use super::word::Name;
use crate::http_ingest::is_path;
use crate::network::PlantNetworkProps as Network;

section! {
    /// `[http]`.
    pub HttpSection {
        /// path that readings are posted to, below the stage
        path: Path [default Path("sensor-data".to_owned())],
        /// requests a second that a client may send over time
        rate: RequestRate [default RequestRate::from(200)],
        /// requests of a client at once
        burst: RequestBurst [default RequestBurst::from(400)],
    }
}

section! {
    /// `[network]`.
    pub NetworkSection {
        /// addresses of the network
        addresses: Addresses [default Addresses("10.0.0.0/16".to_owned())],
        /// zones that it has subnets in
        zones: Zones [default Zones(Network::ZONES)],
    }
}

section! {
    /// `[cache]`.
    pub CacheSection {
        /// processors and memory of each node
        node: Name [default Name("t4g.micro".to_owned())],
        /// copies in other zones, of which one takes over
        replicas: Replicas [default Replicas::from(1)],
        /// how long snapshots are kept
        snapshots: SnapshotRetention [default SnapshotRetention::from(Days(7))],
    }
}

section! {
    /// `[database]`.
    pub DatabaseSection {
        /// version of PostgreSQL that Aurora makes
        version: AuroraPostgresEngineVersion [default AuroraPostgresEngineVersion::VER_17_9],
        /// name of the database
        name: Name [default Name("iotdb".to_owned())],
        /// first user, whose password RDS makes and keeps
        admin: Name [default Name("iotadmin".to_owned())],
        /// sizes between which each machine grows and shrinks, in units of about 2 GB of memory
        capacity: DatabaseCapacity [default DatabaseCapacity(ServerlessCapacity::between(0.5, 2.0))],
        /// machines that read, in other zones
        readers: Readers [default Readers(1)],
        /// how long backups are kept
        backups: BackupRetention [default BackupRetention::from(Days(7))],
    }
}

/// A path below the stage of an API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path(pub String);

impl Setting for Path {
    const UNIT: &'static str = "";

    fn allowed() -> String {
        "parts of letters, digits and -._~ with a slash between them".to_owned()
    }

    fn parse(value: &DeValue<'_>) -> Result<Self, Wrong> {
        let text = value.as_str().ok_or(Wrong::Form(None))?;
        if is_path(text) {
            return Ok(Self(text.to_owned()));
        }
        let near = text.trim_matches('/');
        Err(Wrong::Form(is_path(near).then(|| format!("{near:?}"))))
    }

    fn show(&self) -> String {
        format!("`{:?}`", self.0)
    }
}

/// A block of private addresses for a network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addresses(pub String);

/// Lengths of the prefix: EC2 takes no larger networks than the first, and the last has room for four subnets of 256 addresses.
const PREFIXES: std::ops::RangeInclusive<u32> = 16..=22;

impl Setting for Addresses {
    const UNIT: &'static str = "";

    fn allowed() -> String {
        let (largest, smallest) = (PREFIXES.start(), PREFIXES.end());
        format!(
            "a block of private addresses from /{largest} to /{smallest} that begins at a multiple of its size, such as \"10.0.0.0/16\""
        )
    }

    fn parse(value: &DeValue<'_>) -> Result<Self, Wrong> {
        let text = value.as_str().ok_or(Wrong::Form(None))?;
        let (address, prefix) = text.split_once('/').ok_or(Wrong::Form(None))?;
        let address: Ipv4Addr = address.parse().map_err(|_| Wrong::Form(None))?;
        let prefix: u32 = prefix.parse().map_err(|_| Wrong::Form(None))?;
        if !PREFIXES.contains(&prefix) || !address.is_private() {
            return Err(Wrong::Range);
        }
        let start = Ipv4Addr::from(u32::from(address) & (u32::MAX << (32 - prefix)));
        if start == address {
            Ok(Self(text.to_owned()))
        } else {
            Err(Wrong::Form(Some(format!("\"{start}/{prefix}\""))))
        }
    }

    fn show(&self) -> String {
        format!("`{:?}`", self.0)
    }
}

impl Setting for AuroraPostgresEngineVersion {
    const UNIT: &'static str = "";

    fn allowed() -> String {
        "a major and a minor version that Aurora still makes, such as \"17.9\"".to_owned()
    }

    fn parse(value: &DeValue<'_>) -> Result<Self, Wrong> {
        let text = value.as_str().ok_or(Wrong::Form(None))?;
        let (major, minor) = text.split_once('.').ok_or(Wrong::Form(None))?;
        let is_number = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
        if is_number(major) && is_number(minor) {
            Ok(Self::of(text, major))
        } else {
            Err(Wrong::Form(None))
        }
    }

    fn show(&self) -> String {
        format!("`{:?}`", self.full_version())
    }
}

/// Sizes of a serverless machine.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DatabaseCapacity(pub ServerlessCapacity);

/// The least and the greatest size, in units.
const UNITS: (f64, f64) = (0.0, 256.0);

impl Setting for DatabaseCapacity {
    const UNIT: &'static str = "units";

    fn allowed() -> String {
        let (least, most) = UNITS;
        format!("two numbers from {least} to {most} in halves, the second at least 1: \"0.5 to 2\"")
    }

    fn parse(value: &DeValue<'_>) -> Result<Self, Wrong> {
        let text = value.as_str().ok_or(Wrong::Form(None))?;
        let (min, max) = text.split_once(" to ").ok_or(Wrong::Form(None))?;
        let number = |part: &str| part.trim().parse::<f64>().map_err(|_| Wrong::Form(None));
        let (min, max) = (number(min)?, number(max)?);
        let is_size = |size: f64| (UNITS.0..=UNITS.1).contains(&size) && (size * 2.0).fract() == 0.0;
        if is_size(min) && is_size(max) && max >= 1.0 && min <= max {
            Ok(Self(ServerlessCapacity::between(min, max)))
        } else {
            Err(Wrong::Range)
        }
    }

    fn show(&self) -> String {
        format!("`\"{} to {}\"`", self.0.min, self.0.max)
    }
}
