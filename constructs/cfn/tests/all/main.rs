//! Every resource type: it compiles, and reads and writes without loss.

#![expect(clippy::unwrap_used, reason = "shared code of tests may fail the test")]

mod corpus;
mod instances;
mod types;

use ferrocdk_core::{Bind, CfnResource, ResourceProps, Writer};
use ferrocdk_spec::Database;

/// One resource type, and its way through the typed form.
pub(crate) struct Case {
    pub(crate) type_name: &'static str,
    round_trip: fn(&CfnResource) -> Result<Vec<String>, String>,
}

impl Case {
    const fn of<P: ResourceProps>() -> Self {
        Self {
            type_name: P::TYPE_NAME,
            round_trip: round_trip::<P>,
        }
    }

    /// The case of a resource type.
    pub(crate) fn find(type_name: &str) -> Option<&'static Self> {
        types::CASES.iter().find(|case| case.type_name == type_name)
    }

    /// Puts the resource's properties into their typed form and back; gives the paths of what the form does not fit.
    pub(crate) fn round_trip(&self, resource: &CfnResource) -> Result<Vec<String>, String> {
        (self.round_trip)(resource)
    }
}

fn round_trip<P: ResourceProps>(resource: &CfnResource) -> Result<Vec<String>, String> {
    // Read twice instead of cloned: `Clone` of all types is a good part of the time that this test takes to compile.
    let read = || resource.props::<P>().unwrap().map_err(|error| error.to_string());
    let mut writer = Writer::default();
    read()?.write(&mut writer);
    resource.set_props(read()?);
    Ok(writer.verbatim().to_vec())
}

#[test]
fn every_type_of_the_database_has_a_binding() {
    let database = Database::bundled().unwrap();
    let bound: Vec<&str> = {
        let mut names: Vec<&str> = types::CASES.iter().map(|case| case.type_name).collect();
        names.sort_unstable();
        names
    };
    assert_eq!(bound, database.names().collect::<Vec<_>>());
}
