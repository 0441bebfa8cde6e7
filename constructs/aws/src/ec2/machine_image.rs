//! `MachineImage`: the disk that an instance starts from.

use ferrocdk_core::{CfnParameter, Construct, ContextQuery, Diagnostic, Expr, Scope, Target, Value, pseudo};

use super::instance_type::Architecture;
use super::user_data::UserData;
use crate::diagnostic_ids;

/// The system on an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OperatingSystem {
    /// Linux.
    Linux,
    /// Windows.
    Windows,
}

/// The version of Linux in an image of Amazon Linux 2023.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AmazonLinux2023Kernel {
    /// The one that AWS proposes, whichever it is.
    Proposed,
    /// 6.1.
    #[default]
    Kernel6_1,
    /// 6.12.
    Kernel6_12,
}

/// How much an image of Amazon Linux has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AmazonLinuxEdition {
    /// Everything that most need, with the agent of Systems Manager.
    #[default]
    Standard,
    /// Less, without the agent: no sessions of Systems Manager.
    Minimal,
}

/// The disk that an instance starts from.
///
/// The newest image of AWS's is read from a public parameter at each deployment: a newer one replaces the instance then. [`MachineImage::from_lookup`] keeps the answer in
/// the context instead, until it is cleared.
///
/// ```
/// use ferrocdk_aws::ec2::MachineImage;
///
/// let newest = MachineImage::latest_amazon_linux_2023();
/// let fixed = MachineImage::from_id("ami-0123456789abcdef0");
/// let own = MachineImage::from_ssm_parameter("/plant/image");
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct MachineImage {
    source: Source,
    os: OperatingSystem,
    root_device: Option<&'static str>,
}

#[derive(Clone, Debug, PartialEq)]
enum Source {
    AmazonLinux2(AmazonLinuxEdition),
    AmazonLinux2023(AmazonLinux2023Kernel, AmazonLinuxEdition),
    Parameter(String),
    Id(Value<String>),
    ByRegion(Vec<(String, String)>),
    Lookup { name: String, owners: Vec<String> },
}

/// The device that images of Amazon Linux have their system on.
const AMAZON_LINUX_ROOT: &str = "/dev/xvda";
/// The device that images of Windows have their system on.
const WINDOWS_ROOT: &str = "/dev/sda1";

impl MachineImage {
    fn of(source: Source, os: OperatingSystem, root_device: Option<&'static str>) -> Self {
        Self {
            source,
            os,
            root_device,
        }
    }

    /// The newest Amazon Linux 2023 for the processors of the instance.
    pub fn latest_amazon_linux_2023() -> Self {
        Self::amazon_linux_2023(AmazonLinux2023Kernel::Kernel6_1, AmazonLinuxEdition::Standard)
    }

    /// The newest Amazon Linux 2023 with a kernel and of an edition.
    pub fn amazon_linux_2023(kernel: AmazonLinux2023Kernel, edition: AmazonLinuxEdition) -> Self {
        Self::of(
            Source::AmazonLinux2023(kernel, edition),
            OperatingSystem::Linux,
            Some(AMAZON_LINUX_ROOT),
        )
    }

    /// The newest Amazon Linux 2 for the processors of the instance. It gets no security updates after June 2026.
    pub fn latest_amazon_linux_2() -> Self {
        Self::of(
            Source::AmazonLinux2(AmazonLinuxEdition::Standard),
            OperatingSystem::Linux,
            Some(AMAZON_LINUX_ROOT),
        )
    }

    /// The newest Windows of a version, such as `Windows_Server-2022-English-Full-Base`.
    pub fn latest_windows(version: &str) -> Self {
        let parameter = format!("/aws/service/ami-windows-latest/{version}");
        Self::of(
            Source::Parameter(parameter),
            OperatingSystem::Windows,
            Some(WINDOWS_ROOT),
        )
    }

    /// The image that a parameter of Systems Manager names at deployment. Of Linux, unless [`os`](Self::os) says otherwise.
    pub fn from_ssm_parameter(name: impl Into<String>) -> Self {
        Self::of(Source::Parameter(name.into()), OperatingSystem::Linux, None)
    }

    /// An image by its id, which is one of a region. Of Linux, unless [`os`](Self::os) says otherwise.
    pub fn from_id(id: impl Into<Value<String>>) -> Self {
        Self::of(Source::Id(id.into()), OperatingSystem::Linux, None)
    }

    /// An image in each of several regions, by its id there. Of Linux, unless [`os`](Self::os) says otherwise.
    pub fn by_region<'a>(ids: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let ids = ids.into_iter().map(|(region, id)| (region.to_owned(), id.to_owned()));
        Self::of(Source::ByRegion(ids.collect()), OperatingSystem::Linux, None)
    }

    /// The newest image whose name matches, `*` standing for anything, of these owners: account ids, `amazon`, or `self`. It is looked up in the account and region of the
    /// stack, which has to say both, and kept in `cdk.context.json`. Of Linux, unless [`os`](Self::os) says otherwise.
    pub fn from_lookup<'a>(name: &str, owners: impl IntoIterator<Item = &'a str>) -> Self {
        let owners = owners.into_iter().map(str::to_owned).collect();
        Self::of(
            Source::Lookup {
                name: name.to_owned(),
                owners,
            },
            OperatingSystem::Linux,
            None,
        )
    }

    /// Says the system on it.
    #[must_use]
    pub fn os(mut self, os: OperatingSystem) -> Self {
        self.os = os;
        self
    }

    /// Says the device that the system is on, such as `/dev/xvda`, so that it is encrypted. Those of AWS's own images are known.
    #[must_use]
    pub fn root_device(mut self, name: &'static str) -> Self {
        self.root_device = Some(name);
        self
    }

    /// The device that the system is on, if it is known.
    pub(super) fn root_device_name(&self) -> Option<&'static str> {
        self.root_device
    }

    /// The script that an instance has if none is given: nothing is done.
    pub(super) fn default_user_data(&self) -> UserData {
        match self.os {
            OperatingSystem::Linux => UserData::linux(),
            OperatingSystem::Windows => UserData::windows(),
        }
    }

    /// The image's id, for processors of a kind.
    #[track_caller]
    pub(super) fn id(&self, scope: &Scope, architecture: Architecture) -> Value<String> {
        let cpu = match architecture {
            Architecture::Arm64 => "arm64",
            Architecture::X86_64 => "x86_64",
        };
        let edition = |edition: &AmazonLinuxEdition| {
            if *edition == AmazonLinuxEdition::Minimal {
                "-minimal"
            } else {
                ""
            }
        };
        match &self.source {
            Source::AmazonLinux2023(kernel, variant) => {
                let kernel = match kernel {
                    AmazonLinux2023Kernel::Proposed => "default",
                    AmazonLinux2023Kernel::Kernel6_1 => "6.1",
                    AmazonLinux2023Kernel::Kernel6_12 => "6.12",
                };
                parameter(
                    scope,
                    &format!(
                        "/aws/service/ami-amazon-linux-latest/al2023-ami{}-kernel-{kernel}-{cpu}",
                        edition(variant)
                    ),
                )
            }
            Source::AmazonLinux2(variant) => parameter(
                scope,
                &format!(
                    "/aws/service/ami-amazon-linux-latest/amzn2-ami{}-hvm-{cpu}-gp2",
                    edition(variant)
                ),
            ),
            Source::Parameter(name) => parameter(scope, name),
            Source::Id(id) => id.clone(),
            Source::ByRegion(ids) => by_region(scope, ids),
            Source::Lookup { name, owners } => {
                let owners: Vec<&str> = owners.iter().map(String::as_str).collect();
                let answer = scope.look_up(ContextQuery::ami(name, &owners));
                Value::from(answer.as_str().unwrap_or_default())
            }
        }
    }
}

/// The value of a parameter of Systems Manager at deployment. It is one parameter of the template for all that ask for it, under the id that AWS CDK gives it.
#[track_caller]
fn parameter(scope: &Scope, name: &str) -> Value<String> {
    let Some(stack) = scope.stack() else {
        return Value::from("");
    };
    let id = format!("SsmParameterValue:{name}:C96584B6-F00A-464E-AD19-53AFF4B05118.Parameter");
    match stack.scope().find_child(&id.replace('/', "--")) {
        Some(parameter) => Value::Intrinsic(Expr::Ref(Target::Node(parameter.node_id()))),
        None => {
            let parameter = CfnParameter::new(&stack, &id, "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>");
            parameter.default(name).value()
        }
    }
}

#[track_caller]
fn by_region(scope: &Scope, ids: &[(String, String)]) -> Value<String> {
    let region = scope.stack().and_then(|stack| stack.environment().region);
    let found = region
        .as_ref()
        .and_then(|region| ids.iter().find(|(other, _)| other == region));
    if let Some((_, id)) = found {
        return id.into();
    }
    let mut regions: Vec<&str> = ids.iter().map(|(region, _)| region.as_str()).collect();
    regions.sort_unstable();
    let diagnostic = Diagnostic::error(diagnostic_ids::MACHINE_IMAGE, "there is no image for the region of the stack")
        .at("", Some("ImageId"))
        .found(region.unwrap_or_else(|| "a stack that says no region".to_owned()))
        .allowed(regions.join(", "))
        .help("say the region of the stack and an image for it, or take a parameter that AWS keeps: MachineImage::latest_amazon_linux_2023()");
    scope.report(diagnostic);
    pseudo::region()
}
