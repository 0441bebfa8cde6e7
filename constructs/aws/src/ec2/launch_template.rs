//! `LaunchTemplate`: how instances are started by others.

use ferrocdk_cfn::ec2::{CfnLaunchTemplate, LaunchTemplateProps as CfnLaunchTemplateProps, launch_template};
use ferrocdk_cfn::iam::{CfnInstanceProfile, InstanceProfileProps};
use ferrocdk_cfn::refs;
use ferrocdk_core::{Construct, Diagnostic, ScannerRule, Scope, Tag, Value};

use super::block_device::{self, BlockDevice};
use super::connections::{Connectable, Connections};
use super::instance::{CpuCredits, HopLimit, InstanceMonitoring, PublicIpAddress};
use super::instance_type::InstanceType;
use super::machine_image::MachineImage;
use super::security_group::SecurityGroup;
use super::user_data::UserData;
use crate::diagnostic_ids;
use crate::iam::{Grantee, PolicyStatement, Principal, Role};
use crate::owned::{Owned, constructs};
use crate::props::props;

/// Instances at the price of the day, which can be taken away.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SpotOptions {
    /// Dollars an hour at most. Default: the price of instances that are not taken away.
    pub max_price: Option<f64>,
}

props! {
    /// Settings of a [`LaunchTemplate`]. What it does not say, whoever starts instances from it says.
    pub struct LaunchTemplateProps for CfnLaunchTemplateProps {
        /// Processors, memory and network. Default: not said.
        instance_type: Option<InstanceType>,
        /// The disk that instances start from. Default: not said.
        machine_image: Option<MachineImage>,
        /// The group of the instances. Default: not said.
        security_group: Option<SecurityGroup>,
        /// The role that programs on them have. Default: not said.
        role: Option<Role>,
        /// Script that they run when they start for the first time. Default: none.
        user_data: Option<UserData>,
        /// Keys that people log in with. Default: none.
        refers key_pair: Option<refs::ec2::KeyPairKeyName>,
        /// Disks. Default: that of the image, encrypted where its device is known ([`MachineImage::root_device`]).
        block_devices: Vec<BlockDevice>,
        /// Whether they have an address on the internet. Default: as their subnet says.
        public_ip_address: Option<PublicIpAddress>,
        /// How often CloudWatch is told how they fare. Default: every five minutes, which is in the price.
        monitoring: InstanceMonitoring = InstanceMonitoring::Basic,
        /// Behaviour of burstable instances that have used up their credits. Default: `t2` slows down, the others go on for money.
        credits: Option<CpuCredits>,
        /// Instances at the price of the day, which can be taken away. Default: not.
        spot_options: Option<SpotOptions>,
        /// How many machines an answer of the metadata passes. Default: one; two where containers ask for it.
        metadata_hop_limit: Option<HopLimit>,
        /// A name that does not change. Default: CloudFormation generates one.
        launch_template_name: Option<Value<String>>,
        /// For people, of this version. Default: none.
        version_description: Option<Value<String>>,
    }
}

/// How instances are started: by groups that grow and shrink, fleets, or hand.
///
/// Metadata are given to sessions only (version 2), disks are encrypted. Makes an `AWS::EC2::LaunchTemplate`, and an `AWS::IAM::InstanceProfile` for a role. Costs nothing.
///
/// ```
/// use ferrocdk_aws::ec2::{InstanceType, LaunchTemplate, LaunchTemplateProps, MachineImage};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let workers = LaunchTemplateProps::new()
///     .instance_type(InstanceType::new("c7g.large"))
///     .machine_image(MachineImage::latest_amazon_linux_2023());
/// LaunchTemplate::new(&stack, "Workers", workers);
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct LaunchTemplate {
    scope: Scope,
    resource: Owned<CfnLaunchTemplate>,
    id: Value<String>,
    version: Value<String>,
    role: Option<Role>,
    security_groups: Vec<SecurityGroup>,
}

constructs!(LaunchTemplate);
ferrocdk_cfn::refers!(LaunchTemplate: ec2 { LaunchTemplateId => id });

impl LaunchTemplate {
    /// Makes a template.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: LaunchTemplateProps) -> Self {
        let scope = scope.scope().child(id);
        check(&scope, &props);
        let mut data = launch_template::LaunchTemplateData::new();
        let mut metadata = launch_template::MetadataOptions::new().http_tokens("required");
        metadata.http_put_response_hop_limit = props.metadata_hop_limit.map(|limit| limit.get().into());
        data = data.metadata_options(metadata);
        if let (Some(image), Some(instance_type)) = (&props.machine_image, &props.instance_type) {
            data = data.image_id(image.id(&scope, instance_type.architecture()));
        }
        let user_data = props
            .user_data
            .or_else(|| props.machine_image.as_ref().map(MachineImage::default_user_data));
        data.user_data = user_data.map(|script| script.render().base64());
        let root = props.machine_image.as_ref().and_then(MachineImage::root_device_name);
        let devices = block_device::with_root(props.block_devices, root);
        if !devices.is_empty() {
            let devices: Vec<_> = devices.iter().map(|device| device.of_launch_template(&scope)).collect();
            data = data.block_device_mappings(devices);
        }
        data.instance_type = props.instance_type.as_ref().map(Value::from);
        data.key_name = props.key_pair;
        let groups: Vec<Value<String>> = props.security_group.iter().map(SecurityGroup::id).collect();
        match props.public_ip_address {
            Some(public) => {
                let mut interface = launch_template::NetworkInterface::new()
                    .device_index(0)
                    .associate_public_ip_address(public == PublicIpAddress::Assigned);
                interface.groups = (!groups.is_empty()).then(|| groups.into());
                data = data.network_interfaces([interface]);
            }
            None => data.security_group_ids = (!groups.is_empty()).then(|| groups.into()),
        }
        if let Some(role) = &props.role {
            let profile = CfnInstanceProfile::new(&scope, "Profile", InstanceProfileProps::new().roles([role.name()]));
            data = data.iam_instance_profile(launch_template::IamInstanceProfile::new().arn(profile.attr_arn()));
        }
        if props.monitoring == InstanceMonitoring::Detailed {
            data = data.monitoring(launch_template::Monitoring::new().enabled(true));
        }
        if let Some(credits) = props.credits {
            let credits = if credits == CpuCredits::Standard {
                "standard"
            } else {
                "unlimited"
            };
            data = data.credit_specification(launch_template::CreditSpecification::new().cpu_credits(credits));
        }
        if let Some(spot) = props.spot_options {
            let mut market = launch_template::InstanceMarketOptions::new().market_type("spot");
            if let Some(price) = spot.max_price {
                market = market.spot_options(launch_template::SpotOptions::new().max_price(price.to_string()));
            }
            data = data.instance_market_options(market);
        }
        let name = || Tag::new("Name", scope.path());
        let tagged = ["instance", "volume"].map(|kind| {
            launch_template::TagSpecification::new()
                .resource_type(kind)
                .tags([name()])
        });
        let itself = launch_template::LaunchTemplateTagSpecification::new()
            .resource_type("launch-template")
            .tags([name()]);
        let mut template = CfnLaunchTemplateProps::new()
            .launch_template_data(data.tag_specifications(tagged))
            .tag_specifications([itself]);
        template.launch_template_name = props.launch_template_name;
        template.version_description = props.version_description;
        let template = CfnLaunchTemplate::new(&scope, "Resource", props.customize.apply(template));
        if props.monitoring == InstanceMonitoring::Basic {
            template.acknowledge(
                &[ScannerRule::Guard("CT.EC2.PR.10")],
                "tells CloudWatch every five minutes, which is in the price; every minute is paid for",
            );
        }
        if let Some(role) = &props.role {
            template.scope().depends_on(role);
        }
        Self {
            id: template.reference(),
            version: template.attr_latest_version_number(),
            resource: Owned::made(template),
            role: props.role,
            security_groups: props.security_group.into_iter().collect(),
            scope,
        }
    }

    /// A template that exists, by id, in its default version.
    #[track_caller]
    pub fn from_launch_template_id(
        scope: &dyn Construct,
        id: &str,
        launch_template_id: impl Into<Value<String>>,
    ) -> Self {
        Self {
            scope: scope.scope().child(id),
            resource: Owned::imported(),
            id: launch_template_id.into(),
            version: "$Default".into(),
            role: None,
            security_groups: Vec::new(),
        }
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnLaunchTemplate {
        self.resource.resource(&self.scope, |scope| {
            let data = launch_template::LaunchTemplateData::new();
            CfnLaunchTemplate::new(
                scope,
                "Resource",
                CfnLaunchTemplateProps::new().launch_template_data(data),
            )
        })
    }

    /// The template's id.
    pub fn id(&self) -> Value<String> {
        self.id.clone()
    }

    /// The version that this app made last; the default one of an import.
    pub fn version_number(&self) -> Value<String> {
        self.version.clone()
    }

    /// The role that programs on the instances have, if it says one.
    pub fn role(&self) -> Option<&Role> {
        self.role.as_ref()
    }
}

impl Connectable for LaunchTemplate {
    fn connections(&self) -> Connections {
        Connections::of_groups(self.security_groups.clone())
    }
}

impl Grantee for LaunchTemplate {
    fn grant_principal(&self) -> Principal {
        self.role
            .as_ref()
            .map_or_else(Principal::own_account, Role::grant_principal)
    }

    fn add_to_principal_policy(&self, statement: PolicyStatement) -> Option<Scope> {
        self.role.as_ref()?.add_to_principal_policy(statement)
    }
}

fn check(scope: &Scope, props: &LaunchTemplateProps) {
    if let Some(Err(error)) = props.metadata_hop_limit.map(HopLimit::check) {
        error.report(scope, diagnostic_ids::INSTANCE_RANGE, "HttpPutResponseHopLimit");
    }
    if props.machine_image.is_some() && props.instance_type.is_none() {
        let diagnostic = Diagnostic::error(
            diagnostic_ids::INSTANCE_SETTINGS,
            "an image without a type of instance is one for unknown processors",
        )
        .at("", Some("ImageId"))
        .found("machine_image without instance_type")
        .allowed("both, or neither")
        .help("say the instance_type");
        scope.report(diagnostic);
    }
}
