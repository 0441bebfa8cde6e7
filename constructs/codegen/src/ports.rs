//! Examples beside the same apps of AWS CDK: how many lines each has.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Result, ensure};

use crate::files;

/// The examples of whole apps, below the workspace.
const EXAMPLES: &str = "constructs/examples";
/// The same apps against AWS CDK, below the workspace.
const PEERS: &str = "tests/parity/library/cdk";

/// An example and its lines.
pub(crate) struct Port {
    name: String,
    here: usize,
    there: usize,
}

/// All examples that have a peer, by name.
pub(crate) fn ports(root: &Path) -> Result<Vec<Port>> {
    let mut ports = Vec::new();
    for path in files::list(root, Path::new(EXAMPLES))? {
        let Some(name) = path
            .strip_prefix(EXAMPLES)?
            .to_str()
            .and_then(|path| path.strip_suffix("/app.rs"))
        else {
            continue;
        };
        let peer = Path::new(PEERS).join(format!("example_{name}.mjs"));
        ports.push(Port {
            name: name.to_owned(),
            here: lines(&files::read(root, &path)?),
            there: lines(&files::read(root, &peer)?),
        });
    }
    ports.sort_by(|one, other| one.name.cmp(&other.name));
    for port in &ports {
        ensure!(
            port.here < port.there,
            "the example {} has {} lines, and AWS CDK's form of it {}",
            port.name,
            port.here,
            port.there
        );
    }
    Ok(ports)
}

/// Lines without blank ones, comments, imports, and those of brackets alone.
fn lines(text: &str) -> usize {
    let mut in_import = false;
    let mut count = 0;
    for line in text.lines().map(str::trim) {
        let begins = line.starts_with("use ") || line.starts_with("import ") || line.starts_with("const { aws_");
        let is_import = in_import || begins;
        if is_import {
            in_import = !line.ends_with(';');
            continue;
        }
        let is_comment = line.starts_with("//");
        let says_something = line.chars().any(|character| character.is_alphanumeric());
        if !is_comment && says_something {
            count += 1;
        }
    }
    count
}

/// The table of all examples.
pub(crate) fn table(page: &mut String, ports: &[Port]) {
    *page += "\n## Whole apps\n\n\
        The apps below `constructs/examples`, and the same for AWS CDK below `tests/parity/library/cdk`, where the templates of both are compared. Lines without blank ones, comments,\n\
        imports, and brackets alone; what is the default here (tracing, TLS only, recovery of tables, logs) is asked for there.\n\n\
        | app | lines here | lines of AWS CDK |\n|---|---|---|\n";
    for port in ports {
        let _ = writeln!(page, "| `{}` | {} | {} |", port.name, port.here, port.there);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_says_something_counts() {
        let rust = "//! The app.\n\nuse a::{\n    b,\n};\nuse c;\n\nfn app() {\n    let a = b(\n        c,\n    );\n    // why\n}\n";
        assert_eq!(lines(rust), 3);
        let script = "import { cdk } from 'x';\n\nconst { aws_sqs: sqs } = cdk;\n\nexport default (app) => {\n  new sqs.Queue(app, 'A', {\n  });\n};\n";
        assert_eq!(lines(script), 2);
    }
}
