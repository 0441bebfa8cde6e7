//! Conversions into a [`Match`], and the macro that mixes values with matchers.

use serde_json::Value as Json;

use crate::capture::Capture;
use crate::matcher::{Kind, Match};

impl From<Json> for Match {
    fn from(json: Json) -> Self {
        match json {
            Json::Object(map) => Self::plain_object(map.into_iter().map(|(key, value)| (key, value.into())).collect()),
            Json::Array(items) => Self::plain_array(items.into_iter().map(Self::from).collect()),
            scalar => Self(Kind::Scalar(scalar)),
        }
    }
}

impl From<&Json> for Match {
    fn from(json: &Json) -> Self {
        json.clone().into()
    }
}

impl From<&Self> for Match {
    fn from(pattern: &Self) -> Self {
        pattern.clone()
    }
}

impl From<Capture> for Match {
    fn from(capture: Capture) -> Self {
        Self(Kind::Capture(capture))
    }
}

impl From<&Capture> for Match {
    fn from(capture: &Capture) -> Self {
        capture.clone().into()
    }
}

macro_rules! scalars {
    ($($type:ty),*) => {$(
        impl From<$type> for Match {
            fn from(value: $type) -> Self {
                Self(Kind::Scalar(Json::from(value)))
            }
        }
    )*};
}
scalars!(&str, String, bool, i32, i64, u32, u64, usize, f64);

impl From<&String> for Match {
    fn from(text: &String) -> Self {
        text.as_str().into()
    }
}

impl<T: Into<Self>, const N: usize> From<[T; N]> for Match {
    #[track_caller]
    fn from(items: [T; N]) -> Self {
        Self::plain_array(items.into_iter().map(Into::into).collect())
    }
}

impl<T: Into<Self>> From<Vec<T>> for Match {
    #[track_caller]
    fn from(items: Vec<T>) -> Self {
        Self::plain_array(items.into_iter().map(Into::into).collect())
    }
}

impl Match {
    #[doc(hidden)]
    pub fn plain_object(entries: Vec<(String, Self)>) -> Self {
        Self(Kind::Object(entries, None))
    }

    #[doc(hidden)]
    #[track_caller]
    pub fn plain_array(items: Vec<Self>) -> Self {
        if items.iter().any(Self::is_absent) {
            panic!(
                "absent() cannot stand in a list: each item of a list is there\nhelp: leave it out, or use not(array_with([…]))"
            );
        }
        Self(Kind::Array(items, None))
    }
}

/// Argument of [`Match::object_like`] and [`Match::object_equals`]: a plain object, or pairs of a key and a pattern.
///
/// ```
/// use ferrocdk_assertions::{Match, pattern};
/// use serde_json::json;
/// for pattern in [
///     Match::object_like(json!({ "A": 1 })),
///     Match::object_like(pattern!({ "A": 1 })),
///     Match::object_like([("A", 1)]),
///     Match::object_like(vec![("A".to_owned(), Match::from(1))]),
/// ] {
///     assert!(pattern.test(Some(&json!({ "A": 1, "B": 2 }))).is_ok());
/// }
/// ```
pub trait IntoEntries {
    /// The keys and what each must be.
    ///
    /// # Panics
    /// When this is no plain object.
    #[track_caller]
    fn into_entries(self) -> Vec<(String, Match)>;
}

impl IntoEntries for Match {
    #[track_caller]
    fn into_entries(self) -> Vec<(String, Match)> {
        match self.0 {
            Kind::Object(entries, None) => entries,
            other => panic!("an object is needed here, found {}", Self(other)),
        }
    }
}

impl IntoEntries for Json {
    #[track_caller]
    fn into_entries(self) -> Vec<(String, Match)> {
        Match::from(self).into_entries()
    }
}

impl<K: Into<String>, M: Into<Match>, const N: usize> IntoEntries for [(K, M); N] {
    fn into_entries(self) -> Vec<(String, Match)> {
        Vec::from(self).into_entries()
    }
}

impl<K: Into<String>, M: Into<Match>> IntoEntries for Vec<(K, M)> {
    fn into_entries(self) -> Vec<(String, Match)> {
        self.into_iter()
            .map(|(key, pattern)| (key.into(), pattern.into()))
            .collect()
    }
}

/// Writes a pattern as JSON with matchers and captures inside. Leaves are expressions that convert into [`Match`].
///
/// ```
/// use ferrocdk_assertions::{Capture, Match, pattern};
/// use serde_json::json;
///
/// let role = Capture::new();
/// let pattern = pattern!({
///     "Actions": [{ "Kinesis": { "RoleArn": &role, "PartitionKey": "${topic()}" } }],
///     "Description": null,
///     "Sql": Match::string_containing("sensor/data"),
/// });
/// let rule = json!({
///     "Actions": [{ "Kinesis": { "RoleArn": "arn", "PartitionKey": "${topic()}" } }],
///     "Description": null,
///     "Sql": "SELECT * FROM 'sensor/data/+'",
/// });
/// assert!(pattern.test(Some(&rule)).is_ok());
/// assert_eq!(role.as_string(), "arn");
/// ```
#[macro_export]
macro_rules! pattern {
    (@object [$($done:expr,)*]) => { $crate::Match::plain_object(::std::vec![$($done),*]) };
    (@object [$($done:expr,)*] $key:tt : null $(, $($rest:tt)*)?) => {
        $crate::pattern!(@object [$($done,)* (::std::string::String::from($key), $crate::pattern!(null)),] $($($rest)*)?)
    };
    (@object [$($done:expr,)*] $key:tt : { $($inner:tt)* } $(, $($rest:tt)*)?) => {
        $crate::pattern!(@object [$($done,)* (::std::string::String::from($key), $crate::pattern!({ $($inner)* })),] $($($rest)*)?)
    };
    (@object [$($done:expr,)*] $key:tt : [ $($inner:tt)* ] $(, $($rest:tt)*)?) => {
        $crate::pattern!(@object [$($done,)* (::std::string::String::from($key), $crate::pattern!([ $($inner)* ])),] $($($rest)*)?)
    };
    (@object [$($done:expr,)*] $key:tt : $value:expr $(, $($rest:tt)*)?) => {
        $crate::pattern!(@object [$($done,)* (::std::string::String::from($key), $crate::Match::from($value)),] $($($rest)*)?)
    };
    (@array [$($done:expr,)*]) => { $crate::Match::plain_array(::std::vec![$($done),*]) };
    (@array [$($done:expr,)*] null $(, $($rest:tt)*)?) => {
        $crate::pattern!(@array [$($done,)* $crate::pattern!(null),] $($($rest)*)?)
    };
    (@array [$($done:expr,)*] { $($inner:tt)* } $(, $($rest:tt)*)?) => {
        $crate::pattern!(@array [$($done,)* $crate::pattern!({ $($inner)* }),] $($($rest)*)?)
    };
    (@array [$($done:expr,)*] [ $($inner:tt)* ] $(, $($rest:tt)*)?) => {
        $crate::pattern!(@array [$($done,)* $crate::pattern!([ $($inner)* ]),] $($($rest)*)?)
    };
    (@array [$($done:expr,)*] $value:expr $(, $($rest:tt)*)?) => {
        $crate::pattern!(@array [$($done,)* $crate::Match::from($value),] $($($rest)*)?)
    };
    (null) => { $crate::Match::null() };
    ({ $($rest:tt)* }) => { $crate::pattern!(@object [] $($rest)*) };
    ([ $($rest:tt)* ]) => { $crate::pattern!(@array [] $($rest)*) };
    ($value:expr) => { $crate::Match::from($value) };
}

impl Match {
    #[doc(hidden)]
    pub fn null() -> Self {
        Self(Kind::Scalar(Json::Null))
    }
}
