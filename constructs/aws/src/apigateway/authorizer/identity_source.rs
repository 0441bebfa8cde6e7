//! `IdentitySource`: the parts of a request that say who sends it.

/// A part of a request that says who sends it. A request without it is refused before the authorizer is asked, and one with the same gets the same answer while that is kept.
///
/// ```
/// use ferrocdk_aws::apigateway::IdentitySource;
/// assert_eq!(IdentitySource::header("Authorization").text(), "method.request.header.Authorization");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentitySource(String);

impl IdentitySource {
    /// A header.
    pub fn header(name: &str) -> Self {
        Self(format!("method.request.header.{name}"))
    }

    /// A parameter of the query.
    pub fn query_string(name: &str) -> Self {
        Self(format!("method.request.querystring.{name}"))
    }

    /// A variable of the stage.
    pub fn stage_variable(name: &str) -> Self {
        Self(format!("stageVariables.{name}"))
    }

    /// A variable of the request, such as `identity.sourceIp`.
    pub fn context(name: &str) -> Self {
        Self(format!("context.{name}"))
    }

    /// The text in the template.
    pub fn text(&self) -> &str {
        &self.0
    }
}
