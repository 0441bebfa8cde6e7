//! The architecture of a deployment, for a review: diagrams, and a page of HTML that holds everything about it.
//!
//! - `graph`: what is drawn, and what leads to what; `mermaid`, `svg`: the drawing;
//! - `facts`: alarms, and what sets capacity and cost; `page`: the page. It needs no network and no script.

mod facts;
mod graph;
mod mermaid;
mod page;
mod svg;

pub use self::{
    graph::{Edge, Graph, Node},
    page::{Page, Source},
};
