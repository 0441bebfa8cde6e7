//! `HttpMethod`: the verb of a request.

/// The verb of a request that a method answers, or that a backend is asked with.
///
/// ```
/// use ferrocdk_aws::apigateway::HttpMethod;
/// assert_eq!(HttpMethod::Get.word(), "GET");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum HttpMethod {
    /// Whatever no other method of the resource answers.
    Any,
    /// `DELETE`.
    Delete,
    /// `GET`.
    Get,
    /// `HEAD`.
    Head,
    /// `OPTIONS`, which browsers ask with before they send a request to another origin.
    Options,
    /// `PATCH`.
    Patch,
    /// `POST`.
    Post,
    /// `PUT`.
    Put,
}

impl HttpMethod {
    /// Every verb that there is, in the order in which AWS CDK allows them to browsers.
    pub const ALL: [Self; 7] = [
        Self::Options,
        Self::Get,
        Self::Put,
        Self::Post,
        Self::Delete,
        Self::Patch,
        Self::Head,
    ];

    /// The word in templates and requests.
    pub fn word(self) -> &'static str {
        match self {
            Self::Any => "ANY",
            Self::Delete => "DELETE",
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Options => "OPTIONS",
            Self::Patch => "PATCH",
            Self::Post => "POST",
            Self::Put => "PUT",
        }
    }

    /// The word in ARNs, where a star stands for any.
    pub(super) fn in_arn(self) -> &'static str {
        match self {
            Self::Any => "*",
            other => other.word(),
        }
    }
}
