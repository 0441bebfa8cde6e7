//! Pages that are written from code are current. `FERROCDK_UPDATE_DOCS=1 cargo test -p workspace-tests docs` writes them anew. The page of the
//! linter's rules stands with its own tests.

use std::fmt::Write as _;

use ferrocdk::DiagnosticId;

use crate::workspace;

fn check(file: &str, expected: &str) {
    let path = workspace::root().join("docs").join(file);
    if std::env::var_os("FERROCDK_UPDATE_DOCS").is_some() {
        std::fs::write(&path, expected).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == expected,
        "docs/{file} is out of date; FERROCDK_UPDATE_DOCS=1 cargo test -p workspace-tests docs writes it anew"
    );
}

#[test]
fn the_page_of_diagnostics_is_current() {
    let parts: [(&str, &[DiagnosticId]); 4] = [
        ("The construct tree and its synthesis", ferrocdk::diagnostic_ids::ALL),
        ("Services", ferrocdk::aws::diagnostic_ids::ALL),
        ("Parts of a plant", ferrocdk::plant::diagnostic_ids::ALL),
        ("Rules over templates", ferrocdk::checks::diagnostic_ids::ALL),
    ];
    let mut page = "# Diagnostics\n\nWritten from the code; do not edit. An id keeps its meaning.\n".to_owned();
    for (title, ids) in parts {
        write!(page, "\n## {title}\n\n| id | meaning |\n|---|---|\n").unwrap();
        for DiagnosticId { id, meaning } in ids {
            writeln!(page, "| {id} | {meaning} |").unwrap();
        }
    }
    let all: Vec<&str> = parts
        .iter()
        .flat_map(|(_, ids)| ids.iter().map(|entry| entry.id))
        .collect();
    let mut unique = all.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(unique.len(), all.len(), "an id stands for two things");
    check("diagnostics.md", &page);
}
