//! `Peer`: who is at the other end of a rule.

use ferrocdk_core::{Diagnostic, Value};

use super::connections::{Connectable, Connections};
use super::ip_block::{BlockError, Ipv4Block};
use super::security_group::SecurityGroup;
use crate::diagnostic_ids;

/// Who is at the other end of a rule of a security group.
///
/// A [`SecurityGroup`] is one as well, wherever a peer is expected.
#[derive(Clone, Debug)]
#[allow(clippy::large_enum_variant, reason = "made once for each rule")]
pub enum Peer {
    /// Addresses of IPv4.
    Ipv4(Value<String>),
    /// Addresses of IPv6.
    Ipv6(Value<String>),
    /// A list of addresses that EC2 or the account keeps, by id.
    PrefixList(Value<String>),
    /// Whatever is in a group.
    SecurityGroup(SecurityGroup),
    /// Whatever is in a group that is known by its id only.
    SecurityGroupId {
        /// The group's id.
        id: Value<String>,
        /// Account that it belongs to, where it is another, in a network that is peered.
        owner: Option<Value<String>>,
    },
}

impl Peer {
    /// Addresses of IPv4, such as `10.0.0.0/8`; one is `10.0.1.17/32`.
    pub fn ipv4(block: impl Into<Value<String>>) -> Self {
        Self::Ipv4(block.into())
    }

    /// Every address of IPv4: the whole internet.
    pub fn any_ipv4() -> Self {
        Self::ipv4("0.0.0.0/0")
    }

    /// Addresses of IPv6, such as `2001:db8::/32`; one has `/128`.
    pub fn ipv6(block: impl Into<Value<String>>) -> Self {
        Self::Ipv6(block.into())
    }

    /// Every address of IPv6.
    pub fn any_ipv6() -> Self {
        Self::ipv6("::/0")
    }

    /// A list of addresses that EC2 or the account keeps, by id.
    pub fn prefix_list(id: impl Into<Value<String>>) -> Self {
        Self::PrefixList(id.into())
    }

    /// Whatever is in a group, by the group's id.
    pub fn security_group_id(id: impl Into<Value<String>>) -> Self {
        Self::SecurityGroupId {
            id: id.into(),
            owner: None,
        }
    }

    /// Whatever is in a group of another account, by the group's id.
    pub fn security_group_of_account(id: impl Into<Value<String>>, account: impl Into<Value<String>>) -> Self {
        Self::SecurityGroupId {
            id: id.into(),
            owner: Some(account.into()),
        }
    }

    /// Whether a rule about it stands in the group itself. One about another group would close a circle of two groups that name each other; AWS CDK makes own
    /// resources for prefix lists as well.
    pub(super) fn is_inline(&self) -> bool {
        !matches!(self, Self::SecurityGroup(_) | Self::PrefixList(_))
    }

    /// The words for it in descriptions; `None` where they would not be known before deployment.
    pub(super) fn name(&self) -> Value<String> {
        match self {
            Self::Ipv4(block) | Self::Ipv6(block) => block.clone(),
            Self::PrefixList(id) | Self::SecurityGroupId { id, .. } => id.clone(),
            Self::SecurityGroup(group) => group.unique_id().into(),
        }
    }

    /// The mistake in it.
    pub(super) fn mistake(&self) -> Option<Diagnostic> {
        let wrong = |found: &str, allowed: &str, help: String| {
            let diagnostic = Diagnostic::error(diagnostic_ids::PEER, "a peer of a security group is none")
                .found(found)
                .allowed(allowed)
                .help(help);
            Some(diagnostic)
        };
        match self {
            Self::Ipv4(block) => {
                let text = block.literal()?;
                let allowed = "a block of addresses such as 10.0.0.0/8";
                match Ipv4Block::parse(text) {
                    Ok(_) => None,
                    Err(BlockError::Middle(whole)) => wrong(
                        text,
                        allowed,
                        format!("the block that it is in begins earlier: {whole}"),
                    ),
                    Err(BlockError::Form) if !text.contains('/') => {
                        wrong(text, allowed, format!("a single address is {text}/32"))
                    }
                    Err(BlockError::Form) => wrong(text, allowed, "addresses of IPv6 are a Peer::ipv6".to_owned()),
                }
            }
            Self::Ipv6(block) => {
                let text = block.literal()?;
                let allowed = "a block of addresses such as 2001:db8::/32";
                let Some((address, prefix)) = text.split_once('/') else {
                    return wrong(text, allowed, format!("a single address is {text}/128"));
                };
                let is_block = address.parse::<std::net::Ipv6Addr>().is_ok()
                    && prefix.parse::<u8>().is_ok_and(|prefix| prefix <= 128);
                if is_block {
                    None
                } else {
                    wrong(text, allowed, "addresses of IPv4 are a Peer::ipv4".to_owned())
                }
            }
            Self::PrefixList(id) => {
                let text = id.literal().filter(|text| !text.starts_with("pl-"))?;
                wrong(
                    text,
                    "the id of a prefix list, which begins with pl-",
                    "its name is another than its id".to_owned(),
                )
            }
            Self::SecurityGroupId { id, .. } => {
                let is_id = |text: &String| {
                    text.strip_prefix("sg-")
                        .is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_alphanumeric()) && rest.len() >= 8)
                };
                let text = id.literal().filter(|text| !is_id(text))?;
                wrong(
                    text,
                    "the id of a security group, such as sg-0123456789abcdef0",
                    "its name is another than its id".to_owned(),
                )
            }
            Self::SecurityGroup(_) => None,
        }
    }
}

impl From<&SecurityGroup> for Peer {
    fn from(group: &SecurityGroup) -> Self {
        Self::SecurityGroup(group.clone())
    }
}

impl From<&Self> for Peer {
    fn from(peer: &Self) -> Self {
        peer.clone()
    }
}

impl Connectable for Peer {
    fn connections(&self) -> Connections {
        Connections::of_peer(self.clone())
    }
}
