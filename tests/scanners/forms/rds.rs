//! RDS.

use ferrocdk::Construct;
use ferrocdk::aws::ec2::{Vpc, VpcProps};
use ferrocdk::aws::rds::{
    AuroraPostgresEngineVersion, ClusterInstance, DatabaseCluster, DatabaseClusterEngine, DatabaseClusterProps,
    DatabaseInstance, DatabaseInstanceEngine, DatabaseInstanceProps, OptionGroup, OptionGroupProps, ParameterGroup,
    ParameterGroupProps, PostgresEngineVersion, SubnetGroup, SubnetGroupProps,
};

pub(crate) fn forms(stack: &dyn Construct) {
    let vpc = Vpc::new(stack, "DatabaseVpc", VpcProps::new());
    let engine = || DatabaseInstanceEngine::postgres(PostgresEngineVersion::VER_17);
    DatabaseInstance::new(stack, "DatabaseInstance", DatabaseInstanceProps::new(&vpc, engine()));
    let aurora = DatabaseClusterEngine::aurora_postgres(AuroraPostgresEngineVersion::VER_17_5);
    let writer = ClusterInstance::serverless_v2("writer");
    DatabaseCluster::new(stack, "DatabaseCluster", DatabaseClusterProps::new(&vpc, aurora, writer));
    SubnetGroup::new(stack, "SubnetGroup", SubnetGroupProps::new(&vpc, "databases"));
    ParameterGroup::new(stack, "ParameterGroup", ParameterGroupProps::new(engine()));
    OptionGroup::new(stack, "OptionGroup", OptionGroupProps::new(engine()));
}
