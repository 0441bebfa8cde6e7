//! What generated bindings are written against.

pub use crate::resource::CfnResource;
pub use crate::shape::{Bind, Fields, Literal, ResourceProps, Shape};
pub use crate::tag::{Tag, TagShape, TagSpec};
pub use crate::tree::{Construct, Scope};
pub use crate::value::{Document, Map, Number, OneOf2, OneOf3, OneOf4, Value};
