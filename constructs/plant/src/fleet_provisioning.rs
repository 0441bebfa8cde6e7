//! Devices that register themselves: a template, a policy for what they come with, and a function that knows which may.

use ferrocdk_aws::cloudwatch::{AlarmProps, Statistic};
use ferrocdk_aws::dynamodb::{Attribute, Table, TableProps};
use ferrocdk_aws::iot::{
    Policy, PolicyProps, ProvisioningTemplate, ProvisioningTemplateProps, ThingGroup, ThingGroupProps, ThingType,
    ThingTypeProps, device,
};
use ferrocdk_aws::kms::Key;
use ferrocdk_aws::lambda::{Code, Function, FunctionProps};
use ferrocdk_aws::props;
use ferrocdk_aws::units::{Days, Mebibytes, Seconds};
use ferrocdk_contracts::env;
use ferrocdk_contracts::fleet::{Allowed, SERIAL_NUMBER, THING_TYPE};
use ferrocdk_core::{Construct, Diagnostic, Document, RemovalPolicy, Scope, Value, doc};

use crate::certificate_rotation::{CertificateRotation, CertificateRotationProps};
use crate::diagnostic_ids;
use crate::key::PlantKey;
use crate::naming::{NameOf, Naming};
use crate::part_alarm::{PartAlarm, Watch};

/// How long AWS IoT waits for the hook. Source: "Pre-provisioning hooks".
const HOOK_TIMEOUT: Seconds = Seconds(5);
/// Memory of the hook: a fifth of a processor, so that a cold start leaves time for the table.
const HOOK_MEMORY: Mebibytes = Mebibytes(256);
/// Characters of a template's name. Source: "CreateProvisioningTemplate".
const MAX_TEMPLATE_NAME: usize = 36;
/// Client ids that devices register with. With any other they could throw a device of that name off the broker.
const CLAIM_CLIENTS: &str = "claim-*";

/// Which devices may register.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Registrants {
    /// Those that stand in a table of the construct's own, an item each (`ferrocdk_contracts::fleet`). A device registers once; one that was reset again when somebody says so.
    #[default]
    Table,
    /// Those whose serial numbers are these, or begin so where a `*` ends one. For a few devices on trial: a copied fleet certificate can register any of them again.
    SerialNumbers(Vec<String>),
}

impl Registrants {
    /// Serial numbers, or their beginnings with a `*`.
    pub fn serial_numbers<S: Into<String>>(serial_numbers: impl IntoIterator<Item = S>) -> Self {
        Self::SerialNumbers(serial_numbers.into_iter().map(Into::into).collect())
    }
}

props! {
    /// Settings of [`FleetProvisioning`].
    pub struct FleetProvisioningProps {
        /// The policy that each device gets, such as that of a [`DevicePolicy`](crate::DevicePolicy).
        device_policy: Policy,
        /// The function that says which devices may register (`functions/provisioning-hook`, or any other).
        hook: Code,
        /// Which devices may. Default: those in a table, which is empty at first, so that nobody registers before somebody has said so.
        registrants: Registrants = Registrants::Table,
        /// Types of things that devices can be of; each is made. Default: none, and things without a type.
        thing_types: Vec<String>,
        /// Name of the template, up to 36 characters, which devices know. Default: the scope's way of naming, else CloudFormation generates one.
        template_name: Option<String>,
        /// How devices renew their certificates. Default: a job for them once in a year's time, which somebody starts ([`CertificateRotation`]).
        rotation: CertificateRotationProps = CertificateRotationProps::new(),
        /// How long logs of the hook are kept. Default: that of the scope ([`Defaults`](ferrocdk_aws::Defaults)), else a year.
        log_retention: Option<Days>,
        /// The key that encrypts table and logs. Default: that of the scope, else a [`PlantKey`] of its own.
        encryption_key: Option<Key>,
        /// Fate of the table when it leaves the stack. Default: that of the scope, else it stays with its devices.
        removal_policy: Option<RemovalPolicy>,
    }
}

/// Devices that register themselves when they are first switched on.
///
/// A device leaves the factory with the certificate of its fleet. With that it can do one thing: ask for a certificate of its own, under a client id that begins with `claim-`,
/// and register by the template. AWS IoT asks the hook, which looks for the serial number; on a yes it makes a thing of that name, in the group of the plant, and attaches the
/// certificate and the policy of devices to it. From then on the device connects under its thing's name.
///
/// Put a device into the table before it is switched on:
/// `aws dynamodb put-item --table-name TABLE --item '{"SerialNumber": {"S": "PR-0007"}, "ThingType": {"S": "press"}}'`. `Blocked` keeps it out; `Again` lets it register once more.
/// The certificate of the fleet is made outside of the stack, since its private key must not stand in a template, and gets [`claim_policy`](Self::claim_policy).
///
/// # Resources
///
/// `AWS::IoT::ProvisioningTemplate` with its role, an `AWS::IoT::Policy` for claims, the hook with its role, log group and permission, an `AWS::IoT::ThingGroup`, an
/// `AWS::IoT::ThingType` for each type, a table, and what [`CertificateRotation`] makes.
///
/// # Cost drivers
///
/// Nothing but the requests of devices that register: under a cent for a thousand.
///
/// Source: "Provisioning devices that don't have device certificates using fleet provisioning" of the AWS IoT developer guide.
///
/// ```
/// use ferrocdk_aws::iot::{Policy, PolicyProps, device};
/// use ferrocdk_aws::lambda::{Architecture, RustCode};
/// use ferrocdk_core::{App, Stack, StackProps};
/// use ferrocdk_plant::{FleetProvisioning, FleetProvisioningProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let devices = Policy::new(&stack, "Devices", PolicyProps::new().statements([device::connect_as_thing()]));
/// let hook = RustCode::with_fingerprint("provisioning-hook", &"0".repeat(64), Architecture::X86_64);
/// let fleet = FleetProvisioning::new(&stack, "Fleet", FleetProvisioningProps::new(&devices, hook).thing_types(["press", "oven"]));
/// assert!(fleet.table().is_some());
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct FleetProvisioning {
    scope: Scope,
    template: ProvisioningTemplate,
    claim_policy: Policy,
    hook: Function,
    table: Option<Table>,
    group: ThingGroup,
    rotation: CertificateRotation,
}

impl Construct for FleetProvisioning {
    fn scope(&self) -> &Scope {
        &self.scope
    }
}

impl FleetProvisioning {
    /// Makes the template and what it needs.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: FleetProvisioningProps) -> Self {
        let scope = scope.scope().child(id);
        check(&scope, &props);
        let key = PlantKey::or_own(props.encryption_key.clone(), &scope);
        let naming = Naming::of(&scope);
        let table = (props.registrants == Registrants::Table).then(|| table(&scope, &key, &props));
        let hook = hook(&scope, &key, &props, table.as_ref());
        let types = scope.child("Types");
        let types: Vec<ThingType> = props.thing_types.iter().map(|name| thing_type(&types, name)).collect();
        let mut group = ThingGroupProps::new().description("Devices of the plant that have registered themselves");
        group.thing_group_name = naming.name(NameOf::ThingGroup, "devices");
        let group = ThingGroup::new(&scope, "Group", group);
        let mut template = ProvisioningTemplateProps::new(body(&props, &types, &group))
            .description("Devices of the plant, by their serial number")
            .pre_provisioning_hook(&hook);
        let named = props.template_name.clone().map(Value::from);
        template.template_name = named.or_else(|| naming.name(NameOf::ProvisioningTemplate, "fleet"));
        let template = ProvisioningTemplate::new(&scope, "Template", template);
        let [_, exchange, subscribe] = device::provision(&template);
        let mut claims = PolicyProps::new().statements([device::connect([CLAIM_CLIENTS]), exchange, subscribe]);
        claims.policy_name = naming.name(NameOf::DevicePolicy, "claims");
        let claim_policy = Policy::new(&scope, "Claims", claims);
        let rotation = CertificateRotation::of(&scope, "Rotation", props.rotation, &group, &template);
        Self {
            scope,
            template,
            claim_policy,
            hook,
            table,
            group,
            rotation,
        }
    }

    /// The template, whose name devices know.
    pub fn template(&self) -> &ProvisioningTemplate {
        &self.template
    }

    /// The policy for the certificate of the fleet.
    pub fn claim_policy(&self) -> &Policy {
        &self.claim_policy
    }

    /// The function that says which devices may register.
    pub fn hook(&self) -> &Function {
        &self.hook
    }

    /// The table of devices that may, where they do not stand in the stack.
    pub fn table(&self) -> Option<&Table> {
        self.table.as_ref()
    }

    /// The group that registered devices are in.
    pub fn group(&self) -> &ThingGroup {
        &self.group
    }

    /// How devices renew their certificates.
    pub fn rotation(&self) -> &CertificateRotation {
        &self.rotation
    }
}

fn table(scope: &Scope, key: &Key, props: &FleetProvisioningProps) -> Table {
    let mut table = TableProps::new(Attribute::string(SERIAL_NUMBER)).encryption_key(key);
    table.table_name = Naming::of(scope).name(NameOf::Table, "devices");
    table.removal_policy = props.removal_policy;
    Table::new(scope, "Devices", table)
}

fn hook(scope: &Scope, key: &Key, props: &FleetProvisioningProps, table: Option<&Table>) -> Function {
    let serial_numbers = match &props.registrants {
        Registrants::Table => Vec::new(),
        Registrants::SerialNumbers(listed) => listed.clone(),
    };
    let allowed = Allowed {
        serial_numbers,
        thing_types: props.thing_types.clone(),
    };
    let mut function = FunctionProps::new(props.hook.clone())
        .description("Says whether a device may register")
        .timeout(HOOK_TIMEOUT)
        .memory(HOOK_MEMORY)
        .encryption_key(key)
        .environment(env::ALLOWED_DEVICES, allowed.to_json());
    if let Some(table) = table {
        function = function.environment(env::DEVICE_TABLE, table.name());
    }
    function.log_retention = props.log_retention;
    function.function_name = Naming::of(scope).name(NameOf::Function, "provisioning-hook");
    let function = Function::new(scope, "Hook", function);
    if let Some(table) = table {
        table
            .grants()
            .actions(&function, ["dynamodb:GetItem", "dynamodb:UpdateItem"]);
        key.grant(&function, &["kms:Decrypt"]);
    }
    function
}

fn thing_type(scope: &Scope, name: &str) -> ThingType {
    let props = ThingTypeProps::new()
        .thing_type_name(name)
        .searchable_attributes(["serialNumber"]);
    ThingType::new(scope, name, props)
}

/// The template: a thing by the serial number, its certificate, and the policy of devices.
fn body(props: &FleetProvisioningProps, types: &[ThingType], group: &ThingGroup) -> Document {
    let mut parameters = vec![
        (SERIAL_NUMBER, doc!({ "Type": "String" })),
        ("AWS::IoT::Certificate::Id", doc!({ "Type": "String" })),
    ];
    let mut thing = vec![
        ("ThingName", doc!({ "Ref": SERIAL_NUMBER })),
        ("AttributePayload", doc!({ "serialNumber": { "Ref": SERIAL_NUMBER } })),
        ("ThingGroups", Document::list([Document::from(group.name())])),
    ];
    match types {
        [] => {}
        [only] => thing.push(("ThingTypeName", Document::from(only.name()))),
        _ => {
            parameters.push((THING_TYPE, doc!({ "Type": "String" })));
            thing.push(("ThingTypeName", doc!({ "Ref": THING_TYPE })));
        }
    }
    doc!({
        "Parameters": Document::map(parameters),
        "Resources": {
            "thing": {
                "Type": "AWS::IoT::Thing",
                "Properties": Document::map(thing),
                // A device that registers once more is the thing that it was.
                "OverrideSettings": { "AttributePayload": "MERGE", "ThingTypeName": "REPLACE", "ThingGroups": "DO_NOTHING" },
            },
            "certificate": {
                "Type": "AWS::IoT::Certificate",
                "Properties": { "CertificateId": { "Ref": "AWS::IoT::Certificate::Id" }, "Status": "ACTIVE" },
            },
            "policy": { "Type": "AWS::IoT::Policy", "Properties": { "PolicyName": props.device_policy.name() } },
        },
    })
}

fn check(scope: &Scope, props: &FleetProvisioningProps) {
    let report = |message: &str, found: String, allowed: &str| {
        let diagnostic = Diagnostic::error(diagnostic_ids::FLEET, message);
        scope.report(diagnostic.found(found).allowed(allowed));
    };
    let legal = |character: char| character.is_ascii_alphanumeric() || "_-".contains(character);
    if let Some(name) = &props.template_name
        && (name.is_empty() || name.len() > MAX_TEMPLATE_NAME || !name.chars().all(legal))
    {
        report(
            "a provisioning template cannot have such a name",
            format!("`{name}`, with {} characters", name.chars().count()),
            "1 to 36 letters, digits, `_` and `-`",
        );
    }
    if let Registrants::SerialNumbers(listed) = &props.registrants {
        if listed.is_empty() {
            report(
                "nobody may register",
                "no serial number".to_owned(),
                "a serial number at least, or the table",
            );
        }
        for number in listed {
            let text = number.strip_suffix('*').unwrap_or(number);
            let is_beginning = text.len() < number.len();
            if !(is_beginning && text.is_empty() || ferrocdk_contracts::fleet::is_serial_number(text)) {
                report(
                    "a serial number cannot be the name of a thing",
                    format!("`{number}`"),
                    "1 to 128 letters, digits, `:`, `_` and `-`, with a `*` at the end for all that begin so",
                );
            }
        }
    }
    for (index, name) in props.thing_types.iter().enumerate() {
        if !ferrocdk_contracts::fleet::is_serial_number(name) {
            report(
                "a type of things cannot have such a name",
                format!("`{name}`"),
                "1 to 128 letters, digits, `:`, `_` and `-`",
            );
        }
        if props.thing_types.iter().take(index).any(|other| other == name) {
            report("a type of things is there twice", format!("`{name}`"), "each once");
        }
    }
}

impl Watch for FleetProvisioning {
    fn alarms(&self) -> Vec<PartAlarm> {
        let fails = self.hook.metric_errors().statistic(Statistic::Sum).at_least(1);
        let slow = self
            .hook
            .metric_duration()
            .statistic(Statistic::Maximum)
            .at_least(4_000);
        let fails = AlarmProps::new(fails)
            .description("Devices cannot register: the hook does not answer")
            .at_once();
        let slow = AlarmProps::new(slow).description("The hook takes four of the five seconds that AWS IoT waits");
        vec![
            PartAlarm::new("RegistrationFails", "provisioning-hook-errors", fails),
            PartAlarm::new("RegistrationSlow", "provisioning-hook-duration", slow),
        ]
    }
}
