//! `Instance`: a machine.

use std::cell::RefCell;
use std::rc::Rc;

use ferrocdk_cfn::ec2::{CfnInstance, InstanceProps as CfnInstanceProps, instance};
use ferrocdk_cfn::iam::{CfnInstanceProfile, InstanceProfileProps};
use ferrocdk_cfn::refs;
use ferrocdk_core::{CfnResource, Construct, Diagnostic, Expr, ScannerRule, Scope, Tags, Value};

use super::block_device::{self, BlockDevice};
use super::connections::{Connectable, Connections};
use super::instance_type::InstanceType;
use super::machine_image::MachineImage;
use super::security_group::{SecurityGroup, SecurityGroupProps};
use super::selection::SubnetSelection;
use super::user_data::UserData;
use super::vpc::Vpc;
use crate::bounds::bounded;
use crate::diagnostic_ids;
use crate::iam::{Grantee, PolicyStatement, Principal, Role, RoleProps};
use crate::owned::constructs;
use crate::props::props;

bounded! {
    /// How many machines an answer of the metadata passes, 1 to 64: 2 where containers ask for it. Source: "Configure the instance metadata options".
    HopLimit(u32) in 1..=64, "hops";
}

/// Who opens sessions on an instance without an open port and without keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sessions {
    /// Nobody.
    #[default]
    None,
    /// Whom IAM lets start a session of Systems Manager. The role gets what that needs, and no more; AWS CDK attaches `AmazonSSMManagedInstanceCore`, which reads
    /// parameters and runs commands too.
    SystemsManager,
}

/// Whether an instance has an address on the internet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PublicIpAddress {
    /// It gets one.
    Assigned,
    /// It gets none, whatever its subnet does.
    None,
}

/// How often CloudWatch is told how an instance fares.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InstanceMonitoring {
    /// Every five minutes.
    #[default]
    Basic,
    /// Every minute, for about two dollars a month.
    Detailed,
}

/// Behaviour of a burstable instance that has used up its credits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CpuCredits {
    /// It slows down.
    Standard,
    /// It goes on, for money.
    Unlimited,
}

/// Whether an instance can be deleted by mistake.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TerminationProtection {
    /// It can, so that its stack can be taken away and the instance replaced.
    #[default]
    Off,
    /// It cannot, before the protection is taken off.
    On,
}

props! {
    /// Settings of an [`Instance`].
    pub struct InstanceProps for CfnInstanceProps {
        /// The network.
        vpc: Vpc,
        /// Processors, memory and network.
        instance_type: InstanceType,
        /// The disk that it starts from.
        machine_image: MachineImage,
        /// The subnets, of which it stands in the first. Default: the private ones.
        vpc_subnets: SubnetSelection = SubnetSelection::new(),
        /// The zone, of those that the subnets are in. Default: that of the first.
        availability_zone: Option<Value<String>>,
        /// Its group. Default: one that is made for it, which lets nothing in.
        security_group: Option<SecurityGroup>,
        /// The role that programs on it have. Default: one that is made for it, which may do nothing.
        role: Option<Role>,
        /// Script that it runs when it starts for the first time. Default: none.
        user_data: Option<UserData>,
        /// Keys that people log in with. Default: none; [`sessions`](Self::sessions) need none.
        refers key_pair: Option<refs::ec2::KeyPairKeyName>,
        /// Name, as a tag. Default: the path of the construct.
        instance_name: Option<Value<String>>,
        /// Disks. Default: that of the image, encrypted where its device is known ([`MachineImage::root_device`]).
        block_devices: Vec<BlockDevice>,
        /// An address of the subnet. Default: EC2 chooses.
        private_ip_address: Option<Value<String>>,
        /// Whether it has an address on the internet. Default: as its subnet says.
        public_ip_address: Option<PublicIpAddress>,
        /// Who opens sessions on it. Default: nobody.
        sessions: Sessions = Sessions::None,
        /// How often CloudWatch is told how it fares. Default: every five minutes, which is in the price.
        monitoring: InstanceMonitoring = InstanceMonitoring::Basic,
        /// Behaviour of a burstable instance that has used up its credits. Default: `t2` slows down, the others go on for money.
        credits: Option<CpuCredits>,
        /// Whether it can be deleted by mistake. Default: it can, so that its stack can be taken away.
        termination_protection: TerminationProtection = TerminationProtection::Off,
        /// How many machines an answer of the metadata passes. Default: one; two where containers ask for it.
        metadata_hop_limit: Option<HopLimit>,
        /// The group of instances that stand near each other, or far from each other, by name. Default: none.
        placement_group: Option<Value<String>>,
    }
}

/// A machine in a network.
///
/// Its metadata are given to sessions only (version 2), its disks are encrypted, and nothing reaches it until [`Connectable`] lets something in.
///
/// Makes an `AWS::EC2::Instance`, an `AWS::IAM::InstanceProfile`, a role and a security group. Costs what its type does by the second, and its disks by the month.
///
/// ```
/// use ferrocdk_aws::ec2::{Connectable, Instance, InstanceClass, InstanceProps, InstanceSize, InstanceType, MachineImage, Peer, Port, Sessions, UserData, Vpc, VpcProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let vpc = Vpc::new(&stack, "Vpc", VpcProps::new());
/// let small = InstanceType::of(InstanceClass::T4g, InstanceSize::Small);
/// let script = UserData::linux().commands(["dnf install -y mosquitto"]);
/// let gateway = InstanceProps::new(&vpc, small, MachineImage::latest_amazon_linux_2023())
///     .user_data(script)
///     .sessions(Sessions::SystemsManager);
/// let gateway = Instance::new(&stack, "Gateway", gateway);
/// gateway.allow_from(&Peer::ipv4("192.168.0.0/16"), &Port::MQTTS, "sensors of the plant");
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct Instance {
    scope: Scope,
    resource: CfnInstance,
    role: Role,
    security_groups: Rc<RefCell<Vec<SecurityGroup>>>,
    user_data: Rc<RefCell<UserData>>,
}

constructs!(Instance);
ferrocdk_cfn::refers!(Instance: ec2 { InstanceId => id });

impl Instance {
    /// Makes a machine.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: InstanceProps) -> Self {
        let scope = scope.scope().child(id);
        check(&scope, &props);
        let group = match props.security_group {
            Some(group) => group,
            None => SecurityGroup::new(&scope, "InstanceSecurityGroup", SecurityGroupProps::new(&props.vpc)),
        };
        Tags::of(&scope).add("Name", props.instance_name.unwrap_or_else(|| scope.path().into()));
        let role = match props.role {
            Some(role) => role,
            None => Role::new(
                &scope,
                "InstanceRole",
                RoleProps::new(Principal::service("ec2.amazonaws.com")),
            ),
        };
        if props.sessions == Sessions::SystemsManager {
            let policy = role.add_to_principal_policy(sessions());
            if let Some(policy) = policy.as_ref().and_then(CfnResource::of) {
                policy.acknowledge(&[ScannerRule::Checkov("CKV_AWS_111")], NO_RESOURCE);
            }
        }
        let profile = InstanceProfileProps::new().roles([role.name()]);
        let profile = CfnInstanceProfile::new(&scope, "InstanceProfile", profile);
        let selection = match props.availability_zone {
            Some(zone) => props.vpc_subnets.in_zones([zone]),
            None => props.vpc_subnets,
        };
        let selected = props.vpc.select_subnets(&selection);
        let first = selected.subnets.first();
        let subnet_id = first.map(super::Subnet::id);
        let user_data = props
            .user_data
            .unwrap_or_else(|| props.machine_image.default_user_data());
        let devices = block_device::with_root(props.block_devices, props.machine_image.root_device_name());
        let mut instance = CfnInstanceProps::new()
            .iam_instance_profile(profile.reference())
            .image_id(props.machine_image.id(&scope, props.instance_type.architecture()))
            .instance_type(&props.instance_type)
            .user_data(user_data.render().base64());
        instance.availability_zone = first.and_then(|subnet| subnet.attributes().availability_zone.clone());
        if !devices.is_empty() {
            let devices: Vec<_> = devices.iter().map(|device| device.of_instance(&scope)).collect();
            instance = instance.block_device_mappings(devices);
        }
        let mut metadata = instance::MetadataOptions::new().http_tokens("required");
        metadata.http_put_response_hop_limit = props.metadata_hop_limit.map(|limit| limit.get().into());
        instance = instance.metadata_options(metadata);
        match props.public_ip_address {
            Some(public) => {
                let mut interface = instance::NetworkInterface::new()
                    .device_index("0")
                    .associate_public_ip_address(public == PublicIpAddress::Assigned)
                    .group_set([group.id()]);
                interface.subnet_id = subnet_id;
                interface.private_ip_address = props.private_ip_address;
                instance = instance.network_interfaces([interface]);
            }
            None => {
                instance = instance.security_group_ids([group.id()]);
                instance.subnet_id = subnet_id;
                instance.private_ip_address = props.private_ip_address;
            }
        }
        instance.key_name = props.key_pair;
        instance.placement_group_name = props.placement_group;
        if props.monitoring == InstanceMonitoring::Detailed {
            instance = instance.monitoring(true);
        }
        if props.termination_protection == TerminationProtection::On {
            instance = instance.disable_api_termination(true);
        }
        if let Some(credits) = props.credits {
            let credits = if credits == CpuCredits::Standard {
                "standard"
            } else {
                "unlimited"
            };
            instance = instance.credit_specification(instance::CreditSpecification::new().cpu_credits(credits));
        }
        let instance = CfnInstance::new(&scope, "Resource", props.customize.apply(instance));
        // What a program does with its role at the start would fail without the policies.
        instance.scope().depends_on(&role);
        if props.public_ip_address == Some(PublicIpAddress::Assigned) {
            selected.internet_before(&instance);
        }
        acknowledge(&instance, props.monitoring, props.termination_protection);
        if props.public_ip_address.is_none() {
            let reason = if selected.has_public {
                "has the address that its public subnet gives it"
            } else {
                "stands in a subnet that gives no public address"
            };
            instance.acknowledge(&[ScannerRule::Guard("CT.EC2.PR.8")], reason);
        }
        Self {
            scope,
            resource: instance,
            role,
            security_groups: Rc::new(RefCell::new(vec![group])),
            user_data: Rc::new(RefCell::new(user_data)),
        }
    }

    /// The resource.
    pub fn cfn(&self) -> CfnInstance {
        self.resource.clone()
    }

    /// The instance's id.
    pub fn id(&self) -> Value<String> {
        self.resource.reference()
    }

    /// The role that programs on it have.
    pub fn role(&self) -> &Role {
        &self.role
    }

    /// The zone that it stands in.
    pub fn availability_zone(&self) -> Value<String> {
        self.resource.attr_availability_zone()
    }

    /// Its address in the network.
    pub fn private_ip(&self) -> Value<String> {
        self.resource.attr_private_ip()
    }

    /// Its name in the network.
    pub fn private_dns_name(&self) -> Value<String> {
        self.resource.attr_private_dns_name()
    }

    /// Its address on the internet, which is empty if it has none.
    pub fn public_ip(&self) -> Value<String> {
        self.resource.attr_public_ip()
    }

    /// Its name on the internet, which is empty if it has none.
    pub fn public_dns_name(&self) -> Value<String> {
        self.resource.attr_public_dns_name()
    }

    /// Adds commands to what it does when it starts for the first time. A change replaces or restarts the machine.
    pub fn add_user_data(&self, commands: impl IntoIterator<Item = impl Into<Value<String>>>) {
        let script = self.user_data.borrow().clone().commands(commands);
        let text = script.render().base64().into_expr();
        self.resource.update_property("UserData", |user_data| *user_data = text);
        *self.user_data.borrow_mut() = script;
    }

    /// Puts it into a further group. Connections that were allowed before do not lead to that one.
    pub fn add_security_group(&self, group: &SecurityGroup) {
        let id = group.id().into_expr();
        let in_interface = self.has_own_interface();
        let property = if in_interface {
            "NetworkInterfaces"
        } else {
            "SecurityGroupIds"
        };
        self.resource.update_property(property, |value| {
            let groups = match value {
                Expr::Array(interfaces) if in_interface => match interfaces.first_mut() {
                    Some(Expr::Object(interface)) => interface.get_mut("GroupSet"),
                    _ => None,
                },
                groups => Some(groups),
            };
            if let Some(Expr::Array(groups)) = groups {
                groups.push(id);
            }
        });
        self.security_groups.borrow_mut().push(group.clone());
    }

    fn has_own_interface(&self) -> bool {
        let props = self.resource.props::<CfnInstanceProps>();
        props.is_some_and(|props| props.is_ok_and(|props| props.network_interfaces.is_some()))
    }

    /// Adds a statement to what programs on it may do.
    pub fn add_to_role_policy(&self, statement: PolicyStatement) {
        self.role.add_to_policy(statement);
    }
}

impl Connectable for Instance {
    fn connections(&self) -> Connections {
        Connections::of_groups(self.security_groups.borrow().clone())
    }
}

impl Grantee for Instance {
    fn grant_principal(&self) -> Principal {
        self.role.grant_principal()
    }

    fn add_to_principal_policy(&self, statement: PolicyStatement) -> Option<Scope> {
        self.role.add_to_principal_policy(statement)
    }

    fn foreign_account(&self) -> Option<Value<String>> {
        self.role.foreign_account()
    }
}

const NO_RESOURCE: &str =
    "lets the agent of Systems Manager open channels, which have no resource that a policy could name";

/// Permissions that the agent of Systems Manager needs for sessions. Source: "Add Session Manager permissions to an existing IAM role".
fn sessions() -> PolicyStatement {
    let actions = [
        "ssm:UpdateInstanceInformation",
        "ssmmessages:CreateControlChannel",
        "ssmmessages:CreateDataChannel",
        "ssmmessages:OpenControlChannel",
        "ssmmessages:OpenDataChannel",
    ];
    PolicyStatement::allow(actions).on_everything().because(NO_RESOURCE)
}

fn acknowledge(instance: &CfnInstance, monitoring: InstanceMonitoring, protection: TerminationProtection) {
    if monitoring == InstanceMonitoring::Basic {
        instance.acknowledge(
            &[
                ScannerRule::CdkNag("AwsSolutions-EC28"),
                ScannerRule::Guard("EC2_INSTANCE_DETAILED_MONITORING_ENABLED"),
                ScannerRule::Guard("CT.EC2.PR.13"),
            ],
            "tells CloudWatch every five minutes, which is in the price; every minute is paid for",
        );
    }
    if protection == TerminationProtection::Off {
        instance.acknowledge(
            &[ScannerRule::CdkNag("AwsSolutions-EC29")],
            "is deleted with its stack and replaced by a new image; what it keeps stands on disks and in services",
        );
    }
}

fn check(scope: &Scope, props: &InstanceProps) {
    if let Some(Err(error)) = props.metadata_hop_limit.map(HopLimit::check) {
        error.report(scope, diagnostic_ids::INSTANCE_RANGE, "HttpPutResponseHopLimit");
    }
    if props.credits.is_some() && !props.instance_type.is_burstable() {
        let diagnostic = Diagnostic::error(
            diagnostic_ids::INSTANCE_SETTINGS,
            "an instance that is not burstable has no credits",
        )
        .at("", Some("CreditSpecification"))
        .found(props.instance_type.to_string())
        .allowed("types of the families t2, t3, t3a and t4g")
        .help("leave out credits, or take such a type");
        scope.report(diagnostic);
    }
    if let Some(throughput) = props.block_devices.iter().find(|device| device.throughput.is_some()) {
        let diagnostic = Diagnostic::error(
            diagnostic_ids::INSTANCE_SETTINGS,
            "an instance cannot say the throughput of a disk",
        )
        .at("", Some("BlockDeviceMappings"))
        .found(&throughput.device_name)
        .allowed("throughput on the disks of a LaunchTemplate")
        .help("leave it out, or start the instance from a launch template");
        scope.report(diagnostic);
    }
    if props.public_ip_address == Some(PublicIpAddress::Assigned) {
        let selected = props.vpc.candidates(&props.vpc_subnets.candidates);
        if !selected.is_empty()
            && selected
                .iter()
                .all(|subnet| subnet.subnet_type() != Some(super::SubnetType::Public))
        {
            let diagnostic = Diagnostic::error(
                diagnostic_ids::INSTANCE_SETTINGS,
                "an address on the internet has no use in subnets that are not public",
            )
            .found(props.vpc.scope().path())
            .allowed("vpc_subnets(SubnetType::Public)")
            .help("select public subnets, or leave the address out");
            scope.report(diagnostic);
        }
    }
}
