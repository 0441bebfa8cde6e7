//! Enums for the strings of a known set: which properties have one, and what it and its variants are called.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToUpperCamelCase;

use super::{ResourceNames, type_name};
use crate::{Kind, Properties, ResourceType, Type};

/// Longer sets stay strings: they are lists of instance types, countries and document standards, which grow with every release.
const MOST_VALUES: usize = 100;

/// An enum of one or several properties of a resource type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enum {
    /// Its name, in the module of the resource's property types.
    pub name: String,
    /// The property that it is for.
    pub property: String,
    /// The property type that holds the property; `None` for the resource itself, and where several hold it.
    pub owner: Option<String>,
    /// The variants, each with the value that a template writes.
    pub variants: Vec<(String, String)>,
}

impl Enum {
    /// The variant for a value, if the schema has it.
    #[must_use]
    pub fn variant(&self, value: &str) -> Option<&str> {
        let found = self.variants.iter().find(|(_, written)| written == value);
        found.map(|(name, _)| name.as_str())
    }
}

/// The enums of a resource type, and which property has which.
///
/// ```
/// use ferrocdk_spec::{Database, rust::Enums};
/// let stream = Database::bundled()?.resource("AWS::Kinesis::Stream")?;
/// let enums = Enums::of(&stream);
/// let mode = enums.get(Some("StreamModeDetails"), "StreamMode").unwrap();
/// assert_eq!((mode.name.as_str(), mode.variant("ON_DEMAND")), ("StreamMode", Some("OnDemand")));
/// # Ok::<(), ferrocdk_spec::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Enums {
    /// The place in `all`, by the property type that owns the property (`None` for the resource) and the property's name.
    places: BTreeMap<(Option<String>, String), usize>,
    all: Vec<Enum>,
}

/// A property that has a known set of values.
struct Occurrence<'a> {
    owner: Option<&'a str>,
    property: &'a str,
    values: &'a [String],
}

impl Enums {
    /// The enums of a resource type.
    ///
    /// An enum has its property's name (`StreamMode`) where all properties of that name in the type have the same values and the name says more than
    /// `Type` or `Status`, being of two words at least; otherwise the name of what holds the property stands before it (`ActionType`).
    #[must_use]
    pub fn of(resource: &ResourceType) -> Self {
        let names = ResourceNames::of(&resource.name);
        let (_, resource_name) = resource.service_and_resource();
        let mut used: BTreeSet<String> = resource.property_types.keys().map(|name| type_name(name)).collect();
        used.extend([names.handle, names.props]);
        let mut by_property: BTreeMap<&str, Vec<Occurrence<'_>>> = BTreeMap::new();
        for place in places(resource) {
            by_property.entry(place.property).or_default().push(place);
        }
        let mut enums = Self::default();
        for (property, places) in by_property {
            let own = type_name(property);
            let agree = places
                .iter()
                .zip(places.iter().skip(1))
                .all(|(one, next)| one.values == next.values);
            if agree && says_enough(&own) && used.insert(own.clone()) {
                let owner = match places.as_slice() {
                    [only] => only.owner,
                    _ => None,
                };
                enums.add(own, owner, &places);
            } else {
                for place in places {
                    let owner = place.owner.unwrap_or(&resource_name);
                    let name = free(format!("{}{own}", type_name(owner)), &mut used);
                    enums.add(name, place.owner, &[place]);
                }
            }
        }
        enums
    }

    fn add(&mut self, name: String, owner: Option<&str>, places: &[Occurrence<'_>]) {
        let Some(first) = places.first() else { return };
        for place in places {
            let key = (place.owner.map(str::to_owned), place.property.to_owned());
            self.places.insert(key, self.all.len());
        }
        self.all.push(Enum {
            name,
            property: first.property.to_owned(),
            owner: owner.map(str::to_owned),
            variants: variants(first.values),
        });
    }

    /// All of them, in the order of their properties' names.
    #[must_use]
    pub fn all(&self) -> &[Enum] {
        &self.all
    }

    /// The enum of a property of the resource (no `owner`) or of one of its property types, or of the elements of its list.
    #[must_use]
    pub fn get(&self, owner: Option<&str>, property: &str) -> Option<&Enum> {
        let key = (owner.map(str::to_owned), property.to_owned());
        self.places.get(&key).and_then(|place| self.all.get(*place))
    }
}

/// Whether a name is of two words at least, which tells it from those of other properties.
fn says_enough(name: &str) -> bool {
    name.chars().filter(char::is_ascii_uppercase).count() > 1 && name.chars().any(|letter| letter.is_ascii_lowercase())
}

/// The name, with `Value` behind it as often as something else has it.
fn free(mut name: String, used: &mut BTreeSet<String>) -> String {
    while !used.insert(name.clone()) {
        name.push_str("Value");
    }
    name
}

fn places(resource: &ResourceType) -> impl Iterator<Item = Occurrence<'_>> {
    let own = std::iter::once((None, &resource.properties));
    let nested = resource
        .property_types
        .iter()
        .map(|(name, properties)| (Some(name.as_str()), properties));
    own.chain(nested).flat_map(|(owner, properties): (_, &Properties)| {
        properties.iter().filter_map(move |(property, facts)| {
            values(&facts.ty).map(|values| Occurrence {
                owner,
                property,
                values,
            })
        })
    })
}

/// The values of a string, or of the strings of a list, if they make an enum.
fn values(ty: &Type) -> Option<&[String]> {
    match &ty.kind {
        Kind::String if (1..=MOST_VALUES).contains(&ty.limits.values.len()) => Some(&ty.limits.values),
        Kind::List(element) if matches!(element.kind, Kind::String) => values(element),
        _ => None,
    }
}

/// The variants, with their values. Where a set has two spellings of one word (`GLACIER`, `Glacier`), the one listed first has the variant.
fn variants(values: &[String]) -> Vec<(String, String)> {
    let mut seen = BTreeSet::new();
    let named = values.iter().map(|value| (variant_name(value), value.clone()));
    named.filter(|(name, _)| seen.insert(name.clone())).collect()
}

/// `OnDemand` of `ON_DEMAND`, `V1_2` of `1.2`, `All` of `*`.
fn variant_name(value: &str) -> String {
    let mut name = String::new();
    for word in value
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
    {
        let word = word.to_upper_camel_case();
        // `1.11` and `11.1` are not the same.
        if name.ends_with(|c: char| c.is_ascii_digit()) && word.starts_with(|c: char| c.is_ascii_digit()) {
            name.push('_');
        }
        name.push_str(&word);
    }
    match name.as_str() {
        "" if value.is_empty() => "Empty".to_owned(),
        "" => "All".to_owned(),
        "Self" => "Self_".to_owned(),
        digits if digits.starts_with(|c: char| c.is_ascii_digit()) => format!("V{digits}"),
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_become_variants() {
        for (value, expected) in [
            ("ON_DEMAND", "OnDemand"),
            ("aws:kms:dsse", "AwsKmsDsse"),
            ("x86_64", "X86_64"),
            ("python3.14", "Python3_14"),
            ("1.2", "V1_2"),
            ("*", "All"),
            ("", "Empty"),
            ("SELF", "Self_"),
            ("dynamoDb", "DynamoDb"),
        ] {
            assert_eq!(variant_name(value), expected, "{value}");
        }
    }

    #[test]
    fn the_first_of_two_spellings_has_the_variant() {
        let values = ["GLACIER", "Glacier", "IA"].map(str::to_owned);
        assert_eq!(
            variants(&values),
            [("Glacier", "GLACIER"), ("Ia", "IA")].map(|(name, value)| (name.to_owned(), value.to_owned()))
        );
    }
}
