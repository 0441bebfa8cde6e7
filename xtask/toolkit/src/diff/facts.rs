//! The database's facts, each type decoded once.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use ferrocdk_spec::{Database, ResourceType};

/// Facts of resource types, kept as they are asked for.
pub(super) struct Facts<'a> {
    database: &'a Database<'a>,
    known: RefCell<BTreeMap<String, Option<Rc<ResourceType>>>>,
}

impl<'a> Facts<'a> {
    pub(super) fn new(database: &'a Database<'a>) -> Self {
        Self {
            database,
            known: RefCell::default(),
        }
    }

    /// Facts of a type; `None` for one that the database does not have.
    pub(super) fn of(&self, name: &str) -> Option<Rc<ResourceType>> {
        if let Some(known) = self.known.borrow().get(name) {
            return known.clone();
        }
        let found = self.database.resource(name).ok().map(Rc::new);
        self.known.borrow_mut().insert(name.to_owned(), found.clone());
        found
    }

    /// Whether a resource of the type holds data that goes with it.
    pub(super) fn stateful(&self, name: &str) -> bool {
        ferrocdk_facts::is_further_stateful(name) || self.of(name).is_some_and(|facts| facts.stateful)
    }
}
