//! MQTT packets, versions 3.1.1 and 5, as far as the broker looks into them. No input or output here.
//!
//! Sources: <https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/mqtt-v3.1.1.html>, <https://docs.oasis-open.org/mqtt/mqtt/v5.0/mqtt-v5.0.html>

/// Types of packets, the upper half of the first byte.
pub(super) mod kind {
    pub(crate) const CONNECT: u8 = 1;
    pub(crate) const CONNACK: u8 = 2;
    pub(crate) const PUBLISH: u8 = 3;
    pub(crate) const PUBACK: u8 = 4;
    pub(crate) const SUBSCRIBE: u8 = 8;
    pub(crate) const UNSUBSCRIBE: u8 = 10;
    pub(crate) const PINGREQ: u8 = 12;
    pub(crate) const PINGRESP: u8 = 13;
    pub(crate) const DISCONNECT: u8 = 14;
}

/// Versions of the protocol by their level.
pub(super) const V3: u8 = 4;
pub(super) const V5: u8 = 5;

/// Reasons of version 5.
pub(super) mod reason {
    pub(crate) const MALFORMED: u8 = 0x81;
    pub(crate) const NOT_AUTHORIZED: u8 = 0x87;
    pub(crate) const TAKEN_OVER: u8 = 0x8e;
    pub(crate) const TOO_LARGE: u8 = 0x95;
    pub(crate) const QOS: u8 = 0x9b;
}

/// A whole packet: its first byte, and what follows the length.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Packet {
    pub(super) first: u8,
    pub(super) body: Vec<u8>,
}

/// The packet is not what its type says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Malformed;

type Read<T> = Result<T, Malformed>;

impl Packet {
    pub(super) fn kind(&self) -> u8 {
        self.first >> 4
    }

    /// The packet as it is sent.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut out = vec![self.first];
        length(self.body.len(), &mut out);
        out.extend_from_slice(&self.body);
        out
    }
}

fn length(mut bytes: usize, out: &mut Vec<u8>) {
    loop {
        let digit = u8::try_from(bytes % 128).unwrap_or_default();
        bytes /= 128;
        out.push(if bytes > 0 { digit | 0x80 } else { digit });
        if bytes == 0 {
            return;
        }
    }
}

/// Reads parts of a body in order.
pub(super) struct Cursor<'a>(pub(super) &'a [u8]);

impl<'a> Cursor<'a> {
    pub(super) fn take(&mut self, count: usize) -> Read<&'a [u8]> {
        let (part, rest) = self.0.split_at_checked(count).ok_or(Malformed)?;
        self.0 = rest;
        Ok(part)
    }

    pub(super) fn byte(&mut self) -> Read<u8> {
        Ok(self.take(1)?[0])
    }

    pub(super) fn short(&mut self) -> Read<u16> {
        let part = self.take(2)?;
        Ok(u16::from_be_bytes([part[0], part[1]]))
    }

    /// Bytes behind their length.
    pub(super) fn binary(&mut self) -> Read<&'a [u8]> {
        let count = self.short()?;
        self.take(count.into())
    }

    pub(super) fn text(&mut self) -> Read<&'a str> {
        std::str::from_utf8(self.binary()?).map_err(|_| Malformed)
    }

    /// The properties of version 5.
    pub(super) fn properties(&mut self) -> Read<&'a [u8]> {
        let (mut count, mut factor) = (0_usize, 1_usize);
        loop {
            let digit = self.byte()?;
            count += usize::from(digit & 0x7f) * factor;
            if digit & 0x80 == 0 {
                break;
            }
            factor *= 128;
            if factor > 128 * 128 * 128 {
                return Err(Malformed);
            }
        }
        self.take(count)
    }
}

/// A message that is published when a device goes without a farewell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Will {
    pub(super) topic: String,
    pub(super) payload: Vec<u8>,
    pub(super) qos: u8,
    pub(super) retain: bool,
    properties: Vec<u8>,
}

/// The packet that opens a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Connect {
    pub(super) version: u8,
    pub(super) clean: bool,
    pub(super) keep_alive: u16,
    pub(super) client: String,
    pub(super) will: Option<Will>,
    properties: Vec<u8>,
}

impl Connect {
    pub(super) fn read(packet: &Packet) -> Read<Self> {
        let mut body = Cursor(&packet.body);
        let name = body.text()?;
        let version = body.byte()?;
        if packet.kind() != kind::CONNECT || name != "MQTT" || !matches!(version, V3 | V5) {
            return Err(Malformed);
        }
        let flags = body.byte()?;
        let keep_alive = body.short()?;
        let properties = if version == V5 { body.properties()? } else { &[] };
        let client = body.text()?.to_owned();
        let will = if flags & 4 == 0 {
            None
        } else {
            let properties = if version == V5 { body.properties()? } else { &[] };
            Some(Will {
                topic: body.text()?.to_owned(),
                payload: body.binary()?.to_vec(),
                qos: (flags >> 3) & 3,
                retain: flags & 0x20 != 0,
                properties: properties.to_vec(),
            })
        };
        Ok(Self {
            version,
            clean: flags & 2 != 0,
            keep_alive,
            client,
            will,
            properties: properties.to_vec(),
        })
    }

    /// The packet without user and password, which no emulator asks for: the certificate has told who it is.
    pub(super) fn packet(&self) -> Packet {
        let mut body = Vec::new();
        put(&mut body, b"MQTT");
        body.push(self.version);
        let will = self
            .will
            .as_ref()
            .map_or(0, |will| 4 | will.qos << 3 | u8::from(will.retain) << 5);
        body.push(u8::from(self.clean) << 1 | will);
        body.extend(self.keep_alive.to_be_bytes());
        let with_properties = |body: &mut Vec<u8>, properties: &[u8]| {
            if self.version == V5 {
                length(properties.len(), body);
                body.extend_from_slice(properties);
            }
        };
        with_properties(&mut body, &self.properties);
        put(&mut body, self.client.as_bytes());
        if let Some(will) = &self.will {
            with_properties(&mut body, &will.properties);
            put(&mut body, will.topic.as_bytes());
            put(&mut body, &will.payload);
        }
        Packet {
            first: kind::CONNECT << 4,
            body,
        }
    }
}

fn put(body: &mut Vec<u8>, bytes: &[u8]) {
    body.extend(u16::try_from(bytes.len()).unwrap_or(u16::MAX).to_be_bytes());
    body.extend_from_slice(bytes);
}

/// A published message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Publish<'a> {
    pub(super) topic: &'a str,
    pub(super) qos: u8,
    pub(super) retain: bool,
    /// Absent with QoS 0.
    pub(super) id: u16,
    pub(super) payload: &'a [u8],
}

impl<'a> Publish<'a> {
    pub(super) fn read(packet: &'a Packet, version: u8) -> Read<Self> {
        let mut body = Cursor(&packet.body);
        let qos = (packet.first >> 1) & 3;
        let topic = body.text()?;
        let id = if qos > 0 { body.short()? } else { 0 };
        if version == V5 {
            body.properties()?;
        }
        if qos == 3 || topic.is_empty() || topic.contains(['+', '#', '\0']) {
            return Err(Malformed);
        }
        Ok(Self {
            topic,
            qos,
            retain: packet.first & 1 != 0,
            id,
            payload: body.0,
        })
    }
}

/// The filters of a subscription, each with its options. QoS 2 becomes 1, as AWS grants no more.
pub(super) fn subscriptions(packet: &mut Packet, version: u8) -> Read<Vec<String>> {
    let mut body = Cursor(&packet.body);
    body.short()?;
    if version == V5 {
        body.properties()?;
    }
    let (mut filters, mut places) = (Vec::new(), Vec::new());
    while !body.0.is_empty() {
        filters.push(body.text()?.to_owned());
        places.push(packet.body.len() - body.0.len());
        body.byte()?;
    }
    for at in places {
        if packet.body[at] & 3 == 2 {
            packet.body[at] = packet.body[at] & !3 | 1;
        }
    }
    if filters.is_empty() {
        Err(Malformed)
    } else {
        Ok(filters)
    }
}

/// The filters that are taken back.
pub(super) fn unsubscriptions(packet: &Packet, version: u8) -> Read<Vec<String>> {
    let mut body = Cursor(&packet.body);
    body.short()?;
    if version == V5 {
        body.properties()?;
    }
    let mut filters = Vec::new();
    while !body.0.is_empty() {
        filters.push(body.text()?.to_owned());
    }
    Ok(filters)
}

/// Accepts a connection. Version 5 is told the limits of AWS IoT; aliases of topics are not among what this broker does.
pub(super) fn connack(version: u8, present: bool, assigned: Option<&str>, largest: u32) -> Vec<u8> {
    let mut body = vec![u8::from(present), 0];
    if version == V5 {
        // Maximum QoS, receive maximum, maximum packet size, retain, shared subscriptions.
        let mut properties = vec![0x24, 1, 0x21, 0, 100, 0x27];
        properties.extend(largest.to_be_bytes());
        properties.extend([0x25, 1]);
        if let Some(client) = assigned {
            properties.push(0x12);
            put(&mut properties, client.as_bytes());
        }
        length(properties.len(), &mut body);
        body.extend(properties);
    }
    Packet {
        first: kind::CONNACK << 4,
        body,
    }
    .bytes()
}

/// Refuses a connection: with a reason in version 5, and with "not authorized" in version 3.1.1.
pub(super) fn refusal(version: u8, reason: u8) -> Vec<u8> {
    match version {
        V5 => vec![kind::CONNACK << 4, 3, 0, reason, 0],
        _ => vec![kind::CONNACK << 4, 2, 0, 5],
    }
}

/// Takes a message over. Version 5 can say that it was not authorized.
pub(super) fn puback(id: u16, reason: u8) -> Vec<u8> {
    let [high, low] = id.to_be_bytes();
    match reason {
        0 => vec![kind::PUBACK << 4, 2, high, low],
        reason => vec![kind::PUBACK << 4, 3, high, low, reason],
    }
}

/// The farewell of version 5.
pub(super) fn disconnect(reason: u8) -> Vec<u8> {
    vec![kind::DISCONNECT << 4, 1, reason]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_is_read_and_written_back() {
        for version in [V3, V5] {
            let will = Will {
                topic: "gone".to_owned(),
                payload: vec![1, 2],
                qos: 1,
                retain: true,
                properties: Vec::new(),
            };
            let connect = Connect {
                version,
                clean: true,
                keep_alive: 30,
                client: "press-1".to_owned(),
                will: Some(will),
                properties: if version == V5 { vec![0x21, 0, 10] } else { Vec::new() },
            };
            let packet = connect.packet();
            assert_eq!(Connect::read(&packet), Ok(connect));
            let cut = Packet {
                body: packet.body[..packet.body.len() - 1].to_vec(),
                ..packet
            };
            assert_eq!(Connect::read(&cut), Err(Malformed));
        }
        assert!(
            Connect::read(&Packet {
                first: 0x10,
                body: vec![0, 4, b'M', b'Q', b'T', b'T', 3, 2, 0, 0, 0, 0]
            })
            .is_err()
        );
    }

    #[test]
    fn a_message_is_read() {
        let packet = Packet {
            first: 0x33,
            body: vec![0, 3, b'a', b'/', b'b', 0, 9, 0, b'x'],
        };
        let found = Publish::read(&packet, V5).unwrap();
        assert_eq!(
            (found.topic, found.qos, found.retain, found.id, found.payload),
            ("a/b", 1, true, 9, &b"x"[..])
        );
        let wild = Packet {
            first: 0x30,
            body: vec![0, 1, b'#'],
        };
        assert_eq!(Publish::read(&wild, V3), Err(Malformed));
    }

    #[test]
    fn subscriptions_get_no_more_than_once() {
        let mut packet = Packet {
            first: 0x82,
            body: vec![0, 1, 0, 1, b'a', 2, 0, 1, b'b', 0],
        };
        assert_eq!(subscriptions(&mut packet, V3).unwrap(), ["a", "b"]);
        assert_eq!(packet.body, [0, 1, 0, 1, b'a', 1, 0, 1, b'b', 0]);
        let off = Packet {
            first: 0xa2,
            body: vec![0, 1, 0, 1, b'a'],
        };
        assert_eq!(unsubscriptions(&off, V3).unwrap(), ["a"]);
    }

    #[test]
    fn lengths_take_one_to_four_bytes() {
        let of = |count: usize| {
            Packet {
                first: 0x30,
                body: vec![0; count],
            }
            .bytes()[1..4]
                .to_vec()
        };
        assert_eq!(of(127)[0], 127);
        assert_eq!(of(128)[..2], [0x80, 1]);
        assert_eq!(of(16_384), [0x80, 0x80, 1]);
    }
}
