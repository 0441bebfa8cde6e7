//! Meaning of the template's names in the program.

use std::collections::{BTreeMap, BTreeSet};

use ferrocdk_spec::ResourceType;
use ferrocdk_spec::rust::{Enums, ResourceNames, RustType, type_name};

/// Meanings of the template's names. A name that is missing here stays a name.
#[derive(Debug, Default)]
pub(crate) struct Known {
    /// Variables of parameters.
    pub(crate) parameters: BTreeMap<String, String>,
    /// Variables of mappings.
    pub(crate) mappings: BTreeMap<String, String>,
    /// Variables of conditions; one comes in when it is made.
    pub(crate) conditions: BTreeMap<String, String>,
    /// Resources that are made so far.
    pub(crate) resources: BTreeMap<String, MadeResource>,
    /// Names of modules of property types that two services have, or that a service has for a name.
    pub(crate) ambiguous: BTreeSet<String>,
}

/// A resource of the program.
#[derive(Clone, Debug)]
pub(crate) struct MadeResource {
    pub(crate) variable: String,
    /// The binding it is made with; `None` for one that is made untyped.
    pub(crate) binding: Option<std::rc::Rc<Binding>>,
}

/// A resource type with its names in Rust.
#[derive(Debug)]
pub(crate) struct Binding {
    pub(crate) ty: ResourceType,
    pub(crate) names: ResourceNames,
    pub(crate) enums: Enums,
}

impl Known {
    /// Learns which modules of property types need their service before them.
    pub(crate) fn settle_modules<'a>(&mut self, bindings: impl Iterator<Item = &'a Binding> + Clone) {
        let mut owners: BTreeMap<&str, &str> = BTreeMap::new();
        for binding in bindings.clone() {
            let names = &binding.names;
            let owner = owners.insert(&names.module, &names.service);
            if owner.is_some_and(|owner| owner != names.service) {
                self.ambiguous.insert(names.module.clone());
            }
        }
        for binding in bindings {
            self.ambiguous.insert(binding.names.service.clone());
        }
    }

    /// The path of a property type's struct.
    pub(crate) fn property_type(&self, binding: &Binding, name: &str) -> String {
        self.within(binding, &type_name(name))
    }

    /// The path of a name in the module of a resource's property types.
    pub(crate) fn within(&self, binding: &Binding, name: &str) -> String {
        let ResourceNames { service, module, .. } = &binding.names;
        if self.ambiguous.contains(module) {
            format!("{service}::{module}::{name}")
        } else {
            format!("{module}::{name}")
        }
    }

    /// A type in code.
    pub(crate) fn code(&self, ty: &RustType, binding: Option<&Binding>) -> String {
        let value = |element: &RustType| format!("Value<{}>", self.code(element, binding));
        match (ty, binding) {
            (RustType::Object(name), Some(binding)) => self.property_type(binding, name),
            (RustType::List(element), _) => format!("Vec<{}>", value(element)),
            (RustType::Map(element), _) => format!("Map<{}>", value(element)),
            (RustType::OneOf(types), _) => {
                let types: Vec<String> = types.iter().map(|ty| self.code(ty, binding)).collect();
                format!("OneOf{}<{}>", types.len(), types.join(", "))
            }
            (plain, _) => plain.code(""),
        }
    }
}
