//! The database file: a text index, then one compressed record per resource type, decoded when asked for.

use std::collections::BTreeMap;

use miniz_oxide::{deflate::compress_to_vec, inflate::decompress_to_vec_with_limit};

use crate::{Error, Pin, ResourceType, model::split_name};

const MAGIC: &str = "ferrocdk-spec 1";
/// Bounds what a damaged record can make the reader allocate; the largest record is about a hundredth of it.
const RECORD_LIMIT: usize = 64 << 20;

static BUNDLED: &[u8] = include_bytes!("../database.bin");

/// A schema database, opened.
///
/// Opening reads the index only (about 2,000 short lines); [`Self::resource`] decompresses and decodes one record. The file is
/// a text head, readable with `head`, and the records after it:
///
/// ```text
/// ferrocdk-spec 1
/// source npm @aws-cdk/aws-service-spec 0.1.216 sha512-...
/// type AWS::ACMPCA::Certificate 1234
///
/// <1234 bytes of raw DEFLATE, then the next record>
/// ```
#[derive(Clone, Debug)]
pub struct Database<'a> {
    sources: Vec<Pin>,
    records: BTreeMap<&'a str, &'a [u8]>,
}

impl Database<'static> {
    /// Opens the database that is checked in with this crate.
    ///
    /// # Errors
    /// [`Error::Damaged`] when the bundled file is not a database.
    pub fn bundled() -> Result<Self, Error> {
        Self::open(BUNDLED)
    }
}

impl<'a> Database<'a> {
    /// Opens a database file's bytes.
    ///
    /// # Errors
    /// [`Error::Damaged`] when the bytes are not a whole database of this version.
    pub fn open(bytes: &'a [u8]) -> Result<Self, Error> {
        let damaged = |what: &str| Error::Damaged { what: what.to_owned() };
        let end = bytes
            .windows(2)
            .position(|pair| pair == b"\n\n")
            .ok_or_else(|| damaged("its index has no end"))?;
        let (head, mut rest) = (&bytes[..end], &bytes[end + 2..]);
        let head = std::str::from_utf8(head).map_err(|_| damaged("its index is not text"))?;
        let mut lines = head.lines();
        if lines.next() != Some(MAGIC) {
            return Err(damaged(&format!("it does not begin with '{MAGIC}'")));
        }
        let (mut sources, mut records) = (Vec::new(), BTreeMap::new());
        for line in lines {
            let words: Vec<&str> = line.split(' ').collect();
            match words.as_slice() {
                ["source", registry, name, version, checksum] => sources.push(Pin {
                    registry: (*registry).to_owned(),
                    name: (*name).to_owned(),
                    version: (*version).to_owned(),
                    checksum: (*checksum).to_owned(),
                }),
                ["type", name, length] => {
                    let length: usize = length
                        .parse()
                        .map_err(|_| damaged(&format!("the length in '{line}' is no number")))?;
                    let (record, after) = rest
                        .split_at_checked(length)
                        .ok_or_else(|| damaged(&format!("it ends within {name}")))?;
                    records.insert(*name, record);
                    rest = after;
                }
                _ => return Err(damaged(&format!("its index has the line '{line}'"))),
            }
        }
        if !rest.is_empty() {
            return Err(damaged(&format!("{} bytes follow the last record", rest.len())));
        }
        Ok(Self { sources, records })
    }

    /// The packages it was built from.
    #[must_use]
    pub fn sources(&self) -> &[Pin] {
        &self.sources
    }

    /// The names of all resource types, sorted.
    pub fn names(&self) -> impl ExactSizeIterator<Item = &'a str> + '_ {
        self.records.keys().copied()
    }

    /// Whether a resource type is known, without decoding it.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.records.contains_key(name)
    }

    /// The resource types of a service, given as in type names but in any case: `kinesis` finds `AWS::Kinesis::Stream`.
    pub fn service<'b>(&'b self, service: &'b str) -> impl Iterator<Item = &'a str> + 'b {
        self.names()
            .filter(move |name| split_name(name).0.eq_ignore_ascii_case(service))
    }

    /// The facts of one resource type.
    ///
    /// # Errors
    /// [`Error::UnknownType`] when the database has no such type, [`Error::Damaged`] when its record cannot be decoded.
    pub fn resource(&self, name: &str) -> Result<ResourceType, Error> {
        let json = self.record(name)?;
        serde_json::from_slice(&json).map_err(|error| Error::Damaged {
            what: format!("the record of {name} does not decode: {error}"),
        })
    }

    /// The JSON text of one record. Two databases say the same of a type when these are equal; the compressed bytes may
    /// differ between releases of the compressor.
    ///
    /// # Errors
    /// As for [`Self::resource`].
    pub fn record(&self, name: &str) -> Result<Vec<u8>, Error> {
        let record = self
            .records
            .get(name)
            .ok_or_else(|| Error::UnknownType { name: name.to_owned() })?;
        decompress_to_vec_with_limit(record, RECORD_LIMIT).map_err(|error| Error::Damaged {
            what: format!("the record of {name} does not decompress: {error}"),
        })
    }
}

/// Encodes resource types into the bytes of a database file, sorted by name.
///
/// # Errors
/// [`Error::Damaged`] when a type or a source has a name that the index cannot hold, or a type cannot be encoded.
pub fn encode(sources: &[Pin], types: &[ResourceType]) -> Result<Vec<u8>, Error> {
    let mut head = format!("{MAGIC}\n");
    let mut body = Vec::new();
    for pin in sources {
        head += &index_line(&["source", &pin.registry, &pin.name, &pin.version, &pin.checksum])?;
    }
    let types: BTreeMap<&str, &ResourceType> = types.iter().map(|ty| (ty.name.as_str(), ty)).collect();
    for (name, ty) in types {
        let json = serde_json::to_vec(ty).map_err(|error| Error::Damaged {
            what: format!("{name} does not encode: {error}"),
        })?;
        let record = compress_to_vec(&json, 9);
        head += &index_line(&["type", name, &record.len().to_string()])?;
        body.extend(record);
    }
    let mut bytes = head.into_bytes();
    bytes.push(b'\n');
    bytes.extend(body);
    Ok(bytes)
}

fn index_line(words: &[&str]) -> Result<String, Error> {
    match words
        .iter()
        .find(|word| word.is_empty() || word.contains(char::is_whitespace))
    {
        Some(word) => Err(Error::Damaged {
            what: format!("'{word}' cannot stand in its index"),
        }),
        None => Ok(words.join(" ") + "\n"),
    }
}
