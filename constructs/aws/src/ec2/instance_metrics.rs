//! Metrics of an instance.

use ferrocdk_cfn::ec2::CfnInstance;

use super::instance::Instance;
use crate::cloudwatch::Metric;

impl Instance {
    /// A metric of the instance by its name, such as `CPUUtilization`.
    pub fn metric(&self, name: &str) -> Metric {
        Metric::new("AWS/EC2", name).dimension("InstanceId", self.id())
    }

    /// Percentage of the processors that is in use.
    pub fn metric_cpu_utilization(&self) -> Metric {
        CfnInstance::metric_ec2_cpu_utilization_by_instance_id(self.id()).into()
    }

    /// Credits that a burstable instance has left.
    pub fn metric_cpu_credit_balance(&self) -> Metric {
        CfnInstance::metric_ec2_cpu_credit_balance_by_instance_id(self.id()).into()
    }

    /// Bytes that came in over the network.
    pub fn metric_network_in(&self) -> Metric {
        CfnInstance::metric_ec2_network_in_by_instance_id(self.id()).into()
    }

    /// Bytes that went out over the network.
    pub fn metric_network_out(&self) -> Metric {
        CfnInstance::metric_ec2_network_out_by_instance_id(self.id()).into()
    }

    /// Bytes that were read from disks of EBS.
    pub fn metric_ebs_read_bytes(&self) -> Metric {
        CfnInstance::metric_ec2_ebs_read_bytes_by_instance_id(self.id()).into()
    }

    /// Bytes that were written to disks of EBS.
    pub fn metric_ebs_write_bytes(&self) -> Metric {
        CfnInstance::metric_ec2_ebs_write_bytes_by_instance_id(self.id()).into()
    }

    /// Whether a check of the machine or of what is below it failed: 0 or 1.
    pub fn metric_status_check_failed(&self) -> Metric {
        CfnInstance::metric_ec2_status_check_failed_by_instance_id(self.id()).into()
    }

    /// Whether a check of what is below the machine failed, which only AWS can mend: 0 or 1.
    pub fn metric_status_check_failed_system(&self) -> Metric {
        CfnInstance::metric_ec2_status_check_failed_system_by_instance_id(self.id()).into()
    }
}
