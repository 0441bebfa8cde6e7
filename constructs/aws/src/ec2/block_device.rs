//! `BlockDevice`: a disk of an instance.

use ferrocdk_cfn::ec2::{instance, launch_template};
use ferrocdk_core::{Scope, Value};

use crate::bounds::bounded;
use crate::kms::Key;
use crate::props::props;
use crate::units::Gibibytes;
use crate::{defaults, diagnostic_ids};

bounded! {
    /// Size of a disk, 1 to 65,536 gigabytes. Source: "Amazon EBS volume types".
    VolumeSize(Gibibytes) in 1..=65_536, "GB";
    /// Operations a second that a disk is to bear, 100 to 256,000. Source: "Amazon EBS volume types".
    Iops(u32) in 100..=256_000, "operations a second";
    /// Megabytes a second that a disk of type `gp3` is to bear, 125 to 2,000. Source: "Amazon EBS volume types".
    Throughput(u32) in 125..=2_000, "megabytes a second";
}

/// The kind of a disk. Source: "Amazon EBS volume types".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum VolumeType {
    /// `gp3`: 3,000 operations and 125 megabytes a second in the price, more for money. A fifth cheaper than `gp2`.
    #[default]
    Gp3,
    /// `gp2`: three operations a second for each gigabyte.
    Gp2,
    /// `io1`: as many operations as are paid for.
    Io1,
    /// `io2`: as many operations as are paid for, and the most durable.
    Io2,
    /// `st1`: magnetic, for large files that are read from front to back.
    St1,
    /// `sc1`: magnetic, for what is hardly read.
    Sc1,
}

impl VolumeType {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Gp3 => "gp3",
            Self::Gp2 => "gp2",
            Self::Io1 => "io1",
            Self::Io2 => "io2",
            Self::St1 => "st1",
            Self::Sc1 => "sc1",
        }
    }
}

/// Whether a disk is deleted with its instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnTermination {
    /// It is.
    Delete,
    /// It stays, and is paid for.
    Keep,
}

props! {
    /// A disk of an instance, encrypted.
    ///
    /// Costs 8 to 15 cents a gigabyte and month.
    ///
    /// ```
    /// use ferrocdk_aws::ec2::BlockDevice;
    /// use ferrocdk_aws::units::Gibibytes;
    ///
    /// let readings = BlockDevice::new("/dev/sdf").volume_size(Gibibytes(200)).iops(6_000);
    /// ```
    pub struct BlockDevice {
        /// Name of the device, such as `/dev/sdf`; that of the image's system replaces its disk.
        device_name: String,
        /// Size. Default: that of the snapshot.
        volume_size: Option<VolumeSize>,
        /// Kind. Default: `gp3`.
        volume_type: VolumeType = VolumeType::Gp3,
        /// Operations a second. Default: those in the price.
        iops: Option<Iops>,
        /// Megabytes a second, for `gp3`. Only launch templates can say it. Default: those in the price.
        throughput: Option<Throughput>,
        /// The snapshot that it begins as, by id. Default: none.
        snapshot_id: Option<Value<String>>,
        /// The key of the account that encrypts it. Default: that of the scope ([`Defaults`](crate::Defaults)), else the key of EBS, which costs nothing.
        encryption_key: Option<Key>,
        /// Whether it is deleted with its instance. Default: as EC2 has it: the disk of the system is, others stay, so that nothing is lost.
        on_termination: Option<OnTermination>,
    }
}

impl BlockDevice {
    fn check(&self, scope: &Scope) {
        let checks = [
            ("VolumeSize", self.volume_size.map_or(Ok(()), VolumeSize::check)),
            ("Iops", self.iops.map_or(Ok(()), Iops::check)),
            ("Throughput", self.throughput.map_or(Ok(()), Throughput::check)),
        ];
        for (property, checked) in checks {
            if let Err(error) = checked {
                error.report(scope, diagnostic_ids::INSTANCE_RANGE, property);
            }
        }
    }

    fn key(&self, scope: &Scope) -> Option<Value<String>> {
        let key = self.encryption_key.clone().or_else(|| defaults::encryption_key(scope));
        key.map(|key| key.arn())
    }

    /// As an instance has it.
    pub(super) fn of_instance(&self, scope: &Scope) -> instance::BlockDeviceMapping {
        self.check(scope);
        let mut ebs = instance::Ebs::new()
            .encrypted(true)
            .volume_type(self.volume_type.word());
        ebs.delete_on_termination = self.on_termination.map(|fate| (fate == OnTermination::Delete).into());
        ebs.volume_size = self.volume_size.map(|size| size.get().into());
        ebs.iops = self.iops.map(|iops| iops.get().into());
        ebs.snapshot_id.clone_from(&self.snapshot_id);
        ebs.kms_key_id = self.key(scope);
        instance::BlockDeviceMapping::new()
            .device_name(self.device_name.as_str())
            .ebs(ebs)
    }

    /// As a launch template has it.
    pub(super) fn of_launch_template(&self, scope: &Scope) -> launch_template::BlockDeviceMapping {
        self.check(scope);
        let mut ebs = launch_template::Ebs::new()
            .encrypted(true)
            .volume_type(self.volume_type.word());
        ebs.delete_on_termination = self.on_termination.map(|fate| (fate == OnTermination::Delete).into());
        ebs.volume_size = self.volume_size.map(|size| size.get().into());
        ebs.iops = self.iops.map(|iops| iops.get().into());
        ebs.throughput = self.throughput.map(|throughput| throughput.get().into());
        ebs.snapshot_id.clone_from(&self.snapshot_id);
        ebs.kms_key_id = self.key(scope);
        launch_template::BlockDeviceMapping::new()
            .device_name(self.device_name.as_str())
            .ebs(ebs)
    }
}

/// The disks of an instance: those that are given, and that of the image's system, which would not be encrypted by itself.
pub(super) fn with_root(mut devices: Vec<BlockDevice>, root: Option<&str>) -> Vec<BlockDevice> {
    if let Some(root) = root.filter(|root| devices.iter().all(|device| device.device_name != *root)) {
        devices.insert(0, BlockDevice::new(root));
    }
    devices
}
