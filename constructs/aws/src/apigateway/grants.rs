//! Who needs what of an API.

use super::method::Method;
use crate::grants::grants;

grants! {
    "AWS::ApiGateway::Method", MethodGrants for Method;
    /// Lets somebody send requests, to a method that is authorized by IAM.
    execute, grant_execute: ["execute-api:Invoke"];
}
