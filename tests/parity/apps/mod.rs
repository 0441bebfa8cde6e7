//! The apps of the suite, written against ferrocdk; `../cdk/apps` holds the same apps for AWS CDK.

mod assembly;
mod resources;
mod stacks;
mod template;
mod tree;
mod typed;
mod values;

use ferrocdk::{App, CfnResource, Construct, Document};

/// An app of the suite: the name of its folder below `expected`, and what fills the tree.
pub(crate) type Entry = (&'static str, fn(&App));

pub(crate) fn all() -> impl Iterator<Item = Entry> {
    [
        values::APPS,
        template::APPS,
        resources::APPS,
        typed::APPS,
        tree::APPS,
        stacks::APPS,
        assembly::APPS,
    ]
    .into_iter()
    .flatten()
    .copied()
}

/// A resource without a typed binding, its properties as they stand in the template.
#[track_caller]
fn resource(scope: &dyn Construct, id: &str, type_name: &str, properties: Document) -> CfnResource {
    CfnResource::untyped(scope, id, type_name, properties)
}
