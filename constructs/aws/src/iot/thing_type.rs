//! `ThingType`: what things of a kind have in common.

use ferrocdk_cfn::iot::thing_type::ThingTypeProperties;
use ferrocdk_cfn::iot::{CfnThingType, ThingTypeProps as CfnThingTypeProps};
use ferrocdk_core::{Construct, Scope, Value};

use super::named::named;
use crate::owned::Owned;
use crate::props::props;

/// Whether things can still be given a type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ThingTypeState {
    /// They can.
    #[default]
    Active,
    /// New things cannot; those that have it keep it. AWS IoT asks for this five minutes before a type is deleted.
    Deprecated,
}

props! {
    /// Settings of a [`ThingType`].
    pub struct ThingTypeProps for CfnThingTypeProps {
        /// Its name. Default: CloudFormation generates one.
        thing_type_name: Option<Value<String>>,
        /// For people. Default: none.
        description: Option<Value<String>>,
        /// Up to three attributes by which things are found without fleet indexing.
        searchable_attributes: Vec<Value<String>>,
        /// Whether things can still be given it. Default: they can.
        state: ThingTypeState = ThingTypeState::Active,
    }
}

/// A type of things: devices of a kind, whose things may have 50 attributes in place of three.
///
/// Makes an `AWS::IoT::ThingType`. Costs nothing.
///
/// ```
/// use ferrocdk_aws::iot::{ThingType, ThingTypeProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let press = ThingType::new(&stack, "Press", ThingTypeProps::new().thing_type_name("press").searchable_attributes(["line", "maker"]));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct ThingType {
    scope: Scope,
    resource: Owned<CfnThingType>,
    name: Value<String>,
}

named!(
    ThingType,
    CfnThingType,
    "type of things",
    from_thing_type_name,
    attr_arn,
    CfnThingTypeProps::new()
);
ferrocdk_cfn::refers!(ThingType: iot { ThingTypeArn => arn, ThingTypeName => name });

impl ThingType {
    /// Makes a type of things.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: ThingTypeProps) -> Self {
        let scope = scope.scope().child(id);
        let mut kind = CfnThingTypeProps::new();
        kind.thing_type_name = props.thing_type_name;
        if props.state == ThingTypeState::Deprecated {
            kind = kind.deprecate_thing_type(true);
        }
        if props.description.is_some() || !props.searchable_attributes.is_empty() {
            let mut properties = ThingTypeProperties::new();
            properties.thing_type_description = props.description;
            if !props.searchable_attributes.is_empty() {
                properties = properties.searchable_attributes(props.searchable_attributes);
            }
            kind = kind.thing_type_properties(properties);
        }
        let kind = CfnThingType::new(&scope, "Resource", props.customize.apply(kind));
        Self::made(scope, kind)
    }
}
