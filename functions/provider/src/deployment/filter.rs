//! Which files are deployed.

use globset::{Glob, GlobSet, GlobSetBuilder};

/// Patterns of files that are left out, and of those that are taken all the same. `*` matches slashes too.
pub(super) struct Filter {
    exclude: GlobSet,
    include: GlobSet,
}

impl Filter {
    pub(super) fn new(exclude: &[String], include: &[String]) -> Result<Self, String> {
        Ok(Self {
            exclude: set(exclude)?,
            include: set(include)?,
        })
    }

    pub(super) fn takes(&self, name: &str) -> bool {
        !self.exclude.is_match(name) || self.include.is_match(name)
    }
}

fn set(patterns: &[String]) -> Result<GlobSet, String> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        set.add(Glob::new(pattern).map_err(|error| error.to_string())?);
    }
    set.build().map_err(|error| error.to_string())
}
