//! `ThingGroup`: things that are looked at together.

use ferrocdk_cfn::iot::thing_group::{AttributePayload, ThingGroupProperties};
use ferrocdk_cfn::iot::{
    CfnPolicyPrincipalAttachment, CfnThingGroup, PolicyPrincipalAttachmentProps, ThingGroupProps as CfnThingGroupProps,
};
use ferrocdk_core::{Construct, Diagnostic, Scope, Value, bindings::Map};

use super::certificate::attachment_id;
use super::named::named;
use super::policy::Policy;
use crate::diagnostic_ids;
use crate::owned::Owned;
use crate::props::props;

props! {
    /// Settings of a [`ThingGroup`].
    pub struct ThingGroupProps for CfnThingGroupProps {
        /// Its name. Default: CloudFormation generates one.
        thing_group_name: Option<Value<String>>,
        /// For people. Default: none.
        description: Option<Value<String>>,
        /// The group that it is part of. Default: none.
        parent: Option<Value<String>>,
        /// Which things belong to it, as a query of fleet indexing such as `attributes.line:press`, which the account has to have on. Default: those that are added by hand.
        query: Option<Value<String>>,
        /// Attributes: what is known of it.
        own attributes: Vec<(String, Value<String>)> = Vec::new(),
    }
}

impl ThingGroupProps {
    /// Adds an attribute.
    #[must_use]
    pub fn attribute(mut self, name: &str, value: impl Into<Value<String>>) -> Self {
        self.attributes.push((name.to_owned(), value.into()));
        self
    }
}

/// A group of things: what jobs are sent to, and what policies and levels of logs are attached to.
///
/// Makes an `AWS::IoT::ThingGroup`. A group by query costs what fleet indexing does.
///
/// ```
/// use ferrocdk_aws::iot::{ThingGroup, ThingGroupProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let plant = ThingGroup::new(&stack, "Plant", ThingGroupProps::new().thing_group_name("plant"));
/// let presses = ThingGroup::new(&stack, "Presses", ThingGroupProps::new().parent(plant.name()).attribute("line", "press"));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct ThingGroup {
    scope: Scope,
    resource: Owned<CfnThingGroup>,
    name: Value<String>,
}

named!(
    ThingGroup,
    CfnThingGroup,
    "group of things",
    from_thing_group_name,
    attr_arn,
    CfnThingGroupProps::new()
);
ferrocdk_cfn::refers!(ThingGroup: iot { ThingGroupArn => arn, ThingGroupName => name });

impl ThingGroup {
    /// Makes a group.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: ThingGroupProps) -> Self {
        let scope = scope.scope().child(id);
        if props.query.is_some() && props.parent.is_some() {
            let diagnostic = Diagnostic::error(diagnostic_ids::THING, "a group of things by query is part of another")
                .at("", Some("ParentGroupName"))
                .found("a query and a parent")
                .allowed("one of them")
                .help("let the query say what the parent would, or leave it out and add things by hand");
            scope.report(diagnostic);
        }
        let mut group = CfnThingGroupProps::new();
        group.thing_group_name = props.thing_group_name;
        group.parent_group_name = props.parent;
        group.query_string = props.query;
        if props.description.is_some() || !props.attributes.is_empty() {
            let mut properties = ThingGroupProperties::new();
            properties.thing_group_description = props.description;
            if !props.attributes.is_empty() {
                let attributes = props.attributes.into_iter().collect::<Map<_>>();
                properties = properties.attribute_payload(AttributePayload::new().attributes(attributes));
            }
            group = group.thing_group_properties(properties);
        }
        let group = CfnThingGroup::new(&scope, "Resource", props.customize.apply(group));
        Self::made(scope, group)
    }

    /// Gives every thing of the group the permissions of a policy, beside those of its certificate.
    #[track_caller]
    pub fn attach_policy(&self, policy: &Policy) -> CfnPolicyPrincipalAttachment {
        let attachment = PolicyPrincipalAttachmentProps::new()
            .policy_name(policy.name())
            .principal(self.arn());
        CfnPolicyPrincipalAttachment::new(self, &attachment_id("Policy", policy), attachment)
    }
}
