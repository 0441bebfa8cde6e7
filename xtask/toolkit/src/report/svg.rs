//! A diagram drawn as SVG: in columns, so that arrows lead from left to right.

use std::fmt::Write as _;

use super::graph::{Edge, Graph};

const WIDTH: usize = 196;
const HEIGHT: usize = 58;
const ACROSS: usize = 84;
const DOWN: usize = 20;
const EDGE: usize = 16;

/// Characters that fit into a box.
const LONGEST: usize = 25;

impl Graph {
    /// The diagram as an SVG element with its own styles, which follow `--ink` and the like of a page around it.
    pub fn to_svg(&self, title: &str) -> String {
        let columns = self.columns();
        let tallest = columns.iter().map(Vec::len).max().unwrap_or_default();
        let width = 2 * EDGE + columns.len() * WIDTH + columns.len().saturating_sub(1) * ACROSS;
        let height = 2 * EDGE + tallest * HEIGHT + tallest.saturating_sub(1) * DOWN;
        let mut places = vec![(0, 0); self.nodes.len()];
        for (column, nodes) in columns.iter().enumerate() {
            // Short columns stand in the middle.
            let gap = (tallest - nodes.len()) * (HEIGHT + DOWN) / 2;
            for (row, node) in nodes.iter().enumerate() {
                places[*node] = (EDGE + column * (WIDTH + ACROSS), EDGE + gap + row * (HEIGHT + DOWN));
            }
        }
        let mut svg = String::new();
        // Writing to a string cannot fail.
        let _ = write!(
            svg,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" aria-label=\"{0}\" font-family=\"system-ui, sans-serif\"><title>{0}</title>\
             <defs><marker id=\"arrow\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\"><path d=\"M0 0L8 4L0 8z\" fill=\"var(--line, #6b7280)\"/></marker></defs>",
            escaped(title)
        );
        for edge in &self.edges {
            let _ = write!(
                svg,
                "<path d=\"{}\" fill=\"none\" stroke=\"var(--line, #6b7280)\" stroke-width=\"1.4\" marker-end=\"url(#arrow)\"/>",
                curve(places[edge.from], places[edge.to])
            );
        }
        for (node, (x, y)) in self.nodes.iter().zip(&places) {
            let hue = hue(node.service());
            let path = if node.group.is_empty() {
                node.path.clone()
            } else {
                format!("{} / {}", node.group, node.name())
            };
            let _ = write!(
                svg,
                "<g><title>{}: {}</title><rect x=\"{x}\" y=\"{y}\" width=\"{WIDTH}\" height=\"{HEIGHT}\" rx=\"9\" fill=\"hsl({hue} 70% 50% / .13)\" stroke=\"hsl({hue} 55% 50%)\" stroke-width=\"1.4\"/>\
                 <text x=\"{tx}\" y=\"{ty}\" font-size=\"13\" font-weight=\"600\" fill=\"var(--ink, #111827)\">{}</text>\
                 <text x=\"{tx}\" y=\"{by}\" font-size=\"11.5\" fill=\"var(--dim, #6b7280)\">{}{}</text></g>",
                escaped(&node.path),
                escaped(&node.resource_type),
                escaped(&short(&path)),
                escaped(&short(&node.kind())),
                match node.alarms {
                    0 => String::new(),
                    1 => " · 1 alarm".to_owned(),
                    count => format!(" · {count} alarms"),
                },
                tx = x + 12,
                ty = y + 25,
                by = y + 44,
            );
        }
        svg.push_str("</svg>");
        svg
    }

    /// Boxes by column: each stands behind all that lead to it, as far as there are no circles.
    fn columns(&self) -> Vec<Vec<usize>> {
        let forward = self.without_circles();
        let mut column = vec![0_usize; self.nodes.len()];
        for _ in 0..self.nodes.len() {
            let mut moved = false;
            for edge in &forward {
                if column[edge.to] <= column[edge.from] {
                    column[edge.to] = column[edge.from] + 1;
                    moved = true;
                }
            }
            if !moved {
                break;
            }
        }
        let count = column.iter().max().map_or(0, |last| last + 1);
        let mut columns = vec![Vec::new(); count];
        for (node, column) in column.iter().enumerate() {
            columns[*column].push(node);
        }
        // Each column in the order of what leads to it, so that few arrows cross.
        let mut rank: Vec<f64> = (0..self.nodes.len())
            .map(|node| f64::from(u32::try_from(node).unwrap_or(u32::MAX)))
            .collect();
        for nodes in &mut columns {
            let mean = |node: usize| {
                let ranks: Vec<f64> = forward
                    .iter()
                    .filter(|edge| edge.to == node)
                    .map(|edge| rank[edge.from])
                    .collect();
                if ranks.is_empty() {
                    rank[node]
                } else {
                    ranks.iter().sum::<f64>() / ranks.len() as f64
                }
            };
            let mut keyed: Vec<(f64, usize)> = nodes.iter().map(|node| (mean(*node), *node)).collect();
            keyed.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
            for (row, (_, node)) in keyed.iter().enumerate() {
                rank[*node] = row as f64;
            }
            *nodes = keyed.into_iter().map(|(_, node)| node).collect();
        }
        columns
    }

    /// The arrows but those that would close a circle, in their order.
    fn without_circles(&self) -> Vec<Edge> {
        let mut kept: Vec<Edge> = Vec::new();
        for edge in &self.edges {
            let mut reached = vec![edge.to];
            let mut at = 0;
            while let Some(node) = reached.get(at).copied() {
                let next = kept.iter().filter(|kept| kept.from == node).map(|kept| kept.to);
                let next: Vec<usize> = next.filter(|next| !reached.contains(next)).collect();
                reached.extend(next);
                at += 1;
            }
            if !reached.contains(&edge.from) {
                kept.push(*edge);
            }
        }
        kept
    }
}

/// An arrow from the right side of one box to the left side of another; back around, where that stands before it.
fn curve((fx, fy): (usize, usize), (tx, ty): (usize, usize)) -> String {
    let (sx, sy, ey) = (fx + WIDTH, fy + HEIGHT / 2, ty + HEIGHT / 2);
    if tx > fx {
        let middle = (sx + tx) / 2;
        return format!("M{sx} {sy}C{middle} {sy} {middle} {ey} {tx} {ey}");
    }
    let (ex, below) = (tx + WIDTH / 2, fy.max(ty) + HEIGHT + DOWN / 2);
    let bx = fx + WIDTH / 2;
    format!("M{bx} {}C{bx} {below} {ex} {below} {ex} {}", fy + HEIGHT, ty + HEIGHT)
}

/// A colour for a service: the same one in each drawing.
fn hue(service: &str) -> u32 {
    service
        .bytes()
        .fold(7_u32, |hash, byte| hash.wrapping_mul(31).wrapping_add(u32::from(byte)))
        % 360
}

fn short(text: &str) -> String {
    let count = text.chars().count();
    if count <= LONGEST {
        return text.to_owned();
    }
    let end: String = text.chars().skip(count - (LONGEST - 1)).collect();
    format!("…{end}")
}

/// Text within HTML and SVG, also within attributes.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
