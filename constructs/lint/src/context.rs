//! What every check looks at: the template, the options, the database.

use crate::Options;
use crate::attributes::Facts;
use crate::schema::Patterns;
use crate::template::Template;

/// Handed to every check.
#[derive(Clone, Copy)]
pub(crate) struct Context<'c> {
    pub(crate) options: &'c Options,
    pub(crate) template: &'c Template<'c>,
    pub(crate) facts: &'c Facts,
    pub(crate) patterns: &'c Patterns,
}
