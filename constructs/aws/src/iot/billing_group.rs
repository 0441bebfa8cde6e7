//! `BillingGroup`: things whose costs are told together.

use ferrocdk_cfn::iot::billing_group::BillingGroupProperties;
use ferrocdk_cfn::iot::{BillingGroupProps as CfnBillingGroupProps, CfnBillingGroup};
use ferrocdk_core::{Construct, Scope, Value};

use super::named::named;
use crate::owned::Owned;
use crate::props::props;

props! {
    /// Settings of a [`BillingGroup`].
    pub struct BillingGroupProps for CfnBillingGroupProps {
        /// Its name. Default: CloudFormation generates one.
        billing_group_name: Option<Value<String>>,
        /// For people. Default: none.
        description: Option<Value<String>>,
    }
}

/// A billing group: the costs of the things in it are told by its tags.
///
/// Makes an `AWS::IoT::BillingGroup`. Costs nothing.
///
/// ```
/// use ferrocdk_aws::iot::{BillingGroup, BillingGroupProps};
/// use ferrocdk_core::{App, Stack, StackProps, Tags};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let presses = BillingGroup::new(&stack, "Presses", BillingGroupProps::new().description("Press shop"));
/// Tags::of(&presses).add("cost-centre", "4711");
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct BillingGroup {
    scope: Scope,
    resource: Owned<CfnBillingGroup>,
    name: Value<String>,
}

named!(
    BillingGroup,
    CfnBillingGroup,
    "billing group",
    from_billing_group_name,
    attr_arn,
    CfnBillingGroupProps::new()
);
ferrocdk_cfn::refers!(BillingGroup: iot { BillingGroupArn => arn, BillingGroupName => name });

impl BillingGroup {
    /// Makes a billing group.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: BillingGroupProps) -> Self {
        let scope = scope.scope().child(id);
        let mut group = CfnBillingGroupProps::new();
        group.billing_group_name = props.billing_group_name;
        if let Some(description) = props.description {
            group =
                group.billing_group_properties(BillingGroupProperties::new().billing_group_description(description));
        }
        let group = CfnBillingGroup::new(&scope, "Resource", props.customize.apply(group));
        Self::made(scope, group)
    }
}
