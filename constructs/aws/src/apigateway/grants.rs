//! Who needs what of an API.

use super::api_key::ApiKey;
use super::method::Method;
use crate::grants::grants;

grants! {
    "AWS::ApiGateway::Method", MethodGrants for Method;
    /// Lets somebody send requests, to a method that is authorized by IAM.
    execute, grant_execute: ["execute-api:Invoke"];
}

grants! {
    "AWS::ApiGateway::ApiKey", ApiKeyGrants for ApiKey;
    /// Lets somebody read the key.
    read, grant_read: ["apigateway:GET"];
    /// Lets somebody change and delete the key.
    write, grant_write: ["apigateway:PATCH", "apigateway:DELETE"];
    /// Lets somebody read, change and delete the key.
    read_write, grant_read_write:
        ["apigateway:GET", "apigateway:PATCH", "apigateway:DELETE"];
}
