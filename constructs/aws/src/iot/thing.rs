//! `Thing`: a device in the registry.

use ferrocdk_cfn::iot::thing::AttributePayload;
use ferrocdk_cfn::iot::{CfnThing, ThingProps as CfnThingProps};
use ferrocdk_core::{Construct, Diagnostic, Scope, Value, bindings::Map};

use super::named::named;
use crate::diagnostic_ids;
use crate::grants::{Target, grants};
use crate::owned::Owned;
use crate::props::props;

/// Attributes of a thing that has no type, and CloudFormation gives it none. Source: "AWS IoT Core thing resource limits and quotas".
const MAX_ATTRIBUTES: usize = 3;

props! {
    /// Settings of a [`Thing`].
    pub struct ThingProps for CfnThingProps {
        /// Its name, which devices connect with. Default: CloudFormation generates one.
        thing_name: Option<Value<String>>,
        /// Attributes: what is known of it, up to three names with their values.
        own attributes: Vec<(String, Value<String>)> = Vec::new(),
    }
}

impl ThingProps {
    /// Adds an attribute, such as the line that it stands in.
    #[must_use]
    pub fn attribute(mut self, name: &str, value: impl Into<Value<String>>) -> Self {
        self.attributes.push((name.to_owned(), value.into()));
        self
    }
}

/// A thing of the registry of AWS IoT: a device, with what is known of it, its shadows and its jobs.
///
/// For devices that are few and known when a stack is deployed, such as gateways; fleets register themselves ([`ProvisioningTemplate`](super::ProvisioningTemplate)).
///
/// Makes an `AWS::IoT::Thing`. Costs nothing; operations of shadows cost 1.25 dollars a million.
///
/// ```
/// use ferrocdk_aws::iot::{Certificate, CertificateProps, CertificateSource, Policy, PolicyProps, Thing, ThingProps, device};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let gateway = Thing::new(&stack, "Gateway", ThingProps::new().thing_name("gateway-7").attribute("line", "press"));
/// let policy = Policy::new(&stack, "Policy", PolicyProps::new().statements([device::connect_as_thing()]));
/// let request = CertificateSource::signing_request("-----BEGIN CERTIFICATE REQUEST-----\n…");
/// let certificate = Certificate::new(&stack, "Certificate", CertificateProps::new(request));
/// certificate.attach_policy(&policy);
/// certificate.attach_to_thing(&gateway);
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct Thing {
    scope: Scope,
    resource: Owned<CfnThing>,
    name: Value<String>,
}

named!(
    Thing,
    CfnThing,
    "thing",
    from_thing_name,
    attr_arn,
    CfnThingProps::new()
);
ferrocdk_cfn::refers!(Thing: iot { ThingArn => arn, ThingName => name });

impl Thing {
    /// Makes a thing.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: ThingProps) -> Self {
        let scope = scope.scope().child(id);
        let number = props.attributes.len();
        if number > MAX_ATTRIBUTES {
            let diagnostic = Diagnostic::error(
                diagnostic_ids::THING,
                "a thing without a type has more attributes than AWS IoT takes",
            )
            .at("", Some("AttributePayload"))
            .found(format!("{number} attributes"))
            .allowed(format!("{MAX_ATTRIBUTES} attributes"))
            .help("keep the others in a shadow, or register the thing with a type by a provisioning template");
            scope.report(diagnostic);
        }
        let mut thing = CfnThingProps::new();
        thing.thing_name = props.thing_name;
        if number > 0 {
            let attributes = props.attributes.into_iter().collect::<Map<_>>();
            thing = thing.attribute_payload(AttributePayload::new().attributes(attributes));
        }
        let thing = CfnThing::new(&scope, "Resource", props.customize.apply(thing));
        Self::made(scope, thing)
    }

    /// Grants on this thing.
    pub fn grants(&self) -> ThingGrants {
        ThingGrants::on(Target::new(self, self.arn()))
    }
}

grants! {
    "AWS::IoT::Thing", ThingGrants for Thing;
    /// Lets somebody read the thing's shadows.
    read_shadow, grant_read_shadow: ["iot:GetThingShadow", "iot:ListNamedShadowsForThing"];
    /// Lets somebody read and write the thing's shadows.
    read_write_shadow, grant_read_write_shadow: ["iot:GetThingShadow", "iot:ListNamedShadowsForThing", "iot:UpdateThingShadow"];
    /// Lets somebody delete the thing's shadows.
    delete_shadow, grant_delete_shadow: ["iot:DeleteThingShadow"];
}
