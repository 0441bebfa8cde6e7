//! `Ipv4Block`: a range of IPv4 addresses, as EC2 hands them out.

use std::fmt;

/// A range of IPv4 addresses that begins at a multiple of its size: `10.0.0.0/16`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ipv4Block {
    first: u64,
    prefix: u8,
}

/// The reason why a text is no block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum BlockError {
    /// It has not the form of one.
    Form,
    /// It begins in the middle of a block of its size; the whole block is this one.
    Middle(Ipv4Block),
}

impl Ipv4Block {
    /// The sizes that EC2 takes for networks and subnets, as lengths of the prefix. Source: "VPC CIDR blocks".
    pub(super) const PREFIXES: std::ops::RangeInclusive<u8> = 16..=28;

    /// The block of a size that an address is in.
    pub(super) fn around(address: u64, prefix: u8) -> Self {
        let size = 1_u64 << (32 - prefix.min(32));
        Self {
            first: address - address % size,
            prefix,
        }
    }

    /// The first block of a size that begins at an address or after it.
    pub(super) fn at_or_after(address: u64, prefix: u8) -> Self {
        let size = 1_u64 << (32 - prefix.min(32));
        Self::around(address + size - 1, prefix)
    }

    pub(super) fn parse(text: &str) -> Result<Self, BlockError> {
        let (address, prefix) = text.split_once('/').ok_or(BlockError::Form)?;
        let address: std::net::Ipv4Addr = address.parse().map_err(|_| BlockError::Form)?;
        let digits = !prefix.is_empty() && prefix.bytes().all(|byte| byte.is_ascii_digit());
        let prefix: u8 = prefix.parse().map_err(|_| BlockError::Form)?;
        if !digits || prefix > 32 {
            return Err(BlockError::Form);
        }
        let address = u64::from(u32::from(address));
        let whole = Self::around(address, prefix);
        if whole.first == address {
            Ok(whole)
        } else {
            Err(BlockError::Middle(whole))
        }
    }

    pub(super) fn first(self) -> u64 {
        self.first
    }

    pub(super) fn prefix(self) -> u8 {
        self.prefix
    }

    pub(super) fn size(self) -> u64 {
        1 << (32 - self.prefix.min(32))
    }

    /// The address after the last.
    pub(super) fn end(self) -> u64 {
        self.first + self.size()
    }

    pub(super) fn contains(self, other: Self) -> bool {
        self.first <= other.first && other.end() <= self.end()
    }

    #[cfg(test)]
    pub(super) fn overlaps(self, other: Self) -> bool {
        self.first < other.end() && other.first < self.end()
    }
}

impl fmt::Display for Ipv4Block {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = |shift: u32| (self.first >> shift) & 0xff;
        write!(f, "{}.{}.{}.{}/{}", part(24), part(16), part(8), part(0), self.prefix)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_is_read_as_it_is_written_and_one_that_begins_in_the_middle_is_told() {
        for text in ["10.0.0.0/16", "0.0.0.0/0", "255.255.255.255/32", "172.31.128.0/17"] {
            assert_eq!(
                Ipv4Block::parse(text).map(|block| block.to_string()),
                Ok(text.to_owned())
            );
        }
        let whole = Ipv4Block::parse("10.1.0.0/16").unwrap();
        assert_eq!(Ipv4Block::parse("10.1.2.0/16"), Err(BlockError::Middle(whole)));
        for wrong in [
            "",
            "10.0.0.0",
            "10.0.0/16",
            "10.0.0.256/24",
            "10.0.0.0/33",
            "10.0.0.0/+8",
            "10.0.0.0/",
            "::/0",
            "10.0.0.0/16 ",
        ] {
            assert_eq!(Ipv4Block::parse(wrong), Err(BlockError::Form), "{wrong}");
        }
    }

    #[test]
    fn blocks_overlap_where_one_holds_an_address_of_the_other() {
        let block = |text| Ipv4Block::parse(text).unwrap();
        assert!(block("10.0.0.0/16").contains(block("10.0.255.0/24")));
        assert!(!block("10.0.255.0/24").contains(block("10.0.0.0/16")));
        assert!(block("10.0.255.0/24").overlaps(block("10.0.0.0/16")));
        assert!(!block("10.0.0.0/17").overlaps(block("10.0.128.0/17")));
        assert_eq!(
            Ipv4Block::at_or_after(block("10.0.0.0/28").end(), 24),
            block("10.0.1.0/24")
        );
    }
}
