//! `Owned`: whether a construct makes its resource or stands for one that exists already.

use std::panic::Location;

use ferrocdk_core::{CfnResource, Diagnostic, Expr, Scope};

use crate::diagnostic_ids;

/// The resource behind a construct: one that this app makes, or one that exists and is only referred to.
#[derive(Clone, Debug)]
pub(crate) struct Owned<L1>(Option<L1>);

impl<L1: Clone> Owned<L1> {
    /// The resource is made here.
    pub(crate) fn made(resource: L1) -> Self {
        Self(Some(resource))
    }

    /// The resource exists already.
    pub(crate) fn imported() -> Self {
        Self(None)
    }

    /// The resource, if it is made here.
    pub(crate) fn get(&self) -> Option<&L1> {
        self.0.as_ref()
    }

    /// The resource. For an import that is a mistake, which is reported: `make` then gives a stand-in, since construction never fails and a caller
    /// goes on; no template is written with it.
    #[track_caller]
    pub(crate) fn resource(&self, scope: &Scope, make: impl FnOnce(&Scope) -> L1) -> L1 {
        if let Some(resource) = &self.0 {
            return resource.clone();
        }
        let at = scope.child(&free_id(scope));
        refuse(&at, "has no resource in this app to change");
        make(&at)
    }
}

/// Reports that something was asked of an import that only a construct of this app can do. `lacks` goes on from "what is imported …".
#[track_caller]
pub(crate) fn refuse(scope: &Scope, lacks: &str) {
    let diagnostic = Diagnostic::error(diagnostic_ids::IMPORTED, format!("what is imported {lacks}"))
        .found(scope.path())
        .help("change it where it is made, or make it here");
    scope.report(diagnostic.located(Location::caller()));
}

fn free_id(scope: &Scope) -> String {
    let mut ids = (0..).map(|number: u32| format!("Imported{number}"));
    ids.find(|id| scope.find_child(id).is_none()).unwrap_or_default()
}

/// Adds a value to a list that a property holds, once.
pub(crate) fn add_to_list(resource: &CfnResource, property: &str, value: Expr) {
    resource.update_property(property, |list| match list {
        Expr::Array(items) if items.contains(&value) => {}
        Expr::Array(items) => items.push(value),
        other => *other = Expr::Array(vec![value]),
    });
}

/// Implements `Construct` for constructs that keep their place in a field `scope`.
macro_rules! constructs {
    ($($name:ident),+ $(,)?) => {$(
        impl ferrocdk_core::Construct for $name {
            fn scope(&self) -> &ferrocdk_core::Scope {
                &self.scope
            }
        }
    )+};
}

pub(crate) use constructs;
