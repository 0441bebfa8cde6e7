//! `IpAddresses`: where a network takes its addresses from.

use ferrocdk_cfn::ec2::VPCProps;
use ferrocdk_core::{Diagnostic, Scope, Value};

use super::ip_block::{BlockError, Ipv4Block};
use super::subnet_plan::{self, PlanError, Split};
use crate::diagnostic_ids;

/// Where a network takes its IPv4 addresses from.
///
/// A text is a block of addresses: `VpcProps::new().ip_addresses("10.1.0.0/16")`.
#[derive(Clone, Debug, PartialEq)]
pub enum IpAddresses {
    /// A block that is given, such as `10.0.0.0/16`, of /16 to /28.
    Cidr(String),
    /// A block that IPAM, the manager of addresses, hands out at deployment.
    Ipam {
        /// The pool.
        pool_id: Value<String>,
        /// Size of the network, as the length of its prefix.
        netmask_length: u8,
        /// Size of the subnets that say none themselves.
        default_subnet_netmask_length: Option<u8>,
    },
}

impl IpAddresses {
    /// A block that is given, such as `10.0.0.0/16`.
    pub fn cidr(block: impl Into<String>) -> Self {
        Self::Cidr(block.into())
    }

    /// A block of a size, handed out by a pool of IPAM. Each subnet has to say its size.
    pub fn aws_ipam_allocation(pool_id: impl Into<Value<String>>, netmask_length: u8) -> Self {
        Self::Ipam {
            pool_id: pool_id.into(),
            netmask_length,
            default_subnet_netmask_length: None,
        }
    }

    /// A block of a size, handed out by a pool of IPAM, with subnets of the other size unless they say one.
    pub fn aws_ipam_allocation_with_subnets(
        pool_id: impl Into<Value<String>>,
        netmask_length: u8,
        subnet_netmask_length: u8,
    ) -> Self {
        Self::Ipam {
            pool_id: pool_id.into(),
            netmask_length,
            default_subnet_netmask_length: Some(subnet_netmask_length),
        }
    }

    /// Sets the addresses of the network itself.
    pub(super) fn of_network(&self, props: VPCProps) -> VPCProps {
        match self {
            Self::Cidr(block) => props.cidr_block(block),
            Self::Ipam {
                pool_id,
                netmask_length,
                ..
            } => props
                .ipv4_ipam_pool_id(pool_id)
                .ipv4_netmask_length(i64::from(*netmask_length)),
        }
    }

    /// The block of each subnet, in order. `requested` has their names and sizes; mistakes are reported, and subnets then get stand-ins, so that nothing else is told
    /// that only follows from them.
    pub(super) fn of_subnets(
        &self,
        scope: &Scope,
        network: &Value<String>,
        requested: &[(String, Option<u8>)],
    ) -> Vec<Value<String>> {
        let planned = match self {
            Self::Cidr(text) => plan_block(text, requested),
            Self::Ipam {
                netmask_length,
                default_subnet_netmask_length,
                ..
            } => plan_pool(network, *netmask_length, *default_subnet_netmask_length, requested),
        };
        planned.unwrap_or_else(|mistake| {
            scope.report(*mistake);
            vec![network.clone(); requested.len()]
        })
    }
}

impl From<&str> for IpAddresses {
    fn from(block: &str) -> Self {
        Self::cidr(block)
    }
}

impl From<String> for IpAddresses {
    fn from(block: String) -> Self {
        Self::Cidr(block)
    }
}

/// Reads a block of a network or a subnet.
pub(super) fn read_block(text: &str, property: &str) -> Result<Ipv4Block, Box<Diagnostic>> {
    let wrong = |help: String| {
        let diagnostic = Diagnostic::error(
            diagnostic_ids::NETWORK_BLOCK,
            "a block of addresses is not one that EC2 takes",
        );
        let diagnostic = diagnostic
            .at("", Some(property))
            .found(text)
            .allowed("four numbers of 0 to 255 and a prefix of /16 to /28, such as 10.0.0.0/16")
            .help(help);
        Box::new(diagnostic)
    };
    match Ipv4Block::parse(text) {
        Ok(block) if Ipv4Block::PREFIXES.contains(&block.prefix()) => Ok(block),
        Ok(block) => Err(wrong(format!(
            "take a prefix of /16 to /28 in place of /{}",
            block.prefix()
        ))),
        Err(BlockError::Middle(whole)) => Err(wrong(format!("the block that it is in begins earlier: {whole}"))),
        Err(BlockError::Form) => Err(wrong(
            "write an address, a slash, and the length of the prefix".to_owned(),
        )),
    }
}

fn plan_block(text: &str, requested: &[(String, Option<u8>)]) -> Result<Vec<Value<String>>, Box<Diagnostic>> {
    let network = read_block(text, "CidrBlock")?;
    let sizes: Vec<Option<u8>> = requested.iter().map(|(_, size)| *size).collect();
    let blocks =
        subnet_plan::share(network, &sizes).map_err(|error| does_not_fit(&network.to_string(), requested, &error))?;
    Ok(blocks.into_iter().map(|block| Value::from(block.to_string())).collect())
}

fn plan_pool(
    network: &Value<String>,
    netmask_length: u8,
    default: Option<u8>,
    requested: &[(String, Option<u8>)],
) -> Result<Vec<Value<String>>, Box<Diagnostic>> {
    if !Ipv4Block::PREFIXES.contains(&netmask_length) {
        let diagnostic = Diagnostic::error(
            diagnostic_ids::NETWORK_BLOCK,
            "a network is to have a size that EC2 does not take",
        );
        let diagnostic = diagnostic
            .at("", Some("Ipv4NetmaskLength"))
            .found(format!("/{netmask_length}"))
            .allowed("/16 to /28")
            .help("take a prefix within this range");
        return Err(Box::new(diagnostic));
    }
    let mut sizes = Vec::new();
    for (name, size) in requested {
        let size = size.or(default).ok_or_else(|| {
            let diagnostic = Diagnostic::error(
                diagnostic_ids::SUBNET_PLAN,
                "a subnet of a network from IPAM has no size",
            );
            let diagnostic = diagnostic
                .found(name)
                .allowed("a cidr_mask on each kind of subnet, or a size for all of them")
                .help("the block is known at deployment only, so what is left cannot be shared out");
            Box::new(diagnostic)
        })?;
        sizes.push(size);
    }
    let splits = subnet_plan::split(netmask_length, &sizes)
        .map_err(|error| does_not_fit(&format!("/{netmask_length}"), requested, &error))?;
    Ok(splits
        .into_iter()
        .map(|split| at_deployment(network.clone(), split))
        .collect())
}

/// A block among many, as CloudFormation computes it: at most 256 at once, so in steps where there are more.
fn at_deployment(network: Value<String>, split: Split) -> Value<String> {
    match u32::try_from(split.count) {
        Ok(1) => network,
        Ok(count @ ..=256) => {
            let index = u32::try_from(split.index).unwrap_or_default();
            Value::select(index, Value::cidr(network, count, 32 - u32::from(split.prefix)))
        }
        _ => {
            let outer = Split {
                count: split.count.div_ceil(256),
                index: split.index / 256,
                prefix: split.prefix - 8,
            };
            let inner = Split {
                count: 256,
                index: split.index % 256,
                prefix: split.prefix,
            };
            at_deployment(at_deployment(network, outer), inner)
        }
    }
}

fn does_not_fit(network: &str, requested: &[(String, Option<u8>)], error: &PlanError) -> Box<Diagnostic> {
    let name = requested.get(error.subnet()).map_or("", |(name, _)| name.as_str());
    let asked: Vec<String> = requested
        .iter()
        .map(|(name, size)| size.map_or_else(|| name.clone(), |size| format!("{name} /{size}")))
        .collect();
    let diagnostic = Diagnostic::error(
        diagnostic_ids::SUBNET_PLAN,
        format!("the subnets do not fit into {network}: there is no room for {name}"),
    );
    let diagnostic = diagnostic
        .at("", Some("CidrBlock"))
        .found(format!("{error}; asked for are {}", asked.join(", ")))
        .allowed("subnets of /16 to /28, which together fit into the network")
        .help("take a larger network, smaller subnets (a longer prefix), or fewer zones");
    Box::new(diagnostic)
}
