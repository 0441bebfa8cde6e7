//! Stacks on the local AWS, deployed by the AWS CLI as another program than ours would do it.

use std::path::Path;

use serde_json::Value as Json;

use crate::LocalAws;

impl LocalAws {
    /// Says what a bootstrapped account says about itself, which templates ask for.
    pub fn bootstrap(&self) {
        let name = "/cdk-bootstrap/hnb659fds/version";
        let put = [
            "ssm",
            "put-parameter",
            "--name",
            name,
            "--type",
            "String",
            "--value",
            "21",
        ];
        self.aws(&put);
    }

    /// Creates or updates a stack (`create-stack`, `update-stack`) and gives its outputs, as an object. The template is put into `folder`.
    ///
    /// # Errors
    /// Where the template is refused.
    pub fn deploy(&self, verb: &str, stack: &str, folder: &Path, template: &Json) -> Result<Json, String> {
        let file = folder.join(format!("{stack}.deployed.json"));
        std::fs::write(&file, template.to_string()).unwrap();
        let body = format!("file://{}", file.display());
        self.try_aws(&[
            "cloudformation",
            verb,
            "--stack-name",
            stack,
            "--capabilities",
            "CAPABILITY_IAM",
            "--template-body",
            &body,
        ])?;
        let outputs = self.eventually(&format!("{verb} {stack} ends"), || {
            let stacks = self.aws(&["cloudformation", "describe-stacks", "--stack-name", stack]);
            let description = &stacks["Stacks"][0];
            let status = description["StackStatus"].as_str().unwrap();
            let failed = status.contains("FAILED") || status.contains("ROLLBACK");
            assert!(
                !failed,
                "{}",
                self.aws(&["cloudformation", "describe-stack-events", "--stack-name", stack])
            );
            let done = ["CREATE_COMPLETE", "UPDATE_COMPLETE"].contains(&status);
            done.then(|| description["Outputs"].as_array().cloned().unwrap_or_default())
        });
        let pairs = outputs.iter().map(|output| {
            (
                output["OutputKey"].as_str().unwrap().to_owned(),
                output["OutputValue"].clone(),
            )
        });
        Ok(Json::Object(pairs.collect()))
    }

    /// The name or ARN of the resource of a stack whose logical id begins so.
    pub fn physical_id(&self, stack: &str, logical_id: &str) -> String {
        let resources = self.aws(&["cloudformation", "describe-stack-resources", "--stack-name", stack]);
        let resources = resources["StackResources"].as_array().unwrap();
        let found = resources.iter().find(|resource| {
            let id = resource["LogicalResourceId"].as_str().unwrap();
            // A logical id is the name and eight digits of a hash.
            id.strip_prefix(logical_id).is_some_and(|hash| hash.len() == 8)
        });
        let found = found.unwrap_or_else(|| panic!("{stack} has no {logical_id}: {resources:?}"));
        found["PhysicalResourceId"].as_str().unwrap().to_owned()
    }

    /// Calls a REST API as a client of its own URL would, and gives the status and the JSON of the answer.
    pub fn call_api(&self, api: &str, stage: &str, method: &str, path: &str, body: Option<&str>) -> (u16, Json) {
        let url = format!("{}/restapis/{api}/{stage}/_user_request_{path}", self.endpoint());
        let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let request = ureq::http::Request::builder()
            .method(method)
            .uri(url)
            .header("Content-Type", "application/json")
            .body(body.unwrap_or_default().to_owned())
            .unwrap();
        let mut answer = agent.run(request).unwrap();
        let text = answer.body_mut().read_to_string().unwrap();
        (
            answer.status().as_u16(),
            serde_json::from_str(&text).unwrap_or(Json::String(text)),
        )
    }
}
