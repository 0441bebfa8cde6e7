//! Every way out says where, what was found and what to do.

use std::fs;

use crate::project::Project;

fn message(project: &Project, package: &str) -> String {
    let error = project.try_with(package, &[]).unwrap_err().to_string();
    error.replace(project.root().to_str().unwrap(), "ROOT")
}

#[test]
fn mistakes() {
    let project = Project::new();
    assert_eq!(
        message(&project, "pres"),
        "ROOT/w/Cargo.toml: the workspace has no package `pres`\n  \
         found: app, generate, limits, linux, memchr, press, testing, windows-only\n  \
         help: did you mean `press`?"
    );
    assert!(message(&project, "boiler").contains("a function may stand in another one"));

    let manifest = project.read("w/functions/press/Cargo.toml");
    project.replace(
        "w/functions/press/Cargo.toml",
        "../../data/declared",
        "../../data/declared-not",
    );
    assert_eq!(
        message(&project, "press"),
        "ROOT/w/functions/press/Cargo.toml: package.metadata.ferrocdk.inputs names `../../data/declared-not`, which is not there\n  \
         found: neither a file nor a folder at ROOT/w/data/declared-not\n  \
         help: correct the path, which is relative to that manifest, or take it out"
    );
    project.write(
        "w/functions/press/Cargo.toml",
        &manifest.replace("variables = [\"DECLARED\"]", "variables = \"DECLARED\""),
    );
    assert!(message(&project, "press").starts_with(
        "ROOT/w/functions/press/Cargo.toml: `package.metadata.ferrocdk.variables` has the wrong type\n  found: \"DECLARED\"\n  help: write a list"
    ));
    project.write("w/functions/press/Cargo.toml", "[package\n");
    assert!(
        message(&project, "press").starts_with("ROOT/w/functions/press/Cargo.toml:1: is not valid TOML\n  found: ")
    );
    project.write(
        "w/functions/press/Cargo.toml",
        &manifest.replace("../../libs/linux", "../../libs/mac"),
    );
    assert!(message(&project, "press").starts_with("ROOT/w/libs/mac/Cargo.toml: cannot be read"));
    project.write("w/functions/press/Cargo.toml", &manifest);

    project.replace("w/Cargo.lock", "name = \"linux\"", "name = \"other\"");
    assert_eq!(
        message(&project, "press"),
        "ROOT/w/Cargo.lock: has no entry for the local package `linux`\n  \
         found: a lock file older than the manifests\n  \
         help: run `cargo update --workspace` there and check the file in"
    );
    fs::remove_file(project.path("w/Cargo.lock")).unwrap();
    assert!(message(&project, "press").starts_with("ROOT/w/Cargo.lock: is not there"));

    fs::remove_dir_all(project.path("w")).unwrap();
    fs::create_dir(project.path("w")).unwrap();
    assert_eq!(
        message(&project, "press"),
        "ROOT/w: no Cargo.toml here or above\n  \
         found: a folder outside of every Cargo workspace\n  \
         help: give the folder of the workspace that has the function `press`"
    );
}
