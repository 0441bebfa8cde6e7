//! From what was typed to what is meant.

use ferrocdk_spec::{Availability, Database, ResourceType};

use super::{ExplainError, Subject, TypeFacts, object_within, properties_of};

/// As many names as a hint offers.
const MOST_SIMILAR: usize = 5;

pub(super) fn find(database: &Database<'_>, query: &str) -> Result<Subject, ExplainError> {
    let query = query.trim();
    let (name, path) = match query.split_once('.') {
        Some((name, path)) => (name, path.split('.').collect()),
        None => (query, Vec::new()),
    };
    let Some(name) = type_called(database, name) else {
        if let Some(service) = service_called(database, name).filter(|_| path.is_empty()) {
            return Ok(service);
        }
        return Err(ExplainError::UnknownType {
            name: name.to_owned(),
            similar: similar_types(database, name),
        });
    };
    let resource = database.resource(name)?;
    if path.is_empty() {
        return facts(database, resource);
    }
    within(resource, &path)
}

fn facts(database: &Database<'_>, resource: ResourceType) -> Result<Subject, ExplainError> {
    let name = resource.name.as_str();
    let mut missing = Vec::new();
    for region in database.regions() {
        if database.availability(name, &region.name)? == Availability::Missing {
            missing.push(region.name.clone());
        }
    }
    let available = database.regions_of(name)?.into_iter().map(str::to_owned).collect();
    Ok(Subject::Type(Box::new(TypeFacts {
        permissions: database.permissions(name)?,
        available,
        missing,
        resource,
    })))
}

/// The type with a name, letters in any case, `AWS::` left out or not.
fn type_called<'a>(database: &Database<'a>, name: &str) -> Option<&'a str> {
    let full = format!("AWS::{name}");
    let mut names = database.names();
    names.find(|known| known.eq_ignore_ascii_case(name) || known.eq_ignore_ascii_case(&full))
}

fn service_called(database: &Database<'_>, name: &str) -> Option<Subject> {
    let name = name.trim_end_matches("::");
    let short = name.get(..5).filter(|vendor| vendor.eq_ignore_ascii_case("AWS::"));
    let short = if short.is_some() {
        name.get(5..).unwrap_or_default()
    } else {
        name
    };
    let types: Vec<String> = database.service(short).map(str::to_owned).collect();
    let first = types.first()?;
    let name = first.rsplit_once("::").map_or(first.as_str(), |(service, _)| service);
    Some(Subject::Service {
        name: name.to_owned(),
        types,
    })
}

/// Types whose name is a slip away, or whose last part is what was asked for.
fn similar_types(database: &Database<'_>, name: &str) -> Vec<String> {
    let asked = name.to_lowercase();
    let bare = asked.strip_prefix("aws::").unwrap_or(&asked);
    let last = bare.rsplit("::").next().unwrap_or(bare);
    let limit = (bare.chars().count() / 3).max(1);
    let mut found: Vec<(usize, &str)> = Vec::new();
    for known in database.names() {
        let lower = known.to_lowercase();
        let lower = lower.strip_prefix("aws::").unwrap_or(&lower);
        let resource = lower.rsplit("::").next().unwrap_or(lower);
        let distance = strsim::osa_distance(bare, lower);
        if distance <= limit {
            found.push((distance, known));
        } else if resource == last || (last.len() > 3 && resource.contains(last)) {
            found.push((limit + distance, known));
        }
    }
    found.sort_unstable();
    found
        .into_iter()
        .take(MOST_SIMILAR)
        .map(|(_, name)| name.to_owned())
        .collect()
}

/// Walks from a type down to one of its properties or attributes; lists and maps are stepped through.
fn within(resource: ResourceType, path: &[&str]) -> Result<Subject, ExplainError> {
    let called = |known: &str, name: &str| known.eq_ignore_ascii_case(name);
    let mut properties = Some(&resource.properties);
    let mut found = None;
    let mut names: Vec<String> = Vec::new();
    for name in path {
        let property = properties.and_then(|properties| {
            let exact = properties.get_key_value(*name);
            exact.or_else(|| properties.iter().find(|(known, _)| called(known, name)))
        });
        let Some((known, property)) = property else {
            let whole = path.join(".");
            let attribute = resource
                .attributes
                .iter()
                .chain(&resource.readable)
                .find(|(known, _)| called(known, &whole));
            if let Some((known, ty)) = attribute {
                let (name, ty) = (known.clone(), ty.clone());
                return Ok(Subject::Attribute {
                    resource: Box::new(resource),
                    name,
                    ty,
                });
            }
            let owner = std::iter::once(&resource.name).chain(&names).map(String::as_str);
            let known = properties.into_iter().flat_map(|properties| properties.keys());
            let attributes = names.is_empty().then_some(resource.attributes.keys());
            return Err(ExplainError::UnknownProperty {
                owner: owner.collect::<Vec<_>>().join("."),
                name: (*name).to_owned(),
                similar: similar_names(
                    name,
                    known
                        .chain(attributes.into_iter().flatten())
                        .map(String::as_str)
                        .collect(),
                ),
            });
        };
        names.push(known.clone());
        properties = properties_of(&resource, object_within(&property.ty));
        found = Some(property.clone());
    }
    let property = found.ok_or_else(|| ExplainError::UnknownType {
        name: resource.name.clone(),
        similar: Vec::new(),
    })?;
    let object = object_within(&property.ty).map(str::to_owned);
    Ok(Subject::Property {
        resource: Box::new(resource),
        path: names,
        property: Box::new(property),
        object,
    })
}

/// The names that are a slip away; all when none is.
fn similar_names(name: &str, known: Vec<&str>) -> Vec<String> {
    let asked = name.to_lowercase();
    let limit = (asked.chars().count() / 3).max(1);
    let mut near: Vec<(usize, &str)> = known
        .iter()
        .map(|known| (strsim::osa_distance(&asked, &known.to_lowercase()), *known))
        .filter(|(distance, known)| *distance <= limit || (asked.len() > 3 && known.to_lowercase().contains(&asked)))
        .collect();
    near.sort_unstable();
    match near.is_empty() {
        true => known.into_iter().map(str::to_owned).collect(),
        false => near.into_iter().take(3).map(|(_, name)| name.to_owned()).collect(),
    }
}
