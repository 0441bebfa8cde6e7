//! The index at the head of a database file.

use std::collections::BTreeMap;

use crate::database::MAGIC;
use crate::{Error, Pin, Region, RegionSet};

/// Where the records are.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index<'a> {
    pub(crate) sources: Vec<Pin>,
    pub(crate) regions: Vec<Region>,
    pub(crate) types: BTreeMap<&'a str, TypeEntry<'a>>,
    pub(crate) services: BTreeMap<&'a str, &'a [u8]>,
    /// By the names of the schema and of its part.
    pub(crate) schemas: BTreeMap<(&'a str, &'a str), &'a [u8]>,
    pub(crate) extensions: &'a [u8],
    pub(crate) runtimes: &'a [u8],
}

/// The records of a resource type.
#[derive(Clone, Debug)]
pub(crate) struct TypeEntry<'a> {
    pub(crate) regions: RegionSet,
    pub(crate) structure: &'a [u8],
    pub(crate) schema: &'a [u8],
    pub(crate) permissions: &'a [u8],
}

impl<'a> Index<'a> {
    pub(crate) fn read(bytes: &'a [u8]) -> Result<Self, Error> {
        let end = bytes
            .windows(2)
            .position(|pair| pair == b"\n\n")
            .ok_or_else(|| damaged("its index has no end"))?;
        let (head, body) = bytes.split_at_checked(end).unwrap_or_default();
        let head = std::str::from_utf8(head).map_err(|_| damaged("its index is not text"))?;
        let mut lines = head.lines();
        if lines.next() != Some(MAGIC) {
            return Err(damaged(&format!("it does not begin with '{MAGIC}'")));
        }
        let mut index = Self::default();
        let mut body = Body {
            rest: body.get(2..).unwrap_or_default(),
        };
        for line in lines {
            index.line(line, &mut body)?;
        }
        if !body.rest.is_empty() {
            return Err(damaged(&format!("{} bytes follow the last record", body.rest.len())));
        }
        Ok(index)
    }

    fn line(&mut self, line: &'a str, body: &mut Body<'a>) -> Result<(), Error> {
        let words: Vec<&str> = line.split(' ').collect();
        match words.as_slice() {
            ["source", registry, name, version, checksum] => self.sources.push(Pin {
                registry: (*registry).to_owned(),
                name: (*name).to_owned(),
                version: (*version).to_owned(),
                checksum: (*checksum).to_owned(),
            }),
            ["region", name, kind @ ("listed" | "copied")] => self.regions.push(Region {
                name: (*name).to_owned(),
                listed: *kind == "listed",
            }),
            ["type", name, regions, structure, schema, permissions] => {
                let entry = TypeEntry {
                    regions: RegionSet::from_text(regions).ok_or_else(|| unreadable(line))?,
                    structure: body.take(structure, line)?,
                    schema: body.take(schema, line)?,
                    permissions: body.take(permissions, line)?,
                };
                self.types.insert(name, entry);
            }
            ["service", name, length] => {
                self.services.insert(name, body.take(length, line)?);
            }
            ["schema", name, part, length] => {
                self.schemas.insert((name, part), body.take(length, line)?);
            }
            ["extensions", length] => self.extensions = body.take(length, line)?,
            ["runtimes", length] => self.runtimes = body.take(length, line)?,
            _ => return Err(unreadable(line)),
        }
        Ok(())
    }
}

struct Body<'a> {
    rest: &'a [u8],
}

impl<'a> Body<'a> {
    fn take(&mut self, length: &str, line: &str) -> Result<&'a [u8], Error> {
        let length: usize = length.parse().map_err(|_| unreadable(line))?;
        let (record, rest) = self
            .rest
            .split_at_checked(length)
            .ok_or_else(|| damaged(&format!("it ends within the records of '{line}'")))?;
        self.rest = rest;
        Ok(record)
    }
}

fn damaged(what: &str) -> Error {
    Error::Damaged { what: what.to_owned() }
}

fn unreadable(line: &str) -> Error {
    damaged(&format!("its index has the line '{line}'"))
}
