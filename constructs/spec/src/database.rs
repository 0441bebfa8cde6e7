//! The database file: a text index, then compressed records, each decoded when asked for.

use std::collections::BTreeMap;

use miniz_oxide::inflate::decompress_to_vec_with_limit;
use serde::de::DeserializeOwned;

use crate::index::{Index, TypeEntry};
use crate::model::service_and_resource;
use crate::{
    Availability, Error, Extension, IamService, Permissions, Pin, Region, ResourceType, Runtime, Schema, Selector,
};

pub(crate) const MAGIC: &str = "ferrocdk-spec 2";
/// Bounds what a damaged record can make the reader allocate; the largest record is about a tenth of it.
const RECORD_LIMIT: usize = 4 << 20;

static BUNDLED: &[u8] = include_bytes!("../database.bin");

/// A schema database, opened.
///
/// Opening reads the index only (about 3,000 short lines); every other method decompresses and decodes the one record that it is about. The
/// file is a text head, readable with `head`, and the records after it:
///
/// ```text
/// ferrocdk-spec 2
/// source npm @aws-cdk/aws-service-spec 0.1.216 sha512-...
/// region sa-east-1 listed
/// type AWS::Kinesis::Stream <regions, a bit each, hexadecimal> <bytes of structure> <of schema> <of permissions>
/// service kinesis <bytes>
/// schema aws_ec2_instance/instancetype_enum sa-east-1 <bytes>
/// extensions <bytes>
/// runtimes <bytes>
///
/// <the records in this order, raw DEFLATE>
/// ```
#[derive(Clone, Debug)]
pub struct Database<'a> {
    index: Index<'a>,
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
        Ok(Self {
            index: Index::read(bytes)?,
        })
    }

    /// The packages it was built from.
    #[must_use]
    pub fn sources(&self) -> &[Pin] {
        &self.index.sources
    }

    /// The regions it knows, sorted by name.
    #[must_use]
    pub fn regions(&self) -> &[Region] {
        &self.index.regions
    }

    /// The names of all resource types, sorted.
    pub fn names(&self) -> impl ExactSizeIterator<Item = &'a str> + '_ {
        self.index.types.keys().copied()
    }

    /// Whether a resource type is known, without decoding it.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.index.types.contains_key(name)
    }

    /// The resource types of a service, given as in type names but in any case: `kinesis` finds `AWS::Kinesis::Stream`.
    pub fn service<'b>(&'b self, service: &'b str) -> impl Iterator<Item = &'a str> + 'b {
        self.names()
            .filter(move |name| service_and_resource(name).0.eq_ignore_ascii_case(service))
    }

    /// The structure of one resource type.
    ///
    /// # Errors
    /// [`Error::UnknownType`] when the database has no such type, [`Error::Damaged`] when its record cannot be decoded.
    pub fn resource(&self, name: &str) -> Result<ResourceType, Error> {
        decode(name, self.entry(name)?.structure)
    }

    /// The JSON schema of one resource type.
    ///
    /// # Errors
    /// As for [`Self::resource`].
    pub fn schema(&self, name: &str) -> Result<Schema, Error> {
        schema(name, self.entry(name)?.schema)
    }

    /// The IAM actions that the handlers of a resource type call.
    ///
    /// # Errors
    /// As for [`Self::resource`].
    pub fn permissions(&self, name: &str) -> Result<Permissions, Error> {
        match self.entry(name)?.permissions {
            [] => Ok(Permissions::default()),
            record => decode(name, record),
        }
    }

    /// Whether a resource type exists in a region.
    ///
    /// ```
    /// use ferrocdk_spec::{Availability, Database};
    ///
    /// let database = Database::bundled()?;
    /// assert_eq!(database.availability("AWS::Kinesis::Stream", "sa-east-1")?, Availability::Available);
    /// assert_eq!(database.availability("AWS::Kinesis::Stream", "eusc-de-east-1")?, Availability::Unknown);
    /// # Ok::<(), ferrocdk_spec::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::UnknownType`] when the database has no such type.
    pub fn availability(&self, name: &str, region: &str) -> Result<Availability, Error> {
        let regions = self.entry(name)?.regions;
        let known = self.index.regions.iter().enumerate();
        let position = known
            .filter(|(_, known)| known.listed && !regions.is_empty())
            .find(|(_, known)| known.name == region);
        Ok(match position {
            None => Availability::Unknown,
            Some((position, _)) if regions.has(position) => Availability::Available,
            Some(_) => Availability::Missing,
        })
    }

    /// The regions that have a resource type, sorted; those whose lists are copies are left out. Empty when none is known.
    ///
    /// # Errors
    /// [`Error::UnknownType`] when the database has no such type.
    pub fn regions_of(&self, name: &str) -> Result<Vec<&str>, Error> {
        let regions = self.entry(name)?.regions;
        let known = self.index.regions.iter().enumerate();
        Ok(known
            .filter(|(position, region)| region.listed && regions.has(*position))
            .map(|(_, region)| region.name.as_str())
            .collect())
    }

    /// By resource type, the schemas that apply beyond its own. They are few, so all are read at once; keep what this returns.
    ///
    /// # Errors
    /// [`Error::Damaged`] when the record cannot be decoded.
    pub fn extensions(&self) -> Result<BTreeMap<String, Vec<Extension>>, Error> {
        decode("extensions", self.index.extensions)
    }

    /// The part of an extension's schema that applies: `part` is the region or the engine that [`Extension::selector`] asks for, and
    /// anything for a schema that is whole. `None` when nothing is limited there.
    ///
    /// # Errors
    /// [`Error::Damaged`] when the record cannot be decoded.
    pub fn extension_schema(&self, extension: &Extension, part: &str) -> Result<Option<Schema>, Error> {
        let part = match extension.selector {
            Selector::Whole => "-",
            Selector::Region | Selector::Engine => part,
        };
        let record = self.index.schemas.get(&(extension.schema.as_str(), part));
        record.map(|record| schema(&extension.schema, record)).transpose()
    }

    /// The regions or engines that an extension's schema has parts for, sorted; `-` for one that is whole.
    pub fn extension_parts<'b>(&'b self, extension: &'b Extension) -> impl Iterator<Item = &'a str> + 'b {
        let names = self.index.schemas.keys();
        names
            .filter(|(schema, _)| *schema == extension.schema)
            .map(|(_, part)| *part)
    }

    /// Lambda's runtimes, sorted by name.
    ///
    /// # Errors
    /// [`Error::Damaged`] when the record cannot be decoded.
    pub fn runtimes(&self) -> Result<Vec<Runtime>, Error> {
        decode("runtimes", self.index.runtimes)
    }

    /// The prefixes of IAM's services, sorted.
    pub fn iam_services(&self) -> impl ExactSizeIterator<Item = &'a str> + '_ {
        self.index.services.keys().copied()
    }

    /// IAM's facts about a service, by its prefix in lower case, such as `kinesis`; `None` when there is no such service.
    ///
    /// # Errors
    /// [`Error::Damaged`] when the record cannot be decoded.
    pub fn iam_service(&self, prefix: &str) -> Result<Option<IamService>, Error> {
        let record = self.index.services.get(prefix);
        record.map(|record| decode(prefix, record)).transpose()
    }

    fn entry(&self, name: &str) -> Result<&TypeEntry<'a>, Error> {
        self.index
            .types
            .get(name)
            .ok_or_else(|| Error::UnknownType { name: name.to_owned() })
    }
}

fn decode<T: DeserializeOwned>(name: &str, record: &[u8]) -> Result<T, Error> {
    postcard::from_bytes(&inflate(name, record)?).map_err(|error| Error::Damaged {
        what: format!("the record of {name} does not decode: {error}"),
    })
}

fn schema(name: &str, record: &[u8]) -> Result<Schema, Error> {
    let text = String::from_utf8(inflate(name, record)?).map_err(|_| Error::Damaged {
        what: format!("the schema of {name} is not text"),
    })?;
    Schema::decode(&text)
}

fn inflate(name: &str, record: &[u8]) -> Result<Vec<u8>, Error> {
    decompress_to_vec_with_limit(record, RECORD_LIMIT).map_err(|error| Error::Damaged {
        what: format!("the record of {name} does not decompress: {error}"),
    })
}
