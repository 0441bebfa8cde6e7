//! References that cross the border of a stack: parameters, outputs, exports, and what reads them.

use ferrocdk_facts::Partition;
use serde_json::{Value as Json, json};

use super::{LinkOutput, Links};
use crate::diagnostic::ids;
use crate::environment::Environment;
use crate::expr::{Expr, Reference};
use crate::expr::{ReferenceStrength, STRENGTH_CONTEXT};
use crate::logical_id::{logical_id, unique_name};
use crate::node_id::NodeId;
use crate::synth::join;

/// Separator of the items of a list that travels as a string; CDK's choice.
const LIST: &str = "||";
/// Role that lets other accounts read a stack's outputs; CDK's ids.
const ROLE: &str = "GetStackOutputRole";
const POLICY: &str = "GetStackOutputPolicy";

impl Links<'_> {
    /// The reference as it stands in its own stack.
    fn direct(&self, reference: &Reference) -> Option<Json> {
        let name = self.logical_ids.of(reference.node)?;
        Some(match &reference.attribute {
            None => json!({ "Ref": name }),
            Some(attribute) => json!({ "Fn::GetAtt": [name, attribute.as_str()] }),
        })
    }

    /// The reference as it must stand in `consumer`. Adds parameters and outputs on the way.
    pub(super) fn resolve(&mut self, consumer: NodeId, reference: &Reference, user: NodeId) -> Option<Json> {
        let producer = self.logical_ids.stack_of(reference.node)?;
        if producer == consumer {
            return self.direct(reference);
        }
        if self.enclosing(consumer).contains(&producer) {
            let parent = self.parent_stack(consumer)?;
            let value = self.resolve(parent, reference, user)?;
            let attribute = reference.attribute.as_deref().unwrap_or("Ref");
            let name = logical_id(&[&format!(
                "reference-to-{}{attribute}",
                self.tree.unique_id(reference.node)
            )])
            .ok()?;
            let value = if reference.list {
                json!({ "Fn::Join": [LIST, value] })
            } else {
                value
            };
            self.parameters.entry(consumer).or_default().insert(name.clone(), value);
            return Some(self.as_list(reference, json!({ "Ref": name })));
        }
        if let Some(resource) = self.nested_resource(producer) {
            let attribute = reference.attribute.as_deref().unwrap_or("Ref");
            let name = logical_id(&[&format!("{}{attribute}", self.tree.unique_id(reference.node))]).ok()?;
            self.add_output(producer, name.clone(), reference, None)?;
            let outer = Reference {
                node: resource,
                attribute: Some(format!("Outputs.{name}").into()),
                list: false,
                strength: reference.strength.or_else(|| self.own_strength(reference.node)),
            };
            let value = self.resolve(consumer, &outer, user)?;
            return Some(self.as_list(reference, value));
        }
        self.between_stacks(consumer, producer, reference, user)
    }

    /// A list that travelled as a string becomes a list again.
    fn as_list(&self, reference: &Reference, value: Json) -> Json {
        if reference.list {
            json!({ "Fn::Split": [LIST, value] })
        } else {
            value
        }
    }

    fn add_output(&mut self, stack: NodeId, name: String, reference: &Reference, export: Option<String>) -> Option<()> {
        let value = self.direct(reference)?;
        let value = if reference.list {
            json!({ "Fn::Join": [LIST, value] })
        } else {
            value
        };
        self.outputs
            .entry(stack)
            .or_default()
            .insert(name, LinkOutput { value, export });
        Some(())
    }

    /// A reference from one top-level stack, or from one nested in it, to another.
    fn between_stacks(
        &mut self,
        consumer: NodeId,
        producer: NodeId,
        reference: &Reference,
        user: NodeId,
    ) -> Option<Json> {
        let consumer_top = self.top(consumer);
        if self.tree.stage_of(consumer_top) != self.tree.stage_of(producer) {
            let help = "put both stacks into one stage, or hand the value over as a parameter";
            self.problem(
                ids::CROSS_STAGE_REFERENCE,
                user,
                reference.node,
                "which is in another stage",
                help,
            );
            return None;
        }
        let (from, to) = (self.environment(consumer_top), self.environment(producer));
        if let (Some(reader), Some(owner)) = (&from.account, &to.account)
            && reader != owner
        {
            return self.between_accounts((consumer_top, &from), (producer, &to), reference, user);
        }
        if from.region != to.region && (from.region.is_none() || to.region.is_none()) {
            let help = "say the region of both stacks, or of none";
            self.problem(
                ids::CROSS_ENVIRONMENT_REFERENCE,
                user,
                reference.node,
                "which may be in another region",
                help,
            );
            return None;
        }
        let strength = self.strength(reference, consumer_top);
        if let (Some(reader), Some(owner)) = (&from.region, &to.region)
            && reader != owner
            && strength == ReferenceStrength::Strong
        {
            let why = format!(
                "which is in {owner}: a strong reference from {reader} would be an export, and no export leaves its region"
            );
            let help = format!(
                "read it weakly, by Fn::GetStackOutput: value.consume(ReferenceStrength::Weak) for this use, \
                 resource.reference_strength(ReferenceStrength::Weak) for all of them, or weak as the context {STRENGTH_CONTEXT}; \
                 nothing then stops the other stack from changing the value, which reaches this one when it is deployed next"
            );
            self.problem(ids::CROSS_ENVIRONMENT_REFERENCE, user, reference.node, &why, &help);
            return None;
        }
        let since = (user, reference.node);
        self.stack_dependencies
            .entry(consumer_top)
            .or_default()
            .entry(producer)
            .or_insert(since);
        if strength != ReferenceStrength::Weak {
            let export = self.add_export(producer, reference)?;
            if strength == ReferenceStrength::Strong {
                return Some(self.as_list(reference, json!({ "Fn::ImportValue": export })));
            }
        }
        let output = self.add_published(producer, reference)?;
        let place = json!({
            "StackName": self.tree.stack_name(producer),
            "Region": to.region.map_or_else(|| json!({ "Ref": "AWS::Region" }), Json::String),
            "OutputName": output,
        });
        Some(self.as_list(reference, json!({ "Fn::GetStackOutput": place })))
    }

    /// A reference to a stack of another account: always weak, and read with a role that trusts the consumer's deployments.
    fn between_accounts(
        &mut self,
        (consumer, from): (NodeId, &Environment),
        (producer, to): (NodeId, &Environment),
        reference: &Reference,
        user: NodeId,
    ) -> Option<Json> {
        let data = self.tree.stack(consumer);
        let bootstrap = data.and_then(|data| data.synthesizer.bootstrap(from));
        let role = bootstrap.map(|bootstrap| bootstrap.execution_role());
        let (Some(role), Some(_), Some(region), Some(account)) = (role, &from.region, &to.region, &to.account) else {
            let help = "say the region of both stacks and let the default synthesizer deploy them, or hand the value over as a parameter";
            let why = "which is in another account";
            self.problem(ids::CROSS_ENVIRONMENT_REFERENCE, user, reference.node, why, help);
            return None;
        };
        let output = self.add_published(producer, reference)?;
        self.readers.entry(producer).or_default().insert(role);
        let start = join::concat([
            "arn:".into(),
            partition(region),
            format!(":iam::{account}:role/").into(),
        ]);
        let place = json!({
            "StackName": self.tree.stack_name(producer),
            "Region": region,
            "RoleArn": join::concat([start, self.reader_name(producer, ROLE, 64).into()]),
            "OutputName": output,
        });
        Some(self.as_list(reference, json!({ "Fn::GetStackOutput": place })))
    }

    /// The role that other accounts read a stack's outputs with, and what it may do, by logical id.
    pub(in crate::synth) fn reader_resources(&self, producer: NodeId) -> Vec<(String, Json)> {
        let (Some(readers), Environment { account, region }) =
            (self.readers.get(&producer), self.environment(producer))
        else {
            return Vec::new();
        };
        let (account, region) = (account.unwrap_or_default(), region.unwrap_or_default());
        let arns: Vec<Json> = readers.iter().map(|arn| json!({ "Fn::Sub": arn })).collect();
        let principal = if let [one] = arns.as_slice() {
            one.clone()
        } else {
            Json::Array(arns)
        };
        let name = self.tree.stack_name(producer);
        let stack_arn = join::concat([
            "arn:".into(),
            partition(&region),
            format!(":cloudformation:{region}:{account}:stack/{name}/*").into(),
        ]);
        let trust = json!({ "Effect": "Allow", "Principal": { "AWS": principal }, "Action": ["sts:AssumeRole"] });
        let read = json!({ "Effect": "Allow", "Action": "cloudformation:DescribeStacks", "Resource": stack_arn });
        let document = |statement: Json| json!({ "Version": "2012-10-17", "Statement": [statement] });
        let id = |last: &str| logical_id(&["Publish", last]).unwrap_or_default();
        let resource = |last: &str, kind: &str, properties: Json| {
            let path = format!("{}/Publish/{last}", self.tree.path(producer));
            let body = json!({ "Type": kind, "Properties": properties, "Metadata": { "aws:cdk:path": path } });
            (id(last), body)
        };
        let role = json!({
            "AssumeRolePolicyDocument": document(trust),
            "RoleName": self.reader_name(producer, ROLE, 64),
        });
        let policy = json!({
            "Roles": [{ "Ref": id(ROLE) }],
            "PolicyDocument": document(read),
            "PolicyName": self.reader_name(producer, POLICY, 128),
        });
        vec![
            resource(ROLE, "AWS::IAM::Role", role),
            resource(POLICY, "AWS::IAM::Policy", policy),
        ]
    }

    /// A name that both sides know before either is deployed: the reader's template names the role in an ARN. IAM takes 64 characters for a role's name
    /// and 128 for a policy's.
    fn reader_name(&self, producer: NodeId, last: &str, longest: usize) -> String {
        let mut components = self.tree.components(producer);
        components.extend(["Publish", last]);
        unique_name(&components, longest)
    }

    /// Exports what a stack wants exported, used or not.
    pub(super) fn export(&mut self, stack: NodeId, exports: &[Expr]) {
        for reference in exports.iter().filter_map(|expr| Reference::of(expr, None)) {
            if self.logical_ids.stack_of(reference.node) == Some(stack) {
                self.add_export(stack, &reference);
            } else if self.tree.owns(reference.node) {
                let (why, help) = (
                    "which is not in the stack that exports it",
                    "export it from its own stack",
                );
                self.problem(ids::NOT_EXPORTABLE, stack, reference.node, why, help);
            }
        }
    }

    /// Exports a reference; gives the name of the export.
    fn add_export(&mut self, stack: NodeId, reference: &Reference) -> Option<String> {
        let id = logical_id(&["Exports", &self.output_id(reference)?]).ok()?;
        let name = format!("{}:{id}", self.tree.stack_name(stack));
        self.add_output(stack, id, reference, Some(name.clone()))?;
        Some(name)
    }

    /// Makes an output that other stacks read; gives its logical id.
    fn add_published(&mut self, stack: NodeId, reference: &Reference) -> Option<String> {
        let id = logical_id(&["Publish", &self.output_id(reference)?]).ok()?;
        self.add_output(stack, id.clone(), reference, None)?;
        Some(id)
    }

    fn output_id(&self, reference: &Reference) -> Option<String> {
        Some(format!("Output{}", self.direct(reference)?))
    }

    /// As this use asks, or the resource, or the consumer's context; else weak.
    fn strength(&self, reference: &Reference, consumer: NodeId) -> ReferenceStrength {
        reference
            .strength
            .or_else(|| self.own_strength(reference.node))
            .or_else(|| ReferenceStrength::from_context(self.tree.context_value(consumer, STRENGTH_CONTEXT)?))
            .unwrap_or(ReferenceStrength::Weak)
    }

    /// As the resource asks.
    fn own_strength(&self, node: NodeId) -> Option<ReferenceStrength> {
        self.tree.resource(node)?.strength
    }
}

/// The partition of a region, as a literal where it is known.
fn partition(region: &str) -> Json {
    Partition::of(region).map_or_else(|| json!({ "Ref": "AWS::Partition" }), |partition| partition.name.into())
}
