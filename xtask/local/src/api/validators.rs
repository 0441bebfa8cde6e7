//! Request validators, which the emulator's CloudFormation names without making them, and which its methods do not know: every JSON would pass,
//! whatever its model says.

use crate::aws::{Aws, AwsError, escape};
use crate::cloudformation::{Deployed, Stack, stacks};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use ureq::http::Method;

/// A method, and the validator that it is to have.
#[derive(Debug, PartialEq)]
struct Wanted {
    api: String,
    resource: String,
    verb: String,
    /// Physical id of the validator, by which the one that is made is named.
    validator: String,
    body: bool,
    parameters: bool,
}

/// Stacks whose methods have their validators, by id, with the time of their deployment.
#[derive(Debug, Default)]
pub(super) struct Done(BTreeMap<String, String>);

impl Done {
    /// Makes the validators of stacks that were deployed since the last time.
    pub(super) fn round(&mut self, aws: &Aws) -> Result<(), AwsError> {
        let now = stacks(aws)?;
        self.0.retain(|id, _| now.iter().any(|stack| stack.id == *id));
        for stack in now {
            let is_done = self.0.get(&stack.id) == Some(&stack.time);
            if is_done || stack.in_progress() {
                continue;
            }
            make(aws, &stack)?;
            self.0.insert(stack.id, stack.time);
        }
        Ok(())
    }
}

fn make(aws: &Aws, stack: &Stack) -> Result<(), AwsError> {
    let mut made = BTreeMap::new();
    for wanted in wanted(&Deployed::read(aws, stack)?) {
        let page = format!("/restapis/{}/requestvalidators", escape(&wanted.api));
        let id = match made.get(&wanted.validator) {
            Some(id) => String::clone(id),
            None => {
                for old in super::items(aws, &page)? {
                    if old["name"] == wanted.validator.as_str() {
                        let old = format!("{page}/{}", escape(&super::text(&old["id"])));
                        aws.rest_json("apigateway", Method::DELETE, &old, None)?;
                    }
                }
                let body = json!({
                    "name": wanted.validator,
                    "validateRequestBody": wanted.body,
                    "validateRequestParameters": wanted.parameters,
                });
                let answer = aws.rest_json("apigateway", Method::POST, &page, Some(&body))?;
                super::text(&answer["id"])
            }
        };
        let (api, resource, verb) = (escape(&wanted.api), escape(&wanted.resource), escape(&wanted.verb));
        let operation = json!({ "op": "replace", "path": "/requestValidatorId", "value": id });
        let patch = json!({ "patchOperations": [operation] });
        let method = format!("/restapis/{api}/resources/{resource}/methods/{verb}");
        aws.rest_json("apigateway", Method::PATCH, &method, Some(&patch))?;
        made.insert(wanted.validator, id);
    }
    Ok(())
}

/// The methods of a stack that have a validator of it.
fn wanted(deployed: &Deployed) -> Vec<Wanted> {
    let template = deployed.template();
    let resolved = |value: &Value| template.resolve(value).ok().flatten();
    let id = |value: &Value| resolved(value).and_then(|value| value.as_str().map(str::to_owned));
    let properties = |logical: &str| &deployed.body["Resources"][logical]["Properties"];
    let validators: BTreeMap<&str, &Value> = deployed
        .resources
        .iter()
        .filter(|(_, resource)| resource.kind == "AWS::ApiGateway::RequestValidator")
        .map(|(logical, resource)| (resource.id.as_str(), properties(logical)))
        .collect();
    let methods = deployed.resources.iter();
    let methods = methods.filter(|(_, resource)| resource.kind == "AWS::ApiGateway::Method");
    let wanted = methods.filter_map(|(logical, _)| {
        let method = properties(logical);
        let validator = id(&method["RequestValidatorId"])?;
        let checks = validators.get(validator.as_str())?;
        let is_on = |name: &str| resolved(&checks[name]).is_some_and(|value| value == true || value == "true");
        Some(Wanted {
            api: id(&method["RestApiId"])?,
            resource: id(&method["ResourceId"])?,
            verb: id(&method["HttpMethod"])?,
            body: is_on("ValidateRequestBody"),
            parameters: is_on("ValidateRequestParameters"),
            validator,
        })
    });
    wanted.collect()
}
