//! `BastionHost`: a small machine through which people reach what is private.

use ferrocdk_core::{CfnOutput, Construct, ScannerRule, Scope, Value};

use super::connections::{Connectable, Connections};
use super::instance::{Instance, InstanceProps, Sessions};
use super::instance_type::{InstanceClass, InstanceSize, InstanceType};
use super::machine_image::MachineImage;
use super::peer::Peer;
use super::port::Port;
use super::security_group::SecurityGroup;
use super::selection::SubnetSelection;
use super::vpc::Vpc;
use crate::iam::{Grantee, PolicyStatement, Principal};
use crate::owned::constructs;
use crate::props::props;

props! {
    /// Settings of a [`BastionHost`].
    pub struct BastionHostProps {
        /// The network.
        vpc: Vpc,
        /// The subnets, of which it stands in the first. Default: the private ones, with a way out.
        subnet_selection: SubnetSelection = SubnetSelection::new(),
        /// Processors, memory and network. Default: `t4g.nano`, the cheapest, 4 dollars a month. AWS CDK takes `t3.nano`, which costs a fifth more.
        instance_type: InstanceType = InstanceType::of(InstanceClass::T4g, InstanceSize::Nano),
        /// The disk that it starts from. Default: the newest Amazon Linux 2023.
        machine_image: MachineImage = MachineImage::latest_amazon_linux_2023(),
        /// Its group. Default: one that is made for it, which lets nothing in.
        security_group: Option<SecurityGroup>,
        /// Name, as a tag. Default: `BastionHost`.
        instance_name: Value<String> = Value::from("BastionHost"),
    }
}

/// A small machine through which people reach what is private, in sessions of Systems Manager: no port is open and no key is needed.
///
/// Makes an [`Instance`], and an output with its id.
///
/// ```
/// use ferrocdk_aws::ec2::{BastionHost, BastionHostProps, Connectable, Port, SecurityGroup, SecurityGroupProps, Vpc, VpcProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let vpc = Vpc::new(&stack, "Vpc", VpcProps::new());
/// let data = SecurityGroup::new(&stack, "Data", SecurityGroupProps::new(&vpc));
/// let bastion = BastionHost::new(&stack, "Bastion", BastionHostProps::new(&vpc));
/// data.allow_from(&bastion, &Port::POSTGRES, "administrators");
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct BastionHost {
    scope: Scope,
    instance: Instance,
}

constructs!(BastionHost);

impl BastionHost {
    /// Makes such a machine.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: BastionHostProps) -> Self {
        let scope = scope.scope().child(id);
        let mut instance = InstanceProps::new(props.vpc, props.instance_type, props.machine_image)
            .vpc_subnets(props.subnet_selection)
            .instance_name(props.instance_name)
            .sessions(Sessions::SystemsManager);
        instance.security_group = props.security_group;
        let instance = Instance::new(&scope, "Resource", instance);
        instance.cfn().acknowledge(
            &[ScannerRule::Guard("CT.EC2.PR.19")],
            "is the smallest machine there is; what it carries, sessions and connections to databases, is encrypted by itself",
        );
        CfnOutput::new(&scope, "BastionHostId", instance.id()).description("the instance to start a session on");
        Self { scope, instance }
    }

    /// The machine.
    pub fn instance(&self) -> &Instance {
        &self.instance
    }

    /// Lets a peer log in by secure shell, for those who cannot use sessions.
    #[track_caller]
    pub fn allow_ssh_access_from(&self, peer: &Peer) {
        self.allow_from(peer, &Port::SSH, "secure shell");
    }
}

impl Connectable for BastionHost {
    fn connections(&self) -> Connections {
        self.instance.connections()
    }
}

impl Grantee for BastionHost {
    fn grant_principal(&self) -> Principal {
        self.instance.grant_principal()
    }

    fn add_to_principal_policy(&self, statement: PolicyStatement) -> Option<Scope> {
        self.instance.add_to_principal_policy(statement)
    }

    fn foreign_account(&self) -> Option<Value<String>> {
        self.instance.foreign_account()
    }
}
