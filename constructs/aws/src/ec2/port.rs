//! `Port`: the protocol and the ports that a rule is about.

use std::fmt;

use ferrocdk_core::{Diagnostic, Value};

use crate::diagnostic_ids;

/// A protocol and the ports that a rule is about.
///
/// ```
/// use ferrocdk_aws::ec2::Port;
///
/// assert_eq!(Port::tcp(443), Port::HTTPS);
/// assert_eq!(Port::udp_range(8_000, 8_010).to_string(), "UDP 8000-8010");
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Port {
    protocol: &'static str,
    range: Range,
}

#[derive(Clone, Debug, PartialEq)]
enum Range {
    All,
    Known(i64, i64),
    AtDeployment(Value<i64>),
}

/// The first and the last port of TCP and UDP.
const PORTS: (i64, i64) = (0, 65_535);

impl Port {
    /// Secure shell.
    pub const SSH: Self = Self::of("tcp", 22, 22);
    /// Mail between servers.
    pub const SMTP: Self = Self::of("tcp", 25, 25);
    /// Names, over UDP.
    pub const DNS_UDP: Self = Self::of("udp", 53, 53);
    /// Names, over TCP.
    pub const DNS_TCP: Self = Self::of("tcp", 53, 53);
    /// The web without encryption.
    pub const HTTP: Self = Self::of("tcp", 80, 80);
    /// Mail, by POP3.
    pub const POP3: Self = Self::of("tcp", 110, 110);
    /// Mail, by IMAP.
    pub const IMAP: Self = Self::of("tcp", 143, 143);
    /// Directories.
    pub const LDAP: Self = Self::of("tcp", 389, 389);
    /// The web.
    pub const HTTPS: Self = Self::of("tcp", 443, 443);
    /// Files of Windows.
    pub const SMB: Self = Self::of("tcp", 445, 445);
    /// Mail, by IMAP with encryption.
    pub const IMAPS: Self = Self::of("tcp", 993, 993);
    /// Mail, by POP3 with encryption.
    pub const POP3S: Self = Self::of("tcp", 995, 995);
    /// Microsoft SQL Server.
    pub const MSSQL: Self = Self::of("tcp", 1_433, 1_433);
    /// MQTT with encryption: what devices speak.
    pub const MQTTS: Self = Self::of("tcp", 8_883, 8_883);
    /// Files over the network, which EFS speaks.
    pub const NFS: Self = Self::of("tcp", 2_049, 2_049);
    /// MySQL, MariaDB and Aurora.
    pub const MYSQL_AURORA: Self = Self::of("tcp", 3_306, 3_306);
    /// Remote desktops of Windows.
    pub const RDP: Self = Self::of("tcp", 3_389, 3_389);
    /// PostgreSQL.
    pub const POSTGRES: Self = Self::of("tcp", 5_432, 5_432);
    /// Redis and Valkey.
    pub const REDIS: Self = Self::of("tcp", 6_379, 6_379);

    const fn of(protocol: &'static str, from: i64, to: i64) -> Self {
        Self {
            protocol,
            range: Range::Known(from, to),
        }
    }

    /// A port of TCP.
    pub fn tcp(port: u16) -> Self {
        Self::tcp_range(port, port)
    }

    /// A port of TCP that is known at deployment, such as that of a database.
    pub fn tcp_at(port: impl Into<Value<i64>>) -> Self {
        Self {
            protocol: "tcp",
            range: Range::AtDeployment(port.into()),
        }
    }

    /// Ports of TCP, from one to another.
    pub fn tcp_range(from: u16, to: u16) -> Self {
        Self::of("tcp", from.into(), to.into())
    }

    /// Every port of TCP.
    pub fn all_tcp() -> Self {
        Self::of("tcp", PORTS.0, PORTS.1)
    }

    /// A port of UDP.
    pub fn udp(port: u16) -> Self {
        Self::udp_range(port, port)
    }

    /// Ports of UDP, from one to another.
    pub fn udp_range(from: u16, to: u16) -> Self {
        Self::of("udp", from.into(), to.into())
    }

    /// Every port of UDP.
    pub fn all_udp() -> Self {
        Self::of("udp", PORTS.0, PORTS.1)
    }

    /// A type of ICMP message, with every code.
    pub fn icmp_type(message_type: u8) -> Self {
        Self::of("icmp", message_type.into(), -1)
    }

    /// A type of ICMP message with a code.
    pub fn icmp_type_and_code(message_type: u8, code: u8) -> Self {
        Self::of("icmp", message_type.into(), code.into())
    }

    /// The message that `ping` sends.
    pub fn icmp_ping() -> Self {
        Self::icmp_type(8)
    }

    /// Every message of ICMP.
    pub fn all_icmp() -> Self {
        Self::of("icmp", -1, -1)
    }

    /// Every message of ICMP for IPv6.
    pub fn all_icmp_v6() -> Self {
        Self::of("icmpv6", -1, -1)
    }

    /// Encrypted packets of IPsec.
    pub fn esp() -> Self {
        Self::of("50", 50, 50)
    }

    /// Authenticated packets of IPsec.
    pub fn ah() -> Self {
        Self::of("51", 51, 51)
    }

    /// Everything.
    pub fn all_traffic() -> Self {
        Self {
            protocol: "-1",
            range: Range::All,
        }
    }

    pub(super) fn protocol(&self) -> &'static str {
        self.protocol
    }

    /// The protocol's number, as lists of networks say it.
    pub(super) fn protocol_number(&self) -> i64 {
        match self.protocol {
            "tcp" => 6,
            "udp" => 17,
            "icmp" => 1,
            "icmpv6" => 58,
            other => other.parse().unwrap_or(-1),
        }
    }

    /// The first and the last port, as a rule has them.
    pub(super) fn range(&self) -> Option<(Value<i64>, Value<i64>)> {
        match &self.range {
            Range::All => None,
            Range::Known(from, to) => Some(((*from).into(), (*to).into())),
            Range::AtDeployment(port) => Some((port.clone(), port.clone())),
        }
    }

    /// Whether a rule about it stands in the group itself: not one that refers to what refers to the group, as a database does.
    pub(super) fn is_inline(&self) -> bool {
        !matches!(self.range, Range::AtDeployment(_))
    }

    /// The mistake in it.
    pub(super) fn mistake(&self) -> Option<Diagnostic> {
        let Range::Known(from, to) = self.range else {
            return None;
        };
        if from <= to || self.protocol.starts_with("icmp") {
            return None;
        }
        let diagnostic = Diagnostic::error(diagnostic_ids::PORT, "a range of ports runs backwards")
            .found(format!("{from} to {to}"))
            .allowed("the lower port first, both of 0 to 65535")
            .help(format!("write the range as {to} to {from}"));
        Some(diagnostic)
    }
}

impl fmt::Display for Port {
    /// As AWS CDK writes it in ids and descriptions.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (from, to) = match self.range {
            Range::All => return f.write_str("ALL TRAFFIC"),
            Range::Known(from, to) => (from, to),
            Range::AtDeployment(_) => return f.write_str("{IndirectPort}"),
        };
        match self.protocol {
            "tcp" | "udp" if (from, to) == PORTS => {
                write!(f, "{}ALL PORTS", if self.protocol == "udp" { "UDP " } else { "" })
            }
            "tcp" if from == to => write!(f, "{from}"),
            "tcp" => write!(f, "{from}-{to}"),
            "udp" if from == to => write!(f, "UDP {from}"),
            "udp" => write!(f, "UDP {from}-{to}"),
            "icmp" if from == -1 => f.write_str("ALL ICMP"),
            "icmp" if to == -1 => write!(f, "ICMP Type {from}"),
            "icmp" => write!(f, "ICMP Type {from} Code {to}"),
            "icmpv6" => f.write_str("ALL ICMPv6"),
            "50" => f.write_str("ESP 50"),
            _ => f.write_str("AH 51"),
        }
    }
}
