//! `ApiDefinition`: an API as a document of OpenAPI.

use std::path::Path;

use ferrocdk_cfn::apigateway::RestApiProps as CfnRestApiProps;
use ferrocdk_cfn::apigateway::rest_api::S3Location;
use ferrocdk_core::{Asset, Construct, Document, Value, doc};

/// Whether methods that are added stay beside those of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DefinitionMode {
    /// They stay.
    Merge,
    /// The document takes their place.
    Overwrite,
}

/// An API as a document of OpenAPI, with what AWS added to it (`x-amazon-apigateway-integration`). Source: "Develop REST APIs using OpenAPI in API Gateway".
///
/// Functions that it names let the API in by [`allow_to_invoke`](super::RestApi::allow_to_invoke).
///
/// ```
/// use ferrocdk_aws::apigateway::{ApiDefinition, RestApi, RestApiProps};
/// use ferrocdk_core::{App, Stack, StackProps, doc, pseudo, text};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let function = "arn:aws:lambda:sa-east-1:111122223333:function:presses";
/// let uri = text!("arn:aws:apigateway:{}:lambda:path/2015-03-31/functions/{}/invocations", pseudo::region(), function);
/// let definition = ApiDefinition::inline(doc!({
///     "openapi": "3.0.2",
///     "info": { "title": "presses", "version": "1" },
///     "paths": {
///         "/presses": { "get": { "x-amazon-apigateway-integration": { "type": "aws_proxy", "httpMethod": "POST", "uri": uri } } },
///     },
/// }));
/// let api = RestApi::new(&stack, "Api", RestApiProps::new().definition(definition));
/// api.allow_to_invoke(function);
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct ApiDefinition(Source);

#[derive(Clone, Debug)]
enum Source {
    Inline(Document),
    Object {
        bucket: Value<String>,
        key: Value<String>,
        version: Option<Value<String>>,
    },
}

impl ApiDefinition {
    /// A document in the template, with references to whatever is in the stack.
    pub fn inline(document: impl Into<Document>) -> Self {
        Self(Source::Inline(document.into()))
    }

    /// A file of JSON or YAML, which is uploaded as it is: nothing in it refers to the stack.
    #[track_caller]
    pub fn asset(scope: &dyn Construct, id: &str, path: impl AsRef<Path>) -> Self {
        let asset = Asset::new(scope, id, path);
        Self::bucket(asset.bucket_name(), asset.object_key())
    }

    /// A file of JSON or YAML that CloudFormation includes in the template when it is deployed, so that `Fn::Sub` and other functions in it refer to resources by their
    /// logical ids. Such a template is deployed with the capability `CAPABILITY_AUTO_EXPAND`.
    #[track_caller]
    pub fn include(scope: &dyn Construct, id: &str, path: impl AsRef<Path>) -> Self {
        let asset = Asset::new(scope, id, path);
        let location = doc!({ "Location": asset.s3_url() });
        Self::inline(doc!({ "Fn::Transform": { "Name": "AWS::Include", "Parameters": location } }))
    }

    /// An object of a bucket. A new version of it is deployed when its key changes, or its version is given.
    pub fn bucket(bucket: impl Into<Value<String>>, key: impl Into<Value<String>>) -> Self {
        Self(Source::Object {
            bucket: bucket.into(),
            key: key.into(),
            version: None,
        })
    }

    /// One version of an object of a bucket.
    pub fn bucket_version(
        bucket: impl Into<Value<String>>,
        key: impl Into<Value<String>>,
        version: impl Into<Value<String>>,
    ) -> Self {
        Self(Source::Object {
            bucket: bucket.into(),
            key: key.into(),
            version: Some(version.into()),
        })
    }

    pub(super) fn apply(self, api: CfnRestApiProps, mode: Option<DefinitionMode>) -> CfnRestApiProps {
        let mut api = match self.0 {
            Source::Inline(document) => api.body(document),
            Source::Object { bucket, key, version } => {
                let mut location = S3Location::new().bucket(bucket).key(key);
                location.version = version;
                api.body_s3_location(location)
            }
        };
        api.mode = mode.map(|mode| match mode {
            DefinitionMode::Merge => "merge".into(),
            DefinitionMode::Overwrite => "overwrite".into(),
        });
        api
    }
}
