//! The upstream packages, read and joined.

mod extensions;
mod fixups;
mod join;
mod limits;
mod minimise;
mod packages;
mod readable;
mod references;
mod registry;
mod schemas;
mod service_spec;
mod settle;
mod structure;
mod wheel;

pub(crate) use fixups::FIX_UPS;
pub(crate) use packages::missing_client;
pub(crate) use settle::{Decisions, Rule};

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use ferrocdk_spec::{Contents, IamService, Permissions, Pin, Region, RegionSet, Runtime, TypeContents};

/// Facts of the packages, joined.
pub(crate) struct Facts {
    pub(crate) contents: Contents,
    /// Decisions that settled the differences of the sources.
    pub(crate) decisions: Decisions,
    /// Schemas of cfn-lint that are left out, with the reason.
    pub(crate) omitted: BTreeMap<String, String>,
}

/// Fetches what is not in `cache` yet, verifies all of it, and joins it into the facts of every resource type.
pub(crate) fn facts(pins: &[Pin], cache: &Path) -> Result<Facts> {
    fs::create_dir_all(cache).with_context(|| format!("failed to create {}", cache.display()))?;
    let spec = service_spec::ServiceSpec::read(&packages::verified(packages::pin(pins, "npm")?, cache)?)?;
    let wheel = wheel::Wheel::read(&packages::verified(packages::pin(pins, "pypi")?, cache)?)?;
    let mut decisions = Decisions::default();
    let mut resources = join::join(&spec, &wheel.registry, &mut decisions)?;
    readable::add(&mut resources)?;
    references::add(&mut resources)?;
    references::settle(&mut resources, &mut decisions);
    let extensions = extensions::read(&wheel.extensions)?;
    let mut types = BTreeMap::new();
    for (name, mut resource) in resources {
        resource.stateful = decisions.stateful(&name, resource.stateful, wheel.stateful.contains(&name));
        let schema = wheel.registry.schema(&name);
        let ty = TypeContents {
            schema: match schema {
                Some(schema) => schemas::of_registry(&resource, schema, &mut decisions)?,
                None => schemas::of_service_spec(&resource),
            },
            permissions: schema
                .map(|schema| permissions(&name, schema, &mut decisions))
                .unwrap_or_default(),
            regions: regions_of(&wheel, &name),
            resource,
        };
        types.insert(name, ty);
    }
    fixups::apply(&mut types)?;
    Ok(Facts {
        contents: Contents {
            sources: pins.to_vec(),
            regions: regions(&wheel),
            types,
            extensions: extensions.by_type,
            extension_schemas: extensions.schemas,
            runtimes: runtimes(&wheel),
            services: services(&wheel),
        },
        decisions,
        omitted: extensions.omitted,
    })
}

fn permissions(name: &str, schema: &registry::Schema, decisions: &mut Decisions) -> Permissions {
    let mut of = |handler: &str| {
        let place = format!("{name} {handler}");
        let mut actions: Vec<String> = Vec::new();
        for permission in schema.permissions(handler) {
            if let Some(action) = decisions.action(&place, permission)
                && !actions.contains(&action)
            {
                actions.push(action);
            }
        }
        actions
    };
    Permissions {
        create: of("create"),
        read: of("read"),
        update: of("update"),
        delete: of("delete"),
        list: of("list"),
    }
}

fn regions(wheel: &wheel::Wheel) -> Vec<Region> {
    let names = wheel.regions.keys();
    names
        .map(|name| Region {
            name: name.clone(),
            listed: wheel.is_listed(name),
        })
        .collect()
}

fn regions_of(wheel: &wheel::Wheel, name: &str) -> RegionSet {
    let positions = wheel.regions.values().enumerate();
    positions
        .filter(|(_, types)| types.contains(name) || wheel.serverless.contains(name))
        .fold(RegionSet::default(), |set, (position, _)| set.with(position))
}

fn runtimes(wheel: &wheel::Wheel) -> Vec<Runtime> {
    let runtimes = wheel.runtimes.iter();
    runtimes
        .map(|(name, life)| Runtime {
            name: name.clone(),
            deprecated: life.deprecated.clone(),
            create_blocked: life.create_block.clone(),
            update_blocked: life.update_block.clone(),
            successor: life.successor.clone(),
        })
        .collect()
}

fn services(wheel: &wheel::Wheel) -> BTreeMap<String, IamService> {
    let services = wheel.services.iter().map(|(prefix, service)| {
        let actions = service.actions.iter();
        let resources = service.resources.iter();
        let service = IamService {
            actions: actions
                .map(|(name, action)| (name.clone(), action.resources.clone()))
                .collect(),
            resources: resources
                .map(|(name, resource)| (name.clone(), resource.arn_formats.clone()))
                .collect(),
        };
        (prefix.clone(), service)
    });
    services.collect()
}
