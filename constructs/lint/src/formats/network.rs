//! Addresses and networks.

use std::net::{Ipv4Addr, Ipv6Addr};

pub(super) fn is_ipv4(text: &str) -> bool {
    text.parse::<Ipv4Addr>().is_ok()
}

pub(super) fn is_ipv6(text: &str) -> bool {
    text.parse::<Ipv6Addr>().is_ok()
}

/// An address alone is a network of one.
pub(super) fn is_ipv4_network(text: &str) -> bool {
    let (address, prefix) = text.split_once('/').unwrap_or((text, "32"));
    match (address.parse::<Ipv4Addr>(), prefix_length(prefix, 32)) {
        (Ok(address), Some(prefix)) => u32::from(address).checked_shl(prefix).unwrap_or(0) == 0,
        _ => false,
    }
}

/// An address alone is a network of one.
pub(super) fn is_ipv6_network(text: &str) -> bool {
    let (address, prefix) = text.split_once('/').unwrap_or((text, "128"));
    match (address.parse::<Ipv6Addr>(), prefix_length(prefix, 128)) {
        (Ok(address), Some(prefix)) => u128::from(address).checked_shl(prefix).unwrap_or(0) == 0,
        _ => false,
    }
}

fn prefix_length(text: &str, most: u32) -> Option<u32> {
    text.parse()
        .ok()
        .filter(|prefix| *prefix <= most && text.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_have_no_bit_behind_the_prefix() {
        for network in ["10.0.0.0/16", "0.0.0.0/0", "10.1.2.3/32", "10.1.2.3"] {
            assert!(is_ipv4_network(network), "{network}");
        }
        for other in ["10.0.0.1/16", "10.0.0.0/33", "10.0.0.0/+8", "10.0.0/8", "a/8", ""] {
            assert!(!is_ipv4_network(other), "{other}");
        }
        assert!(is_ipv6_network("::/0") && is_ipv6_network("2001:db8::/32"));
        assert!(!is_ipv6_network("2001:db8::1/32") && !is_ipv6_network("10.0.0.0/8"));
    }
}
