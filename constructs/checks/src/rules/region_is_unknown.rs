//! C0005: a stack is for a region that the database does not know.
//!
//! **What it checks.** The region of a stack or stage is one of those of the schema database.
//!
//! **Why.** A name of the right form may still be none, such as `eu-central-3`. It warns and does not refuse: AWS opens regions faster than databases are
//! renewed, and a region that is there must work.
//!
//! **Example.** `Environment::region("eu-central-3")`.
//!
//! **Fix.** Write the name that was meant, or acknowledge the rule on the stack.

use ferrocdk_core::Diagnostic;
use ferrocdk_spec::Database;

use crate::diagnostic_ids;

pub(super) const ID: &str = diagnostic_ids::REGION_IS_UNKNOWN;

/// Doubt about a region that has the form of one; others are mistakes of the tree already.
pub(crate) fn check(region: &str) -> Option<Diagnostic> {
    let database = Database::bundled().ok()?;
    let known = database.regions().iter().map(|region| region.name.as_str());
    if known.clone().any(|known| known == region) {
        return None;
    }
    let help = match ferrocdk_lint::nearest(region, known) {
        Some(near) => format!("did you mean {near}? If the region is new, acknowledge the rule on the stack"),
        None => "if the region is new, acknowledge the rule on the stack".to_owned(),
    };
    let diagnostic = Diagnostic::warning(
        ID,
        "the region is not one that the database knows",
    );
    Some(diagnostic.found(region).help(help))
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_known_region_is_silent_and_another_one_is_not() {
        for known in [
            "sa-east-1",
            "us-gov-west-1",
            "cn-north-1",
            "eusc-de-east-1",
            "mx-central-1",
        ] {
            assert_eq!(super::check(known), None);
        }
        let help = super::check("eu-central-3").unwrap().help.unwrap();
        assert!(help.starts_with("did you mean eu-central-1?"), "{help}");
        let help = super::check("abcd-south-99").unwrap().help.unwrap();
        assert!(help.starts_with("if the region is new"), "{help}");
    }
}
