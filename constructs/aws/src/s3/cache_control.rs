//! `CacheControl`: how long copies of an object may be used.

use crate::units::Seconds;

/// A directive of the header `Cache-Control`. Several stand together, in the order in which they are given.
///
/// Source: RFC 9111, section 5.2.2; RFC 5861; RFC 8246.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CacheControl {
    /// Any cache may keep a copy.
    Public,
    /// Only a browser may.
    Private,
    /// A copy is asked about before it is used.
    NoCache,
    /// No copy is kept.
    NoStore,
    /// No copy is changed on the way.
    NoTransform,
    /// A copy that is too old is not used.
    MustRevalidate,
    /// As [`MustRevalidate`](Self::MustRevalidate), for caches between.
    ProxyRevalidate,
    /// Only caches that understand the answer keep a copy.
    MustUnderstand,
    /// The object does not change as long as a copy may be used.
    Immutable,
    /// How long a copy may be used.
    MaxAge(Seconds),
    /// How long caches between may use a copy.
    SMaxAge(Seconds),
    /// How long a copy that is too old may be used while a new one is fetched.
    StaleWhileRevalidate(Seconds),
    /// How long a copy that is too old may be used while there is none.
    StaleIfError(Seconds),
    /// Another directive, as it is written.
    Other(String),
}

impl CacheControl {
    fn text(&self) -> String {
        let seconds = |name: &str, age: &Seconds| format!("{name}={}", age.0);
        let word = match self {
            Self::Public => "public",
            Self::Private => "private",
            Self::NoCache => "no-cache",
            Self::NoStore => "no-store",
            Self::NoTransform => "no-transform",
            Self::MustRevalidate => "must-revalidate",
            Self::ProxyRevalidate => "proxy-revalidate",
            Self::MustUnderstand => "must-understand",
            Self::Immutable => "immutable",
            Self::MaxAge(age) => return seconds("max-age", age),
            Self::SMaxAge(age) => return seconds("s-maxage", age),
            Self::StaleWhileRevalidate(age) => return seconds("stale-while-revalidate", age),
            Self::StaleIfError(age) => return seconds("stale-if-error", age),
            Self::Other(text) => text,
        };
        word.to_owned()
    }

    /// The header's value; `None` without a directive.
    pub(super) fn header(directives: &[Self]) -> Option<String> {
        let texts: Vec<String> = directives.iter().map(Self::text).collect();
        (!texts.is_empty()).then(|| texts.join(", "))
    }
}
