//! EC2: networks, who may connect to whom in them, and machines.
//!
//! A [`Vpc`] has subnets in each of its zones, which get the addresses, ids and routes that AWS CDK gives them. What goes into it says which of them with a
//! [`SubnetSelection`], or takes the private ones. [`SecurityGroup`]s let in what [`Connectable`] allows.
//!
//! ```
//! use ferrocdk_aws::ec2::{Connectable, Peer, Port, SecurityGroup, SecurityGroupProps, SubnetConfiguration, SubnetType, Vpc, VpcProps};
//! use ferrocdk_core::{App, Stack, StackProps};
//!
//! let app = App::new();
//! let stack = Stack::new(&app, "plant", StackProps::default());
//! let subnets = [
//!     SubnetConfiguration::new("Public", SubnetType::Public).cidr_mask(24),
//!     SubnetConfiguration::new("Application", SubnetType::PrivateWithEgress),
//!     SubnetConfiguration::new("Data", SubnetType::PrivateIsolated),
//! ];
//! let vpc = Vpc::new(&stack, "Vpc", VpcProps::new().subnet_configuration(subnets).nat_gateways(1));
//!
//! let site = SecurityGroup::new(&stack, "Site", SecurityGroupProps::new(&vpc));
//! let data = SecurityGroup::new(&stack, "Data", SecurityGroupProps::new(&vpc));
//! site.allow_from(&Peer::any_ipv4(), &Port::HTTPS, "the public site");
//! data.allow_from(&site, &Port::POSTGRES, "queries of the site");
//!
//! let existing = Vpc::from_id(&stack, "Existing", "vpc-0123456789abcdef0");
//! # assert!(app.synth().is_ok());
//! ```
//!
//! | AWS CDK | here |
//! |---|---|
//! | `Vpc`, `Vpc.fromLookup`, `fromVpcAttributes` | [`Vpc`], [`Vpc::from_lookup`], [`Vpc::from_vpc_attributes`], [`Vpc::from_id`] |
//! | `IpAddresses` | [`IpAddresses`], or a text |
//! | `SubnetConfiguration`, `SubnetType`, `SubnetSelection`, `SubnetFilter` | [`SubnetConfiguration`], [`SubnetType`], [`SubnetSelection`], [`SubnetFilter`] |
//! | `Subnet`, `PublicSubnet`, `PrivateSubnet`, `Subnet.fromSubnetId`, `fromSubnetAttributes` | [`Subnet`], [`Subnet::from_subnet_id`], [`Subnet::from_subnet_attributes`] |
//! | `NatProvider.gateway` | [`VpcProps::nat_gateways`], [`VpcProps::nat_gateway_allocation_ids`] |
//! | `SecurityGroup`, `fromSecurityGroupId`, `fromLookupByName` | [`SecurityGroup`] |
//! | `Peer`, `Port` | [`Peer`], [`Port`] |
//! | `Connections`, `IConnectable` | [`Connectable`], [`Connections`] |
//! | `NetworkAcl`, `NetworkAclEntry`, `AclCidr`, `AclTraffic` | [`NetworkAcl`], [`NetworkAcl::add_entry`], [`Peer`], [`Port`] |
//! | `enableVpnGateway` | [`Vpc::enable_vpn_gateway`] |
//! | `GatewayVpcEndpoint`, `InterfaceVpcEndpoint`, `addS3Endpoint` | [`GatewayVpcEndpoint`], [`InterfaceVpcEndpoint`], [`Vpc::add_gateway_endpoint`], [`Vpc::add_interface_endpoint`] |
//! | `InterfaceVpcEndpointAwsService`, `InterfaceVpcEndpointService` | [`InterfaceEndpointService`] |
//! | `FlowLog`, `FlowLogDestination` | [`FlowLog`], [`Vpc::add_flow_log`], [`FlowLogDestination`] |
//! | `Instance`, `InstanceType`, `BlockDevice`, `KeyPair`, `UserData` | [`Instance`], [`InstanceType`], [`BlockDevice`], [`KeyPair`], [`UserData`] |
//! | `MachineImage`, `AmazonLinuxImage`, `GenericLinuxImage`, `LookupMachineImage` | [`MachineImage`] and its functions |
//! | `LaunchTemplate`, `BastionHostLinux` | [`LaunchTemplate`], [`BastionHost`] |

mod bastion_host;
mod block_device;
mod connections;
mod endpoint_services;
mod flow_log;
#[cfg(feature = "s3")]
mod flow_log_bucket;
mod gateway_endpoint;
mod instance;
mod instance_metrics;
mod instance_type;
mod interface_endpoint;
mod ip_addresses;
mod ip_block;
mod key_pair;
mod launch_template;
mod machine_image;
mod nat;
mod network_acl;
mod peer;
mod port;
mod security_group;
mod selection;
mod subnet;
mod subnet_configuration;
mod subnet_plan;
mod user_data;
mod vpc;
mod vpc_check;
mod vpc_import;
mod vpc_select;
mod vpn_gateway;

pub use bastion_host::{BastionHost, BastionHostProps};
pub use block_device::{BlockDevice, Iops, OnTermination, Throughput, VolumeSize, VolumeType};
pub use connections::{Connectable, Connections};
pub use endpoint_services::InterfaceEndpointService;
pub use flow_log::{
    FlowLog, FlowLogDestination, FlowLogFileFormat, FlowLogPartitions, FlowLogProps, FlowLogResource,
    FlowLogTrafficType, MaxAggregationInterval,
};
pub use gateway_endpoint::{GatewayEndpointService, GatewayVpcEndpoint, GatewayVpcEndpointProps};
pub use instance::{
    CpuCredits, HopLimit, Instance, InstanceMonitoring, InstanceProps, PublicIpAddress, Sessions, TerminationProtection,
};
pub use instance_type::{Architecture, InstanceClass, InstanceSize, InstanceType};
pub use interface_endpoint::{EndpointAccess, InterfaceVpcEndpoint, InterfaceVpcEndpointProps, PrivateDns};
pub use ip_addresses::IpAddresses;
pub use key_pair::{KeyPair, KeyPairFormat, KeyPairProps, KeyPairType};
pub use launch_template::{LaunchTemplate, LaunchTemplateProps, SpotOptions};
pub use machine_image::{AmazonLinux2023Kernel, AmazonLinuxEdition, MachineImage, OperatingSystem};
pub use network_acl::{AclAction, NetworkAcl, NetworkAclEntryProps, NetworkAclProps, RuleNumber, TrafficDirection};
pub use peer::Peer;
pub use port::Port;
pub use security_group::{InlineRules, Outbound, SecurityGroup, SecurityGroupProps};
pub use selection::{SelectedSubnets, SubnetFilter, SubnetSelection};
pub use subnet::{RouteDestination, RouteTarget, Subnet, SubnetAttributes, SubnetProps};
pub use subnet_configuration::{PublicAddresses, SubnetConfiguration, SubnetPresence, SubnetType};
pub use user_data::{Persistence, UserData};
pub use vpc::{DefaultInstanceTenancy, InternetGateway, IpProtocol, Vpc, VpcDns, VpcProps};
pub use vpc_import::{SubnetsOfType, VpcAttributes, VpcLookup};
