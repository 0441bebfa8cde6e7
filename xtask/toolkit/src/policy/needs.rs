//! Needs of the templates of a stack: the actions of their types' handlers, and what CloudFormation does itself.

use std::collections::{BTreeMap, BTreeSet};

use ferrocdk_spec::Database;
use serde_json::Value;

use super::{Stack, arn::Environment, texts};

#[derive(Debug, Default)]
pub(super) struct Needs {
    /// By action, the types whose handlers call it.
    pub(super) actions: BTreeMap<String, BTreeSet<String>>,
    /// By type, the ARNs that the stack's resources of the type can have.
    pub(super) arns: BTreeMap<String, BTreeSet<String>>,
    /// Actions with their ARNs, which no handler calls.
    pub(super) direct: BTreeMap<String, BTreeSet<String>>,
    /// The services that the stack's roles trust.
    pub(super) trusted: BTreeSet<String>,
    /// Types without published handlers.
    pub(super) unpublished: BTreeSet<String>,
}

const ROLE: &str = "AWS::IAM::Role";

impl Needs {
    pub(super) fn of(
        stack: &Stack,
        environment: &Environment,
        database: &Database<'_>,
    ) -> Result<Self, ferrocdk_spec::Error> {
        let mut needs = Self::default();
        for template in std::iter::once(&stack.template).chain(&stack.nested) {
            let resources = template.get("Resources").and_then(Value::as_object);
            for resource in resources.into_iter().flat_map(|resources| resources.values()) {
                needs.add_resource(resource, environment, database)?;
            }
            needs.add_parameters(template, environment);
            needs.add_texts(template, environment);
        }
        for bucket in &stack.asset_buckets {
            let bucket = environment.fill(bucket);
            let objects = format!("arn:{}:s3:::{bucket}/*", environment.partition);
            for action in ["s3:GetObject", "s3:GetObjectVersion"] {
                needs
                    .direct
                    .entry(action.to_owned())
                    .or_default()
                    .insert(objects.clone());
            }
        }
        Ok(needs)
    }

    /// The roles that may be passed: those of the stack.
    pub(super) fn roles(&self, environment: &Environment) -> BTreeSet<String> {
        self.arns.get(ROLE).cloned().unwrap_or_else(|| {
            let own = format!("arn:${{Partition}}:iam::${{Account}}:role/{}-*", environment.stack);
            BTreeSet::from([environment.fill(&own)])
        })
    }

    fn add_resource(
        &mut self,
        resource: &Value,
        environment: &Environment,
        database: &Database<'_>,
    ) -> Result<(), ferrocdk_spec::Error> {
        let Some(name) = resource.get("Type").and_then(Value::as_str) else {
            return Ok(());
        };
        let properties = resource.get("Properties").unwrap_or(&Value::Null);
        if name.starts_with("Custom::") || name == "AWS::CloudFormation::CustomResource" {
            self.add_custom_resource(properties, environment);
            return Ok(());
        }
        if name == "AWS::CDK::Metadata" {
            return Ok(());
        }
        if !database.contains(name) {
            self.unpublished.insert(name.to_owned());
            return Ok(());
        }
        let permissions = database.permissions(name)?;
        if permissions.is_empty() {
            self.unpublished.insert(name.to_owned());
        }
        // `list` is called by imports and scans, never by a deployment.
        for actions in [
            &permissions.create,
            &permissions.read,
            &permissions.update,
            &permissions.delete,
        ] {
            for action in actions {
                self.actions.entry(action.clone()).or_default().insert(name.to_owned());
            }
        }
        let arns = environment.arns(&database.resource(name)?, properties);
        self.arns.entry(name.to_owned()).or_default().extend(arns);
        if name == ROLE {
            self.add_trust(properties, environment);
        }
        Ok(())
    }

    fn add_trust(&mut self, role: &Value, environment: &Environment) {
        let statements = role.pointer("/AssumeRolePolicyDocument/Statement");
        for statement in each(statements) {
            for service in each(statement.pointer("/Principal/Service")) {
                self.trusted.insert(texts::pattern(service, environment));
            }
        }
    }

    /// A custom resource's function is called with the permissions of the deployment.
    fn add_custom_resource(&mut self, properties: &Value, environment: &Environment) {
        let token = properties
            .get("ServiceToken")
            .map(|token| texts::pattern(token, environment));
        match token {
            Some(arn) if arn.starts_with("arn:") => {
                let action = if arn.contains(":sns:") {
                    "sns:Publish"
                } else {
                    "lambda:InvokeFunction"
                };
                self.direct.entry(action.to_owned()).or_default().insert(arn);
            }
            _ => {
                let types = self.actions.entry("lambda:InvokeFunction".to_owned()).or_default();
                types.insert("AWS::Lambda::Function".to_owned());
            }
        }
    }

    /// Parameters whose values CloudFormation takes from Systems Manager.
    fn add_parameters(&mut self, template: &Value, environment: &Environment) {
        let parameters = template.get("Parameters").and_then(Value::as_object);
        for parameter in parameters.into_iter().flat_map(|parameters| parameters.values()) {
            let is_stored = parameter
                .get("Type")
                .and_then(Value::as_str)
                .is_some_and(|ty| ty.starts_with("AWS::SSM::Parameter::"));
            if is_stored {
                let name = parameter
                    .get("Default")
                    .map_or("*", |name| name.as_str().unwrap_or("*"));
                self.add_stored(name, environment);
            }
        }
    }

    fn add_stored(&mut self, name: &str, environment: &Environment) {
        let name = name.trim_start_matches('/');
        let arn = environment.fill(&format!(
            "arn:${{Partition}}:ssm:${{Region}}:${{Account}}:parameter/{name}"
        ));
        self.direct
            .entry("ssm:GetParameters".to_owned())
            .or_default()
            .insert(arn);
    }

    /// Dynamic references and functions that ask other stacks.
    fn add_texts(&mut self, value: &Value, environment: &Environment) {
        match value {
            Value::String(text) => {
                for reference in text
                    .split("{{resolve:")
                    .skip(1)
                    .filter_map(|rest| rest.split("}}").next())
                {
                    self.add_reference(reference, environment);
                }
            }
            Value::Array(items) => items.iter().for_each(|item| self.add_texts(item, environment)),
            Value::Object(entries) => {
                if entries.contains_key("Fn::ImportValue") {
                    self.actions.entry("cloudformation:ListExports".to_owned()).or_default();
                }
                if entries.contains_key("Fn::GetStackOutput") {
                    self.actions
                        .entry("cloudformation:DescribeStacks".to_owned())
                        .or_default();
                }
                entries.values().for_each(|entry| self.add_texts(entry, environment));
            }
            _ => {}
        }
    }

    fn add_reference(&mut self, reference: &str, environment: &Environment) {
        match reference.split_once(':') {
            Some(("ssm" | "ssm-secure", name)) => self.add_stored(name.split(':').next().unwrap_or("*"), environment),
            Some(("secretsmanager", secret)) => {
                let arn = if secret.starts_with("arn:") {
                    secret.split(':').take(7).collect::<Vec<_>>().join(":")
                } else {
                    let name = secret.split(':').next().unwrap_or("*");
                    environment.fill(&format!(
                        "arn:${{Partition}}:secretsmanager:${{Region}}:${{Account}}:secret:{name}-*"
                    ))
                };
                self.direct
                    .entry("secretsmanager:GetSecretValue".to_owned())
                    .or_default()
                    .insert(arn);
            }
            _ => {}
        }
    }
}

/// The items of a list, or the one value that stands for a list of one.
fn each(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    let items = match value {
        Some(Value::Array(items)) => items.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    items.iter()
}
