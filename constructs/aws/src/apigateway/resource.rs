//! `Resource`: a path of an API.

use std::rc::Rc;

use ferrocdk_cfn::apigateway::{CfnResource, ResourceProps as CfnResourceProps};
use ferrocdk_core::{Construct, Diagnostic, Scope, Value};

use super::cors::Cors;
use super::http_method::HttpMethod;
use super::integration::AnyIntegration;
use super::method::{Method, MethodOptions, MethodProps};
use super::rest_api::{RestApi, join};
use crate::diagnostic_ids;
use crate::owned::{Owned, refuse};
use crate::props::props;

props! {
    /// Settings of a [`Resource`].
    pub struct ResourceProps for CfnResourceProps {
        /// The resource above.
        parent: Resource,
        /// The part of the path: a word such as `presses`, a parameter such as `{id}`, or the rest of a path, `{proxy+}`.
        path_part: String,
        /// Settings for everything from here downwards.
        options: ResourceOptions = ResourceOptions::new(),
    }
}

props! {
    /// Settings of methods from a resource downwards. Whatever they leave out comes from the resource above.
    pub struct ResourceOptions {
        /// The integration of methods that name none.
        default_integration: Option<AnyIntegration>,
        /// Settings of methods, unless a method says otherwise.
        default_method_options: Option<MethodOptions>,
        /// Lets browsers of other origins in.
        default_cors_preflight: Option<Cors>,
    }
}

impl From<()> for ResourceOptions {
    /// Everything comes from the resource above.
    fn from((): ()) -> Self {
        Self::new()
    }
}

/// Settings that a resource passes on to its methods and to the resources below it.
#[derive(Clone, Debug, Default)]
pub(super) struct Inherited {
    pub(super) integration: Option<AnyIntegration>,
    pub(super) method: MethodOptions,
    pub(super) cors: Option<Cors>,
}

impl Inherited {
    fn with(&self, options: ResourceOptions) -> Self {
        Self {
            integration: options.default_integration.or_else(|| self.integration.clone()),
            method: match options.default_method_options {
                Some(own) => own.or(&self.method),
                None => self.method.clone(),
            },
            cors: options.default_cors_preflight.or_else(|| self.cors.clone()),
        }
    }
}

/// A resource without the API that it belongs to, which keeps these.
#[derive(Debug)]
pub(super) struct Parts {
    scope: Scope,
    resource: Owned<CfnResource>,
    /// None for the root of an API that is known by its id alone.
    id: Option<Value<String>>,
    pub(super) path: String,
    inherited: Inherited,
}

impl Parts {
    pub(super) fn root(scope: Scope, id: Value<String>, inherited: Inherited) -> Self {
        Self {
            scope,
            resource: Owned::imported(),
            id: Some(id),
            path: "/".to_owned(),
            inherited,
        }
    }

    pub(super) fn unknown(scope: Scope) -> Self {
        Self {
            id: None,
            ..Self::root(scope, Value::from(""), Inherited::default())
        }
    }
}

/// A path of a REST API, with its methods and the paths below it.
///
/// Makes an `AWS::ApiGateway::Resource`, which costs nothing. Most are made by [`add_resource`](Self::add_resource) of the one above.
///
/// ```
/// use ferrocdk_aws::apigateway::{HttpMethod, LambdaIntegration, ResourceOptions, RestApi, RestApiProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let api = RestApi::new(&stack, "Api", RestApiProps::new());
/// let function = LambdaIntegration::new("arn:aws:lambda:sa-east-1:111122223333:function:presses");
/// let presses = api.root().add_resource_with("presses", ResourceOptions::new().default_integration(function));
/// presses.add_method(HttpMethod::Get, ());
/// presses.add_resource("{id}").add_method(HttpMethod::Delete, ());
/// assert_eq!(presses.resource_for_path("{id}/readings").path(), "/presses/{id}/readings");
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct Resource {
    api: RestApi,
    parts: Rc<Parts>,
}

impl Construct for Resource {
    fn scope(&self) -> &Scope {
        &self.parts.scope
    }
}

impl From<&Self> for Resource {
    fn from(resource: &Self) -> Self {
        resource.clone()
    }
}

impl Resource {
    pub(super) fn of(api: RestApi, parts: Rc<Parts>) -> Self {
        Self { api, parts }
    }

    /// Makes a resource below another one.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: ResourceProps) -> Self {
        let scope = scope.scope().child(id);
        let ResourceProps {
            parent,
            path_part,
            options,
            customize,
        } = props;
        check(&scope, &parent, &path_part);
        let resource = CfnResourceProps::new()
            .rest_api_id(parent.api.id())
            .parent_id(parent.id())
            .path_part(path_part.as_str());
        let resource = CfnResource::new(&scope, "Resource", customize.apply(resource));
        parent.api.add_content(&resource);
        let parts = Rc::new(Parts {
            scope,
            id: Some(resource.reference()),
            resource: Owned::made(resource),
            path: join(parent.path(), &path_part),
            inherited: parent.parts.inherited.with(options),
        });
        parent.api.keep_child(&parts);
        let resource = Self::of(parent.api, parts);
        resource.add_inherited_cors();
        resource
    }

    /// A resource that exists, by its id and its path in an API.
    #[track_caller]
    pub fn from_resource_attributes(
        scope: &dyn Construct,
        id: &str,
        api: &RestApi,
        resource_id: impl Into<Value<String>>,
        path: &str,
    ) -> Self {
        let parts = Parts {
            path: path.to_owned(),
            ..Parts::root(scope.scope().child(id), resource_id.into(), Inherited::default())
        };
        Self::of(api.clone(), Rc::new(parts))
    }

    /// The resource. That of the root is part of the API, which has it without one.
    #[track_caller]
    pub fn cfn(&self) -> CfnResource {
        self.parts.resource.resource(&self.parts.scope, |scope| {
            CfnResource::new(scope, "Resource", CfnResourceProps::new())
        })
    }

    /// The API that it belongs to.
    pub fn api(&self) -> &RestApi {
        &self.api
    }

    /// The path from the API's root, such as `/presses/{id}`.
    pub fn path(&self) -> &str {
        &self.parts.path
    }

    /// The resource's id.
    #[track_caller]
    pub fn id(&self) -> Value<String> {
        if let Some(id) = &self.parts.id {
            return id.clone();
        }
        refuse(
            &self.parts.scope,
            "by its id alone has a root that this app does not know; import it with `from_rest_api_attributes`",
        );
        Value::from("")
    }

    /// The address, in the stage that requests go to.
    #[track_caller]
    pub fn url(&self) -> Value<String> {
        self.api.url_for_path(self.path())
    }

    /// Adds a resource below: a word such as `presses`, a parameter such as `{id}`, or the rest of a path, `{proxy+}`.
    #[track_caller]
    pub fn add_resource(&self, path_part: &str) -> Self {
        self.add_resource_with(path_part, ())
    }

    /// As [`add_resource`](Self::add_resource), with settings for everything from there downwards.
    #[track_caller]
    pub fn add_resource_with(&self, path_part: &str, options: impl Into<ResourceOptions>) -> Self {
        Self::new(self, path_part, ResourceProps::new(self, path_part).options(options))
    }

    /// The resource directly below with a part of a path, if there is one.
    pub fn get_resource(&self, path_part: &str) -> Option<Self> {
        let parts = self.api.child(self.path(), path_part)?;
        Some(Self::of(self.api.clone(), parts))
    }

    /// The resource at a path below such as `presses/{id}`, with everything on the way to it made where it is not there. At the root, a path may begin with a slash.
    #[track_caller]
    pub fn resource_for_path(&self, path: &str) -> Self {
        let is_root = self.path() == "/";
        let below = if is_root {
            path.strip_prefix('/').unwrap_or(path)
        } else {
            path
        };
        let mut resource = self.clone();
        for part in below.split('/').filter(|_| !below.is_empty()) {
            resource = match resource.get_resource(part) {
                Some(known) => known,
                None => resource.add_resource(part),
            };
        }
        resource
    }

    /// Answers requests with a verb. The options are an integration by itself, [`MethodOptions`], or `()` for what the resource passes on.
    #[track_caller]
    pub fn add_method(&self, http_method: HttpMethod, options: impl Into<MethodOptions>) -> Method {
        Method::new(
            self,
            http_method.word(),
            MethodProps::new(self, http_method).options(options),
        )
    }

    /// Answers every request below with one method, and every request to the root itself where this is the root. Gives the resource `{proxy+}`.
    #[track_caller]
    pub fn add_proxy(&self, options: impl Into<MethodOptions>) -> Self {
        let options = options.into();
        let proxy = self.add_resource("{proxy+}");
        if self.path() == "/" && self.parts.scope.find_child("ANY").is_none() {
            self.add_method(HttpMethod::Any, options.clone());
        }
        proxy.add_method(HttpMethod::Any, options);
        proxy
    }

    /// Lets browsers of other origins in: a method `OPTIONS` answers what they ask before. Answers of the other methods must have the headers themselves, which functions
    /// set with proxy and integration responses without.
    #[track_caller]
    pub fn add_cors_preflight(&self, cors: Cors) -> Method {
        cors.check(&self.parts.scope);
        self.add_method(HttpMethod::Options, cors.into_method())
    }

    pub(super) fn inherited(&self) -> &Inherited {
        &self.parts.inherited
    }

    #[track_caller]
    pub(super) fn add_inherited_cors(&self) {
        if let Some(cors) = self.parts.inherited.cors.clone() {
            self.add_cors_preflight(cors);
        }
    }
}

fn check(scope: &Scope, parent: &Resource, part: &str) {
    let allowed = |character: char| character.is_ascii_alphanumeric() || ":._-$".contains(character);
    let inner = part.strip_prefix('{').and_then(|part| part.strip_suffix('}'));
    let name = inner.map_or(part, |inner| inner.strip_suffix('+').unwrap_or(inner));
    if name.is_empty() || !name.chars().all(allowed) {
        let diagnostic = Diagnostic::error(diagnostic_ids::PATH_PART, "the part of a path is not one that API Gateway takes")
            .at("", Some("PathPart"))
            .found(format!("{part:?}"))
            .allowed("letters, digits and `:._-$`, all of it in braces for a parameter, with `+` before the closing one for the rest of a path")
            .help("give each part of a path to its own resource, or the whole path to `resource_for_path`");
        scope.report(diagnostic);
    }
    if parent.path().ends_with("+}") {
        let diagnostic = Diagnostic::error(
            diagnostic_ids::PATH_PART,
            "a path goes on behind one that takes all the rest",
        )
        .at("", Some("PathPart"))
        .found(format!("{part:?} below {:?}", parent.path()))
        .allowed("nothing below a part with `+`")
        .help("add it beside");
        scope.report(diagnostic);
    }
    if parent.get_resource(part).is_some() {
        let diagnostic = Diagnostic::error(diagnostic_ids::PATH_PART, "two resources have the same path")
            .at("", Some("PathPart"))
            .found(join(parent.path(), part))
            .help("take the first one from `get_resource` or `resource_for_path`");
        scope.report(diagnostic);
    }
}
