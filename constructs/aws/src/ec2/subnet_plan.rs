//! Shares out the addresses of a network among its subnets, exactly as AWS CDK does, so that a network that is moved here keeps its subnets.
//!
//! Source: behaviour of `IpAddresses.cidr` of aws-cdk-lib: those with a size of their own come first, each at the next multiple of its size; the others get equal
//! shares of what is left, as large as they can be.

use std::fmt;

use super::ip_block::Ipv4Block;

/// The reason why subnets have no place in their network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum PlanError {
    /// A size that EC2 does not take.
    Size {
        /// The subnet, by its place in the list.
        subnet: usize,
        /// Length of the prefix.
        prefix: u32,
    },
    /// No room for this one and those after it.
    Full {
        /// The subnet, by its place in the list.
        subnet: usize,
        /// Length of the prefix.
        prefix: u32,
        /// Addresses that those before it leave.
        left: u64,
    },
    /// Less than an address for each of those that share what is left.
    NothingLeft {
        /// The first of those that share.
        subnet: usize,
    },
}

impl PlanError {
    /// The subnet that has no place, by its place in the list.
    pub(super) fn subnet(&self) -> usize {
        match *self {
            Self::Size { subnet, .. } | Self::Full { subnet, .. } | Self::NothingLeft { subnet } => subnet,
        }
    }
}

impl fmt::Display for PlanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Size { prefix, .. } => write!(f, "a subnet of /{prefix}"),
            Self::Full { prefix, left, .. } => write!(f, "a subnet of /{prefix}, where {left} addresses are left"),
            Self::NothingLeft { .. } => write!(f, "a subnet without a size, where no address is left for it"),
        }
    }
}

/// Gives each subnet its block: of the size that it asks for, or an equal share of what the others leave.
pub(super) fn share(network: Ipv4Block, prefixes: &[Option<u8>]) -> Result<Vec<Ipv4Block>, PlanError> {
    let mut next = network.first();
    let mut place = |subnet: usize, prefix: u32| {
        let length = u8::try_from(prefix)
            .ok()
            .filter(|length| Ipv4Block::PREFIXES.contains(length));
        let Some(length) = length else {
            return Err(PlanError::Size { subnet, prefix });
        };
        let block = Ipv4Block::at_or_after(next, length);
        let left = network.end() - next;
        if block.size() > left {
            return Err(PlanError::Full { subnet, prefix, left });
        }
        next = block.end();
        Ok(block)
    };
    let mut blocks = vec![None; prefixes.len()];
    for (subnet, prefix) in prefixes.iter().enumerate() {
        if let Some(prefix) = prefix {
            blocks[subnet] = Some(place(subnet, u32::from(*prefix))?);
        }
    }
    let sharing: Vec<usize> = (0..prefixes.len())
        .filter(|subnet| prefixes[*subnet].is_none())
        .collect();
    if let Some(first) = sharing.first() {
        let used = blocks.iter().flatten().map(|block| block.end()).max();
        let left = network.end() - used.unwrap_or(network.first());
        let each = left / sharing.len() as u64;
        let share = each.checked_ilog2().ok_or(PlanError::NothingLeft { subnet: *first })?;
        for subnet in sharing {
            blocks[subnet] = Some(place(subnet, 32 - share)?);
        }
    }
    Ok(blocks.into_iter().flatten().collect())
}

/// The place of a block among equal ones, for networks whose addresses are known at deployment only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Split {
    /// Number of blocks of this size in the whole network.
    pub(super) count: u64,
    /// The place among them.
    pub(super) index: u64,
    /// Length of the prefix.
    pub(super) prefix: u8,
}

/// Gives each subnet its place in a network of a size, in the order of the list.
pub(super) fn split(network: u8, prefixes: &[u8]) -> Result<Vec<Split>, PlanError> {
    let whole = 1_u64 << (32 - u32::from(network.min(32)));
    let mut next = 0_u64;
    let mut splits = Vec::new();
    for (subnet, &prefix) in prefixes.iter().enumerate() {
        if !Ipv4Block::PREFIXES.contains(&prefix) {
            return Err(PlanError::Size {
                subnet,
                prefix: prefix.into(),
            });
        }
        let size = 1_u64 << (32 - u32::from(prefix));
        let index = next.div_ceil(size);
        let left = whole.saturating_sub(next);
        next = (index + 1) * size;
        if next > whole {
            return Err(PlanError::Full {
                subnet,
                prefix: prefix.into(),
                left,
            });
        }
        splits.push(Split {
            count: whole / size,
            index,
            prefix,
        });
    }
    Ok(splits)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn block(text: &str) -> Ipv4Block {
        Ipv4Block::parse(text).unwrap()
    }

    /// 400 networks with what `IpAddresses.cidr(..).allocateSubnetsCidr(..)` of aws-cdk-lib 2.276 gave for them on 2026-11-29; `-` where it refused.
    const CAPTURED: &str = include_str!("../../tests/data/subnet_plans.tsv");

    #[test]
    fn a_plan_is_the_one_that_aws_cdk_makes() {
        let mut fitting = 0;
        for line in CAPTURED.lines() {
            let [network, sizes, expected] = line.split('\t').collect::<Vec<_>>()[..] else {
                panic!("three columns: {line}");
            };
            let sizes: Vec<Option<u8>> = sizes.split(' ').map(|size| size.parse().ok()).collect();
            let found = share(block(network), &sizes);
            let text = found
                .as_ref()
                .map(|blocks| blocks.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "));
            assert_eq!(
                text.as_deref().unwrap_or("-"),
                expected,
                "{network} {sizes:?} {found:?}"
            );
            fitting += usize::from(found.is_ok());
        }
        assert!(
            fitting > 150 && CAPTURED.lines().count() - fitting > 150,
            "both kinds occur: {fitting}"
        );
    }

    proptest! {
        #[test]
        fn subnets_are_in_their_network_and_apart(prefix in 16_u8..=28, first in any::<u32>(), sizes in prop::collection::vec(prop::option::of(15_u8..=30), 1..12)) {
            let network = Ipv4Block::around(first.into(), prefix);
            if let Ok(blocks) = share(network, &sizes) {
                prop_assert_eq!(blocks.len(), sizes.len());
                for (index, one) in blocks.iter().enumerate() {
                    prop_assert!(network.contains(*one) && Ipv4Block::PREFIXES.contains(&one.prefix()));
                    prop_assert!(sizes[index].is_none_or(|size| size == one.prefix()));
                    prop_assert!(blocks[index + 1..].iter().all(|other| !one.overlaps(*other)));
                }
                let shares: Vec<u64> = blocks.iter().zip(&sizes).filter(|(_, size)| size.is_none()).map(|(block, _)| block.size()).collect();
                prop_assert!(shares.iter().all(|share| *share == shares[0]), "equal shares");
            }
        }

        #[test]
        fn splits_are_apart_and_within(network in 16_u8..=24, sizes in prop::collection::vec(16_u8..=28, 1..12)) {
            if let Ok(splits) = split(network, &sizes) {
                let blocks: Vec<Ipv4Block> = splits.iter().map(|split| Ipv4Block::around(split.index << (32 - split.prefix), split.prefix)).collect();
                for (index, one) in blocks.iter().enumerate() {
                    prop_assert!(Ipv4Block::around(0, network).contains(*one));
                    prop_assert!(blocks[index + 1..].iter().all(|other| !one.overlaps(*other)));
                    prop_assert!(splits[index].index < splits[index].count);
                }
            }
        }
    }

    #[test]
    fn what_does_not_fit_says_which_and_what_is_left() {
        let network = block("10.0.0.0/24");
        assert_eq!(
            share(network, &[Some(25), Some(25), Some(28)]),
            Err(PlanError::Full {
                subnet: 2,
                prefix: 28,
                left: 0
            })
        );
        assert_eq!(
            share(network, &[Some(24), None]),
            Err(PlanError::NothingLeft { subnet: 1 })
        );
        assert_eq!(
            share(network, &[None; 20]),
            Err(PlanError::Size { subnet: 0, prefix: 29 }).map(|()| Vec::new())
        );
        assert_eq!(
            share(network, &[Some(29)]),
            Err(PlanError::Size { subnet: 0, prefix: 29 })
        );
        assert_eq!(
            split(24, &[25, 26, 25]),
            Err(PlanError::Full {
                subnet: 2,
                prefix: 25,
                left: 64
            })
        );
    }
}
