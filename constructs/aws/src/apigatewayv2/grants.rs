//! Who needs what of an HTTP API.

use super::route::HttpRoute;
use crate::grants::grants;

grants! {
    "AWS::ApiGatewayV2::Route", HttpRouteGrants for HttpRoute;
    /// Lets somebody send requests, to a route that is authorized by IAM.
    invoke, grant_invoke: ["execute-api:Invoke"];
}
