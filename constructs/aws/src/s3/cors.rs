//! `CorsRule`: which other origins may call a bucket from a browser.

use ferrocdk_cfn::s3::bucket::CorsRule as CfnCorsRule;
use ferrocdk_core::Value;

use crate::props::props;
use crate::units::Seconds;

/// A method of HTTP that S3 knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HttpMethod {
    /// Reads an object.
    Get,
    /// Reads what is known of an object.
    Head,
    /// Writes an object.
    Put,
    /// Uploads by a form.
    Post,
    /// Deletes an object.
    Delete,
}

impl HttpMethod {
    fn word(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Put => "PUT",
            Self::Post => "POST",
            Self::Delete => "DELETE",
        }
    }
}

props! {
    /// Lets pages of other origins call the bucket.
    ///
    /// ```
    /// use ferrocdk_aws::s3::{Bucket, BucketProps, CorsRule, HttpMethod};
    /// use ferrocdk_core::{App, Stack, StackProps};
    ///
    /// let app = App::new();
    /// let stack = Stack::new(&app, "plant", StackProps::default());
    /// let read = CorsRule::new([HttpMethod::Get], ["https://plant.example.com"]);
    /// Bucket::new(&stack, "Reports", BucketProps::new().cors([read]));
    /// # assert!(app.synth().is_ok());
    /// ```
    pub struct CorsRule {
        /// The methods.
        allowed_methods: Methods,
        /// The origins, such as `https://plant.example.com`, with one `*` at most; `*` alone is any.
        allowed_origins: Origins,
        /// Headers that a preflight may name, with one `*` each. Default: none.
        allowed_headers: Vec<Value<String>>,
        /// Headers of answers that pages may read. Default: only those that any page may.
        exposed_headers: Vec<Value<String>>,
        /// A name of the rule, once in a bucket.
        id: Option<String>,
        /// How long a browser keeps the answer to a preflight. Default: not at all.
        max_age: Option<Seconds>,
    }
}

/// Methods of a rule, at least one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Methods(Vec<HttpMethod>);

impl<const N: usize> From<[HttpMethod; N]> for Methods {
    fn from(methods: [HttpMethod; N]) -> Self {
        Self(methods.to_vec())
    }
}

impl From<Vec<HttpMethod>> for Methods {
    fn from(methods: Vec<HttpMethod>) -> Self {
        Self(methods)
    }
}

/// Origins of a rule, at least one.
#[derive(Clone, Debug, PartialEq)]
pub struct Origins(Vec<Value<String>>);

impl<T: Into<Value<String>>, const N: usize> From<[T; N]> for Origins {
    fn from(origins: [T; N]) -> Self {
        Self(origins.into_iter().map(Into::into).collect())
    }
}

impl<T: Into<Value<String>>> From<Vec<T>> for Origins {
    fn from(origins: Vec<T>) -> Self {
        Self(origins.into_iter().map(Into::into).collect())
    }
}

impl CorsRule {
    pub(super) fn into_cfn(self) -> CfnCorsRule {
        let methods: Vec<&str> = self.allowed_methods.0.into_iter().map(HttpMethod::word).collect();
        let methods: Vec<Value<String>> = methods.into_iter().map(Value::from).collect();
        let mut rule = CfnCorsRule::new()
            .allowed_methods(methods)
            .allowed_origins(self.allowed_origins.0);
        if !self.allowed_headers.is_empty() {
            rule = rule.allowed_headers(self.allowed_headers);
        }
        if !self.exposed_headers.is_empty() {
            rule = rule.exposed_headers(self.exposed_headers);
        }
        rule.id = self.id.map(Into::into);
        rule.max_age = self.max_age.map(|age| age.get().into());
        rule
    }
}
