//! Tests of the workspace as a whole, in one program: it links once.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::format_push_string,
    reason = "a test fails by it"
)]

mod app;
mod compile_fail;
#[cfg(deep_engine)]
mod deep;
mod dependencies;
mod docs;
mod examples;
mod files;
mod golden;
mod grants;
mod imported;
mod lambda_runtimes;
mod library;
mod libyaml;
mod lint;
mod module_graph;
mod modules;
mod mutations;
mod oracles;
mod outside;
mod properties;
mod words;
mod workspace;

/// Every test file here is part of the program.
#[test]
fn no_test_file_is_forgotten() {
    let here = workspace::root().join("tests/it");
    let main = std::fs::read_to_string(here.join("main.rs")).unwrap();
    for entry in std::fs::read_dir(here).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if let Some(module) = name.strip_suffix(".rs").filter(|module| *module != "main") {
            assert!(
                main.contains(&format!("\nmod {module};")),
                "tests/it/{name} is not declared in tests/it/main.rs"
            );
        }
    }
}
