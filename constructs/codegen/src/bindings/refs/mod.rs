//! Kinds of text that name a resource (`refs::iam::RoleArn`): which ones there are, which properties take them, and which resources give them.

mod kinds;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, ensure};
use ferrocdk_spec::rust::{ResourceNames, type_name};
use ferrocdk_spec::{Kind, Property, Reference, ResourceType};
use serde::Serialize;

pub(super) use kinds::own_arn;
use kinds::{OWN_ARN, REFERENCE, arn_name, kind_name, method, names_another};

/// Of so many kinds at most a set has their names; a longer one is named by the first property that takes it.
const LONGEST_NAME: usize = 3;

/// The kinds of all types, and the sets of them that properties take.
#[derive(Debug, Default)]
pub(super) struct Refs {
    /// By type and attribute.
    kinds: BTreeMap<Reference, Path>,
    /// By type, each kind once.
    given: BTreeMap<String, Vec<Given>>,
    /// Sets of several kinds that a property takes, by the kinds.
    sets: BTreeMap<BTreeSet<Path>, Path>,
}

/// Where a kind is: the service's module, and the name in it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Path {
    module: String,
    name: String,
}

impl Path {
    fn code(&self) -> String {
        format!("{}::{}", self.module, self.name)
    }
}

/// A kind that resources of a type give.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Given {
    name: String,
    /// The handle's method that gives it.
    method: String,
    docs: String,
}

/// Kind of reference that a property takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Takes {
    /// One text of the kind.
    One(String),
    /// A list of them.
    Several(String),
}

/// The kinds of a service, and the sets that are named after one of them or of its properties.
#[derive(Debug, Serialize)]
pub(super) struct ServiceRefs {
    pub(super) module: String,
    kinds: Vec<Marker>,
}

#[derive(Debug, Serialize)]
struct Marker {
    name: String,
    docs: String,
}

/// A kind that is part of sets, for the macro that gives a handle all of them.
#[derive(Debug, Serialize)]
pub(super) struct Member {
    module: String,
    name: String,
    sets: Vec<String>,
}

impl Refs {
    /// The kinds of these types.
    pub(super) fn of(types: &[ResourceType]) -> Result<Self> {
        let mut refs = Self::default();
        let mut named: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for reference in types
            .iter()
            .flat_map(properties)
            .flat_map(|(.., property)| &property.references)
        {
            named
                .entry(&reference.resource_type)
                .or_default()
                .insert(&reference.attribute);
        }
        let names: BTreeSet<(String, String)> = types.iter().map(ResourceType::service_and_resource).collect();
        for ty in types {
            refs.add(ty, &names, named.get(ty.name.as_str()).into_iter().flatten().copied());
        }
        for ty in types {
            for (owner, name, property) in properties(ty) {
                refs.add_set(ty, owner, name, property);
            }
        }
        let all = refs.services();
        for service in &all {
            let mut seen = BTreeSet::new();
            let twice = service.kinds.iter().find(|kind| !seen.insert(&kind.name));
            ensure!(
                twice.is_none(),
                "two kinds of references would be refs::{}::{}\nhint: add a rule to refs.rs",
                service.module,
                twice.map_or("", |kind| kind.name.as_str())
            );
        }
        Ok(refs)
    }

    /// `names` are the services and names of all types, `named` the attributes that properties ask this one for.
    fn add<'a>(
        &mut self,
        ty: &'a ResourceType,
        names: &BTreeSet<(String, String)>,
        named: impl Iterator<Item = &'a str>,
    ) {
        let module = ResourceNames::of(&ty.name).service;
        let mut given: Vec<Given> = Vec::new();
        let own = ty.arn_attribute().into_iter();
        let identifiers = ty
            .ref_identifier
            .iter()
            .chain(&ty.primary_identifier)
            .map(String::as_str);
        let identifiers = identifiers.filter(|attribute| !names_another(ty, attribute, names));
        for attribute in own.chain(identifiers).chain(named) {
            let Some(method) = method(ty, attribute) else { continue };
            let name = kind_name(ty, attribute);
            let path = Path {
                module: module.clone(),
                name: name.clone(),
            };
            let reference = Reference {
                resource_type: ty.name.clone(),
                attribute: attribute.to_owned(),
            };
            self.kinds.insert(reference, path);
            // `GroupId` and `Id` of a security group are the same text.
            match given.iter_mut().find(|given| given.name == name) {
                Some(given) if method == REFERENCE => given.method = method,
                Some(_) => {}
                None => given.push(Given {
                    docs: format!("`{attribute}` of a resource of type `{}`.", ty.name),
                    name,
                    method,
                }),
            }
        }
        if ty.arn_attribute().is_none() && !own_arn(ty).is_empty() {
            given.push(Given {
                name: arn_name(ty),
                method: OWN_ARN.to_owned(),
                docs: format!("ARN of a resource of type `{}`.", ty.name),
            });
        }
        given.sort_by(|one, other| one.name.cmp(&other.name));
        self.given.insert(ty.name.clone(), given);
    }

    fn add_set(&mut self, ty: &ResourceType, owner: Option<&str>, name: &str, property: &Property) {
        let kinds = self.taken(property);
        if kinds.len() < 2 || self.sets.contains_key(&kinds) {
            return;
        }
        let names: BTreeSet<&str> = kinds.iter().map(|kind| kind.name.as_str()).collect();
        let path = if kinds.len() > LONGEST_NAME || names.len() < kinds.len() {
            Path {
                module: ResourceNames::of(&ty.name).service,
                name: [&ty.service_and_resource().1, owner.unwrap_or_default(), name]
                    .map(type_name)
                    .concat(),
            }
        } else {
            let names: Vec<&str> = kinds.iter().map(|kind| kind.name.as_str()).collect();
            Path {
                module: kinds.first().map(|kind| kind.module.clone()).unwrap_or_default(),
                name: names.join("Or"),
            }
        };
        self.sets.insert(kinds, path);
    }

    /// The kinds that a property takes, one of each type: where it takes several of one type, the ARN, which tells account and region too, otherwise the first.
    fn taken(&self, property: &Property) -> BTreeSet<Path> {
        let mut by_type: BTreeMap<&str, Vec<&Path>> = BTreeMap::new();
        for reference in &property.references {
            if let Some(path) = self.kinds.get(reference) {
                by_type.entry(&reference.resource_type).or_default().push(path);
            }
        }
        let chosen = by_type.into_values().filter_map(|attributes| {
            let arn = attributes.iter().find(|path| path.name.ends_with("Arn"));
            arn.or(attributes.first()).map(|path| (*path).clone())
        });
        chosen.collect()
    }

    /// The kind that a property takes, if it names other resources. One that takes text or a list has no setter for both.
    pub(super) fn takes(&self, property: &Property) -> Option<Takes> {
        let kinds = self.taken(property);
        let path = match kinds.len() {
            0 => return None,
            1 => kinds.first()?,
            _ => self.sets.get(&kinds)?,
        };
        let code = format!("crate::refs::{}", path.code());
        match &property.ty.kind {
            Kind::String => Some(Takes::One(code)),
            Kind::List(element) if element.kind == Kind::String => Some(Takes::Several(code)),
            _ => None,
        }
    }

    /// The kinds that a type gives.
    pub(super) fn given(&self, resource_type: &str) -> &[Given] {
        self.given.get(resource_type).map(Vec::as_slice).unwrap_or_default()
    }

    /// All kinds and sets, by service.
    pub(super) fn services(&self) -> Vec<ServiceRefs> {
        let mut services: BTreeMap<String, Vec<Marker>> = BTreeMap::new();
        for (resource_type, given) in &self.given {
            let markers = given.iter().map(|given| Marker {
                name: given.name.clone(),
                docs: given.docs.clone(),
            });
            let service = services.entry(ResourceNames::of(resource_type).service).or_default();
            service.extend(markers);
        }
        for (kinds, path) in &self.sets {
            let kinds: Vec<String> = kinds
                .iter()
                .map(|kind| format!("[`{0}`](super::{0})", kind.code()))
                .collect();
            services.entry(path.module.clone()).or_default().push(Marker {
                name: path.name.clone(),
                docs: format!("Any of {}.", kinds.join(", ")),
            });
        }
        let services = services.into_iter().filter(|(_, kinds)| !kinds.is_empty());
        services
            .map(|(module, mut kinds)| {
                kinds.sort_by(|one, other| one.name.cmp(&other.name));
                ServiceRefs { module, kinds }
            })
            .collect()
    }

    /// The kinds that are part of sets.
    pub(super) fn members(&self) -> Vec<Member> {
        let mut members: BTreeMap<&Path, Vec<String>> = BTreeMap::new();
        for (kinds, set) in &self.sets {
            for kind in kinds {
                members.entry(kind).or_default().push(set.code());
            }
        }
        let members = members.into_iter();
        members
            .map(|(kind, mut sets)| {
                sets.sort();
                Member {
                    module: kind.module.clone(),
                    name: kind.name.clone(),
                    sets,
                }
            })
            .collect()
    }
}

/// All properties of a type: the property type that has it, its name, its facts.
fn properties(ty: &ResourceType) -> impl Iterator<Item = (Option<&str>, &str, &Property)> {
    let own = ty
        .properties
        .iter()
        .map(|(name, property)| (None, name.as_str(), property));
    let nested = ty.property_types.iter().flat_map(|(owner, properties)| {
        let properties = properties.iter();
        properties.map(|(name, property)| (Some(owner.as_str()), name.as_str(), property))
    });
    own.chain(nested)
}
