//! `Deployment`: a picture of an API, which stages show.

use ferrocdk_cfn::apigateway::{CfnDeployment, DeploymentProps as CfnDeploymentProps};
use ferrocdk_core::{Construct, IntoDocument, RemovalPolicy, Scope, Value};

use super::rest_api::RestApi;
use crate::owned::constructs;
use crate::props::props;

/// Fate of a deployment that a newer one takes the place of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OldDeployments {
    /// It is deleted.
    #[default]
    Deleted,
    /// It stays, so that somebody can point the stage back to it by hand.
    Kept,
}

props! {
    /// Settings of a [`Deployment`].
    pub struct DeploymentProps for CfnDeploymentProps {
        /// The API that is deployed.
        api: RestApi,
        /// For people.
        description: Option<Value<String>>,
        /// Fate of a deployment that a newer one takes the place of. Default: it is deleted.
        old_deployments: OldDeployments = OldDeployments::Deleted,
    }
}

/// A picture of a REST API as it is, which a [`Stage`](super::Stage) shows to clients.
///
/// Makes an `AWS::ApiGateway::Deployment` whose logical id ends in a hash of everything in the API, so that CloudFormation makes another one when the API changes: without
/// that, clients would not see the change. AWS CDK hashes what it knows of; here it is all that the API's resources say, after all aspects. Costs nothing.
///
/// ```
/// use ferrocdk_aws::apigateway::{Deploy, Deployment, DeploymentProps, HttpMethod, LambdaIntegration, RestApi, RestApiProps, Stage, StageOptions, StageProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let api = RestApi::new(&stack, "Api", RestApiProps::new().deploy(Deploy::No));
/// api.root().add_method(HttpMethod::Get, LambdaIntegration::new("arn:aws:lambda:sa-east-1:111122223333:function:presses"));
/// let deployment = Deployment::new(&stack, "Deployment", DeploymentProps::new(&api));
/// Stage::new(&stack, "Test", StageProps::new(&deployment).options(StageOptions::new().stage_name("test")));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct Deployment {
    scope: Scope,
    deployment: CfnDeployment,
    api: RestApi,
}

constructs!(Deployment);
ferrocdk_cfn::refers!(Deployment: apigateway { DeploymentId => id });

impl From<&Self> for Deployment {
    fn from(deployment: &Self) -> Self {
        deployment.clone()
    }
}

impl Deployment {
    /// Makes a deployment.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: DeploymentProps) -> Self {
        let scope = scope.scope().child(id);
        let api = props.api;
        let mut deployment = CfnDeploymentProps::new().rest_api_id(api.id());
        deployment.description = props.description;
        let deployment = CfnDeployment::new(&scope, "Resource", props.customize.apply(deployment));
        if props.old_deployments == OldDeployments::Kept {
            deployment.apply_removal_policy(RemovalPolicy::Retain);
        }
        api.attach(&deployment);
        Self::of(scope, deployment, api)
    }

    pub(super) fn of(scope: Scope, deployment: CfnDeployment, api: RestApi) -> Self {
        Self { scope, deployment, api }
    }

    /// The resource.
    pub fn cfn(&self) -> CfnDeployment {
        self.deployment.clone()
    }

    /// The API that is deployed.
    pub fn api(&self) -> &RestApi {
        &self.api
    }

    /// The deployment's id.
    pub fn id(&self) -> Value<String> {
        self.deployment.reference()
    }

    /// Makes another deployment when a value changes, besides when the API does: for what the API's resources do not say, such as the content of a file that they name.
    pub fn add_to_logical_id(&self, value: impl IntoDocument) {
        self.deployment.make_anew_on(value);
    }
}
