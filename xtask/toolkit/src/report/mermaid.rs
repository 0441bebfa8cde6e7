//! A diagram in Mermaid's language, which GitHub draws in Markdown.

use std::fmt::Write as _;

use super::graph::Graph;

impl Graph {
    /// The diagram as a Mermaid flowchart.
    pub fn to_mermaid(&self) -> String {
        let mut text = String::from("flowchart LR\n");
        // Writing to a string cannot fail.
        let groups: std::collections::BTreeSet<&str> = self.nodes.iter().map(|node| node.group.as_str()).collect();
        for (number, group) in groups.iter().enumerate() {
            let gap = if group.is_empty() { "  " } else { "    " };
            if !group.is_empty() {
                let _ = writeln!(text, "  subgraph g{number}[\"{}\"]", escaped(group));
            }
            for (at, node) in self.nodes.iter().enumerate().filter(|(_, node)| node.group == *group) {
                let _ = writeln!(
                    text,
                    "{gap}n{at}[\"{}<br/>{}\"]",
                    escaped(node.name()),
                    escaped(&node.kind())
                );
            }
            if !group.is_empty() {
                let _ = writeln!(text, "  end");
            }
        }
        for edge in &self.edges {
            let _ = writeln!(text, "  n{} --> n{}", edge.from, edge.to);
        }
        text
    }
}

fn escaped(text: &str) -> String {
    text.replace('"', "#quot;").replace('<', "#lt;").replace('>', "#gt;")
}
