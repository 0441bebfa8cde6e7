//! Properties that readers of `tree.json` rely on: nothing is in it that its form does not have, paths say where a construct stands, and what the manifest
//! remarks on is a construct.

use std::collections::BTreeSet;
use std::path::Path;

use ferrocdk_assembly::{AssemblyManifest, MANIFEST_FILE, Properties, TREE_FILE, TREE_VERSION, Tree, TreeNode};
use serde::de::DeserializeOwned;

/// Checks the tree of an assembly.
pub(crate) fn check(assembly: &Path) {
    let tree: Tree = read(&assembly.join(TREE_FILE));
    assert_eq!(tree.version, TREE_VERSION);
    assert!(tree.extra.is_empty(), "{:?}", tree.extra);
    assert_eq!(tree.tree.path, "");
    let mut paths = BTreeSet::new();
    collect(&tree.tree, &mut paths);
    let remarked = remarked(assembly);
    let unknown: Vec<&String> = remarked.difference(&paths).collect();
    assert!(unknown.is_empty(), "no constructs: {unknown:?}");
    assert!(!remarked.is_empty());
}

fn collect(node: &TreeNode, paths: &mut BTreeSet<String>) {
    assert!(node.extra.is_empty(), "{}: {:?}", node.path, node.extra);
    let class = node.construct_info.as_ref().unwrap();
    assert!(!class.fqn.is_empty() && !class.version.is_empty(), "{}", node.path);
    paths.insert(format!("/{}", node.path));
    for (id, child) in &node.children {
        assert_eq!(&child.id, id);
        let expected = if node.path.is_empty() {
            id.clone()
        } else {
            format!("{}/{id}", node.path)
        };
        assert_eq!(child.path, expected);
        collect(child, paths);
    }
}

/// The paths of an assembly's metadata, and of the assemblies nested in it, which have no tree of their own.
fn remarked(assembly: &Path) -> BTreeSet<String> {
    let manifest: AssemblyManifest = read(&assembly.join(MANIFEST_FILE));
    let mut paths = BTreeSet::new();
    for artifact in manifest.artifacts.values() {
        paths.extend(artifact.metadata.keys().cloned());
        if let Properties::NestedAssembly(nested) = &artifact.properties {
            paths.extend(remarked(&assembly.join(&nested.directory_name)));
        }
    }
    paths
}

fn read<T: DeserializeOwned>(path: &Path) -> T {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}
