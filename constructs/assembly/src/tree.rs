//! `tree.json`: the construct tree.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::{Extra, TREE_VERSION};

/// The construct tree of an app.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tree {
    /// Version of the file's form.
    pub version: String,
    /// The root: the app itself.
    pub tree: TreeNode,
    /// Fields not named above.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Tree {
    /// A tree of the current form.
    ///
    /// ```
    /// use ferrocdk_assembly::{Tree, TreeNode};
    ///
    /// let mut app = TreeNode::new("App", "");
    /// app.children.insert("Plant".into(), TreeNode::new("Plant", "Plant"));
    /// let tree = Tree::new(app);
    /// assert_eq!(
    ///     serde_json::to_string(&tree)?,
    ///     r#"{"version":"tree-0.1","tree":{"id":"App","path":"","children":{"Plant":{"id":"Plant","path":"Plant"}}}}"#,
    /// );
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn new(root: TreeNode) -> Self {
        Self {
            version: TREE_VERSION.to_owned(),
            tree: root,
            extra: Extra::new(),
        }
    }
}

/// One construct.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TreeNode {
    /// The construct's id within its scope.
    pub id: String,
    /// Ids from the root down, joined by `/`; the root's is empty.
    pub path: String,
    /// The constructs in it, by id.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub children: IndexMap<String, Self>,
    /// Facts for tools: `aws:cdk:cloudformation:type` and `aws:cdk:cloudformation:props` of a resource.
    #[serde(default, skip_serializing_if = "Extra::is_empty")]
    pub attributes: Extra,
    /// The construct's class.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub construct_info: Option<ConstructInfo>,
    /// Fields not named above.
    #[serde(flatten)]
    pub extra: Extra,
}

impl TreeNode {
    /// A construct without children.
    pub fn new(id: impl Into<String>, path: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            path: path.into(),
            children: IndexMap::new(),
            attributes: Extra::new(),
            construct_info: None,
            extra: Extra::new(),
        }
    }
}

/// The class of a construct.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ConstructInfo {
    /// Full name of the type, such as `ferrocdk.aws.Stream`.
    pub fqn: String,
    /// Version of the library that holds it.
    pub version: String,
    /// Fields not named above.
    #[serde(flatten)]
    pub extra: Extra,
}

impl ConstructInfo {
    /// A class by name and version.
    pub fn new(fqn: impl Into<String>, version: impl Into<String>) -> Self {
        Self {
            fqn: fqn.into(),
            version: version.into(),
            extra: Extra::new(),
        }
    }
}
