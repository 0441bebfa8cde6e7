//! `tree.json`, written node by node: as a whole it would be the largest of an app's files in memory.
//!
//! Where the context asks for it, each node also says the line of the sources that made it. What is checked in goes without: each edit would move lines.

use serde::{Serialize, Serializer, ser::SerializeMap};

use ferrocdk_assembly::{ConstructInfo, TREE_VERSION};

use crate::node_id::NodeId;
use crate::tree::Tree;

/// Context key that asks for the lines of the sources.
const LOCATIONS: &str = "ferrocdk:locations";

/// The file, in the form of [`ferrocdk_assembly::Tree`].
pub(super) struct TreeFile<'a>(pub(super) &'a Tree);

impl Serialize for TreeFile<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let app = TreeNode {
            tree: self.0,
            id: self.0.root(),
            name: "App",
            path: "",
            located: self.0.context_value(self.0.root(), LOCATIONS) == Some(&true.into()),
        };
        let mut file = serializer.serialize_map(None)?;
        file.serialize_entry("version", TREE_VERSION)?;
        file.serialize_entry("tree", &app)?;
        file.end()
    }
}

struct TreeNode<'a> {
    tree: &'a Tree,
    id: NodeId,
    name: &'a str,
    path: &'a str,
    located: bool,
}

impl Serialize for TreeNode<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let node = self.tree.node(self.id);
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", self.name)?;
        map.serialize_entry("path", self.path)?;
        if !node.children.is_empty() {
            map.serialize_entry("children", &Children(self))?;
        }
        if let Some(data) = self.tree.resource(self.id) {
            map.serialize_entry("attributes", &Attributes(&data.type_name))?;
        }
        let info = ConstructInfo::new(node.class, env!("CARGO_PKG_VERSION"));
        map.serialize_entry("constructInfo", &info)?;
        if self.located {
            let location = node.location;
            map.serialize_entry("location", &format_args!("{}:{}", location.file(), location.line()))?;
        }
        map.end()
    }
}

struct Children<'a>(&'a TreeNode<'a>);

impl Serialize for Children<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let TreeNode {
            tree,
            id,
            path,
            located,
            ..
        } = *self.0;
        let mut map = serializer.serialize_map(None)?;
        for id in &tree.node(id).children {
            let name = tree.node(*id).id.as_str();
            let path = if path.is_empty() {
                name.to_owned()
            } else {
                format!("{path}/{name}")
            };
            let path = path.as_str();
            map.serialize_entry(
                name,
                &TreeNode {
                    tree,
                    id: *id,
                    name,
                    path,
                    located,
                },
            )?;
        }
        map.end()
    }
}

struct Attributes<'a>(&'a str);

impl Serialize for Attributes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry("aws:cdk:cloudformation:type", self.0)?;
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use crate::{App, CfnResource, Construct, Stack, StackProps, doc};

    #[test]
    fn lines_of_the_sources_are_told_where_they_are_asked_for() {
        let app = App::with_context([("ferrocdk:locations".to_owned(), true.into())].into());
        let line = line!() + 1;
        let stack = Stack::new(&app, "plant", StackProps::default());
        CfnResource::untyped(&stack, "Queue", "AWS::SQS::Queue", doc!({}));
        let assembly = app.synth().unwrap();
        let (_, text) = assembly.files().find(|(name, _)| *name == "tree.json").unwrap();
        let tree: serde_json::Value = serde_json::from_str(text).unwrap();
        assert_eq!(
            tree["tree"]["children"]["plant"]["location"],
            format!("{}:{line}", file!())
        );
    }

    #[test]
    fn it_is_a_tree_of_the_published_form() {
        let app = App::new();
        let stack = Stack::new(&app, "plant", StackProps::default());
        CfnResource::untyped(&stack.scope().child("Line"), "Queue", "AWS::SQS::Queue", doc!({}));
        let assembly = app.synth().unwrap();
        let (_, text) = assembly.files().find(|(name, _)| *name == "tree.json").unwrap();
        let tree: ferrocdk_assembly::Tree = serde_json::from_str(text).unwrap();
        let queue = &tree.tree.children["plant"].children["Line"].children["Queue"];
        assert_eq!(queue.path, "plant/Line/Queue");
        assert_eq!(queue.attributes["aws:cdk:cloudformation:type"], "AWS::SQS::Queue");
        assert!(tree.extra.is_empty() && queue.extra.is_empty());
        let value: serde_json::Value = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_value(&tree).unwrap(), value);
    }
}
