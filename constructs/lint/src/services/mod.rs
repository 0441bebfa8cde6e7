//! What no schema can say, service by service: properties that depend on other resources, on dates, on arithmetic.

mod lambda;

use crate::schema::Code;

/// The checks of a resource type, each with the property that it looks at; items of lists are `*`, and nothing stands for `Properties` itself.
pub(crate) fn checks(resource_type: &str) -> &'static [(&'static str, Code)] {
    match resource_type {
        "AWS::Lambda::Function" | "AWS::Serverless::Function" => lambda::FUNCTION,
        _ => &[],
    }
}
