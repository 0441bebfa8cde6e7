//! Public scanners of templates: cfn-lint, checkov, cdk-nag (AwsSolutions) and cfn-guard (the rules of Control Tower).
//!
//! [`Home`] installs them from PyPI and npm, pinned to the byte, into one folder; [`Scanner::scan`] runs one over a template; [`Acknowledged`] says which findings the template
//! acknowledges, and which acknowledgements nothing needs. The command line's `scan` and the tests of the library's constructs both use this.

mod acknowledged;
mod home;
mod scan;

pub use acknowledged::Acknowledged;
pub use home::Home;
pub use scan::{Failure, Scanner};
