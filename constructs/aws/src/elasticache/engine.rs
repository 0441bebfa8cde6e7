//! `CacheEngine`: the program that keeps what is cached.

use std::borrow::Cow;

/// The program that keeps what is cached, with its version.
///
/// Valkey is what Redis was before its licence changed; ElastiCache charges a fifth less for it on nodes, a third less without servers.
///
/// ```
/// use ferrocdk_aws::elasticache::CacheEngine;
///
/// assert_eq!(CacheEngine::VALKEY_8_0, CacheEngine::valkey("8.0"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CacheEngine {
    pub(super) name: &'static str,
    pub(super) version: Cow<'static, str>,
}

impl CacheEngine {
    /// Valkey 8.0.
    pub const VALKEY_8_0: Self = Self::of("valkey", "8.0");
    /// Valkey 7.2.
    pub const VALKEY_7_2: Self = Self::of("valkey", "7.2");
    /// Redis 7.1, the last one that is free software.
    pub const REDIS_7_1: Self = Self::of("redis", "7.1");
    /// Memcached 1.6, without servers only.
    pub const MEMCACHED_1_6: Self = Self::of("memcached", "1.6");

    const fn of(name: &'static str, version: &'static str) -> Self {
        Self {
            name,
            version: Cow::Borrowed(version),
        }
    }

    /// Another version of Valkey.
    pub fn valkey(version: impl Into<String>) -> Self {
        Self {
            name: "valkey",
            version: Cow::Owned(version.into()),
        }
    }

    /// Another version of Redis.
    pub fn redis(version: impl Into<String>) -> Self {
        Self {
            name: "redis",
            version: Cow::Owned(version.into()),
        }
    }

    pub(super) fn major(&self) -> &str {
        self.version.split('.').next().unwrap_or_default()
    }

    /// The group of settings that the engine has by itself when its data stand in several shards.
    pub(super) fn sharded_parameter_group(&self) -> String {
        format!("default.{}{}.cluster.on", self.name, self.major())
    }
}
