//! `ClusterInstance`: a machine of a cluster.

use ferrocdk_core::Value;

use crate::ec2::InstanceType;

/// A machine of a [`DatabaseCluster`](super::DatabaseCluster): the one that writes, or one that reads.
///
/// ```
/// use ferrocdk_aws::ec2::InstanceType;
/// use ferrocdk_aws::rds::ClusterInstance;
///
/// let writer = ClusterInstance::serverless_v2("writer");
/// let reader = ClusterInstance::provisioned("reader", InstanceType::new("r7g.large"));
/// ```
#[derive(Clone, Debug)]
#[must_use = "a machine takes effect in the cluster that is made with it"]
pub struct ClusterInstance {
    pub(super) id: String,
    pub(super) machine: Machine,
    pub(super) identifier: Option<Value<String>>,
    pub(super) scaling: ReaderScaling,
}

#[derive(Clone, Debug)]
pub(super) enum Machine {
    Serverless,
    Provisioned(InstanceType),
}

/// Whether a serverless reader is always as large as the writer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReaderScaling {
    /// It is as large as its own work asks for.
    #[default]
    ByOwnLoad,
    /// It is as large as the writer, whose place it can take at once.
    WithWriter,
}

impl ClusterInstance {
    fn of(id: &str, machine: Machine) -> Self {
        Self {
            id: id.to_owned(),
            machine,
            identifier: None,
            scaling: ReaderScaling::ByOwnLoad,
        }
    }

    /// A machine that grows and shrinks with its work.
    pub fn serverless_v2(id: &str) -> Self {
        Self::of(id, Machine::Serverless)
    }

    /// A machine of a type.
    pub fn provisioned(id: &str, instance_type: impl Into<InstanceType>) -> Self {
        Self::of(id, Machine::Provisioned(instance_type.into()))
    }

    /// Says a name that does not change. Default: CloudFormation generates one.
    pub fn instance_identifier(mut self, identifier: impl Into<Value<String>>) -> Self {
        self.identifier = Some(identifier.into());
        self
    }

    /// Says how large a serverless reader is. Default: as its own work asks for.
    pub fn scaling(mut self, scaling: ReaderScaling) -> Self {
        self.scaling = scaling;
        self
    }
}
