//! Networks, and which addresses they have in common.

use std::net::{Ipv4Addr, Ipv6Addr};

/// A network: the addresses from one to another, of one family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Network {
    is_ipv6: bool,
    first: u128,
    last: u128,
}

impl Network {
    /// Reads a network such as `10.0.0.0/16`; `None` when it is none, or bits are set behind the prefix.
    pub(super) fn read(text: &str) -> Option<Self> {
        let (address, prefix) = text.split_once('/')?;
        let prefix: u32 = prefix.parse().ok()?;
        let (is_ipv6, first, length) = match address.parse::<Ipv4Addr>() {
            Ok(address) => (false, u128::from(u32::from(address)), 32),
            Err(_) => (true, u128::from(address.parse::<Ipv6Addr>().ok()?), 128),
        };
        let free = u32::checked_sub(length, prefix)?;
        let size = 1_u128.checked_shl(free).map_or(u128::MAX, |size| size - 1);
        (first & size == 0).then_some(Self {
            is_ipv6,
            first,
            last: first | size,
        })
    }

    pub(super) fn is_ipv6(self) -> bool {
        self.is_ipv6
    }

    /// Whether both have an address in common.
    pub(super) fn overlaps(self, other: Self) -> bool {
        self.is_ipv6 == other.is_ipv6 && self.first <= other.last && other.first <= self.last
    }

    /// Whether all its addresses are the other's.
    pub(super) fn lies_in(self, other: Self) -> bool {
        self.is_ipv6 == other.is_ipv6 && other.first <= self.first && self.last <= other.last
    }
}

#[cfg(test)]
mod tests {
    use super::Network;

    fn network(text: &str) -> Network {
        Network::read(text).unwrap()
    }

    #[test]
    fn networks_are_compared_by_their_addresses() {
        assert!(network("10.0.1.0/24").lies_in(network("10.0.0.0/16")));
        assert!(!network("10.1.0.0/16").lies_in(network("10.0.0.0/16")));
        assert!(network("10.0.0.0/23").overlaps(network("10.0.1.0/24")));
        assert!(!network("10.0.0.0/24").overlaps(network("10.0.1.0/24")));
        assert!(network("2001:db8::/64").lies_in(network("::/0")));
        assert!(!network("::/0").overlaps(network("0.0.0.0/0")));
    }

    #[test]
    fn what_is_no_network_is_refused() {
        for text in ["10.0.0.1/24", "10.0.0.0", "10.0.0.0/33", "x/8", "10.0.0.0/-1"] {
            assert_eq!(Network::read(text), None, "{text}");
        }
    }
}
